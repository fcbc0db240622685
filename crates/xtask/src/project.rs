//! Where things are in this repository.

use std::path::{Path, PathBuf};

/// The folders that the commands read and write.
#[derive(Clone, Debug)]
pub struct Project {
    /// The repository.
    pub root: PathBuf,
    /// Everything built that is served or deployed; git-ignored.
    pub build: PathBuf,
    /// Cargo's own output: `CARGO_TARGET_DIR`, or `target`.
    pub target: PathBuf,
}

impl Project {
    pub fn here() -> Self {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let manifest = manifest.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
        let root = manifest.ancestors().nth(2).map_or_else(|| manifest.clone(), Path::to_path_buf);
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        Self { build: root.join("build"), target, root }
    }

    /// The static files that the worker serves.
    pub fn assets(&self) -> PathBuf {
        self.build.join("assets")
    }

    /// A program of an npm package.
    pub fn npm_bin(&self, name: &str) -> PathBuf {
        self.root.join("node_modules/.bin").join(name)
    }
}
