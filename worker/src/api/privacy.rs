//! A person's right to their data: all of it in one archive, and all of it gone.

use model::event::TEXT_CHARS_MAX;
use model::time::EpochMs;
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::api::{members, relays};
use crate::auth::SiteScope;
use crate::call::Call;
use crate::erasing::{self, Named};
use crate::history;
use crate::people::People;
use crate::person::ask::What;
use crate::person::privacy::Whose;
use crate::problem::Problem;
use crate::secret::random_id;
use crate::store::db::Db;
use crate::store::erasures::{self, Erasure};
use crate::store::{accounts, sites};

const LIST_MAX: u32 = 200;

/// `POST /api/sites/{id}/people/archive` `{"member": "minji"}` or `{"visitor": "…"}`: everything that is kept of a person.
///
/// # Errors
/// `Invalid` where nobody is named.
pub async fn archive(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let (named, whose) = named(&mut call).await?;
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let parts: Vec<Vec<String>> = people.ask_all(|| What::Archive(whose.clone())).await?;
    accounts::audit(&db, (Some(scope.by()), scope.token()), Some(scope.site()), "person_exported", "", call.now_ms).await?;
    // Each browser is JSON already, written by its object.
    let browsers = parts.into_iter().flatten().collect::<Vec<_>>().join(",");
    let said = match &whose {
        Whose::Member(member) => {
            let mut said = members::archive(&call, &db, &people, member).await?;
            if let Some(parts) = said.as_object_mut() {
                let orders: Vec<String> =
                    history::call(&call.env, people.site(), call.now_ms, history::ask::What::Of(member.clone())).await?;
                let orders: Vec<Value> = orders.iter().filter_map(|order| serde_json::from_str(order).ok()).collect();
                parts.insert("orders".into(), orders.into());
                parts.insert("told".into(), relays::told(&call, &db, &scope, member).await?);
            }
            said
        }
        Whose::Visitor(_) => Value::Null,
    };
    let whose = serde_json::to_string(&named).unwrap_or_default();
    let text = format!(r#"{{"site":"{}","of":{whose},"at":"{}","said":{said},"browsers":[{browsers}]}}"#, site.key, EpochMs(call.now_ms));
    answer::with(answer::json_text(text)?, &[("content-disposition", "attachment; filename=\"person.json\"")])
}

/// `POST /api/sites/{id}/people/erase` `{"member": "minji"}` or `{"visitor": "…"}`: takes everything away that is kept of a person, as far
/// as it gets in some seconds; the rest follows by itself, and `GET …/erasures/{eid}` says when it is done.
///
/// # Errors
/// `Invalid` where nobody is named.
pub async fn erase(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let (named, _) = named(&mut call).await?;
    let db = Db::open(&call.env).await?;
    let id = random_id()?;
    let whose = serde_json::to_string(&named).map_err(|error| Problem::Internal(error.to_string()))?;
    erasures::insert(&db, &scope, &id, &whose, call.now_ms).await?;
    accounts::audit(&db, (Some(scope.by()), scope.token()), Some(scope.site()), "person_erased", &id, call.now_ms).await?;
    go_on(&call, &db, &scope, &id).await
}

/// `GET /api/sites/{id}/erasures`: the newest first.
///
/// # Errors
/// None of its own.
pub async fn list(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let all = erasures::of_site(&db, &scope, LIST_MAX).await?;
    answer::json(&json!({ "erasures": all.iter().map(said).collect::<Vec<_>>() }))
}

/// `GET /api/sites/{id}/erasures/{eid}`
///
/// # Errors
/// `NotFound`.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let erasure = erasures::one(&db, &scope, call.param("eid")).await?.ok_or(Problem::NotFound)?;
    answer::json(&said(&erasure))
}

/// `POST /api/sites/{id}/erasures/{eid}/again`: after objects were set back to an earlier day, what was erased is erased again.
///
/// # Errors
/// `NotFound`; `Invalid` where it is so long ago that the name is not kept: then no object can be set back so far either.
pub async fn again(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let id = call.param("eid").to_owned();
    let erasure = erasures::one(&db, &scope, &id).await?.ok_or(Problem::NotFound)?;
    let named: Option<Named> = serde_json::from_str(&erasure.whose).ok();
    if named.and_then(|named| named.whose()).is_none() {
        return Err(Problem::Invalid { field: "eid".into(), detail: "This was so long ago that the name is not kept any more.".into() });
    }
    erasures::set_done(&db, &id, None).await?;
    go_on(&call, &db, &scope, &id).await
}

async fn go_on(call: &Call, db: &Db, scope: &SiteScope, id: &str) -> Result<Response, Problem> {
    let erasure = erasures::one(db, scope, id).await?.ok_or(Problem::NotFound)?;
    match erasing::work(&call.env, db, &erasure).await {
        // The clock goes on with it.
        Ok(_) | Err(Problem::Moving) => {}
        Err(problem) => return Err(problem),
    }
    let erasure = erasures::one(db, scope, id).await?.ok_or(Problem::NotFound)?;
    answer::json(&said(&erasure))
}

fn said(erasure: &Erasure) -> Value {
    let whose: Value = serde_json::from_str(&erasure.whose).unwrap_or_default();
    json!({
        "id": erasure.id,
        "of": whose,
        "asked": EpochMs(erasure.asked_ms),
        "done": erasure.done_ms.map(EpochMs),
        "browsers": erasure.browsers,
        "visits": erasure.visits,
    })
}

async fn named(call: &mut Call) -> Result<(Named, Whose), Problem> {
    // A shop's member ids may be mail addresses.
    let named: Named = call.private_json().await?;
    let is_long = matches!(&named, Named::Member(id) if id.chars().count() > TEXT_CHARS_MAX);
    match named.whose() {
        Some(whose) if !is_long => Ok((named, whose)),
        _ => Err(Problem::Invalid {
            field: "member".into(),
            detail: "Name a member by the shop's id, or a visitor by 32 hex digits.".into(),
        }),
    }
}
