//! The shop's own word about its orders.

use crm::relay::{Browser, Conversion, ITEMS_MAX, Item, Kind, Money};
use message::claim::{Claim, Letter, PAID, Rank, Status, TAKEN_BACK, server_version};
use model::event::TEXT_CHARS_MAX;
use model::money::{Currency, Micros};
use model::time::EpochMs;
use serde::Deserialize;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::history;
use crate::people::{People, currency};
use crate::person::ask::What;
use crate::problem::Problem;
use crate::relay::said;
use crate::store::db::Db;
use crate::store::sites;
use crate::zone;

/// Most orders of a request.
const ORDERS_MAX: usize = 1_000;
/// As collect: a shop's clock may be off a little.
const FUTURE_MS: i64 = 5 * 60_000;
/// 1990-01-01: before it a time is in the wrong unit.
const AT_MIN_MS: i64 = 631_152_000_000;
/// Addresses and user agents.
const BROWSER_CHARS_MAX: usize = 1_000;

#[derive(Deserialize)]
struct Orders {
    orders: Vec<Order>,
}

#[derive(Deserialize)]
struct Order {
    /// The shop's order number.
    id: String,
    /// When it was placed.
    at: EpochMs,
    /// What became of it; placed where it is left out.
    #[serde(default)]
    status: OrderStatus,
    /// What was paid; of a refund what remains; of a cancelled order nothing need be said.
    #[serde(alias = "total")]
    value: Option<Amount>,
    /// What was paid before a refund or a cancellation, where the shop has not told the order as placed. A browser that said this amount is told
    /// what remains of it, so that the person's own sum follows; others are told no amount.
    paid: Option<Micros>,
    /// In which currency; the site's where it is left out.
    currency: Option<Currency>,
    /// When the shop last changed the order: of two words the later counts, in whatever order they come. Left out: now.
    updated_at: Option<EpochMs>,
    /// Whose it is, by the shop's id: whose consent is asked, and whose contacts are matched, before it is told to another company.
    member: Option<String>,
    /// What was ordered, for those whom it is told.
    #[serde(default)]
    items: Vec<Item>,
    /// What the shop's server knows of the browser, for those whom it is told.
    #[serde(default)]
    browser: Browser,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OrderStatus {
    #[default]
    Placed,
    Cancelled,
    Refunded,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Amount {
    Whole { amount: Micros, currency: Option<Currency> },
    Plain(Micros),
}

/// `POST /api/sites/{id}/orders`: the same number is the same order; a later word about it replaces the earlier one. A cancelled order
/// counts nowhere but among the cancelled; of a refunded one counts what remains, and one of which nothing remains is cancelled.
///
/// # Errors
/// `Invalid`, naming the order; then none is taken.
pub async fn post(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    // Member ids may be mail addresses: a refusal repeats nothing of what stands there.
    let body: Orders = call.private_json().await?;
    if body.orders.len() > ORDERS_MAX {
        return Err(Problem::Invalid { field: "orders".into(), detail: format!("Send at most {ORDERS_MAX} orders at once.") });
    }
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let zone = zone::offsets(&site.zone, call.now_ms)?;
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let orders = body.orders.len();
    let (mut claims, mut conversions): (Vec<Claim>, Vec<(Conversion, i64)>) = (Vec::new(), Vec::new());
    let mut words = Vec::new();
    for (place, mut order) in body.orders.into_iter().enumerate() {
        check_told(&mut order, place)?;
        let refuse = |field: &str, detail: &str| Problem::Invalid { field: format!("orders[{place}].{field}"), detail: detail.to_owned() };
        if order.id.is_empty() || order.id.chars().count() > TEXT_CHARS_MAX || order.id.chars().any(char::is_control) {
            return Err(refuse("id", "Give the order's number, of 1 to 200 characters."));
        }
        if !(AT_MIN_MS..=call.now_ms + FUTURE_MS).contains(&order.at.0) {
            return Err(refuse("at", "Give the time of the order: of 1990 or later, not later than now."));
        }
        if order.updated_at.is_some_and(|at| !(AT_MIN_MS..=call.now_ms + FUTURE_MS).contains(&at.0)) {
            return Err(refuse("updated_at", "Give the time of the last change: of 1990 or later, not later than now."));
        }
        let (value, own) = match order.value {
            Some(Amount::Whole { amount, currency }) => (amount, currency),
            Some(Amount::Plain(amount)) => (amount, None),
            None if order.status == OrderStatus::Cancelled => (Micros(0), None),
            None => return Err(refuse("value", "Give what was paid, or what remains after the refund.")),
        };
        let (claimant, status) = match order.status {
            OrderStatus::Placed => (PAID, Status::Placed),
            OrderStatus::Refunded if value.0 > 0 => (TAKEN_BACK, Status::Refunded),
            OrderStatus::Refunded | OrderStatus::Cancelled => (TAKEN_BACK, Status::Cancelled),
        };
        let version = order.updated_at.map_or_else(|| server_version(EpochMs(call.now_ms), place), |at| server_version(at, 0));
        let claim = Claim {
            claimant,
            bucket: None,
            version,
            rank: Rank::Server,
            at: order.at,
            day: zone.day(order.at),
            status,
            value,
            currency: own.or(order.currency).unwrap_or_else(|| currency(&site)),
            credit: None,
            order: order.id.clone(),
        };
        words.push(history::said::word(&claim, order.member.as_deref(), &order.items));
        conversions.push((conversion(&claim, order.member, order.items, order.browser), version));
        if let Some(paid) = order.paid.filter(|_| status != Status::Placed) {
            claims.push(Claim { claimant: PAID, status: Status::Placed, value: paid, ..claim.clone() });
        }
        claims.push(claim);
    }
    let letters = |claims: &[Claim]| What::Letters(claims.iter().cloned().map(Letter::Claim).collect());
    let new: u32 = people.tell::<_, u32>(claims, |claim| claim.order.clone().into_bytes(), letters).await?.into_iter().sum();
    history::tell(&call.env, people.site(), call.now_ms, words).await?;
    said::tell(&call, &db, &scope, people.site(), conversions).await?;
    answer::json(&json!({ "orders": orders, "new": new }))
}

/// What others are told of it: when it was placed, or else taken back.
fn conversion(claim: &Claim, member: Option<String>, items: Vec<Item>, browser: Browser) -> Conversion {
    let kind = match claim.status {
        Status::Placed => Kind::Placed,
        Status::Refunded => Kind::Refunded,
        Status::Cancelled => Kind::Cancelled,
    };
    Conversion {
        v: crm::relay::VERSION,
        kind,
        at: if kind == Kind::Placed { claim.at } else { EpochMs(claim.version.div_euclid(1024)) },
        subject: claim.order.clone(),
        member,
        value: (kind != Kind::Cancelled).then_some(Money { amount: claim.value, currency: claim.currency }),
        items,
        browser,
    }
}

/// What is only there to be told to others.
fn check_told(order: &mut Order, place: usize) -> Result<(), Problem> {
    let refuse = |field: &str, detail: &str| Err(Problem::Invalid { field: format!("orders[{place}].{field}"), detail: detail.to_owned() });
    let is_text =
        |text: &str, chars_max: usize| !text.is_empty() && text.chars().count() <= chars_max && !text.chars().any(char::is_control);
    // A form that is left empty is nobody.
    order.member = order.member.take().filter(|member| !member.is_empty());
    if order.member.as_ref().is_some_and(|member| !is_text(member, TEXT_CHARS_MAX)) {
        return refuse("member", "Name the member by the shop's id, of 1 to 200 characters.");
    }
    if order.items.len() > ITEMS_MAX {
        return refuse("items", "Send at most 200 lines of an order.");
    }
    if order
        .items
        .iter()
        .any(|item| !is_text(&item.id, TEXT_CHARS_MAX) || item.name.as_ref().is_some_and(|name| !is_text(name, TEXT_CHARS_MAX)))
    {
        return refuse("items", "Give each line's product an id, of 1 to 200 characters, and no longer name.");
    }
    let browser = &order.browser;
    if browser
        .url
        .as_ref()
        .is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://") || !is_text(url, BROWSER_CHARS_MAX))
    {
        return refuse("browser.url", "Give the whole address of the page, or leave it out.");
    }
    let texts = [&browser.user_agent, &browser.fbp, &browser.fbc, &browser.event_id, &browser.ga_client, &browser.ga_session];
    if texts.into_iter().flatten().any(|text| !is_text(text, BROWSER_CHARS_MAX)) {
        return refuse("browser", "Give texts of 1 to 1,000 characters, or leave out what is not known.");
    }
    Ok(())
}
