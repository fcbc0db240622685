//! The deployment's settings (variables and secrets), and which of them production refuses.

use worker::Env;

use crate::problem::Problem;
use crate::seal::Keys;
use crate::store::accounts;
use crate::store::db::Db;

/// The demo owner's password. It is public: production refuses to serve while an account has it.
pub const DEMO_PASSWORD: &str = "dangol-demo-only";

/// 128 bits in hex: shorter set-up tokens could be guessed.
const SETUP_TOKEN_CHARS_MIN: usize = 32;

/// What `wrangler.toml` and the secrets say.
pub struct Settings<'a>(&'a Env);

impl<'a> Settings<'a> {
    pub fn of(env: &'a Env) -> Self {
        Self(env)
    }

    pub fn is_production(&self) -> bool {
        self.text("ENVIRONMENT") == "production"
    }

    /// Whether the demo shop's own server answers.
    pub fn demo(&self) -> bool {
        self.is_on("DEMO")
    }

    /// Whether shops' pages get a script that does nothing.
    pub fn loader_off(&self) -> bool {
        self.is_on("LOADER_OFF")
    }

    /// Host (and port) of the console, if it has its own.
    pub fn console_host(&self) -> Option<String> {
        Some(self.text("CONSOLE_HOST")).filter(|host| !host.is_empty())
    }

    /// Host (and port) of the shoppers' edge, if it has its own.
    pub fn edge_host(&self) -> Option<String> {
        Some(self.text("EDGE_HOST")).filter(|host| !host.is_empty())
    }

    /// Host (and port) of short links, if they have their own; else they are at the shoppers' edge, which has no cookies either.
    pub fn links_host(&self) -> Option<String> {
        Some(self.text("LINKS_HOST")).filter(|host| !host.is_empty()).or_else(|| self.edge_host())
    }

    /// Host (and port) of what users bring (pictures), if it has its own; else it is at the shoppers' edge.
    pub fn content_host(&self) -> Option<String> {
        Some(self.text("CONTENT_HOST")).filter(|host| !host.is_empty()).or_else(|| self.edge_host())
    }

    /// Percentage of visitors who get the newest release.
    pub fn rollout_percent(&self) -> u8 {
        self.text("ROLLOUT").parse().map_or(100, |percent: u8| percent.min(100))
    }

    /// `release.json` of the release that the other visitors get; empty if there is none.
    pub fn older_release(&self) -> String {
        self.text("RELEASES")
    }

    /// The base address of a provider of sends, by the name of its variable.
    pub fn provider(&self, variable: &str) -> String {
        self.text(variable)
    }

    /// The one-time token of the set-up; `None` closes it.
    pub fn setup_token(&self) -> Option<String> {
        Some(self.text("SETUP_TOKEN")).filter(|token| token.len() >= SETUP_TOKEN_CHARS_MIN)
    }

    /// Whether an origin may be asked though it is not https on a public host (`egress.rs`). Never in production.
    pub fn is_local_egress(&self, origin: &str) -> bool {
        !self.is_production() && self.text("EGRESS_LOCAL").split(',').any(|local| local.trim() == origin)
    }

    /// Base address of Meta's Graph API.
    pub fn meta_url(&self) -> String {
        self.text("META_URL")
    }

    /// Base address of Google Analytics.
    pub fn ga4_url(&self) -> String {
        self.text("GA4_URL")
    }

    /// What seals secrets at rest (`seal.rs`).
    ///
    /// # Errors
    /// `Misconfigured`: the secret `KEYS` is missing or broken.
    pub fn keys(&self) -> Result<Keys, Problem> {
        Keys::read(&self.text("KEYS"))
            .ok_or_else(|| Problem::Misconfigured("KEYS is missing or broken: set a secret of 1: and 64 random hex digits.".into()))
    }

    /// Checks what must not be in production. In development everything passes.
    ///
    /// # Errors
    /// `Misconfigured`, saying what to change.
    pub async fn check(&self, db: &Db) -> Result<(), Problem> {
        if !self.is_production() {
            return Ok(());
        }
        let refuse = |why: &str| Err(Problem::Misconfigured(why.into()));
        if self.demo() {
            return refuse("DEMO=1 is for development: set it to 0 where ENVIRONMENT is production.");
        }
        if !self.text("EGRESS_LOCAL").is_empty() {
            return refuse("EGRESS_LOCAL is for development: leave it empty where ENVIRONMENT is production.");
        }
        if self.setup_token().is_none() {
            return refuse("SETUP_TOKEN is missing or short: set a secret of 32 characters or more.");
        }
        self.keys()?;
        let hosts = (self.text("CONSOLE_HOST"), self.text("EDGE_HOST"));
        if hosts.0.is_empty() || hosts.1.is_empty() || hosts.0 == hosts.1 {
            return refuse(
                "CONSOLE_HOST and EDGE_HOST must be two different hosts, so that no shop's page shares an origin with the console.",
            );
        }
        if self.links_host() == self.console_host() {
            return refuse("LINKS_HOST must be another host than CONSOLE_HOST.");
        }
        if self.content_host() == self.console_host() {
            return refuse("CONTENT_HOST must be another host than CONSOLE_HOST: what users bring shares no origin with the console.");
        }
        if accounts::any_with_demo_password(db).await? {
            return refuse("An account has the demo's password, which is public: use a database of its own in production.");
        }
        Ok(())
    }

    fn is_on(&self, name: &str) -> bool {
        self.text(name) == "1"
    }

    fn text(&self, name: &str) -> String {
        self.0.var(name).map(|value| value.to_string()).unwrap_or_default()
    }
}
