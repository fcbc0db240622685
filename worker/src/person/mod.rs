//! The people of a site: where they live, what is asked of their objects, and how those answer.

pub mod ask;
pub mod audience;
pub mod blocks;
pub mod contacts;
mod first_form;
pub mod fold;
pub mod known;
pub mod looking;
pub mod member_blocks;
pub mod members;
pub mod moves;
pub mod orders;
pub mod placement;
pub mod population;
pub mod presence;
pub mod privacy;
pub mod products;
pub mod recognised;
pub mod rehearsal;
pub mod reports;
pub mod schema;
pub mod sends;
pub mod shoppers;
pub mod tables;
pub mod visitors;

use js_sys::JsString;
use model::wire::WireError;
use wasm_bindgen::JsValue;

/// How a text begins by which an object says that it is asked by an old map.
pub const MOVING: &str = "the map has changed, or is about to";
/// How a text begins by which an object says that contacts were sealed by a key that seals no longer.
pub const OLD_KEY: &str = "sealed by a key that is retired";
/// Somebody is on the site who did something within this long.
pub const LIVE_MS: i64 = 5 * 60_000;

/// Why an object does not do what it is asked.
#[derive(Debug)]
pub enum ShardError {
    /// The object belongs to another site, or is another one of its site.
    WrongObject,
    /// The bucket lives elsewhere.
    WrongBucket(u8),
    /// The bucket is on its way to another object, or is there already: ask again, by the map as it is then.
    Moving(u8),
    /// Contacts were sealed by an older key than this object has been told of: seal them by the newest.
    OldKey,
    /// The bytes are not what this version reads.
    Unreadable(WireError),
    /// What the storage refuses.
    Storage(worker::Error),
}

impl From<worker::Error> for ShardError {
    fn from(error: worker::Error) -> Self {
        Self::Storage(error)
    }
}

impl From<WireError> for ShardError {
    fn from(error: WireError) -> Self {
        Self::Unreadable(error)
    }
}

impl std::fmt::Display for ShardError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::WrongObject => f.write_str("this object is another one than the one that was asked"),
            Self::Moving(bucket) => write!(f, "{MOVING}: bucket {bucket}"),
            Self::OldKey => f.write_str(OLD_KEY),
            Self::WrongBucket(bucket) => write!(f, "bucket {bucket} does not live in this object"),
            Self::Unreadable(error) => write!(f, "{error}"),
            Self::Storage(error) => write!(f, "{error}"),
        }
    }
}

impl From<ShardError> for JsValue {
    fn from(error: ShardError) -> Self {
        js_sys::Error::new(&String::from(JsString::from(error.to_string()))).into()
    }
}
