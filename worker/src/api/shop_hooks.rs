//! Shop platforms that tell of orders and members by themselves: each with its address and what signs, shown once.

use crm::platform::{Platform, Signature};
use crm::relay::webhook;
use model::time::EpochMs;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::problem::Problem;
use crate::secret::{hex, random};
use crate::shop_hooks::SEALED;
use crate::store::change::{self, Note};
use crate::store::db::Db;
use crate::store::shop_hooks::{self, ShopHook};

const MALL_CHARS_MAX: usize = 64;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    mall: String,
    signature: Option<Signature>,
}

/// `GET …/platforms`
///
/// # Errors
/// What D1 refuses.
pub async fn list(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let all = shop_hooks::of_site(&Db::open(&call.env).await?, &scope).await?;
    answer::json(&json!({ "platforms": all.iter().map(|hook| shown(&call, hook, None)).collect::<Vec<_>>() }))
}

/// `PUT …/platforms/{platform}` `{"mall": "myshop", "signature": "standard"}`: a new address and a new secret each time.
///
/// # Errors
/// `Invalid` mall.
pub async fn put(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let platform = platform(&call)?;
    let Form { mall, signature } = call.json().await?;
    let mall = mall.trim().to_owned();
    if mall.is_empty() || mall.chars().count() > MALL_CHARS_MAX || mall.chars().any(char::is_control) {
        let detail = format!("Give the shop as the platform calls it, of 1 to {MALL_CHARS_MAX} characters.");
        return Err(Problem::Invalid { field: "mall".into(), detail });
    }
    let signature = signature.unwrap_or(Signature::Standard);
    let secret = random::<{ webhook::SECRET_BYTES }>()?;
    let hook = ShopHook {
        platform,
        mall,
        signature,
        hook: hex(&random::<16>()?),
        sealed: call.settings().keys()?.seal(SEALED, scope.site(), &secret)?,
        created_ms: call.now_ms,
        heard_ms: None,
    };
    let after = Some(json!({ "mall": hook.mall, "signature": hook.signature }).to_string());
    let note = Note { action: "changed", target: target(platform), before: None, after };
    let db = Db::open(&call.env).await?;
    change::make(&db, &scope, call.now_ms, &note, Vec::new(), vec![shop_hooks::put(&scope, &hook)]).await?;
    let secret = match signature {
        Signature::Standard => webhook::shown(&secret),
        Signature::Key => hex(&secret),
    };
    answer::json(&shown(&call, &hook, Some(secret)))
}

/// `DELETE …/platforms/{platform}`
///
/// # Errors
/// `NotFound`.
pub async fn delete(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let platform = platform(&call)?;
    let db = Db::open(&call.env).await?;
    if !shop_hooks::of_site(&db, &scope).await?.iter().any(|hook| hook.platform == platform) {
        return Err(Problem::NotFound);
    }
    let note = Note { action: "deleted", target: target(platform), before: None, after: None };
    change::make(&db, &scope, call.now_ms, &note, Vec::new(), vec![shop_hooks::remove(&scope, platform)]).await?;
    Ok(answer::empty(204))
}

fn platform(call: &Call) -> Result<Platform, Problem> {
    Platform::named(call.param("platform")).ok_or(Problem::NotFound)
}

fn target(platform: Platform) -> String {
    format!("platform/{}", platform.name())
}

fn shown(call: &Call, hook: &ShopHook, secret: Option<String>) -> Value {
    let mut json = json!({
        "platform": hook.platform,
        "mall": hook.mall,
        "signature": hook.signature,
        "url": format!("{}/hooks/shops/{}/{}", call.url.origin().ascii_serialization(), hook.platform.name(), hook.hook),
        "created": EpochMs(hook.created_ms),
        "heard": hook.heard_ms.map(EpochMs),
    });
    if let (Some(members), Some(secret)) = (json.as_object_mut(), secret) {
        members.insert("secret".into(), secret.into());
    }
    json
}
