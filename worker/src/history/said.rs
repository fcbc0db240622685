//! What the shop's server says of single orders, as words of the history.

use crm::relay::Item;
use insight::orders::row::{Rank, Row, Status, Tag};
use message::claim::{self, Claim};
use model::ids::stable_hash;
use model::money::Micros;
use model::wire::written;

/// Exact as a float has it: what SQLite is handed over the border to JavaScript.
const EXACT_BITS: u32 = 53;

/// An order as its claim says it, with whose it is and what was in it, where that is said.
pub fn word(claim: &Claim, member: Option<&str>, items: &[Item]) -> (Tag, Vec<Row>) {
    let status = match claim.status {
        claim::Status::Placed => Status::Placed,
        claim::Status::Refunded => Status::Refunded,
        claim::Status::Cancelled => Status::Cancelled,
    };
    let head = Row {
        order: claim.order.clone(),
        at_row: 0,
        customer: member.map(str::to_owned),
        at: claim.at,
        status,
        currency: claim.currency,
        // Of a cancelled order nothing need be said, and what it came to is nothing.
        total: (status != Status::Cancelled).then_some(claim.value),
        coupon: String::new(),
        product: String::new(),
        name: String::new(),
        category: String::new(),
        units: 0,
        price: Micros(0),
        amount: Micros(0),
    };
    let line = |(place, item): (u32, &Item)| {
        // A lone product without a price cost what was paid.
        let lone = (items.len() == 1).then(|| claim.value.0.checked_div(i64::from(item.quantity))).flatten().map(Micros);
        let price = item.price.or(lone).unwrap_or_default();
        Row {
            at_row: place,
            product: item.id.clone(),
            name: item.name.clone().unwrap_or_default(),
            units: i32::try_from(item.quantity).unwrap_or(i32::MAX),
            price,
            amount: price.times(item.quantity).unwrap_or_default(),
            ..head.clone()
        }
    };
    let rows: Vec<Row> = if items.is_empty() { vec![head.clone()] } else { (0..).zip(items).map(line).collect() };
    // Two words of one moment are told apart by what they say.
    let by = stable_hash(&[b"word of an order", &written(&rows)]) >> (u64::BITS - EXACT_BITS);
    // A claim's version counts 1,024 a millisecond.
    (Tag { rank: Rank::Shop, version: claim.version.div_euclid(1024), by: by.cast_signed() }, rows)
}
