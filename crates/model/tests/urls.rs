//! [`Url`] beside the URL standard: the addresses of `tests/cases/urls/whatwg.json`.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::{collections::BTreeMap, fs, path::Path};

use model::url::Url;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    description: String,
    source: String,
    /// Why `Url` may read an input otherwise than a browser does: name and words.
    reasons: BTreeMap<String, String>,
    cases: Vec<Case>,
}

/// What the standard makes of an input: the parts without their marks, and the address as a browser says it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    input: Option<String>,
    href: String,
    host: String,
    port: Option<u16>,
    path: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    fragment: String,
    unlike: Option<String>,
}

impl Case {
    /// Whether `Url` finds these parts in a text. A host's final dot is no part of it here.
    fn is_read_from(&self, text: &str) -> bool {
        Url::parse(text).is_ok_and(|url| {
            let host = self.host.strip_suffix('.').filter(|host| !host.is_empty()).unwrap_or(&self.host);
            (url.host, url.port, url.path, url.query, url.fragment) == (host, self.port, &*self.path, &*self.query, &*self.fragment)
        })
    }
}

fn file() -> File {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/urls/whatwg.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn what_a_browser_says_is_read_as_the_standard_does() {
    let file = file();
    assert!(!file.description.is_empty() && file.source.contains("BSD"));
    assert!(file.cases.len() > 150, "the cases are not there");
    let wrong: Vec<&str> = file.cases.iter().filter(|case| !case.is_read_from(&case.href)).map(|case| case.href.as_str()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_people_write_is_read_as_the_standard_does_but_for_the_reasons_named() {
    let file = file();
    let mut wrong = Vec::new();
    for case in &file.cases {
        let (Some(input), unlike) = (&case.input, &case.unlike) else { continue };
        if let Some(reason) = unlike {
            assert!(file.reasons.contains_key(reason), "{reason} is no reason");
        }
        if case.is_read_from(input) != unlike.is_none() {
            wrong.push(format!(
                "{}: {}",
                serde_json::to_string(input).unwrap(),
                unlike.as_deref().map_or("differs", |_| "agrees now: take its `unlike` away")
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
