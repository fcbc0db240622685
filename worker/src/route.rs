//! What a route is, and how a request finds its own.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;

use worker::{Method, Response};

use crate::auth::{Account, Role, Scope, SiteScope};
use crate::call::Call;
use crate::problem::Problem;

/// One line of the table in `routes.rs`.
pub struct Route {
    pub method: Method,
    /// `/api/sites/{id}`; a last part `*` takes the rest of the path. Of two that fit, the earlier in the table is taken.
    pub path: &'static str,
    pub place: Place,
    pub takes: Takes,
    pub handler: Handler,
    /// One sentence, for the API's description. Empty: not a part of the API (pages, scripts).
    pub summary: &'static str,
}

/// Which host answers, where the console and the edge have their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Console,
    Edge,
    /// Short links.
    Links,
    /// What users bring: pictures.
    Content,
    Any,
}

/// The body that a route accepts.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    Nothing,
    /// JSON.
    Json {
        bytes_max: usize,
    },
    /// One JSON value a line.
    Lines {
        bytes_max: usize,
    },
    /// A table: CSV.
    Table {
        bytes_max: usize,
    },
    /// A file with rows, or a part of one: CSV, JSON, an object a line. What it is is found from its bytes.
    File {
        bytes_max: usize,
    },
    /// The same, or a form.
    FormOrFile {
        bytes_max: usize,
    },
    /// A picture's file. What it is is found from its bytes; the media type only says that no plain form has sent it.
    Picture {
        bytes_max: usize,
    },
    /// Whatever the handler checks itself (a browser's batch).
    Bytes {
        bytes_max: usize,
    },
}

impl Takes {
    pub fn bytes_max(self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Json { bytes_max }
            | Self::Lines { bytes_max }
            | Self::Table { bytes_max }
            | Self::File { bytes_max }
            | Self::FormOrFile { bytes_max }
            | Self::Picture { bytes_max }
            | Self::Bytes { bytes_max } => bytes_max,
        }
    }

    /// Any of these; none where the handler checks it.
    pub fn media_types(self) -> &'static [&'static str] {
        match self {
            Self::Nothing | Self::Bytes { .. } => &[],
            Self::Json { .. } => &["application/json"],
            Self::Lines { .. } => &["application/x-ndjson"],
            Self::Table { .. } => &["text/csv"],
            Self::File { .. } => &["application/octet-stream", "text/csv", "application/x-ndjson", "application/json"],
            Self::FormOrFile { .. } => &["application/json", "text/csv", "application/x-ndjson"],
            Self::Picture { .. } => &["application/octet-stream", "image/png", "image/jpeg", "image/gif", "image/webp"],
        }
    }
}

/// What a handler returns.
pub type Reply = Pin<Box<dyn Future<Output = Result<Response, Problem>>>>;

/// Who may call a route, and the function that answers. What the function is given is what the check has made.
#[derive(Clone, Copy)]
pub enum Handler {
    /// No check here; the function makes its own, if any.
    Anyone(fn(Call) -> Reply),
    /// Signed in, or a token with the scope.
    Account(Scope, fn(Call, Account) -> Reply),
    /// The same, with at least this role in the site `{id}`.
    Site(Role, Scope, fn(Call, SiteScope) -> Reply),
    /// Signed in; no token may: accounts and what they give out are changed by people.
    Session(fn(Call, Account) -> Reply),
    /// The same, with at least this role in the site `{id}`.
    SiteSession(Role, fn(Call, SiteScope) -> Reply),
}

/// A route that fits a path, with the parts of the path it names.
pub struct Found {
    pub route: &'static Route,
    pub params: Vec<(&'static str, String)>,
}

/// Finds the route of a request. HEAD is answered as GET is.
///
/// # Errors
/// `NotFound`; `MethodNotAllowed` with the methods that there are; of OPTIONS, too, where no route has an answer of its own.
pub fn find(routes: &'static [Route], method: &Method, path: &str) -> Result<Found, Problem> {
    let wanted = if *method == Method::Head { &Method::Get } else { method };
    let mut allowed: BTreeSet<&str> = BTreeSet::new();
    for route in routes {
        let Some(params) = fit(route.path, path) else { continue };
        if route.method == *wanted {
            return Ok(Found { route, params });
        }
        allowed.extend([route.method.as_ref(), Method::Options.as_ref()]);
        if route.method == Method::Get {
            allowed.insert(Method::Head.as_ref());
        }
    }
    if allowed.is_empty() {
        return Err(Problem::NotFound);
    }
    Err(Problem::MethodNotAllowed(allowed.into_iter().collect::<Vec<_>>().join(", ")))
}

fn fit(pattern: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let mut params = Vec::new();
    let mut parts = path.split('/');
    for wanted in pattern.split('/') {
        if wanted == "*" {
            parts.next()?;
            return Some(params);
        }
        let part = parts.next()?;
        match wanted.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?))) {
            // `{id}`, or `d-{hash}.js` with what must stand around it.
            Some((before, (name, after))) => {
                let value = part.strip_prefix(before)?.strip_suffix(after)?;
                if value.is_empty() {
                    return None;
                }
                params.push((name, value.to_owned()));
            }
            None if wanted == part => {}
            None => return None,
        }
    }
    parts.next().is_none().then_some(params)
}
