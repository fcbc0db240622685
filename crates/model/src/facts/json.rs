//! Facts as JSON (`schemas/facts.json`): for trying a segment on somebody, for tests, and for looking at what is known.
//!
//! A key left out is unknown, `null` is known to be none. `now` is RFC 3339 and its offset is the shop's zone; `zone` says more of it where
//! clocks change: a list of moments and the offset from each on.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::{Map, Value as Json, json};

use super::{Fact, Facts, Row, Value, fold::ACTS};
use crate::{
    event::Item,
    money::Micros,
    time::{Day, EpochMs, Zone, parse_rfc3339},
};

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

    /// Reads facts.
    ///
    /// # Errors
    /// The first place that is not as `schemas/facts.json` says.
    pub fn read(json: &Json) -> Result<Self, FactsError> {
        Reading::default().all(json).map(|(facts, zone)| Self { facts, zone })
    }
}

impl<'de> Deserialize<'de> for FactsJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(&Json::deserialize(deserializer)?).map_err(D::Error::custom)
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

/// 9999-12-31: the last day of what has no end.
const END_OF_TIME_MS: i64 = 253_402_214_400_000;

/// The names of what a product, a row… may have.
const ITEM: &[&str] = &["id", "name", "category", "price", "quantity"];
const ITEM_ROW: &[&str] = &["id", "name", "category", "price", "quantity", "at"];

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

/// A row while it is read.
struct Happened {
    key: String,
    label: String,
    at: EpochMs,
    number: i64,
}

impl Happened {
    fn of(&self, fact: Fact) -> Row<'_> {
        Row { fact, key: self.key.as_bytes(), label: self.label.as_bytes(), at: self.at, number: self.number }
    }
}

#[derive(Default)]
struct Reading {
    facts: Facts,
    zone: Zone,
    /// The numbers of this visit's orders.
    orders: Option<Vec<String>>,
}

type Read<T> = Result<T, FactsError>;

fn wrong<T>(at: &str, expected: &'static str) -> Read<T> {
    Err(FactsError { at: at.to_owned(), expected })
}

fn object<'a>(json: &'a Json, at: &str) -> Read<&'a Map<String, Json>> {
    json.as_object().map_or_else(|| wrong(at, "must be an object"), Ok)
}

fn list<'a>(json: &'a Json, at: &str) -> Read<&'a [Json]> {
    json.as_array().map_or_else(|| wrong(at, "must be a list"), |list| Ok(list.as_slice()))
}

fn text<'a>(json: &'a Json, at: &str) -> Read<&'a str> {
    json.as_str().map_or_else(|| wrong(at, "must be a text"), Ok)
}

fn under(at: &str, key: &str) -> String {
    if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") }
}

fn only(fields: &Map<String, Json>, at: &str, known: &[&str]) -> Read<()> {
    match fields.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => wrong(&under(at, key), "there is no such key"),
        None => Ok(()),
    }
}

fn number(json: &Json, at: &str) -> Read<i64> {
    json.as_i64().filter(|number| *number >= 0).map_or_else(|| wrong(at, "must be a whole number of 0 or more"), Ok)
}

fn money(json: &Json, at: &str) -> Read<i64> {
    let said = match json {
        Json::Number(number) => number.to_string(),
        Json::String(text) => text.clone(),
        _ => String::new(),
    };
    Micros::parse(&said).map_or_else(|| wrong(at, "must be an amount of 0 or more, such as \"12000\" or 3.5"), |amount| Ok(amount.0))
}

fn day(json: &Json, at: &str) -> Read<Day> {
    json.as_str().and_then(Day::parse).map_or_else(|| wrong(at, "must be a day, such as 2026-11-21"), Ok)
}

/// A text, or a number or yes or no as text.
fn plain(json: &Json, at: &str) -> Read<String> {
    match json {
        Json::String(text) => Ok(text.clone()),
        Json::Number(number) => Ok(number.to_string()),
        Json::Bool(yes) => Ok(yes.to_string()),
        _ => wrong(at, "must be a text, a number, true or false"),
    }
}

impl Reading {
    fn all(mut self, json: &Json) -> Read<(Facts, Zone)> {
        let fields = object(json, "facts")?;
        let now = fields.get("now").and_then(Json::as_str).and_then(parse_rfc3339);
        let Some((now, offset_s)) = now else {
            return wrong("now", "must be RFC 3339 with the shop's offset, such as 2026-11-21T09:00:00+09:00");
        };
        self.facts.now = now;
        self.zone = match fields.get("zone") {
            Some(json) => {
                Zone { spans: list(json, "zone")?.iter().enumerate().map(|(place, json)| span(json, place)).collect::<Read<_>>()? }
            }
            None => Zone::fixed(offset_s),
        };
        self.section(json, "")?;
        // None in this visit says nothing of those before it.
        if let Some(orders) = self.orders.take() {
            self.facts.set_number(Fact::VisitOrders, i64::try_from(orders.len()).unwrap_or(i64::MAX));
            for id in &orders {
                self.facts.log_is_known(Fact::Ordered);
                if !self.facts.log.iter().any(|row| row.fact == Fact::Ordered && row.key == id.as_bytes()) {
                    self.facts.log.push(&Row { fact: Fact::Ordered, key: id.as_bytes(), label: b"", at: now, number: 0 });
                }
            }
        }
        self.facts.derive();
        Ok((self.facts, self.zone))
    }

    fn section(&mut self, json: &Json, section: &str) -> Read<()> {
        for (key, json) in object(json, section)? {
            let at = under(section, key);
            if let Some((.., fact, holds)) = SLOTS.iter().find(|(of, name, ..)| *of == section && name == key) {
                let value = if json.is_null() { Value::None } else { self.value(*holds, json, &at)? };
                self.facts.set(*fact, value);
            } else if OTHERS.contains(&(section, key)) {
                self.other(&at, json)?;
            } else {
                return wrong(&at, "there is no such key");
            }
        }
        Ok(())
    }

    fn value(&self, holds: As, json: &Json, at: &str) -> Read<Value> {
        Ok(match holds {
            As::Text => Value::from(text(json, at)?),
            As::Name => Value::from(text(json, at)?.to_ascii_lowercase().as_str()),
            As::Number => Value::Number(number(json, at)?),
            As::Money => Value::Number(money(json, at)?),
            As::Day => Value::Number(i64::from(day(json, at)?.0)),
            As::DayMs => Value::Number(self.zone.start_of(day(json, at)?).0),
            As::Moment => Value::Number(self.moment(json, at)?.0),
            As::YesNo | As::Flag => match json.as_bool() {
                Some(true) => Value::Number(1),
                Some(false) if holds == As::Flag => Value::Number(0),
                Some(false) => Value::None,
                None => return wrong(at, "must be true or false"),
            },
        })
    }

    fn moment(&self, json: &Json, at: &str) -> Read<EpochMs> {
        let read = match json {
            Json::Number(ms) => ms.as_i64().map(EpochMs),
            Json::String(text) => parse_rfc3339(text).map(|(at, _)| at).or_else(|| Day::parse(text).map(|day| self.zone.start_of(day))),
            _ => None,
        };
        read.map_or_else(|| wrong(at, "must be a time, such as 2026-11-21T09:00:00+09:00, or a day"), Ok)
    }

    fn other(&mut self, at: &str, json: &Json) -> Read<()> {
        match at {
            "page" | "visit" | "person" | "device" | "visit.campaign" | "person.last_cart" | "person.consent" => {
                if !json.is_null() {
                    return self.section(json, at);
                }
                let inside = |section: &str| section == at || section.strip_prefix(at).is_some_and(|rest| rest.starts_with('.'));
                for (_, _, fact, _) in SLOTS.iter().filter(|(section, ..)| inside(section)) {
                    self.facts.set(*fact, Value::None);
                }
                for (section, key) in OTHERS.iter().filter(|(section, _)| *section == at) {
                    let at = under(section, key);
                    if !SLOTS.iter().any(|(section, ..)| *section == at) {
                        self.other(&at, &Json::Null)?;
                    }
                }
            }
            "cart" => {
                self.facts.cart = Some(if json.is_null() {
                    Vec::new()
                } else {
                    only(object(json, at)?, at, &["lines"])?;
                    self.items(json.get("lines").unwrap_or(&Json::Null), "cart.lines")?
                });
            }
            "product" => {
                self.facts.product = Some(if json.is_null() { Vec::new() } else { vec![self.item(json, at, ITEM)?] });
            }
            "visit.path" => {
                self.facts.log_is_known(Fact::Path);
                for step in if json.is_null() { &[] } else { list(json, at)? } {
                    let (url, times) = path_step(step)?;
                    for _ in 0..times {
                        self.facts.log.push(&Row { fact: Fact::Path, key: url.as_bytes(), label: b"", at: self.facts.now, number: 0 });
                    }
                }
            }
            "visit.orders" => {
                let ids = if json.is_null() { &[] } else { list(json, at)? };
                self.orders = Some(ids.iter().map(|id| text(id, at).map(str::to_owned)).collect::<Read<_>>()?);
            }
            "person.birthday" => {
                if json.is_null() {
                    for fact in [Fact::Birthday, Fact::BirthMonth, Fact::Age] {
                        self.facts.set(fact, Value::None);
                    }
                } else {
                    self.facts.set_birthday(day(json, at)?, &self.zone);
                }
            }
            "viewed" => self.items_log(Fact::Viewed, None, json, at)?,
            "added" => self.items_log(Fact::Added, None, json, at)?,
            "person.bought" => self.items_log(Fact::Bought, Some(Fact::BoughtNames), json, at)?,
            "events" => self.log(Fact::Events, json, at, &["name", "properties", "at"], |row, fields, at| {
                row.key = text(fields.get("name").unwrap_or(&Json::Null), &under(at, "name"))?.to_owned();
                if let Some(json) = fields.get("properties") {
                    let pairs = object(json, &under(at, "properties"))?;
                    let pairs: Vec<(&str, String)> =
                        pairs.iter().map(|(name, value)| Ok((name.as_str(), plain(value, at)?))).collect::<Read<_>>()?;
                    row.label = properties(pairs.iter().map(|(name, value)| (*name, value.as_str())));
                }
                Ok(true)
            })?,
            "ordered" => self.log(Fact::Ordered, json, at, &["id", "value", "at"], |row, fields, at| {
                row.key = text(fields.get("id").unwrap_or(&Json::Null), &under(at, "id"))?.to_owned();
                row.number = fields.get("value").map_or(Ok(0), |json| money(json, &under(at, "value")))?;
                Ok(true)
            })?,
            "messages" => self.log(Fact::Messages, json, at, &["id", "act", "at"], |row, fields, at| {
                const NAMES: [&str; 5] = ["shown", "clicked", "closed", "held", "converted"];
                let act = fields.get("act").and_then(Json::as_str).and_then(|act| NAMES.into_iter().position(|name| name == act));
                let Some(act) = act.and_then(|act| ACTS.get(act)) else {
                    return wrong(&under(at, "act"), "must be shown, clicked, closed, held or converted");
                };
                row.key = format!("{act}{}", text(fields.get("id").unwrap_or(&Json::Null), &under(at, "id"))?);
                Ok(true)
            })?,
            "person.coupons" => self.log(Fact::Coupons, json, at, &["id", "name", "expires", "used"], |row, fields, at| {
                row.key = text(fields.get("id").unwrap_or(&Json::Null), &under(at, "id"))?.to_owned();
                row.label = fields.get("name").map_or(Ok(""), |json| text(json, &under(at, "name")))?.to_owned();
                Ok(fields.get("used") != Some(&Json::Bool(true)))
            })?,
            "person.lists" => {
                self.facts.log_is_known(Fact::Lists);
                for id in if json.is_null() { &[] } else { list(json, at)? } {
                    self.row(Fact::Lists, text(id, at)?, "");
                }
            }
            "person.fields" => {
                self.facts.log_is_known(Fact::Fields);
                if !json.is_null() {
                    for (name, value) in object(json, at)?.iter().filter(|(_, value)| !value.is_null()) {
                        let value = plain(value, &under(at, name))?;
                        self.row(Fact::Fields, name, &value);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn row(&mut self, fact: Fact, key: &str, label: &str) {
        // What is no number is none: -1 lies in no range that can be asked.
        let number = Micros::parse(label).map_or(-1, |number| number.0);
        self.facts.log.push(&Row { fact, key: key.as_bytes(), label: label.as_bytes(), at: self.facts.now, number });
    }

    fn log(
        &mut self,
        fact: Fact,
        json: &Json,
        at: &str,
        keys: &[&str],
        fill: impl Fn(&mut Happened, &Map<String, Json>, &str) -> Read<bool>,
    ) -> Read<()> {
        self.facts.log_is_known(fact);
        for (place, json) in if json.is_null() { &[] } else { list(json, at)? }.iter().enumerate() {
            let at = format!("{at}[{place}]");
            let fields = object(json, &at)?;
            only(fields, &at, keys)?;
            let mut row = Happened { key: String::new(), label: String::new(), at: self.facts.now, number: 0 };
            for key in ["at", "expires"] {
                if let Some(json) = fields.get(key) {
                    if json.is_null() {
                        // A coupon without an end.
                        row.at = EpochMs(END_OF_TIME_MS);
                        continue;
                    }
                    row.at = self.moment(json, &under(&at, key))?;
                }
            }
            if fill(&mut row, fields, &at)? {
                self.facts.log.push(&row.of(fact));
            }
        }
        Ok(())
    }

    fn items_log(&mut self, fact: Fact, names: Option<Fact>, json: &Json, at: &str) -> Read<()> {
        for fact in [Some(fact), names].into_iter().flatten() {
            self.facts.log_is_known(fact);
        }
        for (place, json) in if json.is_null() { &[] } else { list(json, at)? }.iter().enumerate() {
            let at = format!("{at}[{place}]");
            let item = self.item(json, &at, ITEM_ROW)?;
            let when = json.get("at").map_or(Ok(self.facts.now), |json| self.moment(json, &under(&at, "at")))?;
            let mut row = |fact, key: &str| {
                let number = item.price.map_or(-1, |price| price.0);
                self.facts.log.push(&Row { fact, key: key.as_bytes(), label: item.category.as_bytes(), at: when, number });
            };
            row(fact, &item.id);
            if let Some(names) = names {
                row(names, &item.name);
            }
        }
        Ok(())
    }

    fn items(&self, json: &Json, at: &str) -> Read<Vec<Item>> {
        list(json, at)?.iter().enumerate().map(|(place, json)| self.item(json, &format!("{at}[{place}]"), ITEM)).collect()
    }

    #[expect(clippy::unused_self, reason = "beside its like")]
    fn item(&self, json: &Json, at: &str, keys: &[&str]) -> Read<Item> {
        let fields = object(json, at)?;
        only(fields, at, keys)?;
        let text_of = |key: &str| fields.get(key).map_or(Ok(String::new()), |json| text(json, &under(at, key)).map(str::to_owned));
        let price = match fields.get("price") {
            None | Some(Json::Null) => None,
            Some(json) => Some(Micros(money(json, &under(at, "price"))?)),
        };
        let quantity = fields.get("quantity").map_or(Ok(1), |json| number(json, &under(at, "quantity")))?;
        if !fields.contains_key("id") {
            return wrong(&under(at, "id"), "must be there");
        }
        Ok(Item {
            id: text_of("id")?,
            name: text_of("name")?,
            category: text_of("category")?,
            price,
            quantity: u32::try_from(quantity).unwrap_or(u32::MAX),
        })
    }
}

fn span(json: &Json, place: usize) -> Read<(EpochMs, i32)> {
    let at = format!("zone[{place}]");
    let said = json.as_str().and_then(parse_rfc3339);
    said.map_or_else(
        || wrong(&at, "must be a moment written with the offset that holds from then on, such as 2026-03-08T03:00:00-04:00"),
        Ok,
    )
}

/// Most views of one page that are told apart.
const TIMES_MAX: i64 = 1000;

fn path_step(step: &Json) -> Read<(&str, i64)> {
    let Some(fields) = step.as_object() else { return Ok((text(step, "visit.path")?, 1)) };
    only(fields, "visit.path", &["url", "times"])?;
    let field = |key: &str| fields.get(key).unwrap_or(&Json::Null);
    Ok((text(field("url"), "visit.path.url")?, number(field("times"), "visit.path.times")?.min(TIMES_MAX)))
}

impl Serialize for FactsJson {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json().serialize(serializer)
    }
}

impl FactsJson {
    /// What the facts say, as JSON.
    #[must_use]
    pub fn json(&self) -> Json {
        let Self { facts, zone } = self;
        let mut sections: Map<String, Json> = Map::new();
        for (section, key, fact, holds) in SLOTS {
            if let Some(json) = self.written(*holds, facts.get(*fact)) {
                insert(&mut sections, section, key, json);
            }
        }
        let items = |items: &[Item]| items.iter().map(item_json).collect::<Vec<_>>();
        sections.insert("now".into(), in_zone(facts.now, zone).into());
        if zone.spans.len() > 1 {
            let spans = zone.spans.iter().map(|(from, offset_s)| in_zone(EpochMs(from.0.max(0)), &Zone::fixed(*offset_s)));
            sections.insert("zone".into(), spans.collect::<Vec<_>>().into());
        }
        if *facts.get(Fact::Path) != Value::Unknown {
            let steps: Vec<Json> = facts.pages().into_iter().map(|(url, times)| json!({"url": url, "times": times})).collect();
            insert(&mut sections, "visit", "path", steps.into());
        }
        if let Some(started) = facts.number(Fact::VisitStarted).filter(|_| *facts.get(Fact::Ordered) != Value::Unknown) {
            let ids: Vec<Json> =
                facts.log.iter().filter(|row| row.fact == Fact::Ordered && row.at.0 >= started).map(|row| utf8(row.key).into()).collect();
            insert(&mut sections, "visit", "orders", ids.into());
        }
        if let Some(lines) = &facts.cart {
            sections.insert("cart".into(), json!({"lines": items(lines)}));
        }
        if let Some(product) = &facts.product {
            sections.insert("product".into(), product.first().map_or(Json::Null, item_json));
        }
        if let Value::Number(day) = facts.get(Fact::Birthday) {
            // The year is not kept; what is written gives the same next birthday.
            insert(&mut sections, "person", "birthday", day_text(*day).into());
        }
        for (section, key, fact) in [
            ("", "viewed", Fact::Viewed),
            ("", "added", Fact::Added),
            ("", "events", Fact::Events),
            ("", "ordered", Fact::Ordered),
            ("", "messages", Fact::Messages),
            ("person", "bought", Fact::Bought),
            ("person", "coupons", Fact::Coupons),
            ("person", "lists", Fact::Lists),
        ] {
            if *facts.get(fact) != Value::Unknown {
                let rows: Vec<Json> = facts.log.iter().filter(|row| row.fact == fact).map(|row| row_json(&row, zone)).collect();
                insert(&mut sections, section, key, rows.into());
            }
        }
        if *facts.get(Fact::Fields) != Value::Unknown {
            let fields: Map<String, Json> = facts
                .log
                .iter()
                .filter(|row| row.fact == Fact::Fields)
                .map(|row| (utf8(row.key).to_owned(), utf8(row.label).into()))
                .collect();
            insert(&mut sections, "person", "fields", fields.into());
        }
        Json::Object(sections)
    }

    fn written(&self, holds: As, value: &Value) -> Option<Json> {
        Some(match (value, holds) {
            (Value::Unknown, _) => return None,
            (Value::None, As::YesNo) => false.into(),
            (Value::None, _) => Json::Null,
            (Value::Text(text), _) => text.as_str().into(),
            (Value::Number(number), As::Money) => Micros(*number).decimal().into(),
            (Value::Number(number), As::Day) => day_text(*number).into(),
            (Value::Number(number), As::DayMs) => self.zone.day(EpochMs(*number)).to_string().into(),
            (Value::Number(number), As::Moment) => EpochMs(*number).to_string().into(),
            (Value::Number(number), As::YesNo | As::Flag) => (*number == 1).into(),
            (Value::Number(number), _) => (*number).into(),
        })
    }
}

fn day_text(day: i64) -> String {
    Day(i32::try_from(day).unwrap_or(0)).to_string()
}

/// Puts a value into a section, `person.consent` being one in another.
fn insert(sections: &mut Map<String, Json>, section: &str, key: &str, json: Json) {
    let mut place = sections;
    for part in section.split('.').filter(|part| !part.is_empty()) {
        let Json::Object(inside) = place.entry(part).or_insert_with(|| json!({})) else { return };
        place = inside;
    }
    place.insert(key.to_owned(), json);
}

fn item_json(item: &Item) -> Json {
    let mut json = json!({"id": item.id, "quantity": item.quantity});
    if let Json::Object(fields) = &mut json {
        for (key, text) in [("name", &item.name), ("category", &item.category)] {
            if !text.is_empty() {
                fields.insert(key.to_owned(), text.as_str().into());
            }
        }
        if let Some(price) = item.price {
            fields.insert("price".to_owned(), price.decimal().into());
        }
    }
    json
}

/// A row's text.
fn utf8(bytes: &[u8]) -> &str {
    core::str::from_utf8(bytes).unwrap_or("")
}

fn row_json(row: &Row<'_>, zone: &Zone) -> Json {
    let at = in_zone(row.at, zone);
    let (key, label) = (utf8(row.key), utf8(row.label));
    match row.fact {
        Fact::Lists => key.into(),
        Fact::Coupons => json!({"id": key, "name": label, "expires": zone.day(row.at).to_string()}),
        Fact::Ordered => json!({"id": key, "value": Micros(row.number).decimal(), "at": at}),
        Fact::Messages => {
            let act = ["shown", "clicked", "closed", "held", "converted"];
            let found = ACTS.into_iter().zip(act).find_map(|(mark, name)| key.strip_prefix(mark).map(|id| (id, name)));
            let (id, act) = found.unwrap_or((key, "shown"));
            json!({"id": id, "act": act, "at": at})
        }
        Fact::Events => {
            let pairs = label.split('&').filter_map(|pair| pair.split_once('='));
            let properties: Map<String, Json> = pairs.map(|(name, value)| (name.to_owned(), value.into())).collect();
            json!({"name": key, "properties": properties, "at": at})
        }
        _ => {
            let price = if row.number < 0 { Json::Null } else { Micros(row.number).decimal().into() };
            json!({"id": key, "category": label, "price": price, "at": at})
        }
    }
}

impl Facts {
    /// The different pages of this visit in the order of first sight, and how often each was seen.
    #[must_use]
    pub fn pages(&self) -> Vec<(&str, u32)> {
        let mut pages: Vec<(&str, u32)> = Vec::new();
        for row in self.log.iter().filter(|row| row.fact == Fact::Path) {
            let url = utf8(row.key);
            match pages.iter_mut().find(|(known, _)| *known == url) {
                Some((_, times)) => *times += 1,
                None => pages.push((url, 1)),
            }
        }
        pages
    }
}

/// RFC 3339 with the offset that the zone has at the moment.
fn in_zone(at: EpochMs, zone: &Zone) -> String {
    let offset_min = zone.offset_s(at) / 60;
    let local = EpochMs(at.0.saturating_add(i64::from(offset_min) * 60_000)).to_string();
    let sign = if offset_min < 0 { '-' } else { '+' };
    format!("{}{sign}{:02}:{:02}", local.trim_end_matches('Z'), offset_min.abs() / 60, offset_min.abs() % 60)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::facts::Read;

    fn facts(json: Json) -> (Facts, Zone) {
        serde_json::from_value::<FactsJson>(json).unwrap().facts()
    }

    #[test]
    fn left_out_is_unknown_and_null_is_none() {
        let (facts, zone) = facts(json!({
            "now": "2026-11-21T09:30:00+09:00",
            "visit": {"word": null, "path": ["/a", {"url": "/b", "times": 2}, "/a"], "campaign": null},
            "product": null,
            "person": {"spent": 12000, "visits": 3, "last_visit_day": "2026-11-20", "signed": true},
        }));
        assert_eq!(zone.minute(facts.now), 570);
        assert_eq!((facts.get(Fact::Word), facts.get(Fact::PreviousWord)), (&Value::None, &Value::Unknown));
        assert_eq!(facts.get(Fact::CampaignCode), &Value::None);
        assert_eq!(facts.read(Fact::CartTotal, &zone), Read::Unknown);
        assert_eq!(facts.product, Some(vec![]));
        assert_eq!(facts.pages(), [("/a", 2), ("/b", 2)]);
        assert_eq!((facts.number(Fact::Spent), facts.number(Fact::Signed)), (Some(12_000_000_000), Some(1)));
    }

    #[test]
    fn empty_carts_and_lines() {
        let total = |cart: Json| {
            let (facts, zone) = facts(json!({"now": "2026-11-21T00:00:00Z", "cart": cart}));
            facts.read(Fact::CartTotal, &zone) == Read::Number(facts.cart_total().map_or(-1, |total| total.0))
                && facts.cart_total().is_some()
        };
        assert!(total(json!(null)));
        assert!(total(json!({"lines": [{"id": "a", "price": "3.5", "quantity": 2}]})));
        assert!(!total(json!({"lines": [{"id": "a"}]})), "a price that nobody said");
    }

    #[test]
    fn what_is_no_facts() {
        assert!(serde_json::from_value::<FactsJson>(json!({"now": "x", "vist": {}})).is_err(), "a slip of the pen");
        assert_eq!(FactsJson::read(&json!({"now": "2026-11-21"})).map_err(|error| error.at), Err("now".to_owned()));
        assert!(serde_json::from_value::<FactsJson>(json!({"now": "x", "person": {"spent": -1}})).is_err());
    }

    #[test]
    fn what_is_kept_over_visits() {
        let said = json!({
            "now": "2026-11-21T09:30:00.000+09:00",
            "visit": {"started": "2026-11-21T00:20:00.000Z"},
            "viewed": [{"id": "p1", "category": "차", "price": "12000", "at": "2026-11-20T00:00:00.000+09:00"}],
            "events": [{"name": "quiz", "properties": {"plan": "pro", "size": "xl"}, "at": "2026-11-21T09:25:00.000+09:00"}],
            "messages": [{"id": "hello", "act": "clicked", "at": "2026-11-21T09:25:00.000+09:00"}],
            "person": {
                "coupons": [{"id": "c1", "name": "주말", "expires": "2026-11-30"}], "lists": ["vip"], "fields": {"level": "3"},
                "consent": {"sms": true, "kakao": false}, "last_added_day": "2026-11-20",
            },
        });
        assert_eq!(FactsJson::read(&said).unwrap().json(), said);
        // A coupon that was used is none any more; a day stands for its first moment; without an end: the last day there is.
        let (facts, zone) = facts(json!({"now": "2026-11-21T09:30:00+09:00", "person": {"coupons": [
            {"id": "used", "expires": "2026-11-30", "used": true}, {"id": "open", "expires": null}
        ]}}));
        let rows: Vec<_> = facts.log.iter().map(|row| (row.key, zone.day(row.at).to_string())).collect();
        assert_eq!(rows, [(b"open".as_slice(), "9999-12-31".to_owned())]);
    }

    #[test]
    fn there_and_back() {
        let said = json!({
            "now": "2026-11-21T09:30:00.000+09:00",
            "page": {"url": "/p/1", "title": null, "since": "2026-11-21T00:29:00.000Z"},
            "visit": {
                "started": "2026-11-21T00:20:00.000Z", "last": "2026-11-21T00:29:00.000Z", "start_page": "/", "page_views": 3,
                "path": [{"url": "/", "times": 2}], "source": "search", "source_name": "naver", "word": "우리몰", "previous_word": null,
                "campaign": {"source": "naver", "medium": null, "name": null, "content": null, "term": null, "code": null},
                "search_word": null, "search_results": null, "orders": ["o-1"],
            },
            "cart": {"lines": [{"id": "a", "name": "에코백", "price": "12000", "quantity": 1}]},
            "product": null,
            "person": {"visits": 2, "last_visit_day": null, "orders": 1, "spent": "0.5", "member": "minji", "signed": false},
            "device": {"kind": "pc", "os": "macos", "browser": "safari", "app": null},
        });
        let (facts, zone) = facts(said.clone());
        let written = FactsJson::of(&facts, &zone).json();
        for (section, keys) in said.as_object().unwrap() {
            match keys.as_object() {
                Some(keys) => keys.iter().for_each(|(key, value)| assert_eq!(&written[section][key], value, "{section}.{key}")),
                None => assert_eq!(&written[section], keys, "{section}"),
            }
        }
        assert_eq!(FactsJson::read(&written).unwrap().json(), written);
    }
}
