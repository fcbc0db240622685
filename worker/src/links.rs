//! Short links: `GET /l/{code}` leads to the stored destination. Nothing of the request becomes part of it, no cookie is read or set, and
//! nobody is signed in by a link that was forwarded.

use model::time::EpochMs;
use model::user_agent;
use worker::{Method, Response, Url, console_error};

use crate::answer;
use crate::call::Call;
use crate::campaigns::is_within;
use crate::collect::within;
use crate::problem::Problem;
use crate::secret::random;
use crate::store::db::Db;
use crate::store::links::{self, Target};
use crate::zone;

/// No 0, 1, i, l, o, u: nobody mistakes one for another, and few words come out. 2^35 codes of seven.
const ALPHABET: &[u8; 30] = b"23456789abcdefghjkmnpqrstvwxyz";
pub const CODE_CHARS: usize = 7;

const NOT_FOUND: &str = "<!doctype html><html lang=\"ko\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
    <title>404</title><p>링크를 찾을 수 없어요.</p><p lang=\"en\">This link leads nowhere.</p></html>";

/// `GET /l/{code}`
///
/// # Errors
/// `TooManyTries` from one address; D1 does not answer.
pub async fn get(call: Call) -> Result<Response, Problem> {
    within(&call, "LINKS_GUARD", call.place()).await?;
    let code = call.param("code").to_ascii_lowercase();
    let Some((url, target)) = found(&call, &code).await? else { return not_found() };
    let ua = call.header("user-agent").unwrap_or_default();
    // Previews of messengers fetch a link before anybody has clicked it. Some only ask for the head.
    if call.method() == Method::Get && !user_agent::is_bot(&ua) {
        let day = zone::offsets(&target.zone, call.now_ms)?.day(EpochMs(call.now_ms)).to_string();
        if let Err(error) = links::count(&Db::open(&call.env).await?, &code, &day).await {
            // A click that is not counted still leads on.
            console_error!("a click is not counted: {error}");
        }
    }
    // The shop sees from where somebody came, as without us.
    let headers =
        [("location", url.as_str()), ("cache-control", "private, no-store"), ("referrer-policy", "strict-origin-when-cross-origin")];
    answer::with(answer::empty(302), &headers)
}

async fn found(call: &Call, code: &str) -> Result<Option<(String, Target)>, Problem> {
    if code.len() != CODE_CHARS || !code.bytes().all(|byte| ALPHABET.contains(&byte)) {
        return Ok(None);
    }
    let Some(target) = links::target(&Db::open(&call.env).await?, code).await? else { return Ok(None) };
    // A domain may have left the shop since.
    let host = Url::parse(&target.url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    Ok(is_within(&host, &target.domains).then(|| (target.url.clone(), target)))
}

fn not_found() -> Result<Response, Problem> {
    let response = Response::builder().with_status(404).fixed(NOT_FOUND.as_bytes().to_vec());
    answer::with(response, &[("content-type", "text/html; charset=utf-8"), ("cache-control", "private, no-store")])
}

/// A new code.
///
/// # Errors
/// As [`random`].
pub fn new_code() -> Result<String, Problem> {
    let mut code = String::with_capacity(CODE_CHARS);
    while code.len() < CODE_CHARS {
        // What 30 does not divide is thrown again, so that all letters are as likely: 240 = 8 · 30.
        let taken = random::<16>()?.into_iter().filter(|byte| *byte < 240);
        code.extend(taken.filter_map(|byte| ALPHABET.get(usize::from(byte) % ALPHABET.len())).map(|byte| char::from(*byte)));
    }
    code.truncate(CODE_CHARS);
    Ok(code)
}
