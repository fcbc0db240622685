//! A still picture as a file: the kind that suits it, within what it may weigh.

use jpeg_encoder::{ColorType as JpegColour, Encoder as JpegEncoder};
use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};

use crate::Picture;
use crate::error::PictureError;
use crate::kind::Kind;
use crate::palette::Indexed;
use crate::raster::Raster;

/// Nobody sees the difference at the first; the others are for pictures that would be too heavy.
const QUALITIES: [u8; 3] = [82, 72, 60];

/// # Errors
/// `TooManyBytes`: in no way does it weigh so little.
pub(crate) fn still(raster: &Raster, bytes_max: usize) -> Result<Picture, PictureError> {
    let picture = |kind: Kind, bytes: Vec<u8>| Picture { kind, bytes, width: raster.width, height: raster.height, frames: 1 };
    let exact = png(raster)?;
    if !raster.is_opaque() {
        if exact.len() <= bytes_max {
            return Ok(picture(Kind::Png, exact));
        }
        let bytes = indexed(raster, &Indexed::of(&raster.rgba, 256))?;
        return if bytes.len() <= bytes_max {
            Ok(picture(Kind::Png, bytes))
        } else {
            Err(PictureError::TooManyBytes { bytes: bytes.len(), max: bytes_max, made: true })
        };
    }
    let rgb = raster.rgb();
    let mut least = exact.len();
    for quality in QUALITIES {
        let bytes = jpeg(raster, &rgb, quality)?;
        // Writing and lines are worth half as much again: JPEG frays them.
        if exact.len() <= bytes_max && exact.len() <= bytes.len() + bytes.len() / 2 {
            return Ok(picture(Kind::Png, exact));
        }
        if bytes.len() <= bytes_max {
            return Ok(picture(Kind::Jpeg, bytes));
        }
        least = least.min(bytes.len());
    }
    Err(PictureError::TooManyBytes { bytes: least, max: bytes_max, made: true })
}

fn jpeg(raster: &Raster, rgb: &[u8], quality: u8) -> Result<Vec<u8>, PictureError> {
    let failed = |why: String| PictureError::broken("picture", why);
    let side = |side: u32| u16::try_from(side).map_err(|_| failed("it is too wide or high".into()));
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new(&mut bytes, quality);
    encoder.set_progressive(true);
    encoder.encode(rgb, side(raster.width)?, side(raster.height)?, JpegColour::Rgb).map_err(|error| failed(error.to_string()))?;
    Ok(bytes)
}

/// Without loss.
fn png(raster: &Raster) -> Result<Vec<u8>, PictureError> {
    if let Some(few) = Indexed::exact(&raster.rgba, 256) {
        return indexed(raster, &few);
    }
    if raster.is_opaque() { write(raster, ColorType::Rgb, &raster.rgb(), None) } else { write(raster, ColorType::Rgba, &raster.rgba, None) }
}

fn indexed(raster: &Raster, few: &Indexed) -> Result<Vec<u8>, PictureError> {
    write(raster, ColorType::Indexed, &few.pixels, Some(&few.colours))
}

fn write(raster: &Raster, colours: ColorType, data: &[u8], palette: Option<&[[u8; 4]]>) -> Result<Vec<u8>, PictureError> {
    let failed = |error: EncodingError| PictureError::broken("picture", error);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, raster.width, raster.height);
    encoder.set_color(colours);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    if let Some(palette) = palette {
        encoder.set_palette(palette.iter().flat_map(|colour| colour.iter().copied().take(3)).collect::<Vec<u8>>());
        if palette.iter().any(|[.., alpha]| *alpha < 255) {
            encoder.set_trns(palette.iter().map(|[.., alpha]| *alpha).collect::<Vec<u8>>());
        }
        // Neighbours in the list have nothing to do with each other.
        encoder.set_filter(Filter::NoFilter);
    }
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(data).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}
