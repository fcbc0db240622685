//! What is said of messages, and the bundle that shows one.

use message::bundle::{Settings, publish};
use message::definition::{self, Config, Message, Status};
use model::facts::{Fact, Value as FactValue};
use model::money::Currency;
use model::time::{EpochMs, Zone};
use model::wire::{Answer, VERSION as WIRE, written};
use segment::check::{Finding, Severity};
use serde_json::Value;

/// What is wrong and doubtful about a draft. What cannot be read at all has one finding: where, and what the reader says.
pub fn check(draft: &Value) -> Vec<Finding> {
    match read(draft) {
        Ok(message) => definition::everything(&message),
        Err(unread) => vec![unread],
    }
}

/// The version of [`bundle`]: an answer of another one would send the browser for a newer bundle.
const VERSION: u32 = 1;

/// The bundle that browsers would load if there were nothing but this draft, in force now and for everybody; empty where it cannot be published.
pub fn bundle(draft: &Value, currency: &str, korean: bool) -> Vec<u8> {
    let Ok(message) = read(draft) else { return Vec::new() };
    let shown = Message { status: Status::Active, segment: None, group: None, ..message };
    let config = Config { messages: vec![shown], ..Config::default() };
    // Days and hours are not tried here: any zone will do.
    let settings =
        Settings { config_version: VERSION, currency: Currency::parse(currency).unwrap_or_default(), korean, zone: Zone::default() };
    publish(&config, &settings).map(|made| made.bundle).unwrap_or_default()
}

/// What the edge would answer a shopper of whom it knows this: texts `grade`, `word`, `previous_word`, numbers `points`. For trying a message on them.
pub fn answer(known: &Value, now_ms: f64) -> Vec<u8> {
    let text = |name: &str, fact: Fact| known.get(name).and_then(Value::as_str).map(|text| (fact, FactValue::Text(text.to_owned())));
    let points = known.get("points").and_then(Value::as_i64).map(|points| (Fact::Points, FactValue::Number(points)));
    let texts = [text("grade", Fact::Grade), text("word", Fact::Word), text("previous_word", Fact::PreviousWord)];
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of this century")]
    let server_now = EpochMs(now_ms as i64);
    let facts = texts.into_iter().chain([points]).flatten().collect();
    let mut bytes = vec![WIRE];
    bytes.extend(written(&Answer { server_now, config_version: VERSION, done: Vec::new(), facts, bits: Vec::new() }));
    bytes
}

fn read(draft: &Value) -> Result<Message, Finding> {
    serde_path_to_error::deserialize(draft).map_err(|error| {
        let at = error.path().to_string();
        let en = error.into_inner().to_string();
        let ko = format!("읽을 수 없는 값이에요: {en}");
        Finding { severity: Severity::Error, at: if at == "." { String::new() } else { at }, code: "unreadable", ko, en }
    })
}

#[cfg(test)]
mod tests {
    use message::bundle::Bundle;
    use serde_json::json;

    use super::*;

    fn places(draft: &Value) -> Vec<(String, Severity)> {
        check(draft).into_iter().map(|found| (found.at, found.severity)).collect()
    }

    #[test]
    fn says_what_the_edge_would_say() {
        let wrong = |at: &str| vec![(at.to_owned(), Severity::Error)];
        for (draft, said) in [
            (json!({ "id": "a", "type": "popcorn", "content": { "title": "가" } }), Vec::new()),
            (json!({ "id": "a", "type": "popcorn", "content": {} }), wrong("content")),
            (json!({ "id": "a", "type": "popcorn", "content": { "title": "{nobody}" } }), wrong("content.title")),
            (json!({ "id": "a", "type": "nothing", "content": { "title": "가" } }), wrong("type")),
            (
                json!({ "id": "a", "type": "popcorn", "content": { "title": "가" }, "trigger": { "on": "idle", "seconds": 0 } }),
                wrong("trigger.seconds"),
            ),
        ] {
            let found: Vec<_> =
                places(&draft).into_iter().map(|(at, severity)| (at.split(".text").next().unwrap().to_owned(), severity)).collect();
            assert_eq!(found, said, "{draft}");
        }
    }

    #[test]
    fn says_all_at_once() {
        let draft = json!({
            "id": "a", "type": "popcorn", "control": 91, "content": { "title": "가", "radius": 40 },
            "variants": [{ "id": "B", "content": {} }],
        });
        let errors: Vec<String> =
            places(&draft).into_iter().filter(|(_, severity)| *severity == Severity::Error).map(|(at, _)| at).collect();
        assert_eq!(errors, ["control", "content.radius", "variants[0].content"]);
    }

    #[test]
    fn answers_as_the_edge_does() {
        let bytes = answer(&json!({ "grade": "VIP", "points": 3200, "other": 1 }), 1.0e12);
        assert_eq!(bytes[0], WIRE);
        let read: Answer = model::wire::read(&bytes[1..]).unwrap();
        assert_eq!(read.facts, [(Fact::Grade, FactValue::Text("VIP".into())), (Fact::Points, FactValue::Number(3200))]);
        assert_eq!((read.config_version, read.server_now), (VERSION, EpochMs(1_000_000_000_000)));
    }

    #[test]
    fn shows_a_draft_to_everybody() {
        let draft =
            json!({ "id": "a", "type": "popcorn", "status": "draft", "segment": "rich", "group": "sale", "content": { "title": "가" } });
        let read = Bundle::read(&bundle(&draft, "KRW", true)).unwrap();
        assert_eq!(read.messages.iter().count(), 1);
        assert!(read.settings.korean);
        assert!(bundle(&json!({ "id": "a", "type": "popcorn", "content": {} }), "KRW", true).is_empty());
    }
}
