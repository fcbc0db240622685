//! Facts as the first edges stored them (version 1): the path and the visit's orders were lists of their own, and there was no log.

use super::{Fact, Facts, Row, Rows};
use crate::{codec::Reader, event::Item, time::EpochMs, wire::WireError};

/// Reads them. A path's pages and orders become rows of the log at the visit's beginning: when exactly, nobody wrote down.
///
/// # Errors
/// `Broken`.
pub fn read(bytes: &[u8]) -> Result<Facts, WireError> {
    let mut from = Reader::new(bytes);
    let mut facts = Facts { now: from.take(), ..Facts::default() };
    for number in 0..u8::try_from(from.count()).unwrap_or(u8::MAX) {
        let value = from.take();
        facts.set(Fact::of(number), value);
    }
    let path: Option<Vec<(String, u32)>> = from.take();
    let (cart, product): (Option<Vec<Item>>, Option<Vec<Item>>) = (from.take(), from.take());
    let orders: Option<Vec<String>> = from.take();
    from.check()?;
    (facts.cart, facts.product) = (cart, product);
    let at = EpochMs(facts.number(Fact::VisitStarted).unwrap_or(facts.now.0));
    let mut rows = Rows::default();
    let mut row = |fact, key: &str| rows.push(&Row { fact, key: key.as_bytes(), label: b"", at, number: 0 });
    for (url, times) in path.iter().flatten() {
        (0..*times).for_each(|_| row(Fact::Path, url));
    }
    orders.iter().flatten().for_each(|id| row(Fact::Ordered, id));
    facts.log = rows;
    for (log, known) in [(Fact::Path, path.is_some()), (Fact::Ordered, orders.is_some())] {
        if known {
            facts.log_is_known(log);
        }
    }
    Ok(facts)
}
