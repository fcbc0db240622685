//! Previews: a draft shown on the shop's own pages, to the browser that has the link alone.
//!
//! A token names site, draft, the draft's version and when it is over, signed with the site's secret. A browser that carries one loads
//! `/v1/preview/TOKEN` in the place of the bundle and says the token in the place of the site's key: what it sends to collect is of no site,
//! and nothing of it is kept.

use message::definition::{Config, Message, Status};
use worker::Response;

use crate::answer;
use crate::api::forms;
use crate::auth::{self, SiteScope, is_of_site};
use crate::call::Call;
use crate::drafts;
use crate::problem::Problem;
use crate::published;
use crate::secret::{hmac_hex, same};
use crate::store::configs;
use crate::store::db::Db;
use crate::store::items::{self, Item, Kind};
use crate::store::secrets;

/// security.md: at most an hour.
pub const PREVIEW_MS: i64 = 60 * 60 * 1000;
/// 128 bits of the signature.
const MAC_CHARS: usize = 32;

/// A token for a draft as it stands: `KEY.N.VERSION.EXPIRY.MAC`.
///
/// # Errors
/// D1 does not answer.
pub async fn token(db: &Db, scope: &SiteScope, key: &str, item: &Item, expires_ms: i64) -> Result<String, Problem> {
    let said = format!("{key}.{}.{}.{}", item.n, item.version, expires_ms / 1000);
    let mac = mac(db, scope, &said).await?;
    Ok(format!("{said}.{mac}"))
}

/// Whether a site's key is none, but a preview's token: a key has no dots.
pub fn is_token(key: &str) -> bool {
    key.contains('.')
}

/// `GET /v1/preview/{token}`
///
/// # Errors
/// None: every problem is answered so that the shop's page may read it, except to another page.
pub async fn get(call: Call) -> Result<Response, Problem> {
    let origin = call.header("origin").unwrap_or_default();
    let outcome = bundle(&call, &origin).await;
    let allowed = !matches!(outcome, Err(Problem::WrongOrigin | Problem::NotFound));
    let response = outcome.unwrap_or_else(Problem::into_response);
    let mut headers = vec![("vary", "Origin"), ("cache-control", "private, no-store"), ("cross-origin-resource-policy", "cross-origin")];
    if allowed && !origin.is_empty() {
        headers.push(("access-control-allow-origin", origin.as_str()));
    }
    answer::with(response, &headers)
}

async fn bundle(call: &Call, origin: &str) -> Result<Response, Problem> {
    let text = call.param("token");
    let (said, mac_said) = text.rsplit_once('.').ok_or(Problem::NotFound)?;
    let parts: Vec<&str> = said.split('.').collect();
    let [key, n, version, expires_s] = parts.as_slice() else { return Err(Problem::NotFound) };
    let db = Db::open(&call.env).await?;
    let key = forms::site_key(key).map_err(|_| Problem::NotFound)?;
    let (scope, site) = auth::stranger(&db, &key, call.now_ms).await?;
    if !same(mac(&db, &scope, said).await?.as_bytes(), mac_said.as_bytes()) {
        return Err(Problem::NotFound);
    }
    // A page of the edge's own host (the demo) says none.
    if !origin.is_empty() && !is_of_site(origin, &site.domains, call.settings().is_production()) {
        return Err(Problem::WrongOrigin);
    }
    let number = |text: &str| text.parse::<i64>().map_err(|_| Problem::NotFound);
    let (n, version, expires_s) = (number(n)?, number(version)?, number(expires_s)?);
    if expires_s.saturating_mul(1000) <= call.now_ms {
        return Err(Problem::PreviewOver);
    }
    let draft = items::numbered(&db, &scope, n).await?.filter(|item| item.version == version && item.kind == Kind::Message.name());
    let draft = draft.ok_or(Problem::PreviewOver)?;
    let from = configs::current(&db, &scope).await?;
    let mut config: Config = serde_json::from_str(&from.json).unwrap_or_default();
    let message: Message = serde_json::from_value(drafts::whole(&draft)).map_err(|error| Problem::Internal(error.to_string()))?;
    show(&mut config, message);
    let made = published::compile(config, &site, from.version, call.now_ms, call.now_ms)?;
    answer::with(Response::builder().fixed(made.bundle), &[("content-type", "application/octet-stream")])
}

/// The draft in the place of the published one, to everybody, now, before all others: it is to be seen.
fn show(config: &mut Config, message: Message) {
    config.messages.retain(|other| other.id != message.id && other.status == Status::Active);
    config.messages.push(Message {
        status: Status::Active,
        segment: None,
        group: None,
        start: None,
        end: None,
        priority: i16::MAX,
        ..message
    });
}

async fn mac(db: &Db, scope: &SiteScope, said: &str) -> Result<String, Problem> {
    // The newest alone: a link is good for an hour, and a secret is renewed when somebody may have it.
    let secret = secrets::of(db, scope, i64::MAX).await?.ok_or(Problem::NotFound)?.secret;
    let mut mac = hmac_hex(secret.as_bytes(), format!("dangol-preview-v1\n{}\n{said}", scope.site()).as_bytes())?;
    mac.truncate(MAC_CHARS);
    Ok(mac)
}
