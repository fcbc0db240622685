//! Who gets which variant: right weights, independent between messages, and what a changed weight moves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "a test"
)]

use message::{
    bundle::{Bundle, Settings, publish},
    definition::Config,
    variant::{HELD, assign},
};
use proptest::prelude::*;
use serde_json::{Value, json};

const PEOPLE: u32 = 100_000;

fn messages(all: &[(&str, &[u16], u8)]) -> Bundle {
    let message = |(id, weights, control): &(&str, &[u16], u8)| {
        let letter = |place: usize| char::from(b'B' + u8::try_from(place).unwrap()).to_string();
        let variants: Vec<Value> = weights[1..]
            .iter()
            .enumerate()
            .map(|(place, weight)| json!({"id": letter(place), "weight": weight, "content": {"text": letter(place)}}))
            .collect();
        json!({"id": id, "type": "popcorn", "status": "active", "weight": weights[0], "variants": variants, "control": control, "content": {"text": "A"}})
    };
    let config: Config = serde_json::from_value(json!({"messages": all.iter().map(message).collect::<Vec<_>>()})).unwrap();
    Bundle::read(&publish(&config, &Settings::default()).unwrap().bundle).unwrap()
}

/// What each person gets of each message: a browser's id is 16 bytes of chance; one that counts up is harder.
fn dealt(bundle: &Bundle) -> Vec<Vec<u8>> {
    dealt_to(bundle, PEOPLE)
}

fn dealt_to(bundle: &Bundle, people: u32) -> Vec<Vec<u8>> {
    (0..people)
        .map(|number| {
            let person = u128::from(number).to_be_bytes();
            bundle.messages.iter().map(|mut message| assign(&mut message, None, &person)).collect()
        })
        .collect()
}

fn counts(dealt: impl Iterator<Item = u8>, variants: usize) -> Vec<u64> {
    let mut counts = vec![0; variants];
    dealt.for_each(|variant| counts[usize::from(variant)] += 1);
    counts
}

fn chi_square(seen: &[u64], expected: &[f64]) -> f64 {
    seen.iter().zip(expected).map(|(seen, expected)| (*seen as f64 - expected).powi(2) / expected).sum()
}

/// The 99.9th percentiles of chi-square with so many degrees of freedom, from a table (NIST/SEMATECH e-Handbook, 1.3.6.7.4).
const CRITICAL: [f64; 9] = [10.828, 13.816, 16.266, 18.467, 20.515, 22.458, 24.322, 26.125, 27.877];

#[test]
fn weights_are_right() {
    for weights in [&[1, 1][..], &[50, 50], &[90, 10], &[1, 99], &[33, 33, 34], &[10, 20, 30, 40], &[0, 3, 7], &[5; 10]] {
        let bundle = messages(&[("welcome", weights, 0)]);
        let sum = f64::from(weights.iter().sum::<u16>());
        let seen = counts(dealt(&bundle).iter().map(|one| one[0]), weights.len());
        let (mut known, mut expected) = (Vec::new(), Vec::new());
        for (seen, weight) in seen.iter().zip(weights) {
            if *weight == 0 {
                assert_eq!(*seen, 0, "nobody sees a weight of 0");
            } else {
                known.push(*seen);
                expected.push(f64::from(PEOPLE) * f64::from(*weight) / sum);
            }
        }
        let found = chi_square(&known, &expected);
        assert!(found < CRITICAL[known.len() - 2], "{weights:?}: {seen:?}, chi-square {found}");
    }
}

#[test]
fn the_control_group_is_as_large_as_said_and_only_grows() {
    let mut before: Option<Vec<bool>> = None;
    for control in [1, 5, 10, 50, 90] {
        let bundle = messages(&[("welcome", &[1, 1], control)]);
        let dealt = dealt(&bundle);
        let held: Vec<bool> = dealt.iter().map(|one| one[0] == HELD).collect();
        let count = held.iter().filter(|held| **held).count() as u64;
        let share = f64::from(PEOPLE) * f64::from(control) / 100.0;
        let found = chi_square(&[count, u64::from(PEOPLE) - count], &[share, f64::from(PEOPLE) - share]);
        assert!(found < CRITICAL[0], "{control} %: {count}");
        if let Some(before) = before {
            assert!(before.iter().zip(&held).all(|(before, now)| !before || *now), "who was held back still is");
        }
        // Whoever is not held back sees what they would see without a control group.
        let without = self::dealt(&messages(&[("welcome", &[1, 1], 0)]));
        assert!(dealt.iter().zip(&without).all(|(one, other)| one[0] == HELD || one == other));
        before = Some(held);
    }
}

#[test]
fn messages_deal_independently() {
    // Ids that differ in a letter, two variants each and a control group of a third: 3 × 3 tables, 4 degrees of freedom.
    let ids = ["welcome", "welcome-2", "welcomf", "a", "b", "xelcome"];
    let bundle = messages(&ids.map(|id| (id, &[1, 1][..], 33)));
    let kind = |variant: u8| if variant == HELD { 2 } else { usize::from(variant) };
    let dealt = dealt(&bundle);
    for first in 0..ids.len() {
        for second in first + 1..ids.len() {
            let mut table = [[0_u64; 3]; 3];
            dealt.iter().for_each(|one| table[kind(one[first])][kind(one[second])] += 1);
            let row = |row: usize| table[row].iter().sum::<u64>() as f64;
            let column = |column: usize| table.iter().map(|row| row[column]).sum::<u64>() as f64;
            let expected: Vec<f64> = (0..9).map(|cell| row(cell / 3) * column(cell % 3) / f64::from(PEOPLE)).collect();
            let found = chi_square(&table.concat(), &expected);
            assert!(found < CRITICAL[3], "{} and {}: {table:?}, chi-square {found}", ids[first], ids[second]);
        }
    }
}

/// The share of people who get something else.
fn moved(from: &[Vec<u8>], to: &[Vec<u8>]) -> f64 {
    from.iter().zip(to).filter(|(from, to)| from != to).count() as f64 / from.len() as f64
}

/// Half the sum of the differences of shares.
fn variation(from: &[u16], to: &[u16]) -> f64 {
    let share = |weights: &[u16], place: usize| f64::from(weights[place]) / f64::from(weights.iter().sum::<u16>());
    (0..from.len()).map(|place| (share(from, place) - share(to, place)).abs()).sum::<f64>() / 2.0
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Five standard deviations of a share of 10,000 are 2.5 %.
    #[test]
    fn one_changed_weight_moves_only_to_it_or_from_it(weights in prop::collection::vec(1_u16..40, 2..5), place in any::<prop::sample::Index>(), to in 0_u16..60) {
        let mut changed = weights.clone();
        let place = place.index(weights.len());
        changed[place] = to;
        let deal = |weights: &[u16]| dealt_to(&messages(&[("welcome", weights, 0)]), 10_000);
        let (before, after) = (deal(&weights), deal(&changed));
        let place = u8::try_from(place).unwrap();
        prop_assert!(before.iter().zip(&after).all(|(from, to)| from == to || from[0] == place || to[0] == place));
        let (moved, least) = (moved(&before, &after), variation(&weights, &changed));
        prop_assert!(moved <= least + 0.025, "{:?} to {:?}: {} moved, {} at least", weights, changed, moved, least);
    }

    #[test]
    fn two_variants_move_as_few_as_can_be_and_more_as_few_as_any_way_can(weights in prop::collection::vec((1_u16..40, 1_u16..40), 2..5)) {
        let (from, to): (Vec<u16>, Vec<u16>) = weights.into_iter().unzip();
        let deal = |weights: &[u16]| dealt_to(&messages(&[("welcome", weights, 0)]), 10_000);
        let (moved, least) = (moved(&deal(&from), &deal(&to)), variation(&from, &to));
        let bound = 2.0 * least / (1.0 + least);
        prop_assert!(moved <= bound + 0.025, "{:?} to {:?}: {} moved, bound {}", from, to, moved, bound);
    }
}

#[test]
fn fifty_fifty_to_sixty_forty_moves_a_tenth() {
    let deal = |weights: &[u16]| dealt(&messages(&[("welcome", weights, 0)]));
    let moved = moved(&deal(&[50, 50]), &deal(&[60, 40]));
    assert!((moved - 0.1).abs() < 0.005, "{moved}");
    assert_eq!(self::moved(&deal(&[1, 1]), &deal(&[50, 50])), 0.0, "the same shares, said otherwise");
}

#[test]
fn who_has_met_a_message_keeps_what_they_met() {
    let bundle = messages(&[("welcome", &[1, 1, 0], 20)]);
    let plain = messages(&[("welcome", &[1, 1], 0)]);
    let get = |bundle: &Bundle, met: Option<u8>, person: &[u8]| assign(&mut bundle.messages.iter().next().unwrap(), met, person);
    for number in 0..1_000_u32 {
        let person = number.to_be_bytes();
        for met in [0, 1, HELD] {
            assert_eq!(get(&bundle, Some(met), &person), met);
        }
        let fresh = get(&bundle, None, &person);
        let is_shown = get(&bundle, Some(2), &person);
        assert!(is_shown < 2, "a variant that nobody sees any more, and no control group for who has seen one");
        assert!(fresh == HELD || fresh == is_shown);
        assert!(get(&plain, Some(HELD), &person) < 2, "without a control group nobody is held back");
    }
}

/// What is drawn is the variant's: its own words, its own goals.
#[test]
fn a_variant_brings_its_content() {
    let bundle = messages(&[("welcome", &[0, 1], 0)]);
    let mut message = bundle.messages.iter().next().unwrap();
    let own = message.content;
    assert_eq!(assign(&mut message, None, b"x"), 1);
    assert!(message.content != own && message.content.contains(&b'B'), "{:?}", message.content);
}
