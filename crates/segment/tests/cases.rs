//! `tests/cases/segments/*.json`: who matches, as data. `BLESS=1` rewrites the expectations. The same files run through the built wasm
//! (`cargo xtask test`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use std::{fs, path::PathBuf};

use model::facts_json::FactsJson;
use segment::{
    compile::{Target, compile},
    definition::Segment,
    engine::evaluate,
    verdict::Verdict,
};
use serde_json::{Value, from_value, json};

fn files() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/segments");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn who_matches() {
    let files = files();
    assert!(files.len() >= 6, "the cases are not there");
    for file in files {
        let mut case: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        assert!(case["description"].is_string(), "{}: say what it is about", file.display());
        let segments: Vec<Segment> = from_value(case["segments"].clone()).unwrap();
        let compiled = compile(&segments, Target::Full);
        let mut found = Vec::new();
        for one in case["cases"].as_array().unwrap() {
            let (facts, zone) = from_value::<FactsJson>(one["facts"].clone()).unwrap().facts().unwrap();
            let verdicts = evaluate(&compiled.program(), &facts, &zone, &[]);
            let matches: Vec<&String> =
                compiled.ids.iter().zip(verdicts).filter(|(_, verdict)| *verdict == Verdict::Yes).map(|(id, _)| id).collect();
            found.push(json!(matches));
        }
        if std::env::var_os("BLESS").is_some() {
            for (one, matches) in case["cases"].as_array_mut().unwrap().iter_mut().zip(found) {
                one["matches"] = matches;
            }
            fs::write(&file, format!("{}\n", serde_json::to_string_pretty(&case).unwrap())).unwrap();
            continue;
        }
        for (one, matches) in case["cases"].as_array().unwrap().iter().zip(found) {
            assert_eq!(one["matches"], matches, "{}: {}", file.display(), one["facts"]);
        }
    }
}
