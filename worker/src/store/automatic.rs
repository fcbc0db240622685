//! What leaves by itself when something happens: which of it a shop has switched on, since when (D1).

use crm::automatic::Happening;
use model::time::EpochMs;
use worker::Result;

use super::change::Sql;
use super::db::Db;
use super::value::Row;
use crate::auth::SiteScope;

/// One switch.
#[derive(Clone)]
pub struct Switch {
    pub happening: Happening,
    /// Since when; none: it is off.
    pub on: Option<EpochMs>,
    /// The number from which a text goes in the place of what did not arrive.
    pub fallback: Option<String>,
}

/// All that the site has ever touched.
///
/// # Errors
/// What D1 refuses.
pub async fn of_site(db: &Db, scope: &SiteScope) -> Result<Vec<Switch>> {
    let rows = db.rows("SELECT happening, on_ms, fallback FROM automatic WHERE site = ?", &[scope.site().into()]).await?;
    // One of a newer version of this code is none here.
    rows.iter().filter_map(|row| read(row).transpose()).collect()
}

/// Writes one. Since when it is on stays, where it was on already. While it is on its template is used.
pub fn put(scope: &SiteScope, switch: &Switch) -> Vec<Sql> {
    let names = || vec![scope.site().into(), switch.happening.name().replace('_', "-").into(), switch.happening.template().into()];
    let used = if switch.on.is_some() {
        "INSERT OR IGNORE INTO used (site, by_kind, by_id, kind, id) VALUES (?, 'automatic', ?, 'template', ?)"
    } else {
        "DELETE FROM used WHERE site = ? AND by_kind = 'automatic' AND by_id = ? AND kind = 'template' AND id = ?"
    };
    let text = "INSERT INTO automatic (site, happening, on_ms, fallback) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (site, happening) DO UPDATE \
                SET on_ms = CASE WHEN ?3 IS NULL THEN NULL ELSE coalesce(on_ms, ?3) END, fallback = ?4";
    let fallback = switch.fallback.clone().unwrap_or_default();
    let values = vec![scope.site().into(), switch.happening.name().into(), switch.on.map(|at| at.0).into(), fallback.into()];
    vec![Sql(text, values), Sql(used, names())]
}

fn read(row: &Row) -> Result<Option<Switch>> {
    let Some(happening) = Happening::named(row.text(0)?) else { return Ok(None) };
    let on = if row.is_null(1) { None } else { Some(EpochMs(row.int(1)?)) };
    let fallback = Some(row.text(2)?.to_owned()).filter(|number| !number.is_empty());
    Ok(Some(Switch { happening, on, fallback }))
}
