//! Facts: everything that conditions read, folded from events. The same fold runs in the browser, at the edge and over tapes.
//!
//! A fact is a slot with a number, a text, or nothing; the path, the cart, the product and the visit's orders are lists of their own.
//! What must be counted over days (products seen, events, messages) are rows of a log. Slots rather than a struct of fields: storing, restoring and reading them is one loop, and a new fact is one line.

mod derive;
pub mod first_form;
pub mod fold;
pub mod json;
mod log;
mod set;

use crate::{
    codec::{Reader, Wire, copy_text, put_bytes, put_varint},
    event::Item,
    money::Micros,
    time::{EpochMs, Zone},
};
pub use fold::{arrival_facts, source_name};
pub use log::{LOG_BYTES_MAX, Row, Rows};
pub use set::FactSet;

/// A visit ends after this long without activity (features.md, "visit"): a gap of exactly 30 minutes is the same visit.
pub const VISIT_GAP_MS: i64 = 30 * 60_000;

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
    /// The pages seen in this visit; a log.
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
    /// The domain that the visit came from, without `www.`; of a search engine's too (S08).
    Referrer = "referrer",
    /// The page on which this visit's last order or sign-up happened (S13).
    ConversionPage = "conversion_page",
    /// The browser's language, `ko-kr` (S23).
    Language = "language",
    /// The window's width, CSS pixels (S23).
    ScreenWidth = "screen_width",
    /// The deepest part of this page that was seen, percent (S28).
    Scroll = "scroll",
    /// 1 when the shopper was about to leave this page (S28).
    ExitIntent = "exit_intent",
    /// When the shopper last did anything on this page, milliseconds.
    IdleSince = "idle_since",
    /// Seconds since then (S28); calculated.
    IdleSeconds = "idle_seconds",
    /// Views of products: id, category, price; a log (S15).
    Viewed = "viewed",
    /// What was put into the cart: id, category, price; a log (S17, S24).
    Added = "added",
    /// Events of the shop's own, sign-ups, order forms: name, properties; a log (S24).
    Events = "events",
    /// What became of messages: act and id; a log (S25).
    Messages = "messages",
    /// Orders that this browser saw: number, value; a log (S24).
    Ordered = "ordered",
    /// The price of the product on the page, millionths; calculated (S15).
    ProductPrice = "product_price",
    /// The last known cart, millionths; where nothing else was said the cart itself (S16b).
    LastCartTotal = "last_cart_total",
    /// Different products of the last known cart.
    LastCartKinds = "last_cart_kinds",
    /// Units of the last known cart.
    LastCartUnits = "last_cart_units",
    /// When something was last put into the cart, milliseconds; conditions read its day (S17).
    LastAdded = "last_added",
    /// 1 when the person is known as a member (S20). From here on only the edge knows.
    IsMember = "is_member",
    /// The day of the sign-up.
    SignUpDay = "sign_up_day",
    /// The day of the last log-in.
    LastLoginDay = "last_login_day",
    /// Log-ins so far.
    Logins = "logins",
    /// Grade.
    Grade = "grade",
    /// female, male, other.
    Gender = "gender",
    /// Whole years.
    Age = "age",
    /// The day of the next birthday, today's included.
    Birthday = "birthday",
    /// `1` to `12`.
    BirthMonth = "birth_month",
    /// Region.
    Region = "region",
    /// 1 when advertising by SMS is allowed (S21).
    ConsentSms = "consent_sms",
    /// The same by Kakao.
    ConsentKakao = "consent_kakao",
    /// The same by e-mail.
    ConsentEmail = "consent_email",
    /// The same by app push.
    ConsentPush = "consent_push",
    /// 1 when the person is a friend of the Kakao channel.
    KakaoFriend = "kakao_friend",
    /// Points (S22).
    Points = "points",
    /// Money spent by order, millionths; calculated by [`Facts::derive`].
    AverageOrder = "average_order",
    /// The day of the first order.
    FirstOrderDay = "first_order_day",
    /// The day of the last order.
    LastOrderDay = "last_order_day",
    /// RFM group (S26).
    Rfm = "rfm",
    /// Price band most bought from.
    PriceBand = "price_band",
    /// The day on which the next purchase is expected.
    NextPurchaseDay = "next_purchase_day",
    /// Lines bought: id, category, price; a log (S19).
    Bought = "bought",
    /// The same by name; a log.
    BoughtNames = "bought_names",
    /// Usable coupons: number, name, and their last day; a log (S22).
    Coupons = "coupons",
    /// Uploaded lists that the person is on; a log (S27).
    Lists = "lists",
    /// The shop's own fields: name, value; a log (S20).
    Fields = "fields",
    /// How many people look at this product or page now, as the edge counts them (M07); of one tab.
    Watching = "watching",
}

impl Fact {
    /// The fact of a number; one that a newer service knows is one that this code can never read, and stands for unknown.
    #[must_use]
    pub const fn of(number: u8) -> Self {
        if (number as usize) < FACTS {
            // SAFETY: the numbers are 0 to `FACTS` − 1 without a gap. (A table of them all would be as many bytes of the browser's module.)
            unsafe { core::mem::transmute::<u8, Self>(number) }
        } else {
            Self::EdgeBits
        }
    }

    /// True for a log: a fact of rows.
    #[must_use]
    pub const fn is_log(self) -> bool {
        let number = self as u8;
        number == Self::Path as u8
            || number >= Self::Viewed as u8 && number <= Self::Ordered as u8
            || number >= Self::Bought as u8 && number <= Self::Fields as u8
    }
}

/// How many facts there are.
pub const FACTS: usize = Fact::ALL.len();

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
    /// Lines.
    Items(&'a [Item]),
    /// A log among the rows of all.
    Log(&'a Rows),
}

/// Everything known at one moment about one visit and its person. The JSON form is `schemas/facts.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The moment that the facts speak of.
    pub now: EpochMs,
    slots: [Value; FACTS],
    /// The cart; it outlives the visit. `None`: not known.
    pub cart: Option<Vec<Item>>,
    /// The product on the page: one, or none; `None`: not known.
    pub product: Option<Vec<Item>>,
    /// The rows of all logs. A log whose slot is empty is not known.
    pub log: Rows,
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
        cart: None,
        product: None,
        log: Rows(Vec::new()),
        changed: FactSet::ALL,
    };

    /// The facts of a browser that has never been here: nothing in the cart, no visit, no order. A constant, so that no code makes them.
    pub const NEWCOMER: Self = {
        let mut facts = Self::UNKNOWN;
        core::mem::forget(facts.cart.replace(Vec::new()));
        core::mem::forget(facts.product.replace(Vec::new()));
        let mut slots: &mut [Value] = &mut facts.slots;
        let mut place = 0;
        while let [slot, rest @ ..] = slots {
            let known = FactSet(if place < 63 { 1 << place } else { 0 });
            if known.0 & FactSet::COUNTS.with(FactSet::LOGS).0 != 0 {
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
                Fact::VisitStarted | Fact::Ordered => self.changed = self.changed.with(FactSet::OF_VISIT),
                Fact::PageSince => self.changed.add(Fact::PageSeconds),
                Fact::IdleSince => self.changed.add(Fact::IdleSeconds),
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
        for number in 0..FACTS as u8 {
            let fact = Fact::of(number);
            if facts.has(fact) {
                self.set(fact, if known { Value::None } else { Value::Unknown });
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
        for (number, (slot, other)) in (0..).zip(self.slots.iter_mut().zip(&mut tab.slots)) {
            // (It has no bit of its own.)
            if FactSet::TAB.has(Fact::of(number)) || number == Fact::Watching as u8 {
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

    /// Reads one fact. The zone is the shop's. What is calculated from others is so only where its own slot is empty.
    #[must_use]
    pub fn read(&self, fact: Fact, zone: &Zone) -> Read<'_> {
        match self.get(fact) {
            Value::Unknown => self.calculate(fact, zone),
            _ if fact.is_log() => Read::Log(&self.log),
            Value::None => Read::None,
            Value::Number(at) if fact == Fact::LastAdded => Read::Number(i64::from(zone.day(EpochMs(*at)).0)),
            Value::Number(number) => Read::Number(*number),
            Value::Text(text) => Read::Text(text),
        }
    }

    fn calculate(&self, fact: Fact, zone: &Zone) -> Read<'_> {
        let since = |since: Fact| match self.get(since) {
            Value::Number(since) => Read::Number(self.now.0.saturating_sub(*since).max(0) / 1000),
            Value::None => Read::None,
            _ => Read::Unknown,
        };
        let cart = self.cart.as_deref();
        let number = match fact {
            Fact::Product => return self.product.as_deref().map_or(Read::Unknown, Read::Items),
            Fact::CartItems => return cart.map_or(Read::Unknown, Read::Items),
            Fact::LocalTime => Some(zone.minute_of_week(self.now)),
            Fact::SiteSeconds => return since(Fact::VisitStarted),
            Fact::PageSeconds => return since(Fact::PageSince),
            Fact::IdleSeconds => return since(Fact::IdleSince),
            Fact::CartTotal | Fact::LastCartTotal => self.cart_total().map(|total| total.0),
            Fact::CartKinds | Fact::LastCartKinds => cart.map(kinds),
            Fact::CartUnits | Fact::LastCartUnits => cart.map(|items| items.iter().map(|item| i64::from(item.quantity)).sum()),
            Fact::VisitOrders => self.visit_orders(),
            Fact::ProductPrice => match self.product.as_deref() {
                Some([]) => return Read::None,
                Some([item, ..]) => item.price.map(|price| price.0),
                None => None,
            },
            _ => None,
        };
        number.map_or(Read::Unknown, Read::Number)
    }

    /// The orders of the visit going on; `None`: not known.
    #[must_use]
    pub fn visit_orders(&self) -> Option<i64> {
        let started = self.number(Fact::VisitStarted)?;
        let _known = self.number(Fact::Ordered)?;
        let mut count = 0;
        for row in self.log.iter() {
            count += i64::from(row.fact == Fact::Ordered && row.at.0 >= started);
        }
        Some(count)
    }

    /// What the cart's lines come to; `None` when the cart, or the price of a line, is not known.
    #[must_use]
    pub fn cart_total(&self) -> Option<Micros> {
        self.cart.as_ref()?.iter().try_fold(0_i64, |sum, item| sum.checked_add(item.total()?.0)).map(Micros)
    }

    /// The slots of some facts, as they travel: (fact, value), unknown ones left out.
    #[must_use]
    pub fn some(&self, facts: FactSet) -> Vec<(Fact, Value)> {
        facts.iter().map(|fact| (fact, self.get(fact).clone())).filter(|(_, value)| *value != Value::Unknown).collect()
    }
}

/// How many different products there are: one may stand on two lines, by its colours.
fn kinds(items: &[Item]) -> i64 {
    let mut count = 0;
    for item in items {
        // Each counts where its id stands first.
        count += i64::from(items.iter().find(|other| other.id == item.id).is_some_and(|first| core::ptr::eq(first, item)));
    }
    count
}

impl Wire for Fact {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(*self as u8);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        Self::of(from.byte())
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
        self.cart.put(out);
        self.product.put(out);
        put_bytes(out, &self.log.0);
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
        let (cart, product) = (from.take(), from.take());
        let log = Rows(crate::codec::copy(from.bytes()));
        Self { now, slots, cart, product, log, changed: FactSet::ALL }
    }
}
