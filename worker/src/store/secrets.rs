//! The secrets with which a shop's server signs its members (D1): one, and for a time after it was renewed the one before it.

use serde_json::json;
use worker::Result;

use super::audit::{Entry, NOTE_IF_CHANGED};
use super::db::Db;
use crate::auth::SiteScope;
use model::time::EpochMs;

/// What signs a site's members.
pub struct Secrets {
    /// 64 hex digits.
    pub secret: String,
    /// The one before it, and until when it holds.
    pub old: Option<(String, EpochMs)>,
}

impl Secrets {
    /// All that hold.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        [Some(self.secret.as_str()), self.old.as_ref().map(|(old, _)| old.as_str())].into_iter().flatten()
    }
}

/// Those that hold now.
///
/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn of(db: &Db, scope: &SiteScope, now_ms: i64) -> Result<Option<Secrets>> {
    let query = "SELECT coalesce(identity_secret, secret), old_identity_secret, old_identity_secret_until_ms FROM site WHERE id = ?";
    let Some(row) = db.first(query, &[scope.site().into()]).await? else { return Ok(None) };
    let until_ms = if row.is_null(2) { 0 } else { row.int(2)? };
    let old = if until_ms > now_ms && !row.is_null(1) { Some((row.text(1)?.to_owned(), EpochMs(until_ms))) } else { None };
    Ok(Some(Secrets { secret: row.text(0)?.to_owned(), old }))
}

/// Puts a fresh secret in the place of the one that was read; that one holds until then, or no longer. Returns `false` where somebody was first.
pub async fn renew(db: &Db, scope: &SiteScope, before: &str, fresh: &str, until: Option<EpochMs>, now_ms: i64) -> Result<bool> {
    let after = json!({ "old_until": until.map(|until| until.to_string()) });
    let old = until.map(|_| before);
    let update = "UPDATE site SET identity_secret = ?, old_identity_secret = ?, old_identity_secret_until_ms = ? \
                  WHERE id = ? AND coalesce(identity_secret, secret) = ?";
    let values = [fresh.into(), old.into(), until.map(|until| until.0).into(), scope.site().into(), before.into()];
    let entry = Entry { after: Some(after), ..entry(scope, "secret_renewed", now_ms) };
    let changed = db.batch(&[(update, &values), (NOTE_IF_CHANGED, &entry.values())]).await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

/// Ends the one before at once. Returns `false` where there is none.
pub async fn end_old(db: &Db, scope: &SiteScope, now_ms: i64) -> Result<bool> {
    let update = "UPDATE site SET old_identity_secret = NULL, old_identity_secret_until_ms = NULL \
                  WHERE id = ? AND old_identity_secret_until_ms > ?";
    let changed = db
        .batch(&[(update, &[scope.site().into(), now_ms.into()]), (NOTE_IF_CHANGED, &entry(scope, "old_secret_ended", now_ms).values())])
        .await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

fn entry<'a>(scope: &'a SiteScope, action: &'static str, now_ms: i64) -> Entry<'a> {
    Entry { by: Some(scope.by()), token: scope.token(), site: Some(scope.site()), ..Entry::of(action, now_ms) }
}
