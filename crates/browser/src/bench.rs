//! For `cargo xtask bench` alone: the engine without what else a page needs. It is no part of what shoppers load.

use model::{
    codec::{Reader, copy, put_varint},
    facts::FactSet,
    time::EpochMs,
};
use segment::compile::Program;

use super::{DUMPED, Engine, moment, take_event};

impl Engine {
    /// Input 12. 0: a zone and a program, which are kept. 1: facts, all evaluated afresh. 2: an event as a page tells it; 3: one whose fields
    /// are a frame's already: what changed is evaluated. 4: all evaluated afresh. Each answers the verdicts, a byte each.
    pub(super) fn bench(&mut self, now: f64, from: &mut Reader<'_>, out: &mut Vec<u8>) {
        let mut changed = FactSet::ALL;
        match from.byte() {
            0 => {
                self.settings.zone = from.take();
                self.segments.load(Program(copy(from.bytes())));
            }
            1 => self.facts = from.take(),
            how @ 2..=3 => {
                let kind = from.byte();
                let at = EpochMs(moment(now));
                if how == 3 {
                    self.facts.fold(at, kind, from.rest());
                } else {
                    let mut fields = Vec::new();
                    if !take_event(kind, from, self.settings.currency, &mut fields) {
                        return;
                    }
                    self.facts.fold(at, kind, &fields);
                }
                changed = self.facts.take_changed();
            }
            _ => {}
        }
        if changed == FactSet::ALL {
            self.facts.take_changed();
        }
        self.segments.update(&self.facts, &self.settings.zone, &[], changed);
        out.push(DUMPED);
        put_varint(out, self.segments.verdicts().len() as u64);
        for verdict in self.segments.verdicts() {
            out.push(*verdict as u8);
        }
    }
}
