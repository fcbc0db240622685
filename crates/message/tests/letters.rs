//! What outboxes hold is read for ever: `tests/cases/compat/letters-2.json` is never edited, only added to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use std::collections::BTreeMap;

use message::claim::{Claim, Correction, Credit, Holds, Letter, Ordered, Rank, Status, Word, first_form};
use model::{
    event::Act,
    ids::hex,
    money::{Currency, Micros},
    time::{Day, EpochMs},
    wire::{read, written},
};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/compat/letters-2.json");

fn claim() -> Claim {
    Claim {
        order: "20261121-0001".into(),
        claimant: [7; 16],
        bucket: Some(200),
        version: 3,
        rank: Rank::Browser,
        at: EpochMs(1_795_000_000_000),
        day: Day(20_775),
        status: Status::Placed,
        value: Micros(12_000_500_000),
        currency: Currency(*b"KRW"),
        credit: Some(Credit { message: "hello".into(), variant: 1, act: Act::Clicked }),
    }
}

fn letters() -> [(&'static str, Letter); 5] {
    let refunded = Claim { claimant: [0xff; 16], bucket: None, rank: Rank::Server, status: Status::Refunded, credit: None, ..claim() };
    let word = Word { cancelled: false, value: Some(Micros(4_000_000_000)) };
    let correction = Correction { order: claim().order, claimant: claim().claimant, bucket: 200, version: 2, word };
    let holds = Holds { contact: [9; 16], member: "minji".into(), version: 1_838_080_000_000_000, held: true, words: vec![0] };
    [
        ("claim", Letter::Claim(claim())),
        ("refunded", Letter::Claim(refunded)),
        ("correction", Letter::Correction(correction)),
        ("holds", Letter::Holds(Box::new(holds))),
        ("ordered", Letter::Ordered(Box::new(Ordered { order: claim().order, claimant: claim().claimant, word: vec![1, 0, 255] }))),
    ]
}

/// A claim as the first version wrote it: order, claimant, version, rank, at, day, value, currency, credit.
fn first() -> Vec<u8> {
    let Claim { order, claimant, version, rank, at, day, value, currency, credit, .. } = claim();
    [
        written(&order),
        written(&claimant),
        written(&version),
        written(&rank),
        written(&at),
        written(&day),
        written(&value),
        written(&currency),
        written(&credit),
    ]
    .concat()
}

#[test]
fn letters_that_were_stored_are_read() {
    if std::env::var_os("BLESS").is_some() && !std::fs::exists(PATH).unwrap() {
        let mut samples: BTreeMap<&str, String> = letters().iter().map(|(name, letter)| (*name, hex(&written(letter)))).collect();
        samples.insert("first_form", hex(&first()));
        std::fs::write(PATH, serde_json::to_string_pretty(&samples).unwrap() + "\n").unwrap();
    }
    let samples: BTreeMap<String, String> = serde_json::from_str(&std::fs::read_to_string(PATH).unwrap()).unwrap();
    let sample = |name: &str| -> Vec<u8> {
        samples[name].as_bytes().chunks(2).map(|pair| u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    };
    for (name, letter) in letters() {
        assert_eq!(read::<Letter>(&sample(name)), Ok(letter), "{name}");
    }
    assert_eq!(first_form::read(&sample("first_form")), Ok(Claim { bucket: None, ..claim() }));
}
