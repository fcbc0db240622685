//! What a file is, by its first bytes.

use crate::error::PictureError;

/// A kind of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Png,
    Jpeg,
    Gif,
    Webp,
}

impl Kind {
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Webp => "webp",
        }
    }

    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
        }
    }

    /// The kind that has this extension.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        [Self::Png, Self::Jpeg, Self::Gif, Self::Webp].into_iter().find(|kind| kind.extension() == extension)
    }
}

/// # Errors
/// `Unknown`; `NotTaken` for what people send and cannot know.
pub(crate) fn of(file: &[u8]) -> Result<Kind, PictureError> {
    let at = |place: usize, bytes: &[u8]| file.get(place..).is_some_and(|rest| rest.starts_with(bytes));
    let brand = |names: [&[u8]; 4]| at(4, b"ftyp") && names.iter().any(|name| at(8, name));
    let not_taken = |what, instead| Err(PictureError::NotTaken { what, instead });
    let send = "save it as JPEG, PNG or WebP and send that";
    if at(0, b"\x89PNG\r\n\x1a\n") {
        Ok(Kind::Png)
    } else if at(0, b"\xff\xd8\xff") {
        Ok(Kind::Jpeg)
    } else if at(0, b"GIF87a") || at(0, b"GIF89a") {
        Ok(Kind::Gif)
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        Ok(Kind::Webp)
    } else if brand([b"avif", b"avis", b"av01", b"avio"]) {
        not_taken("an AVIF", send)
    } else if brand([b"heic", b"heix", b"mif1", b"msf1"]) {
        not_taken("a HEIC", "save it as JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible) and send that")
    } else if at(4, b"ftyp") || at(0, b"\x1a\x45\xdf\xa3") {
        not_taken("a video", "send a GIF, or a still picture")
    } else if at(0, b"BM") {
        not_taken("a BMP", send)
    } else if at(0, b"II*\0") || at(0, b"MM\0*") {
        not_taken("a TIFF", send)
    } else if at(0, b"%PDF") {
        not_taken("a PDF", "save the page as PNG and send that")
    } else if is_svg(file) {
        not_taken("an SVG (or other markup)", "save it as PNG and send that: markup can carry scripts")
    } else {
        Err(PictureError::Unknown)
    }
}

/// Text that begins with a tag.
fn is_svg(file: &[u8]) -> bool {
    let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let text = text.trim_ascii_start();
    [b"<svg".as_slice(), b"<?xml", b"<!DOC", b"<!doc", b"<!--", b"<html"].iter().any(|tag| text.starts_with(tag))
}
