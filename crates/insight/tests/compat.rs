//! Stored bytes are for ever: what was sealed once is read as it was meant. A sample is never edited; a new form gets a new one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod made;

use insight::{
    block::{Block, BlockError, Sealed, VERSION, end_facts},
    column::LogEntry,
    sales::Sales,
};
use made::{Made, START, sealed, zone};
use model::{
    event::{EventKind, Item, Order, Page, Search},
    facts::{Fact, Read},
    ids::{hex, unhex},
    money::{Currency, Micros},
    tape::Person,
    time::Day,
};
use serde_json::{Value, json};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/compat/block-1.json");

fn visits() -> Vec<Made> {
    let tea =
        |quantity| Item { id: "p1".into(), name: "녹차".into(), category: "차".into(), price: Some(Micros(12_000_000_000)), quantity };
    let page = |url: &str| EventKind::Page(Page { url: url.into(), title: "찻집".into() });
    (0..40_u8)
        .map(|number| {
            let mut kinds = vec![(0, page("/")), (3_000, page(&format!("/product/p{}", number % 20))), (500, EventKind::Product(tea(1)))];
            if number % 3 == 0 {
                kinds.push((9_000, EventKind::CartAdd(vec![tea(u32::from(number) + 1)])));
                kinds.push((4_000, EventKind::Search(Search { word: format!("단어 {number}"), results: Some(u32::from(number)) })));
            }
            if number % 9 == 0 {
                let order =
                    Order { id: format!("o{number}"), value: Micros(24_000_000_000), currency: Currency::default(), items: vec![tea(2)] };
                kinds.push((20_000, EventKind::Order(order)));
            }
            let person =
                Person { visits: i64::from(number / 4) + 1, last_visit_day: (number > 3).then_some(Day(20_770)), orders: 1, spent: 7 };
            Made::of(number, START + i64::from(number) * 70_000, person, kinds)
        })
        .collect()
}

fn to_json(sealed: &Sealed) -> Value {
    let columns: serde_json::Map<String, Value> = sealed.columns.iter().map(|(id, bytes)| (id.to_string(), json!(hex(bytes)))).collect();
    let parts: Vec<String> = sealed.parts.iter().map(|part| hex(part)).collect();
    json!({"description": "40 visits of insight/tests/compat.rs, sealed by version 1", "count": sealed.count, "columns": columns, "parts": parts})
}

fn bytes(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap();
    (0..text.len() / 2).map(|at| unhex::<1>(&text[at * 2..at * 2 + 2]).unwrap()[0]).collect()
}

#[test]
fn version_1_is_read() {
    let visits = visits();
    if !std::fs::exists(FILE).unwrap() && std::env::var_os("BLESS").is_some() {
        std::fs::write(FILE, serde_json::to_string_pretty(&to_json(&sealed(&visits))).unwrap() + "\n").unwrap();
    }
    let sample: Value = serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap();
    let columns = sample["columns"].as_object().unwrap().iter().map(|(id, text)| (id.parse().unwrap(), bytes(text)));
    let parts: Vec<Vec<u8>> = sample["parts"].as_array().unwrap().iter().map(bytes).collect();
    let block = Block::new(40, columns);
    let (tapes, people, visitors, sales) =
        (block.tapes().unwrap(), block.people().unwrap(), block.visitors().unwrap(), block.sales().unwrap());
    for (slot, made) in visits.iter().enumerate() {
        let facts = end_facts(&made.visit, &made.person);
        for fact in Fact::ALL {
            match facts.read(*fact, &zone()) {
                Read::Items(items) => {
                    let column = block.lists::<Item>(*fact).unwrap().unwrap();
                    let rows = column.visits().nth(slot).unwrap().unwrap();
                    let found = rows
                        .iter()
                        .map(|(place, units)| Item { quantity: u32::try_from(*units).unwrap(), ..column.entries[*place as usize].clone() });
                    assert_eq!(
                        found.map(|item| if *fact == Fact::Product { Item { quantity: 1, ..item } } else { item }).collect::<Vec<_>>(),
                        items,
                        "{fact:?}"
                    );
                }
                Read::Log(rows) => {
                    let column = block.lists::<LogEntry<'_>>(*fact).unwrap().unwrap();
                    let found = column.visits().nth(slot).unwrap().unwrap().iter().map(|(place, at)| {
                        let entry = &column.entries[*place as usize];
                        (entry.key, entry.label, entry.number, *at)
                    });
                    let wanted = rows.iter().filter(|row| row.fact == *fact).map(|row| (row.key, row.label, row.number, row.at.0));
                    assert!(found.eq(wanted), "{fact:?}");
                }
                read => assert_eq!(block.fact(*fact).unwrap().as_ref().map_or(Read::Unknown, |column| column.read(slot)), read, "{fact:?}"),
            }
        }
        assert_eq!(tapes.tape(slot, |part| parts.get(part).map(Vec::as_slice)).unwrap(), made.tape);
        assert_eq!((people[slot], visitors[slot]), (made.person, made.visitor));
        let wanted = Sales::of(&made.tape);
        let found = sales.visits.iter().find(|sold| sold.0 == slot);
        assert_eq!(found.map_or(&vec![], |sold| &sold.1.orders), &wanted.orders);
        let name =
            |lines: &[(u32, u32)]| lines.iter().map(|(place, units)| (sales.products[*place as usize].clone(), *units)).collect::<Vec<_>>();
        assert_eq!(found.map_or(vec![], |sold| name(&sold.1.bought)), wanted.bought);
        assert_eq!(found.map_or(vec![], |sold| name(&sold.1.carted)), wanted.carted);
    }
}

#[test]
fn a_newer_version_is_refused() {
    let sealed = sealed(&visits());
    let newer = sealed.columns.iter().map(|(id, bytes)| (*id, [&[VERSION + 1], &bytes[1..]].concat()));
    let block = Block::new(sealed.count, newer);
    assert_eq!(block.visitors(), Err(BlockError::Version));
    assert!(matches!(block.fact(Fact::PageUrl), Err(BlockError::Version)));
}
