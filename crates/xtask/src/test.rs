//! `cargo xtask test`: all tests, from the pure crates to the real browser.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::build;
use crate::project::Project;
use crate::python;
use crate::run::{apt, quietly, say};
use crate::tools::Tools;

const USAGE: &str = "cargo xtask test [--long]";
/// Where Debian and others put it.
const CHROMIUMS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Runs everything, also after a failure: the last lines are the browser's summary and ours.
///
/// # Errors
/// Something could not be built or run, or a test failed.
pub fn test(project: &Project, arguments: &[String]) -> Result<()> {
    let mut long = false;
    for word in arguments {
        match word.as_str() {
            "--long" => long = true,
            _ => bail!("unknown argument {word}\n{USAGE}"),
        }
    }
    let tools = Tools::install(project)?;
    let chromium = chromium(&tools)?;
    let schemathesis = python::schemathesis(project)?;
    build::all(project, &tools)?;

    let mut failed: Vec<&str> = Vec::new();
    let mut wasm_differs = false;
    let mut step = |name: &'static str, command: &mut Command| -> Result<()> {
        eprintln!("\n== {name}");
        if long {
            command.env("LONG", "1");
        }
        let status = command.stdin(Stdio::null()).status().with_context(|| format!("{name} could not be started"))?;
        if !status.success() {
            failed.push(name);
        }
        Ok(())
    };

    step("cargo test", Command::new("cargo").current_dir(&project.root).args(["test", "--quiet"]))?;
    eprintln!("\n== the same cases in wasm, and in the same as JavaScript");
    match crate::eval::cases(project) {
        Ok(count) => say(format!("{count} cases say the same in both")),
        Err(error) => {
            say(format!("{error:#}"));
            wasm_differs = true;
        }
    }
    step("console", tools.node().args(["--test", "--test-reporter=dot", "www/console/src/**/*.test.ts"]))?;
    step("providers", tools.node().args(["--test", "--test-reporter=dot", "tests/provider/*.test.mjs"]))?;
    let worker_tests = files(&project.root.join("tests/worker"), ".test.mjs")?;
    if !worker_tests.is_empty() {
        // One process a file; two at once, as a machine of two cores bears. What waits for ever fails by its name.
        let arguments = ["--test", "--test-concurrency=2", "--test-timeout=600000", "--test-reporter=dot"];
        step("worker", tools.node().args(arguments).args(worker_tests))?;
    }
    let fault_tests = files(&project.root.join("tests/fault"), ".test.mjs")?;
    if !fault_tests.is_empty() {
        step(
            "kills",
            tools.node().args(["--test", "--test-concurrency=1", "--test-timeout=900000", "--test-reporter=dot"]).args(fault_tests),
        )?;
    }
    let [program, modules] = schemathesis.map(|path| path.display().to_string());
    step("bad requests", tools.node().env("PYTHONPATH", modules).args(["tests/api/run.mjs", &program]))?;
    if has_playwright(project) {
        let mut playwright = tools.command(project.npm_bin("playwright"));
        if let Some(chromium) = &chromium {
            playwright.env("CHROMIUM", chromium);
        }
        step("browser", playwright.args(["test", "--reporter=line"]))?;
    }
    if wasm_differs {
        failed.push("the cases in wasm");
    }
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}

/// The browser of the walks: the one that is there, or one that can be installed. `None`: Playwright's own.
///
/// # Errors
/// There is none, and it cannot be installed from here: says the one command.
fn chromium(tools: &Tools) -> Result<Option<String>> {
    if let Some(found) = found_chromium() {
        return Ok(Some(found));
    }
    if apt("Chromium and a Korean font", &["chromium", "fonts-nanum"])?
        && let Some(found) = found_chromium()
    {
        return Ok(Some(found));
    }
    say("Chromium: npx playwright install chromium");
    let install = quietly(tools.command("npx").args(["playwright", "install", "chromium"]));
    install.context("there is no Chromium, and it could not be installed; run: npx playwright install --with-deps chromium")?;
    Ok(None)
}

fn found_chromium() -> Option<String> {
    let path = env::var_os("PATH")?;
    let folders: Vec<_> = env::split_paths(&path).collect();
    let candidates = CHROMIUMS.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    candidates.into_iter().find(|file| file.is_file()).map(|file| file.display().to_string())
}

fn has_playwright(project: &Project) -> bool {
    ["playwright.config.ts", "playwright.config.mjs"].iter().any(|name| project.root.join(name).exists())
}

fn files(folder: &Path, ending: &str) -> Result<Vec<std::path::PathBuf>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
