//! Pictures that somebody uploads, made into what a message shows: checked, decoded, made smaller, and encoded anew.
//!
//! In scope: PNG, JPEG, GIF and WebP in; PNG, JPEG and GIF out. The type is found from the bytes, never from a name or a header. Nothing of the
//! file is passed on but its pixels and an animation's times: no metadata, no trailing bytes, no second file hidden in the first. Colours come out
//! as sRGB, and upright. What would take too much memory or time is refused from its header, before anything is decoded.
//!
//! Not in scope: where pictures are kept, and who may send them.
//!
//! **Why these formats out.** A lossy WebP encoder is not to be had in pure Rust. JPEG is what a photo is smallest in otherwise; PNG is exact, has
//! transparency, and is smallest for drawings and writing; GIF is the only one of them that moves. All are drawn everywhere, in mails, too.
//! AVIF is not decoded: a decoder for it is larger than all the others together.

mod animation;
mod colour;
mod encode;
mod error;
mod exif;
mod gif;
mod jpeg;
mod kind;
mod palette;
mod png;
mod raster;
mod rule;
mod shrink;
mod webp;

pub use crate::error::PictureError;
pub use crate::kind::Kind;
pub use crate::rule::{Rule, SMALL};

use crate::raster::Raster;

/// Most bytes of a file that is sent: a phone's photo of 12 megapixels has 3 to 6 MB.
pub const FILE_BYTES_MAX: usize = 10 * 1024 * 1024;

/// A picture as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub kind: Kind,
    pub bytes: Vec<u8>,
    /// In pixels.
    pub width: u32,
    pub height: u32,
    /// 1: it stands still.
    pub frames: u32,
}

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub picture: Picture,
    /// A still one for lists, where the picture itself is larger than that.
    pub small: Option<Picture>,
}

/// Makes the picture for a use.
///
/// # Errors
/// What is wrong with the file, and what to do.
pub fn make(file: &[u8], rule: &Rule) -> Result<Made, PictureError> {
    if file.len() > FILE_BYTES_MAX {
        return Err(PictureError::TooManyBytes { bytes: file.len(), max: FILE_BYTES_MAX, made: false });
    }
    let raster = match kind::of(file)? {
        Kind::Gif => match gif::read(file, rule)? {
            gif::Read::Still(raster) => raster,
            gif::Read::Moving { picture, first } => {
                if picture.bytes.len() > rule.moving_bytes_max {
                    return Err(PictureError::TooManyBytes { bytes: picture.bytes.len(), max: rule.moving_bytes_max, made: true });
                }
                let small = small(&picture, &first)?;
                return Ok(Made { picture, small });
            }
        },
        Kind::Jpeg => jpeg::read(file, rule)?,
        Kind::Png => png::read(file, rule)?,
        Kind::Webp => webp::read(file, rule)?,
    };
    let raster = raster.fitted(rule)?;
    let picture = encode::still(&raster, rule.still_bytes_max)?;
    let small = small(&picture, &raster)?;
    Ok(Made { picture, small })
}

fn small(picture: &Picture, raster: &Raster) -> Result<Option<Picture>, PictureError> {
    if raster.width.max(raster.height) <= SMALL.width_max {
        // A small picture that moves is its own small one.
        return Ok(None);
    }
    let small = encode::still(&raster.clone().fitted(&SMALL)?, SMALL.still_bytes_max)?;
    Ok(Some(small).filter(|small| small.bytes.len() < picture.bytes.len()))
}
