//! A list of visitors as sockets follow it: what changed has a number, so that each is told only what came after the one it has.
//!
//! It is a log of changes that keeps the last one of each visitor. A socket has a number; what is above it is what it has not heard. Cards
//! are not stored, only what they were made of: after an eviction those that nobody misses are never made again.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use model::ids::{SiteId, VisitorId};
use model::time::EpochMs;
use model::wire::{read, written};
use worker::Result;

use crate::person::ask::Seen;
use crate::store::sql::Sql;

/// Most visitors that a list holds, the newest: `count` says how many there are.
pub const LIST_MAX: u32 = 200;
/// Most cards' bytes of a frame. Frames come every 2 s: at most 64 KB a second, whatever happens in the shop (and one card more where a
/// single one is larger).
pub const FRAME_BYTES_MAX: usize = 128 * 1024;
/// Most names of those who left that are remembered: who was away for longer is told the whole list.
const GONE_MAX: usize = 500;
/// How long a list that nobody follows is kept for those who connect again.
const KEPT_MS: i64 = 10 * 60_000;
/// The version byte of a stored list. One of another version is no loss: its sockets are told the whole list.
const VERSION: u8 = 1;

/// A list, and what changed of it.
#[derive(Default)]
pub struct View {
    /// How many there are, listed or not.
    pub count: u32,
    entries: BTreeMap<String, Entry>,
    /// Who left, by number.
    gone: BTreeMap<i64, String>,
    /// The last number given.
    seq: i64,
    /// Changes up to this one may be forgotten.
    floor: i64,
    /// The last number that anybody was told.
    told: i64,
    /// The last number that was stored.
    stored: i64,
}

struct Entry {
    seq: i64,
    start: EpochMs,
    last: EpochMs,
    events: u32,
    visitor: Option<VisitorId>,
    card: Option<Rc<str>>,
}

/// What a socket has not heard.
#[derive(Default)]
pub struct News {
    pub visitors: Vec<Rc<str>>,
    pub gone: Vec<String>,
    /// The number that the socket has with this.
    pub seq: i64,
    /// There is more, for the next frame.
    pub more: bool,
}

/// A list as it is stored.
struct Stored {
    seq: i64,
    floor: i64,
    entries: Vec<StoredEntry>,
    gone: Vec<(i64, String)>,
}

struct StoredEntry {
    label: String,
    seq: i64,
    start: EpochMs,
    last: EpochMs,
    events: u32,
}

model::wire!(struct Stored { seq, floor, entries, gone });
model::wire!(struct StoredEntry { label, seq, start, last, events });

impl View {
    /// The list of a segment (empty: of everybody) as it was followed last.
    ///
    /// # Errors
    /// What SQLite refuses; so for all of this file.
    pub fn load(sql: &Sql, segment: &str) -> Result<Self> {
        let row = sql.first("SELECT state FROM view WHERE segment = ?", &[segment.into()])?;
        let Some(row) = row else { return Ok(Self::default()) };
        let Some(Stored { seq, floor, entries, gone }) = row.blob(0)?.split_first().and_then(|(version, state)| match *version {
            VERSION => read(state).ok(),
            _ => None,
        }) else {
            return Ok(Self::default());
        };
        let entries = entries
            .into_iter()
            .map(|StoredEntry { label, seq, start, last, events }| (label, Entry { seq, start, last, events, visitor: None, card: None }));
        Ok(Self { count: 0, entries: entries.collect(), gone: gone.into_iter().collect(), seq, floor, told: seq, stored: seq })
    }

    /// Stores what has changed since it was stored last.
    pub fn store(&mut self, sql: &Sql, segment: &str, now: EpochMs) -> Result<()> {
        if self.stored == self.seq {
            return Ok(());
        }
        let entries = self.entries.iter().map(|(label, entry)| {
            let Entry { seq, start, last, events, .. } = *entry;
            StoredEntry { label: label.clone(), seq, start, last, events }
        });
        let gone = self.gone.iter().map(|(seq, label)| (*seq, label.clone())).collect();
        let state =
            [&[VERSION], written(&Stored { seq: self.seq, floor: self.floor, entries: entries.collect(), gone }).as_slice()].concat();
        sql.run("INSERT OR REPLACE INTO view (segment, state, used_ms) VALUES (?, ?, ?)", &[segment.into(), state.into(), now.0.into()])?;
        self.stored = self.seq;
        Ok(())
    }

    /// Takes the list as it is now.
    pub fn follow(&mut self, site: SiteId, count: u32, newest: &[Seen]) {
        self.count = count;
        let labels: Vec<(String, &Seen)> = newest.iter().map(|seen| (seen.visitor.label(site), seen)).collect();
        for (label, seen) in &labels {
            self.put(label, seen);
        }
        let present: BTreeSet<&String> = labels.iter().map(|(label, _)| label).collect();
        let left: Vec<String> = self.entries.keys().filter(|label| !present.contains(label)).cloned().collect();
        for label in left {
            self.entries.remove(&label);
            self.seq += 1;
            self.gone.insert(self.seq, label);
        }
        while self.gone.len() > GONE_MAX {
            if let Some((seq, _)) = self.gone.pop_first() {
                self.floor = seq;
            }
        }
    }

    fn put(&mut self, label: &str, seen: &Seen) {
        let Seen { visitor, start, last, events } = *seen;
        if let Some(entry) = self.entries.get_mut(label) {
            let same = (entry.start, entry.last, entry.events) == (start, last, events);
            entry.visitor = Some(visitor);
            if same {
                return;
            }
            // A change that nobody was told keeps its number: else one who always changes would push itself to the end for ever.
            if entry.seq <= self.told {
                self.seq += 1;
                entry.seq = self.seq;
            }
            (entry.start, entry.last, entry.events, entry.card) = (start, last, events, None);
            return;
        }
        self.gone.retain(|_, gone| gone != label);
        self.seq += 1;
        self.entries.insert(label.to_owned(), Entry { seq: self.seq, start, last, events, visitor: Some(visitor), card: None });
    }

    /// Whose cards are to be made for a socket that has this number, in the order in which they are told.
    pub fn missing(&self, since: i64) -> Vec<VisitorId> {
        let entries = self.entries.values().filter(|entry| entry.card.is_none() && entry.seq > since);
        let mut missing: Vec<(i64, VisitorId)> = entries.filter_map(|entry| Some((entry.seq, entry.visitor?))).collect();
        missing.sort_unstable();
        missing.into_iter().map(|(_, visitor)| visitor).collect()
    }

    /// A card was made.
    pub fn put_card(&mut self, label: &str, card: &Rc<str>) {
        if let Some(entry) = self.entries.get_mut(label)
            && entry.card.is_none()
        {
            entry.card = Some(card.clone());
        }
    }

    /// Where a socket goes on that says which number it has; `None`: it is told the whole list.
    pub fn resumes(&self, since: Option<i64>) -> Option<i64> {
        since.filter(|since| (self.floor..=self.seq).contains(since))
    }

    /// What a socket with this number (`None`: with nothing) has not heard, as much as goes into a frame.
    pub fn news(&mut self, since: Option<i64>) -> News {
        let from = since.unwrap_or(0);
        let mut changed: Vec<(i64, &Entry)> =
            self.entries.values().filter(|entry| entry.seq > from).map(|entry| (entry.seq, entry)).collect();
        changed.sort_unstable_by_key(|(seq, _)| *seq);
        let mut news = News { seq: self.seq, ..News::default() };
        let mut bytes = 0;
        for (seq, entry) in changed {
            let length = entry.card.as_ref().map(|card| card.len());
            let fits = length.is_some_and(|length| news.visitors.is_empty() || bytes + length <= FRAME_BYTES_MAX);
            let (Some(card), true) = (&entry.card, fits) else {
                news.more = true;
                news.seq = seq - 1;
                break;
            };
            // An empty one cannot be shown.
            if !card.is_empty() {
                bytes += card.len();
                news.visitors.push(card.clone());
            }
        }
        if since.is_some() {
            let left = self.gone.iter().filter(|(seq, _)| **seq > from && **seq <= news.seq);
            news.gone = left.map(|(_, label)| label.clone()).collect();
        }
        self.told = self.told.max(news.seq);
        news
    }
}

/// Forgets lists that nobody has followed for long.
///
/// # Errors
/// What SQLite refuses.
pub fn sweep(sql: &Sql, now: EpochMs) -> Result<u64> {
    sql.run("DELETE FROM view WHERE used_ms < ?", &[(now.0 - KEPT_MS).into()])
}
