//! The set-up of a new deployment: its owner and a first site, once.

use serde::Deserialize;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::api::{account, forms, sessions, sites};
use crate::auth;
use crate::call::Call;
use crate::problem::Problem;
use crate::secret::{random_id, same};
use crate::store::accounts::{self, AccountRow};
use crate::store::db::Db;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Setup {
    token: String,
    email: String,
    password: String,
    name: String,
    site: Option<sites::NewSite>,
}

/// `GET /api/setup`: whether the first owner is still to come. The console asks it before it shows a form that nobody else can use.
///
/// # Errors
/// What the database refuses.
pub async fn get(call: Call) -> Result<Response, Problem> {
    let is_open = !accounts::any(&Db::open(&call.env).await?).await?;
    answer::json(&json!({ "open": is_open }))
}

/// `POST /api/setup`
///
/// # Errors
/// `AlreadySetUp`; `NotAllowed` without the right token; a value that cannot be accepted.
pub async fn post(mut call: Call) -> Result<Response, Problem> {
    if call.header("origin").is_some() {
        auth::check_console_origin(&call)?;
    }
    let form: Setup = call.json().await?;
    let right = call.settings().setup_token().is_some_and(|token| same(token.as_bytes(), form.token.as_bytes()));
    if !right {
        return Err(Problem::NotAllowed("the set-up token (the secret SETUP_TOKEN, of 32 characters or more)".into()));
    }
    let db = Db::open(&call.env).await?;
    if accounts::any(&db).await? {
        return Err(Problem::AlreadySetUp);
    }
    let account = AccountRow { id: random_id()?, email: forms::email(&form.email)?, name: forms::name("name", &form.name)? };
    let chosen = account::Chosen::checked(&call, "password", &form.password, &account.email)?;
    let site = form.site.map(|site| site.checked(call.settings().demo())).transpose()?;
    let (password, demo) = (chosen.hash()?, chosen.demo);
    if !accounts::insert_first(&db, &account, &password, demo, call.now_ms).await? {
        return Err(Problem::AlreadySetUp);
    }
    accounts::audit(&db, (Some(&account.id), None), None, "set_up", "", call.now_ms).await?;
    if let Some(site) = site {
        sites::add(&db, &site, (&account.id, None), call.now_ms).await?;
    }
    sessions::begin(&call, &db, &account, &password).await
}
