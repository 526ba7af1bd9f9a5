//! Small files that would take much memory.

use crate::avatars::form;
use crate::pictures::encode;
use crate::processes::Process;
use flate2::{Compress, Compression, Crc, FlushCompress};
use image::{ImageFormat, RgbImage};
use rocket::async_test;

/// Bytes that a chunk of the bombs unpacks to.
const UNPACKED: usize = 1_200_000_000;
/// kB that preparing one of them may take; the largest picture allowed takes more.
const ROOM: u64 = 128 * 1024;

/// A zlib stream that unpacks to so many zeros. Its parts do not refer to each other, so one is made and repeated.
fn zeros(count: usize) -> Vec<u8> {
    const PART: usize = 1 << 20;
    let mut part = Vec::with_capacity(PART);
    let mut compress = Compress::new(Compression::best(), false);
    compress.compress_vec(&vec![0; PART], &mut part, FlushCompress::Full).expect("zeros");
    let mut stream = vec![0x78, 0xda];
    (0..count.div_ceil(PART)).for_each(|_| stream.extend(&part));
    // An empty last block, and a sum that is never reached.
    stream.extend([1, 0, 0, 0xff, 0xff, 0, 0, 0, 1]);
    stream
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = Crc::new();
    sum.update(kind);
    sum.update(data);
    [&(data.len() as u32).to_be_bytes(), kind.as_slice(), data, &sum.sum().to_be_bytes()].concat()
}

/// A small PNG with one more chunk after its head.
fn png(kind: &[u8; 4], head: &[u8]) -> Vec<u8> {
    let mut file = encode(RgbImage::new(40, 40), ImageFormat::Png);
    let more = chunk(kind, &[head, &zeros(UNPACKED)].concat());
    file.splice(33..33, more);
    file
}

/// A small JPEG with as many segments as fit into a file.
fn jpeg(marker: u8, head: &[u8]) -> Vec<u8> {
    let mut file = encode(RgbImage::new(40, 40), ImageFormat::Jpeg);
    let mut segments = Vec::new();
    for number in 1..=60_u8 {
        segments.extend([0xff, marker, 0xff, 0xff]);
        segments.extend_from_slice(head);
        segments.extend([number, 60]);
        segments.resize(usize::from(number) * 0x1_0001, 0);
    }
    file.splice(2..2, segments);
    file
}

/// An animation of so many frames of 1 KB that each cover a canvas of 4 million pixels.
fn webp() -> Vec<u8> {
    let still = encode(RgbImage::new(2_000, 2_000), ImageFormat::WebP);
    let frame = &still[12..];
    let side = 1_999_u32.to_le_bytes();
    let mut body = b"WEBPVP8X\x0a\0\0\0\x02\0\0\0".to_vec();
    body.extend([&side[..3], &side[..3]].concat());
    body.extend(b"ANIM\x06\0\0\0\0\0\0\0\0\0");
    while body.len() < 3_000_000 {
        body.extend(b"ANMF");
        body.extend((16 + frame.len() as u32).to_le_bytes());
        body.extend([0; 6]);
        body.extend([&side[..3], &side[..3], &[1, 0, 0, 0]].concat());
        body.extend(frame);
    }
    [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat()
}

/// A GIF of one point, whose only frame says to be much larger.
fn gif(side: u16) -> Vec<u8> {
    let size = [side.to_le_bytes(), side.to_le_bytes()].concat();
    let head = b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\0,\0\0\0\0".as_slice();
    [head, &size, b"\0\x02\x02D\x01\0;"].concat()
}

/// kB that the process has ever taken.
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("Linux tells");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    peak.trim_end_matches("kB").trim().parse().expect("a number")
}

#[async_test]
#[cfg(target_os = "linux")]
async fn no_small_file_takes_much_memory() {
    let server = Process::start(&[]).await;
    let app = server.app().await;
    let ada = app.join("ada").await;
    let plain = encode(RgbImage::new(40, 40), ImageFormat::Png);
    assert_eq!(app.upload(&ada.token, form(plain, "me.png", "image/png")).await.status, 200);
    for (name, file) in [
        ("iCCP", png(b"iCCP", b"a profile\0\0")),
        ("zTXt", png(b"zTXt", b"Raw profile type iptc\0\0")),
        ("iTXt", png(b"iTXt", b"XML:com.adobe.xmp\0\x01\0\0\0")),
        ("pixels", png(b"IDAT", b"")),
        ("ICC in a JPEG", jpeg(0xe2, b"ICC_PROFILE\0")),
        ("Exif in a JPEG", jpeg(0xe1, b"Exif\0\0II*\0\x08\0\0\0")),
        ("comments in a JPEG", jpeg(0xfe, b"")),
        ("frames of a WebP", webp()),
        ("a frame of 39 million pixels", gif(6_300)),
        ("a frame of 4 billion pixels", gif(65_535)),
    ] {
        let (before, size) = (peak(server.id()), file.len());
        let answer = app.upload(&ada.token, form(file, "me.png", "image/png")).await;
        // The kernel counts pages for each processor, and so may say a little less than before.
        let taken = peak(server.id()).saturating_sub(before);
        println!("{name}: {size} bytes, {taken} kB, {}", answer.status);
        assert!(matches!(answer.status, 200 | 422), "{name}: {answer:?}");
        let room = if name.contains("39 million") { 3 * ROOM } else { ROOM };
        assert!(taken < room, "{name}: {taken} kB");
    }
}
