//! How events travel and are kept: postcard, every event framed as kind, length, bytes, so that a reader skips a kind it does not know.
//!
//! A batch is one version byte, a [`Header`], and frames to the end. A frame is one byte of kind, a varint length, and that many
//! bytes: the event's id and time, then the fields of its kind. A tape's chunk is frames alone.

use crate::{
    codec::{Reader, Wire, put_bytes},
    event::{Event, EventKind, ITEMS_MAX, QUANTITY_MAX, TEXT_CHARS_MAX, URL_BYTES_MAX, VARIANTS_MAX},
    facts::{FACTS, Fact, Value},
    ids::{EventId, VisitorId},
    money::Micros,
    time::EpochMs,
};

/// The version byte of a batch and of an answer.
pub const VERSION: u8 = 1;
/// Largest body that collect takes. A batch has ≤ 100 events of ≤ 0.5 KB as a rule; browsers refuse keepalive bodies over 64 KB.
pub const BATCH_BYTES_MAX: usize = 65_536;
/// Most events of a batch.
pub const BATCH_EVENTS_MAX: usize = 200;
/// Largest frame: an order of 100 lines with long Korean names (100 × 3 texts × 200 characters × 3 bytes) does not fit, one of real names does.
pub const FRAME_BYTES_MAX: usize = 32_768;

/// Who sends a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The site's public key.
    pub site_key: String,
    /// The browser's secret id.
    pub visitor: VisitorId,
    /// When it was sent, by the device's clock.
    pub sent_at: EpochMs,
    /// The version of the bundle that the browser works with; 0: none yet.
    pub config_version: u32,
}

/// What the edge says to a batch.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Answer {
    /// The edge's clock.
    pub server_now: EpochMs,
    /// The site's current bundle. A browser with another one fetches it.
    pub config_version: u32,
    /// What need not be sent again: (tab, from, to) of sequences, taken or refused.
    pub done: Vec<(u32, u32, u32)>,
    /// What the edge knows and the browser may: of the person ([`crate::facts::FactSet::PERSON`]) and of where the visit going on came
    /// from ([`crate::facts::FactSet::ARRIVAL`]).
    pub facts: Vec<(Fact, Value)>,
    /// Verdicts of the conditions that only the edge can answer, two bits each (0 unknown, 1 no, 2 yes), for `config_version`.
    pub bits: Vec<u8>,
}

/// Why bytes could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireError {
    /// Not the version that this code reads.
    Version,
    /// The bytes end too early or are not what they should be.
    Broken,
    /// A text, list or number is over its limit.
    Limit,
    /// A kind of event that this code does not know.
    UnknownKind,
}

impl core::fmt::Display for WireError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Version => "the version byte is not one that this service reads",
            Self::Broken => "the bytes are cut short or are not postcard of this format",
            Self::Limit => "a text, a list or a number is over its limit",
            Self::UnknownKind => "the kind of event is not known here",
        })
    }
}

crate::wire!(struct Header { site_key, visitor, sent_at, config_version });
crate::wire!(struct Answer { server_now, config_version, done, facts, bits });

/// Reads a value that fills the bytes.
///
/// # Errors
/// `Broken` when the bytes are not such a value, or go on after it.
pub fn read<T: Wire>(bytes: &[u8]) -> Result<T, WireError> {
    let mut from = Reader::new(bytes);
    let value = from.take();
    from.check()?;
    if from.is_done() { Ok(value) } else { Err(WireError::Broken) }
}

/// The bytes of a value.
pub fn written<T: Wire>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    value.put(&mut out);
    out
}

/// Appends an event's frame.
pub fn put_event(out: &mut Vec<u8>, event: &Event) {
    let mut fields = Vec::new();
    let kind = put_fields(&mut fields, &event.kind);
    put_frame(out, kind, &written(&event.id), event.at, &fields);
}

/// Appends a frame of an event whose id and fields are bytes already.
pub fn put_frame(out: &mut Vec<u8>, kind: u8, id: &[u8], at: EpochMs, fields: &[u8]) {
    let mut body = Vec::new();
    body.extend_from_slice(id);
    at.put(&mut body);
    body.extend_from_slice(fields);
    out.push(kind);
    put_bytes(out, &body);
}

/// Appends the fields of an event and answers the number of its kind.
pub fn put_fields(out: &mut Vec<u8>, kind: &EventKind) -> u8 {
    match kind {
        EventKind::Page(page) => {
            page.put(out);
            1
        }
        EventKind::Product(item) => {
            item.put(out);
            2
        }
        EventKind::CartSet(items) => {
            items.put(out);
            3
        }
        EventKind::CartAdd(items) => {
            items.put(out);
            4
        }
        EventKind::CartRemove(items) => {
            items.put(out);
            5
        }
        EventKind::Checkout(items) => {
            items.put(out);
            6
        }
        EventKind::Order(order) => {
            order.put(out);
            7
        }
        EventKind::Search(search) => {
            search.put(out);
            8
        }
        EventKind::Member(member) => {
            member.put(out);
            9
        }
        EventKind::Custom(custom) => {
            custom.put(out);
            10
        }
        EventKind::Landing(landing) => {
            landing.put(out);
            11
        }
        EventKind::Exposure(exposure) => {
            exposure.put(out);
            12
        }
        EventKind::Arrival(told) => {
            told.put(out);
            13
        }
    }
}

/// A frame as it stands in the bytes: its id and time are readable even where its kind is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// The event's id.
    pub id: EventId,
    /// The event's time.
    pub at: EpochMs,
    kind: u8,
    fields: &'a [u8],
}

/// The frames of a batch or a tape. A frame that ends too early ends the reading: what came before is good.
#[derive(Clone, Debug)]
pub struct Frames<'a>(pub &'a [u8]);

impl<'a> Iterator for Frames<'a> {
    type Item = Result<Frame<'a>, WireError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, after) = self.0.split_first()?;
        let mut from = Reader::new(after);
        let body = from.bytes();
        if let Err(error) = from.check() {
            self.0 = &[];
            return Some(Err(error));
        }
        self.0 = from.rest();
        if body.len() > FRAME_BYTES_MAX {
            return Some(Err(WireError::Limit));
        }
        let mut from = Reader::new(body);
        let (id, at) = from.take();
        Some(from.check().map(|()| Frame { id, at, kind: *kind, fields: from.rest() }))
    }
}

impl Frame<'_> {
    /// The event.
    ///
    /// # Errors
    /// `UnknownKind` for a newer kind, `Broken` or `Limit` for fields that are not right.
    pub fn event(&self) -> Result<Event, WireError> {
        let mut from = Reader::new(self.fields);
        let kind = match self.kind {
            1 => EventKind::Page(from.take()),
            2 => EventKind::Product(from.take()),
            3 => EventKind::CartSet(from.take()),
            4 => EventKind::CartAdd(from.take()),
            5 => EventKind::CartRemove(from.take()),
            6 => EventKind::Checkout(from.take()),
            7 => EventKind::Order(from.take()),
            8 => EventKind::Search(from.take()),
            9 => EventKind::Member(from.take()),
            10 => EventKind::Custom(from.take()),
            11 => EventKind::Landing(from.take()),
            12 => EventKind::Exposure(from.take()),
            13 => EventKind::Arrival(from.take()),
            _ => return Err(WireError::UnknownKind),
        };
        from.check()?;
        within_limits(&kind).then_some(Event { id: self.id, at: self.at, kind }).ok_or(WireError::Limit)
    }
}

/// Most that one order, or one unit, may cost: a billion units (10⁹ won are the price of a house). So a million such orders still sum up
/// far below 2⁶³ millionths of millions.
pub const AMOUNT_MAX: Micros = Micros(1_000_000_000_000_000);

/// True when every text, list and number of an event keeps its limit.
#[must_use]
pub fn within_limits(kind: &EventKind) -> bool {
    let text = |text: &str| text.len() <= TEXT_CHARS_MAX * 4 && !text.contains(char::is_control);
    let item = |item: &crate::event::Item| {
        text(&item.id)
            && !item.id.is_empty()
            && text(&item.name)
            && text(&item.category)
            && (1..=QUANTITY_MAX).contains(&item.quantity)
            && item.price.is_none_or(|price| (0..=AMOUNT_MAX.0).contains(&price.0))
    };
    let items = |items: &[crate::event::Item]| items.len() <= ITEMS_MAX && items.iter().all(item);
    match kind {
        EventKind::Page(page) => page.url.len() <= URL_BYTES_MAX && text(&page.title),
        EventKind::Product(one) => item(one),
        EventKind::CartSet(all) | EventKind::CartAdd(all) | EventKind::CartRemove(all) | EventKind::Checkout(all) => items(all),
        EventKind::Order(order) => {
            text(&order.id)
                && !order.id.is_empty()
                && (0..=AMOUNT_MAX.0).contains(&order.value.0)
                && order.currency.0.iter().all(u8::is_ascii_uppercase)
                && items(&order.items)
        }
        EventKind::Search(search) => text(&search.word),
        EventKind::Member(member) => text(&member.id) && text(&member.signature),
        EventKind::Custom(custom) => text(&custom.name) && text(&custom.value),
        EventKind::Landing(landing) => {
            landing.url.len() <= crate::url::URL_BYTES_MAX && landing.referrer.len() <= crate::url::URL_BYTES_MAX
        }
        EventKind::Arrival(told) => told.len() <= FACTS && told.iter().all(|(_, value)| !matches!(value, Value::Text(long) if !text(long))),
        EventKind::Exposure(exposure) => exposure.message.len() <= 40 && exposure.variant < VARIANTS_MAX,
    }
}
