//! Reports of a site's orders: a question, and what the object answers to it as JSON.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use insight::catalogue::dimension_of_orders;
use insight::orders::bands::{self, Bands, Found};
use insight::orders::block::{self, CUSTOMER_KEYS, CUSTOMERS, PRODUCT_KEYS, PRODUCTS, Product};
use insight::orders::cohort::{self, Cohorts, Unit};
use insight::orders::pairs::{self, Counts};
use insight::orders::rfm::{self, Customers, Ends, GROUPS, Scored, group};
use insight::orders::row::Status;
use insight::orders::table::{self, Cell, Dimension, Table};
use insight::table::Label;
use model::codec::{Reader, Wire};
use model::money::{Currency, Micros, decimal};
use model::time::{Day, EpochMs, Zone};
use serde_json::{Value as Json, json};
use worker::Result;

use super::keep;
use crate::store::sql::Sql;

/// What is asked.
pub enum Question {
    Cohorts(AskCohorts),
    Rfm(AskRfm),
    Members(AskMembers),
    Bands(AskBands),
    Pairs(AskPairs),
    Orders(AskOrders),
}

pub struct AskOrders {
    /// Names of dimensions (`insight::catalogue`), two at most.
    pub by: Vec<String>,
    pub from: EpochMs,
    pub to: EpochMs,
    pub currency: Currency,
    /// 0 by labels, 1 by orders, 2 people, 3 units, 4 revenue.
    pub sort: u8,
    pub limit: u32,
}

pub struct AskCohorts {
    /// 0 days, 1 to 7 weeks from Monday to Sunday on, 8 months.
    pub unit: u8,
    pub first: Day,
    pub last: Day,
    pub periods: u32,
    pub until: EpochMs,
    pub currency: Currency,
    pub days: bool,
}

pub struct AskRfm {
    pub at: EpochMs,
    pub from: Option<EpochMs>,
    /// An earlier moment, to say who has moved between groups since.
    pub before: Option<EpochMs>,
    pub currency: Currency,
}

/// Who is in a group.
pub struct AskMembers {
    pub at: EpochMs,
    pub from: Option<EpochMs>,
    pub currency: Currency,
    /// Its place in [`GROUPS`].
    pub group: u8,
    /// Those behind this one, by their ids.
    pub after: Option<String>,
    pub limit: u32,
}

pub struct AskBands {
    pub from: EpochMs,
    pub to: EpochMs,
    pub currency: Currency,
    pub edges: Vec<Micros>,
}

pub struct AskPairs {
    pub from: EpochMs,
    pub to: EpochMs,
    pub currency: Option<Currency>,
    /// Pairs in at least so many orders.
    pub least: u32,
    pub limit: u32,
    /// 0 by orders, 1 by lift, 2 by confidence.
    pub sort: u8,
    /// Only pairs with this product.
    pub product: Option<String>,
}

/// The answer's JSON.
///
/// # Errors
/// What SQLite refuses, and blocks that cannot be read; so for all of this file.
pub fn answer(sql: &Sql, question: &Question, zone: &Zone) -> Result<String> {
    keep::fold_all(sql)?;
    let answer = match question {
        Question::Cohorts(ask) => cohorts(sql, ask, zone)?,
        Question::Rfm(ask) => rfm(sql, ask, zone)?,
        Question::Members(ask) => members(sql, ask, zone)?,
        Question::Bands(ask) => of_bands(sql, ask)?,
        Question::Pairs(ask) => of_pairs(sql, ask)?,
        Question::Orders(ask) => of_orders(sql, ask, zone)?,
    };
    Ok(answer.to_string())
}

pub fn unit(code: u8) -> Unit {
    match code {
        0 => Unit::Day,
        1..=7 => Unit::Week(code - 1),
        _ => Unit::Month,
    }
}

fn cohorts(sql: &Sql, ask: &AskCohorts, zone: &Zone) -> Result<Json> {
    let unit = unit(ask.unit);
    let of = cohort::Ask {
        unit,
        first: ask.first,
        last: ask.last,
        periods: usize::try_from(ask.periods).unwrap_or(0),
        until: ask.until,
        currency: ask.currency,
        days: ask.days,
    };
    let mut cohorts = Cohorts::new(&of, zone);
    keep::each(sql, &cohort::COLUMNS, |block| cohorts.meet(block))?;
    keep::each(sql, &cohort::COLUMNS, |block| cohorts.count(block))?;
    let (guests, other_currency) = (cohorts.guests, cohorts.other_currency);
    // The last moment that counts lies in this period; later ones have not begun.
    let newest = unit.of(zone.day(EpochMs(ask.until.0.saturating_sub(1))));
    let table = cohorts.table().into_iter().map(|cohort| {
        let begun = usize::try_from(newest - cohort.period + 1).unwrap_or(0);
        let cells = cohort.cells.iter().take(begun).enumerate().map(|(place, cell)| {
            let over = zone.start_of(unit.start(cohort.period + i32::try_from(place).unwrap_or(0) + 1));
            let mut json = json!({ "people": cell.people, "orders": cell.orders, "revenue": decimal(cell.revenue), "complete": over <= ask.until });
            if let (true, Some(members)) = (ask.days, json.as_object_mut()) {
                members.insert("days".into(), cell.days.into());
            }
            json
        });
        json!({ "start": unit.start(cohort.period), "people": cohort.cells.first().map_or(0, |cell| cell.people), "cells": cells.collect::<Vec<_>>() })
    });
    Ok(json!({ "cohorts": table.collect::<Vec<_>>(), "guest_orders": guests, "other_currency_orders": other_currency }))
}

fn scored(sql: &Sql, ask: &rfm::Ask, zone: &Zone) -> Result<Scored> {
    let mut customers = Customers::default();
    keep::each(sql, &rfm::COLUMNS, |block| customers.scan(ask, block))?;
    Ok(customers.scored(ask, zone))
}

fn rfm(sql: &Sql, ask: &AskRfm, zone: &Zone) -> Result<Json> {
    let of = rfm::Ask { at: ask.at, from: ask.from, currency: ask.currency };
    let now = scored(sql, &of, zone)?;
    /// Sums of some customers.
    #[derive(Clone, Copy, Default)]
    struct Sums {
        people: i64,
        orders: i64,
        spent: i128,
        days: i64,
        money: i64,
    }
    let mut cells: BTreeMap<(u8, u8), Sums> = BTreeMap::new();
    for (known, scores) in now.all() {
        let sums = cells.entry((scores.recency, scores.frequency)).or_default();
        sums.people += 1;
        sums.orders += i64::from(known.orders);
        sums.spent += i128::from(known.spent);
        sums.days += i64::from(now.today - zone.day(known.last).0);
        sums.money += i64::from(scores.money);
    }
    let groups = (0..).zip(GROUPS).map(|(number, name)| {
        let mut all = Sums::default();
        for (_, sums) in cells.iter().filter(|((recency, frequency), _)| group(*recency, *frequency) == number) {
            all.people += sums.people;
            all.orders += sums.orders;
            all.spent += sums.spent;
            all.days += sums.days;
        }
        json!({ "group": name, "people": all.people, "orders": all.orders, "revenue": decimal(all.spent), "days_since_order": all.days })
    });
    let groups: Vec<Json> = groups.collect();
    let grid = cells.iter().map(|((recency, frequency), sums)| {
        json!({
            "recency": recency, "frequency": frequency, "group": GROUPS.get(usize::from(group(*recency, *frequency))),
            "people": sums.people, "orders": sums.orders, "revenue": decimal(sums.spent), "money_scores": sums.money,
        })
    });
    let grid: Vec<Json> = grid.collect();
    let mut json = json!({
        "day": Day(now.today),
        "customers": now.all().count(),
        "scores": {
            "recency": ends(&now.recency, |days| json!(days)),
            "frequency": ends(&now.frequency, |orders| json!(orders)),
            "money": ends(&now.money, |micros| json!(Micros(micros).decimal())),
        },
        "groups": groups,
        "grid": grid,
    });
    if let (Some(before), Some(members)) = (ask.before, json.as_object_mut()) {
        members.insert("movement".into(), movement(sql, &rfm::Ask { at: before, ..of }, &now, zone)?);
    }
    Ok(json)
}

/// From which group to which how many have moved; from nothing: whose first order came since.
fn movement(sql: &Sql, before: &rfm::Ask, now: &Scored, zone: &Zone) -> Result<Json> {
    // Both passes meet blocks in the same order, so that customers have the same numbers.
    let then = scored(sql, before, zone)?;
    let mut moved: BTreeMap<(Option<u8>, Option<u8>), i64> = BTreeMap::new();
    let of = |scores: &Option<rfm::Scores>| scores.map(|scores| group(scores.recency, scores.frequency));
    for (then, now) in then.scores.iter().zip(&now.scores) {
        let groups = (of(then), of(now));
        if groups != (None, None) {
            *moved.entry(groups).or_default() += 1;
        }
    }
    let name = |group: Option<u8>| group.and_then(|group| GROUPS.get(usize::from(group)));
    let moved = moved.into_iter().map(|((from, to), people)| json!({ "from": name(from), "to": name(to), "people": people }));
    Ok(json!({ "day": Day(then.today), "moves": moved.collect::<Vec<_>>() }))
}

fn ends(ends: &Ends, write: impl Fn(i64) -> Json) -> Json {
    let ends = (1..).zip(ends).filter_map(|(score, ends): (u8, _)| {
        let (from, to) = (*ends)?;
        Some(json!({ "score": score, "from": write(from), "to": write(to) }))
    });
    Json::Array(ends.collect())
}

fn members(sql: &Sql, ask: &AskMembers, zone: &Zone) -> Result<Json> {
    let mut scored = scored(sql, &rfm::Ask { at: ask.at, from: ask.from, currency: ask.currency }, zone)?;
    let limit = usize::try_from(ask.limit).unwrap_or(usize::MAX);
    // The first ones behind the cursor, and one more.
    let mut found: BTreeMap<String, (rfm::Known, rfm::Scores)> = BTreeMap::new();
    keep::each(sql, &[CUSTOMER_KEYS, CUSTOMERS], |block| {
        for (key, id) in block.keys(CUSTOMER_KEYS)?.into_iter().zip(block.customers()?) {
            let is_behind = ask.after.as_ref().is_none_or(|after| id > *after);
            let is_wanted = is_behind && (found.len() <= limit || found.last_key_value().is_some_and(|(last, _)| id < *last));
            let Some((known, scores)) = scored.of(key).filter(|_| is_wanted) else { continue };
            if group(scores.recency, scores.frequency) == ask.group
                && found.insert(id, (known, scores)).is_none()
                && found.len() > limit + 1
            {
                found.pop_last();
            }
        }
        Ok(())
    })?;
    let has_more = found.len() > limit;
    let today = scored.today;
    let list = found.into_iter().take(limit).map(|(member, (known, scores))| {
        json!({
            "member": member, "last_order": known.last, "days_since_order": today - zone.day(known.last).0, "orders": known.orders,
            "spent": Micros(known.spent).decimal(), "recency": scores.recency, "frequency": scores.frequency, "money": scores.money,
        })
    });
    let list: Vec<Json> = list.collect();
    Ok(json!({ "members": list, "has_more": has_more }))
}

fn of_bands(sql: &Sql, ask: &AskBands) -> Result<Json> {
    let AskBands { from, to, currency, edges } = ask;
    let of = Bands { from: *from, to: *to, currency: *currency, edges: edges.clone() };
    let mut found = Found::new(&of);
    keep::each(sql, &bands::COLUMNS, |block| found.scan(&of, block))?;
    let units: i64 = found.bands.iter().map(|band| band.units).sum();
    let lists = found.bands.iter().enumerate().map(|(place, band)| {
        let begin = place.checked_sub(1).and_then(|place| edges.get(place)).map(|edge| edge.decimal());
        json!({
            "from": begin, "to": edges.get(place).map(|edge| edge.decimal()), "orders": band.orders, "units": band.units, "sales": decimal(band.sales),
            "share_of_units": (units > 0).then(|| band.units as f64 / units as f64),
        })
    });
    Ok(json!({ "bands": lists.collect::<Vec<_>>(), "orders": found.orders, "units": units, "other_currency_orders": found.other_currency }))
}

fn of_pairs(sql: &Sql, ask: &AskPairs) -> Result<Json> {
    let of = pairs::Ask { from: ask.from, to: ask.to, currency: ask.currency };
    let mut counts = Counts::default();
    keep::each(sql, &pairs::COLUMNS, |block| counts.scan(&of, block))?;
    let mut pairs = counts.ranked();
    keep::each(sql, &pairs::COLUMNS, |block| pairs.scan(&of, block))?;
    let only = ask.product.as_ref().map(|id| pairs.rank(block::key(id)));
    let baskets = pairs.baskets as f64;
    let orders = |rank: u32| pairs.orders.get(rank as usize).copied().unwrap_or(0);
    let order = |pair: &pairs::Pair| {
        let (one, other, both) = (f64::from(orders(pair.one)), f64::from(orders(pair.other)), f64::from(pair.orders));
        match ask.sort {
            1 => both * baskets / (one * other),
            // Of the two ways, the surer: that who has the rarer one has the other, too.
            2 => both / other,
            _ => both,
        }
    };
    let mut found: Vec<pairs::Pair> = pairs
        .found(ask.least)
        .filter(|pair| only.is_none_or(|only| only.is_some_and(|rank| pair.one == rank || pair.other == rank)))
        .collect();
    let total = found.len();
    let limit = usize::try_from(ask.limit).unwrap_or(usize::MAX);
    let by = |a: &pairs::Pair, b: &pairs::Pair| {
        order(b).total_cmp(&order(a)).then(b.orders.cmp(&a.orders)).then((a.one, a.other).cmp(&(b.one, b.other)))
    };
    if found.len() > limit {
        found.select_nth_unstable_by(limit, by);
        found.truncate(limit);
    }
    found.sort_unstable_by(by);
    let mut names: HashMap<u32, Product> = HashMap::new();
    let wanted: std::collections::BTreeSet<u32> = found.iter().flat_map(|pair| [pair.one, pair.other]).collect();
    keep::each(sql, &[PRODUCT_KEYS, PRODUCTS], |block| {
        for (key, product) in block.keys(PRODUCT_KEYS)?.into_iter().zip(block.products()?) {
            if let Some(rank) = pairs.rank(key).filter(|rank| wanted.contains(rank)) {
                match names.get_mut(&rank) {
                    Some(known) => known.learn(product),
                    None => {
                        names.insert(rank, product);
                    }
                }
            }
        }
        Ok(())
    })?;
    let orders = |rank: u32| pairs.orders.get(rank as usize).copied().unwrap_or(0);
    let product = |rank: u32| {
        let known = names.get(&rank);
        json!({
            "id": known.map(|product| &product.id),
            "name": known.map(|product| &product.name.1).filter(|name| !name.is_empty()),
            "orders": orders(rank),
        })
    };
    let list = found.iter().map(|pair| {
        let (one, other, both) = (f64::from(orders(pair.one)), f64::from(orders(pair.other)), f64::from(pair.orders));
        json!({
            "one": product(pair.one), "other": product(pair.other), "orders": pair.orders, "support": both / baskets,
            "confidence_one_to_other": both / one, "confidence_other_to_one": both / other, "lift": both * baskets / (one * other),
        })
    });
    Ok(json!({ "orders": pairs.baskets, "found": total, "missing_at_most": pairs.missed, "pairs": list.collect::<Vec<_>>() }))
}

fn of_orders(sql: &Sql, ask: &AskOrders, zone: &Zone) -> Result<Json> {
    let by: Vec<Dimension> = ask.by.iter().filter_map(|name| dimension_of_orders(name)).map(|known| known.dimension).collect();
    let of = table::Ask { by, from: ask.from, to: ask.to, currency: ask.currency };
    let mut table = Table::new(&of, zone);
    let columns = of.columns();
    if of.asks_firsts() {
        keep::each(sql, &columns, |block| table.meet(block))?;
    }
    keep::each(sql, &columns, |block| table.count(block))?;
    let mut cells: Vec<(&Vec<Label>, &Cell)> = table.cells.iter().collect();
    match ask.sort {
        1 => cells.sort_by_key(|(_, cell)| Reverse(cell.orders)),
        2 => cells.sort_by_key(|(_, cell)| Reverse(cell.people.len())),
        3 => cells.sort_by_key(|(_, cell)| Reverse(cell.units)),
        4 => cells.sort_by_key(|(_, cell)| Reverse(cell.revenue)),
        // As they stand: by their labels.
        _ => {}
    }
    let found = cells.len();
    cells.truncate(usize::try_from(ask.limit).unwrap_or(usize::MAX));
    let product = of.by.iter().position(|dimension| *dimension == Dimension::Product);
    let names = match product {
        Some(place) => names(sql, cells.iter().filter_map(|(labels, _)| labels.get(place)))?,
        None => HashMap::new(),
    };
    let all = table.all.revenue;
    let written = cells.iter().map(|(labels, cell)| {
        let labels = labels.iter().enumerate().map(|(place, label)| match label {
            Label::Unknown => json!({ "known": false, "text": null }),
            Label::None => json!({ "known": true, "text": null }),
            Label::Text(text) if Some(place) == product => json!({ "known": true, "text": text, "name": names.get(&block::key(text)) }),
            Label::Text(text) => json!({ "known": true, "text": text }),
        });
        let labels: Vec<Json> = labels.collect();
        let mut cell = figures(cell, all);
        if let Some(members) = cell.as_object_mut() {
            members.insert("labels".into(), labels.into());
        }
        cell
    });
    let written: Vec<Json> = written.collect();
    Ok(json!({
        "all": figures(&table.all, all), "cells": written, "found": found, "truncated": table.is_truncated, "other_currency_orders": table.other_currency,
    }))
}

fn figures(cell: &Cell, all: i128) -> Json {
    let per = |part: f64, whole: f64| insight::report::ratio(part, whole);
    let (orders, people) = (cell.orders as f64, cell.people.len() as f64);
    json!({
        "orders": cell.orders, "people": cell.people.len(), "units": cell.units, "revenue": decimal(cell.revenue),
        "average_order": per(cell.revenue as f64, orders).map(|micros| decimal(micros.round() as i128)),
        "orders_per_customer": per(orders, people), "units_per_order": per(cell.units as f64, orders),
        "share": per(cell.revenue as f64, all as f64),
    })
}

/// The names of products, by their keys.
fn names<'a>(sql: &Sql, labels: impl Iterator<Item = &'a Label>) -> Result<HashMap<u64, String>> {
    let wanted: HashSet<u64> = labels.filter_map(|label| if let Label::Text(id) = label { Some(block::key(id)) } else { None }).collect();
    let mut known: HashMap<u64, Product> = HashMap::new();
    keep::each(sql, &[PRODUCT_KEYS, PRODUCTS], |block| {
        for (key, product) in block.keys(PRODUCT_KEYS)?.into_iter().zip(block.products()?) {
            if wanted.contains(&key) {
                known.entry(key).or_default().learn(product);
            }
        }
        Ok(())
    })?;
    Ok(known.into_iter().filter(|(_, product)| !product.name.1.is_empty()).map(|(key, product)| (key, product.name.1)).collect())
}

/// As it is called in the API.
pub const fn status_name(status: Status) -> &'static str {
    match status {
        Status::Placed => "placed",
        Status::Refunded => "refunded",
        Status::Cancelled => "cancelled",
    }
}

impl Wire for Question {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Cohorts(ask) => {
                out.push(1);
                ask.put(out);
            }
            Self::Rfm(ask) => {
                out.push(2);
                ask.put(out);
            }
            Self::Members(ask) => {
                out.push(3);
                ask.put(out);
            }
            Self::Bands(ask) => {
                out.push(4);
                ask.put(out);
            }
            Self::Pairs(ask) => {
                out.push(5);
                ask.put(out);
            }
            Self::Orders(ask) => {
                out.push(6);
                ask.put(out);
            }
        }
    }

    fn take(from: &mut Reader<'_>) -> Self {
        match from.byte() {
            1 => Self::Cohorts(from.take()),
            2 => Self::Rfm(from.take()),
            3 => Self::Members(from.take()),
            4 => Self::Bands(from.take()),
            6 => Self::Orders(from.take()),
            number => {
                if number != 5 {
                    from.fail();
                }
                Self::Pairs(from.take())
            }
        }
    }
}

model::wire!(struct AskCohorts { unit, first, last, periods, until, currency, days });
model::wire!(struct AskRfm { at, from, before, currency });
model::wire!(struct AskMembers { at, from, currency, group, after, limit });
model::wire!(struct AskBands { from, to, currency, edges });
model::wire!(struct AskOrders { by, from, to, currency, sort, limit });
model::wire!(struct AskPairs { from, to, currency, least, limit, sort, product });
