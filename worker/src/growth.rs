//! Growing: a site's buckets are moved to more objects, some at a time, while the site goes on (`person::moves` says how one bucket moves).
//!
//! Whoever is at it holds a lease in D1. Each turn begins with tidying up what an earlier one left, so a turn that broke off anywhere is
//! simply begun anew. The map is turned only by who holds the lease, and only to the version after the one that the turn began with.

use std::collections::BTreeMap;

use model::ids::SiteId;
use model::money::Currency;
use model::time::{EpochMs, Zone};
use model::wire::read;
use worker::{Date, Env, console_error};

use crate::person::ask::{Ask, What};
use crate::person::moves::{Cursor, Page, Step};
use crate::person::placement::{self, Map};
use crate::problem::Problem;
use crate::store::db::Db;
use crate::store::{shard, sites};
use crate::zone;

/// Buckets that are moved at once: while they are copied their people wait.
const TURN: usize = 8;
/// The lease is renewed with every step; who has not taken one for so long is taken to be gone. A step takes a second at most.
const LEASE_MS: i64 = 8_000;
/// One request works this long; the rest is for the next, or for the clock.
const WORK_MS: i64 = 20_000;

/// What growing has to know of a site.
pub struct Growth<'a> {
    pub env: &'a Env,
    pub db: &'a Db,
    pub site: SiteId,
    pub zone: Zone,
    pub currency: Currency,
}

/// How far it has come.
pub struct Progress {
    pub objects: u16,
    pub version: u32,
    /// Buckets that are still to move.
    pub left: usize,
}

impl Growth<'_> {
    /// Spreads the site's people over so many objects, as far as it gets in some seconds.
    ///
    /// # Errors
    /// `Moving` where somebody else is at it; an object or the database does not answer: then it can be begun again.
    pub async fn work(&self, objects: u16) -> Result<Progress, Problem> {
        let started = now();
        loop {
            let progress = self.turn(objects).await?;
            if progress.left == 0 || now() - started > WORK_MS {
                return Ok(progress);
            }
        }
    }

    /// Moves some buckets.
    async fn turn(&self, objects: u16) -> Result<Progress, Problem> {
        let token = token();
        if !sites::begin_growing(self.db, self.site, Some(objects), token, now(), LEASE_MS).await? {
            return Err(Problem::Moving);
        }
        let done = self.turned(objects, token).await;
        let is_done = done.as_ref().is_ok_and(|progress| progress.left == 0);
        sites::end_growing(self.db, self.site, token, is_done).await?;
        sites::forget_kept_of(self.site);
        done
    }

    async fn turned(&self, objects: u16, token: u32) -> Result<Progress, Problem> {
        let map = sites::map(self.db, self.site).await?;
        self.tidy(&map).await?;
        let moves = map.moves(objects);
        let Some((_, from, to)) = moves.first().copied() else {
            return Ok(Progress { objects, version: map.version, left: 0 });
        };
        let same = moves.iter().filter(|(_, a, b)| (*a, *b) == (from, to));
        let buckets: Vec<u8> = same.map(|(bucket, ..)| *bucket).take(TURN).collect();
        self.copy(&map, &buckets, (from, to), token).await?;
        let next = map.moved(&buckets, to);
        if !sites::turn_map(self.db, self.site, &next, token).await? {
            return Err(Problem::Moving);
        }
        // What is left behind goes; if this does not arrive, there is another turn, which says it again.
        let own = (0..=u8::MAX).filter(|bucket| next.shard(*bucket) == from).collect();
        self.step(next.version, from, Step::Tidy { buckets: own, version: next.version }).await?;
        Ok(Progress { objects, version: next.version, left: moves.len() - buckets.len() })
    }

    async fn copy(&self, map: &Map, buckets: &[u8], (from, to): (u16, u16), token: u32) -> Result<(), Problem> {
        let buckets = buckets.to_vec();
        let begin =
            Step::Begin { buckets: buckets.clone(), version: map.version + 1, token, zone: self.zone.clone(), currency: self.currency };
        self.step(map.version + 1, to, begin).await?;
        self.renew(token).await?;
        self.step(map.version, from, Step::Freeze { buckets: buckets.clone(), version: map.version, token }).await?;
        let mut cursor = Some(Cursor::default());
        while let Some(at) = cursor {
            self.renew(token).await?;
            let page = self.step(map.version, from, Step::Export { buckets: buckets.clone(), cursor: at }).await?;
            cursor = page.next.clone();
            self.step(map.version + 1, to, Step::Import { token, page }).await?;
        }
        self.step(map.version + 1, to, Step::Ready { buckets, token }).await?;
        Ok(())
    }

    async fn renew(&self, token: u32) -> Result<(), Problem> {
        if sites::renew_growing(self.db, self.site, token, now() + LEASE_MS).await? { Ok(()) } else { Err(Problem::Moving) }
    }

    /// Tells every object what is its own by a map: all that this site has ever had.
    async fn tidy(&self, map: &Map) -> Result<(), Problem> {
        let ever = sites::objects_ever(self.db, self.site).await?;
        let mut own: BTreeMap<u16, Vec<u8>> = (0..ever).map(|shard| (shard, Vec::new())).collect();
        for bucket in 0..=u8::MAX {
            own.entry(map.shard(bucket)).or_default().push(bucket);
        }
        for (shard, buckets) in own {
            self.step(map.version, shard, Step::Tidy { buckets, version: map.version }).await?;
        }
        Ok(())
    }

    async fn step(&self, version: u32, shard: u16, step: Step) -> Result<Page, Problem> {
        let bytes = Ask::bytes_of(self.site, shard, version, EpochMs(now()), &What::Move(step));
        let answer = shard::call(self.env, &placement::name(self.site, shard), &bytes).await?;
        read(&answer).map_err(|error| Problem::Internal(format!("object {shard}: {error}")))
    }
}

/// Goes on with every site that is to have more objects, or fewer, than it has.
///
/// # Errors
/// The database does not answer. A site that does not get on is said, and hinders no other.
pub async fn go_on(env: &Env) -> Result<(), Problem> {
    let db = Db::open(env).await?;
    for (site, objects, zone, currency) in sites::growing(&db).await? {
        let zone = (*zone::offsets(&zone, now())?).clone();
        let currency = Currency::parse(&currency).unwrap_or_default();
        if let Err(problem) = (Growth { env, db: &db, site, zone, currency }).work(objects).await {
            console_error!("growing {site}: {problem:?}");
        }
    }
    Ok(())
}

/// Takes one turn with one site, if it is to have more objects, or fewer, than it has, and nobody is at it.
///
/// # Errors
/// The database or an object does not answer.
pub async fn go_on_with(env: &Env, site: SiteId) -> Result<(), Problem> {
    let db = Db::open(env).await?;
    for (other, objects, zone, currency) in sites::growing(&db).await? {
        if other == site {
            let zone = (*zone::offsets(&zone, now())?).clone();
            let currency = Currency::parse(&currency).unwrap_or_default();
            match (Growth { env, db: &db, site, zone, currency }).turn(objects).await {
                Ok(_) | Err(Problem::Moving) => {}
                Err(problem) => return Err(problem),
            }
        }
    }
    Ok(())
}

fn token() -> u32 {
    // A number of its own is all that it has to be.
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}

fn now() -> i64 {
    i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX)
}
