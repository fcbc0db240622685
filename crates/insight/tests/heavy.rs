//! However heavy visits are, a column and a part are each a row of storage, under 2 MB.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod made;

use insight::block::{Block, Builder, VISITS_MAX};
use made::{Made, START, zone};
use model::{
    event::{Act, EventKind, Exposure, Item, Page},
    money::Micros,
    tape::Person,
};

const ROW_BYTES_MAX: usize = 2_000_000;

fn fill(mut make: impl FnMut(u32) -> Vec<EventKind>) -> usize {
    let mut builder = Builder::new();
    let mut last = None;
    while !builder.is_full() {
        let number = u32::try_from(builder.count()).unwrap();
        let kinds = make(number).into_iter().map(|kind| (1_000, kind)).collect();
        let made = Made::of(1, START + i64::from(number), Person::default(), kinds);
        builder.push(&made.closed(), &zone()).unwrap();
        last = Some(made);
    }
    let made = last.unwrap();
    assert!(builder.push(&made.closed(), &zone()).is_err());
    let sealed = builder.seal();
    let largest = sealed.columns.iter().map(|(_, bytes)| bytes.len()).chain(sealed.parts.iter().map(Vec::len)).max().unwrap();
    assert!(largest < ROW_BYTES_MAX, "{largest}");
    let tapes = Block::new(sealed.count, sealed.columns).tapes().unwrap();
    let tape = tapes.tape(sealed.count - 1, |part| sealed.parts.get(part).map(Vec::as_slice)).unwrap();
    assert_eq!(tape, made.tape);
    sealed.count
}

#[test]
fn rows_stay_small() {
    let long = |text: String, length: usize| format!("{text:x<length$}");
    let item = |number: u32, place: u32| Item {
        id: long(format!("{number}-{place}"), 700),
        name: long("n".into(), 700),
        category: long(format!("c{number}-{place}"), 700),
        price: Some(Micros(1)),
        quantity: 1,
    };
    assert_eq!(fill(|_| vec![EventKind::Page(Page::default())]), VISITS_MAX);
    let pages = fill(|number| vec![EventKind::Page(Page { url: long(format!("/{number}"), 1000), title: long(number.to_string(), 700) })]);
    assert!((500..1_500).contains(&pages), "{pages}");
    let carts = fill(|number| vec![EventKind::CartSet((0..100).map(|place| item(number, place)).collect())]);
    assert!((2..10).contains(&carts), "{carts}");
    let shown = |place: u32| EventKind::Exposure(Exposure { message: long(place.to_string(), 40), variant: 0, act: Act::Shown });
    fill(|number| (0..1_500).map(|place| shown(number * 1_500 + place)).collect());
    // One tape of 4 MB is in three parts.
    let long_page = |number: u32, place: u32| EventKind::CartSet((0..4).map(|line| item(number, place * 4 + line)).collect());
    fill(|number| (0..500).map(|place| long_page(number, place)).collect());
}
