//! The edge as a running program: `wrangler dev`, which runs workerd.
//!
//! Three things it does not do by itself are done here. When a workerd dies, wrangler starts another one but leaves all requests
//! hanging, so wrangler is started again. What it has started is ended with it, by id. And should this process be killed, a
//! guard ends them all.

use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::{LOOK, Options, Phone, Stopping, setup};
use crate::processes;
use crate::project::Project;
use crate::tools::Tools;

/// How long the edge may take to come up on a busy machine.
const READY_MAX: Duration = Duration::from_secs(90);
/// Lines of the log that are shown when it does not come up.
const LOG_LINES: usize = 30;

/// Ends a process group when its own input ends, that is when the process that started it is gone, however that went.
const GUARD: &str = r#"trap '' HUP INT; read -r _; kill -s TERM -- "-$1" 2>/dev/null || exit 0
for _ in 1 2 3 4 5 6; do sleep 0.5; kill -s 0 -- "-$1" 2>/dev/null || exit 0; done; kill -s KILL -- "-$1" 2>/dev/null"#;

/// A started edge.
pub struct Edge {
    wrangler: Child,
    guard: Child,
    /// Held open: its end is the guard's sign.
    guard_input: Option<ChildStdin>,
    port: u16,
    log: PathBuf,
    /// The workerds that there were when it became ready: its own, and that of wrangler's proxy before it.
    workerds: Vec<u32>,
    /// The phone is not its, and goes on.
    phone: Option<u32>,
}

/// Services on this machine in the place of the real ones: the phone's, and those that the environment names. What else is asked goes out as ever.
fn services(phone: Option<&Phone>) -> Vec<String> {
    let named = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let of_relays = ["META_URL", "GA4_URL"].into_iter().filter_map(|name| Some(format!("{name}:{}", named(name)?)));
    let origins: Vec<String> = phone.map(Phone::origin).into_iter().chain(named("EGRESS_LOCAL")).collect();
    let let_out = (!origins.is_empty()).then(|| format!("EGRESS_LOCAL:{}", origins.join(",")));
    phone.map(Phone::vars).into_iter().flatten().chain(of_relays).chain(let_out).collect()
}

/// Says clearly when the port is somebody else's.
///
/// # Errors
/// It is taken.
pub fn check_port(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(_) => bail!("port {port} is taken: stop what uses it, or choose another with --port"),
    }
}

impl Edge {
    /// Starts wrangler on the data folder.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start(project: &Project, tools: &Tools, options: &Options, account: &setup::Account, phone: Option<&Phone>) -> Result<Self> {
        let log = options.data.join("edge.log");
        let out = fs::File::create(&log)?;
        let vars = account.write_vars(&options.data)?;
        let demo = if options.demo { "DEMO:1" } else { "DEMO:0" };
        let wrangler = tools
            .node()
            .arg("--no-warnings")
            .arg(project.root.join("node_modules/wrangler/wrangler-dist/cli.js"))
            .args(["dev", "--ip", "127.0.0.1", "--port", &options.port.to_string(), "--inspector-port", "0"])
            .args(["--show-interactive-dev-session", "false", "--var", demo])
            .args(services(phone).iter().flat_map(|var| ["--var", var]))
            .arg("--env-file")
            .arg(vars)
            .arg("--persist-to")
            .arg(options.data.join("state"))
            .env("WRANGLER_SEND_METRICS", "false")
            .env("CLOUDFLARE_CF_FETCH_ENABLED", "false")
            .env("WRANGLER_LOG_PATH", options.data.join("wrangler-logs"))
            .env("CI", "1")
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .process_group(0)
            .spawn()
            .context("cannot start wrangler")?;
        let mut guard = Command::new("sh")
            .args(["-c", GUARD, "dangol-guard", &wrangler.id().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .context("cannot start the guard")?;
        let guard_input = guard.stdin.take();
        Ok(Self { wrangler, guard, guard_input, port: options.port, log, workerds: Vec::new(), phone: phone.map(Phone::id) })
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Waits until `/healthz` answers. Returns `false` when told to stop meanwhile.
    ///
    /// # Errors
    /// It ends, or does not come up in time; says what the log says.
    pub fn wait_until_ready(&mut self, stopping: &Stopping) -> Result<bool> {
        let mut waited = Duration::ZERO;
        while !setup::is_healthy(&self.url()) {
            if stopping.load(Ordering::Relaxed) {
                return Ok(false);
            }
            if self.wrangler.try_wait()?.is_some() || waited > READY_MAX {
                let said = self.end_of_log();
                self.end()?;
                bail!("the edge did not come up; {} says:\n{said}", self.log.display());
            }
            thread::sleep(LOOK);
            waited += LOOK;
        }
        self.workerds = self.running_workerds();
        Ok(true)
    }

    /// The phone is another process now.
    pub fn leave(&mut self, phone: u32) {
        self.phone = Some(phone);
    }

    /// Whether wrangler has ended, or a workerd of it is gone. (One that wrangler replaces because a file changed is gone, too: then
    /// the restart costs two seconds and nothing else.)
    pub fn has_died(&mut self) -> bool {
        if matches!(self.wrangler.try_wait(), Ok(Some(_)) | Err(_)) {
            return true;
        }
        let running = self.running_workerds();
        self.workerds.iter().any(|id| !running.contains(id))
    }

    /// Ends it and everything it started.
    ///
    /// # Errors
    /// A process cannot be waited for.
    pub fn stop(mut self) -> Result<()> {
        self.end()
    }

    fn end(&mut self) -> Result<()> {
        // Its ended children are noticed by wrangler, and wrangler by us: both while they are being ended.
        thread::scope(|scope| {
            let kept: Vec<u32> = [self.guard.id()].into_iter().chain(self.phone).collect();
            scope.spawn(move || processes::end_all_but(&kept));
            self.wrangler.wait()
        })?;
        // Nobody is left to guard.
        self.guard.kill()?;
        self.guard.wait()?;
        drop(self.guard_input.take());
        Ok(())
    }

    fn running_workerds(&self) -> Vec<u32> {
        let started = processes::descendants(self.wrangler.id());
        started.iter().filter(|process| process.name == "workerd").map(|process| process.id).collect()
    }

    fn end_of_log(&self) -> String {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines.iter().skip(lines.len().saturating_sub(LOG_LINES)).copied().collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Edge {
    fn drop(&mut self) {
        // Reached with a running tree only where an error cut the way short.
        if let Err(error) = self.end() {
            let _ = writeln!(std::io::stderr(), "  {error:#}");
        }
    }
}
