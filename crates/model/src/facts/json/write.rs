//! Writing facts as JSON: what is unknown is left out, moments are in the shop's zone.

use serde_json::{Map, Value as Json, json};

use super::{As, FactsJson, SLOTS};
use crate::{
    event::Item,
    facts::{Fact, Facts, Row, Value, fold::ACTS},
    money::Micros,
    time::{Day, EpochMs, Zone},
};

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
