//! When a run is to begin: at once, at a moment, or every week on some days at a time of the shop's clock.
//!
//! Where that clock jumps: a time that a day does not have (it is put forward at night) is the moment of the jump, so no run is lost; of a time
//! that a day has twice it is the first. A run that was missed (nobody woke for it) begins once, late, if it is still lawful then (`gate`);
//! those before it are not made up for.

use model::time::{Day, EpochMs, Zone};
use serde::{Deserialize, Serialize};

const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;
const DAYS_OF_WEEK: u8 = 7;
/// A week, and a day more for a clock that has jumped over what was left of the first one.
const DAYS_AHEAD: i32 = 8;

/// When runs begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Schedule {
    /// As soon as it is ordered.
    AtOnce,
    /// Once.
    At {
        /// Milliseconds since 1970.
        at: EpochMs,
    },
    /// Each week.
    Weekly {
        /// A bit a day: 1 is Sunday, 2 Monday … 64 Saturday.
        weekdays: u8,
        /// Minutes since the day began: 0–1439.
        minute: u16,
    },
}

/// What is wrong with a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// No day of the week, or bits of none.
    Weekdays,
    /// Beyond the day.
    Minute,
    /// It is over already.
    Past,
}

impl Schedule {
    /// Whether it can be ordered now.
    ///
    /// # Errors
    /// [`Flaw`].
    pub fn check(&self, now: EpochMs) -> Result<(), Flaw> {
        match *self {
            Self::At { at } if at <= now => Err(Flaw::Past),
            Self::Weekly { weekdays, .. } if weekdays == 0 || weekdays >> DAYS_OF_WEEK != 0 => Err(Flaw::Weekdays),
            Self::Weekly { minute, .. } if i64::from(minute) * MINUTE_MS >= DAY_MS => Err(Flaw::Minute),
            _ => Ok(()),
        }
    }

    /// The first run after a moment: after it was ordered, or after the last one. `None` when there is none any more.
    #[must_use]
    pub fn next(&self, after: EpochMs, has_run: bool, zone: &Zone) -> Option<EpochMs> {
        match *self {
            Self::AtOnce => (!has_run).then_some(after),
            Self::At { at } => (!has_run).then_some(at),
            Self::Weekly { weekdays, minute } => {
                let today = zone.day(after);
                let days = (0..=DAYS_AHEAD).filter_map(|ahead| today.0.checked_add(ahead).map(Day));
                let runs = days.filter(|day| weekdays & 1 << day.weekday() != 0).map(|day| moment(day, minute, zone));
                runs.into_iter().find(|at| *at > after)
            }
        }
    }
}

/// The first moment of a civil day at which the clock shows so many minutes or, where it jumps over them, more.
fn moment(day: Day, minute: u16, zone: &Zone) -> EpochMs {
    let local = i64::from(day.0) * DAY_MS + i64::from(minute) * MINUTE_MS;
    let at = |offset_s: i32| EpochMs(local - i64::from(offset_s) * 1000);
    let shows = zone.spans.iter().map(|(_, offset)| *offset).filter(|offset| zone.offset_s(at(*offset)) == *offset).map(at);
    let jumps = zone.spans.windows(2).filter_map(|pair| match pair {
        [(_, before), (from, after)] => (at(*after) < *from && at(*before) >= *from).then_some(*from),
        _ => None,
    });
    shows.chain(jumps).min().unwrap_or_else(|| at(zone.offset_s(EpochMs(local))))
}

/// Whether whoever has something to do then has to be woken: nothing wakes them, or too late, or it should have long ago. `watch_ms`: so long somebody who
/// is awake may be at it before they are set to wake again.
#[must_use]
pub fn is_asleep(alarm: Option<EpochMs>, due: EpochMs, now: EpochMs, watch_ms: i64) -> bool {
    let Some(alarm) = alarm else { return true };
    alarm.0 > due.0.max(now.0).saturating_add(watch_ms) || alarm.0 < now.0.saturating_sub(watch_ms)
}

#[cfg(test)]
mod tests {
    use model::time::parse_rfc3339;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn who_sleeps() {
        const WATCH: i64 = 60_000;
        let now = EpochMs(1_000_000_000);
        let at = |by: i64| EpochMs(now.0 + by);
        for (alarm, due, asleep) in [
            (None, at(0), true),
            (None, at(3_600_000), true),
            // Set for when it is due, or by whoever is at it now.
            (Some(at(0)), at(-5_000), false),
            (Some(at(WATCH)), at(-5_000), false),
            (Some(at(3_600_000)), at(3_600_000), false),
            (Some(at(-1_000)), at(-1_000), false),
            // Set for a sweep in a month, though there is something to do; or it has not come.
            (Some(at(30 * 86_400_000)), at(-5_000), true),
            (Some(at(WATCH + 1)), at(0), true),
            (Some(at(3_600_000 + WATCH + 1)), at(3_600_000), true),
            (Some(at(-WATCH - 1)), at(-WATCH - 1), true),
        ] {
            assert_eq!(is_asleep(alarm, due, now, WATCH), asleep, "{alarm:?} {due:?}");
        }
    }

    const MONDAY_AND_FRIDAY: u8 = 2 | 32;
    const EVERY_DAY: u8 = 127;

    fn utc(text: &str) -> EpochMs {
        parse_rfc3339(text).map_or(EpochMs(0), |(at, _)| at)
    }

    fn seoul() -> Zone {
        Zone::fixed(9 * 3600)
    }

    /// New York, 2026: forward on 8 March at 02:00, back on 1 November at 02:00.
    fn new_york() -> Zone {
        Zone {
            spans: vec![(EpochMs(i64::MIN), -5 * 3600), (utc("2026-03-08T07:00:00Z"), -4 * 3600), (utc("2026-11-01T06:00:00Z"), -5 * 3600)],
        }
    }

    #[test]
    fn weekly() {
        for (zone, weekdays, minute, after, next) in [
            // Friday 2026-11-20 10:00 in Seoul; then the Monday.
            (seoul(), MONDAY_AND_FRIDAY, 600, "2026-11-20T00:59:59Z", "2026-11-20T01:00:00Z"),
            (seoul(), MONDAY_AND_FRIDAY, 600, "2026-11-20T01:00:00Z", "2026-11-23T01:00:00Z"),
            // Late in the evening it is the next day in Seoul already.
            (seoul(), 2, 0, "2026-11-22T14:59:59Z", "2026-11-22T15:00:00Z"),
            (seoul(), 64, 1439, "2026-11-21T14:59:00Z", "2026-11-28T14:59:00Z"),
            // 02:30 does not exist on 8 March: it is 03:00, and 02:30 again the next day.
            (new_york(), EVERY_DAY, 150, "2026-03-07T08:00:00Z", "2026-03-08T07:00:00Z"),
            (new_york(), EVERY_DAY, 150, "2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"),
            // 03:00 of that day is the moment of the jump itself.
            (new_york(), EVERY_DAY, 180, "2026-03-07T09:00:00Z", "2026-03-08T07:00:00Z"),
            // 01:30 is there twice on 1 November: the first counts, and the second is no run of its own.
            (new_york(), EVERY_DAY, 90, "2026-10-31T06:00:00Z", "2026-11-01T05:30:00Z"),
            (new_york(), EVERY_DAY, 90, "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"),
        ] {
            let schedule = Schedule::Weekly { weekdays, minute };
            assert_eq!(schedule.next(utc(after), false, &zone), Some(utc(next)), "{weekdays} {minute} after {after}");
        }
    }

    #[test]
    fn once() {
        let now = utc("2026-11-22T00:00:00Z");
        assert_eq!(Schedule::AtOnce.next(now, false, &seoul()), Some(now));
        assert_eq!(Schedule::AtOnce.next(now, true, &seoul()), None);
        let at = EpochMs(now.0 + 1);
        // It was missed: it is still to come, once.
        assert_eq!(Schedule::At { at }.next(EpochMs(now.0 + DAY_MS), false, &seoul()), Some(at));
        assert_eq!(Schedule::At { at }.next(at, true, &seoul()), None);
        assert_eq!(Schedule::At { at }.check(now), Ok(()));
        assert_eq!(Schedule::At { at: now }.check(now), Err(Flaw::Past));
        assert_eq!(Schedule::Weekly { weekdays: 0, minute: 0 }.check(now), Err(Flaw::Weekdays));
        assert_eq!(Schedule::Weekly { weekdays: 128, minute: 0 }.check(now), Err(Flaw::Weekdays));
        assert_eq!(Schedule::Weekly { weekdays: 127, minute: 1440 }.check(now), Err(Flaw::Minute));
        assert_eq!(Schedule::Weekly { weekdays: 127, minute: 1439 }.check(now), Ok(()));
    }

    proptest! {
        /// Each run is on its day and at its time or where that was jumped over; none is left out, and none comes twice a day.
        #[test]
        fn laws(weekdays in 1_u8..128, minute in 0_u16..1440, hours in 0_i64..17_000) {
            let zone = new_york();
            let schedule = Schedule::Weekly { weekdays, minute };
            let after = EpochMs(utc("2025-12-01T00:00:00Z").0 + hours * 3_600_000);
            let next = schedule.next(after, true, &zone).unwrap_or_default();
            prop_assert!(next > after && next.0 - after.0 <= 8 * DAY_MS);
            prop_assert!(weekdays & 1 << zone.day(next).weekday() != 0);
            let is_jump = zone.spans.iter().any(|(from, _)| *from == next);
            prop_assert!(zone.minute(next) == minute || is_jump);
            // No day in between was to have one.
            let skipped = (zone.day(after).0 + 1..zone.day(next).0).map(Day).filter(|day| weekdays & 1 << day.weekday() != 0).count();
            prop_assert_eq!(skipped, 0);
            let then = schedule.next(next, true, &zone).unwrap_or_default();
            prop_assert!(zone.day(then) > zone.day(next));
        }
    }
}
