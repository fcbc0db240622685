//! `tests/cases/segments/*.json`: who matches, as data. `BLESS=cases` rewrites the expectations. The same files run through the built wasm
//! (`cargo xtask test`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use std::{collections::BTreeSet, fs, path::PathBuf};

use model::facts::json::FactsJson;
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
    assert!(files.len() >= 20, "the cases are not there");
    let mut differences = Vec::new();
    for file in files {
        let mut case: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        assert!(case["description"].is_string(), "{}: say what it is about", file.display());
        // What is broken matches nobody and takes no other down with it; a file says which are meant to be.
        let mut broken = Vec::new();
        let mut segments = Vec::new();
        for json in case["segments"].as_array().unwrap() {
            match Segment::read(json) {
                Ok(segment) => segments.push(segment),
                Err(_) => broken.push(json["id"].clone()),
            }
        }
        let compiled = compile(&segments, Target::Full);
        broken.extend(compiled.errors.iter().map(|(id, _)| json!(id)));
        let meant: BTreeSet<&str> = case["broken"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert_eq!(broken.iter().filter_map(Value::as_str).collect::<BTreeSet<_>>(), meant, "{}: {:?}", file.display(), compiled.errors);
        let mut found = Vec::new();
        for one in case["cases"].as_array().unwrap() {
            let (facts, zone) = from_value::<FactsJson>(one["facts"].clone()).unwrap().facts();
            let verdicts = evaluate(&compiled.program(), &facts, &zone, &[]);
            let matches: Vec<&String> =
                compiled.ids.iter().zip(verdicts).filter(|(_, verdict)| *verdict == Verdict::Yes).map(|(id, _)| id).collect();
            found.push(json!(matches));
        }
        if std::env::var("BLESS").is_ok_and(|what| what == "cases") {
            for (one, matches) in case["cases"].as_array_mut().unwrap().iter_mut().zip(found) {
                one["matches"] = matches;
            }
            fs::write(&file, format!("{}\n", serde_json::to_string_pretty(&case).unwrap())).unwrap();
            continue;
        }
        for (one, matches) in case["cases"].as_array().unwrap().iter().zip(found) {
            if one["matches"] != matches {
                let name = file.file_name().unwrap().to_string_lossy();
                differences.push(format!("{name}: {} should match {} and matches {matches}", one["facts"], one["matches"]));
            }
        }
    }
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n"));
}
