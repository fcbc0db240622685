//! `cargo xtask`: sets Dangol up, builds, starts, tests and measures it.

mod build;
mod dev;
mod processes;
mod project;
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
cargo xtask build [worker]                                      build everything (or the worker alone) into build/
cargo xtask test [--long]                                       all tests
cargo xtask size [--json] [--peers]                             what a shopper downloads";

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
        _ => bail!("there is no command {name}\n{USAGE}"),
    }
}

fn build(project: &Project, arguments: &[String]) -> Result<()> {
    let tools = Tools::install(project)?;
    match arguments {
        [] => build::all(project, &tools),
        [part] if part == "worker" => build::worker_only(project, &tools),
        _ => bail!("unknown arguments\n{USAGE}"),
    }
}
