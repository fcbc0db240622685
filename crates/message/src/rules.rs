//! When a message may show, as a shop owner says it.

use serde::{Deserialize, Serialize};

/// How often a message shows to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Showings a visit; none: no limit. Whatever it is, a message that was closed stays away for the rest of the visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_visit: Option<u16>,
    /// Offers "오늘 하루 보지 않기".
    #[serde(default)]
    pub hide_today: bool,
}
