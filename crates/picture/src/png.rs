//! PNG in: row by row, so that its size does not matter for memory, but for one that is interlaced.

use png::{ColorType, Decoder, DecodingError, Limits, Transformations};

use crate::colour;
use crate::error::PictureError;
use crate::exif;
use crate::raster::Raster;
use crate::rule::Rule;
use crate::shrink::{self, Shrink};

const WHAT: &str = "PNG";
/// Some two seconds of processor time.
const PIXELS_MAX: u64 = 52_000_000;
/// Kept whole: up to 8 bytes a pixel while it is read.
const INTERLACED_PIXELS_MAX: u64 = 8_000_000;
/// A line of a million pixels packs into nothing, and cannot be made narrower: it would be kept whole.
const SIDE_MAX: u32 = 30_000;
/// For profiles and other pieces that come packed, and for rows.
const MEMORY: Limits = Limits { bytes: 4 * 1024 * 1024 };

pub(crate) fn read(file: &[u8], rule: &Rule) -> Result<Raster, PictureError> {
    let broken = |error: DecodingError| PictureError::broken(WHAT, error);
    let mut decoder = Decoder::new_with_limits(std::io::Cursor::new(file), MEMORY);
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    let header = decoder.read_header_info().map_err(broken)?;
    let (width, height, interlaced) = (header.width, header.height, header.interlaced);
    let max = if interlaced { INTERLACED_PIXELS_MAX } else { PIXELS_MAX };
    if u64::from(width) * u64::from(height) > max {
        let kind = if interlaced { "an interlaced one" } else { "it" };
        return Err(PictureError::TooLarge { what: WHAT, width, height, why: format!("{kind} may have {} million", max / 1_000_000) });
    }
    if width.max(height) > SIDE_MAX {
        return Err(PictureError::TooLarge { what: WHAT, width, height, why: format!("a side may have {SIDE_MAX}") });
    }
    let mut reader = decoder.read_info().map_err(broken)?;
    if reader.info().animation_control().is_some_and(|animation| animation.num_frames > 1) {
        return Err(PictureError::Moving { what: "PNG" });
    }
    let profile = reader.info().icc_profile.as_deref().filter(|_| reader.info().srgb.is_none()).map(<[u8]>::to_vec);
    let orientation = reader.info().exif_metadata.as_deref().map_or(1, exif::orientation);
    let (colours, _) = reader.output_color_type();
    // A picture on its side is fitted on its side: then the squares are some smaller than they could be.
    let mut shrink = Shrink::new(width, shrink::step(width, height, rule).min(shrink::step(height, width, rule)));
    let mut rgba = Vec::with_capacity(width as usize * 4);
    if interlaced {
        let mut whole = vec![0; reader.output_buffer_size().unwrap_or(0)];
        reader.next_frame(&mut whole).map_err(broken)?;
        for row in whole.chunks_exact(colours.samples() * width as usize) {
            push(&mut shrink, &mut rgba, row, colours);
        }
    } else {
        while let Some(row) = reader.next_row().map_err(broken)? {
            push(&mut shrink, &mut rgba, row.data(), colours);
        }
    }
    reader.finish().map_err(broken)?;
    let mut raster = shrink.done();
    colour::to_srgb(&mut raster, profile.as_deref());
    Ok(raster.upright(orientation))
}

fn push(shrink: &mut Shrink, rgba: &mut Vec<u8>, row: &[u8], colours: ColorType) {
    rgba.clear();
    match colours {
        ColorType::Grayscale => rgba.extend(row.iter().flat_map(|grey| [*grey, *grey, *grey, 255])),
        ColorType::GrayscaleAlpha => rgba.extend(row.chunks_exact(2).flat_map(|pixel| match *pixel {
            [grey, alpha] => [grey, grey, grey, alpha],
            _ => [0; 4],
        })),
        ColorType::Rgb => rgba.extend(row.chunks_exact(3).flat_map(|pixel| pixel.iter().copied().chain([255]))),
        // A palette comes as its colours.
        ColorType::Rgba | ColorType::Indexed => rgba.extend_from_slice(row),
    }
    shrink.push(rgba);
}
