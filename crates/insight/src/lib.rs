//! What reports say.
//!
//! In scope: partials that each object of a site answers with and that merge in any order ([`effect::Part`], [`sum::Sum`]), what may be
//! concluded from the whole ([`effect::lift`]), and what each number means in words ([`words`]). Out of scope: asking, storing, drawing.

pub mod effect;
pub mod sum;
pub mod words;
