//! The state machine: `(state, input) → (state, effects)`.
//!
//! What a browser keeps over pages and tabs is the *shared state* (`store`, `restore`): the visit, the cart, what is known of the person, what was
//! seen of messages. What belongs to one tab (its page, its product, what is on its screen) lives here only. After every input the facts
//! that changed are evaluated, the messages decided, and what differs from the screen is said.

use message::{
    bundle::Bundle,
    decide::{Memory, decide},
    view::put_view,
};
use model::{
    codec::{Reader, Wire as _, put_bytes},
    event::{Act, Event, EventKind, Exposure, Landing},
    facts::{Fact, FactSet, Facts, Value},
    ids::{EventId, VisitorId},
    time::EpochMs,
    wire::{Answer, Header, VERSION, WireError, put_event, read},
};

use crate::{
    input::{Boot, take_event},
    output::{ACKED, BATCH, DUMPED, EMIT, HIDE, REFETCH, SHOW, STORE, TIMER},
};

/// The version byte of the shared state. Another one is not read: the browser begins anew, and the edge remembers.
const STATE_VERSION: u8 = 1;
/// Device clocks nearer to the edge's than this are left as they are.
const SKEW_TOLERATED_MS: i64 = 60_000;

/// One tab's engine.
pub struct Engine {
    site_key: String,
    visitor: VisitorId,
    install: u32,
    tab: u32,
    next_seq: u32,
    bundle: Bundle,
    segments: segment::engine::Engine,
    facts: Facts,
    memory: Memory,
    skew_ms: i64,
    bits_version: u32,
    bits: Vec<u8>,
    /// Messages on the screen, with what is drawn of each.
    screen: Vec<(String, Vec<u8>)>,
    timer: Option<EpochMs>,
}

/// Takes one input and appends the effects. Input that cannot be read changes nothing.
pub fn step(engine: &mut Option<Engine>, input: &[u8], out: &mut Vec<u8>) {
    let mut from = Reader::new(input);
    let kind = from.byte();
    if kind == 1 {
        if let Ok(boot) = Boot::take(&mut from) {
            *engine = Some(Engine::boot(&boot, out));
        }
    } else if let Some(engine) = engine {
        // What a broken input has changed before it broke is whole events only.
        let _ = engine.take(kind, &mut from, out);
    }
}

fn put_effect(out: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    out.push(kind);
    put_bytes(out, bytes);
}

#[expect(clippy::cast_possible_truncation, reason = "a clock in whole milliseconds")]
const fn moment(now: f64) -> EpochMs {
    EpochMs(now as i64)
}

impl Engine {
    fn boot(boot: &Boot<'_>, out: &mut Vec<u8>) -> Self {
        let mut engine = Self {
            site_key: boot.site_key.to_owned(),
            visitor: VisitorId(boot.visitor),
            install: boot.install,
            tab: boot.tab,
            next_seq: boot.next_seq,
            segments: segment::engine::Engine::default(),
            bundle: Bundle::default(),
            facts: Facts::newcomer(),
            memory: Memory::default(),
            skew_ms: 0,
            bits_version: 0,
            bits: Vec::new(),
            screen: Vec::new(),
            timer: None,
        };
        engine.load(boot.bundle);
        engine.restore(boot.state);
        let at = engine.clock(boot.now);
        if engine.facts.visit_is_over(at) {
            engine.begin_visit(at, boot.url, boot.referrer, out);
        } else if !boot.referrer.is_empty() && engine.facts.text(Fact::Landing) != Some(boot.referrer) {
            engine.landed(at, boot.url, boot.referrer, out);
        }
        engine.settle(FactSet::ALL, out);
        engine.store(out);
        engine
    }

    fn take(&mut self, kind: u8, from: &mut Reader<'_>, out: &mut Vec<u8>) -> Result<(), WireError> {
        let now = from.float();
        from.check()?;
        let at = self.clock(now);
        self.facts.now = at;
        match kind {
            2 => {
                if let Some(kind) = take_event(from, self.bundle.settings.currency)? {
                    if self.facts.visit_is_over(at) {
                        self.begin_visit(at, "", "", out);
                    }
                    self.happened(at, kind, out);
                    self.settle(FactSet::default(), out);
                    self.store(out);
                }
            }
            3 => self.settle(FactSet::CLOCK, out),
            4 => {
                let (id, act) = (from.text(), from.byte());
                self.acted(at, id, act, out);
                self.settle(FactSet::default(), out);
                self.store(out);
            }
            5 => {
                self.restore(from.bytes());
                self.facts.now = at;
                self.settle(FactSet::ALL, out);
            }
            6 => self.answered(now, from.bytes(), out)?,
            7 => {
                self.load(from.bytes());
                self.settle(FactSet::ALL, out);
            }
            8 => self.dump(out),
            9 => {
                let frames = from.bytes();
                let mut body = vec![VERSION];
                let header = Header {
                    site_key: self.site_key.clone(),
                    visitor: self.visitor,
                    sent_at: at,
                    config_version: self.bundle.settings.config_version,
                };
                header.put(&mut body);
                body.extend_from_slice(frames);
                put_effect(out, BATCH, &body);
            }
            _ => {}
        }
        Ok(())
    }

    const fn clock(&self, now: f64) -> EpochMs {
        EpochMs(moment(now).0.saturating_add(self.skew_ms))
    }

    fn load(&mut self, bundle: &[u8]) {
        // A bundle that cannot be read shows nothing new and takes nothing away.
        if let Ok(mut bundle) = Bundle::read(bundle) {
            self.segments = segment::engine::Engine::new(core::mem::take(&mut bundle.program));
            self.bundle = bundle;
        }
    }

    fn begin_visit(&mut self, at: EpochMs, url: &str, referrer: &str, out: &mut Vec<u8>) {
        let zone = &self.bundle.settings.zone;
        self.facts.begin_visit(at, zone);
        self.memory.begin_visit(zone.day(at));
        self.landed(at, url, referrer, out);
        // The cart came along: the edge, which sees a visit by itself, is told.
        if let Some(items) = self.facts.cart.clone().filter(|items| !items.is_empty()) {
            self.happened(at, EventKind::CartSet(items), out);
        }
    }

    fn landed(&mut self, at: EpochMs, url: &str, referrer: &str, out: &mut Vec<u8>) {
        self.happened(at, EventKind::Landing(Landing { url: url.to_owned(), referrer: referrer.to_owned() }), out);
    }

    /// Folds an event and queues it.
    fn happened(&mut self, at: EpochMs, kind: EventKind, out: &mut Vec<u8>) {
        self.facts.apply(at, &kind);
        let id = EventId { install: self.install, tab: self.tab, seq: self.next_seq };
        self.next_seq = self.next_seq.wrapping_add(1);
        let mut frame = Vec::new();
        put_event(&mut frame, &Event { id, at, kind });
        out.push(EMIT);
        id.seq.put(out);
        put_bytes(out, &frame);
    }

    fn acted(&mut self, at: EpochMs, id: &str, act: u8, out: &mut Vec<u8>) {
        let Some(sticky) = self.bundle.messages.iter().find(|message| message.id == id).map(message::bundle::Compiled::is_sticky) else { return };
        let today = self.bundle.settings.zone.day(at);
        let seen = self.memory.entry(id);
        let act = match act {
            1 => Act::Clicked,
            2 | 3 => {
                seen.closed = true;
                if act == 3 {
                    seen.hidden_on = Some(today);
                }
                Act::Closed
            }
            5 if seen.shown > 0 && sticky => return,
            5 => {
                seen.shown = seen.shown.saturating_add(1);
                Act::Shown
            }
            _ => return,
        };
        self.happened(at, EventKind::Exposure(Exposure { message: id.to_owned(), variant: 0, act }), out);
    }

    fn answered(&mut self, now: f64, body: &[u8], out: &mut Vec<u8>) -> Result<(), WireError> {
        let Some((&VERSION, rest)) = body.split_first() else { return Err(WireError::Version) };
        let answer: Answer = read(rest)?;
        for (tab, from, to) in &answer.done {
            out.push(ACKED);
            (*tab, vec![(*from, *to)]).put(out);
        }
        let mut changed = FactSet::default();
        self.set_skew(answer.server_now.0 - moment(now).0);
        // What the edge knows outranks what this browser remembers; what it does not say stays.
        for (fact, value) in answer.facts {
            if FactSet::PERSON.with(FactSet::ARRIVAL).has(fact) {
                self.facts.set(fact, value);
            }
        }
        self.bits_version = answer.config_version;
        if self.bits != answer.bits {
            self.bits = answer.bits;
            changed.add(Fact::EdgeBits);
        }
        if answer.config_version != self.bundle.settings.config_version {
            out.push(REFETCH);
        }
        self.settle(changed, out);
        self.store(out);
        Ok(())
    }

    /// A new idea of the edge's clock moves what this visit has stamped, so that no time seems to have passed.
    fn set_skew(&mut self, skew_ms: i64) {
        let skew_ms = if skew_ms.abs() > SKEW_TOLERATED_MS { skew_ms } else { 0 };
        let by = skew_ms - self.skew_ms;
        if by.abs() <= SKEW_TOLERATED_MS {
            return;
        }
        self.skew_ms = skew_ms;
        self.facts.now.0 += by;
        for fact in [Fact::VisitStarted, Fact::VisitLast, Fact::PageSince] {
            if let Some(at) = self.facts.number(fact) {
                self.facts.set(fact, Value::Number(at + by));
            }
        }
    }

    /// Evaluates what changed and says what is different on the screen.
    fn settle(&mut self, changed: FactSet, out: &mut Vec<u8>) {
        let settings = &self.bundle.settings;
        let bits: &[u8] = if self.bits_version == settings.config_version { &self.bits } else { &[] };
        let changed = changed.with(self.facts.take_changed());
        self.segments.update(&self.facts, &settings.zone, bits, changed);
        let today = settings.zone.day(self.facts.now);
        let is_present = |id: &str| self.screen.iter().any(|(other, _)| other == id);
        let chosen = decide(&self.bundle.messages, self.segments.verdicts(), &self.memory, today, is_present);
        let mut screen: Vec<(String, Vec<u8>)> = Vec::new();
        for message in chosen.iter().filter_map(|place| self.bundle.messages.get(*place)) {
            let mut view = Vec::new();
            if put_view(&mut view, message, &self.facts, settings) {
                if !self.screen.iter().any(|(id, drawn)| *id == message.id && *drawn == view) {
                    put_effect(out, SHOW, &view);
                }
                screen.push((message.id.clone(), view));
            }
        }
        for (id, _) in &self.screen {
            if !screen.iter().any(|(other, _)| other == id) {
                out.push(HIDE);
                id.put(out);
            }
        }
        self.screen = screen;
        let due = self.segments.next_due(&self.facts, &self.bundle.settings.zone);
        if due != self.timer {
            self.timer = due;
            out.push(TIMER);
            // The shell waits by the device's clock.
            #[expect(clippy::cast_precision_loss, reason = "a clock in milliseconds")]
            due.map_or(0.0, |due| (due.0 - self.skew_ms) as f64).put(out);
        }
    }

    /// Everything but what belongs to this tab: its page and its product.
    fn store(&self, out: &mut Vec<u8>) {
        let mut bytes = vec![STATE_VERSION];
        self.facts.put(&mut bytes);
        self.memory.put(&mut bytes);
        self.skew_ms.put(&mut bytes);
        self.bits_version.put(&mut bytes);
        self.bits.put(&mut bytes);
        put_effect(out, STORE, &bytes);
    }

    fn restore(&mut self, bytes: &[u8]) {
        let mut from = Reader::new(bytes);
        if from.byte() != STATE_VERSION {
            return;
        }
        let mut facts: Facts = from.take();
        let memory = from.take();
        let skew_ms = from.take();
        let bits_version = from.take();
        let bits = from.take();
        if from.check().is_err() {
            return;
        }
        for fact in FactSet::TAB.iter() {
            facts.set(fact, self.facts.get(fact).clone());
        }
        facts.product = self.facts.product.take();
        self.facts = facts;
        self.memory = memory;
        self.skew_ms = skew_ms;
        self.bits_version = bits_version;
        self.bits = bits;
    }

    /// For `dangol.debug()`: facts, what is remembered of messages, the version, each segment's verdict, each message's id and 1 + its
    /// segment's place, and what is on the screen. `js/debug.ts` reads it.
    fn dump(&self, out: &mut Vec<u8>) {
        let mut bytes = Vec::new();
        self.facts.put(&mut bytes);
        self.memory.put(&mut bytes);
        self.bundle.settings.config_version.put(&mut bytes);
        self.segments.verdicts().iter().map(|verdict| *verdict as u8).collect::<Vec<u8>>().put(&mut bytes);
        for message in &self.bundle.messages {
            message.id.put(&mut bytes);
            message.segment.put(&mut bytes);
            self.screen.iter().any(|(id, _)| *id == message.id).put(&mut bytes);
        }
        put_effect(out, DUMPED, &bytes);
    }
}
