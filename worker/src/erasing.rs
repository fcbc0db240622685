//! Erasing a person's data in every object of a site: as far as it gets in some seconds, and on by the clock.
//!
//! An object does its part in steps (`person::privacy`); a step that is repeated finds nothing more, so an erasure that broke off is begun
//! anew. Nobody moves buckets meanwhile: copies would be missed.

use js_sys::Math;
use model::codec::Wire;
use model::ids::{SiteId, VisitorId, bucket};
use model::time::EpochMs;
use model::wire::read;
use serde::{Deserialize, Serialize};
use worker::{Date, Env, console_error};

use crate::api::sends;
use crate::history;
use crate::person::MOVING;
use crate::person::ask::{Ask, What};
use crate::person::placement::{self, Map};
use crate::person::privacy::{Erased, Whose};
use crate::problem::Problem;
use crate::relay;
use crate::secret::sha256_hex;
use crate::sends::ask::What as Sends;
use crate::store::db::Db;
use crate::store::erasures::{self, Erasure};
use crate::store::{shard, sites};

const LEASE_MS: i64 = 8_000;
const WORK_MS: i64 = 20_000;
/// Objects can be set back by 30 days; after that nobody has to be erased a second time.
const NAMES_MS: i64 = 35 * 86_400_000;

/// Whose data, as it is asked and noted.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    Member(String),
    Visitor(String),
    /// It was so long ago that the name is not kept any more.
    Hash(String),
}

impl Named {
    /// Whom it names.
    pub fn whose(&self) -> Option<Whose> {
        match self {
            Self::Member(id) if !id.is_empty() => Some(Whose::Member(id.clone())),
            Self::Visitor(id) => VisitorId::parse(id).map(Whose::Visitor),
            _ => None,
        }
    }
}

/// Goes on with an erasure. Returns whether it is done.
///
/// # Errors
/// `Moving` where people are being moved: later.
pub async fn work(env: &Env, db: &Db, erasure: &Erasure) -> Result<bool, Problem> {
    let broken = || Problem::Internal(format!("erasure {} cannot be read", erasure.id));
    let site = SiteId::parse(&erasure.site).ok_or_else(broken)?;
    let named: Named = serde_json::from_str(&erasure.whose).map_err(|_| broken())?;
    let whose = named.whose().ok_or_else(broken)?;
    let token = (Math::random() * f64::from(u32::MAX)) as u32;
    if !sites::begin_growing(db, site, None, token, now(), LEASE_MS).await? {
        return Err(Problem::Moving);
    }
    let worked = step_by_step(env, db, erasure, site, &whose, token).await;
    sites::end_growing(db, site, token, false).await?;
    if matches!(worked, Ok(true)) {
        erasures::set_done(db, &erasure.id, Some(now())).await?;
    }
    worked
}

async fn step_by_step(env: &Env, db: &Db, erasure: &Erasure, site: SiteId, whose: &Whose, token: u32) -> Result<bool, Problem> {
    let started = now();
    let map = sites::map(db, site).await?;
    // Where a member's contacts are, first: what the shop says of them from then on is another member's, so to speak, and stays.
    let cut: Option<(&String, i64)> = match whose {
        Whose::Member(member) => {
            let home = map.shard(bucket(site, member.as_bytes()));
            let forget = What::Forget { member: member.clone(), asked: EpochMs(erasure.asked_ms) };
            Some((member, ask(env, &map, site, home, &forget).await?))
        }
        Whose::Visitor(_) => None,
    };
    if let Whose::Member(member) = whose {
        // Before the contacts' homes: what waits to be told to other services does not leave any more.
        let _: u32 = sends::ask(env, site, now(), Sends::Forget { member: member.clone() }).await?;
        let _: u32 = relay::ask::ask(env, &erasure.site, now(), relay::ask::What::Erase { member: member.clone() }).await?;
    }
    for shard in 0..sites::objects_ever(db, site).await? {
        if let Some((member, cut)) = cut {
            ask::<u32>(env, &map, site, shard, &What::LetGo { member: member.clone(), cut }).await?;
        }
        let mut cursor = None;
        loop {
            if now() - started > WORK_MS {
                return Ok(false);
            }
            if !sites::renew_growing(db, site, token, now() + LEASE_MS).await? {
                return Err(Problem::Moving);
            }
            let what = What::Erase { job: erasure.id.clone(), whose: whose.clone(), cursor };
            let erased: Erased = ask(env, &map, site, shard, &what).await?;
            if erased.browsers + erased.visits > 0 {
                erasures::count(db, &erasure.id, erased.browsers, erased.visits).await?;
            }
            match erased.next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
    }
    if let Whose::Member(member) = whose {
        // Last: nothing of theirs is on its way to it any more.
        let _: u32 = history::call(env, site, now(), history::ask::What::Erase(member.clone())).await?;
    }
    Ok(true)
}

async fn ask<T: Wire>(env: &Env, map: &Map, site: SiteId, shard: u16, what: &What) -> Result<T, Problem> {
    let bytes = Ask::bytes_of(site, shard, map.version, EpochMs(now()), what);
    let answer = shard::call(env, &placement::name(site, shard), &bytes).await.map_err(|error| {
        let text = error.to_string();
        // Whoever moved people has died over it: the clock tidies up first.
        if text.contains(MOVING) { Problem::Moving } else { Problem::Internal(text) }
    })?;
    read(&answer).map_err(|error| Problem::Internal(format!("object {shard}: {error}")))
}

/// Goes on with all erasures that are not done, and forgets old names.
///
/// # Errors
/// The database does not answer. One that does not get on is said, and hinders no other.
pub async fn go_on(env: &Env) -> Result<(), Problem> {
    let db = Db::open(env).await?;
    for erasure in erasures::going_on(&db).await? {
        if let Err(problem) = work(env, &db, &erasure).await {
            console_error!("erasure {}: {problem:?}", erasure.id);
        }
    }
    for erasure in erasures::to_forget(&db, now() - NAMES_MS).await? {
        let hash = Named::Hash(sha256_hex(format!("erasure\n{}\n{}", erasure.site, erasure.whose).as_bytes()));
        erasures::forget(&db, &erasure.id, &serde_json::to_string(&hash).unwrap_or_default()).await?;
    }
    Ok(())
}

fn now() -> i64 {
    i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX)
}
