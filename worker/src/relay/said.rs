//! What the shop's server has said, handed to the site's relay object. Whoever says it is answered when the object has it.

use crm::relay::{Conversion, Kind};
use model::ids::SiteId;
use model::time::EpochMs;

use super::ask::{Told, Wants, What, ask};
use crate::auth::SiteScope;
use crate::call::Call;
use crate::problem::Problem;
use crate::store::db::Db;
use crate::store::relays;

/// Conversions of one call to the object: a hundred of a kilobyte each.
const PUT_MAX: usize = 100;

/// Tells the object of conversions, each with the version of the word that said it. Without relays there is nothing to do.
///
/// # Errors
/// The object does not answer: nothing was lost, the same can be said again.
pub async fn tell(call: &Call, db: &Db, scope: &SiteScope, site: SiteId, all: Vec<(Conversion, i64)>) -> Result<(), Problem> {
    let now = EpochMs(call.now_ms);
    let news: Vec<_> = all.into_iter().filter(|(conversion, _)| conversion.is_news(now)).collect();
    if news.is_empty() {
        return Ok(());
    }
    let all = relays::of_site(db, scope).await?;
    let wants: Vec<Wants> = all
        .into_iter()
        .filter(|relay| relay.state == "on")
        .map(|relay| Wants { relay: relay.id, target: relay.target, events: relay.config.events })
        .collect();
    if wants.is_empty() {
        return Ok(());
    }
    let told = |(conversion, version): &(Conversion, i64)| Told {
        event: conversion.event_id(site),
        matter: conversion.matter(site),
        version: *version,
        conversion: conversion.clone(),
    };
    for some in news.chunks(PUT_MAX) {
        let put = What::Put { conversions: some.iter().map(told).collect(), relays: wants.clone() };
        let _: u64 = ask(&call.env, scope.site(), call.now_ms, put).await?;
    }
    Ok(())
}

/// That somebody joined.
pub fn joined(member: &str, at: EpochMs) -> Conversion {
    Conversion {
        v: crm::relay::VERSION,
        kind: Kind::Joined,
        at,
        subject: member.to_owned(),
        member: Some(member.to_owned()),
        value: None,
        items: Vec::new(),
        browser: crm::relay::Browser::default(),
    }
}
