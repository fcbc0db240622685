//! The API's description (OpenAPI 3.1), made from the table of routes.

use serde_json::{Map, Value, json};
use worker::Response;

use crate::answer;
use crate::auth::{COOKIE, Role, Scope};
use crate::call::Call;
use crate::problem::Problem;
use crate::route::{Handler, Place, Route, Takes};
use crate::routes::ROUTES;

/// `GET /api/openapi.json`
///
/// # Errors
/// Never in practice: the table can be written as JSON.
pub async fn get(call: Call) -> Result<Response, Problem> {
    let mut paths: Map<String, Value> = Map::new();
    for route in ROUTES.iter().filter(|route| !route.summary.is_empty()) {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            methods.insert(route.method.as_ref().to_ascii_lowercase(), operation(route));
        }
    }
    let description = json!({
        "openapi": "3.1.0",
        "info": { "title": "Dangol", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" } },
        "servers": [{ "url": call.console_origin() }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": COOKIE },
                "token": { "type": "http", "scheme": "bearer", "description": "Made by POST /api/tokens, for all sites of its account or for one, and to a day or for good. Scopes: read, configure, send, manage. What takes a session only is not for tokens, whatever their scopes." },
            },
            "schemas": { "Problem": problem_schema() },
        },
    });
    let response = answer::json(&description)?;
    answer::with(response, &[("cache-control", "public, max-age=300")])
}

fn operation(route: &Route) -> Value {
    let mut operation = json!({
        "summary": route.summary,
        "tags": [if route.place == Place::Edge { "edge" } else { "console" }],
        "responses": {
            "2XX": { "description": "Done." },
            "default": {
                "description": "Refused, and why.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
            },
        },
    });
    let Some(members) = operation.as_object_mut() else { return operation };
    let parameters: Vec<Value> =
        names(route.path).map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })).collect();
    if !parameters.is_empty() {
        members.insert("parameters".into(), parameters.into());
    }
    if let Some(body) = body(route.takes) {
        members.insert("requestBody".into(), body);
    }
    let (security, needs) = access(route.handler);
    members.insert("security".into(), security);
    if let Some(needs) = needs {
        members.insert("description".into(), needs.into());
    }
    operation
}

fn body(takes: Takes) -> Option<Value> {
    let (media_type, schema) = match takes {
        Takes::Nothing => return None,
        Takes::Json { schema: "", .. } => ("application/json", json!({ "type": "object" })),
        Takes::Json { schema, .. } => ("application/json", json!({ "$ref": format!("/api/schemas/{schema}.json") })),
        Takes::Lines { .. } => ("application/x-ndjson", json!({ "type": "string" })),
        Takes::Picture { .. } | Takes::Bytes { .. } => ("application/octet-stream", json!({ "type": "string", "format": "binary" })),
    };
    let description = format!("At most {} bytes.", takes.bytes_max());
    let mut content = Map::from_iter([(media_type.to_owned(), json!({ "schema": schema }))]);
    for other in takes.media_types() {
        content.entry(*other).or_insert_with(|| json!({ "schema": { "type": "string", "format": "binary" } }));
    }
    Some(json!({ "required": true, "description": description, "content": content }))
}

fn access(handler: Handler) -> (Value, Option<String>) {
    let either = |scope: Scope| json!([{ "session": [] }, { "token": [scope.name()] }]);
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

fn problem_schema() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "code", "detail"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "code": { "type": "string", "description": "Stable: for programs." },
            "detail": { "type": "string", "description": "One sentence: for people." },
            "field": { "type": "string", "description": "The field that it is about." },
        },
    })
}
