//! The visits that a segment matched, one by one: the newest first, some at a time.
//!
//! An object answers a turn with the rows that it has found, and how far back it has looked; the edge merges what several objects say as far as
//! all of them have looked.

use std::collections::BTreeMap;

use insight::block::{Block, id};
use insight::momentary::Moment;
use insight::population::{columns_of, path_of, verdicts};
use insight::sales::Sales;
use model::facts::{Fact, FactSet, Facts, Read};
use model::ids::{SiteId, VisitorId, stable_hash};
use model::money::{Currency, Micros};
use model::shopper::{Kept, Shopper};
use model::tape::Person;
use model::time::EpochMs;
use segment::compile::Compiled;
use segment::engine::Engine;
use segment::verdict::Verdict;
use worker::Result;

use super::blocks::{self, Listed, Place};
use super::population::{self, Open, Question, Reel, Tape, each_open_visit, tape_columns};
use super::shoppers::{self, Shelves};

/// Blocks that one turn looks into.
const BLOCKS_TURN: usize = 64;
/// Tapes that one turn runs: each may be in a part of its own, 1,000 × 40 KB.
const TAPES_TURN: usize = 1_000;

/// Where a visit stands in the list: newer is more. Of two that began at once it is told by a hash, which names nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub start: EpochMs,
    pub tie: i64,
}

/// A question for some rows.
#[derive(Clone)]
pub struct Search {
    pub ask: Question,
    /// Older than this.
    pub before: Key,
    /// Most rows.
    pub limit: u32,
}

/// What an object found.
#[derive(Default)]
pub struct Found {
    /// Newest first.
    pub rows: Vec<Row>,
    /// No match is missing from here on; none: there are no others.
    pub known_to: Option<Key>,
}

/// A visit that matched. Texts are empty where nothing is known.
#[derive(Clone, Default)]
pub struct Row {
    pub key: Key,
    pub label: String,
    pub last: EpochMs,
    /// The number of the visit among the browser's.
    pub visits: i64,
    pub page_views: i64,
    /// The path of the page where it ended.
    pub page: String,
    pub source: String,
    pub source_name: String,
    pub word: String,
    pub device: String,
    pub os: String,
    pub browser: String,
    /// Where the shop has signed it.
    pub member: Option<String>,
    pub orders: u32,
    /// In the site's currency.
    pub revenue: i64,
    /// Of a segment of the moment: when it matched first, and on which page.
    pub matched: First,
}

/// When and on which page something was first so, where that is known.
type First = Option<(EpochMs, String)>;

impl Default for Key {
    fn default() -> Self {
        Self { start: EpochMs(i64::MIN), tie: 0 }
    }
}

impl Key {
    pub fn of(site: SiteId, visitor: &VisitorId, start: EpochMs) -> Self {
        Self { start, tie: (stable_hash(&[b"place", &site.0.to_be_bytes(), &visitor.0]) >> 1).cast_signed() }
    }
}

/// A visit that is to be looked at, and where it is.
enum Pick {
    Sealed { block: usize, slot: usize },
    Open { bucket: u8, visitor: VisitorId, person: Person },
}

/// The newest of what is picked.
struct Picks {
    picks: BTreeMap<Key, Pick>,
    most: usize,
}

impl Picks {
    fn is_full(&self) -> bool {
        self.picks.len() >= self.most
    }

    fn least(&self) -> Option<Key> {
        self.picks.first_key_value().map(|(key, _)| *key).filter(|_| self.is_full())
    }

    fn add(&mut self, key: Key, pick: Pick) {
        if self.least().is_none_or(|least| least < key) {
            self.picks.insert(key, pick);
            if self.picks.len() > self.most {
                self.picks.pop_first();
            }
        }
    }
}

/// One turn.
///
/// # Errors
/// What SQLite refuses, and rows that cannot be read; so for all of this file.
pub fn turn(place: &Place<'_>, search: &Search) -> Result<Found> {
    let compiled = search.ask.compiled()?;
    let tapes = Tape::of(&compiled, &search.ask);
    let mut blocks = blocks::listed(place.sql, search.ask.span())?;
    blocks.sort_by_key(|block| std::cmp::Reverse((block.to, block.number)));
    let searching = Searching { place, search, compiled: &compiled, tapes: &tapes, blocks: &blocks };
    let limit = usize::try_from(search.limit).unwrap_or(usize::MAX);
    let mut picks = Picks { picks: BTreeMap::new(), most: if tapes.is_some() { TAPES_TURN } else { limit } };
    searching.pick_open(&mut picks)?;
    let mut known_to = None;
    for (number, block) in blocks.iter().enumerate() {
        if picks.least().is_some_and(|least| least.start > block.to) {
            break;
        }
        if number >= BLOCKS_TURN {
            known_to = Some(Key { start: EpochMs(block.to.0.saturating_add(1)), tie: 0 });
            break;
        }
        searching.pick_sealed(number, block, &mut picks)?;
    }
    let mut known_to = known_to.max(picks.least());
    let mut rows = searching.rows(picks)?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.key));
    if rows.len() > limit {
        rows.truncate(limit);
        known_to = known_to.max(rows.last().map(|row| row.key));
    }
    rows.retain(|row| known_to.is_none_or(|known_to| known_to <= row.key));
    Ok(Found { rows, known_to })
}

struct Searching<'a> {
    place: &'a Place<'a>,
    search: &'a Search,
    compiled: &'a Compiled,
    tapes: &'a Option<Tape>,
    /// By when the last of their visits began, the newest first.
    blocks: &'a [Listed],
}

impl Searching<'_> {
    fn key(&self, visitor: &VisitorId, start: EpochMs) -> Option<Key> {
        let ask = &self.search.ask;
        let key = Key::of(self.place.site, visitor, start);
        (ask.from <= start && start < ask.to && key < self.search.before).then_some(key)
    }

    fn pick_open(&self, picks: &mut Picks) -> Result<()> {
        let ask = &self.search.ask;
        let mut engine = Engine::new(self.compiled.program());
        let orders_in = population::asks_orders(self.compiled).then_some(ask.currency);
        each_open_visit(self.place, ask.span(), orders_in, &ask.zone, |open| {
            let Open { bucket, visitor, here, person, .. } = open;
            let Some(key) = self.key(&visitor, here.visit.start) else { return Ok(()) };
            if self.tapes.is_none() {
                engine.update(&insight::block::end_facts(&here.visit, &person), &ask.zone, &[], FactSet::ALL);
                if engine.verdicts().first() != Some(&Verdict::Yes) {
                    return Ok(());
                }
            }
            picks.add(key, Pick::Open { bucket, visitor, person });
            Ok(())
        })?;
        Ok(())
    }

    fn pick_sealed(&self, number: usize, listed: &Listed, picks: &mut Picks) -> Result<()> {
        let columns = if self.tapes.is_some() { vec![id::VISITORS, id::STARTS] } else { columns_of(self.compiled) };
        blocks::one(self.place, listed, &columns, |block, is_hidden| {
            let (visitors, starts) = (block.visitors().map_err(blocks::broken)?, block.numbers(id::STARTS).map_err(blocks::broken)?);
            let matched = if self.tapes.is_some() {
                None
            } else {
                verdicts(self.compiled, &block, &self.search.ask.zone).map_err(blocks::broken)?.into_iter().next()
            };
            for (slot, (visitor, start)) in visitors.iter().zip(&starts).enumerate() {
                if matched.as_ref().is_some_and(|matched| matched.get(slot) != Some(&Verdict::Yes)) {
                    continue;
                }
                if let Some(key) = self.key(visitor, EpochMs(*start)).filter(|_| !is_hidden(slot, visitor)) {
                    picks.add(key, Pick::Sealed { block: number, slot });
                }
            }
            Ok(())
        })
    }

    fn rows(&self, picks: Picks) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        let mut by_block: BTreeMap<usize, Vec<(usize, Key)>> = BTreeMap::new();
        for (key, pick) in picks.picks {
            match pick {
                Pick::Sealed { block, slot } => by_block.entry(block).or_default().push((slot, key)),
                Pick::Open { bucket, visitor, person } => rows.extend(self.open_row(key, bucket, visitor, &person)?),
            }
        }
        let mut columns = vec![id::VISITORS, id::LASTS, id::PAGE_VIEWS, id::SALES];
        columns.extend(TEXTS.iter().chain(&[Fact::Signed, Fact::Visits]).map(|fact| *fact as u16));
        if self.tapes.is_some() {
            columns.extend(tape_columns());
        }
        columns.sort_unstable();
        columns.dedup();
        for (number, mut slots) in by_block {
            let Some(listed) = self.blocks.get(number) else { continue };
            slots.sort_unstable();
            blocks::one(self.place, listed, &columns, |block, _| self.sealed_rows(listed.number, &block, &slots, &mut rows))?;
        }
        Ok(rows)
    }

    fn sealed_rows(&self, number: u32, block: &Block, slots: &[(usize, Key)], rows: &mut Vec<Row>) -> Result<()> {
        let matched = self.run(number, block, slots)?;
        let broken = blocks::broken;
        let (visitors, sales) = (block.visitors().map_err(broken)?, block.sales().map_err(broken)?);
        let (lasts, pages) = (block.numbers(id::LASTS).map_err(broken)?, block.numbers(id::PAGE_VIEWS).map_err(broken)?);
        let sold: BTreeMap<usize, &[(Currency, Micros)]> =
            sales.visits.iter().map(|(slot, sold)| (*slot, sold.orders.as_slice())).collect();
        let facts = TEXTS.iter().map(|fact| block.fact(*fact).map_err(broken)).collect::<Result<Vec<_>>>()?;
        let (signed, visits) = (block.fact(Fact::Signed).map_err(broken)?, block.fact(Fact::Visits).map_err(broken)?);
        for ((slot, key), matched) in slots.iter().zip(matched) {
            let (slot, Some(matched)) = (*slot, matched) else { continue };
            let number = |column: &Option<insight::column::Column<'_>>| match column.as_ref().map(|column| column.read(slot)) {
                Some(Read::Number(number)) => number,
                _ => 0,
            };
            let text = |place: usize| match facts.get(place).and_then(Option::as_ref).map(|column| column.read(slot)) {
                Some(Read::Text(text)) => text,
                _ => "",
            };
            let Some(visitor) = visitors.get(slot) else { continue };
            let mut row = Row {
                key: *key,
                label: visitor.label(self.place.site),
                last: EpochMs(lasts.get(slot).copied().unwrap_or(0)),
                visits: number(&visits),
                page_views: pages.get(slot).copied().unwrap_or(0),
                matched,
                ..Row::default()
            };
            row.say(text, number(&signed) == 1);
            row.bought(sold.get(&slot).copied().unwrap_or_default(), self.search.ask.currency);
            rows.push(row);
        }
        Ok(())
    }

    /// Of each slot: none where its visit does not match; when and where it did first, if tapes tell.
    fn run(&self, number: u32, block: &Block, slots: &[(usize, Key)]) -> Result<Vec<Option<First>>> {
        let Some(tapes) = self.tapes else { return Ok(vec![Some(None); slots.len()]) };
        let mut reel = Reel::of(self.place.sql, number, block)?;
        let zone = &self.search.ask.zone;
        let moment = |(slot, _): &(usize, Key)| reel.tape(*slot).map(|(tape, person)| matched(tapes.run(&tape, &person, zone)).map(Some));
        slots.iter().map(moment).collect()
    }

    fn open_row(&self, key: Key, bucket: u8, visitor: VisitorId, person: &Person) -> Result<Option<Row>> {
        let shopper: Shopper = shoppers::load(self.place.sql, bucket, visitor)?;
        let visits = || shopper.visits().iter().map(Kept::here).enumerate();
        let Some((at, here)) = visits().find_map(|(at, here)| here.filter(|here| here.visit.start == key.start).map(|here| (at, here)))
        else {
            return Ok(None);
        };
        let tape = shopper.tape(at, &mut Shelves { sql: self.place.sql, bucket, visitor })?;
        let mut row = Row {
            key,
            label: visitor.label(self.place.site),
            last: here.visit.last.0,
            visits: person.visits,
            page_views: i64::from(here.visit.counts.page_views),
            ..Row::default()
        };
        if let Some(tapes) = self.tapes {
            row.matched = matched(tapes.run(&tape, person, &self.search.ask.zone));
            if row.matched.is_none() {
                return Ok(None);
            }
        }
        let facts: &Facts = &here.visit.facts;
        let text = |place: usize| TEXTS.get(place).and_then(|fact| facts.text(*fact)).unwrap_or("");
        row.say(text, facts.number(Fact::Signed) == Some(1));
        row.bought(&Sales::of(&tape).orders, self.search.ask.currency);
        Ok(Some(row))
    }
}

fn matched(moment: Moment) -> First {
    if let Moment::Matched(at, page) = moment { Some((at, page)) } else { None }
}

/// What a row says in words, in the order of [`Row::say`].
const TEXTS: [Fact; 8] =
    [Fact::PageUrl, Fact::SourceKind, Fact::SourceName, Fact::Word, Fact::DeviceKind, Fact::Os, Fact::Browser, Fact::Member];

impl Row {
    fn say<'a>(&mut self, text: impl Fn(usize) -> &'a str, signed: bool) {
        // Of a visit without a page there is none.
        self.page = Some(text(0)).filter(|url| !url.is_empty()).map(path_of).unwrap_or_default().to_owned();
        let fields = [&mut self.source, &mut self.source_name, &mut self.word, &mut self.device, &mut self.os, &mut self.browser];
        for (field, place) in fields.into_iter().zip(1..) {
            text(place).clone_into(field);
        }
        self.member = Some(text(7).to_owned()).filter(|member| signed && !member.is_empty());
    }

    fn bought(&mut self, orders: &[(Currency, Micros)], own: Currency) {
        self.orders = u32::try_from(orders.len()).unwrap_or(u32::MAX);
        self.revenue = orders.iter().filter(|(currency, _)| *currency == own).fold(0, |sum, (_, value)| sum.saturating_add(value.0));
    }
}

model::wire!(struct Key { start, tie });
model::wire!(struct Search { ask, before, limit });
model::wire!(struct Found { rows, known_to });
model::wire!(struct Row {
    key, label, last, visits, page_views, page, source, source_name, word, device, os, browser, member, orders, revenue, matched
});
