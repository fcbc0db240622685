//! The law of members in columns: what a block says of somebody is what a send says of them when they are asked by themselves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod made;

use insight::{
    block::end_facts,
    members::{Builder, MEMBERS_MAX, Member, Names, Question, Said, id},
};
use made::{Made, START, mixed, segments, visit, zone};
use model::{
    facts::{Fact, Facts, Value},
    time::EpochMs,
};
use proptest::prelude::*;
use segment::{
    definition::Segment,
    send::{Plan, Scope, scope},
    verdict::Verdict,
};

const DAY: i64 = 86_400_000;

/// Somebody with the last visits of some browsers.
#[derive(Clone, Debug)]
struct Somebody {
    person: Facts,
    visits: Vec<Facts>,
}

impl Somebody {
    /// As the home of members knows them: what their newest visit knew, and the others' happenings.
    fn of(made: &[Made], last_day: Option<i32>) -> Self {
        let mut visits: Vec<Facts> = made.iter().map(|made| end_facts(&made.visit, &made.person)).collect();
        visits.sort_by_key(|visit| visit.number(Fact::VisitStarted));
        let mut person = visits.last().cloned().unwrap_or_default();
        for visit in visits.iter().rev().skip(1) {
            visit.log.iter().filter(|row| row.fact != Fact::Path).for_each(|row| person.log.push(&row));
        }
        person.set(Fact::LastVisitDay, last_day.map_or(Value::None, |day| Value::Number(day.into())));
        Self { person, visits }
    }
}

fn somebody() -> impl Strategy<Value = Somebody> {
    (prop::collection::vec(visit(), 0..4), prop::option::of(20_770..20_779_i32)).prop_map(|(made, last)| Somebody::of(&made, last))
}

fn columns(all: &[Somebody]) -> Vec<(u16, Vec<u8>)> {
    let mut builder = Builder::default();
    for (number, Somebody { person, visits }) in all.iter().enumerate() {
        let id = format!("회원{number:05}");
        builder.push(&Member { id: &id, contact: [number.to_le_bytes()[0]; 16], person, visits }, &zone()).unwrap();
    }
    builder.seal()
}

/// How many were answered by columns.
fn same_as_one_by_one(
    segment: &Segment,
    site: &[Segment],
    all: &[Somebody],
    (now, within_days): (EpochMs, Option<u16>),
) -> Result<usize, TestCaseError> {
    let (plan, zone) = (Plan::new(segment, site), zone());
    let Some(columns_of) = plan.columns() else { return Ok(0) };
    let question = Question { columns: Some(&columns_of), within_days, now, zone: &zone };
    let reads = question.reads();
    let loaded = columns(all).into_iter().filter(|(number, _)| reads.contains(number)).collect();
    let said = question.of_block(all.len(), loaded).unwrap();
    prop_assert_eq!(said.len(), all.len());
    let today = i64::from(zone.day(now).0);
    for (Somebody { person, visits }, said) in all.iter().zip(&said) {
        let was_here = within_days.is_none_or(|days| person.number(Fact::LastVisitDay).is_some_and(|day| today - day <= i64::from(days)));
        let wanted = if was_here { plan.verdict(person, visits, now, &zone) } else { Verdict::No };
        match said {
            Said::Verdict(said) => prop_assert_eq!(*said, wanted, "{:?} of {:?} {:?}", segment, person, visits),
            Said::Ask => {
                let is_today = |visit: &Facts| i64::from(zone.day(EpochMs(visit.number(Fact::VisitLast).unwrap())).0) >= today;
                prop_assert!(columns_of.is_of_today && visits.iter().any(is_today), "whoever was not here today need not be asked");
            }
        }
    }
    Ok(said.iter().filter(|said| matches!(said, Said::Verdict(_))).count())
}

/// Segments that speak of all of today's visits together.
fn of_today(segment: &Segment) -> Segment {
    let mut json = serde_json::to_value(segment).unwrap();
    let today = serde_json::json!({"kind": "traffic.last_visit_day", "within_days": 0});
    let include = json.as_object_mut().unwrap().entry("include").or_insert_with(|| serde_json::json!([]));
    include.as_array_mut().unwrap().push(today);
    serde_json::from_value(json).unwrap()
}

fn moment() -> impl Strategy<Value = (EpochMs, Option<u16>)> {
    ((0..4 * DAY).prop_map(|after| EpochMs(START + after)), prop::option::of(0..6_u16))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn of_every_template(all in prop::collection::vec(somebody(), 1..20), at in moment()) {
        let site = segments();
        let mut answered = 0;
        for segment in &site {
            answered += same_as_one_by_one(segment, &site, &all, at)?;
        }
        prop_assert!(answered > site.len() * all.len() * 9 / 10, "{answered} of {} × {}", site.len(), all.len());
    }

    #[test]
    fn of_segments_thrown_together(segments in mixed(), all in prop::collection::vec(somebody(), 1..20), at in moment()) {
        for segment in &segments {
            same_as_one_by_one(segment, &segments, &all, at)?;
            let today = of_today(segment);
            prop_assert_eq!(scope(&today), Scope::Today);
            same_as_one_by_one(&today, &segments, &all, at)?;
        }
    }

    #[test]
    fn of_segments_that_ask_others(segments in mixed(), today in any::<bool>(), all in prop::collection::vec(somebody(), 1..20), at in moment()) {
        let other = if today { of_today(&segments[0]) } else { segments[0].clone() };
        for asks in [
            serde_json::json!({"id": "asks", "include": [{"kind": "segment.member", "values": [other.id]}]}),
            serde_json::json!({"id": "asks", "exclude": [{"kind": "segment.member", "values": [other.id]}]}),
        ] {
            let site = [serde_json::from_value::<Segment>(asks).unwrap(), other.clone()];
            same_as_one_by_one(&site[0], &site, &all, at)?;
        }
    }

    #[test]
    fn names_come_back(lengths in prop::collection::vec(1..40_usize, 1..200)) {
        let ids: std::collections::BTreeSet<String> =
            lengths.iter().enumerate().map(|(number, length)| format!("{}{number:03}", "가나다라마바사".chars().cycle().take(*length).collect::<String>())).collect();
        let mut builder = Builder::default();
        for (number, id) in (0_u8..).zip(&ids) {
            builder.push(&Member { id, contact: [number; 16], person: &Facts::UNKNOWN, visits: &[] }, &zone()).unwrap();
        }
        let columns = builder.seal();
        let (_, bytes) = columns.iter().find(|(number, _)| *number == id::NAMES).unwrap();
        let names = Names::take(bytes, ids.len()).unwrap();
        for (slot, id) in ids.iter().enumerate() {
            prop_assert_eq!((names.id(slot), names.contact(slot)), (id.as_str(), [slot.to_le_bytes()[0]; 16]));
            prop_assert_eq!((names.slot(id), names.after(id)), (Some(slot), slot + 1));
            prop_assert_eq!(names.slot(&format!("{id}!")), None);
            let begin = &id[..id.len() - 3];
            prop_assert_eq!(names.after(begin), ids.iter().filter(|id| id.as_str() <= begin).count(), "{}", begin);
        }
        for cut in 0..bytes.len() {
            prop_assert!(Names::take(&bytes[..cut], ids.len()).is_err(), "cut to {cut}");
        }
    }

    #[test]
    fn broken_bytes_are_errors(all in prop::collection::vec(somebody(), 1..8), place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let site = segments();
        let plan = Plan::new(&site[0], &site).columns().unwrap();
        let zone = zone();
        let question = Question { columns: Some(&plan), within_days: Some(3), now: EpochMs(START), zone: &zone };
        let whole = columns(&all);
        for (column, (number, _)) in whole.iter().enumerate() {
            let mut damaged = whole.clone();
            *place.get_mut(&mut damaged[column].1) = byte;
            let _ = question.of_block(all.len(), damaged);
            let mut short = whole.clone();
            short[column].1.truncate(2);
            let is_read = question.reads().contains(number);
            prop_assert!(!is_read || question.of_block(all.len(), short).is_err(), "column {number}");
        }
    }
}

/// A block ends with so many members, whoever they are.
#[test]
fn a_block_is_full() {
    let mut builder = Builder::default();
    let unknown = Facts::UNKNOWN;
    let mut push = |id: &str| builder.push(&Member { id, contact: [0; 16], person: &unknown, visits: &[] }, &zone());
    for number in 0..MEMBERS_MAX {
        push(&format!("{number:06}")).unwrap();
    }
    assert!(push("one more").is_err());
    let sealed = builder.seal();
    assert_eq!(sealed.len(), 9, "what is known of nobody has no column");
}
