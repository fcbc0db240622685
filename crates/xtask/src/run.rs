//! Running other programs.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Runs a program to its end, its output going where ours goes.
///
/// # Errors
/// It cannot be started, or ends with another code than 0.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("cannot start {}", shown(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs a program to its end in silence; what it said is in the error if it fails.
///
/// # Errors
/// It cannot be started, or ends with another code than 0.
pub fn quietly(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {}", shown(command)))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("{} failed ({})\n{said}{}", shown(command), output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(said)
}

/// Installs packages of Debian, where we are its root. Returns whether it did; elsewhere somebody else has to.
///
/// # Errors
/// apt-get fails.
pub fn apt(what: &str, packages: &[&str]) -> Result<bool> {
    // SAFETY: `geteuid` cannot fail and touches no memory.
    let is_root = unsafe { libc::geteuid() == 0 };
    if !is_root || !Path::new("/etc/debian_version").exists() {
        return Ok(false);
    }
    say(format!("{what}: apt-get install {}", packages.join(" ")));
    let apt = |arguments: &[&str]| quietly(Command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(arguments));
    apt(&["update"])?;
    apt(&[&["install", "-y", "--no-install-recommends"], packages].concat())?;
    Ok(true)
}

/// A progress line on stderr (stdout is for what a command answers).
pub fn say(text: impl AsRef<str>) {
    eprintln!("  {}", text.as_ref());
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args()).map(OsStr::to_string_lossy);
    words.collect::<Vec<_>>().join(" ")
}
