//! What is rehearsed is what fires: a visit's tape, played to the set of messages that the browser had, shows what the browser showed, moment for
//! moment.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod told;

use browser::engine::{Engine, step};
use message::{
    bundle::{Settings, publish},
    definition::{Config, Kind, Message, Status},
    rehearse::{Played, Player, Set},
};
use model::{
    codec::{Reader, put_bytes, put_varint},
    event::{Act, Event, EventKind, Item, Page},
    ids::{EventId, VisitorId},
    money::Currency,
    tape::Person,
    time::{EpochMs, Zone},
    wire::Frames,
};
use proptest::prelude::*;
use segment::{
    compile::{Target, compile_of},
    definition::Segment,
    replay::replay,
    verdict::Verdict,
};
use serde_json::json;
use told::{Told, body, told};

/// 2026-11-21T20:50:00+09:00: an hour and a day turn soon.
const EVENING: i64 = 1_795_261_800_000;
const SEEN: u8 = 5;

fn settings() -> Settings {
    Settings { config_version: 1, currency: Currency::default(), korean: true, zone: Zone::fixed(9 * 3600) }
}

/// Rules of a message: what sets it off, how often, when, to whom.
fn rules() -> impl Strategy<Value = serde_json::Value> {
    let trigger = prop::sample::select(vec![
        json!({"on": "at_once"}),
        json!({"on": "at_once"}),
        json!({"on": "page_seconds", "seconds": 3}),
        json!({"on": "visit_seconds", "seconds": 900}),
        json!({"on": "event", "name": "브랜드A"}),
        json!({"on": "event", "name": "x", "property": "plan", "value": "pro"}),
        json!({"on": "event", "name": "x", "property": "plan", "value": "basic"}),
        json!({"on": "scroll", "percent": 50}),
    ]);
    let limits = prop::sample::select(vec![
        json!({}),
        json!({"per_visit": 1}),
        json!({"per_visit": 2}),
        json!({"per_days": {"times": 1, "days": 1}}),
        json!({"ever": 2, "stop_after": ["conversion"]}),
    ]);
    let schedule = prop::sample::select(vec![
        json!({}),
        json!({}),
        json!({"hours": [{"from": "20:00", "to": "21:00"}, {"from": "23:30", "to": "00:10"}]}),
        json!({"weekdays": ["sun"]}),
        json!({"weekdays": ["sat"], "hours": [{"from": "21:10", "to": "00:05"}]}),
    ]);
    let control = prop::sample::select(vec![0, 0, 50]);
    (trigger, limits, schedule, control, any::<bool>(), prop::option::of(0_i64..4_000_000)).prop_map(
        |(trigger, limits, schedule, control, two, ends_ms)| {
            let variants = if two {
                json!([{"id": "B", "content": {"text": "다른 글", "tiers": [{"at": "50000", "label": "무료배송"}]}}])
            } else {
                json!([])
            };
            let end = ends_ms.map(|ms| EVENING + ms);
            json!({"trigger": trigger, "limits": limits, "schedule": schedule, "control": control, "variants": variants, "end": end})
        },
    )
}

/// Some of the segments of the laws, each with a message of any form; those about messages themselves too.
fn config() -> impl Strategy<Value = Config> {
    let message = (any::<prop::sample::Index>(), 0..4_usize, 0..3_usize, 0..3_i16, rules());
    let pace = prop::sample::select(vec![
        json!({}),
        json!({}),
        json!({"per_visit": 2}),
        json!({"gap_seconds": 20}),
        json!({"per_visit": 3, "gap_seconds": 3}),
    ]);
    (prop::collection::vec(message, 1..8), pace).prop_map(|(shapes, pace)| {
        let mut segments: Vec<serde_json::Value> = serde_json::from_str(include_str!("../../../tests/cases/laws/segments.json")).unwrap();
        segments.push(json!({"id": "saw-one", "include": [{"kind": "message.shown", "values": ["m0"]}]}));
        segments.push(json!({"id": "rests", "include": [{"kind": "traffic.page_seconds", "min": 10}]}));
        let all: Vec<Segment> = serde_json::from_value(json!(segments)).unwrap();
        // What only the edge can tell this browser never hears.
        let own: Vec<&Segment> =
            all.iter().filter(|one| compile_of(&all, [*one].into_iter(), Target::Browser).edge_tests.is_empty()).collect();
        let messages: Vec<serde_json::Value> = shapes
            .into_iter()
            .enumerate()
            .map(|(number, (segment, kind, place, priority, rules))| {
                let segment = &own[segment.index(own.len())].id;
                let place = ["bottom_right", "bottom_left", "center"][place];
                let kind = ["popcorn", "popcorn", "floating", "gauge"][kind];
                let status = if number % 2 == 0 { "active" } else { "draft" };
                let tiers = if kind == "gauge" { json!([{"at": "50000", "label": "무료배송"}]) } else { json!([]) };
                let mut message = json!({
                    "id": format!("m{number}"), "type": kind, "status": status, "segment": segment,
                    "priority": priority, "place": place, "content": {"text": "글", "tiers": tiers},
                });
                message.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
                message
            })
            .collect();
        serde_json::from_value(json!({"segments": segments, "messages": messages, "pace": pace})).unwrap()
    })
}

/// A browser: each page is an engine of its own, what comes up is seen before time goes on.
struct Live<'a> {
    bundle: &'a [u8],
    engine: Engine,
    state: Vec<u8>,
    next_seq: u32,
    now: i64,
    due: Option<i64>,
    screen: Vec<String>,
    unseen: Vec<String>,
    tape: Vec<Event>,
}

impl Live<'_> {
    fn feed(&mut self, kind: u8, body: &[u8]) {
        #[expect(clippy::cast_precision_loss)]
        let input = [&[kind][..], &(self.now as f64).to_le_bytes(), body].concat();
        let mut out = Vec::new();
        step(&mut self.engine, &input, &mut out);
        let mut from = Reader::new(&out);
        while !from.is_done() {
            match from.byte() {
                1 => {
                    let id = Reader::new(from.bytes()).text().to_owned();
                    // Drawn anew it is seen no second time.
                    if !self.screen.contains(&id) {
                        self.screen.push(id.clone());
                        self.unseen.push(id);
                    }
                }
                2 => {
                    let id = from.text().to_owned();
                    self.screen.retain(|other| *other != id);
                    self.unseen.retain(|other| *other != id);
                }
                3 => self.state = from.bytes().to_vec(),
                4 => {
                    self.next_seq = from.small() + 1;
                    self.tape.extend(Frames(from.bytes()).map(|frame| frame.unwrap().event().unwrap()));
                }
                5 => {
                    #[expect(clippy::cast_possible_truncation)]
                    let due = from.float() as i64;
                    self.due = (due > 0).then_some(due);
                }
                7 => {}
                _ => {
                    from.bytes();
                }
            }
        }
    }

    fn boot(&mut self) {
        (self.engine, self.due) = (Engine::NEW, None);
        self.screen.clear();
        self.unseen.clear();
        let mut body = Vec::new();
        for text in ["https://shop.kr/", "", "key"] {
            put_bytes(&mut body, text.as_bytes());
        }
        body.extend([7; 16]);
        for number in [3, 5, self.next_seq] {
            put_varint(&mut body, u64::from(number));
        }
        put_bytes(&mut body, self.bundle);
        put_bytes(&mut body, &self.state.clone());
        self.feed(1, &body);
    }

    fn see(&mut self) {
        while !self.unseen.is_empty() {
            let id = self.unseen.remove(0);
            let mut body = Vec::new();
            put_bytes(&mut body, id.as_bytes());
            body.push(SEEN);
            self.feed(4, &body);
        }
    }

    fn pass(&mut self, until: i64) {
        if self.now < until {
            self.see();
        }
        while let Some(due) = self.due.filter(|due| *due <= until) {
            self.now = due;
            self.feed(3, &[]);
            if self.now < until {
                self.see();
            }
        }
        self.now = until;
    }
}

/// What a browser with these messages does: its tape, and when the page was closed.
fn lived(config: &Config, events: &[Told], stays_ms: i64) -> (Vec<Event>, EpochMs) {
    let mut config = config.clone();
    config.messages.iter_mut().for_each(|message| message.status = Status::Active);
    let bundle = publish(&config, &settings()).unwrap().bundle;
    let mut live = Live {
        bundle: &bundle,
        engine: Engine::NEW,
        state: Vec::new(),
        next_seq: 1,
        now: EVENING,
        due: None,
        screen: Vec::new(),
        unseen: Vec::new(),
        tape: Vec::new(),
    };
    live.boot();
    let mut has_page = false;
    for event in events {
        live.pass(live.now + event.wait_ms);
        if event.kind == 1 && has_page {
            live.boot();
        }
        has_page |= event.kind == 1;
        live.feed(2, &body(event));
    }
    let until = live.now + stays_ms;
    live.pass(until);
    live.see();
    (live.tape, EpochMs(until))
}

const VISITOR: VisitorId = VisitorId([7; 16]);
const PERSON: Person = Person { visits: 1, last_visit_day: None, orders: 0, spent: 0 };

fn played(set: &Set, tape: &[Event], until: EpochMs) -> Vec<Played> {
    let zone = settings().zone;
    let mut player = Player::new(set, set.compiled.program(), &zone);
    // A player has no memory: whoever came before changes nothing.
    let before = player.play(tape, VisitorId([9; 16]), &Person { visits: 9, orders: 3, ..PERSON }, EpochMs(until.0 + 500_000));
    assert_eq!(before.len(), set.messages.iter().count());
    player.play(tape, VISITOR, &PERSON, until)
}

/// Messages shown and when; of one moment by name.
fn sorted(mut shown: Vec<(i64, String)>) -> Vec<(i64, String)> {
    shown.sort();
    shown
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn a_rehearsal_shows_what_the_browser_showed(config in config(), events in prop::collection::vec(told(), 1..20), stays_ms in 0_i64..1_000_000) {
        let (tape, until) = lived(&config, &events, stays_ms);
        let of = |act: Act| tape.iter().filter_map(move |event| match &event.kind {
            EventKind::Exposure(exposure) if exposure.act == act => Some((event.at.0, exposure.message.clone())),
            _ => None,
        });
        let set = Set::of(&config, &settings()).unwrap();
        let found = played(&set, &tape, until);
        let rehearsed = |moments: fn(&Played) -> Vec<i64>| {
            let all = set.messages.iter().zip(&found);
            sorted(all.flat_map(|(message, played)| moments(played).into_iter().map(|at| (at, message.id.to_owned()))).collect())
        };
        prop_assert_eq!(rehearsed(|played| played.shown.iter().map(|(at, _)| at.0).collect()), sorted(of(Act::Shown).collect()));
        prop_assert_eq!(rehearsed(|played| played.held.iter().map(|at| at.0).collect()), sorted(of(Act::Held).collect()));
        for played in &found {
            prop_assert!(played.matched || played.shown.is_empty());
        }
    }

    #[test]
    fn one_alone_shows_when_its_segment_comes_to_match(
        config in config(),
        events in prop::collection::vec(told(), 1..20),
        stays_ms in 0_i64..1_000_000,
    ) {
        let nothing = Config { messages: Vec::new(), ..config.clone() };
        let (tape, until) = lived(&nothing, &events, stays_ms);
        for message in &config.messages {
            // A badge comes up once a visit, whatever the page.
            let plain = Message { kind: Kind::Floating, ..serde_json::from_value(json!({"id": "x", "type": "floating", "content": {"text": "글"}})).unwrap() };
            let alone = Message { id: message.id.clone(), segment: message.segment.clone(), status: Status::Active, ..plain };
            let set = Set::of(&Config { messages: vec![alone], ..config.clone() }, &settings()).unwrap();
            let zone = settings().zone;
            let found = played(&set, &tape, until);
            let shown: Vec<EpochMs> = found[0].shown.iter().map(|(at, _)| *at).collect();
            let changes = replay(set.compiled.program(), &tape, &PERSON, &[], until, &zone);
            // What is over within its millisecond nobody sees.
            let lasts = |at: EpochMs| changes.iter().rfind(|change| change.at == at).is_some_and(|change| change.verdict == Verdict::Yes);
            let first = changes.iter().map(|change| change.at).find(|at| lasts(*at));
            prop_assert_eq!(shown, Vec::from_iter(first), "{:?}", message.segment);
        }
    }
}

#[test]
fn what_stands_in_the_way_is_told() {
    let message = |id: &str, priority: i16, place: &str, per_visit: Option<u16>, segment: &str, status: &str| {
        json!({"id": id, "type": "popcorn", "priority": priority, "place": place, "limits": {"per_visit": per_visit}, "segment": segment,
               "status": status, "content": {"text": "글"}})
    };
    let config: Config = serde_json::from_value(json!({
        "segments": [
            {"id": "all", "include": [{"kind": "traffic.visits", "min": 1}]},
            {"id": "cart", "include": [{"kind": "cart.units", "min": 1}]},
            {"id": "never", "include": [{"kind": "cart.units", "min": 900}]},
        ],
        "messages": [
            message("first", 9, "bottom_right", None, "cart", "active"),
            message("second", 5, "bottom_right", None, "cart", "draft"),
            message("once", 5, "center", Some(1), "all", "draft"),
            message("nobody", 1, "center", None, "never", "active"),
            message("old", 1, "top_left", None, "all", "paused"),
        ],
    }))
    .unwrap();
    let page = |seq: u32, minute: i64, kind: EventKind| Event {
        id: EventId { install: 1, tab: 1, seq },
        at: EpochMs(EVENING + minute * 60_000),
        kind,
    };
    let seen = |url: &str| EventKind::Page(Page { url: url.into(), title: String::new() });
    let item = Item { id: "p1".into(), quantity: 1, ..Item::default() };
    let tape = [page(1, 0, seen("/")), page(2, 1, seen("/a")), page(3, 2, EventKind::CartAdd(vec![item])), page(4, 3, seen("/cart"))];
    let set = Set::of(&config, &settings()).unwrap();
    let found = played(&set, &tape, EpochMs(EVENING + 4 * 60_000));
    let ids: Vec<&str> = set.messages.iter().map(|message| message.id).collect();
    assert_eq!(ids, ["first", "second", "once", "nobody"]);
    let at = |minute: i64, url: &str| (EpochMs(EVENING + minute * 60_000), url.to_owned());
    let first = Played { matched: true, shown: vec![at(2, "/a"), at(3, "/cart")], beside: [1].into(), ..Played::default() };
    let second = Played { matched: true, held_by: [0].into(), ..Played::default() };
    let once = Played { matched: true, shown: vec![at(0, "/")], spent: true, ..Played::default() };
    assert_eq!(found, [first, second, once, Played::default()]);
}

#[test]
fn a_page_begins_by_its_own_clock() {
    let config: Config = serde_json::from_value(json!({
        "segments": [{"id": "stays", "include": [{"kind": "traffic.site_seconds", "min": 30, "max": 90}]}],
        "messages": [{"id": "m0", "type": "popcorn", "status": "active", "segment": "stays", "content": {"text": "글"}}],
    }))
    .unwrap();
    let page = |wait_ms: i64| Told::page(wait_ms, "https://shop.kr/");
    let (tape, _) = lived(&config, &[page(0), page(91_000)], 0);
    let shown = tape.iter().filter(|event| matches!(event.kind, EventKind::Exposure(_)));
    // The state was stored when it was shown, 30 seconds after the beginning; the next page loads later than it may show.
    assert_eq!(shown.map(|event| event.at.0 - EVENING).collect::<Vec<_>>(), [30_000]);
}
