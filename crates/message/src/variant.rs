//! Who gets which variant of a message, and from whom it is held back.
//!
//! Both follow from who it is and which message it is, so that the same person gets the same on every page, and another message deals anew.
//! A person is the member where the shop has signed them, so on all their devices, else the browser. **Whoever has met a message keeps what
//! they met**: a visitor who signs in sees no other variant than before, and goes by the member from the next message on.
//!
//! The control group is a threshold: a larger one takes people in and lets nobody go. Variants run a race, each with a lot of chance and as fast
//! as its weight (weighted rendezvous hashing). So a weight that changes makes one variant faster or slower, and nobody moves but to it or from
//! it: as few as can be. Where several change at once nobody who knows the weights alone can promise less for every two lists of them than
//! this does: with a total variation δ of the shares at most 2δ/(1+δ) move (M. Bavarian et al., "On the optimality of correlated sampling
//! strategies", Theory of Computing 16, 2020). Weights that all grow alike move nobody.

use model::facts::{Fact, Facts};

use crate::{
    bundle::{Compiled, take_content},
    rules::kind,
};

/// Stands for a variant where the message is held back.
pub const HELD: u8 = u8::MAX;

/// Whom a message is dealt to: the member where the shop has signed them, else the browser.
#[must_use]
pub fn person<'a>(facts: &'a Facts, visitor: &'a [u8]) -> &'a [u8] {
    match facts.text(Fact::Member) {
        Some(member) if facts.number(Fact::Signed) == Some(1) => member.as_bytes(),
        _ => visitor,
    }
}

/// Gives a message the content of the variant that somebody gets and says its number, or [`HELD`]. `met` is what they met of it before.
pub fn assign(message: &mut Compiled<'_>, met: Option<u8>, person: &[u8]) -> u8 {
    let seed = seed(person, message.id);
    let mut is_held = false;
    // Time, weight, number of the one that is ahead.
    let (mut time, mut of, mut first) = (1, 0, 0);
    for (rule, mut from) in message.rules() {
        match rule {
            // How many of a hundred equal shares are below the lot.
            kind::CONTROL => {
                let share = ((lot(seed, 0) >> 32) * 100) >> 32;
                is_held = met.map_or(share < u64::from(from.byte()), |met| met == HELD);
            }
            kind::VARIANTS => {
                while !from.is_done() {
                    let (number, weight) = (from.byte(), u64::from(from.byte()));
                    let own = take_content(&mut from);
                    let own_time = if met == Some(number) { 0 } else { time_of(lot(seed, u64::from(number) + 1)) };
                    // Each time is divided by its weight.
                    if own_time * of < time * weight {
                        (time, of, first) = (own_time, weight, number);
                        // What A says is the message's own, and A stands first.
                        if number > 0 {
                            (message.goals, message.content) = own;
                        }
                    }
                }
            }
            _ => {}
        }
    }
    if is_held { HELD } else { first }
}

/// How long a lot takes: its negative logarithm to the base of 2, in 2⁻²⁴. In whole numbers, so that every machine has the same.
fn time_of(lot: u64) -> u64 {
    let zeros = lot.leading_zeros() & 63;
    // The leading digits, from 1 to 2 in 2⁻³¹; squared, the logarithm's next digit is what is before the point.
    let mut digits = (lot << zeros) >> 32;
    let mut log = 0;
    for _ in 0..24 {
        digits = (digits * digits) >> 31;
        let digit = digits >> 32;
        digits >>= digit;
        log = log * 2 + digit;
    }
    (u64::from(zeros + 1) << 24) - log
}

/// A person's number for a message: FNV-1a of both, mixed.
fn seed(person: &[u8], message: &str) -> u64 {
    // No member's id has this byte, being UTF-8: who it is and which message it is cannot be taken for one another.
    hash(&[person, b"\xff", message.as_bytes()])
}

/// A number of some bytes.
#[inline(never)]
pub(crate) fn hash(parts: &[&[u8]]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in *part {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    mix(hash)
}

#[inline(never)]
fn lot(seed: u64, number: u64) -> u64 {
    mix(seed ^ number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// The finalizer of MurmurHash3 (Austin Appleby, public domain): each bit of the answer hangs on all.
#[inline(never)]
const fn mix(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}
