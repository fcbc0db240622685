//! The tables of an object that is one a site, and its birth certificate: its site, which it never changes.

use worker::{Error, Result};

use super::sql::Sql;

/// The tables brought up to date by migrations (their count is the schema's version), and the site of this object: given by the first who asks.
///
/// # Errors
/// What SQLite refuses; another site than the object's own.
pub fn open(sql: &Sql, site: &str, migrations: &[&str]) -> Result<()> {
    sql.transaction(|| {
        sql.run("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID", &[])?;
        let done: usize = get(sql, "schema")?.and_then(|version| version.parse().ok()).unwrap_or(0);
        for (migration, version) in migrations.iter().zip(1..).skip(done) {
            sql.run(migration, &[])?;
            set(sql, "schema", &version.to_string())?;
        }
        match get(sql, "site")? {
            Some(own) if own == site => Ok(()),
            Some(_) => Err(Error::RustError("this object is of another site".into())),
            None => set(sql, "site", site),
        }
    })
}

/// The site, if the object has ever been asked anything.
///
/// # Errors
/// What SQLite refuses.
pub fn born(sql: &Sql) -> Result<Option<String>> {
    if sql.first("SELECT 1 FROM sqlite_master WHERE name = 'meta'", &[])?.is_none() {
        return Ok(None);
    }
    get(sql, "site")
}

fn get(sql: &Sql, key: &str) -> Result<Option<String>> {
    let row = sql.first("SELECT value FROM meta WHERE key = ?", &[key.into()])?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

fn set(sql: &Sql, key: &str, value: &str) -> Result<()> {
    sql.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", &[key.into(), value.into()])?;
    Ok(())
}
