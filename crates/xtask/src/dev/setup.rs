//! The set-up of a development edge, through the API as any owner does it: owner, token, demo site, configuration.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use ureq::http::Response;
use ureq::{Agent, Body};

use super::edge::Edge;
use super::{Options, Phone};
use crate::project::Project;
use crate::stamp::hex;

const EMAIL: &str = "owner@dangol.test";
/// Public, and refused by production (`worker/src/settings.rs`).
const DEMO_PASSWORD: &str = "dangol-demo-only";
const DEMO_SITE: &str = "de30000000000001";

/// `DATA/dev.json`: what the same data folder keeps from one start to the next. Readable by its owner only.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    email: String,
    password: String,
    setup_token: String,
    /// What the worker's secrets at rest are sealed with. A folder of before has none yet.
    #[serde(default)]
    keys: Option<String>,
    token: Option<String>,
    /// The hash of the demo's configuration that was published last: another is published, an owner's change is left.
    demo_config: Option<String>,
}

/// The owner of a data folder.
pub struct Account {
    file: PathBuf,
    kept: Kept,
}

impl Account {
    /// The one of before, or a new one.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn of(data: &Path, demo: bool) -> Result<Self> {
        let file = data.join("dev.json");
        let mut kept: Kept = match fs::read_to_string(&file) {
            Ok(text) => serde_json::from_str(&text).with_context(|| format!("{} is broken: start with --fresh", file.display()))?,
            Err(_) => Kept {
                email: EMAIL.into(),
                password: if demo { DEMO_PASSWORD.into() } else { random_hex::<20>()? },
                setup_token: random_hex::<20>()?,
                keys: None,
                token: None,
                demo_config: None,
            },
        };
        if kept.keys.is_none() {
            kept.keys = Some(format!("1:{}", random_hex::<32>()?));
        }
        let account = Self { file, kept };
        account.save()?;
        Ok(account)
    }

    pub fn email(&self) -> &str {
        &self.kept.email
    }

    pub fn password(&self) -> &str {
        &self.kept.password
    }

    pub fn token(&self) -> &str {
        self.kept.token.as_deref().unwrap_or_default()
    }

    /// Writes the secrets that wrangler gives to the worker.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write_vars(&self, data: &Path) -> Result<PathBuf> {
        let file = data.join("dev.vars");
        let keys = self.kept.keys.as_deref().unwrap_or_default();
        write_private(&file, &format!("SETUP_TOKEN=\"{}\"\nKEYS=\"{}\"\n", self.kept.setup_token, keys))?;
        Ok(file)
    }

    /// Does what is not done yet.
    ///
    /// # Errors
    /// The edge refuses; says why.
    pub fn set_up(&mut self, project: &Project, options: &Options, edge: &Edge, phone: Option<&Phone>) -> Result<()> {
        let api = Api::at(edge.url());
        if self.kept.token.is_none() {
            let session = self.make_owner(&api)?;
            let made = api.post(
                "/api/tokens",
                &session,
                &json!({ "name": "cargo xtask dev", "scopes": ["read", "configure", "send", "manage"] }),
            )?;
            self.kept.token = made.get("token").and_then(Value::as_str).map(str::to_owned);
            self.save()?;
        }
        if options.demo {
            self.set_up_demo(project, &api)?;
        }
        if let Some(phone) = phone {
            phone.set_up(&api, &Access::Token(self.token().to_owned()), DEMO_SITE).context("the demo's provider of sends")?;
        }
        Ok(())
    }

    /// Makes the owner, or signs in where a start was cut short after that.
    fn make_owner(&self, api: &Api) -> Result<Access> {
        let Kept { email, password, setup_token, .. } = &self.kept;
        let owner = json!({ "token": setup_token, "email": email, "password": password, "name": "우리몰 점주" });
        let mut answer = api.send("POST", "/api/setup", &Access::None, Some(&owner), &[])?;
        if answer.status() == 409 {
            answer = api.send("POST", "/api/session", &Access::None, Some(&json!({ "email": email, "password": password })), &[])?;
        }
        let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let cookie = cookie.and_then(|cookie| cookie.split(';').next().map(str::to_owned));
        accepted(answer).context("the owner could not be set up: start with --fresh")?;
        Ok(Access::Session(cookie.context("the set-up answered without a session")?))
    }

    fn set_up_demo(&mut self, project: &Project, api: &Api) -> Result<()> {
        let owner = Access::Token(self.token().to_owned());
        let sites = accepted(api.send("GET", "/api/sites", &owner, None, &[])?)?;
        let sites = sites.get("sites").and_then(Value::as_array).cloned().unwrap_or_default();
        if !sites.iter().any(|site| site.get("id").and_then(Value::as_str) == Some(DEMO_SITE)) {
            let site = json!({
                "id": DEMO_SITE, "key": "demo", "name": "우리몰", "zone": "Asia/Seoul", "currency": "KRW",
                "domains": ["127.0.0.1", "localhost"],
            });
            api.post("/api/sites", &owner, &site)?;
        }
        let Ok(config) = fs::read_to_string(project.root.join("www/demo/dangol.json")) else {
            return Ok(());
        };
        let hash = hex(&Sha256::digest(config.as_bytes()));
        if self.kept.demo_config.as_deref() == Some(&hash) {
            return Ok(());
        }
        let config: Value = serde_json::from_str(&config).context("www/demo/dangol.json is broken")?;
        let path = format!("/api/sites/{DEMO_SITE}/config");
        let current = api.send("GET", &path, &owner, None, &[])?;
        let version = current.headers().get("etag").and_then(|etag| etag.to_str().ok()).unwrap_or_default().to_owned();
        accepted(api.send("PUT", &path, &owner, Some(&config), &[("if-match", &version)])?).context("www/demo/dangol.json was refused")?;
        self.kept.demo_config = Some(hash);
        self.save()
    }

    fn save(&self) -> Result<()> {
        write_private(&self.file, &serde_json::to_string_pretty(&self.kept)?)
    }
}

/// Whether the edge answers.
pub fn is_healthy(url: &str) -> bool {
    agent().get(format!("{url}/healthz")).call().is_ok_and(|answer| answer.status() == 200)
}

pub(super) enum Access {
    None,
    Session(String),
    Token(String),
}

pub(super) struct Api {
    agent: Agent,
    pub(super) url: String,
}

impl Api {
    pub(super) fn at(url: String) -> Self {
        Self { agent: agent(), url }
    }

    pub(super) fn post(&self, path: &str, access: &Access, body: &Value) -> Result<Value> {
        accepted(self.send("POST", path, access, Some(body), &[])?).with_context(|| format!("POST {path}"))
    }

    pub(super) fn send(
        &self,
        method: &str,
        path: &str,
        access: &Access,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Result<Response<Body>> {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request = match access {
            Access::None => request,
            Access::Session(cookie) => request.header("cookie", cookie).header("origin", &self.url),
            Access::Token(token) => request.header("authorization", format!("Bearer {token}")),
        };
        let answer = match body {
            Some(body) => self.agent.run(request.header("content-type", "application/json").body(body.to_string())?),
            None => self.agent.run(request.body(())?),
        };
        answer.with_context(|| format!("{method} {path}"))
    }
}

pub(super) fn accepted(mut answer: Response<Body>) -> Result<Value> {
    let text = answer.body_mut().read_to_string()?;
    if !answer.status().is_success() {
        bail!("{}: {text}", answer.status());
    }
    Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
}

fn agent() -> Agent {
    // Long enough for a password's hash on a busy machine.
    Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(20))).build().into()
}

fn random_hex<const BYTES: usize>() -> Result<String> {
    use std::io::Read;
    let mut bytes = [0; BYTES];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(hex(&bytes))
}

fn write_private(path: &Path, text: &str) -> Result<()> {
    let mut file = fs::OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write {}", path.display()))
}
