//! The cases of `tests/cases/sources`, and what must hold for any text. `BLESS=1` rewrites what the cases expect.

// The helpers of a test may panic as the test may.
#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

use model::source::{SourceKind, Sources, SourcesError, SourcesFile, WORD_CHARS_MAX, classified, classify, needs_table};
use model::url::Url;
use model::user_agent;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    description: String,
    cases: Vec<Case>,
}

/// An arrival (`url`, `referrer`), which tells source and campaign, or a user agent (`ua`), which tells device and bot.
/// What is unknown is left out of `expect`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    description: String,
    referrer: Option<String>,
    url: Option<String>,
    ua: Option<String>,
    expect: Value,
}

#[test]
fn cases() {
    let bytes = table();
    let table = Sources::from_bytes(&bytes).unwrap();
    let mut wrong = Vec::new();
    let mut counts = [0, 0];
    for entry in fs::read_dir(root().join("tests/cases/sources")).unwrap() {
        let path = entry.unwrap().path();
        let mut file: File = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        for case in &mut file.cases {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let all = classified(&table, &text(&case.referrer), &text(&case.url), &text(&case.ua));
            let mut found = serde_json::to_value(all).unwrap();
            let other_half = if case.ua.is_some() { ["source", "campaign"] } else { ["device", "bot"] };
            for key in other_half {
                found.as_object_mut().unwrap().remove(key);
            }
            counts[usize::from(case.ua.is_some())] += 1;
            without_nulls(&mut found);
            if found != case.expect {
                wrong.push(format!("{}: {}\n  expected {}\n  found    {found}", path.display(), case.description, case.expect));
                case.expect = found;
            }
        }
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, written(&file)).unwrap();
            wrong.clear();
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(counts[0] >= 80 && counts[1] >= 60, "{counts:?}");
}

#[test]
fn the_table_is_sound() {
    let file = file();
    let bytes = file.to_bytes().unwrap();
    let table = Sources::from_bytes(&bytes).unwrap();
    for entry in &file.known {
        assert!(matches!(entry.kind, SourceKind::Direct) || !entry.name.is_empty(), "{entry:?}");
        assert!(!entry.name.contains(|c: char| c.is_ascii_uppercase()), "{entry:?}");
        for pattern in &entry.hosts {
            // No entry is hidden by one before it.
            let address = ["https://", &pattern.trim_start_matches('.').replace('*', "co.kr")].concat();
            let found = classify(&table, &address, "https://woorimall.example/");
            assert_eq!((found.kind, &found.name), (entry.kind, &entry.name), "{pattern}");
        }
    }
}

#[test]
fn tables_that_are_refused() {
    assert_eq!(Sources::from_bytes(b""), Err(SourcesError::Version));
    assert_eq!(Sources::from_bytes(b"\x02n_query"), Err(SourcesError::Version));
    assert_eq!(Sources::from_bytes(b"\x01\xff"), Err(SourcesError::Malformed));
    assert_eq!(Sources::from_bytes(&vec![1; 1 << 20]), Err(SourcesError::TooLong));
    let mut file = file();
    file.landing_words.push("two words".to_owned());
    assert_eq!(file.to_bytes(), Err(SourcesError::Member));
}

#[test]
fn without_a_table_the_rest_still_works() {
    let (referrer, url) = ("https://search.naver.com/search.naver?query=x", "https://woorimall.example/?utm_source=a&gclid=1");
    let arrival = classify(&Sources::default(), referrer, url);
    assert_eq!((arrival.kind, arrival.name.as_str(), arrival.word), (SourceKind::Referral, "search.naver.com", None));
    assert_eq!(arrival.campaign.unwrap().source.as_deref(), Some("a"));
}

#[test]
fn the_table_is_fetched_only_where_it_matters() {
    for (referrer, url, needed) in [
        ("", "https://woorimall.example/", false),
        ("", "https://woorimall.example/?n_query=x", true),
        ("https://www.woorimall.example/", "https://woorimall.example/?page=2", false),
        ("https://search.naver.com/", "https://woorimall.example/", true),
    ] {
        assert_eq!(needs_table(referrer, url), needed, "{referrer} {url}");
    }
}

/// Texts made of what addresses are made of, and any text at all.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("https://".to_owned()),
        Just("android-app://".to_owned()),
        Just("search.naver.com".to_owned()),
        Just("woorimall.example".to_owned()),
        Just("query=".to_owned()),
        Just("oquery=".to_owned()),
        Just("n_query=".to_owned()),
        Just("utm_source=".to_owned()),
        Just("%EA%B0%80%".to_owned()),
        Just("KAKAOTALK Mobile bot".to_owned()),
        "[:/?#@&=%+.\\[\\]| ]{0,3}",
        ".{0,12}",
    ];
    proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Nothing panics, and what is kept has its limit.
    #[test]
    fn any_text_is_classified(referrer in text(), url in text(), ua in text()) {
        let bytes = table();
        let found = classified(&Sources::from_bytes(&bytes).unwrap(), &referrer, &url, &ua);
        for word in [&found.source.word, &found.source.previous_word].into_iter().flatten() {
            prop_assert!(!word.is_empty() && word.chars().count() <= WORD_CHARS_MAX && word.trim_ascii() == word);
        }
        prop_assert_eq!(found.source.kind == SourceKind::Direct, found.source.name.is_empty());
        prop_assert!(found.source.kind != SourceKind::Campaign || found.campaign.is_some());
        prop_assert!(!found.bot || user_agent::device(&ua).app.is_none());
    }

    /// A table that was cut or changed on its way is refused or fits less; it never panics.
    #[test]
    fn any_bytes_are_a_table_or_not(at in 0..6000_usize, byte: u8, end in 0..6000_usize, referrer in text()) {
        let mut bytes = table();
        if let Some(slot) = bytes.get_mut(at) {
            *slot = byte;
        }
        bytes.truncate(end);
        let table = Sources::from_bytes(&bytes).unwrap_or_default();
        let _ = classify(&table, &referrer, "https://woorimall.example/?n_query=x&gclid=y");
    }

    /// Reading is the inverse of writing.
    #[test]
    fn parameters_come_back(name in "[a-z가-힣 &=%]{1,8}", value in ".{0,40}") {
        let text = ["https://a.example/?0=1&", &encoded(&name), "=", &encoded(&value), "&", &encoded(&name), "=2#f"].concat();
        let url = Url::parse(&text).unwrap();
        prop_assert_eq!(url.param(&name), Some(value));
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn file() -> SourcesFile {
    serde_json::from_str(include_str!("../data/sources.json")).unwrap()
}

fn table() -> Vec<u8> {
    file().to_bytes().unwrap()
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn without_nulls(value: &mut Value) {
    if let Value::Object(fields) = value {
        fields.retain(|_, field| !field.is_null());
        fields.values_mut().for_each(without_nulls);
    }
}

/// A file as it is kept: a line for each field, so that a change of what is expected is a change of one line.
fn written(file: &File) -> String {
    let cases = file.cases.iter().map(|case| {
        let Case { description, referrer, url, ua, .. } = case;
        let texts = [("description", Some(description)), ("referrer", referrer.as_ref()), ("url", url.as_ref()), ("ua", ua.as_ref())];
        let mut lines: Vec<String> =
            texts.into_iter().filter_map(|(name, text)| Some(format!("      \"{name}\": {}", Value::from(text?.as_str())))).collect();
        lines.push(format!("      \"expect\": {}", case.expect));
        format!("    {{\n{}\n    }}", lines.join(",\n"))
    });
    let cases = cases.collect::<Vec<_>>().join(",\n");
    format!("{{\n  \"description\": {},\n  \"cases\": [\n{cases}\n  ]\n}}\n", Value::from(file.description.as_str()))
}
