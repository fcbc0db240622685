//! JPEG in: decoded at an eighth, a quarter or half of its size where that is enough, so that a photo of any phone fits.

use jpeg_decoder::{CodingProcess, Decoder, PixelFormat};

use crate::colour;
use crate::error::PictureError;
use crate::exif;
use crate::raster::Raster;
use crate::rule::Rule;

const WHAT: &str = "JPEG";
/// 50 megapixels, the most that phones save.
const PIXELS_MAX: u64 = 52_000_000;
/// A progressive one is kept whole while it is decoded, two bytes a coefficient.
const COEFFICIENT_BYTES_MAX: u64 = 40 * 1024 * 1024;
/// Ten are usual. Each goes over the whole picture again, however few its bytes.
const SCANS_MAX: u32 = 30;

pub(crate) fn read(file: &[u8], rule: &Rule) -> Result<Raster, PictureError> {
    let shape = shape(file)?;
    let Shape { width, height, .. } = shape;
    shape.check()?;
    let mut decoder = Decoder::new(file);
    decoder.read_info().map_err(|error| PictureError::broken(WHAT, error))?;
    let orientation = decoder.exif_data().map_or(1, exif::orientation);
    // As it is seen, it may stand on its side.
    let (w, h) = if orientation >= 5 { (height, width) } else { (width, height) };
    let (fit_w, fit_h) = rule.fit(w.into(), h.into());
    let (fit_w, fit_h) = if orientation >= 5 { (fit_h, fit_w) } else { (fit_w, fit_h) };
    let eighths = |side: u16, eighth: u32| (u32::from(side) * eighth).div_ceil(8);
    let enough = |eighth: &u32| eighths(width, *eighth) >= fit_w && eighths(height, *eighth) >= fit_h;
    let eighth = [1, 2, 4].into_iter().find(enough).unwrap_or(8);
    let side = |side: u16| u16::try_from(eighths(side, eighth)).unwrap_or(side);
    let (w, h) = decoder.scale(side(width), side(height)).map_err(|error| PictureError::broken(WHAT, error))?;
    let pixels = decoder.decode().map_err(|error| PictureError::broken(WHAT, error))?;
    let info = decoder.info().ok_or_else(|| PictureError::broken(WHAT, "it has no header"))?;
    let orientation = decoder.exif_data().map_or(1, exif::orientation);
    let profile = decoder.icc_profile();
    drop(decoder);
    let mut rgba = Vec::with_capacity(usize::from(w) * usize::from(h) * 4);
    match info.pixel_format {
        PixelFormat::L8 => rgba.extend(pixels.iter().flat_map(|grey| [*grey, *grey, *grey, 255])),
        PixelFormat::RGB24 => rgba.extend(pixels.chunks_exact(3).flat_map(|pixel| pixel.iter().copied().chain([255]))),
        PixelFormat::CMYK32 => rgba.extend(pixels.chunks_exact(4).flat_map(from_cmyk)),
        PixelFormat::L16 => return Err(PictureError::broken(WHAT, "16 bits a pixel")),
    }
    drop(pixels);
    let whole = usize::from(w) * usize::from(h) * 4;
    if rgba.len() != whole || info.coding_process == CodingProcess::Lossless {
        return Err(PictureError::broken(WHAT, "it does not have all of its pixels"));
    }
    let mut raster = Raster { width: w.into(), height: h.into(), rgba };
    colour::to_srgb(&mut raster, profile.as_deref());
    Ok(raster.upright(orientation))
}

/// The decoder gives what is left of white; printers' profiles are not read.
fn from_cmyk(pixel: &[u8]) -> [u8; 4] {
    let &[c, m, y, k] = pixel else { return [0, 0, 0, 255] };
    let left = |ink: u8| (u32::from(255 - ink) * u32::from(255 - k) / 255) as u8;
    [left(c), left(m), left(y), 255]
}

/// What its markers say, read before the decoder has it.
struct Shape {
    width: u16,
    height: u16,
    progressive: bool,
    /// Of all components, in 8 × 8 blocks.
    blocks: u64,
    scans: u32,
}

impl Shape {
    fn check(&self) -> Result<(), PictureError> {
        let too_large = |why: String| Err(PictureError::TooLarge { what: WHAT, width: self.width.into(), height: self.height.into(), why });
        if u64::from(self.width) * u64::from(self.height) > PIXELS_MAX {
            return too_large(format!("it may have {} million", PIXELS_MAX / 1_000_000));
        }
        if self.progressive && self.blocks * 128 > COEFFICIENT_BYTES_MAX {
            return too_large("a progressive one may have about 14 million (7 million at full colour resolution); saved without \"progressive\" it may have 52 million".into());
        }
        if self.scans > SCANS_MAX {
            return Err(PictureError::broken(WHAT, format!("it has {} scans, and may have {SCANS_MAX}", self.scans)));
        }
        Ok(())
    }
}

/// Walks the markers up to the end of the picture. What comes after that (a second one, a whole other file) is left.
fn shape(file: &[u8]) -> Result<Shape, PictureError> {
    let broken = |why: &str| PictureError::broken(WHAT, why);
    let cut = || broken("it ends before its end");
    let mut shape: Option<Shape> = None;
    let mut at = 2;
    let mut scans = 0;
    loop {
        // The next marker; between scans their data, in which no marker can be but those of restarts.
        let rest = file.get(at..).ok_or_else(cut)?;
        let found = rest.iter().position(|byte| *byte == 0xff).ok_or_else(cut)?;
        at += found + 1;
        let marker = *file.get(at).ok_or_else(cut)?;
        if marker == 0xff {
            continue;
        }
        at += 1;
        match marker {
            0xd9 => break,
            0x00 | 0x01 | 0xd0..=0xd8 => continue,
            _ => {}
        }
        let length = file.get(at..at + 2).and_then(|bytes| bytes.try_into().ok()).map(u16::from_be_bytes).ok_or_else(cut)?;
        let segment = file.get(at + 2..at + usize::from(length.max(2))).ok_or_else(cut)?;
        match marker {
            0xc0..=0xc2 if shape.is_none() => {
                shape = Some(frame(segment, marker == 0xc2).ok_or_else(|| broken("its header is not whole"))?)
            }
            0xc0..=0xc2 => return Err(broken("it has two headers")),
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return Err(broken("its way of coding is not one that browsers draw")),
            0xda => scans += 1,
            _ => {}
        }
        at += usize::from(length.max(2));
    }
    let shape = shape.ok_or_else(|| broken("it has no header"))?;
    if scans == 0 { Err(broken("it has no pixels")) } else { Ok(Shape { scans, ..shape }) }
}

fn frame(segment: &[u8], progressive: bool) -> Option<Shape> {
    let &[8, h1, h0, w1, w0, count, ref components @ ..] = segment else { return None };
    let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
    if width == 0 || height == 0 || !matches!(count, 1 | 3 | 4) || components.len() != usize::from(count) * 3 {
        return None;
    }
    let samplings: Vec<(u64, u64)> =
        components.chunks_exact(3).filter_map(|one| one.get(1)).map(|both| (u64::from(both >> 4), u64::from(both & 15))).collect();
    let h_max = samplings.iter().map(|(h, _)| *h).max().filter(|h| (1..=4).contains(h))?;
    let v_max = samplings.iter().map(|(_, v)| *v).max().filter(|v| (1..=4).contains(v))?;
    let mcus = u64::from(width).div_ceil(8 * h_max) * u64::from(height).div_ceil(8 * v_max);
    let blocks = samplings.iter().map(|(h, v)| h * v * mcus).sum();
    Some(Shape { width, height, progressive, blocks, scans: 0 })
}
