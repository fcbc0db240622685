//! What the shell tells the engine: one byte of kind, then postcard. `js/abi.ts` writes it.

use model::{
    codec::Reader,
    event::{Custom, EventKind, ITEMS_MAX, Item, Member, Order, Page, QUANTITY_MAX, Search},
    money::{Currency, Micros},
    wire::WireError,
};

/// Kind 1: a page has loaded.
pub struct Boot<'a> {
    /// The device's clock, milliseconds.
    pub now: f64,
    /// The page's address.
    pub url: &'a str,
    /// Where it was reached from, when that is outside the shop: `document.referrer`, or the page's own address where that carries a campaign;
    /// else empty.
    pub referrer: &'a str,
    /// The site's public key.
    pub site_key: &'a str,
    /// The browser's secret id.
    pub visitor: [u8; 16],
    /// Made once for this storage.
    pub install: u32,
    /// Made once for this tab.
    pub tab: u32,
    /// The first sequence not used by this tab.
    pub next_seq: u32,
    /// The site's bundle, empty when it could not be had.
    pub bundle: &'a [u8],
    /// What was stored, empty on a first visit.
    pub state: &'a [u8],
}

impl<'a> Boot<'a> {
    /// Reads it.
    ///
    /// # Errors
    /// `Broken` when the bytes are not one.
    pub fn take(from: &mut Reader<'a>) -> Result<Self, WireError> {
        let boot = Self {
            now: from.float(),
            url: from.text(),
            referrer: from.text(),
            site_key: from.text(),
            visitor: from.take(),
            install: from.small(),
            tab: from.small(),
            next_seq: from.small(),
            bundle: from.bytes(),
            state: from.bytes(),
        };
        from.check().map(|()| boot)
    }
}

/// Reads an event as a page told it (kind 2), and checks it. The shell has cut texts to their limits; amounts are read exactly; an amount that is no amount, or is
/// in another currency than the site's, is not known. `None`: the event says nothing that can be kept.
///
/// # Errors
/// `Broken` when the bytes are not an event.
pub fn take_event(from: &mut Reader<'_>, site: Currency) -> Result<Option<EventKind>, WireError> {
    let kind = from.byte();
    let event = match kind {
        1 => {
            let (url, title) = (from.text(), from.text());
            Some(EventKind::Page(Page { url: url.to_owned(), title: title.to_owned() }))
        }
        2..=6 => {
            let currency = from.text();
            let priced = currency.is_empty() || Currency::parse(currency) == Some(site);
            let mut items = items(from, priced);
            match kind {
                2 => items.pop().map(EventKind::Product),
                // Nothing was said of what was added or taken out; an empty cart is said by an empty list.
                4 | 5 if items.is_empty() => None,
                3 => Some(EventKind::CartSet(items)),
                4 => Some(EventKind::CartAdd(items)),
                5 => Some(EventKind::CartRemove(items)),
                _ => Some(EventKind::Checkout(items)),
            }
        }
        7 => {
            let (id, value, code) = (from.text(), from.text(), from.text());
            let currency = Currency::parse(code).unwrap_or(site);
            let items = items(from, currency == site);
            let sum = || items.iter().try_fold(0_i64, |sum, item| sum.checked_add(item.total()?.0)).map(Micros);
            let value = Micros::parse(value).or_else(sum).unwrap_or_default();
            (!id.is_empty()).then(|| EventKind::Order(Order { id: id.to_owned(), value, currency, items }))
        }
        8 => {
            let (word, results) = (from.text(), from.take());
            (!word.is_empty()).then(|| EventKind::Search(Search { word: word.to_owned(), results }))
        }
        9 => {
            let (id, signature) = (from.text(), from.text());
            Some(EventKind::Member(Member { id: id.to_owned(), signature: signature.to_owned() }))
        }
        10 => {
            let (name, value) = (from.text(), from.text());
            (!name.is_empty()).then(|| EventKind::Custom(Custom { name: name.to_owned(), value: value.to_owned() }))
        }
        _ => return Err(WireError::UnknownKind),
    };
    from.check().map(|()| event)
}

fn items(from: &mut Reader<'_>, priced: bool) -> Vec<Item> {
    let mut items = Vec::new();
    for _ in 0..from.small() {
        if from.is_done() || items.len() >= ITEMS_MAX {
            break;
        }
        let (id, name, category, price, quantity) = (from.text(), from.text(), from.text(), from.text(), from.text());
        let id = if id.is_empty() { name } else { id };
        // "2" and "2.0" are two; what is no number of units is one.
        let units = Micros::parse(quantity).and_then(|units| u32::try_from(units.0 / 1_000_000).ok()).unwrap_or(1);
        if !id.is_empty() {
            items.push(Item {
                id: id.to_owned(),
                name: name.to_owned(),
                category: category.to_owned(),
                price: if priced { Micros::parse(price) } else { None },
                quantity: units.clamp(1, QUANTITY_MAX),
            });
        }
    }
    items
}
