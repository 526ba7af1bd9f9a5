//! Decoding a file within bounds: its sides, its pixels, and what its metadata may unpack to.

use crate::Refusal;
use image::error::{LimitError, LimitErrorKind, ParameterError, ParameterErrorKind};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, ImageResult, Limits};
use std::io::Cursor;

/// Pixels of a side at the most.
const SIDE: u32 = 8_192;
/// Pixels at the most.
const PIXELS: u64 = 40_000_000;
/// Bytes of one more frame that a GIF may need beside its canvas.
const FRAME: u64 = 4 * PIXELS;
/// Bytes that a PNG decoder may take for all but the pixels: a chunk of the largest file, and what its colour profile
/// unpacks to. A profile beyond that is ignored, as a broken one is.
const METADATA: u64 = 16 * 1024 * 1024;

/// What a file holds.
pub(super) struct Decoded {
    /// The pixels; of the first frame, where there are several.
    pub(crate) image: DynamicImage,
    /// How they are to be turned.
    pub(super) orientation: Orientation,
    /// The ICC profile that says which colours their numbers stand for.
    pub(crate) profile: Option<Vec<u8>>,
}

pub(crate) fn decode(file: &[u8]) -> ImageResult<Decoded> {
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format()?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(SIDE), Some(SIDE));
    limits.max_alloc = Some(if reader.format() == Some(ImageFormat::Png) { METADATA } else { FRAME });
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS {
        return Err(ImageError::Limits(LimitError::from_kind(LimitErrorKind::DimensionError)));
    }
    if width == 0 || height == 0 {
        let kind = ParameterErrorKind::DimensionMismatch;
        return Err(ImageError::Parameter(ParameterError::from_kind(kind)));
    }
    let orientation = decoder.orientation()?;
    // The picture does without a profile that cannot be read.
    let profile = decoder.icc_profile().ok().flatten();
    Ok(Decoded { image: DynamicImage::from_decoder(decoder)?, orientation, profile })
}

pub(crate) fn complaint(error: ImageError) -> Refusal {
    let complaint = match error {
        ImageError::Limits(_) => {
            "This picture is too large. It may have 8192 pixels a side, and 40 million in all."
        }
        ImageError::Parameter(error) if matches!(error.kind(), ParameterErrorKind::DimensionMismatch) => {
            "This picture is empty: it is 0 pixels wide or high. Choose another one."
        }
        _ => "This picture cannot be read. Choose a file that is a PNG, JPEG, WebP or GIF.",
    };
    Refusal::invalid("picture", complaint)
}
