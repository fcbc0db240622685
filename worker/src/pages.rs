//! Static files: the console, the demo shop, and the hashed files of the shops' script.

use worker::{Env, Headers, RequestInit, Response, Url};

use crate::answer;
use crate::call::Call;
use crate::problem::Problem;

/// For files whose name changes with their content: a year.
pub const FOREVER: &str = "public, max-age=31536000, immutable";

/// The console runs only its own scripts and its own engine (wasm: segments are checked as they are written), takes markup from
/// nobody (Trusted Types), and is framed by nobody. Styles may be inline, since the component library sets some by attribute; pictures
/// of messages come from the shops.
const CONSOLE_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: https:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types default dangol";

/// The page in which the editor shows a message (`www/console/public/preview.html`): an origin of its own, so that the shoppers' script neither
/// reads nor writes anything of the console's; framed by the console alone. `EDGE` is where the script comes from.
const PREVIEW: &str = "/console/preview.html";
/// Its script; asked for by a page that has no origin, and so is not of this one.
const PREVIEW_SCRIPT: &str = "/console/preview.js";
const PREVIEW_POLICY: &str = "sandbox allow-scripts; default-src 'none'; script-src 'self' EDGE 'wasm-unsafe-eval'; style-src 'unsafe-inline'; \
    img-src 'self' data: https:; connect-src 'self' EDGE; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// Files that outlive their deployment are kept in KV (binding `BUNDLES`) under this prefix and their name.
const KEPT_PREFIX: &str = "file/";

/// `GET /a/*`: hashed files of the shops' script.
///
/// # Errors
/// `NotFound`; so for all here.
pub async fn asset(call: Call) -> Result<Response, Problem> {
    let path = call.url.path().to_owned();
    let mut response = from_assets(&call, &path).await?;
    if response.status_code() == 404 {
        let bytes = kept(&call.env, path.trim_start_matches('/')).await?.ok_or(Problem::NotFound)?;
        response = answer::with(Response::builder().fixed(bytes), &[("content-type", media_type(&path))])?;
    }
    answer::with(
        response,
        &[("cache-control", FOREVER), ("access-control-allow-origin", "*"), ("cross-origin-resource-policy", "cross-origin")],
    )
}

/// `GET /`: to the console.
pub async fn root(_call: Call) -> Result<Response, Problem> {
    answer::with(answer::empty(302), &[("location", "/console/")])
}

/// `GET /console/*`: its files; its page for every path that is not one, since it finds its own way.
pub async fn console(call: Call) -> Result<Response, Problem> {
    let path = call.url.path().to_owned();
    let mut response = from_assets(&call, &path).await?;
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let mut cache = if path.starts_with("/console/assets/") { FOREVER } else { "no-cache" };
    if response.status_code() == 404 {
        if is_file {
            return Err(Problem::NotFound);
        }
        response = from_assets(&call, "/console/index.html").await?;
        cache = "no-cache";
    }
    let edge = call.settings().edge_host().map(|host| format!("https://{host}")).unwrap_or_default();
    let (policy, frames) =
        if path == PREVIEW { (PREVIEW_POLICY.replace("EDGE", &edge), "SAMEORIGIN") } else { (CONSOLE_POLICY.to_owned(), "DENY") };
    let resource = if path == PREVIEW_SCRIPT { "cross-origin" } else { "same-origin" };
    let headers = [
        ("content-security-policy", policy.as_str()),
        ("cache-control", cache),
        ("x-frame-options", frames),
        ("cross-origin-resource-policy", resource),
    ];
    found(response).and_then(|response| answer::with(response, &headers))
}

/// `GET /demo`: to the shop's first page.
pub async fn demo_root(call: Call) -> Result<Response, Problem> {
    if !call.settings().demo() {
        return Err(Problem::NotFound);
    }
    answer::with(answer::empty(302), &[("location", "/demo/")])
}

/// `GET /demo/*`: a shop, with no policy of ours: it stands for anybody's.
pub async fn demo(call: Call) -> Result<Response, Problem> {
    if !call.settings().demo() {
        return Err(Problem::NotFound);
    }
    let path = call.url.path().to_owned();
    let mut response = from_assets(&call, &path).await?;
    if response.status_code() == 404 && !path.ends_with('/') {
        // `/demo/cart` is `/demo/cart.html` or `/demo/cart/index.html`.
        response = from_assets(&call, &format!("{path}.html")).await?;
        if response.status_code() == 404 {
            response = from_assets(&call, &format!("{path}/")).await?;
        }
    }
    let missing = response.status_code() == 404;
    if missing {
        response = from_assets(&call, "/demo/404.html").await?;
    }
    let response = found(response)?;
    let status = if missing { 404 } else { response.status_code() };
    let headers = [
        ("cache-control", "no-cache"),
        ("content-security-policy", "frame-ancestors 'self'"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        // As a shop's: the editor's preview shows its pictures.
        ("cross-origin-resource-policy", "cross-origin"),
    ];
    answer::with(response.with_status(status), &headers)
}

/// A static file's bytes.
///
/// # Errors
/// `Internal`: it should be there.
pub async fn file(env: &Env, origin: &str, path: &str) -> Result<Vec<u8>, Problem> {
    let mut response = env.assets("ASSETS")?.fetch(format!("{origin}{path}"), None).await?;
    if response.status_code() != 200 {
        return Err(Problem::Internal(format!("{path} is not among the static files")));
    }
    Ok(response.bytes().await?)
}

/// A kept file.
///
/// # Errors
/// KV does not answer.
pub async fn kept(env: &Env, name: &str) -> Result<Option<Vec<u8>>, Problem> {
    let kept = env.kv("BUNDLES")?.get(&format!("{KEPT_PREFIX}{name}")).bytes().await;
    kept.map_err(|error| Problem::Internal(error.to_string()))
}

/// Keeps a file under its name, which is a hash of it.
///
/// # Errors
/// KV does not answer.
pub async fn keep(env: &Env, name: &str, bytes: &[u8]) -> Result<(), Problem> {
    let failed = |error: worker::KvError| Problem::Internal(error.to_string());
    env.kv("BUNDLES")?.put_bytes(&format!("{KEPT_PREFIX}{name}"), bytes).map_err(failed)?.execute().await.map_err(failed)
}

/// Asks the static files for a path; of a folder for its page. Their redirects and errors are for the caller to judge.
async fn from_assets(call: &Call, path: &str) -> Result<Response, Problem> {
    let page = if path.ends_with('/') { "index.html" } else { "" };
    let mut url: Url = call.url.clone();
    url.set_path(&format!("{path}{page}"));
    let headers = Headers::new();
    if let Some(known) = call.header("if-none-match") {
        headers.set("if-none-match", &known)?;
    }
    let mut init = RequestInit::new();
    init.with_headers(headers);
    Ok(call.env.assets("ASSETS")?.fetch(url.as_str(), Some(init)).await?)
}

fn found(response: Response) -> Result<Response, Problem> {
    if matches!(response.status_code(), 200 | 304) { Ok(response) } else { Err(Problem::NotFound) }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}
