//! Pictures that people upload: only their pixels are kept, as squares of a few sizes.
//!
//! Whoever uploads a file decides every byte of it. So it is what its content says, whatever it is called; its size is
//! read before anything else is; and what is served later is written anew, without all that came along: where a photograph was
//! taken, or a page for a browser that guesses.

use crate::Error;
use crate::workers::Workers;
use common::avatars::SIDES;
use image::codecs::jpeg::JpegEncoder;
use image::error::{LimitError, LimitErrorKind};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, ImageResult, Limits, Pixel, Rgba};
use sha2::{Digest, Sha256};
use std::io::Cursor;

/// Pixels of a side at the most.
const SIDE: u32 = 8_192;
/// Pixels at the most.
const PIXELS: u64 = 40_000_000;
/// Bytes that a decoder may take: 8 for a pixel, where a picture is of the deepest kind.
const MEMORY: u64 = 8 * PIXELS;
/// Pictures that are decoded at once, which may take [`MEMORY`] and more each.
const AT_ONCE: usize = 2;
/// Calls that may wait for that.
const QUEUE: usize = 16;
/// Of a JPEG, out of 100.
const QUALITY: u8 = 85;

/// A picture as it is kept.
pub(crate) struct Picture {
    /// The SHA-256 of the largest.
    pub(crate) hash: [u8; 32],
    /// A JPEG for each of [`SIDES`].
    pub(crate) sizes: [Vec<u8>; SIDES.len()],
}

/// Prepares pictures, a bounded number at once.
pub(crate) struct Pictures(Workers);

impl Pictures {
    pub(crate) fn new() -> Self {
        Self(Workers::new(AT_ONCE, QUEUE))
    }

    /// A picture to be kept from a file of any kind, if it is a picture.
    pub(crate) async fn prepare(&self, file: Vec<u8>) -> Result<Picture, Error> {
        self.0.run(move || prepare(&file)).await?
    }
}

fn prepare(file: &[u8]) -> Result<Picture, Error> {
    let (image, orientation) = decode(file).map_err(complaint)?;
    let [side, smaller] = SIDES.map(u32::from);
    let mut large = square(flatten(image)).resize_exact(side, side, FilterType::Lanczos3);
    // A square is turned as well after it was cut out, and is smaller by then.
    large.apply_orientation(orientation);
    let small = large.resize_exact(smaller, smaller, FilterType::Lanczos3);
    let sizes = [encode(&large)?, encode(&small)?];
    Ok(Picture { hash: Sha256::digest(&sizes[0]).into(), sizes })
}

/// The pixels, of the first frame where there are several, and how they are to be turned.
fn decode(file: &[u8]) -> ImageResult<(DynamicImage, Orientation)> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format()?;
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS {
        return Err(ImageError::Limits(LimitError::from_kind(LimitErrorKind::DimensionError)));
    }
    let orientation = decoder.orientation()?;
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

fn complaint(error: ImageError) -> Error {
    let complaint = match error {
        ImageError::Limits(_) => {
            "This picture is too large. It may have 8192 pixels a side, and 40 million in all."
        }
        _ => "This picture cannot be read. Choose a file that is a PNG, JPEG, WebP or GIF.",
    };
    Error::Invalid(Error::field("picture", complaint))
}

/// On white, where it can be seen through: a JPEG has no alpha.
fn flatten(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return image.into_rgb8().into();
    }
    let mut image = image.into_rgba8();
    for pixel in image.pixels_mut() {
        let mut ground = Rgba([u8::MAX; 4]);
        ground.blend(pixel);
        *pixel = ground;
    }
    DynamicImage::from(image).into_rgb8().into()
}

/// The middle of it.
fn square(image: DynamicImage) -> DynamicImage {
    let (width, height) = (image.width(), image.height());
    let side = width.min(height);
    image.crop_imm((width - side) / 2, (height - side) / 2, side, side)
}

fn encode(image: &DynamicImage) -> Result<Vec<u8>, Error> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(image).map_err(Error::internal)?;
    Ok(jpeg)
}
