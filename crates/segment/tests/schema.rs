//! `schemas/segment.json` is made from the catalogue: `BLESS=1 cargo test -p segment --test schema` writes it anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use segment::catalogue::{Ask, CATALOGUE, Entry, KnownBy, ProductField};
use segment::compile::{CONDITIONS_MAX, VALUE_CHARS_MAX, VALUES_MAX};
use serde_json::{Map, Value, json};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/segment.json");

#[test]
fn the_schema_is_the_catalogues() {
    let mut made = serde_json::to_string_pretty(&schema()).unwrap();
    made.push('\n');
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(PATH, &made).unwrap();
    }
    let written = std::fs::read_to_string(PATH).unwrap();
    assert!(written == made, "schemas/segment.json is not what the catalogue says: run BLESS=1 cargo test -p segment --test schema");
}

/// Every condition that the schema can write down is one that compiles, with its required keys and no others.
#[test]
fn what_the_schema_takes_compiles() {
    for entry in CATALOGUE {
        let condition = sample(entry);
        let segment = json!({"id": "s", "include": [condition]});
        let segment: segment::definition::Segment = serde_json::from_value(segment).unwrap();
        assert_eq!(segment::compile::check(&segment), Ok(()), "{}", entry.kind);
        let known = keys(entry);
        for key in condition.as_object().unwrap().keys() {
            assert!(key == "kind" || known.contains_key(key), "{}: {key}", entry.kind);
        }
    }
}

fn schema() -> Value {
    let list = |description: &str| json!({"description": description, "type": "array", "maxItems": CONDITIONS_MAX, "items": {"$ref": "#/$defs/condition"}});
    let rule = |key: &str, description: &str, value: Value| json!({"type": "object", "additionalProperties": false, "required": [key], "properties": {key: with(value, description)}});
    let parts = json!({"type": "array", "minItems": 1, "maxItems": CONDITIONS_MAX, "items": {"$ref": "#/$defs/rule"}});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "segment.json",
        "title": "Segment",
        "description": "Whom a message or a send is for: conditions on what is known of a visit and its person. include, any_of, exclude and rule join by AND.",
        "type": "object",
        "additionalProperties": false,
        "required": ["id"],
        "properties": {
            "id": {"description": "Its id.", "type": "string", "pattern": "^[a-z0-9-]{1,40}$"},
            "name": {"description": "What the shop owner calls it.", "type": "string"},
            "include": list("Conditions of different kinds join by AND, those of one kind by OR."),
            "any_of": {
                "description": "Blocks: in each one condition is enough, whatever its kind.",
                "type": "array",
                "items": {"type": "array", "minItems": 1, "maxItems": CONDITIONS_MAX, "items": {"$ref": "#/$defs/condition"}},
            },
            "exclude": list("Whoever matches any of these is out."),
            "rule": {"description": "The nested form, at most 8 levels deep.", "$ref": "#/$defs/rule"},
        },
        "$defs": {
            "rule": {
                "description": "A condition, or rules joined by all, any, not.",
                "anyOf": [
                    rule("all", "Every one of these.", parts.clone()),
                    rule("any", "At least one of these.", parts),
                    rule("not", "Not this.", json!({"$ref": "#/$defs/rule"})),
                    {"$ref": "#/$defs/condition"},
                ],
            },
            "condition": {
                "description": "One question to one fact. A fact that nobody knows makes it unknown, and unknown shows and sends nothing.",
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"description": "Which fact is asked.", "enum": CATALOGUE.iter().map(|entry| entry.kind).collect::<Vec<_>>()}},
                "oneOf": CATALOGUE.iter().map(condition).collect::<Vec<_>>(),
            },
        },
    })
}

fn condition(entry: &Entry) -> Value {
    let mut properties = Map::from_iter([(
        "kind".to_owned(),
        json!({"description": format!("{} / {} ({}).", entry.ko, entry.en, entry.feature), "const": entry.kind}),
    )]);
    properties.extend(keys(entry));
    let mut schema = json!({
        "description": if entry.by == KnownBy::Edge { format!("{}: only the edge knows it; browsers get the verdict, never the threshold.", entry.en) } else { entry.en.to_owned() },
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    let mut required = vec!["kind"];
    match entry.ask {
        Ask::Number | Ask::Money => merge(&mut schema, one_of(&["min", "max", "above", "below", "equals"])),
        Ask::Day => merge(&mut schema, one_of(&["within_days", "from", "to"])),
        Ask::YesNo => required.push("value"),
        _ => required.push("values"),
    }
    merge(&mut schema, json!({"required": required}));
    schema
}

/// The keys that a kind of condition takes besides its kind.
fn keys(entry: &Entry) -> Map<String, Value> {
    let unit = if entry.unit.1.is_empty() { String::new() } else { format!(", in {}", entry.unit.1) };
    let values = |description: &str, item: Value| json!({"values": {"description": description, "type": "array", "minItems": 1, "maxItems": VALUES_MAX, "items": item}});
    let text = || json!({"type": "string", "minLength": 1, "maxLength": VALUE_CHARS_MAX});
    let matching = |names: &[&str], otherwise: &str| json!({"match": {"description": format!("How texts compare, without regard to case; {otherwise} where it is left out."), "enum": names}});
    let numbers = |value: Value| {
        let end = |description: &str| with(value.clone(), &format!("{description}{unit}."));
        json!({"min": end("At least"), "max": end("At most"), "above": end("More than"), "below": end("Less than"), "equals": end("Exactly")})
    };
    let count = json!({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9]+$"}]});
    let query =
        || json!({"query": {"description": "Compare pages with their query. Left out: only where a value has a ?.", "type": "boolean"}});
    let pages = || values("Addresses of pages, or parts of them. One is enough.", text());
    let pages_match = || matching(&["equals", "starts_with", "contains", "glob"], "contains");
    let all = match entry.ask {
        Ask::Number => vec![numbers(count)],
        Ask::Money => {
            vec![numbers(json!({"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": "^[0-9][0-9,]*(\\.[0-9]+)?$"}]}))]
        }
        Ask::Day => vec![json!({
            "within_days": {"description": "Today and so many days before it.", "type": "integer", "minimum": 0, "maximum": 365},
            "from": {"description": "On or after this day.", "type": "string", "format": "date"},
            "to": {"description": "On or before this day.", "type": "string", "format": "date"},
        })],
        Ask::Words => vec![matching(&["contains", "equals"], "contains"), values("Texts; one is enough.", text())],
        Ask::OneOf(names) => vec![values("One of these is enough.", json!({"enum": names}))],
        Ask::Url => vec![pages_match(), pages(), query()],
        Ask::Path => vec![
            pages_match(),
            pages(),
            query(),
            numbers(count),
            json!({"same_page": {"description": "Count the views of the most seen single page, not of all pages that match.", "type": "boolean"}}),
        ],
        Ask::Weekdays => vec![values("Weekdays.", json!({"enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}))],
        Ask::Hours => vec![values("Hours of the day; 9 is from 9:00 to 9:59.", json!({"type": "integer", "minimum": 0, "maximum": 23}))],
        Ask::Product(field) => {
            let what = match field {
                ProductField::Id => "Ids of products; one is enough.",
                ProductField::Name => "Names of products; one is enough.",
                ProductField::Category => "Categories; one is enough.",
            };
            vec![matching(&["equals", "starts_with", "contains", "glob"], "equals"), values(what, text())]
        }
        Ask::YesNo => vec![json!({"value": {"description": "Yes or no.", "type": "boolean"}})],
    };
    all.into_iter().flat_map(|keys| if let Value::Object(keys) = keys { keys } else { Map::new() }).collect()
}

fn sample(entry: &Entry) -> Value {
    let mut condition = match entry.ask {
        Ask::Number | Ask::Path => json!({"min": 1}),
        Ask::Money => json!({"min": "12000.5"}),
        Ask::Day => json!({"within_days": 7}),
        Ask::YesNo => json!({"value": true}),
        _ => json!({}),
    };
    let values = match entry.ask {
        Ask::Words | Ask::Product(_) => json!(["가방"]),
        Ask::OneOf(names) => json!(names),
        Ask::Url | Ask::Path => json!(["/p/"]),
        Ask::Weekdays => json!(["mon", "sun"]),
        Ask::Hours => json!([0, 23]),
        _ => Value::Null,
    };
    merge(&mut condition, json!({"kind": entry.kind}));
    if !values.is_null() {
        merge(&mut condition, json!({"values": values}));
    }
    condition
}

fn one_of(keys: &[&str]) -> Value {
    json!({"anyOf": keys.iter().map(|key| json!({"required": [key]})).collect::<Vec<_>>()})
}

fn with(mut value: Value, description: &str) -> Value {
    merge(&mut value, json!({"description": description}));
    value
}

fn merge(into: &mut Value, more: Value) {
    if let (Some(into), Value::Object(more)) = (into.as_object_mut(), more) {
        into.extend(more);
    }
}
