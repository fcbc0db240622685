//! GIF in: an animation stays one. Where it is no larger than it may be, its frames are written anew as they are; else each is put together,
//! made smaller, and what differs from the one before is written.

use gif::{ColorOutput, DecodeOptions, Decoder, DecodingError, DisposalMethod, Encoder, Frame, MemoryLimit};
use resize::Type;

use crate::Picture;
use crate::animation::Animation;
use crate::error::PictureError;
use crate::kind::Kind;
use crate::raster::Raster;
use crate::rule::Rule;

const WHAT: &str = "GIF";
/// A canvas is kept three times while frames are put together.
const CANVAS_PIXELS_MAX: u64 = 4_000_000;
/// 30 seconds of 15 frames.
const FRAMES_MAX: u32 = 450;
/// Of all frames together, as the whole canvas each: what is put together and made smaller in some four seconds.
const PIXELS_MAX: u64 = 60_000_000;

pub(crate) enum Read {
    Still(Raster),
    Moving { picture: Picture, first: Raster },
}

pub(crate) fn read(file: &[u8], rule: &Rule) -> Result<Read, PictureError> {
    let (width, height, frames) = check(file)?;
    let mut decoder = open(file, false)?;
    let (w, h) = (u32::from(width), u32::from(height));
    let (fit_w, fit_h) = rule.fit(w, h);
    let mut canvas = Canvas::new(width, height);
    if frames == 1 {
        canvas.draw_next(&mut decoder)?;
        return Ok(Read::Still(canvas.raster()));
    }
    // Whole rows of the canvas, made smaller; what is half transparent is not.
    let smaller = |canvas: &Canvas| canvas.raster().resized(fit_w, fit_h, Type::Triangle).map(all_or_nothing);
    if !canvas.draw_next(&mut decoder)? {
        return Err(PictureError::broken(WHAT, "it has no frame"));
    }
    let first = smaller(&canvas)?;
    let bytes = if (fit_w, fit_h) == (w, h) {
        copied(file, rule)?
    } else {
        let mut animation = Animation::new(&first, decoder.repeat(), canvas.delay)?;
        while canvas.draw_next(&mut decoder)? {
            animation.push(smaller(&canvas)?, canvas.delay)?;
            check_weight(animation.bytes(), rule)?;
        }
        animation.done()?
    };
    let picture = Picture { kind: Kind::Gif, bytes, width: fit_w, height: fit_h, frames };
    Ok(Read::Moving { picture, first })
}

/// Its size and the number of its frames, if they are within what can be decoded. Nothing is decoded for it.
fn check(file: &[u8]) -> Result<(u16, u16, u32), PictureError> {
    let mut decoder = open(file, true)?;
    let (width, height) = (decoder.width(), decoder.height());
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(PictureError::broken(WHAT, "it has no pixels"));
    }
    if pixels > CANVAS_PIXELS_MAX {
        let why = format!("it may have {} million", CANVAS_PIXELS_MAX / 1_000_000);
        return Err(PictureError::TooLarge { what: WHAT, width: width.into(), height: height.into(), why });
    }
    let mut frames = 0;
    while decoder.next_frame_info().map_err(|error| PictureError::broken(WHAT, error))?.is_some() {
        frames += 1;
        if frames > FRAMES_MAX {
            return Err(PictureError::TooLong { why: format!("it has more than {FRAMES_MAX} frames") });
        }
    }
    if u64::from(frames) * pixels > PIXELS_MAX {
        let why = format!("{frames} frames of {width} × {height} pixels are more than {} million together", PIXELS_MAX / 1_000_000);
        return Err(PictureError::TooLong { why });
    }
    if frames == 0 { Err(PictureError::broken(WHAT, "it has no frame")) } else { Ok((width, height, frames)) }
}

fn open(file: &[u8], skip: bool) -> Result<Decoder<&[u8]>, PictureError> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.check_frame_consistency(true);
    options.skip_frame_decoding(skip);
    if let Some(bytes) = std::num::NonZeroU64::new(2 * CANVAS_PIXELS_MAX) {
        options.set_memory_limit(MemoryLimit::Bytes(bytes));
    }
    options.read_info(file).map_err(|error: DecodingError| PictureError::broken(WHAT, error))
}

/// The same frames, written anew.
fn copied(file: &[u8], rule: &Rule) -> Result<Vec<u8>, PictureError> {
    let broken = |error: gif::EncodingError| PictureError::broken(WHAT, error);
    let mut decoder = open(file, false)?;
    let global = decoder.global_palette().unwrap_or_default().to_vec();
    let mut encoder = Encoder::new(Vec::new(), decoder.width(), decoder.height(), &global).map_err(broken)?;
    let mut is_first = true;
    while let Some(frame) = decoder.read_next_frame().map_err(|error| PictureError::broken(WHAT, error))? {
        let frame = Frame { needs_user_input: false, ..frame.clone() };
        if is_first {
            // How often it repeats stands before its first frame.
            is_first = false;
            encoder.set_repeat(decoder.repeat()).map_err(broken)?;
        }
        encoder.write_frame(&frame).map_err(broken)?;
        check_weight(encoder.get_ref().len(), rule)?;
    }
    encoder.into_inner().map_err(|error| PictureError::broken(WHAT, error))
}

fn check_weight(bytes: usize, rule: &Rule) -> Result<(), PictureError> {
    if bytes <= rule.moving_bytes_max {
        return Ok(());
    }
    Err(PictureError::TooManyBytes { bytes, max: rule.moving_bytes_max, made: true })
}

fn all_or_nothing(mut raster: Raster) -> Raster {
    for pixel in raster.rgba.chunks_exact_mut(4) {
        match pixel {
            [.., alpha] if *alpha >= 128 => *alpha = 255,
            _ => pixel.fill(0),
        }
    }
    raster
}

/// What is seen, frame by frame.
struct Canvas {
    width: u16,
    height: u16,
    rgba: Vec<u8>,
    /// In hundredths of a second.
    delay: u16,
    /// What becomes of the last frame before the next: its place, and what was there before where that comes back.
    after: Option<(Place, Option<Vec<u8>>)>,
}

#[derive(Clone, Copy)]
struct Place {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl Canvas {
    fn new(width: u16, height: u16) -> Self {
        Self { width, height, rgba: vec![0; usize::from(width) * usize::from(height) * 4], delay: 0, after: None }
    }

    fn raster(&self) -> Raster {
        Raster { width: self.width.into(), height: self.height.into(), rgba: self.rgba.clone() }
    }

    /// Draws the next frame, if there is one.
    fn draw_next(&mut self, decoder: &mut Decoder<&[u8]>) -> Result<bool, PictureError> {
        let global = decoder.global_palette().map(<[u8]>::to_vec);
        let Some(frame) = decoder.read_next_frame().map_err(|error| PictureError::broken(WHAT, error))? else { return Ok(false) };
        if let Some((place, before)) = self.after.take() {
            match before {
                Some(before) => self.rgba = before,
                None => self.rows(place).for_each(|row| row.fill(0)),
            }
        }
        let place = Place { left: frame.left.into(), top: frame.top.into(), width: frame.width.into(), height: frame.height.into() };
        self.after = match frame.dispose {
            DisposalMethod::Any | DisposalMethod::Keep => None,
            DisposalMethod::Background => Some((place, None)),
            DisposalMethod::Previous => Some((place, Some(self.rgba.clone()))),
        };
        self.delay = frame.delay;
        let palette = frame.palette.as_ref().or(global.as_ref()).ok_or_else(|| PictureError::broken(WHAT, "it has no colours"))?;
        let transparent = frame.transparent;
        let colours: Vec<[u8; 3]> = palette.chunks_exact(3).filter_map(|colour| colour.try_into().ok()).collect();
        for (row, from) in self.rows(place).zip(frame.buffer.chunks_exact(place.width.max(1))) {
            for (pixel, index) in row.chunks_exact_mut(4).zip(from) {
                if transparent == Some(*index) {
                    continue;
                }
                let [r, g, b] = colours.get(usize::from(*index)).copied().unwrap_or([0; 3]);
                pixel.copy_from_slice(&[r, g, b, 255]);
            }
        }
        Ok(true)
    }

    fn rows(&mut self, place: Place) -> impl Iterator<Item = &mut [u8]> {
        let line = usize::from(self.width) * 4;
        let (from, to) = (place.left * 4, (place.left + place.width) * 4);
        self.rgba.chunks_exact_mut(line.max(4)).skip(place.top).take(place.height).filter_map(move |row| row.get_mut(from..to))
    }
}
