//! Random visits and segments.
#![allow(dead_code, reason = "each test uses some of it")]

use insight::block::{Builder, Closed, Sealed};
use model::{
    event::{Act, Custom, Event, EventKind, Exposure, Item, Member, Order, Page, Search},
    facts::{Fact, Value},
    ids::{EventId, VisitorId},
    money::{Currency, Micros},
    tape::{Person, VERIFIED, Visit, fold},
    time::{Day, EpochMs, Zone},
    wire::put_event,
};
use proptest::prelude::*;
use segment::definition::Segment;

pub const START: i64 = 1_795_000_000_000;

pub fn zone() -> Zone {
    Zone::fixed(9 * 3600)
}

/// A visit as the worker has it in memory.
#[derive(Clone, Debug)]
pub struct Made {
    pub visitor: VisitorId,
    pub visit: Visit,
    pub person: Person,
    pub tape: Vec<u8>,
}

impl Made {
    pub fn of(visitor: u8, start: i64, person: Person, kinds: Vec<(i64, EventKind)>) -> Self {
        let mut at = start;
        let events: Vec<Event> = (1..)
            .zip(kinds)
            .map(|(seq, (step, kind))| {
                at += step;
                Event { id: EventId { install: u32::from(visitor) * 77, tab: 5, seq }, at: EpochMs(at), kind }
            })
            .collect();
        let (visit, events) = fold(events, &zone()).unwrap();
        let mut tape = Vec::new();
        events.iter().for_each(|event| put_event(&mut tape, event));
        Self { visitor: VisitorId([visitor; 16]), visit, person, tape }
    }

    pub fn closed(&self) -> Closed<'_> {
        Closed { visitor: &self.visitor, visit: &self.visit, person: &self.person, tape: &self.tape }
    }
}

pub fn sealed(visits: &[Made]) -> Sealed {
    let mut builder = Builder::new();
    visits.iter().for_each(|visit| builder.push(&visit.closed(), &zone()).unwrap());
    builder.seal()
}

pub fn kind() -> impl Strategy<Value = EventKind> {
    let item = (0..4_u8, 1..4_u32, prop::option::of(0..60_000_i64)).prop_map(|(id, quantity, won)| Item {
        id: format!("p{id}"),
        name: if id == 3 { String::new() } else { format!("상품 {id}") },
        category: ["차", "그릇", "", "차"][usize::from(id)].into(),
        price: won.map(|won| Micros(won * 1_000_000)),
        quantity,
    });
    let word = prop::sample::select(vec!["", "브랜드A", "브랜드 a 신상", "우리몰", "other"]);
    let page = prop::sample::select(vec!["/", "/product/p1/", "/product/p2/?from=list", "/cart", "https://shop.kr/%EC%83%81%ED%92%88/1"]);
    prop_oneof![
        page.prop_map(|url| EventKind::Page(Page { url: url.into(), title: format!("제목 {url}") })),
        item.clone().prop_map(EventKind::Product),
        prop::collection::vec(item.clone(), 0..4).prop_map(EventKind::CartSet),
        prop::collection::vec(item.clone(), 1..3).prop_map(EventKind::CartAdd),
        prop::collection::vec(item.clone(), 1..3).prop_map(EventKind::CartRemove),
        (0..3_u8, 0..90_000_i64, prop::bool::ANY, prop::collection::vec(item.clone(), 0..3)).prop_map(|(id, won, usd, items)| {
            let currency = if usd { Currency(*b"USD") } else { Currency::default() };
            EventKind::Order(Order { id: format!("o{id}"), value: Micros(won * 1_000_000), currency, items })
        }),
        prop::collection::vec(item, 1..3).prop_map(EventKind::Checkout),
        (word.clone(), prop::option::of(0..30_u32)).prop_map(|(word, results)| EventKind::Search(Search { word: word.into(), results })),
        (0..3_u8).prop_map(|id| EventKind::Member(Member { id: format!("m{id}"), signature: VERIFIED.into() })),
        prop::sample::select(vec!["x", "sign_up", "quiz"])
            .prop_map(|name| EventKind::Custom(Custom { name: name.into(), value: "pro".into() })),
        (0..3_u8, prop::sample::select(vec![Act::Shown, Act::Clicked, Act::Closed])).prop_map(|(id, act)| EventKind::Exposure(Exposure {
            message: format!("m{id}"),
            variant: 0,
            act
        })),
        (prop::sample::select(vec!["search", "sns", "direct", "internal"]), word).prop_map(|(kind, word)| {
            let told = [
                (Fact::SourceKind, kind),
                (Fact::SourceName, "naver"),
                (Fact::Word, word),
                (Fact::PreviousWord, word),
                (Fact::DeviceKind, "mobile"),
            ];
            EventKind::Arrival(told.into_iter().map(|(fact, text)| (fact, Value::from(text))).collect())
        }),
    ]
}

pub fn person() -> impl Strategy<Value = Person> {
    (1..5_i64, prop::option::of(20_770..20_776_i32), 0..3_i64).prop_map(|(visits, day, orders)| Person {
        visits,
        last_visit_day: day.map(Day),
        orders,
        spent: orders * 35_000_000_000,
    })
}

pub fn visit() -> impl Strategy<Value = Made> {
    let steps = prop::collection::vec((0..120_000_i64, kind()), 1..15);
    (any::<u8>(), 0..200_000_000_i64, person(), steps)
        .prop_map(|(visitor, start, person, kinds)| Made::of(visitor, START + start, person, kinds))
}

pub fn visits(most: usize) -> impl Strategy<Value = Vec<Made>> {
    prop::collection::vec(visit(), 1..most)
}

/// The segments of the laws and every template, as they stand.
pub fn segments() -> Vec<Segment> {
    let mut all: Vec<Segment> = serde_json::from_str(include_str!("../../../../tests/cases/laws/segments.json")).unwrap();
    let store: serde_json::Value = serde_json::from_str(segment::store::TEMPLATES).unwrap();
    for template in store["templates"].as_array().unwrap() {
        let mut segment = template["segment"].clone();
        segment["id"] = format!("template-{}", all.len()).into();
        all.push(serde_json::from_value(segment).unwrap());
    }
    all
}

/// Segments of conditions thrown together.
pub fn mixed() -> impl Strategy<Value = Vec<Segment>> {
    let index = || any::<prop::sample::Index>();
    let shape =
        (prop::collection::vec(index(), 1..4), prop::collection::vec(index(), 0..3), prop::collection::vec(index(), 0..2), any::<bool>());
    prop::collection::vec(shape, 1..5).prop_map(|shapes| {
        let all = segments();
        let conditions: Vec<serde_json::Value> = all
            .iter()
            .flat_map(|segment| segment.conditions().into_iter().map(|(_, condition)| serde_json::to_value(condition).unwrap()))
            .filter(|condition| !condition["kind"].as_str().unwrap().starts_with("segment."))
            .collect();
        let some = |places: Vec<prop::sample::Index>| places.into_iter().map(|place| place.get(&conditions).clone()).collect::<Vec<_>>();
        (0..)
            .zip(shapes)
            .map(|(number, (include, any_of, exclude, nested))| {
                let (include, any_of, exclude) = (some(include), some(any_of), some(exclude));
                let json = if nested {
                    let mut parts = vec![serde_json::json!({"any": include})];
                    parts.extend(exclude.into_iter().map(|condition| serde_json::json!({"not": condition})));
                    serde_json::json!({"id": format!("s{number}"), "rule": {"all": parts}})
                } else {
                    let any_of = if any_of.is_empty() { serde_json::json!([]) } else { serde_json::json!([any_of]) };
                    serde_json::json!({"id": format!("s{number}"), "include": include, "any_of": any_of, "exclude": exclude})
                };
                serde_json::from_value(json).unwrap()
            })
            .collect()
    })
}
