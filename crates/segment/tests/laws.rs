//! Laws: evaluating incrementally gives what evaluating afresh gives, and both give what the definition says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use model::{
    event::{Custom, EventKind, Item, Order, Page, Search},
    facts::{Fact, FactSet, Facts, Value},
    money::{Currency, Micros},
    time::{EpochMs, Zone},
};
use proptest::prelude::*;
use segment::{
    compile::{Compiled, Step, Target, compile},
    definition::Segment,
    engine::{Engine, evaluate},
    verdict::Verdict,
};

fn segments() -> Vec<Segment> {
    serde_json::from_str(include_str!("../../../tests/cases/laws/segments.json")).unwrap()
}

/// The definition, naively: every test from nothing, every step with Kleene's tables.
fn naive(compiled: &Compiled, facts: &Facts, zone: &Zone, bits: &[u8]) -> Vec<Verdict> {
    let run = |steps: &Vec<Step>| {
        let mut stack: Vec<Verdict> = Vec::new();
        for step in steps {
            let verdict = match step {
                Step::Test(test) => compiled.tests[usize::from(*test)].verdict(facts, zone, bits),
                Step::Not => stack.pop().unwrap().not(),
                Step::All(count) => stack.split_off(stack.len() - usize::from(*count)).into_iter().fold(Verdict::Yes, Verdict::and),
                Step::Any(count) => stack.split_off(stack.len() - usize::from(*count)).into_iter().fold(Verdict::No, Verdict::or),
            };
            stack.push(verdict);
        }
        stack.pop().unwrap()
    };
    compiled.segments.iter().map(run).collect()
}

#[derive(Clone, Debug)]
enum Change {
    Event(EventKind),
    Pass(i64),
    NewVisit,
    Forget(Fact),
    Tell(Fact, Value),
    Note(Fact, &'static str, i64, i64),
}

fn change() -> impl Strategy<Value = Change> {
    let item = (0..4_u8, 1..4_u32, prop::option::of(0..60_000_i64)).prop_map(|(id, quantity, won)| Item {
        id: format!("p{id}"),
        category: if id % 2 == 0 { "차".into() } else { "그릇".into() },
        price: won.map(|won| Micros(won * 1_000_000)),
        quantity,
        ..Item::default()
    });
    let word = prop::sample::select(vec!["", "브랜드A", "브랜드 a 신상", "우리몰", "other"]);
    let page = prop::sample::select(vec!["/", "/product/p1/", "/product/p2/?from=list", "/cart", "https://shop.kr/%EC%83%81%ED%92%88/1"]);
    prop_oneof![
        page.prop_map(|url| Change::Event(EventKind::Page(Page { url: url.into(), title: String::new() }))),
        item.clone().prop_map(|item| Change::Event(EventKind::Product(item))),
        prop::collection::vec(item.clone(), 0..4).prop_map(|items| Change::Event(EventKind::CartSet(items))),
        prop::collection::vec(item.clone(), 1..3).prop_map(|items| Change::Event(EventKind::CartAdd(items))),
        prop::collection::vec(item, 1..3).prop_map(|items| Change::Event(EventKind::CartRemove(items))),
        (0..3_u8, 0..90_000_i64).prop_map(|(id, won)| Change::Event(EventKind::Order(Order {
            id: format!("o{id}"),
            value: Micros(won * 1_000_000),
            currency: Currency::default(),
            items: vec![]
        }))),
        word.clone().prop_map(|word| Change::Event(EventKind::Search(Search { word: word.into(), results: None }))),
        Just(Change::Event(EventKind::Custom(Custom { name: "x".into(), value: String::new() }))),
        (0..200_000_i64).prop_map(Change::Pass),
        Just(Change::Pass(86_400_000)),
        Just(Change::NewVisit),
        prop::sample::select(Fact::ALL.to_vec()).prop_map(Change::Forget),
        (prop::sample::select(vec![Fact::Word, Fact::PreviousWord, Fact::SourceName, Fact::DeviceKind]), word)
            .prop_map(|(fact, word)| Change::Tell(fact, Value::from(word))),
        (
            prop::sample::select(vec![
                Fact::Visits,
                Fact::Orders,
                Fact::Spent,
                Fact::LastVisitDay,
                Fact::SignUpDay,
                Fact::Scroll,
                Fact::IdleSince,
                Fact::LastCartTotal,
                Fact::Coupons,
                Fact::Fields,
            ]),
            prop::sample::select(vec![0, 1, 3, 60, 20_000, 20_775, 20_778, 100_000_000_000, 1_794_999_980_000_i64])
        )
            .prop_map(|(fact, number)| Change::Tell(fact, Value::Number(number))),
        (
            prop::sample::select(vec![Fact::Coupons, Fact::Fields, Fact::Viewed, Fact::Ordered]),
            prop::sample::select(vec!["p1", "p2", "level"]),
            -3..4_i64,
            0..6_i64
        )
            .prop_map(|(fact, key, days, number)| Change::Note(fact, key, days, number)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn incremental_is_afresh_is_the_definition(changes in prop::collection::vec(change(), 1..60), bits in prop::collection::vec(any::<u8>(), 0..2)) {
        let zone = Zone::fixed(9 * 3600);
        for target in [Target::Full, Target::Browser] {
            let compiled = compile(&segments(), target);
            prop_assert!(compiled.errors.is_empty(), "{:?}", compiled.errors);
            let mut engine = Engine::new(compiled.program());
            let mut facts = Facts::newcomer();
            facts.now = EpochMs(1_795_000_000_000);
            facts.begin_visit(facts.now, &zone);
            engine.update(&facts, &zone, &bits, facts.clone().take_changed());
            facts.take_changed();
            for change in &changes {
                let mut changed = FactSet::default();
                match change {
                    Change::Event(kind) => facts.apply(facts.now, kind),
                    Change::Pass(ms) => {
                        facts.now.0 += ms;
                        changed = FactSet::CLOCK;
                    }
                    Change::NewVisit => facts.begin_visit(facts.now, &zone),
                    Change::Forget(fact) => facts.set(*fact, Value::Unknown),
                    Change::Tell(fact, value) => facts.set(*fact, value.clone()),
                    Change::Note(fact, key, days, number) => {
                        facts.log_is_known(*fact);
                        facts.note(*fact, EpochMs(facts.now.0 + days * 86_400_000), key, key, number * 1_000_000);
                    }
                }
                let changed = changed.with(facts.take_changed());
                engine.update(&facts, &zone, &bits, changed);
                let fresh = evaluate(&compiled.program(), &facts, &zone, &bits);
                prop_assert_eq!(engine.verdicts(), &fresh[..], "incremental and fresh differ after {:?}", change);
                prop_assert_eq!(&fresh, &naive(&compiled, &facts, &zone, &bits), "fresh and the definition differ after {:?}", change);
            }
        }
    }

    #[test]
    fn next_due_is_never_late(start in 0_i64..100_000_000, steps in prop::collection::vec(1_i64..4_000_000, 1..20)) {
        // Between now and what next_due says, no verdict changes.
        let zone = Zone::fixed(9 * 3600);
        let compiled = compile(&segments(), Target::Full);
        let mut facts = Facts::newcomer();
        facts.now = EpochMs(1_795_000_000_000 + start);
        facts.begin_visit(facts.now, &zone);
        facts.apply(facts.now, &EventKind::Page(Page { url: "/".into(), title: String::new() }));
        facts.set(Fact::LastVisitDay, Value::Number(i64::from(zone.day(facts.now).0) - 2));
        let engine = { let mut engine = Engine::new(compiled.program()); engine.update(&facts, &zone, &[], FactSet::ALL); engine };
        let before = engine.verdicts().to_vec();
        let due = engine.next_due(&facts, &zone).expect("hours are asked");
        prop_assert!(due > facts.now);
        let mut later = facts.clone();
        for step in steps {
            later.now = EpochMs((later.now.0 + step).min(due.0 - 1));
            prop_assert_eq!(&evaluate(&compiled.program(), &later, &zone, &[]), &before);
        }
    }

    #[test]
    fn broken_programs_never_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..300), cut in 0_usize..400) {
        let zone = Zone::fixed(0);
        let mut facts = Facts::newcomer();
        facts.begin_visit(EpochMs(0), &zone);
        facts.apply(EpochMs(0), &EventKind::Page(Page { url: "/a".into(), title: String::new() }));
        let _ = evaluate(&segment::compile::Program(bytes.clone()), &facts, &zone, &bytes);
        let good = compile(&segments(), Target::Full).program().0;
        let mut mixed = good.get(..cut.min(good.len())).unwrap_or_default().to_vec();
        mixed.append(&mut bytes);
        let _ = evaluate(&segment::compile::Program(mixed), &facts, &zone, &[]);
    }
}
