//! How facts follow from events: the same fold in the browser, at the edge and over tapes.

use super::{Fact, FactSet, Facts, LOG_BYTES_MAX, Row, VISIT_GAP_MS, Value};
use crate::{
    codec::{Reader, copy_text},
    event::{EventKind, ITEMS_MAX, Item},
    source::{Arrival, SourceKind},
    time::{EpochMs, Zone},
    url::Url,
    user_agent::{self, DeviceKind},
    wire::put_fields,
};

/// The name under which the order form is among the events.
pub const CHECKOUT: &str = "begin_checkout";
/// The name of a sign-up among the events: GA4's.
pub const SIGN_UP: &str = "sign_up";
/// How the key of a message's row begins, by [`crate::event::Act`]; what follows is the message's id. The last is the edge's:
/// an order was credited to it.
pub const ACTS: [&str; 5] = ["s:", "c:", "x:", "k:", "o:"];
/// The same where a shopper wants to see a message no more today: a browser's own note.
pub const HIDDEN: &str = "h:";

impl Facts {
    /// True when an event at this moment belongs to another visit than the one going on.
    #[must_use]
    pub fn visit_is_over(&self, at: EpochMs) -> bool {
        self.number(Fact::VisitLast).is_none_or(|last| at.0.saturating_sub(last) > VISIT_GAP_MS)
    }

    /// Begins a visit: what the last one showed becomes memory, the cart stays.
    pub fn begin_visit(&mut self, at: EpochMs, zone: &Zone) {
        if let Some(last) = self.number(Fact::VisitLast) {
            self.set_number(Fact::LastVisitDay, i64::from(zone.day(EpochMs(last)).0));
        }
        self.count(Fact::Visits, 1);
        self.empty(FactSet::VISIT, true);
        self.empty(FactSet::ORIGIN, false);
        self.set_number(Fact::VisitStarted, at.0);
        self.set_number(Fact::VisitLast, at.0);
        self.set_number(Fact::PageViews, 0);
        self.log_is_known(Fact::Path);
        self.log.keep(LOG_BYTES_MAX, false, at.0);
        self.product = Some(Vec::new());
        // The path is another one: whatever was kept about its pages is void.
        self.changed = FactSet::ALL;
    }

    /// Folds one event into the facts. The caller begins visits.
    pub fn apply(&mut self, at: EpochMs, kind: &EventKind) {
        let mut fields = Vec::new();
        let number = put_fields(&mut fields, kind);
        self.fold(at, number, &fields);
    }

    /// The same of an event in the bytes of its frame: the kind's number and its fields. The browser has no other form of an event.
    pub fn fold(&mut self, at: EpochMs, kind: u8, fields: &[u8]) {
        self.now = self.now.max(at);
        if self.number(Fact::VisitLast).is_none_or(|last| last < at.0) {
            self.set_number(Fact::VisitLast, at.0);
        }
        let mut from = Reader::new(fields);
        match kind {
            1 => {
                let (url, title) = (from.text(), from.text());
                self.set_number(Fact::PageSince, at.0);
                self.set_number(Fact::Scroll, 0);
                self.set(Fact::ExitIntent, Value::None);
                self.set_text(Fact::PageTitle, title);
                self.set_text(Fact::PageUrl, url);
                if self.text(Fact::StartPage).is_none() {
                    self.set_text(Fact::StartPage, url);
                }
                self.count(Fact::PageViews, 1);
                self.show_product(None);
                self.note(Fact::Path, at, url, "", 0);
            }
            2 => {
                let item = from.take();
                self.note_item(Fact::Viewed, at, &item);
                self.show_product(Some(item));
            }
            3 => self.set_cart(from.take()),
            4 | 5 => {
                let adds = kind == 4;
                let mut cart = self.cart.take().unwrap_or_default();
                for _ in 0..from.count() {
                    let item: Item = from.take();
                    if adds {
                        self.note_item(Fact::Added, at, &item);
                        self.set_number(Fact::LastAdded, at.0);
                    }
                    if let Some(line) = cart.iter_mut().find(|line| line.id == item.id) {
                        line.quantity =
                            if adds { line.quantity.saturating_add(item.quantity) } else { line.quantity.saturating_sub(item.quantity) };
                        line.price = line.price.or(item.price);
                    } else if adds && cart.len() < ITEMS_MAX {
                        cart.push(item);
                    }
                }
                cart.retain(|line| line.quantity > 0);
                self.set_cart(cart);
            }
            7 => {
                let (id, value) = (from.text(), from.zigzag());
                // The same number again is the same order.
                if !self.log.iter().any(|row| row.fact == Fact::Ordered && row.key == id.as_bytes()) {
                    self.count(Fact::Orders, 1);
                    self.count(Fact::Spent, value);
                    self.set_cart(Vec::new());
                    self.note(Fact::Ordered, at, id, "", value);
                    self.converted();
                }
            }
            8 => {
                self.set_text(Fact::SearchWord, from.text());
                let results = if from.byte() == 1 { Value::Number(i64::from(from.small())) } else { Value::None };
                self.set(Fact::SearchResults, results);
            }
            9 => {
                let id = from.text();
                if self.text(Fact::Member).unwrap_or("") != id {
                    self.set_text(Fact::Member, id);
                    self.set_number(Fact::Signed, 0);
                }
            }
            // Where from is not known until the edge has said.
            11 => {
                let (_url, referrer) = (from.text(), from.text());
                self.empty(FactSet::ORIGIN, false);
                self.set_text(Fact::Landing, referrer);
            }
            // The last arrival from outside is the one that counts: somebody who goes back to the search and comes again by another word
            // has come by that word. An arrival says only what arrivals may say.
            13 => self.hear(&mut from, FactSet::ARRIVAL),
            // What is being ordered may be a part of the cart, or a thing bought at once: it says nothing of the cart.
            6 => self.note(Fact::Events, at, CHECKOUT, "", 0),
            10 => {
                let (name, value) = (from.text(), from.text());
                self.note(Fact::Events, at, name, value, 0);
                if name == SIGN_UP {
                    self.converted();
                }
            }
            12 => {
                let (message, variant, act) = (from.text(), from.byte(), from.byte());
                let mut key = copy_text(ACTS.get(usize::from(act)).copied().unwrap_or(""));
                key.push_str(message);
                self.note(Fact::Messages, at, &key, "", i64::from(variant));
            }
            _ => {}
        }
    }

    fn show_product(&mut self, product: Option<Item>) {
        let shown = self.product.insert(Vec::new());
        // Not `extend`: it is a loop of its own, and 40 bytes more.
        if let Some(item) = product {
            shown.push(item);
        }
        self.changed = self.changed.with(FactSet::PRODUCT);
        // How many look at what was there before says nothing of what is there now.
        self.set(Fact::Watching, Value::Unknown);
    }

    /// The page on the screen is where this visit's last conversion happened.
    fn converted(&mut self) {
        let page = self.get(Fact::PageUrl).clone();
        self.set(Fact::ConversionPage, page);
    }

    fn note_item(&mut self, log: Fact, at: EpochMs, item: &Item) {
        self.note(log, at, &item.id, &item.category, item.price.map_or(-1, |price| price.0));
    }

    /// Marks a log as known, if only to be empty.
    pub fn log_is_known(&mut self, log: Fact) {
        self.set_number(log, 0);
    }

    /// Adds a row to a log.
    #[inline(never)]
    pub fn note(&mut self, fact: Fact, at: EpochMs, key: &str, label: &str, number: i64) {
        self.log.push(&Row { fact, key: key.as_bytes(), label: label.as_bytes(), at, number });
        if self.log.bytes() > LOG_BYTES_MAX {
            self.log.keep(LOG_BYTES_MAX, true, self.number(Fact::VisitStarted).unwrap_or(at.0));
        }
        self.changed.add(fact);
        self.changed.add(Fact::VisitOrders);
    }

    fn set_cart(&mut self, cart: Vec<Item>) {
        self.cart = Some(cart);
        self.changed = self.changed.with(FactSet::CART);
    }
}

/// The facts of an arrival and a device, for [`EventKind::Arrival`].
#[must_use]
pub fn arrival_facts(arrival: &Arrival, referrer: &str, user_agent: &str) -> Vec<(Fact, Value)> {
    let device = user_agent::device(user_agent);
    let kind = match device.kind {
        DeviceKind::Pc => "pc",
        DeviceKind::Mobile => "mobile",
        DeviceKind::Tablet => "tablet",
        DeviceKind::App => "app",
    };
    let domain = Url::parse(referrer).map(|url| url.host.strip_prefix("www.").unwrap_or(url.host).to_ascii_lowercase()).unwrap_or_default();
    let campaign =
        |part: fn(&crate::source::Campaign) -> &Option<String>| arrival.campaign.as_ref().and_then(|campaign| part(campaign).as_deref());
    [
        (Fact::SourceKind, Some(source_name(arrival.kind))),
        (Fact::SourceName, Some(arrival.name.as_str())),
        (Fact::Word, arrival.word.as_deref()),
        (Fact::PreviousWord, arrival.previous_word.as_deref()),
        (Fact::CampaignSource, campaign(|campaign| &campaign.source)),
        (Fact::CampaignMedium, campaign(|campaign| &campaign.medium)),
        (Fact::CampaignName, campaign(|campaign| &campaign.name)),
        (Fact::CampaignContent, campaign(|campaign| &campaign.content)),
        (Fact::CampaignTerm, campaign(|campaign| &campaign.term)),
        (Fact::CampaignCode, campaign(|campaign| &campaign.code)),
        (Fact::DeviceKind, Some(kind)),
        (Fact::Os, Some(device.os)),
        (Fact::Browser, Some(device.browser)),
        (Fact::App, device.app),
        (Fact::Referrer, Some(domain.as_str())),
    ]
    .into_iter()
    .map(|(fact, text)| (fact, Value::from(text)))
    .collect()
}

/// The name of a source's kind, as conditions and JSON have it.
#[must_use]
pub const fn source_name(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Direct => "direct",
        SourceKind::Search => "search",
        SourceKind::Sns => "sns",
        SourceKind::Referral => "referral",
        SourceKind::Campaign => "campaign",
        SourceKind::Email => "email",
        SourceKind::Internal => "internal",
    }
}
