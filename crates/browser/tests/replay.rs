//! A visit in the browser and its tape at the edge say the same: what was decided live is what a replay finds, moment for moment.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod told;

use browser::engine::{Engine, step};
use message::bundle::{FORMAT, Settings};
use model::{
    codec::{Reader, Wire as _, put_bytes, put_varint},
    event::Event,
    tape::Person,
    time::{EpochMs, Zone},
    wire::Frames,
};
use proptest::prelude::*;
use segment::{
    compile::{Program, Target, compile},
    definition::Segment,
    replay::{Change, replay},
    verdict::Verdict,
};
use told::{body, told};

/// 2026-11-21T20:50:00+09:00: an hour and a day turn soon.
const EVENING: i64 = 1_795_261_800_000;

fn program() -> Program {
    let segments: Vec<Segment> = serde_json::from_str(include_str!("../../../tests/cases/laws/segments.json")).unwrap();
    compile(&segments, Target::Full).program()
}

struct Live {
    engine: Engine,
    due: Option<i64>,
    known: Vec<Verdict>,
    changes: Vec<Change>,
    tape: Vec<Event>,
}

impl Live {
    fn feed(&mut self, kind: u8, now: i64, body: &[u8]) -> Vec<u8> {
        #[expect(clippy::cast_precision_loss)]
        let input = [&[kind][..], &(now as f64).to_le_bytes(), body].concat();
        let mut out = Vec::new();
        step(&mut self.engine, &input, &mut out);
        let mut from = Reader::new(&out);
        let mut dumped = Vec::new();
        while !from.is_done() {
            match from.byte() {
                4 => {
                    from.small();
                    self.tape.extend(Frames(from.bytes()).map(|frame| frame.unwrap().event().unwrap()));
                }
                5 => {
                    #[expect(clippy::cast_possible_truncation)]
                    let due = from.float() as i64;
                    self.due = (due > 0).then_some(due);
                }
                7 => {}
                8 => dumped = from.bytes().to_vec(),
                _ => {
                    from.bytes();
                }
            }
        }
        dumped
    }

    /// Feeds and notes which verdicts are others now.
    fn look(&mut self, kind: u8, now: i64, body: &[u8]) {
        self.feed(kind, now, body);
        let dumped = self.feed(8, now, &[]);
        let mut from = Reader::new(&dumped);
        let verdicts: Vec<Verdict> = (0..from.count()).map(|_| Verdict::from_bits(from.byte())).collect();
        self.known.resize(verdicts.len(), Verdict::Unknown);
        for (segment, verdict) in verdicts.iter().enumerate() {
            if *verdict != self.known[segment] {
                self.known[segment] = *verdict;
                self.changes.push(Change { at: EpochMs(now), segment, verdict: *verdict });
            }
        }
    }

    fn pass(&mut self, until: i64) {
        while let Some(due) = self.due.filter(|due| *due <= until) {
            self.look(3, due, &[]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_replay_says_what_was_decided_live(events in prop::collection::vec(told(), 1..25), stays_ms in 0_i64..1_000_000) {
        let zone = Zone::fixed(9 * 3600);
        let mut bundle = vec![FORMAT, 0];
        Settings { config_version: 1, zone: zone.clone(), ..Settings::default() }.put(&mut bundle);
        put_bytes(&mut bundle, &program().0);
        let mut boot = Vec::new();
        for text in ["https://shop.kr/", "", "key"] {
            put_bytes(&mut boot, text.as_bytes());
        }
        boot.extend([7; 16]);
        for number in [3, 5, 1] {
            put_varint(&mut boot, number);
        }
        put_bytes(&mut boot, &bundle);
        put_bytes(&mut boot, &[]);
        let mut live = Live { engine: Engine::NEW, due: None, known: Vec::new(), changes: Vec::new(), tape: Vec::new() };
        let mut now = EVENING;
        live.look(1, now, &boot);
        for event in &events {
            live.pass(now + event.wait_ms);
            now += event.wait_ms;
            live.look(2, now, &body(event));
        }
        live.pass(now + stays_ms);
        let person = Person { visits: 1, ..Person::default() };
        let replayed = replay(program(), &live.tape, &person, &[], EpochMs(now + stays_ms), &zone);
        prop_assert!(live.changes.len() > 5);
        prop_assert_eq!(live.changes, replayed);
    }
}
