//! What shop platforms tell by themselves of orders and members: who tells is checked before anything is read, and what they say goes the way of what
//! the shop's server says (`api::orders`, `api::members`), so that all who are to be told are, once.

use crm::platform::{Platform, Said, Signature, Signed, TOLERANCE_MS, signed_at};
use model::time::EpochMs;
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::api::members::{self, Form};
use crate::api::orders::{self, Order};
use crate::auth::{self, SiteScope};
use crate::call::Call;
use crate::people::People;
use crate::person::ask::What;
use crate::problem::Problem;
use crate::secret::{same, sha256_hex};
use crate::store::db::Db;
use crate::store::shop_hooks::{self, ShopHook};
use crate::store::sites;

/// What the secret of an address is sealed for.
pub const SEALED: &str = "shop-hook";

/// `POST /hooks/shops/{platform}/{hook}`
///
/// # Errors
/// `NotFound`: no such address, not signed by who has its secret, or not now, or of another shop; `Taken`: the very same request was heard before.
pub async fn post(mut call: Call) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let (site, own) = shop_hooks::by_hook(&db, call.param("hook")).await?.ok_or(Problem::NotFound)?;
    let platform = Platform::named(call.param("platform")).filter(|platform| *platform == own.platform).ok_or(Problem::NotFound)?;
    let secret = call.settings().keys()?.open(SEALED, &site, &own.sealed)?;
    let scope = auth::clock(site);
    let bytes = call.bytes().await?;
    let now = EpochMs(call.now_ms);
    let (at, heard) = match own.signature {
        Signature::Standard => {
            let header = |name: &str| call.header(name).unwrap_or_default();
            let (id, timestamp, signature) = (header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"));
            let headers = Signed { id: &id, timestamp: &timestamp, signature: &signature };
            let at = signed_at(&secret, &headers, &bytes, now).ok_or(Problem::NotFound)?;
            // One of ours: of this site, this moment and this body.
            let heard = sha256_hex(format!("{}\n{id}\n{timestamp}\n{}", scope.site(), sha256_hex(&bytes)).as_bytes());
            (Some(at), Some(heard))
        }
        Signature::Key => {
            let key = call.header("x-api-key").unwrap_or_default();
            if !same(key.as_bytes(), crate::secret::hex(&secret).as_bytes()) {
                return Err(Problem::NotFound);
            }
            (None, None)
        }
    };
    let body: Value = serde_json::from_slice(&bytes).map_err(|_| Problem::Unreadable("This is no JSON.".into()))?;
    let said = platform.said(&body, at);
    if said.mall != own.mall {
        return Err(Problem::NotFound);
    }
    if let Some(heard) = &heard
        && !shop_hooks::hear(&db, heard, call.now_ms, 2 * TOLERANCE_MS).await?
    {
        return Err(Problem::Taken {
            field: "webhook-signature",
            detail: "This very request was taken before: nothing of it is taken again.".into(),
        });
    }
    let taken = take(&call, &db, &scope, &own, said).await;
    if let (Err(_), Some(heard)) = (&taken, &heard) {
        // Whoever told is to tell it again: that is no repetition.
        shop_hooks::unhear(&db, heard).await?;
    }
    taken
}

async fn take(call: &Call, db: &Db, scope: &SiteScope, own: &ShopHook, said: Said) -> Result<Response, Problem> {
    // Nobody's word is repeated in a refusal: a platform keeps what it is answered.
    let unfit = |what: &str| Problem::Unreadable(format!("Its {what} are not as they should be."));
    let orders: Vec<Order> = said.orders.into_iter().map(serde_json::from_value).collect::<Result<_, _>>().map_err(|_| unfit("orders"))?;
    let members: Vec<Form> =
        said.members.into_iter().map(serde_json::from_value).collect::<Result<_, _>>().map_err(|_| unfit("members"))?;
    let (of_orders, of_members) = (orders.len(), members.len());
    if !members.is_empty() {
        members::take(call, scope, members).await?;
    }
    if !said.words.is_empty() {
        let site = sites::load(db, scope).await?.ok_or(Problem::NotFound)?;
        let people = People::of(&call.env, scope, &site, call.now_ms)?;
        for (member, word) in said.words {
            let _: u32 = people.ask_home(member.as_bytes(), What::Consents(vec![(member.clone(), vec![word])])).await?;
        }
    }
    if !orders.is_empty() {
        orders::take(call, db, scope, orders).await?;
    }
    shop_hooks::set_heard(db, scope, own.platform, call.now_ms).await?;
    answer::json(&json!({ "orders": of_orders, "members": of_members }))
}
