//! `cargo xtask bench`: figures of this machine, side by side with what they are compared to. Nothing asserts them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};
use message::bundle::{FORMAT, Settings};
use model::codec::{Wire, put_bytes};
use model::facts::json::FactsJson;
use model::time::Zone;
use model::wire::written;
use segment::compile::{Target, compile};
use segment::definition::Segment;
use serde::Deserialize;
use serde_json::json;

use crate::build;
use crate::project::Project;
use crate::run::run;
use crate::size::brotli_bytes;
use crate::tools::Tools;

const USAGE: &str = "cargo xtask bench [segment|edge|crm|insight|browser]";

/// Runs the benches of an area; each prints one JSON object a line.
///
/// # Errors
/// There is no such area, or something does not build.
pub fn bench(project: &Project, arguments: &[String]) -> Result<()> {
    match arguments {
        [] => {
            segment(project)?;
            edge(project, &[])?;
            crm(project, &[])?;
            insight(project, &[])?;
            browser(project, &[])
        }
        [area] if area == "segment" => segment(project),
        [area, parts @ ..] if area == "edge" => edge(project, parts),
        [area, parts @ ..] if area == "crm" => crm(project, parts),
        [area, parts @ ..] if area == "insight" => insight(project, parts),
        [area, parts @ ..] if area == "browser" => browser(project, parts),
        _ => bail!("there is no such bench\n{USAGE}"),
    }
}

/// 100 segments over 1,000 visitors, ours native, in Node and in Chromium, against libraries that the first run installs (tests/bench).
fn segment(project: &Project) -> Result<()> {
    let tools = Tools::install(project)?;
    let folder = project.build.join("bench");
    fs::create_dir_all(&folder)?;
    let alone = folder.join("alone.wasm");
    build::bench_module(project, &tools, &folder.join("browser.wasm"), &alone)?;
    let bytes = brotli_bytes(&fs::read(alone)?)?;
    println!(
        "{}",
        json!({ "bench": "segment/engine-alone", "ours": bytes, "unit": "bytes of brotli: facts and segments as wasm, nothing else" })
    );
    run(tools.node().current_dir(&project.root).arg("tests/bench/workload.mjs").arg(&folder))?;
    prepare(&folder)?;
    let bench = ["bench", "--quiet", "--package", "segment", "--bench", "engine"];
    run(Command::new("cargo").current_dir(&project.root).env("DANGOL_BENCH", &folder).args(bench))?;
    run(tools.node().current_dir(&project.root).arg("tests/bench/run.mjs").arg(&folder))
}

/// The built worker on a workerd of its own, over loopback: all parts, or those named (`collect`, `rows`, `population`).
fn edge(project: &Project, parts: &[String]) -> Result<()> {
    let tools = Tools::install(project)?;
    build::worker_only(project, &tools)?;
    run(tools.node().current_dir(&project.root).args(["--no-warnings", "tests/bench/edge/run.mjs"]).args(parts))
}

/// The audience of a send and a run, on the built worker: all parts, or those named (`audience`, `sending`).
fn crm(project: &Project, parts: &[String]) -> Result<()> {
    let tools = Tools::install(project)?;
    build::worker_only(project, &tools)?;
    run(tools.node().current_dir(&project.root).args(["--no-warnings", "tests/bench/crm/run.mjs"]).args(parts))
}

/// A shop's history: its import, and reports of half a million lines beside DuckDB, which the first run installs: all parts, or those named
/// (`import`, `reports`, `history`).
fn insight(project: &Project, parts: &[String]) -> Result<()> {
    let tools = Tools::install(project)?;
    build::worker_only(project, &tools)?;
    run(tools.node().current_dir(&project.root).args(["--no-warnings", "tests/bench/insight/run.mjs"]).args(parts))
}

/// The built script in Chromium, on a list page beside two peers that the first run installs: all parts, or those named (`main`, `decision`,
/// `gauge`, `memory`).
fn browser(project: &Project, parts: &[String]) -> Result<()> {
    let tools = Tools::install(project)?;
    build::browser_only(project, &tools)?;
    run(tools.node().current_dir(&project.root).args(["--no-warnings", "tests/bench/browser/run.mjs"]).args(parts))
}

/// Writes what the module is fed: the program with its zone, the same as a site's bundle, and each visitor's facts.
fn prepare(folder: &Path) -> Result<()> {
    #[derive(Deserialize)]
    struct Visitor {
        facts: FactsJson,
    }
    let segments: Vec<Segment> = serde_json::from_str(&fs::read_to_string(folder.join("segments.json"))?)?;
    let visitors: Vec<Visitor> = serde_json::from_str(&fs::read_to_string(folder.join("visitors.json"))?)?;
    let compiled = compile(&segments, Target::Full);
    if let Some((id, error)) = compiled.errors.first() {
        bail!("segment {id:?}: {error}");
    }
    let program = compiled.program();
    let zone = Zone::fixed(9 * 60 * 60);
    let mut bytes = written(&zone);
    put_bytes(&mut bytes, &program.0);
    fs::write(folder.join("program.bin"), bytes)?;
    let mut bundle = vec![FORMAT, 0];
    Settings { config_version: 1, zone, ..Settings::default() }.put(&mut bundle);
    put_bytes(&mut bundle, &program.0);
    fs::write(folder.join("bundle.bin"), bundle)?;
    let mut facts = Vec::new();
    for visitor in &visitors {
        put_bytes(&mut facts, &written(&visitor.facts.facts().0));
    }
    fs::write(folder.join("facts.bin"), facts)?;
    Ok(())
}
