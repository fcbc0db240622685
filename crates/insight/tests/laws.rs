//! Laws: a scan of columns says what the engine says, a sealed visit comes back as it was, partial results add up in any order.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod made;

use insight::{
    block::{Block, end_facts, events, reopened},
    column::LogEntry,
    population::{By, Filter, Population, columns_of, of_block, of_visits, verdicts},
    report::{self, Report},
};
use made::{Made, START, mixed, sealed, segments, visits, zone};
use model::{event::Item, facts::Fact, ids::VisitorId, time::EpochMs, wire};
use proptest::prelude::*;
use segment::{
    compile::{Compiled, Target, compile},
    engine::evaluate,
    verdict::Verdict,
};

/// The block with the columns that are asked for alone.
fn block_for(compiled: &Compiled, visits: &[Made]) -> Block {
    let wanted = columns_of(compiled);
    let sealed = sealed(visits);
    Block::new(sealed.count, sealed.columns.into_iter().filter(|(id, _)| wanted.contains(id)))
}

fn same_as_the_engine(compiled: &Compiled, visits: &[Made]) -> Result<(), TestCaseError> {
    let found = verdicts(compiled, &block_for(compiled, visits), &zone()).unwrap();
    for (slot, made) in visits.iter().enumerate() {
        let facts = end_facts(&made.visit, &made.person);
        let wanted = evaluate(&compiled.program(), &facts, &zone(), &[]);
        for (segment, verdict) in wanted.iter().enumerate() {
            prop_assert_eq!(found[segment][slot], *verdict, "{} of {:?}", compiled.ids[segment], events(&made.tape));
        }
    }
    Ok(())
}

/// Compiled once: their expressions are tables.
fn known() -> &'static Compiled {
    static KNOWN: std::sync::OnceLock<Compiled> = std::sync::OnceLock::new();
    KNOWN.get_or_init(|| compile(&segments(), Target::Full))
}

fn all() -> Filter<'static> {
    Filter { from: EpochMs(i64::MIN), to: EpochMs(i64::MAX), is_hidden: &|_, _| false }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn columns_say_what_the_engine_says(visits in visits(30)) {
        let compiled = known();
        prop_assert!(compiled.errors.is_empty(), "{:?}", compiled.errors);
        same_as_the_engine(compiled, &visits)?;
    }

    #[test]
    fn and_of_segments_thrown_together(segments in mixed(), visits in visits(30)) {
        same_as_the_engine(&compile(&segments, Target::Full), &visits)?;
    }

    #[test]
    fn a_sealed_visit_comes_back(visits in visits(150)) {
        let sealed = sealed(&visits);
        prop_assert_eq!(sealed.from, visits.iter().map(|made| made.visit.start).min().unwrap());
        let block = Block::new(sealed.count, sealed.columns);
        let (tapes, people, visitors, lasts) = (block.tapes().unwrap(), block.people().unwrap(), block.visitors().unwrap(), block.lasts().unwrap());
        for (slot, made) in visits.iter().enumerate() {
            prop_assert_eq!(tapes.parts_of(slot).len(), 1);
            let tape = tapes.tape(slot, |part| sealed.parts.get(part).map(Vec::as_slice)).unwrap();
            prop_assert_eq!(&tape, &made.tape);
            let (mut visit, _) = reopened(&tape, &zone()).unwrap();
            // Which facts changed last is nobody's business any more.
            visit.facts.take_changed();
            let mut wanted = made.visit.clone();
            wanted.facts.take_changed();
            prop_assert_eq!(visit, wanted);
            prop_assert_eq!((people[slot], visitors[slot], lasts[slot]), (made.person, made.visitor, made.visit.last));
        }
    }

    #[test]
    fn memory_and_blocks_count_the_same(visits in visits(40), from in 0..100_000_000_i64, to in 100_000_000..220_000_000_i64, hidden in any::<u8>()) {
        let compiled = known();
        let is_hidden = |_: usize, visitor: &VisitorId| visitor.0[0] == hidden || visitor.0[0] < 40;
        let filter = Filter { from: EpochMs(START + from), to: EpochMs(START + to), is_hidden: &is_hidden };
        for by in [By::Hour, By::Day] {
            let block = of_block(compiled, &block_for(compiled, &visits), &filter, by, &zone()).unwrap();
            let memory = of_visits(compiled, visits.iter().map(|made| (&made.visitor, &made.visit, &made.person)), &filter, by, &zone());
            prop_assert_eq!(&block, &memory);
            prop_assert_eq!(&wire::read::<Population>(&wire::written(&block)).unwrap(), &block);
        }
    }

    #[test]
    fn parts_add_up_in_any_order(visits in visits(40), cuts in (any::<prop::sample::Index>(), any::<prop::sample::Index>())) {
        let compiled = known();
        let count = |visits: &[Made]| {
            of_visits(compiled, visits.iter().map(|made| (&made.visitor, &made.visit, &made.person)), &all(), By::Hour, &zone())
        };
        let (one, two) = (cuts.0.index(visits.len()), cuts.1.index(visits.len()));
        let (a, b, c) = (count(&visits[..one.min(two)]), count(&visits[one.min(two)..one.max(two)]), count(&visits[one.max(two)..]));
        let join = |a: &Population, b: &Population| { let mut sum = a.clone(); sum.merge(b); sum };
        let whole = count(&visits);
        prop_assert_eq!(&join(&join(&a, &b), &c), &whole);
        prop_assert_eq!(&join(&a, &join(&b, &c)), &whole);
        prop_assert_eq!(&join(&join(&c, &a), &b), &whole);
        prop_assert_eq!(&join(&Population::default(), &whole), &whole);
    }

    #[test]
    fn reports_of_memory_and_blocks_are_the_same(visits in visits(40), cut in any::<prop::sample::Index>(), flags in prop::collection::vec(0..3_u8, 40), hidden in any::<u8>()) {
        let verdicts: Vec<Verdict> = flags.iter().map(|bits| Verdict::from_bits(*bits)).collect();
        let is_hidden = |_: usize, visitor: &VisitorId| visitor.0[0] < hidden / 2;
        let filter = Filter { is_hidden: &is_hidden, ..all() };
        let report = |visits: &[Made], verdicts: &[Verdict]| {
            let sealed = sealed(visits);
            report::of_block(&Block::new(sealed.count, sealed.columns.into_iter().filter(|(id, _)| report::COLUMNS.contains(id))), verdicts, &filter).unwrap()
        };
        let mut memory = Report::default();
        for (slot, made) in visits.iter().enumerate() {
            if filter.takes(slot, &made.visitor, made.visit.start) {
                memory.add(&made.visitor, &made.visit, &made.tape, verdicts[slot]);
            }
        }
        let whole = report(&visits, &verdicts);
        prop_assert_eq!(&whole, &memory);
        let cut = cut.index(visits.len());
        let mut parts = report(&visits[cut..], &verdicts[cut..]);
        parts.merge(&report(&visits[..cut], &verdicts));
        prop_assert_eq!(&parts, &whole);
        prop_assert_eq!(&wire::read::<Report>(&wire::written(&whole)).unwrap(), &whole);
    }

    #[test]
    fn broken_bytes_are_errors(visits in visits(20), place in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let compiled = known();
        let sealed = sealed(&visits);
        for column in 0..sealed.columns.len() {
            let mut columns = sealed.columns.clone();
            let bytes = &mut columns[column].1;
            let length = cut.index(bytes.len());
            let mut damaged = bytes.clone();
            *place.get_mut(&mut damaged) = byte;
            bytes.truncate(length);
            let id = columns[column].0;
            let short = Block::new(sealed.count, columns.clone());
            let _ = (of_block(compiled, &short, &all(), By::Day, &zone()), short.tapes(), short.people(), short.lasts());
            if let Some(fact) = Fact::ALL.get(usize::from(id)) {
                prop_assert!(short.fact(*fact).is_err(), "column {id} cut to {length}");
let is_cut = if fact.is_log() { short.lists::<LogEntry<'_>>(*fact).is_err() } else { short.lists::<Item>(*fact).is_err() };
                prop_assert!(is_cut, "column {id} cut to {length}");
            }
            columns[column].1 = damaged;
            let block = Block::new(sealed.count, columns);
            let _ = (of_block(compiled, &block, &all(), By::Day, &zone()), block.people(), block.lasts(), block.sales());
            if let Ok(tapes) = block.tapes() {
                (0..sealed.count + 2).for_each(|slot| { let _ = tapes.tape(slot, |part| sealed.parts.get(part).map(Vec::as_slice)); });
            }
        }
    }
}
