//! `cargo xtask`: sets Dangol up, builds, starts, tests and measures it.

mod bench;
mod build;
mod dev;
mod eval;
mod processes;
mod project;
mod python;
mod run;
mod size;
mod stamp;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::project::Project;
use crate::tools::Tools;

const USAGE: &str = "\
cargo xtask dev [--port P] [--data DIR] [--fresh] [--no-demo]   build, start, serve until stopped
cargo xtask build [worker|pages]                                build everything (or a part of it) into build/
cargo xtask test [--long]                                       all tests
cargo xtask size [--json] [--peers]                             what a shopper downloads
cargo xtask bench [segment|edge|browser]                        one JSON object a line, ours beside theirs
cargo xtask eval SEGMENTS.json [--wasm] < facts.ndjson          who matches: {\"matches\": [\"id\", …]} a line
cargo xtask classify < arrivals.ndjson                          where visits come from, and on which device";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match command(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command(arguments: &[String]) -> Result<()> {
    let project = Project::here();
    let Some((name, rest)) = arguments.split_first() else { bail!("say what to do\n{USAGE}") };
    match name.as_str() {
        "dev" => dev::dev(&project, rest),
        "build" => build(&project, rest),
        "test" => test::test(&project, rest),
        "size" => size::size(&project, rest),
        "bench" => bench::bench(&project, rest),
        "eval" => eval::eval(&project, rest),
        "classify" => eval::classify(&project),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        _ => bail!("there is no command {name}\n{USAGE}"),
    }
}

fn build(project: &Project, arguments: &[String]) -> Result<()> {
    let tools = Tools::install(project)?;
    match arguments {
        [] => build::all(project, &tools),
        [part] if part == "worker" => build::worker_only(project, &tools),
        [part] if part == "pages" => build::pages_only(project, &tools),
        _ => bail!("unknown arguments\n{USAGE}"),
    }
}
