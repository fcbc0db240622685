//! The one test that is written in Python: schemathesis, installed into `.tools` at the versions of `tests/api/requirements.txt`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::run::{apt, quietly, say};

/// The oldest Python that it runs on.
const PYTHON_MIN: (u32, u32) = (3, 10);

/// Installs it where it is missing, or was another version. Returns the program, and the folder of its modules (`PYTHONPATH`).
///
/// # Errors
/// There is no Python or no pip, and they cannot be installed from here: says what to install.
pub fn schemathesis(project: &Project) -> Result<[PathBuf; 2]> {
    let list = project.root.join("tests/api/requirements.txt");
    let wanted = fs::read_to_string(&list)?;
    let folder = project.root.join(".tools/schemathesis");
    // Written last: an installation that was cut short is made again.
    let mark = folder.join(".installed");
    let program = folder.join("bin/st");
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok([program, folder]);
    }
    check_python()?;
    say("schemathesis: pip install --target .tools/schemathesis -r tests/api/requirements.txt");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    // Into a folder: it needs no virtual environment, and touches nothing outside.
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--target"]);
    quietly(pip.arg(&folder).arg("-r").arg(&list)).context("the packages of tests/api/requirements.txt could not be installed")?;
    fs::write(&mark, wanted)?;
    Ok([program, folder])
}

fn check_python() -> Result<()> {
    if !has_pip() && !apt("Python", &["python3", "python3-pip"])? {
        bail!("the tests of the API need Python 3 with pip: install both (Debian: apt-get install python3 python3-pip), and start again");
    }
    let (major, minor) = PYTHON_MIN;
    let check = format!("import sys; sys.exit(sys.version_info < ({major}, {minor}))");
    match Command::new("python3").args(["-c", &check]).status() {
        Ok(status) if status.success() => Ok(()),
        _ => bail!("the tests of the API need Python {major}.{minor} or newer as python3"),
    }
}

fn has_pip() -> bool {
    Command::new("python3").args(["-m", "pip", "--version"]).output().is_ok_and(|output| output.status.success())
}
