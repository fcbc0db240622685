//! Accounts and their passwords (D1).

use worker::Result;

use super::audit::{Entry, NOTE_IF_CHANGED};
use super::db::Db;
use super::value::{Row, Value};

pub use super::audit::note as audit;

/// A person who may sign in.
#[derive(Clone, Debug)]
pub struct AccountRow {
    pub id: String,
    pub email: String,
    pub name: String,
}

/// The columns of [`AccountRow`], to begin a query with.
pub const COLUMNS: &str = "account.id, account.email, account.name";

impl AccountRow {
    /// Reads the first three columns.
    ///
    /// # Errors
    /// The query does not begin with [`COLUMNS`].
    pub fn read(row: &Row) -> Result<Self> {
        Ok(Self { id: row.text(0)?.into(), email: row.text(1)?.into(), name: row.text(2)?.into() })
    }
}

/// Whether anybody may sign in yet.
///
/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn any(db: &Db) -> Result<bool> {
    Ok(db.first("SELECT 1 FROM account LIMIT 1", &[]).await?.is_some())
}

pub async fn any_with_demo_password(db: &Db) -> Result<bool> {
    Ok(db.first("SELECT 1 FROM account WHERE demo = 1 LIMIT 1", &[]).await?.is_some())
}

/// Adds the first account, and says whether it is the first: of two at once only one is.
pub async fn insert_first(db: &Db, account: &AccountRow, password_hash: &str, demo: bool, now_ms: i64) -> Result<bool> {
    let values = [
        Value::from(account.id.as_str()),
        account.email.as_str().into(),
        account.name.as_str().into(),
        password_hash.into(),
        demo.into(),
        now_ms.into(),
    ];
    let insert = "INSERT INTO account (id, email, name, password, demo, created_ms) \
                  SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM account)";
    Ok(db.run(insert, &values).await? > 0)
}

/// The account of this mail address (lower case) and the hash of its password.
pub async fn by_email(db: &Db, email: &str) -> Result<Option<(AccountRow, String)>> {
    let query = format!("SELECT {COLUMNS}, password FROM account WHERE email = ?");
    let row = db.first(&query, &[email.into()]).await?;
    row.map(|row| Ok((AccountRow::read(&row)?, row.text(3)?.into()))).transpose()
}

/// An account by its id.
pub async fn by_id(db: &Db, account: &str) -> Result<Option<AccountRow>> {
    let row = db.first("SELECT id, email, name FROM account WHERE id = ?", &[account.into()]).await?;
    row.map(|row| Ok(AccountRow { id: row.text(0)?.to_owned(), email: row.text(1)?.to_owned(), name: row.text(2)?.to_owned() })).transpose()
}

/// The hash of an account's password.
pub async fn password(db: &Db, account: &str) -> Result<Option<String>> {
    let row = db.first("SELECT password FROM account WHERE id = ?", &[account.into()]).await?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

/// A new password in the place of the one with the hash `old`; every session but the one with the hash `kept` is over. Returns whether
/// the password was still the old one.
pub async fn change_password(db: &Db, account: &str, old: &str, (new, demo): (&str, bool), kept: &str, now_ms: i64) -> Result<bool> {
    let change = [account.into(), old.into(), new.into(), demo.into()];
    let over = [Value::from(account), kept.into(), new.into()];
    let entry = Entry { by: Some(account), subject: Some(account), ..Entry::of("password_changed", now_ms) };
    let changed = db
        .batch(&[
            ("UPDATE account SET password = ?3, demo = ?4 WHERE id = ?1 AND password = ?2", &change),
            (NOTE_IF_CHANGED, &entry.values()),
            // A hash has its own salt: it is there only if this very change was made.
            ("DELETE FROM session WHERE account = ?1 AND hash <> ?2 AND (SELECT password FROM account WHERE id = ?1) = ?3", &over),
        ])
        .await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

/// The same password, hashed anew. Returns whether it was still the same.
pub async fn rehash_password(db: &Db, account: &str, old: &str, new: &str, now_ms: i64) -> Result<bool> {
    let values = [account.into(), old.into(), new.into()];
    let entry = Entry { by: Some(account), ..Entry::of("password_rehashed", now_ms) };
    let changed = db
        .batch(&[("UPDATE account SET password = ?3 WHERE id = ?1 AND password = ?2", &values), (NOTE_IF_CHANGED, &entry.values())])
        .await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}
