//! Campaigns: landing addresses of the shop, and the links that are made of them.

use js_sys::encode_uri_component;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use worker::Url;

use crate::problem::Problem;
use crate::store::sites::Site;

/// The parameter by which `model::source` knows a campaign.
const CODE: &str = "dangol_code";
/// The parameter that tells a campaign's messages apart.
const CONTENT: &str = "utm_content";
/// Longest address: what mails and messengers carry whole.
const URL_CHARS_MAX: usize = 1_000;
/// Stands for the address to return to while its place is looked at.
const MARK: &str = "dangol-return";
const CHANNELS: [&str; 10] = ["sms", "kakao", "email", "push", "sns", "search", "display", "influencer", "offline", "other"];

/// A campaign as its owner sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    #[serde(rename = "id")]
    _id: String,
    #[serde(rename = "name")]
    _name: String,
    /// One of [`CHANNELS`].
    channel: String,
    /// Where it leads: a page of the shop.
    landing: String,
    /// Where that is behind a log-in: the log-in's address, with `{url}` (or `{path}`) where it takes the address to return to.
    #[serde(default)]
    login: Option<String>,
}

impl Campaign {
    /// The body to store.
    ///
    /// # Errors
    /// `Invalid`: an address elsewhere, another scheme, an unknown channel.
    pub fn checked(self, site: &Site) -> Result<Map<String, Value>, Problem> {
        if !CHANNELS.contains(&self.channel.as_str()) {
            return Err(invalid("channel", format!("Choose one of {}.", CHANNELS.join(", "))));
        }
        let landing = of_site("landing", &self.landing, &site.domains)?;
        if let Some(login) = &self.login {
            if login.matches("{url}").count() + login.matches("{path}").count() != 1 {
                return Err(invalid(
                    "login",
                    "Say where it takes the address to return to: https://shop.example/login?returnUrl={url}".into(),
                ));
            }
            let filled = login.replace("{url}", MARK).replace("{path}", MARK);
            let url = of_site("login", &filled, &site.domains)?;
            if !url.query().unwrap_or_default().contains(MARK) {
                return Err(invalid("login", "The address to return to is a parameter of the log-in's address.".into()));
            }
        }
        let mut body = Map::from_iter([("channel".to_owned(), json!(self.channel)), ("landing".to_owned(), json!(landing.as_str()))]);
        body.extend(self.login.map(|login| ("login".to_owned(), json!(login))));
        Ok(body)
    }
}

/// Where a campaign's link leads: the landing page, or the log-in before it, with the tracking code. `message`: which of its messages
/// carries the link; empty: none of its own.
///
/// # Errors
/// The stored body is none.
pub fn destination(id: &str, body: &Map<String, Value>, message: &str) -> Result<String, Problem> {
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
    let broken = |_| Problem::Internal(format!("the campaign {id} has no address"));
    let landing = tracked(Url::parse(text("landing")).map_err(broken)?, id, message);
    let login = text("login");
    if login.is_empty() {
        return Ok(landing.into());
    }
    let path = landing.as_str().get(landing.origin().ascii_serialization().len()..).unwrap_or("/").to_owned();
    let encoded = |text: &str| String::from(encode_uri_component(text));
    let login = login.replace("{url}", &encoded(landing.as_str())).replace("{path}", &encoded(&path));
    // The visit begins at the log-in: the code is there, too.
    Ok(tracked(Url::parse(&login).map_err(broken)?, id, message).into())
}

/// An address of one of the site's own hosts, over http or https.
///
/// # Errors
/// `Invalid`.
pub fn of_site(field: &str, text: &str, domains: &[String]) -> Result<Url, Problem> {
    let elsewhere = || {
        invalid(field, format!("Give an address of your shop, as https://{}/event", domains.first().map_or("shop.example", String::as_str)))
    };
    // What browsers take away in silence (line ends, tabs) or turn around (\) is not meant.
    if text.chars().count() > URL_CHARS_MAX || text.chars().any(|letter| letter.is_control() || letter.is_whitespace() || letter == '\\') {
        return Err(elsewhere());
    }
    let url = Url::parse(text).map_err(|_| elsewhere())?;
    let is_plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    let host = url.host_str().unwrap_or_default();
    if is_plain && is_within(host, domains) { Ok(url) } else { Err(elsewhere()) }
}

/// Whether a host is one of these domains, or below one.
pub fn is_within(host: &str, domains: &[String]) -> bool {
    domains.iter().any(|domain| host == domain || host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.')))
}

/// The address with the code, in the place of any that it has.
fn tracked(mut url: Url, id: &str, message: &str) -> Url {
    let own = |pair: &&str| {
        !pair.is_empty() && pair.split('=').next() != Some(CODE) && (message.is_empty() || pair.split('=').next() != Some(CONTENT))
    };
    let mut pairs: Vec<String> = url.query().unwrap_or_default().split('&').filter(own).map(str::to_owned).collect();
    // Ids and messages are slugs: nothing to encode.
    pairs.push(format!("{CODE}={id}"));
    if !message.is_empty() {
        pairs.push(format!("{CONTENT}={message}"));
    }
    url.set_query(Some(&pairs.join("&")));
    url
}

fn invalid(field: &str, detail: String) -> Problem {
    Problem::Invalid { field: field.to_owned(), detail }
}
