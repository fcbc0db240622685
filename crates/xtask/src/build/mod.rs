//! Building everything that is served or deployed, into `build/`:
//!
//! - `build/worker/`: the module that workerd runs;
//! - `build/assets/a/<hash>.*`: what a shop's page loads, named by content, never changed;
//! - `build/assets/demo/`, `build/assets/console/`: the demo shop and the console;
//! - `build/loader.js`, `build/release.json`: the loader's template and what it is filled with;
//! - `build/api.ts`: the types of the API, which the console is checked against.

mod api;
mod browser;
mod release;
mod web;
mod worker;

use std::thread;

use anyhow::{Result, anyhow};

use crate::project::Project;
use crate::tools::Tools;

pub use browser::{ENGINE_SCRIPT, LOADER, SHELL, WASM, bench as bench_module, folder as browser_folder};

/// Builds everything, skipping what has not changed.
///
/// # Errors
/// The first thing that does not build.
pub fn all(project: &Project, tools: &Tools) -> Result<()> {
    // Two lanes: the compiler has the first for itself, the quick Node tools share the second.
    thread::scope(|scope| {
        let worker = scope.spawn(|| worker::compile(project));
        let pages = scope.spawn(|| web::all(project, tools));
        let release = browser::all(project, tools).and_then(|()| release::write(project));
        let done = |lane: thread::ScopedJoinHandle<'_, Result<()>>| lane.join().map_err(|_| anyhow!("a build step panicked"))?;
        done(worker)?;
        done(pages)?;
        release
    })?;
    worker::bundle(project, tools)
}

/// Builds what runs on a shop's pages alone.
///
/// # Errors
/// It does not build.
pub fn browser_only(project: &Project, tools: &Tools) -> Result<()> {
    browser::all(project, tools)?;
    release::write(project)
}

/// Builds the console, the demo shop and the types of the API alone.
///
/// # Errors
/// They do not build.
pub fn pages_only(project: &Project, tools: &Tools) -> Result<()> {
    web::all(project, tools)
}

/// Builds the worker alone, of whatever release is already there.
///
/// # Errors
/// It does not build.
pub fn worker_only(project: &Project, tools: &Tools) -> Result<()> {
    std::fs::create_dir_all(project.assets())?;
    release::write_if_missing(project)?;
    worker::compile(project)?;
    worker::bundle(project, tools)
}
