//! The JSON API of the console and of servers.

pub mod campaigns;
pub mod changes;
pub mod configs;
pub mod effects;
pub mod forms;
pub mod imports;
pub mod items;
pub mod live;
pub mod objects;
pub mod orders;
pub mod previews;
pub mod publications;
pub mod schemas;
pub mod segments;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod sites;
pub mod tokens;
pub mod totals;
