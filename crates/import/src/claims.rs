//! What an order's rows come to, as the shop's server's word at the order's home (`message::claim`): so an imported order and the one that a browser has
//! told meet on its number, and the server's word counts.

use insight::orders::row::{Row, Status, Tag};
use message::claim::{Claim, PAID, Rank, Status as Word, TAKEN_BACK, server_version};
use model::money::Micros;
use model::time::Zone;

/// The words of one order: what was paid, and what was taken back. None where nothing was ever paid by it (a refund without its order): such takes from
/// its own day in reports, and is no order.
#[must_use]
pub fn words(rows: &[Row], tag: Tag, zone: &Zone) -> Vec<Claim> {
    let Some(first) = rows.iter().min_by_key(|row| row.at_row) else { return Vec::new() };
    let sum = |wanted: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| wanted(row)).map(|row| i128::from(row.amount.0)).sum::<i128>();
    let said = rows.iter().filter_map(|row| row.total).map(|total| i128::from(total.0)).max();
    let is_cancelled = rows.iter().all(|row| row.status == Status::Cancelled);
    let lines = sum(&|_| true);
    let bought = sum(&|row| row.units > 0);
    let given_back = sum(&|row| row.units < 0 || row.status == Status::Cancelled && row.units > 0 && !is_cancelled);
    let is_refunded = rows.iter().any(|row| row.status == Status::Refunded);
    let has_back = rows.iter().any(|row| row.units < 0) || !is_cancelled && rows.iter().any(|row| row.status == Status::Cancelled);
    let paid = said.unwrap_or(bought);
    if paid <= 0 && said.is_none() && lines <= 0 && bought <= 0 {
        return Vec::new();
    }
    let claim = |claimant: [u8; 16], status: Word, value: i128| Claim {
        order: first.order.clone(),
        claimant,
        bucket: None,
        version: server_version(model::time::EpochMs(tag.version), 0),
        rank: Rank::Server,
        at: first.at,
        day: zone.day(first.at),
        status,
        value: Micros(i64::try_from(value.max(0)).unwrap_or(i64::MAX)),
        currency: first.currency,
        credit: None,
    };
    let mut words = Vec::new();
    // What remains is all that a refunded row says; what was paid before nobody knows.
    if !is_refunded {
        words.push(claim(PAID, Word::Placed, paid));
    }
    if is_cancelled {
        words.push(claim(TAKEN_BACK, Word::Cancelled, 0));
    } else if is_refunded {
        words.push(claim(TAKEN_BACK, Word::Refunded, paid));
    } else if has_back {
        let remains = paid - given_back.abs();
        words.push(if remains > 0 { claim(TAKEN_BACK, Word::Refunded, remains) } else { claim(TAKEN_BACK, Word::Cancelled, 0) });
    }
    words
}
