//! Dates as people and programs write them.
//!
//! `2024-01-05 15:04`, `2024.01.05`, `2024-01-05 오후 3:04`, `2024년 1월 5일`, `1/5/2024 3:04 PM`, `5 Jan 2024`, `20240105`, `20240105150430`, seconds and
//! milliseconds since 1970, days of a spreadsheet (45296.5). With an offset (`Z`, `+09:00`, ` -0500`, ` KST`) it is that moment, else it is of the zone
//! that is said.

use model::time::{Day, EpochMs, Zone};
use serde::{Deserialize, Serialize};

const DAY_MS: i64 = 86_400_000;
/// Spreadsheets count days from 1899-12-30 (day 25569 is 1970-01-01).
const SPREADSHEET_1970: i64 = 25_569;
/// 1990-01-01.
const MIN_S: i64 = 631_152_000;

/// Which of two numbers is the day: `1/5/2024` is the fifth of January (`mdy`) or the first of May (`dmy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    Mdy,
    Dmy,
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDate {
    Unreadable,
    /// It may be two, and nobody has said which number is the day.
    Ambiguous,
}

/// Reads a date.
///
/// # Errors
/// [`NoDate`].
pub fn when(text: &str, zone: &Zone, order: Option<DateOrder>) -> Result<EpochMs, NoDate> {
    let text = text.trim();
    if let Some(at) = of_number(text, zone) {
        return Ok(at);
    }
    let mut cursor = Cursor(text);
    let day = cursor.day(order)?;
    cursor.clock(day, zone).ok_or(NoDate::Unreadable)
}

/// What a date says of the order of its numbers: `13/1/2024` has the day first.
#[must_use]
pub fn decides(text: &str) -> Option<DateOrder> {
    let text = text.trim();
    let (first, second) = Cursor(text).two_numbers()?;
    Cursor(text).day(None).ok()?;
    match (first, second) {
        (13..=31, 1..=12) => Some(DateOrder::Dmy),
        (1..=12, 13..=31) => Some(DateOrder::Mdy),
        _ => None,
    }
}

fn of_number(text: &str, zone: &Zone) -> Option<EpochMs> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let civil = |days: i64, clock: i64| {
        let (year, month, day) = (i32::try_from(days / 10_000).ok()?, u8::try_from(days / 100 % 100).ok()?, u8::try_from(days % 100).ok()?);
        let (hour, minute, second) = (clock / 10_000, clock / 100 % 100, clock % 100);
        (hour < 24 && minute < 60 && second < 60).then_some(())?;
        let day = Day::from_civil(year, month, day)?;
        Some(at_local(i64::from(day.0) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000, zone))
    };
    match whole.len() {
        5 => {
            // A fraction of a day, to the second as spreadsheets show it.
            let digits: i64 = format!("{:0<9}", fraction.get(..9).unwrap_or(fraction)).parse().ok()?;
            let seconds = (digits * 86_400 + 500_000_000) / 1_000_000_000;
            Some(at_local((number - SPREADSHEET_1970) * DAY_MS + seconds * 1000, zone))
        }
        10 => Some(EpochMs(
            number * 1000 + if fraction.is_empty() { 0 } else { format!("{:0<3}", fraction.get(..3).unwrap_or(fraction)).parse().ok()? },
        )),
        _ if !fraction.is_empty() => None,
        8 => civil(number, 0),
        // Seconds and milliseconds from 1990 on, which no date of as many digits is.
        9 if number >= MIN_S => Some(EpochMs(number * 1000)),
        12 if number >= MIN_S * 1000 => Some(EpochMs(number)),
        12 => civil(number / 10_000, number % 10_000 * 100),
        13 => Some(EpochMs(number)),
        14 => civil(number / 1_000_000, number % 1_000_000),
        _ => None,
    }
}

/// A moment by the local clock. Where a clock is put back the earlier of two, where it is put forward what it would have been.
fn at_local(local_ms: i64, zone: &Zone) -> EpochMs {
    let guess = |at: i64| local_ms - i64::from(zone.offset_s(EpochMs(at))) * 1000;
    EpochMs(guess(guess(local_ms)))
}

struct Cursor<'a>(&'a str);

impl Cursor<'_> {
    fn skip(&mut self, letters: &[char]) {
        self.0 = self.0.trim_start_matches(letters);
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.0.get(..text.len()).is_some_and(|head| head.eq_ignore_ascii_case(text));
        if found {
            self.0 = self.0.get(text.len()..).unwrap_or_default();
        }
        found
    }

    /// Digits, at most so many: what they say, and how many they are.
    fn number(&mut self, digits_max: usize) -> Option<(i64, usize)> {
        let digits = self.0.bytes().take(digits_max + 1).take_while(u8::is_ascii_digit).count();
        ((1..=digits_max).contains(&digits)).then_some(())?;
        let (text, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        Some((text.bytes().fold(0, |number, byte| number * 10 + i64::from(byte & 15)), digits))
    }

    fn separator(&mut self) -> Option<char> {
        let found = self.0.chars().next().filter(|letter| matches!(letter, '-' | '/' | '.'))?;
        self.0 = self.0.get(found.len_utf8()..)?;
        self.skip(&[' ']);
        Some(found)
    }

    /// The numbers of `1/5/2024` or `1/5/24` whose order is not known.
    fn two_numbers(&mut self) -> Option<(i64, i64)> {
        let (first, _) = self.number(2)?;
        let separator = self.separator()?;
        let (second, _) = self.number(2)?;
        (self.separator()? == separator).then_some((first, second))
    }

    fn day(&mut self, order: Option<DateOrder>) -> Result<Day, NoDate> {
        let bad = NoDate::Unreadable;
        if self.0.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) {
            let month = self.month().ok_or(bad)?;
            self.skip(&[' ', '.']);
            let (day, _) = self.number(2).ok_or(bad)?;
            self.skip(&[' ', ',']);
            let (year, _) = self.number(4).filter(|(_, digits)| *digits == 4).ok_or(bad)?;
            return day_of(year, month, day);
        }
        let start = self.0;
        let (first, digits) = self.number(4).ok_or(bad)?;
        if digits == 4 {
            let is_korean = self.eat("년");
            self.skip(&[' ']);
            if !is_korean && self.separator().is_none() && self.0.len() == start.len() - 4 {
                return Err(bad);
            }
            let (month, _) = self.number(2).ok_or(bad)?;
            if is_korean {
                self.skip(&[' ']);
                self.eat("월").then_some(()).ok_or(bad)?;
            } else if self.separator().is_none() && !self.0.starts_with(' ') {
                return Err(bad);
            }
            self.skip(&[' ']);
            let (day, _) = self.number(2).ok_or(bad)?;
            if !self.eat("일") {
                self.eat(".");
            }
            return day_of(first, month, day);
        }
        if digits > 2 {
            return Err(bad);
        }
        let mut ahead = Cursor(self.0);
        ahead.skip(&[' ', '-']);
        if let Some(month) = ahead.month() {
            self.0 = ahead.0;
            self.skip(&[' ', '-', ',']);
            let (year, _) = self.number(4).filter(|(_, digits)| *digits == 4).ok_or(bad)?;
            return day_of(year, month, first);
        }
        self.0 = start;
        let is_slash = start.contains('/');
        let (first, second) = self.two_numbers().ok_or(bad)?;
        let (year, digits) = self.number(4).ok_or(bad)?;
        let year = match digits {
            4 => year,
            // As spreadsheets do: 24 is 2024. A shop on the web has no year before 1990.
            2 if is_slash => year + if year < 90 { 2000 } else { 1900 },
            _ => return Err(bad),
        };
        let order = match order {
            Some(order) => order,
            // The same number twice is the same day either way.
            None if first == second => DateOrder::Mdy,
            None => match (first, second) {
                (13..=31, 1..=12) => DateOrder::Dmy,
                (1..=12, 13..=31) => DateOrder::Mdy,
                (1..=12, 1..=12) => return Err(NoDate::Ambiguous),
                _ => return Err(bad),
            },
        };
        match order {
            DateOrder::Mdy => day_of(year, first, second),
            DateOrder::Dmy => day_of(year, second, first),
        }
    }

    fn month(&mut self) -> Option<i64> {
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let letters = self.0.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (name, rest) = self.0.split_at_checked(letters)?;
        let short = name.get(..3)?.to_ascii_lowercase();
        let month = names.iter().position(|known| *known == short)?;
        self.0 = rest;
        i64::try_from(month + 1).ok()
    }

    /// The time of the day, up to the end of the text.
    fn clock(&mut self, day: Day, zone: &Zone) -> Option<EpochMs> {
        let midnight = i64::from(day.0) * DAY_MS;
        self.skip(&[' ', ',']);
        if self.0.starts_with('(') {
            // A day of the week.
            self.0 = self.0.split_once(')')?.1;
            self.skip(&[' ', ',']);
        }
        if self.0.is_empty() {
            return Some(at_local(midnight, zone));
        }
        if self.0.starts_with(['T', 't']) {
            self.0 = self.0.get(1..)?;
        }
        let half = self.half();
        self.skip(&[' ']);
        let (hour, _) = self.number(2)?;
        let mut parts = [0_i64; 2];
        for part in &mut parts {
            self.skip(&[' ']);
            if !(self.eat(":") || self.eat("시") || self.eat("분")) {
                break;
            }
            self.skip(&[' ']);
            let Some((number, _)) = self.number(2) else { break };
            *part = number;
        }
        self.rest_of_clock(midnight, hour, parts, half, zone)
    }

    fn rest_of_clock(&mut self, midnight: i64, hour: i64, [minute, second]: [i64; 2], half: Option<bool>, zone: &Zone) -> Option<EpochMs> {
        self.eat("분");
        self.eat("초");
        let mut ms = 0;
        if self.eat(".") {
            let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
            let (fraction, rest) = self.0.split_at_checked(digits)?;
            ms = format!("{:0<3}", fraction.get(..3).unwrap_or(fraction)).parse().ok()?;
            self.0 = rest;
        }
        self.skip(&[' ']);
        let half = half.or_else(|| self.half());
        let hour = match half {
            None => hour,
            Some(is_afternoon) => {
                (1..=12).contains(&hour).then_some(())?;
                hour % 12 + if is_afternoon { 12 } else { 0 }
            }
        };
        (hour < 24 && minute < 60 && second <= 60).then_some(())?;
        let local = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
        self.skip(&[' ']);
        if self.0.is_empty() {
            return Some(at_local(local, zone));
        }
        let offset_s = self.offset()?;
        self.skip(&[' ']);
        self.0.is_empty().then_some(EpochMs(local - offset_s * 1000))
    }

    /// Before or after noon.
    fn half(&mut self) -> Option<bool> {
        if self.eat("오전") || self.eat("am") || self.eat("a.m.") {
            return Some(false);
        }
        (self.eat("오후") || self.eat("pm") || self.eat("p.m.")).then_some(true)
    }

    fn offset(&mut self) -> Option<i64> {
        if self.eat("KST") {
            return Some(9 * 3600);
        }
        if self.eat("Z") || self.eat("UTC") && self.0.is_empty() || self.eat("GMT") && self.0.is_empty() {
            return Some(0);
        }
        let sign = if self.eat("+") { 1 } else { (self.eat("-") || self.eat("−")).then_some(-1)? };
        let (number, digits) = self.number(4)?;
        let (hours, minutes) = match digits {
            4 => (number / 100, number % 100),
            1 | 2 => (number, if self.eat(":") { self.number(2)?.0 } else { 0 }),
            _ => return None,
        };
        (hours <= 18 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
    }
}

fn day_of(year: i64, month: i64, day: i64) -> Result<Day, NoDate> {
    let parts = (i32::try_from(year), u8::try_from(month), u8::try_from(day));
    let (Ok(year), Ok(month), Ok(day)) = parts else { return Err(NoDate::Unreadable) };
    Day::from_civil(year, month, day).ok_or(NoDate::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seoul(text: &str, order: Option<DateOrder>) -> Result<String, NoDate> {
        when(text, &Zone::fixed(9 * 3600), order).map(|at| at.to_string())
    }

    #[test]
    fn styles() {
        for (text, expected) in [
            ("2024-01-05T15:04:05Z", "2024-01-05T15:04:05.000Z"),
            ("2024-01-05T15:04:05.123456+09:00", "2024-01-05T06:04:05.123Z"),
            ("2024-01-05 15:04:05 -0500", "2024-01-05T20:04:05.000Z"),
            ("2024-01-05 15:04:05 KST", "2024-01-05T06:04:05.000Z"),
            ("2024-01-05 15:04:05 UTC", "2024-01-05T15:04:05.000Z"),
            ("2024-01-05 15:04:05", "2024-01-05T06:04:05.000Z"),
            ("2024-01-05 15:04", "2024-01-05T06:04:00.000Z"),
            ("2024-01-05", "2024-01-04T15:00:00.000Z"),
            ("2024.01.05", "2024-01-04T15:00:00.000Z"),
            ("2024. 1. 5.", "2024-01-04T15:00:00.000Z"),
            ("2024. 1. 5. 오후 3:04:05", "2024-01-05T06:04:05.000Z"),
            ("2024/1/5 9:04", "2024-01-05T00:04:00.000Z"),
            ("2024-01-05 오후 3:04", "2024-01-05T06:04:00.000Z"),
            ("2024-01-05 오전 12:30", "2024-01-04T15:30:00.000Z"),
            ("2024-01-05(금) 15:04", "2024-01-05T06:04:00.000Z"),
            ("2024년 1월 5일", "2024-01-04T15:00:00.000Z"),
            ("2024년 01월 05일 15시 04분 05초", "2024-01-05T06:04:05.000Z"),
            ("2024년 1월 5일 15시 4분", "2024-01-05T06:04:00.000Z"),
            ("5 Jan 2024 3:04 PM", "2024-01-05T06:04:00.000Z"),
            ("Jan 5, 2024, 3:04 pm", "2024-01-05T06:04:00.000Z"),
            ("20240105", "2024-01-04T15:00:00.000Z"),
            ("20240105150405", "2024-01-05T06:04:05.000Z"),
            ("202401051504", "2024-01-05T06:04:00.000Z"),
            ("1704434645", "2024-01-05T06:04:05.000Z"),
            ("1704434645123", "2024-01-05T06:04:05.123Z"),
            ("45296.5", "2024-01-05T03:00:00.000Z"),
            ("45296", "2024-01-04T15:00:00.000Z"),
            ("1/13/2024", "2024-01-12T15:00:00.000Z"),
            ("13/1/2024 15:04", "2024-01-13T06:04:00.000Z"),
            ("5/5/2024", "2024-05-04T15:00:00.000Z"),
        ] {
            assert_eq!(seoul(text, None).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn which_number_is_the_day_is_never_guessed() {
        assert_eq!(seoul("1/5/2024 15:04", None), Err(NoDate::Ambiguous));
        assert_eq!(seoul("12/1/10 8:26", None), Err(NoDate::Ambiguous));
        assert_eq!(seoul("1/5/2024", Some(DateOrder::Mdy)).as_deref(), Ok("2024-01-04T15:00:00.000Z"));
        assert_eq!(seoul("1/5/2024", Some(DateOrder::Dmy)).as_deref(), Ok("2024-04-30T15:00:00.000Z"));
        assert_eq!(seoul("13/1/2024", Some(DateOrder::Mdy)), Err(NoDate::Unreadable));
        assert_eq!(
            (decides("13/1/2024"), decides("1/13/2024 3:04"), decides("1/5/2024"), decides("2024-01-05")),
            (Some(DateOrder::Dmy), Some(DateOrder::Mdy), None, None)
        );
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "-",
            "어제",
            "2024",
            "2024-13-01",
            "2024-02-30",
            "24-01-05",
            "2024-01-05 25:00",
            "2024-01-05 10:61",
            "2024-01-05 13:00 PM",
            "2024-01-05x",
            "1.5",
            "=A1",
            "2024-01-05T10:00:00+99:00",
        ] {
            assert_eq!(seoul(text, None), Err(NoDate::Unreadable), "{text}");
        }
    }

    #[test]
    fn the_clock_of_the_zone() {
        // New York, 2026-11-01 06:00Z: from −4 h to −5 h.
        let change = EpochMs(1_793_512_800_000);
        let zone = Zone { spans: vec![(EpochMs(i64::MIN), -4 * 3600), (change, -5 * 3600)] };
        let read = |text: &str| when(text, &zone, None).map(|at| at.to_string());
        assert_eq!(read("2026-10-31 23:00").as_deref(), Ok("2026-11-01T03:00:00.000Z"));
        assert_eq!(read("2026-11-01 12:00").as_deref(), Ok("2026-11-01T17:00:00.000Z"));
    }

    proptest! {
        #[test]
        fn every_moment_in_every_style(s in 631_152_000_i64..4_000_000_000) {
            let at = EpochMs(s * 1000);
            let utc = Zone::fixed(0);
            let iso = at.to_string();
            let (date, clock) = (&iso[..10], &iso[11..19]);
            let (year, month, day) = (&date[..4], &date[5..7], &date[8..]);
            for text in [iso.clone(), format!("{date} {clock}"), format!("{year}.{month}.{day} {clock}"), format!("{year}{month}{day}{}", clock.replace(':', "")), format!("{}", s * 1000)] {
                prop_assert_eq!(when(&text, &utc, None), Ok(at), "{}", text);
            }
            prop_assert_eq!(when(&format!("{day}/{month}/{year} {clock}"), &utc, Some(DateOrder::Dmy)), Ok(at));
            prop_assert_eq!(when(&format!("{month}/{day}/{year} {clock}"), &utc, Some(DateOrder::Mdy)), Ok(at));
        }

        #[test]
        fn anything_is_survived(text in "\\PC{0,40}|[0-9/.: 년월일오전후TZ+-]{0,40}") {
            let _ = (when(&text, &Zone::fixed(0), None), decides(&text));
        }
    }
}
