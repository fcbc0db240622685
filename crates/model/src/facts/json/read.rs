//! Reading facts from JSON: every key is known and every value what its key asks for, or where the first is that is not.

use serde_json::{Map, Value as Json};

use super::{As, FactsError, FactsJson, OTHERS, SLOTS, properties};
use crate::{
    event::Item,
    facts::{Fact, Facts, Row, Value, fold::ACTS},
    money::Micros,
    time::{Day, EpochMs, Zone, parse_rfc3339},
};

impl FactsJson {
    /// Reads facts.
    ///
    /// # Errors
    /// The first place that is not as `schemas/facts.json` says.
    pub fn read(json: &Json) -> Result<Self, FactsError> {
        Reading::default().all(json).map(|(facts, zone)| Self { facts, zone })
    }
}

/// 9999-12-31: the last day of what has no end.
const END_OF_TIME_MS: i64 = 253_402_214_400_000;

/// The names of what a product, a row… may have.
const ITEM: &[&str] = &["id", "name", "category", "price", "quantity"];
const ITEM_ROW: &[&str] = &["id", "name", "category", "price", "quantity", "at"];

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
    /// Rows of logs and lines of carts so far.
    rows: usize,
}

type Read<T> = Result<T, FactsError>;

/// Most rows of all logs together, and lines of a cart: a browser keeps some 400 ([`crate::facts::LOG_BYTES_MAX`]), and every condition looks at
/// every row.
pub(super) const ROWS_MAX: usize = 2000;
const TOO_MANY: &str = "is too much: at most 2000 pages, products, orders, events and other rows in all";

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
                for (place, step) in if json.is_null() { &[] } else { list(json, at)? }.iter().enumerate() {
                    let at = format!("{at}[{place}]");
                    let (url, times) = path_step(step, &at)?;
                    self.take(times, &at)?;
                    for _ in 0..times {
                        self.facts.log.push(&Row { fact: Fact::Path, key: url.as_bytes(), label: b"", at: self.facts.now, number: 0 });
                    }
                }
            }
            "visit.orders" => {
                let ids = if json.is_null() { &[] } else { list(json, at)? };
                self.take(ids.len(), at)?;
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
                    self.row(Fact::Lists, text(id, at)?, "", at)?;
                }
            }
            "person.fields" => {
                self.facts.log_is_known(Fact::Fields);
                if !json.is_null() {
                    for (name, value) in object(json, at)?.iter().filter(|(_, value)| !value.is_null()) {
                        let at = under(at, name);
                        self.row(Fact::Fields, name, &plain(value, &at)?, &at)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Counts rows, up to a limit.
    fn take(&mut self, rows: usize, at: &str) -> Read<()> {
        self.rows = self.rows.saturating_add(rows);
        if self.rows > ROWS_MAX { wrong(at, TOO_MANY) } else { Ok(()) }
    }

    fn row(&mut self, fact: Fact, key: &str, label: &str, at: &str) -> Read<()> {
        self.take(1, at)?;
        // What is no number is none: -1 lies in no range that can be asked.
        let number = Micros::parse(label).map_or(-1, |number| number.0);
        self.facts.log.push(&Row { fact, key: key.as_bytes(), label: label.as_bytes(), at: self.facts.now, number });
        Ok(())
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
            self.take(1, &at)?;
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
            self.take(1, &at)?;
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

    fn items(&mut self, json: &Json, at: &str) -> Read<Vec<Item>> {
        let mut items = Vec::new();
        for (place, json) in list(json, at)?.iter().enumerate() {
            let at = format!("{at}[{place}]");
            self.take(1, &at)?;
            items.push(self.item(json, &at, ITEM)?);
        }
        Ok(items)
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
const TIMES_MAX: usize = 1000;

fn path_step<'a>(step: &'a Json, at: &str) -> Read<(&'a str, usize)> {
    let Some(fields) = step.as_object() else { return Ok((text(step, at)?, 1)) };
    only(fields, at, &["url", "times"])?;
    let field = |key: &str| fields.get(key).unwrap_or(&Json::Null);
    let times = number(field("times"), &under(at, "times"))?;
    Ok((text(field("url"), &under(at, "url"))?, usize::try_from(times).unwrap_or(usize::MAX).min(TIMES_MAX)))
}
