//! The one way out: every request to another company's server leaves here, so that what may be asked is decided in one place.
//!
//! An address is one that a shop owner wrote, or that a provider's settings hold; a wrong one must reach nothing of ours. So: https on its own port,
//! a host by its name, no redirect followed (a 3xx is an answer like any other). A worker cannot say to which address a name may lead: that names
//! lead to public addresses alone is the runtime's part (`network.allow = public`). Outside production `EGRESS_LOCAL` names origins that
//! are let through all the same, for providers that run on one's own machine; production refuses to start with it.

use futures_util::future::{Either, select};
use futures_util::{StreamExt, pin_mut};
use js_sys::Uint8Array;
use std::time::Duration;
use worker::{AbortController, CacheMode, Delay, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Response, Url};

use crate::settings::Settings;

/// Names that lead to no public host (RFC 6761, 6762, 8375; ICANN has set `.internal` aside).
const INNER: [&str; 5] = ["localhost", "local", "internal", "home.arpa", "lan"];

/// What is asked.
pub struct Outgoing<'a> {
    pub method: &'a str,
    pub url: &'a str,
    pub headers: &'a [(&'a str, &'a str)],
    pub body: Option<Vec<u8>>,
    /// For all of it: until the answer's last byte.
    pub timeout_ms: u32,
    /// An answer that is longer is not whole ([`Fault::Lost`]). 0: it is not read, only its status counts.
    pub answer_bytes_max: usize,
}

/// What was answered.
pub struct Heard {
    pub status: u16,
    pub body: Vec<u8>,
    headers: Headers,
}

impl Heard {
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).ok().flatten()
    }

    /// For how long the server asks to be left alone, where it says so in seconds.
    pub fn retry_after_s(&self) -> Option<u32> {
        self.header("retry-after").and_then(|text| text.trim().parse().ok())
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It cannot be asked, and why; nothing has left.
    NotLeft(&'static str),
    /// No answer, one that is not whole, or one that came too late: what was sent may have arrived.
    Lost,
}

/// Asks, once.
///
/// # Errors
/// [`Fault`].
pub async fn ask(settings: &Settings<'_>, out: &Outgoing<'_>) -> Result<Heard, Fault> {
    check(settings, out.url).map_err(Fault::NotLeft)?;
    let request = request(out).ok_or(Fault::NotLeft("The request cannot be written: look at its headers."))?;
    // What is beyond the deadline ends with it, the connection too.
    let abort = AbortController::default();
    let signal = abort.signal();
    let heard = async {
        let response = Fetch::Request(request).send_with_signal(&signal).await.map_err(|_| Fault::Lost)?;
        read(response, out.answer_bytes_max).await
    };
    let deadline = Delay::from(Duration::from_millis(out.timeout_ms.into()));
    pin_mut!(heard);
    match select(heard, deadline).await {
        Either::Left((Ok(heard), _)) => {
            if out.answer_bytes_max == 0 {
                // What nobody reads would hold the connection.
                abort.abort();
            }
            Ok(heard)
        }
        Either::Left((Err(fault), _)) => {
            abort.abort();
            Err(fault)
        }
        Either::Right(_) => {
            abort.abort();
            Err(Fault::Lost)
        }
    }
}

/// Whether an address may be asked, for forms.
///
/// # Errors
/// What is wrong with it, as a sentence that says what to do.
pub fn check(settings: &Settings<'_>, url: &str) -> Result<(), &'static str> {
    let url = Url::parse(url).map_err(|_| "Give a whole address, such as https://shop.example/hook.")?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("Give the address without a user name or password.");
    }
    if settings.is_local_egress(&url.origin().ascii_serialization()) {
        return Ok(());
    }
    if url.scheme() != "https" {
        return Err("Give an address that begins with https://.");
    }
    if url.port().is_some() {
        return Err("Give an address on https's own port, 443.");
    }
    // Literals in whatever form (127.1, 0x7f000001, [::1]) have been read as such: they have no domain.
    let Some(domain) = url.domain() else { return Err("Give a host by its name, not by its number.") };
    let domain = domain.trim_end_matches('.');
    let is_inner = INNER.iter().any(|inner| domain == *inner || domain.strip_suffix(inner).is_some_and(|before| before.ends_with('.')));
    if is_inner || !domain.contains('.') {
        return Err("Give a host that the whole internet knows.");
    }
    Ok(())
}

fn request(out: &Outgoing<'_>) -> Option<Request> {
    let headers = Headers::new();
    for (name, value) in out.headers {
        headers.set(name, value).ok()?;
    }
    let method = Method::from(out.method.to_owned());
    let mut init = RequestInit::new();
    init.with_method(method).with_headers(headers).with_redirect(RequestRedirect::Manual).with_cache(CacheMode::NoStore);
    if let Some(body) = &out.body {
        init.with_body(Some(Uint8Array::from(body.as_slice()).into()));
    }
    Request::new_with_init(out.url, &init).ok()
}

async fn read(mut response: Response, answer_bytes_max: usize) -> Result<Heard, Fault> {
    let (status, headers) = (response.status_code(), response.headers().clone());
    let mut body = Vec::new();
    if answer_bytes_max > 0
        && let Ok(mut stream) = response.stream()
    {
        while let Some(chunk) = stream.next().await {
            body.extend_from_slice(&chunk.map_err(|_| Fault::Lost)?);
            if body.len() > answer_bytes_max {
                return Err(Fault::Lost);
            }
        }
    }
    Ok(Heard { status, body, headers })
}
