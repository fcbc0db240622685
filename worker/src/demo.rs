//! The demo shop's own server: what a shop does for itself. In development only.
//!
//! It knows two members, and signs the one who signs in for this visitor, as the documentation asks of a shop.

use serde::Deserialize;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::auth;
use crate::call::Call;
use crate::problem::Problem;
use crate::secret::{hmac_hex, same};
use crate::store::db::Db;
use crate::store::secrets;

/// The demo site's public key.
const SITE_KEY: &str = "demo";
/// How long a signature is good for: an hour.
const SIGNATURE_S: i64 = 60 * 60;

struct Member {
    id: &'static str,
    password: &'static str,
    name: &'static str,
    grade: &'static str,
}

const MEMBERS: [Member; 2] = [
    Member { id: "minji", password: "1234", name: "민지", grade: "GOLD" },
    Member { id: "jun", password: "1234", name: "민준", grade: "SILVER" },
];

#[derive(Deserialize)]
struct SignIn {
    member: String,
    password: String,
}

/// `POST /demo/api/sign-in`
///
/// # Errors
/// `NotFound` outside development; `SignInFailed`.
pub async fn sign_in(mut call: Call) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let shop = auth::demo_shop(&call, &db, SITE_KEY).await?;
    let form: SignIn = call.json().await?;
    let member = MEMBERS
        .iter()
        .find(|member| member.id == form.member && same(member.password.as_bytes(), form.password.as_bytes()))
        .ok_or(Problem::SignInFailed)?;
    let signature = match visitor(&call) {
        Some(visitor) => {
            let secret = secrets::of(&db, &shop, call.now_ms).await?.ok_or(Problem::NotFound)?.secret;
            Some(sign(&secret, shop.site(), &visitor, member.id, call.now_ms / 1000 + SIGNATURE_S)?)
        }
        None => None,
    };
    answer::json(&json!({
        "member": { "id": member.id, "name": member.name, "grade": member.grade },
        "signature": signature,
    }))
}

/// `v1.<expiry>.<hex>`: HMAC-SHA256 with the site's secret (its 64 hex digits as text) over site, visitor, member and expiry.
fn sign(secret: &str, site: &str, visitor: &str, member: &str, expires_s: i64) -> Result<String, Problem> {
    let text = format!("dangol-member-v1\n{site}\n{visitor}\n{member}\n{expires_s}");
    Ok(format!("v1.{expires_s}.{}", hmac_hex(secret.as_bytes(), text.as_bytes())?))
}

/// The visitor's id: 32 hex digits in the first-party cookie.
fn visitor(call: &Call) -> Option<String> {
    let cookies = call.header("cookie")?;
    let mut pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| *name == "_dangol")?;
    let is_id = value.len() == 32 && value.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    is_id.then(|| value.to_owned())
}
