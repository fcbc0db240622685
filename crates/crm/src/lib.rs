//! Sends: who has agreed to what, and so what may leave to whom.
//!
//! In scope: contacts in one form each ([`contact`]), the ledger of consent ([`consent`]); whether a message may leave now ([`gate`]), what a text
//! and a template may be ([`text`], [`alimtalk`]), what a shop sends to whom ([`send`]), what leaves by itself ([`automatic`]), when runs begin ([`schedule`]); what becomes of a request to a provider ([`dispatch`]), what
//! providers are asked and what they mean ([`provider`]); links and how those who follow them are known ([`link`]); refusing by a link ([`optout`]); what messages cost ([`price`]); conversions told to other services ([`relay`]); what shop platforms tell ([`platform`]). Out of scope: keeping contacts (they are sealed at the edge), making requests, the
//! clock.

pub mod alimtalk;
pub mod automatic;
pub mod consent;
pub mod contact;
pub mod dispatch;
pub mod gate;
pub mod link;
pub mod optout;
pub mod platform;
pub mod price;
pub mod provider;
pub mod relay;
pub mod schedule;
pub mod send;
pub mod text;
mod variables;
