//! Money: whole millionths of a currency's unit. Never a float.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Millionths in a unit (design.md: real price lists have three decimals, and shares of a line have more).
const MICROS: i64 = 1_000_000;
const DECIMALS: i32 = 6;
/// Most units of an amount that is written: what fits in 63 bits, rounded down.
const UNITS_MAX: i64 = 9_000_000_000_000;

/// An amount in millionths of the currency's unit, never negative where an event says it. In JSON a decimal string, `"12000.5"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Micros(pub i64);

/// An ISO 4217 code, upper case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(pub [u8; 3]);

impl Micros {
    /// Reads what a page or a person wrote: digits, thousands commas, at most one point; up to 6 decimals are kept, what follows is
    /// rounded half up. `None` for anything else: a sign, `NaN`, an exponent, nothing, or more than 9 × 10¹² units.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // Room for one more digit.
        const ROOM: i64 = UNITS_MAX * MICROS / 10;
        let mut micros: i64 = 0;
        let mut digits = false;
        // Decimals that were read; less than none before the point.
        let mut decimals = -1;
        let mut rest = text.trim_ascii().bytes();
        loop {
            let digit = match rest.next() {
                Some(b',') if digits && decimals < 0 => continue,
                Some(b'.') if decimals < 0 => {
                    decimals = 0;
                    continue;
                }
                Some(byte @ b'0'..=b'9') => {
                    digits = true;
                    i64::from(byte & 15)
                }
                Some(_) => return None,
                // What was not written is zeros.
                None if decimals < DECIMALS => {
                    decimals = decimals.max(0);
                    0
                }
                None => break,
            };
            if decimals < DECIMALS {
                if micros > ROOM {
                    return None;
                }
                micros = micros * 10 + digit;
            } else if decimals == DECIMALS {
                // The seventh decimal rounds; what follows it says nothing.
                micros += i64::from(digit >= 5);
            }
            decimals += i32::from(decimals >= 0);
        }
        (digits && micros <= UNITS_MAX * MICROS).then_some(Self(micros))
    }

    /// This many times the amount; `None` when it does not fit.
    #[must_use]
    pub fn times(self, count: u32) -> Option<Self> {
        // By a division: `checked_mul` of 64 bits is a multiplication of 128 in wasm.
        let count = i64::from(count);
        (count == 0 || self.0.unsigned_abs() <= (i64::MAX / count).unsigned_abs()).then(|| Self(self.0.wrapping_mul(count)))
    }

    /// The decimal text, without trailing zeros: `12000`, `0.125`.
    #[must_use]
    pub fn decimal(self) -> String {
        decimal(i128::from(self.0))
    }

    /// The same, but never a whole unit for an amount that is none: `49,999.67원`. For an amount that is compared with another.
    #[must_use]
    pub fn exact(self, currency: Currency, korean: bool) -> String {
        let fraction = self.0.rem_euclid(MICROS);
        if fraction == 0 {
            return self.shown(currency, korean);
        }
        // Two decimals, or as many as it takes.
        let cents = (fraction + 5_000) / 10_000;
        let decimals = if (1..100).contains(&cents) { format!("{cents:02}") } else { format!("{fraction:06}") };
        let decimals = if decimals.len() > 2 { decimals.trim_end_matches('0') } else { &decimals };
        with_sign(&[&grouped(self.0.div_euclid(MICROS)), ".", decimals].concat(), currency, korean)
    }

    /// Up to what can be paid: whole won and yen, whole cents of all others.
    #[must_use]
    pub fn rounded_up(self, currency: Currency) -> Self {
        let step = if matches!(&currency.0, b"KRW" | b"JPY") { MICROS } else { MICROS / 100 };
        let over = self.0.rem_euclid(step);
        if over == 0 { self } else { Self(self.0.saturating_add(step - over)) }
    }

    /// What a shopper reads: `12,000원` and `₩12,000`, `$3.50`. Whole units where the amount is whole; else two decimals, rounded up, so
    /// that "N more" is never too little.
    #[must_use]
    pub fn shown(self, currency: Currency, korean: bool) -> String {
        let won = currency == Currency(*b"KRW");
        let cents = if won { 0 } else { self.0.rem_euclid(MICROS).div_euclid(10_000) + i64::from(self.0.rem_euclid(10_000) > 0) };
        let mut units = if won { self.0.div_euclid(MICROS) + i64::from(self.0.rem_euclid(MICROS) > 0) } else { self.0.div_euclid(MICROS) };
        let mut rest = cents;
        if rest == 100 {
            units += 1;
            rest = 0;
        }
        let mut digits = grouped(units);
        if rest > 0 {
            digits.push('.');
            digits.push(char::from(b'0' + u8::try_from(rest / 10).unwrap_or(0)));
            digits.push(char::from(b'0' + u8::try_from(rest % 10).unwrap_or(0)));
        }
        with_sign(&digits, currency, korean)
    }
}

/// An amount's digits with the currency's sign.
fn with_sign(digits: &str, currency: Currency, korean: bool) -> String {
    let (before, after) = match (&currency.0, korean) {
        (b"KRW", true) => ("", "원"),
        (b"KRW", false) => ("₩", ""),
        (b"USD", _) => ("$", ""),
        (b"JPY", true) => ("", "엔"),
        (b"JPY", false) => ("¥", ""),
        (b"EUR", _) => ("€", ""),
        _ => ("", " "),
    };
    let mut text = String::from(before);
    text.push_str(digits);
    text.push_str(after);
    if after == " " {
        text.push_str(currency.code());
    }
    text
}
fn grouped(units: i64) -> String {
    let mut reversed = String::new();
    let mut left = units.unsigned_abs();
    let mut count = 0;
    loop {
        if count > 0 && count % 3 == 0 {
            reversed.push(',');
        }
        reversed.push(char::from(b'0' + u8::try_from(left % 10).unwrap_or(0)));
        left /= 10;
        count += 1;
        if left == 0 {
            break;
        }
    }
    reversed.chars().rev().collect()
}

/// The decimal text of a sum in millionths (128 bits: sums of many amounts).
#[must_use]
pub fn decimal(micros: i128) -> String {
    let unit = i128::from(MICROS);
    let sign = if micros < 0 { "-" } else { "" };
    let size = micros.unsigned_abs();
    let whole = size / unit.unsigned_abs();
    let fraction = size % unit.unsigned_abs();
    if fraction == 0 {
        return format!("{sign}{whole}");
    }
    let text = format!("{sign}{whole}.{fraction:06}");
    text.trim_end_matches('0').to_owned()
}

impl Currency {
    /// Reads three letters, in either case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut code: [u8; 3] = text.as_bytes().try_into().ok()?;
        for byte in &mut code {
            // In upper case; what is no letter is none then either.
            *byte &= 0xdf;
            if !byte.is_ascii_uppercase() {
                return None;
            }
        }
        Some(Self(code))
    }

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl Default for Currency {
    fn default() -> Self {
        Self(*b"KRW")
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("a currency must be three letters, such as KRW"))
    }
}

impl Serialize for Micros {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.decimal())
    }
}

impl<'de> Deserialize<'de> for Micros {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Whole(u64),
            Float(f64),
            Text(String),
        }
        match Written::deserialize(deserializer)? {
            Written::Whole(units) => Self::parse(&units.to_string()),
            Written::Float(units) => Self::parse(&units.to_string()),
            Written::Text(text) => Self::parse(&text),
        }
        .ok_or_else(|| D::Error::custom("an amount must be a decimal of 0 or more, such as \"12000\" or \"3.50\""))
    }
}

crate::wire!(tuple Micros);
crate::wire!(tuple Currency);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_pages_write() {
        for (text, micros) in [
            ("12000", Some(12_000_000_000)),
            ("12,000", Some(12_000_000_000)),
            (" 3.50 ", Some(3_500_000)),
            ("0.1234565", Some(123_457)),
            (".5", Some(500_000)),
            ("0", Some(0)),
            ("", None),
            (".", None),
            (",1", None),
            ("-1", None),
            ("NaN", None),
            ("1e3", None),
            ("Infinity", None),
            ("12,000원", None),
            ("99999999999999", None),
        ] {
            assert_eq!(Micros::parse(text).map(|amount| amount.0), micros, "{text}");
        }
    }

    #[test]
    fn what_shoppers_read() {
        let krw = Currency(*b"KRW");
        assert_eq!(Micros::parse("12000").unwrap().shown(krw, true), "12,000원");
        assert_eq!(Micros::parse("1234567").unwrap().shown(krw, false), "₩1,234,567");
        assert_eq!(Micros::parse("0.2").unwrap().shown(krw, true), "1원");
        assert_eq!(Micros::parse("3.501").unwrap().shown(Currency(*b"USD"), false), "$3.51");
        assert_eq!(Micros::parse("3.995").unwrap().shown(Currency(*b"USD"), false), "$4");
        assert_eq!(Micros::parse("999").unwrap().shown(Currency(*b"SEK"), false), "999 SEK");
    }

    #[test]
    fn what_is_compared() {
        let said = |text: &str, code: &[u8; 3]| Micros::parse(text).unwrap().exact(Currency(*code), true);
        for (text, won) in [
            ("50000", "50,000원"),
            ("49999.666666", "49,999.67원"),
            ("49999.999", "49,999.999원"),
            ("0.5", "0.50원"),
            ("999.2", "999.20원"),
        ] {
            assert_eq!(said(text, b"KRW"), won);
        }
        assert_eq!((said("19.999999", b"USD"), said("1234.5", b"SEK")), ("$19.999999".to_owned(), "1,234.50 SEK".to_owned()));
        let up = |text: &str, code: &[u8; 3]| Micros::parse(text).unwrap().rounded_up(Currency(*code)).decimal();
        assert_eq!((up("0.000001", b"KRW"), up("0.000001", b"USD"), up("3", b"KRW")), ("1".to_owned(), "0.01".to_owned(), "3".to_owned()));
    }

    proptest! {
        #[test]
        fn decimal_and_back(micros in 0_i64..9_000_000_000_000_000_000) {
            prop_assert_eq!(Micros::parse(&Micros(micros).decimal()), Some(Micros(micros)));
        }
    }
}
