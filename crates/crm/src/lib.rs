//! Sends: who has agreed to what, and so what may leave to whom.
//!
//! In scope: the ledger of consent ([`consent`]). To come: channels, templates, windows, schedules, the state machine of a send. Out of scope:
//! contacts themselves, providers' servers, the clock.

pub mod consent;
