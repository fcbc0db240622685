//! Skipping work whose inputs have not changed.
//!
//! A stamp is the hash of every input file's path, size and modification time. It is written after the work is done, so work
//! that was cut short is done again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::project::Project;

/// Folders that are never an input.
const SKIPPED: [&str; 4] = ["node_modules", "target", "build", ".git"];

/// Does `work` unless the stamp of `name` says that the same inputs made the same `outputs`. Returns whether it worked.
///
/// # Errors
/// An input cannot be read, or `work` fails.
pub fn unless_fresh(
    project: &Project,
    name: &str,
    inputs: &[PathBuf],
    outputs: &[PathBuf],
    work: impl FnOnce() -> Result<()>,
) -> Result<bool> {
    let stamp = project.build.join(".stamps").join(name);
    let now = hash_of(&project.root, inputs)?;
    let fresh = fs::read_to_string(&stamp).is_ok_and(|before| before == now);
    if fresh && outputs.iter().all(|output| output.exists()) {
        return Ok(false);
    }
    work()?;
    if let Some(folder) = stamp.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&stamp, now)?;
    Ok(true)
}

fn hash_of(root: &Path, inputs: &[PathBuf]) -> Result<String> {
    let mut files = Vec::new();
    for input in inputs {
        collect(input, &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        let about = fs::metadata(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let changed = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let path = file.strip_prefix(root).unwrap_or(&file);
        hash.update(format!("{}\0{}\0{changed}\n", path.display(), about.len()));
    }
    Ok(hex(&hash.finalize()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            if !SKIPPED.iter().any(|skipped| entry.file_name() == *skipped) {
                collect(&entry.path(), files)?;
            }
        }
    } else if path.exists() {
        files.push(path.to_path_buf());
    }
    Ok(())
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
