//! The company that carries a site's messages: what was agreed on with it, and what it says of itself.

use crm::price::{PRICE_MAX, Prices, published};
use crm::provider::{Answer, Call as ProviderCall, Credentials, Fault, Provider};
use crm::send::Sender;
use model::money::Micros;
use model::time::EpochMs;
use serde::Deserialize;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::api::sends::ask as sends;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::optout;
use crate::people::site_id;
use crate::problem::Problem;
use crate::secret::{hex, random};
use crate::sends::ask::What;
use crate::sends::carry;
use crate::sends::work::{SEALED, open_credentials};
use crate::store::change::{self, Note};
use crate::store::db::Db;
use crate::store::providers::{self, Stored, Terms};

/// What the secret of a webhook is sealed for.
pub const HOOK_SEALED: &str = "provider-hook";
const NAME_CHARS_MAX: usize = 40;
const NUMBERS_MAX: usize = 100;
const CHANNEL_CHARS_MAX: usize = 64;
const CAP_MAX: u32 = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    /// Left out: as they are.
    #[serde(default)]
    credentials: Option<Credentials>,
    sender: Sender,
    #[serde(default)]
    cap_day: Option<u32>,
    #[serde(default)]
    cap_week: Option<u32>,
    /// Its opt-out number is from elsewhere: refusals are entered by hand.
    #[serde(default)]
    own_list: bool,
    /// What one message costs, without VAT; left out: as is published.
    #[serde(default)]
    prices: Option<Prices>,
    /// Less than this left is to be said.
    #[serde(default)]
    low_balance: Option<Micros>,
    /// Whoever refuses is told what became of it.
    #[serde(default)]
    notices: bool,
}

/// `GET …/provider`: all but what is secret.
///
/// # Errors
/// `NotFound`: there is none.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let stored = providers::of(&db, &scope).await?.ok_or(Problem::NotFound)?;
    shown(&call, &stored, None)
}

/// `PUT …/provider`, if `If-Match` names the version that is there; without one where there is none yet.
///
/// # Errors
/// `VersionPassed`; `Invalid`, naming the field.
pub async fn put(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let form: Form = call.private_json().await?;
    let sender = checked(form.sender)?;
    for (field, cap) in [("cap_day", form.cap_day), ("cap_week", form.cap_week)] {
        if cap.is_some_and(|cap| cap == 0 || cap > CAP_MAX) {
            return Err(Problem::Invalid { field: field.into(), detail: format!("Give 1 to {CAP_MAX}, or nothing for no limit.") });
        }
    }
    let prices = form.prices.unwrap_or_default();
    if let Some(kind) = prices.too_high() {
        let detail = format!("Give what one message costs in won, {} at most.", PRICE_MAX.decimal());
        return Err(Problem::Invalid { field: format!("prices.{}", kind.name()), detail });
    }
    let db = Db::open(&call.env).await?;
    let old = providers::of(&db, &scope).await?;
    let version = old.as_ref().map_or(0, |old| old.version);
    if old.is_some() {
        let condition = call.header("if-match").ok_or(Problem::VersionNeeded)?;
        if condition != etag(version) {
            return Err(Problem::VersionPassed { current: version });
        }
    }
    let keys = call.settings().keys()?;
    let seal = |purpose: &str, bytes: &[u8]| keys.seal(purpose, scope.site(), bytes);
    let (provider, sealed) = match (&form.credentials, &old) {
        (Some(credentials), _) => {
            let bytes = serde_json::to_vec(credentials).map_err(|error| Problem::Internal(error.to_string()))?;
            (credentials.provider().name().to_owned(), seal(SEALED, &bytes)?)
        }
        (None, Some(old)) => (old.provider.clone(), old.sealed.clone()),
        (None, None) => {
            let detail = "Give the provider and its key, as {\"provider\": \"solapi\", \"key\": …, \"secret\": …}.".into();
            return Err(Problem::Invalid { field: "credentials".into(), detail });
        }
    };
    let mut secret = None;
    let (hook, hook_secret) = match &old {
        Some(old) => (old.hook.clone(), old.hook_secret.clone()),
        None => {
            let new = hex(&random::<20>()?);
            let sealed = seal(HOOK_SEALED, new.as_bytes())?;
            secret = Some(new);
            (hex(&random::<16>()?), sealed)
        }
    };
    let list_ms = old.as_ref().and_then(|old| old.list_ms);
    let stored = Stored {
        provider,
        sealed,
        sender,
        caps: (form.cap_day, form.cap_week),
        hook,
        hook_secret,
        own_list: form.own_list,
        list_ms,
        refused_ms: None,
        terms: Terms { prices, low_balance: form.low_balance, notices: form.notices, links: optout::origin(&call) },
        version: version + 1,
    };
    let said = |stored: &Stored| json!({ "provider": stored.provider, "sender": stored.sender, "terms": stored.terms }).to_string();
    let note = Note { action: "changed", target: "provider".into(), before: old.as_ref().map(said), after: Some(said(&stored)) };
    let then = vec![providers::put(&scope, &stored, call.now_ms)?];
    if !change::make(&db, &scope, call.now_ms, &note, vec![providers::if_at(&scope, version)], then).await? {
        return Err(Problem::VersionPassed { current: version + 1 });
    }
    if stored.terms.notices && !old.is_some_and(|old| old.terms.notices) {
        // Those who have waited for it.
        let own = site_id(&scope)?;
        providers::set_sending(&db, own).await?;
        let _: u32 = sends(&call.env, own, call.now_ms, What::TellRefused).await?;
    }
    shown(&call, &stored, secret)
}

/// `DELETE …/provider`: nothing leaves any more; runs that go on are held.
///
/// # Errors
/// `NotFound`.
pub async fn delete(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let old = providers::of(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let note =
        Note { action: "deleted", target: "provider".into(), before: Some(json!({ "provider": old.provider }).to_string()), after: None };
    change::make(&db, &scope, call.now_ms, &note, Vec::new(), vec![providers::remove(&scope)]).await?;
    Ok(answer::empty(204))
}

/// `POST …/provider/check`: asks it what it has: registered numbers, and what is left to send with.
///
/// # Errors
/// `NotFound`; `ProviderRefused` with its words.
pub async fn check(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let stored = providers::of(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let credentials = open_credentials(&call.settings().keys()?, scope.site(), &stored)?;
    let provider = credentials.provider();
    let answer = ask(&call, &credentials, &provider.senders_call()).await?;
    let numbers = provider.senders(&answer).map_err(|fault| refused(&fault))?;
    let mut left = None;
    if let Some(asked) = provider.balance_call() {
        let answer = ask(&call, &credentials, &asked).await?;
        left = Some(provider.balance(&answer).map_err(|fault| refused(&fault))?);
    }
    let low = stored.terms.low_balance;
    answer::json(&json!({
        "numbers": numbers,
        "balance": left.map(|left| left.0 as f64 / 1_000_000.0),
        "low_balance": low,
        "is_low": left.zip(low).map(|(left, low)| left < low),
    }))
}

/// `POST …/provider/kakao`: asks it for what Alimtalk needs: the shop's Kakao channels there, and the categories of templates.
///
/// # Errors
/// `NotFound`; `ProviderRefused` with its words.
pub async fn kakao(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let stored = providers::of(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let credentials = open_credentials(&call.settings().keys()?, scope.site(), &stored)?;
    let provider = credentials.provider();
    let answer = ask(&call, &credentials, &provider.channels_call()).await?;
    let channels = provider.channels(&answer).map_err(|fault| refused(&fault))?;
    let answer = ask(&call, &credentials, &provider.categories_call()).await?;
    let categories = provider.categories(&answer).map_err(|fault| refused(&fault))?;
    answer::json(&json!({ "channels": channels, "categories": categories }))
}

/// `POST …/provider/hook-secret`: a new secret for its webhook, shown this once. The old one holds no more.
///
/// # Errors
/// `NotFound`; `VersionPassed`: somebody else has changed it in this moment.
pub async fn renew_hook(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let mut stored = providers::of(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let secret = hex(&random::<20>()?);
    let was = stored.version;
    stored.hook_secret = call.settings().keys()?.seal(HOOK_SEALED, scope.site(), secret.as_bytes())?;
    stored.version = was + 1;
    let note = Note { action: "hook_secret_renewed", target: "provider".into(), before: None, after: None };
    let then = vec![providers::put(&scope, &stored, call.now_ms)?];
    if !change::make(&db, &scope, call.now_ms, &note, vec![providers::if_at(&scope, was)], then).await? {
        return Err(Problem::VersionPassed { current: was + 1 });
    }
    shown(&call, &stored, Some(secret))
}

async fn ask(call: &Call, credentials: &Credentials, asked: &ProviderCall) -> Result<Answer, Problem> {
    carry::make(&call.env, credentials, asked, call.now_ms).await
}

/// A provider's fault, as it is told.
pub fn refused(fault: &Fault) -> Problem {
    Problem::ProviderRefused(match fault {
        Fault::Refused(said) => format!("The provider says {}: {}", said.code, said.text),
        Fault::Busy => "The provider has too many requests: try again in a minute.".into(),
        Fault::Nothing => "The provider does not answer: try again in a minute.".into(),
    })
}

fn checked(mut sender: Sender) -> Result<Sender, Problem> {
    let invalid = |field: &str, detail: String| Problem::Invalid { field: field.into(), detail };
    sender.name = sender.name.trim().to_owned();
    if sender.name.chars().count() > NAME_CHARS_MAX || sender.name.chars().any(char::is_control) {
        return Err(invalid("sender.name", format!("Give a name of at most {NAME_CHARS_MAX} characters.")));
    }
    if !crm::text::unsendable(&sender.name).is_empty() {
        return Err(invalid("sender.name", "Text messages cannot carry all of these letters: leave out emoji.".into()));
    }
    if sender.numbers.len() > NUMBERS_MAX {
        return Err(invalid("sender.numbers", format!("Give at most {NUMBERS_MAX} numbers.")));
    }
    for number in &mut sender.numbers {
        *number = number.chars().filter(|letter| letter.is_ascii_digit()).collect();
        // Registered numbers have 8 to 11 digits: 1588-1234 among them, which reaches nobody.
        if !(8..=11).contains(&number.len()) {
            return Err(invalid("sender.numbers", "Give registered numbers of 8 to 11 digits.".into()));
        }
    }
    sender.opt_out = sender.opt_out.chars().filter(|letter| letter.is_ascii_digit()).collect();
    sender.channel = sender.channel.trim().to_owned();
    if sender.channel.chars().count() > CHANNEL_CHARS_MAX || !sender.channel.chars().all(|letter| letter.is_ascii_alphanumeric()) {
        return Err(invalid("sender.channel", "Give the id of the Kakao channel as the provider shows it.".into()));
    }
    let is_free = sender.opt_out.starts_with("080") && (10..=11).contains(&sender.opt_out.len());
    if !sender.opt_out.is_empty() && !is_free {
        return Err(invalid("sender.opt_out", "Give a free number that begins with 080.".into()));
    }
    Ok(sender)
}

fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

fn shown(call: &Call, stored: &Stored, secret: Option<String>) -> Result<Response, Problem> {
    let json = json!({
        "provider": stored.provider,
        "sender": stored.sender,
        "cap_day": stored.caps.0,
        "cap_week": stored.caps.1,
        "own_list": stored.own_list,
        "list_at": stored.list_ms.map(EpochMs),
        "refusals_at": stored.refused_ms.map(EpochMs),
        "prices": stored.prices(),
        "own_prices": stored.terms.prices,
        "price_source": Provider::named(&stored.provider).map(|provider| published(provider).source),
        "low_balance": stored.terms.low_balance,
        "notices": stored.terms.notices,
        "version": stored.version,
        "hook": {
            "url": format!("{}/hooks/{}/{}", call.url.origin().ascii_serialization(), stored.provider, stored.hook),
            "secret": secret,
        },
    });
    answer::with(answer::json(&json)?, &[("etag", &etag(stored.version))])
}
