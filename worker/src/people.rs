//! Asking the person objects of a site: the one that somebody lives in, or all of them.

use futures_util::future::try_join_all;
use model::codec::Wire;
use model::ids::{SiteId, bucket};
use model::money::Currency;
use model::time::EpochMs;
use model::wire::read;
use worker::Env;

use crate::auth::SiteScope;
use crate::person::ask::{Ask, What};
use crate::person::placement::{self, Map};
use crate::problem::Problem;
use crate::store::shard;
use crate::store::sites::Site;

/// The person objects of one site.
pub struct People<'a> {
    env: &'a Env,
    site: SiteId,
    map: Map,
    now: EpochMs,
}

impl<'a> People<'a> {
    /// Those of the scope's site.
    ///
    /// # Errors
    /// The stored id of the site is none.
    pub fn of(env: &'a Env, scope: &SiteScope, now_ms: i64) -> Result<Self, Problem> {
        let site = SiteId::parse(scope.site()).ok_or_else(|| Problem::Internal(format!("{} is no site id", scope.site())))?;
        Ok(Self { env, site, map: Map::of(site), now: EpochMs(now_ms) })
    }

    pub const fn site(&self) -> SiteId {
        self.site
    }

    /// The object that a visitor, or an order, lives in.
    pub fn home(&self, key: &[u8]) -> u16 {
        self.map.shard(bucket(self.site, key))
    }

    /// Asks one object.
    ///
    /// # Errors
    /// It does not answer, or refuses.
    pub async fn ask<T: Wire>(&self, shard: u16, what: What) -> Result<T, Problem> {
        let ask = Ask { site: self.site, shard, map_version: self.map.version, now: self.now, what };
        let answer = shard::call(self.env, &placement::name(self.site, shard), &ask.bytes()).await?;
        read(&answer).map_err(|error| Problem::Internal(format!("object {shard}: {error}")))
    }

    /// Asks all objects at once.
    ///
    /// # Errors
    /// One of them does not answer.
    pub async fn ask_all<T: Wire>(&self, what: impl Fn() -> What) -> Result<Vec<T>, Problem> {
        try_join_all(self.map.shards().into_iter().map(|shard| self.ask(shard, what()))).await
    }
}

/// The currency of a site.
pub fn currency(site: &Site) -> Currency {
    Currency::parse(&site.currency).unwrap_or_default()
}
