//! Invitations to a site. No mail is sent: the owner is given the link, and hands it over.
//!
//! So an address is not proved to be somebody's; it only says which account the invitation is for.

use model::time::EpochMs;
use serde::Deserialize;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::api::{account, forms, sessions, team as roles};
use crate::auth::{self, Account, Role, SiteScope};
use crate::call::Call;
use crate::problem::Problem;
use crate::secret::{hex, random, random_id, sha256_hex};
use crate::store::accounts::{self, AccountRow};
use crate::store::db::Db;
use crate::store::team::{self, Offer, PEOPLE_MAX};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Invite {
    email: String,
    role: String,
}

/// `POST /api/sites/{id}/invitations`
///
/// # Errors
/// `Invalid`; `Taken` for somebody in the team; `TooMany`.
pub async fn post(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let form: Invite = call.json().await?;
    let (email, role) = (forms::email(&form.email)?, roles::role(&form.role)?);
    let db = Db::open(&call.env).await?;
    if let Some((known, _)) = accounts::by_email(&db, &email).await?
        && team::role_in(&db, scope.site(), &known.id).await?.is_some()
    {
        return Err(Problem::Taken { field: "email", detail: format!("{email} is in the team already: change the role there.") });
    }
    let (id, token) = (random_id()?, hex(&random::<32>()?));
    let invitation = team::invite(&db, &scope, (&id, &sha256_hex(token.as_bytes())), (&email, role), call.now_ms).await?;
    let Some(invitation) = invitation else {
        let stored = team::role_in(&db, scope.site(), scope.by()).await?;
        let is_owner = stored.as_deref() == Some(Role::Owner.name());
        let too_many = Problem::TooMany { what: "people in the team or invited", count_max: PEOPLE_MAX };
        return Err(if is_owner { too_many } else { Problem::NotAllowed("the role \"owner\" in this site".into()) });
    };
    // What is behind # stays in the browser: the token is in no log and no referrer.
    let link = format!("{}/console/invitation#{token}", call.console_origin());
    let mut shown = json!(invitation);
    if let Some(members) = shown.as_object_mut() {
        members.extend([("token".into(), token.into()), ("link".into(), link.into()), ("mail_sent".into(), false.into())]);
    }
    Ok(answer::json(&shown)?.with_status(201))
}

/// `GET /api/sites/{id}/invitations`
///
/// # Errors
/// What the database refuses.
pub async fn list(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let invitations = team::invitations(&Db::open(&call.env).await?, &scope, call.now_ms).await?;
    answer::json(&json!({ "invitations": invitations }))
}

/// `DELETE /api/sites/{id}/invitations/{invitation}`
///
/// # Errors
/// `NotFound` for one that is not there, or was used.
pub async fn delete(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let is_gone = team::withdraw(&Db::open(&call.env).await?, &scope, call.param("invitation"), call.now_ms).await?;
    if is_gone { Ok(answer::empty(204)) } else { Err(Problem::NotFound) }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Show {
    token: String,
}

/// `POST /api/invitations/show`: what an invitation is for, before it is accepted. It changes nothing; the token is in the body, so that it is in
/// no log. Whoever has not the link learns nothing: every token that is not good is refused in the same words.
///
/// # Errors
/// `InvitationRefused`.
pub async fn show(mut call: Call) -> Result<Response, Problem> {
    if call.header("origin").is_some() {
        auth::check_console_origin(&call)?;
    }
    let form: Show = call.json().await?;
    let db = Db::open(&call.env).await?;
    let letter = team::letter(&db, &sha256_hex(form.token.as_bytes()), call.now_ms).await?.ok_or(Problem::InvitationRefused)?;
    answer::json(&json!({
        "site": { "name": letter.site },
        "role": letter.role,
        "invited_by": { "name": letter.by },
        "email": letter.email,
        "has_account": letter.has_account,
        "expires": EpochMs(letter.expires_ms),
    }))
}

#[derive(Deserialize)]
struct Accept {
    token: String,
    name: Option<String>,
    password: Option<String>,
}

/// `POST /api/invitations/accept`
///
/// # Errors
/// `InvitationRefused`; `InvitationForAccount`, `InvitationForAnother`; `Invalid` name or password of a new account.
pub async fn accept(mut call: Call) -> Result<Response, Problem> {
    if call.header("origin").is_some() {
        auth::check_console_origin(&call)?;
    }
    let form: Accept = call.json().await?;
    let db = Db::open(&call.env).await?;
    let signed_in = auth::session_if_any(&call, &db).await?;
    let offer = team::offer(&db, &sha256_hex(form.token.as_bytes()), call.now_ms).await?.ok_or(Problem::InvitationRefused)?;
    match signed_in {
        Some(account) => accept_signed_in(&call, &db, &offer, &account).await,
        None => accept_as_new(&call, &db, &offer, &form).await,
    }
}

async fn accept_signed_in(call: &Call, db: &Db, offer: &Offer, account: &Account) -> Result<Response, Problem> {
    if account.row.email != offer.email {
        return Err(Problem::InvitationForAnother);
    }
    if !team::accept(db, offer, &account.row.id, call.now_ms).await? {
        return Err(Problem::InvitationRefused);
    }
    answer::json(&sessions::session(db, account).await?)
}

async fn accept_as_new(call: &Call, db: &Db, offer: &Offer, form: &Accept) -> Result<Response, Problem> {
    if accounts::by_email(db, &offer.email).await?.is_some() {
        return Err(Problem::InvitationForAccount);
    }
    let name = forms::name("name", form.name.as_deref().unwrap_or_default())?;
    let chosen = account::Chosen::checked(call, "password", form.password.as_deref().unwrap_or_default(), &offer.email)?;
    let account = AccountRow { id: random_id()?, email: offer.email.clone(), name };
    let password = chosen.hash()?;
    if !team::accept_as_new(db, offer, &account, (&password, chosen.demo), call.now_ms).await? {
        return Err(Problem::InvitationRefused);
    }
    sessions::begin(call, db, &account, &password).await
}
