//! What a shop's pages say of late, read from the tapes of the newest visits: whether the tag is in, and what of the shop it understands.

use model::event::{EventKind, Item, clip};
use model::ids::{VisitorId, bucket};
use model::shopper::{Kept, events_of};
use model::time::EpochMs;
use worker::Result;

use super::ask::{Recognised, RecognisedPart};
use super::blocks::Place;
use super::shoppers::{self, Shelves};

/// Letters of an example: as much as a line shows.
const EXAMPLE_LETTERS_MAX: usize = 60;

/// What the newest visits of so many browsers said, of those that went on since a moment.
///
/// # Errors
/// What SQLite refuses.
pub fn of_late(place: &Place<'_>, since: EpochMs, limit: u32) -> Result<RecognisedPart> {
    let Place { sql, site, .. } = *place;
    let hidden = place.hidden.and();
    let query = format!("SELECT visitor FROM shopper WHERE last_ms >= ?{hidden} ORDER BY last_ms DESC LIMIT ?");
    let mut visitors: Vec<VisitorId> = Vec::new();
    sql.each(&query, &[since.0.into(), i64::from(limit).into()], |row| {
        visitors.push(VisitorId(row.blob(0)?.try_into().unwrap_or_default()));
        Ok(())
    })?;
    let mut part = RecognisedPart::default();
    for visitor in visitors {
        let bucket = bucket(site, &visitor.0);
        let shopper = shoppers::load(sql, bucket, visitor)?;
        let Some((at, last)) = shopper.visits().len().checked_sub(1).zip(shopper.visits().last().map(|kept: &Kept| kept.last)) else {
            continue;
        };
        part.visits += 1;
        part.last = part.last.max(Some(last));
        let tape = shopper.tape(at, &mut Shelves { sql, bucket, visitor })?;
        let mut of_visit: Vec<Recognised> = Vec::new();
        for event in events_of(&tape) {
            for (kind, example) in said(&event.kind) {
                newest(&mut of_visit, Recognised { kind: kind.to_owned(), last: event.at, visits: 1, example: short(example) });
            }
        }
        of_visit.into_iter().for_each(|one| add(&mut part.kinds, one));
    }
    Ok(part)
}

/// Adds what others said: the newest example, and all visits.
pub fn add(kinds: &mut Vec<Recognised>, one: Recognised) {
    let visits = kinds.iter().find(|known| known.kind == one.kind).map_or(0, |known| known.visits) + one.visits;
    let kind = one.kind.clone();
    newest(kinds, one);
    if let Some(known) = kinds.iter_mut().find(|known| known.kind == kind) {
        known.visits = visits;
    }
}

fn newest(kinds: &mut Vec<Recognised>, one: Recognised) {
    match kinds.iter_mut().find(|known| known.kind == one.kind) {
        Some(known) if known.last <= one.last => *known = one,
        Some(_) => {}
        None => kinds.push(one),
    }
}

/// What an event says, by kind, with what of it can be shown. A member's id is not: unsigned, it is only a claim.
fn said(kind: &EventKind) -> Vec<(&'static str, &str)> {
    match kind {
        EventKind::Page(page) => vec![("page", page.title.as_str())],
        EventKind::Product(item) => vec![("product", name(item))],
        EventKind::CartSet(lines) | EventKind::CartAdd(lines) => vec![("cart", lines.first().map_or("", name))],
        EventKind::Checkout(_) => vec![("checkout", "")],
        EventKind::Order(order) => vec![("order", order.id.as_str())],
        EventKind::Search(search) => vec![("search", search.word.as_str())],
        // `collect` leaves a signature only where it has verified it.
        EventKind::Member(member) if member.id.is_empty() => Vec::new(),
        EventKind::Member(member) if member.signature.is_empty() => vec![("member", "")],
        EventKind::Member(_) => vec![("member", ""), ("signed_member", "")],
        EventKind::Custom(custom) => vec![("custom", custom.name.as_str())],
        EventKind::CartRemove(_) | EventKind::Landing(_) | EventKind::Arrival(_) | EventKind::Exposure(_) => Vec::new(),
    }
}

fn name(item: &Item) -> &str {
    if item.name.is_empty() { &item.id } else { &item.name }
}

fn short(text: &str) -> String {
    clip(text, EXAMPLE_LETTERS_MAX)
}
