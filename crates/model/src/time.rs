//! Moments, civil days and a zone's offsets. Nothing here knows what time it is.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

const DAY_MS: i64 = 86_400_000;

/// A moment: milliseconds since 1970-01-01T00:00Z. In JSON an RFC 3339 string (or the number).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct EpochMs(pub i64);

/// A civil day in some zone: days since 1970-01-01. In JSON `"2026-11-21"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(pub i32);

/// Offsets of a zone over some years: each span holds from its moment on. Made where the zone database is (the edge at publish,
/// or an offset in an RFC 3339 time), so that the browser needs none.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Zone {
    /// (from, seconds east of UTC), ascending. Before the first span the first offset holds.
    pub spans: Vec<(EpochMs, i32)>,
}

impl Zone {
    /// A zone that never changes its offset, in seconds east of UTC.
    #[must_use]
    pub fn fixed(offset_s: i32) -> Self {
        Self { spans: vec![(EpochMs(i64::MIN), offset_s)] }
    }

    /// Seconds east of UTC at a moment, and when that changes next. One by one: the spans are those of a few years.
    fn offset_until(&self, at: EpochMs) -> (i32, EpochMs) {
        let mut offset = None;
        for (from, next) in &self.spans {
            if *from > at {
                return (offset.unwrap_or(*next), *from);
            }
            offset = Some(*next);
        }
        (offset.unwrap_or(0), EpochMs(i64::MAX))
    }

    /// Seconds east of UTC at a moment.
    #[must_use]
    pub fn offset_s(&self, at: EpochMs) -> i32 {
        self.offset_until(at).0
    }

    /// The local clock in whole steps since 1970, and what is over, both in milliseconds' arithmetic.
    #[inline(never)]
    fn local(&self, at: EpochMs, step_ms: i64) -> (i64, i64) {
        let local = at.0.saturating_add(i64::from(self.offset_s(at)) * 1000);
        let step = step_ms.max(1);
        let over = local % step;
        if over < 0 { (local / step - 1, over + step) } else { (local / step, over) }
    }

    /// The civil day of a moment.
    #[must_use]
    pub fn day(&self, at: EpochMs) -> Day {
        Day(i32::try_from(self.local(at, DAY_MS).0).unwrap_or(0))
    }

    /// Minutes since the civil day began, 0–1439.
    #[must_use]
    pub fn minute(&self, at: EpochMs) -> u16 {
        u16::try_from(self.local(at, DAY_MS).1 / 60_000).unwrap_or(0)
    }

    /// Minutes since the local Sunday began, 0–10079. (1970-01-01 was a Thursday: a Sunday began four days before it.)
    #[must_use]
    pub fn minute_of_week(&self, at: EpochMs) -> i64 {
        (self.local(at, 60_000).0 + 4 * 1440).rem_euclid(7 * 1440)
    }

    /// The first moment after `at` at which the local clock shows a full multiple of `step_min` minutes (60: the next hour;
    /// 1440: the next midnight), or at which the offset changes, whichever is sooner.
    #[must_use]
    pub fn next_turn(&self, at: EpochMs, step_min: u32) -> EpochMs {
        let step = i64::from(step_min.max(1)) * 60_000;
        let turn = at.0.saturating_add(step - self.local(at, step).1);
        EpochMs(turn.min(self.offset_until(at).1.0))
    }

    /// The first moment after `at` at which the local clock shows so many minutes since midnight, or at which the offset changes, whichever is
    /// sooner.
    #[must_use]
    #[inline(never)]
    pub fn next_minute(&self, at: EpochMs, minute: u32) -> EpochMs {
        let mut wait = i64::from(minute) * 60_000 - self.local(at, DAY_MS).1;
        if wait <= 0 {
            wait += DAY_MS;
        }
        EpochMs(at.0.saturating_add(wait).min(self.offset_until(at).1.0))
    }

    /// The first moment of a civil day.
    #[must_use]
    pub fn start_of(&self, day: Day) -> EpochMs {
        let local = i64::from(day.0) * DAY_MS;
        // The earliest moment whose civil day is `day`: try each offset in force around it.
        let guess = |offset: i32| EpochMs(local - i64::from(offset) * 1000);
        let around = guess(self.offset_s(EpochMs(local)));
        let mut best = guess(self.offset_s(around));
        for (from, offset) in &self.spans {
            let start = guess(*offset).max(*from);
            if self.day(start) == day && start < best {
                best = start;
            }
        }
        best
    }
}

impl Day {
    /// 0 = Sunday … 6 = Saturday. (1970-01-01 was a Thursday.)
    #[must_use]
    pub fn weekday(self) -> u8 {
        u8::try_from((self.0 + 4).rem_euclid(7)).unwrap_or(0)
    }

    /// (year, month 1–12, day 1–31), proleptic Gregorian. Howard Hinnant, "chrono-compatible low-level date algorithms".
    #[must_use]
    pub fn civil(self) -> (i32, u8, u8) {
        let z = i64::from(self.0) + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = doy - (153 * mp + 2) / 5 + 1;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = yoe + era * 400 + i64::from(month <= 2);
        (i32::try_from(year).unwrap_or(0), u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1))
    }

    /// The day of a civil date; `None` when there is no such date.
    #[must_use]
    pub fn from_civil(year: i32, month: u8, day: u8) -> Option<Self> {
        let y = i64::from(year) - i64::from(month <= 2);
        let era = y.div_euclid(400);
        let yoe = y.rem_euclid(400);
        let mp = (i64::from(month) + 9) % 12;
        let doy = (153 * mp + 2) / 5 + i64::from(day) - 1;
        let days = era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468;
        let found = Self(i32::try_from(days).ok()?);
        (found.civil() == (year, month, day)).then_some(found)
    }

    /// Reads `2026-11-21`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        (year.len() == 4 && month.len() == 2 && day.len() == 2).then_some(())?;
        Self::from_civil(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }
}

impl core::fmt::Display for Day {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Reads RFC 3339: the moment and the offset it was written with, in seconds east of UTC.
#[must_use]
pub fn parse_rfc3339(text: &str) -> Option<(EpochMs, i32)> {
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let zone_at = rest.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = rest.split_at(zone_at);
    let mut parts = clock.split(':');
    let hour: i64 = parts.next()?.parse().ok()?;
    let minute: i64 = parts.next()?.parse().ok()?;
    let seconds = parts.next()?;
    let (second, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
    let second: i64 = second.parse().ok()?;
    (parts.next().is_none() && (0..24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second)).then_some(())?;
    let mut ms: i64 = 0;
    for (place, digit) in fraction.bytes().enumerate() {
        digit.is_ascii_digit().then_some(())?;
        if place < 3 {
            ms = ms * 10 + i64::from(digit - b'0');
        }
    }
    for _ in fraction.len()..3 {
        ms *= 10;
    }
    let offset_s = match zone.as_bytes() {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), ..] => {
            let (hours, minutes) = zone.get(1..)?.split_once(':')?;
            let two = |digits: &str| {
                (digits.len() == 2).then(|| digits.parse::<u8>().ok())?.filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
            };
            let (hours, minutes) = (two(hours)?, two(minutes)?);
            (hours <= 18 && minutes < 60).then_some(())?;
            let size = i32::from(hours) * 3600 + i32::from(minutes) * 60;
            if *sign == b'-' { -size } else { size }
        }
        _ => return None,
    };
    let day = Day::parse(date)?;
    let local = i64::from(day.0) * DAY_MS + hour * 3_600_000 + minute * 60_000 + second * 1000 + ms;
    Some((EpochMs(local - i64::from(offset_s) * 1000), offset_s))
}

impl core::fmt::Display for EpochMs {
    /// RFC 3339 in UTC with milliseconds.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let day = Day(i32::try_from(self.0.div_euclid(DAY_MS)).unwrap_or(0));
        let ms = self.0.rem_euclid(DAY_MS);
        write!(f, "{day}T{:02}:{:02}:{:02}.{:03}Z", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
    }
}

impl Serialize for EpochMs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EpochMs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match NumberOrText::deserialize(deserializer)? {
            NumberOrText::Number(ms) => Ok(Self(ms)),
            NumberOrText::Text(text) => parse_rfc3339(&text)
                .map(|(at, _)| at)
                .ok_or_else(|| D::Error::custom("a time must be RFC 3339, such as 2026-11-21T09:00:00+09:00, or milliseconds since 1970")),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum NumberOrText {
    Number(i64),
    Text(String),
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("a day must be written as 2026-11-21"))
    }
}

crate::wire!(tuple EpochMs);
crate::wire!(tuple Day);
crate::wire!(struct Zone { spans });

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn seoul_days_begin_at_fifteen_utc() {
        let seoul = Zone::fixed(9 * 3600);
        let (at, offset) = parse_rfc3339("2026-11-21T23:59:59.999+09:00").unwrap();
        assert_eq!((seoul.day(at).to_string().as_str(), seoul.minute(at), offset), ("2026-11-21", 1439, 32_400));
        assert_eq!(seoul.next_turn(at, 1440), EpochMs(at.0 + 1));
        assert_eq!(seoul.day(EpochMs(at.0 + 1)).to_string(), "2026-11-22");
        assert_eq!(seoul.start_of(Day::parse("2026-11-22").unwrap()), EpochMs(at.0 + 1));
        assert_eq!(Day::parse("2026-11-21").unwrap().weekday(), 6);
    }

    #[test]
    fn a_clock_change_is_a_turn() {
        // New York, 2026-11-01 06:00Z: from −4 h to −5 h.
        let change = parse_rfc3339("2026-11-01T06:00:00Z").unwrap().0;
        let zone = Zone { spans: vec![(EpochMs(i64::MIN), -4 * 3600), (change, -5 * 3600)] };
        let before = EpochMs(change.0 - 60_000);
        assert_eq!(zone.next_turn(before, 1440), change);
        assert_eq!((zone.minute(before), zone.minute(change)), (119, 60));
        let day = zone.day(change);
        assert_eq!(zone.start_of(day), parse_rfc3339("2026-11-01T00:00:00-04:00").unwrap().0);
        assert_eq!(zone.start_of(Day(day.0 + 1)), parse_rfc3339("2026-11-02T00:00:00-05:00").unwrap().0);
    }

    #[test]
    fn text_that_is_no_time_is_refused() {
        for text in [
            "",
            "2026-13-01T00:00:00Z",
            "2026-02-30T00:00:00Z",
            "2026-11-21",
            "2026-11-21T25:00:00Z",
            "2026-11-21T00:00:00+99:00",
            "2026-11-21T00:00:00+-5:00",
            "2026-11-21T00:00:00+1193047:00",
            "x",
        ] {
            assert_eq!(parse_rfc3339(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn civil_and_back(days in -200_000_i32..200_000) {
            let (year, month, day) = Day(days).civil();
            prop_assert_eq!(Day::from_civil(year, month, day), Some(Day(days)));
        }

        #[test]
        fn rfc3339_and_back(ms in 0_i64..4_000_000_000_000) {
            prop_assert_eq!(parse_rfc3339(&EpochMs(ms).to_string()), Some((EpochMs(ms), 0)));
        }
    }
}
