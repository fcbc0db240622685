//! More than there should be, and worse: a site with all the messages that it may have, clocks that jump.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod tab;

use message::{
    bundle::{BUNDLE_BYTES_MAX, Settings, publish},
    definition::{Config, MESSAGES_MAX},
};
use model::time::Zone;
use serde_json::{Value, json};
use tab::Browser;

/// 2026-11-21T12:00:00+09:00.
const NOON: i64 = 1_795_230_000_000;
const DAY: i64 = 86_400_000;
/// Each is some ten steps of the engine.
const TURNS: usize = 4;

fn bundle(config: &Value) -> Vec<u8> {
    let config: Config = serde_json::from_value(config.clone()).unwrap();
    let settings = Settings { config_version: 1, korean: true, zone: Zone::fixed(9 * 3600), ..Settings::default() };
    publish(&config, &settings).unwrap().bundle
}

/// As many as there may be, of many types and places, each with a segment of its own or none, triggers, hours and limits.
fn all() -> Value {
    let places = ["bottom_right", "bottom_left", "top_right", "top_left", "bottom_center"];
    let message = |n: usize| {
        let id = format!("m{n}");
        let mut message = json!({
            "id": id, "type": "popcorn", "status": "active", "priority": if n == 488 { 9 } else { n % 7 }, "place": places[n % places.len()],
            "limits": {"per_visit": 1, "per_days": {"times": 3, "days": 7}, "stop_after": ["click"]},
            "content": {"title": format!("{{member|고객}}님께 드리는 {n}번째 소식"), "text": "{product|이 상품}을/를 보고 계세요?", "button": {"label": "보기", "href": format!("/event/{n}")}},
        });
        match n % 4 {
            0 => message["segment"] = json!(format!("s{n}")),
            1 => message["trigger"] = json!({"on": "page_seconds", "seconds": 1 + n % 60}),
            2 => message["schedule"] = json!({"hours": [{"from": "09:00", "to": "18:00"}]}),
            _ => {}
        }
        message
    };
    let segment = |n: usize| json!({"id": format!("s{n}"), "include": [{"kind": "content.current_page", "match": "contains", "values": [format!("/p/{n}/")]}]});
    json!({
        "segments": (0..MESSAGES_MAX).step_by(4).map(segment).collect::<Vec<_>>(),
        "messages": (0..MESSAGES_MAX).map(message).collect::<Vec<_>>(),
    })
}

#[test]
fn five_hundred_active_messages() {
    let bundle = bundle(&all());
    assert!(bundle.len() < BUNDLE_BYTES_MAX);
    let mut browser = Browser::new(&bundle, NOON);
    browser.open(0, false);
    // One for each place of the screen, of the highest priority, and of equal ones the first.
    let screen = browser.tabs[0].screen.clone();
    assert_eq!(screen.len(), 5, "{screen:?}");
    assert!(screen.iter().all(|id| id[1..].parse::<usize>().unwrap() % 7 >= 5), "{screen:?}");
    // Every one of them has a fate.
    assert!((0..MESSAGES_MAX).all(|n| browser.why(0, &format!("m{n}")) != "absent"));
    assert_eq!(browser.why(0, "m488"), "segment");
    browser.see();
    for id in &screen {
        browser.act(0, id, 2);
    }
    // Closed ones make room for others; nothing comes a second time.
    let mut met = screen;
    for _ in 0..TURNS {
        browser.pass(browser.now + 1_000);
        for id in browser.tabs[0].screen.clone() {
            assert!(!met.contains(&id), "{id} again");
            browser.act(0, &id, 2);
            met.push(id);
        }
    }
    assert_eq!(met.len(), 5 * (TURNS + 1), "each place is taken by the next");
    browser.page(0, "/p/488/");
    for id in browser.tabs[0].screen.clone() {
        browser.act(0, &id, 2);
    }
    assert!(browser.tabs[0].screen.contains(&"m488".to_owned()), "{:?}", browser.tabs[0].screen);
}

#[test]
fn one_more_is_refused() {
    let mut config = all();
    let one = config["messages"][3].clone();
    config["messages"].as_array_mut().unwrap().push(one);
    let config: Config = serde_json::from_value(config).unwrap();
    assert!(publish(&config, &Settings::default()).is_err());
}

#[test]
fn a_clock_that_jumps_loses_no_message_for_good() {
    let bundle = bundle(&json!({"messages": [
        {"id": "stays", "type": "bar", "status": "active", "content": {"text": "x"}},
        {"id": "waits", "type": "popcorn", "status": "active", "trigger": {"on": "page_seconds", "seconds": 60}, "content": {"text": "x"}},
        {"id": "daily", "type": "popcorn", "status": "active", "place": "top_left", "limits": {"per_days": {"times": 1, "days": 1}}, "content": {"text": "x"}},
    ]}));
    for jump in [1, -1, 400 * DAY, -400 * DAY, i64::from(i32::MAX) * 1_000, -NOON, -2 * NOON, i64::MAX / 4] {
        let mut browser = Browser::new(&bundle, NOON);
        browser.open(0, false);
        browser.see();
        assert_eq!(browser.tabs[0].screen, ["stays", "daily"]);
        browser.now += jump;
        browser.look(0, false);
        assert!(browser.tabs[0].screen.contains(&"stays".to_owned()), "{jump}: what is up stays up");
        browser.page(0, "/next");
        assert!(browser.tabs[0].screen.contains(&"stays".to_owned()), "{jump}: on the next page, too");
        // And back: the day of the first showing is today again.
        browser.now = NOON + 1_000;
        browser.page(0, "/back");
        browser.see();
        assert!(browser.tabs[0].screen.contains(&"stays".to_owned()), "{jump}: when it is right again");
        browser.pass(NOON + 120_000);
        assert!(browser.tabs[0].screen.contains(&"waits".to_owned()), "{jump}: a wait ends");
        assert_ne!(browser.why(0, "daily"), "absent");
    }
}
