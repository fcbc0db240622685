//! The recipe store (S36): whole recipes, each a segment, a message or a send, its timing and its link, filled in and ready to adjust.

/// The recipes, JSON: `{"version", "recipes": [{"id", "situation", "title", "help", "segment", "deliver", "timing", "link", "adjust"}]}`. Kept by
/// `tests/store.rs`.
pub const RECIPES: &str = include_str!("../data/recipes.json");
