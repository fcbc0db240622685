//! Why a file does not become a picture, in sentences that say what to do.

use core::fmt;

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureError {
    /// None of the kinds that are taken.
    Unknown,
    /// A kind that is known, and not taken.
    NotTaken { what: &'static str, instead: &'static str },
    /// It begins as that kind, and goes on as something else, or ends too early.
    Broken { what: &'static str, why: String },
    /// Decoding it would take too much memory or time.
    TooLarge { what: &'static str, width: u32, height: u32, why: String },
    /// It moves, and is no GIF.
    Moving { what: &'static str },
    /// An animation that is too long.
    TooLong { why: String },
    /// Of the file, or of what was made of it.
    TooManyBytes { bytes: usize, max: usize, made: bool },
}

impl PictureError {
    /// A decoder's own words.
    pub(crate) fn broken(what: &'static str, why: impl fmt::Display) -> Self {
        Self::Broken { what, why: why.to_string() }
    }

    /// A word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown | Self::NotTaken { .. } => "picture_not_taken",
            Self::Broken { .. } => "picture_broken",
            Self::TooLarge { .. } => "picture_too_large",
            Self::Moving { .. } => "picture_moves",
            Self::TooLong { .. } => "picture_too_long",
            Self::TooManyBytes { .. } => "picture_too_heavy",
        }
    }
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => write!(f, "This is no picture: send a PNG, JPEG, GIF or WebP."),
            Self::NotTaken { what, instead } => write!(f, "This is {what}, which is not taken: {instead}."),
            Self::Broken { what, why } => write!(f, "This {what} is damaged or cut off ({why}): save it anew and send that."),
            Self::TooLarge { what, width, height, why } => {
                write!(f, "This {what} has {width} × {height} pixels; {why}. Make it smaller and send that.")
            }
            Self::Moving { what } => {
                write!(f, "This {what} moves, and would stand still here: send a GIF, or a picture that does not move.")
            }
            Self::TooLong { why } => write!(f, "This animation is too long: {why}. Leave out frames, or make it smaller."),
            Self::TooManyBytes { bytes, max, made: false } => {
                write!(f, "This file has {} KB, and may have {} KB: make it smaller and send that.", bytes.div_ceil(1024), max / 1024)
            }
            Self::TooManyBytes { bytes, max, made: true } => write!(
                f,
                "Made ready for a page it has {} KB, and may have {} KB: send one with fewer pixels, frames or colours.",
                bytes.div_ceil(1024),
                max / 1024
            ),
        }
    }
}

impl core::error::Error for PictureError {}
