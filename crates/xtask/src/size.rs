//! `cargo xtask size`: what a shopper downloads before the first message, and an owner before the console's first page, compressed as the edge
//! sends it.
//!
//! The figures are committed in `sizes.json`. They may shrink or grow by little without a word; more than that is written down
//! with `BLESS=1`, so that the cost of a change is seen in its diff. Over budget fails always.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use brotli::enc::BrotliEncoderParams;
use message::bundle::{Settings, publish};
use model::time::Zone;
use serde::Deserialize;
use serde_json::json;

use crate::build;
use crate::project::Project;
use crate::run::{quietly, say};
use crate::tools::Tools;

const USAGE: &str = "cargo xtask size [--json] [--peers]";

/// The script that a shop's page waits for least: it must fit the first flight of a connection with room to spare.
const LOADER_MAX: usize = 1_536;
/// Everything before the first message: loader, shell, engine, the site's bundle. (Where a visit came from is read at the edge: no table
/// of search engines is downloaded.) 30 KB for all that a page may ask for: twelve types of message in blocks and tokens, rules of when they show,
/// every platform's way of saying things. What is rare comes later, and is not in it.
const BEFORE_FIRST_MESSAGE_MAX: usize = 30_720;
/// What the console's first page is before its numbers: the frame, the sign-in's way in, the home page. Its font comes after the first paint.
const CONSOLE_MAX: usize = 250_000;
/// The pages of the console that are its first load, beside what every page has.
const CONSOLE_FIRST: [&str; 3] = ["index.html", "src/shell/Shell.tsx", "src/home/Home.tsx"];
/// A part may change by this share of itself before it must be blessed: 2 %, and 8 bytes for the very small.
const DRIFT: f64 = 0.02;
const DRIFT_BYTES: usize = 8;

/// Bytes with brotli, by part.
type Parts = BTreeMap<String, usize>;

/// Builds, measures, compares.
///
/// # Errors
/// Something does not build; a part is over budget, or has changed without being blessed.
pub fn size(project: &Project, arguments: &[String]) -> Result<()> {
    let mut as_json = false;
    let mut peers = false;
    for word in arguments {
        match word.as_str() {
            "--json" => as_json = true,
            "--peers" => peers = true,
            _ => bail!("unknown argument {word}\n{USAGE}"),
        }
    }
    let tools = Tools::install(project)?;
    build::browser_only(project, &tools)?;
    build::pages_only(project, &tools)?;
    let mut parts = measure(project)?;
    let loader = parts.get("loader").copied().unwrap_or_default();
    let before_first_message = parts.values().sum::<usize>();
    let engine_script = brotli_bytes(&fs::read(build::browser_folder(project).join(build::ENGINE_SCRIPT))?)?;
    let console = console_bytes(project)?;

    if as_json {
        println!(
            "{}",
            json!({
                "loader_br_bytes": loader,
                "loader_br_budget": LOADER_MAX,
                "before_first_message_br_bytes": before_first_message,
                "before_first_message_br_budget": BEFORE_FIRST_MESSAGE_MAX,
                "engine_as_javascript_br_bytes": engine_script,
                "console_first_load_br_bytes": console,
                "console_first_load_br_budget": CONSOLE_MAX,
                "parts": parts,
            })
        );
    } else {
        show(&parts, loader, before_first_message);
        println!("engine as JavaScript     {engine_script:>7} instead of wasm, where that is refused");
        println!("console's first load     {console:>7} of {CONSOLE_MAX}");
    }
    if peers {
        show_peers(project, &tools, as_json)?;
    }
    parts.insert("engine as JavaScript, where wasm is refused".to_owned(), engine_script);
    let compared = compare(project, &parts);
    if loader > LOADER_MAX || before_first_message > BEFORE_FIRST_MESSAGE_MAX {
        bail!("over budget: {before_first_message} bytes before the first message, {loader} of them the loader");
    }
    if console > CONSOLE_MAX {
        bail!("over budget: the console's first load is {console} bytes");
    }
    compared
}

/// Scripts and styles of the console's first page, each once: what its entries import, and what those do.
fn console_bytes(project: &Project) -> Result<usize> {
    let folder = project.assets().join("console");
    let text = fs::read_to_string(folder.join("manifest.json")).context("the console's manifest.json")?;
    let manifest: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text)?;
    let mut waiting: Vec<String> = Vec::new();
    for entry in CONSOLE_FIRST {
        let key = if manifest.contains_key(entry) {
            entry
        } else {
            bail!("the console has no {entry} any more: say in size.rs what its first page is")
        };
        waiting.push(key.to_owned());
    }
    let (mut seen, mut files) = (BTreeSet::new(), BTreeSet::new());
    while let Some(key) = waiting.pop() {
        let Some(chunk) = manifest.get(&key).filter(|_| seen.insert(key.clone())) else { continue };
        let list = |name: &str| chunk.get(name).and_then(serde_json::Value::as_array).into_iter().flatten();
        files.extend(chunk.get("file").and_then(serde_json::Value::as_str).map(str::to_owned));
        files.extend(list("css").filter_map(|file| file.as_str().map(str::to_owned)));
        waiting.extend(list("imports").filter_map(|key| key.as_str().map(str::to_owned)));
    }
    files.iter().map(|file| brotli_bytes(&fs::read(folder.join(file))?)).sum()
}

fn measure(project: &Project) -> Result<Parts> {
    let folder = build::browser_folder(project);
    let files = [("loader", build::LOADER), ("shell", build::SHELL), ("engine", build::WASM)];
    let mut parts = Parts::new();
    for (part, file) in files {
        parts.insert(part.to_owned(), brotli_bytes(&fs::read(folder.join(file))?)?);
    }
    parts.insert("demo bundle".to_owned(), brotli_bytes(&demo_bundle(project)?)?);
    Ok(parts)
}

/// The demo's configuration, compiled as the edge does it when it is published.
fn demo_bundle(project: &Project) -> Result<Vec<u8>> {
    let text = fs::read_to_string(project.root.join("www/demo/dangol.json"))?;
    let config = serde_json::from_str(&text).context("www/demo/dangol.json is broken")?;
    // Korea's zone: nine hours, no summer time.
    let zone = Zone::fixed(9 * 60 * 60);
    let settings = Settings { config_version: 1, korean: true, zone, ..Settings::default() };
    let published = publish(&config, &settings).map_err(|error| anyhow!("www/demo/dangol.json: {error:?}"))?;
    Ok(published.bundle)
}

/// Bytes after brotli at its best, as a CDN keeps what never changes.
pub fn brotli_bytes(bytes: &[u8]) -> Result<usize> {
    let mut out = Vec::new();
    let best = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut out, &best)?;
    Ok(out.len())
}

fn show(parts: &Parts, loader: usize, before_first_message: usize) {
    println!("brotli 11, bytes");
    for (part, bytes) in parts {
        println!("  {part:<22} {bytes:>7}");
    }
    println!("loader                   {loader:>7} of {LOADER_MAX}");
    println!("before the first message {before_first_message:>7} of {BEFORE_FIRST_MESSAGE_MAX}");
}

fn compare(project: &Project, parts: &Parts) -> Result<()> {
    let file = project.root.join("sizes.json");
    if std::env::var_os("BLESS").is_some_and(|bless| bless == "1") {
        fs::write(&file, format!("{}\n", serde_json::to_string_pretty(parts)?))?;
        say("sizes.json written");
        return Ok(());
    }
    let committed = read_committed(&file)?;
    let changed: Vec<String> = parts
        .iter()
        .filter(|(part, bytes)| has_drifted(committed.get(*part).copied(), **bytes))
        .map(|(part, bytes)| format!("{part}: {} → {bytes}", committed.get(part).map_or("new".into(), usize::to_string)))
        .collect();
    if !changed.is_empty() {
        bail!("sizes have changed; if that is meant, run it with BLESS=1 and commit sizes.json\n  {}", changed.join("\n  "));
    }
    Ok(())
}

fn read_committed(file: &Path) -> Result<Parts> {
    match fs::read_to_string(file) {
        Ok(text) => serde_json::from_str(&text).context("sizes.json is broken"),
        Err(_) => Ok(Parts::new()),
    }
}

fn has_drifted(before: Option<usize>, now: usize) -> bool {
    before.is_none_or(|before| {
        let difference = before.abs_diff(now);
        difference > DRIFT_BYTES && difference as f64 > before as f64 * DRIFT
    })
}

/// A file that a page of another maker's would load (`tests/bench/browser/peers.mjs`).
#[derive(Deserialize)]
struct Peer {
    peer: String,
    version: String,
    what: String,
    file: PathBuf,
}

/// Other makers' scripts for the same page, measured the same way. The first run installs them.
fn show_peers(project: &Project, tools: &Tools, as_json: bool) -> Result<()> {
    let said = quietly(tools.node().current_dir(&project.root).arg("tests/bench/browser/peers.mjs"))?;
    for line in said.lines() {
        let Peer { peer, version, what, file } = serde_json::from_str(line).context("peers.mjs says something else now")?;
        let bytes = brotli_bytes(&fs::read(file)?)?;
        if as_json {
            println!("{}", json!({ "peer": peer, "version": version, "br_bytes": bytes, "what": what }));
        } else {
            println!("  {peer:<22} {bytes:>7}  {version}, {what}");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::has_drifted;

    #[test]
    fn two_percent_must_be_blessed() {
        assert!(has_drifted(None, 1), "a new part");
        assert!(!has_drifted(Some(10_000), 10_200));
        assert!(has_drifted(Some(10_000), 10_201));
        assert!(has_drifted(Some(10_000), 9_799), "smaller, too: the figure is to be kept");
        assert!(!has_drifted(Some(100), 108), "a few bytes of a small part");
    }
}
