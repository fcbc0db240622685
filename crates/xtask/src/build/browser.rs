//! What runs on a shop's pages: the wasm module, the shell that draws, what it fetches later, the loader; and what `dangol.debug()` loads.
//! Where wasm is refused, the same engine as a script that wasm2js makes of the same module.
//!
//! The module is built with a standard library of its own, made small and aborting at once, and without the two features
//! that wasm2js does not know. Its flags live in a target folder of their own, so that nothing else is built again for them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use model::facts::Fact;
use sha2::{Digest, Sha256};

use super::release::base64;
use crate::project::Project;
use crate::run::{quietly, run};
use crate::stamp;
use crate::tools::Tools;

/// The files that this step leaves in `build/browser/`, before they are named by their content.
pub const SHELL: &str = "shell.js";
/// What the shell fetches when the page is idle.
pub const LATE: &str = "late.js";
/// What the shell fetches where the bundle has messages that need it.
pub const MORE: &str = "more.js";
pub const LOADER: &str = "loader.js";
pub const WASM: &str = "browser.wasm";
/// The module as JavaScript, fetched by the shell where wasm is refused.
pub const ENGINE_SCRIPT: &str = "engine.js";
/// For engineers only: no shopper loads it.
pub const DEBUG: &str = "debug.js";

/// Tried against one another on the shell. `unsafe` here means: no page has replaced what `Array` or `Map` do.
const TERSER: &str = "passes=3,unsafe,unsafe_arrows,unsafe_methods,ecma=2022,keep_fargs=false,reduce_funcs=false";

/// Properties whose names begin with `$` never leave their file: a letter will do.
const OWN_PROPERTIES: &str = "regex=/^\\$/";

/// Where they are.
pub fn folder(project: &Project) -> PathBuf {
    project.build.join("browser")
}

/// Builds all of it.
///
/// # Errors
/// Something does not compile.
pub fn all(project: &Project, tools: &Tools) -> Result<()> {
    let out = folder(project);
    fs::create_dir_all(&out)?;
    // Who fetches a file knows it, so that the integrity of the one covers the other.
    let debug = [out.join(DEBUG)];
    script(project, tools, "debug.ts", &out.join(DEBUG), Told::Facts)?;
    let beside = [out.join(LATE), out.join(MORE), out.join(ENGINE_SCRIPT)];
    script(project, tools, "late.ts", &out.join(LATE), Told::Integrity(&debug))?;
    script(project, tools, "more.ts", &out.join(MORE), Told::Nothing)?;
    let wasm = out.join(WASM);
    module(project, tools, &wasm, &[])?;
    engine_script(project, tools, &wasm, &out.join(ENGINE_SCRIPT))?;
    script(project, tools, "shell.ts", &out.join(SHELL), Told::Integrity(&beside))?;
    script(project, tools, "loader.ts", &out.join(LOADER), Told::Nothing)
}

/// The module with what `cargo xtask bench` measures the engine by, apart from the one that shoppers load; and that engine alone.
///
/// # Errors
/// It does not compile.
pub fn bench(project: &Project, tools: &Tools, out: &Path, alone: &Path) -> Result<()> {
    module(project, tools, alone, &["--features", "alone"])?;
    module(project, tools, out, &["--features", "bench"])
}

/// What the build writes into a script as `__TOLD__`.
#[derive(Clone, Copy)]
enum Told<'a> {
    Nothing,
    /// The integrity of other files: any of them is taken.
    Integrity(&'a [PathBuf]),
    /// The names of all facts.
    Facts,
}

/// One script in one file.
fn script(project: &Project, tools: &Tools, name: &str, out: &Path, told: Told<'_>) -> Result<()> {
    let folder = project.root.join("crates/browser/js");
    let entry = folder.join(name);
    let mut inputs = vec![folder];
    match told {
        Told::Nothing => {}
        Told::Integrity(files) => inputs.extend_from_slice(files),
        Told::Facts => inputs.push(project.root.join("crates/model/src/facts/mod.rs")),
    }
    stamp::unless_fresh(project, name, &inputs, &[out.to_path_buf()], || {
        let text = match told {
            Told::Nothing => String::new(),
            Told::Integrity(files) => {
                let of = |file: &PathBuf| Ok(format!("sha256-{}", base64(&Sha256::digest(fs::read(file)?))));
                files.iter().map(of).collect::<Result<Vec<_>>>()?.join(" ")
            }
            Told::Facts => Fact::NAMES.join(" "),
        };
        quietly(
            tools
                .command(project.npm_bin("esbuild"))
                .arg(&entry)
                .args([
                    "--bundle",
                    "--format=iife",
                    "--target=es2022",
                    "--log-level=warning",
                    "--legal-comments=none",
                    "--charset=utf8",
                    // The project's tsconfig.json is for checking; here its `strict` would only add a "use strict".
                    "--tsconfig-raw={}",
                ])
                .arg(format!("--define:__TOLD__=\"{text}\""))
                .arg(format!("--outfile={}", out.display())),
        )?;
        // Terser rather than esbuild's own minifier: 2 % less after brotli.
        quietly(
            tools
                .command(project.npm_bin("terser"))
                .arg(out)
                .args(["--compress", TERSER, "--mangle", "--mangle-props", OWN_PROPERTIES, "--format", "ecma=2022", "--output"])
                .arg(out),
        )?;
        Ok(())
    })?;
    Ok(())
}

/// Beside the above: inlining past this threshold makes the module larger (tried from −50 to 225), but inlining on Rust's own level, which
/// `opt-level = "z"` leaves out, makes it 180 bytes smaller; a stack of one page (the deepest seen is 2.5 KB) makes every address shorter.
const FLAGS: &str = "-Zunstable-options -Cpanic=immediate-abort -Ctarget-feature=-reference-types,-multivalue -Zinline-mir=yes \
    -Cllvm-args=-inline-threshold=25 -Clink-arg=-zstack-size=65536";

fn module(project: &Project, tools: &Tools, out: &Path, more: &[&str]) -> Result<()> {
    let target = project.target.join("browser");
    run(Command::new("cargo")
        .current_dir(&project.root)
        // The unstable flags below work on the stable compiler that rust-toolchain.toml pins.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", FLAGS)
        .args(["build", "--quiet", "--package", "browser", "--profile", "browser"])
        .args(["--target", "wasm32-unknown-unknown", "-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"])
        .args(more)
        .arg("--target-dir")
        .arg(&target))?;
    let wasm = target.join("wasm32-unknown-unknown/browser/browser.wasm");
    let name = more.last().unwrap_or(&"browser");
    stamp::unless_fresh(project, name, std::slice::from_ref(&wasm), &[out.to_path_buf()], || {
        quietly(
            tools
                .command(project.npm_bin("wasm-opt"))
                .arg(&wasm)
                // Addresses under 1,024 hold the end of the stack, and memory begins as zeros: both are so for this target.
                .args(["--flatten", "--rereloop", "-Oz", "-Oz", "--low-memory-unused", "--zero-filled-memory"])
                // Runs of zeros cost less compressed than cut out.
                .arg("--skip-pass=memory-packing")
                .args(["--strip-debug", "--strip-producers", "--strip-target-features"])
                .args(["--enable-mutable-globals", "--enable-sign-ext", "--enable-nontrapping-float-to-int", "--enable-bulk-memory"])
                .args(["--enable-multivalue", "--enable-reference-types", "-o"])
                .arg(out),
        )?;
        Ok(())
    })?;
    Ok(())
}

/// Where wasm2js's output makes its one instance and exports that as an ES module.
const INSTANCE: &str = "\nvar retasmFunc = asmFunc(";

/// A classic script that gives what makes an engine to the shell, which hangs the taker on the script's own element.
fn engine_script(project: &Project, tools: &Tools, wasm: &Path, out: &Path) -> Result<()> {
    let (lowered, raw) = (out.with_extension("lowered.wasm"), out.with_extension("raw.js"));
    let features = ["--enable-mutable-globals", "--enable-sign-ext", "--enable-bulk-memory"];
    stamp::unless_fresh(project, "engine-script", &[wasm.to_path_buf()], &[out.to_path_buf()], || {
        quietly(
            tools
                .command(project.npm_bin("wasm-opt"))
                .arg(wasm)
                .args(features)
                // wasm2js knows no conversion that saturates.
                .args(["--enable-nontrapping-float-to-int", "--llvm-nontrapping-fptoint-lowering", "-o"])
                .arg(&lowered),
        )?;
        // What it cannot make it prints as a whole module: of no use to anybody.
        let mut wasm2js = tools.command(project.npm_bin("wasm2js"));
        let made = wasm2js.arg(&lowered).args(features).args(["-Oz", "-o"]).arg(&raw).stdin(Stdio::null()).output()?;
        if !made.status.success() {
            let said = String::from_utf8_lossy(&made.stdout);
            bail!("wasm2js failed ({})\n{}", made.status, said.lines().take(3).collect::<Vec<_>>().join("\n"));
        }
        let text = fs::read_to_string(&raw)?;
        let (engine, _) = text.split_once(INSTANCE).context("wasm2js writes its end otherwise now: see INSTANCE")?;
        fs::write(&raw, format!("(() => {{{engine}\ndocument.currentScript.dangol(asmFunc)}})()"))?;
        let arguments = ["--minify", "--target=es2022", "--log-level=warning", "--tsconfig-raw={}"];
        quietly(tools.command(project.npm_bin("esbuild")).arg(&raw).args(arguments).arg(format!("--outfile={}", out.display())))?;
        fs::remove_file(&lowered)?;
        fs::remove_file(&raw)?;
        Ok(())
    })?;
    Ok(())
}
