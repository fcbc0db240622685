//! Segments: conditions on facts, combined by AND, OR and NOT, compiled once and evaluated where something changed.
//!
//! In scope: the list of conditions ([`catalogue`]), their JSON ([`definition`]), checking and compiling ([`compile`]), verdicts of
//! three values ([`verdict`]), incremental evaluation ([`engine`]), explaining and describing ([`explain`]). Out of scope: what is
//! shown or sent because of a verdict, where facts come from, and what time it is.

pub mod ask;
pub mod catalogue;
pub mod check;
pub mod compile;
pub mod definition;
pub mod describe;
pub mod engine;
pub mod error;
pub mod explain;
pub mod ready;
pub mod replay;
pub mod send;
pub mod store;
pub mod test;
pub mod text;
pub mod unique;
pub mod verdict;
