//! What is known of one visitor, as it is needed to say why a segment matches them or does not (S32).

use model::facts::{Fact, Facts};
use model::ids::VisitorId;
use model::money::Currency;
use model::time::{EpochMs, Zone};
use worker::Result;

use super::blocks::{Ground, Place};
use super::{LIVE_MS, members, orders, presence, reports};

/// Most visitors whose labels are looked at: at some microseconds each a tenth of a second.
const VISITORS_MAX: usize = 20_000;

/// Somebody, at a moment.
pub struct Known {
    pub facts: Facts,
    /// When the visit began.
    pub started: EpochMs,
    pub last: EpochMs,
    /// The member, where the shop has signed it: what is known of them on other devices is known at their home.
    pub member: Option<String>,
}

model::wire!(struct Known { facts, started, last, member });

/// The visitor of this label who was here since a moment. Who has left is told as they were when they did their last thing: a page
/// that was closed yesterday has not been looked at for a day.
///
/// # Errors
/// What SQLite refuses.
pub fn of(
    place: &Place<'_>,
    label: &str,
    since: EpochMs,
    now: EpochMs,
    (zone, currency): (&Zone, Currency),
    ground: Option<&Ground>,
) -> Result<Option<Known>> {
    let mut found: Option<(VisitorId, EpochMs, EpochMs)> = None;
    reports::active(place, since, VISITORS_MAX, |seen| {
        if found.is_none() && seen.visitor.label(place.site) == label {
            found = Some((seen.visitor, seen.start, seen.last));
        }
    })?;
    let Some((visitor, started, last)) = found else { return Ok(None) };
    let moment = if now.0 - last.0 > LIVE_MS { last } else { now };
    let Some(mut facts) = presence::facts_now(place, visitor, moment, (zone, currency))? else { return Ok(None) };
    if let Some(ground) = ground {
        for (fact, value) in members::of_orders(&orders::own(place.sql, visitor)?, ground) {
            facts.set(fact, value);
        }
    }
    let member = facts.text(Fact::Member).filter(|_| facts.number(Fact::Signed) == Some(1)).map(str::to_owned);
    Ok(Some(Known { facts, started, last, member }))
}
