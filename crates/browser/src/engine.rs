//! The state machine: `(state, input) → (state, effects)`.
//!
//! What a browser keeps over pages and tabs is the *shared state* (`store`, `restore`): the visit, the cart, what is known of the person, what was
//! seen of messages. What belongs to one tab (its page, its product, what is on its screen) lives here only. After every input the facts
//! that changed are evaluated, the messages decided, and what differs from the screen is said.

use message::{
    bundle::{Bundle, Messages, Settings},
    decide::{Fate, Moment, Page, Seen, Up, Why, decide},
    definition::Kind,
    variant::{HELD, assign, person},
    view::put_view,
    watching,
};
use model::{
    codec::{Reader, Wire as _, copy, copy_text, put_bytes, put_varint, put_zigzag},
    event::Act,
    facts::{Fact, FactSet, Facts, Value, fold::HIDDEN},
    money::Currency,
    time::{EpochMs, Zone},
    wire::{VERSION, put_frame},
};

use crate::{
    input::{Boot, take_event},
    output::{ACKED, BATCH, DUMPED, EMIT, HIDE, REFETCH, SHOW, STORE, TIMER, WATCH},
};

#[cfg(feature = "bench")]
#[path = "bench.rs"]
mod bench;

/// The version byte of the shared state. Another one is not read: the browser begins anew, and the edge remembers.
const STATE_VERSION: u8 = 2;
/// Device clocks nearer to the edge's than this are left as they are.
const SKEW_TOLERATED_MS: i64 = 60_000;

/// One tab's engine. It boots once: a page that comes back is booted in an instance of its own.
pub struct Engine {
    booted: bool,
    /// The site's key and the visitor, as a batch's header begins.
    sender: Vec<u8>,
    /// Install and tab, as an event's id begins.
    origin: Vec<u8>,
    next_seq: u32,
    settings: Settings,
    messages: Messages,
    segments: segment::engine::Engine,
    facts: Facts,
    skew_ms: i64,
    bits_version: u32,
    bits: Vec<u8>,
    /// The bundle that came last could not be used; the one before it stays in force.
    bundle_is_bad: bool,
    page: Page,
    screen: Vec<Shown>,
    /// Ids of what could not be drawn, which is not tried again on this page.
    undrawn: Vec<String>,
    /// When the shell wakes this; 0: never.
    timer: i64,
}

/// A message on the screen, or one that is held back where it would be.
struct Shown {
    /// What is drawn of it; it begins with the message's id.
    view: Vec<u8>,
    /// The shopper has seen it come up.
    seen: bool,
}

/// The bit of an input's kind that says that the shopper does not see the page.
const HIDDEN_TAB: u8 = 128;

/// Takes one input and appends the effects. Input that cannot be read changes nothing.
pub fn step(engine: &mut Engine, input: &[u8], out: &mut Vec<u8>) {
    let mut from = Reader::new(input);
    let (kind, now) = (from.byte(), from.float());
    if from.check().is_err() {
        return;
    }
    engine.page.see(engine.clock(now), kind & HIDDEN_TAB != 0);
    match kind & !HIDDEN_TAB {
        #[cfg(feature = "bench")]
        12 => engine.bench(now, &mut from, out),
        #[cfg(feature = "alone")]
        _ => {}
        #[cfg(not(feature = "alone"))]
        1 => {
            let boot = Boot::take(&mut from);
            if from.check().is_ok() && !engine.booted {
                engine.boot(now, &boot, out);
            }
        }
        #[cfg(not(feature = "alone"))]
        kind if engine.booted => engine.take(kind, now, &mut from, out),
        #[cfg(not(feature = "alone"))]
        _ => {}
    }
}

fn put_effect(out: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    out.push(kind);
    put_bytes(out, bytes);
}

#[expect(clippy::cast_possible_truncation, reason = "a clock in whole milliseconds")]
const fn moment(now: f64) -> i64 {
    now as i64
}

/// The id that a view begins with.
fn id_of(view: &[u8]) -> &[u8] {
    Reader::new(view).bytes()
}

impl Engine {
    /// Before anything is known. A constant, so that no code makes it.
    pub const NEW: Self = Self {
        booted: false,
        sender: Vec::new(),
        origin: Vec::new(),
        next_seq: 0,
        settings: Settings { config_version: 0, currency: Currency(*b"KRW"), korean: false, zone: Zone { spans: Vec::new() } },
        messages: Messages::NONE,
        segments: segment::engine::Engine::EMPTY,
        facts: Facts::NEWCOMER,
        skew_ms: 0,
        bits_version: 0,
        bits: Vec::new(),
        bundle_is_bad: false,
        page: Page::NEW,
        screen: Vec::new(),
        undrawn: Vec::new(),
        timer: 0,
    };

    fn boot(&mut self, now: f64, boot: &Boot<'_>, out: &mut Vec<u8>) {
        self.booted = true;
        self.sender.extend_from_slice(boot.sender);
        self.origin.extend_from_slice(boot.origin);
        self.next_seq = boot.next_seq;
        self.load(boot.bundle);
        self.restore(boot.state, true);
        let at = self.clock(now);
        // What was stored has the clock of the page before.
        self.facts.now = at;
        if self.facts.visit_is_over(at) {
            self.begin_visit(at, boot.url, boot.referrer, out);
        } else if !boot.referrer.is_empty() && self.facts.text(Fact::Landing) != Some(boot.referrer) {
            self.landed(at, boot.url, boot.referrer, out);
        }
        self.settle(FactSet::ALL, false, out);
        self.store(out);
    }

    fn take(&mut self, kind: u8, now: f64, from: &mut Reader<'_>, out: &mut Vec<u8>) {
        let at = self.clock(now);
        self.facts.now = at;
        let mut changed = FactSet::default();
        let mut stores = true;
        match kind {
            2 => {
                let kind = from.byte();
                let mut fields = Vec::new();
                if !take_event(kind, from, self.settings.currency, &mut fields) || from.check().is_err() {
                    return;
                }
                if self.facts.visit_is_over(at) {
                    self.begin_visit(at, "", "", out);
                }
                self.happened(at, kind, &fields, out);
            }
            3 => {
                changed = FactSet::CLOCK;
                stores = false;
            }
            4 => {
                let (id, act) = (from.text(), from.byte());
                self.acted(at, id, act, out);
            }
            5 => {
                self.restore(from.bytes(), true);
                self.facts.now = at;
                changed = FactSet::ALL;
                stores = false;
            }
            6 => match self.answered(now, from.bytes(), out) {
                Some(facts) => changed = facts,
                None => return,
            },
            7 => {
                self.load(from.bytes());
                changed = FactSet::ALL;
                stores = false;
            }
            8 => return self.dump(out),
            10 => {
                // For `cargo xtask eval --wasm`: a state as it stands, its page, product and moment included.
                self.restore(from.bytes(), false);
                self.settle(FactSet::ALL, false, out);
                return self.dump(out);
            }
            11 => {
                // What a page's sensors say belongs to this tab; nothing of it is stored or sent.
                let (fact, mut value) = from.take();
                if let (Fact::IdleSince, Value::Number(at)) = (fact, &mut value) {
                    *at = at.wrapping_add(self.skew_ms);
                }
                if (FactSet::SENSED.has(fact) || fact == Fact::Watching) && from.check().is_ok() {
                    self.facts.set(fact, value);
                }
                stores = false;
            }
            9 => {
                let mut body = Vec::new();
                body.push(VERSION);
                body.extend_from_slice(&self.sender);
                at.put(&mut body);
                self.settings.config_version.put(&mut body);
                body.extend_from_slice(from.bytes());
                return put_effect(out, BATCH, &body);
            }
            _ => return,
        }
        self.settle(changed, matches!(kind, 3 | 4 | 6 | 11), out);
        if stores {
            self.store(out);
        }
    }

    const fn clock(&self, now: f64) -> EpochMs {
        EpochMs(moment(now).wrapping_add(self.skew_ms))
    }

    fn load(&mut self, bundle: &[u8]) {
        // A bundle that cannot be read shows nothing new and takes nothing away.
        self.bundle_is_bad = true;
        if let Ok(bundle) = Bundle::read(bundle) {
            self.bundle_is_bad = false;
            self.segments.load(bundle.program);
            self.settings = bundle.settings;
            self.messages = bundle.messages;
        }
    }

    fn begin_visit(&mut self, at: EpochMs, url: &str, referrer: &str, out: &mut Vec<u8>) {
        let zone = &self.settings.zone;
        self.facts.begin_visit(at, zone);
        self.landed(at, url, referrer, out);
        // The cart came along: the edge, which sees a visit by itself, is told.
        if let Some(items) = self.facts.cart.as_ref().filter(|items| !items.is_empty()) {
            let mut fields = Vec::new();
            items.put(&mut fields);
            self.happened(at, 3, &fields, out);
        }
    }

    fn landed(&mut self, at: EpochMs, url: &str, referrer: &str, out: &mut Vec<u8>) {
        let mut fields = Vec::new();
        put_bytes(&mut fields, url.as_bytes());
        put_bytes(&mut fields, referrer.as_bytes());
        self.happened(at, 11, &fields, out);
    }

    /// Folds an event and queues it.
    #[inline(never)]
    fn happened(&mut self, at: EpochMs, kind: u8, fields: &[u8], out: &mut Vec<u8>) {
        self.facts.fold(at, kind, fields);
        self.page.told(at, kind, fields);
        let mut id = copy(&self.origin);
        self.next_seq.put(&mut id);
        let mut frame = Vec::new();
        put_frame(&mut frame, kind, &id, at, fields);
        out.push(EMIT);
        self.next_seq.put(out);
        put_bytes(out, &frame);
        self.next_seq = self.next_seq.wrapping_add(1);
    }

    /// The browser's id: the header of a batch ends with it.
    fn visitor(&self) -> &[u8] {
        self.sender.last_chunk::<16>().map_or(&[], |id| id)
    }

    fn acted(&mut self, at: EpochMs, id: &str, act: u8, out: &mut Vec<u8>) {
        let Some(mut message) = self.messages.iter().find(|message| message.id == id) else { return };
        let seen = Seen::of(id, &self.facts, &self.settings.zone);
        let mut variant = assign(&mut message, seen.met, person(&self.facts, self.visitor()));
        let is_held = variant == HELD;
        let said = match act {
            1 => Some(Act::Clicked),
            2 => Some(Act::Closed),
            3 => {
                let mut key = copy_text(HIDDEN);
                key.push_str(id);
                self.facts.note(Fact::Messages, at, &key, "", 0);
                Some(Act::Closed)
            }
            7 => {
                self.undrawn.push(copy_text(id));
                None
            }
            5 => {
                // What stays, and what is held back, counts once a visit.
                let is_first = seen.shown == 0 || !message.is_sticky() && !is_held;
                let shown = self.screen.iter_mut().find(|shown| id_of(&shown.view) == id.as_bytes());
                shown.and_then(|shown| {
                    shown.seen = true;
                    is_first.then_some(if is_held { Act::Held } else { Act::Shown })
                })
            }
            _ => None,
        };
        let Some(said) = said else { return };
        if is_held {
            variant = 0;
        }
        // An exposure: the message, its variant, the act.
        let mut fields = Vec::new();
        put_bytes(&mut fields, id.as_bytes());
        fields.extend_from_slice(&[variant, said as u8]);
        self.happened(at, 12, &fields, out);
    }

    /// Takes over what the edge answered (`model::wire::Answer`, read in place) and says what changed; `None` for a broken answer.
    fn answered(&mut self, now: f64, body: &[u8], out: &mut Vec<u8>) -> Option<FactSet> {
        let mut from = Reader::new(body);
        if from.byte() != VERSION {
            return None;
        }
        let (server_now, config_version) = (from.zigzag(), from.small());
        let mut acked = Vec::new();
        for _ in 0..from.count() {
            acked.push(ACKED);
            put_varint(&mut acked, u64::from(from.small()));
            // A list of one range.
            acked.push(1);
            put_varint(&mut acked, u64::from(from.small()));
            put_varint(&mut acked, u64::from(from.small()));
        }
        // Read twice, the first time to see that it is whole.
        let mut facts = from.clone();
        self.facts.hear(&mut from, FactSet::default());
        let bits = from.bytes();
        if from.check().is_err() || !from.is_done() {
            return None;
        }
        out.extend_from_slice(&acked);
        self.set_skew(server_now.wrapping_sub(moment(now)));
        // What the edge knows outranks what this browser remembers; what it does not say stays.
        self.facts.hear(&mut facts, FactSet::PERSON.with(FactSet::ARRIVAL).with(FactSet::EDGE));
        self.bits_version = config_version;
        let mut changed = FactSet::default();
        if self.bits != bits {
            self.bits = copy(bits);
            changed.add(Fact::EdgeBits);
        }
        if config_version != self.settings.config_version {
            out.push(REFETCH);
        }
        Some(changed)
    }

    /// A new idea of the edge's clock moves what this visit has stamped, so that no time seems to have passed.
    fn set_skew(&mut self, skew_ms: i64) {
        let tolerated = -SKEW_TOLERATED_MS..=SKEW_TOLERATED_MS;
        let skew_ms = if tolerated.contains(&skew_ms) { 0 } else { skew_ms };
        let by = skew_ms.wrapping_sub(self.skew_ms);
        if tolerated.contains(&by) {
            return;
        }
        self.skew_ms = skew_ms;
        self.page.shift(by);
        self.facts.now.0 = self.facts.now.0.wrapping_add(by);
        let started = self.facts.number(Fact::VisitStarted).unwrap_or(i64::MAX);
        for mut row in core::mem::take(&mut self.facts.log).iter() {
            if row.at.0 >= started {
                row.at.0 = row.at.0.wrapping_add(by);
            }
            self.facts.log.push(&row);
        }
        for fact in &[Fact::VisitStarted, Fact::VisitLast, Fact::PageSince, Fact::IdleSince] {
            if let Some(at) = self.facts.number(*fact) {
                self.facts.set_number(*fact, at.wrapping_add(by));
            }
        }
    }

    /// Evaluates what changed and says what is different on the screen.
    #[inline(never)]
    fn settle(&mut self, changed: FactSet, calm: bool, out: &mut Vec<u8>) {
        let settings = &self.settings;
        let bits: &[u8] = if self.bits_version == settings.config_version { &self.bits } else { &[] };
        let changed = changed.with(self.facts.take_changed());
        self.segments.update(&self.facts, &settings.zone, bits, changed);
        let mut screen: Vec<Shown> = Vec::new();
        let mut due = i64::MAX;
        let mut watches = false;
        decide(self.moment(calm), &|id| self.up(id), &mut |message, fate| {
            due = due.min(fate.due);
            watches |= message.kind == Kind::Ticker as u8 && matches!(fate.why, Why::Shown | Why::Held | Why::Silent);
            let mut view = Vec::new();
            if matches!(fate.why, Why::Shown | Why::Held) && put_view(&mut view, &message, &self.facts, settings) {
                // What counts down does so by the edge's clock.
                put_zigzag(&mut view, self.skew_ms);
                // Of what is held back only the moment is told, when it would have been seen.
                if fate.why == Why::Held {
                    view.clear();
                    put_bytes(&mut view, message.id.as_bytes());
                    view.push(0);
                }
                if !self.screen.iter().any(|shown| shown.view == view) {
                    put_effect(out, SHOW, &view);
                }
                screen.push(Shown { view, seen: self.up(message.id) == Up::Seen });
            }
        });
        for Shown { view, .. } in &self.screen {
            if !screen.iter().any(|other| id_of(&other.view) == id_of(view)) {
                put_effect(out, HIDE, id_of(view));
            }
        }
        self.screen = screen;
        if watches {
            let mut asked = Vec::new();
            put_varint(&mut asked, watching::key(&self.facts));
            asked.push(u8::from(self.facts.number(Fact::Watching).is_some()));
            put_effect(out, WATCH, &asked);
        }
        let due = self.segments.next_due(&self.facts, &self.settings.zone).map_or(due, |other| due.min(other.0));
        // Nothing comes up where nobody looks.
        let due = if due == i64::MAX || self.page.is_hidden() { 0 } else { due };
        if due != self.timer {
            self.timer = due;
            out.push(TIMER);
            // The shell waits by the device's clock.
            let due = if due == 0 { 0 } else { due.wrapping_sub(self.skew_ms) };
            #[expect(clippy::cast_precision_loss, reason = "a clock in milliseconds")]
            (due as f64).put(out);
        }
    }

    fn moment(&self, calm: bool) -> Moment<'_, '_> {
        Moment {
            messages: &self.messages,
            verdicts: self.segments.verdicts(),
            facts: &self.facts,
            zone: &self.settings.zone,
            page: &self.page,
            visitor: self.visitor(),
            calm,
        }
    }

    /// Whether a message is on the screen.
    fn up(&self, id: &str) -> Up {
        if self.undrawn.iter().any(|other| other == id) {
            return Up::Undrawn;
        }
        match self.screen.iter().find(|shown| id_of(&shown.view) == id.as_bytes()) {
            None => Up::No,
            Some(Shown { seen: true, .. }) => Up::Seen,
            _ => Up::Drawn,
        }
    }

    /// Everything but what belongs to this tab: its page and its product.
    #[inline(never)]
    fn store(&self, out: &mut Vec<u8>) {
        let mut bytes = Vec::new();
        bytes.push(STATE_VERSION);
        self.facts.put(&mut bytes);
        self.skew_ms.put(&mut bytes);
        self.bits_version.put(&mut bytes);
        put_bytes(&mut bytes, &self.bits);
        put_effect(out, STORE, &bytes);
    }

    #[inline(never)]
    fn restore(&mut self, bytes: &[u8], keeps_tab: bool) {
        let mut from = Reader::new(bytes);
        if from.byte() != STATE_VERSION {
            return;
        }
        let mut facts: Facts = from.take();
        let skew_ms = from.zigzag();
        let bits_version = from.small();
        let bits = from.bytes();
        if from.check().is_ok() {
            if keeps_tab {
                facts.take_tab(&mut self.facts);
            }
            core::mem::swap(&mut self.facts, &mut facts);
            self.skew_ms = skew_ms;
            self.bits_version = bits_version;
            self.bits = copy(bits);
        }
    }

    /// For `dangol.debug()`: each segment's verdict, facts, the version, whether the bundle is bad, what becomes of each message, the bundle's messages. `js/debug.ts` reads it.
    fn dump(&self, out: &mut Vec<u8>) {
        let mut bytes = Vec::new();
        put_varint(&mut bytes, self.segments.verdicts().len() as u64);
        for verdict in self.segments.verdicts() {
            bytes.push(*verdict as u8);
        }
        self.facts.put(&mut bytes);
        self.settings.config_version.put(&mut bytes);
        self.bundle_is_bad.put(&mut bytes);
        let mut fates = Vec::new();
        decide(self.moment(true), &|id| self.up(id), &mut |message, Fate { why, due, variant }| {
            let mut fate = Vec::new();
            put_bytes(&mut fate, message.id.as_bytes());
            fate.extend_from_slice(&[why as u8, variant]);
            due.put(&mut fate);
            put_bytes(&mut fates, &fate);
        });
        put_bytes(&mut bytes, &fates);
        bytes.extend_from_slice(self.messages.bytes());
        put_effect(out, DUMPED, &bytes);
    }
}
