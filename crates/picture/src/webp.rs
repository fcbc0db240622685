//! WebP in, lossy and lossless. It is decoded whole.

use image_webp::{DecodingError, WebPDecoder};

use crate::colour;
use crate::error::PictureError;
use crate::exif;
use crate::raster::Raster;
use crate::rule::Rule;
use crate::shrink::{self, Shrink};

const WHAT: &str = "WebP";
/// Its planes or pixels and the rows of it: up to 8 bytes a pixel.
const PIXELS_MAX: u64 = 6_500_000;

pub(crate) fn read(file: &[u8], rule: &Rule) -> Result<Raster, PictureError> {
    let broken = |error: DecodingError| PictureError::broken(WHAT, error);
    let mut decoder = WebPDecoder::new(std::io::Cursor::new(file)).map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        let why = "it may have 6.5 million; a JPEG or PNG may have 52 million".into();
        return Err(PictureError::TooLarge { what: WHAT, width, height, why });
    }
    if decoder.is_animated() {
        return Err(PictureError::Moving { what: WHAT });
    }
    let profile = decoder.icc_profile().map_err(broken)?;
    let orientation = decoder.exif_metadata().map_err(broken)?.map_or(1, |exif| exif::orientation(&exif));
    let mut pixels = vec![0; decoder.output_buffer_size().unwrap_or(0)];
    decoder.read_image(&mut pixels).map_err(broken)?;
    let bytes = if decoder.has_alpha() { 4 } else { 3 };
    drop(decoder);
    let mut shrink = Shrink::new(width, shrink::step(width, height, rule).min(shrink::step(height, width, rule)));
    let mut rgba = Vec::with_capacity(width as usize * 4);
    for row in pixels.chunks_exact(width as usize * bytes) {
        rgba.clear();
        rgba.extend(row.chunks_exact(bytes).flat_map(|pixel| pixel.iter().copied().chain([255]).take(4)));
        shrink.push(&rgba);
    }
    drop(pixels);
    let mut raster = shrink.done();
    colour::to_srgb(&mut raster, profile.as_deref());
    Ok(raster.upright(orientation))
}
