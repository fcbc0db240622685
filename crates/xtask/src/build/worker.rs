//! The worker: Rust to wasm, wasm-bindgen's glue, and our entry bundled into one module.
//!
//! Out come `build/worker/index.js` and `build/worker/edge_bg.wasm`, which `wrangler.toml` names.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::release;
use crate::project::Project;
use crate::run::{quietly, run};
use crate::stamp;
use crate::tools::Tools;

/// Compiles the crate `edge`.
///
/// # Errors
/// It does not compile.
pub fn compile(project: &Project) -> Result<()> {
    let arguments = ["build", "--quiet", "--package", "edge", "--profile", "worker", "--target", "wasm32-unknown-unknown"];
    run(Command::new("cargo").current_dir(&project.root).args(arguments))
}

/// Makes the module that workerd runs, of what [`compile`] and [`release`] made.
///
/// # Errors
/// The wasm cannot be read, or esbuild refuses the entry.
pub fn bundle(project: &Project, tools: &Tools) -> Result<()> {
    let wasm = project.target.join("wasm32-unknown-unknown/worker/edge.wasm");
    let entry = project.root.join("worker/entry.mjs");
    let out = project.build.join("worker");
    let glue = project.build.join("glue");
    let inputs = [wasm.clone(), entry.clone(), release::path(project)];
    let outputs = [out.join("index.js"), out.join("edge_bg.wasm")];
    stamp::unless_fresh(project, "worker", &inputs, &outputs, || {
        bindgen(&wasm, &glue)?;
        fs::create_dir_all(&out)?;
        quietly(
            tools
                .command(project.npm_bin("esbuild"))
                .arg(&entry)
                .args(["--bundle", "--format=esm", "--target=es2022", "--log-level=warning", "--legal-comments=none"])
                .args(["--external:cloudflare:workers", "--external:*.wasm"])
                .arg(format!("--alias:edge-wasm={}", glue.join("edge.js").display()))
                .arg(format!("--alias:edge-release={}", release::path(project).display()))
                .arg(format!("--outfile={}", out.join("index.js").display())),
        )?;
        fs::copy(glue.join("edge_bg.wasm"), out.join("edge_bg.wasm"))?;
        Ok(())
    })?;
    Ok(())
}

fn bindgen(wasm: &Path, glue: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name("edge").typescript(false).reset_state_function(true).force_enable_abort_handler(true).module(true)?;
    bindgen.generate(glue).with_context(|| format!("wasm-bindgen on {}", wasm.display()))?;
    // workerd takes a wasm module by an ordinary import.
    let script = glue.join("edge.js");
    let text = fs::read_to_string(&script)?.replace("import source wasmModule from", "import wasmModule from");
    fs::write(script, text)?;
    Ok(())
}
