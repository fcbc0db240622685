//! What runs cost: what one would, before it begins; whether what is left pays for it; and what was taken of it.
//!
//! As what messages leave is found by making some of them, as they would leave now, and a run is reckoned by the dearest of these: nobody knows
//! before whose name makes a text a long one. A run sets out only where what its company says is left, less what runs that set out before
//! still need, pays for all of it. Where the company says nothing, it sets out.

use std::collections::BTreeMap;

use crm::price::{Kind, dearest, suffices};
use crm::provider::{Message, Provider};
use crm::send::{Audience, Content};
use model::money::Micros;
use model::time::EpochMs;
use worker::{Result, console_error};

use super::ask::Estimated;
use super::letters::{self, Letters};
use super::outbox::{self, Index, Planned};
use super::runs::{self, Frozen, Run, state};
use super::work::{Turn, now};
use super::{carry, outbox::state as row};
use crate::people::currency;
use crate::person::ask::What;
use crate::person::sends::{Ask, Audience as AskAudience, Page};
use crate::problem::Problem;
use crate::site_keys::SiteKeys;
use crate::store::sql::{Row, Sql};
use crate::zone;

/// Messages that are made to find as what they leave.
const SAMPLE: usize = 200;
/// Of these so many of one page of an audience.
const SAMPLE_OF_PAGE: usize = 40;
/// Members of one page.
const PAGE: u32 = 5_000;

/// What messages to some people are, as they would leave now.
struct Sample {
    kinds: Vec<(Kind, u32)>,
    holes: u32,
}

impl Turn<'_> {
    /// What a send would cost if it began now. Nothing is written: what browsers' last visits were like is taken as it was told last.
    ///
    /// # Errors
    /// Something does not answer.
    pub async fn estimate(&self, send: &str) -> std::result::Result<Estimated, Problem> {
        let frozen = match self.frozen(send, None).await? {
            Ok(frozen) => frozen,
            Err(why) => return Ok(Estimated { why, ..Estimated::default() }),
        };
        let (people, not_known, some) = match &frozen.send.audience {
            Audience::List { list } => self.listed(list, frozen.channel())?,
            Audience::Members | Audience::Segment { .. } => self.meant(&frozen).await?,
        };
        let Sample { kinds, holes } = self.made(&frozen, some).await?;
        let falls_back = matches!(frozen.send.content, Content::Alimtalk { fallback: Some(_), .. });
        Ok(Estimated {
            why: String::new(),
            people,
            not_known,
            each: dearest(&kinds, &frozen.prices),
            // A text in the place of another message is a long one, however short.
            each_fallback: if falls_back { frozen.prices.of(Kind::Lms) } else { Some(Micros(0)) },
            kinds: kinds.into_iter().map(|(kind, count)| (kind as u8, count)).collect(),
            holes,
            balance: self.balance(&frozen).await?,
            promised: promised(self.sql, 0)?,
        })
    }

    /// Its audience is frozen: it sets out, if what is left pays for it.
    pub(super) async fn set_out(&self, run: &Run, frozen: &Frozen) -> std::result::Result<EpochMs, Problem> {
        let (people, some) = still_to_send(self.sql, run.id)?;
        let Sample { kinds, .. } = self.made(frozen, some).await?;
        let each = dearest(&kinds, &frozen.prices);
        let needs = each.and_then(|each| each.times(people));
        let left =
            self.balance(frozen).await?.map(|has| Micros(has.0.saturating_sub(promised(self.sql, run.id).map_or(0, |micros| micros.0))));
        if suffices(needs, left) == Some(false) {
            let shown = |amount: Option<Micros>| amount.map(|amount| Micros(amount.0.max(0)).decimal()).unwrap_or_default();
            return self.hold(run, &format!("low_balance: needs {}, has {}", shown(needs), shown(left)));
        }
        self.sql.transaction(|| {
            self.sql.run("UPDATE run SET each_micros = ? WHERE id = ?", &[each.unwrap_or_default().0.into(), run.id.into()])?;
            runs::turn(self.sql, run.id, &[state::PLANNING], state::SENDING, "", now())
        })?;
        Ok(EpochMs(0))
    }

    /// What the company says is left. `None`: it says nothing.
    async fn balance(&self, frozen: &Frozen) -> std::result::Result<Option<Micros>, Problem> {
        let Some((provider, call)) = Provider::named(&frozen.provider).and_then(|provider| Some((provider, provider.balance_call()?)))
        else {
            return Ok(None);
        };
        let Some(credentials) = self.credentials().await?.filter(|credentials| credentials.provider() == provider) else { return Ok(None) };
        let answer = carry::make(self.env, &credentials, &call, now().0).await?;
        match provider.balance(&answer) {
            Ok(left) => Ok(Some(left)),
            Err(fault) => {
                // Whoever does not say it may send all the same; a key that is wrong is said where messages are handed over.
                console_error!("what is left of {}'s account is not said: {fault:?}", self.site_id);
                Ok(None)
            }
        }
    }

    /// Members who are meant: how many numbers, of how many it is not known, and some of them.
    async fn meant(&self, frozen: &Frozen) -> std::result::Result<(u32, u32, Vec<Planned>), Problem> {
        let visited_within_days = match frozen.send.audience {
            Audience::Segment { visited_within_days, .. } => visited_within_days,
            Audience::Members | Audience::List { .. } => None,
        };
        let people = self.people()?;
        let zone = zone::offsets(&self.site.zone, now().0)?;
        let (mut contacts, mut some, mut not_known): (Vec<Index>, Vec<Planned>, u32) = Default::default();
        let (mut bucket, mut after) = (Some(0_u8), String::new());
        while let Some(first) = bucket {
            let ask = |buckets: Vec<u8>| {
                What::Sends(Ask::Audience(AskAudience {
                    segments: frozen.segments.clone(),
                    visited_within_days,
                    zone: (*zone).clone(),
                    currency: currency(&self.site),
                    buckets,
                    after: after.clone(),
                    limit: PAGE,
                }))
            };
            let (last, page): (u8, Page) = people.ask_from(first, ask).await?;
            not_known = not_known.saturating_add(page.unknown);
            let of_page = evenly(&page.members, SAMPLE_OF_PAGE).map(|(who, contact)| planned(who.clone(), *contact, frozen.channel()));
            some.extend(of_page);
            contacts.extend(page.members.iter().map(|(_, contact)| *contact));
            (bucket, after) = page.next.map_or((last.checked_add(1), String::new()), |(bucket, member)| (Some(bucket), member));
        }
        contacts.sort_unstable();
        contacts.dedup();
        let some = evenly(&some, SAMPLE).cloned().collect();
        Ok((u32::try_from(contacts.len()).unwrap_or(u32::MAX), not_known, some))
    }

    /// The same of a list.
    fn listed(&self, list: &str, channel: u8) -> std::result::Result<(u32, u32, Vec<Planned>), Problem> {
        let count = self.sql.first("SELECT count(*), count(DISTINCT contact) FROM listed WHERE list = ?", &[list.into()])?;
        let (rows, people) = count.map_or(Ok((0, 0)), |row| Ok::<_, worker::Error>((row.int(0)?, row.int(1)?)))?;
        let query = "SELECT n, contact FROM listed WHERE list = ? AND n % ? = 0 ORDER BY n LIMIT ?";
        let some = self.sql.rows(query, &[list.into(), step(rows).into(), SAMPLE_ROWS.into()])?;
        let some = some.iter().map(|row| Ok(planned(outbox::of_list(row.int(0)?), row.blob(1)?.try_into().unwrap_or_default(), channel)));
        Ok((u32::try_from(people).unwrap_or(u32::MAX), 0, some.collect::<Result<_>>()?))
    }

    async fn made(&self, frozen: &Frozen, some: Vec<Planned>) -> std::result::Result<Sample, Problem> {
        let keys = SiteKeys::of(&self.keys, &self.db, self.site_id, now().0).await?;
        let Letters { ready, not } = letters::make(&self.people()?, &keys, self.sql, frozen, some).await?;
        let mut kinds: BTreeMap<Kind, u32> = BTreeMap::new();
        for (_, message) in &ready {
            *kinds.entry(Kind::of(&message.content)).or_default() += 1;
        }
        Ok(Sample { kinds: kinds.into_iter().collect(), holes: u32::try_from(not.len()).unwrap_or(u32::MAX) })
    }
}

const SAMPLE_ROWS: i64 = SAMPLE as i64;

/// How far apart rows are of which so many make a sample.
const fn step(rows: i64) -> i64 {
    (rows + SAMPLE_ROWS - 1) / SAMPLE_ROWS + (rows == 0) as i64
}

fn evenly<T>(all: &[T], count: usize) -> impl Iterator<Item = &T> {
    all.iter().step_by(all.len().div_ceil(count).max(1))
}

const fn planned(who: String, contact: Index, channel: u8) -> Planned {
    Planned { n: 0, id: [0; 16], contact, who, channel, happening: None }
}

/// How many of a run are still to be sent something, and some of them.
fn still_to_send(sql: &Sql, run: i64) -> Result<(u32, Vec<Planned>)> {
    let (first, last) = outbox::range(run);
    let count = sql.first("SELECT count(*) FROM outbox WHERE n BETWEEN ? AND ? AND state IN (0, 6)", &[first.into(), last.into()])?;
    let count = count.map_or(Ok(0), |row| row.int(0))?;
    let query = "SELECT contact, who, channel, happening FROM outbox WHERE n BETWEEN ?1 AND ?2 AND (n - ?1) % ?3 = 0 AND state IN (0, 6) ORDER BY n LIMIT ?4";
    let rows = sql.rows(query, &[first.into(), last.into(), step(count).into(), SAMPLE_ROWS.into()])?;
    let one = |row: &Row| {
        let channel = u8::try_from(row.int(2)?).unwrap_or_default();
        let happening = if row.is_null(3) { None } else { Some(row.int(3)?) };
        Ok(Planned { happening, ..planned(row.text(1)?.to_owned(), row.blob(0)?.try_into().unwrap_or_default(), channel) })
    };
    Ok((u32::try_from(count).unwrap_or(u32::MAX), rows.iter().map(one).collect::<Result<_>>()?))
}

/// What runs that have set out still need, but for one.
fn promised(sql: &Sql, but: i64) -> Result<Micros> {
    let query = "SELECT id, each_micros FROM run WHERE state = ? AND id <> ? AND each_micros > 0";
    let mut sum = Micros(0);
    for run in &sql.rows(query, &[i64::from(state::SENDING).into(), but.into()])? {
        let (first, last) = outbox::range(run.int(0)?);
        let rows = sql.first("SELECT count(*) FROM outbox WHERE n BETWEEN ? AND ? AND state IN (0, 6)", &[first.into(), last.into()])?;
        sum.0 = sum.0.saturating_add(run.int(1)?.saturating_mul(rows.map_or(Ok(0), |row| row.int(0))?));
    }
    Ok(sum)
}

/// Notes as what messages are handed over that were made anew.
pub fn as_made(sql: &Sql, ready: &[(Planned, Message)]) -> std::result::Result<(), Problem> {
    for (row, message) in ready {
        sql.run("UPDATE outbox SET kind = ? WHERE n = ?", &[i64::from(Kind::of(&message.content) as u8).into(), row.n.into()])?;
    }
    Ok(())
}

/// How many of each kind the company has taken: of the rows, or as was kept of them.
///
/// # Errors
/// What SQLite refuses; so for all here.
pub fn taken(sql: &Sql, run: i64) -> Result<Vec<(u8, u32)>> {
    let of_rows = of_rows(sql, run)?;
    if !of_rows.is_empty() {
        return Ok(of_rows);
    }
    let kept = sql.first("SELECT cost FROM run WHERE id = ?", &[run.into()])?;
    kept.map_or(Ok(Vec::new()), |row| Ok(serde_json::from_str(row.text(0)?)?))
}

/// Keeps it, so that it stays when rows go.
pub fn keep(sql: &Sql, run: i64) -> Result<()> {
    let taken = of_rows(sql, run)?;
    if taken.is_empty() {
        return Ok(());
    }
    sql.run("UPDATE run SET cost = ? WHERE id = ?", &[serde_json::to_string(&taken)?.into(), run.into()]).map(drop)
}

/// What failed after it was taken has its batch still; what was refused when it was handed over has none.
fn of_rows(sql: &Sql, run: i64) -> Result<Vec<(u8, u32)>> {
    let (first, last) = outbox::range(run);
    let sent = [row::ACCEPTED, row::DELIVERED, row::TAKEN_AS_SENT, row::FELL_BACK, row::DOUBLED].map(|state| state.to_string()).join(", ");
    let query = format!(
        "SELECT kind, count(*) FROM outbox WHERE n BETWEEN ? AND ? AND kind IS NOT NULL \
         AND (state IN ({sent}) OR state = {} AND batch IS NOT NULL) GROUP BY kind ORDER BY kind",
        row::FAILED
    );
    let one = |row: &Row| Ok((u8::try_from(row.int(0)?).unwrap_or_default(), u32::try_from(row.int(1)?).unwrap_or(u32::MAX)));
    sql.rows(&query, &[first.into(), last.into()])?.iter().map(one).collect()
}
