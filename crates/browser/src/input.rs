//! What the shell tells the engine: one byte of kind, then postcard. `js/abi.ts` writes it.

use model::{
    codec::{Reader, Wire as _, put_bytes, put_varint},
    event::{ITEMS_MAX, QUANTITY_MAX},
    money::{Currency, Micros},
};

/// Kind 1: a page has loaded.
pub struct Boot<'a> {
    /// The page's address.
    pub url: &'a str,
    /// Where it was reached from, when that is outside the shop: `document.referrer`, or the page's own address where that carries a campaign;
    /// else empty.
    pub referrer: &'a str,
    /// The site's public key and the browser's secret id, as a batch's header begins.
    pub sender: &'a [u8],
    /// The numbers of this storage and this tab, as the ids of events begin.
    pub origin: &'a [u8],
    /// The first sequence not used by this tab.
    pub next_seq: u32,
    /// The site's bundle, empty when it could not be had.
    pub bundle: &'a [u8],
    /// What was stored, empty on a first visit.
    pub state: &'a [u8],
}

impl<'a> Boot<'a> {
    /// Reads it. What the engine only passes on stays in bytes.
    pub fn take(from: &mut Reader<'a>) -> Self {
        let (url, referrer) = (from.text(), from.text());
        let start = from.rest();
        from.text();
        from.exactly(16);
        let sender = from.since(start);
        let start = from.rest();
        from.small();
        from.small();
        let origin = from.since(start);
        Self { url, referrer, sender, origin, next_seq: from.small(), bundle: from.bytes(), state: from.bytes() }
    }
}

/// Reads an event as a page told it (kind 2), checks it and appends its fields as a frame has them. The shell has cut texts to their limits;
/// amounts are read exactly; an amount that is no amount, or is in another currency than the site's, is not known. False: the event says
/// nothing that can be kept. (Bytes that end too early are the caller's to check.)
pub fn take_event(kind: u8, from: &mut Reader<'_>, site: Currency, fields: &mut Vec<u8>) -> bool {
    match kind {
        2..=6 => {
            let currency = from.text();
            let priced = currency.is_empty() || Currency::parse(currency) == Some(site);
            let items = Items::take(from, priced);
            match kind {
                2 => fields.extend_from_slice(items.bytes.get(items.last..).unwrap_or_default()),
                _ => items.put(fields),
            }
            // Nothing was said of what was added or taken out; an empty cart is said by an empty list.
            items.count > 0 || kind == 3 || kind == 6
        }
        7 => {
            let (id, value, code) = (from.text(), from.text(), from.text());
            let currency = Currency::parse(code).unwrap_or(site);
            let items = Items::take(from, currency == site);
            put_bytes(fields, id.as_bytes());
            Micros::parse(value).or(items.total).unwrap_or_default().put(fields);
            currency.put(fields);
            items.put(fields);
            !id.is_empty()
        }
        8 => {
            let word = from.text();
            put_bytes(fields, word.as_bytes());
            from.take::<Option<u32>>().put(fields);
            !word.is_empty()
        }
        // Of a page address and title, of a member id and signature, of an event of the shop's own name and value.
        1 | 9 | 10 => {
            let first = from.text();
            put_bytes(fields, first.as_bytes());
            put_bytes(fields, from.text().as_bytes());
            kind < 10 || !first.is_empty()
        }
        _ => false,
    }
}

/// Lines of a cart in the bytes of a frame.
struct Items {
    count: usize,
    bytes: Vec<u8>,
    /// Where the last one begins.
    last: usize,
    /// What they come to; `None`: not known.
    total: Option<Micros>,
}

impl Items {
    fn take(from: &mut Reader<'_>, priced: bool) -> Self {
        let mut items = Self { count: 0, bytes: Vec::new(), last: 0, total: Some(Micros(0)) };
        for _ in 0..from.count() {
            if items.count >= ITEMS_MAX {
                break;
            }
            let mut texts = [""; 5];
            for text in &mut texts {
                *text = from.text();
            }
            let [id, name, category, price, quantity] = texts;
            let id = if id.is_empty() { name } else { id };
            // "2" and "2.0" are two; what is no number of units is one.
            let units =
                Micros::parse(quantity).and_then(|units| u32::try_from(units.0 / 1_000_000).ok()).unwrap_or(1).clamp(1, QUANTITY_MAX);
            // The last line that is kept has none, since more may have followed: what they come to is not known, rather than too little.
            let price = if priced && items.count + 1 < ITEMS_MAX { Micros::parse(price) } else { None };
            if !id.is_empty() {
                items.count += 1;
                items.last = items.bytes.len();
                for text in &[id, name, category] {
                    put_bytes(&mut items.bytes, text.as_bytes());
                }
                price.put(&mut items.bytes);
                units.put(&mut items.bytes);
                items.total = items.total.and_then(|sum| sum.0.checked_add(price?.times(units)?.0)).map(Micros);
            }
        }
        items
    }

    fn put(&self, fields: &mut Vec<u8>) {
        put_varint(fields, self.count as u64);
        fields.extend_from_slice(&self.bytes);
    }
}
