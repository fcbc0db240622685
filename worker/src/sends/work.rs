//! The work of a site's sends: one step after another, each begun from the rows and stored whole.
//!
//! A run: what it says is read and frozen; browsers are asked what their last visits were like, where a segment asks; its audience is frozen
//! page by page; then batch by batch its people are prepared, permitted, and handed over. Nothing here remembers what rows do not have, but
//! letters that were just made: they are made anew where they are not there.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crm::consent::Channel;
use crm::dispatch::{Dispatch, Heard, Request, Stage};
use crm::price::Kind as PriceKind;
use crm::provider::{Batch as Messages, Credentials, Intake, Message, Provider};
use crm::schedule::Schedule;
use crm::send::{Audience, Send, Use};
use model::ids::SiteId;
use model::time::EpochMs;
use serde_json::Value as Json;
use worker::{Date, Env, console_error};

use super::batches::{self, Batch};
use super::happened;
use super::letters::{self, Letters};
use super::outbox::{self, Planned, Received};
use super::own::{self, Own};
use super::runs::{self, Frozen, Run, state};
use super::{carry, cost, fallback, outbox::state as row};
use crate::api::population::with_what_it_asks;
use crate::auth::{self, SiteScope};
use crate::denied;
use crate::drafts;
use crate::hooks;
use crate::people::{People, currency};
use crate::person::ask::What;
use crate::person::sends::{Ask, Audience as AskAudience, Page, Permit, Permits, Visits};
use crate::problem::Problem;
use crate::seal::Keys;
use crate::secret::{hex, sha256_hex};
use crate::settings::Settings;
use crate::site_keys::SiteKeys;
use crate::store::automatic;
use crate::store::db::Db;
use crate::store::items::{self, Kind};
use crate::store::providers::{self, Stored};
use crate::store::sites::{self, Site};
use crate::store::sql::Sql;
use crate::store::templates;
use crate::zone;

/// A permit is good so long: then it is asked for anew.
const PERMIT_MS: i64 = 60_000;
/// Members of one page of an audience.
const PAGE: u32 = 5_000;
/// Requests that one step prepares: where each message is one of its own, no more of them can leave while their permits last.
const REQUESTS_MAX: usize = 40;
/// After something that did not work.
const LATER_MS: i64 = 5_000;
/// How long after a request was taken it is looked what has become of its messages, where nobody tells; seconds after the look before.
const LOOKS_S: [i64; 9] = [20, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400];
/// How long an object's visits may have been told late.
const LATE_MS: i64 = 3_600_000;
/// After the company's list of refusals could not be read.
const DENIED_AGAIN_MS: i64 = 10_000;
/// Why a run has stopped whose send is not there any more.
const DELETED: &str = "send_deleted";
/// What provider's secrets are sealed for.
pub const SEALED: &str = "provider";

/// What the steps of one turn have in common.
pub struct Turn<'a> {
    pub env: &'a Env,
    pub sql: &'a Sql,
    pub site_id: SiteId,
    pub db: Db,
    pub scope: SiteScope,
    pub site: Site,
    pub keys: Keys,
    /// Letters of batches that were just prepared.
    pub prepared: &'a RefCell<BTreeMap<i64, Vec<(Planned, Message)>>>,
    /// What was said of messages when they were handed over.
    pub intakes: &'a RefCell<BTreeMap<i64, Vec<Intake>>>,
}

impl<'a> Turn<'a> {
    /// # Errors
    /// D1 does not answer, or the site is gone.
    pub async fn begin(
        env: &'a Env,
        sql: &'a Sql,
        site_id: SiteId,
        prepared: &'a RefCell<BTreeMap<i64, Vec<(Planned, Message)>>>,
        intakes: &'a RefCell<BTreeMap<i64, Vec<Intake>>>,
    ) -> Result<Self, Problem> {
        let db = Db::open(env).await?;
        let scope = auth::clock(site_id.to_string());
        let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
        Ok(Self { env, sql, site_id, db, scope, site, keys: Settings::of(env).keys()?, prepared, intakes })
    }

    pub(super) fn people(&self) -> Result<People<'_>, Problem> {
        People::of(self.env, &self.scope, &self.site, now().0)
    }

    /// Begins the runs that begin by themselves now.
    ///
    /// # Errors
    /// D1 does not answer.
    pub async fn begin_due(&self) -> Result<(), Problem> {
        for (send, at) in runs::due_armed(self.sql, now())? {
            let item = items::load(&self.db, &self.scope, Kind::Send, &send).await?.filter(|item| item.status == "active");
            let schedule = item.and_then(|item| serde_json::from_value::<Send>(drafts::whole_send(&item)).ok()).map(|send| send.schedule);
            let now = now();
            let zone = zone::offsets(&self.site.zone, now.0)?;
            self.sql.transaction(|| {
                if let Some(schedule) = &schedule {
                    // One that was missed begins once, late; those between it and now are not made up for.
                    runs::begin(self.sql, &send, &format!("at {}", at.0), now)?;
                    if let Some(next) = schedule.next(now, true, &zone) {
                        return runs::arm(self.sql, &send, next);
                    }
                }
                runs::disarm(self.sql, &send)
            })?;
        }
        Ok(())
    }

    /// Does one step of whatever has waited longest. Returns whether there was one.
    ///
    /// # Errors
    /// Something does not answer: the step is begun again.
    pub async fn step(&self) -> Result<bool, Problem> {
        let at = now();
        if let Some(batch) = batches::due(self.sql, at)? {
            let id = batch.id;
            if let Err(problem) = self.carry(batch).await {
                // It hinders no other.
                console_error!("request {id} of the sends of {}: {problem:?}", self.site_id);
                batches::later(self.sql, id, EpochMs(now().0 + LATER_MS))?;
            }
            return Ok(true);
        }
        let Some(run) = runs::due(self.sql, at)?.into_iter().next() else {
            let Some((batch, page, looks)) = batches::to_look_at(self.sql, at)? else { return Ok(false) };
            self.look(&batch, page, looks).await?;
            return Ok(true);
        };
        let wake = match self.step_of(&run).await {
            Ok(wake) => wake,
            Err(problem) => {
                console_error!("run {} of the sends of {} goes on later: {problem:?}", run.id, self.site_id);
                EpochMs(now().0 + LATER_MS)
            }
        };
        runs::stepped(self.sql, run.id, wake, now())?;
        Ok(true)
    }

    async fn step_of(&self, run: &Run) -> Result<EpochMs, Problem> {
        match run.state {
            state::NEW => self.freeze(run).await,
            state::PLANNING => self.plan(run).await,
            state::STOPPING => self.stop(run),
            _ => self.send(run).await,
        }
    }

    pub(super) fn hold(&self, run: &Run, why: &str) -> Result<EpochMs, Problem> {
        runs::turn(self.sql, run.id, &[state::NEW, state::PLANNING, state::SENDING], state::HELD, why, now())?;
        Ok(EpochMs(0))
    }

    /// Reads what it says and to whom, and keeps it as it is now.
    async fn freeze(&self, run: &Run) -> Result<EpochMs, Problem> {
        let own = Own::of(run);
        if let Some(Own::Notices { list }) = &own {
            self.sql.transaction(|| own::take(self.sql, run.id, list, now()))?;
        }
        let frozen = match self.frozen(&run.send, own.as_ref()).await? {
            Ok(frozen) => frozen,
            Err(why) if why == DELETED => {
                runs::turn(self.sql, run.id, &[state::NEW], state::STOPPED, DELETED, now())?;
                return Ok(EpochMs(0));
            }
            Err(why) => return self.hold(run, &why),
        };
        if frozen.send.purpose == Use::Advertising
            && !frozen.is_trial
            && let Some(stored) = providers::of(&self.db, &self.scope).await?
            && let Some(why) = denied::before_run(self.env, &self.db, &self.scope, &stored, now().0).await?
        {
            // Not passed over: somebody may have refused who is not known to. It is asked again, and says what it waits for.
            runs::wait(self.sql, run.id, &format!("refusals: {why}"))?;
            return Ok(EpochMs(now().0 + DENIED_AGAIN_MS));
        }
        let visits_of = (!frozen.segments.is_empty()).then_some(0);
        runs::freeze(self.sql, run.id, &frozen, visits_of)?;
        Ok(EpochMs(0))
    }

    /// What a send says and to whom, now; or why it cannot leave.
    pub(super) async fn frozen(&self, send: &str, own: Option<&Own>) -> Result<Result<Frozen, String>, Problem> {
        let held = |why: &str| Ok(Err(why.to_owned()));
        let Some(stored) = providers::of(&self.db, &self.scope).await? else { return held("no_provider") };
        let mut send = if let Some(Own::Notices { list }) = own {
            own::notices(&stored.sender, list)
        } else if let Some(Own::Happened(happening)) = own {
            let switches = automatic::of_site(&self.db, &self.scope).await?;
            let fallback = switches.into_iter().find(|switch| switch.happening == *happening).and_then(|switch| switch.fallback);
            happening.send(happened::LIST, fallback.as_deref())
        } else {
            let Some(item) = items::load(&self.db, &self.scope, Kind::Send, send).await? else { return held(DELETED) };
            let Ok(send) = serde_json::from_value::<Send>(drafts::whole_send(&item)) else { return held("send_unreadable") };
            send
        };
        let approved = templates::approved(&self.db, &self.scope, &send).await?;
        let wrong = send.check().into_iter().chain(send.check_sender(&stored.sender, approved.as_ref()));
        let wrong: Vec<String> = wrong.map(|wrong| wrong.detail).collect();
        if !wrong.is_empty() {
            return held(&format!("wrong: {}", wrong.join(" ")));
        }
        let is_trial = matches!(own, Some(Own::Trial { .. }));
        if let Some(Own::Trial { list }) = own {
            send = send.as_trial(list);
        }
        let links = stored.links(Settings::of(self.env).links_host());
        let (mut segments, mut declared) = (String::new(), None);
        match &send.audience {
            Audience::Segment { segment, .. } => {
                let all = drafts::segments(&items::all(&self.db, &self.scope).await?);
                let Some(own) = all.iter().find(|own| own.id == *segment) else { return held("segment_gone") };
                segments = with_what_it_asks(&[own], &all)?;
            }
            Audience::List { list } if list == happened::LIST => {}
            Audience::List { list } => {
                let row = self.sql.first("SELECT consented_ms, is_whole FROM list WHERE id = ?", &[list.as_str().into()])?;
                let Some(row) = row.filter(|row| row.int(1).is_ok_and(|whole| whole == 1)) else { return held("list_gone") };
                declared = if row.is_null(0) { None } else { Some(EpochMs(row.int(0)?)) };
            }
            Audience::Members => {}
        }
        let prices = stored.prices();
        let Stored { sender, caps, own_list, list_ms, provider, .. } = stored;
        let list_at = own_list.then(|| EpochMs(list_ms.unwrap_or(0)));
        let frozen = Frozen { send, sender, approved, segments, provider, declared, caps, list_at, prices, links, is_trial };
        Ok(Ok(frozen))
    }

    /// Takes a page of its audience.
    async fn plan(&self, run: &Run) -> Result<EpochMs, Problem> {
        let frozen = run.frozen()?;
        if let Some(Own::Happened(_)) = Own::of(run) {
            return self.plan_happened(run, &frozen).await;
        }
        if let Audience::List { list } = &frozen.send.audience {
            return self.plan_list(run, list, &frozen).await;
        }
        if let Some(shard) = run.visits_of {
            return self.ask_visits(run, shard).await;
        }
        let people = self.people()?;
        let Ok(first) = u8::try_from(run.at_bucket) else { return self.set_out(run, &frozen).await };
        let visited_within_days = match frozen.send.audience {
            Audience::Segment { visited_within_days, .. } => visited_within_days,
            Audience::Members | Audience::List { .. } => None,
        };
        let zone = zone::offsets(&self.site.zone, now().0)?;
        let ask = |buckets: Vec<u8>| {
            What::Sends(Ask::Audience(AskAudience {
                segments: frozen.segments.clone(),
                visited_within_days,
                zone: (*zone).clone(),
                currency: currency(&self.site),
                buckets,
                after: run.after_member.clone(),
                limit: PAGE,
            }))
        };
        let (last, page): (u8, Page) = people.ask_from(first, ask).await?;
        let next = page.next.map_or((u16::from(last) + 1, String::new()), |(bucket, member)| (u16::from(bucket), member));
        if run.people + i64::try_from(page.members.len()).unwrap_or(i64::MAX) > outbox::PEOPLE_MAX {
            return self.hold(run, "too_many_people");
        }
        self.sql.transaction(|| {
            // Somebody may have stopped it meanwhile.
            if runs::load(self.sql, run.id)?.is_none_or(|run| run.state != state::PLANNING) {
                return Ok(0);
            }
            let added = outbox::plan(self.sql, self.site_id, (run.id, run.people), frozen.channel(), &page.members, now())?;
            runs::planned(self.sql, run.id, (next.0, &next.1), (added, page.looked, page.unknown))
        })?;
        Ok(EpochMs(0))
    }

    async fn plan_list(&self, run: &Run, list: &str, frozen: &Frozen) -> Result<EpochMs, Problem> {
        let after = outbox::listed(&run.after_member).unwrap_or(-1);
        let query = "SELECT n, contact FROM listed WHERE list = ? AND n > ? ORDER BY n LIMIT ?";
        let rows = self.sql.rows(query, &[list.into(), after.into(), PAGE.into()])?;
        let members: Vec<(String, outbox::Index)> = rows
            .iter()
            .map(|row| Ok((outbox::of_list(row.int(0)?), row.blob(1)?.try_into().unwrap_or_default())))
            .collect::<worker::Result<_>>()?;
        if members.is_empty() {
            return self.set_out(run, frozen).await;
        }
        let last = members.last().map(|(n, _)| n.clone()).unwrap_or_default();
        let looked = u32::try_from(members.len()).unwrap_or(u32::MAX);
        self.sql.transaction(|| {
            let added = outbox::plan(self.sql, self.site_id, (run.id, run.people), frozen.channel(), &members, now())?;
            runs::planned(self.sql, run.id, (0, &last), (added, looked, 0))
        })?;
        Ok(EpochMs(0))
    }

    /// Asks one object what the last visits of its browsers were like, and tells the members' homes.
    async fn ask_visits(&self, run: &Run, shard: u16) -> Result<EpochMs, Problem> {
        let Some(shard) = self.site.map.shards().into_iter().find(|known| *known >= shard) else {
            super::schema::set_visits_told(self.sql, now())?;
            runs::asked_visits(self.sql, run.id, None, None)?;
            return Ok(EpochMs(0));
        };
        let people = self.people()?;
        let since = EpochMs(super::schema::visits_told(self.sql)?.0.saturating_sub(LATE_MS));
        let zone = zone::offsets(&self.site.zone, now().0)?;
        let ask = What::Sends(Ask::Visits { since, after: run.visits_after, zone: (*zone).clone(), currency: currency(&self.site) });
        let Visits { visits, next } = people.ask_shard(shard, &ask).await?;
        let take = |visits: &[crate::person::sends::Visit]| What::Sends(Ask::TakeVisits(visits.to_vec()));
        let _: Vec<u32> = people.tell(visits, |visit| visit.member.clone().into_bytes(), take).await?;
        let of = if next.is_some() { Some(shard) } else { Some(shard.saturating_add(1)) };
        runs::asked_visits(self.sql, run.id, of, next)?;
        Ok(EpochMs(0))
    }

    fn stop(&self, run: &Run) -> Result<EpochMs, Problem> {
        batches::stop(self.sql, run.id, now())?;
        if batches::is_open(self.sql, run.id)? {
            return Ok(batches::next_due(self.sql)?.unwrap_or(now()));
        }
        self.sql.transaction(|| {
            happened::stop(self.sql, self, run.id, now())?;
            outbox::turn(self.sql, run.id, &[row::PLANNED, row::WAITS], row::STOPPED, now())?;
            cost::keep(self.sql, run.id)?;
            runs::turn(self.sql, run.id, &[state::STOPPING], state::STOPPED, "", now())
        })?;
        Ok(EpochMs(0))
    }

    /// Permits and hands over the next of its people. Answers when there is something to do again.
    async fn send(&self, run: &Run) -> Result<EpochMs, Problem> {
        if batches::is_open(self.sql, run.id)? {
            return Ok(EpochMs(batches::next_due(self.sql)?.unwrap_or(now()).0.max(now().0 + 1)));
        }
        if happened::is_waiting(self.sql, run.id)? {
            runs::turn(self.sql, run.id, &[state::SENDING], state::PLANNING, "", now())?;
            return Ok(EpochMs(0));
        }
        let frozen = run.frozen()?;
        let Some(provider) = Provider::named(&frozen.provider) else { return self.hold(run, "no_provider") };
        let limit = u32::try_from(provider.messages_max()).unwrap_or(u32::MAX);
        let mut rows = outbox::next(self.sql, run.id, run.first_open, limit, now())?;
        // One request has one channel: the others come after it.
        let (all, channel) = (rows.len(), rows.first().map_or(0, |row| row.channel));
        rows.retain(|row| row.channel == channel);
        let is_mixed = rows.len() < all;
        let (Some(first), Some(last)) = (rows.first().map(|row| row.n), rows.last().map(|row| row.n)) else {
            return match outbox::rest(self.sql, run.id, 0)? {
                (false, None) => {
                    cost::keep(self.sql, run.id)?;
                    runs::turn(self.sql, run.id, &[state::SENDING], state::DONE, "", now())?;
                    Ok(EpochMs(0))
                }
                (true, _) => {
                    runs::open_from(self.sql, run.id, 0)?;
                    Ok(EpochMs(now().0 + LATER_MS))
                }
                (false, Some(wait)) => {
                    runs::open_from(self.sql, run.id, 0)?;
                    Ok(wait)
                }
            };
        };
        let people = self.people()?;
        let keys = SiteKeys::of(&self.keys, &self.db, self.site_id, now().0).await?;
        let is_whole = all < limit as usize;
        let Letters { ready, not } = letters::make(&people, &keys, self.sql, &frozen, rows).await?;
        let (groups, is_all) = grouped(provider, ready);
        let asked: Vec<(outbox::Index, outbox::Index)> = groups.iter().flatten().map(|(row, _)| (row.id, row.contact)).collect();
        let asked_at = now();
        let permits = self.permits(&people, &frozen, asked).await?;
        let made = self.sql.transaction(|| {
            let now = now();
            for (row, state, code) in &not {
                outbox::set(self.sql, row.n, *state, code, now)?;
            }
            // Somebody may have stopped it meanwhile: then nothing new leaves.
            if runs::load(self.sql, run.id)?.is_none_or(|run| run.state != state::SENDING) {
                return Ok::<_, Problem>(Vec::new());
            }
            let mut made = Vec::new();
            for group in groups {
                let mut may = Vec::new();
                for (row, message) in group {
                    match permits.get(&row.id) {
                        Some(Permit::May) => may.push((row, message)),
                        Some(Permit::Wait(until)) => drop(outbox::set(self.sql, row.n, row::WAITS, "", *until)?),
                        Some(Permit::Not(why)) => drop(outbox::set(self.sql, row.n, row::HELD_BACK, why, now)?),
                        None => {}
                    }
                }
                let Some((from, to)) = may.first().zip(may.last()).map(|((first, _), (last, _))| (first.n, last.n)) else { continue };
                let (from, to) = may.iter().fold((from, to), |(from, to), (row, _)| (from.min(row.n), to.max(row.n)));
                let dispatch = Dispatch::new(provider.recovery(outbox::channel::of(channel)), EpochMs(asked_at.0 + PERMIT_MS));
                let count = u32::try_from(may.len()).unwrap_or(u32::MAX);
                let batch = batches::insert(self.sql, (run.id, provider.name(), channel), &dispatch, (from, to), count, now)?;
                let rows: Vec<(i64, u8)> = may.iter().map(|(row, message)| (row.n, PriceKind::of(&message.content) as u8)).collect();
                outbox::permit(self.sql, batch, &rows, now)?;
                made.push((batch, may));
            }
            // Rows behind it are still to be sent; those before it are done, in a batch, or wait.
            if is_all && !is_mixed {
                runs::open_from(self.sql, run.id, if is_whole { 0 } else { last + 1 })?;
            } else {
                runs::open_from(self.sql, run.id, first)?;
            }
            Ok(made)
        })?;
        self.prepared.borrow_mut().extend(made);
        Ok(EpochMs(0))
    }

    async fn permits(
        &self,
        people: &People<'_>,
        frozen: &Frozen,
        asked: Vec<(outbox::Index, outbox::Index)>,
    ) -> Result<BTreeMap<outbox::Index, Permit>, Problem> {
        let zone = zone::offsets(&self.site.zone, now().0)?;
        let ask = |asked: &[(outbox::Index, outbox::Index)]| {
            What::Sends(Ask::Permits(Permits {
                asked: asked.to_vec(),
                list_at: frozen.list_at,
                is_advertising: frozen.send.purpose == Use::Advertising && !frozen.is_trial,
                declared: frozen.declared,
                zone: (*zone).clone(),
                caps: frozen.caps,
            }))
        };
        let said: Vec<Vec<(outbox::Index, Permit)>> = people.tell(asked, |(_, contact)| contact.to_vec(), ask).await?;
        Ok(said.into_iter().flatten().collect())
    }

    /// Goes on with a request: stores what is to be asked, asks, stores what was heard.
    async fn carry(&self, mut batch: Batch) -> Result<(), Problem> {
        if batches::is_broken_off(&batch) {
            batch.dispatch = batch.dispatch.heard(&Heard::Nothing, now());
            batches::store(self.sql, &batch, now())?;
        }
        let Some(provider) = Provider::named(&batch.provider) else { return Err(Problem::Internal("a provider that is none".into())) };
        let needs = |request: &Option<Request>| match request {
            Some(Request::Fill(_) | Request::Send(None) | Request::Look) => true,
            Some(Request::Open | Request::Send(Some(_)) | Request::Fence(_)) | None => false,
        };
        // Before it is stored that it is asked: what cannot be made is no request that is out.
        let Some(credentials) = self.credentials().await?.filter(|credentials| credentials.provider() == provider) else {
            return self.disconnected(batch);
        };
        let has = needs(&batch.dispatch.next(now()).1);
        let messages = if has { self.messages(&mut batch).await? } else { Vec::new() };
        // Meanwhile somebody may have stopped the run, and the permit may be over. From here to where it is stored nothing is waited for.
        let Some(stored) = batches::load(self.sql, batch.id)? else { return Ok(()) };
        batch.dispatch = stored.dispatch;
        let (next, request) = batch.dispatch.next(now());
        if needs(&request) && !has {
            return Ok(());
        }
        if has && messages.is_empty() && matches!(request, Some(Request::Fill(_) | Request::Send(None))) && next.stage() != Stage::Repeating
        {
            // Nobody is left to whom it could go, and nothing has left.
            batch.dispatch = batch.dispatch.stop().next(now()).0;
            return self.settle(&mut batch, None, Vec::new(), &[]);
        }
        batch.dispatch = next;
        let Some(request) = request else { return self.settle(&mut batch, None, Vec::new(), &[]) };
        let key = self.key_of(&batch);
        let of = Messages { key: &key, at: batch.made, messages: &messages };
        let calls = provider.calls(&request, &of);
        if matches!(request, Request::Fill(_) | Request::Send(None)) {
            let whole: String = calls.iter().map(|call| call.body.to_string()).collect();
            batches::asked(self.sql, batch.id, &sha256_hex(whole.as_bytes()))?;
        }
        batches::store(self.sql, &batch, now())?;
        let mut answers = Vec::new();
        for call in &calls {
            answers.push(carry::make(self.env, &credentials, call, now().0).await?);
        }
        let heard = provider.heard(&request, &answers, &of);
        let intakes = provider.intakes(&request, &answers, &of);
        // While it was out somebody may have stopped the run.
        if let Some(stored) = batches::load(self.sql, batch.id)? {
            batch.dispatch = stored.dispatch;
        }
        self.settle(&mut batch, Some(&heard), intakes, &answers)
    }

    /// Stores what was heard, and what follows for its people when it has ended.
    fn settle(
        &self,
        batch: &mut Batch,
        heard: Option<&Heard>,
        intakes: Vec<Intake>,
        answers: &[crm::provider::Answer],
    ) -> Result<(), Problem> {
        let now = now();
        if let Some(heard) = heard {
            batch.dispatch = batch.dispatch.heard(heard, now);
        }
        if !intakes.is_empty() {
            self.intakes.borrow_mut().insert(batch.id, intakes);
        }
        let stage = batch.dispatch.stage();
        let intakes = if stage.is_end() { self.intakes.borrow_mut().remove(&batch.id).unwrap_or_default() } else { Vec::new() };
        self.sql.transaction(|| {
            batches::store(self.sql, batch, now)?;
            let Some(outcome) = batches::outcome(stage) else { return Ok::<_, Problem>(()) };
            let mut failed = Vec::new();
            if stage == Stage::Accepted {
                for refused in intakes.iter().filter(|intake| intake.is_refused) {
                    failed.extend(outbox::refused(self.sql, &id_of(&refused.send), &refused.code, now)?);
                }
            }
            let stays = matches!(outcome, row::ACCEPTED | row::UNKNOWN);
            if stays {
                let first = LOOKS_S.first().map(|wait| EpochMs(now.0 + wait * 1_000));
                batches::look_again(self.sql, batch.id, first, None, 0)?;
            }
            outbox::end_batch(self.sql, batch.id, batch.range, outcome, stays, now)?;
            failed.extend(outbox::receive_early(self.sql, batch.range)?);
            failed.into_iter().try_for_each(|n| fallback::plan(self.sql, self.site_id, n, now))?;
            if outcome == row::PLANNED {
                runs::open_again_from(self.sql, batch.run, batch.range.0)?;
            }
            if stage == Stage::Refused {
                let why = format!("provider: {}", carry::words(answers));
                runs::turn(self.sql, batch.run, &[state::SENDING], state::HELD, &why, now)?;
            }
            Ok(())
        })?;
        if stage.is_end() {
            self.prepared.borrow_mut().remove(&batch.id);
            // Its run goes on at once.
            self.sql.run("UPDATE run SET wake_ms = 0 WHERE id = ?", &[batch.run.into()])?;
        }
        Ok(())
    }

    /// Looks what has become of the messages of a request, as far as no webhook has told: a page of them.
    async fn look(&self, batch: &Batch, page: Option<String>, looks: u32) -> Result<(), Problem> {
        // Whatever happens below: not at once again.
        let again = LOOKS_S.get(looks as usize + 1).map(|wait| EpochMs(now().0 + wait * 1_000));
        batches::look_again(self.sql, batch.id, again, None, looks.saturating_add(1))?;
        if outbox::untold(self.sql, batch.id, batch.range)? == 0 {
            batches::look_again(self.sql, batch.id, None, None, looks)?;
            return Ok(());
        }
        let Some(provider) = Provider::named(&batch.provider) else { return Ok(()) };
        let key = self.key_of(batch);
        let of = Messages { key: &key, at: batch.made, messages: &[] };
        let Some(call) = provider.listing(&of, batch.dispatch.group(), page.as_deref()) else { return Ok(()) };
        let Some(credentials) = self.credentials().await?.filter(|credentials| credentials.provider() == provider) else { return Ok(()) };
        let answer = carry::make(self.env, &credentials, &call, now().0).await?;
        let Ok(listed) = provider.listed(&answer, outbox::channel::of(batch.channel)) else { return Ok(()) };
        let now = now();
        self.sql.transaction(|| {
            for found in &listed.items {
                let id = id_of(&found.intake.send);
                if found.intake.is_refused {
                    if let Some(n) = outbox::refused(self.sql, &id, &found.intake.code, now)? {
                        fallback::plan(self.sql, self.site_id, n, now)?;
                    }
                } else {
                    outbox::found(self.sql, &id, now)?;
                }
                let receipt = found.receipt.as_ref().and_then(|receipt| hooks::taken(receipt, now.0));
                let received = receipt.map_or(Ok(Received::Known), |receipt| outbox::receive(self.sql, &receipt))?;
                if let Received::Failed(n) = received {
                    fallback::plan(self.sql, self.site_id, n, now)?;
                }
            }
            if let Some(next) = &listed.next {
                batches::look_again(self.sql, batch.id, Some(now), Some(next), looks)?;
            }
            cost::keep(self.sql, batch.run)?;
            Ok::<_, Problem>(())
        })
    }

    /// The messages of a batch: as they were made, or made anew.
    async fn messages(&self, batch: &mut Batch) -> Result<Vec<Message>, Problem> {
        if let Some(made) = self.prepared.borrow().get(&batch.id) {
            return Ok(made.iter().map(|(_, message)| message.clone()).collect());
        }
        let Some(run) = runs::load(self.sql, batch.run)? else { return Ok(Vec::new()) };
        let frozen = run.frozen()?;
        let people = self.people()?;
        let keys = SiteKeys::of(&self.keys, &self.db, self.site_id, now().0).await?;
        let rows = outbox::of_batch(self.sql, batch.id, batch.range)?;
        let Letters { ready, not } = letters::make(&people, &keys, self.sql, &frozen, rows).await?;
        if !not.is_empty() && matches!(batch.dispatch.stage(), Stage::Ready | Stage::Open) {
            let now = now();
            self.sql.transaction(|| {
                for (row, state, code) in &not {
                    outbox::set(self.sql, row.n, *state, code, now)?;
                }
                cost::as_made(self.sql, &ready)
            })?;
        }
        batch.people = u32::try_from(ready.len()).unwrap_or(u32::MAX);
        let messages = ready.iter().map(|(_, message)| message.clone()).collect();
        self.prepared.borrow_mut().insert(batch.id, ready);
        Ok(messages)
    }

    /// The same for each try of a batch, and for no other.
    fn key_of(&self, batch: &Batch) -> String {
        let whole = format!("batch\n{}\n{}\n{}", self.site_id, batch.run, batch.id);
        sha256_hex(whole.as_bytes()).chars().take(32).collect()
    }

    /// Its provider is not there any more: what has not left is planned again, and the run held; of what may have left nobody can be asked for now.
    fn disconnected(&self, mut batch: Batch) -> Result<(), Problem> {
        if !matches!(batch.dispatch.stage(), Stage::Ready | Stage::Open | Stage::Filled) {
            return Err(Problem::NotFound);
        }
        let now = now();
        batch.dispatch = batch.dispatch.stop().next(now).0;
        if !batch.dispatch.stage().is_end() {
            return Err(Problem::NotFound);
        }
        self.sql.transaction(|| {
            batches::store(self.sql, &batch, now)?;
            outbox::end_batch(self.sql, batch.id, batch.range, row::PLANNED, false, now)?;
            runs::open_again_from(self.sql, batch.run, batch.range.0)?;
            runs::turn(self.sql, batch.run, &[state::SENDING], state::HELD, "no_provider", now)?;
            Ok(())
        })
    }

    /// The site's keys at its provider, if it has one.
    pub(super) async fn credentials(&self) -> Result<Option<Credentials>, Problem> {
        let stored = providers::of(&self.db, &self.scope).await?;
        stored.map(|stored| open_credentials(&self.keys, &self.site.id, &stored)).transpose()
    }
}

/// A site's keys at its provider.
///
/// # Errors
/// They do not open.
pub fn open_credentials(keys: &Keys, site: &str, stored: &Stored) -> Result<Credentials, Problem> {
    let bytes = keys.open(SEALED, site, &stored.sealed)?;
    serde_json::from_slice(&bytes).map_err(|_| Problem::Internal(format!("the provider's keys of site {site} cannot be read")))
}

/// Letters by request, as many as can leave while permits last; and whether that is all of them.
fn grouped(provider: Provider, ready: Vec<(Planned, Message)>) -> (Vec<Vec<(Planned, Message)>>, bool) {
    let messages: Vec<Message> = ready.iter().map(|(_, message)| message.clone()).collect();
    let mut rows: BTreeMap<String, Planned> = ready.into_iter().map(|(row, _)| (hex(&row.id), row)).collect();
    let batches = provider.batches(messages);
    let is_all = batches.len() <= REQUESTS_MAX;
    let with_rows = |batch: Vec<Message>| batch.into_iter().filter_map(|message| Some((rows.remove(&message.send)?, message))).collect();
    (batches.into_iter().take(REQUESTS_MAX).map(with_rows).collect(), is_all)
}

/// The first moment of a schedule from now on; `None`: it begins when it is ordered, or never again.
pub fn first(schedule: &Schedule, site: &Site, now: EpochMs) -> Result<Option<EpochMs>, Problem> {
    let zone = zone::offsets(&site.zone, now.0)?;
    Ok(match schedule {
        Schedule::AtOnce => None,
        other => other.next(now, false, &zone),
    })
}

/// What is told of a code, for the API.
pub fn said(provider: &str, code: &str) -> Json {
    let of = |channel| Provider::named(provider).and_then(|provider| provider.meaning(channel, code));
    let meaning = of(Channel::Sms).or_else(|| of(Channel::Kakao));
    meaning.map_or(Json::Null, |meaning| serde_json::json!({ "ko": meaning.ko, "en": meaning.en }))
}

fn id_of(send: &str) -> outbox::Index {
    crate::secret::unhex(send).and_then(|id| id.try_into().ok()).unwrap_or_default()
}

pub(super) fn now() -> EpochMs {
    EpochMs(i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX))
}
