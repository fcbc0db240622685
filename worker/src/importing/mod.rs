//! Files of a shop's history, from their first part to what they change.
//!
//! A file is **read** part by part: rows wait, orders in the objects that they are for (`history`), all else in pages of R2. Then it is **applied**, from
//! which moment on it counts, or **discarded**, and nothing has happened. Each step may break off anywhere and be done again: what it writes is named by
//! the import and by the number of the page.

pub mod apply;
pub mod read;

use import::FileError;
use insight::orders::row::{Rank, Tag};
use model::ids::SiteId;
use worker::{Env, console_error};

use crate::auth::{self, SiteScope};
use crate::history;
use crate::people::{People, site_id};
use crate::problem::Problem;
use crate::settings::Settings;
use crate::site_keys::SiteKeys;
use crate::store::change::{self, Note};
use crate::store::db::Db;
use crate::store::imports::{self, APPLIED, APPLYING, DISCARDING, FINISHED, Files, Import, OPEN};
use crate::store::sites::{self, Site};

const DAY_MS: i64 = 86_400_000;
/// Nobody has gone on with it for so long: it is discarded.
const IDLE_MS: i64 = 7 * DAY_MS;
/// Refused rows are kept for so long.
const REFUSED_MS: i64 = 30 * DAY_MS;
/// No request lives as long as this: what is still being applied has broken off.
const BROKEN_MS: i64 = 3 * 60_000;
/// How many one turn of the clock looks after.
const LEFT_A_TURN: u32 = 5;

/// What is being worked on.
pub struct Work<'a> {
    pub env: &'a Env,
    pub db: &'a Db,
    pub scope: &'a SiteScope,
    pub site: &'a Site,
    pub now_ms: i64,
}

impl<'a> Work<'a> {
    pub fn people(&self) -> Result<People<'a>, Problem> {
        People::of(self.env, self.scope, self.site, self.now_ms)
    }

    pub async fn boxes(&self, import: &Import) -> Result<Boxes, Problem> {
        let site = site_id(self.scope)?;
        let keys = SiteKeys::of(&Settings::of(self.env).keys()?, self.db, site, self.now_ms).await?;
        Ok(Boxes { files: Files::open(self.env)?, keys, site, id: import.id.clone() })
    }
}

/// The import's tag: of two words of one order that of the later import counts.
pub const fn tag(import: &Import) -> Tag {
    Tag { rank: Rank::Shop, version: import.created_ms, by: import.n }
}

/// What is kept of an import in R2: rows may hold contacts, so it is sealed as they are, by the newest key of the site.
pub struct Boxes {
    files: Files,
    keys: SiteKeys,
    site: SiteId,
    id: String,
}

impl Boxes {
    fn name(&self, what: &str) -> String {
        format!("{}/{}/{what}", self.site, self.id)
    }

    /// # Errors
    /// `ImportsDown`.
    pub async fn put(&self, what: &str, bytes: &[u8]) -> Result<(), Problem> {
        let name = self.name(what);
        let sealed = self.keys.seal(&format!("import\n{name}"), bytes)?;
        let mut all = self.keys.newest().to_be_bytes().to_vec();
        all.extend_from_slice(&sealed);
        self.files.put(&name, all).await.map_err(down)
    }

    /// # Errors
    /// `ImportsDown`; `ImportLost` where it is gone, or its key is.
    pub async fn get(&self, what: &str) -> Result<Vec<u8>, Problem> {
        let name = self.name(what);
        let all = self.files.get(&name).await.map_err(down)?.ok_or(Problem::ImportLost)?;
        let (version, sealed) = all.split_first_chunk::<4>().ok_or(Problem::ImportLost)?;
        self.keys.open(&format!("import\n{name}"), u32::from_be_bytes(*version), sealed).map_err(|problem| match problem {
            Problem::KeyGone => Problem::ImportLost,
            other => other,
        })
    }

    /// # Errors
    /// `ImportsDown`.
    pub async fn delete_all(&self, what: &str) -> Result<(), Problem> {
        self.files.delete_all(&self.name(what)).await.map_err(down)
    }
}

fn down(error: worker::Error) -> Problem {
    console_error!("imports: {error}");
    Problem::ImportsDown
}

/// What is wrong with a file as a whole, as it is answered.
pub fn refused(error: &FileError) -> Problem {
    Problem::Invalid { field: error.field().into(), detail: error.to_string() }
}

/// Begins to discard one that is not applied, and discards it.
///
/// # Errors
/// `WrongStep`: it is being applied, or is.
pub async fn discard(work: &Work<'_>, import: &Import) -> Result<(), Problem> {
    let note = Note { action: "discarded", target: target(import), before: None, after: None };
    let (only_if, then) = imports::turn(import, [OPEN, FINISHED], DISCARDING, work.now_ms);
    if !change::make(work.db, work.scope, work.now_ms, &note, vec![only_if], vec![then]).await? {
        let now = imports::load(work.db, work.scope, &import.id).await?.ok_or(Problem::NotFound)?;
        if now.state != DISCARDING {
            return Err(Problem::WrongStep { from: state_name(&now.state), to: DISCARDING, possible: Vec::new() });
        }
    }
    go_on_discarding(work, import).await
}

async fn go_on_discarding(work: &Work<'_>, import: &Import) -> Result<(), Problem> {
    if import.kind == import::Kind::Orders {
        history::discard(work.env, site_id(work.scope)?, work.now_ms, tag(import)).await?;
    }
    work.boxes(import).await?.delete_all("").await?;
    Ok(imports::forget(work.db, import).await?)
}

/// The clock: discards what nobody goes on with, goes on with what broke off, and lets old refused rows go.
///
/// # Errors
/// D1 does not answer. What hinders one hinders no other.
pub async fn go_on(env: &Env, now_ms: i64) -> Result<(), Problem> {
    let db = Db::open(env).await?;
    for import in imports::left(&db, now_ms - IDLE_MS, now_ms - BROKEN_MS, now_ms - REFUSED_MS, LEFT_A_TURN).await? {
        if let Err(problem) = look_after(env, &db, &import, now_ms).await {
            console_error!("import {}: {problem:?}", import.id);
        }
    }
    Ok(())
}

async fn look_after(env: &Env, db: &Db, import: &Import, now_ms: i64) -> Result<(), Problem> {
    let scope = auth::clock(import.site.clone());
    let site = sites::load(db, &scope).await?.ok_or(Problem::NotFound)?;
    let work = Work { env, db, scope: &scope, site: &site, now_ms };
    match import.state.as_str() {
        OPEN | FINISHED => discard(&work, import).await,
        APPLIED => {
            work.boxes(import).await?.delete_all("refused/").await?;
            imports::refused_gone(db, import).await?;
            Ok(())
        }
        state => {
            if !imports::at_it(db, import, now_ms - BROKEN_MS, now_ms).await? {
                return Ok(());
            }
            if state == APPLYING { apply::go_on(&work, import.id.as_str()).await.map(drop) } else { go_on_discarding(&work, import).await }
        }
    }
}

/// As the audit names it.
pub fn target(import: &Import) -> String {
    format!("import/{}", import.id)
}

/// A state as problems say it.
pub fn state_name(state: &str) -> &'static str {
    [OPEN, FINISHED, APPLYING, APPLIED, DISCARDING].into_iter().find(|known| *known == state).unwrap_or("gone")
}
