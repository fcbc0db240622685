//! What a browser asks by is what the edge counts by.
#![allow(clippy::unwrap_used, reason = "a test")]

use message::watching::{brought, key};
use model::{
    event::{Event, EventKind, Item, Page},
    facts::Facts,
    ids::EventId,
    time::EpochMs,
};
use proptest::{collection::vec, prelude::*};

fn kind() -> impl Strategy<Value = EventKind> {
    let page = "https://(m[.])?shop[.]kr/[a-c]?([?][ab])?";
    prop_oneof![
        page.prop_map(|url| EventKind::Page(Page { url, title: String::new() })),
        "[a-c]{0,2}".prop_map(|id| EventKind::Product(Item { id, ..Item::default() })),
        Just(EventKind::CartAdd(vec![Item { id: "c".into(), ..Item::default() }])),
    ]
}

proptest! {
    #[test]
    fn the_same_number_on_both_sides(kinds in vec(kind(), 1..12)) {
        let mut facts = Facts::default();
        let mut looked = None;
        for kind in kinds {
            facts.apply(EpochMs(1), &kind);
            looked = brought(&Event { id: EventId { install: 1, tab: 1, seq: 1 }, at: EpochMs(1), kind }).or(looked);
            if let Some(looked) = looked {
                prop_assert_eq!(looked, key(&facts));
            }
        }
    }
}

#[test]
fn different_things_have_different_numbers() {
    let page = |url: &str| {
        brought(&Event {
            id: EventId { install: 1, tab: 1, seq: 1 },
            at: EpochMs(1),
            kind: EventKind::Page(Page { url: url.into(), title: String::new() }),
        })
    };
    assert_eq!(page("https://shop.kr/a?x=1"), page("https://shop.kr/a?y=2"));
    assert_ne!(page("https://shop.kr/a"), page("https://shop.kr/b"));
    assert!(page("https://shop.kr/a").unwrap() < 1 << 53);
}
