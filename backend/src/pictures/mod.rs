//! Pictures that people upload: only their pixels are kept, as squares of a few sizes.
//!
//! The uploader decides every byte of a file. So its content says what it is, whatever it is called; its size is read
//! before anything else is; and what is served later is encoded anew, without metadata: the place where a photograph was
//! taken, or a page for a browser that guesses.

pub(crate) mod colours;
mod decoding;
pub(crate) mod default_avatar;

use crate::Error;
use crate::cpu_pool::CpuPool;
use crate::pictures::decoding::{Decoded, complaint, decode};
use common::people::avatars::{SIDES, WEBP};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, RgbaImage};
use sha2::{Digest, Sha256};

/// Pictures that are decoded at once.
const AT_ONCE: usize = 2;
/// Calls that may wait for that.
const QUEUE: usize = 16;
/// Of a JPEG, out of 100.
const QUALITY: u8 = 85;

/// A picture as it is kept.
pub(crate) struct Picture {
    /// The SHA-256 of the largest file, and after it [`WEBP`] where the files are WebP.
    pub(crate) key: Vec<u8>,
    /// A file for each of [`SIDES`]: a JPEG, or a WebP where the picture has transparent parts.
    pub(crate) sizes: [Vec<u8>; SIDES.len()],
}

/// Prepares pictures, a bounded number at once.
pub(crate) struct Pictures(CpuPool);

impl Pictures {
    pub(crate) fn new() -> Self {
        Self(CpuPool::new("pictures", AT_ONCE, QUEUE))
    }

    /// Where that is done.
    pub(crate) fn pool(&self) -> &CpuPool {
        &self.0
    }

    /// A picture to be kept from a file of any kind, if it is a picture.
    pub(crate) async fn prepare(&self, file: Vec<u8>) -> Result<Picture, Error> {
        self.0.run(move || prepare(&file)).await?
    }
}

fn prepare(file: &[u8]) -> Result<Picture, Error> {
    let Decoded { image, orientation, profile } = decode(file).map_err(complaint)?;
    let [side, smaller] = SIDES.map(u32::from);
    // A square is turned and gets its colours after it was cut out, and is smaller by then.
    let mut large = scale(square(image), side);
    if let Some(profile) = profile {
        colours::convert(&mut large, &profile);
    }
    let mut large = DynamicImage::from(large);
    large.apply_orientation(orientation);
    let large = large.into_rgba8();
    let small = scale(large.clone().into(), smaller);
    let is_opaque = large.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    let encode = if is_opaque { jpeg } else { webp };
    let sizes = [encode(large)?, encode(small)?];
    let mut key = Sha256::digest(&sizes[0]).to_vec();
    key.extend((!is_opaque).then_some(WEBP));
    Ok(Picture { key, sizes })
}

/// The middle of it.
fn square(image: DynamicImage) -> DynamicImage {
    let (width, height) = (image.width(), image.height());
    let side = width.min(height);
    image.crop_imm((width - side) / 2, (height - side) / 2, side, side)
}

/// Scaled to a side. Colours are weighted by their opacity meanwhile: what cannot be seen leaves no shade at the edges.
fn scale(image: DynamicImage, side: u32) -> RgbaImage {
    if !image.color().has_alpha() {
        let opaque = DynamicImage::from(image.into_rgb8());
        return opaque.resize_exact(side, side, FilterType::Lanczos3).into_rgba8();
    }
    let mut image = image.into_rgba8();
    for pixel in image.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        pixel.0 = [weigh(red, alpha), weigh(green, alpha), weigh(blue, alpha), alpha];
    }
    let mut image = image::imageops::resize(&image, side, side, FilterType::Lanczos3);
    for pixel in image.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        pixel.0 = [unweigh(red, alpha), unweigh(green, alpha), unweigh(blue, alpha), alpha];
    }
    image
}

fn weigh(value: u8, alpha: u8) -> u8 {
    ((u16::from(value) * u16::from(alpha) + 127) / 255) as u8
}

fn unweigh(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u16::from(value), u16::from(alpha));
    (value * 255 + alpha / 2).checked_div(alpha).unwrap_or(0).min(255) as u8
}

fn jpeg(image: RgbaImage) -> Result<Vec<u8>, Error> {
    let mut file = Vec::new();
    let image = DynamicImage::from(image).into_rgb8();
    JpegEncoder::new_with_quality(&mut file, QUALITY).encode_image(&image).map_err(Error::internal)?;
    Ok(file)
}

/// Without loss, which is the only way that there is an encoder for.
fn webp(image: RgbaImage) -> Result<Vec<u8>, Error> {
    let mut file = Vec::new();
    image.write_with_encoder(WebPEncoder::new_lossless(&mut file)).map_err(Error::internal)?;
    Ok(file)
}
