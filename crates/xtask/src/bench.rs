//! `cargo xtask bench`: figures of this machine, side by side with what they are compared to. Nothing asserts them.

use std::fs;
use std::process::Command;

use anyhow::{Result, bail};
use message::bundle::{FORMAT, Settings};
use model::codec::{Wire, put_bytes};
use segment::compile::{Target, compile};
use segment::definition::Segment;
use serde_json::json;

use crate::build;
use crate::project::Project;
use crate::run::run;
use crate::tools::Tools;

const USAGE: &str = "cargo xtask bench [segment]";
/// As many segments as the largest shops have.
const SEGMENTS: usize = 1000;

/// Runs the benches of an area; each prints one JSON object a line.
///
/// # Errors
/// There is no such area, or something does not build.
pub fn bench(project: &Project, arguments: &[String]) -> Result<()> {
    match arguments {
        [] => segment(project),
        [area] if area == "segment" => segment(project),
        _ => bail!("there is no such bench\n{USAGE}"),
    }
}

fn segment(project: &Project) -> Result<()> {
    let tools = Tools::install(project)?;
    build::browser_only(project, &tools)?;
    run(Command::new("cargo").current_dir(&project.root).args(["bench", "--quiet", "--package", "segment", "--bench", "engine"]))?;
    let list: Vec<serde_json::Value> = (0..SEGMENTS)
        .map(|n| {
            json!({
                "id": format!("s{n}"),
                "include": [
                    {"kind": "cart.total", "min": n * 100},
                    {"kind": "traffic.visits", "min": n % 2},
                    {"kind": "content.path_page", "values": [format!("/category/{}", n % 50)]},
                ],
                "exclude": [{"kind": "content.search_word", "values": [format!("낱말{}", n % 200)]}],
            })
        })
        .collect();
    let segments: Vec<Segment> = serde_json::from_value(serde_json::Value::Array(list.clone()))?;
    let folder = build::browser_folder(project);
    // A bundle of segments alone: what is measured is from events to verdicts.
    let mut bundle = vec![FORMAT];
    Settings { config_version: 1, ..Settings::default() }.put(&mut bundle);
    put_bytes(&mut bundle, &compile(&segments, Target::Full).program().0);
    let (bundle_file, list_file) = (folder.join("bench-bundle.bin"), folder.join("bench-segments.json"));
    fs::write(&bundle_file, bundle)?;
    fs::write(&list_file, serde_json::to_string(&list)?)?;
    run(tools
        .node()
        .current_dir(&project.root)
        .arg("tests/bench/segment.mjs")
        .arg(folder.join(build::WASM))
        .arg(bundle_file)
        .arg(list_file))
}
