//! Sends: who has agreed to what, and so what may leave to whom.
//!
//! In scope: contacts in one form each ([`contact`]), the ledger of consent ([`consent`]), whether a message may leave now ([`gate`]), what
//! becomes of a request to a provider ([`dispatch`]). To come: templates, schedules. Out of scope: keeping contacts (they are sealed at the
//! edge), providers' servers, the clock.

pub mod alimtalk;
pub mod consent;
pub mod contact;
pub mod dispatch;
pub mod gate;
pub mod schedule;
pub mod text;
