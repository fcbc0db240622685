//! What `cargo xtask dev` is asked for.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::project::Project;

const USAGE: &str = "cargo xtask dev [--port P] [--data DIR] [--fresh] [--no-demo]";

/// The port where it serves unless told otherwise.
const PORT: u16 = 8787;

#[derive(Debug)]
pub struct Options {
    pub port: u16,
    /// State, account and log.
    pub data: PathBuf,
    /// Begin with nothing.
    pub fresh: bool,
    /// With the demo shop and its site.
    pub demo: bool,
}

impl Options {
    /// # Errors
    /// An argument it does not know.
    pub fn read(project: &Project, arguments: &[String]) -> Result<Self> {
        let mut options = Self { port: PORT, data: project.root.join(".dangol/dev"), fresh: false, demo: true };
        let mut words = arguments.iter().flat_map(|word| match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => vec![name, value],
            _ => vec![word.as_str()],
        });
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} needs a value\n{USAGE}"));
            match word {
                "--port" => options.port = value()?.parse().context("--port needs a number from 1 to 65535")?,
                "--data" => options.data = std::path::absolute(value()?)?,
                "--fresh" => options.fresh = true,
                "--no-demo" => options.demo = false,
                _ => bail!("unknown argument {word}\n{USAGE}"),
            }
        }
        Ok(options)
    }
}
