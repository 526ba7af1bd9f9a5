//! What becomes of a file that is uploaded as a picture.

use crate::avatars::{self, Picture};
use crate::helpers::TestApp;
use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{Delay, DynamicImage, Frame, ImageEncoder, ImageFormat, Rgb, RgbImage};
use rocket::async_test;
use std::io::Cursor;

const RED: Rgb<u8> = Rgb([220, 30, 30]);
const GREEN: Rgb<u8> = Rgb([30, 160, 30]);
const BLUE: Rgb<u8> = Rgb([30, 30, 220]);

/// Three times as wide as it is high; its middle is green above and blue below, and all around it is red.
fn landscape() -> RgbImage {
    RgbImage::from_fn(120, 40, |x, y| match (x, y) {
        (40..80, ..20) => GREEN,
        (40..80, _) => BLUE,
        _ => RED,
    })
}

pub fn encode(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image.into().write_to(&mut file, format).expect("a picture");
    file.into_inner()
}

/// A photograph as a phone writes it, which is to be turned as orientation `turn` says, and tells where it was taken.
fn photograph(turn: u8) -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([turn, 0, 0]);
    exif.extend(b"\x01\x0e\0\x02\0\0\0\x0a\0\0\0\x26\0\0\0\0my address\0");
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 95);
    encoder.set_exif_metadata(exif).expect("a JPEG has metadata");
    encoder.encode_image(&landscape()).expect("a photograph");
    file
}

/// JPEG changes colours a little.
#[track_caller]
fn assert_colours(picture: &RgbImage, places: &[((u32, u32), Rgb<u8>)]) {
    for ((x, y), expected) in places {
        let found = picture.get_pixel(x * picture.width() / 100, y * picture.height() / 100);
        let is_near = found.0.iter().zip(expected.0).all(|(found, expected)| found.abs_diff(expected) < 16);
        assert!(is_near, "at {x}% {y}%: {found:?} is not {expected:?}");
    }
}

#[async_test]
async fn every_kind_is_known_by_its_content_and_its_middle_becomes_a_square() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
        let file = encode(landscape(), format);
        for (name, kind) in
            [("me.html", "text/html"), ("me.png", "image/png"), ("", "application/octet-stream")]
        {
            let answer = app.upload(&ada.token, avatars::form(file.clone(), name, kind)).await;
            assert_eq!(answer.status, 200, "{format:?} as {name}: {answer:?}");
        }
        for Picture { bytes, pixels } in app.pictures(&ada).await {
            assert!(bytes.starts_with(&[0xff, 0xd8, 0xff]), "{format:?} comes back as a JPEG");
            assert_colours(&pixels, &[((2, 2), GREEN), ((97, 40), GREEN), ((2, 60), BLUE), ((97, 97), BLUE)]);
        }
    }
}

#[async_test]
async fn a_photograph_is_turned_and_tells_no_more_than_it_shows() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let quarters = [((25, 25), 0), ((75, 25), 1), ((25, 75), 2), ((75, 75), 3)];
    for (turn, colours) in [
        (1, [GREEN, GREEN, BLUE, BLUE]),
        (3, [BLUE, BLUE, GREEN, GREEN]),
        (6, [BLUE, GREEN, BLUE, GREEN]),
        (8, [GREEN, BLUE, GREEN, BLUE]),
    ] {
        let file = photograph(turn);
        let holds = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
        assert!(holds(&file, b"my address"), "the photograph says where it was taken");
        app.show(&ada, file).await;
        for Picture { bytes, pixels } in app.pictures(&ada).await {
            assert_colours(&pixels, &quarters.map(|(place, quarter)| (place, colours[quarter])));
            assert!(!holds(&bytes, b"my address") && !holds(&bytes, b"Exif"), "turned as {turn}");
        }
    }
}

#[async_test]
async fn the_first_frame_stands_for_the_whole() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let mut file = Vec::new();
    let frame = |colour: Rgb<u8>| {
        let pixels = DynamicImage::from(RgbImage::from_pixel(30, 30, colour)).into_rgba8();
        Frame::from_parts(pixels, 0, 0, Delay::from_numer_denom_ms(100, 1))
    };
    GifEncoder::new(&mut file).encode_frames([RED, GREEN, BLUE].map(frame)).expect("an animation");
    app.show(&ada, file).await;
    for picture in app.pictures(&ada).await {
        assert_colours(&picture.pixels, &[((50, 50), RED)]);
    }
}

/// A GIF that says to be of another size; its head has no sum that would give it away.
fn of_size(width: u16, height: u16) -> Vec<u8> {
    let mut file = encode(landscape(), ImageFormat::Gif);
    file.splice(6..10, [width.to_le_bytes(), height.to_le_bytes()].concat());
    file
}

#[async_test]
async fn what_is_no_picture_or_too_large_a_one_is_refused() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let png = encode(landscape(), ImageFormat::Png);
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
    let files = [
        Vec::new(),
        b"not a picture".to_vec(),
        svg.to_vec(),
        b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0".to_vec(),
        b"\x89PNG\r\n\x1a\n".to_vec(),
        png[..png.len() / 2].to_vec(),
        photograph(1)[..100].to_vec(),
    ];
    for file in files {
        let answer = app.upload(&ada.token, avatars::form(file, "me.png", "image/png")).await;
        let complaint = "This picture cannot be read. Choose a file that is a PNG, JPEG, WebP or GIF.";
        answer.expect_complaint(422, "picture", complaint);
    }
    for (width, height) in [(8_193, 1), (1, 8_193), (6_400, 6_400), (65_535, 65_535)] {
        let answer =
            app.upload(&ada.token, avatars::form(of_size(width, height), "me.gif", "image/gif")).await;
        let complaint = "This picture is too large. It may have 8192 pixels a side, and 40 million in all.";
        answer.expect_complaint(422, "picture", complaint);
    }
    for (width, height) in [(0, 0), (0, 40), (120, 0)] {
        let answer =
            app.upload(&ada.token, avatars::form(of_size(width, height), "me.gif", "image/gif")).await;
        let complaint = "This picture is empty: it is 0 pixels wide or high. Choose another one.";
        answer.expect_complaint(422, "picture", complaint);
    }
    assert_eq!(app.number("SELECT count(*) FROM pictures").await, 0, "nothing is kept");
    app.show(&ada, of_size(8_192, 40)).await;
}
