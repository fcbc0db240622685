//! Amounts and counts as people and programs write them. Never a float.

use model::money::{Currency, Micros};

const MICROS: i64 = 1_000_000;
/// As everywhere: what fits in 63 bits, rounded down.
const UNITS_MAX: i64 = 9_000_000_000_000;

/// Reads an amount, and the currency where a sign or a code beside it says one: `12,000원`, `₩12,000`, `$3.505`, `(1,200)`, `-3.5`, `KRW 1000`.
/// Up to 6 decimals are kept, what follows is rounded half up. Commas stand between groups of three digits, or it is none: `12,5` may be two
/// amounts. `$` and `¥` are of several currencies and say none.
#[must_use]
pub fn money(text: &str) -> Option<(Micros, Option<Currency>)> {
    let bytes = text.as_bytes();
    // Most are digits alone.
    if (1..=12).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit) {
        let units = bytes.iter().fold(0_i64, |units, byte| units * 10 + i64::from(byte & 15));
        return Some((Micros(units * MICROS), None)).filter(|_| units <= UNITS_MAX);
    }
    let mut rest = text.trim();
    let mut is_negative = false;
    if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        is_negative = true;
        rest = inner.trim();
    }
    let mut currency = None;
    let mut signs = 0;
    loop {
        rest = rest.trim_start();
        if let Some(next) = rest.strip_prefix(['-', '−', '－']) {
            is_negative = !is_negative;
            signs += 1;
            rest = next;
        } else if let Some(next) = rest.strip_prefix('+') {
            signs += 1;
            rest = next;
        } else if let Some((found, next)) = before(rest) {
            if currency.is_some() {
                return None;
            }
            currency = Some(found);
            rest = next;
        } else {
            break;
        }
        if signs > 1 {
            return None;
        }
    }
    let digits = rest.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.')).count();
    let (digits, after) = rest.split_at_checked(digits)?;
    let after = after.trim();
    if !after.is_empty() {
        let found = self::after(after)?;
        if currency.is_some_and(|known| known.is_some() && found.is_some() && known != found) {
            return None;
        }
        currency = Some(found.or(currency.flatten()));
    }
    let micros = decimal(digits)?;
    Some((Micros(if is_negative { -micros } else { micros }), currency.flatten()))
}

/// Reads a count: `3`, `1,234`, `2.0`, `-1`, `3개`.
#[must_use]
pub fn count(text: &str) -> Option<i32> {
    let text = text.trim();
    let text = text.strip_suffix(['개', '점', '매', '건']).unwrap_or(text).trim_end();
    let (is_negative, digits) = match text.strip_prefix(['-', '−', '－']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let micros = decimal(digits)?;
    let units = (micros % MICROS == 0).then_some(micros / MICROS)?;
    i32::try_from(if is_negative { -units } else { units }).ok()
}

/// An id that a spreadsheet took for a number: `17850.0` is 17850.
#[must_use]
pub fn id(text: &str) -> &str {
    let text = text.trim();
    match text.strip_suffix(".0") {
        Some(whole) if !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        _ => text,
    }
}

fn decimal(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() && fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut units = 0_i64;
    // How many digits stand behind the last comma; none were seen: None.
    let mut group: Option<u32> = None;
    let mut digits = 0_u32;
    for byte in whole.bytes() {
        if byte == b',' {
            // The first group has one to three digits, the others have three.
            if !matches!((group, digits), (None, 1..=3) | (Some(3), _)) {
                return None;
            }
            group = Some(0);
        } else if !byte.is_ascii_digit() {
            return None;
        } else {
            units = units.checked_mul(10)?.checked_add(i64::from(byte & 15))?;
            if units > UNITS_MAX {
                return None;
            }
            digits += 1;
            group = group.map(|count| count + 1);
        }
    }
    if group.is_some_and(|count| count != 3) {
        return None;
    }
    let mut micros = 0_i64;
    for place in 0..6 {
        micros = micros * 10 + i64::from(fraction.as_bytes().get(place).map_or(0, |byte| byte & 15));
    }
    let up = i64::from(fraction.as_bytes().get(6).is_some_and(|byte| *byte >= b'5'));
    Some(units * MICROS + micros + up).filter(|all| *all <= UNITS_MAX * MICROS)
}

const fn code(letters: [u8; 3]) -> Option<Currency> {
    Some(Currency(letters))
}

/// A sign or a code in front of an amount.
fn before(text: &str) -> Option<(Option<Currency>, &str)> {
    for (sign, currency) in [
        ("₩", code(*b"KRW")),
        ("￦", code(*b"KRW")),
        ("\\", code(*b"KRW")),
        ("US$", code(*b"USD")),
        ("$", None),
        ("€", code(*b"EUR")),
        ("£", code(*b"GBP")),
        ("¥", None),
        ("￥", None),
    ] {
        if let Some(rest) = text.strip_prefix(sign) {
            return Some((currency, rest));
        }
    }
    let (letters, rest) = text.split_at_checked(3)?;
    let currency = letters.bytes().all(|byte| byte.is_ascii_uppercase()).then(|| Currency::parse(letters))?;
    Some((currency, rest))
}

/// The same behind it.
fn after(text: &str) -> Option<Option<Currency>> {
    match text {
        "원" => Some(code(*b"KRW")),
        "엔" => Some(code(*b"JPY")),
        "달러" => Some(code(*b"USD")),
        "€" => Some(code(*b"EUR")),
        "$" => Some(None),
        _ if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()) => Some(Currency::parse(text)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts() {
        for (text, micros, currency) in [
            ("12000", 12_000_000_000, None),
            ("12,000원", 12_000_000_000, Some(*b"KRW")),
            ("₩ 12,000", 12_000_000_000, Some(*b"KRW")),
            ("-₩12,000", -12_000_000_000, Some(*b"KRW")),
            ("₩-12,000", -12_000_000_000, Some(*b"KRW")),
            ("$3.505", 3_505_000, None),
            ("US$1,234.50", 1_234_500_000, Some(*b"USD")),
            ("(1,200)", -1_200_000_000, None),
            ("($1.5)", -1_500_000, None),
            ("KRW 1000", 1_000_000_000, Some(*b"KRW")),
            ("1000 KRW", 1_000_000_000, Some(*b"KRW")),
            ("0.1234565", 123_457, None),
            (" 2.55 ", 2_550_000, None),
            ("2.5500000000000003", 2_550_000, None),
            (".5", 500_000, None),
            ("1234,567", 0, None),
            ("+5", 5_000_000, None),
        ] {
            let found = money(text);
            let expected = (text != "1234,567").then_some((Micros(micros), currency.map(Currency)));
            assert_eq!(found, expected, "{text}");
        }
        for text in
            ["", "-", "12,5", "1,23,456", "12.000,50", "1e3", "abc", "1.2.3", ",1", "--1", "12 000", "99999999999999", "₩₩1", "1원$", "=1"]
        {
            assert_eq!(money(text), None, "{text}");
        }
    }

    #[test]
    fn counts_and_ids() {
        for (text, units) in [
            ("3", Some(3)),
            ("1,234", Some(1234)),
            ("2.0", Some(2)),
            ("-1", Some(-1)),
            ("3개", Some(3)),
            ("2.5", None),
            ("", None),
            ("x", None),
            ("99999999999", None),
        ] {
            assert_eq!(count(text), units, "{text}");
        }
        assert_eq!((id("17850.0"), id(" A-1 "), id("1.0.0"), id(".0")), ("17850", "A-1", "1.0.0", ".0"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(micros in -9_000_000_000_000_000_000_i64..9_000_000_000_000_000_000) {
            let text = Micros(micros).decimal();
            prop_assert_eq!(money(&text), Some((Micros(micros), None)));
        }

        #[test]
        fn grouped_or_not(units in 0_i64..9_000_000_000_000) {
            let plain = units.to_string();
            let mut grouped = String::new();
            for (place, digit) in plain.chars().enumerate() {
                if place > 0 && (plain.len() - place) % 3 == 0 { grouped.push(','); }
                grouped.push(digit);
            }
            prop_assert_eq!(money(&grouped), money(&plain));
        }

        #[test]
        fn anything_is_survived(text in "\\PC{0,30}") {
            let _ = (money(&text), count(&text), id(&text).len());
        }
    }
}
