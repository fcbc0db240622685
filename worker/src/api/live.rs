//! Who is on a site now: asked for once, or watched over a socket.

use model::facts::json::FactsJson;
use model::ids::SiteId;
use model::time::EpochMs;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::api::population::DAY_MS;
use crate::auth::{self, Holder, SiteScope};
use crate::call::Call;
use crate::live::ticket::{Issue, Issued, TICKET_MS, Ticket};
use crate::people::{People, currency, site_id};
use crate::person::LIVE_MS;
use crate::person::ask::{LivePart, Member, What};
use crate::person::known::Known;
use crate::problem::Problem;
use crate::secret::{hex, random, sha256_hex};
use crate::store::db::Db;
use crate::store::{self, sites};
use crate::zone;

const LIMIT: u32 = 100;
const LIMIT_MAX: u32 = 200;
/// Of whom it is said what is known: who was here in the longest range of a population.
const KNOWN_MS: i64 = 7 * DAY_MS;

/// `GET /api/sites/{id}/live?limit=100`
///
/// # Errors
/// `Invalid` limit.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let limit = limit(&call)?;
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let since = EpochMs(call.now_ms - LIVE_MS);
    let currency = currency(&site);
    let parts: Vec<LivePart> = people.ask_all(|| What::Live { since, limit, currency }).await?;
    let count: u32 = parts.iter().map(|part| part.count).sum();
    let mut visitors: Vec<(EpochMs, String)> = parts.into_iter().flat_map(|part| part.visitors).collect();
    visitors.sort_by(|a, b| b.cmp(a));
    visitors.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    // Each visitor is JSON already, written by the object.
    let list = visitors.into_iter().map(|(_, json)| json).collect::<Vec<_>>().join(",");
    answer::json_text(format!(r#"{{"at":"{}","count":{count},"visitors":[{list}]}}"#, EpochMs(call.now_ms)))
}

/// `GET /api/sites/{id}/visitors/{visitor}`: the facts by which a segment matches somebody or not.
///
/// # Errors
/// `NotFound`: nobody of this label was on the site in the last 7 days.
pub async fn get_visitor(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let zone = zone::offsets(&site.zone, call.now_ms)?;
    let (label, since, currency) = (call.param("visitor"), EpochMs(call.now_ms - KNOWN_MS), currency(&site));
    let ask = || What::Known { label: label.to_owned(), since, zone: (*zone).clone(), currency };
    let found: Vec<Option<Known>> = people.ask_all(ask).await?;
    let Known { mut facts, started, last, member } = found.into_iter().flatten().next().ok_or(Problem::NotFound)?;
    if let Some(member) = &member {
        let whole = What::Member { member: member.clone(), visit_start: started, currency };
        let Member { facts: told, known } = people.ask_home(member.as_bytes(), whole).await?;
        told.into_iter().chain(known).for_each(|(fact, value)| facts.set(fact, value));
        facts.derive();
    }
    answer::json(&json!({ "visitor": label, "last": last, "member": member, "facts": FactsJson::of(&facts, &zone) }))
}

/// `POST /api/sites/{id}/live/ticket`
///
/// # Errors
/// `TooManyTries` when too many tickets wait to be used.
pub async fn post_ticket(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let secret = hex(&random::<16>()?);
    let ticket = Ticket { holder: Holder::of(&call)?, origin: call.header("origin").unwrap_or_default() };
    let site = site_id(&scope)?;
    let issue = Issue { site, now: EpochMs(call.now_ms), hash: sha256_hex(secret.as_bytes()), ticket };
    let ticket_s = TICKET_MS / 1000;
    match store::live::issue(&call.env, site, issue).await? {
        Issued::Kept => answer::json(&json!({ "ticket": secret, "valid_s": ticket_s })),
        Issued::TooMany => Err(Problem::TooManyTries { retry_after_s: ticket_s.unsigned_abs() }),
    }
}

/// `GET /api/sites/{id}/live/socket?ticket=…`, with `segment=` for some of the visitors only and `since=` (the last frame's
/// `seq`, of the same segment) to go on after a break.
///
/// # Errors
/// `SocketNeeded`, `WrongOrigin`, `TicketRefused`, `TooManyWatchers`.
pub async fn get_socket(call: Call) -> Result<Response, Problem> {
    if !call.header("upgrade").is_some_and(|upgrade| upgrade.eq_ignore_ascii_case("websocket")) {
        return Err(Problem::SocketNeeded);
    }
    // A browser always says from where it comes. A program need not: its ticket was made without an origin too.
    if call.header("origin").is_some() {
        auth::check_console_origin(&call)?;
    }
    let site = SiteId::parse(call.param("id")).ok_or(Problem::NotFound)?;
    let env = call.env.clone();
    Ok(store::live::open(&env, site, call.into_request()).await?)
}

fn limit(call: &Call) -> Result<u32, Problem> {
    let Some(text) = call.query("limit") else { return Ok(LIMIT) };
    let limit = text.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
    limit.ok_or_else(|| Problem::Invalid { field: "limit".into(), detail: format!("Give a whole number, 1 to {LIMIT_MAX}.") })
}
