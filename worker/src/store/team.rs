//! Who has a part in a site (D1).

use worker::Result;

use super::db::Db;

/// The role of an account in a site, as stored.
///
/// # Errors
/// What D1 refuses.
pub async fn role_in(db: &Db, site: &str, account: &str) -> Result<Option<String>> {
    let query = "SELECT role FROM member WHERE site = ? AND account = ?";
    let row = db.first(query, &[site.into(), account.into()]).await?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}
