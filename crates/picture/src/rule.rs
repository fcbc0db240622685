//! What a picture is made for: how large each type of message draws it, and what it may weigh there.

/// What a picture must be for a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// As `for` names it.
    pub name: &'static str,
    /// It is made to fit, in pixels, and never made larger.
    pub width_max: u32,
    pub height_max: u32,
    /// Its shorter side has at least this, where the others allow it: what is drawn round or square is cut to fill, not made to fit.
    pub side_min: u32,
    pub still_bytes_max: usize,
    /// With all frames.
    pub moving_bytes_max: usize,
}

const KIB: usize = 1024;

/// Twice what is drawn (`crates/browser/js/style.ts`), for screens with two pixels a point.
const RULES: [Rule; 3] = [
    // A card is 360 wide; its picture at most 200 high, of which the middle is seen: taller ones than 1:2 are cut to a strip.
    Rule { name: "popcorn", width_max: 720, height_max: 1440, side_min: 0, still_bytes_max: 400 * KIB, moving_bytes_max: 2048 * KIB },
    // The badge's card draws the same picture as the badge. It is there from the first page on, so it weighs less.
    Rule { name: "floating", width_max: 720, height_max: 1440, side_min: 0, still_bytes_max: 200 * KIB, moving_bytes_max: 1024 * KIB },
    // The round badge alone: 56 across, cut to fill.
    Rule { name: "badge", width_max: 448, height_max: 448, side_min: 112, still_bytes_max: 48 * KIB, moving_bytes_max: 256 * KIB },
];

/// For lists in the console. On a page of 50 they come to some 500 KB.
pub const SMALL: Rule =
    Rule { name: "small", width_max: 240, height_max: 240, side_min: 0, still_bytes_max: 160 * KIB, moving_bytes_max: 0 };

impl Rule {
    /// The rule of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.name == name)
    }

    /// All names, for a sentence.
    #[must_use]
    pub fn names() -> String {
        RULES.map(|rule| rule.name).join(", ")
    }

    /// The rule as a sentence.
    #[must_use]
    pub fn said(&self) -> String {
        let Self { name, width_max, height_max, still_bytes_max, moving_bytes_max, .. } = self;
        format!(
            "A picture for {name} is made to fit {width_max} × {height_max} pixels, and then may have {} KB, or {} KB if it moves.",
            still_bytes_max / KIB,
            moving_bytes_max / KIB
        )
    }

    /// The size that a picture of this one is made to.
    #[must_use]
    pub fn fit(&self, width: u32, height: u32) -> (u32, u32) {
        let [w, h] = [width, height].map(|side| f64::from(side.max(1)));
        let by = |max: u32, side: f64| f64::from(max) / side;
        let within = by(self.width_max, w).min(by(self.height_max, h));
        let filling = by(self.side_min, w).max(by(self.side_min, h));
        let scale = if self.side_min > 0 { within.min(filling) } else { within }.min(1.0);
        // A line of a pixel stays one.
        let [w, h] = [w, h].map(|side| (side * scale).round().max(1.0) as u32);
        (w.min(width), h.min(height))
    }
}
