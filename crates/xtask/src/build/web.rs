//! The pages: the demo shop (its own small build) and the console (Vite), and what the console knows of the API.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use super::api;
use crate::project::Project;
use crate::run::{quietly, run};
use crate::stamp;
use crate::tools::Tools;

/// Builds them.
///
/// # Errors
/// One of them does not build.
pub fn all(project: &Project, tools: &Tools) -> Result<()> {
    thread::scope(|scope| {
        let demo = scope.spawn(|| demo(project, tools));
        api::types(project, tools)?;
        console(project, tools)?;
        demo.join().map_err(|_| anyhow!("the demo's build panicked"))?
    })
}

fn demo(project: &Project, tools: &Tools) -> Result<()> {
    let source = project.root.join("www/demo");
    let out = project.assets().join("demo");
    stamp::unless_fresh(project, "demo", std::slice::from_ref(&source), &[out.join("index.html")], || {
        start_afresh(&out)?;
        quietly(tools.node().arg(source.join("build.mjs")).arg(&out))?;
        Ok(())
    })?;
    Ok(())
}

fn console(project: &Project, tools: &Tools) -> Result<()> {
    let engine = engine(project, tools)?;
    let source = project.root.join("www/console");
    let out = project.assets().join("console");
    let inputs = [source.clone(), project.root.join("package-lock.json"), engine.clone()];
    stamp::unless_fresh(project, "console", &inputs, &[out.join("index.html")], || {
        let config = source.join("vite.config.ts");
        let vite = project.root.join("node_modules/vite/bin/vite.js");
        quietly(
            tools
                .node()
                .arg(vite)
                .args(["build", "--logLevel", "warn", "--emptyOutDir", "--config"])
                .arg(config)
                .arg("--outDir")
                .arg(&out)
                .env("CONSOLE_ENGINE", &engine),
        )?;
        Ok(())
    })?;
    Ok(())
}

/// The crate `console`, and wasm-bindgen's glue: the console loads both when a page asks for them.
fn engine(project: &Project, tools: &Tools) -> Result<PathBuf> {
    let arguments = ["build", "--quiet", "--package", "console", "--profile", "console", "--target", "wasm32-unknown-unknown"];
    run(Command::new("cargo").current_dir(&project.root).args(arguments))?;
    let wasm = project.target.join("wasm32-unknown-unknown/console/console.wasm");
    let out = project.build.join("engine");
    let module = out.join("console_bg.wasm");
    stamp::unless_fresh(project, "engine", std::slice::from_ref(&wasm), &[out.join("console.js"), module.clone()], || {
        let mut bindgen = Bindgen::new();
        bindgen.input_path(&wasm).out_name("console").typescript(false).web(true)?;
        bindgen.generate(&out).with_context(|| format!("wasm-bindgen on {}", wasm.display()))?;
        quietly(
            tools
                .command(project.npm_bin("wasm-opt"))
                .arg(&module)
                .args(["-Os", "--strip-debug", "--strip-producers", "--enable-mutable-globals", "--enable-sign-ext"])
                .args([
                    "--enable-nontrapping-float-to-int",
                    "--enable-bulk-memory",
                    "--enable-multivalue",
                    "--enable-reference-types",
                    "-o",
                ])
                .arg(&module),
        )?;
        Ok(())
    })?;
    Ok(out)
}

fn start_afresh(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    Ok(())
}
