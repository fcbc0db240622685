//! What a shop owner sets for a site.

use message::attribution::Rule;
use message::page::ADAPTERS;
use message::rules::Pace;
use model::time::Day;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::api::forms;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::People;
use crate::person::ask::TotalsPart;
use crate::person::ask::What;
use crate::problem::Problem;
use crate::publishing::Publishing;
use crate::store::change::{self, Note, Sql};
use crate::store::configs;
use crate::store::db::Db;
use crate::store::sites::{self, Consent, DoNotTrack, Locale, Preferences, Retention, Site};

/// Settings as they are sent and shown.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    name: String,
    zone: String,
    currency: String,
    domains: Vec<String>,
    #[serde(default)]
    locale: Option<Locale>,
    #[serde(default)]
    consent: Consent,
    #[serde(default)]
    do_not_track: DoNotTrack,
    #[serde(default)]
    adapters_off: Vec<String>,
    #[serde(default)]
    attribution: Rule,
    #[serde(default)]
    pace: Pace,
    /// Left out, it stays as it is: nobody is to keep people's visits longer unawares.
    #[serde(default)]
    retention_days: Option<Retention>,
}

impl Form {
    fn of(site: &Site) -> Self {
        let Preferences { locale, consent, do_not_track, adapters_off, attribution, pace, retention } = site.preferences.clone();
        let (name, zone, currency, domains) = (site.name.clone(), site.zone.clone(), site.currency.clone(), site.domains.clone());
        Self {
            name,
            zone,
            currency,
            domains,
            locale,
            consent,
            do_not_track,
            adapters_off,
            attribution,
            pace,
            retention_days: Some(retention),
        }
    }

    fn checked(self, old: &Site) -> Result<Site, Problem> {
        if let Some(unknown) = self.adapters_off.iter().find(|name| !ADAPTERS.contains(&name.as_str())) {
            let detail = format!("\"{unknown}\" is none of {}.", ADAPTERS.join(", "));
            return Err(Problem::Invalid { field: "adapters_off".into(), detail });
        }
        let retention = self.retention_days.unwrap_or(old.preferences.retention);
        if !(Retention::MIN.0..=Retention::MAX.0).contains(&retention.0) {
            let detail = format!("Give a whole number of days, {} to {}.", Retention::MIN.0, Retention::MAX.0);
            return Err(Problem::Invalid { field: "retention_days".into(), detail });
        }
        Ok(Site {
            name: forms::name("name", &self.name)?,
            zone: forms::zone(&self.zone)?,
            currency: forms::currency(&self.currency)?,
            domains: forms::domains(&self.domains)?,
            preferences: Preferences {
                locale: self.locale,
                consent: self.consent,
                do_not_track: self.do_not_track,
                adapters_off: self.adapters_off,
                attribution: forms::attribution(self.attribution)?,
                pace: forms::pace(self.pace)?,
                retention,
            },
            ..old.clone()
        })
    }
}

/// `GET /api/sites/{id}/settings`
///
/// # Errors
/// What D1 refuses.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let site = sites::load(&Db::open(&call.env).await?, &scope).await?.ok_or(Problem::NotFound)?;
    shown(&site)
}

/// `PUT /api/sites/{id}/settings`, if `If-Match` names the version that is there. What browsers must know is published at once, with
/// nothing else of what is being written.
///
/// # Errors
/// `VersionNeeded`, `VersionPassed`; `Invalid`; `Taken`: a currency that orders are counted in.
pub async fn put(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let condition = call.header("if-match").ok_or(Problem::VersionNeeded)?;
    let form: Form = call.json().await?;
    let db = Db::open(&call.env).await?;
    let old = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    if condition != etag(&old) {
        return Err(Problem::VersionPassed { current: old.settings_version });
    }
    let mut new = form.checked(&old)?;
    if new.currency != old.currency && has_orders(&call, &scope, &old).await? {
        // Orders are never converted: sums, bands and what people have spent would mean nothing.
        let detail = "Orders are kept in the currency there is: make another site for another currency.".into();
        return Err(Problem::Taken { field: "currency", detail });
    }
    new.settings_version += 1;
    let json = |value: &Form| serde_json::to_string(value).unwrap_or_default();
    let only_if =
        || vec![Sql("(SELECT settings_version FROM site WHERE id = ?) = ?", vec![scope.site().into(), old.settings_version.into()])];
    let store = vec![sites::set(&scope, &new)];
    let note =
        Note { action: "changed", target: "settings".into(), before: Some(json(&Form::of(&old))), after: Some(json(&Form::of(&new))) };
    let audit = change::and_note(&scope, call.now_ms, &note);
    let (before, after) = (&old.preferences, &new.preferences);
    let in_pages = |set: &Preferences| (set.consent, set.do_not_track, set.adapters_off.clone());
    let is_for_pages = in_pages(before) != in_pages(after);
    let is_for_messages = (&old.zone, &old.currency, old.is_korean(), before.attribution, before.pace)
        != (&new.zone, &new.currency, new.is_korean(), after.attribution, after.pace);
    let from = configs::current(&db, &scope).await?;
    // Pages collect before there is any message, and ask from the moment on that their owner says so.
    let made = if is_for_pages || is_for_messages && from.version > 0 {
        let mut config: Value = serde_json::from_str(&from.json).map_err(|error| Problem::Internal(error.to_string()))?;
        if let Some(config) = config.as_object_mut() {
            config.insert("attribution".into(), json!(after.attribution));
            config.remove("pace");
            if after.pace != Pace::default() {
                config.insert("pace".into(), json!(after.pace));
            }
        }
        let publishing = Publishing { env: &call.env, db: &db, scope: &scope, site: &new, now_ms: call.now_ms };
        let then = store.into_iter().chain([audit]).collect();
        publishing.publish(&from, &config, ("settings", ""), only_if(), then).await?.is_some()
    } else {
        change::make(&db, &scope, call.now_ms, &note, only_if(), store).await?
    };
    sites::forget_kept(&new.key);
    if made { shown(&new) } else { Err(Problem::VersionPassed { current: old.settings_version + 1 }) }
}

async fn has_orders(call: &Call, scope: &SiteScope, site: &Site) -> Result<bool, Problem> {
    let people = People::of(&call.env, scope, site, call.now_ms)?;
    let (from, to) = (Day(0), Day(i32::try_from(call.now_ms / 86_400_000).unwrap_or(i32::MAX - 1) + 1));
    let parts: Vec<TotalsPart> = people.ask_all(|| What::Totals { from, to }).await?;
    Ok(parts.iter().any(|part| part.cancelled > 0 || part.orders.iter().any(|(_, sum)| sum.orders > 0)))
}

fn shown(site: &Site) -> Result<Response, Problem> {
    let mut json = serde_json::to_value(Form::of(site)).map_err(|error| Problem::Internal(error.to_string()))?;
    let findings = findings(site);
    if let Some(json) = json.as_object_mut() {
        json.insert("version".into(), site.settings_version.into());
        json.insert("findings".into(), findings.into());
    }
    answer::with(answer::json(&json)?, &[("etag", &etag(site))])
}

/// What a shop owner should know of what they have set.
fn findings(site: &Site) -> Vec<Value> {
    let is_deaf = site.preferences.asks() && site.preferences.adapters_off.iter().any(|name| name == "ga4");
    let deaf = json!({ "at": "adapters_off", "code": "consent_unheard",
        "ko": "dataLayer를 읽지 않으면 구글 동의 모드도 들을 수 없어요. 쇼핑몰에서 dangol('consent', 'full')을 호출해 주세요.",
        "en": "Where dataLayer is not read, Google's consent mode is not heard: have the shop call dangol('consent', 'full')." });
    if is_deaf { vec![deaf] } else { Vec::new() }
}

fn etag(site: &Site) -> String {
    format!("\"{}\"", site.settings_version)
}
