//! Making answers, and the headers that every answer has.

use serde::Serialize;
use worker::{Headers, Response};

use crate::problem::Problem;

/// A JSON answer that no cache keeps: it is somebody's own.
///
/// # Errors
/// The value cannot be written as JSON.
pub fn json<T: Serialize>(value: &T) -> Result<Response, Problem> {
    json_text(serde_json::to_string(value).map_err(|error| Problem::Internal(error.to_string()))?)
}

/// JSON that is text already.
///
/// # Errors
/// Never: the header is valid.
pub fn json_text(text: String) -> Result<Response, Problem> {
    let response = Response::builder().fixed(text.into_bytes());
    with(response, &[("content-type", "application/json"), ("cache-control", "private, no-store")])
}

/// An answer without a body.
pub fn empty(status: u16) -> Response {
    Response::builder().with_status(status).empty()
}

/// The answer with these headers set. One that came from elsewhere cannot be changed; then it gets a copy of its own, with them.
///
/// # Errors
/// A header's value is not valid.
pub fn with(response: Response, headers: &[(&str, &str)]) -> Result<Response, Problem> {
    if headers.iter().all(|(name, value)| response.headers().set(name, value).is_ok()) {
        return Ok(response);
    }
    let own: Headers = response.headers().entries().collect();
    for (name, value) in headers {
        own.set(name, value)?;
    }
    Ok(response.with_headers(own))
}

/// Sets what every answer has, unless the handler chose otherwise.
///
/// # Errors
/// As [`with`].
pub fn finish(response: Response, production: bool) -> Result<Response, Problem> {
    let mut defaults = vec![
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ("cache-control", "private, no-store"),
    ];
    if production {
        // Two years, as the preload list asks.
        defaults.push(("strict-transport-security", "max-age=63072000; includeSubDomains"));
    }
    let missing: Vec<_> = defaults.into_iter().filter(|(name, _)| !matches!(response.headers().has(name), Ok(true))).collect();
    with(response, &missing)
}
