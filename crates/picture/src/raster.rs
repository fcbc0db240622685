//! A decoded picture: what all kinds become before they are encoded anew.

use resize::Pixel::RGBA8P;
use resize::Type;
use rgb::FromSlice;

use crate::error::PictureError;
use crate::rule::Rule;

/// Rows of RGBA, 8 bits each, alpha not multiplied in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Raster {
    pub width: u32,
    pub height: u32,
    pub rgba: Vec<u8>,
}

impl Raster {
    /// The picture as its EXIF orientation (1 to 8) wants it seen.
    pub fn upright(self, orientation: u8) -> Self {
        if !(2..=8).contains(&orientation) {
            return self;
        }
        let Self { width, height, rgba } = self;
        let (w, h) = (width as usize, height as usize);
        let turned = orientation >= 5;
        let (out_w, out_h) = if turned { (h, w) } else { (w, h) };
        let mut out = Vec::with_capacity(rgba.len());
        for y in 0..out_h {
            for x in 0..out_w {
                let (from_x, from_y) = match orientation {
                    2 => (w - 1 - x, y),
                    3 => (w - 1 - x, h - 1 - y),
                    4 => (x, h - 1 - y),
                    5 => (y, x),
                    6 => (y, h - 1 - x),
                    7 => (w - 1 - y, h - 1 - x),
                    _ => (w - 1 - y, x),
                };
                let at = (from_y * w + from_x) * 4;
                out.extend_from_slice(rgba.get(at..at + 4).unwrap_or(&[0; 4]));
            }
        }
        Self { width: out_w as u32, height: out_h as u32, rgba: out }
    }

    /// Made to the size of the rule; as it is where it is no larger.
    pub fn fitted(self, rule: &Rule) -> Result<Self, PictureError> {
        let (width, height) = rule.fit(self.width, self.height);
        self.resized(width, height, Type::Lanczos3)
    }

    pub fn resized(self, width: u32, height: u32, by: Type) -> Result<Self, PictureError> {
        if (width, height) == (self.width, self.height) {
            return Ok(self);
        }
        let [w, h, out_w, out_h] = [self.width, self.height, width, height].map(|side| side as usize);
        let mut rgba = vec![0; out_w * out_h * 4];
        let failed = |error: resize::Error| PictureError::broken("picture", error);
        let mut resizer = resize::new(w, h, out_w, out_h, RGBA8P, by).map_err(failed)?;
        resizer.resize(self.rgba.as_rgba(), rgba.as_rgba_mut()).map_err(failed)?;
        Ok(Self { width, height, rgba })
    }

    pub fn is_opaque(&self) -> bool {
        self.rgba.chunks_exact(4).all(|pixel| pixel.last() == Some(&255))
    }

    /// Without alpha.
    pub fn rgb(&self) -> Vec<u8> {
        self.rgba.chunks_exact(4).flat_map(|pixel| pixel.iter().take(3)).copied().collect()
    }
}
