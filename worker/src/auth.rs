//! Who is asking, and for which site.
//!
//! The only place that makes a [`SiteScope`], without which no store can be asked about a site.

use serde::{Deserialize, Serialize};
use worker::Url;

use crate::call::Call;
use crate::problem::Problem;
use crate::secret::sha256_hex;
use crate::store::accounts::AccountRow;
use crate::store::db::Db;
use crate::store::sites::{self, Site};
use crate::store::{sessions, team, tokens};

/// The console's session cookie. `__Host-` makes browsers insist on Secure, `Path=/` and no domain.
pub const COOKIE: &str = "__Host-dangol";
/// How tokens begin, so that people and scanners recognise one.
pub const TOKEN_PREFIX: &str = "dangol_";

/// What somebody may do in a site; each may do what those before may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A page of the shop: reads and writes as its own visitor only.
    Shopper,
    Viewer,
    Editor,
    Owner,
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Self::Shopper => "shopper",
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Owner => "owner",
        }
    }

    /// The role of that name that a member of a team may have.
    pub fn of_member(name: &str) -> Option<Self> {
        [Self::Viewer, Self::Editor, Self::Owner].into_iter().find(|role| role.name() == name)
    }
}

/// What a token may be used for. A session may do everything that the role allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Read,
    /// Change and publish segments and messages.
    Configure,
    /// Send what happened: events, orders.
    Send,
    /// Sites, and how they are kept. Accounts, teams and tokens are for people who are signed in.
    Manage,
}

impl Scope {
    pub const ALL: [Self; 4] = [Self::Read, Self::Configure, Self::Send, Self::Manage];

    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Configure => "configure",
            Self::Send => "send",
            Self::Manage => "manage",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// The right to ask the stores about one site. Made here only, after authentication.
#[derive(Clone, Debug)]
pub struct SiteScope {
    site: String,
    role: Role,
    by: String,
    token: Option<String>,
}

impl SiteScope {
    /// The site's id: 16 hex digits.
    pub fn site(&self) -> &str {
        &self.site
    }

    pub fn role(&self) -> Role {
        self.role
    }

    /// The account that acts, for the audit; empty for a shopper.
    pub fn by(&self) -> &str {
        &self.by
    }

    /// The token that acts, as the audit names it.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }
}

/// Somebody signed in, or a token's owner.
#[derive(Clone, Debug)]
pub struct Account {
    pub row: AccountRow,
    /// `None`: a session, which has them all.
    scopes: Option<Vec<Scope>>,
    /// The only site that its token is for.
    only_site: Option<String>,
    /// The token, as the audit names it.
    token: Option<String>,
}

impl Account {
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.as_ref().is_none_or(|scopes| scopes.contains(&scope))
    }

    /// Whether it is let see this site at all; its role there is another question.
    pub fn may_see(&self, site: &str) -> bool {
        self.only_site.as_ref().is_none_or(|only| only == site)
    }

    /// The token that it asks with, as the audit names it.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Whether it is a token for one site.
    pub fn is_of_one_site(&self) -> bool {
        self.only_site.is_some()
    }
}

/// The session or the token that somebody asks with, by the hash of its secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Holder {
    pub is_token: bool,
    /// SHA-256 in hex, as it is stored.
    pub hash: String,
}

model::wire!(struct Holder { is_token, hash });

impl Holder {
    /// The token of a request, or its session.
    ///
    /// # Errors
    /// There is neither.
    pub fn of(call: &Call) -> Result<Self, Problem> {
        match call.header("authorization") {
            Some(header) => {
                let token = header.strip_prefix("Bearer ").ok_or(Problem::TokenRefused)?.trim();
                Ok(Self { is_token: true, hash: sha256_hex(token.as_bytes()) })
            }
            None => {
                let secret = session_secret(call).ok_or(Problem::SignInNeeded)?;
                Ok(Self { is_token: false, hash: sha256_hex(secret.as_bytes()) })
            }
        }
    }

    /// The account, if session or token are not over.
    async fn account(&self, db: &Db, now_ms: i64) -> Result<Account, Problem> {
        if self.is_token {
            let held = tokens::held(db, &self.hash, now_ms).await?.ok_or(Problem::TokenRefused)?;
            let scopes = held.scopes.split(' ').filter_map(Scope::named).collect();
            return Ok(Account { row: held.account, scopes: Some(scopes), only_site: held.site, token: Some(held.named) });
        }
        let row = sessions::account(db, &self.hash, now_ms).await?;
        Ok(Account { row: row.ok_or(Problem::SignInNeeded)?, scopes: None, only_site: None, token: None })
    }
}

/// The account behind a request, by its token or its session.
///
/// # Errors
/// There is neither, or it is over; a session's change that does not come from the console's own pages; a token without the scope (`None`: with
/// any).
pub async fn account(call: &Call, db: &Db, scope: Option<Scope>) -> Result<Account, Problem> {
    let holder = Holder::of(call)?;
    let is_change_of_session = !holder.is_token && call.changes_something();
    if is_change_of_session {
        check_console_origin(call)?;
    }
    let account = holder.account(db, call.now_ms).await?;
    // Who is nobody hears that first.
    if is_change_of_session {
        call.check_media_type_of_change()?;
    }
    match scope {
        Some(scope) => with_scope(account, scope),
        None => Ok(account),
    }
}

/// The account of a session. No token will do.
///
/// # Errors
/// As [`account`]; `SessionNeeded` for a token that is good for other things.
pub async fn session(call: &Call, db: &Db) -> Result<Account, Problem> {
    let account = account(call, db, None).await?;
    if account.scopes.is_some() { Err(Problem::SessionNeeded) } else { Ok(account) }
}

/// The account of a session, where there is one: for what strangers may do, too.
///
/// # Errors
/// As [`session`], but for a session that is over or never was.
pub async fn session_if_any(call: &Call, db: &Db) -> Result<Option<Account>, Problem> {
    match session(call, db).await {
        Ok(account) => Ok(Some(account)),
        Err(Problem::SignInNeeded) => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// The right to a site of somebody who was let in before and stays (a socket), if it still holds.
///
/// # Errors
/// As [`account`] and [`site_scope`]: it does not hold any more. `Internal`: that is not known.
pub async fn still(db: &Db, holder: &Holder, site: &str, (role, scope): (Role, Scope), now_ms: i64) -> Result<SiteScope, Problem> {
    let account = with_scope(holder.account(db, now_ms).await?, scope)?;
    site_scope(db, &account, site, role).await
}

fn with_scope(account: Account, scope: Scope) -> Result<Account, Problem> {
    if account.may(scope) {
        return Ok(account);
    }
    Err(Problem::NotAllowed(format!("a token with the scope \"{}\"", scope.name())))
}

/// The right of an account to a site.
///
/// # Errors
/// `NotFound` when it has no part in it, as when there is no such site; `NotAllowed` when its role is too low.
pub async fn site_scope(db: &Db, account: &Account, site: &str, needed: Role) -> Result<SiteScope, Problem> {
    if !account.may_see(site) {
        return Err(Problem::NotFound);
    }
    let stored = team::role_in(db, site, &account.row.id).await?;
    let role = stored.as_deref().and_then(Role::of_member).ok_or(Problem::NotFound)?;
    if role < needed {
        return Err(Problem::NotAllowed(format!("the role \"{}\" in this site", needed.name())));
    }
    Ok(SiteScope { site: site.to_owned(), role, by: account.row.id.clone(), token: account.token.clone() })
}

/// The right of a shop's page to write as its visitor: the site's public key, sent from one of the site's domains.
///
/// # Errors
/// `NotFound` for an unknown key, `WrongOrigin` for a page elsewhere.
pub async fn shopper(call: &Call, db: &Db, key: &str) -> Result<(SiteScope, Site), Problem> {
    let site = sites::by_key(db, key, call.now_ms).await?.ok_or(Problem::NotFound)?;
    let origin = call.header("origin").unwrap_or_default();
    if !is_of_site(&origin, &site.domains, call.settings().is_production()) {
        return Err(Problem::WrongOrigin);
    }
    Ok((SiteScope { site: site.id.clone(), role: Role::Shopper, by: String::new(), token: None }, site))
}

/// The right of anybody to read what a site shows to everybody: its public key is enough.
///
/// # Errors
/// `NotFound` for an unknown key.
pub async fn stranger(db: &Db, key: &str, now_ms: i64) -> Result<(SiteScope, Site), Problem> {
    let site = sites::by_key(db, key, now_ms).await?.ok_or(Problem::NotFound)?;
    Ok((SiteScope { site: site.id.clone(), role: Role::Shopper, by: String::new(), token: None }, site))
}

/// The right of the clock to go on with what a site's owner has ordered before: nobody asks.
pub fn clock(site: String) -> SiteScope {
    SiteScope { site, role: Role::Editor, by: String::new(), token: None }
}

/// The right of the demo shop's own server, which is part of this worker in development.
///
/// # Errors
/// `NotFound` when there is no demo.
pub async fn demo_shop(call: &Call, db: &Db, key: &str) -> Result<SiteScope, Problem> {
    if !call.settings().demo() {
        return Err(Problem::NotFound);
    }
    let site = sites::by_key(db, key, call.now_ms).await?.ok_or(Problem::NotFound)?;
    Ok(SiteScope { site: site.id, role: Role::Shopper, by: String::new(), token: None })
}

/// Refuses what a browser sends from another page than the console's: the `Origin` must be exactly the console's own.
///
/// # Errors
/// `WrongOrigin`.
pub fn check_console_origin(call: &Call) -> Result<(), Problem> {
    let same_site = call.header("sec-fetch-site").is_none_or(|site| site == "same-origin");
    let exact = call.header("origin").is_some_and(|origin| origin == call.console_origin());
    if exact && same_site { Ok(()) } else { Err(Problem::WrongOrigin) }
}

/// The session's secret in the request's cookies.
pub fn session_secret(call: &Call) -> Option<String> {
    session_secret_in(&call.header("cookie")?).map(str::to_owned)
}

/// The session's secret in a `Cookie` header.
pub fn session_secret_in(cookies: &str) -> Option<&str> {
    let mut pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, secret)| secret)
}

/// Whether an `Origin` is a domain of the site or a subdomain of one. In production only over https.
pub fn is_of_site(origin: &str, domains: &[String], production: bool) -> bool {
    let Ok(url) = Url::parse(origin) else { return false };
    let scheme = url.scheme();
    if scheme != "https" && (production || scheme != "http") {
        return false;
    }
    let host = url.host_str().unwrap_or_default();
    domains.iter().any(|domain| host == domain || host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.')))
}
