//! The keys of a site's personal data, as far as its owner may see them: never the keys themselves.

use model::time::EpochMs;
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::site_id;
use crate::problem::Problem;
use crate::renewing;
use crate::site_keys::SiteKeys;
use crate::store::accounts;
use crate::store::db::Db;
use crate::store::site_keys::{self, INDEX};

/// `GET /api/sites/{id}/keys`: the versions of the data key, and which key of the secret `KEYS` has sealed each. An older key may go from `KEYS`
/// when `sealed_by_older` is 0.
///
/// # Errors
/// `Misconfigured`: there is no `KEYS`.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    answer::json(&said(&call, &db, &scope).await?)
}

/// `POST /api/sites/{id}/keys`: makes a new version of the data key, and seals anew what the older one has sealed, as far as it gets in some
/// seconds; the clock goes on. While that is under way it makes no other version, and goes on.
///
/// # Errors
/// `Misconfigured`: there is no `KEYS`, or it lacks the key that sealed the site's.
pub async fn post(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let (keys, db, site) = (call.settings().keys()?, Db::open(&call.env).await?, site_id(&scope)?);
    renewing::secrets(&keys, &db).await?;
    let own = SiteKeys::of(&keys, &db, site, call.now_ms).await?;
    if !own.has_older() && own.renew(&keys, &db, call.now_ms).await? {
        accounts::audit(&db, (Some(scope.by()), scope.token()), Some(scope.site()), "keys_rotated", "", call.now_ms).await?;
    }
    match renewing::contacts(&call.env, &keys, &db, site).await {
        // The clock goes on with it.
        Ok(_) | Err(Problem::Moving) => {}
        Err(problem) => return Err(problem),
    }
    answer::json(&said(&call, &db, &scope).await?)
}

async fn said(call: &Call, db: &Db, scope: &SiteScope) -> Result<Value, Problem> {
    let keys = call.settings().keys()?;
    let stored = site_keys::of(db, site_id(scope)?).await?;
    let versions = stored.iter().filter(|key| key.version != INDEX).map(|key| {
        json!({
            "version": key.version,
            "sealed_by": key.wrapped.split_once('.').and_then(|(version, _)| version.parse::<u32>().ok()),
            "made": EpochMs(key.made_ms),
            "retired": key.retired_ms.map(EpochMs),
            "destroyed": key.destroyed_ms.map(EpochMs),
        })
    });
    Ok(json!({
        "versions": versions.collect::<Vec<_>>(),
        "sealed_by_older": site_keys::count_sealed_before(db, &keys.newest_prefix()).await?,
    }))
}
