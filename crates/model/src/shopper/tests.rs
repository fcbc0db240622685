use std::collections::BTreeMap;
use std::convert::Infallible;

use proptest::prelude::*;

use super::*;
use crate::event::{Item, Member, Order, Page};
use crate::tape::{VERIFIED, refold};

/// A shelf in memory, which counts on nothing being asked of it that is not there.
#[derive(Default)]
struct Memory {
    blocks: BTreeMap<Slot, (Vec<u8>, Person)>,
    pieces: BTreeMap<(EpochMs, u32), Vec<u8>>,
    next: u16,
}

impl Shelf for Memory {
    type Error = Infallible;

    fn sealed(&mut self, at: Slot) -> Result<Vec<u8>, Infallible> {
        Ok(self.blocks[&at].0.clone())
    }

    fn reopen(&mut self, at: Slot) -> Result<(), Infallible> {
        self.blocks.remove(&at).expect("a slot is opened once");
        Ok(())
    }

    fn pieces(&mut self, start: EpochMs) -> Result<Vec<u8>, Infallible> {
        Ok(self.pieces.range((start, 0)..=(start, u32::MAX)).flat_map(|(_, bytes)| bytes.clone()).collect())
    }

    fn put_piece(&mut self, start: EpochMs, number: u32, bytes: &[u8]) -> Result<(), Infallible> {
        assert!(self.pieces.insert((start, number), bytes.to_vec()).is_none(), "a piece is put once");
        Ok(())
    }

    fn drop_pieces(&mut self, start: EpochMs) -> Result<(), Infallible> {
        self.pieces.retain(|(of, _), _| *of != start);
        Ok(())
    }
}

fn seal(shopper: &mut Shopper, before: EpochMs, zone: &Zone, shelf: &mut Memory) {
    for at in shopper.over(before) {
        let tape = shopper.tape(at, shelf).unwrap();
        let slot = Slot { block: 1, slot: shelf.next };
        shelf.next += 1;
        shelf.blocks.insert(slot, (tape, shopper.person(at, zone)));
        shopper.seal(at, slot, shelf).unwrap();
    }
}

fn event(seq: u32, minute: i64, kind: EventKind) -> Event {
    Event { id: EventId { install: 1, tab: seq % 3, seq: seq / 3 + 1 }, at: EpochMs(minute * 60_000), kind }
}

fn page(seq: u32, minute: i64) -> Event {
    event(seq, minute, EventKind::Page(Page { url: format!("/{seq}"), title: String::new() }))
}

fn sign(seq: u32, minute: i64, id: &str) -> Event {
    event(seq, minute, EventKind::Member(Member { id: id.into(), signature: VERIFIED.into() }))
}

fn take(shopper: &mut Shopper, shelf: &mut Memory, batch: &[Event]) -> usize {
    let mut events = batch.to_vec();
    settle(&mut events);
    let new = shopper.see(events, &[], EpochMs(0));
    shopper.place(new, true, &Zone::fixed(32_400), shelf).unwrap().len()
}

fn order(minute: i64, id: &str) -> OwnOrder {
    OwnOrder { id: id.into(), at: EpochMs(minute * 60_000), value: Micros(1_000_000), currency: Currency(*b"KRW") }
}

fn parts(shopper: &mut Shopper, orders: &[OwnOrder]) -> Vec<(String, u32, usize)> {
    let shares = shopper.shares(orders, &Zone::fixed(32_400));
    shares.into_iter().map(|(member, _, share)| (member, share.visits, share.orders.len())).collect()
}

#[test]
fn whose_a_visit_is() {
    let (mut shopper, mut shelf) = (Shopper::default(), Memory::default());
    take(&mut shopper, &mut shelf, &[page(1, 0)]);
    assert_eq!(parts(&mut shopper, &[]), [], "nobody's yet");
    take(&mut shopper, &mut shelf, &[page(2, 100), sign(3, 101, "minji"), page(4, 102)]);
    assert_eq!(parts(&mut shopper, &[order(102, "a")]), [("minji".into(), 2, 1)], "what was before is hers too");
    assert_eq!(parts(&mut shopper, &[order(102, "a")]), [], "told once");
    assert_eq!(shopper.signed_in(EpochMs(103 * 60_000)), Some("minji"));
    assert_eq!(shopper.signed_in(EpochMs(200 * 60_000)), None, "that visit is over");
    // Within half an hour somebody else signs in at the same computer.
    take(&mut shopper, &mut shelf, &[sign(5, 110, "jun"), page(6, 111)]);
    assert_eq!(shopper.visits().len(), 3, "a visit is one person's");
    assert_eq!(shopper.signed_in(EpochMs(112 * 60_000)), Some("jun"));
    let orders = [order(102, "a"), order(111, "b")];
    assert_eq!(parts(&mut shopper, &orders), [("minji".into(), 1, 1), ("jun".into(), 1, 1)], "the nameless visit is nobody's now");
}

#[test]
fn two_devices_are_one_member() {
    let zone = Zone::fixed(32_400);
    let day = 24 * 60;
    let mut shares = Vec::new();
    for minutes in [[0, day], [2 * day, 3 * day]] {
        let (mut shopper, mut shelf) = (Shopper::default(), Memory::default());
        take(&mut shopper, &mut shelf, &[sign(1, minutes[0], "minji"), sign(2, minutes[1], "minji")]);
        shares.extend(
            shopper
                .shares(&[order(minutes[0], "same"), order(minutes[1], &minutes[1].to_string())], &zone)
                .into_iter()
                .map(|(_, _, share)| share),
        );
    }
    for _ in 0..2 {
        let person = member(&shares, EpochMs(3 * day * 60_000), Currency(*b"KRW"));
        let expected = Person { visits: 4, last_visit_day: Some(Day(2)), orders: 3, spent: 3_000_000 };
        assert_eq!(person, expected);
        shares.reverse();
    }
}

#[test]
fn long_tapes_go_to_the_shelf_in_pieces() {
    let (mut shopper, mut shelf) = (Shopper::default(), Memory::default());
    let zone = Zone::fixed(0);
    let long =
        |seq: u32| event(seq, i64::from(seq), EventKind::Page(Page { url: format!("/{}", "x".repeat(900)), title: seq.to_string() }));
    let events: Vec<Event> = (1..100).map(long).collect();
    for event in &events {
        take(&mut shopper, &mut shelf, std::slice::from_ref(event));
        assert!(shopper.to_bytes().len() < 40_000);
    }
    assert!(shelf.pieces.len() > 3);
    assert_eq!(events_of(&shopper.tape(0, &mut shelf).unwrap()), events);
    // A late event folds all of it anew.
    take(&mut shopper, &mut shelf, &[page(500, 3)]);
    assert_eq!(events_of(&shopper.tape(0, &mut shelf).unwrap()).len(), 100);
    seal(&mut shopper, EpochMs(i64::MAX), &zone, &mut shelf);
    assert_eq!((shelf.pieces.len(), shelf.blocks.len()), (0, 1));
}

#[test]
fn what_is_gone_is_counted() {
    let (mut shopper, mut shelf) = (Shopper::default(), Memory::default());
    let zone = Zone::fixed(0);
    take(&mut shopper, &mut shelf, &[page(1, 0), sign(2, 100, "minji"), page(3, 200)]);
    seal(&mut shopper, EpochMs(150 * 60_000), &zone, &mut shelf);
    shopper.let_go(|block| block == 1);
    assert_eq!((shopper.visits().len(), shopper.count()), (1, 3));
    assert_eq!(shopper.person(0, &zone).visits, 3);
    assert_eq!(parts(&mut shopper, &[]), [("minji".into(), 3, 0)]);
    assert_eq!(Shopper::from_bytes(&shopper.to_bytes()), Ok(shopper.clone()));
    assert!(Shopper::from_bytes(&[9]).is_err());
}

#[test]
fn what_is_erased_has_never_been() {
    let (mut shopper, mut shelf) = (Shopper::default(), Memory::default());
    let zone = Zone::fixed(0);
    let labelled = event(7, 400, EventKind::Member(Member { id: "minji".into(), signature: String::new() }));
    take(&mut shopper, &mut shelf, &[page(1, 0), sign(2, 100, "minji"), sign(3, 200, "jun"), page(4, 300), labelled]);
    parts(&mut shopper, &[]);
    seal(&mut shopper, EpochMs(150 * 60_000), &zone, &mut shelf);
    assert!(shopper.knows("minji"));
    let theirs = shopper.visits_of("minji", &mut shelf).unwrap();
    assert_eq!(theirs, [1, 4], "signed, or by name");
    let times = shopper.erase(&theirs, "minji", &mut shelf).unwrap();
    assert_eq!(times.len(), 2);
    assert_eq!((shopper.count(), shelf.blocks.len(), shopper.knows("minji")), (3, 1, false));
    // Now only one member is left, whose all visits are.
    assert_eq!(parts(&mut shopper, &[]), [("jun".into(), 3, 0)]);
    assert!(!shopper.to_bytes().windows(5).any(|bytes| bytes == b"minji"));
}

fn kinds() -> impl Strategy<Value = EventKind> {
    let item = |id: u32| Item { id: format!("i{id}"), price: Some(Micros(1_000_000)), quantity: 1, ..Item::default() };
    let member = |signature: &'static str| {
        (0..3_u32).prop_map(move |id| EventKind::Member(Member { id: format!("m{id}"), signature: signature.into() }))
    };
    prop_oneof![
        3 => (0..5_u32).prop_map(|url| EventKind::Page(Page { url: format!("/{url}"), title: format!("t{url}") })),
        1 => (0..3_u32).prop_map(move |id| EventKind::Product(item(id))),
        1 => (0..3_u32).prop_map(move |id| EventKind::CartAdd(vec![item(id)])),
        1 => (0..3_u32).prop_map(move |id| EventKind::CartRemove(vec![item(id)])),
        1 => (0..3_u32).prop_map(|id| EventKind::Order(Order { id: format!("o{id}"), value: Micros(7), ..Order::default() })),
        1 => member(VERIFIED),
        1 => member(""),
    ]
}

proptest! {
    /// However events come, are repeated, cut into batches, and whenever visits are sealed and members told: in the end it is what all events
    /// at once give, in visits, tapes, what was known of the person in each, and shares.
    #[test]
    fn order_batches_and_sealing_cannot_be_told(
        told in proptest::collection::vec((0_i64..400, kinds()), 1..50),
        order in proptest::collection::vec(any::<proptest::sample::Index>(), 0..100),
        cuts in proptest::collection::vec((1_usize..6, 0_i64..500), 1..50),
    ) {
        let zone = Zone::fixed(32_400);
        let events: Vec<Event> = told.into_iter().zip(0..).map(|((at, kind), seq)| event(seq, at * 7, kind)).collect();
        let mut sent: Vec<Event> = order.iter().map(|index| index.get(&events).clone()).collect();
        sent.extend(events.iter().rev().cloned());
        let (mut shopper, mut shelf) = (Shopper::default(), Memory::default());
        let mut shares: BTreeMap<String, Share> = BTreeMap::new();
        let (mut rest, mut cuts, mut taken) = (sent.as_slice(), cuts.iter().cycle(), 0);
        while !rest.is_empty() {
            let (cut, seal_before) = *cuts.next().unwrap();
            let (batch, after) = rest.split_at(cut.min(rest.len()));
            taken += take(&mut shopper, &mut shelf, batch);
            shares.extend(shopper.shares(&[], &zone).into_iter().map(|(member, _, share)| (member, share)));
            if cut == 1 {
                seal(&mut shopper, EpochMs(seal_before * 7 * 60_000), &zone, &mut shelf);
                shopper = Shopper::from_bytes(&shopper.to_bytes()).unwrap();
            }
            rest = after;
        }
        prop_assert_eq!(taken, events.len());

        let expected = refold(events.clone(), &zone);
        prop_assert_eq!(shopper.visits().len(), expected.len());
        for (at, (visit, tape)) in expected.iter().enumerate() {
            let kept = &shopper.visits()[at];
            prop_assert_eq!((kept.start, kept.last), (visit.start, visit.last.0));
            prop_assert_eq!(&events_of(&shopper.tape(at, &mut shelf).unwrap()), tape);
            match &kept.place {
                Place::Here(here) => prop_assert_eq!(&written(&here.visit), &written(visit)),
                Place::Sealed(slot) => prop_assert_eq!(shelf.blocks[slot].1, shopper.person(at, &zone)),
            }
        }
        let mut whole = Shopper::default();
        let mut sorted = events;
        settle(&mut sorted);
        whole.place(sorted, false, &zone, &mut Memory::default()).unwrap();
        let parts: BTreeMap<String, Share> = whole.shares(&[], &zone).into_iter().map(|(member, _, share)| (member, share)).collect();
        shares.retain(|_, share| *share != Share::default());
        prop_assert_eq!(shares, parts);
    }
}
