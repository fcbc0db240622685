//! The shop's own word about its orders.

use crm::automatic::{Delivery, Deposit, Happening, Ordered};
use crm::contact::Contacts;
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
use crate::automatic::{News, Whose};
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

/// An order as the shop says it.
#[derive(Deserialize)]
pub struct Order {
    /// The shop's order number.
    pub id: String,
    /// When it was placed.
    pub at: EpochMs,
    /// What became of it; placed where it is left out.
    #[serde(default)]
    pub status: OrderStatus,
    /// What was paid, or is to be; of a refund what remains; of an order that is cancelled or on its way nothing need be said.
    #[serde(alias = "total")]
    pub value: Option<Amount>,
    /// What was paid before a refund or a cancellation, where the shop has not told the order as placed. A browser that said this amount is told
    /// what remains of it, so that the person's own sum follows; others are told no amount.
    pub paid: Option<Micros>,
    /// In which currency; the site's where it is left out.
    pub currency: Option<Currency>,
    /// When the shop last changed the order: of two words the later counts, in whatever order they come. Left out: now.
    pub updated_at: Option<EpochMs>,
    /// Whose it is, by the shop's id: whose consent is asked, and whose contacts are matched, before it is told to another company.
    pub member: Option<String>,
    /// What was ordered, for those whom it is told.
    #[serde(default)]
    pub items: Vec<Item>,
    /// What the shop's server knows of the browser, for those whom it is told.
    #[serde(default)]
    pub browser: Browser,
    /// A number at which whoever ordered is told what becomes of it; left out: the member's.
    pub phone: Option<String>,
    /// What they are called there; left out: as the member is.
    pub name: Option<String>,
    /// Who carries it, and where it is.
    #[serde(default)]
    pub delivery: Option<Delivery>,
    /// To where it is to be paid.
    #[serde(default)]
    pub deposit: Option<Deposit>,
}

/// What became of an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    #[default]
    Placed,
    /// It is to be paid by a transfer. It counts as placed, and is no purchase to others before that has come.
    AwaitingDeposit,
    Paid,
    /// On its way, and there: neither changes what was paid. Where the shop has told nothing else, it is known to be placed by that.
    Shipped,
    Delivered,
    Cancelled,
    Refunded,
}

/// An amount, with its currency or without.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Amount {
    Whole { amount: Micros, currency: Option<Currency> },
    Plain(Micros),
}

/// What was taken of some orders.
pub struct Taken {
    /// Orders that were not known.
    pub new: u32,
    /// What is told of them by itself (`automatic`).
    pub told: u32,
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
    let orders = body.orders.len();
    let db = Db::open(&call.env).await?;
    let Taken { new, told } = take(&call, &db, &scope, body.orders).await?;
    answer::json(&json!({ "orders": orders, "new": new, "told": told }))
}

/// Takes the shop's word about orders, whichever way it comes: their homes have it, and all who are to be told.
///
/// # Errors
/// As [`post`].
pub async fn take(call: &Call, db: &Db, scope: &SiteScope, orders: Vec<Order>) -> Result<Taken, Problem> {
    let site = sites::load(db, scope).await?.ok_or(Problem::NotFound)?;
    let zone = zone::offsets(&site.zone, call.now_ms)?;
    let people = People::of(&call.env, scope, &site, call.now_ms)?;
    let mut news = News::open(call, db, scope, &site).await?;
    let (mut claims, mut conversions): (Vec<Claim>, Vec<(Conversion, i64)>) = (Vec::new(), Vec::new());
    let mut words = Vec::new();
    for (place, mut order) in orders.into_iter().enumerate() {
        let refuse = |field: &str, detail: &str| Problem::Invalid { field: format!("orders[{place}].{field}"), detail: detail.to_owned() };
        let whose = check_told(&mut order, place)?;
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
            Some(Amount::Whole { amount, currency }) => (Some(amount), currency),
            Some(Amount::Plain(amount)) => (Some(amount), None),
            None if matches!(order.status, OrderStatus::Cancelled | OrderStatus::Shipped | OrderStatus::Delivered) => (None, None),
            None => return Err(refuse("value", "Give what was paid, or what remains after the refund.")),
        };
        let currency = own.or(order.currency).unwrap_or_else(|| currency(&site));
        tell(&mut news, &order, &whose, value, currency);
        let Some((claimant, status, version)) = claimed(&order, value, EpochMs(call.now_ms), place) else { continue };
        let claim = Claim {
            claimant,
            bucket: None,
            version,
            rank: Rank::Server,
            at: order.at,
            day: zone.day(order.at),
            status,
            value: value.unwrap_or_default(),
            currency,
            credit: None,
            order: order.id.clone(),
        };
        words.push(history::said::word(&claim, order.member.as_deref(), &order.items));
        if order.status != OrderStatus::AwaitingDeposit {
            conversions.push((conversion(&claim, order.member, order.items, order.browser), version));
        }
        if let Some(paid) = order.paid.filter(|_| status != Status::Placed) {
            claims.push(Claim { claimant: PAID, status: Status::Placed, value: paid, ..claim.clone() });
        }
        claims.push(claim);
    }
    let letters = |claims: &[Claim]| What::Letters(claims.iter().cloned().map(Letter::Claim).collect());
    let new: u32 = people.tell::<_, u32>(claims, |claim| claim.order.clone().into_bytes(), letters).await?.into_iter().sum();
    history::tell(&call.env, people.site(), call.now_ms, words).await?;
    said::tell(call, db, scope, people.site(), conversions).await?;
    Ok(Taken { new, told: news.tell(call, db, scope).await? })
}

/// What the order's home is told: by which of the server's voices, what, in which place among its words. Nothing, where there is no word about money.
fn claimed(order: &Order, value: Option<Micros>, now: EpochMs, place: usize) -> Option<([u8; 16], Status, i64)> {
    let version = order.updated_at.map_or_else(|| server_version(now, place), |at| server_version(at, 0));
    match order.status {
        OrderStatus::Placed | OrderStatus::AwaitingDeposit | OrderStatus::Paid => Some((PAID, Status::Placed, version)),
        // Said last, and still older than all that became of it.
        OrderStatus::Shipped | OrderStatus::Delivered => value.map(|_| (PAID, Status::Placed, server_version(order.at, 0))),
        OrderStatus::Refunded if value.is_some_and(|value| value.0 > 0) => Some((TAKEN_BACK, Status::Refunded, version)),
        OrderStatus::Refunded | OrderStatus::Cancelled => Some((TAKEN_BACK, Status::Cancelled, version)),
    }
}

/// What whoever ordered is told of it, where that is switched on. It happened when the order was changed last; where that is not said, not before it
/// was placed, so that nothing old is told as new.
fn tell(news: &mut News, order: &Order, whose: &Whose, value: Option<Micros>, currency: Currency) {
    let happening = match order.status {
        OrderStatus::Placed => Happening::Placed,
        OrderStatus::AwaitingDeposit => Happening::AwaitingDeposit,
        OrderStatus::Paid => Happening::Paid,
        OrderStatus::Shipped => Happening::Shipped,
        OrderStatus::Delivered => Happening::Delivered,
        OrderStatus::Cancelled => Happening::Cancelled,
        OrderStatus::Refunded => Happening::Refunded,
    };
    let is_new = matches!(order.status, OrderStatus::Placed | OrderStatus::AwaitingDeposit);
    let at = order.updated_at.filter(|_| !is_new).unwrap_or(order.at);
    let is_refund = order.status == OrderStatus::Refunded;
    let refund = order.paid.zip(value).filter(|_| is_refund).map(|(paid, remains)| (Micros(paid.0.saturating_sub(remains.0)), currency));
    let shown = if is_refund || order.status == OrderStatus::Cancelled { order.paid } else { value };
    let ordered = Ordered {
        number: &order.id,
        placed: order.at,
        items: order.items.iter().map(|item| item.name.as_deref().unwrap_or(&item.id)).collect(),
        value: shown.map(|value| (value, currency)),
        refund,
        delivery: order.delivery.clone().unwrap_or_default(),
        deposit: order.deposit.clone().unwrap_or_default(),
    };
    news.order(happening, at, whose, &ordered, value);
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

/// What is only there to be told. Returns to whom it is told what becomes of it.
fn check_told(order: &mut Order, place: usize) -> Result<Whose, Problem> {
    let refuse = |field: &str, detail: &str| Err(Problem::Invalid { field: format!("orders[{place}].{field}"), detail: detail.to_owned() });
    let is_text =
        |text: &str, chars_max: usize| !text.is_empty() && text.chars().count() <= chars_max && !text.chars().any(char::is_control);
    // A form that is left empty is nobody.
    for text in [&mut order.member, &mut order.phone, &mut order.name] {
        *text = text.take().filter(|text| !text.trim().is_empty());
    }
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
    let delivery = order.delivery.iter().flat_map(|delivery| [&delivery.courier, &delivery.tracking]);
    let deposit = order.deposit.iter().flat_map(|deposit| [&deposit.bank, &deposit.account, &deposit.holder]);
    for (field, texts) in [("delivery", delivery.flatten().collect::<Vec<_>>()), ("deposit", deposit.flatten().collect())] {
        if texts.into_iter().any(|text| text.chars().count() > TEXT_CHARS_MAX || text.chars().any(char::is_control)) {
            return refuse(field, "Give texts of up to 200 characters, or leave out what is not known.");
        }
    }
    let Ok(contacts) = Contacts::normal(None, order.phone.as_deref(), None) else {
        return refuse("phone", "Give the number of a phone, as 010-1234-5678, or leave it out.");
    };
    let Ok(Contacts { name, .. }) = Contacts::normal(order.name.as_deref(), None, None) else {
        return refuse("name", "Give a name of up to 100 characters, or leave it out.");
    };
    Ok(Whose { member: order.member.clone(), phone: contacts.phone, name })
}
