//! Where a visit came from: the referrer and the landing address, read with a table of engines, networks and advertising marks.
//!
//! # Rules, and why
//! - **The source is who sent the visitor; the campaign is what the link said.** They are kept apart (S08 and S09 are
//!   separate conditions): a click on a Naver advertisement is a Naver search, with its words, *and* a campaign. `kind` is
//!   [`SourceKind::Campaign`] only where the referrer says nothing and the link does, so that neither fact hides the other.
//! - **A word is what somebody typed.** It comes from the engine's referrer, else from what an advertisement wrote into the
//!   landing address (`n_query`, `n_keyword`, `k_keyword`, `utm_term`…). `utm_term` of a visit from a social network or
//!   a mail is the name of an ad set, not a search: it stays in the campaign only. Placeholders that an advertising system
//!   left unfilled (`{keyword}`, `(not set)`) and addresses (Google's `/url?q=https…`) are no words.
//! - **The previous word** is told by Naver alone (`oquery`); where it repeats the word it says nothing and is left out.
//! - Since 7 November 2024 Naver often sends its host only, as Google has for years: a search whose words are not known.
//! - **A portal is not its search engine.** Naver's front page, its blogs and cafés are referrals by their domain, without
//!   `www.` and `m.`: shop owners treat blog reviews, cafés and search each as a channel of its own, and a referral is
//!   always named by a domain, so that one condition ("referrer domain") covers them all.
//! - **An empty referrer stays direct, also inside KakaoTalk's or Instagram's browser.** Such a browser also opens what is
//!   typed, saved or reloaded in it; Naver's is a whole browser. That the visit is inside it is a fact of the device
//!   (`user_agent`), with a condition of its own (S23). A link that an owner shares there carries a campaign if it is to count.
//! - **A page of the same site is no arrival** ([`SourceKind::Internal`]): same host, or one under the other, `www.` and `m.`
//!   aside. Nor is the way back from a sign-in or a payment (Naver Pay, Toss, Inicis…): else the payment company would
//!   be credited with the order.
//! - Servers that only pass a click on (ad networks) say no more than an empty referrer.
//!
//! The table is data: `data/sources.json`. Hosts and parameters of engines and networks are facts taken from Matomo's
//! searchengine-and-social-list (CC0 1.0); what concerns Korea is added here.

mod table;

use serde::{Deserialize, Serialize};

use crate::url::{Pieces, Scheme, Url, pieces};
use crate::user_agent::{self, Device};

pub use table::{KnownEntry, MarkEntry, SOURCES_VERSION, Sources, SourcesError, SourcesFile};

/// Characters that are kept of a word, a name or a code: longer than any search that somebody typed by hand.
pub const WORD_CHARS_MAX: usize = 200;

/// What sort of place a visit came from. Stored by its number: new ones go to the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// Typed, saved, or told by nobody.
    #[default]
    Direct,
    /// A search engine, with or without its words.
    Search,
    /// A social network or messenger.
    Sns,
    /// Any other site; the name is its domain.
    Referral,
    /// Only the landing address tells: a campaign behind an empty referrer.
    Campaign,
    /// Webmail or a mail app.
    Email,
    /// The site itself, a sign-in or a payment: the visit goes on, nobody arrived.
    Internal,
}

/// Where a page view came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    pub kind: SourceKind,
    /// The engine's or network's name, a referral's domain in lower case, a campaign's source; empty when direct.
    pub name: String,
    /// What was searched for, where that is known.
    pub word: Option<String>,
    /// What was searched for before that.
    pub previous_word: Option<String>,
    /// What the landing address says of a campaign, whatever the kind is.
    pub campaign: Option<Campaign>,
}

/// What a landing address says of the campaign it belongs to. At least one field is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// `utm_source`, or the platform whose mark was found: `naver`, `google`…
    pub source: Option<String>,
    /// `utm_medium`; of a mark `cpc`, or `social` where the mark comes with unpaid links too (`fbclid`).
    pub medium: Option<String>,
    /// `utm_campaign`, or the kind of a Naver advertisement.
    pub name: Option<String>,
    /// `utm_content`, or the advertisement's id.
    pub content: Option<String>,
    /// `utm_term`, or the word that was bought.
    pub term: Option<String>,
    /// The tracking code: `dangol_code`, `utm_id`, or the id of the advertisements' group. Never a click's own id, which
    /// is different for everybody.
    pub code: Option<String>,
}

/// Says where a page view came from. `referrer` is `document.referrer`, `url` the page's address; texts that are not
/// addresses are as good as empty.
///
/// ```
/// # use model::source::{Sources, SourceKind, classify};
/// let arrival = classify(&Sources::default(), "https://m.blog.naver.com/minji/1", "https://shop.kr/?utm_source=review");
/// assert_eq!((arrival.kind, arrival.name.as_str()), (SourceKind::Referral, "blog.naver.com"));
/// assert_eq!(arrival.campaign.unwrap().source.as_deref(), Some("review"));
/// ```
#[must_use]
pub fn classify(table: &Sources<'_>, referrer: &str, url: &str) -> Arrival {
    let page = Url::parse(url).ok();
    let mut arrival = Arrival::default();
    if let Ok(from) = Url::parse(referrer) {
        read_referrer(table, &from, page.as_ref(), &mut arrival);
    }
    if let Some(page) = &page {
        read_landing(table, page, &mut arrival);
    }
    if let (Some(word), Some(previous)) = (&arrival.word, &arrival.previous_word)
        && word.eq_ignore_ascii_case(previous)
    {
        arrival.previous_word = None;
    }
    arrival
}

/// Whether the table can change the answer: a referrer from elsewhere, or parameters on the landing address. Else it need
/// not be fetched.
#[must_use]
pub fn needs_table(referrer: &str, url: &str) -> bool {
    let page = Url::parse(url).ok();
    match Url::parse(referrer) {
        Ok(from) => !page.is_some_and(|page| same_site(&from.bare_host().to_ascii_lowercase(), &page)),
        Err(_) => page.is_some_and(|page| !page.query.is_empty()),
    }
}

/// Everything that an arrival tells, in the shape that `cargo xtask classify` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Classified {
    pub source: Source,
    pub campaign: Option<Campaign>,
    pub device: Device,
    /// A declared crawler, link previewer or HTTP library.
    pub bot: bool,
}

/// An [`Arrival`] without its campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    pub kind: SourceKind,
    pub name: String,
    pub word: Option<String>,
    pub previous_word: Option<String>,
}

/// Reads referrer, landing address and user agent at once.
#[must_use]
pub fn classified(table: &Sources<'_>, referrer: &str, url: &str, ua: &str) -> Classified {
    let Arrival { kind, name, word, previous_word, campaign } = classify(table, referrer, url);
    Classified { source: Source { kind, name, word, previous_word }, campaign, device: user_agent::device(ua), bot: user_agent::is_bot(ua) }
}

fn read_referrer(table: &Sources<'_>, from: &Url<'_>, page: Option<&Url<'_>>, arrival: &mut Arrival) {
    let host = from.bare_host().to_ascii_lowercase();
    if from.scheme != Scheme::App && page.is_some_and(|page| same_site(&host, page)) {
        arrival.kind = SourceKind::Internal;
        arrival.name = host;
    } else if let Some(known) = table.known(&host, from.path) {
        arrival.kind = known.kind;
        arrival.name.push_str(known.name);
        arrival.word = first_word(from, known.words);
        arrival.previous_word = first_word(from, known.previous);
    } else {
        arrival.kind = SourceKind::Referral;
        arrival.name = host;
    }
}

/// The parameters that name a campaign, in the order of [`Campaign`]'s fields.
const UTM: &str = "utm_source utm_medium utm_campaign utm_content utm_term dangol_code";

fn read_landing(table: &Sources<'_>, page: &Url<'_>, arrival: &mut Arrival) {
    // The word that an advertisement wrote, where the engine told none.
    if arrival.word.is_none() && arrival.kind != SourceKind::Internal {
        arrival.word = first_word(page, table.landing_words());
        if arrival.word.is_none() && !matches!(arrival.kind, SourceKind::Sns | SourceKind::Email) {
            arrival.word = first_word(page, "utm_term");
        }
    }
    let mut said = Campaign::default();
    let Campaign { source, medium, name, content, term, code } = &mut said;
    fill(&mut [&mut *source, &mut *medium, &mut *name, &mut *content, &mut *term, &mut *code], UTM, page);
    fill(&mut [&mut *code], "utm_id", page);
    if let Some(mark) = table.mark(page) {
        // The link's own words win; a source of theirs with a medium of the mark would be a tale.
        if source.is_none() && medium.is_none() {
            *source = Some(mark.source.to_owned());
            *medium = Some(mark.medium.to_owned());
        }
        let named = name.is_some();
        fill(&mut [&mut *name, content, term, &mut *code], mark.fields, page);
        if !named && let Some(number) = name {
            called(mark.names, number);
        }
    }
    if said != Campaign::default() {
        if arrival.kind == SourceKind::Direct {
            arrival.kind = SourceKind::Campaign;
            for name in [&said.source, &said.name, &said.code].into_iter().flatten().take(1) {
                arrival.name.push_str(name);
            }
        }
        arrival.campaign = Some(said);
    }
}

/// Fills the empty ones of some fields, each from its parameter.
fn fill(fields: &mut [&mut Option<String>], params: &str, page: &Url<'_>) {
    for (field, param) in fields.iter_mut().zip(list(params)) {
        if field.is_none() {
            **field = value(page, param);
        }
    }
}

/// Puts a name from a list that begins with 1 for its number; anything else stays.
fn called(names: &str, name: &mut String) {
    if let [digit @ b'1'..=b'9'] = name.as_bytes()
        && let Some(called) = list(names).nth(usize::from(*digit - b'1'))
    {
        name.clear();
        name.push_str(called);
    }
}

/// Whether a host without `www.` and `m.`, in lower case, belongs to the page's site.
fn same_site(host: &str, page: &Url<'_>) -> bool {
    let own = page.bare_host().to_ascii_lowercase();
    under(host, &own) || under(&own, host)
}

/// Whether a host is this domain or below it.
fn under(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The first of these parameters that holds a word.
fn first_word(url: &Url<'_>, names: &str) -> Option<String> {
    list(names).find_map(|name| value(url, name)).filter(|word| !word.starts_with("http://") && !word.starts_with("https://"))
}

/// The first parameter of this name, with single spaces and none at its ends, cut to [`WORD_CHARS_MAX`]. None where it says
/// nothing or is not UTF-8.
fn value(url: &Url<'_>, name: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut gap = false;
    for byte in url.params().find(|param| param.is(name))?.bytes() {
        if byte <= b' ' {
            gap = !bytes.is_empty();
        } else {
            if gap {
                bytes.push(b' ');
            }
            gap = false;
            bytes.push(byte);
        }
    }
    let mut text = String::from_utf8(bytes).ok()?;
    if let Some((end, _)) = text.char_indices().nth(WORD_CHARS_MAX) {
        text.truncate(end);
    }
    let unfilled = text.is_empty() || ["{", "(not ", "__"].iter().any(|start| text.starts_with(start));
    (!unfilled).then_some(text)
}

/// The members of a list that is kept as one text, separated by spaces.
fn list(text: &str) -> Pieces<'_> {
    pieces(text, b' ')
}
