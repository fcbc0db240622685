//! A browser with tabs, each an engine, as the shell drives them: they share what is stored, and what comes up is seen where the tab is.

use browser::engine::{Engine, step};
use model::{
    codec::{Reader, Wire as _, put_bytes, put_varint},
    event::EventKind,
    facts::{Fact, Value},
    wire::Frames,
};

const HIDDEN: u8 = 128;
const SEEN: u8 = 5;
const WHYS: [&str; 16] = [
    "shown", "held", "segment", "closed", "today", "limit", "stopped", "trigger", "hours", "over", "visit", "cap", "gap", "slot", "hidden",
    "unknown",
];

/// What all tabs share, and the clock.
pub struct Browser {
    bundle: Vec<u8>,
    pub now: i64,
    state: Vec<u8>,
    pub tabs: Vec<Tab>,
    /// What was said to the edge of messages: act and id, in their order.
    pub said: Vec<String>,
}

/// One tab.
pub struct Tab {
    engine: Engine,
    hidden: bool,
    state: Vec<u8>,
    next_seq: u32,
    pub screen: Vec<String>,
    /// Drawn, or held back, and not yet seen.
    unseen: Vec<String>,
    pub due: Option<i64>,
    dumped: Vec<u8>,
}

impl Browser {
    pub fn new(bundle: &[u8], now: i64) -> Self {
        Self { bundle: bundle.to_vec(), now, state: Vec::new(), tabs: Vec::new(), said: Vec::new() }
    }

    fn feed(&mut self, tab: usize, kind: u8, body: &[u8]) {
        let own = &self.tabs[tab];
        if own.state != self.state && kind != 1 {
            let mut state = Vec::new();
            put_bytes(&mut state, &self.state);
            self.tabs[tab].state = self.state.clone();
            self.put(tab, 5, &state);
        }
        self.put(tab, kind, body);
    }

    fn put(&mut self, number: usize, kind: u8, body: &[u8]) {
        let tab = &mut self.tabs[number];
        let kind = if tab.hidden { kind | HIDDEN } else { kind };
        #[expect(clippy::cast_precision_loss)]
        let input = [&[kind][..], &(self.now as f64).to_le_bytes(), body].concat();
        let mut out = Vec::new();
        step(&mut tab.engine, &input, &mut out);
        let mut from = Reader::new(&out);
        while !from.is_done() {
            match from.byte() {
                1 => {
                    let mut view = Reader::new(from.bytes());
                    let id = view.text().to_owned();
                    if view.byte() > 0 && !tab.screen.contains(&id) {
                        tab.screen.push(id.clone());
                    }
                    if !tab.unseen.contains(&id) {
                        tab.unseen.push(id);
                    }
                }
                2 => {
                    let id = from.text().to_owned();
                    tab.screen.retain(|other| *other != id);
                    tab.unseen.retain(|other| *other != id);
                }
                3 => {
                    self.state = from.bytes().to_vec();
                    tab.state = self.state.clone();
                }
                4 => {
                    tab.next_seq = from.small() + 1;
                    for frame in Frames(from.bytes()) {
                        if let EventKind::Exposure(exposure) = frame.unwrap().event().unwrap().kind {
                            let variant = if exposure.variant > 0 { format!(" {}", exposure.variant) } else { String::new() };
                            self.said.push(format!("{:?} {}{variant}", exposure.act, exposure.message).to_lowercase());
                        }
                    }
                }
                5 => {
                    #[expect(clippy::cast_possible_truncation)]
                    let due = from.float() as i64;
                    tab.due = (due > 0).then_some(due);
                }
                7 => {}
                8 => tab.dumped = from.bytes().to_vec(),
                _ => {
                    from.bytes();
                }
            }
        }
    }

    /// A tab opens a page of the shop: another one, or the next in the same tab.
    pub fn open(&mut self, number: usize, hidden: bool) {
        let next_seq = self.tabs.get(number).map_or(1, |tab| tab.next_seq);
        let fresh = Tab {
            engine: Engine::NEW,
            hidden,
            state: self.state.clone(),
            next_seq,
            screen: Vec::new(),
            unseen: Vec::new(),
            due: None,
            dumped: Vec::new(),
        };
        if number < self.tabs.len() {
            self.tabs[number] = fresh;
        } else {
            self.tabs.push(fresh);
        }
        let mut body = Vec::new();
        for text in ["https://shop.kr/", "", "key"] {
            put_bytes(&mut body, text.as_bytes());
        }
        body.extend([7; 16]);
        for id in [3, u32::try_from(number).unwrap() + 5, next_seq] {
            put_varint(&mut body, u64::from(id));
        }
        put_bytes(&mut body, &self.bundle);
        put_bytes(&mut body, &self.state.clone());
        self.feed(number, 1, &body);
        self.page(number, "/");
    }

    pub fn page(&mut self, tab: usize, path: &str) {
        self.texts(tab, 1, &[&format!("https://shop.kr{path}"), ""]);
    }

    #[allow(dead_code, reason = "each test uses some of it")]
    pub fn event(&mut self, tab: usize, name: &str, value: &str) {
        self.texts(tab, 10, &[name, value]);
    }

    fn texts(&mut self, tab: usize, kind: u8, texts: &[&str]) {
        let mut body = vec![kind];
        texts.iter().for_each(|text| put_bytes(&mut body, text.as_bytes()));
        self.feed(tab, 2, &body);
    }

    #[allow(dead_code, reason = "each test uses some of it")]
    pub fn order(&mut self, tab: usize, id: &str) {
        let mut body = vec![7];
        [id, "1000", ""].iter().for_each(|text| put_bytes(&mut body, text.as_bytes()));
        put_varint(&mut body, 0);
        self.feed(tab, 2, &body);
    }

    /// What a page's sensors say.
    #[allow(dead_code, reason = "each test uses some of it")]
    pub fn tell(&mut self, tab: usize, fact: &str, number: i64) {
        let (fact, number) = match fact {
            "scroll" => (Fact::Scroll, number),
            "exit_intent" => (Fact::ExitIntent, number),
            // Seconds ago.
            "active" => (Fact::IdleSince, self.now - number * 1000),
            _ => panic!("{fact}"),
        };
        let mut body = vec![fact as u8];
        Value::Number(number).put(&mut body);
        self.feed(tab, 11, &body);
    }

    pub fn act(&mut self, tab: usize, id: &str, act: u8) {
        let mut body = Vec::new();
        put_bytes(&mut body, id.as_bytes());
        body.push(act);
        self.feed(tab, 4, &body);
    }

    pub fn look(&mut self, tab: usize, hidden: bool) {
        self.tabs[tab].hidden = hidden;
        self.feed(tab, 3, &[]);
    }

    /// What has come up in tabs that are seen is seen; other tabs hear of it.
    pub fn see(&mut self) {
        loop {
            let next = self.tabs.iter().position(|tab| !tab.hidden && !tab.unseen.is_empty());
            let Some(tab) = next else { return };
            let id = self.tabs[tab].unseen.remove(0);
            self.act(tab, &id, SEEN);
        }
    }

    /// Time passes; whoever asked to be woken is.
    pub fn pass(&mut self, until: i64) {
        self.see();
        loop {
            let next = self.tabs.iter().enumerate().filter_map(|(tab, own)| Some((own.due.filter(|due| *due <= until)?, tab))).min();
            let Some((due, tab)) = next else { break };
            self.now = self.now.max(due);
            self.feed(tab, 3, &[]);
            self.see();
        }
        self.now = until;
    }

    /// Why a message is not on a tab's screen, as `dangol.debug()` reads it.
    pub fn why(&mut self, tab: usize, id: &str) -> String {
        self.feed(tab, 8, &[]);
        let dumped = self.tabs[tab].dumped.clone();
        let mut from = Reader::new(&dumped);
        for _ in 0..from.count() {
            from.byte();
        }
        let _: model::facts::Facts = from.take();
        let (_version, _bad) = (from.small(), from.byte());
        let mut fates = Reader::new(from.bytes());
        while !fates.is_done() {
            let mut fate = Reader::new(fates.bytes());
            if fate.text() == id {
                return WHYS[usize::from(fate.byte())].to_owned();
            }
        }
        "absent".to_owned()
    }
}
