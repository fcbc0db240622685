//! What goes over a socket: JSON texts, each with a `type`.

use model::time::EpochMs;
use segment::compile::is_slug;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use worker::WebSocketIncomingMessage;

use super::view::News;
use crate::auth::Holder;

/// Longest text that is read. The entry hands on nothing longer.
const TEXT_BYTES_MAX: usize = 4 * 1024;
/// The frame that cannot be read and closes the socket.
pub const FAULTS_MAX: u32 = 10;

/// What a socket is and has been told: kept with the socket, so that it outlives this object's memory.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Held {
    pub holder: Holder,
    /// The segment that is shown; `None`: everybody.
    pub segment: Option<String>,
    /// The number of the last change that it was told.
    pub since: Option<i64>,
    /// How many frames of it could not be read.
    pub faults: u32,
    /// When it was told something, and which sums.
    pub told_at_ms: i64,
    pub sums: Sums,
}

/// How many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// On the site.
    pub count: u32,
    /// Of the segment that is shown; without one: of all.
    pub matching: u32,
    /// Of whom that is not known yet.
    pub pending: u32,
}

/// What a client says.
#[derive(Debug, PartialEq, Eq)]
pub enum Said {
    /// `{"type":"filter","segment":"ID"}`, or null for everybody.
    Filter(Option<String>),
}

/// Reads what a client sends.
///
/// # Errors
/// What is wrong with it, for whoever writes the client.
pub fn read(message: &WebSocketIncomingMessage) -> Result<Said, &'static str> {
    let WebSocketIncomingMessage::String(text) = message else { return Err("Send JSON as text, not bytes.") };
    if text.len() > TEXT_BYTES_MAX {
        return Err("Send at most 4 KB.");
    }
    let json: Value = serde_json::from_str(text).map_err(|_| "Send JSON of at most 4 KB.")?;
    if json.get("type").and_then(Value::as_str) != Some("filter") {
        return Err(r#"Send {"type": "filter", "segment": …}."#);
    }
    match json.get("segment") {
        Some(Value::Null) => Ok(Said::Filter(None)),
        Some(Value::String(id)) if is_slug(id) => Ok(Said::Filter(Some(id.clone()))),
        _ => Err("segment is a published segment's id, or null for everybody."),
    }
}

/// What says that something was not understood, or cannot be done.
pub fn error(code: &str, detail: &str) -> String {
    json!({ "type": "error", "code": code, "detail": detail }).to_string()
}

/// What is new. A snapshot replaces what the client has; a delta comes on top.
pub fn news(news: &News, is_snapshot: bool, at: EpochMs, sums: Sums, segment: Option<&str>) -> String {
    let kind = if is_snapshot { "snapshot" } else { "delta" };
    let Sums { count, matching, pending } = sums;
    // Cards are JSON already; labels are hex, a segment's id is a slug.
    let visitors = news.visitors.join(",");
    let gone = news.gone.iter().map(|label| format!("\"{label}\"")).collect::<Vec<_>>().join(",");
    let segment = segment.map_or_else(|| "null".to_owned(), |id| format!("\"{id}\""));
    format!(
        r#"{{"type":"{kind}","seq":{},"at":"{at}","segment":{segment},"count":{count},"matching":{matching},"pending":{pending},"more":{},"visitors":[{visitors}],"gone":[{gone}]}}"#,
        news.seq, news.more
    )
}
