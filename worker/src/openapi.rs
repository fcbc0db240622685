//! The API's description (OpenAPI 3.1): the table of routes says who may call what, `schemas/api/*.json` what is sent and what is answered.
//!
//! Those files are put together when the worker is built (`describe.rs`), so that nothing of it is worked out here twice. Each has operations by
//! method and path, and schemas, in a short form:
//!
//! - an operation has its `id`, its `query` and `headers` (parameters: a name of `shared.json`, or written out), what it `takes`, its `answers` by
//!   status, and the codes of problems that it `refuses` with, beyond those that follow from the table;
//! - a schema is written as in JSON Schema, or is a name (`Money`, `count`, `datetime`; `Money?`: or null; `Money[]`: a list), or `[schema, words]`;
//!   `object` has members, all of which are there but those whose name ends with `?`; `closed` is the same and takes no others.

use serde_json::{Map, Value, json};
use worker::{Method, Response};

use crate::answer;
use crate::auth::{Role, Scope};
use crate::call::Call;
use crate::problem::Problem;
use crate::route::{Handler, Route, Takes};
use crate::routes::ROUTES;

const OPERATIONS: &str = include_str!(concat!(env!("OUT_DIR"), "/operations.json"));
/// Text that goes out as it is: it is most of the description.
const COMPONENTS: &str = include_str!(concat!(env!("OUT_DIR"), "/components.json"));

/// `Call::check_media_type_of_change`.
const BARE: &str = "There is no body; with a session, send content-type: application/json all the same.";

/// `GET /api/openapi.json`
///
/// # Errors
/// Never in practice: what was built can be read.
pub async fn get(call: Call) -> Result<Response, Problem> {
    let described: Value = serde_json::from_str(OPERATIONS).map_err(|error| Problem::Internal(error.to_string()))?;
    let mut paths: Map<String, Value> = Map::new();
    for route in ROUTES.iter().filter(|route| !route.summary.is_empty()) {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            methods.insert(route.method.as_ref().to_ascii_lowercase(), operation(route, &described));
        }
    }
    let tags = described.get("tags").and_then(Value::as_array).into_iter().flatten();
    let head = json!({
        "openapi": "3.1.0",
        "info": { "title": "Dangol", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" } },
        "servers": [{ "url": call.console_origin() }],
        "tags": tags.map(|tag| json!({ "name": tag.get(0), "description": tag.get(1) })).collect::<Vec<_>>(),
        "paths": paths,
    });
    // One object, the last member of which is text already.
    let head = head.to_string();
    let text = format!("{},\"components\":{COMPONENTS}}}", head.strip_suffix('}').unwrap_or(&head));
    answer::with(answer::json_text(text)?, &[("cache-control", "public, max-age=300")])
}

fn operation(route: &Route, described: &Value) -> Value {
    let none = Value::Null;
    let key = format!("{} {}", route.method.as_ref().to_ascii_lowercase(), route.path);
    // A route that nobody has described is there all the same, without answers: a test names it.
    let own = described.get("operations").and_then(|all| all.get(&key)).unwrap_or(&none);
    let (security, needs) = access(route.handler);
    let mut operation = json!({
        "operationId": own.get("id"),
        "summary": route.summary,
        "tags": [own.get("tag")],
        "security": security,
        "responses": responses(route, own, described),
    });
    let Some(members) = operation.as_object_mut() else { return operation };
    let path = names(route.path).map(|name| {
        let schema = own.get("path").and_then(|own| own.get(name)).or_else(|| described.get("path").and_then(|all| all.get(name)));
        json!({ "name": name, "in": "path", "required": true, "schema": schema.unwrap_or(&json!({ "type": "string" })) })
    });
    let own_parameters = own.get("parameters").and_then(Value::as_array).into_iter().flatten().cloned();
    let parameters: Vec<Value> = path.chain(own_parameters).collect();
    if !parameters.is_empty() {
        members.insert("parameters".into(), parameters.into());
    }
    if let Some(body) = body(route.takes, own.get("takes").filter(|schema| !schema.is_null())) {
        members.insert("requestBody".into(), body);
    }
    let bare = (changes(route) && matches!(route.takes, Takes::Nothing)).then(|| BARE.to_owned());
    let words: Vec<String> = needs.into_iter().chain(bare).collect();
    if !words.is_empty() {
        members.insert("description".into(), words.join(" ").into());
    }
    operation
}

fn body(takes: Takes, schema: Option<&Value>) -> Option<Value> {
    let (media_type, otherwise) = match takes {
        Takes::Nothing => return None,
        Takes::Json { .. } | Takes::FormOrFile { .. } => ("application/json", json!({ "type": "object" })),
        Takes::Lines { .. } => ("application/x-ndjson", json!({ "type": "string" })),
        Takes::Table { .. } => ("text/csv", json!({ "type": "string" })),
        Takes::Picture { .. } | Takes::File { .. } | Takes::Bytes { .. } => {
            ("application/octet-stream", json!({ "type": "string", "format": "binary" }))
        }
    };
    let description = format!("At most {} bytes.", takes.bytes_max());
    let mut content = Map::from_iter([(media_type.to_owned(), json!({ "schema": schema.unwrap_or(&otherwise) }))]);
    for other in takes.media_types() {
        content.entry(*other).or_insert_with(|| json!({ "schema": { "type": "string", "format": "binary" } }));
    }
    Some(json!({ "required": true, "description": description, "content": content }))
}

fn responses(route: &Route, own: &Value, described: &Value) -> Value {
    let mut responses = own.get("answers").and_then(Value::as_object).cloned().unwrap_or_default();
    let refused = own.get("refuses").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let mut codes: Vec<&str> = refused.collect();
    codes.extend(refused_by_the_table(route));
    for (status, of_status) in described.get("problems").and_then(Value::as_object).into_iter().flatten() {
        let of_status = of_status.as_array().into_iter().flatten().filter_map(Value::as_str);
        let codes: Vec<&str> = of_status.filter(|code| codes.contains(code)).collect();
        if codes.is_empty() {
            continue;
        }
        let schema = json!({ "allOf": [
            { "$ref": "#/components/schemas/Problem" },
            { "type": "object", "properties": { "code": { "enum": codes } } },
        ] });
        let mut response = json!({
            "description": format!("Refused: {}.", codes.join(", ")),
            "content": { "application/problem+json": { "schema": schema } },
        });
        if let (Some(members), "429" | "503") = (response.as_object_mut(), status.as_str()) {
            members.insert("headers".into(), json!({ "Retry-After": { "$ref": "#/components/headers/RetryAfter" } }));
        }
        responses.insert(status.clone(), response);
    }
    responses.into()
}

/// The problems that follow from who may call and from what is taken (`lib.rs`, `auth.rs`, `call.rs`).
fn refused_by_the_table(route: &Route) -> Vec<&'static str> {
    let access: &[&str] = match route.handler {
        Handler::Anyone(_) => &[],
        Handler::Account(..) => &["sign_in_needed", "token_refused", "not_allowed"],
        Handler::Site(..) => &["sign_in_needed", "token_refused", "not_allowed", "not_found"],
        Handler::Session(_) => &["sign_in_needed", "token_refused", "session_needed"],
        Handler::SiteSession(..) => &["sign_in_needed", "token_refused", "session_needed", "not_allowed", "not_found"],
    };
    let change: &[&str] = if changes(route) && !access.is_empty() { &["wrong_origin", "wrong_media_type"] } else { &[] };
    let body: &[&str] = match route.takes {
        Takes::Nothing => &[],
        Takes::Json { .. } | Takes::FormOrFile { .. } => &["unreadable", "body_too_large", "wrong_media_type"],
        Takes::Lines { .. } | Takes::Table { .. } | Takes::File { .. } | Takes::Picture { .. } => &["body_too_large", "wrong_media_type"],
        Takes::Bytes { .. } => &["body_too_large"],
    };
    [access, change, body, &["internal", "misconfigured"]].concat()
}

fn changes(route: &Route) -> bool {
    !matches!(route.method, Method::Get | Method::Head | Method::Options)
}

fn access(handler: Handler) -> (Value, Option<String>) {
    let either = |scope: Scope| json!([{ "token": [scope.name()] }, { "session": [] }]);
    match handler {
        Handler::Anyone(_) => (json!([]), None),
        Handler::Account(scope, _) => (either(scope), None),
        Handler::Site(role, scope, _) => (either(scope), Some(needs(role))),
        Handler::Session(_) => (json!([{ "session": [] }]), None),
        Handler::SiteSession(role, _) => (json!([{ "session": [] }]), Some(needs(role))),
    }
}

fn needs(role: Role) -> String {
    format!("Needs the role \"{}\" in the site, or one above it.", role.name())
}

fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}
