//! Sealing anew what older keys have sealed, while everything goes on: by the clock, in bounded turns.
//!
//! Two rotations. A new key in front of `KEYS`: what the older ones have sealed (sites' keys, second factors) is sealed by it, and then the older
//! ones may go from the secret. A new version of a site's data key: objects take nothing any more that an older version has sealed, hand out what
//! it has, and take it back sealed anew if nothing was said of that member meanwhile. When all objects, in one go in which nobody moves
//! buckets, have nothing older, the older versions are destroyed.

use js_sys::Math;
use model::ids::SiteId;
use model::time::EpochMs;
use model::wire::read;
use worker::{Date, Env, console_error};

use crate::api::{provider, sends, totp};
use crate::person::ask::{Ask, What};
use crate::person::contacts::Sealed;
use crate::person::placement::{self, Map};
use crate::problem::Problem;
use crate::relay::config;
use crate::seal::Keys;
use crate::sends::ask::{SealedRow, What as Sends};
use crate::sends::letters::owner_of_listed;
use crate::sends::work;
use crate::settings::Settings;
use crate::site_keys::{SiteKeys, WRAPPED};
use crate::store::db::Db;
use crate::store::site_keys::Held;
use crate::store::{shard, site_keys, sites};

const LEASE_MS: i64 = 8_000;
const WORK_MS: i64 = 10_000;
/// Secrets that are sealed anew in one turn of the clock.
const SECRETS_TURN: u32 = 100;
/// Contacts of one question: some 300 bytes each.
const CONTACTS_TURN: u32 = 500;

/// Seals anew what older keys of `KEYS` have sealed, a bounded part of it.
///
/// # Errors
/// The database does not answer. A secret whose key is not in `KEYS` any more is said, and hinders no other.
pub async fn secrets(keys: &Keys, db: &Db) -> Result<(), Problem> {
    for older in site_keys::sealed_before(db, &keys.newest_prefix(), SECRETS_TURN).await? {
        let purpose = match older.held {
            Held::Site => WRAPPED,
            Held::Totp => totp::PURPOSE,
            Held::Relay => config::PURPOSE,
            Held::Provider => work::SEALED,
            Held::ProviderHook => provider::HOOK_SEALED,
        };
        match keys.anew(purpose, &older.owner, &older.sealed) {
            Ok(sealed) => site_keys::put_anew(db, &older, &sealed).await?,
            Err(problem) => {
                console_error!("a secret that an older key sealed: {problem:?}");
                0
            }
        };
    }
    Ok(())
}

/// Goes on with the rotation of a site's data key. Returns whether nothing is left of older versions.
///
/// # Errors
/// `Moving` where people are being moved: later.
pub async fn contacts(env: &Env, keys: &Keys, db: &Db, site: SiteId) -> Result<bool, Problem> {
    let token = (Math::random() * f64::from(u32::MAX)) as u32;
    if !sites::begin_growing(db, site, None, token, now(), LEASE_MS).await? {
        return Err(Problem::Moving);
    }
    let worked = object_by_object(env, keys, db, site, token).await;
    sites::end_growing(db, site, token, false).await?;
    worked
}

async fn object_by_object(env: &Env, keys: &Keys, db: &Db, site: SiteId, token: u32) -> Result<bool, Problem> {
    let started = now();
    let own = SiteKeys::of(keys, db, site, started).await?;
    let map = sites::map(db, site).await?;
    for shard in 0..sites::objects_ever(db, site).await? {
        loop {
            if now() - started > WORK_MS {
                return Ok(false);
            }
            if !sites::renew_growing(db, site, token, now() + LEASE_MS).await? {
                return Err(Problem::Moving);
            }
            let older: Vec<Sealed> =
                read_answer(&ask(env, &map, site, shard, What::SealedBefore { version: own.newest(), limit: CONTACTS_TURN }).await?)?;
            if older.is_empty() {
                break;
            }
            let mut anew = Vec::new();
            let mut closed = Ok(());
            for older in older {
                match own.open(&older.member, older.key, &older.sealed) {
                    Ok(contacts) => anew.push(Sealed { key: own.newest(), sealed: own.seal(&older.member, &contacts)?, ..older }),
                    Err(problem) => closed = Err(problem),
                }
            }
            // One that does not open hinders those beside it as little as can be; the old key stays while there is one.
            if anew.is_empty() {
                closed?;
            }
            ask(env, &map, site, shard, What::SealedAnew(anew)).await?;
        }
    }
    loop {
        if now() - started > WORK_MS {
            return Ok(false);
        }
        let older: Vec<SealedRow> =
            sends::ask(env, site, now(), Sends::SealedBefore { version: own.newest(), limit: CONTACTS_TURN }).await?;
        if older.is_empty() {
            break;
        }
        let anew = older.into_iter().map(|row| {
            let owner = owner_of_listed(&row.list, &row.contact);
            let sealed = own.seal(&owner, &own.open(&owner, row.key, &row.sealed)?)?;
            Ok(SealedRow { key: own.newest(), sealed, ..row })
        });
        let _: u32 = sends::ask(env, site, now(), Sends::SealedAnew(anew.collect::<Result<_, Problem>>()?)).await?;
    }
    // Still nobody else's: so nothing was moved since the first object said that it has nothing older.
    if !sites::renew_growing(db, site, token, now() + LEASE_MS).await? {
        return Err(Problem::Moving);
    }
    site_keys::destroy_before(db, site, own.newest(), now()).await?;
    Ok(true)
}

async fn ask(env: &Env, map: &Map, site: SiteId, shard: u16, what: What) -> Result<Vec<u8>, Problem> {
    let bytes = Ask::bytes_of(site, shard, map.version, EpochMs(now()), &what);
    Ok(shard::call(env, &placement::name(site, shard), &bytes).await?)
}

fn read_answer(bytes: &[u8]) -> Result<Vec<Sealed>, Problem> {
    read(bytes).map_err(|error| Problem::Internal(format!("sealed contacts: {error}")))
}

/// Goes on with all rotations.
///
/// # Errors
/// The database does not answer. One that does not get on is said, and hinders no other.
pub async fn go_on(env: &Env) -> Result<(), Problem> {
    // A deployment without personal data has no KEYS, and nothing to seal anew.
    let Ok(keys) = Settings::of(env).keys() else { return Ok(()) };
    let db = Db::open(env).await?;
    secrets(&keys, &db).await?;
    for site in site_keys::renewing(&db).await? {
        match contacts(env, &keys, &db, site).await {
            Ok(_) | Err(Problem::Moving) => {}
            Err(problem) => console_error!("keys of site {site}: {problem:?}"),
        }
    }
    Ok(())
}

fn now() -> i64 {
    i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX)
}
