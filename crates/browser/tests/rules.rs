//! When messages show: the cases of `tests/cases/messages`, played to the engine as the shell would. A case is a configuration and what happens,
//! step by step; after a step the messages on the screen, why one is not, when the engine wakes next, and what is said of it to the edge.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod tab;

use std::{collections::BTreeMap, fs, path::Path};

use message::{
    bundle::{Settings, publish},
    definition::Config,
};
use model::time::{EpochMs, Zone, parse_rfc3339};
use serde::Deserialize;
use serde_json::Value;
use tab::{Browser, Tab};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[allow(dead_code, reason = "for readers")]
    description: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    config: Config,
    /// Seconds east of UTC, from moments on; else Seoul's.
    #[serde(default)]
    offsets: Vec<(EpochMs, i32)>,
    /// When the first page is opened.
    at: String,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// Seconds that pass before it; the engine is woken when it asked for.
    #[serde(default)]
    after: f64,
    /// Or the moment until which time passes.
    #[serde(default)]
    at: Option<String>,
    /// Which tab; the first is 0.
    #[serde(default)]
    tab: usize,
    /// open, page, event, tell, close, click, hide_today, hidden, visible, order, unseen.
    #[serde(default, rename = "do")]
    act: Option<String>,
    #[serde(default)]
    with: Value,
    /// Messages on that tab's screen after it.
    #[serde(default)]
    screen: Option<Vec<String>>,
    /// Why a message is not there.
    #[serde(default)]
    why: BTreeMap<String, String>,
    /// When the engine wakes; null: never.
    #[serde(default, deserialize_with = "some")]
    wakes: Option<Value>,
    /// What the step has said of messages, such as "held a".
    #[serde(default)]
    says: Option<Vec<String>>,
}

/// Null is a value, not nothing.
fn some<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

fn moment(text: &str) -> i64 {
    parse_rfc3339(text).unwrap_or_else(|| panic!("{text}")).0.0
}

fn play(case: &Case) {
    let spans = if case.offsets.is_empty() { Zone::fixed(9 * 3600) } else { Zone { spans: case.offsets.clone() } };
    let settings = Settings { config_version: 1, korean: true, zone: spans, ..Settings::default() };
    let start = moment(&case.at);
    let bundle = publish(&case.config.in_force(EpochMs(start)), &settings).unwrap().bundle;
    let mut browser = Browser::new(&bundle, start);
    for (number, step) in case.steps.iter().enumerate() {
        let what = format!("{}, step {number}", case.name);
        #[expect(clippy::cast_possible_truncation)]
        let until = step.at.as_deref().map_or(browser.now + (step.after * 1000.0) as i64, moment);
        browser.pass(until);
        let said = browser.said.len();
        let text = step.with.as_str().unwrap_or_default();
        let of = |tab: &Tab| tab.screen.clone();
        match step.act.as_deref() {
            None => {}
            Some("open") => browser.open(step.tab, step.with == "hidden"),
            Some("page") => browser.page(step.tab, text),
            Some("event") => browser.event(step.tab, step.with[0].as_str().unwrap(), step.with[1].as_str().unwrap_or_default()),
            Some("tell") => browser.tell(step.tab, step.with[0].as_str().unwrap(), step.with[1].as_i64().unwrap()),
            Some("order") => browser.order(step.tab, text),
            Some("click") => browser.act(step.tab, text, 1),
            Some("close") => browser.act(step.tab, text, 2),
            Some("hide_today") => browser.act(step.tab, text, 3),
            Some("hidden") => browser.look(step.tab, true),
            Some("visible") => browser.look(step.tab, false),
            Some(other) => panic!("{what}: there is no {other}"),
        }
        browser.see();
        if let Some(screen) = &step.screen {
            assert_eq!(&of(&browser.tabs[step.tab]), screen, "{what}: the screen");
        }
        for (id, why) in &step.why {
            assert_eq!(&browser.why(step.tab, id), why, "{what}: why not {id}");
        }
        if let Some(wakes) = &step.wakes {
            let due = browser.tabs[step.tab].due.map(EpochMs);
            assert_eq!(due, wakes.as_str().map(|text| EpochMs(moment(text))), "{what}: wakes");
        }
        if let Some(says) = &step.says {
            assert_eq!(&browser.said[said..], says, "{what}: says");
        }
    }
}

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/messages");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file: File =
            serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for case in &file.cases {
            play(case);
            count += 1;
        }
    }
    assert!(count > 30, "{count} cases");
}
