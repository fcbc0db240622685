//! Facts as JSON (`schemas/facts.json`): for trying a segment on somebody, for tests, and for looking at what is known.
//!
//! A key left out is unknown, `null` is known to be none. `now` is RFC 3339 and its offset is the shop's zone; `zone` says more of it where
//! clocks change: a list of moments and the offset from each on.

mod read;
#[cfg(test)]
mod tests;
mod write;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value as Json;

use super::{Fact, Facts};
use crate::time::Zone;

/// Facts, read from JSON or about to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct FactsJson {
    facts: Facts,
    zone: Zone,
}

/// Why JSON is no facts: where, and what is expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactsError {
    /// The place: `person.coupons[1].expires`.
    pub at: String,
    /// What should stand there.
    pub expected: &'static str,
}

impl core::fmt::Display for FactsError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: {}", self.at, self.expected)
    }
}

impl core::error::Error for FactsError {}

impl FactsJson {
    /// The facts, and the shop's zone.
    #[must_use]
    pub fn facts(&self) -> (Facts, Zone) {
        (self.facts.clone(), self.zone.clone())
    }

    /// Facts that are to be written, in the shop's zone.
    #[must_use]
    pub fn of(facts: &Facts, zone: &Zone) -> Self {
        Self { facts: facts.clone(), zone: zone.clone() }
    }
}

impl<'de> Deserialize<'de> for FactsJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(&Json::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl Serialize for FactsJson {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json().serialize(serializer)
    }
}

/// What a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum As {
    Text,
    /// Lower case.
    Name,
    Number,
    Money,
    Day,
    /// A day that is kept as the moment when it began.
    DayMs,
    Moment,
    /// 1 or none.
    YesNo,
    /// 1 or 0.
    Flag,
}

/// The keys that are one slot each: section, key, fact, what it holds.
const SLOTS: &[(&str, &str, Fact, As)] = &[
    ("page", "url", Fact::PageUrl, As::Text),
    ("page", "title", Fact::PageTitle, As::Text),
    ("page", "since", Fact::PageSince, As::Moment),
    ("page", "scroll", Fact::Scroll, As::Number),
    ("page", "exit_intent", Fact::ExitIntent, As::YesNo),
    ("page", "idle_since", Fact::IdleSince, As::Moment),
    ("visit", "started", Fact::VisitStarted, As::Moment),
    ("visit", "last", Fact::VisitLast, As::Moment),
    ("visit", "start_page", Fact::StartPage, As::Text),
    ("visit", "page_views", Fact::PageViews, As::Number),
    ("visit", "source", Fact::SourceKind, As::Text),
    ("visit", "source_name", Fact::SourceName, As::Text),
    ("visit", "referrer", Fact::Referrer, As::Name),
    ("visit", "word", Fact::Word, As::Text),
    ("visit", "previous_word", Fact::PreviousWord, As::Text),
    ("visit", "search_word", Fact::SearchWord, As::Text),
    ("visit", "search_results", Fact::SearchResults, As::Number),
    ("visit", "conversion_page", Fact::ConversionPage, As::Text),
    ("visit.campaign", "source", Fact::CampaignSource, As::Text),
    ("visit.campaign", "medium", Fact::CampaignMedium, As::Text),
    ("visit.campaign", "name", Fact::CampaignName, As::Text),
    ("visit.campaign", "content", Fact::CampaignContent, As::Text),
    ("visit.campaign", "term", Fact::CampaignTerm, As::Text),
    ("visit.campaign", "code", Fact::CampaignCode, As::Text),
    ("person", "visits", Fact::Visits, As::Number),
    ("person", "last_visit_day", Fact::LastVisitDay, As::Day),
    ("person", "orders", Fact::Orders, As::Number),
    ("person", "spent", Fact::Spent, As::Money),
    ("person", "average_order", Fact::AverageOrder, As::Money),
    ("person", "first_order_day", Fact::FirstOrderDay, As::Day),
    ("person", "last_order_day", Fact::LastOrderDay, As::Day),
    ("person", "member", Fact::Member, As::Text),
    ("person", "signed", Fact::Signed, As::Flag),
    ("person", "is_member", Fact::IsMember, As::YesNo),
    ("person", "sign_up_day", Fact::SignUpDay, As::Day),
    ("person", "last_login_day", Fact::LastLoginDay, As::Day),
    ("person", "logins", Fact::Logins, As::Number),
    ("person", "grade", Fact::Grade, As::Text),
    ("person", "gender", Fact::Gender, As::Text),
    ("person", "age", Fact::Age, As::Number),
    ("person", "region", Fact::Region, As::Text),
    ("person", "points", Fact::Points, As::Number),
    ("person", "rfm", Fact::Rfm, As::Text),
    ("person", "price_band", Fact::PriceBand, As::Text),
    ("person", "next_purchase_day", Fact::NextPurchaseDay, As::Day),
    ("person", "last_added_day", Fact::LastAdded, As::DayMs),
    ("person.last_cart", "total", Fact::LastCartTotal, As::Money),
    ("person.last_cart", "kinds", Fact::LastCartKinds, As::Number),
    ("person.last_cart", "units", Fact::LastCartUnits, As::Number),
    ("person.consent", "sms", Fact::ConsentSms, As::YesNo),
    ("person.consent", "kakao", Fact::ConsentKakao, As::YesNo),
    ("person.consent", "email", Fact::ConsentEmail, As::YesNo),
    ("person.consent", "push", Fact::ConsentPush, As::YesNo),
    ("person.consent", "kakao_friend", Fact::KakaoFriend, As::YesNo),
    ("device", "kind", Fact::DeviceKind, As::Text),
    ("device", "os", Fact::Os, As::Text),
    ("device", "browser", Fact::Browser, As::Text),
    ("device", "app", Fact::App, As::Text),
    ("device", "language", Fact::Language, As::Name),
    ("device", "screen_width", Fact::ScreenWidth, As::Number),
];

/// The keys that are no single slot: section, key.
const OTHERS: &[(&str, &str)] = &[
    ("", "now"),
    ("", "zone"),
    ("", "page"),
    ("", "visit"),
    ("", "cart"),
    ("", "product"),
    ("", "person"),
    ("", "device"),
    ("", "viewed"),
    ("", "added"),
    ("", "events"),
    ("", "ordered"),
    ("", "messages"),
    ("visit", "path"),
    ("visit", "campaign"),
    ("visit", "orders"),
    ("person", "birthday"),
    ("person", "last_cart"),
    ("person", "consent"),
    ("person", "coupons"),
    ("person", "bought"),
    ("person", "lists"),
    ("person", "fields"),
];

/// The properties of an event as its row keeps them: `&plan=pro&size=xl&`. What would end a name or a value is a blank in it.
pub fn properties<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut label = String::new();
    let plain = |text: &str| text.replace(['&', '='], " ");
    for (name, value) in pairs {
        label.push('&');
        label.push_str(&plain(name));
        label.push('=');
        label.push_str(&plain(value));
    }
    if !label.is_empty() {
        label.push('&');
    }
    label
}
