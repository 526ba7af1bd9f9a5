//! Which colours a picture has once it is kept: as they were shown, and transparent where it was.

use crate::avatars::Picture;
use crate::helpers::TestApp;
use crate::pictures::encode;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, GrayAlphaImage, GrayImage, ImageEncoder, ImageFormat, Luma, LumaA};
use image::{Rgb, RgbImage, Rgba, RgbaImage, load_from_memory};
use moxcms::ColorProfile;
use reqwest::Method;
use rocket::async_test;

/// A file of each format that carries a profile, with these pixels and this profile.
fn with_profile(image: &DynamicImage, profile: &[u8]) -> Vec<Vec<u8>> {
    let (mut png, mut jpeg, mut webp) = (Vec::new(), Vec::new(), Vec::new());
    let mut encoder = PngEncoder::new(&mut png);
    encoder.set_icc_profile(profile.to_vec()).expect("a PNG has a profile");
    image.write_with_encoder(encoder).expect("a PNG");
    let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, 100);
    encoder.set_icc_profile(profile.to_vec()).expect("a JPEG has a profile");
    image.write_with_encoder(encoder).expect("a JPEG");
    let mut encoder = WebPEncoder::new_lossless(&mut webp);
    encoder.set_icc_profile(profile.to_vec()).expect("a WebP has a profile");
    image.write_with_encoder(encoder).expect("a WebP");
    vec![png, jpeg, webp]
}

fn near(found: [u8; 3], expected: [u8; 3]) -> bool {
    found.iter().zip(expected).all(|(found, expected)| found.abs_diff(expected) <= 3)
}

#[async_test]
async fn a_photograph_keeps_the_colours_that_it_was_shown_in() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let encoded = |profile: ColorProfile| profile.encode().expect("a profile");
    let (p3, adobe) = (encoded(ColorProfile::new_display_p3()), encoded(ColorProfile::new_adobe_rgb()));
    let gray = encoded(ColorProfile::new_gray_with_gamma(1.8));
    let rgb = |colour| DynamicImage::from(RgbImage::from_pixel(40, 40, Rgb(colour)));
    let luma = || DynamicImage::from(GrayImage::from_pixel(40, 40, Luma([128])));
    // By the matrices of the standards, clipped to what sRGB has.
    for (image, profile, shown) in [
        (rgb([200, 60, 60]), &p3, [217, 42, 52]),
        (rgb([60, 200, 60]), &p3, [0, 203, 11]),
        (rgb([60, 60, 200]), &p3, [60, 60, 208]),
        (rgb([128, 128, 128]), &p3, [128, 128, 128]),
        (rgb([200, 60, 60]), &adobe, [232, 57, 57]),
        (rgb([60, 200, 60]), &adobe, [0, 201, 37]),
        (rgb([200, 60, 60]), &encoded(ColorProfile::new_srgb()), [200, 60, 60]),
        (luma(), &gray, [146, 146, 146]),
        (rgb([128, 128, 128]), &p3[..100].to_vec(), [128, 128, 128]),
        (rgb([200, 60, 60]), &b"no profile".to_vec(), [200, 60, 60]),
    ] {
        for file in with_profile(&image, profile) {
            app.show(&ada, file).await;
            for Picture { pixels, .. } in app.pictures(&ada).await {
                let found = pixels.get_pixel(pixels.width() / 2, pixels.height() / 2).0;
                assert!(near(found, shown), "{image:?}: {found:?} is not {shown:?}");
            }
        }
    }
}

#[async_test]
async fn what_can_be_seen_through_stays_so() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    // Black and clear on the left; on the right, red of which half is left.
    let glass =
        RgbaImage::from_fn(50, 50, |x, _| if x < 25 { Rgba([0, 0, 0, 0]) } else { Rgba([255, 0, 0, 128]) });
    let gray = GrayAlphaImage::from_fn(50, 50, |x, _| LumaA([200, if x < 25 { 0 } else { 128 }]));
    let files = [
        (encode(glass.clone(), ImageFormat::Png), [255, 0, 0]),
        (encode(glass.clone(), ImageFormat::WebP), [255, 0, 0]),
        (encode(gray, ImageFormat::Png), [200, 200, 200]),
        (encode(DynamicImage::from(glass).into_rgba16(), ImageFormat::Png), [255, 0, 0]),
    ];
    for (file, colour) in files {
        let avatar = app.show(&ada, file).await;
        assert!(avatar.ends_with("/400.webp"), "{avatar}");
        let served = app.request(Method::GET, &avatar).send().await.expect("a picture");
        assert_eq!(served.headers()["Content-Type"], "image/webp");
        for Picture { bytes, .. } in app.pictures(&ada).await {
            let picture = load_from_memory(&bytes).expect("a picture").into_rgba8();
            let side = picture.width();
            assert_eq!(picture.get_pixel(side / 4, side / 2).0[3], 0);
            // Right up to the edge nothing of the invisible black shows.
            for x in [side * 11 / 20, side * 3 / 4] {
                let Rgba([red, green, blue, alpha]) = *picture.get_pixel(x, side / 2);
                assert!(near([red, green, blue], colour), "{red} {green} {blue} is not {colour:?}");
                assert!(alpha.abs_diff(128) <= 24, "{alpha}");
            }
        }
    }
    let opaque = RgbaImage::from_pixel(9, 9, Rgba([9, 99, 199, 255]));
    let avatar = app.show(&ada, encode(opaque, ImageFormat::Png)).await;
    assert!(avatar.ends_with("/400.jpg"), "what has no transparent part is smaller as a JPEG: {avatar}");
}

#[async_test]
async fn a_transparent_picture_of_another_profile_is_both() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let profile = ColorProfile::new_display_p3().encode().expect("a profile");
    let image = RgbaImage::from_pixel(40, 40, Rgba([200, 60, 60, 128]));
    let mut png = Vec::new();
    let mut encoder = PngEncoder::new(&mut png);
    encoder.set_icc_profile(profile).expect("a PNG has a profile");
    image.write_with_encoder(encoder).expect("a PNG");
    app.show(&ada, png).await;
    for Picture { bytes, .. } in app.pictures(&ada).await {
        let picture = load_from_memory(&bytes).expect("a picture").into_rgba8();
        let Rgba([red, green, blue, alpha]) = *picture.get_pixel(picture.width() / 2, 9);
        assert!(near([red, green, blue], [217, 42, 52]) && alpha == 128, "{red} {green} {blue} {alpha}");
    }
}
