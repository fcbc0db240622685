//! The JSON API of the console and of servers.

pub mod account;
pub mod audit;
pub mod configs;
pub mod effects;
pub mod forms;
pub mod imports;
pub mod invitations;
pub mod live;
pub mod messages;
pub mod objects;
pub mod orders;
pub mod population;
pub mod privacy;
pub mod rehearsals;
pub mod schemas;
pub mod segments;
pub mod sessions;
pub mod setup;
pub mod sites;
pub mod team;
pub mod tokens;
pub mod totals;
pub mod totp;
pub mod visitors;
mod zero;
