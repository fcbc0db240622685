//! What sends ask of people: who is meant, how to reach them, and whether a message may leave to them now.
//!
//! The **member's** home knows what they are and has their contacts, sealed. The **contact's** home has who holds it and what they said: there
//! a message is permitted, in one step with the count that caps go by. That moment is "leaving": a refusal after it is late. What visits were
//! like the browsers' homes know; a run that asks about them has it brought to the members' first.

use crm::consent::{Channel, Purpose, Said, Source, Word};
use crm::gate::{Form, Person, Verdict as Gate, Why, gate};
use model::codec::{Reader, Wire};
use model::facts::{Fact, Facts, Value};
use model::ids::{VisitorId, bucket};
use model::money::Currency;
use model::time::{EpochMs, Zone};
use model::wire::written;

use super::ShardError;
use super::audience;
use super::blocks::{Ground, Place};
use super::contacts;
use super::orders::{Desk, claimant};
use super::presence::facts_now;
use super::shoppers;

type Index = [u8; 16];

/// Permits are kept so long: the week that a cap counts, and a day.
pub const PERMIT_MS: i64 = 8 * 86_400_000;
/// Browsers of one page of [`Ask::Visits`]: some 1 KB each.
const BROWSERS: u32 = 500;

/// A question of a send.
pub enum Ask {
    /// Who is meant, of those who live here. Answer: [`Page`].
    Audience(Audience),
    /// How to reach these members, who live here. Answer: `Vec<Recipient>`, without those of whom nothing is known.
    Recipients(Vec<String>),
    /// Whether these may leave now to contacts that live here. Answer: `Vec<(Index, Permit)>`, by the sends' ids.
    Permits(Permits),
    /// What the last visits of signed browsers were like, of those who were here since a moment. Answer: [`Visits`].
    Visits { since: EpochMs, after: Option<i64>, zone: Zone, currency: Currency },
    /// The same, for members who live here. Answer: nothing (`u32`).
    TakeVisits(Vec<Visit>),
}

/// A page of an audience.
pub struct Audience {
    /// JSON: the segment that is asked, and behind it those that it asks for; empty: everybody.
    pub segments: String,
    /// Who was here within so many days: 0 is today.
    pub visited_within_days: Option<u16>,
    pub zone: Zone,
    pub currency: Currency,
    /// Whose members, in their order: all of them live here, or nothing is answered.
    pub buckets: Vec<u8>,
    /// Those of the first bucket up to this one were looked at.
    pub after: String,
    /// Members that are asked one by one, or what takes as long.
    pub limit: u32,
}

/// Members who are meant.
#[derive(Default)]
pub struct Page {
    pub members: Vec<(String, Index)>,
    pub looked: u32,
    /// Of whom it is not known whether they are.
    pub unknown: u32,
    /// Where to go on in these buckets: the bucket, and the last member of it that was looked at.
    pub next: Option<(u8, String)>,
}

/// How to reach a member.
pub struct Recipient {
    pub member: String,
    pub phone: Option<Index>,
    /// The version of the key that sealed.
    pub key: u32,
    pub sealed: Vec<u8>,
    /// What is known of them that texts may name.
    pub known: Vec<(String, String)>,
}

/// Whether messages may leave.
pub struct Permits {
    /// The send's id, and the contact.
    pub asked: Vec<(Index, Index)>,
    /// When the list of refusals of its opt-out number was told last, where it is entered by hand.
    pub list_at: Option<EpochMs>,
    pub is_advertising: bool,
    /// Whoever uploaded a list has said that its people had consented then.
    pub declared: Option<EpochMs>,
    pub zone: Zone,
    /// Most advertisements for one contact: on a civil day, and on seven of them.
    pub caps: (Option<u32>, Option<u32>),
}

/// What is said to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permit {
    May,
    /// Not at this hour: then.
    Wait(EpochMs),
    /// See [`not`].
    Not(String),
}

/// Why not.
pub mod not {
    pub const CAP_DAY: &str = "cap_day";
    pub const CAP_WEEK: &str = "cap_week";

    /// The law's reasons: as stored, and as told.
    pub const fn by_law(why: super::Why) -> &'static str {
        use super::Why::{Guardian, InformationOnly, Refused, StaleList, Unsaid};
        match why {
            Unsaid => "unsaid",
            Refused => "refused",
            Guardian => "guardian",
            InformationOnly => "information_only",
            StaleList => "stale_list",
        }
    }
}

/// The last visits of a browser that was signed.
#[derive(Clone)]
pub struct Visit {
    pub member: String,
    pub claimant: [u8; 16],
    /// When it was here last.
    pub at: EpochMs,
    /// Facts of its last visit, with what its visits have left in the log.
    pub facts: Facts,
}

/// A page of them.
#[derive(Default)]
pub struct Visits {
    pub visits: Vec<Visit>,
    pub next: Option<i64>,
}

/// Answers a question, in bytes.
///
/// # Errors
/// `WrongBucket`, and what SQLite refuses.
pub fn answer(desk: &Desk<'_>, place: &Place<'_>, ground: Option<&Ground>, ask: &Ask) -> std::result::Result<Vec<u8>, ShardError> {
    let sql = desk.sql;
    Ok(match ask {
        Ask::Audience(audience) => written(&audience::page(desk, ground, audience)?),
        Ask::Recipients(members) => {
            for member in members {
                desk.born.check(desk.map_version, bucket(desk.born.site, member.as_bytes()))?;
            }
            let mut found = Vec::new();
            audience::reached(sql, desk.born.site, members, |row, reached| {
                found.push(recipient(ground, row, reached));
                Ok(())
            })?;
            written(&found)
        }
        Ask::Permits(permits) => written(&sql.transaction(|| {
            let contacts: Vec<Index> = permits.asked.iter().map(|(_, contact)| *contact).collect();
            let words = contacts::words_of(desk, &contacts)?;
            let asked = permits.asked.iter().map(|(send, contact)| {
                let words = words.get(contact).cloned().unwrap_or_default();
                Ok((*send, permit(desk, permits, send, contact, words)?))
            });
            asked.collect::<std::result::Result<Vec<_>, ShardError>>()
        })?),
        Ask::Visits { since, after, zone, currency } => written(&visits(desk, place, *since, *after, (zone, *currency))?),
        Ask::TakeVisits(all) => {
            sql.transaction(|| all.iter().try_for_each(|visit| take_visit(desk, visit)))?;
            written(&0_u32)
        }
    })
}

fn recipient(ground: Option<&Ground>, row: audience::Row, (key, sealed): (u32, Vec<u8>)) -> Recipient {
    let (person, _) = row.known(ground, Currency::default());
    let said = |fact: Fact| match person.get(fact) {
        Value::Text(text) => Some(text.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let known = [("grade", Fact::Grade), ("points", Fact::Points)];
    let known = known.into_iter().filter_map(|(name, fact)| Some((name.to_owned(), said(fact)?))).collect();
    Recipient { member: row.id, phone: row.phone, key, sealed, known }
}

fn permit(
    desk: &Desk<'_>,
    permits: &Permits,
    send: &Index,
    contact: &Index,
    mut words: crm::consent::Ledger,
) -> std::result::Result<Permit, ShardError> {
    let (sql, home) = (desk.sql, bucket(desk.born.site, contact));
    if let Some(at) = permits.declared {
        words.take(Word {
            at,
            channel: Some(Channel::Sms),
            purpose: Purpose::Advertising,
            said: Said::Granted,
            source: Source::Import,
            wording: String::new(),
            place: String::new(),
            guardian: false,
        });
    }
    let form = Form::Text { list_at: permits.list_at };
    let person = Person { consent: &words, is_under_14: false, bought_at: None };
    match gate(form, permits.is_advertising, &person, desk.now, &permits.zone) {
        Gate::Wait(at) => return Ok(Permit::Wait(at)),
        Gate::Not(why) => return Ok(Permit::Not(not::by_law(why).into())),
        Gate::May => {}
    }
    if !permits.is_advertising {
        return Ok(Permit::May);
    }
    let today = permits.zone.day(desk.now);
    let week = model::time::Day(today.0.saturating_sub(6));
    let query =
        "SELECT coalesce(sum(at_ms >= ?4), 0), count(*) FROM permit WHERE bucket = ?1 AND contact = ?2 AND send <> ?3 AND at_ms >= ?5";
    let values = [
        i64::from(home).into(),
        contact.as_slice().into(),
        send.as_slice().into(),
        permits.zone.start_of(today).0.into(),
        permits.zone.start_of(week).0.into(),
    ];
    let counts = sql.first(query, &values)?;
    let count = |column: usize| counts.as_ref().map_or(Ok(0), |row| row.int(column));
    let (on_day, on_week) = (count(0)?, count(1)?);
    if permits.caps.0.is_some_and(|cap| on_day >= i64::from(cap)) {
        return Ok(Permit::Not(not::CAP_DAY.into()));
    }
    if permits.caps.1.is_some_and(|cap| on_week >= i64::from(cap)) {
        return Ok(Permit::Not(not::CAP_WEEK.into()));
    }
    // Asked again, it is the same one: it counts once.
    let values = [i64::from(home).into(), contact.as_slice().into(), send.as_slice().into(), desk.now.0.into()];
    sql.run("INSERT OR REPLACE INTO permit (bucket, contact, send, at_ms) VALUES (?, ?, ?, ?)", &values)?;
    Ok(Permit::May)
}

fn visits(
    desk: &Desk<'_>,
    place: &Place<'_>,
    since: EpochMs,
    after: Option<i64>,
    now: (&Zone, Currency),
) -> std::result::Result<Visits, ShardError> {
    let query = format!("SELECT id, visitor FROM shopper WHERE id > ? AND last_ms >= ?{} ORDER BY id LIMIT ?", place.hidden.and());
    let rows = place.sql.rows(&query, &[after.unwrap_or(-1).into(), since.0.into(), BROWSERS.into()])?;
    let mut found = Visits::default();
    if rows.len() >= BROWSERS as usize {
        found.next = rows.last().map(|row| row.int(0)).transpose()?;
    }
    for row in &rows {
        let visitor = VisitorId(row.blob(1)?.try_into().unwrap_or_default());
        let shopper = shoppers::load(place.sql, bucket(place.site, &visitor.0), visitor)?;
        let Some(last) = shopper.visits().last().filter(|_| shopper.has_members()).map(|kept| kept.last) else { continue };
        let Some(facts) = facts_now(place, visitor, last, now)? else { continue };
        let signed = facts.number(Fact::Signed) == Some(1);
        if let Some(member) = facts.text(Fact::Member).filter(|_| signed).map(str::to_owned) {
            found.visits.push(Visit { member, claimant: claimant(desk.born, visitor), at: last, facts });
        }
    }
    Ok(found)
}

fn take_visit(desk: &Desk<'_>, visit: &Visit) -> std::result::Result<(), ShardError> {
    let home = bucket(desk.born.site, visit.member.as_bytes());
    desk.born.check(desk.map_version, home)?;
    let put = "UPDATE share SET visits = ?1, visits_ms = ?2 WHERE member = ?3 AND claimant = ?4 AND visits_ms < ?2";
    let values = [written(&visit.facts).into(), visit.at.0.into(), visit.member.as_str().into(), visit.claimant.as_slice().into()];
    desk.sql.run(put, &values)?;
    Ok(())
}

impl Wire for Ask {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Audience(audience) => {
                out.push(0);
                audience.put(out);
            }
            Self::Recipients(members) => {
                out.push(1);
                members.put(out);
            }
            Self::Permits(permits) => {
                out.push(2);
                permits.put(out);
            }
            Self::Visits { since, after, zone, currency } => {
                out.push(4);
                (*since, *after).put(out);
                zone.put(out);
                currency.put(out);
            }
            Self::TakeVisits(all) => {
                out.push(5);
                all.put(out);
            }
        }
    }

    fn take(from: &mut Reader<'_>) -> Self {
        match from.byte() {
            0 => Self::Audience(from.take()),
            1 => Self::Recipients(from.take()),
            2 => Self::Permits(from.take()),
            4 => Self::Visits { since: from.take(), after: from.take(), zone: from.take(), currency: from.take() },
            5 => Self::TakeVisits(from.take()),
            _ => {
                from.fail();
                Self::Recipients(Vec::new())
            }
        }
    }
}

impl Wire for Permit {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::May => out.push(0),
            Self::Wait(at) => {
                out.push(1);
                at.put(out);
            }
            Self::Not(why) => {
                out.push(2);
                why.put(out);
            }
        }
    }

    fn take(from: &mut Reader<'_>) -> Self {
        match from.byte() {
            0 => Self::May,
            1 => Self::Wait(from.take()),
            2 => Self::Not(from.take()),
            _ => {
                from.fail();
                Self::Not(String::new())
            }
        }
    }
}

model::wire!(struct Audience { segments, visited_within_days, zone, currency, buckets, after, limit });
model::wire!(struct Page { members, looked, unknown, next });
model::wire!(struct Recipient { member, phone, key, sealed, known });
model::wire!(struct Permits { asked, list_at, is_advertising, declared, zone, caps });
model::wire!(struct Visit { member, claimant, at, facts });
model::wire!(struct Visits { visits, next });
