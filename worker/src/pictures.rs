//! `/u/{site}/{file}`: uploaded pictures, on the host of what users bring. Public: who knows a picture's hash may see it.

use picture::Kind;
use worker::{Response, console_error};

use crate::answer;
use crate::call::Call;
use crate::problem::Problem;
use crate::store::pictures::{SMALL, Store};

/// A name is its content: what is behind it never changes.
const CACHE: &str = "public, max-age=31536000, immutable";
/// It is a picture and nothing else, whatever somebody opens it as.
const POLICY: &str = "default-src 'none'; sandbox";

/// `GET /u/{site}/{hash}.{ext}`
///
/// # Errors
/// `NotFound`; `PicturesDown`.
pub async fn get(call: Call) -> Result<Response, Problem> {
    let (site, file) = (call.param("site"), call.param("file"));
    let is_hex = |text: &str, chars: usize| text.len() == chars && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let (hash, extension) = file.split_once('.').ok_or(Problem::NotFound)?;
    let kind = Kind::of_extension(extension).ok_or(Problem::NotFound)?;
    if !is_hex(site, 16) || !is_hex(hash.strip_suffix(SMALL).unwrap_or(hash), 32) {
        return Err(Problem::NotFound);
    }
    let etag = format!("\"{hash}\"");
    let known = call.header("if-none-match").unwrap_or_default();
    let same = known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag);
    let response = if same {
        answer::empty(304)
    } else {
        let down = |error| {
            console_error!("pictures: {error}");
            Problem::PicturesDown
        };
        let found = Store::open(&call.env).map_err(down)?.get(&format!("{site}/{file}")).await.map_err(down)?;
        let object = found.ok_or(Problem::NotFound)?;
        let body = object.body().ok_or(Problem::NotFound)?.response_body().map_err(down)?;
        Response::from_body(body)?
    };
    answer::with(
        response,
        &[
            ("content-type", kind.media_type()),
            ("cache-control", CACHE),
            ("content-security-policy", POLICY),
            ("cross-origin-resource-policy", "cross-origin"),
            ("etag", &etag),
        ],
    )
}
