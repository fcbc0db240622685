//! Asking the person objects of a site: the one that somebody lives in, or all of them.
//!
//! Objects answer by the map that they are asked by, or say that it has changed; then it is read again, and they are asked again.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;

use futures_util::future::try_join_all;
use model::codec::Wire;
use model::ids::{SiteId, bucket};
use model::money::Currency;
use model::time::EpochMs;
use model::wire::read;
use worker::{Delay, Env, console_error};

use crate::auth::SiteScope;
use crate::growth;
use crate::person::ask::{Ask, What};
use crate::person::placement::{self, Map};
use crate::person::{MOVING, OLD_KEY};
use crate::problem::Problem;
use crate::store::db::Db;
use crate::store::shard;
use crate::store::sites::{self, Site};

/// How often, and after which wait, what is moving is asked for again: copying a bucket takes a part of a second.
const TRIES: u32 = 40;
/// After so many tries whoever moves them may be gone: the asker takes a turn at it. A lease keeps two from it.
const STALLED: u32 = 12;
const WAIT: Duration = Duration::from_millis(100);

/// The person objects of one site.
pub struct People<'a> {
    env: &'a Env,
    site: SiteId,
    map: RefCell<Map>,
    now: EpochMs,
}

impl<'a> People<'a> {
    /// Those of the scope's site.
    ///
    /// # Errors
    /// The stored id of the site is none.
    pub fn of(env: &'a Env, scope: &SiteScope, site: &Site, now_ms: i64) -> Result<Self, Problem> {
        Ok(Self { env, site: site_id(scope)?, map: RefCell::new(site.map.clone()), now: EpochMs(now_ms) })
    }

    pub const fn site(&self) -> SiteId {
        self.site
    }

    /// Asks the object in which a visitor, a member or an order lives.
    ///
    /// # Errors
    /// It does not answer, or refuses; `Moving` where that has taken seconds.
    pub async fn ask_home<T: Wire>(&self, key: &[u8], what: What) -> Result<T, Problem> {
        let what = &what;
        self.patiently(|map| async move { self.ask(&map, map.shard(bucket(self.site, key)), what).await }).await
    }

    /// Asks the object of a bucket about as many buckets from it on as live there, too.
    ///
    /// # Errors
    /// As [`People::ask_home`].
    pub async fn ask_from<T: Wire>(&self, first: u8, what: impl Fn(Vec<u8>) -> What) -> Result<(u8, T), Problem> {
        let what = &what;
        let ask = |map: Map| async move {
            let shard = map.shard(first);
            let buckets: Vec<u8> = (first..=u8::MAX).take_while(|bucket| map.shard(*bucket) == shard).collect();
            let last = buckets.last().copied().unwrap_or(first);
            Ok((last, self.ask(&map, shard, &what(buckets)).await?))
        };
        self.patiently(ask).await
    }

    /// Asks all objects at once.
    ///
    /// # Errors
    /// One of them does not answer; `Moving` where that has taken seconds.
    pub async fn ask_all<T: Wire>(&self, what: impl Fn() -> What) -> Result<Vec<T>, Problem> {
        let what = &what();
        self.patiently(|map| async move { try_join_all(map.shards().into_iter().map(|shard| self.ask(&map, shard, what))).await }).await
    }

    /// Asks all objects at once, each one until it has said all: `take` adds an answer to what it said before, and makes the next question.
    /// What each said in sum.
    ///
    /// # Errors
    /// As [`People::ask_all`].
    pub async fn ask_on<T: Wire, S: Default>(
        &self,
        first: impl Fn() -> What,
        take: impl Fn(&mut S, T) -> Option<What>,
    ) -> Result<Vec<S>, Problem> {
        let (first, take) = (&first, &take);
        let all = |map: Map| async move {
            let one = |shard: u16| {
                let map = &map;
                async move {
                    let (mut said, mut next) = (S::default(), Some(first()));
                    while let Some(what) = next {
                        next = take(&mut said, self.ask(map, shard, &what).await?);
                    }
                    Ok::<S, Problem>(said)
                }
            };
            try_join_all(map.shards().into_iter().map(one)).await
        };
        self.patiently(all).await
    }

    /// Gives each object what is for those who live in it, and answers what each says. What an object does not take since somebody is on
    /// the move is given again, to whom it is for then.
    ///
    /// # Errors
    /// An object does not answer, or refuses; `Moving` where that has taken seconds: some of it may have been done.
    pub async fn tell<I, T: Wire>(
        &self,
        items: Vec<I>,
        key: impl Fn(&I) -> Vec<u8>,
        what: impl Fn(&[I]) -> What,
    ) -> Result<Vec<T>, Problem> {
        let (rest, said) = (RefCell::new(items), RefCell::new(Vec::new()));
        let (key, what) = (&key, &what);
        let turn = |map: Map| {
            let (rest, said) = (&rest, &said);
            async move {
                let mut by_shard: BTreeMap<u16, Vec<I>> = BTreeMap::new();
                for item in rest.take() {
                    by_shard.entry(map.shard(bucket(self.site, &key(&item)))).or_default().push(item);
                }
                let mut refused = Ok(());
                for (shard, items) in by_shard {
                    match self.ask(&map, shard, &what(&items)).await {
                        Ok(answer) => said.borrow_mut().push(answer),
                        Err(Problem::Moving) => {
                            rest.borrow_mut().extend(items);
                            refused = Err(Problem::Moving);
                        }
                        Err(problem) => return Err(problem),
                    }
                }
                refused
            }
        };
        self.patiently(turn).await?;
        Ok(said.into_inner())
    }

    async fn patiently<T, F: Future<Output = Result<T, Problem>>>(&self, ask: impl Fn(Map) -> F) -> Result<T, Problem> {
        for turn in 1..=TRIES {
            let map = self.map.borrow().clone();
            match ask(map).await {
                Err(Problem::Moving) => {}
                other => return other,
            }
            Delay::from(WAIT).await;
            if turn % STALLED == 0
                && let Err(problem) = growth::go_on_with(self.env, self.site).await
            {
                console_error!("growing {}: {problem:?}", self.site);
            }
            sites::forget_kept_of(self.site);
            let map = sites::map(&Db::open(self.env).await?, self.site).await?;
            self.map.replace(map);
        }
        Err(Problem::Moving)
    }

    async fn ask<T: Wire>(&self, map: &Map, shard: u16, what: &What) -> Result<T, Problem> {
        let bytes = Ask::bytes_of(self.site, shard, map.version, self.now, what);
        let answer = shard::call(self.env, &placement::name(self.site, shard), &bytes).await.map_err(|error| {
            let text = error.to_string();
            if text.contains(MOVING) {
                Problem::Moving
            } else if text.contains(OLD_KEY) {
                Problem::KeyGone
            } else {
                Problem::Internal(text)
            }
        })?;
        read(&answer).map_err(|error| Problem::Internal(format!("object {shard}: {error}")))
    }
}

/// The site of a scope.
///
/// # Errors
/// The stored id of the site is none.
pub fn site_id(scope: &SiteScope) -> Result<SiteId, Problem> {
    SiteId::parse(scope.site()).ok_or_else(|| Problem::Internal(format!("{} is no site id", scope.site())))
}

/// The currency of a site.
pub fn currency(site: &Site) -> Currency {
    Currency::parse(&site.currency).unwrap_or_default()
}
