//! What a site's relay object is asked, and what it answers: JSON, since what it keeps is JSON.

use crm::relay::attempt::{Meaning, Tried, Why};
use crm::relay::{Conversion, Target};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use worker::{Env, Error, Result};

use crate::store::shard::call_object;

/// One call.
#[derive(Serialize, Deserialize)]
pub struct Ask {
    /// 16 hex digits. An object is of one site, for ever.
    pub site: String,
    pub now_ms: i64,
    pub what: What,
}

#[derive(Serialize, Deserialize)]
pub enum What {
    /// Conversions that the server has said, for these relays. Answer: how many deliveries are new.
    Put { conversions: Vec<Told>, relays: Vec<Wants> },
    /// Takes deliveries to send them: of each a lease. Answer: `Vec<Leaving>`.
    Leave { ids: Vec<i64> },
    /// What a try has come to. Answer: whether it counted.
    Report { id: i64, tries: u32, came: Came, status: Option<u16>, jitter: u16 },
    /// Answer: `Page`.
    List { relay: String, state: Option<String>, before: Option<i64>, limit: u32 },
    /// Has a delivery sent again. Answer: `Option<String>`, the state that it had; none: there is no such one.
    Replay { relay: String, id: i64 },
    /// Answer: `Vec<Sum>`.
    Sums,
    /// A relay is gone, with all that was for it. Answer: nothing.
    Forget { relay: String },
    /// A member is erased. Answer: nothing.
    Erase { member: String },
    /// Everything kept of a member, for their archive. Answer: `Vec<Row>`.
    Of { member: String },
    /// The clock looks whether anything sleeps. Answer: how many were woken.
    Look,
}

/// A conversion, and which word of the shop's it is.
#[derive(Serialize, Deserialize)]
pub struct Told {
    pub event: String,
    pub matter: String,
    /// Of two words about one order the later counts.
    pub version: i64,
    pub conversion: Conversion,
}

/// What a relay wants to hear of.
#[derive(Clone, Serialize, Deserialize)]
pub struct Wants {
    pub relay: String,
    pub target: Target,
    /// Names of kinds.
    pub events: Vec<String>,
}

/// A delivery on its way out.
#[derive(Serialize, Deserialize)]
pub struct Leaving {
    pub id: i64,
    pub relay: String,
    /// The how-manieth try this is: names the lease.
    pub tries: u32,
    pub conversion: Conversion,
}

/// What a try has come to, as it is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Came {
    Taken,
    Held,
    Gone,
    Refused(String),
    Again { why: String, after_s: Option<u32> },
}

impl From<Meaning> for Came {
    fn from(meaning: Meaning) -> Self {
        match meaning {
            Meaning::Taken => Self::Taken,
            Meaning::Held => Self::Held,
            Meaning::Gone => Self::Gone,
            Meaning::Refused(why) => Self::Refused(why.name().into()),
            Meaning::Again { why, after_s } => Self::Again { why: why.name().into(), after_s },
        }
    }
}

impl Came {
    pub fn meaning(&self) -> Meaning {
        let why = |name: &str| Why::parse(name).unwrap_or(Why::Ours);
        match self {
            Self::Taken => Meaning::Taken,
            Self::Held => Meaning::Held,
            Self::Gone => Meaning::Gone,
            Self::Refused(name) => Meaning::Refused(why(name)),
            Self::Again { why: name, after_s } => Meaning::Again { why: why(name), after_s: *after_s },
        }
    }
}

/// How many deliveries of a relay stand where, and when what last happened.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Sum {
    pub relay: String,
    pub waiting: i64,
    pub taken: i64,
    pub held: i64,
    pub dead: i64,
    pub void: i64,
    pub taken_ms: Option<i64>,
    /// The last try that did not get through, and why.
    pub failed_ms: Option<i64>,
    pub failed_why: Option<String>,
    pub failed_status: Option<i64>,
}

/// A delivery as it is listed.
#[derive(Serialize, Deserialize)]
pub struct Row {
    pub id: i64,
    pub relay: String,
    pub event: String,
    pub kind: String,
    /// The order or member; none once it is forgotten.
    pub subject: Option<String>,
    pub state: String,
    pub why: Option<String>,
    pub status: Option<i64>,
    pub tries: i64,
    pub at_ms: i64,
    pub made_ms: i64,
    pub last_ms: Option<i64>,
    pub next_ms: Option<i64>,
}

#[derive(Serialize, Deserialize)]
pub struct Page {
    pub rows: Vec<Row>,
    pub has_more: bool,
}

/// A try, with what the object knows of those before.
pub fn tried(target: Target, tries: u32, lost_ms: Option<i64>) -> Tried {
    Tried { target, tries, lost: lost_ms.map(model::time::EpochMs) }
}

/// Asks a site's object (binding `SITE_RELAY`).
///
/// # Errors
/// What it throws, and a lost connection to it: then whether it did the work is not known; to ask again does no harm.
pub async fn ask<T: DeserializeOwned>(env: &Env, site: &str, now_ms: i64, what: What) -> Result<T> {
    let ask = Ask { site: site.to_owned(), now_ms, what };
    let bytes = serde_json::to_vec(&ask).map_err(|error| Error::RustError(error.to_string()))?;
    let answer = call_object(env.durable_object("SITE_RELAY")?.get_by_name(&name(site))?, &bytes).await?;
    serde_json::from_slice(&answer).map_err(|error| Error::RustError(format!("relay object: {error}")))
}

/// The object's name: site and kind, of fixed width.
pub fn name(site: &str) -> String {
    format!("{site}-r-0000")
}
