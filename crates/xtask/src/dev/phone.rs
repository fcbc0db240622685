//! The providers of sends as a running program (`tests/provider`), and the phone on which it shows what it was given: so that all of it can be
//! tried without an account. In production there is none.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::edge::check_port;
use super::setup::{Access, Api, accepted};
use crate::project::Project;
use crate::tools::Tools;

/// A started one.
pub struct Phone {
    /// It ends when its input does, that is when this process is gone, however that went.
    child: Child,
    port: u16,
}

impl Phone {
    /// Starts it on what the data folder remembers: on the port after the edge's, or where that is somebody else's, on any.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start(project: &Project, tools: &Tools, data: &Path, edge_port: u16) -> Result<Self> {
        let next = edge_port.checked_add(1).filter(|port| check_port(*port).is_ok());
        Self::start_at(project, tools, data, next.unwrap_or(0))
    }

    fn start_at(project: &Project, tools: &Tools, data: &Path, port: u16) -> Result<Self> {
        let log = data.join("provider.log");
        let mut child = tools
            .node()
            .arg("--no-warnings")
            .arg(project.root.join("tests/provider/main.mjs"))
            .args(["--with-input", "--port", &port.to_string(), "--data"])
            .arg(data.join("provider"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(&log)?)
            // A key that ends this process is for this process, which then ends it.
            .process_group(0)
            .spawn()
            .context("cannot start the provider of sends")?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let said = line.trim().strip_prefix("ready http://127.0.0.1:").and_then(|port| port.parse().ok());
        let Some(port) = said else {
            child.kill()?;
            child.wait()?;
            bail!("the provider of sends did not come up; {} says:\n{}", log.display(), fs::read_to_string(&log).unwrap_or_default());
        };
        Ok(Self { child, port })
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where the phone is.
    pub fn url(&self) -> String {
        format!("{}/", self.origin())
    }

    /// What the worker needs to ask it instead of the real ones: `NAME:value`, as wrangler takes it.
    pub fn vars(&self) -> [String; 3] {
        let origin = self.origin();
        [format!("SOLAPI_URL:{origin}/solapi"), format!("NHN_SMS_URL:{origin}/nhn-sms"), format!("NHN_KAKAO_URL:{origin}/nhn-kakao")]
    }

    /// Lets the site send by it, where nothing is agreed on yet, and tells it where the site hears of what became of a message.
    ///
    /// # Errors
    /// The edge or it refuses; says why.
    pub fn set_up(&self, edge: &Api, owner: &Access, site: &str) -> Result<()> {
        let phone = Api::at(self.origin());
        let known = accepted(phone.send("GET", "/control", &Access::None, None, &[])?)?;
        let text = |path: &str| known.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
        let path = format!("/api/sites/{site}/provider");
        let (url, secret) = if edge.send("GET", &path, owner, None, &[])?.status() == 404 {
            let agreed = json!({
                "credentials": { "provider": "solapi", "key": text("/account/solapi/key"), "secret": text("/account/solapi/secret") },
                "sender": { "name": text("/account/shop"), "numbers": known.get("senders"), "opt_out": text("/account/unsubscribe") },
            });
            let made = accepted(edge.send("PUT", &path, owner, Some(&agreed), &[])?)?;
            let said = |path: &str| made.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
            (said("/hook/url"), said("/hook/secret"))
        } else {
            (text("/webhook/url"), text("/webhook/secret"))
        };
        // The edge may be on another port than last time.
        let Some((_, hook)) = url.split_once("/hooks/") else { return Ok(()) };
        let told = json!({ "webhook": { "url": format!("{}/hooks/{hook}", edge.url), "secret": secret } });
        phone.post("/control", &Access::None, &told).map(|_| ())
    }

    /// Starts it again where it has ended: the worker knows its port.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn keep(&mut self, project: &Project, tools: &Tools, data: &Path) -> Result<()> {
        if self.child.try_wait()?.is_some() {
            *self = Self::start_at(project, tools, data, self.port)?;
        }
        Ok(())
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        // What it has answered is on its disk.
        drop(self.child.stdin.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
