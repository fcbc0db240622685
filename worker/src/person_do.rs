//! The object of some buckets of a site's people, and of the orders whose numbers belong to those buckets.
//!
//! - **Name**: site, kind and number, each of fixed width (`person::placement::name`). It stores them at birth and refuses any other.
//! - **Stores**: ledgers of what was seen, visits with their tapes, exposures, orders, counts of messages; claims of orders that live here;
//!   an outbox to other objects of the site (`person::schema`).
//! - **Called by**: the edge and other objects of the same site, over `rpc` (a `person::ask::Ask` in bytes).
//! - **Relies on**: one synchronous transaction a call, all decoding before it; what is answered after it is on disk. An alarm set
//!   after the transaction without waiting in between is stored together with it. Between objects nothing is atomic: hence the outbox.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use message::claim::Letter;
use model::facts::VISIT_GAP_MS;
use model::ids::{SiteId, bucket};
use model::time::EpochMs;
use model::wire::{read, written};
use wasm_bindgen::prelude::*;
use worker::{Date, DurableObject, Env, Request, Response, Result, ScheduledTime, State, console_error, durable_object};

use crate::history;
use crate::person::ask::{Ask, What};
use crate::person::blocks::{self, Ground, Place};
use crate::person::fold::{Work, decode};
use crate::person::looking::{self, Looking};
use crate::person::moves::{self, Hidden, Step};
use crate::person::orders::{Changed, Desk, Waiting};
use crate::person::placement::{self, Map};
use crate::person::presence::{self, Presence};
use crate::person::privacy::{self, Erased};
use crate::person::schema::{self, Born};
use crate::person::{
    MOVING, ShardError, contacts, known, member_blocks, members, orders, population, products, recognised, rehearsal, reports, sends,
    tables, visitors,
};
use crate::store::db::Db;
use crate::store::sql::{Sql, Value};
use crate::store::{shard, sites};

/// Letters that one turn of the outbox tells: a call carries some 100 bytes of each.
const OUTBOX_TURN: i64 = 500;
/// The first wait before a letter is told again; it doubles up to an hour.
const RETRY_MS: i64 = 1_000;
const RETRY_MS_MAX: i64 = 3_600_000;
/// Old rows are swept once a day.
const SWEEP_MS: i64 = 86_400_000;
/// Exposures are kept for the longest window (30 days) before an order that may still come late (7 days), and a day to spare.
const EXPOSURE_MS: i64 = 38 * 86_400_000;
/// That somebody was erased, or let a contact go, is known so long: nothing that is on its way takes it, and no restore goes back so far.
const GONE_MS: i64 = 400 * 86_400_000;
/// Blocks that are taken away, or written anew, at once.
const BLOCKS_TURN: i64 = 8;
/// After buckets went, their room is taken back this long later: more may go.
const COMPACT_MS: i64 = 60_000;
/// How often it is looked whether visits are to be sealed.
const SEAL_MS: i64 = 3_600_000;
/// So many browsers with visits to seal are worth a block …
const SEAL_MIN: i64 = 1_000;
/// … and fewer are, once a day. Each block is some 100 rows.
const SEAL_LATEST_MS: i64 = 86_400_000;
/// Browsers whose visits are sealed in one go: some 0.2 s, in which nothing else happens here.
const SEAL_TURN: i64 = 4_000;
/// A visit is over after its gap; what is on its way may still come in order.
const OVER_MS: i64 = VISIT_GAP_MS + 10 * 60_000;

#[durable_object]
pub struct PersonShard {
    sql: Sql,
    state: State,
    env: Env,
    born: RefCell<Option<Born>>,
    /// The site's map, as it was last read.
    map: RefCell<Option<Map>>,
    /// The site's zone and currency, as they were last said.
    ground: RefCell<Option<Rc<Ground>>>,
    /// What the alarm is set to, as far as this instance knows: setting it is a write.
    wakes_at: Cell<Option<EpochMs>>,
    /// Who is on the site, while somebody watches.
    presence: RefCell<Option<Presence>>,
    /// What they look at, while somebody wants to know.
    looking: RefCell<Option<Looking>>,
}

impl DurableObject for PersonShard {
    fn new(state: State, env: Env) -> Self {
        Self {
            sql: Sql::new(&state),
            state,
            env,
            born: RefCell::new(None),
            map: RefCell::new(None),
            ground: RefCell::new(None),
            wakes_at: Cell::new(None),
            presence: RefCell::new(None),
            looking: RefCell::new(None),
        }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        Response::error("This object answers over rpc only.", 404)
    }

    async fn alarm(&self) -> Result<Response> {
        let now = now();
        self.wakes_at.set(None);
        if let Some(born) = schema::open(&self.sql)? {
            self.tick(&born, now).await?;
        }
        Response::empty()
    }
}

#[wasm_bindgen]
impl PersonShard {
    /// One call: a question's bytes in, the answer's bytes out.
    ///
    /// # Errors
    /// [`ShardError`]; nothing has happened then.
    pub async fn rpc(&self, request: Vec<u8>) -> std::result::Result<Vec<u8>, JsValue> {
        Ok(self.answer(&request).await?)
    }
}

impl PersonShard {
    /// Does what is due. Twice or late it does no harm.
    async fn tick(&self, born: &Born, now: EpochMs) -> Result<()> {
        // The next one first: whatever happens below, somebody wakes again.
        self.wake(EpochMs(now.0 + RETRY_MS_MAX)).await?;
        // Rows that went while a bucket is copied would shift the pages of the copy.
        if born.frozen().is_empty() {
            if let Err(error) = self.sweep(born.site, now).await {
                console_error!("what is old stays for an hour: {error}");
            }
            self.seal(now)?;
            self.compact(now)?;
            self.put_members_in_columns(now)?;
        } else {
            self.sql.run("UPDATE due SET at_ms = ? WHERE at_ms <= ?", &[(now.0 + RETRY_MS).into(), now.0.into()])?;
        }
        self.deliver(born, orders::ALL, now).await?;
        self.schedule(now).await?;
        Ok(())
    }

    async fn answer(&self, request: &[u8]) -> std::result::Result<Vec<u8>, ShardError> {
        let ask = Ask::read(request)?;
        let born = self.certified(&ask)?;
        let version = ask.map_version;
        match &ask.what {
            What::Fold(fold) => {
                let people = decode(&born, &ask, &fold.people)?;
                let ground = self.stand_on(Ground { zone: fold.zone.clone(), currency: fold.currency })?;
                let changed = RefCell::default();
                let work = Work {
                    sql: &self.sql,
                    born: &born,
                    map_version: ask.map_version,
                    now: ask.now,
                    fold,
                    ground: &ground,
                    changed: &changed,
                };
                let desk = self.desk(&born, &ask, &changed);
                let told = self.sql.transaction(|| {
                    let told = people.iter().map(|person| work.take(person)).collect::<std::result::Result<Vec<_>, ShardError>>()?;
                    members::settle(&desk, &ground)?;
                    Ok::<_, ShardError>(told)
                })?;
                presence::touch(&self.presence, ask.now, fold.people.iter().map(|person| person.visitor));
                for person in people.iter().filter(|_| !fold.imported) {
                    looking::follow(&self.looking, ask.now, person.visitor, person.events.iter());
                }
                if self.schedule_with(ask.now, Some(EpochMs(ask.now.0 + SEAL_MS))).await? {
                    self.deliver(&born, orders::ALL, ask.now).await?;
                }
                Ok(written(&told))
            }
            What::Letters(letters) => {
                let (changed, ground) = (RefCell::default(), self.ground()?);
                let desk = self.desk(&born, &ask, &changed);
                let new = self.sql.transaction(|| {
                    let mut new: u32 = 0;
                    for letter in letters {
                        new += u32::from(desk.take(letter)?);
                    }
                    // Whoever has an order here has had events here, and with them came the ground.
                    if let Some(ground) = &ground {
                        members::settle(&desk, ground)?;
                    }
                    Ok::<_, ShardError>(new)
                })?;
                // Only answers to claims, from which nothing follows: two objects that each deliver all they have, because the other one
                // does, would never end.
                if self.schedule(ask.now).await? && letters.iter().any(|letter| matches!(letter, Letter::Claim(_))) {
                    self.deliver(&born, orders::CORRECTIONS, ask.now).await?;
                }
                Ok(written(&new))
            }
            What::Effect { message, from, to, window_days, currency } => Ok(written(&reports::effect(
                &at(&self.sql, born.site, &born.hidden(version)?),
                message,
                (*from, *to),
                *window_days,
                *currency,
            )?)),
            What::Live { since, limit, currency } => {
                Ok(written(&reports::live(&at(&self.sql, born.site, &born.hidden(version)?), *since, *limit, *currency)?))
            }
            What::Size => Ok(written(&reports::size(&self.sql)?)),
            What::Totals { from, to } => Ok(written(&reports::totals(&at(&self.sql, born.site, &born.hidden(version)?), *from, *to)?)),
            What::Earned { from, to, currency } => {
                Ok(written(&reports::earned(&at(&self.sql, born.site, &born.hidden(version)?), *from, *to, *currency)?))
            }
            What::Recognised { since, limit } => {
                Ok(written(&recognised::of_late(&at(&self.sql, born.site, &born.hidden(version)?), *since, *limit)?))
            }
            What::Products { since, search, limit } => {
                Ok(written(&products::seen(&at(&self.sql, born.site, &born.hidden(version)?), *since, search, *limit)?))
            }
            What::Watch(watch) => {
                Ok(written(&presence::watch(&self.presence, &at(&self.sql, born.site, &born.hidden(version)?), ask.now, watch)?))
            }
            What::Looking(what) => {
                Ok(written(&looking::count(&self.looking, &at(&self.sql, born.site, &born.hidden(version)?), ask.now, *what)?))
            }
            What::Cards { visitors, bytes_max, currency } => {
                Ok(written(&reports::cards(&at(&self.sql, born.site, &born.hidden(version)?), visitors, *bytes_max, *currency)))
            }
            What::Known { label, since, zone, currency } => {
                let hidden = born.hidden(version)?;
                let place = &at(&self.sql, born.site, &hidden);
                Ok(written(&known::of(place, label, *since, ask.now, (zone, *currency), self.ground()?.as_deref())?))
            }
            What::Population(question) => Ok(written(&population::turn(&at(&self.sql, born.site, &born.hidden(version)?), question)?)),
            What::Table(question) => Ok(written(&tables::turn(&at(&self.sql, born.site, &born.hidden(version)?), question)?)),
            What::Visitors(search) => Ok(written(&visitors::turn(&at(&self.sql, born.site, &born.hidden(version)?), search)?)),
            What::Rehearse(ask) => Ok(written(&rehearsal::turn(&at(&self.sql, born.site, &born.hidden(version)?), ask)?)),
            What::Sends(question) => {
                let (changed, hidden) = (RefCell::default(), born.hidden(version)?);
                let desk = self.desk(&born, &ask, &changed);
                let answer = sends::answer(&desk, &at(&self.sql, born.site, &hidden), self.ground()?.as_deref(), question)?;
                if matches!(question, sends::Ask::Audience(_)) {
                    self.schedule(ask.now).await?;
                }
                Ok(answer)
            }
            What::Member { member, visit_start, currency } => {
                born.check(ask.map_version, bucket(born.site, member.as_bytes()))?;
                let ground = self.ground()?;
                Ok(written(&members::known(&self.sql, member, *visit_start, *currency, ground.as_deref())?))
            }
            What::Contacts(said) => {
                let changed = RefCell::default();
                let desk = self.desk(&born, &ask, &changed);
                let news = self
                    .sql
                    .transaction(|| said.iter().map(|said| contacts::take(&desk, said)).collect::<std::result::Result<Vec<_>, _>>())?;
                self.tell_contacts(&born, ask.now).await?;
                Ok(written(&news))
            }
            What::Consents(words) => {
                let changed = RefCell::default();
                let desk = self.desk(&born, &ask, &changed);
                let new = self.sql.transaction(|| {
                    let taken = words.iter().map(|(member, words)| contacts::consent(&desk, member, words));
                    taken.sum::<std::result::Result<u32, ShardError>>()
                })?;
                self.tell_contacts(&born, ask.now).await?;
                Ok(written(&new))
            }
            What::MemberContacts(member) => Ok(written(&contacts::of(&self.desk(&born, &ask, &RefCell::default()), member)?)),
            What::Holders(contact) => Ok(written(&contacts::holders(&self.desk(&born, &ask, &RefCell::default()), contact)?)),
            What::SealedBefore { version, limit } => {
                Ok(written(&self.sql.transaction(|| contacts::sealed_before(&self.sql, *version, *limit))?))
            }
            What::SealedAnew(anew) => Ok(written(&self.sql.transaction(|| contacts::sealed_anew(&self.sql, born.site, anew))?)),
            What::Forget { member, asked } => {
                let changed = RefCell::default();
                let cut = self.sql.transaction(|| contacts::forget(&self.desk(&born, &ask, &changed), member, *asked))?;
                self.tell_contacts(&born, ask.now).await?;
                Ok(written(&cut))
            }
            What::LetGo { member, cut } => {
                let changed = RefCell::default();
                self.sql.transaction(|| contacts::let_go(&self.desk(&born, &ask, &changed), member, *cut))?;
                Ok(written(&0_u32))
            }
            What::Erase { job, whose, cursor } => {
                let Some(ground) = self.ground()? else { return Ok(written(&Erased::default())) };
                let erased = self.sql.transaction(|| privacy::erase(&self.sql, born.site, &ground, job, whose, *cursor, ask.now))?;
                self.presence.replace(None);
                self.looking.take();
                Ok(written(&erased))
            }
            What::Archive(whose) => Ok(written(&privacy::archive(&at(&self.sql, born.site, &born.hidden(version)?), whose)?)),
            What::Move(step) => {
                if let Step::Begin { zone, currency, .. } = step {
                    self.stand_on(Ground { zone: zone.clone(), currency: *currency })?;
                }
                let page = self.sql.transaction(|| moves::step(&self.sql, &born, step, ask.now))?;
                // Who moved on is counted there.
                self.looking.take();
                // What is here is read anew.
                self.born.replace(schema::open(&self.sql)?);
                if !matches!(step, Step::Export { .. } | Step::Freeze { .. }) {
                    self.due_at_latest("seal", EpochMs(ask.now.0 + SEAL_MS))?;
                    self.due_at_latest("compact", EpochMs(ask.now.0 + COMPACT_MS))?;
                    self.due_at_latest("members", EpochMs(ask.now.0 + COMPACT_MS))?;
                    self.schedule(ask.now).await?;
                }
                Ok(written(&page))
            }
            What::Tick => {
                self.tick(&born, ask.now).await?;
                Ok(written(&0_u32))
            }
        }
    }

    /// Tells contacts' homes at once what is new; what does not arrive is told again by the alarm.
    async fn tell_contacts(&self, born: &Born, now: EpochMs) -> Result<()> {
        if self.schedule(now).await? {
            self.deliver(born, orders::HOLDS, now).await?;
        }
        Ok(())
    }

    fn desk<'a>(&'a self, born: &'a Born, ask: &Ask, changed: &'a RefCell<Changed>) -> Desk<'a> {
        Desk { sql: &self.sql, born, map_version: ask.map_version, now: ask.now, changed }
    }

    /// The object's certificate, if it is the one that is asked; the first question bears it.
    fn certified(&self, ask: &Ask) -> std::result::Result<Born, ShardError> {
        if self.state.id().name().is_some_and(|name| name != placement::name(ask.site, ask.shard)) {
            return Err(ShardError::WrongObject);
        }
        let known = self.born.borrow().clone();
        let stored = match known {
            Some(born) => Some(born),
            None => schema::open(&self.sql)?,
        };
        let born = match stored {
            Some(born) if (born.site, born.shard) != (ask.site, ask.shard) => return Err(ShardError::WrongObject),
            Some(born) => born,
            None => {
                let born = Born { site: ask.site, shard: ask.shard, moves: Rc::default() };
                schema::bear(&self.sql, &born, ask.map_version)?;
                self.due("sweep", EpochMs(ask.now.0 + SWEEP_MS))?;
                born
            }
        };
        self.born.replace(Some(born.clone()));
        Ok(born)
    }

    /// Sets the alarm for whatever comes first. Returns whether a letter waits for this very moment.
    async fn schedule(&self, now: EpochMs) -> Result<bool> {
        self.schedule_with(now, None).await
    }

    /// As [`Self::schedule`], and sees that visits are sealed: by then, if nothing was set.
    async fn schedule_with(&self, now: EpochMs, seal: Option<EpochMs>) -> Result<bool> {
        // One question for all, since it is asked with every batch.
        let query = "SELECT (SELECT min(due_ms) FROM outbox), (SELECT min(at_ms) FROM due), (SELECT at_ms FROM due WHERE what = 'seal')";
        let row = self.sql.first(query, &[])?;
        let time = |column: usize| row.as_ref().filter(|row| !row.is_null(column)).map(|row| row.int(column)).transpose();
        let (outbox, mut due) = (time(0)?.map(EpochMs), time(1)?);
        if let (Some(at), None) = (seal, time(2)?) {
            self.due("seal", at)?;
            due = Some(due.map_or(at.0, |due| due.min(at.0)));
        }
        let waits = outbox.is_some_and(|due| due <= now);
        // What is told right away is looked after a moment later, in case it did not arrive.
        let outbox = outbox.map(|due| due.0.max(now.0 + RETRY_MS));
        if let Some(first) = [outbox, due].into_iter().flatten().min() {
            self.wake(EpochMs(first)).await?;
        }
        Ok(waits)
    }

    async fn wake(&self, at: EpochMs) -> Result<()> {
        if self.wakes_at.get() == Some(at) {
            return Ok(());
        }
        let date = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
        self.state.storage().set_alarm(ScheduledTime::new(date)).await?;
        self.sql.count_written(1);
        self.wakes_at.set(Some(at));
        Ok(())
    }

    /// Tells claims to the homes of their orders, and corrections to who claimed them. What does not arrive is told again later; an answer that was lost changes nothing.
    async fn deliver(&self, born: &Born, keys: &str, now: EpochMs) -> Result<()> {
        if orders::next_due(&self.sql)?.is_none_or(|due| due > now) {
            return Ok(());
        }
        let map = self.map(born.site).await?;
        // An object takes all letters of a call or none. Those that were refused are told bucket by bucket, so that one on the move holds
        // up no other.
        let mut by_shard: BTreeMap<(u16, Option<u8>), Vec<Waiting>> = BTreeMap::new();
        let mut words: Vec<Waiting> = Vec::new();
        for waiting in orders::waiting(born, &self.sql, keys, now, OUTBOX_TURN)? {
            if matches!(waiting.letter, Letter::Ordered(_)) {
                words.push(waiting);
                continue;
            }
            let target = Some(waiting.target).filter(|_| waiting.tries > 0);
            by_shard.entry((map.shard(waiting.target), target)).or_default().push(waiting);
        }
        for ((shard, _), waiting) in by_shard {
            let letters = waiting.iter().map(|waiting| waiting.letter.clone()).collect();
            let ask = Ask { site: born.site, shard, map_version: map.version, now, what: What::Letters(letters) };
            let answer = shard::call(&self.env, &placement::name(born.site, shard), &ask.bytes()).await;
            let arrived = answer.and_then(|bytes| read::<u32>(&bytes).map_err(|error| worker::Error::RustError(error.to_string())));
            // Who lives elsewhere by now is found by the map as it is then, and that a bucket moves is over in a moment.
            let is_moving = arrived.as_ref().is_err_and(|error| error.to_string().contains(MOVING));
            if let Err(error) = &arrived {
                self.map.replace(None);
                if !is_moving {
                    console_error!("letters wait: {error}");
                }
            }
            self.arrived(&waiting, arrived.is_ok(), is_moving, now)?;
        }
        if !words.is_empty() {
            let said = words.iter().filter_map(|waiting| match &waiting.letter {
                Letter::Ordered(ordered) => read(&ordered.word).ok(),
                _ => None,
            });
            let arrived = history::tell(&self.env, born.site, now.0, said.collect()).await;
            if let Err(problem) = &arrived {
                console_error!("words of orders wait: {problem:?}");
            }
            self.arrived(&words, arrived.is_ok(), false, now)?;
        }
        Ok(())
    }

    /// Letters have arrived, or are to be told again.
    fn arrived(&self, waiting: &[Waiting], has_arrived: bool, is_moving: bool, now: EpochMs) -> Result<()> {
        self.sql.transaction(|| {
            for Waiting { id, tries, .. } in waiting {
                let doubled = RETRY_MS.saturating_mul(1 << tries.clamp(&0, &20)).min(RETRY_MS_MAX);
                match has_arrived {
                    true => orders::told(&self.sql, *id)?,
                    false if is_moving => orders::later(&self.sql, *id, 1, EpochMs(now.0 + RETRY_MS))?,
                    false => orders::later(&self.sql, *id, tries + 1, EpochMs(now.0 + doubled))?,
                };
            }
            Ok::<_, worker::Error>(())
        })
    }

    async fn map(&self, site: SiteId) -> Result<Map> {
        let known = self.map.borrow().clone();
        if let Some(map) = known {
            return Ok(map);
        }
        let map = sites::map(&Db::open(&self.env).await?, site).await?;
        self.map.replace(Some(map.clone()));
        Ok(map)
    }

    /// Takes away what is old, as the site's settings say: they are read each time, so that no object goes by what they were. Where they cannot
    /// be read, nothing goes.
    async fn sweep(&self, site: SiteId, now: EpochMs) -> Result<()> {
        if !self.is_due("sweep", now)? {
            return Ok(());
        }
        // A sweep that fails is begun again in an hour.
        self.due("sweep", EpochMs(now.0 + RETRY_MS_MAX))?;
        let kept_ms = sites::retention(&Db::open(&self.env).await?, site).await?.ms();
        // A copy may have been begun while the settings were read.
        if self.born.borrow().as_ref().is_some_and(|born| !born.frozen().is_empty()) {
            return self.due("sweep", EpochMs(now.0 + RETRY_MS)).map(drop);
        }
        let more = self.sql.transaction(|| {
            self.sql.run("DELETE FROM exposure WHERE at_ms < ?", &[(now.0 - EXPOSURE_MS.min(kept_ms)).into()])?;
            self.sql.run("DELETE FROM reach WHERE at_ms < ?", &[(now.0 - kept_ms).into()])?;
            self.sql.run("DELETE FROM gone WHERE at_ms < ?", &[(now.0 - GONE_MS).into()])?;
            self.sql.run("DELETE FROM permit WHERE at_ms < ?", &[(now.0 - sends::PERMIT_MS).into()])?;
            Ok::<_, worker::Error>(blocks::forget(&self.sql, site, EpochMs(now.0 - kept_ms), BLOCKS_TURN)? > 0)
        })?;
        self.due("sweep", EpochMs(now.0 + if more { RETRY_MS } else { SWEEP_MS }))?;
        self.due_at_latest("compact", now)?;
        self.due_at_latest("members", now)?;
        Ok(())
    }

    /// Makes a block of members in columns; another one in a moment. Daily, and when somebody has asked many of them one by one.
    fn put_members_in_columns(&self, now: EpochMs) -> Result<()> {
        let Some(ground) = self.ground()?.filter(|_| self.is_due("members", now).unwrap_or(false)) else { return Ok(()) };
        if self.sql.transaction(|| member_blocks::make_one(&self.sql, &ground))? {
            self.due("members", EpochMs(now.0 + RETRY_MS))?;
        } else {
            self.sql.run("DELETE FROM due WHERE what = 'members'", &[])?;
        }
        Ok(())
    }

    /// Takes the room back that visits left which moved, were opened again, or erased.
    fn compact(&self, now: EpochMs) -> Result<()> {
        let Some(ground) = self.ground()?.filter(|_| self.is_due("compact", now).unwrap_or(false)) else { return Ok(()) };
        let done = self.sql.transaction(|| blocks::compact(&self.sql, &ground, BLOCKS_TURN))?;
        if done > 0 {
            self.due("compact", EpochMs(now.0 + RETRY_MS))?;
        } else {
            self.sql.run("DELETE FROM due WHERE what = 'compact'", &[])?;
        }
        Ok(())
    }

    /// Seals visits that are over, once there are enough of them, or they have waited for a day.
    fn seal(&self, now: EpochMs) -> Result<()> {
        let Some(ground) = self.ground()? else { return Ok(()) };
        if !self.is_due("seal", now)? {
            return Ok(());
        }
        let since = EpochMs(now.0 - OVER_MS);
        let row =
            self.sql.first("SELECT COUNT(*), coalesce(min(last_ms), 0) FROM shopper WHERE open > 0 AND last_ms < ?", &[since.0.into()])?;
        let (waiting, oldest) = row.map_or(Ok((0, 0)), |row| Ok::<_, worker::Error>((row.int(0)?, row.int(1)?)))?;
        let mut next = Some(SEAL_MS);
        if waiting >= SEAL_MIN || waiting > 0 && oldest < now.0 - SEAL_LATEST_MS {
            let sealed = self.sql.transaction(|| blocks::seal_some(&self.sql, &ground, since, now, SEAL_TURN))?;
            next = if waiting > SEAL_TURN && sealed > 0 { Some(RETRY_MS) } else { next };
        } else if waiting == 0 && self.sql.first("SELECT 1 FROM shopper WHERE open > 0 LIMIT 1", &[])?.is_none() {
            next = None;
        }
        match next {
            Some(wait) => self.due("seal", EpochMs(now.0 + wait))?,
            None => self.sql.run("DELETE FROM due WHERE what = 'seal'", &[])?,
        };
        Ok(())
    }

    /// The site's zone and currency, as the newest events said.
    fn stand_on(&self, ground: Ground) -> Result<Rc<Ground>> {
        if let Some(known) = self.ground()?.filter(|known| **known == ground) {
            return Ok(known);
        }
        schema::set_ground(&self.sql, &ground)?;
        let ground = Rc::new(ground);
        self.ground.replace(Some(ground.clone()));
        Ok(ground)
    }

    fn ground(&self) -> Result<Option<Rc<Ground>>> {
        if self.ground.borrow().is_none() {
            let stored = schema::ground(&self.sql)?.map(Rc::new);
            self.ground.replace(stored);
        }
        Ok(self.ground.borrow().clone())
    }

    fn is_due(&self, what: &str, now: EpochMs) -> Result<bool> {
        Ok(self.sql.first("SELECT 1 FROM due WHERE what = ? AND at_ms <= ?", &[what.into(), now.0.into()])?.is_some())
    }

    /// Something is to be done by then; what is to be done before stays.
    fn due_at_latest(&self, what: &str, at: EpochMs) -> Result<()> {
        if self.sql.first("SELECT 1 FROM due WHERE what = ?", &[what.into()])?.is_none() {
            self.due(what, at)?;
        }
        Ok(())
    }

    fn due(&self, what: &str, at: EpochMs) -> Result<u64> {
        self.sql.run("INSERT OR REPLACE INTO due (what, at_ms) VALUES (?, ?)", &[Value::from(what), at.0.into()])
    }
}

/// The clock of an alarm; a call brings its own.
fn now() -> EpochMs {
    EpochMs(i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX))
}

const fn at<'a>(sql: &'a Sql, site: SiteId, hidden: &'a Hidden) -> Place<'a> {
    Place { sql, site, hidden }
}
