//! A release: the files of a shop's page, named by their content, and the manifest that the worker fills the loader with.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;
use sha2::{Digest, Sha256, Sha384};

use super::browser;
use crate::project::Project;
use crate::stamp::hex;

/// `build/release.json`. Paths are those on the edge's host.
#[derive(Debug, Serialize)]
pub struct Release {
    pub shell: Part,
    /// Beside the shell, under its name with one more `.js`; the shell holds its integrity.
    pub late: Part,
    /// The same with `.more.js`.
    pub more: Part,
    /// The same with `.engine.js`: the engine where wasm is refused.
    pub engine_js: Part,
    pub wasm: Part,
    pub debug: Part,
}

/// One file of a release.
#[derive(Debug, Serialize)]
pub struct Part {
    /// `/a/<hash>.<extension>`.
    pub path: String,
    /// For `integrity=`: `sha384-<base64>`.
    pub integrity: String,
}

/// What the worker's entry imports: the manifest, and the loader's template.
#[derive(Debug, Serialize)]
struct ForWorker<'a> {
    loader: &'a str,
    release: Option<&'a Release>,
}

/// The file that the worker's entry imports.
pub fn path(project: &Project) -> PathBuf {
    project.build.join("edge-release.json")
}

/// Names the files by their content and writes the manifest.
///
/// Files of older releases stay where they are: a page may still be loading them.
///
/// # Errors
/// A file of the browser's build is not there.
pub fn write(project: &Project) -> Result<()> {
    let from = browser::folder(project);
    let to = project.assets().join("a");
    fs::create_dir_all(&to)?;
    let shell = publish(&from.join(browser::SHELL), &to, None)?;
    let release = Release {
        late: publish(&from.join(browser::LATE), &to, Some(format!("{}.js", shell.path)))?,
        more: publish(&from.join(browser::MORE), &to, Some(format!("{}.more.js", shell.path)))?,
        engine_js: publish(&from.join(browser::ENGINE_SCRIPT), &to, Some(format!("{}.engine.js", shell.path)))?,
        shell,
        wasm: publish(&from.join(browser::WASM), &to, None)?,
        debug: publish(&from.join(browser::DEBUG), &to, None)?,
    };
    let loader = fs::read_to_string(from.join(browser::LOADER))?;
    write_if_changed(&project.build.join("loader.js"), &loader)?;
    write_if_changed(&project.build.join("release.json"), &serde_json::to_string_pretty(&release)?)?;
    let for_worker = ForWorker { loader: loader.trim_end(), release: Some(&release) };
    write_if_changed(&path(project), &serde_json::to_string(&for_worker)?)
}

/// Lets the worker be built before the browser's part was: it then serves a stub for a script.
///
/// # Errors
/// The folder cannot be written.
pub fn write_if_missing(project: &Project) -> Result<()> {
    if path(project).exists() {
        return Ok(());
    }
    write_if_changed(&path(project), &serde_json::to_string(&ForWorker { loader: "", release: None })?)
}

/// Names a file by its content, or by the path given: that of another that holds its integrity.
fn publish(file: &Path, to: &Path, path: Option<String>) -> Result<Part> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let extension = file.extension().unwrap_or_default().to_string_lossy();
    let path = path.unwrap_or_else(|| {
        // 128 bits name a file; whoever can make two files with the same name can write our assets anyway.
        let hash: String = hex(&Sha256::digest(&bytes)).chars().take(32).collect();
        format!("/a/{hash}.{extension}")
    });
    let target = to.join(path.trim_start_matches("/a/"));
    if !target.exists() {
        fs::write(target, &bytes)?;
    }
    Ok(Part { path, integrity: format!("sha384-{}", base64(&Sha384::digest(&bytes))) })
}

/// Leaves the file's time alone when it says the same, so that what is made of it stays fresh.
fn write_if_changed(path: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|before| before == text) {
        return Ok(());
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |bits: u32| ALPHABET.get((bits & 63) as usize).map_or('=', |byte| char::from(*byte));
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |group, byte| (group << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            text.push(if place <= chunk.len() { letter(group >> (18 - 6 * place)) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_of_every_length() {
        let cases = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")];
        for (plain, expected) in cases {
            assert_eq!(base64(plain.as_bytes()), expected, "{plain}");
        }
    }
}
