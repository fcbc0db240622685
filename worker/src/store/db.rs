//! The D1 database (binding `DB`): accounts, sites, configuration, audit.
//!
//! The schema is brought up to date by the worker itself at its first use, so a deployment needs no extra step and cannot
//! be ahead of its tables. A migration that was published is never changed.

use std::cell::Cell;

use worker::{D1Database, D1PreparedStatement, Env, Result};

use super::value::{Row, Value, bound, read};

/// The migrations in order, each applied once and as a whole.
const MIGRATIONS: [(&str, &str); 16] = [
    ("0001_accounts", include_str!("../../migrations/0001_accounts.sql")),
    ("0002_growing", include_str!("../../migrations/0002_growing.sql")),
    ("0003_configuration", include_str!("../../migrations/0003_configuration.sql")),
    ("0004_accounts", include_str!("../../migrations/0004_accounts.sql")),
    ("0005_erasures", include_str!("../../migrations/0005_erasures.sql")),
    ("0006_keys", include_str!("../../migrations/0006_keys.sql")),
    ("0007_audit_tokens", include_str!("../../migrations/0007_audit_tokens.sql")),
    ("0008_pictures", include_str!("../../migrations/0008_pictures.sql")),
    ("0009_relays", include_str!("../../migrations/0009_relays.sql")),
    ("0010_secret_renewal", include_str!("../../migrations/0010_secret_renewal.sql")),
    ("0011_sends", include_str!("../../migrations/0011_sends.sql")),
    ("0012_terms", include_str!("../../migrations/0012_terms.sql")),
    ("0013_automatic", include_str!("../../migrations/0013_automatic.sql")),
    ("0014_told", include_str!("../../migrations/0014_told.sql")),
    ("0015_imports", include_str!("../../migrations/0015_imports.sql")),
    ("0016_goods", include_str!("../../migrations/0016_goods.sql")),
];

thread_local! {
    /// Whether this instance has seen the schema up to date.
    static READY: Cell<bool> = const { Cell::new(false) };
}

/// The database, its schema up to date.
pub struct Db(D1Database);

impl Db {
    /// # Errors
    /// D1 does not answer, or a migration fails.
    pub async fn open(env: &Env) -> Result<Self> {
        let db = Self(env.d1("DB")?);
        if !READY.get() {
            db.migrate().await?;
            READY.set(true);
        }
        Ok(db)
    }

    /// Runs one query and returns its first row, if it has one.
    ///
    /// # Errors
    /// What D1 refuses.
    pub async fn first(&self, query: &str, values: &[Value]) -> Result<Option<Row>> {
        Ok(self.rows(query, values).await?.into_iter().next())
    }

    /// Runs one query and returns its rows.
    ///
    /// # Errors
    /// What D1 refuses.
    pub async fn rows(&self, query: &str, values: &[Value]) -> Result<Vec<Row>> {
        let rows = self.statement(query, values)?.raw_js_value().await?;
        rows.iter().map(read).collect()
    }

    /// Runs one statement and returns how many rows it changed.
    ///
    /// # Errors
    /// What D1 refuses.
    pub async fn run(&self, statement: &str, values: &[Value]) -> Result<usize> {
        changes(&self.statement(statement, values)?.run().await?)
    }

    /// Runs all statements or none, and returns how many rows each changed.
    ///
    /// # Errors
    /// What D1 refuses; then nothing has happened.
    pub async fn batch(&self, statements: &[(&str, &[Value])]) -> Result<Vec<usize>> {
        let prepared = statements.iter().map(|(text, values)| self.statement(text, values));
        let results = self.0.batch(prepared.collect::<Result<_>>()?).await?;
        results.iter().map(changes).collect()
    }

    fn statement(&self, text: &str, values: &[Value]) -> Result<D1PreparedStatement> {
        let prepared = self.0.prepare(text);
        if values.is_empty() { Ok(prepared) } else { prepared.bind(&bound(values).to_vec()) }
    }

    async fn migrate(&self) -> Result<()> {
        self.run("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY) STRICT", &[]).await?;
        let done = self.rows("SELECT name FROM migration", &[]).await?;
        for (name, sql) in MIGRATIONS {
            if !done.iter().any(|row| row.text(0).is_ok_and(|known| known == name)) {
                self.apply(name, sql).await?;
            }
        }
        Ok(())
    }

    async fn apply(&self, name: &str, sql: &str) -> Result<()> {
        let values = [Value::from(name)];
        let mut statements: Vec<(&str, &[Value])> = vec![("INSERT INTO migration (name) VALUES (?)", &values)];
        let no_values: &[Value] = &[];
        // The files have no triggers, so a semicolon at the end of a line ends a statement.
        statements.extend(sql.split(";\n").filter(|text| !text.trim().is_empty()).map(|text| (text, no_values)));
        let Err(error) = self.batch(&statements).await else { return Ok(()) };
        // Another instance may have been first: then its row is there.
        match self.first("SELECT 1 FROM migration WHERE name = ?", &values).await? {
            Some(_) => Ok(()),
            None => Err(error),
        }
    }
}

fn changes(result: &worker::D1Result) -> Result<usize> {
    Ok(result.meta()?.and_then(|meta| meta.changes).unwrap_or(0))
}
