//! Where things are kept: one home per binding, with its names and types.

pub mod accounts;
pub mod configs;
pub mod db;
pub mod erasures;
pub mod live;
pub mod shard;
pub mod sites;
pub mod sql;
pub mod tries;
pub mod value;
