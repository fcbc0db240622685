//! The home of members: what browsers tell of their parts in a member, and what the member is by all of them together.

use message::claim::{Letter, MemberShare};
use model::facts::{Fact, FactSet, Facts, Value};
use model::ids::{VisitorId, bucket};
use model::money::Currency;
use model::shopper::{OwnOrder, Share, Shopper, member};
use model::time::EpochMs;
use model::wire::{read, written};
use worker::{Error, Result};

use super::ShardError;
use super::ask::Member;
use super::blocks::Ground;
use super::orders::{self, Desk, claimant};
use super::shoppers::{self, Shelves};
use crate::store::sql::Sql;

/// Most browsers of one member that are remembered. A person has some; a shop whose server signs everybody as one member has thousands.
const BROWSERS_MAX: i64 = 200;

/// Takes a browser's newest word about its part.
///
/// # Errors
/// What SQLite refuses; so for all of this file.
pub fn take(sql: &Sql, home: u8, told: &MemberShare) -> Result<()> {
    let known = sql.first(
        "SELECT COUNT(*), coalesce(sum(claimant = ?2), 0) FROM share WHERE member = ?1",
        &[told.member.as_str().into(), told.claimant.as_slice().into()],
    )?;
    let (browsers, own) = known.map_or(Ok((0, 0)), |row| Ok::<_, Error>((row.int(0)?, row.int(1)?)))?;
    if own == 0 && browsers >= BROWSERS_MAX {
        return Ok(());
    }
    let values = [
        i64::from(home).into(),
        told.member.as_str().into(),
        told.claimant.as_slice().into(),
        i64::from(told.bucket).into(),
        told.version.into(),
        written(&told.share).into(),
    ];
    let put = "INSERT INTO share (bucket, member, claimant, claimant_bucket, version, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
               ON CONFLICT (member, claimant) DO UPDATE SET version = ?5, bytes = ?6 WHERE version < ?5";
    sql.run(put, &values)?;
    Ok(())
}

/// What is known of a member in a visit that began then.
pub fn known(sql: &Sql, id: &str, visit_start: EpochMs, currency: Currency, ground: Option<&Ground>) -> Result<Member> {
    let rows = sql.rows("SELECT bytes FROM share WHERE member = ?", &[id.into()])?;
    let share = |bytes: &[u8]| read::<Share>(bytes).map_err(|error| Error::RustError(format!("a stored share: {error}")));
    let shares = rows.iter().map(|row| share(row.blob(0)?)).collect::<Result<Vec<_>>>()?;
    if shares.is_empty() {
        return Ok(Member::default());
    }
    let mut facts = Facts::default();
    member(&shares, visit_start, currency).tell(&mut facts);
    let orders: Vec<OwnOrder> = shares.into_iter().flat_map(|share| share.orders).collect();
    Ok(Member { facts: facts.some(FactSet::PERSON), known: ground.map(|ground| of_orders(&orders, ground)).unwrap_or_default() })
}

/// What only the edge may know of somebody's orders: the days of the first and the last one.
pub fn of_orders(orders: &[OwnOrder], ground: &Ground) -> Vec<(Fact, Value)> {
    let days = orders.iter().map(|order| Value::Number(i64::from(ground.zone.day(order.at).0)));
    let number = |value: &Value| if let Value::Number(number) = value { *number } else { 0 };
    let (first, last) = (days.clone().min_by_key(number), days.max_by_key(number));
    vec![(Fact::FirstOrderDay, first.unwrap_or(Value::None)), (Fact::LastOrderDay, last.unwrap_or(Value::None))]
}

/// Tells the homes of a browser's members what has changed about its part in them.
pub fn tell(desk: &Desk<'_>, at: u8, visitor: VisitorId, shopper: &mut Shopper, ground: &Ground) -> std::result::Result<(), ShardError> {
    if !shopper.has_members() {
        return Ok(());
    }
    let own = orders::own(desk.sql, visitor)?;
    for (member, version, share) in shopper.shares(&own, &ground.zone) {
        let home = bucket(desk.born.site, member.as_bytes());
        let told = MemberShare { member, claimant: claimant(desk.born, visitor), bucket: at, version, share };
        desk.send(at, home, Letter::Share(Box::new(told)))?;
    }
    Ok(())
}

/// Looks again at the browsers of whom an order was changed from elsewhere: the visits since then, and their parts in members.
pub fn settle(desk: &Desk<'_>, ground: &Ground) -> std::result::Result<(), ShardError> {
    let changed = std::mem::take(&mut *desk.changed.borrow_mut());
    for (visitor, (at, earliest)) in changed {
        let mut shopper = shoppers::load(desk.sql, at, visitor)?;
        shopper.reopen_after(earliest, &ground.zone, &mut Shelves { sql: desk.sql, bucket: at, visitor })?;
        tell(desk, at, visitor, &mut shopper, ground)?;
        shoppers::store(desk.sql, at, visitor, &shopper)?;
    }
    Ok(())
}
