//! A visitor's events as visits: split where nothing happened for more than 30 minutes, each folded into its facts and counts.
//!
//! The edge keeps each visit's events (its tape) beside what they fold to. What comes in order is folded on top ([`Visit::fold`]); what
//! comes late is put in its place and the visits around it are folded afresh ([`refold`]). Both give the same bytes, so neither the order of
//! arrival nor how events were cut into batches can be told from what is stored.

use crate::{
    codec::{Reader, Wire},
    event::{Event, EventKind},
    facts::{Fact, FactSet, Facts, VISIT_GAP_MS, Value, source_name},
    ids::EventId,
    source::SourceKind,
    time::{Day, EpochMs, Zone},
};

/// Most events kept of one visit: at 100 bytes each half a megabyte, which a late event reads and writes anew. A visit of an hour has
/// some 200. What comes after is left out of the tape and the facts.
pub const VISIT_EVENTS_MAX: u32 = 5_000;
/// The signature that a member event carries on a tape once the edge has checked it. Browsers never get it there: the edge empties every
/// other one.
pub const VERIFIED: &str = "+";

/// One visit, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Its first event's time; with the visitor it names the visit.
    pub start: EpochMs,
    /// Its last event in the order of folding.
    pub last: (EpochMs, EventId),
    /// The civil day of its start in the shop's zone.
    pub day: Day,
    /// What it shows. Nothing in it is from other visits.
    pub facts: Facts,
    /// What it counts.
    pub counts: Counts,
}

/// What reports add up over visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Counts {
    /// Events on the tape.
    pub events: u32,
    /// Pages seen.
    pub page_views: u32,
    /// Product pages seen.
    pub product_views: u32,
    /// Times that something was put into the cart.
    pub cart_adds: u32,
    /// Order numbers.
    pub orders: u32,
}

/// What is known of the person behind a visit, over all visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Person {
    /// Visits, this one counted.
    pub visits: i64,
    /// The day of the visit before this one.
    pub last_visit_day: Option<Day>,
    /// Orders ever.
    pub orders: i64,
    /// Millionths spent ever, in the site's currency.
    pub spent: i64,
}

impl Visit {
    /// A visit that begins with this event, which is folded already.
    #[must_use]
    pub fn begin(event: &Event, zone: &Zone) -> Self {
        let mut facts = Facts::newcomer();
        for fact in [Fact::Visits, Fact::LastVisitDay, Fact::Orders, Fact::Spent] {
            // A person's, not a visit's.
            facts.set(fact, Value::Unknown);
        }
        facts.begin_visit(event.at, zone);
        let mut visit = Self { start: event.at, last: event.order(), day: zone.day(event.at), facts, counts: Counts::default() };
        visit.fold(event);
        visit
    }

    /// Folds the next event. One beyond [`VISIT_EVENTS_MAX`] changes nothing; the answer says whether it belongs on the tape.
    pub fn fold(&mut self, event: &Event) -> bool {
        let counts = &mut self.counts;
        if counts.events >= VISIT_EVENTS_MAX {
            return false;
        }
        counts.events += 1;
        match &event.kind {
            EventKind::Page(_) => counts.page_views += 1,
            EventKind::Product(_) => counts.product_views += 1,
            EventKind::CartAdd(_) => counts.cart_adds += 1,
            _ => {}
        }
        self.last = event.order();
        apply(&mut self.facts, event);
        self.counts.orders = self.facts.visit_orders().and_then(|orders| u32::try_from(orders).ok()).unwrap_or(0);
        true
    }

    /// True when an event comes after everything folded so far and belongs to this visit.
    #[must_use]
    pub fn takes_next(last: (EpochMs, EventId), event: &Event) -> bool {
        event.order() > last && !is_gap(last.0, event.at)
    }
}

/// Folds an event of a tape into facts: as [`Facts::apply`] does, and with what only the edge can tell.
pub fn apply(facts: &mut Facts, event: &Event) {
    match &event.kind {
        EventKind::Arrival(told) if is_internal(told) => stayed(facts, event.at, told),
        kind => facts.apply(event.at, kind),
    }
    if let EventKind::Member(member) = &event.kind
        && !member.id.is_empty()
    {
        facts.set(Fact::Signed, Value::Number(i64::from(member.signature == VERIFIED)));
    }
}

/// An arrival from the site itself: where a visit begins so, nobody sent it; in the middle of one it says nothing.
fn stayed(facts: &mut Facts, at: EpochMs, told: &[(Fact, Value)]) {
    let direct = |fact: Fact, value: &Value| match fact {
        Fact::SourceKind => Value::from(source_name(SourceKind::Direct)),
        Fact::DeviceKind | Fact::Os | Fact::Browser | Fact::App => value.clone(),
        _ => Value::None,
    };
    let begins = *facts.get(Fact::SourceKind) == Value::Unknown;
    let told = if begins { told.iter().map(|(fact, value)| (*fact, direct(*fact, value))).collect() } else { Vec::new() };
    facts.apply(at, &EventKind::Arrival(told));
}

fn is_internal(told: &[(Fact, Value)]) -> bool {
    told.iter()
        .any(|(fact, value)| *fact == Fact::SourceKind && matches!(value, Value::Text(kind) if kind == source_name(SourceKind::Internal)))
}

/// True when so much time passed that the second moment belongs to another visit.
#[must_use]
pub const fn is_gap(before: EpochMs, after: EpochMs) -> bool {
    after.0.saturating_sub(before.0) > VISIT_GAP_MS
}

/// Sorts events into the order of folding and leaves out ids that are there already.
pub fn settle(events: &mut Vec<Event>) {
    events.sort_by_key(Event::order);
    let mut seen = std::collections::BTreeSet::new();
    events.retain(|event| seen.insert(event.id));
}

/// Cuts events in the order of folding where a visit ends: after a gap, and where the shop signs another member than before.
#[must_use]
pub fn split(events: Vec<Event>) -> Vec<Vec<Event>> {
    let mut visits: Vec<Vec<Event>> = Vec::new();
    let mut member: Option<String> = None;
    for event in events {
        let says = signed(&event).map(str::to_owned);
        let is_another = says.is_some() && member.is_some() && says != member;
        match visits.last_mut() {
            Some(visit) if !is_another && visit.last().is_some_and(|last| !is_gap(last.at, event.at)) => {
                member = says.or(member);
                visit.push(event);
            }
            _ => {
                member = says;
                visits.push(vec![event]);
            }
        }
    }
    visits
}

/// The member whom an event says that the edge has verified.
#[must_use]
pub fn signed(event: &Event) -> Option<&str> {
    match &event.kind {
        EventKind::Member(member) if member.signature == VERIFIED && !member.id.is_empty() => Some(&member.id),
        _ => None,
    }
}

/// Folds any events of one visitor afresh: the visits in the order of time, each with its tape.
#[must_use]
pub fn refold(mut events: Vec<Event>, zone: &Zone) -> Vec<(Visit, Vec<Event>)> {
    settle(&mut events);
    split(events).into_iter().filter_map(|events| fold(events, zone)).collect()
}

/// Folds the events of one visit, which are in order.
#[must_use]
pub fn fold(mut events: Vec<Event>, zone: &Zone) -> Option<(Visit, Vec<Event>)> {
    events.truncate(usize::try_from(VISIT_EVENTS_MAX).unwrap_or(usize::MAX));
    let (first, rest) = events.split_first()?;
    let mut visit = Visit::begin(first, zone);
    for event in rest {
        visit.fold(event);
    }
    Some((visit, events))
}

impl Person {
    /// Adds what is known of the person to the facts of a visit.
    pub fn tell(&self, facts: &mut Facts) {
        facts.set(Fact::Visits, Value::Number(self.visits));
        facts.set(Fact::LastVisitDay, self.last_visit_day.map_or(Value::None, |day| Value::Number(i64::from(day.0))));
        facts.set(Fact::Orders, Value::Number(self.orders));
        facts.set(Fact::Spent, Value::Number(self.spent));
    }
}

/// What a browser may hear of its visit and its person (facts.rs, `PERSON` and `ARRIVAL`).
#[must_use]
pub fn told(facts: &Facts) -> Vec<(Fact, Value)> {
    facts.some(FactSet::PERSON.with(FactSet::ARRIVAL))
}

crate::wire!(struct Visit { start, last, day, facts, counts });

impl Wire for Counts {
    fn put(&self, out: &mut Vec<u8>) {
        [self.events, self.page_views, self.product_views, self.cart_adds, self.orders].iter().for_each(|count| count.put(out));
    }

    fn take(from: &mut Reader<'_>) -> Self {
        Self { events: from.take(), page_views: from.take(), product_views: from.take(), cart_adds: from.take(), orders: from.take() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Member, Page};

    const SEOUL: i32 = 9 * 3600;

    fn event(seq: u32, at_ms: i64, kind: EventKind) -> Event {
        Event { id: EventId { install: 1, tab: 1, seq }, at: EpochMs(at_ms), kind }
    }

    fn page(seq: u32, at_min: i64) -> Event {
        event(seq, at_min * 60_000, EventKind::Page(Page { url: format!("/p/{seq}"), title: String::new() }))
    }

    fn arrival(seq: u32, kind: &str, name: &str) -> Event {
        let told = vec![
            (Fact::SourceKind, Value::from(kind)),
            (Fact::SourceName, Value::from(name)),
            (Fact::Word, Value::None),
            (Fact::Os, Value::from("ios")),
        ];
        event(seq, i64::from(seq), EventKind::Arrival(told))
    }

    #[test]
    fn thirty_minutes_to_the_moment_is_the_same_visit() {
        let zone = Zone::fixed(SEOUL);
        let visits = refold(vec![page(3, 61), page(1, 0), page(2, 30)], &zone);
        let starts: Vec<_> = visits.iter().map(|(visit, events)| (visit.start.0, events.len(), visit.counts.page_views)).collect();
        assert_eq!(starts, [(0, 2, 2), (61 * 60_000, 1, 1)]);
    }

    #[test]
    fn a_page_of_the_site_itself_sends_nobody() {
        let zone = Zone::fixed(SEOUL);
        let facts = |events: Vec<Event>| refold(events, &zone).remove(0).0.facts;
        let begun = facts(vec![arrival(1, "internal", "shop.kr")]);
        assert_eq!(
            (begun.text(Fact::SourceKind), begun.get(Fact::SourceName), begun.text(Fact::Os)),
            (Some("direct"), &Value::None, Some("ios"))
        );
        let before = facts(vec![arrival(1, "search", "naver"), arrival(2, "internal", "shop.kr")]);
        assert_eq!((before.text(Fact::SourceKind), before.text(Fact::SourceName)), (Some("search"), Some("naver")));
    }

    #[test]
    fn only_the_edges_mark_signs_a_member() {
        let zone = Zone::fixed(SEOUL);
        for (signature, signed) in [(VERIFIED, 1), ("", 0), ("v1.1.00", 0)] {
            let member = Member { id: "minji".into(), signature: signature.into() };
            let facts = refold(vec![event(1, 0, EventKind::Member(member))], &zone).remove(0).0.facts;
            assert_eq!((facts.text(Fact::Member), facts.number(Fact::Signed)), (Some("minji"), Some(signed)));
        }
    }

    #[test]
    fn a_tape_has_an_end() {
        let zone = Zone::fixed(SEOUL);
        let events: Vec<Event> = (1..=VISIT_EVENTS_MAX + 5).map(|seq| event(seq, i64::from(seq), EventKind::Checkout(vec![]))).collect();
        let (visit, tape) = refold(events, &zone).remove(0);
        assert_eq!((visit.counts.events, tape.len()), (VISIT_EVENTS_MAX, 5_000));
    }
}
