//! Where things are kept: one home per binding, with its names and types.

pub mod accounts;
pub mod audit;
pub mod birth;
pub mod change;
pub mod configs;
pub mod db;
pub mod erasures;
pub mod imports;
pub mod items;
pub mod links;
pub mod live;
pub mod pictures;
pub mod providers;
pub mod relays;
pub mod secrets;
pub mod sessions;
pub mod shard;
pub mod site_keys;
pub mod sites;
pub mod sql;
pub mod team;
pub mod templates;
pub mod tokens;
pub mod totp;
pub mod tries;
pub mod value;
