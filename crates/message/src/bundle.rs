//! The bundle: a site's published configuration in the bytes that browsers load. It holds nothing that a stranger may not read.
//!
//! One format byte, one of what the shell must know ([`crate::page`]), [`Settings`], the segments' program, then the messages, each framed as kind, length, bytes. What a message says is
//! bytes within those, which the engine hands to the drawing as they are (`crates/browser/js/view.ts` reads them).

use model::{
    codec::{Reader, Wire as _, copy, put_bytes},
    facts::Fact,
    money::{Currency, Micros},
    time::Zone,
    wire::WireError,
};
use segment::{
    compile::{Program, Target, is_slug},
    definition::Segment,
};

use crate::{
    content::{
        Anchor, Content,
        arrange::{blocks, content_of, needs_more},
    },
    definition::{Config, ConfigError, GROUPS_MAX, Kind, MESSAGES_MAX, Message, Status, check},
    page::{self, Page},
    recommend,
    rules::{self, Trigger, kind::PACE},
};

/// The format byte. A browser that reads another one asks for nothing and shows nothing.
pub const FORMAT: u8 = 3;
/// Places in pages are numbered from here on, by selector and side: messages for the same one take turns as those for a corner do.
pub const PAGE_PLACES: u8 = 8;
/// Most of them: `decide` has a bit for each place.
const PAGE_PLACES_MAX: usize = 32 - PAGE_PLACES as usize;
/// Kinds of messages that this code knows.
const KINDS: u8 = Kind::LAST as u8;
/// Largest bundle. The whole download before the first message is to stay ≤ 30 KB; this is what a shop with 500 messages may need.
pub const BUNDLE_BYTES_MAX: usize = 262_144;

/// Most values of all segments of a site that must be made into tables: a second or two of the edge's time.
const TABLES_MAX: usize = 1_000;

/// What a browser needs to know of the site.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Settings {
    /// Which published configuration this is.
    pub config_version: u32,
    /// The currency that prices are in when the page names none.
    pub currency: Currency,
    /// Messages' own words are Korean, else English.
    pub korean: bool,
    /// The shop's zone for the years around now.
    pub zone: Zone,
}

/// A message, as the engine needs it, in a bundle's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compiled<'a> {
    /// How it looks.
    pub kind: u8,
    /// Its id.
    pub id: &'a str,
    /// 1 + its segment's place in the program; 0: everybody.
    pub segment: u32,
    /// Where on the screen; from [`PAGE_PLACES`] on a place in the page.
    pub place: u8,
    /// Showings a visit, 0: no limit.
    pub per_visit: u32,
    /// The goals of a gauge, ascending; the same and products ([`crate::recommend`]); the number below which a ticker is silent: zigzag varints.
    pub goals: &'a [u8],
    /// What it says, for the drawing.
    pub content: &'a [u8],
    /// When it may show: [`crate::rules`].
    pub rules: &'a [u8],
}

impl Compiled<'_> {
    /// A sticky message is shown once for a whole visit and stays over its pages until it is closed.
    #[must_use]
    pub const fn is_sticky(&self) -> bool {
        Kind::STICKY.unbounded_shr(self.kind as u32) & 1 == 1
    }
}

/// Messages of kinds that this code can draw, by priority, highest first. They are read where they stand: a browser has no other use for them
/// than to look at each of them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Messages(Vec<u8>);

impl Messages {
    /// No message.
    pub const NONE: Self = Self(Vec::new());

    /// Their bytes, each message framed, as [`Messages::iter`] reads them.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The messages.
    pub fn iter(&self) -> impl Iterator<Item = Compiled<'_>> {
        let mut from = Reader::new(&self.0);
        core::iter::from_fn(move || next_message(&mut from))
    }

    /// What holds for all of them: showings a visit (0: no limit), and milliseconds between two.
    #[must_use]
    pub fn pace(&self) -> (u32, i64) {
        // It stands first, if there is one.
        let mut frame = Reader::new(Reader::new(&self.0).bytes());
        if frame.byte() == 0 && frame.byte() == PACE {
            let pace = (frame.small(), i64::from(frame.small()) * 1000);
            if frame.check().is_ok() {
                return pace;
            }
        }
        (0, 0)
    }
}

#[inline(never)]
fn next_message<'a>(from: &mut Reader<'a>) -> Option<Compiled<'a>> {
    while !from.is_done() {
        let mut message = Reader::new(from.bytes());
        let (kind, id, segment, place, per_visit) = (message.byte(), message.text(), message.small(), message.byte(), message.small());
        let (goals, content) = take_content(&mut message);
        let rules = message.rest();
        // A kind that a newer edge made is left out.
        if message.check().is_ok() && (1..=KINDS).contains(&kind) {
            return Some(Compiled { kind, id, segment, place, per_visit, goals, content, rules });
        }
    }
    None
}

/// Goals and content, as they stand.
#[inline(never)]
pub(crate) fn take_content<'a>(from: &mut Reader<'a>) -> (&'a [u8], &'a [u8]) {
    let count = from.count();
    let goals = from.rest();
    for _ in 0..count {
        from.varint();
    }
    (from.since(goals), from.bytes())
}

/// A bundle, read.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Bundle {
    /// The site's.
    pub settings: Settings,
    /// Segments.
    pub program: Program,
    /// Messages.
    pub messages: Messages,
}

/// What publishing makes of a configuration.
#[derive(Clone, Debug)]
pub struct Published {
    /// What browsers load.
    pub bundle: Vec<u8>,
    /// The conditions that the edge answers with bits, in their order. Kept by the edge.
    pub edge_tests: Vec<segment::test::Test>,
}

impl Published {
    /// With what the shop owner has set about pages.
    #[must_use]
    pub fn on(mut self, page: &Page) -> Self {
        page.mark(&mut self.bundle);
        self
    }
}

/// How many messages are named where a bundle is too big.
const LARGEST: usize = 3;

/// Checks and compiles a configuration as it is in force ([`Config::in_force`]). Segments that no active message uses stay at home.
///
/// # Errors
/// The first thing that is wrong; nothing is published then.
pub fn publish(config: &Config, settings: &Settings) -> Result<Published, ConfigError> {
    let used = used(config)?;
    let compiled = segment::compile::compile_of(&config.segments, used.iter(), Target::Browser);
    let mut active: Vec<&Message> = config.messages.iter().filter(|message| message.status == Status::Active).collect();
    active.sort_by_key(|message| core::cmp::Reverse(message.priority));
    let mut anchors: Vec<&Anchor> = Vec::new();
    for anchor in active.iter().filter_map(|message| message.content.anchor.as_ref()) {
        if !anchors.contains(&anchor) {
            anchors.push(anchor);
        }
    }
    if anchors.len() > PAGE_PLACES_MAX {
        return Err(ConfigError::TooMany { what: "different places in pages (content.anchor)", max: PAGE_PLACES_MAX });
    }
    let more = active
        .iter()
        .any(|message| needs_more(message) || message.variants.iter().any(|variant| needs_more(&message.with(&variant.content))));
    let watches = compiled.tests.iter().any(|test| matches!(test.fact, Fact::Scroll | Fact::ExitIntent | Fact::IdleSince))
        || active.iter().any(|message| matches!(message.trigger, Trigger::Scroll { .. } | Trigger::ExitIntent | Trigger::Idle { .. }));
    let mut bundle = vec![FORMAT, (page::MORE * u8::from(more)) | (page::WATCHES * u8::from(watches))];
    settings.put(&mut bundle);
    put_bytes(&mut bundle, &compiled.program().0);
    config.pace.put(&mut bundle);
    let mut sizes = Vec::with_capacity(active.len());
    for message in active {
        let before = bundle.len();
        let segment = message.segment.as_ref().and_then(|id| compiled.ids.iter().position(|other| other == id));
        let segment = segment.and_then(|place| u16::try_from(place + 1).ok()).unwrap_or(0);
        let place = message.content.anchor.as_ref().and_then(|anchor| anchors.iter().position(|other| *other == anchor));
        let place = place.and_then(|place| u8::try_from(place).ok()).map_or(message.place() as u8, |place| PAGE_PLACES + place);
        put_message(&mut bundle, message, segment, place);
        sizes.push((message.id.clone(), bundle.len() - before));
    }
    if bundle.len() > BUNDLE_BYTES_MAX {
        sizes.sort_by_key(|(_, bytes)| core::cmp::Reverse(*bytes));
        sizes.truncate(LARGEST);
        return Err(ConfigError::TooBig { bytes: bundle.len(), max: BUNDLE_BYTES_MAX, largest: sizes });
    }
    Bundle::read(&bundle).map_err(ConfigError::Bundle)?;
    Ok(Published { bundle, edge_tests: compiled.edge_tests })
}

/// Checks a configuration. The segments that its active messages use, in the order in which they are compiled.
///
/// # Errors
/// The first thing that is wrong.
pub(crate) fn used(config: &Config) -> Result<Vec<Segment>, ConfigError> {
    if config.messages.len() > MESSAGES_MAX {
        return Err(ConfigError::TooMany { what: "messages", max: MESSAGES_MAX });
    }
    if config.groups.len() > GROUPS_MAX {
        return Err(ConfigError::TooMany { what: "groups", max: GROUPS_MAX });
    }
    for (place, group) in config.groups.iter().enumerate() {
        if !is_slug(&group.id) || config.groups.iter().take(place).any(|other| other.id == group.id) {
            return Err(ConfigError::BadGroup { id: group.id.clone() });
        }
    }
    if let Some(finding) = rules::check_pace(config.pace).into_iter().next() {
        return Err(ConfigError::Rule { message: String::new(), finding: Box::new(finding) });
    }
    if config.segments.iter().map(segment::definition::Segment::tables).sum::<usize>() > TABLES_MAX {
        return Err(ConfigError::TooMany {
            what: "expressions, globs, domains and addresses with parameters in all segments",
            max: TABLES_MAX,
        });
    }
    let everything = segment::compile::compile(&config.segments, Target::Browser);
    if let Some((id, error)) = everything.fault {
        return Err(ConfigError::Segment { id, error });
    }
    let mut used = Vec::new();
    for (place, message) in config.messages.iter().enumerate() {
        check(message)?;
        if config.messages.iter().take(place).any(|other| other.id == message.id) {
            return Err(ConfigError::BadId { id: message.id.clone() });
        }
        if let Some(group) = message.group.as_ref().filter(|id| !config.groups.iter().any(|group| group.id == **id)) {
            return Err(ConfigError::NoSuchGroup { message: message.id.clone(), group: group.clone() });
        }
        if let Some(id) = &message.segment {
            let segment = config.segments.iter().find(|segment| segment.id == *id);
            let segment = segment.ok_or_else(|| ConfigError::NoSuchSegment { message: message.id.clone(), segment: id.clone() })?;
            if message.status == Status::Active && !used.contains(segment) {
                used.push(segment.clone());
            }
        }
    }
    Ok(used)
}

/// Appends what [`next_message`] reads.
fn put_message(out: &mut Vec<u8>, message: &Message, segment: u16, place: u8) {
    let mut bytes = vec![message.kind as u8];
    message.id.put(&mut bytes);
    segment.put(&mut bytes);
    bytes.push(place);
    message.limits.per_visit.unwrap_or(0).put(&mut bytes);
    put_content(&mut bytes, message, &message.content);
    rules::put(&mut bytes, message, |out, variant| put_content(out, message, &variant.content));
    put_bytes(out, &bytes);
}

/// Goals and content, of a message or of a variant; all of them are in the message's place.
fn put_content(out: &mut Vec<u8>, message: &Message, content: &Content) {
    let mut goals: Vec<Micros> = match message.kind {
        Kind::Ticker => vec![Micros(content.at_least.into())],
        _ => content.tiers.iter().map(|tier| tier.at).collect(),
    };
    goals.sort_unstable();
    if let Some(list) = blocks(&message.with(content)).iter().find_map(recommend::list) {
        goals.extend(list.into_iter().map(Micros));
    }
    goals.put(out);
    put_bytes(out, &content_of(&message.with(content)));
}

impl Bundle {
    /// Reads a bundle; a message of a kind that is not known here is left out.
    ///
    /// # Errors
    /// `Version` for another format, `Broken` for bytes that end too early.
    pub fn read(bytes: &[u8]) -> Result<Self, WireError> {
        let mut from = Reader::new(bytes);
        if from.byte() != FORMAT {
            return Err(if bytes.is_empty() { WireError::Broken } else { WireError::Version });
        }
        // Of use to the shell alone.
        from.byte();
        let settings = from.take();
        let program = Program(copy(from.bytes()));
        let messages = Messages(copy(from.rest()));
        while !from.is_done() {
            from.bytes();
        }
        from.check().map(|()| Self { settings, program, messages })
    }
}

model::wire!(struct Settings { config_version, currency, korean, zone });
