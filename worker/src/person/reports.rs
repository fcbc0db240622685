//! What reports ask of a person object: partials that the edge adds up over all objects of a site.

use std::collections::{BTreeMap, HashMap};

use insight::block::id;
use insight::effect::{Credited, Events, Part, Reached};
use insight::sum::Sum;
use model::event::{Act, EventKind};
use model::facts::{Fact, Facts};
use model::ids::{VisitorId, bucket};
use model::money::{Currency, Micros, decimal};
use model::shopper::{self, Here, Kept, Shopper};
use model::tape::Counts;
use model::time::{Day, EpochMs};
use serde_json::{Value as Json, json};
use worker::{Result, console_error};

use super::ask::{EarnedPart, LivePart, Seen, SizePart, TotalsPart};
use super::blocks::{self, Place, Span};
use super::fold::currency;
use super::orders;
use super::shoppers::{self, Shelves};
use crate::store::sql::{Row, Sql, Value};

const DAY_MS: i64 = 86_400_000;
/// Most pages of a path in a list of visitors: the last ones.
const PATH_PAGES_MAX: usize = 30;

/// What a message did between two days, both in; and who of the people that first met it then ordered within the window.
///
/// # Errors
/// What SQLite refuses; so for all of this file.
pub fn effect(place: &Place<'_>, message: &str, (from, to): (Day, Day), window_days: u16, own: Currency) -> Result<Part> {
    let (sql, hidden) = (place.sql, place.hidden.and());
    let days = [message.into(), i64::from(from.0).into(), i64::from(to.0).into()];
    let [message, from, to] = days.clone();
    let events = format!(
        "SELECT variant, day, sum(shown), sum(clicked), sum(closed), sum(held) FROM effect \
         WHERE message = ? AND day BETWEEN ? AND ?{hidden} GROUP BY variant, day"
    );
    let credited = format!(
        "SELECT variant, day, act, status = 2 AS cancelled, COUNT(*), \
         CAST(coalesce(sum(CASE WHEN currency = ?4 THEN value / 1000000 END), 0) AS TEXT), \
         CAST(coalesce(sum(CASE WHEN currency = ?4 THEN value % 1000000 END), 0) AS TEXT) FROM settled \
         WHERE message = ?1 AND day BETWEEN ?2 AND ?3{hidden} GROUP BY variant, day, act, cancelled"
    );
    Ok(Part {
        events: sql.rows(&events, &days)?.iter().map(events_of).collect::<Result<_>>()?,
        credited: sql.rows(&credited, &[message, from, to, own.code().into()])?.iter().map(credited_of).collect::<Result<_>>()?,
        reached: reached(sql, &hidden, days, window_days, own)?,
    })
}

/// The people whom a message first met between two days, and those of them who then ordered. Their orders are found by time, since most
/// people do not order (measured: a third of what it takes to ask each of 100,000 people for orders).
fn reached(sql: &Sql, hidden: &str, days: [Value; 3], window_days: u16, own: Currency) -> Result<Vec<Reached>> {
    let people =
        format!("SELECT variant, held, COUNT(*) FROM reach WHERE message = ? AND day BETWEEN ? AND ?{hidden} GROUP BY variant, held");
    let hidden = hidden.replace("bucket", "reach.bucket");
    // One row a person first, so that everybody counts once however many orders follow.
    let buyers = format!(
        "SELECT variant, held, COUNT(*), sum(orders), CAST(sum(units) AS TEXT), CAST(sum(micros) AS TEXT) FROM ( \
                  SELECT reach.variant AS variant, reach.held AS held, COUNT(*) AS orders, \
                  sum(CASE WHEN bought.currency = ?4 THEN coalesce(bought.remains, bought.value) / 1000000 ELSE 0 END) AS units, \
                  sum(CASE WHEN bought.currency = ?4 THEN coalesce(bought.remains, bought.value) % 1000000 ELSE 0 END) AS micros \
                  FROM person_order AS bought CROSS JOIN reach ON reach.visitor = bought.visitor AND reach.message = ?1 \
                  WHERE bought.cancelled = 0 AND bought.at_ms BETWEEN (?2 - 1) * CAST(?5 AS INTEGER) AND (?3 + 2) * CAST(?5 AS INTEGER) \
                  + CAST(?6 AS INTEGER) AND bought.at_ms BETWEEN reach.at_ms AND reach.at_ms + CAST(?6 AS INTEGER) \
                  AND reach.day BETWEEN ?2 AND ?3{hidden} GROUP BY reach.visitor) GROUP BY variant, held"
    );
    let mut groups: BTreeMap<(u8, bool), Reached> = BTreeMap::new();
    for row in &sql.rows(&people, &days)? {
        let (variant, held) = (orders::small(row.int(0)?), row.int(1)? != 0);
        groups.insert((variant, held), Reached { variant, held, people: row.int(2)?, buyers: 0, sum: Sum::default() });
    }
    let [message, from, to] = days;
    let window = i64::from(window_days) * DAY_MS;
    // Days are of the shop's zone: a day more on both sides holds them in any.
    for row in &sql.rows(&buyers, &[message, from, to, own.code().into(), DAY_MS.into(), window.into()])? {
        if let Some(group) = groups.get_mut(&(orders::small(row.int(0)?), row.int(1)? != 0)) {
            group.buyers = row.int(2)?;
            group.sum = Sum { orders: row.int(3)?, units: row.int(4)?, micros: row.int(5)? };
        }
    }
    Ok(groups.into_values().collect())
}

fn events_of(row: &Row) -> Result<Events> {
    Ok(Events {
        variant: orders::small(row.int(0)?),
        day: day(row.int(1)?),
        shown: row.int(2)?,
        clicked: row.int(3)?,
        closed: row.int(4)?,
        held: row.int(5)?,
    })
}

fn credited_of(row: &Row) -> Result<Credited> {
    Ok(Credited {
        variant: orders::small(row.int(0)?),
        day: day(row.int(1)?),
        act: if row.int(2)? == orders::number(Act::Clicked) { Act::Clicked } else { Act::Shown },
        cancelled: row.int(3)? != 0,
        sum: Sum { orders: row.int(4)?, units: row.int(5)?, micros: row.int(6)? },
    })
}

fn day(number: i64) -> Day {
    Day(i32::try_from(number).unwrap_or(0))
}

/// Sums over some days, both in.
pub fn totals(place: &Place<'_>, from: Day, to: Day) -> Result<TotalsPart> {
    let sql = place.sql;
    let mut part = TotalsPart::default();
    // Each visitor: whether they put something into the cart, whether they ordered.
    let mut visitors: HashMap<VisitorId, (bool, bool)> = HashMap::new();
    let mut add = |visitor: VisitorId, page_views: i64, product_views: i64, cart_adds: i64, orders: i64| {
        part.visits += 1;
        part.page_views += page_views;
        part.product_views += product_views;
        part.cart_adds += cart_adds;
        let (carted, ordered) = visitors.entry(visitor).or_default();
        *carted |= cart_adds > 0;
        *ordered |= orders > 0;
    };
    let span = Span::Days(from, to);
    let columns = [id::VISITORS, id::STARTS, id::DAYS, id::PAGE_VIEWS, id::PRODUCT_VIEWS, id::CART_ADDS, id::ORDERS];
    blocks::each(place, span, &columns, |block, is_hidden| {
        let visitors = block.visitors().map_err(blocks::broken)?;
        let numbers = |id: u16| block.numbers(id).map_err(blocks::broken);
        let (starts, days, pages) = (numbers(id::STARTS)?, numbers(id::DAYS)?, numbers(id::PAGE_VIEWS)?);
        let (products, carts, orders) = (numbers(id::PRODUCT_VIEWS)?, numbers(id::CART_ADDS)?, numbers(id::ORDERS)?);
        let counts = pages.iter().zip(&products).zip(carts.iter().zip(&orders));
        for (slot, ((visitor, (start, day)), ((pages, products), (carts, orders)))) in
            (0..).zip(visitors.iter().zip(starts.iter().zip(&days)).zip(counts))
        {
            let day = Day(i32::try_from(*day).unwrap_or(0));
            if span.has(EpochMs(*start), day) && !is_hidden(slot, visitor) {
                add(*visitor, *pages, *products, *carts, *orders);
            }
        }
        Ok(())
    })?;
    blocks::each_open(place, |_, visitor, shopper| {
        for here in shopper.visits().iter().filter_map(Kept::here).filter(|here| span.has(here.visit.start, here.visit.day)) {
            let Counts { page_views, product_views, cart_adds, orders, .. } = here.visit.counts;
            add(visitor, page_views.into(), product_views.into(), cart_adds.into(), orders.into());
        }
        Ok(())
    })?;
    part.visitors = i64::try_from(visitors.len()).unwrap_or(i64::MAX);
    part.carted_without_order =
        i64::try_from(visitors.values().filter(|(carted, ordered)| *carted && !ordered).count()).unwrap_or(i64::MAX);
    let values = [i64::from(from.0).into(), i64::from(to.0).into()];
    let hidden = place.hidden.and();
    let ordered = format!(
        "SELECT currency, COUNT(*), CAST(sum(value / 1000000) AS TEXT), CAST(sum(value % 1000000) AS TEXT) FROM settled \
         WHERE day BETWEEN ? AND ? AND status <> 2{hidden} GROUP BY currency"
    );
    let cancelled = format!("SELECT COUNT(*) FROM settled WHERE day BETWEEN ? AND ? AND status = 2{hidden}");
    if let Some(row) = sql.first(&cancelled, &values)? {
        part.cancelled = row.int(0)?;
    }
    part.orders = sql.rows(&ordered, &values)?.iter().map(sum).collect::<Result<_>>()?;
    Ok(part)
}

/// What each message did between two days, both in.
pub fn earned(place: &Place<'_>, from: Day, to: Day, own: Currency) -> Result<Vec<EarnedPart>> {
    let days = [i64::from(from.0).into(), i64::from(to.0).into()];
    let hidden = place.hidden.and();
    let mut all: BTreeMap<String, EarnedPart> = BTreeMap::new();
    let events = format!("SELECT message, sum(shown), sum(clicked) FROM effect WHERE day BETWEEN ? AND ?{hidden} GROUP BY message");
    for row in &place.sql.rows(&events, &days)? {
        let message = row.text(0)?.to_owned();
        all.insert(message.clone(), EarnedPart { message, shown: row.int(1)?, clicked: row.int(2)?, ..EarnedPart::default() });
    }
    let credited = format!(
        "SELECT message, act, COUNT(*), CAST(coalesce(sum(CASE WHEN currency = ?3 THEN value / 1000000 END), 0) AS TEXT), \
         CAST(coalesce(sum(CASE WHEN currency = ?3 THEN value % 1000000 END), 0) AS TEXT) FROM settled \
         WHERE day BETWEEN ?1 AND ?2 AND message IS NOT NULL AND status <> 2{hidden} GROUP BY message, act"
    );
    let [from, to] = days;
    for row in &place.sql.rows(&credited, &[from, to, own.code().into()])? {
        let message = row.text(0)?.to_owned();
        let part = all.entry(message.clone()).or_insert_with(|| EarnedPart { message, ..EarnedPart::default() });
        let sum = Sum { orders: row.int(2)?, units: row.int(3)?, micros: row.int(4)? };
        let kind = if row.int(1)? == orders::number(Act::Clicked) { &mut part.after_click } else { &mut part.after_view };
        kind.add(sum);
    }
    Ok(all.into_values().collect())
}

/// How much is here. Every browser's row is read: some 0.1 s for 100,000 of them.
pub fn size(sql: &Sql) -> Result<SizePart> {
    let query = "SELECT browsers, open, blocks, sealed, (SELECT COUNT(*) FROM hole), (SELECT COUNT(*) FROM outbox) FROM \
                 (SELECT COUNT(*) AS browsers, coalesce(sum(open), 0) AS open FROM shopper), \
                 (SELECT COUNT(*) AS blocks, coalesce(sum(visits), 0) AS sealed FROM block)";
    let mut part = SizePart { bytes: sql.bytes(), rows_written: sql.written(), ..SizePart::default() };
    if let Some(row) = sql.first(query, &[])? {
        (part.browsers, part.open, part.blocks) = (row.int(0)?, row.int(1)?, row.int(2)?);
        (part.sealed, part.holes, part.letters) = (row.int(3)?, row.int(4)?, row.int(5)?);
    }
    Ok(part)
}

/// Who was active since a moment.
pub fn live(place: &Place<'_>, since: EpochMs, limit: u32, currency: Currency) -> Result<LivePart> {
    let mut seen = Vec::new();
    active(place, since, usize::MAX, |visitor| seen.push(visitor))?;
    let count = u32::try_from(seen.len()).unwrap_or(u32::MAX);
    seen.sort_unstable_by_key(Seen::order);
    seen.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let card = |seen: Seen| Ok((seen.start, newest_card(place, seen.visitor, currency)?));
    Ok(LivePart { count, visitors: seen.into_iter().map(card).collect::<Result<_>>()? })
}

/// Hands over who was active since a moment, at most so many.
pub fn active(place: &Place<'_>, since: EpochMs, limit: usize, mut visit: impl FnMut(Seen)) -> Result<()> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX >> 12);
    let query = format!("SELECT visitor, state FROM shopper WHERE last_ms >= ?{} LIMIT ?", place.hidden.and());
    place.sql.each(&query, &[since.0.into(), limit.into()], |row| {
        let visitor = VisitorId(row.blob(0)?.try_into().unwrap_or_default());
        if let Some(seen) = seen_of(visitor, &shoppers::read(row.blob(1)?)?) {
            visit(seen);
        }
        Ok(())
    })
}

/// A visitor's newest visit, as far as it has come.
pub fn seen_of(visitor: VisitorId, shopper: &Shopper) -> Option<Seen> {
    let kept = shopper.visits().last()?;
    Some(Seen { visitor, start: kept.start, last: kept.last, events: kept.here().map_or(0, |here| here.visit.counts.events) })
}

/// What is shown of each of these visitors, as JSON, until it is so many bytes; of the first one in any case. One who is gone, or whose
/// visit cannot be read, is an empty text: nobody waits for that card.
pub fn cards(place: &Place<'_>, visitors: &[VisitorId], bytes_max: u32, currency: Currency) -> Vec<(VisitorId, String)> {
    let mut cards = Vec::new();
    let mut left = usize::try_from(bytes_max).unwrap_or(usize::MAX);
    for visitor in visitors {
        let json = newest_card(place, *visitor, currency).unwrap_or_else(|error| {
            console_error!("a visitor cannot be shown: {error}");
            String::new()
        });
        let fits = left.checked_sub(json.len());
        if fits.is_some() || cards.is_empty() {
            cards.push((*visitor, json));
        }
        match fits {
            Some(rest) => left = rest,
            None => break,
        }
    }
    cards
}

/// What is shown of a visitor who is on the site; empty: they are not.
fn newest_card(place: &Place<'_>, visitor: VisitorId, currency: Currency) -> Result<String> {
    let Place { sql, site, .. } = *place;
    let bucket = bucket(site, &visitor.0);
    let shopper = shoppers::load(sql, bucket, visitor)?;
    let newest = shopper.visits().len().checked_sub(1).zip(shopper.visits().last().and_then(Kept::here));
    let Some((at, Here { visit, .. })) = newest else { return Ok(String::new()) };
    let facts = &visit.facts;
    let (orders, spent) = orders::of_person(sql, visitor, currency)?;
    let tape = shopper.tape(at, &mut Shelves { sql, bucket, visitor })?;
    let card = json!({
        "visitor": visitor.label(site),
        "page": { "url": facts.text(Fact::PageUrl), "title": facts.text(Fact::PageTitle) },
        "started": visit.start,
        "last": visit.last.0,
        "page_views": facts.number(Fact::PageViews),
        "path": path(&tape),
        "source": {
            "kind": facts.text(Fact::SourceKind),
            "name": facts.text(Fact::SourceName),
            "word": facts.text(Fact::Word),
            "previous_word": facts.text(Fact::PreviousWord),
        },
        "device": { "kind": facts.text(Fact::DeviceKind), "os": facts.text(Fact::Os), "browser": facts.text(Fact::Browser) },
        "visits": shopper.count(),
        "cart": cart(facts, currency),
        "orders": orders,
        "spent": money(i128::from(spent), currency),
        // A name that the shop has not signed is only a claim.
        "member": facts.text(Fact::Member).filter(|_| facts.number(Fact::Signed) == Some(1)),
    });
    Ok(card.to_string())
}

/// `{"amount": "12000", "currency": "KRW"}`.
pub fn money(micros: i128, currency: Currency) -> Json {
    json!({ "amount": decimal(micros), "currency": currency })
}

fn cart(facts: &Facts, currency: Currency) -> Json {
    let units = facts.cart.as_ref().map(|lines| lines.iter().map(|line| i64::from(line.quantity)).sum::<i64>());
    json!({ "total": facts.cart_total().map(|Micros(total)| money(i128::from(total), currency)), "units": units })
}

/// The pages of a visit in the order in which they were seen, the last ones.
fn path(tape: &[u8]) -> Vec<Json> {
    let mut pages: Vec<Json> = shopper::events_of(tape)
        .into_iter()
        .filter_map(|event| match event.kind {
            EventKind::Page(page) => Some(json!({ "url": page.url, "title": page.title })),
            _ => None,
        })
        .collect();
    let over = pages.len().saturating_sub(PATH_PAGES_MAX);
    pages.drain(..over);
    pages
}

fn sum(row: &Row) -> Result<(Currency, Sum)> {
    Ok((currency(row.text(0)?), Sum { orders: row.int(1)?, units: row.int(2)?, micros: row.int(3)? }))
}
