//! Sites.

use serde::{Deserialize, Serialize};
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::api::forms;
use crate::auth::{Account, SiteScope};
use crate::call::Call;
use crate::person::placement::Map;
use crate::problem::Problem;
use crate::script;
use crate::secret::{hex, random, random_id};
use crate::store::accounts;
use crate::store::db::Db;
use crate::store::sites::{self, Preferences, Site};

/// A site as it is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSite {
    name: String,
    key: Option<String>,
    zone: String,
    currency: String,
    domains: Vec<String>,
    /// The demo alone chooses its own.
    id: Option<String>,
}

impl NewSite {
    /// The site as it will be stored.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn checked(self, demo: bool) -> Result<Site, Problem> {
        let random = random_id()?;
        let id = self.id.filter(|id| demo && id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
        Ok(Site {
            map: Map::first(),
            key: match self.key {
                Some(key) => forms::site_key(&key)?,
                None => format!("s-{random}"),
            },
            name: forms::name("name", &self.name)?,
            zone: forms::zone(&self.zone)?,
            currency: forms::currency(&self.currency)?,
            domains: forms::domains(&self.domains)?,
            config_version: 0,
            preferences: Preferences::default(),
            settings_version: 1,
            id: id.unwrap_or(random),
        })
    }
}

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    site: &'a Site,
    role: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    script: Option<script::Tags>,
}

/// `GET /api/sites`
///
/// # Errors
/// What the database refuses; so for all here.
pub async fn list(call: Call, account: Account) -> Result<Response, Problem> {
    let sites = sites::of_account(&Db::open(&call.env).await?, &account.row.id).await?;
    let sites = sites.iter().filter(|(site, _)| account.may_see(&site.id));
    let shown: Vec<Shown<'_>> = sites.map(|(site, role)| Shown { site, role, script: None }).collect();
    answer::json(&json!({ "sites": shown }))
}

/// `GET /api/sites/{id}`
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let script = Some(script::tags(&call, &site)?);
    answer::json(&Shown { site: &site, role: scope.role().name(), script })
}

/// `POST /api/sites`
pub async fn post(mut call: Call, account: Account) -> Result<Response, Problem> {
    if account.is_of_one_site() {
        return Err(Problem::NotAllowed("a token that is not for one site only".into()));
    }
    let form: NewSite = call.json().await?;
    let site = form.checked(call.settings().demo())?;
    let db = Db::open(&call.env).await?;
    add(&db, &site, (&account.row.id, account.token()), call.now_ms).await?;
    let response = answer::json(&Shown { site: &site, role: "owner", script: Some(script::tags(&call, &site)?) })?;
    answer::with(response.with_status(201), &[("location", &format!("/api/sites/{}", site.id))])
}

/// Stores a new site with a secret of its own.
///
/// # Errors
/// `Taken` when another site has its key.
pub async fn add(db: &Db, site: &Site, (owner, token): (&str, Option<&str>), now_ms: i64) -> Result<(), Problem> {
    let secret = hex(&random::<32>()?);
    if !sites::insert(db, site, &secret, owner, now_ms).await? {
        let detail = format!("Another site has the key \"{}\".", site.key);
        return Err(Problem::Taken { field: "key", detail });
    }
    accounts::audit(db, (Some(owner), token), Some(&site.id), "site_added", &site.key, now_ms).await?;
    Ok(())
}
