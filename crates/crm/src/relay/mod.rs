//! Relays: conversions that the shop's server has said, told to other services (Meta, GA4, webhooks of one's own).
//!
//! What is asked of each service is in a file of its own ([`meta`], [`ga4`], [`webhook`]), what becomes of a delivery in [`attempt`]. A delivery leaves
//! at least once; that it counts once rests on its id, which is made of its cause ([`Conversion::event_id`]) and is the same at every try.
//! A browser's word is no conversion here. No request is made, and no clock or chance read, in this module.
//!
//! Another service (TikTok) is one more [`Target`] and one more file.

pub mod attempt;
pub mod ga4;
pub mod meta;
pub mod webhook;

use model::ids::{SiteId, hex};
use model::money::{Currency, Micros};
use model::time::EpochMs;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::consent::{Holds, Ledger, Purpose};

/// What is older is history, not news: a shop that imports its orders of years tells nobody of them. As long as Meta looks back, too.
pub const NEWS_MS: i64 = 7 * 86_400_000;
/// Lines of an order that are kept. GA4 takes 200.
pub const ITEMS_MAX: usize = 200;
/// The version of stored conversions.
pub const VERSION: u8 = 1;
/// A conversion may wait a little longer in queues than we know.
const MARGIN_MS: i64 = 3_600_000;
/// 72 hours, by GA4's Measurement Protocol.
const GA4_MS: i64 = 72 * 3_600_000;
/// 7 days; one event that is older has Meta refuse the whole request.
const META_MS: i64 = 7 * 86_400_000;

/// The kinds of services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Meta Conversions API.
    Meta,
    /// Google Analytics 4, Measurement Protocol.
    Ga4,
    /// A server of the shop's own choice, by Standard Webhooks.
    Webhook,
}

impl Target {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Ga4 => "ga4",
            Self::Webhook => "webhook",
        }
    }

    /// Whether it belongs to another company, so that consent is asked where nothing else is set.
    #[must_use]
    pub const fn is_third_party(self) -> bool {
        !matches!(self, Self::Webhook)
    }

    /// Whether it takes that kind of conversion at all. Advertisers' services count purchases.
    #[must_use]
    pub const fn takes(self, kind: Kind) -> bool {
        matches!((self, kind), (Self::Webhook, _) | (_, Kind::Placed))
    }

    /// Whether it would refuse something of that time, or not count it.
    #[must_use]
    pub const fn is_too_old(self, at: EpochMs, now: EpochMs) -> bool {
        let back_ms = match self {
            Self::Meta => META_MS,
            Self::Ga4 => GA4_MS,
            Self::Webhook => return false,
        };
        at.0 < now.0 - back_ms + MARGIN_MS
    }
}

/// What happened. The numbers are stored: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Kind {
    /// An order was placed.
    #[serde(rename = "order.placed")]
    Placed = 1,
    /// A part of what was paid was given back.
    #[serde(rename = "order.refunded")]
    Refunded = 2,
    /// Nothing remains of an order.
    #[serde(rename = "order.cancelled")]
    Cancelled = 3,
    /// Somebody became a member.
    #[serde(rename = "member.joined")]
    Joined = 4,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Placed, Self::Refunded, Self::Cancelled, Self::Joined];

    /// Its name in JSON, and the `type` of a webhook.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Placed => "order.placed",
            Self::Refunded => "order.refunded",
            Self::Cancelled => "order.cancelled",
            Self::Joined => "member.joined",
        }
    }

    /// The kind of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A conversion, as it is kept until all have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversion {
    /// [`VERSION`].
    pub v: u8,
    /// What happened.
    pub kind: Kind,
    /// When: an order was placed, or taken back; somebody joined.
    pub at: EpochMs,
    /// The order's number; of who joined, the member.
    pub subject: String,
    /// Whose it is, by the shop's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// What was paid; of a refund what remains.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Money>,
    /// The order's lines, as far as the shop says them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// What the shop's server knows of the browser in which it happened.
    #[serde(default)]
    pub browser: Browser,
}

/// An amount in a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// In millionths.
    pub amount: Micros,
    /// Which one.
    pub currency: Currency,
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The shop's number of the product.
    pub id: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How many.
    #[serde(default = "one")]
    pub quantity: u32,
    /// What one of them cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Micros>,
}

const fn one() -> u32 {
    1
}

/// What services recognise a browser by: the shop's server reads it from its own request, and says it of its own will.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Browser {
    /// The page on which it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The browser's `User-Agent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// The cookie `_fbp`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fbp: Option<String>,
    /// The cookie `_fbc`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fbc: Option<String>,
    /// The `eventID` with which the page has told Meta's pixel of the same: then Meta counts both as one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// GA4's client id: of the cookie `_ga=GA1.1.123.456` it is `123.456`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ga_client: Option<String>,
    /// GA4's session, so that the purchase is one of that visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ga_session: Option<String>,
}

/// The contacts of the member, opened for this one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// In its one form ([`crate::contact`]).
    pub email: Option<String>,
    /// E.164.
    pub phone: Option<String>,
}

impl Conversion {
    /// The same for the same cause in a site, however often it is said: of an order that was refunded twice, what remains tells which.
    #[must_use]
    pub fn event_id(&self, site: SiteId) -> String {
        let mut text = format!("dangol-event-v1\n{site}\n{}\n{}", self.kind.name(), self.subject);
        if let (Kind::Refunded, Some(value)) = (self.kind, &self.value) {
            text.push_str(&format!("\n{} {}", value.amount.decimal(), value.currency.code()));
        }
        short_hash(&text)
    }

    /// What the order (or member) is called by in what is kept: no name.
    #[must_use]
    pub fn matter(&self, site: SiteId) -> String {
        let about = if self.kind == Kind::Joined { "member" } else { "order" };
        short_hash(&format!("dangol-matter-v1\n{site}\n{about}\n{}", self.subject))
    }

    /// Whether anybody is still to be told.
    #[must_use]
    pub const fn is_news(&self, now: EpochMs) -> bool {
        self.at.0 > now.0 - NEWS_MS
    }
}

/// Which consents a relay asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Needs {
    /// To handing data to another company.
    pub third_party: bool,
    /// To handing it abroad.
    pub cross_border: bool,
}

impl Needs {
    /// What a relay asks for where nothing is set: both, where it leads to another company.
    #[must_use]
    pub const fn of(target: Target) -> Self {
        Self { third_party: target.is_third_party(), cross_border: target.is_third_party() }
    }

    /// Whether the person's words allow it. Who has said nothing has not allowed what is asked for; of whom nobody knows who they are, neither.
    /// What is not asked for, somebody may still have refused: that holds towards other companies.
    #[must_use]
    pub fn are_met(self, target: Target, words: Option<&Ledger>) -> bool {
        let allows = |is_needed: bool, purpose| match words.map(|words| words.holds(purpose, None)) {
            Some(Holds::Granted(_)) => true,
            Some(Holds::Refused(_)) => !is_needed && !target.is_third_party(),
            Some(Holds::Unsaid) | None => !is_needed,
        };
        allows(self.third_party, Purpose::ThirdParty) && allows(self.cross_border, Purpose::CrossBorder)
    }
}

/// A request to make. The edge puts the service's base address before the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// With what stands behind `?`. Of a webhook the whole address.
    pub path: String,
    /// Names in small letters.
    pub headers: Vec<(&'static str, String)>,
    /// What is posted.
    pub body: Vec<u8>,
}

/// Why there is nothing that could be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It says nobody whom the service could recognise.
    Nobody,
    /// It is longer than the service takes.
    TooLong,
    /// The service takes purchases with an amount.
    NoValue,
}

/// SHA-256 in hex.
fn hashed(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// The first half of it: two of 2^64 causes would be one.
fn short_hash(text: &str) -> String {
    hashed(text).get(..32).unwrap_or_default().to_owned()
}

/// A member as a service may know them: the same for the same, and no name. Shops' member ids may be mail addresses.
fn pseudonym(site: SiteId, member: &str) -> String {
    short_hash(&format!("dangol-member-v1\n{site}\n{member}"))
}

/// An amount as a JSON number: its decimal digits, up to the 15 that every reader of JSON keeps.
fn number(amount: Micros) -> serde_json::Value {
    let text = amount.decimal();
    match text.parse::<i64>() {
        Ok(whole) => whole.into(),
        Err(_) => text.parse::<f64>().unwrap_or_default().into(),
    }
}

/// The first letters of a text.
fn cut(text: &str, chars_max: usize) -> String {
    text.chars().take(chars_max).collect()
}
