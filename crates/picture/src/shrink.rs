//! Making a picture smaller while its rows come in, so that the whole of it is never in memory: each pixel is the mean of a square.

use crate::raster::Raster;
use crate::rule::Rule;

/// 257² squares of 255 × 255 are the most that 32 bits add up.
const STEP_MAX: u32 = 256;

pub(crate) struct Shrink {
    width: u32,
    /// The side of the squares.
    step: u32,
    /// Of the squares of the present rows: colours times alpha, and alpha.
    sums: Vec<[u32; 4]>,
    rows: u32,
    out: Vec<u8>,
    out_height: u32,
}

/// By which whole number a side may be divided so that no more than a factor of two is left to do finely.
pub(crate) fn step(width: u32, height: u32, rule: &Rule) -> u32 {
    let (w, h) = rule.fit(width, height);
    (width / w.max(1)).min(height / h.max(1)).clamp(1, STEP_MAX)
}

impl Shrink {
    pub fn new(width: u32, step: u32) -> Self {
        Self { width, step, sums: vec![[0; 4]; width.div_ceil(step) as usize], rows: 0, out: Vec::new(), out_height: 0 }
    }

    /// The next row, RGBA.
    pub fn push(&mut self, row: &[u8]) {
        if self.step == 1 {
            self.out.extend_from_slice(row);
            self.out_height += 1;
            return;
        }
        for (square, sum) in row.chunks(self.step as usize * 4).zip(&mut self.sums) {
            for pixel in square.chunks_exact(4) {
                if let [r, g, b, a] = *pixel {
                    let alpha = u32::from(a);
                    let [sum_r, sum_g, sum_b, sum_a] = sum;
                    *sum_r += u32::from(r) * alpha;
                    *sum_g += u32::from(g) * alpha;
                    *sum_b += u32::from(b) * alpha;
                    *sum_a += alpha;
                }
            }
        }
        self.rows += 1;
        if self.rows == self.step {
            self.row_done();
        }
    }

    pub fn done(mut self) -> Raster {
        if self.rows > 0 {
            self.row_done();
        }
        Raster { width: self.width.div_ceil(self.step), height: self.out_height, rgba: self.out }
    }

    fn row_done(&mut self) {
        for (place, sum) in (0u32..).zip(&mut self.sums) {
            let [r, g, b, a] = *sum;
            let columns = self.step.min(self.width - (place * self.step).min(self.width));
            let count = (columns * self.rows).max(1);
            let mean = |colour: u32| ((colour + a / 2) / a.max(1)) as u8;
            self.out.extend([mean(r), mean(g), mean(b), ((a + count / 2) / count) as u8]);
            *sum = [0; 4];
        }
        self.rows = 0;
        self.out_height += 1;
    }
}
