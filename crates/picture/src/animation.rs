//! An animation as a GIF: of each frame what differs from the one before, with colours of its own.

use std::borrow::Cow;

use gif::{DisposalMethod, Encoder, EncodingError, Frame, Repeat};

use crate::error::PictureError;
use crate::palette::Indexed;
use crate::raster::Raster;

/// One of the 256 is for what stays as it is.
const COLOURS_MAX: usize = 255;

pub(crate) struct Animation {
    encoder: Encoder<Vec<u8>>,
    width: usize,
    height: usize,
    /// What is seen before the frame that waits: nothing at first.
    shown: Vec<u8>,
    /// The frame that waits for the next one: that says whether it is taken away before.
    waiting: Vec<u8>,
    delay: u16,
}

impl Animation {
    /// Begins with the first frame. Its pixels, as all others', are opaque or nothing.
    pub fn new(first: &Raster, repeat: Repeat, delay: u16) -> Result<Self, PictureError> {
        let side = |side: u32| u16::try_from(side).map_err(|_| PictureError::broken("GIF", "it is too wide or high"));
        let mut encoder = Encoder::new(Vec::new(), side(first.width)?, side(first.height)?, &[]).map_err(failed)?;
        encoder.set_repeat(repeat).map_err(failed)?;
        let (width, height) = (first.width as usize, first.height as usize);
        Ok(Self { encoder, width, height, shown: vec![0; first.rgba.len()], waiting: first.rgba.clone(), delay })
    }

    pub fn push(&mut self, next: Raster, delay: u16) -> Result<(), PictureError> {
        let both = self.waiting.chunks_exact(4).zip(next.rgba.chunks_exact(4));
        // A GIF cannot draw nothing over something: the whole is taken away first.
        let has_hole = both.into_iter().any(|(before, now)| before.last() == Some(&255) && now.last() == Some(&0));
        self.write(has_hole)?;
        let before = std::mem::replace(&mut self.waiting, next.rgba);
        self.shown = if has_hole { vec![0; before.len()] } else { before };
        self.delay = delay;
        Ok(())
    }

    pub fn done(mut self) -> Result<Vec<u8>, PictureError> {
        self.write(false)?;
        self.encoder.into_inner().map_err(|error| PictureError::broken("GIF", error))
    }

    pub fn bytes(&self) -> usize {
        self.encoder.get_ref().len()
    }

    fn write(&mut self, take_away: bool) -> Result<(), PictureError> {
        let part = if take_away { Part { left: 0, top: 0, right: self.width, bottom: self.height } } else { self.changed() };
        let rows = |pixels: &[u8]| -> Vec<u8> {
            let rows = pixels.chunks_exact(self.width * 4).take(part.bottom).skip(part.top);
            rows.filter_map(|row| row.get(part.left * 4..part.right * 4)).flatten().copied().collect()
        };
        let (before, now) = (rows(&self.shown), rows(&self.waiting));
        let is_new = |(before, now): (&[u8], &[u8])| before != now && now.last() == Some(&255);
        let pairs = || before.chunks_exact(4).zip(now.chunks_exact(4));
        let new: Vec<u8> = pairs().filter(|pair| is_new(*pair)).flat_map(|(_, now)| now.iter().copied()).collect();
        let Indexed { colours, pixels } = Indexed::of(&new, COLOURS_MAX);
        let nothing = u8::try_from(colours.len()).unwrap_or(u8::MAX);
        let mut new = pixels.into_iter();
        let buffer = pairs().map(|pair| if is_new(pair) { new.next().unwrap_or(nothing) } else { nothing }).collect();
        let palette = colours.iter().flat_map(|colour| colour.iter().copied().take(3)).chain([0; 3]).collect();
        let side = |side: usize| u16::try_from(side).unwrap_or(u16::MAX);
        let frame = Frame {
            delay: self.delay,
            dispose: if take_away { DisposalMethod::Background } else { DisposalMethod::Keep },
            transparent: Some(nothing),
            needs_user_input: false,
            left: side(part.left),
            top: side(part.top),
            width: side(part.right - part.left),
            height: side(part.bottom - part.top),
            interlaced: false,
            palette: Some(palette),
            buffer: Cow::Owned(buffer),
        };
        self.encoder.write_frame(&frame).map_err(failed)
    }

    /// The least rectangle around what differs; a pixel where nothing does, since the frame keeps its time.
    fn changed(&self) -> Part {
        let mut part = Part { left: self.width, top: self.height, right: 0, bottom: 0 };
        let rows = self.shown.chunks_exact(self.width * 4).zip(self.waiting.chunks_exact(self.width * 4));
        for (y, (before, now)) in rows.enumerate().filter(|(_, (before, now))| before != now) {
            let differs = |(before, now): (&[u8], &[u8])| before != now;
            let pairs = || before.chunks_exact(4).zip(now.chunks_exact(4));
            let left = pairs().position(differs).unwrap_or(0);
            let right = pairs().rposition(differs).map_or(self.width, |last| last + 1);
            part = Part { left: part.left.min(left), top: part.top.min(y), right: part.right.max(right), bottom: y + 1 };
        }
        if part.right == 0 { Part { left: 0, top: 0, right: 1, bottom: 1 } } else { part }
    }
}

#[derive(Clone, Copy)]
struct Part {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

fn failed(error: EncodingError) -> PictureError {
    PictureError::broken("GIF", error)
}
