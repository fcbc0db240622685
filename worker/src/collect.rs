//! What shoppers' browsers send: batches of events. And what they get back: what is done, what is known, what is in force.
//!
//! Here a batch is checked and made into what person objects take: times by our clock, arrivals classified, members' signatures verified.

use std::collections::BTreeMap;

use message::definition::Config;
use model::codec::Reader;
use model::event::{Event, EventKind, Landing, Member};
use model::facts::{Fact, Facts, Value, arrival_facts};
use model::ids::{EventId, VisitorId};
use model::money::Currency;
use model::source::{Sources, classify};
use model::tape::VERIFIED;
use model::time::{EpochMs, Zone};
use model::user_agent;
use model::wire::{Answer, BATCH_EVENTS_MAX, Frames, Header, VERSION, put_event, within_limits, written};
use segment::test::Test;
use segment::verdict::{Verdict, pack};
use worker::{Response, console_error};

use crate::answer;
use crate::api::forms;
use crate::auth::{self, SiteScope};
use crate::call::Call;
use crate::people::{People, currency};
use crate::person::ask::{Fold, Member as WholeMember, PersonEvents, Told, What};
use crate::previews;
use crate::problem::Problem;
use crate::published;
use crate::secret::{hmac_hex, same};
use crate::store::db::Db;
use crate::store::secrets;
use crate::zone;

/// Device clocks nearer to ours than this are left as they are: what a request may take on its way.
const SKEW_MS: i64 = 120_000;
/// Later than this from now is no event of ours.
const FUTURE_MS: i64 = 5 * 60_000;
/// Browsers keep unsent events for some days; older ones are history, and go by the import.
const AGE_MS_MAX: i64 = 7 * 86_400_000;
/// When to come again. The limits themselves are in wrangler.toml.
const RETRY_AFTER_S: u64 = 10;

/// The table of known places, compiled by build.rs from crates/model/data/sources.json.
static SOURCES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sources.bin"));

/// `POST /v1/collect`
///
/// # Errors
/// None: every problem is answered so that the page may read it, except to a page that may not.
pub async fn post(mut call: Call) -> Result<Response, Problem> {
    let origin = call.header("origin").unwrap_or_default();
    let outcome = take(&mut call).await;
    let allowed = !matches!(outcome, Err(Problem::WrongOrigin));
    let response = outcome.unwrap_or_else(Problem::into_response);
    readable(response, origin.as_str(), allowed)
}

/// `OPTIONS /v1/collect`: a browser asks before it sends with a header of its own.
///
/// # Errors
/// Never: the headers are valid.
pub async fn options(call: Call) -> Result<Response, Problem> {
    let origin = call.header("origin").unwrap_or_default();
    let response = answer::with(
        answer::empty(204),
        &[("access-control-allow-methods", "POST"), ("access-control-allow-headers", "content-type"), ("access-control-max-age", "86400")],
    )?;
    // Whether the page belongs to the site is seen at the batch itself, which names the site.
    readable(response, &origin, true)
}

/// CORS without credentials, and never in a cache.
fn readable(response: Response, origin: &str, allowed: bool) -> Result<Response, Problem> {
    let mut headers = vec![("vary", "Origin"), ("cache-control", "private, no-store"), ("cross-origin-resource-policy", "cross-origin")];
    if allowed && !origin.is_empty() {
        headers.push(("access-control-allow-origin", origin));
        headers.push(("access-control-expose-headers", "retry-after"));
    }
    answer::with(response, &headers)
}

async fn take(call: &mut Call) -> Result<Response, Problem> {
    let body = call.bytes().await?;
    let (header, frames) = header(&body)?;
    if previews::is_token(&header.site_key) {
        return previewed(&header, frames, call.now_ms);
    }
    let db = Db::open(&call.env).await?;
    let key = forms::site_key(&header.site_key).map_err(|_| Problem::NotFound)?;
    let (scope, site) = auth::shopper(call, &db, &key).await?;
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    guard(call, &people).await?;
    let published = published::current(&call.env, &db, &scope, &site, call.now_ms).await?;
    let ua = call.header("user-agent").unwrap_or_default();
    let mut answer = Answer {
        server_now: EpochMs(call.now_ms),
        config_version: u32::try_from(published.version).unwrap_or(u32::MAX),
        ..Answer::default()
    };
    let batch = Batch::read(frames, &header, EpochMs(call.now_ms));
    answer.done = batch.done();
    if !user_agent::is_bot(&ua) {
        let zone = zone::offsets(&site.zone, call.now_ms)?;
        let mut events = PersonEvents { visitor: header.visitor, frames: Vec::new(), refused: batch.refused };
        for event in batch.events {
            let id = event.id;
            match believed(&db, &scope, &header, event, &ua, call.now_ms).await? {
                Some(event) if is_known(&published.config, &event) && put_whole(&mut events.frames, &event) => {}
                _ => events.refused.push(id),
            }
        }
        let rule = published.config.attribution;
        let fold = Fold { zone: (*zone).clone(), currency: currency(&site), rule, imported: false, people: vec![events] };
        let told: Vec<Told> = people.ask_home(&header.visitor.0, What::Fold(fold)).await?;
        let told = told.into_iter().next().unwrap_or_default();
        answer.facts = told.facts;
        let mut known = told.known;
        if let Some(member) = told.member {
            of_member(&people, member, told.visit_start, currency(&site), &mut answer.facts, &mut known).await;
        }
        let facts = answer.facts.iter().chain(&known);
        answer.bits = bits(&published.edge_tests, facts, EpochMs(call.now_ms), &zone);
    }
    sent(&answer)
}

/// A preview's browser says its token in the place of a site's key: there is nothing to keep and nothing to say, and nothing to send again.
fn previewed(header: &Header, frames: &[u8], now_ms: i64) -> Result<Response, Problem> {
    let done = Batch::read(frames, header, EpochMs(now_ms)).done();
    sent(&Answer { server_now: EpochMs(now_ms), config_version: header.config_version, done, ..Answer::default() })
}

fn sent(answer: &Answer) -> Result<Response, Problem> {
    let mut bytes = vec![VERSION];
    bytes.extend(written(answer));
    answer::with(Response::builder().fixed(bytes), &[("content-type", "application/octet-stream")])
}

/// Puts what is known of a member, on all their devices, in the place of what is known of this browser alone. Where their home does not
/// answer, nothing of it is said: the browser keeps what it has heard before.
async fn of_member(
    people: &People<'_>,
    member: String,
    visit_start: EpochMs,
    currency: Currency,
    facts: &mut Vec<(Fact, Value)>,
    known: &mut Vec<(Fact, Value)>,
) {
    let home = member.clone().into_bytes();
    match people.ask_home::<WholeMember>(&home, What::Member { member, visit_start, currency }).await {
        // The browser's own part has not arrived there yet.
        Ok(whole) if whole.facts.is_empty() => {}
        Ok(whole) => {
            facts.retain(|(fact, _)| !whole.facts.iter().any(|(other, _)| other == fact));
            facts.extend(whole.facts);
            *known = whole.known;
        }
        Err(error) => {
            console_error!("a member's home does not answer: {error:?}");
            facts.retain(|(fact, _)| !matches!(fact, Fact::Visits | Fact::LastVisitDay | Fact::Orders | Fact::Spent));
            known.clear();
        }
    }
}

/// Only the site's own messages are counted: a stranger's invented ones would crowd them out.
fn is_known(config: &Config, event: &Event) -> bool {
    match &event.kind {
        EventKind::Exposure(exposure) => config.messages.iter().any(|message| message.id == exposure.message),
        _ => true,
    }
}

/// Appends an event's frame, if it is one that can be read back: a corrected time may be longer than the one that came.
pub fn put_whole(frames: &mut Vec<u8>, event: &Event) -> bool {
    let mut frame = Vec::new();
    put_event(&mut frame, event);
    let fits = Frames(&frame).next().is_some_and(|frame| frame.is_ok());
    if fits {
        frames.extend_from_slice(&frame);
    }
    fits
}

/// Who sends the batch, and the frames after that.
fn header(body: &[u8]) -> Result<(Header, &[u8]), Problem> {
    let unreadable = |why: &str| Problem::Unreadable(format!("This is no batch: {why}."));
    let Some((&VERSION, rest)) = body.split_first() else { return Err(unreadable("its version is not one that is read here")) };
    let mut from = Reader::new(rest);
    let header: Header = from.take();
    from.check().map_err(|error| unreadable(&error.to_string()))?;
    if header.visitor == VisitorId::default() {
        return Err(unreadable("it names no visitor"));
    }
    Ok((header, from.rest()))
}

/// Who sends too much: an address, whoever it says it is; a site as a whole. Not a visitor: who sends more than a browser's queue does, one
/// batch at a time, makes up visitors, too.
async fn guard(call: &Call, people: &People<'_>) -> Result<(), Problem> {
    let limits = [("ADDRESS_GUARD", call.header("cf-connecting-ip")), ("SITE_GUARD", Some(people.site().to_string()))];
    for (limiter, key) in limits {
        if let Some(key) = key {
            within(call, limiter, key).await?;
        }
    }
    Ok(())
}

/// A limiter that does not answer hinders nobody.
pub async fn within(call: &Call, limiter: &str, key: String) -> Result<(), Problem> {
    let asked = async { call.env.rate_limiter(limiter)?.limit(key).await };
    match asked.await {
        Ok(outcome) if !outcome.success => Err(Problem::TooManyTries { retry_after_s: RETRY_AFTER_S }),
        Ok(_) => Ok(()),
        Err(error) => {
            console_error!("{limiter} does not answer: {error}");
            Ok(())
        }
    }
}

/// The frames of a batch, judged.
struct Batch {
    /// Good ones, their times by our clock.
    events: Vec<Event>,
    /// Those that will never be taken: of an unknown kind, broken, too old, not yet.
    refused: Vec<EventId>,
}

impl Batch {
    /// Reads to the end, or to where the bytes are cut: what comes after is not named, and will be sent again.
    fn read(frames: &[u8], header: &Header, now: EpochMs) -> Self {
        let skew_ms = now.0.saturating_sub(header.sent_at.0);
        let shift_ms = if skew_ms.saturating_abs() > SKEW_MS { skew_ms } else { 0 };
        let mut batch = Self { events: Vec::new(), refused: Vec::new() };
        for frame in Frames(frames).take(BATCH_EVENTS_MAX) {
            let Ok(frame) = frame else { continue };
            let at = EpochMs(frame.at.0.saturating_add(shift_ms));
            let in_time = at.0 <= now.0 + FUTURE_MS && at.0 >= now.0 - AGE_MS_MAX;
            match frame.event() {
                // Where from is for us to say, from what the page says (a landing).
                Ok(event) if in_time && frame.id.seq > 0 && !matches!(event.kind, EventKind::Arrival(_)) => {
                    batch.events.push(Event { at, ..event });
                }
                _ => batch.refused.push(frame.id),
            }
        }
        batch
    }

    /// What need not be sent again: (tab, from, to).
    fn done(&self) -> Vec<(u32, u32, u32)> {
        let ids = self.events.iter().map(|event| event.id).chain(self.refused.iter().copied());
        let mut by_tab: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for id in ids {
            by_tab.entry(id.tab).or_default().push(id.seq);
        }
        let mut done: Vec<(u32, u32, u32)> = Vec::new();
        for (tab, mut seqs) in by_tab {
            seqs.sort_unstable();
            for seq in seqs {
                match done.last_mut() {
                    Some((last, _, to)) if *last == tab && seq.checked_sub(*to).is_some_and(|step| step <= 1) => *to = seq,
                    _ => done.push((tab, seq, seq)),
                }
            }
        }
        done
    }
}

/// The event as it is kept; `None` where it is not: what it says of arrivals and members is checked here.
async fn believed(db: &Db, scope: &SiteScope, header: &Header, event: Event, ua: &str, now_ms: i64) -> Result<Option<Event>, Problem> {
    let Event { id, at, kind } = event;
    let kind = match kind {
        EventKind::Landing(landing) => arrived(&landing, ua),
        EventKind::Member(member) => {
            let verified = is_signed(db, scope, header.visitor, &member, now_ms).await?;
            EventKind::Member(Member { signature: if verified { VERIFIED.to_owned() } else { String::new() }, ..member })
        }
        other => other,
    };
    Ok(within_limits(&kind).then_some(Event { id, at, kind }))
}

fn arrived(landing: &Landing, ua: &str) -> EventKind {
    let table = Sources::from_bytes(SOURCES).unwrap_or_default();
    // A marked link without a referrer says its own address, so that a reload is known for one.
    let referrer = if landing.referrer == landing.url { "" } else { &landing.referrer };
    EventKind::Arrival(arrival_facts(&classify(&table, referrer, &landing.url), referrer, ua))
}

/// Whether the shop signed this member for this visitor, and the signature still holds.
async fn is_signed(db: &Db, scope: &SiteScope, visitor: VisitorId, member: &Member, now_ms: i64) -> Result<bool, Problem> {
    let mut parts = member.signature.split('.');
    let (Some("v1"), Some(expiry), Some(hex), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else { return Ok(false) };
    if !expiry.parse::<i64>().is_ok_and(|expires_s| expires_s.saturating_mul(1000) > now_ms) {
        return Ok(false);
    }
    let Some(secrets) = secrets::of(db, scope, now_ms).await? else { return Ok(false) };
    let text = format!("dangol-member-v1\n{}\n{}\n{}\n{expiry}", scope.site(), visitor.expose(), member.id);
    for secret in secrets.all() {
        if same(hmac_hex(secret.as_bytes(), text.as_bytes())?.as_bytes(), hex.as_bytes()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Verdicts of the conditions that only the edge can answer, on what is known of the person.
fn bits<'a>(tests: &[Test], told: impl Iterator<Item = &'a (Fact, Value)>, now: EpochMs, zone: &Zone) -> Vec<u8> {
    let mut facts = Facts::default();
    facts.now = now;
    for (fact, value) in told {
        facts.set(*fact, value.clone());
    }
    facts.derive();
    let verdicts: Vec<Verdict> = tests.iter().map(|test| test.verdict(&facts, zone, &[])).collect();
    pack(&verdicts)
}
