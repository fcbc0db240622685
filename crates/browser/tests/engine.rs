//! The engine as the shell drives it: bytes in, effects out. Nothing here knows how the engine is made.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use browser::engine::{Engine, step};
use message::{
    bundle::{Settings, publish},
    definition::Config,
};
use model::{
    codec::{Reader, Wire as _, put_bytes, put_varint},
    event::{Act, EventKind},
    facts::{Fact, Value},
    ids::{EventId, VisitorId},
    money::Currency,
    time::{EpochMs, Zone},
    wire::{Answer, Frames, Header, VERSION, read, written},
};
use proptest::prelude::*;

/// 2026-11-21T12:00:00+09:00.
const NOON: i64 = 1_795_230_000_000;
const MINUTE: i64 = 60_000;
const HOME: &str = "https://shop.kr/demo/";
const CLOSE: u8 = 2;
const HIDE_TODAY: u8 = 3;
const SEEN: u8 = 5;

#[derive(Clone, Debug, PartialEq)]
enum Effect {
    Show(View),
    Hide(String),
    Store(Vec<u8>),
    Emit(EventId, EventKind),
    Timer(f64),
    Acked(u32, Vec<(u32, u32)>),
    Refetch,
    Dumped(Vec<u8>),
    Batch(Vec<u8>),
    /// What is looked at, and whether a number is known.
    Watch(u64, bool),
}

/// What a message says, as far as the engine decides it.
#[derive(Clone, Debug, PartialEq)]
struct View {
    id: String,
    kind: u8,
    place: u8,
    total: i64,
    left: i64,
    next: u8,
    previous_word: String,
    product: String,
    watching: i64,
    /// The places of those that are recommended.
    products: Vec<u8>,
}

fn view(bytes: &[u8]) -> View {
    let mut from = Reader::new(bytes);
    let (id, kind, place) = (from.take(), from.byte(), from.byte());
    assert_eq!((from.exactly(3), from.byte()), (&b"KRW"[..], 1), "currency, Korean");
    from.bytes();
    let (total, left, next) = (from.zigzag(), from.zigzag(), from.byte());
    let _member = from.text();
    let _word = from.text();
    let (previous_word, product) = (from.take(), from.take());
    let (grade, points, watching) = (from.text(), from.zigzag(), from.zigzag());
    let (products, _skew) = (from.bytes().to_vec(), from.zigzag());
    assert_eq!((grade, points), ("", -1), "only the edge says these");
    assert!(from.check().is_ok() && from.is_done());
    View { id, kind, place, total, left, next, previous_word, product, watching, products }
}

fn effects(out: &[u8]) -> Vec<Effect> {
    let mut from = Reader::new(out);
    let mut effects = Vec::new();
    while !from.is_done() {
        effects.push(match from.byte() {
            1 => Effect::Show(view(from.bytes())),
            2 => Effect::Hide(from.take()),
            3 => Effect::Store(from.take()),
            4 => {
                let seq = from.small();
                let frames: Vec<_> = Frames(from.bytes()).map(|frame| frame.unwrap().event().unwrap()).collect();
                assert_eq!(frames.len(), 1);
                assert_eq!(frames[0].id.seq, seq);
                Effect::Emit(frames[0].id, frames[0].kind.clone())
            }
            5 => Effect::Timer(from.float()),
            6 => Effect::Acked(from.take(), from.take()),
            7 => Effect::Refetch,
            8 => Effect::Dumped(from.take()),
            9 => Effect::Batch(from.take()),
            10 => {
                let mut asked = Reader::new(from.bytes());
                Effect::Watch(asked.varint(), asked.byte() == 1)
            }
            other => panic!("effect {other}"),
        });
    }
    assert!(from.check().is_ok());
    effects
}

/// The demo shop's configuration, published.
fn bundle(config_version: u32) -> Vec<u8> {
    let config: Config = serde_json::from_str(include_str!("../../../www/demo/dangol.json")).unwrap();
    let settings = Settings { config_version, currency: Currency::default(), korean: true, zone: Zone::fixed(9 * 3600) };
    publish(&config, &settings).unwrap().bundle
}

/// One tab.
struct Tab {
    engine: Engine,
    now: i64,
    state: Vec<u8>,
}

fn texts(texts: &[&str]) -> Vec<u8> {
    let mut out = Vec::new();
    texts.iter().for_each(|text| put_bytes(&mut out, text.as_bytes()));
    out
}

/// Lines of a cart as an EVENT has them: id, name, category, price, quantity.
fn lines(lines: &[[&str; 5]]) -> Vec<u8> {
    let mut out = Vec::new();
    put_varint(&mut out, lines.len() as u64);
    lines.iter().for_each(|line| out.extend(texts(line)));
    out
}

impl Tab {
    fn boot(now: i64, bundle: &[u8], state: &[u8], referrer: &str) -> (Self, Vec<Effect>) {
        let mut tab = Self { engine: Engine::NEW, now, state: Vec::new() };
        let mut body = texts(&[HOME, referrer, "key"]);
        body.extend([7; 16]);
        for number in [3, 5, 1] {
            put_varint(&mut body, number);
        }
        put_bytes(&mut body, bundle);
        put_bytes(&mut body, state);
        let effects = tab.feed(1, &body);
        (tab, effects)
    }

    fn feed(&mut self, kind: u8, body: &[u8]) -> Vec<Effect> {
        #[expect(clippy::cast_precision_loss)]
        let input = [&[kind][..], &(self.now as f64).to_le_bytes(), body].concat();
        let mut out = Vec::new();
        step(&mut self.engine, &input, &mut out);
        let effects = effects(&out);
        for effect in &effects {
            if let Effect::Store(state) = effect {
                self.state.clone_from(state);
            }
        }
        effects
    }

    fn page(&mut self, path: &str) -> Vec<Effect> {
        self.feed(2, &[vec![1], texts(&[&["https://shop.kr", path].concat(), "제목"])].concat())
    }

    fn cart(&mut self, kind: u8, items: &[[&str; 5]]) -> Vec<Effect> {
        self.feed(2, &[vec![kind], texts(&["KRW"]), lines(items)].concat())
    }

    fn act(&mut self, id: &str, act: u8) -> Vec<Effect> {
        self.feed(4, &[texts(&[id]), vec![act]].concat())
    }

    fn answer(&mut self, answer: &Answer) -> Vec<Effect> {
        let mut body = Vec::new();
        put_bytes(&mut body, &[vec![VERSION], written(answer)].concat());
        self.feed(6, &body)
    }

    fn told(&self, word: &str) -> Answer {
        let facts = vec![(Fact::PreviousWord, Value::from(word)), (Fact::Visits, Value::Number(4)), (Fact::PageUrl, Value::from("forged"))];
        Answer { server_now: EpochMs(self.now), config_version: 1, facts, ..Answer::default() }
    }
}

fn shown(effects: &[Effect]) -> Vec<&str> {
    effects.iter().filter_map(|effect| if let Effect::Show(view) = effect { Some(view.id.as_str()) } else { None }).collect()
}

fn hidden(effects: &[Effect]) -> Vec<&str> {
    effects.iter().filter_map(|effect| if let Effect::Hide(id) = effect { Some(id.as_str()) } else { None }).collect()
}

fn emitted(effects: &[Effect]) -> Vec<&EventKind> {
    effects.iter().filter_map(|effect| if let Effect::Emit(_, kind) = effect { Some(kind) } else { None }).collect()
}

fn gauge(effects: &[Effect]) -> (i64, i64, u8) {
    let view = effects.iter().find_map(|effect| if let Effect::Show(view) = effect { Some(view) } else { None }).expect("a view");
    assert_eq!((view.id.as_str(), view.kind, view.place), ("free-shipping", 3, 4));
    (view.total / 1_000_000, view.left / 1_000_000, view.next)
}

fn first() -> Tab {
    let (mut tab, _) = Tab::boot(NOON, &bundle(1), &[], "");
    tab.page("/demo/");
    tab
}

#[test]
fn a_first_page() {
    let (mut tab, effects) = Tab::boot(NOON, &bundle(1), &[], "https://search.naver.com/");
    let [EventKind::Landing(landing)] = &emitted(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((landing.url.as_str(), landing.referrer.as_str()), (HOME, "https://search.naver.com/"));
    assert!(matches!(effects.first(), Some(Effect::Emit(EventId { install: 3, tab: 5, seq: 1 }, _))));
    assert!(matches!(effects.last(), Some(Effect::Store(_))));
    let effects = tab.page("/demo/");
    assert!(
        matches!(effects.first(), Some(Effect::Emit(EventId { seq: 2, .. }, EventKind::Page(page))) if page.url == HOME && page.title == "제목")
    );
    assert_eq!(gauge(&effects), (0, 50_000, 0));
    assert_eq!(tab.feed(3, &[]), vec![], "time passes and nothing happens");
}

#[test]
fn the_gauge_follows_the_cart() {
    let mut tab = first();
    assert_eq!(gauge(&tab.cart(4, &[["p1", "차", "", "12,000", "2"]])), (24_000, 26_000, 0));
    assert_eq!(gauge(&tab.cart(4, &[["p1", "차", "", "12000", "1"], ["p2", "잔", "", "14000.50", ""]])), (50_000, 29_999, 1));
    assert_eq!(gauge(&tab.cart(5, &[["p1", "", "", "", "3"]])), (14_000, 35_999, 0));
    assert_eq!(
        tab.cart(6, &[["p2", "잔", "", "14000", "1"]]).iter().filter(|effect| matches!(effect, Effect::Show(_))).count(),
        0,
        "an order form says nothing of the cart"
    );
    assert_eq!(tab.cart(4, &[]), vec![], "nothing was said");
    let over = tab.cart(3, &[["p3", "", "", "90000", "1"]]);
    assert_eq!(gauge(&over), (90_000, 0, 2));
    assert!(shown(&tab.cart(3, &[["p3", "", "", "90000", "1"]])).is_empty(), "the same cart is drawn once");
    let foreign = tab.feed(2, &[vec![4], texts(&["USD"]), lines(&[["p4", "", "", "3", "1"]])].concat());
    assert_eq!(hidden(&foreign), ["free-shipping"], "what the cart comes to is not known");
    let order = tab.feed(2, &[vec![7], texts(&["A-1", "90000", "KRW"]), lines(&[["p3", "", "", "90000", "1"]])].concat());
    assert_eq!(gauge(&order), (0, 50_000, 0));
    let [EventKind::Order(said)] = &emitted(&order)[..] else { panic!("{order:?}") };
    assert_eq!((said.id.as_str(), said.value.0, said.items.len()), ("A-1", 90_000_000_000, 1));
    assert_eq!(hidden(&tab.page("/demo/checkout/")), ["free-shipping"]);
    assert_eq!(gauge(&tab.page("/demo/category/tea/")), (0, 50_000, 0));
}

#[test]
fn a_recommendation_follows_the_cart() {
    let product = |id, price| serde_json::json!({"id": id, "name": id, "price": price, "href": "/"});
    let content = serde_json::json!({
        "text": "{left}", "tiers": [{"at": 50_000, "label": "무료배송"}], "show": 2,
        "products": [product("p1", 9_000), product("p2", 30_000), product("p3", 21_000)],
    });
    let config = serde_json::json!({"messages": [{"id": "more", "type": "recommend", "status": "active", "content": content}]});
    let bundle = publish(&serde_json::from_value(config).unwrap(), &Settings { korean: true, ..Settings::default() }).unwrap().bundle;
    let (mut tab, _) = Tab::boot(NOON, &bundle, &[], "");
    assert!(shown(&tab.page("/")).is_empty(), "nothing is in the cart");
    let products = |effects: &[Effect]| {
        effects
            .iter()
            .find_map(|effect| if let Effect::Show(view) = effect { Some((view.left / 1_000_000, view.products.clone())) } else { None })
    };
    assert_eq!(products(&tab.cart(3, &[["x", "", "", "30000", "1"]])), Some((20_000, vec![2, 1])));
    assert_eq!(products(&tab.cart(3, &[["p3", "", "", "21000", "1"]])), Some((29_000, vec![1, 0])), "what is put in goes");
    assert_eq!(hidden(&tab.cart(3, &[["x", "", "", "50000", "1"]])), ["more"], "the goal is reached");
    assert_eq!(shown(&tab.cart(3, &[["x", "", "", "49000", "1"]])), ["more"], "and no more");
    let all = [["p1", "", "", "9000", "1"], ["p2", "", "", "1", "1"], ["p3", "", "", "1", "1"]];
    assert_eq!(hidden(&tab.cart(3, &all)), ["more"], "nothing is left to recommend");
}

#[test]
fn a_ticker_asks_and_says_what_it_is_told() {
    let content = serde_json::json!({"text": "{watching}", "at_least": 3});
    let config = serde_json::json!({"messages": [{"id": "many", "type": "ticker", "status": "active", "content": content}]});
    let bundle = publish(&serde_json::from_value(config).unwrap(), &Settings { korean: true, ..Settings::default() }).unwrap().bundle;
    let (mut tab, _) = Tab::boot(NOON, &bundle, &[], "");
    let watch =
        |effects: &[Effect]| effects.iter().find_map(|it| if let Effect::Watch(of, known) = it { Some((*of, *known)) } else { None });
    let told = |tab: &mut Tab, number: i64| {
        let mut body = vec![Fact::Watching as u8];
        Value::Number(number).put(&mut body);
        tab.feed(11, &body)
    };
    let says = |effects: &[Effect]| effects.iter().find_map(|it| if let Effect::Show(view) = it { Some(view.watching) } else { None });

    let page = tab.page("/p/1?from=ad");
    let (of, _) = watch(&page).expect("it asks");
    assert_eq!((watch(&page), shown(&page)), (Some((of, false)), vec![]));
    assert!(of < 1 << 53, "a number of JavaScript's");
    assert_eq!(shown(&told(&mut tab, 2)), [""; 0], "below its floor it is silent");
    let more = told(&mut tab, 3);
    assert_eq!((says(&more), watch(&more)), (Some(3), Some((of, true))));
    assert_eq!(says(&told(&mut tab, 12)), Some(12));
    assert_eq!(hidden(&told(&mut tab, 0)), ["many"], "the edge is silent");
    told(&mut tab, 5);
    // Another tab looks at something else: neither has the other's number.
    let (mut other, effects) = Tab::boot(NOON, &bundle, &tab.state, "");
    assert_eq!((says(&effects), shown(&other.page("/p/2"))), (None, vec![]));
    let mut state = Vec::new();
    put_bytes(&mut state, &other.state);
    assert!(hidden(&tab.feed(5, &state)).is_empty(), "its own number stays");
    // A product is the same under each of its addresses; a page is by its path.
    assert_eq!(watch(&tab.page("/p/1?from=mail")), Some((of, false)), "and on a new page nothing is known");
    let product = watch(&tab.cart(2, &[["p1", "차", "", "1", "1"]])).unwrap().0;
    tab.page("/best/p/1");
    assert_eq!(watch(&tab.cart(2, &[["p1", "차", "", "1", "1"]])).unwrap().0, product);
    assert_ne!(product, of);
    // Where it could not show, it does not ask.
    assert_eq!(watch(&tab.act("many", CLOSE)), None);
    assert_eq!(watch(&first().page("/")), None, "nor does a shop without one");
}

#[test]
fn every_event_travels() {
    let mut tab = first();
    let items = lines(&[["p1", "차", "잎", "1000", "2.0"], ["", "이름뿐", "", "x", "x"], ["", "", "", "", ""]]);
    for (body, name) in [
        ([vec![2], texts(&["krw"]), items.clone()].concat(), "product"),
        ([vec![3], texts(&[""]), items.clone()].concat(), "set"),
        ([vec![6], texts(&["KRW"]), items.clone()].concat(), "checkout"),
        ([vec![7], texts(&["A", "", ""]), lines(&[["p1", "", "", "1000", "3"]])].concat(), "order"),
        ([vec![8], texts(&["차"]), vec![1, 12]].concat(), "search"),
        ([vec![9], texts(&["minji", "v1.1.ab"])].concat(), "member"),
        ([vec![10], texts(&["wish", "p1"])].concat(), "custom"),
    ] {
        let effects = tab.feed(2, &body);
        let kinds = emitted(&effects);
        let good = match (name, kinds[0]) {
            ("product", EventKind::Product(item)) => {
                item.name == "이름뿐" && item.id == "이름뿐" && item.price.is_none() && item.quantity == 1
            }
            ("set", EventKind::CartSet(items)) | ("checkout", EventKind::Checkout(items)) => {
                items.len() == 2 && items[0].price.unwrap().0 == 1_000_000_000 && items[0].quantity == 2 && items[0].category == "잎"
            }
            ("order", EventKind::Order(order)) => order.value.0 == 3_000_000_000 && order.currency == Currency::default(),
            ("search", EventKind::Search(search)) => search.word == "차" && search.results == Some(12),
            ("member", EventKind::Member(member)) => member.id == "minji" && member.signature == "v1.1.ab",
            ("custom", EventKind::Custom(custom)) => custom.name == "wish" && custom.value == "p1",
            _ => false,
        };
        assert!(good && kinds.len() == 1, "{name}: {kinds:?}");
    }
    for nothing in [
        vec![],
        vec![0],
        vec![99],
        [vec![8], texts(&[""]), vec![0]].concat(),
        [vec![10], texts(&["", "x"])].concat(),
        [vec![7], texts(&["", "1", ""]), vec![0]].concat(),
    ] {
        assert_eq!(tab.feed(2, &nothing), vec![], "{nothing:?}");
    }
}

#[test]
fn a_rivals_word_from_the_edge() {
    let mut tab = first();
    let effects = tab.answer(&tab.told("브랜드 b 매장"));
    assert_eq!(shown(&effects), ["free-shipping", "rival-welcome"], "every message may say the word");
    let Some(Effect::Show(view)) = effects.get(1) else { panic!("{effects:?}") };
    assert_eq!((view.kind, view.place, view.previous_word.as_str()), (1, 1, "브랜드 b 매장"));
    // Once a visit: it stays on this page, and is not shown on the next engine of the same visit.
    let seen = tab.act("rival-welcome", SEEN);
    assert!(
        matches!(&emitted(&seen)[..], [EventKind::Exposure(exposure)] if exposure.act == Act::Shown && exposure.message == "rival-welcome")
    );
    assert!(hidden(&tab.page("/demo/product/p1/")).is_empty());
    let (mut other, effects) = Tab::boot(tab.now + MINUTE, &bundle(1), &tab.state, "");
    assert_eq!(emitted(&effects).len(), 0, "the visit goes on");
    assert!(shown(&effects).is_empty());
    assert_eq!(shown(&other.page("/demo/")), ["free-shipping"]);
    // A card that came up is not torn away by an answer; what happens in the shop takes it away.
    assert!(hidden(&tab.answer(&tab.told(""))).is_empty());
    assert!(hidden(&tab.page("/demo/product/p2/")).contains(&"rival-welcome"));
}

#[test]
fn the_same_product_three_times() {
    let mut tab = first();
    for view in 1..=3 {
        let page = tab.page("/demo/product/p1/?from=list");
        let product = tab.cart(2, &[["p1", "보이차", "차", "1000", "1"]]);
        assert_eq!(shown(&page).contains(&"seen-again") || shown(&product).contains(&"seen-again"), view == 3, "view {view}");
        if view == 3 {
            assert!(
                product.iter().any(|effect| matches!(effect, Effect::Show(view) if view.id == "seen-again" && view.product == "보이차")),
                "{product:?}"
            );
        }
    }
    assert_eq!(hidden(&tab.cart(4, &[["p1", "보이차", "차", "1000", "1"]])), ["seen-again"], "the cart is not empty");
    assert!(shown(&tab.cart(3, &[])).contains(&"seen-again"));
}

#[test]
fn closed_stays_closed_for_the_visit() {
    let mut tab = first();
    let closed = tab.act("free-shipping", CLOSE);
    assert!(matches!(&emitted(&closed)[..], [EventKind::Exposure(exposure)] if exposure.act == Act::Closed));
    assert_eq!(hidden(&closed), ["free-shipping"]);
    assert!(shown(&tab.cart(4, &[["p1", "", "", "1000", "1"]])).is_empty());
    assert_eq!(tab.act("nobody", CLOSE).len(), 1, "a message that is not there: nothing but the state");
    let (mut next, effects) = Tab::boot(NOON + 30 * MINUTE, &bundle(1), &tab.state, "");
    assert!(emitted(&effects).is_empty() && shown(&next.page("/demo/")).is_empty(), "a gap of 30 minutes is the same visit");
    next.now += 30 * MINUTE + 1;
    let effects = next.page("/demo/");
    assert!(
        matches!(&emitted(&effects)[..], [EventKind::Landing(_), EventKind::CartSet(cart), EventKind::Page(_)] if cart.len() == 1),
        "{effects:?}"
    );
    assert_eq!(gauge(&effects), (1000, 49_000, 0));
}

#[test]
fn not_again_today() {
    let mut tab = first();
    assert_eq!(hidden(&tab.act("free-shipping", HIDE_TODAY)), ["free-shipping"]);
    // 21:00, a new visit on the same day; then 00:30 of the next.
    let (mut evening, _) = Tab::boot(NOON + 9 * 60 * MINUTE, &bundle(1), &tab.state, "");
    assert!(shown(&evening.page("/demo/")).is_empty());
    let (mut tomorrow, _) = Tab::boot(NOON + (12 * 60 + 30) * MINUTE, &bundle(1), &evening.state, "");
    assert_eq!(shown(&tomorrow.page("/demo/")), ["free-shipping"]);
}

#[test]
fn another_tab_has_written() {
    let mut one = first();
    one.cart(4, &[["p1", "차", "", "30000", "1"]]);
    let mut two = first();
    let mut body = Vec::new();
    put_bytes(&mut body, &one.state);
    assert_eq!(gauge(&two.feed(5, &body)), (30_000, 20_000, 0));
    let mut broken = Vec::new();
    put_bytes(&mut broken, one.state.get(..one.state.len() - 3).unwrap());
    assert_eq!(two.feed(5, &broken), vec![], "broken state changes nothing");
    assert_eq!(two.feed(5, &[2, 9, 9]), vec![], "nor does another version's");
}

#[test]
fn the_edge_answers() {
    let mut tab = first();
    let answer = Answer { config_version: 2, done: vec![(5, 1, 2), (6, 4, 4)], ..tab.told("") };
    let effects = tab.answer(&answer);
    assert_eq!(
        effects.get(..3),
        Some(&[Effect::Acked(5, vec![(1, 2)]), Effect::Acked(6, vec![(4, 4)]), Effect::Refetch][..]),
        "{effects:?}"
    );
    assert!(matches!(effects.last(), Some(Effect::Store(_))));
    let mut body = Vec::new();
    put_bytes(&mut body, &bundle(2));
    assert_eq!(tab.feed(7, &body), vec![], "the same messages: nothing is drawn anew");
    let answer = Answer { config_version: 2, ..tab.told("") };
    assert!(!tab.answer(&answer).contains(&Effect::Refetch));
    // A bundle that cannot be read takes nothing away.
    assert_eq!(tab.feed(7, &[3, 1, 2, 3]), vec![]);
    let ended = publish(&Config::default(), &Settings { config_version: 3, ..Settings::default() }).unwrap().bundle;
    body.clear();
    put_bytes(&mut body, &ended);
    assert_eq!(hidden(&tab.feed(7, &body)), ["free-shipping"]);
}

#[test]
fn a_batch_and_a_clock_that_is_wrong() {
    let mut tab = first();
    let batch = |tab: &mut Tab| {
        let effects = tab.feed(9, &[2, 8, 9]);
        let [Effect::Batch(body)] = &effects[..] else { panic!("{effects:?}") };
        let (version, rest) = body.split_first().unwrap();
        let (header, frames) = rest.split_at(rest.len() - 2);
        assert_eq!((*version, frames), (VERSION, &[8, 9][..]));
        read::<Header>(header).unwrap()
    };
    let header = |sent_at| Header { site_key: "key".into(), visitor: VisitorId([7; 16]), sent_at: EpochMs(sent_at), config_version: 1 };
    assert_eq!(batch(&mut tab), header(NOON));
    let hour = 60 * MINUTE;
    tab.answer(&Answer { server_now: EpochMs(NOON + hour), config_version: 1, ..Answer::default() });
    assert_eq!(batch(&mut tab), header(NOON + hour));
    tab.now += MINUTE;
    assert_eq!(emitted(&tab.page("/demo/")).len(), 1, "the visit goes on: no time has passed but a minute");
}

#[test]
fn the_clock_wakes_the_engine() {
    let mut config: Config = serde_json::from_str(include_str!("../../../www/demo/dangol.json")).unwrap();
    let stays: segment::definition::Segment =
        serde_json::from_str(r#"{"id": "stays", "include": [{ "kind": "traffic.site_seconds", "min": 30 }]}"#).unwrap();
    config.segments[2].include = stays.include;
    let settings = Settings { config_version: 1, korean: true, zone: Zone::fixed(9 * 3600), ..Settings::default() };
    let bundle = publish(&config, &settings).unwrap().bundle;
    let (mut tab, effects) = Tab::boot(NOON, &bundle, &[], "");
    #[expect(clippy::cast_precision_loss)]
    let due = Effect::Timer((NOON + 30_000) as f64);
    assert!(effects.contains(&due), "{effects:?}");
    assert!(shown(&tab.page("/demo/")).is_empty());
    tab.now += 30_000;
    let effects = tab.feed(3, &[]);
    assert_eq!(shown(&effects), ["free-shipping"]);
    assert!(effects.contains(&Effect::Timer(0.0)), "{effects:?}");
}

/// `cargo xtask eval --wasm`: a program as a bundle, somebody's facts as a state.
#[test]
fn segments_of_anybody() {
    let segments = serde_json::from_str::<Config>(include_str!("../../../www/demo/dangol.json")).unwrap().segments;
    let mut bundle = vec![message::bundle::FORMAT, 0];
    Settings { zone: Zone::fixed(9 * 3600), ..Settings::default() }.put(&mut bundle);
    put_bytes(&mut bundle, &segment::compile::compile(&segments, segment::compile::Target::Full).program().0);
    let (mut tab, _) = Tab::boot(NOON, &bundle, &[], "");
    let mut facts = model::facts::Facts::newcomer();
    facts.set(Fact::PreviousWord, Value::from("브랜드A 세일"));
    let mut state = vec![2];
    facts.put(&mut state);
    // Skew, version of the bits, bits.
    state.extend([0, 0, 0]);
    let effects = tab.feed(10, &written(&state));
    let Some(Effect::Dumped(dumped)) = effects.last() else { panic!("{effects:?}") };
    // Yes; unknown: no path is known; unknown: no page is.
    assert_eq!(dumped[..4], [3, 2, 0, 0]);
}

/// Any input, whole or cut, of any kind.
fn input() -> impl Strategy<Value = (u8, Vec<u8>)> {
    let good = prop::sample::select(vec![
        [vec![1], texts(&["https://shop.kr/demo/product/p1/", ""])].concat(),
        [vec![4], texts(&["KRW"]), lines(&[["p1", "n", "c", "1000", "2"]])].concat(),
        [vec![7], texts(&["A", "1000", ""]), lines(&[["p1", "n", "c", "1000", "2"]])].concat(),
        texts(&["free-shipping", "\u{1}"]),
        {
            let mut body = Vec::new();
            put_bytes(&mut body, &first().state);
            body
        },
        {
            let mut body = Vec::new();
            put_bytes(&mut body, &bundle(9));
            body
        },
    ]);
    let bytes = (good, prop::collection::vec(any::<u8>(), 0..20), 0_usize..400, any::<bool>()).prop_map(|(good, noise, cut, whole)| {
        if whole { good } else { [good.get(..cut.min(good.len())).unwrap_or_default(), &noise].concat() }
    });
    (0_u8..12, prop_oneof![bytes, prop::collection::vec(any::<u8>(), 0..200)])
}

proptest! {
    #[test]
    fn broken_inputs_never_panic(inputs in prop::collection::vec(input(), 1..30), noise in prop::collection::vec(any::<u8>(), 0..300), cut in 0_usize..900, passed in prop::collection::vec(0_i64..4_000_000, 30)) {
        let good = bundle(1);
        let mixed = [good.get(..cut.min(good.len())).unwrap_or_default(), &noise].concat();
        let state = first().state;
        let mixed_state = [state.get(..cut.min(state.len())).unwrap_or_default(), &noise].concat();
        for (bundle, state) in [(&good, &state), (&mixed, &state), (&good, &mixed_state), (&noise, &noise)] {
            let (mut tab, _) = Tab::boot(NOON, bundle, state, "");
            let mut out = Vec::new();
            for ((kind, body), ms) in inputs.iter().zip(&passed) {
                tab.now += ms;
                #[expect(clippy::cast_precision_loss)]
                let input = [&[*kind][..], &(tab.now as f64).to_le_bytes(), body].concat();
                step(&mut tab.engine, &input, &mut out);
                step(&mut tab.engine, body, &mut out);
            }
        }
    }
}
