//! The steps of a message's life, its own time, its group's switch, and what is said of two configurations.
#![allow(clippy::unwrap_used, reason = "a test")]

use message::{
    bundle::{Bundle, Settings, publish},
    changes::changes,
    definition::{Config, ConfigError, Status},
    life::STEPS,
};
use model::time::EpochMs;
use serde_json::{Value, from_value, json};

fn message(id: &str, more: &Value) -> Value {
    let mut message = json!({"id": id, "name": id, "type": "popcorn", "status": "active", "content": {"title": "안녕하세요"}});
    message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    message
}

fn config(json: Value) -> Config {
    from_value(json).unwrap()
}

#[test]
fn every_status_has_its_steps() {
    for (status, next) in STEPS {
        assert_eq!(Status::named(status.name()), Some(status));
        for other in STEPS.map(|(other, _)| other) {
            assert_eq!(status.may_become(other), status == other || next.contains(&other), "{status:?} → {other:?}");
        }
    }
    assert!(Status::Ended.next().is_empty() && !Status::Draft.may_become(Status::Paused) && !Status::Active.may_become(Status::Draft));
}

#[test]
fn time_and_group_say_what_is_in_force() {
    let config = config(json!({
        "messages": [
            message("now", &json!({})),
            message("later", &json!({"start": "1970-01-01T00:00:20Z"})),
            message("till", &json!({"end": "1970-01-01T00:00:30Z", "group": "sale"})),
            message("off", &json!({"group": "off"})),
            message("draft", &json!({"status": "draft", "start": "1970-01-01T00:00:05Z"})),
        ],
        "groups": [{"id": "sale", "name": "세일"}, {"id": "off", "paused": true}],
    }));
    let shown = |at_s: i64| -> Vec<String> {
        let bundle = publish(&config.in_force(EpochMs(at_s * 1000)), &Settings::default()).unwrap().bundle;
        Bundle::read(&bundle).unwrap().messages.iter().map(|message| message.id.to_owned()).collect()
    };
    assert_eq!(shown(10), ["now", "till"]);
    assert_eq!(shown(20), ["now", "later", "till"]);
    assert_eq!(shown(30), ["now", "later"]);
    assert_eq!(config.next_due(EpochMs(0)), Some(EpochMs(20_000)));
    assert_eq!(config.next_due(EpochMs(20_000)), Some(EpochMs(30_000)));
    assert_eq!(config.next_due(EpochMs(30_000)), None);
}

#[test]
fn what_cannot_be_is_refused() {
    let publish = |json: Value| publish(&config(json), &Settings::default()).unwrap_err();
    let error = publish(json!({"messages": [message("m", &json!({"group": "nobody"}))]}));
    assert_eq!(error, ConfigError::NoSuchGroup { message: "m".into(), group: "nobody".into() });
    let error = publish(json!({"messages": [message("m", &json!({"start": 2000, "end": 2000}))]}));
    assert!(matches!(&error, ConfigError::Rule { finding, .. } if finding.at == "end"), "{error}");
    let error = publish(json!({"groups": [{"id": "a"}, {"id": "a"}]}));
    assert_eq!(error, ConfigError::BadGroup { id: "a".into() });
}

#[test]
fn a_bundle_that_is_too_big_names_its_largest_messages() {
    let text = "가".repeat(300);
    let big = json!({"content": {"title": text, "text": text, "badge": text, "done_text": text}});
    let mut messages: Vec<Value> = (0..80).map(|n| message(&format!("m-{n}"), &big)).collect();
    messages.push(message("largest", &json!({"content": {
        "title": text, "text": text, "badge": text, "done_text": text, "image": {"src": format!("/{}", "x".repeat(1900)), "width": 1, "height": 1},
    }})));
    let error = publish(&config(json!({"messages": messages})), &Settings::default()).unwrap_err();
    let ConfigError::TooBig { bytes, max, largest } = error else { panic!("{error:?}") };
    assert!(bytes > max);
    assert_eq!(largest.len(), 3);
    assert_eq!(largest.first().unwrap().0, "largest");
}

#[test]
fn changes_are_said() {
    let from = config(json!({
        "segments": [{"id": "a", "name": "가"}, {"id": "b"}],
        "messages": [message("stays", &json!({})), message("stops", &json!({})), message("goes", &json!({})), message("says", &json!({}))],
        "groups": [{"id": "sale", "name": "세일"}],
    }));
    let to = config(json!({
        "segments": [{"id": "a", "name": "가", "include": [{"kind": "cart.units", "min": 1}]}],
        "messages": [
            message("stays", &json!({})),
            message("stops", &json!({"status": "paused", "priority": 3})),
            message("says", &json!({"content": {"title": "새로"}, "segment": "a"})),
            message("new", &json!({})),
        ],
        "groups": [{"id": "sale", "name": "세일", "paused": true}],
        "attribution": {"click_days": 3, "view_days": 0},
    }));
    let said: Vec<String> = changes(&from, &to).into_iter().map(|change| change.en).collect();
    assert_eq!(
        said,
        [
            "Segment “가”: changed",
            "Segment “b”: removed",
            "Message “stops”: paused, changed (priority)",
            "Message “says”: changed (segment, content)",
            "Message “new”: added",
            "Message “goes”: removed",
            "Message group “세일”: paused",
            "Attribution window: changed",
        ]
    );
    assert_eq!(changes(&from, &to).first().unwrap().ko, "세그먼트 ‘가’ 변경");
    assert_eq!(changes(&to, &to), []);
}
