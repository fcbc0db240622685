//! The products that a shop's pages have told of, read from what is kept of visits anyway: no event writes a row for them. What was bought or carted
//! is in the blocks' columns; what was only looked at, with its price and category, in the tapes of the newest visits.

use insight::block::id;
use insight::goods::{Good, Goods};
use model::ids::{VisitorId, bucket};
use model::shopper::events_of;
use model::time::EpochMs;
use worker::Result;

use super::blocks::{self, Place, Span};
use super::shoppers::{self, Shelves};

/// Browsers whose last tape is read, the newest: each may be in a part of its own, 500 × 40 KB.
const BROWSERS_MAX: i64 = 500;

/// What is about a search, of the visits since a moment: the last seen first.
///
/// # Errors
/// What SQLite refuses; a stored block that is not what this version reads.
pub fn seen(place: &Place<'_>, since: EpochMs, search: &str, limit: u32) -> Result<Vec<Good>> {
    let mut goods = Goods::default();
    told(place, since, &mut goods)?;
    sold(place, since, &mut goods)?;
    Ok(goods.find(search, usize::try_from(limit).unwrap_or(usize::MAX)))
}

/// All that the newest browsers said in their last visits, and in others that are not sealed yet.
fn told(place: &Place<'_>, since: EpochMs, goods: &mut Goods) -> Result<()> {
    let Place { sql, site, .. } = *place;
    let hidden = place.hidden.and();
    let query = format!("SELECT visitor FROM shopper WHERE last_ms >= ?{hidden} ORDER BY last_ms DESC LIMIT ?");
    let mut visitors: Vec<VisitorId> = Vec::new();
    sql.each(&query, &[since.0.into(), BROWSERS_MAX.into()], |row| {
        visitors.push(VisitorId(row.blob(0)?.try_into().unwrap_or_default()));
        Ok(())
    })?;
    for visitor in visitors {
        let bucket = bucket(site, &visitor.0);
        let shopper = shoppers::load(sql, bucket, visitor)?;
        let count = shopper.visits().len();
        for (at, kept) in shopper.visits().iter().enumerate().rev() {
            // Of those that are sealed, the blocks say what was bought and carted.
            if at + 1 == count || kept.here().is_some() {
                let tape = shopper.tape(at, &mut Shelves { sql, bucket, visitor })?;
                events_of(&tape).iter().filter(|event| event.at >= since).for_each(|event| goods.read(event));
            }
        }
    }
    Ok(())
}

/// What all visits bought and carted that are over.
fn sold(place: &Place<'_>, since: EpochMs, goods: &mut Goods) -> Result<()> {
    for listed in blocks::listed(place.sql, Span::Time(since, EpochMs(i64::MAX)))?.iter().rev() {
        blocks::one(place, listed, &[id::VISITORS, id::STARTS, id::SALES], |block, is_hidden| {
            let (visitors, starts) = (block.visitors().map_err(blocks::broken)?, block.numbers(id::STARTS).map_err(blocks::broken)?);
            let sales = block.sales().map_err(blocks::broken)?;
            for (slot, lines) in &sales.visits {
                let Some((visitor, start)) = visitors.get(*slot).zip(starts.get(*slot).map(|start| EpochMs(*start))) else { continue };
                if start < since || is_hidden(*slot, visitor) {
                    continue;
                }
                for (at, _) in lines.bought.iter().chain(&lines.carted) {
                    if let Some(product) = sales.products.get(*at as usize) {
                        goods.add(Good::named(&product.id, &product.name, start));
                    }
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}
