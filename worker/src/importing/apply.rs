//! Applying what was read: from then on it counts.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crm::consent::{Channel, Purpose, Said as Answer, Source, Word};
use crm::contact::Contacts;
use futures_util::future::try_join_all;
use import::Kind;
use import::claims::Sum;
use import::kinds::{Coupon, Member, Product};
use message::claim::{Claim, Letter, server_version};
use model::ids::stable_hash;
use model::time::EpochMs;
use model::wire::read;
use serde_json::{Value, json};
use worker::Date;

use super::{Boxes, Work, state_name, tag, target};
use crate::api::imports::take_events;
use crate::api::members::{Checked, put_all};
use crate::history;
use crate::people::site_id;
use crate::person::ask::What;
use crate::problem::Problem;
use crate::store::change::{self, Note};
use crate::store::imports::{self, APPLIED, APPLYING, FINISHED, Import};
use crate::zone;

/// How long one call works at it; what is left is done by the next call, or by the clock.
const WORK_MS: i64 = 20_000;
/// Orders of one turn of telling: in memory some 200 bytes each.
const ORDERS_A_TURN: u32 = 100_000;
/// Words of one question to an object, which takes them in one transaction.
const WORDS_AT_ONCE: usize = 2_000;
/// Questions that are under way at once: while one is being made durable an object takes the next.
const CHUNKS_AT_ONCE: usize = 4;
const MEMBERS_AT_ONCE: usize = 500;
const GOODS_AT_ONCE: usize = 1_000;
const EVENTS_AT_ONCE: usize = 5_000;

/// Lets it count. Where there is more than some seconds' work, the state says applying: the same call goes on with it, and the clock does.
///
/// # Errors
/// `WrongStep`: its end is not read yet.
pub async fn apply(work: &Work<'_>, import: &Import) -> Result<Import, Problem> {
    match import.state.as_str() {
        FINISHED => {
            let said =
                json!({ "name": import.name, "kind": import.kind, "rows": import.progress.rows, "refused": import.progress.refused });
            let note = Note { action: "applied", target: target(import), before: None, after: Some(said.to_string()) };
            let (only_if, then) = imports::turn(import, [FINISHED, FINISHED], APPLYING, work.now_ms);
            change::make(work.db, work.scope, work.now_ms, &note, vec![only_if], vec![then]).await?;
        }
        APPLYING => {}
        APPLIED => return reload(work, &import.id).await,
        state => return Err(Problem::WrongStep { from: state_name(state), to: APPLYING, possible: vec![FINISHED] }),
    }
    go_on(work, &import.id).await
}

async fn reload(work: &Work<'_>, id: &str) -> Result<Import, Problem> {
    imports::load(work.db, work.scope, id).await?.ok_or(Problem::NotFound)
}

/// Goes on with one that is being applied.
///
/// # Errors
/// What a store does not take; the same may be asked again.
pub async fn go_on(work: &Work<'_>, id: &str) -> Result<Import, Problem> {
    let started = now();
    let mut import = reload(work, id).await?;
    let boxes = work.boxes(&import).await?;
    while import.state == APPLYING {
        let (is_done, result) =
            if import.kind == Kind::Orders { orders(work, &boxes, &import).await? } else { page(work, &boxes, &import).await? };
        import.cursor += 1;
        import.result = Some(result);
        let state = if is_done { APPLIED } else { APPLYING };
        if imports::applied_to(work.db, &import, state, now()).await? == 0 {
            // Somebody else is further.
            import = reload(work, id).await?;
            continue;
        }
        import.state = state.into();
        if !is_done && now() - started > WORK_MS {
            return Ok(import);
        }
    }
    if import.state == APPLIED {
        boxes.delete_all("page/").await?;
        boxes.delete_all("carried/").await?;
    }
    Ok(import)
}

/// A turn of an import of orders: in the first one they count in reports; in each one the homes of some of them are told. Nobody else is told, nor does
/// anything leave for them: history is not news.
async fn orders(work: &Work<'_>, boxes: &Boxes, import: &Import) -> Result<(bool, Value), Problem> {
    let mut result = import.result.clone().unwrap_or_else(|| json!({ "orders": 0, "new": 0, "refunds_alone": 0 }));
    if import.cursor == 0 {
        history::apply(work.env, site_id(work.scope)?, work.now_ms, tag(import)).await?;
    }
    let turns = import.progress.sums.div_ceil(ORDERS_A_TURN).max(1);
    let turn = u32::try_from(import.cursor).unwrap_or(u32::MAX);
    let mut sums: HashMap<String, Sum> = HashMap::new();
    for number in 0..import.pages {
        let page: Vec<Sum> = read(&boxes.get(&page_name(number)).await?).map_err(broken)?;
        for sum in page {
            if turns > 1 && stable_hash(&[b"turn", sum.order.as_bytes()]) % u64::from(turns) != u64::from(turn) {
                continue;
            }
            match sums.entry(sum.order.clone()) {
                Entry::Occupied(mut known) => known.get_mut().add(&sum),
                Entry::Vacant(place) => {
                    place.insert(sum);
                }
            }
        }
    }
    let zone = zone::offsets(&work.site.zone, work.now_ms)?;
    let people = work.people()?;
    let (count, alone) = (sums.len(), sums.values().filter(|sum| sum.is_refund_alone()).count());
    let claims: Vec<Claim> = sums.into_values().flat_map(|sum| sum.words(tag(import), &zone)).collect();
    let mut new = 0_u32;
    let letters = |claims: &[Claim]| What::Letters(claims.iter().cloned().map(Letter::Claim).collect());
    let chunks: Vec<&[Claim]> = claims.chunks(WORDS_AT_ONCE).collect();
    for chunks in chunks.chunks(CHUNKS_AT_ONCE) {
        let tell = |claims: &&[Claim]| people.tell(claims.to_vec(), |claim| claim.order.clone().into_bytes(), letters);
        let told: Vec<Vec<u32>> = try_join_all(chunks.iter().map(tell)).await?;
        new = new.saturating_add(told.into_iter().flatten().sum());
    }
    add(&mut result, "orders", count);
    add(&mut result, "new", usize::try_from(new).unwrap_or(usize::MAX));
    add(&mut result, "refunds_alone", alone);
    Ok((turn + 1 >= turns, result))
}

/// A page of anything else.
async fn page(work: &Work<'_>, boxes: &Boxes, import: &Import) -> Result<(bool, Value), Problem> {
    let mut result = import.result.clone().unwrap_or_else(|| json!({ "changed": 0 }));
    let number = u32::try_from(import.cursor).unwrap_or(u32::MAX);
    if number >= import.pages {
        return Ok((true, result));
    }
    let bytes = boxes.get(&page_name(number)).await?;
    let mut changed = 0;
    match import.kind {
        Kind::Members => {
            for members in read::<Vec<Member>>(&bytes).map_err(broken)?.chunks(MEMBERS_AT_ONCE) {
                changed += put_members(work, import, number, members).await?;
            }
        }
        Kind::Products => {
            for products in read::<Vec<Product>>(&bytes).map_err(broken)?.chunks(GOODS_AT_ONCE) {
                let row = |product: &Product| json!([product.id, product.name, product.category, product.price, product.currency]);
                changed += imports::put_products(work.db, work.scope, &products.iter().map(row).collect(), import.created_ms).await?;
            }
        }
        Kind::Coupons => {
            for coupons in read::<Vec<Coupon>>(&bytes).map_err(broken)?.chunks(GOODS_AT_ONCE) {
                let ms = |at: Option<EpochMs>| at.map(|at| at.0);
                let row = |coupon: &Coupon| json!([coupon.id, coupon.name, coupon.discount, ms(coupon.starts), ms(coupon.ends)]);
                changed += imports::put_coupons(work.db, work.scope, &coupons.iter().map(row).collect(), import.created_ms).await?;
            }
        }
        Kind::Events => {
            for lines in read::<Vec<String>>(&bytes).map_err(broken)?.chunks(EVENTS_AT_ONCE) {
                let lines: Vec<(usize, &str)> = lines.iter().enumerate().map(|(place, line)| (place, line.as_str())).collect();
                let taken = take_events(work, lines).await?;
                changed += usize::try_from(taken.accepted).unwrap_or(usize::MAX);
            }
        }
        Kind::Orders => {}
    }
    add(&mut result, "changed", changed);
    Ok((number + 1 >= import.pages, result))
}

/// Contacts as `POST …/members` takes them, and what they said about being reached, as a list of what was once said: an import never lifts a refusal.
async fn put_members(work: &Work<'_>, import: &Import, page: u32, members: &[Member]) -> Result<usize, Problem> {
    // Of two rows of one member the later counts.
    let last: HashMap<&str, &Member> = members.iter().map(|member| (member.id.as_str(), member)).collect();
    let version = server_version(EpochMs(import.created_ms), usize::try_from(page).unwrap_or(usize::MAX));
    let (mut all, mut words) = (Vec::new(), Vec::new());
    for member in last.into_values() {
        let Member { id, name, phone, email, joined, by_sms, by_email, consented } = member.clone();
        let at = consented.or(joined).unwrap_or(EpochMs(import.created_ms));
        let word = |(channel, said): (Channel, Option<bool>)| {
            let said = if said? { Answer::Granted } else { Answer::Refused };
            let channel = Some(channel);
            Some(Word {
                at,
                channel,
                purpose: Purpose::Advertising,
                said,
                source: Source::Import,
                wording: String::new(),
                place: String::new(),
                guardian: false,
            })
        };
        let said: Vec<Word> = [(Channel::Sms, by_sms), (Channel::Email, by_email)].into_iter().filter_map(word).collect();
        let said: Vec<Word> = said.into_iter().filter(|word| word.check(EpochMs(work.now_ms)).is_ok()).collect();
        if !said.is_empty() {
            words.push((id.clone(), said));
        }
        let contacts = Contacts { name, phone, email };
        // A file of answers alone says nothing of contacts.
        if contacts != Contacts::default() {
            all.push(Checked { member: id, version, contacts, joined: None });
        }
    }
    let changed = put_all(work, &all).await?;
    work.people()?.tell::<_, u32>(words, |(member, _)| member.clone().into_bytes(), |words| What::Consents(words.to_vec())).await?;
    Ok(changed)
}

fn page_name(number: u32) -> String {
    format!("page/{number:06}")
}

fn add(result: &mut Value, name: &str, more: usize) {
    let sum = result.get(name).and_then(Value::as_u64).unwrap_or(0).saturating_add(more as u64);
    if let Some(members) = result.as_object_mut() {
        members.insert(name.to_owned(), sum.into());
    }
}

fn broken(_: model::wire::WireError) -> Problem {
    Problem::ImportLost
}

fn now() -> i64 {
    i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX)
}
