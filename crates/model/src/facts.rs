//! Facts: everything that conditions read, folded from events. The same fold runs in the browser, at the edge and over tapes.
//!
//! A fact is a slot with a number, a text, or nothing; the path, the cart, the product and the visit's orders are lists of their own.
//! Slots rather than a struct of fields: storing, restoring and reading them is one loop, and a new fact is one line.

use crate::{
    codec::{Reader, Wire, copy_text, put_varint},
    event::{EventKind, ITEMS_MAX, Item},
    money::Micros,
    source::{Arrival, SourceKind},
    time::{EpochMs, Zone},
    user_agent::{self, DeviceKind},
    wire::put_fields,
};

/// A visit ends after this long without activity (features.md, "visit"): a gap of exactly 30 minutes is the same visit.
pub const VISIT_GAP_MS: i64 = 30 * 60_000;
/// Most different pages kept of a path; further ones count as views only.
pub const PATH_PAGES_MAX: usize = 100;

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// One fact. The number is its bit in a [`FactSet`] and its place in stored bytes: append only.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Fact { $($(#[$doc])* $name,)* }

        impl Fact {
            /// All facts, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$name,)*];
            /// Their names, in the same order.
            pub const NAMES: &[&str] = &[$($text,)*];
        }
    };
}

facts! {
    /// Minutes of the shop's local week (Sunday 00:00 = 0); calculated.
    LocalTime = "local_time",
    /// Seconds since the visit began; calculated.
    SiteSeconds = "site_seconds",
    /// Seconds since the page was opened; calculated.
    PageSeconds = "page_seconds",
    /// The pages of this visit and how often each was seen; a list.
    Path = "path",
    /// The product on the page now; a list of one.
    Product = "product",
    /// The cart's lines; a list.
    CartItems = "cart_items",
    /// What the cart's lines come to, millionths; calculated.
    CartTotal = "cart_total",
    /// Different products in the cart; calculated.
    CartKinds = "cart_kinds",
    /// Units in the cart; calculated.
    CartUnits = "cart_units",
    /// Orders placed in this visit; calculated.
    VisitOrders = "visit_orders",
    /// Verdicts that only the edge can give; kept apart.
    EdgeBits = "edge_bits",
    /// The address of the page now.
    PageUrl = "page_url",
    /// Its title.
    PageTitle = "page_title",
    /// When it was opened, milliseconds.
    PageSince = "page_since",
    /// When the visit began, milliseconds.
    VisitStarted = "visit_started",
    /// Its last activity, milliseconds.
    VisitLast = "visit_last",
    /// Its first page.
    StartPage = "start_page",
    /// Pages seen in this visit, repeats counted.
    PageViews = "page_views",
    /// search, sns, referral, campaign, direct, email.
    SourceKind = "source",
    /// naver, google, instagram…
    SourceName = "source_name",
    /// The search word that led here (S07).
    Word = "word",
    /// The search word before that one (S07b).
    PreviousWord = "previous_word",
    /// The campaign's source.
    CampaignSource = "campaign_source",
    /// The campaign's medium.
    CampaignMedium = "campaign_medium",
    /// The campaign's name.
    CampaignName = "campaign_name",
    /// The campaign's content.
    CampaignContent = "campaign_content",
    /// The campaign's term.
    CampaignTerm = "campaign_term",
    /// The campaign's tracking code.
    CampaignCode = "campaign_code",
    /// The last word searched in the shop (S14).
    SearchWord = "search_word",
    /// How many products that search found.
    SearchResults = "search_results",
    /// pc, mobile, tablet, app.
    DeviceKind = "device",
    /// Operating system.
    Os = "os",
    /// Browser.
    Browser = "browser",
    /// App whose built-in browser this is.
    App = "app",
    /// Visits so far, the one going on counted (S01).
    Visits = "visits",
    /// The civil day of the visit before this one (S02), days since 1970.
    LastVisitDay = "last_visit_day",
    /// Orders ever (S18).
    Orders = "orders",
    /// Money spent ever, millionths (S18).
    Spent = "spent",
    /// The member whom the page says is signed in; without the shop's signature only a label (security.md, "Facts").
    Member = "member",
    /// 1 when that member id is signed by the shop.
    Signed = "signed",
    /// The outside address that the visit last came from, so that a reload is not another arrival.
    Landing = "landing",
}

/// How many facts there are; at most 64, the bits of a [`FactSet`].
pub const FACTS: usize = Fact::ALL.len();
const _: () = assert!(FACTS <= 64);

/// A set of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct FactSet(pub u64);

impl FactSet {
    /// Every fact.
    pub const ALL: Self = Self(u64::MAX);
    /// What is new with a visit.
    pub const VISIT: Self = Self::of(&[
        Fact::VisitStarted,
        Fact::VisitLast,
        Fact::StartPage,
        Fact::PageViews,
        Fact::SearchWord,
        Fact::SearchResults,
        Fact::Landing,
    ]);
    /// What belongs to one tab only.
    pub const TAB: Self = Self::of(&[Fact::PageUrl, Fact::PageTitle, Fact::PageSince]);
    /// What the edge may tell a browser of its person.
    pub const PERSON: Self = Self::of(&[Fact::Visits, Fact::LastVisitDay, Fact::Orders, Fact::Spent, Fact::Signed]);
    /// What an arrival from outside says.
    pub const ARRIVAL: Self = Self::of(&[
        Fact::SourceKind,
        Fact::SourceName,
        Fact::Word,
        Fact::PreviousWord,
        Fact::CampaignSource,
        Fact::CampaignMedium,
        Fact::CampaignName,
        Fact::CampaignContent,
        Fact::CampaignTerm,
        Fact::CampaignCode,
        Fact::DeviceKind,
        Fact::Os,
        Fact::Browser,
        Fact::App,
    ]);
    const ORIGIN: Self = Self::of(&[
        Fact::SourceKind,
        Fact::SourceName,
        Fact::Word,
        Fact::PreviousWord,
        Fact::CampaignSource,
        Fact::CampaignMedium,
        Fact::CampaignName,
        Fact::CampaignContent,
        Fact::CampaignTerm,
        Fact::CampaignCode,
    ]);
    /// What is 0 and what is none for a browser that has never been here.
    const COUNTS: Self = Self::of(&[Fact::Visits, Fact::Orders, Fact::Spent]);
    const NOBODY: Self = Self::of(&[Fact::LastVisitDay, Fact::Member, Fact::Signed]);
    /// Facts that change by time passing alone.
    pub const CLOCK: Self = Self::of(&[Fact::LocalTime, Fact::SiteSeconds, Fact::PageSeconds, Fact::LastVisitDay]);
    const CART: Self = Self::of(&[Fact::CartItems, Fact::CartTotal, Fact::CartKinds, Fact::CartUnits]);

    const fn of(facts: &[Fact]) -> Self {
        let mut bits = 0;
        let mut rest = facts;
        while let [fact, tail @ ..] = rest {
            bits |= 1 << *fact as u8;
            rest = tail;
        }
        Self(bits)
    }

    /// Adds a fact.
    pub const fn add(&mut self, fact: Fact) {
        self.0 |= 1 << fact as u8;
    }

    /// This set and another.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True when the fact is in the set.
    #[must_use]
    pub const fn has(self, fact: Fact) -> bool {
        self.0 & (1 << fact as u8) != 0
    }

    /// The facts of the set in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = Fact> {
        Fact::ALL.iter().copied().filter(move |fact| self.has(*fact))
    }
}

/// What a slot holds.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Value {
    /// Nobody has said. A condition on it is unknown, and shows and sends nothing.
    #[default]
    Unknown,
    /// It is known that there is none, such as no search word on a direct visit.
    None,
    /// A number: a count, milliseconds, millionths of money, a day, 0 or 1.
    Number(i64),
    /// A text.
    Text(String),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    /// An empty text is none.
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::None } else { Self::Text(copy_text(text)) }
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        text.map_or(Self::None, Self::from)
    }
}

/// A fact as conditions read it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Read<'a> {
    /// Nobody has said.
    Unknown,
    /// Known to be none.
    None,
    /// A number.
    Number(i64),
    /// A text.
    Text(&'a str),
    /// Pages.
    Pages(&'a [PathPage]),
    /// Lines.
    Items(&'a [Item]),
}

/// A page of the path and how often it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PathPage {
    /// Its address.
    pub url: String,
    /// Views, 1 or more.
    pub times: u32,
}

/// Everything known at one moment about one visit and its person. The JSON form is `schemas/facts.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The moment that the facts speak of.
    pub now: EpochMs,
    slots: [Value; FACTS],
    /// This visit's different pages in the order of first sight, at most `PATH_PAGES_MAX`; `None`: not known.
    pub path: Option<Vec<PathPage>>,
    /// The cart; it outlives the visit. `None`: not known.
    pub cart: Option<Vec<Item>>,
    /// The product on the page: one, or none; `None`: not known.
    pub product: Option<Vec<Item>>,
    /// The orders of this visit, each order number once; `None`: not known.
    pub orders: Option<Vec<String>>,
    changed: FactSet,
}

impl Default for Facts {
    fn default() -> Self {
        Self::UNKNOWN
    }
}

impl Facts {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self {
        now: EpochMs(0),
        slots: [const { Value::Unknown }; FACTS],
        path: None,
        cart: None,
        product: None,
        orders: None,
        changed: FactSet::ALL,
    };

    /// The facts of a browser that has never been here: nothing in the cart, no visit, no order. A constant, so that no code makes them.
    pub const NEWCOMER: Self = {
        let mut facts = Self { cart: Some(Vec::new()), product: Some(Vec::new()), ..Self::UNKNOWN };
        let mut slots: &mut [Value] = &mut facts.slots;
        let mut place = 0;
        while let [slot, rest @ ..] = slots {
            let known = FactSet(1 << place);
            if known.0 & FactSet::COUNTS.0 != 0 {
                core::mem::forget(core::mem::replace(slot, Value::Number(0)));
            } else if known.0 & FactSet::NOBODY.0 != 0 {
                core::mem::forget(core::mem::replace(slot, Value::None));
            }
            slots = rest;
            place += 1;
        }
        facts
    };

    /// [`Facts::NEWCOMER`].
    #[must_use]
    pub const fn newcomer() -> Self {
        Self::NEWCOMER
    }

    /// What a slot holds.
    #[must_use]
    pub fn get(&self, fact: Fact) -> &Value {
        const UNKNOWN: &Value = &Value::Unknown;
        self.slots.get(fact as usize).unwrap_or(UNKNOWN)
    }

    /// The number in a slot.
    #[must_use]
    pub fn number(&self, fact: Fact) -> Option<i64> {
        match self.get(fact) {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The text in a slot.
    #[must_use]
    pub fn text(&self, fact: Fact) -> Option<&str> {
        match self.get(fact) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Fills a slot.
    #[inline(never)]
    pub fn set(&mut self, fact: Fact, value: Value) {
        if let Some(slot) = self.slots.get_mut(fact as usize)
            && *slot != value
        {
            *slot = value;
            self.changed.add(fact);
            // Seconds are calculated from these.
            match fact {
                Fact::VisitStarted => self.changed.add(Fact::SiteSeconds),
                Fact::PageSince => self.changed.add(Fact::PageSeconds),
                _ => {}
            }
        }
    }

    /// Fills a slot with a number.
    #[inline(never)]
    pub fn set_number(&mut self, fact: Fact, number: i64) {
        self.set(fact, Value::Number(number));
    }

    /// Fills a slot with a text; an empty one is none.
    #[inline(never)]
    pub fn set_text(&mut self, fact: Fact, text: &str) {
        self.set(fact, Value::from(text));
    }

    /// Empties many slots: nobody has said, or it is known that there is none.
    #[inline(never)]
    fn empty(&mut self, facts: FactSet, known: bool) {
        for fact in Fact::ALL {
            if facts.has(*fact) {
                self.set(*fact, if known { Value::None } else { Value::Unknown });
            }
        }
    }

    /// Adds to a number that is known.
    #[inline(never)]
    fn count(&mut self, fact: Fact, by: i64) {
        if let Some(number) = self.number(fact) {
            self.set_number(fact, number.saturating_add(by));
        }
    }

    /// Fills the slots that bytes name, (fact, value) each as [`Facts::some`] gives them, where `allowed` has the fact.
    pub fn hear(&mut self, from: &mut Reader<'_>, allowed: FactSet) {
        for _ in 0..from.count() {
            let (fact, value) = from.take();
            if allowed.has(fact) {
                self.set(fact, value);
            }
        }
    }

    /// Takes over what belongs to one tab: its page and its product.
    pub fn take_tab(&mut self, tab: &mut Self) {
        for (fact, (slot, other)) in Fact::ALL.iter().zip(self.slots.iter_mut().zip(&mut tab.slots)) {
            if FactSet::TAB.has(*fact) {
                core::mem::swap(slot, other);
            }
        }
        core::mem::swap(&mut self.product, &mut tab.product);
    }

    /// What changed since this was last asked.
    pub const fn take_changed(&mut self) -> FactSet {
        let changed = self.changed;
        self.changed = FactSet(0);
        changed
    }

    /// Reads one fact. The zone is the shop's.
    #[must_use]
    pub fn read(&self, fact: Fact, zone: &Zone) -> Read<'_> {
        let seconds =
            |since: Fact| self.number(since).map_or(Read::Unknown, |since| Read::Number(self.now.0.saturating_sub(since).max(0) / 1000));
        let number = |number: Option<i64>| number.map_or(Read::Unknown, Read::Number);
        let length = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
        match fact {
            Fact::LocalTime => Read::Number(zone.minute_of_week(self.now)),
            Fact::SiteSeconds => seconds(Fact::VisitStarted),
            Fact::PageSeconds => seconds(Fact::PageSince),
            Fact::Path => self.path.as_deref().map_or(Read::Unknown, Read::Pages),
            Fact::Product => self.product.as_deref().map_or(Read::Unknown, Read::Items),
            Fact::CartItems => self.cart.as_deref().map_or(Read::Unknown, Read::Items),
            Fact::CartTotal => number(self.cart_total().map(|total| total.0)),
            Fact::CartKinds => number(self.cart.as_ref().map(|items| length(items.len()))),
            Fact::CartUnits => number(self.cart.as_ref().map(|items| items.iter().map(|item| i64::from(item.quantity)).sum())),
            Fact::VisitOrders => number(self.orders.as_ref().map(|orders| length(orders.len()))),
            _ => match self.get(fact) {
                Value::Unknown => Read::Unknown,
                Value::None => Read::None,
                Value::Number(number) => Read::Number(*number),
                Value::Text(text) => Read::Text(text),
            },
        }
    }

    /// What the cart's lines come to; `None` when the cart, or the price of a line, is not known.
    #[must_use]
    pub fn cart_total(&self) -> Option<Micros> {
        self.cart.as_ref()?.iter().try_fold(0_i64, |sum, item| sum.checked_add(item.total()?.0)).map(Micros)
    }

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
        self.path = Some(Vec::new());
        self.orders = Some(Vec::new());
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
                self.set_text(Fact::PageTitle, title);
                self.set_text(Fact::PageUrl, url);
                if self.text(Fact::StartPage).is_none() {
                    self.set_text(Fact::StartPage, url);
                }
                self.count(Fact::PageViews, 1);
                self.show_product(None);
                self.walk(url);
            }
            2 => self.show_product(Some(from.take())),
            3 => self.set_cart(from.take()),
            4 | 5 => {
                let adds = kind == 4;
                let mut cart = self.cart.take().unwrap_or_default();
                for _ in 0..from.count() {
                    let item: Item = from.take();
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
                let orders = self.orders.get_or_insert_default();
                if orders.len() < ITEMS_MAX && !orders.iter().any(|known| known == id) {
                    orders.push(copy_text(id));
                    self.changed.add(Fact::VisitOrders);
                    self.count(Fact::Orders, 1);
                    self.count(Fact::Spent, value);
                    self.set_cart(Vec::new());
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
            // What is being ordered (6) may be a part of the cart, or a thing bought at once: it says nothing of the cart. Nor do an event
            // of the shop's own (10) and a message's (12).
            _ => {}
        }
    }

    fn show_product(&mut self, product: Option<Item>) {
        let shown = self.product.insert(Vec::new());
        // Not `extend`: it is a loop of its own, and 40 bytes more.
        if let Some(item) = product {
            shown.push(item);
        }
        self.changed.add(Fact::Product);
    }

    fn walk(&mut self, url: &str) {
        let path = self.path.get_or_insert_default();
        if let Some(page) = path.iter_mut().find(|page| page.url == url) {
            page.times = page.times.saturating_add(1);
        } else if path.len() < PATH_PAGES_MAX {
            path.push(PathPage { url: copy_text(url), times: 1 });
        }
        self.changed.add(Fact::Path);
    }

    fn set_cart(&mut self, cart: Vec<Item>) {
        self.cart = Some(cart);
        self.changed = self.changed.with(FactSet::CART);
    }

    /// The slots of some facts, as they travel: (fact, value), unknown ones left out.
    #[must_use]
    pub fn some(&self, facts: FactSet) -> Vec<(Fact, Value)> {
        facts.iter().map(|fact| (fact, self.get(fact).clone())).filter(|(_, value)| *value != Value::Unknown).collect()
    }
}

/// The facts of an arrival and a device, for [`EventKind::Arrival`].
#[must_use]
pub fn arrival_facts(arrival: &Arrival, user_agent: &str) -> Vec<(Fact, Value)> {
    let device = user_agent::device(user_agent);
    let kind = match device.kind {
        DeviceKind::Pc => "pc",
        DeviceKind::Mobile => "mobile",
        DeviceKind::Tablet => "tablet",
        DeviceKind::App => "app",
    };
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

crate::wire!(struct PathPage { url, times });

impl Wire for Fact {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(*self as u8);
    }

    /// A fact that a newer edge knows is one that this code can never read: it stands for unknown.
    fn take(from: &mut Reader<'_>) -> Self {
        Self::ALL.get(usize::from(from.byte())).copied().unwrap_or(Self::EdgeBits)
    }
}

impl Wire for Value {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Unknown => out.push(0),
            Self::None => out.push(1),
            Self::Number(number) => {
                out.push(2);
                number.put(out);
            }
            Self::Text(text) => {
                out.push(3);
                text.put(out);
            }
        }
    }

    fn take(from: &mut Reader<'_>) -> Self {
        match from.byte() {
            0 => Self::Unknown,
            1 => Self::None,
            2 => Self::Number(from.zigzag()),
            3 => Self::Text(from.take()),
            _ => {
                from.fail();
                Self::Unknown
            }
        }
    }
}

impl Wire for Facts {
    fn put(&self, out: &mut Vec<u8>) {
        self.now.put(out);
        put_varint(out, FACTS as u64);
        for slot in &self.slots {
            slot.put(out);
        }
        self.path.put(out);
        self.cart.put(out);
        self.product.put(out);
        self.orders.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        let now = from.take();
        let mut slots = [const { Value::Unknown }; FACTS];
        // Bytes of an older version have fewer slots, of a newer one more.
        for place in 0..from.count() {
            let value = from.take();
            if let Some(slot) = slots.get_mut(place) {
                *slot = value;
            }
        }
        let (path, cart, product, orders) = (from.take(), from.take(), from.take(), from.take());
        Self { now, slots, path, cart, product, orders, changed: FactSet::ALL }
    }
}
