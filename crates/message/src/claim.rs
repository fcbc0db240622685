//! What is said about one order, by whom, and what of it counts.
//!
//! Claims of the same order number meet in one place, whoever makes them and wherever the person lives. The shop's server outranks a
//! browser: its amount and time count, and a number that a stranger's browser sent first does not swallow the real order. Which message led to
//! the order only a browser can know.

use model::{
    codec::{Reader, Wire},
    event::Act,
    money::{Currency, Micros},
    time::{Day, EpochMs},
};

/// Most browsers that may claim one order number. A real order has one, two when it is looked at on another device; the rest is noise.
pub const CLAIMANTS_MAX: usize = 20;

/// Who says it; later ones outrank earlier ones. The numbers are stored: never reuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Rank {
    /// A page in somebody's browser.
    Browser = 0,
    /// The shop's own server.
    Server = 2,
}

/// One claim. A later version of the same claimant replaces the earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The shop's order number.
    pub order: String,
    /// Who claims: a hash of the visitor, or zeros for the shop's server.
    pub claimant: [u8; 16],
    /// Counts up with every change.
    pub version: i64,
    /// How much the word is worth.
    pub rank: Rank,
    /// When the order was placed.
    pub at: EpochMs,
    /// Its civil day in the shop's zone.
    pub day: Day,
    /// What was paid.
    pub value: Micros,
    /// In which currency.
    pub currency: Currency,
    /// The message that led to it.
    pub credit: Option<Credit>,
}

/// The message that an order is credited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Its id.
    pub message: String,
    /// Its variant.
    pub variant: u8,
    /// By a click or a view.
    pub act: Act,
}

/// What counts of an order's claims: the one of the highest rank, of those the earliest, with the credit of the browser that ordered. Of
/// several that say they did, that is the one with the same amount and the nearest time. The order of the claims does not matter.
#[must_use]
pub fn settled(claims: &[Claim]) -> Option<Claim> {
    let rank = claims.iter().map(|claim| claim.rank).max()?;
    let word = claims.iter().filter(|claim| claim.rank == rank).min_by_key(|claim| (claim.at, claim.claimant))?;
    let unlike = |claim: &&Claim| {
        let amount = (claim.value, claim.currency) != (word.value, word.currency);
        (amount, claim.at.0.abs_diff(word.at.0), claim.at, claim.claimant)
    };
    let ordered = claims.iter().filter(|claim| claim.rank == Rank::Browser).min_by_key(unlike);
    Some(Claim { credit: ordered.and_then(|claim| claim.credit.clone()), ..word.clone() })
}

impl Wire for Rank {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(*self as u8);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        if from.byte() == 2 { Self::Server } else { Self::Browser }
    }
}

model::wire!(struct Credit { message, variant, act });
model::wire!(struct Claim { order, claimant, version, rank, at, day, value, currency, credit });

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(claimant: u8, rank: Rank, at_ms: i64, won: i64, message: Option<&str>) -> Claim {
        Claim {
            order: "1001".into(),
            claimant: [claimant; 16],
            version: 1,
            rank,
            at: EpochMs(at_ms),
            day: Day(0),
            value: Micros(won * 1_000_000),
            currency: Currency(*b"KRW"),
            credit: message.map(|message| Credit { message: message.into(), variant: 0, act: Act::Clicked }),
        }
    }

    #[test]
    fn the_shops_word_counts_whatever_came_first() {
        let browser = claim(1, Rank::Browser, 100, 12_000, Some("gauge"));
        let forged = claim(2, Rank::Browser, 50, 1, Some("popcorn"));
        let server = claim(0, Rank::Server, 101, 12_000, None);
        let (won, credit) = (Micros(12_000_000_000), |claim: &Claim| claim.credit.as_ref().map(|credit| credit.message.clone()));
        let mut claims = vec![forged, browser, server];
        for _ in 0..3 {
            claims.rotate_left(1);
            let settled = settled(&claims).unwrap();
            assert_eq!((settled.value, settled.rank, credit(&settled)), (won, Rank::Server, Some("gauge".into())));
        }
        claims.retain(|claim| claim.rank == Rank::Browser);
        assert_eq!(settled(&claims).unwrap().value, Micros(1_000_000), "among browsers the earliest");
        assert_eq!(settled(&[]), None);
    }

    #[test]
    fn a_server_corrects_the_amount_and_keeps_the_credit() {
        let settled = settled(&[claim(1, Rank::Browser, 100, 12_000, Some("gauge")), claim(0, Rank::Server, 101, 9_000, None)]).unwrap();
        assert_eq!(settled.value, Micros(9_000_000_000));
        assert_eq!(settled.credit.unwrap().message, "gauge");
    }

    #[test]
    fn the_browser_that_ordered_is_the_one_nearest_to_the_servers_time() {
        let forged = claim(2, Rank::Browser, 50, 99, Some("popcorn"));
        let settled =
            settled(&[forged, claim(1, Rank::Browser, 100, 12_000, Some("gauge")), claim(0, Rank::Server, 101, 9_000, None)]).unwrap();
        assert_eq!(settled.credit.unwrap().message, "gauge");
    }
}
