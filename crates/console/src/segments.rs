//! What is said of segments.

use model::facts::json::FactsJson;
use model::money::Currency;
use segment::catalogue::{GROUPS, OTHER_NAMES, entries};
use segment::check::{Finding, check, check_for_send};
use segment::definition::{Segment, read_file};
use segment::describe::{condition_in, describe_in};
use segment::explain::explain;
use serde_json::{Map, Value, json};

/// The site's segments and its currency.
pub struct Desk {
    segments: Vec<Segment>,
    currency: Currency,
}

/// The moment at which a page is tried: any will do.
const ANY_TIME: &str = "2026-01-01T00:00:00+09:00";

impl Desk {
    pub fn new(segments: &str, currency: &str) -> Self {
        let all: Vec<Value> = serde_json::from_str(segments).unwrap_or_default();
        let segments = all.iter().filter_map(|json| Segment::read(json).ok()).collect();
        Self { segments, currency: Currency::parse(currency).unwrap_or_default() }
    }

    pub fn check(&self, draft: &Value, in_send: bool) -> Value {
        let segment = match Segment::read(draft) {
            Ok(segment) => segment,
            Err(errors) => return json!({ "findings": errors.iter().map(Finding::error).collect::<Vec<_>>() }),
        };
        let others = self.among(&segment);
        let findings = if in_send { check_for_send(&segment, &others) } else { check(&segment, &others) };
        json!({
            "findings": findings,
            "sentence": self.sentence(&segment, &others),
            "conditions": segment.conditions().into_iter().map(|(at, one)| json!({
                "at": at,
                "kind": one.kind,
                "ko": condition_in(one, &others, true, self.currency),
                "en": condition_in(one, &others, false, self.currency),
            })).collect::<Vec<_>>(),
            "simple": segment.simple(),
            "nested": segment.nested(),
        })
    }

    pub fn explain(&self, draft: &Value, facts: &Value) -> Value {
        let segment = match Segment::read(draft) {
            Ok(segment) => segment,
            Err(errors) => return errors.first().map_or(Value::Null, |error| failed(error.at(), &error.to_string())),
        };
        match FactsJson::read(facts) {
            Ok(known) => {
                let (facts, zone) = known.facts();
                json!(explain(&segment, &self.among(&segment), &facts, &zone, self.currency))
            }
            Err(error) => failed(&error.at, &error.to_string()),
        }
    }

    /// Conditions on pages differ in which page they read, and agree in how they compare it.
    pub fn page(&self, condition: &Value, url: &str) -> &'static str {
        let taken = ["match", "values", "query"];
        let mut current: Map<String, Value> = condition
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(key, _)| taken.contains(&key.as_str()))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect();
        current.insert("kind".into(), "content.current_page".into());
        let draft = json!({ "id": "page", "include": [current] });
        let is_sound = self
            .check(&draft, false)
            .get("findings")
            .and_then(Value::as_array)
            .is_some_and(|all| all.iter().all(|finding| finding.get("severity").and_then(Value::as_str) != Some("error")));
        let explained = self.explain(&draft, &json!({ "now": ANY_TIME, "page": { "url": url } }));
        match explained.get("verdict").and_then(Value::as_str) {
            Some("yes") if is_sound => "yes",
            Some("no") if is_sound => "no",
            _ => "unknown",
        }
    }

    pub fn read(&self, file: &str) -> Value {
        let one = serde_json::from_str::<Value>(file.trim_start_matches('\u{feff}'))
            .ok()
            .filter(|json| json.get("segments").is_none() && json.is_object());
        // One segment alone is a file of one.
        let wrapped = one.map(|segment| json!([segment]).to_string());
        match read_file(wrapped.as_deref().unwrap_or(file)) {
            Err(error) => json!({ "error": { "ko": error.ko(), "en": error.to_string() } }),
            Ok(read) => json!({ "segments": read.into_iter().map(|one| match one {
                Ok(segment) => {
                    let others = self.among(&segment);
                    json!({ "definition": segment, "findings": check(&segment, &others), "sentence": self.sentence(&segment, &others) })
                }
                Err(errors) => json!({ "definition": null, "findings": errors.iter().map(Finding::error).collect::<Vec<_>>() }),
            }).collect::<Vec<_>>() }),
        }
    }

    fn sentence(&self, segment: &Segment, others: &[Segment]) -> Value {
        json!({ "ko": describe_in(segment, others, true, self.currency), "en": describe_in(segment, others, false, self.currency) })
    }

    /// The site's segments with the draft in the place of the one that it will replace.
    fn among(&self, segment: &Segment) -> Vec<Segment> {
        self.segments.iter().filter(|other| other.id != segment.id).chain([segment]).cloned().collect()
    }
}

fn failed(at: &str, message: &str) -> Value {
    json!({ "error": { "at": at, "message": message } })
}

pub fn catalogue() -> Value {
    let groups: Vec<Value> = GROUPS.iter().map(|(name, ko, en)| json!({ "name": name, "ko": ko, "en": en })).collect();
    let conditions: Vec<Value> = entries()
        .map(|entry| {
            let mut row = json!(entry);
            if let Some(members) = row.as_object_mut() {
                let choices = entry.choices().into_iter().map(|(value, ko, en)| json!({ "value": value, "ko": ko, "en": en }));
                members.insert("choices".into(), choices.collect());
                let other = OTHER_NAMES.iter().filter(|(name, _)| *name == entry.kind || *name == entry.group());
                members.insert("other_names".into(), other.map(|(_, name)| json!(name)).collect());
            }
            row
        })
        .collect();
    json!({ "groups": groups, "conditions": conditions })
}
