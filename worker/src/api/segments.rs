//! Segments before they are published: the conditions there are, ready templates, checking, and why somebody matches.

use model::facts::json::FactsJson;
use segment::catalogue::{GROUPS, entries};
use segment::check::{Finding, Severity, check, check_for_send};
use segment::definition::Segment;
use segment::describe::describe_in;
use segment::error::SegmentError;
use segment::explain::explain;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::api::items::Desk;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::drafts;
use crate::people::currency;
use crate::problem::Problem;
use crate::published::place_of;
use crate::store::db::Db;
use crate::store::items;

/// What never changes within a release: kept for five minutes by whoever asks.
const PUBLIC: &[(&str, &str)] = &[("cache-control", "public, max-age=300")];

/// `GET /api/segments/catalogue`
///
/// # Errors
/// None of its own.
pub async fn catalogue(_call: Call) -> Result<Response, Problem> {
    let groups: Vec<Value> = GROUPS.iter().map(|(name, ko, en)| json!({ "name": name, "ko": ko, "en": en })).collect();
    let conditions: Vec<_> = entries().collect();
    answer::with(answer::json(&json!({ "groups": groups, "conditions": conditions }))?, PUBLIC)
}

/// `GET /api/segments/templates`
///
/// # Errors
/// None of its own.
pub async fn templates(_call: Call) -> Result<Response, Problem> {
    answer::with(answer::json_text(segment::store::TEMPLATES.to_owned())?, PUBLIC)
}

/// `GET /api/recipes`
///
/// # Errors
/// None of its own.
pub async fn recipes(_call: Call) -> Result<Response, Problem> {
    answer::with(answer::json_text(message::store::RECIPES.to_owned())?, PUBLIC)
}

/// A segment that is being written, and what it is for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    segment: Value,
    /// For a send rather than for a message on the site.
    #[serde(default)]
    send: bool,
    /// For `explain`: somebody.
    #[serde(default)]
    facts: Option<Value>,
}

/// `POST /api/sites/{id}/segments/check`: what is wrong or doubtful with a segment, and what it says in words.
///
/// # Errors
/// The body is not `{"segment": …}`.
pub async fn check_draft(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let draft: Draft = call.json().await?;
    let segment = match Segment::read(&draft.segment) {
        Ok(segment) => segment,
        Err(errors) => return answer::json(&json!({ "findings": errors.iter().map(Finding::error).collect::<Vec<_>>() })),
    };
    let desk = Desk::open(&call, scope).await?;
    let (others, site) = (drafts::among(&desk.items, &segment), &desk.site);
    let findings = if draft.send { check_for_send(&segment, &others) } else { check(&segment, &others) };
    let own = currency(site);
    answer::json(&json!({
        "findings": findings,
        "sentence": { "ko": describe_in(&segment, &others, true, own), "en": describe_in(&segment, &others, false, own) },
        "simple": segment.simple(),
        "nested": segment.nested(),
    }))
}

/// `POST /api/sites/{id}/segments/explain`: why somebody matches or does not.
///
/// # Errors
/// `Invalid` where segment or facts are not what they should be.
pub async fn explain_draft(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let draft: Draft = call.json().await?;
    let segment = read(&draft.segment)?;
    let facts = draft.facts.ok_or_else(|| invalid("facts", "Say of whom: facts as /api/schemas/facts.json describes them.".into()))?;
    let (facts, zone) = FactsJson::read(&facts)
        .map_err(|error| invalid(&if error.at == "facts" { error.at.clone() } else { format!("facts.{}", error.at) }, error.to_string()))?
        .facts();
    let desk = Desk::open(&call, scope).await?;
    let others = drafts::among(&desk.items, &segment);
    check_sound(&segment, &others)?;
    answer::json(&explain(&segment, &others, &facts, &zone, currency(&desk.site)))
}

/// A draft that can be read.
///
/// # Errors
/// `Invalid`, with its place.
pub fn read(draft: &Value) -> Result<Segment, Problem> {
    Segment::read(draft).map_err(|errors| {
        let error = errors.first();
        invalid(&place_of(error.map_or("", SegmentError::at), "segment"), error.map(ToString::to_string).unwrap_or_default())
    })
}

/// What cannot be published matches nobody: there is nothing to ask about it.
///
/// # Errors
/// `Invalid`, with its place.
pub fn check_sound(segment: &Segment, others: &[Segment]) -> Result<(), Problem> {
    match check(segment, others).into_iter().find(|finding| finding.severity == Severity::Error) {
        Some(error) => Err(invalid(&place_of(&error.at, "segment"), error.en)),
        None => Ok(()),
    }
}

fn invalid(field: &str, detail: String) -> Problem {
    Problem::Invalid { field: field.to_owned(), detail }
}

/// The site's segments, as they are being written, with the draft in the place of the one that it will replace.
///
/// # Errors
/// The database does not answer.
pub async fn others(db: &Db, scope: &SiteScope, draft: &Segment) -> Result<Vec<Segment>, Problem> {
    Ok(drafts::among(&items::all(db, scope).await?, draft))
}
