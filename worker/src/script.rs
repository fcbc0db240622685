//! The script of a shop's page: `/d.js`, its pinned form, and the tags that name them.
//!
//! `/d.js` is the loader with a table of releases: which share of visitors gets which. It is short-lived, so a release can be
//! staged, taken back, or switched off. `/d-<hash>.js` never changes: it is for shops that pin it by `integrity`.

use std::cell::Cell;

use js_sys::Reflect;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha384};
use wasm_bindgen::JsValue;
use worker::{Env, Response, console_error};

use crate::answer;
use crate::call::Call;
use crate::pages;
use crate::problem::Problem;
use crate::secret::{base64, sha256_hex};
use crate::store::sites::Site;

/// What every page gets when the switch is thrown: calls to `dangol` do nothing, and nothing is loaded.
const OFF: &str = "window.dangol=window.dangol||Object.assign(function(){},{debug:function(){return null}});\n";
/// Where the loader's template has its table.
const TABLE: &str = "__RELEASES__";
/// How long browsers keep `/d.js`: a release that was taken back is gone after five minutes.
const CACHE: &str = "public, max-age=300";

/// The build's part: set by `entry.mjs`, of `build/edge-release.json`.
#[derive(Deserialize)]
struct Built {
    loader: String,
    release: Option<Release>,
}

/// `build/release.json`.
#[derive(Deserialize)]
struct Release {
    shell: Part,
    /// The shell names these itself. An older release may have none.
    late: Option<Part>,
    more: Option<Part>,
    engine_js: Option<Part>,
    wasm: Part,
    debug: Part,
}

#[derive(Deserialize)]
struct Part {
    path: String,
    integrity: String,
}

/// One release in the loader's table: percent, then paths and integrities.
type Line<'a> = (u8, &'a str, &'a str, &'a str, &'a str, &'a str);

/// The script tags of a site.
#[derive(Serialize)]
pub struct Tags {
    /// The usual one: follows releases by itself.
    tag: String,
    /// The same script as it is today, for ever; absent when nothing was built to pin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pinned: Option<String>,
}

thread_local! {
    /// Whether this instance has made sure that the release's files outlive its deployment.
    static KEPT: Cell<bool> = const { Cell::new(false) };
}

/// `GET /d.js`
///
/// # Errors
/// Never for a reason that a shop could mend; the page does without.
pub async fn get(call: Call) -> Result<Response, Problem> {
    let built = built()?;
    let text = match (&built.release, call.settings().loader_off()) {
        (Some(release), false) => staged(&call, &built.loader, release),
        _ => OFF.to_owned(),
    };
    if !KEPT.replace(true) {
        keep(&call, &built)?;
    }
    served(text, CACHE)
}

/// `GET /d-<hash>.js`
///
/// # Errors
/// `NotFound` for one that was never released.
pub async fn get_pinned(call: Call) -> Result<Response, Problem> {
    let name = format!("d-{}.js", call.param("hash"));
    if let Some(text) = pinned(&built()?).filter(|text| pinned_name(text) == name) {
        return served(text, pages::FOREVER);
    }
    let kept = pages::kept(&call.env, &name).await?.ok_or(Problem::NotFound)?;
    served(String::from_utf8_lossy(&kept).into_owned(), pages::FOREVER)
}

/// The tags for a page of this site.
///
/// # Errors
/// The build's part cannot be read.
pub fn tags(call: &Call, site: &Site) -> Result<Tags, Problem> {
    let key = &site.key;
    // Without it a page that is left before its bundle came keeps its view for the next one.
    let asks = if site.preferences.asks() { " data-consent" } else { "" };
    let edge = match call.settings().edge_host() {
        Some(host) => format!("{}://{host}", call.url.scheme()),
        None => call.url.origin().ascii_serialization(),
    };
    let pinned = pinned(&built()?).map(|text| {
        let (name, integrity) = (pinned_name(&text), integrity(&text));
        format!(r#"<script async src="{edge}/{name}" integrity="{integrity}" crossorigin="anonymous" data-site="{key}"{asks}></script>"#)
    });
    Ok(Tags { tag: format!(r#"<script async src="{edge}/d.js" data-site="{key}"{asks}></script>"#), pinned })
}

fn staged(call: &Call, loader: &str, release: &Release) -> String {
    let percent = call.settings().rollout_percent();
    let older_text = call.settings().older_release();
    let mut table = vec![line(percent, release)];
    let older: Option<Release> = serde_json::from_str(&older_text).ok();
    match &older {
        Some(older) => table.push(line(100 - percent, older)),
        // The others get nothing: that is how a first release is staged.
        None if older_text.is_empty() => {}
        None => console_error!("RELEASES is not a release.json; the visitors beyond ROLLOUT get no script"),
    }
    filled(loader, &table)
}

/// The newest release alone, for everybody.
fn pinned(built: &Built) -> Option<String> {
    built.release.as_ref().map(|release| filled(&built.loader, &[line(100, release)]))
}

fn pinned_name(text: &str) -> String {
    let hash: String = sha256_hex(text.as_bytes()).chars().take(32).collect();
    format!("d-{hash}.js")
}

fn line(percent: u8, release: &Release) -> Line<'_> {
    let Release { shell, wasm, debug, .. } = release;
    (percent, &shell.path, &shell.integrity, &wasm.path, &wasm.integrity, &debug.path)
}

fn filled(loader: &str, table: &[Line<'_>]) -> String {
    // Paths and integrities are letters, digits and / . - + =: nothing in them ends a string or a script.
    let table = serde_json::to_string(table).unwrap_or_else(|_| "[]".into());
    format!("{}\n", loader.trim_end().replace(TABLE, &table))
}

fn served(text: String, cache: &str) -> Result<Response, Problem> {
    let etag = format!("\"{}\"", sha256_hex(text.as_bytes()));
    let response = Response::builder().fixed(text.into_bytes());
    answer::with(
        response,
        &[
            ("content-type", "text/javascript; charset=utf-8"),
            ("cache-control", cache),
            ("etag", &etag),
            // A page that pins the script by integrity asks with CORS, and one with COEP asks for the policy.
            ("access-control-allow-origin", "*"),
            ("cross-origin-resource-policy", "cross-origin"),
        ],
    )
}

/// Copies the release's files to where they outlive this deployment, after the answer has gone.
fn keep(call: &Call, built: &Built) -> Result<(), Problem> {
    let Some(release) = &built.release else { return Ok(()) };
    let parts =
        [&release.shell, &release.wasm, &release.debug].into_iter().chain(&release.late).chain(&release.more).chain(&release.engine_js);
    let paths: Vec<String> = parts.map(|part| part.path.clone()).collect();
    let script = pinned(built).map(|text| (pinned_name(&text), text));
    let (env, origin) = (call.env.clone(), call.url.origin().ascii_serialization());
    call.context.wait_until(async move {
        if let Err(problem) = keep_files(&env, &origin, &paths, script).await {
            KEPT.set(false);
            // Logs it.
            problem.into_response();
        }
    });
    Ok(())
}

async fn keep_files(env: &Env, origin: &str, paths: &[String], script: Option<(String, String)>) -> Result<(), Problem> {
    let Some((name, text)) = script else { return Ok(()) };
    // The script names the other files, and is written last: where it is, they are.
    if pages::kept(env, &name).await?.is_some() {
        return Ok(());
    }
    for path in paths {
        pages::keep(env, path.trim_start_matches('/'), &pages::file(env, origin, path).await?).await?;
    }
    pages::keep(env, &name, text.as_bytes()).await
}

fn built() -> Result<Built, Problem> {
    let text = Reflect::get(&js_sys::global(), &JsValue::from_str("dangolBuilt")).ok().and_then(|text| text.as_string());
    serde_json::from_str(&text.unwrap_or_default()).map_err(|error| Problem::Internal(format!("the build's part: {error}")))
}

fn integrity(text: &str) -> String {
    format!("sha384-{}", base64(&Sha384::digest(text.as_bytes())))
}
