//! From the colours of a photograph's own profile, such as Display P3 or Adobe RGB, to those of sRGB, which a picture without
//! a profile is shown in.

use image::RgbaImage;
use moxcms::{CmsError, ColorProfile, DataColorSpace, Layout, TransformOptions};

/// Converts a picture to sRGB. A profile that is broken, or of another kind than the pixels, changes nothing: browsers ignore
/// it as well.
pub(crate) fn convert(image: &mut RgbaImage, profile: &[u8]) {
    if let Err(error) = try_convert(image, profile) {
        tracing::debug!(cause = ?error, "a picture's colour profile is ignored");
    }
}

fn try_convert(image: &mut RgbaImage, profile: &[u8]) -> Result<(), CmsError> {
    let profile = ColorProfile::new_from_slice(profile)?;
    let converted = match profile.color_space {
        DataColorSpace::Rgb => transform(&profile, Layout::Rgba, image)?,
        DataColorSpace::Gray => {
            // The three colours of a gray pixel are the same.
            let gray = image.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[3]]).collect::<Vec<_>>();
            transform(&profile, Layout::GrayAlpha, &gray)?
        }
        _ => return Err(CmsError::UnsupportedProfileConnection),
    };
    for (pixel, colours) in image.pixels_mut().zip(converted.chunks_exact(4)) {
        pixel.0[..3].copy_from_slice(&colours[..3]);
    }
    Ok(())
}

/// The pixels of a layout as sRGB, four bytes each.
fn transform(profile: &ColorProfile, layout: Layout, pixels: &[u8]) -> Result<Vec<u8>, CmsError> {
    let (srgb, options) = (ColorProfile::new_srgb(), TransformOptions::default());
    let transform = profile.create_transform_8bit(layout, &srgb, Layout::Rgba, options)?;
    let mut converted = vec![0; pixels.len() / layout.channels() * 4];
    transform.transform(pixels, &mut converted)?;
    Ok(converted)
}
