//! What the shop's server, or a browser, says of single orders, as words of the history.

use crm::relay::Item;
use insight::orders::row::{Rank, Row, Status, Tag};
use message::claim::{self, Claim};
use model::event::Order;
use model::ids::stable_hash;
use model::money::{Currency, Micros};
use model::time::EpochMs;

use super::ask::bytes_of;

/// Exact as a float has it: what SQLite is handed over the border to JavaScript.
const EXACT_BITS: u32 = 53;

/// An order as a browser said it at that moment: of several browsers the first one's word counts, and the shop's before any. Whose it is, is said of
/// members whom the shop has signed alone.
pub fn of_browser(at: EpochMs, order: &Order, member: Option<&str>) -> (Tag, Vec<Row>) {
    let head = head(order.id.clone(), member, at, Status::Placed, order.currency, Some(order.value));
    let lone = (order.items.len() == 1).then_some(order.value);
    let line = |(place, item): (u32, &model::event::Item)| {
        let priced = priced(item.price, item.quantity, lone);
        Row {
            at_row: place,
            product: item.id.clone(),
            name: item.name.clone(),
            category: item.category.clone(),
            ..line(&head, item.quantity, priced)
        }
    };
    let rows: Vec<Row> = if order.items.is_empty() { vec![head.clone()] } else { (0..).zip(&order.items).map(line).collect() };
    (Tag { rank: Rank::Browser, version: -at.0, by: number_of(&rows) }, rows)
}

/// An order as its claim says it, with whose it is and what was in it, where that is said.
pub fn word(claim: &Claim, member: Option<&str>, items: &[Item]) -> (Tag, Vec<Row>) {
    let status = match claim.status {
        claim::Status::Placed => Status::Placed,
        claim::Status::Refunded => Status::Refunded,
        claim::Status::Cancelled => Status::Cancelled,
    };
    // Of a cancelled order nothing need be said, and what it came to is nothing.
    let total = (status != Status::Cancelled).then_some(claim.value);
    let head = head(claim.order.clone(), member, claim.at, status, claim.currency, total);
    let lone = (items.len() == 1).then_some(claim.value);
    let line = |(place, item): (u32, &Item)| {
        let priced = priced(item.price, item.quantity, lone);
        Row { at_row: place, product: item.id.clone(), name: item.name.clone().unwrap_or_default(), ..line(&head, item.quantity, priced) }
    };
    let rows: Vec<Row> = if items.is_empty() { vec![head.clone()] } else { (0..).zip(items).map(line).collect() };
    // A claim's version counts 1,024 a millisecond.
    (Tag { rank: Rank::Shop, version: claim.version.div_euclid(1024), by: number_of(&rows) }, rows)
}

/// A row without a line.
fn head(order: String, member: Option<&str>, at: EpochMs, status: Status, currency: Currency, total: Option<Micros>) -> Row {
    Row {
        order,
        at_row: 0,
        customer: member.map(str::to_owned),
        at,
        status,
        currency,
        total,
        coupon: String::new(),
        product: String::new(),
        name: String::new(),
        category: String::new(),
        units: 0,
        price: Micros(0),
        amount: Micros(0),
    }
}

/// The same with the units and the money of a line.
fn line(head: &Row, quantity: u32, price: Micros) -> Row {
    let units = i32::try_from(quantity).unwrap_or(i32::MAX);
    Row { units, price, amount: price.times(quantity).unwrap_or_default(), ..head.clone() }
}

/// What one unit cost: a lone product without a price cost what was paid.
fn priced(price: Option<Micros>, quantity: u32, lone: Option<Micros>) -> Micros {
    let share = |paid: Micros| paid.0.checked_div(i64::from(quantity)).map(Micros);
    price.or_else(|| lone.and_then(share)).unwrap_or_default()
}

/// Two words of one moment are told apart by what they say.
fn number_of(rows: &[Row]) -> i64 {
    (stable_hash(&[b"word of an order", &bytes_of(rows)]) >> (u64::BITS - EXACT_BITS)).cast_signed()
}
