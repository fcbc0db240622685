//! What is said about one order, by whom, and what of it counts.
//!
//! Claims of the same order number meet in one place, whoever makes them and wherever the person lives. The shop's server outranks a
//! browser: its amount and time count, and a number that a stranger's browser sent first does not swallow the real order. Which message led to
//! the order only a browser can know.
//!
//! The server has two voices, what was paid and what became of it, and the later one counts: so an order that was cancelled before anybody
//! said that it was placed is known to be cancelled, and what was paid is still known after a refund. The home tells browsers that claimed
//! the order what became of it ([`corrections`]), and no browser what it did not know before.

use model::{
    codec::{Reader, Wire},
    event::Act,
    money::{Currency, Micros},
    shopper::Share,
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

/// What became of an order. The numbers are stored: never reuse one. Of two words of the same version the greater counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum Status {
    /// It was placed and stands.
    #[default]
    Placed = 0,
    /// A part was paid back: the value is what remains.
    Refunded = 1,
    /// All of it was taken back: it does not count.
    Cancelled = 2,
}

/// The server's voice that says what was paid.
pub const PAID: [u8; 16] = [0; 16];
/// The server's voice that says what was paid back.
pub const TAKEN_BACK: [u8; 16] = [0xff; 16];

/// One claim. A later version of the same claimant replaces the earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The shop's order number.
    pub order: String,
    /// Who claims: a hash of the visitor, or a voice of the shop's server ([`PAID`], [`TAKEN_BACK`]).
    pub claimant: [u8; 16],
    /// The bucket that a browser's person lives in: whom to tell what became of the order. `None` for the server.
    pub bucket: Option<u8>,
    /// Counts up with every change; of the server's words the time in 1/1024 milliseconds ([`server_version`]).
    pub version: i64,
    /// How much the word is worth.
    pub rank: Rank,
    /// When the order was placed.
    pub at: EpochMs,
    /// Its civil day in the shop's zone.
    pub day: Day,
    /// What became of it.
    pub status: Status,
    /// What was paid; of a refund what remains.
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

/// What the home of an order says to a browser that claimed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The shop's order number.
    pub order: String,
    /// To whom.
    pub claimant: [u8; 16],
    /// Where the claimant lives.
    pub bucket: u8,
    /// Counts up with every change.
    pub version: i64,
    /// What is so.
    pub word: Word,
}

/// What became of an order, as far as one of its claimants may know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Word {
    /// It does not count.
    pub cancelled: bool,
    /// What remains of what was paid. `None`: what the browser said itself.
    pub value: Option<Micros>,
}

/// What travels between homes: of an order and of the people who claimed it, of a browser and of the member it is signed to be, of a
/// member and of their contacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Letter {
    /// To the order's home.
    Claim(Claim),
    /// From the order's home.
    Correction(Correction),
    /// To the member's home.
    Share(Box<MemberShare>),
    /// From the member's home, to a contact's.
    Holds(Box<Holds>),
    /// From whoever ordered, to the site's history.
    Ordered(Box<Ordered>),
}

/// What a browser said of an order, with its lines, for reports over the years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ordered {
    /// The order's number.
    pub order: String,
    /// Which browser: a hash of the visitor.
    pub claimant: [u8; 16],
    /// The word, as `insight::orders` writes it.
    pub word: Vec<u8>,
}

/// What a member's home says to the home of a contact: whether the member has it, and what they said about being reached by it. The newest
/// word replaces the last one, and one that comes late changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holds {
    /// The contact's value in the blind index.
    pub contact: [u8; 16],
    /// The shop's member id; empty for one who was erased, of whom refusals alone are told.
    pub member: String,
    /// Counts up with every word of a member, whatever it is about; never again the same, not even after an erasure.
    pub version: i64,
    /// Whether the contact is the member's; if not, what they refused stays.
    pub held: bool,
    /// The words of consent that decide, as `crm` writes them.
    pub words: Vec<u8>,
}

/// A browser's part in a member. A later version of the same claimant replaces the earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberShare {
    /// The shop's member id.
    pub member: String,
    /// Which browser: a hash of the visitor.
    pub claimant: [u8; 16],
    /// The bucket that it lives in.
    pub bucket: u8,
    /// Counts up with every change.
    pub version: u32,
    /// The part.
    pub share: Share,
}

/// The version of a server's word that was said at this moment, as the n-th of its request. A moment that the server names itself is the
/// same word however often it comes: its `n` is 0.
#[must_use]
pub fn server_version(at: EpochMs, n: usize) -> i64 {
    // 1,000 orders a request fit below 1,024.
    at.0.saturating_mul(1024).saturating_add(i64::try_from(n.min(1023)).unwrap_or(0))
}

/// What counts of an order's claims: of the server's words the latest; without one, of the browsers' the earliest. With it goes the credit of
/// the browser that ordered. The order of the claims does not matter.
#[must_use]
pub fn settled(claims: &[Claim]) -> Option<Claim> {
    let server = server(claims);
    let earliest = || claims.iter().min_by_key(|claim| (claim.at, claim.claimant));
    let word = server.or_else(earliest)?;
    Some(Claim { credit: ordered(claims, word).and_then(|claim| claim.credit.clone()), ..word.clone() })
}

/// The server's latest word.
fn server(claims: &[Claim]) -> Option<&Claim> {
    claims.iter().filter(|claim| claim.rank == Rank::Server).max_by_key(|claim| (claim.version, claim.status))
}

/// What was paid, if the server has ever said it.
fn paid(claims: &[Claim]) -> Option<(Micros, Currency)> {
    let placed = claims.iter().find(|claim| claim.rank == Rank::Server && claim.status == Status::Placed);
    placed.map(|claim| (claim.value, claim.currency))
}

/// The browser that ordered. Of several that say they did, that is the one with the amount that was paid and the nearest time.
fn ordered<'a>(claims: &'a [Claim], word: &Claim) -> Option<&'a Claim> {
    let paid = paid(claims).or_else(|| (word.status == Status::Placed).then_some((word.value, word.currency)));
    let unlike = |claim: &&Claim| {
        let amount = paid.is_some_and(|paid| paid != (claim.value, claim.currency));
        (amount, claim.at.0.abs_diff(word.at.0), claim.at, claim.claimant)
    };
    claims.iter().filter(|claim| claim.rank == Rank::Browser).min_by_key(unlike)
}

/// What each browser among the claimants may know of what became of the order, once the server has said something.
///
/// A stranger may claim any number, so nobody is told an amount who did not know the one that was paid, and that an order was cancelled is
/// told to who knew the amount, or is the likeliest to have ordered, or says the same as that one (a second device).
pub fn corrections(claims: &[Claim]) -> impl Iterator<Item = (&Claim, Word)> {
    let paid = paid(claims);
    server(claims).into_iter().flat_map(move |word| {
        let likeliest = ordered(claims, word).map(|claim| (claim.value, claim.currency));
        claims.iter().filter(|claim| claim.rank == Rank::Browser).map(move |claim| {
            let own = Some((claim.value, claim.currency));
            let told = Word {
                cancelled: word.status == Status::Cancelled && (own == paid || own == likeliest),
                value: (word.status == Status::Refunded && own == paid && word.currency == claim.currency).then_some(word.value),
            };
            (claim, told)
        })
    })
}

impl Wire for Rank {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(*self as u8);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        if from.byte() == 2 { Self::Server } else { Self::Browser }
    }
}

impl Wire for Status {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(*self as u8);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        match from.byte() {
            0 => Self::Placed,
            1 => Self::Refunded,
            2 => Self::Cancelled,
            _ => {
                from.fail();
                Self::Placed
            }
        }
    }
}

impl Wire for Letter {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Claim(claim) => {
                out.push(1);
                claim.put(out);
            }
            Self::Correction(correction) => {
                out.push(2);
                correction.put(out);
            }
            Self::Share(share) => {
                out.push(3);
                share.put(out);
            }
            Self::Holds(holds) => {
                out.push(4);
                holds.put(out);
            }
            Self::Ordered(ordered) => {
                out.push(5);
                ordered.put(out);
            }
        }
    }

    fn take(from: &mut Reader<'_>) -> Self {
        match from.byte() {
            1 => Self::Claim(from.take()),
            3 => Self::Share(from.take()),
            4 => Self::Holds(from.take()),
            5 => Self::Ordered(from.take()),
            number => {
                if number != 2 {
                    from.fail();
                }
                Self::Correction(from.take())
            }
        }
    }
}

model::wire!(struct Holds { contact, member, version, held, words });
model::wire!(struct Ordered { order, claimant, word });
model::wire!(struct MemberShare { member, claimant, bucket, version, share });
model::wire!(struct Credit { message, variant, act });
model::wire!(struct Claim { order, claimant, bucket, version, rank, at, day, status, value, currency, credit });
model::wire!(struct Word { cancelled, value });
model::wire!(struct Correction { order, claimant, bucket, version, word });

/// Claims as outboxes held them first (version 1): without a bucket, and every one of them placed.
pub mod first_form {
    use model::{codec::Reader, wire::WireError};

    use super::{Claim, Status};

    /// Reads one.
    ///
    /// # Errors
    /// The bytes are none.
    pub fn read(bytes: &[u8]) -> Result<Claim, WireError> {
        let mut from = Reader::new(bytes);
        let claim = Claim {
            order: from.take(),
            claimant: from.take(),
            bucket: None,
            version: from.take(),
            rank: from.take(),
            at: from.take(),
            day: from.take(),
            status: Status::Placed,
            value: from.take(),
            currency: from.take(),
            credit: from.take(),
        };
        from.check()?;
        if from.is_done() { Ok(claim) } else { Err(WireError::Broken) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(claimant: u8, rank: Rank, at_ms: i64, won: i64, message: Option<&str>) -> Claim {
        Claim {
            order: "1001".into(),
            claimant: [claimant; 16],
            bucket: (rank == Rank::Browser).then_some(claimant),
            version: 1,
            rank,
            at: EpochMs(at_ms),
            day: Day(0),
            status: Status::Placed,
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

    /// The server's word that the order was taken back, at that version.
    fn taken_back(version: i64, status: Status, won: i64) -> Claim {
        Claim { claimant: TAKEN_BACK, version, status, ..claim(0, Rank::Server, 101, won, None) }
    }

    fn told(claims: &[Claim]) -> Vec<(u8, bool, Option<i64>)> {
        let mut told: Vec<_> = corrections(claims)
            .map(|(claim, word)| (claim.claimant[0], word.cancelled, word.value.map(|value| value.0 / 1_000_000)))
            .collect();
        told.sort_unstable();
        told
    }

    #[test]
    fn the_servers_latest_word_counts_whenever_it_came() {
        let placed = claim(0, Rank::Server, 101, 12_000, None);
        let browser = claim(1, Rank::Browser, 100, 12_000, Some("gauge"));
        let mut claims = vec![taken_back(2, Status::Cancelled, 0), browser, placed];
        for _ in 0..3 {
            claims.rotate_left(1);
            let settled = settled(&claims).unwrap();
            assert_eq!((settled.status, settled.credit.map(|credit| credit.message)), (Status::Cancelled, Some("gauge".into())));
            assert_eq!(told(&claims), [(1, true, None)]);
        }
        let placed_again = Claim { version: 3, ..claim(0, Rank::Server, 101, 12_000, None) };
        claims.retain(|claim| claim.claimant != PAID);
        claims.push(placed_again);
        assert_eq!(settled(&claims).unwrap().status, Status::Placed, "it stands again");
        assert_eq!(told(&claims), [(1, false, None)]);
        assert!(server_version(EpochMs(5), 2_000) < server_version(EpochMs(6), 0));
    }

    #[test]
    fn a_refund_is_credited_to_who_paid_and_told_to_nobody_who_did_not_know_the_amount() {
        let placed = claim(0, Rank::Server, 101, 12_000, None);
        let forged = claim(2, Rank::Browser, 100, 4_000, Some("popcorn"));
        let browser = claim(1, Rank::Browser, 108, 12_000, Some("gauge"));
        let phone = claim(3, Rank::Browser, 900, 12_000, None);
        let claims = [taken_back(2, Status::Refunded, 4_000), placed, forged, browser, phone];
        let settled = settled(&claims).unwrap();
        assert_eq!((settled.value, settled.credit.map(|credit| credit.message)), (Micros(4_000_000_000), Some("gauge".into())));
        assert_eq!(told(&claims), [(1, false, Some(4_000)), (2, false, None), (3, false, Some(4_000))]);
        let alone = [claims[0].clone(), claims[2].clone()];
        assert_eq!(told(&alone), [(2, false, None)], "what was paid is not known: no amount is told");
    }

    #[test]
    fn letters_are_read_back() {
        use model::wire::{read, written};
        let claim = claim(1, Rank::Browser, 100, 12_000, Some("gauge"));
        let correction = Correction {
            order: "1001".into(),
            claimant: [1; 16],
            bucket: 255,
            version: 3,
            word: Word { cancelled: true, value: Some(Micros(-1)) },
        };
        let share = MemberShare {
            member: "minji".into(),
            claimant: [1; 16],
            bucket: 7,
            version: 2,
            share: Share { visits: 3, ..Share::default() },
        };
        for letter in [Letter::Claim(claim), Letter::Correction(correction), Letter::Share(Box::new(share))] {
            assert_eq!(read::<Letter>(&written(&letter)), Ok(letter));
        }
        assert!(read::<Letter>(&[4]).is_err());
    }
}
