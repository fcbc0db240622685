//! One delivery leaves: the relay as it is now, the person's consent at this moment, the request, the answer.

use crm::relay::attempt::{Meaning, Why};
use crm::relay::{Conversion, Person, Request, Target, Unfit, ga4, meta, webhook};
use model::time::EpochMs;
use worker::{Date, Env, console_error};

use super::ask::{Came, Leaving};
use super::config::Secrets;
use crate::api::members;
use crate::auth::{self, SiteScope};
use crate::egress::{self, Fault, Heard, Outgoing};
use crate::people::People;
use crate::problem::Problem;
use crate::settings::Settings;
use crate::store::db::Db;
use crate::store::relays::{self, Relay};
use crate::store::sites::{self, Site};

/// For one try; the object's lease is longer.
const TIMEOUT_MS: u32 = 20_000;
/// What services say is a few hundred bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// What a try has come to, and the status that was answered.
pub struct Tried {
    pub came: Came,
    pub status: Option<u16>,
}

/// Where deliveries of a site are sent from.
pub struct Desk<'a> {
    env: &'a Env,
    db: Db,
    scope: SiteScope,
    site: Site,
    now_ms: i64,
}

impl<'a> Desk<'a> {
    /// # Errors
    /// The site is not there; the database does not answer.
    pub async fn open(env: &'a Env, site: &str, now_ms: i64) -> Result<Self, Problem> {
        let (db, scope) = (Db::open(env).await?, auth::clock(site.to_owned()));
        let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
        Ok(Self { env, db, scope, site, now_ms })
    }

    /// Sends a delivery, if it may leave.
    pub async fn send(&self, leaving: &Leaving) -> Tried {
        match self.try_to_send(leaving).await {
            Ok(tried) => tried,
            Err(problem) => {
                console_error!("delivery {} waits: {problem:?}", leaving.id);
                let meaning = Meaning::again(Why::Ours, None);
                Tried { came: meaning.into(), status: None }
            }
        }
    }

    /// The other side wants nothing any more. That it was so is in the audit.
    ///
    /// # Errors
    /// What D1 refuses.
    pub async fn switch_off(&self, relay: &str) -> Result<(), Problem> {
        if let Some(old) = relays::one(&self.db, &self.scope, relay).await?.filter(|relay| relay.state == "on") {
            let new = Relay { state: "off".into(), ..old.clone() };
            // Who changes it at this moment is asked by the next delivery.
            relays::update(&self.db, &self.scope, "switched_off", &old, &new, self.now_ms).await?;
        }
        Ok(())
    }

    async fn try_to_send(&self, leaving: &Leaving) -> Result<Tried, Problem> {
        let refused = |why: Why| Ok(Tried { came: Meaning::Refused(why).into(), status: None });
        let conversion = &leaving.conversion;
        let Some(relay) = relays::one(&self.db, &self.scope, &leaving.relay).await?.filter(|relay| relay.state == "on") else {
            return refused(Why::Off);
        };
        if relay.target.is_too_old(conversion.at, EpochMs(self.now_ms)) {
            return refused(Why::TooOld);
        }
        let mut person = Person::default();
        let mut words = None;
        let needs = relay.config.consent;
        if let Some(member) = &conversion.member
            && (relay.target.is_third_party() || needs.third_party || needs.cross_border)
        {
            let people = People::of(self.env, &self.scope, &self.site, self.now_ms)?;
            let (of, contacts) = members::opened(self.env, &self.db, &people, member, self.now_ms).await?;
            words = Some(members::ledger(of.words.iter()));
            person = contacts.map(|contacts| Person { email: contacts.email, phone: contacts.phone }).unwrap_or_default();
        }
        if !needs.are_met(relay.target, words.as_ref()) {
            return Ok(Tried { came: Meaning::Held.into(), status: None });
        }
        let settings = Settings::of(self.env);
        let secrets = Secrets::open(&settings.keys()?, &relay.id, &relay.sealed)?;
        let site = crate::people::site_id(&self.scope)?;
        let made = request(&relay, &secrets, site, conversion, &person, now_ms(), None);
        let made = match made {
            Ok(made) => made,
            Err(unfit) => return refused(unfit.into()),
        };
        Ok(match post(&settings, relay.target, &made, false).await {
            Ok(heard) => Tried { came: meaning(relay.target, &heard).into(), status: Some(heard.status) },
            Err(Fault::NotLeft(_)) => Tried { came: Meaning::Refused(Why::Address).into(), status: None },
            Err(Fault::Lost) => Tried { came: Meaning::again(Why::Lost, None).into(), status: None },
        })
    }
}

/// The request of a relay. `test`: it is to be checked and not to count; of Meta with the code of its page of test events.
///
/// # Errors
/// [`Unfit`].
pub fn request(
    relay: &Relay,
    secrets: &Secrets,
    site: model::ids::SiteId,
    conversion: &Conversion,
    person: &Person,
    now_ms: i64,
    test: Option<&str>,
) -> Result<Request, Unfit> {
    let config = &relay.config;
    match relay.target {
        Target::Meta => {
            let pixel = meta::Pixel { id: config.pixel.as_deref().unwrap_or_default(), token: &secrets.token, test_code: test };
            meta::request(&pixel, site, conversion, person)
        }
        Target::Ga4 => {
            let measurement = config.measurement.as_deref().unwrap_or_default();
            let stream = ga4::Stream { measurement, secret: &secrets.token, is_test: test.is_some() };
            ga4::request(&stream, site, conversion, person)
        }
        Target::Webhook => {
            let signing = secrets.signing(now_ms);
            let hook = webhook::Hook { url: config.url.as_deref().unwrap_or_default(), secrets: &signing, is_test: test.is_some() };
            webhook::request(&hook, site, conversion, EpochMs(now_ms))
        }
    }
}

/// Posts it.
///
/// # Errors
/// [`Fault`].
pub async fn post(settings: &Settings<'_>, target: Target, request: &Request, is_test: bool) -> Result<Heard, Fault> {
    let base = match target {
        Target::Meta => settings.meta_url(),
        Target::Ga4 => settings.ga4_url(),
        Target::Webhook => String::new(),
    };
    let url = format!("{base}{}", request.path);
    let mut headers: Vec<(&str, &str)> = request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    headers.push(("user-agent", "Dangol"));
    let is_read = target == Target::Meta || (target == Target::Ga4 && is_test);
    let out = Outgoing {
        method: "POST",
        url: &url,
        headers: &headers,
        body: Some(request.body.clone()),
        timeout_ms: TIMEOUT_MS,
        answer_bytes_max: if is_read { ANSWER_BYTES_MAX } else { 0 },
    };
    egress::ask(settings, &out).await
}

/// What an answer means.
pub fn meaning(target: Target, heard: &Heard) -> Meaning {
    let after_s = heard.retry_after_s();
    match target {
        Target::Meta => meta::meaning(heard.status, &heard.body, after_s),
        Target::Ga4 => ga4::meaning(heard.status, after_s),
        Target::Webhook => webhook::meaning(heard.status, after_s),
    }
}

fn now_ms() -> i64 {
    i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX)
}
