//! What a shopper looks at, as a number: how many others look at the same is counted by it (M07).
//!
//! A browser asks by this number and an object counts by it, so no product's id and no page's address is in any request for it, nor in a log.

use model::{
    event::{Event, EventKind},
    facts::{Fact, Facts},
};

use crate::variant::hash;

/// Fewest people that the edge tells of, whatever a message's own floor: of one alone nobody is to learn when they come and go.
pub const PEOPLE_MIN: u32 = 2;

/// The product on the page, else the page itself.
#[must_use]
pub fn key(facts: &Facts) -> u64 {
    match facts.product.as_deref() {
        Some([product, ..]) => number(2, &product.id),
        _ => number(1, facts.text(Fact::PageUrl).unwrap_or("")),
    }
}

/// What an event brings before a visitor's eyes; of one that brings nothing else none. Held to [`key`] by a test.
#[must_use]
pub fn brought(event: &Event) -> Option<u64> {
    match &event.kind {
        EventKind::Page(page) => Some(number(1, &page.url)),
        EventKind::Product(product) => Some(number(2, &product.id)),
        _ => None,
    }
}

/// So many bits as JavaScript's numbers hold exactly. Of a page its query does not count: who comes by an advertisement looks at the same.
fn number(kind: u8, text: &str) -> u64 {
    let mut bytes = text.as_bytes();
    if let (1, Some(end)) = (kind, bytes.iter().position(|byte| *byte == b'?')) {
        bytes = bytes.get(..end).unwrap_or_default();
    }
    hash(&[&[kind], bytes]) >> 12
}
