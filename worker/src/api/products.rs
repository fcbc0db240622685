//! What somebody chooses a product from: the products that the shop's pages have told of.

use insight::goods::{Good, Goods};
use model::time::EpochMs;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::api::forms;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::{People, currency};
use crate::person::ask::What;
use crate::person::reports::money;
use crate::problem::Problem;
use crate::store::db::Db;
use crate::store::sites;

/// A season's products; older ones may be gone from the shop.
const SINCE_MS: i64 = 30 * 86_400_000;
const LIMIT: u32 = 50;
const LIMIT_MAX: u32 = 200;
/// Letters of a search: more than a product's name has.
const SEARCH_CHARS_MAX: usize = 200;

/// `GET /api/sites/{id}/products?search=&limit=`: those of the last 30 days, the last seen first.
///
/// # Errors
/// `Invalid` search or limit; `Moving`.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let limit = forms::limit(&call, LIMIT, LIMIT_MAX)?;
    let search = forms::searched(&call.query("search").unwrap_or_default());
    if search.chars().count() > SEARCH_CHARS_MAX {
        return Err(Problem::Invalid { field: "search".into(), detail: format!("At most {SEARCH_CHARS_MAX} letters.") });
    }
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let since = EpochMs(call.now_ms - SINCE_MS);
    let parts: Vec<Vec<Good>> = people.ask_all(|| What::Products { since, search: search.clone(), limit }).await?;
    let mut goods = Goods::default();
    parts.into_iter().flatten().for_each(|good| goods.add(good));
    let own = currency(&site);
    let list = goods.find("", usize::try_from(limit).unwrap_or(usize::MAX)).into_iter().map(|good| {
        json!({
            "id": good.id,
            "name": Some(good.name.1).filter(|name| !name.is_empty()),
            "category": Some(good.category.1).filter(|category| !category.is_empty()),
            "price": good.price.1.map(|price| money(i128::from(price.0), own)),
            "last": good.last,
        })
    });
    answer::json(&json!({ "since": since, "products": list.collect::<Vec<_>>() }))
}
