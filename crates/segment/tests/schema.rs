//! `schemas/segment.json` is made from the catalogue: `BLESS=1 cargo test -p segment --test schema` writes it anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use segment::catalogue::{Ask, Entry, KnownBy, NUMBER_MAX, ProductField, What, entries};
use segment::compile::{Target, compile};
use segment::definition::{CONDITIONS_MAX, DEPTH_MAX, NAME_CHARS_MAX, Segment, VALUE_CHARS_MAX, VALUES_MAX};
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
    for entry in entries().filter(|entry| entry.ask != Ask::Segments) {
        let condition = sample(entry);
        let segment = json!({"id": "s", "include": [condition]});
        let segment: Segment = serde_json::from_value(segment).unwrap();
        assert_eq!(compile(&[segment], Target::Full).errors, [], "{}", entry.kind);
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
            "version": {"description": "The version of this form. Of a later one, kinds that are not known are kept and stand for unknown.", "type": "integer", "minimum": 1, "default": 1},
            "id": {"description": "Its id.", "type": "string", "pattern": "^[a-z0-9-]{1,40}$"},
            "name": {"description": "What the shop owner calls it.", "type": "string", "maxLength": NAME_CHARS_MAX},
            "include": list("Conditions of different kinds join by AND, those of one kind by OR."),
            "any_of": {
                "description": "Blocks: in each one condition is enough, whatever its kind.",
                "type": "array",
                "items": {"type": "array", "minItems": 1, "maxItems": CONDITIONS_MAX, "items": {"$ref": "#/$defs/condition"}},
            },
            "exclude": list("Whoever matches any of these is out."),
            "rule": {"description": format!("The nested form, at most {DEPTH_MAX} levels deep."), "$ref": "#/$defs/rule"},
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
                "properties": {"kind": {"description": "Which fact is asked.", "enum": entries().map(|entry| entry.kind).collect::<Vec<_>>()}},
                "oneOf": entries().map(condition).collect::<Vec<_>>(),
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
        Ask::Number | Ask::Money => merge(&mut schema, one_of(&NUMBERS)),
        Ask::Day => merge(&mut schema, one_of(&["within_days", "beyond_days", "from", "to"])),
        Ask::NextDay => merge(&mut schema, one_of(&["next_days", "from", "to"])),
        Ask::YesNo | Ask::Is(_) | Ask::First => required.push("value"),
        Ask::NextLog | Ask::Log(What::SomeKeys | What::Everything | What::Fixed(_) | What::Marked(_)) => {}
        Ask::Log(What::Priced) => merge(&mut schema, one_of(&["price_min", "price_max"])),
        Ask::Field => {
            required.push("field");
            merge(&mut schema, one_of(&["values", "min", "max", "above", "below", "equals"]));
        }
        _ => required.push("values"),
    }
    merge(&mut schema, json!({"required": required}));
    schema
}

const NUMBERS: [&str; 5] = ["min", "max", "above", "below", "equals"];

/// The keys that a kind of condition takes besides its kind.
fn keys(entry: &Entry) -> Map<String, Value> {
    let unit = if entry.unit.1.is_empty() { String::new() } else { format!(", in {}", entry.unit.1) };
    let values = |description: &str, item: Value| json!({"values": {"description": description, "type": "array", "minItems": 1, "maxItems": VALUES_MAX, "items": item}});
    let text = || json!({"type": "string", "minLength": 1, "maxLength": VALUE_CHARS_MAX});
    let matching = |names: &[&str], otherwise: &str| json!({"match": {"description": format!("How texts compare, without regard to case; {otherwise} where it is left out."), "enum": names}});
    let numbers = |value: Value, unit: &str| {
        let end = |description: &str| with(value.clone(), &format!("{description}{unit}."));
        json!({"min": end("At least"), "max": end("At most"), "above": end("More than"), "below": end("Less than"), "equals": end("Exactly")})
    };
    let max = entry.max;
    let count = |max: i64| json!({"anyOf": [{"type": "integer", "minimum": 0, "maximum": max}, {"type": "string", "pattern": "^[0-9]+$"}]});
    let money = || json!({"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": "^[0-9][0-9,]*(\\.[0-9]+)?$"}]});
    let query = || json!({"query": {"description": "Compare pages with their query. Left out: only where a value has a ?, or is parameters and nothing else, such as cate_no=24.", "type": "boolean"}});
    let texts = || values("Texts; one is enough.", text());
    let pages = || {
        values(
            "Addresses of pages, or parts of them: /cart, https://shop.kr/cart, shop.kr/cart (with contains: of m.shop.kr too), cate_no=24 (a whole parameter, wherever it stands). One is enough.",
            text(),
        )
    };
    let any_match = |otherwise: &str| matching(&["equals", "starts_with", "contains", "glob", "regex"], otherwise);
    let same = || json!({"same": {"description": "Count the most frequent single page or thing, not all that match together.", "type": "boolean"}});
    let days = |description: &str| json!({"description": description, "type": "integer", "minimum": 0, "maximum": 365});
    let dates = || {
        json!({
            "from": {"description": "On or after this day.", "type": "string", "format": "date"},
            "to": {"description": "On or before this day.", "type": "string", "format": "date"},
        })
    };
    let ago = || json!({"within_days": days("Today and so many days before it."), "beyond_days": days("More than so many days ago.")});
    let how_often = || {
        let mut keys = numbers(count(NUMBER_MAX), "; left out: at least once");
        merge(&mut keys, ago());
        keys
    };
    let visit = || json!({"visit": {"description": "Only what happened in this visit; not beside days.", "type": "boolean"}});
    let yes = || json!({"value": {"description": "Yes or no.", "type": "boolean"}});
    let all = match entry.ask {
        Ask::Number => vec![numbers(count(max), &unit)],
        Ask::Money => vec![numbers(money(), &unit)],
        Ask::Day => vec![ago(), dates()],
        Ask::NextDay => vec![json!({"next_days": days("Today and so many days after it.")}), dates()],
        Ask::Words => vec![matching(&["contains", "equals"], "contains"), texts()],
        Ask::WordsEqual => vec![matching(&["contains", "equals"], "equals"), texts()],
        Ask::Named(_) => vec![values("Names of sites, such as naver or instagram; one is enough.", text())],
        Ask::Domain => vec![values(
            "Domains, such as naver.com; what is below them counts, www. in front does not, and of an address its host counts. One is enough.",
            text(),
        )],
        Ask::Language => vec![values("Languages, such as ko; ko takes ko-KR. One is enough.", text())],
        Ask::OneOf(names) => {
            let all: Vec<&str> = names.iter().copied().chain(entry.labels()).collect();
            vec![values("One of these is enough; what people call them is taken for them.", json!({"enum": all}))]
        }
        Ask::Url => vec![any_match("contains"), pages(), query()],
        Ask::Path => vec![any_match("contains"), pages(), query(), numbers(count(NUMBER_MAX), ", in views"), same()],
        Ask::Weekdays => vec![values("Weekdays.", json!({"enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}))],
        Ask::Hours => vec![values("Hours of the day; 9 is from 9:00 to 9:59.", json!({"type": "integer", "minimum": 0, "maximum": 23}))],
        Ask::Months => vec![values("Months.", json!({"type": "integer", "minimum": 1, "maximum": 12}))],
        Ask::Product(field) => {
            let what = match field {
                ProductField::Id => "Ids of products; one is enough.",
                ProductField::Name => "Names of products; one is enough.",
                ProductField::Category => "Categories; one is enough.",
            };
            vec![any_match("equals"), values(what, text())]
        }
        Ask::YesNo | Ask::Is(_) | Ask::First => vec![yes()],
        Ask::Log(What::Everything | What::Fixed(_)) => vec![how_often(), visit()],
        Ask::Log(What::SomeKeys) => {
            vec![any_match("equals"), values("Ids; one is enough. Left out: any.", text()), how_often(), visit(), same()]
        }
        Ask::Log(What::Keys) => vec![any_match("equals"), texts(), how_often(), same()],
        Ask::Log(What::Labels) if entry.by == KnownBy::Edge => vec![any_match("equals"), texts(), how_often(), same()],
        Ask::Log(What::Labels) => vec![any_match("equals"), texts(), how_often(), visit(), same()],
        Ask::Log(What::Listed) => vec![values("Ids of lists; one is enough.", text())],
        Ask::Log(What::Marked(_)) => vec![values("Ids of messages; one is enough. Left out: any.", text()), how_often(), visit()],
        Ask::Log(What::Priced) => vec![
            json!({"price_min": with(money(), "Price at least."), "price_max": with(money(), "Price at most.")}),
            how_often(),
            visit(),
            same(),
        ],
        Ask::Log(What::Events) => vec![
            values("Names of events; one is enough.", text()),
            json!({
                "property": with(text(), "The name of a property."),
                "property_values": {"description": "Its values; one is enough.", "type": "array", "minItems": 1, "maxItems": VALUES_MAX, "items": {"anyOf": [text(), {"type": "number"}]}},
            }),
            any_match("equals"),
            how_often(),
            visit(),
        ],
        Ask::NextLog => vec![
            any_match("equals"),
            values("Numbers of coupons; one is enough. Left out: any.", text()),
            json!({"next_days": days("Ending today or within so many days after it.")}),
            numbers(count(NUMBER_MAX), ", in coupons; left out: at least one"),
        ],
        Ask::Field => vec![
            json!({"field": with(text(), "The field's name.")}),
            matching(&["contains", "equals"], "equals"),
            values("Texts; one is enough.", json!({"anyOf": [text(), {"type": "number"}]})),
            numbers(money(), " (of a field that is a number of 0 or more; one below 0 lies in no range)"),
        ],
        Ask::Segments => vec![values("Ids of other segments; one is enough.", json!({"type": "string", "pattern": "^[a-z0-9-]{1,40}$"}))],
    };
    all.into_iter().flat_map(|keys| if let Value::Object(keys) = keys { keys } else { Map::new() }).collect()
}

fn sample(entry: &Entry) -> Value {
    let mut condition = match entry.ask {
        Ask::Number | Ask::Path => json!({"min": 1}),
        Ask::Money => json!({"min": "12000.5"}),
        Ask::Day => json!({"within_days": 7, "beyond_days": 3}),
        Ask::NextDay | Ask::NextLog => json!({"next_days": 7}),
        Ask::YesNo | Ask::Is(_) | Ask::First => json!({"value": true}),
        Ask::Field => json!({"field": "vip"}),
        Ask::Log(What::Priced) => json!({"price_min": "12000.5"}),
        Ask::Log(What::Events) => json!({"property": "plan", "property_values": ["pro", 3], "visit": true}),
        Ask::Log(What::SomeKeys) => json!({"visit": true, "min": 3, "same": true}),
        _ => json!({}),
    };
    let values = match entry.ask {
        Ask::OneOf(names) => json!(names),
        Ask::Url | Ask::Path => json!(["/p/"]),
        Ask::Weekdays => json!(["mon", "sun"]),
        Ask::Hours => json!([0, 23]),
        Ask::Months => json!([1, 12]),
        Ask::Named(_) => json!(["naver"]),
        Ask::Domain => json!(["naver.com"]),
        Ask::Language => json!(["ko"]),
        Ask::Number | Ask::Money | Ask::Day | Ask::NextDay | Ask::YesNo | Ask::Is(_) | Ask::First => Value::Null,
        Ask::Log(What::Everything | What::Fixed(_) | What::Priced) => Value::Null,
        _ => json!(["가방"]),
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
