//! What is of the moment.

use model::facts::Fact;

/// What no event tells.
pub const UNTOLD: &[Fact] = &[Fact::Scroll, Fact::ExitIntent];
