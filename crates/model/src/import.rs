//! Events that somebody else kept: a line of JSON each, named as Google Analytics 4 names them.
//!
//! A line says who, when and what: `{"visitor": "1563", "at": "2026-11-21T09:00:00+09:00", "type": "view_item", "item": "A-1"}`. What these
//! lines become goes through the same fold as what browsers send. An imported event's id is a hash of what it says, so that sending a
//! file again changes nothing.

use serde::{Deserialize, Deserializer};

use crate::{
    codec::put_bytes,
    event::{Event, EventKind, Item, Order, Page, Search, TEXT_CHARS_MAX, clip, clip_url},
    ids::{EventId, VisitorId, hex, stable_hash},
    money::{Currency, Micros},
    time::EpochMs,
    wire::{put_event, within_limits},
};

/// Lines before this moment are a slip of a unit (seconds for milliseconds), not history: 2000-01-01.
const AT_MIN: EpochMs = EpochMs(946_684_800_000);

/// One line. Keys that are not named here are left alone.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    /// Whoever kept the events calls their visitor so.
    #[serde(alias = "session", deserialize_with = "text")]
    pub visitor: String,
    /// When: RFC 3339, or milliseconds since 1970.
    #[serde(alias = "ts")]
    at: EpochMs,
    /// What: `page_view`, `view_item`, `add_to_cart`…
    #[serde(rename = "type")]
    kind: String,
    /// The event's own id, where it has one: the same id at the same time is the same event.
    #[serde(default, deserialize_with = "some_text")]
    id: Option<String>,
    /// One product: an object, or its id alone.
    #[serde(default, alias = "aid")]
    item: Option<Product>,
    /// Several.
    #[serde(default)]
    items: Option<Vec<Product>>,
    /// A page's address.
    #[serde(default, alias = "page_location")]
    url: Option<String>,
    /// A page's title.
    #[serde(default, alias = "page_title")]
    title: Option<String>,
    /// An order's number.
    #[serde(default, alias = "transaction_id", deserialize_with = "some_text")]
    order_id: Option<String>,
    /// What was paid.
    #[serde(default)]
    value: Option<Micros>,
    /// In which currency; the site's where it is left out.
    #[serde(default)]
    currency: Option<Currency>,
    /// What was searched.
    #[serde(default, alias = "search_term")]
    word: Option<String>,
    /// How many products that found.
    #[serde(default)]
    results: Option<u32>,
}

/// A product as lines have it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Product {
    Id(TextOrNumber),
    Whole(ProductFields),
}

#[derive(Clone, Debug, Deserialize)]
struct ProductFields {
    #[serde(alias = "item_id")]
    id: TextOrNumber,
    #[serde(default, alias = "item_name")]
    name: String,
    #[serde(default, alias = "item_category")]
    category: String,
    #[serde(default)]
    price: Option<Micros>,
    #[serde(default)]
    quantity: Option<u32>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum TextOrNumber {
    Text(String),
    Number(i64),
}

/// Why a line is not an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportError {
    /// No kind of event that is imported.
    Type(String),
    /// The kind needs something that the line does not say.
    Missing(&'static str),
    /// Before 2000.
    TooEarly,
    /// Later than now.
    Future,
    /// A text, a list or a number is over its limit.
    Limit,
}

impl core::fmt::Display for ImportError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Type(kind) => write!(
                f,
                "the type {kind:?} is not one of page_view, view_item, add_to_cart, remove_from_cart, view_cart, begin_checkout, purchase, search"
            ),
            Self::Missing(what) => write!(f, "this type needs {what}"),
            Self::TooEarly => f.write_str("at is before the year 2000: give milliseconds, or RFC 3339"),
            Self::Future => f.write_str("at is later than now"),
            Self::Limit => f.write_str("a text, a list or a number is over its limit, or empty"),
        }
    }
}

impl core::error::Error for ImportError {}

/// Turns lines into events; one for each request, since it counts lines that are the same.
#[derive(Debug)]
pub struct Importer {
    currency: Currency,
    now: EpochMs,
    seen: std::collections::BTreeMap<EventId, u32>,
}

impl Importer {
    /// With the site's currency and the edge's clock.
    #[must_use]
    pub const fn new(currency: Currency, now: EpochMs) -> Self {
        Self { currency, now, seen: std::collections::BTreeMap::new() }
    }

    /// The event of a line. The n-th line of a request that says exactly the same is another event than the first. `visitor` is the id that
    /// stands for [`Line::visitor`]: made with a secret of the site, for whoever knows an id can ask what is known of it.
    ///
    /// # Errors
    /// [`ImportError`] says what is wrong with the line.
    pub fn event(&mut self, line: Line, visitor: VisitorId) -> Result<Event, ImportError> {
        if line.visitor.is_empty() {
            return Err(ImportError::Missing("a visitor"));
        }
        if line.at < AT_MIN {
            return Err(ImportError::TooEarly);
        }
        if line.at > self.now {
            return Err(ImportError::Future);
        }
        let (at, own_id) = (line.at, line.id.clone());
        let kind = self.kind(line, visitor)?;
        if !within_limits(&kind) {
            return Err(ImportError::Limit);
        }
        let mut event = Event { id: EventId::default(), at, kind };
        event.id = match own_id {
            Some(id) => id_of(&[b"id", &visitor.0, id.as_bytes()]),
            None => {
                let mut content = Vec::new();
                put_event(&mut content, &event);
                let first = id_of(&[b"content", &visitor.0, &content]);
                let times = self.seen.entry(first).and_modify(|times| *times += 1).or_insert(0);
                if *times == 0 { first } else { id_of(&[b"again", &visitor.0, &content, &times.to_be_bytes()]) }
            }
        };
        Ok(event)
    }

    fn kind(&self, line: Line, visitor: VisitorId) -> Result<EventKind, ImportError> {
        let listed = line.items.unwrap_or_default();
        let items: Vec<Item> = line.item.into_iter().chain(listed).map(Item::from).collect();
        let some = |items: Vec<Item>| if items.is_empty() { Err(ImportError::Missing("an item")) } else { Ok(items) };
        Ok(match line.kind.as_str() {
            "page_view" => EventKind::Page(Page {
                url: line.url.map(|url| clip_url(&url).to_owned()).filter(|url| !url.is_empty()).ok_or(ImportError::Missing("a url"))?,
                title: clip(&line.title.unwrap_or_default(), TEXT_CHARS_MAX),
            }),
            "view_item" | "click" | "clicks" => EventKind::Product(items.into_iter().next().ok_or(ImportError::Missing("an item"))?),
            "add_to_cart" | "cart" | "carts" => EventKind::CartAdd(some(items)?),
            "remove_from_cart" => EventKind::CartRemove(some(items)?),
            "view_cart" => EventKind::CartSet(items),
            "begin_checkout" => EventKind::Checkout(items),
            "purchase" | "order" | "orders" => {
                let total = || items.iter().try_fold(0_i64, |sum, item| sum.checked_add(item.total()?.0)).map(Micros);
                EventKind::Order(Order {
                    id: line.order_id.map_or_else(|| order_id(visitor, line.at, &items), |id| clip(&id, TEXT_CHARS_MAX)),
                    value: line.value.or_else(total).unwrap_or_default(),
                    currency: line.currency.unwrap_or(self.currency),
                    items,
                })
            }
            "search" => EventKind::Search(Search {
                word: line.word.map(|word| clip(&word, TEXT_CHARS_MAX)).ok_or(ImportError::Missing("a word"))?,
                results: line.results,
            }),
            _ => return Err(ImportError::Type(line.kind)),
        })
    }
}

/// The number of an order that came without one: of whom, when and what it is.
fn order_id(visitor: VisitorId, at: EpochMs, items: &[Item]) -> String {
    let mut products = Vec::new();
    items.iter().for_each(|item| put_bytes(&mut products, item.id.as_bytes()));
    format!("import-{}", hex(&stable_hash(&[b"order", &visitor.0, &at.0.to_be_bytes(), &products]).to_be_bytes()))
}

/// 96 bits of two hashes.
fn id_of(parts: &[&[u8]]) -> EventId {
    let salted = |salt: &[u8]| {
        let mut all: Vec<&[u8]> = vec![b"imported event", salt];
        all.extend_from_slice(parts);
        stable_hash(&all)
    };
    let (one, two) = (salted(b"1"), salted(b"2"));
    let half = |hash: u64| u32::try_from(hash >> 32).unwrap_or(0);
    EventId { install: half(one), tab: half(one << 32), seq: half(two) }
}

impl From<Product> for Item {
    fn from(product: Product) -> Self {
        match product {
            Product::Id(id) => Self { id: clip(&id.into_text(), TEXT_CHARS_MAX), quantity: 1, ..Self::default() },
            Product::Whole(fields) => Self {
                id: clip(&fields.id.into_text(), TEXT_CHARS_MAX),
                name: clip(&fields.name, TEXT_CHARS_MAX),
                category: clip(&fields.category, TEXT_CHARS_MAX),
                price: fields.price,
                quantity: fields.quantity.unwrap_or(1),
            },
        }
    }
}

impl TextOrNumber {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
        }
    }
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    TextOrNumber::deserialize(deserializer).map(TextOrNumber::into_text)
}

fn some_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::<TextOrNumber>::deserialize(deserializer).map(|found| found.map(TextOrNumber::into_text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: EpochMs = EpochMs(1_800_000_000_000);

    fn importer() -> Importer {
        Importer::new(Currency(*b"KRW"), NOW)
    }

    fn event(importer: &mut Importer, line: &str) -> Result<(VisitorId, Event), String> {
        let line: Line = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let mut visitor = VisitorId([7; 16]);
        for (slot, byte) in visitor.0.iter_mut().zip(line.visitor.bytes()) {
            *slot = byte;
        }
        importer.event(line, visitor).map(|event| (visitor, event)).map_err(|error| error.to_string())
    }

    #[test]
    fn plain_histories_and_ga4_say_the_same() {
        let plain = event(&mut importer(), r#"{"session": 7, "ts": 1659304800025, "aid": 1517085, "type": "clicks"}"#).unwrap();
        let ga4 = r#"{"visitor": "7", "at": "2022-08-01T07:00:00.025+09:00", "type": "view_item", "items": [{"item_id": "1517085", "quantity": 1}], "more": 1}"#;
        assert_eq!(event(&mut importer(), ga4).unwrap(), plain);
        let EventKind::Product(item) = &plain.1.kind else { panic!("{plain:?}") };
        assert_eq!((item.id.as_str(), item.quantity), ("1517085", 1));
    }

    #[test]
    fn the_same_line_again_is_another_event_but_not_in_another_request() {
        let line = r#"{"visitor": "7", "at": 1659304800025, "item": "a", "type": "cart"}"#;
        let mut one = importer();
        let first = event(&mut one, line).unwrap().1.id;
        let second = event(&mut one, line).unwrap().1.id;
        let mut two = importer();
        assert_ne!(first, second);
        assert_eq!(event(&mut two, line).unwrap().1.id, first);
        assert_eq!(event(&mut two, line).unwrap().1.id, second);
        let named = r#"{"visitor": "7", "at": 1659304800025, "item": "a", "type": "cart", "id": "e-1"}"#;
        assert_eq!(event(&mut one, named).unwrap().1.id, event(&mut one, named).unwrap().1.id);
    }

    #[test]
    fn orders() {
        let order = |line: &str| match event(&mut importer(), line).unwrap().1.kind {
            EventKind::Order(order) => order,
            other => panic!("{other:?}"),
        };
        let said = order(
            r#"{"visitor": "7", "at": 1659304800025, "type": "purchase", "transaction_id": 12, "value": "12000", "currency": "usd"}"#,
        );
        assert_eq!((said.id.as_str(), said.value, said.currency), ("12", Micros(12_000_000_000), Currency(*b"USD")));
        let derived = |item: &str| order(&format!(r#"{{"visitor": "7", "at": 1659304800025, "type": "orders", "aid": "{item}"}}"#)).id;
        assert_eq!(derived("a"), derived("a"));
        assert_ne!(derived("a"), derived("b"));
        let summed =
            order(r#"{"visitor": "7", "at": 1659304800025, "type": "order", "items": [{"id": "a", "price": "3.5", "quantity": 2}]}"#);
        assert_eq!((summed.value, summed.currency), (Micros(7_000_000), Currency(*b"KRW")));
    }

    #[test]
    fn what_is_no_event() {
        for (line, why) in [
            (r#"{"visitor": "7", "at": 1659304800025, "type": "scroll"}"#, "not one of page_view"),
            (r#"{"visitor": "7", "at": 1659304800025, "type": "view_item"}"#, "an item"),
            (r#"{"visitor": "7", "at": 1659304800025, "type": "page_view"}"#, "a url"),
            (r#"{"visitor": "7", "at": 1659304800025, "type": "search"}"#, "a word"),
            (r#"{"visitor": "", "at": 1659304800025, "type": "search", "word": "x"}"#, "a visitor"),
            (r#"{"visitor": "7", "at": 1659304800, "type": "cart", "item": "a"}"#, "before the year 2000"),
            (r#"{"visitor": "7", "at": 1900000000000, "type": "cart", "item": "a"}"#, "later than now"),
            (r#"{"visitor": "7", "at": "yesterday", "type": "cart", "item": "a"}"#, "RFC 3339"),
            (r#"{"visitor": "7", "at": 1659304800025, "type": "cart", "item": {"id": "a", "quantity": 0}}"#, "over its limit"),
            (r#"{"visitor": "7", "at": 1659304800025, "type": "order", "item": "a", "value": -1}"#, "an amount"),
            (r#"{"at": 1659304800025, "type": "cart", "item": "a"}"#, "visitor"),
            ("7,8", ""),
        ] {
            let error = event(&mut importer(), line).unwrap_err();
            assert!(error.contains(why), "{line}: {error}");
        }
    }
}
