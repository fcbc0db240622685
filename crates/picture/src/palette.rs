//! Few colours in the place of many.

use std::collections::HashMap;

use color_quant::NeuQuant;

/// Every tenth pixel is looked at to find the colours.
const SAMPLING: i32 = 10;
/// Pixels that are looked at to find the common ones.
const LOOKED_AT: usize = 65_536;

/// Pixels as places in a list of colours (RGBA).
pub(crate) struct Indexed {
    pub colours: Vec<[u8; 4]>,
    pub pixels: Vec<u8>,
}

impl Indexed {
    /// As they are, if these pixels (RGBA) have no more colours than this (at most 256).
    pub fn exact(rgba: &[u8], colours_max: usize) -> Option<Self> {
        let mut known: HashMap<[u8; 4], u8> = HashMap::new();
        let mut colours = Vec::new();
        let mut pixels = Vec::with_capacity(rgba.len() / 4);
        let mut last = None;
        for pixel in rgba.chunks_exact(4) {
            let colour: [u8; 4] = pixel.try_into().ok()?;
            let place = match (last, known.get(&colour)) {
                (Some((before, place)), _) if before == colour => place,
                (_, Some(place)) => *place,
                _ if colours.len() >= colours_max => return None,
                _ => {
                    let place = u8::try_from(colours.len()).ok()?;
                    known.insert(colour, place);
                    colours.push(colour);
                    place
                }
            };
            last = Some((colour, place));
            pixels.push(place);
        }
        Some(Self { colours, pixels })
    }

    /// The same, or the nearest of as many colours as there may be.
    pub fn of(rgba: &[u8], colours_max: usize) -> Self {
        Self::exact(rgba, colours_max).unwrap_or_else(|| Self::nearest(rgba, colours_max))
    }

    fn nearest(rgba: &[u8], colours_max: usize) -> Self {
        let mut colours = common(rgba, colours_max / 4 * 3);
        let exact: HashMap<[u8; 4], u8> = (0..=u8::MAX).zip(&colours).map(|(place, colour)| (*colour, place)).collect();
        let others: Vec<u8> = rgba.chunks_exact(4).filter(|pixel| is_other(&exact, pixel)).flatten().copied().collect();
        let found = NeuQuant::new(SAMPLING, colours_max - colours.len(), &others);
        let begin = colours.len();
        colours.extend(found.color_map_rgba().chunks_exact(4).filter_map(|colour| <[u8; 4]>::try_from(colour).ok()));
        // What differs in the last three bits alone is looked for once.
        let mut near: Vec<Option<u8>> = vec![None; 1 << 20];
        let pixels = rgba.chunks_exact(4).map(|pixel| {
            let same = <&[u8; 4]>::try_from(pixel).ok().and_then(|colour| exact.get(colour));
            if let Some(place) = same {
                return *place;
            }
            let bin = pixel.iter().fold(0usize, |bin, part| bin << 5 | usize::from(part >> 3));
            let look = || u8::try_from(begin + found.index_of(pixel)).unwrap_or(0);
            match near.get_mut(bin) {
                Some(known) => *known.get_or_insert_with(look),
                None => look(),
            }
        });
        let pixels = pixels.collect();
        Self { colours, pixels }
    }
}

/// Colours that have a 256th of the pixels each: grounds and writing, which must not change. A photo has none.
fn common(rgba: &[u8], count_max: usize) -> Vec<[u8; 4]> {
    let step = (rgba.len() / 4 / LOOKED_AT).max(1);
    let mut counts: HashMap<[u8; 4], u32> = HashMap::new();
    let mut seen = 0;
    for colour in rgba.chunks_exact(4).step_by(step).filter_map(|pixel| pixel.try_into().ok()) {
        *counts.entry(colour).or_default() += 1;
        seen += 1;
    }
    let mut common: Vec<([u8; 4], u32)> = counts.into_iter().filter(|(_, count)| *count > seen / 256).collect();
    // By their colour, too: the same picture has the same bytes.
    common.sort_by_key(|(colour, count)| (u32::MAX - count, *colour));
    common.into_iter().take(count_max).map(|(colour, _)| colour).collect()
}

fn is_other(exact: &HashMap<[u8; 4], u8>, pixel: &[u8]) -> bool {
    <&[u8; 4]>::try_from(pixel).is_ok_and(|colour| !exact.contains_key(colour))
}
