//! What a shop's visits say together: closed visits sealed into column blocks, how many of them a segment matches, what those bought.
//!
//! In scope: the bytes of blocks ([`block`], [`column`]), scans of them ([`population`], [`report`]), replay of what is of the moment
//! ([`momentary`]), members in columns, for sends ([`members`]), what a message did and caused ([`effect`]), what each number means
//! ([`words`]); partial results that add up in any order. Out of scope: where blocks are kept, who asks, what time it is.

pub mod block;
pub mod catalogue;
pub mod column;
pub mod effect;
pub mod goods;
mod making;
pub mod members;
pub mod momentary;
pub mod orders;
pub mod people;
pub mod population;
pub mod report;
pub mod sales;
pub mod scan;
pub mod sum;
pub mod table;
pub mod words;
