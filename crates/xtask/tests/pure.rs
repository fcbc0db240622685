//! The pure crates stay pure: no clock, no randomness, no I/O, no JavaScript among what they depend on; and nothing points back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

const PURE: [&str; 7] = ["picture", "model", "segment", "message", "insight", "crm", "import"];
const BANNED: [&str; 9] = ["worker", "web-sys", "js-sys", "wasm-bindgen", "tokio", "getrandom", "rand", "chrono", "regex"];
/// Lower may not use higher.
const ORDER: [&str; 8] = ["picture", "model", "segment", "message", "insight", "crm", "import", "browser"];

/// Each package's own dependencies, without those for tests.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo).args(["metadata", "--format-version", "1", "--locked"]).output().expect("cargo metadata runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let names: BTreeMap<String, String> =
        metadata["packages"].as_array().expect("packages").iter().map(|package| (text(&package["id"]), text(&package["name"]))).collect();
    let is_normal =
        |dependency: &Value| dependency["dep_kinds"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()));
    let nodes = metadata["resolve"]["nodes"].as_array().expect("nodes");
    nodes
        .iter()
        .map(|node| {
            let own = node["deps"].as_array().expect("deps").iter().filter(|dependency| is_normal(dependency));
            (names[&text(&node["id"])].clone(), own.map(|dependency| names[&text(&dependency["pkg"])].clone()).collect())
        })
        .collect()
}

#[test]
fn pure_crates_are_pure() {
    let all = dependencies();
    for root in PURE {
        let mut seen = BTreeSet::new();
        let mut left = vec![root.to_owned()];
        while let Some(name) = left.pop() {
            if seen.insert(name.clone()) {
                assert!(!BANNED.contains(&name.as_str()), "{root} depends on {name}");
                left.extend(all.get(&name).into_iter().flatten().cloned());
            }
        }
        let place = ORDER.iter().position(|name| *name == root).expect("in the order");
        for higher in &ORDER[place + 1..] {
            assert!(!seen.contains(*higher), "{root} points back to {higher}");
        }
    }
}
