//! Colours, and whether one is read on another.

/// `#rrggbb` as bytes.
pub fn parse(text: &str) -> Option<[u8; 3]> {
    let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let number = u32::from_str_radix(hex, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}

/// The contrast of two colours, 1–21 (WCAG 2.2, "contrast ratio").
pub fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_others_reckon() {
        let of = |one, other| contrast(parse(one).unwrap_or_default(), parse(other).unwrap_or_default());
        assert!((of("#000000", "#ffffff") - 21.0).abs() < 0.01);
        assert!((of("#777777", "#FFFFFF") - 4.48).abs() < 0.01);
        assert!((of("#ff0000", "#ff0000") - 1.0).abs() < 0.01);
        assert_eq!([parse("red"), parse("#12345"), parse("#12345g"), parse("#+12345")], [None; 4]);
    }
}
