//! What is of the moment is replayed; a sample says how sure it is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod made;

use insight::{
    momentary::{Estimate, Moment, Replayed, is_sampled, needs_replay, program, replay_matches, untold},
    people::{EXACT_MAX, NAMES_MAX, People, Top, hash_of},
};
use made::{Made, START, visits, zone};
use model::{
    event::{EventKind, Item, Order, Page},
    facts::Fact,
    ids::VisitorId,
    money::{Currency, Micros},
    tape::Person,
    time::EpochMs,
    wire,
};
use proptest::prelude::*;
use segment::{
    compile::{Compiled, Target, compile},
    definition::Segment,
};

fn compiled(json: serde_json::Value) -> Compiled {
    let segments: Vec<Segment> = serde_json::from_value(json).unwrap();
    let compiled = compile(&segments, Target::Full);
    assert!(compiled.errors.is_empty(), "{:?}", compiled.errors);
    compiled
}

#[test]
fn a_cart_that_was_bought_matched_before() {
    let segments = compiled(serde_json::json!([
        {"id": "cart", "include": [{"kind": "cart.total", "min": "30000"}]},
        {"id": "reads", "include": [{"kind": "traffic.page_seconds", "min": 60}, {"kind": "content.current_page", "values": ["/cart"]}]},
        {"id": "never", "include": [{"kind": "cart.total", "min": "90000"}]},
        {"id": "leaving", "include": [{"kind": "behavior.exit_intent", "value": true}]},
        {"id": "stays", "exclude": [{"kind": "behavior.scroll", "min": 10}]},
        {"id": "visits", "include": [{"kind": "traffic.visits", "min": 2}]},
    ]));
    assert_eq!((0..6).map(|place| needs_replay(&segments, place)).collect::<Vec<_>>(), [true, true, true, true, true, false]);
    assert_eq!((untold(&segments, 3), untold(&segments, 0)), (vec![Fact::ExitIntent], vec![]));
    let page = |url: &str| EventKind::Page(Page { url: url.into(), title: String::new() });
    let item = Item { id: "p1".into(), price: Some(Micros(35_000_000_000)), quantity: 1, ..Item::default() };
    let order = Order { id: "o1".into(), value: Micros(35_000_000_000), currency: Currency::default(), items: vec![] };
    let kinds = vec![
        (0, page("https://shop.kr/product/1?from=list")),
        (5_000, EventKind::CartAdd(vec![item])),
        (5_000, page("/cart")),
        (90_000, EventKind::Order(order)),
    ];
    let made = Made::of(1, START, Person { visits: 2, ..Person::default() }, kinds);
    let found = replay_matches(&program(&segments), 6, &made.tape, &made.person, &zone());
    let matched = |at: i64, page: &str| Moment::Matched(EpochMs(START + at), page.into());
    let wanted =
        [matched(5_000, "/product/1"), matched(70_000, "/cart"), Moment::Never, Moment::Unknown, Moment::Unknown, matched(0, "/product/1")];
    assert_eq!(found, wanted);
}

#[test]
fn wilson() {
    let of = |matched, sampled, all| Estimate::of(matched, sampled, sampled, all).map(|found| (found.number, found.low, found.high));
    assert_eq!(of(0, 0, 10), None);
    assert_eq!(of(3, 10, 10), Some((3, 3, 3)));
    // Of 10 in 100 by R's binom.wilson: 0.0552291 to 0.1743657. (Of a million the correction for a part of all is felt.)
    let all = 100_000_000_000;
    let share = |number: u64| format!("{:.7}", number as f64 / all as f64);
    let (number, low, high) = of(10, 100, all).unwrap();
    assert_eq!((share(number), share(low), share(high)), ("0.1000000".into(), "0.0552291".into(), "0.1743657".into()));
    // z² ÷ (n + z²), where n is 100 ÷ (1 − 0.0001).
    assert_eq!(of(0, 100, 1_000_000), Some((0, 0, 36_990)));
}

#[test]
fn the_sample_is_one_in_so_many() {
    let taken = (0..20_000_u32).filter(|number| is_sampled(&VisitorId(u128::from(*number).to_le_bytes()), 10)).count();
    assert!((1_850..2_150).contains(&taken), "{taken}");
    assert!(is_sampled(&VisitorId([7; 16]), 1) && is_sampled(&VisitorId([7; 16]), 0));
}

#[test]
fn beyond_the_bounds() {
    let hash = |number: usize| hash_of(&VisitorId((number as u128).to_le_bytes()));
    let count = |range: core::ops::Range<usize>| {
        let mut people = People::default();
        range.for_each(|number| people.add(hash(number)));
        people
    };
    let exact = count(0..EXACT_MAX);
    assert_eq!(exact.count(), EXACT_MAX as u64);
    let (mut many, other) = (count(0..400_000), count(300_000..900_000));
    many.merge(&other);
    let off = many.count() as f64 / 900_000.0;
    assert!((0.97..1.03).contains(&off), "{off}");
    assert_eq!(many, count(0..900_000));
    many.settle();
    assert_eq!(wire::read::<People>(&wire::written(&many)).unwrap().count(), many.count());

    let names = |range: core::ops::Range<usize>| {
        let mut top = Top::default();
        range.for_each(|number| top.add(&number.to_string(), "", 1, number as u64));
        top
    };
    let mut some = names(0..NAMES_MAX / 2);
    assert!(!some.is_truncated());
    some.merge(&names(NAMES_MAX / 2..NAMES_MAX + 500));
    let mut others = names(400..NAMES_MAX + 500);
    others.merge(&names(0..400));
    assert!(some.is_truncated());
    assert_eq!(some, others);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]

    #[test]
    fn samples_add_up_in_any_order(visits in visits(20), cut in any::<prop::sample::Index>()) {
        let segments = compiled(serde_json::json!([{"id": "cart", "include": [{"kind": "cart.units", "min": 3}]}]));
        let program = program(&segments);
        let count = |visits: &[Made]| {
            let mut found = Replayed::default();
            for made in visits {
                found.add(&made.visitor, &replay_matches(&program, 1, &made.tape, &made.person, &zone())[0], 7);
            }
            found
        };
        let (a, b) = visits.split_at(cut.index(visits.len()));
        let (mut ab, mut ba) = (count(a), count(b));
        ab.merge(&count(b));
        ba.merge(&count(a));
        prop_assert_eq!(&ab, &count(&visits));
        prop_assert_eq!(&ba, &ab);
        prop_assert_eq!(&wire::read::<Replayed>(&wire::written(&ab)).unwrap(), &ab);
    }
}
