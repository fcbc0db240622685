//! What a stranger may read: everything in a bundle. So it holds no threshold of orders or money, no draft, no unused segment.
#![allow(clippy::type_complexity, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use message::{
    bundle::{Bundle, Settings, publish},
    definition::{Config, ConfigError},
};
use serde_json::{Value, from_value, json};

fn config(change: impl Fn(&mut Value)) -> Config {
    let mut config = json!({
        "segments": [
            {"id": "vip", "name": "비밀 우수 고객", "include": [{"kind": "purchase.spent", "min": "777777"}, {"kind": "purchase.orders", "min": 7}]},
            {"id": "unused", "include": [{"kind": "source.word", "values": ["아무도몰라"]}]},
        ],
        "messages": [
            {"id": "thanks", "name": "내부 이름", "type": "popcorn", "status": "active", "segment": "vip", "content": {"title": "고마워요"}},
            {"id": "later", "type": "popcorn", "status": "draft", "content": {"title": "아직 비밀"}},
        ],
    });
    change(&mut config);
    from_value(config).unwrap()
}

fn bundle_of(config: &Config) -> Vec<u8> {
    publish(config, &Settings { config_version: 1, korean: true, ..Settings::default() }).unwrap().bundle
}

#[test]
fn thresholds_do_not_show() {
    let one = bundle_of(&config(|_| {}));
    // Another threshold makes the same bytes: nothing of it can be in them.
    let other = bundle_of(&config(|config| {
        config["segments"][0]["include"][0]["min"] = json!("10");
        config["segments"][0]["include"][1]["min"] = json!(3);
    }));
    assert_eq!(one, other);
}

#[test]
fn drafts_names_and_unused_segments_stay_at_home() {
    let bundle = bundle_of(&config(|_| {}));
    let has = |text: &str| bundle.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(has("고마워요") && has("thanks"));
    for secret in ["비밀", "우수", "내부", "아무도몰라", "later", "vip", "777777"] {
        assert!(!has(secret), "{secret} is in the bundle");
    }
}

#[test]
fn a_bundle_is_read_back_and_cut_bytes_never_panic() {
    let bundle = bundle_of(&config(|_| {}));
    assert_eq!(Bundle::read(&bundle).unwrap().messages.iter().count(), 1);
    for end in 0..bundle.len() {
        let _ = Bundle::read(&bundle[..end]);
    }
}

#[test]
fn what_is_wrong_is_said() {
    let wrong = |change: fn(&mut Value)| publish(&config(change), &Settings::default()).unwrap_err();
    let cases: [(fn(&mut Value), fn(&ConfigError) -> bool); 6] = [
        (|config| config["messages"][0]["segment"] = json!("nobody"), |error| matches!(error, ConfigError::NoSuchSegment { .. })),
        (|config| config["messages"][1]["id"] = json!("thanks"), |error| matches!(error, ConfigError::BadId { .. })),
        (|config| config["messages"][0]["id"] = json!("No Slug"), |error| matches!(error, ConfigError::BadId { .. })),
        (
            |config| config["messages"][0]["content"]["button"] = json!({"label": "가기", "href": "javascript:alert(1)"}),
            |error| matches!(error, ConfigError::Content { at, .. } if at == "content.button.href"),
        ),
        (
            |config| config["segments"][1]["include"] = json!([{"kind": "source.word"}]),
            |error| matches!(error, ConfigError::Segment { .. }),
        ),
        (
            |config| config["messages"][0]["type"] = json!("gauge"),
            |error| matches!(error, ConfigError::Content { at, .. } if at == "content.tiers"),
        ),
    ];
    for (change, is_expected) in cases {
        let error = wrong(change);
        assert!(is_expected(&error), "{error}");
    }
}
