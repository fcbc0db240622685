//! One request, as a handler sees it.

use futures_util::StreamExt;
use segment::unique::Unique;
use serde::de::DeserializeOwned;
use serde_json::Value;
use worker::{Context, Env, Method, Request, Url};

use crate::problem::Problem;
use crate::route::Takes;
use crate::settings::Settings;

/// 2^53: up to here every whole number is a float, too.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
/// Up to so many times its limit a body that says how long it is is read to its end, and thrown away.
const HEARD_OUT: usize = 4;

/// A request that a route was found for.
pub struct Call {
    pub env: Env,
    pub context: Context,
    pub url: Url,
    /// When the request came, in milliseconds since 1970: the only clock of a request.
    pub now_ms: i64,
    request: Request,
    params: Vec<(&'static str, String)>,
    takes: Takes,
}

impl Call {
    pub fn new(
        request: Request,
        env: Env,
        context: Context,
        url: Url,
        params: Vec<(&'static str, String)>,
        takes: Takes,
        now_ms: i64,
    ) -> Self {
        Self { env, context, url, now_ms, request, params, takes }
    }

    pub fn settings(&self) -> Settings<'_> {
        Settings::of(&self.env)
    }

    /// A part of the path, as `id` of `/api/sites/{id}`. Empty if the route has none of that name.
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// A value of the query string.
    pub fn query(&self, name: &str) -> Option<String> {
        self.url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }

    pub fn header(&self, name: &str) -> Option<String> {
        self.request.headers().get(name).ok().flatten()
    }

    pub fn method(&self) -> Method {
        self.request.method()
    }

    /// The request itself, to hand it on.
    pub fn into_request(self) -> Request {
        self.request
    }

    /// Whether the method may change something.
    pub fn changes_something(&self) -> bool {
        !matches!(self.request.method(), Method::Get | Method::Head | Method::Options)
    }

    /// Where the request comes from, for limits: its address as the edge saw it.
    pub fn place(&self) -> String {
        self.header("cf-connecting-ip").unwrap_or_else(|| "unknown".into())
    }

    /// The origin of the console's pages.
    pub fn console_origin(&self) -> String {
        let own = self.url.origin().ascii_serialization();
        match self.settings().console_host() {
            Some(host) => format!("{}://{host}", self.url.scheme()),
            None => own,
        }
    }

    /// The address of what users brought, for messages: whole, or a path where everything is on one host without https (a machine of one's own).
    pub fn content_address(&self, path: &str) -> String {
        match self.settings().content_host() {
            Some(host) => format!("{}://{host}{path}", self.url.scheme()),
            None if self.url.scheme() == "https" => format!("{}{path}", self.url.origin().ascii_serialization()),
            None => path.to_owned(),
        }
    }

    /// The body, if it is of the route's media type and within its limit.
    ///
    /// # Errors
    /// `WrongMediaType`, `BodyTooLarge`; a body cut short.
    pub async fn bytes(&mut self) -> Result<Vec<u8>, Problem> {
        self.check_media_type()?;
        let bytes_max = self.takes.bytes_max();
        let announced = self.header("content-length").and_then(|length| length.parse::<usize>().ok());
        if announced.is_some_and(|length| length <= bytes_max) {
            // In one piece: no more than announced can come. Each piece of a stream is two turns of the loop, and some calls out of here.
            return Ok(self.request.bytes().await?);
        }
        let Ok(mut stream) = self.request.stream() else { return Ok(Vec::new()) };
        if let Some(length) = announced.filter(|length| *length > bytes_max) {
            if length <= bytes_max.saturating_mul(HEARD_OUT) {
                // A client that is still sending may not hear why: the line closes under it.
                while let Some(Ok(_)) = stream.next().await {}
            }
            return Err(Problem::BodyTooLarge { bytes_max });
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = stream.next().await {
            bytes.extend_from_slice(&chunk?);
            if bytes.len() > bytes_max {
                return Err(Problem::BodyTooLarge { bytes_max });
            }
        }
        Ok(bytes)
    }

    /// The body read as JSON: an object, no key of which is there twice.
    ///
    /// # Errors
    /// As [`Call::bytes`]; `Unreadable` with what is wrong, and where.
    pub async fn json<T: DeserializeOwned>(&mut self) -> Result<T, Problem> {
        let bytes = self.bytes().await?;
        // Windows' editors put a mark before the first letter.
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let unreadable = |error: serde_json::Error| Problem::Unreadable(error.to_string());
        let Unique(mut json) = serde_json::from_slice(text).map_err(unreadable)?;
        if !json.is_object() {
            return Err(Problem::Unreadable("Send a JSON object.".into()));
        }
        whole_numbers(&mut json);
        // What is wrong is said with its line and column, which only the text has.
        serde_json::from_value(json)
            .or_else(|error| serde_json::from_slice(text).map_err(|placed| unreadable(if placed.line() > 0 { placed } else { error })))
    }

    /// [`Call::json`] of what nobody may repeat: an error says where it is wrong, and nothing of what stands there.
    ///
    /// # Errors
    /// As [`Call::json`].
    pub async fn private_json<T: DeserializeOwned>(&mut self) -> Result<T, Problem> {
        let bytes = self.bytes().await?;
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let broken = |error: serde_json::Error| {
            let wrong = if error.is_data() { "a key stands there twice" } else { "this is no JSON" };
            Problem::Unreadable(format!("Line {}, column {}: {wrong}.", error.line(), error.column()))
        };
        let Unique(mut json) = serde_json::from_slice(text).map_err(broken)?;
        if !json.is_object() {
            return Err(Problem::Unreadable("Send a JSON object.".into()));
        }
        whole_numbers(&mut json);
        serde_path_to_error::deserialize(json).map_err(|error| {
            // Its own text repeats the value, and the path a key that is not known: names of ours alone are said.
            let is_key = error.inner().to_string().starts_with("unknown field");
            let wrong = if is_key { "a key that is not known" } else { "a value of another kind than this takes, or something is missing" };
            let path: Vec<String> = error.path().iter().map(ToString::to_string).collect();
            let known = path.len() - usize::from(is_key && !path.is_empty());
            let place = path.get(..known).unwrap_or_default().join(".");
            Problem::Unreadable(format!("At \"{place}\": {wrong}."))
        })
    }

    /// A change made with a cookie says JSON (or the route's own type) even where it has no body: no plain form can send that.
    ///
    /// # Errors
    /// `WrongMediaType`.
    pub fn check_media_type_of_change(&self) -> Result<(), Problem> {
        match self.takes {
            Takes::Nothing if self.media_type() == "application/json" => Ok(()),
            Takes::Nothing => Err(Problem::WrongMediaType(&["application/json"])),
            _ => self.check_media_type(),
        }
    }

    fn check_media_type(&self) -> Result<(), Problem> {
        let wanted = self.takes.media_types();
        if wanted.is_empty() || wanted.contains(&self.media_type().as_str()) { Ok(()) } else { Err(Problem::WrongMediaType(wanted)) }
    }

    fn media_type(&self) -> String {
        let header = self.header("content-type").unwrap_or_default();
        header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

/// Some programs write 84 as 84.0: in JSON that is the same number.
fn whole_numbers(json: &mut Value) {
    match json {
        Value::Number(number) => {
            let whole = number.as_f64().filter(|value| number.is_f64() && value.fract() == 0.0 && value.abs() <= EXACT_MAX);
            // Within the range in which it is exact.
            if let Some(whole) = whole.and_then(|value| format!("{value:.0}").parse::<i64>().ok()) {
                *number = whole.into();
            }
        }
        Value::Array(all) => all.iter_mut().for_each(whole_numbers),
        Value::Object(members) => members.values_mut().for_each(whole_numbers),
        _ => {}
    }
}
