//! `/o/{token}`: the page on which somebody refuses advertisements, by the link that came with one (`crm::optout`).
//!
//! Looking at it changes nothing, since messengers and scanners of links look at every address; pressing its button does, without a sign-in and
//! without a script. Agreeing again is not offered here: that is the shop's own to ask.

use crm::optout::{self, Page, Token};
use model::ids::SiteId;
use model::time::EpochMs;
use worker::{Response, Url};

use crate::answer;
use crate::api::members::ledger;
use crate::auth;
use crate::call::Call;
use crate::collect::within;
use crate::hooks;
use crate::notices::{self, Refused};
use crate::people::People;
use crate::person::ask::What;
use crate::person::contacts::Holders;
use crate::problem::Problem;
use crate::secret::{hex, random};
use crate::site_keys::{Index, SiteKeys};
use crate::store::db::Db;
use crate::store::providers::{self, Stored};
use crate::store::sites::{self, Site};
use crate::zone;

const STYLE: &str = include_str!("optout.css");

/// What a good link leads to.
struct Place {
    contact: Index,
    db: Db,
    scope: auth::SiteScope,
    site: Site,
    keys: SiteKeys,
    stored: Option<Stored>,
}

impl Place {
    /// The name by which the shop sends.
    fn sender(&self) -> &str {
        let said = self.stored.as_ref().map(|stored| stored.sender.name.as_str()).filter(|name| !name.is_empty());
        said.unwrap_or(&self.site.name)
    }

    fn wording(&self, page: &Page) -> String {
        page.wording.replace("{sender}", self.sender())
    }
}

/// `GET /o/{token}`
///
/// # Errors
/// `TooManyTries` from one address; D1 does not answer.
pub async fn get(call: Call) -> Result<Response, Problem> {
    let page = page_of(&call);
    let Some(place) = found(&call).await? else { return nowhere(page) };
    let body = format!(
        "<h1>{}</h1><p>{}</p><form method=\"post\"><button>{}</button></form>",
        escaped(page.title),
        escaped(&place.wording(page)),
        escaped(page.button)
    );
    shown(page, 200, &body)
}

/// `POST /o/{token}`: refuses. Once more changes nothing, and says since when it is so.
///
/// # Errors
/// `TooManyTries` from one address; an object does not answer: nothing is said to be done then.
pub async fn post(call: Call) -> Result<Response, Problem> {
    let page = page_of(&call);
    let Some(place) = found(&call).await? else { return nowhere(page) };
    let (now, contact) = (EpochMs(call.now_ms), place.contact);
    let people = People::of(&call.env, &place.scope, &place.site, call.now_ms)?;
    let holders: Holders = people.ask_home(&contact, What::Holders(contact)).await?;
    let since = optout::refused_since(&ledger(holders.words.iter()));
    let at = since.unwrap_or(now);
    let (wording, from) = (place.wording(page), format!("{}/o", call.url.origin().ascii_serialization()));
    if since.is_none() {
        let words = optout::words(at, &wording, &from);
        // First what keeps the next advertisement from leaving, then what shows that they said it.
        hooks::tell(&people, vec![(contact, words.clone())]).await?;
        let of_members: Vec<(String, Vec<crm::consent::Word>)> =
            holders.members.iter().map(|member| (member.clone(), words.clone())).collect();
        let _: Vec<u32> = people.tell(of_members, |(member, _)| member.clone().into_bytes(), |some| What::Consents(some.to_vec())).await?;
    }
    let phone = notices::phone_of(&call, &place.db, &people, &place.keys, &contact, &holders.members).await?;
    let refused = Refused { contact, at, after: optout::granted_at(&holders.words), phone, by: notices::WEB, wording, place: from };
    notices::note((&call.env, call.now_ms), &place.keys, &place.site, place.stored.as_ref(), vec![refused]).await?;
    let zone = zone::offsets(&place.site.zone, call.now_ms)?;
    let moment = format!("{} ({})", optout::moment(at, &zone), place.site.zone);
    let line = |name: &str, value: &str| format!("<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(value));
    let body = format!(
        "<h1>{}</h1><dl>{}{}{}{}</dl>",
        escaped(page.done),
        line(page.sender, place.sender()),
        line(page.action.0, page.action.1),
        line(page.at, &moment),
        line(page.result.0, page.result.1)
    );
    shown(page, 200, &body)
}

fn page_of(call: &Call) -> &'static Page {
    optout::page(&call.header("accept-language").unwrap_or_default())
}

async fn found(call: &Call) -> Result<Option<Place>, Problem> {
    within(call, "LINKS_GUARD", call.place()).await?;
    let Some(token) = Token::read(call.param("token")) else { return Ok(None) };
    let own = SiteId(u64::from_be_bytes(token.site));
    let db = Db::open(&call.env).await?;
    let scope = auth::clock(own.to_string());
    let Some(site) = sites::load(&db, &scope).await? else { return Ok(None) };
    let Some(keys) = SiteKeys::known(&call.settings().keys()?, &db, own).await? else { return Ok(None) };
    if !token.is_by(&keys.opt_out(&token.contact).tag) {
        return Ok(None);
    }
    let stored = providers::of(&db, &scope).await?;
    Ok(Some(Place { contact: token.contact, db, scope, site, keys, stored }))
}

fn nowhere(page: &Page) -> Result<Response, Problem> {
    shown(page, 404, &format!("<h1>{}</h1><p>{}</p>", escaped(page.title), escaped(page.nowhere)))
}

fn shown(page: &Page, status: u16, body: &str) -> Result<Response, Problem> {
    let nonce = hex(&random::<16>()?);
    let html = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><title>{}</title><style nonce=\"{nonce}\">{STYLE}</style></head><body><main>{body}</main></body></html>",
        page.lang,
        escaped(page.title)
    );
    let policy = format!("default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    let headers = [
        ("content-type", "text/html; charset=utf-8"),
        ("content-security-policy", policy.as_str()),
        ("cache-control", "private, no-store"),
        ("vary", "accept-language"),
        ("x-robots-tag", "noindex"),
    ];
    answer::with(Response::builder().with_status(status).fixed(html.into_bytes()), &headers)
}

/// As text of a page.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The address of a link.
pub fn address(origin: &str, token: &Token) -> String {
    format!("{origin}/o/{}", token.text())
}

/// Where links of a site are: on their own host, else on the one that is asked.
pub fn origin(call: &Call) -> String {
    origin_of(call.settings().links_host(), &call.url)
}

fn origin_of(host: Option<String>, asked: &Url) -> String {
    host.map_or_else(|| asked.origin().ascii_serialization(), |host| format!("{}://{host}", asked.scheme()))
}
