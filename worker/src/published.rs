//! What a site has published, compiled: kept by each instance for the version that it has seen last.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use message::bundle::{self, FORMAT, Settings};
use message::definition::{Config, ConfigError};
use message::page::Page;
use model::money::Currency;
use model::time::EpochMs;
use segment::definition::Segment;
use segment::error::SegmentError;
use segment::test::Test;
use serde_json::{Value, json};
use worker::{Env, console_error};

use crate::api::forms;
use crate::auth::SiteScope;
use crate::problem::Problem;
use crate::secret::sha256_hex;
use crate::store::configs;
use crate::store::db::Db;
use crate::store::sites::{Consent, DoNotTrack, Preferences, Site};
use crate::zone;

/// How many sites one instance keeps: a bundle has some 5 KB.
const KEPT_MAX: usize = 500;

/// A site's configuration as it is in force.
pub struct Published {
    pub version: i64,
    pub config: Config,
    /// What browsers load; empty where it is neither kept nor can be made.
    pub bundle: Vec<u8>,
    /// The conditions that the edge answers with bits, in the order of the bits.
    pub edge_tests: Vec<Test>,
}

thread_local! {
    static KEPT: RefCell<HashMap<String, Rc<Published>>> = RefCell::new(HashMap::new());
}

/// What is in force now. The bundle is the one that was put at publishing; where it is gone it is made again from the JSON.
///
/// A stored configuration that this version of the code no longer compiles takes no batch down with it: its bundle still serves, and
/// what only the edge can tell is not known.
///
/// # Errors
/// The database does not answer.
pub async fn current(env: &Env, db: &Db, scope: &SiteScope, site: &Site, now_ms: i64) -> Result<Rc<Published>, Problem> {
    // The site may have been read up to a minute ago: what is kept may be newer, never the other way round.
    let kept = KEPT.with_borrow(|kept| kept.get(scope.site()).filter(|kept| kept.version >= site.config_version).cloned());
    if let Some(published) = kept {
        return Ok(published);
    }
    let configs::Stored { version, json, at_ms } = configs::current(db, scope).await?;
    let mut made = made_again(&json, site, version, at_ms, now_ms).unwrap_or_else(|error| {
        console_error!("version {version} of {} does not compile: {error:?}", scope.site());
        Published { version, config: Config::default(), bundle: Vec::new(), edge_tests: Vec::new() }
    });
    match kept_bundle(env, &key(scope, version, &json, at_ms)).await {
        Ok(Some(bundle)) => made.bundle = bundle,
        Ok(None) => {}
        Err(error) => console_error!("the bundle's store does not answer: {error:?}"),
    }
    let made = Rc::new(made);
    KEPT.with_borrow_mut(|kept| {
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(scope.site().to_owned(), made.clone());
    });
    Ok(made)
}

fn made_again(json: &str, site: &Site, version: i64, at_ms: i64, now_ms: i64) -> Result<Published, Problem> {
    let config: Config = serde_json::from_str(json).map_err(|error| Problem::Internal(error.to_string()))?;
    compile(config, site, version, at_ms, now_ms)
}

/// Reads and checks a configuration that somebody wants to publish.
///
/// # Errors
/// `Invalid`, naming the field.
pub fn check(json: &Value, site: &Site, version: i64, now_ms: i64) -> Result<Published, Problem> {
    let invalid = |field: String, detail: &str| Problem::Invalid { field, detail: detail.to_owned() };
    let members = json.as_object().ok_or_else(|| invalid(String::new(), "Send an object with segments, messages and attribution."))?;
    for field in ["segments", "messages"] {
        // Left out by mistake they would all be gone.
        if !members.get(field).is_some_and(Value::is_array) {
            return Err(invalid(field.to_owned(), "Give a list (it may be empty)."));
        }
    }
    let config: Config = serde_path_to_error::deserialize(json).map_err(|error| {
        // A segment says of itself where it is wrong.
        let segment = members.get("segments").filter(|_| error.path().to_string().starts_with("segments[")).and_then(unread);
        segment.unwrap_or_else(|| Problem::Invalid { field: error.path().to_string(), detail: error.into_inner().to_string() })
    })?;
    forms::attribution(config.attribution)?;
    compile(config, site, version, now_ms, now_ms)
}

/// Puts the bundle of a version under a key that is never written again with other bytes: before the version is in force.
///
/// # Errors
/// KV does not answer.
pub async fn put(env: &Env, scope: &SiteScope, published: &Published, json: &str, at_ms: i64) -> Result<(), Problem> {
    let failed = |error: worker::KvError| Problem::Internal(error.to_string());
    let key = key(scope, published.version, json, at_ms);
    env.kv("BUNDLES")?.put_bytes(&key, &published.bundle).map_err(failed)?.execute().await.map_err(failed)
}

/// Where in a request something is wrong with a segment that stands at this place.
pub fn place_of(error_at: &str, segment_at: &str) -> String {
    if error_at.is_empty() { segment_at.to_owned() } else { format!("{segment_at}.{error_at}") }
}

/// The bundle's name for caches.
pub fn etag(version: i64) -> String {
    format!("\"{version}-{FORMAT}\"")
}

/// Compiles what was in force when it was published (`at_ms`), with the zone's offsets around now. Made again later, the bits that the edge
/// answers are the same: they stand in the order of the conditions in force.
///
/// # Errors
/// `Invalid`, naming the field.
pub fn compile(config: Config, site: &Site, version: i64, at_ms: i64, now_ms: i64) -> Result<Published, Problem> {
    let settings = Settings {
        config_version: u32::try_from(version).unwrap_or(u32::MAX),
        currency: Currency::parse(&site.currency).unwrap_or_default(),
        korean: site.is_korean(),
        zone: zone::for_bundle(&*zone::offsets(&site.zone, now_ms)?, now_ms),
    };
    let made = bundle::publish(&config.in_force(EpochMs(at_ms)), &settings).map_err(|error| refused(&config, &error))?;
    let Preferences { consent, do_not_track, adapters_off, .. } = &site.preferences;
    let (asks, heeds_do_not_track) = (*consent == Consent::Required, *do_not_track == DoNotTrack::Heeded);
    let made = made.on(&Page { asks, heeds_do_not_track, adapters_off: adapters_off.clone() });
    Ok(Published { version, config, bundle: made.bundle, edge_tests: made.edge_tests })
}

/// The first of these segments that cannot be read.
fn unread(segments: &Value) -> Option<Problem> {
    let broken = |(place, json): (usize, &Value)| {
        let error = Segment::read(json).err()?.into_iter().next()?;
        let field = place_of(error.at(), &format!("segments[{place}]"));
        let id = json.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(Problem::Invalid { field, detail: ConfigError::Segment { id, error }.to_string() })
    };
    segments.as_array()?.iter().enumerate().find_map(broken)
}

fn refused(config: &Config, error: &ConfigError) -> Problem {
    let message = |id: &str, field: &str| {
        let place = config.messages.iter().position(|message| message.id == id);
        let place = place.map_or_else(|| "messages".to_owned(), |place| format!("messages[{place}]"));
        if field.is_empty() { place } else { format!("{place}.{field}") }
    };
    let field = match error {
        ConfigError::Segment { id, error } => {
            let mut places =
                (0..config.segments.len()).filter(|place| config.segments.get(*place).is_some_and(|segment| segment.id == *id));
            // Of two of one id the later is the one too many; whatever else is wrong was found in the first.
            let place = if matches!(error, SegmentError::BadId { .. }) { places.next_back() } else { places.next() };
            // Too many of them are no fault of one.
            let place = place.filter(|_| !matches!(error, SegmentError::TooMany { what: "segments", .. }));
            place.map_or_else(|| "segments".to_owned(), |place| place_of(error.at(), &format!("segments[{place}]")))
        }
        ConfigError::BadId { id } => message(id, "id"),
        ConfigError::NoSuchSegment { message: id, .. } => message(id, "segment"),
        ConfigError::NoSuchGroup { message: id, .. } => message(id, "group"),
        ConfigError::BadGroup { .. } => "groups".to_owned(),
        ConfigError::TooBig { largest, .. } => {
            let largest = largest.iter().map(|(id, bytes)| json!({ "id": id, "bytes": bytes })).collect();
            return Problem::TooBig { detail: error.to_string(), largest };
        }
        ConfigError::Rule { message: id, finding } if id.is_empty() => finding.at.clone(),
        ConfigError::Rule { message: id, finding } => message(id, &finding.at),
        ConfigError::Content { message: id, at, .. } => message(id, at),
        ConfigError::TooMany { .. } => "messages".to_owned(),
        ConfigError::Bundle(_) => return Problem::Internal(error.to_string()),
    };
    Problem::Invalid { field, detail: error.to_string() }
}

async fn kept_bundle(env: &Env, key: &str) -> Result<Option<Vec<u8>>, Problem> {
    env.kv("BUNDLES")?.get(key).bytes().await.map_err(|error| Problem::Internal(error.to_string()))
}

/// Two who publish want the same version: what they publish, and when, keeps their bundles apart.
fn key(scope: &SiteScope, version: i64, json: &str, at_ms: i64) -> String {
    let hash = sha256_hex(format!("{at_ms} {json}").as_bytes());
    format!("bundle/{}/{version}-{FORMAT}-{}", scope.site(), hash.get(..16).unwrap_or_default())
}
