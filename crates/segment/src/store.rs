//! The segment store (S30): ready segments by situation, each with help and values to adjust. A template is copied and then edited freely.

/// The templates, JSON: `{"version", "groups": [{"id", "title"}], "templates": [{"id", "group", "title", "help", "segment", "adjust"}]}`. Titles
/// and help are `{"ko", "en"}`; `adjust` names the keys that a shop owner sets, as `include[0].min`. Kept by `tests/store.rs`, which has for
/// each one visitor who matches and one who does not.
pub const TEMPLATES: &str = include_str!("../data/templates.json");
