//! The JSON API of the console and of servers.

pub mod configs;
pub mod forms;
pub mod sessions;
pub mod setup;
pub mod sites;
pub mod tokens;
