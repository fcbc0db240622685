//! What an object keeps of one browser: which of its events were seen, its visits, and whom the shop has signed it to be.
//!
//! One value, one row, one write a batch. A visit's tape is *here* while the visit goes on and until it is sealed; then a block of many
//! browsers' visits has it ([`Shelf`]), and only its place is kept. What comes late finds the visits around it wherever they are, and they are
//! folded afresh: neither the order of arrival nor when visits were sealed can be told from what is kept (a property test holds it to that).
//!
//! A visit is one person's: it ends after 30 minutes without an event, and where the shop signs another member than before.

use std::{collections::BTreeSet, ops::Range};

use crate::{
    codec::{Reader, Wire},
    event::{Event, EventKind},
    ids::{EventId, stable_hash},
    ledger::Ledger,
    money::{Currency, Micros},
    tape::{Person, Visit, fold, is_gap, settle, signed, split},
    time::{Day, EpochMs, Zone},
    wire::{Frames, put_event, written},
};

/// The version byte of a stored shopper.
const VERSION: u8 = 1;
/// Most tabs whose ledgers are kept, the last used: nobody has opened 500 within [`TAB_MS`].
const TABS_MAX: usize = 500;
/// How long after its last batch a tab's ledger is kept. Collect refuses events of over 7 days; the rest is for clocks that were set back.
const TAB_MS: i64 = 30 * 86_400_000;
/// Most members that one browser is remembered to have been signed as; the visits of further ones are nobody's.
const MEMBERS_MAX: usize = 50;
/// A tape that is longer goes to the shelf in pieces: it would be written anew with every batch.
const TAPE_BYTES: usize = 16 * 1024;
/// Visits of a share that are told with their days: the one going on, the one before it, and one more that may have come late.
const RECENT: usize = 4;

/// A browser, as its object keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Shopper {
    tabs: Vec<Tab>,
    /// In the order of their starts.
    visits: Vec<Kept>,
    /// Members that the shop has signed this browser to be; the visits name their places, so none is ever taken out.
    members: Vec<Known>,
    /// Visits that were kept long enough and are gone.
    gone: u32,
}

/// A tab's events that were seen.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Tab {
    install: u32,
    tab: u32,
    seen: Ledger,
    last: EpochMs,
}

/// A member, and what was last told of the browser's part in them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    id: String,
    gone: u32,
    /// A hash of the share that was told last; 0: none was.
    told: i64,
    /// How often one was told.
    version: u32,
}

/// A visit that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its first event's time.
    pub start: EpochMs,
    /// Its last event's.
    pub last: EpochMs,
    /// The place among the members of the one who is signed in it.
    member: Option<u8>,
    /// Where its tape is.
    pub place: Place,
}

/// Where a visit's tape is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a block of the shelf, at a slot.
    Sealed(Slot),
    /// Here.
    Here(Box<Here>),
}

/// A place in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// The block's number.
    pub block: u32,
    /// Which of its visits.
    pub slot: u16,
}

/// A visit that is not sealed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Here {
    /// The visit, folded.
    pub visit: Visit,
    /// How many pieces of its tape are on the shelf, before the rest.
    pub pieces: u32,
    /// The rest of its tape: frames.
    pub tape: Vec<u8>,
}

/// Where tapes are that are not here. A visit is named by its start.
pub trait Shelf {
    /// What may go wrong.
    type Error;
    /// The tape of a sealed visit.
    ///
    /// # Errors
    /// It cannot be read; so for all.
    fn sealed(&mut self, at: Slot) -> Result<Vec<u8>, Self::Error>;
    /// A sealed visit is here again: the block's copy does not count any more.
    ///
    /// # Errors
    /// It cannot be stored.
    fn reopen(&mut self, at: Slot) -> Result<(), Self::Error>;
    /// All pieces of a visit's tape, one after another.
    ///
    /// # Errors
    /// They cannot be read.
    fn pieces(&mut self, start: EpochMs) -> Result<Vec<u8>, Self::Error>;
    /// Keeps a piece.
    ///
    /// # Errors
    /// It cannot be stored.
    fn put_piece(&mut self, start: EpochMs, number: u32, bytes: &[u8]) -> Result<(), Self::Error>;
    /// Forgets all pieces of a visit.
    ///
    /// # Errors
    /// It cannot be stored.
    fn drop_pieces(&mut self, start: EpochMs) -> Result<(), Self::Error>;
}

/// An order of a browser, as far as its member's home has to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnOrder {
    /// The shop's number.
    pub id: String,
    /// When.
    pub at: EpochMs,
    /// What was paid.
    pub value: Micros,
    /// In which currency.
    pub currency: Currency,
}

/// One browser's part in a member.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Share {
    /// Visits, those gone counted.
    pub visits: u32,
    /// The newest: when they began, and the civil day of their last event.
    pub recent: Vec<(EpochMs, Day)>,
    /// Orders.
    pub orders: Vec<OwnOrder>,
}

impl Shopper {
    /// Reads a stored shopper.
    ///
    /// # Errors
    /// `Version` or `Broken`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, crate::wire::WireError> {
        match bytes.split_first() {
            Some((&VERSION, rest)) => crate::wire::read(rest),
            _ => Err(crate::wire::WireError::Version),
        }
    }

    /// The stored form.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        self.put(&mut out);
        out
    }

    /// The visits, in order.
    #[must_use]
    pub fn visits(&self) -> &[Kept] {
        &self.visits
    }

    /// How many visits there were, those gone counted.
    #[must_use]
    pub fn count(&self) -> i64 {
        i64::from(self.gone) + i64::try_from(self.visits.len()).unwrap_or(i64::MAX)
    }

    /// Takes a visit over that was kept elsewhere, with its tape; the visits before it are there already.
    pub fn know_visit(&mut self, visit: Visit, tape: Vec<u8>) {
        let member = events_of(&tape).iter().find_map(signed).and_then(|id| self.member(id));
        let (start, last) = (visit.start, visit.last.0);
        self.visits.push(Kept { start, last, member, place: Place::Here(Box::new(Here { visit, pieces: 0, tape })) });
    }

    /// The events that were not seen before, in the order of folding; they and the refused ones are seen now.
    pub fn see(&mut self, events: Vec<Event>, refused: &[EventId], now: EpochMs) -> Vec<Event> {
        // A tab's events in the order of their making, so that a batch in order leaves no gap behind.
        let mut ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
        ids.sort_unstable();
        let mut new = BTreeSet::new();
        for id in ids {
            if self.see_one(id, now) {
                new.insert(id);
            }
        }
        for id in refused {
            self.see_one(*id, now);
        }
        self.tabs.retain(|tab| now.0.saturating_sub(tab.last.0) <= TAB_MS);
        if self.tabs.len() > TABS_MAX {
            self.tabs.sort_by_key(|tab| core::cmp::Reverse(tab.last));
            self.tabs.truncate(TABS_MAX);
        }
        events.into_iter().filter(|event| new.remove(&event.id)).collect()
    }

    /// Takes a ledger over that was kept elsewhere.
    pub fn know_tab(&mut self, install: u32, tab: u32, seen: Ledger, last: EpochMs) {
        self.tabs.push(Tab { install, tab, seen, last });
    }

    /// Marks an event as seen and says whether it was new.
    fn see_one(&mut self, id: EventId, now: EpochMs) -> bool {
        if let Some(tab) = self.tabs.iter_mut().find(|tab| (tab.install, tab.tab) == (id.install, id.tab)) {
            tab.last = now;
            return tab.seen.take(id.seq);
        }
        let mut seen = Ledger::default();
        let new = seen.take(id.seq);
        self.know_tab(id.install, id.tab, seen, now);
        new
    }

    /// Puts events, which are in the order of folding, into the visits they belong to. Answers those that were on no tape yet: without
    /// `known_new` (a file that may be sent again) they are looked up there.
    ///
    /// # Errors
    /// What the shelf cannot do.
    pub fn place<S: Shelf>(&mut self, events: Vec<Event>, known_new: bool, zone: &Zone, shelf: &mut S) -> Result<Vec<Event>, S::Error> {
        let mut placed = Vec::new();
        for cluster in split(events) {
            let (Some(first), Some(last)) = (cluster.first(), cluster.last()) else { continue };
            let near = self.near(first.at, last.at);
            if let (true, Some(visit)) = (known_new, self.next_of(&near, &cluster)) {
                for event in &cluster {
                    if visit.visit.fold(event) {
                        put_event(&mut visit.tape, event);
                    }
                }
                self.told_of(near.end);
                placed.extend(cluster);
            } else {
                placed.extend(self.place_late(cluster, near, zone, shelf)?);
            }
        }
        self.shelve(shelf)?;
        Ok(placed)
    }

    /// The visits that events between these moments may belong to or join.
    fn near(&self, from: EpochMs, to: EpochMs) -> Range<usize> {
        let mut begin = self.visits.partition_point(|kept| is_gap(kept.last, from));
        let mut end = self.visits.partition_point(|kept| !is_gap(to, kept.start)).max(begin);
        // Visits without a gap between them are of different members: whose they are hangs on the events before.
        let follows = |at: usize| match (at.checked_sub(1).and_then(|before| self.visits.get(before)), self.visits.get(at)) {
            (Some(before), Some(kept)) => !is_gap(before.last, kept.start),
            _ => false,
        };
        while begin < end && follows(begin) {
            begin -= 1;
        }
        while begin < end && follows(end) {
            end += 1;
        }
        begin..end
    }

    /// The visit that events simply go on with, if there is one.
    fn next_of(&mut self, near: &Range<usize>, events: &[Event]) -> Option<&mut Here> {
        let first = events.first()?;
        let kept = self.visits.get_mut(near.clone())?.last_mut()?;
        let member = kept.member.and_then(|place| self.members.get(usize::from(place)));
        let signs_another = |event: &Event| signed(event).is_some_and(|id| member.is_none_or(|member| member.id != id));
        match &mut kept.place {
            Place::Here(here) if Visit::takes_next(here.visit.last, first) && !events.iter().any(signs_another) => Some(here),
            _ => None,
        }
    }

    /// Notes the end of the visit before a place, which went on.
    fn told_of(&mut self, after: usize) {
        if let Some(kept) = after.checked_sub(1).and_then(|at| self.visits.get_mut(at))
            && let Place::Here(here) = &kept.place
        {
            kept.last = here.visit.last.0;
        }
    }

    /// Folds the visits around some events afresh. Every later visit had one fewer before it, or another: it is opened again too.
    fn place_late<S: Shelf>(&mut self, events: Vec<Event>, near: Range<usize>, zone: &Zone, shelf: &mut S) -> Result<Vec<Event>, S::Error> {
        let mut all = Vec::new();
        for kept in self.visits.get(near.clone()).unwrap_or_default() {
            all.extend(events_of(&tape_of(kept, shelf)?));
        }
        let known: BTreeSet<EventId> = all.iter().map(|event| event.id).collect();
        let new: Vec<Event> = events.into_iter().filter(|event| !known.contains(&event.id)).collect();
        if new.is_empty() {
            return Ok(new);
        }
        all.extend(new.iter().cloned());
        settle(&mut all);
        for kept in self.visits.get(near.clone()).unwrap_or_default() {
            forget(kept, shelf)?;
        }
        let visits = self.folded(all, zone);
        let after = near.start + visits.len();
        self.visits.splice(near, visits);
        self.reopen_from(after, zone, shelf)?;
        Ok(new)
    }

    /// Opens sealed visits again from one on: what was before them has changed.
    fn reopen_from<S: Shelf>(&mut self, from: usize, zone: &Zone, shelf: &mut S) -> Result<(), S::Error> {
        for kept in self.visits.get_mut(from..).unwrap_or_default() {
            let Place::Sealed(slot) = kept.place else { continue };
            let tape = shelf.sealed(slot)?;
            if let Some((visit, _)) = fold(events_of(&tape), zone) {
                shelf.reopen(slot)?;
                kept.place = Place::Here(Box::new(Here { visit, pieces: 0, tape }));
            }
        }
        Ok(())
    }

    /// Opens the visits again that end after a moment: something about the person as they were then has changed.
    ///
    /// # Errors
    /// What the shelf cannot do.
    pub fn reopen_after<S: Shelf>(&mut self, moment: EpochMs, zone: &Zone, shelf: &mut S) -> Result<(), S::Error> {
        let from = self.visits.partition_point(|kept| kept.last < moment);
        self.reopen_from(from, zone, shelf)?;
        self.shelve(shelf)
    }

    fn folded(&mut self, events: Vec<Event>, zone: &Zone) -> Vec<Kept> {
        let mut visits = Vec::new();
        for (visit, tape) in split(events).into_iter().filter_map(|events| fold(events, zone)) {
            let member = tape.iter().find_map(signed).and_then(|id| self.member(id));
            let mut bytes = Vec::new();
            tape.iter().for_each(|event| put_event(&mut bytes, event));
            visits.push(Kept {
                start: visit.start,
                last: visit.last.0,
                member,
                place: Place::Here(Box::new(Here { visit, pieces: 0, tape: bytes })),
            });
        }
        visits
    }

    fn member(&mut self, id: &str) -> Option<u8> {
        let at = self.members.iter().position(|known| known.id == id).unwrap_or(self.members.len());
        if at == self.members.len() {
            if at >= MEMBERS_MAX {
                return None;
            }
            self.members.push(Known { id: id.to_owned(), gone: 0, told: 0, version: 0 });
        }
        u8::try_from(at).ok()
    }

    /// Puts long tapes on the shelf.
    fn shelve<S: Shelf>(&mut self, shelf: &mut S) -> Result<(), S::Error> {
        for kept in &mut self.visits {
            if let Place::Here(here) = &mut kept.place
                && here.tape.len() > TAPE_BYTES
            {
                shelf.put_piece(kept.start, here.pieces, &here.tape)?;
                here.pieces += 1;
                here.tape.clear();
            }
        }
        Ok(())
    }

    /// The visits that are here and over: nothing has happened in them since a moment. Their places in [`Shopper::visits`].
    #[must_use]
    pub fn over(&self, since: EpochMs) -> Vec<usize> {
        (0..self.visits.len()).filter(|at| self.visits.get(*at).is_some_and(|kept| kept.last < since && kept.here().is_some())).collect()
    }

    /// How many visits are here.
    #[must_use]
    pub fn open(&self) -> usize {
        self.visits.iter().filter(|kept| kept.here().is_some()).count()
    }

    /// A visit is in a block now; its pieces go.
    ///
    /// # Errors
    /// What the shelf cannot do.
    pub fn seal<S: Shelf>(&mut self, at: usize, slot: Slot, shelf: &mut S) -> Result<(), S::Error> {
        if let Some(kept) = self.visits.get_mut(at) {
            if kept.here().is_some_and(|here| here.pieces > 0) {
                shelf.drop_pieces(kept.start)?;
            }
            kept.place = Place::Sealed(slot);
        }
        Ok(())
    }

    /// Lets go of sealed visits whose block is gone.
    pub fn let_go(&mut self, is_gone: impl Fn(u32) -> bool) {
        let (members, gone) = (&mut self.members, &mut self.gone);
        self.visits.retain(|kept| {
            let is_gone = matches!(kept.place, Place::Sealed(slot) if is_gone(slot.block));
            if is_gone {
                *gone += 1;
                if let Some(member) = kept.member.and_then(|place| members.get_mut(usize::from(place))) {
                    member.gone += 1;
                }
            }
            !is_gone
        });
    }

    /// True when the shop has signed this browser to be that member.
    #[must_use]
    pub fn knows(&self, member: &str) -> bool {
        self.members.iter().any(|known| known.id == member)
    }

    /// True when the shop has signed this browser to be nobody else.
    #[must_use]
    pub fn knows_only(&self, member: &str) -> bool {
        self.members.iter().all(|known| known.id.is_empty() || known.id == member)
    }

    /// Which visits are a member's, and which bear their name: those in which they are signed; where they are the only member of this browser
    /// all of them; and those whose tape has the name, whoever said it.
    ///
    /// # Errors
    /// What the shelf cannot do.
    pub fn visits_of<S: Shelf>(&self, member: &str, shelf: &mut S) -> Result<Vec<usize>, S::Error> {
        let place = self.members.iter().position(|known| known.id == member).and_then(|place| u8::try_from(place).ok());
        let mut theirs = Vec::new();
        for (at, kept) in self.visits.iter().enumerate() {
            let is_owners = place.is_some() && self.owner(kept) == place;
            if is_owners || has_name(&tape_of(kept, shelf)?, member) {
                theirs.push(at);
            }
        }
        Ok(theirs)
    }

    /// Takes visits away as if they had never been, and a member's name with them. Answers the times of those visits, and the slots of those
    /// that were sealed.
    ///
    /// # Errors
    /// What the shelf cannot do.
    pub fn erase<S: Shelf>(&mut self, visits: &[usize], member: &str, shelf: &mut S) -> Result<Vec<(EpochMs, EpochMs)>, S::Error> {
        let mut times = Vec::new();
        for at in visits.iter().rev() {
            if *at < self.visits.len() {
                let kept = self.visits.remove(*at);
                forget(&kept, shelf)?;
                times.push((kept.start, kept.last));
            }
        }
        if let Some(known) = self.members.iter_mut().find(|known| known.id == member) {
            *known = Known { id: String::new(), gone: 0, told: 0, version: known.version };
        }
        Ok(times)
    }

    /// The tape of a visit, wherever it is.
    ///
    /// # Errors
    /// What the shelf cannot do.
    pub fn tape<S: Shelf>(&self, at: usize, shelf: &mut S) -> Result<Vec<u8>, S::Error> {
        self.visits.get(at).map_or(Ok(Vec::new()), |kept| tape_of(kept, shelf))
    }

    /// What was known of the person when a visit began, the visit counted. Orders are the caller's to add.
    #[must_use]
    pub fn person(&self, at: usize, zone: &Zone) -> Person {
        let before = at.checked_sub(1).and_then(|before| self.visits.get(before));
        let number = i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1);
        Person {
            visits: i64::from(self.gone).saturating_add(number),
            last_visit_day: before.map(|kept| zone.day(kept.last)),
            ..Person::default()
        }
    }

    /// The member who is signed in the newest visit, if that is still going on.
    #[must_use]
    pub fn signed_in(&self, now: EpochMs) -> Option<&str> {
        let newest = self.visits.last().filter(|kept| !is_gap(kept.last, now))?;
        let facts = &newest.here()?.visit.facts;
        let id = self.members.get(usize::from(newest.member?))?.id.as_str();
        (facts.number(crate::facts::Fact::Signed) == Some(1) && facts.text(crate::facts::Fact::Member) == Some(id)).then_some(id)
    }

    /// Whose the visit was in which something happened at that moment.
    #[must_use]
    pub fn member_at(&self, at: EpochMs) -> Option<&str> {
        let kept = self.visits.iter().find(|kept| kept.start <= at && at <= kept.last)?;
        Some(self.members.get(usize::from(self.owner(kept)?))?.id.as_str())
    }

    /// Whose each visit is: the one's who is signed in it; where nobody is, the only member's whom this browser has ever been signed to be.
    fn owner(&self, kept: &Kept) -> Option<u8> {
        kept.member.or_else(|| self.sole())
    }

    fn sole(&self) -> Option<u8> {
        let mut sole = None;
        for place in (0..).zip(&self.members).filter(|(_, known)| known.gone > 0).map(|(place, _)| place) {
            match sole {
                None => sole = Some(place),
                Some(_) => return None,
            }
        }
        for member in self.visits.iter().filter_map(|kept| kept.member) {
            match sole {
                None => sole = Some(member),
                Some(other) if other != member => return None,
                Some(_) => {}
            }
        }
        sole
    }

    /// True when the shop has ever signed this browser to be somebody.
    #[must_use]
    pub const fn has_members(&self) -> bool {
        !self.members.is_empty()
    }

    /// This browser's part in each member that has changed since it was last told, with the number of this word about it; now it counts as
    /// told. `orders` are all of this browser's.
    pub fn shares(&mut self, orders: &[OwnOrder], zone: &Zone) -> Vec<(String, u32, Share)> {
        let sole = self.sole();
        let mut changed = Vec::new();
        for place in 0..self.members.len() {
            let number = u8::try_from(place).ok();
            let Some(gone) = self.members.get(place).map(|known| known.gone) else { continue };
            let nobodys = if sole.is_some() && sole == number {
                self.gone.saturating_sub(self.members.iter().map(|known| known.gone).sum())
            } else {
                0
            };
            let own = || self.visits.iter().filter(|kept| self.owner(kept) == number);
            let mut share = Share {
                visits: gone.saturating_add(nobodys).saturating_add(u32::try_from(own().count()).unwrap_or(u32::MAX)),
                recent: own().rev().take(RECENT).map(|kept| (kept.start, zone.day(kept.last))).collect(),
                orders: orders.iter().filter(|order| self.owner_at(order.at, sole) == number).cloned().collect(),
            };
            share.orders.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
            let told = hash(&share);
            // One whose name was erased is told to nobody.
            if let Some(known) = self.members.get_mut(place)
                && known.told != told
                && !known.id.is_empty()
                // Nothing was told of somebody who has no part.
                && (known.told != 0 || share != Share::default())
            {
                known.told = told;
                known.version += 1;
                changed.push((known.id.clone(), known.version, share));
            }
        }
        changed
    }

    fn owner_at(&self, at: EpochMs, sole: Option<u8>) -> Option<u8> {
        let visit = self.visits.iter().rev().find(|kept| kept.start <= at && at <= kept.last);
        visit.and_then(|kept| kept.member).or(sole)
    }
}

impl Kept {
    /// The visit, if it is not sealed.
    #[must_use]
    pub fn here(&self) -> Option<&Here> {
        match &self.place {
            Place::Here(here) => Some(here),
            Place::Sealed(_) => None,
        }
    }
}

/// A member of the parts that browsers have in them, when a visit began (it is counted, not the one before it). An order that several
/// browsers tell is one: the earliest word.
#[must_use]
pub fn member(shares: &[Share], visit_start: EpochMs, site_currency: Currency) -> Person {
    let mut orders: Vec<&OwnOrder> = shares.iter().flat_map(|share| &share.orders).collect();
    orders.sort_by(|a, b| (&a.id, a.at, a.value.0).cmp(&(&b.id, b.at, b.value.0)));
    orders.dedup_by(|later, first| later.id == first.id);
    let recent = shares.iter().flat_map(|share| &share.recent);
    Person {
        visits: shares.iter().map(|share| i64::from(share.visits)).sum(),
        last_visit_day: recent.filter(|(start, _)| *start < visit_start).map(|(_, day)| *day).max(),
        orders: i64::try_from(orders.len()).unwrap_or(i64::MAX),
        spent: orders.iter().filter(|order| order.currency == site_currency).fold(0, |sum, order| sum.saturating_add(order.value.0)),
    }
}

/// The events of a tape. One that cannot be read was written by a newer version: it is left out.
#[must_use]
pub fn events_of(tape: &[u8]) -> Vec<Event> {
    Frames(tape).filter_map(|frame| frame.and_then(|frame| frame.event()).ok()).collect()
}

/// True when a tape says a member's name, signed or not.
#[must_use]
pub fn has_name(tape: &[u8], member: &str) -> bool {
    events_of(tape).iter().any(|event| matches!(&event.kind, EventKind::Member(said) if said.id == member))
}

fn tape_of<S: Shelf>(kept: &Kept, shelf: &mut S) -> Result<Vec<u8>, S::Error> {
    match &kept.place {
        Place::Sealed(slot) => shelf.sealed(*slot),
        Place::Here(here) if here.pieces == 0 => Ok(here.tape.clone()),
        Place::Here(here) => {
            let mut tape = shelf.pieces(kept.start)?;
            tape.extend_from_slice(&here.tape);
            Ok(tape)
        }
    }
}

fn forget<S: Shelf>(kept: &Kept, shelf: &mut S) -> Result<(), S::Error> {
    match &kept.place {
        Place::Sealed(slot) => shelf.reopen(*slot),
        Place::Here(here) if here.pieces > 0 => shelf.drop_pieces(kept.start),
        Place::Here(_) => Ok(()),
    }
}

/// Never 0.
fn hash(share: &Share) -> i64 {
    (stable_hash(&[&written(share)]) | 1).cast_signed()
}

crate::wire!(struct Tab { install, tab, seen, last });
crate::wire!(struct Known { id, gone, told, version });
crate::wire!(struct Kept { start, last, member, place });
crate::wire!(struct Slot { block, slot });
crate::wire!(struct Here { visit, pieces, tape });
crate::wire!(struct OwnOrder { id, at, value, currency });
crate::wire!(struct Share { visits, recent, orders });
crate::wire!(struct Shopper { tabs, visits, members, gone });

impl Wire for Place {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Sealed(slot) => {
                out.push(0);
                slot.put(out);
            }
            Self::Here(here) => {
                out.push(1);
                here.put(out);
            }
        }
    }

    fn take(from: &mut Reader<'_>) -> Self {
        match from.byte() {
            0 => Self::Sealed(from.take()),
            _ => Self::Here(from.take()),
        }
    }
}

#[cfg(test)]
mod tests;
