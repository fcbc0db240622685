//! What providers tell by themselves: that a message has arrived or not, and that somebody has refused.
//!
//! Their headers are the same for every request and sign no body. So what they say of a message is asked for before it is believed; that
//! somebody has refused is believed at once: it can only keep something from leaving.

use std::collections::BTreeMap;

use crm::consent::{Channel, Ledger, Purpose, Said, Source, Word};
use crm::contact::{Kind, phone};
use crm::optout;
use crm::provider::{Provider, Receipt, Refusal, State};
use message::claim::{Holds, Letter, server_version};
use model::time::EpochMs;
use model::wire::written;
use serde_json::{Value, json};
use worker::{Env, Response};

use crate::answer;
use crate::api::provider::HOOK_SEALED;
use crate::api::sends::ask;
use crate::auth::{self, SiteScope};
use crate::call::Call;
use crate::notices::{self, Refused};
use crate::people::{People, site_id};
use crate::person::ask::What as PersonWhat;
use crate::person::contacts::Holders;
use crate::problem::Problem;
use crate::secret::unhex;
use crate::sends::ask::What;
use crate::sends::{carry, outbox, work};
use crate::settings::Settings;
use crate::site_keys::{Index, SiteKeys};
use crate::store::db::Db;
use crate::store::providers::Stored;
use crate::store::{providers, sites, templates};

/// Messages of one call that are asked for: each is a request. The others are found by asking for the whole batch later.
const ASKED_MAX: usize = 40;

/// `POST /hooks/{provider}/{hook}`
///
/// # Errors
/// `NotFound`: no such address, or the header does not show that they know the secret.
pub async fn post(mut call: Call) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let (site, stored) = providers::by_hook(&db, call.param("hook")).await?.ok_or(Problem::NotFound)?;
    let provider =
        Provider::named(&stored.provider).filter(|provider| provider.name() == call.param("provider")).ok_or(Problem::NotFound)?;
    let keys = call.settings().keys()?;
    let secret = keys.open(HOOK_SEALED, &site, &stored.hook_secret)?;
    let header = call.header(provider.hook_header()).unwrap_or_default();
    if !provider.is_genuine(core::str::from_utf8(&secret).unwrap_or_default(), &header) {
        return Err(Problem::NotFound);
    }
    let bytes = call.bytes().await?;
    let body: Value = serde_json::from_slice(&bytes).map_err(|error| Problem::Unreadable(error.to_string()))?;
    let said = provider.hook(&body);
    let scope = auth::clock(site);
    let refused = refuse(&call.env, call.now_ms, &db, &scope, &said.refusals, Some(&stored)).await?;
    for kept in &said.reviews {
        templates::told(&db, &scope, kept, call.now_ms).await?;
    }
    let credentials = work::open_credentials(&keys, scope.site(), &stored)?;
    let mut receipts = Vec::new();
    for receipt in said.receipts.iter().take(ASKED_MAX) {
        let Some(asked) = provider.query(&receipt.message) else { continue };
        let answer = carry::make(&call.env, &credentials, &asked, call.now_ms).await?;
        // Not known there, or on its way: it will be told again, or is asked for.
        if let Ok(Some(receipt)) = provider.queried(&receipt.message, &answer) {
            receipts.extend(taken(&receipt, call.now_ms));
        }
    }
    let own = site_id(&scope)?;
    let news: u32 = if receipts.is_empty() { 0 } else { ask(&call.env, own, call.now_ms, What::Receipts(receipts)).await? };
    answer::json(&json!({ "news": news, "refused": refused }))
}

/// A receipt as sends know it; none of a message that is not ours.
pub fn taken(receipt: &Receipt, now_ms: i64) -> Option<outbox::Receipt> {
    let id = unhex(&receipt.send)?.try_into().ok()?;
    let is_delivered = receipt.state == State::Delivered;
    Some(outbox::Receipt { id, is_delivered, code: receipt.code.clone(), at: receipt.at.unwrap_or(EpochMs(now_ms)) })
}

/// Keeps that these have refused, by their numbers: whoever has one of them. Returns how many there were. `told_by`: the company that has told
/// it, where they are to be told what became of it.
///
/// # Errors
/// An object does not answer.
pub async fn refuse(
    env: &Env,
    now_ms: i64,
    db: &Db,
    scope: &SiteScope,
    refusals: &[Refusal],
    told_by: Option<&Stored>,
) -> Result<usize, Problem> {
    if refusals.is_empty() {
        return Ok(0);
    }
    let site = sites::load(db, scope).await?.ok_or(Problem::NotFound)?;
    let people = People::of(env, scope, &site, now_ms)?;
    let keys = SiteKeys::of(&Settings::of(env).keys()?, db, people.site(), now_ms).await?;
    let mut by_contact: BTreeMap<Index, (EpochMs, &Refusal, String)> = BTreeMap::new();
    for refusal in refusals {
        let Ok(normal) = phone(&refusal.to) else { continue };
        // A provider's clock may be ahead: then a consent that comes now would not lift it.
        let at = EpochMs(refusal.at.map_or(now_ms, |at| at.0.min(now_ms)));
        let known = by_contact.entry(keys.index(Kind::Phone, &normal)?).or_insert((at, refusal, normal));
        known.0 = known.0.max(at);
    }
    let mut noted = Vec::new();
    if told_by.is_some() {
        for (contact, (at, refusal, phone)) in &by_contact {
            let holders: Holders = people.ask_home(contact, PersonWhat::Holders(*contact)).await?;
            let after = optout::granted_at(&holders.words).filter(|granted| granted < at);
            let (phone, place) = (Some(phone.clone()), refusal.through.clone());
            noted.push(Refused { contact: *contact, at: *at, after, phone, by: notices::CALL, wording: String::new(), place });
        }
    }
    let words = by_contact.iter().map(|(contact, (at, _, _))| (*contact, refusal_of(*at))).collect();
    tell(&people, words).await?;
    if !noted.is_empty() {
        notices::note((env, now_ms), &keys, &site, told_by, noted).await?;
    }
    Ok(by_contact.len())
}

/// Tells the homes of contacts what whoever has them has refused, in the name of nobody.
///
/// # Errors
/// An object does not answer.
pub async fn tell(people: &People<'_>, refused: Vec<(Index, Vec<Word>)>) -> Result<(), Problem> {
    let letter = |(contact, all): (Index, Vec<Word>)| {
        let at = all.iter().map(|word| word.at).max().unwrap_or(EpochMs(0));
        let mut words = Ledger::default();
        all.into_iter().for_each(|word| drop(words.take(word)));
        Letter::Holds(Box::new(Holds {
            contact,
            member: String::new(),
            version: server_version(at, 0),
            held: false,
            words: written(&words),
        }))
    };
    let key = |letter: &Letter| match letter {
        Letter::Holds(holds) => holds.contact.to_vec(),
        _ => Vec::new(),
    };
    let letters: Vec<Letter> = refused.into_iter().map(letter).collect();
    let _: Vec<u32> = people.tell(letters, key, |letters| PersonWhat::Letters(letters.to_vec())).await?;
    Ok(())
}

/// By a call to the opt-out number, or an answer to a text.
fn refusal_of(at: EpochMs) -> Vec<Word> {
    let word = |purpose| Word {
        at,
        channel: Some(Channel::Sms),
        purpose,
        said: Said::Refused,
        source: Source::Provider,
        wording: String::new(),
        place: String::new(),
        guardian: false,
    };
    [Purpose::Advertising, Purpose::NightAdvertising].map(word).to_vec()
}
