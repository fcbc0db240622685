//! Colour profiles: pixels are turned to sRGB, which is what a picture without a profile is taken for.

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use crate::raster::Raster;

/// Profiles of screens and cameras have some hundred bytes to some kilobytes; tables of printers are for other colours than these.
const PROFILE_BYTES_MAX: usize = 64 * 1024;

/// Turns the pixels to sRGB. A profile that is broken, or of other colours than red, green and blue, is left out, as browsers do.
pub(crate) fn to_srgb(raster: &mut Raster, profile: Option<&[u8]>) {
    let Some(profile) = profile.filter(|profile| profile.len() <= PROFILE_BYTES_MAX) else { return };
    let Ok(profile) = ColorProfile::new_from_slice(profile) else { return };
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let Ok(transform) = profile.create_transform_8bit(Layout::Rgba, &ColorProfile::new_srgb(), Layout::Rgba, TransformOptions::default())
    else {
        return;
    };
    let row = raster.width as usize * 4;
    let mut from = vec![0; row];
    for line in raster.rgba.chunks_exact_mut(row) {
        from.copy_from_slice(line);
        if transform.transform(&from, line).is_err() {
            line.copy_from_slice(&from);
        }
    }
}
