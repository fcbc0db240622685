//! At build time: `schemas/api/*.json` and the JSON Schemas of `schemas/*.json` become the parts of the API's description that the table of
//! routes does not hold (`src/openapi.rs` has the form of those files). Used by the worker's build, and by the console's, whose types are made of it.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// What people write and `/api/schemas/…` serves, by its name among the components.
const WRITTEN: [(&str, &str); 6] =
    [("Segment", "segment"), ("Message", "message"), ("Group", "group"), ("Config", "config"), ("Facts", "facts"), ("Event", "event")];

/// What was read.
pub struct Described {
    /// Each operation by method and path, and the names of problems and of parts of paths.
    pub operations: Value,
    /// As they stand in the description.
    pub components: Value,
}

/// Reads it all.
///
/// # Errors
/// A file cannot be read, or names a component that is not there.
pub fn read(schemas: &Path) -> Result<Described> {
    let shared = json_of(&schemas.join("api/shared.json"))?;
    let mut components: Map<String, Value> = Map::new();
    for (name, file) in WRITTEN {
        let mut schema = json_of(&schemas.join(format!("{file}.json")))?;
        inline(&mut schema, name);
        components.insert(name.to_owned(), schema);
    }
    let mut operations: Map<String, Value> = Map::new();
    let mut likes: Vec<(String, Value)> = Vec::new();
    let mut files: Vec<_> = fs::read_dir(schemas.join("api"))?.collect::<std::io::Result<Vec<_>>>()?;
    files.sort_by_key(fs::DirEntry::file_name);
    for file in files {
        let part = json_of(&file.path())?;
        let tag = part.get("tag").cloned().unwrap_or_default();
        for (name, schema) in members(&part, "schemas") {
            let known = match schema.get("like") {
                Some(_) => {
                    likes.push((name.clone(), schema.clone()));
                    None
                }
                None => components.insert(name.clone(), schema_of(schema)),
            };
            if known.is_some() {
                return Err(format!("{name} is there twice").into());
            }
        }
        for (route, operation) in members(&part, "operations") {
            operations.insert(route.clone(), operation_of(operation, &tag));
        }
    }
    for (name, like) in likes {
        let made = alike(&components, &like).ok_or_else(|| format!("{name} is like nothing that is there"))?;
        components.insert(name, made);
    }
    let expanded = |key: &str| -> Map<String, Value> {
        let each = members(&shared, key);
        each.map(|(name, value)| {
            let mut value = value.clone();
            if let Some(schema) = value.get_mut("schema") {
                *schema = schema_of(schema);
            }
            (name.clone(), value)
        })
        .collect()
    };
    let path: Map<String, Value> = members(&shared, "path").map(|(name, schema)| (name.clone(), schema_of(schema))).collect();
    let components = json!({
        "schemas": components,
        "parameters": expanded("parameters"),
        "headers": expanded("headers"),
        "securitySchemes": shared.get("securitySchemes"),
    });
    let operations = json!({ "operations": operations, "path": path, "problems": shared.get("problems"), "tags": shared.get("tags") });
    for value in [&components, &operations] {
        let mut missing = Vec::new();
        dangling(value, &components, &mut missing);
        if !missing.is_empty() {
            return Err(format!("nothing is called {}", missing.join(", ")).into());
        }
    }
    Ok(Described { operations, components })
}

fn operation_of(from: &Value, tag: &Value) -> Value {
    let list = |key: &str| from.get(key).and_then(Value::as_array).into_iter().flatten();
    let parameter = |one: &Value| match one {
        Value::String(name) => json!({ "$ref": format!("#/components/parameters/{name}") }),
        written => {
            let mut parameter = json!({ "in": "query" });
            merge(&mut parameter, written);
            if let Some(schema) = parameter.get_mut("schema") {
                *schema = schema_of(schema);
            }
            parameter
        }
    };
    let answers: Map<String, Value> = members(from, "answers").map(|(status, answer)| (status.clone(), answer_of(answer))).collect();
    let path: Map<String, Value> = members(from, "path").map(|(name, schema)| (name.clone(), schema_of(schema))).collect();
    json!({
        "id": from.get("id"),
        "tag": from.get("tag").unwrap_or(tag),
        "parameters": list("query").chain(list("headers")).map(parameter).collect::<Vec<_>>(),
        "path": path,
        "takes": from.get("takes").map(schema_of),
        "answers": answers,
        "refuses": list("refuses").collect::<Vec<_>>(),
    })
}

/// An answer: the name of its schema, or `is`, or a `content` by media type; with headers by their names.
fn answer_of(from: &Value) -> Value {
    let mut answer = json!({ "description": from.get("description").and_then(Value::as_str).unwrap_or("Done.") });
    let headers: Map<String, Value> = from
        .get("headers")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|name| (header_name(name), json!({ "$ref": format!("#/components/headers/{name}") })))
        .collect();
    let content: Option<Map<String, Value>> = match (from.get("content"), from.get("is")) {
        (Some(content), _) => content
            .as_object()
            .map(|content| content.iter().map(|(kind, schema)| (kind.clone(), json!({ "schema": schema_of(schema) }))).collect()),
        (None, Some(name)) => Some(Map::from_iter([("application/json".to_owned(), json!({ "schema": schema_of(name) }))])),
        (None, None) => {
            let is_schema = from.is_string() || ["object", "type", "anyOf"].iter().any(|key| from.get(key).is_some());
            let mut schema = from.clone();
            if let Some(schema) = schema.as_object_mut() {
                schema.remove("headers");
            }
            is_schema.then(|| Map::from_iter([("application/json".to_owned(), json!({ "schema": schema_of(&schema) }))]))
        }
    };
    if let Some(answer) = answer.as_object_mut() {
        answer.extend(content.map(|content| ("content".to_owned(), content.into())));
        if !headers.is_empty() {
            answer.insert("headers".into(), headers.into());
        }
    }
    answer
}

/// `ContentDisposition` is `Content-Disposition`; `ETag` is a word.
fn header_name(name: &str) -> String {
    match name {
        "ETag" => name.to_owned(),
        "NextCursor" => "X-Next-Cursor".to_owned(),
        _ => name.char_indices().fold(String::new(), |text, (at, letter)| {
            if at > 0 && letter.is_ascii_uppercase() { format!("{text}-{letter}") } else { format!("{text}{letter}") }
        }),
    }
}

/// A schema in the short form, written out.
fn schema_of(from: &Value) -> Value {
    match from {
        Value::String(name) => named(name),
        Value::Array(with_words) => {
            let mut schema = with_words.first().map(schema_of).unwrap_or_default();
            merge(&mut schema, &json!({ "description": with_words.get(1) }));
            schema
        }
        Value::Object(members) => {
            let mut schema = Map::new();
            for (key, value) in members {
                match (key.as_str(), value) {
                    ("object" | "closed", Value::Object(properties)) => {
                        schema.insert("type".into(), "object".into());
                        let required: Vec<&String> = properties.keys().filter(|name| !name.ends_with('?')).collect();
                        if !required.is_empty() {
                            schema.insert("required".into(), json!(required));
                        }
                        let each = properties.iter().map(|(name, one)| (name.trim_end_matches('?').to_owned(), schema_of(one)));
                        schema.insert("properties".into(), Value::Object(each.collect()));
                        if key == "closed" {
                            schema.insert("additionalProperties".into(), false.into());
                        }
                    }
                    ("anyOf" | "oneOf" | "allOf", Value::Array(all)) => {
                        schema.insert(key.clone(), all.iter().map(schema_of).collect());
                    }
                    ("items" | "additionalProperties", Value::String(_) | Value::Object(_)) => {
                        schema.insert(key.clone(), schema_of(value));
                    }
                    _ => {
                        schema.insert(key.clone(), value.clone());
                    }
                }
            }
            schema.into()
        }
        other => other.clone(),
    }
}

/// `count`, `Money?` (or null), `Finding[]`.
fn named(name: &str) -> Value {
    if let Some(name) = name.strip_suffix('?') {
        let mut schema = named(name);
        return match schema.get_mut("type") {
            Some(kind) => {
                *kind = json!([kind, "null"]);
                schema
            }
            None => json!({ "anyOf": [schema, { "type": "null" }] }),
        };
    }
    if let Some(name) = name.strip_suffix("[]") {
        return json!({ "type": "array", "items": named(name) });
    }
    match name {
        "any" => json!({}),
        "count" => json!({ "type": "integer", "format": "int64", "minimum": 0 }),
        "integer" => json!({ "type": "integer", "format": "int64" }),
        "date" => json!({ "type": "string", "format": "date" }),
        "datetime" => json!({ "type": "string", "format": "date-time" }),
        "string" | "number" | "boolean" | "object" => json!({ "type": name }),
        _ => json!({ "$ref": format!("#/components/schemas/{name}") }),
    }
}

/// The schema that another one is `like`: with these `properties` in the place of its own or beside them, and with what is `required`: of an
/// answer's beside, of what people write in the place of what was.
fn alike(components: &Map<String, Value>, like: &Value) -> Option<Value> {
    let mut schema = components.get(like.get("like")?.as_str()?)?.clone();
    let members = schema.as_object_mut()?;
    let is_closed = members.get("additionalProperties") == Some(&Value::Bool(false));
    for key in ["$defs", "title"] {
        members.remove(key);
    }
    let own = like.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let before = members.get("required").and_then(Value::as_array).cloned().filter(|_| !is_closed).unwrap_or_default();
    members.insert("required".into(), before.into_iter().chain(own).collect());
    let properties = members.get_mut("properties")?.as_object_mut()?;
    for (name, one) in self::members(like, "properties") {
        properties.insert(name.clone(), schema_of(one));
    }
    members.extend(like.get("examples").map(|examples| ("examples".to_owned(), examples.clone())));
    Some(schema)
}

/// Makes a schema of its own file one of the components.
fn inline(schema: &mut Value, name: &str) {
    if let Some(members) = schema.as_object_mut() {
        for key in ["$id", "$schema"] {
            members.remove(key);
        }
        if let Some(Value::String(to)) = members.get_mut("$ref") {
            let other = WRITTEN.iter().find(|(_, file)| *to == format!("{file}.json"));
            *to = match (other, to.strip_prefix('#')) {
                (Some((other, _)), _) => format!("#/components/schemas/{other}"),
                (None, Some(place)) => format!("#/components/schemas/{name}{place}"),
                (None, None) => to.clone(),
            };
        }
        members.values_mut().for_each(|value| inline(value, name));
    }
    if let Some(all) = schema.as_array_mut() {
        all.iter_mut().for_each(|value| inline(value, name));
    }
}

/// References that lead nowhere.
fn dangling(value: &Value, components: &Value, missing: &mut Vec<String>) {
    if let Some(to) = value.get("$ref").and_then(Value::as_str)
        && to.strip_prefix("#/components").is_none_or(|place| components.pointer(place).is_none())
    {
        missing.push(to.to_owned());
    }
    match value {
        Value::Object(members) => members.values().for_each(|value| dangling(value, components, missing)),
        Value::Array(all) => all.iter().for_each(|value| dangling(value, components, missing)),
        _ => {}
    }
}

fn merge(into: &mut Value, other: &Value) {
    if let (Some(into), Some(other)) = (into.as_object_mut(), other.as_object()) {
        into.extend(other.clone());
    }
}

fn members<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.get(key).and_then(Value::as_object).into_iter().flatten()
}

fn json_of(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?)
}
