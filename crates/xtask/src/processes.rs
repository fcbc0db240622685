//! Processes of this machine: who descends from whom, and ending them by id.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;
use std::thread;
use std::time::Duration;

/// A running process (one that has ended and waits to be noticed is none).
#[derive(Clone, Debug)]
pub struct Process {
    pub id: u32,
    pub parent: u32,
    pub name: String,
}

/// How long processes are given to end by themselves.
const GRACE: Duration = Duration::from_secs(5);
const STEP: Duration = Duration::from_millis(50);

/// Makes this process the parent of those that lose theirs, so that none it has started, directly or not, gets out of its sight.
pub fn adopt_orphans() {
    #[cfg(target_os = "linux")]
    // SAFETY: this option takes a number and touches no memory.
    unsafe {
        libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1);
    }
}

/// Ends everything that this process has started, but those named. What is started meanwhile is ended, too.
pub fn end_all_but(kept: &[u32]) {
    loop {
        let mut started: Vec<u32> = descendants(std::process::id()).iter().map(|process| process.id).collect();
        started.retain(|id| !kept.contains(id));
        if started.is_empty() {
            return;
        }
        end(&started);
    }
}

/// All processes that `ancestor` has started, directly or not.
pub fn descendants(ancestor: u32) -> Vec<Process> {
    let mut by_parent: BTreeMap<u32, Vec<Process>> = BTreeMap::new();
    for process in all() {
        by_parent.entry(process.parent).or_default().push(process);
    }
    let mut found = Vec::new();
    let mut open = vec![ancestor];
    while let Some(parent) = open.pop() {
        for child in by_parent.remove(&parent).unwrap_or_default() {
            open.push(child.id);
            found.push(child);
        }
    }
    found
}

/// Ends these processes: politely, then, after some seconds, by force. Returns when none is left.
pub fn end(ids: &[u32]) {
    let mut left: BTreeSet<u32> = ids.iter().copied().collect();
    left.iter().for_each(|id| signal(*id, libc::SIGTERM));
    let mut waited = Duration::ZERO;
    while !left.is_empty() && waited < GRACE {
        thread::sleep(STEP);
        waited += STEP;
        left.retain(|id| is_running(*id));
    }
    left.iter().for_each(|id| signal(*id, libc::SIGKILL));
    while left.iter().any(|id| is_running(*id)) && waited < GRACE * 2 {
        thread::sleep(STEP);
        waited += STEP;
    }
}

pub fn is_running(id: u32) -> bool {
    all().iter().any(|process| process.id == id)
}

fn signal(id: u32, signal: libc::c_int) {
    let Ok(id) = libc::pid_t::try_from(id) else {
        return;
    };
    // SAFETY: `kill` takes no memory of ours. 0 and negative ids, which mean groups, cannot be had from a `u32` above 0.
    if id > 0 {
        unsafe { libc::kill(id, signal) };
    }
}

fn all() -> Vec<Process> {
    match fs::read_dir("/proc") {
        Ok(folder) => folder.flatten().filter_map(|entry| read_stat(&entry.file_name().to_string_lossy())).collect(),
        Err(_) => from_ps(),
    }
}

/// Reads `/proc/ID/stat`: id (name) state parent …
fn read_stat(id: &str) -> Option<Process> {
    let number = id.parse().ok()?;
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (head, tail) = text.rsplit_once(')')?;
    let (_, name) = head.split_once('(')?;
    let mut fields = tail.split_whitespace();
    let ended = matches!(fields.next()?, "Z" | "X");
    let parent = fields.next()?.parse().ok()?;
    (!ended).then(|| Process { id: number, parent, name: name.to_owned() })
}

/// For systems without `/proc`.
fn from_ps() -> Vec<Process> {
    let Ok(output) = Command::new("ps").args(["-axo", "pid=,ppid=,stat=,comm="]).output() else {
        return Vec::new();
    };
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let (id, parent) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
            let ended = words.next()?.starts_with('Z');
            let name = words.next()?.rsplit('/').next()?.to_owned();
            (!ended).then_some(Process { id, parent, name })
        })
        .collect()
}
