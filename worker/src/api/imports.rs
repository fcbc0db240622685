//! Taking histories that somebody else kept.

use std::collections::BTreeMap;

use model::ids::VisitorId;
use model::import::{Importer, Line};
use model::time::EpochMs;
use serde::Serialize;
use worker::Response;

use crate::answer;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::collect::put_whole;
use crate::importing::Work;
use crate::people::currency;
use crate::person::ask::{Fold, PersonEvents, Told, What};
use crate::problem::Problem;
use crate::published;
use crate::secret::hmac_hex;
use crate::store::db::Db;
use crate::store::sites;
use crate::zone;

/// Most lines of a request: an object takes its share in one transaction, some seconds at most.
const LINES_MAX: usize = 10_000;
/// Most refused lines that are told apart; the rest are counted.
const REFUSED_MAX: usize = 1_000;

#[derive(Serialize)]
pub struct Answer {
    /// Lines that were not empty.
    lines: usize,
    /// Events that are new.
    pub accepted: u32,
    /// Events that were there already.
    repeated: u32,
    /// Lines that are no events, the first ones.
    refused: Vec<Refused>,
    refused_lines: usize,
}

#[derive(Serialize)]
struct Refused {
    /// From 1.
    line: usize,
    reason: String,
}

/// `POST /api/sites/{id}/import/events`: the good lines are taken, the others are told with their reason.
///
/// # Errors
/// `Invalid` when there are too many lines.
pub async fn post(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let body = call.bytes().await?;
    let text = std::str::from_utf8(&body).map_err(|error| Problem::Unreadable(format!("This is not UTF-8: {error}.")))?;
    let lines: Vec<(usize, &str)> = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect();
    if lines.len() > LINES_MAX {
        return Err(Problem::Invalid { field: "body".into(), detail: format!("Send at most {LINES_MAX} lines at once.") });
    }
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let work = Work { env: &call.env, db: &db, scope: &scope, site: &site, now_ms: call.now_ms };
    answer::json(&take_events(&work, lines).await?)
}

/// Takes events, a line each with its number.
///
/// # Errors
/// What a store does not take; the same may be sent again.
pub async fn take_events(work: &Work<'_>, lines: Vec<(usize, &str)>) -> Result<Answer, Problem> {
    let Work { env, db, scope, site, now_ms } = *work;
    let secret = sites::secret(db, scope).await?.ok_or(Problem::NotFound)?;
    let people = work.people()?;
    let mut importer = Importer::new(currency(site), EpochMs(now_ms));
    let mut answer = Answer { lines: lines.len(), accepted: 0, repeated: 0, refused: Vec::new(), refused_lines: 0 };
    let mut by_visitor: BTreeMap<VisitorId, Vec<u8>> = BTreeMap::new();
    for (line, text) in lines {
        let read = serde_json::from_str::<Line>(text).map_err(|error| error.to_string());
        let read = read.and_then(|read| {
            let visitor = visitor_of(&secret, &read.visitor)?;
            importer.event(read, visitor).map(|event| (visitor, event)).map_err(|error| error.to_string())
        });
        let put = read.and_then(|(visitor, event)| match put_whole(by_visitor.entry(visitor).or_default(), &event) {
            true => Ok(()),
            false => Err("the line is too long: send fewer items, or shorter names".into()),
        });
        match put {
            Ok(()) => {}
            Err(reason) => {
                answer.refused_lines += 1;
                if answer.refused.len() < REFUSED_MAX {
                    answer.refused.push(Refused { line, reason });
                }
            }
        }
    }
    let events = by_visitor.into_iter().map(|(visitor, frames)| PersonEvents { visitor, frames, refused: Vec::new() }).collect();
    let rule = published::current(env, db, scope, site, now_ms).await?.config.attribution;
    let zone = zone::offsets(&site.zone, now_ms)?;
    let fold = |people: &[PersonEvents]| {
        What::Fold(Fold { zone: (*zone).clone(), currency: currency(site), rule, imported: true, people: people.to_vec() })
    };
    for told in people.tell::<_, Vec<Told>>(events, |person| person.visitor.0.to_vec(), fold).await? {
        answer.accepted += told.iter().map(|told| told.taken).sum::<u32>();
        answer.repeated += told.iter().map(|told| told.repeated).sum::<u32>();
    }
    Ok(answer)
}

/// The id of an imported history's visitor: made with the site's secret, since whoever knows a visitor's id can ask what is known of it.
fn visitor_of(secret: &str, name: &str) -> Result<VisitorId, String> {
    let hex = hmac_hex(secret.as_bytes(), format!("dangol-import-v1\n{name}").as_bytes())
        .map_err(|_| "this line could not be placed; send it again".to_owned())?;
    hex.get(..32).and_then(VisitorId::parse).ok_or_else(|| "no visitor".into())
}
