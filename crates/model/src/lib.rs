//! What everything else is about: ids, time, money, events, the facts folded from them, where visits come from, and the bytes that
//! events travel in.
//!
//! In scope: types and pure functions that need no clock, no network, no storage. Out of scope: what a fact means for a segment or a
//! message, and anything that a browser or a server does.

pub mod codec;
pub mod event;
pub mod facts;
pub mod ids;
pub mod import;
pub mod ledger;
pub mod money;
pub mod particle;
pub mod shopper;
pub mod source;
pub mod tape;
pub mod time;
pub mod url;
pub mod user_agent;
pub mod wire;
