//! `cargo xtask dev`: installs, builds, starts, sets up, and keeps serving until it is told to stop.

mod edge;
mod options;
mod phone;
mod setup;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::build;
use crate::processes;
use crate::project::Project;
use crate::run::say;
use crate::tools::Tools;

use edge::Edge;
pub use options::Options;
use phone::Phone;

/// How often it looks whether all is well: short, since a dead workerd lets requests hang until it is noticed.
const LOOK: Duration = Duration::from_millis(200);

/// Set by SIGTERM and its like.
type Stopping = Arc<AtomicBool>;

/// Serves until stopped.
///
/// # Errors
/// The port is taken, something does not build, or the edge does not come up.
pub fn dev(project: &Project, arguments: &[String]) -> Result<()> {
    let options = Options::read(project, arguments)?;
    let stopping = Stopping::default();
    for signal in [SIGTERM, SIGINT, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&stopping))?;
    }
    processes::adopt_orphans();
    edge::check_port(options.port)?;
    let _lock = take(&options)?;

    let prepared = {
        let project = project.clone();
        while_not_stopping(&stopping, move || {
            let tools = Tools::install(&project)?;
            build::all(&project, &tools)?;
            Ok(tools)
        })?
    };
    let Some(tools) = prepared else { return Ok(()) };

    let mut account = setup::Account::of(&options.data, options.demo)?;
    let start_phone = || Phone::start(project, &tools, &options.data, options.port);
    let mut phone = if options.demo { Some(start_phone()?) } else { None };
    let mut edge = Edge::start(project, &tools, &options, &account, phone.as_ref())?;
    if !edge.wait_until_ready(&stopping)? {
        return edge.stop();
    }
    if let Err(error) = account.set_up(project, &options, &edge, phone.as_ref()) {
        edge.stop()?;
        return Err(error);
    }
    answer(&format!("sign-in: {} {}", account.email(), account.password()))?;
    answer(&format!("token: {}", account.token()))?;
    if let Some(phone) = &phone {
        answer(&format!("phone: {}", phone.url()))?;
    }
    answer(&format!("ready {}", edge.url()))?;

    while !stopping.load(Ordering::Relaxed) {
        thread::sleep(LOOK);
        if let Some(phone) = &mut phone {
            phone.keep(project, &tools, &options.data)?;
            edge.leave(phone.id());
        }
        if edge.has_died() {
            edge.stop()?;
            edge = Edge::start(project, &tools, &options, &account, phone.as_ref())?;
            if edge.wait_until_ready(&stopping)? {
                answer("restarted")?;
            }
        }
    }
    edge.stop()
}

/// One line on stdout, at once.
fn answer(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}

/// Does `work` beside a look at the signals; `None` if one came first, and then ends what the work had started.
fn while_not_stopping<T: Send + 'static>(stopping: &Stopping, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<Option<T>> {
    let worker = thread::spawn(work);
    while !worker.is_finished() {
        if stopping.load(Ordering::Relaxed) {
            processes::end_all_but(&[]);
            return Ok(None);
        }
        thread::sleep(LOOK);
    }
    worker.join().map_err(|_| anyhow!("a build step panicked"))?.map(Some)
}

/// Takes the data folder for this process alone, empty if so asked.
fn take(options: &Options) -> Result<fs::File> {
    let data = &options.data;
    fs::create_dir_all(data).with_context(|| format!("cannot make {}", data.display()))?;
    let lock = fs::File::create(data.join("lock"))?;
    if lock.try_lock().is_err() {
        bail!("another `cargo xtask dev` uses {}: stop it, or choose another folder with --data", data.display());
    }
    if options.fresh {
        say(format!("emptying {}", data.display()));
        for name in ["state", "provider", "dev.json", "dev.vars"] {
            remove(&data.join(name))?;
        }
    }
    Ok(lock)
}

fn remove(path: &Path) -> Result<()> {
    if path.is_dir() {
        fs::remove_dir_all(path)?;
    } else if path.exists() {
        fs::remove_file(path)?;
    }
    Ok(())
}
