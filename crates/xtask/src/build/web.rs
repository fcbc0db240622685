//! The pages: the demo shop (its own small build) and the console (Vite), and what the console knows of the API.

use std::fs;
use std::path::Path;
use std::thread;

use anyhow::{Result, anyhow};

use super::api;
use crate::project::Project;
use crate::run::quietly;
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
    let source = project.root.join("www/console");
    let out = project.assets().join("console");
    let inputs = [source.clone(), project.root.join("package-lock.json")];
    stamp::unless_fresh(project, "console", &inputs, &[out.join("index.html")], || {
        let config = source.join("vite.config.ts");
        let vite = project.root.join("node_modules/vite/bin/vite.js");
        quietly(
            tools.node().arg(vite).args(["build", "--logLevel", "warn", "--emptyOutDir", "--config"]).arg(config).arg("--outDir").arg(&out),
        )?;
        Ok(())
    })?;
    Ok(())
}

fn start_afresh(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    Ok(())
}
