//! Who has a part in a site, and who is invited to (D1).
//!
//! What must hold at every moment (a site has an owner, only an owner changes the team) is a condition of the very statement that
//! changes something: of two changes at once the second sees what the first has done.

use model::time::EpochMs;
use serde::Serialize;
use serde_json::json;
use worker::Result;

use super::accounts::{AccountRow, COLUMNS};
use super::audit::{Entry, NOTE_IF_CHANGED};
use super::db::Db;
use super::value::{Row, Value};
use crate::auth::{Role, SiteScope};

/// Most people of a site, the invited ones with them.
pub const PEOPLE_MAX: u32 = 100;
/// An invitation is good for this long: seven days.
const INVITATION_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// The role of an account in a site, as stored.
///
/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn role_in(db: &Db, site: &str, account: &str) -> Result<Option<String>> {
    let query = "SELECT role FROM member WHERE site = ? AND account = ?";
    let row = db.first(query, &[site.into(), account.into()]).await?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

/// A member as the team is shown them.
#[derive(Serialize)]
pub struct Member {
    /// The account's id.
    id: String,
    email: String,
    name: String,
    role: String,
}

/// The team of a site, by name.
pub async fn members(db: &Db, scope: &SiteScope) -> Result<Vec<Member>> {
    let query = format!("SELECT {COLUMNS}, role FROM member JOIN account ON account.id = account WHERE site = ? ORDER BY name, account.id");
    let read = |row: &Row| {
        let AccountRow { id, email, name } = AccountRow::read(row)?;
        Ok(Member { id, email, name, role: row.text(3)?.into() })
    };
    db.rows(&query, &[scope.site().into()]).await?.iter().map(read).collect()
}

/// Gives a member with the role `before` another one. Returns whether that was done: not, where the site would lose its last owner, or
/// where who asks is no owner, or the member's role not this one, any more.
pub async fn change_role(db: &Db, scope: &SiteScope, account: &str, (before, after): (Role, Role), now_ms: i64) -> Result<bool> {
    let values = [scope.site().into(), account.into(), scope.by().into(), before.name().into(), after.name().into()];
    let change = format!(
        "UPDATE member SET role = ?5 WHERE site = ?1 AND account = ?2 AND role = ?4 AND {BY_OWNER} AND (?5 = 'owner' OR {OWNER_LEFT})"
    );
    let entry = Entry {
        by: Some(scope.by()),
        site: Some(scope.site()),
        subject: Some(account),
        before: Some(json!({ "role": before.name() })),
        after: Some(json!({ "role": after.name() })),
        ..Entry::of("role_changed", now_ms)
    };
    let own = [Value::from(scope.site()), account.into()];
    let withdrawn = lost("invitations_withdrawn", scope, account, now_ms);
    let changed = db
        .batch(&[
            (&change, &values),
            (NOTE_IF_CHANGED, &entry.values()),
            (WITHDRAW_OF_NO_OWNER, &own),
            (NOTE_IF_CHANGED, &withdrawn.values()),
        ])
        .await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

/// Takes a member with the role `before` out of the team: another one as an owner, or oneself. What they gave out for this site (invitations,
/// tokens for it alone) goes with them. Returns as [`change_role`].
pub async fn remove(db: &Db, scope: &SiteScope, account: &str, before: Role, now_ms: i64) -> Result<bool> {
    let values = [scope.site().into(), account.into(), scope.by().into(), before.name().into()];
    let delete = format!("DELETE FROM member WHERE site = ?1 AND account = ?2 AND role = ?4 AND (?2 = ?3 OR {BY_OWNER}) AND {OWNER_LEFT}");
    let entry = Entry {
        by: Some(scope.by()),
        site: Some(scope.site()),
        subject: Some(account),
        before: Some(json!({ "role": before.name() })),
        ..Entry::of(if account == scope.by() { "left" } else { "removed" }, now_ms)
    };
    let own = [Value::from(scope.site()), account.into()];
    let revoke = "DELETE FROM api_token WHERE site = ?1 AND account = ?2 \
                  AND NOT EXISTS (SELECT 1 FROM member WHERE site = ?1 AND account = ?2)";
    let withdrawn = lost("invitations_withdrawn", scope, account, now_ms);
    let revoked = lost("tokens_revoked", scope, account, now_ms);
    let changed = db
        .batch(&[
            (&delete, &values),
            (NOTE_IF_CHANGED, &entry.values()),
            (WITHDRAW_OF_NO_OWNER, &own),
            (NOTE_IF_CHANGED, &withdrawn.values()),
            (revoke, &own),
            (NOTE_IF_CHANGED, &revoked.values()),
        ])
        .await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

/// What somebody has lost with their part in a site.
fn lost<'a>(action: &'static str, scope: &'a SiteScope, account: &'a str, now_ms: i64) -> Entry<'a> {
    Entry { by: Some(scope.by()), site: Some(scope.site()), subject: Some(account), ..Entry::of(action, now_ms) }
}

/// Who asks (`?3`) is an owner of the site (`?1`) at this moment.
const BY_OWNER: &str = "EXISTS (SELECT 1 FROM member asks WHERE asks.site = ?1 AND asks.account = ?3 AND asks.role = 'owner')";

/// The site (`?1`) has an owner besides the member (`?2`), or the member (whose role is `?4`) is none.
const OWNER_LEFT: &str = "(?4 <> 'owner' OR EXISTS \
                          (SELECT 1 FROM member other WHERE other.site = ?1 AND other.account <> ?2 AND other.role = 'owner'))";

/// Withdraws what somebody (`?2`) who is no owner (any more) has invited to a site (`?1`).
const WITHDRAW_OF_NO_OWNER: &str = "DELETE FROM invitation WHERE site = ?1 AND invited_by = ?2 AND used_ms IS NULL \
                                    AND NOT EXISTS (SELECT 1 FROM member WHERE site = ?1 AND account = ?2 AND role = 'owner')";

/// An invitation as the owners are shown it.
#[derive(Serialize)]
pub struct Invitation {
    pub id: String,
    pub email: String,
    pub role: String,
    pub created: String,
    pub expires: String,
}

/// Invites somebody; the token of an earlier invitation of theirs is good no longer. `None` when who asks is no owner any more, or
/// the site has as many people as it may.
pub async fn invite(
    db: &Db,
    scope: &SiteScope,
    (id, hash): (&str, &str),
    (email, role): (&str, Role),
    now_ms: i64,
) -> Result<Option<Invitation>> {
    let expires_ms = now_ms + INVITATION_MS;
    let values = [
        Value::from(scope.site()),
        id.into(),
        scope.by().into(),
        hash.into(),
        email.into(),
        role.name().into(),
        now_ms.into(),
        expires_ms.into(),
        PEOPLE_MAX.into(),
    ];
    let insert = format!(
        "INSERT INTO invitation (id, hash, site, email, role, invited_by, created_ms, expires_ms) \
         SELECT ?2, ?4, ?1, ?5, ?6, ?3, ?7, ?8 WHERE {BY_OWNER} AND (SELECT count(*) FROM member WHERE site = ?1) \
         + (SELECT count(*) FROM invitation WHERE site = ?1 AND email <> ?5 AND used_ms IS NULL AND expires_ms > ?7) < ?9"
    );
    let entry = Entry {
        by: Some(scope.by()),
        site: Some(scope.site()),
        detail: id,
        after: Some(json!({ "email": email, "role": role.name() })),
        ..Entry::of("invited", now_ms)
    };
    let replaced = [Value::from(scope.site()), email.into(), id.into()];
    let changed = db
        .batch(&[
            ("DELETE FROM invitation WHERE expires_ms <= ?", &[now_ms.into()]),
            (&insert, &values),
            (NOTE_IF_CHANGED, &entry.values()),
            (
                "DELETE FROM invitation WHERE site = ?1 AND email = ?2 AND id <> ?3 AND used_ms IS NULL \
                 AND EXISTS (SELECT 1 FROM invitation WHERE id = ?3)",
                &replaced,
            ),
        ])
        .await?;
    let is_kept = changed.get(1).is_some_and(|rows| *rows > 0);
    Ok(is_kept.then(|| Invitation {
        id: id.to_owned(),
        email: email.to_owned(),
        role: role.name().to_owned(),
        created: EpochMs(now_ms).to_string(),
        expires: EpochMs(expires_ms).to_string(),
    }))
}

/// The invitations of a site that can be used, the newest first.
pub async fn invitations(db: &Db, scope: &SiteScope, now_ms: i64) -> Result<Vec<Invitation>> {
    let query = "SELECT id, email, role, created_ms, expires_ms FROM invitation \
                 WHERE site = ? AND used_ms IS NULL AND expires_ms > ? ORDER BY created_ms DESC, id";
    let read = |row: &Row| {
        Ok(Invitation {
            id: row.text(0)?.into(),
            email: row.text(1)?.into(),
            role: row.text(2)?.into(),
            created: EpochMs(row.int(3)?).to_string(),
            expires: EpochMs(row.int(4)?).to_string(),
        })
    };
    db.rows(query, &[scope.site().into(), now_ms.into()]).await?.iter().map(read).collect()
}

/// Withdraws an invitation that was not used. Returns whether there was one.
pub async fn withdraw(db: &Db, scope: &SiteScope, id: &str, now_ms: i64) -> Result<bool> {
    let all = invitations(db, scope, now_ms).await?;
    let Some(invitation) = all.iter().find(|invitation| invitation.id == id) else { return Ok(false) };
    let before = json!({ "email": invitation.email, "role": invitation.role });
    let (by, site) = (Some(scope.by()), Some(scope.site()));
    let entry = Entry { by, site, detail: id, before: Some(before), ..Entry::of("invitation_withdrawn", now_ms) };
    let delete = "DELETE FROM invitation WHERE id = ? AND site = ? AND used_ms IS NULL";
    let changed = db.batch(&[(delete, &[id.into(), scope.site().into()]), (NOTE_IF_CHANGED, &entry.values())]).await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

/// What an invitation's token is good for.
pub struct Offer {
    pub id: String,
    pub site: String,
    pub email: String,
    pub role: String,
}

/// The invitation with this token's hash, if it can be used.
pub async fn offer(db: &Db, hash: &str, now_ms: i64) -> Result<Option<Offer>> {
    let query = "SELECT id, site, email, role FROM invitation WHERE hash = ? AND used_ms IS NULL AND expires_ms > ?";
    let row = db.first(query, &[hash.into(), now_ms.into()]).await?;
    let read =
        |row: Row| Ok(Offer { id: row.text(0)?.into(), site: row.text(1)?.into(), email: row.text(2)?.into(), role: row.text(3)?.into() });
    row.map(read).transpose()
}

/// What an invitation's token says to who has it.
pub struct Letter {
    pub site: String,
    pub role: String,
    /// Name of who has invited.
    pub by: String,
    pub email: String,
    pub expires_ms: i64,
    /// Whether its address has an account: then one signs in to accept it.
    pub has_account: bool,
}

/// What the invitation with this token's hash says, if it can be used.
pub async fn letter(db: &Db, hash: &str, now_ms: i64) -> Result<Option<Letter>> {
    let query = "SELECT site.name, role, account.name, invitation.email, expires_ms, \
                 EXISTS (SELECT 1 FROM account own WHERE own.email = invitation.email) \
                 FROM invitation JOIN site ON site.id = invitation.site JOIN account ON account.id = invited_by \
                 WHERE invitation.hash = ? AND used_ms IS NULL AND expires_ms > ?";
    let row = db.first(query, &[hash.into(), now_ms.into()]).await?;
    let read = |row: Row| {
        Ok(Letter {
            site: row.text(0)?.into(),
            role: row.text(1)?.into(),
            by: row.text(2)?.into(),
            email: row.text(3)?.into(),
            expires_ms: row.int(4)?,
            has_account: row.int(5)? == 1,
        })
    };
    row.map(read).transpose()
}

/// Uses an invitation for an account that there is. Returns whether it could still be used. Who is in the team already keeps their role.
pub async fn accept(db: &Db, offer: &Offer, account: &str, now_ms: i64) -> Result<bool> {
    let take = [Value::from(offer.id.as_str()), account.into(), now_ms.into()];
    let used = [Value::from(offer.id.as_str()), account.into()];
    let changed = db.batch(&[(TAKE, &take), (NOTE_IF_CHANGED, &joined(offer, account, now_ms).values()), (JOIN, &used)]).await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

/// Uses an invitation and makes the account that it is for, with this hash of a password. Returns whether it could still be used, and the
/// address had no account.
pub async fn accept_as_new(db: &Db, offer: &Offer, account: &AccountRow, (password, demo): (&str, bool), now_ms: i64) -> Result<bool> {
    let take = [Value::from(offer.id.as_str()), account.id.as_str().into(), now_ms.into()];
    let used = [Value::from(offer.id.as_str()), account.id.as_str().into()];
    let values =
        [offer.id.as_str().into(), account.id.as_str().into(), account.name.as_str().into(), password.into(), demo.into(), now_ms.into()];
    let take_if_new = format!("{TAKE} AND NOT EXISTS (SELECT 1 FROM account WHERE account.email = invitation.email)");
    let insert = "INSERT INTO account (id, email, name, password, demo, created_ms) \
                  SELECT used_by, email, ?3, ?4, ?5, ?6 FROM invitation WHERE id = ?1 AND used_by = ?2 AND changes() > 0";
    let changed = db
        .batch(&[(&take_if_new, &take), (NOTE_IF_CHANGED, &joined(offer, &account.id, now_ms).values()), (insert, &values), (JOIN, &used)])
        .await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

/// The invitation (`?1`) is used now (`?3`) by this account (`?2`).
const TAKE: &str = "UPDATE invitation SET used_ms = ?3, used_by = ?2 WHERE id = ?1 AND used_ms IS NULL AND expires_ms > ?3";

/// The account (`?2`) that has just used the invitation (`?1`) is in the team. Only right after what [`TAKE`] has brought about: who was
/// taken out of the team does not come back by the same invitation.
const JOIN: &str = "INSERT INTO member (site, account, role) SELECT site, used_by, role FROM invitation \
                    WHERE id = ?1 AND used_by = ?2 AND changes() > 0 ON CONFLICT DO NOTHING";

fn joined<'a>(offer: &'a Offer, account: &'a str, now_ms: i64) -> Entry<'a> {
    let after = Some(json!({ "role": offer.role }));
    Entry { by: Some(account), site: Some(&offer.site), subject: Some(account), detail: &offer.id, after, ..Entry::of("joined", now_ms) }
}
