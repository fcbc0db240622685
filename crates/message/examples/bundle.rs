//! Compiles configurations as publishing does, for tests that draw messages without an edge: `[{"key", "korean", "config"}]` in, for each a line
//! of its key and its bundle in hexadecimal out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a tool of the tests")]

use std::{fmt::Write as _, io::stdin};

use message::{
    bundle::{Settings, publish},
    definition::Config,
};
use model::time::Zone;

#[derive(serde::Deserialize)]
struct Given {
    key: String,
    korean: bool,
    config: Config,
}

fn main() {
    let all: Vec<Given> = serde_json::from_reader(stdin()).expect("a list of configurations");
    for Given { key, korean, config } in all {
        let settings = Settings { config_version: 1, korean, zone: Zone::fixed(9 * 3600), ..Settings::default() };
        let published = publish(&config, &settings).unwrap_or_else(|error| panic!("{key}: {error}"));
        let hex = published.bundle.iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        });
        println!("{key} {hex}");
    }
}
