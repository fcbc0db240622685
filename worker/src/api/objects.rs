//! Over how many objects a site's people are spread.

use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::growth::Growth;
use crate::people::{People, currency};
use crate::person::ask::{SizePart, What};
use crate::person::placement::SHARDS_MAX;
use crate::problem::Problem;
use crate::store::db::Db;
use crate::store::sites;
use crate::zone;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    objects: u16,
}

/// `GET /api/sites/{id}/objects`: how many there are, and how much each has.
///
/// # Errors
/// An object does not answer.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let sizes: Vec<SizePart> = people.ask_all(|| What::Size).await?;
    let each: Vec<Value> = sizes.iter().map(size).collect();
    answer::json(&json!({ "objects": site.map.shards().len(), "map_version": site.map.version, "each": each }))
}

fn size(part: &SizePart) -> Value {
    json!({
        "database_bytes": part.bytes,
        "browsers": part.browsers,
        "visits_open": part.open,
        "visits_sealed": part.sealed,
        "blocks": part.blocks,
        "holes": part.holes,
        "letters_waiting": part.letters,
        "rows_written_since_woken": part.rows_written,
    })
}

/// `POST /api/sites/{id}/objects` `{"objects": 4}`: spreads the site's people over so many, as far as it gets in some seconds; the rest the
/// clock does, or the next request of the same.
///
/// # Errors
/// `Invalid` number; `Moving` where that is under way already.
pub async fn post(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let Wanted { objects } = call.json().await?;
    if !(1..=SHARDS_MAX).contains(&objects) {
        return Err(Problem::Invalid { field: "objects".into(), detail: format!("Give a whole number, 1 to {SHARDS_MAX}.") });
    }
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let zone = (*zone::offsets(&site.zone, call.now_ms)?).clone();
    let growth = Growth { env: &call.env, db: &db, site: people.site(), zone, currency: currency(&site) };
    let progress = growth.work(objects).await?;
    answer::json(&json!({ "objects": progress.objects, "map_version": progress.version, "buckets_left": progress.left }))
}
