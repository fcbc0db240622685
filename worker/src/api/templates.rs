//! Templates of Alimtalk: written as segments and messages are (`api::items`), sent to review by the provider's API, and where that is.

use crm::provider::{Ask, Credentials, Draft, Fault, Kept, Listed, Review};
use model::time::EpochMs;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::api::provider::refused;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::problem::Problem;
use crate::sends::{carry, work};
use crate::store::db::Db;
use crate::store::providers::{self, Stored};
use crate::store::templates::{self, Remote};

/// Pages of a provider's list that are read.
const PAGES_MAX: usize = 10;
/// Kakao's codes have so many characters at most.
const NOTE_CHARS_MAX: usize = 500;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    /// What is said to the reviewer of one that was rejected.
    #[serde(default)]
    note: String,
}

/// `POST …/templates/{template}/review`: registers it as it stands now, and asks for its review.
///
/// # Errors
/// `ProviderRefused` with its words; `WrongStep`: it is in review.
pub async fn review(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let note = note(&mut call).await?;
    let db = Db::open(&call.env).await?;
    let id = call.param("template").to_owned();
    let remote = submit(&call, &db, &scope, &id, &note).await?;
    answer::json(&shown(&id, &remote))
}

/// What is said to the reviewer, as it was sent.
///
/// # Errors
/// `Invalid`: it is too long.
pub async fn note(call: &mut Call) -> Result<String, Problem> {
    let Form { note } = call.json().await?;
    if note.chars().count() > NOTE_CHARS_MAX {
        return Err(Problem::Invalid { field: "note".into(), detail: format!("At most {NOTE_CHARS_MAX} characters.") });
    }
    Ok(note)
}

/// Registers a template as it stands now, and asks for its review.
///
/// # Errors
/// As [`review`].
pub async fn submit(call: &Call, db: &Db, scope: &SiteScope, id: &str, note: &str) -> Result<Remote, Problem> {
    let (item, draft) = templates::draft(db, scope, id).await?.ok_or(Problem::NotFound)?;
    let (stored, credentials) = company(call, db, scope).await?;
    let channel = stored.sender.channel.as_str();
    if channel.is_empty() {
        return Err(Problem::Invalid { field: String::new(), detail: "Set the Kakao channel with the provider first.".into() });
    }
    let known = templates::remote(db, scope, id).await?;
    if known.as_ref().is_some_and(|known| known.review == Review::InReview) {
        return Err(Problem::WrongStep { from: "in_review", to: "in_review", possible: vec!["approved", "rejected"] });
    }
    let code: String = id.chars().filter(char::is_ascii_alphanumeric).take(20).collect();
    let wanted = Draft { channel, code: &code, name: &item.name, category: &draft.category, template: &draft.template };
    let body = serde_json::to_string(&draft.template).map_err(|error| Problem::Internal(error.to_string()))?;
    // What is registered is as it was asked for already, where it was: a request that broke off is asked again.
    let is_same = known.as_ref().is_some_and(|known| known.body == body && known.review == Review::Draft);
    let registered = match &known {
        Some(known) if is_same => known.id.clone(),
        Some(known) => {
            one(call, &credentials, &Ask::Edit { id: &known.id, draft: wanted }).await?.map_or_else(|| known.id.clone(), |kept| kept.id)
        }
        None => one(call, &credentials, &Ask::Register(wanted)).await?.ok_or_else(nothing)?.id,
    };
    let mut remote = Remote { id: registered, review: Review::Draft, version: item.version, body, seen_ms: call.now_ms };
    templates::put(db, scope, id, &remote).await?;
    let asked = one(call, &credentials, &Ask::Review { channel, id: &remote.id, note }).await?;
    remote.review = asked.map_or(Review::InReview, |kept| kept.review);
    templates::put(db, scope, id, &remote).await?;
    Ok(remote)
}

/// `POST …/template-reviews`: asks the provider where reviews are. Answers all of the site.
///
/// # Errors
/// `ProviderRefused` with its words.
pub async fn refresh(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let (stored, credentials) = company(&call, &db, &scope).await?;
    let mut from: Option<String> = None;
    for _ in 0..PAGES_MAX {
        let ask = Ask::List { channel: &stored.sender.channel, from: from.as_deref() };
        let Listed { items, next } = asked(&call, &credentials, &ask).await?;
        for kept in &items {
            templates::told(&db, &scope, kept, call.now_ms).await?;
        }
        from = next;
        if from.is_none() {
            break;
        }
    }
    list_of(&db, &scope).await
}

/// `GET …/template-reviews`: where the reviews of the site's templates were when somebody last looked.
///
/// # Errors
/// What D1 refuses.
pub async fn reviews(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    list_of(&Db::open(&call.env).await?, &scope).await
}

async fn list_of(db: &Db, scope: &SiteScope) -> Result<Response, Problem> {
    let all = templates::all(db, scope).await?;
    answer::json(&json!({ "reviews": all.iter().map(|(id, remote)| shown(id, remote)).collect::<Vec<_>>() }))
}

async fn company(call: &Call, db: &Db, scope: &SiteScope) -> Result<(Stored, Credentials), Problem> {
    let stored = providers::of(db, scope).await?.ok_or(Problem::Invalid {
        field: String::new(),
        detail: "Connect the company that sends your messages first (PUT …/provider).".into(),
    })?;
    let credentials = work::open_credentials(&call.settings().keys()?, scope.site(), &stored)?;
    Ok((stored, credentials))
}

/// Asks about one template; none where there is nothing to ask.
async fn one(call: &Call, credentials: &Credentials, ask: &Ask<'_>) -> Result<Option<Kept>, Problem> {
    Ok(asked(call, credentials, ask).await?.items.into_iter().next())
}

async fn asked(call: &Call, credentials: &Credentials, ask: &Ask<'_>) -> Result<Listed<Kept>, Problem> {
    let provider = credentials.provider();
    let Some(request) = provider.template_call(ask) else { return Ok(Listed { items: Vec::new(), next: None }) };
    let answer = carry::make(&call.env, credentials, &request, call.now_ms).await?;
    provider.templates(ask, &answer).map_err(|fault| refused(&fault))
}

fn nothing() -> Problem {
    refused(&Fault::Nothing)
}

/// Where a review is, and why it was rejected.
pub fn state_of(review: &Review) -> (&'static str, &[String]) {
    match review {
        Review::Draft => ("draft", &[]),
        Review::InReview => ("in_review", &[]),
        Review::Approved => ("approved", &[]),
        Review::Rejected(reasons) => ("rejected", reasons),
    }
}

fn shown(id: &str, remote: &Remote) -> Value {
    let (state, reasons) = state_of(&remote.review);
    let registered: Value = serde_json::from_str(&remote.body).unwrap_or_default();
    json!({
        "template": id,
        "state": state,
        "reasons": reasons,
        "version": remote.version,
        "seen_at": EpochMs(remote.seen_ms),
        "registered": registered,
    })
}
