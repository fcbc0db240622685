//! What reports ask of a person object: partials that the edge adds up over all objects of a site.

use model::event::EventKind;
use model::facts::{Fact, Facts};
use model::ids::{SiteId, VisitorId};
use model::money::{Currency, Micros, decimal};
use model::time::{Day, EpochMs};
use serde_json::{Value as Json, json};
use worker::{Result, console_error};

use super::ask::{EffectPart, LivePart, Seen, Sum, TotalsPart};
use super::fold::currency;
use super::orders;
use super::visits::{self, facts_of, tape};
use crate::store::sql::{Row, Sql, Value};

/// Most pages of a path in a list of visitors: the last ones.
const PATH_PAGES_MAX: usize = 30;

/// What a message did between two days, both in.
///
/// # Errors
/// What SQLite refuses; so for all of this file.
pub fn effect(sql: &Sql, message: &str, from: Day, to: Day) -> Result<EffectPart> {
    let values = [message.into(), i64::from(from.0).into(), i64::from(to.0).into()];
    let counts = "SELECT coalesce(sum(shown), 0), coalesce(sum(clicked), 0), coalesce(sum(closed), 0) FROM effect \
                  WHERE message = ? AND day BETWEEN ? AND ?";
    let mut part = EffectPart::default();
    if let Some(row) = sql.first(counts, &values)? {
        (part.shown, part.clicked, part.closed) = (row.int(0)?, row.int(1)?, row.int(2)?);
    }
    let credited = "SELECT currency, COUNT(*), CAST(sum(value / 1000000) AS TEXT), CAST(sum(value % 1000000) AS TEXT), act FROM settled \
                    WHERE message = ? AND day BETWEEN ? AND ? GROUP BY act, currency";
    for row in sql.rows(credited, &values)? {
        let clicked = row.int(4)? == orders::number(model::event::Act::Clicked);
        let part = if clicked { &mut part.by_click } else { &mut part.by_view };
        part.push(sum(&row)?);
    }
    Ok(part)
}

/// Sums over some days, both in.
pub fn totals(sql: &Sql, from: Day, to: Day) -> Result<TotalsPart> {
    let values = [i64::from(from.0).into(), i64::from(to.0).into()];
    let visits = "SELECT COUNT(*), coalesce(sum(page_views), 0), coalesce(sum(product_views), 0), coalesce(sum(cart_adds), 0) \
                  FROM visit WHERE day BETWEEN ? AND ?";
    let visitors = "SELECT COUNT(*), coalesce(sum(carts > 0 AND bought = 0), 0) FROM (SELECT sum(cart_adds) AS carts, \
                    sum(orders) AS bought FROM visit WHERE day BETWEEN ? AND ? GROUP BY visitor)";
    let ordered = "SELECT currency, COUNT(*), CAST(sum(value / 1000000) AS TEXT), CAST(sum(value % 1000000) AS TEXT) FROM settled \
                   WHERE day BETWEEN ? AND ? GROUP BY currency";
    let mut part = TotalsPart::default();
    if let Some(row) = sql.first(visits, &values)? {
        (part.visits, part.page_views, part.product_views, part.cart_adds) = (row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?);
    }
    if let Some(row) = sql.first(visitors, &values)? {
        (part.visitors, part.carted_without_order) = (row.int(0)?, row.int(1)?);
    }
    part.orders = sql.rows(ordered, &values)?.iter().map(sum).collect::<Result<_>>()?;
    Ok(part)
}

/// Who was active since a moment.
pub fn live(sql: &Sql, site: SiteId, since: EpochMs, limit: u32, site_currency: Currency) -> Result<LivePart> {
    let values = [Value::from(since.0), limit.into()];
    let mut part = LivePart::default();
    if let Some(row) = sql.first("SELECT COUNT(*) FROM visit WHERE last_ms >= ?", values.get(..1).unwrap_or(&[]))? {
        part.count = u32::try_from(row.int(0)?).unwrap_or(u32::MAX);
    }
    let query = "SELECT visitor, start_ms, last_ms, facts, (SELECT COUNT(*) FROM visit AS own WHERE own.visitor = visit.visitor) \
                 FROM visit WHERE last_ms >= ? ORDER BY start_ms DESC LIMIT ?";
    for row in sql.rows(query, &values)? {
        let visitor = visitor_of(&row)?;
        let (start, last) = (EpochMs(row.int(1)?), EpochMs(row.int(2)?));
        let json = card(sql, site, visitor, (start, last), &facts_of(row.blob(3)?)?, row.int(4)?, site_currency)?;
        part.visitors.push((start, json.to_string()));
    }
    Ok(part)
}

/// Hands over who was active since a moment, at most so many, the last ones first.
pub fn active(sql: &Sql, since: EpochMs, limit: usize, mut visit: impl FnMut(Seen)) -> Result<()> {
    let query = "SELECT visitor, start_ms, last_ms, events FROM visit WHERE last_ms >= ? ORDER BY last_ms DESC LIMIT ?";
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    sql.each(query, &[since.0.into(), limit.into()], |row| {
        let events = u32::try_from(row.int(3)?).unwrap_or(0);
        visit(Seen { visitor: visitor_of(&row)?, start: EpochMs(row.int(1)?), last: EpochMs(row.int(2)?), events });
        Ok(())
    })
}

/// What is shown of each of these visitors, as JSON, until it is so many bytes; of the first one in any case. One who is gone, or whose
/// visit cannot be read, is an empty text: nobody waits for that card.
pub fn cards(sql: &Sql, site: SiteId, visitors: &[VisitorId], bytes_max: u32, currency: Currency) -> Vec<(VisitorId, String)> {
    let mut cards = Vec::new();
    let mut left = usize::try_from(bytes_max).unwrap_or(usize::MAX);
    for visitor in visitors {
        let json = newest_card(sql, site, *visitor, currency).unwrap_or_else(|error| {
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

fn newest_card(sql: &Sql, site: SiteId, visitor: VisitorId, currency: Currency) -> Result<String> {
    let Some((newest, _)) = visits::newest(sql, visitor)? else { return Ok(String::new()) };
    let visit = newest.visit;
    let times = (visit.start, visit.last.0);
    Ok(card(sql, site, visitor, times, &visit.facts, visits::count(sql, visitor)?, currency)?.to_string())
}

/// What is shown of a visitor who is on the site. `times`: the visit's first and last event.
fn card(
    sql: &Sql,
    site: SiteId,
    visitor: VisitorId,
    (start, last): (EpochMs, EpochMs),
    facts: &Facts,
    visits: i64,
    currency: Currency,
) -> Result<Json> {
    let (orders, spent) = orders::of_person(sql, visitor, currency)?;
    Ok(json!({
        "visitor": visitor.label(site),
        "page": { "url": facts.text(Fact::PageUrl), "title": facts.text(Fact::PageTitle) },
        "started": start,
        "last": last,
        "page_views": facts.number(Fact::PageViews),
        "path": path(sql, visitor, start)?,
        "source": {
            "kind": facts.text(Fact::SourceKind),
            "name": facts.text(Fact::SourceName),
            "word": facts.text(Fact::Word),
            "previous_word": facts.text(Fact::PreviousWord),
        },
        "device": { "kind": facts.text(Fact::DeviceKind), "os": facts.text(Fact::Os), "browser": facts.text(Fact::Browser) },
        "visits": visits,
        "cart": cart(facts, currency),
        "orders": orders,
        "spent": money(i128::from(spent), currency),
        // A name that the shop has not signed is only a claim.
        "member": facts.text(Fact::Member).filter(|_| facts.number(Fact::Signed) == Some(1)),
    }))
}

fn visitor_of(row: &Row) -> Result<VisitorId> {
    Ok(VisitorId(row.blob(0)?.try_into().unwrap_or_default()))
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
fn path(sql: &Sql, visitor: VisitorId, start: EpochMs) -> Result<Vec<Json>> {
    let mut pages: Vec<Json> = tape(sql, visitor, start)?
        .into_iter()
        .filter_map(|event| match event.kind {
            EventKind::Page(page) => Some(json!({ "url": page.url, "title": page.title })),
            _ => None,
        })
        .collect();
    let over = pages.len().saturating_sub(PATH_PAGES_MAX);
    pages.drain(..over);
    Ok(pages)
}

fn sum(row: &Row) -> Result<(Currency, Sum)> {
    Ok((currency(row.text(0)?), Sum { orders: row.int(1)?, units: row.int(2)?, micros: row.int(3)? }))
}
