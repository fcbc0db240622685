//! One's own account: what is known of it, its password, what was done with it.

use serde::Deserialize;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::api::forms;
use crate::auth::{Account, Holder};
use crate::call::Call;
use crate::problem::Problem;
use crate::secret::{hash_password, verify_password};
use crate::settings::DEMO_PASSWORD;
use crate::store::accounts::{self, AccountRow};
use crate::store::audit::Entry;
use crate::store::db::Db;
use crate::store::{live, totp, tries};

/// `GET /api/account`
///
/// # Errors
/// What the database refuses.
pub async fn get(call: Call, account: Account) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let AccountRow { id, email, name } = &account.row;
    let is_on = totp::of(&db, id).await?.is_some_and(|stored| stored.is_on);
    let codes_left = totp::recovery_codes_left(&db, id).await?;
    let second_factor = json!({ "on": is_on, "recovery_codes_left": codes_left });
    answer::json(&json!({ "id": id, "email": email, "name": name, "second_factor": second_factor }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    old: String,
    new: String,
}

/// `POST /api/account/password`
///
/// # Errors
/// `Invalid` for a wrong old password or a new one that will not do; `TooManyTries`, as at signing in.
pub async fn post_password(mut call: Call, account: Account) -> Result<Response, Problem> {
    let form: Change = call.json().await?;
    let chosen = Chosen::checked(&call, "new", &form.new, &account.row.email)?;
    let db = Db::open(&call.env).await?;
    let old = check_password(&call, &db, &account.row, "old", &form.old).await?;
    let (own, kept) = (&account.row.id, Holder::of(&call)?.hash);
    if !accounts::change_password(&db, own, &old, (&chosen.hash()?, chosen.demo), &kept, call.now_ms).await? {
        return Err(Problem::ChangedMeanwhile);
    }
    live::look_again_for(&call.env, &db, own).await;
    Ok(answer::empty(204))
}

/// Checks the password of somebody who is signed in already, and returns its hash as it is stored.
///
/// # Errors
/// `Invalid` (in `field`) for a wrong one, which is noted; `TooManyTries`, as at signing in.
pub async fn check_password(call: &Call, db: &Db, account: &AccountRow, field: &str, tried: &str) -> Result<String, Problem> {
    let place = call.place();
    let counted = tries::count(db, &account.email, &place, call.now_ms).await?;
    counted.map_err(|retry_after_s| Problem::TooManyTries { retry_after_s })?;
    let wrong = || Problem::Invalid { field: field.to_owned(), detail: "This is not your password.".into() };
    let hash = accounts::password(db, &account.id).await?.ok_or(Problem::SignInNeeded)?;
    if !verify_password(forms::password_to_try(tried).ok_or_else(wrong)?, Some(&hash))? {
        Entry { subject: Some(&account.id), ..Entry::of("password_refused", call.now_ms) }.note(db).await?;
        return Err(wrong());
    }
    tries::forgive(db, &account.email, &place).await?;
    Ok(hash)
}

/// A new password that will do.
pub struct Chosen<'a> {
    text: &'a str,
    /// Whether it is the demo's, which is public.
    pub demo: bool,
}

impl<'a> Chosen<'a> {
    /// Checks a new password of the account with this mail address.
    ///
    /// # Errors
    /// `Invalid`, in `field`.
    pub fn checked(call: &Call, field: &str, text: &'a str, email: &str) -> Result<Self, Problem> {
        let text = forms::password(field, text, email)?;
        let demo = text == DEMO_PASSWORD;
        if demo && call.settings().is_production() {
            return Err(Problem::Invalid { field: field.to_owned(), detail: "This password is public; choose your own.".into() });
        }
        Ok(Self { text, demo })
    }

    /// Its hash, which takes a while: after all other checks.
    ///
    /// # Errors
    /// As [`hash_password`].
    pub fn hash(&self) -> Result<String, Problem> {
        hash_password(self.text)
    }
}
