//! The law of the reader: what comes out does not depend on where the file was cut, nor on how many rows are asked for at once. And whatever is sent, it
//! is borne.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod common;

use common::{read, settings};
use import::Kind;
use proptest::prelude::*;

/// Lines of every kind: good, bad, quoted over lines, Korean, blank.
fn line() -> impl Strategy<Value = String> {
    let order = prop_oneof![Just("1"), Just("2"), Just("가-3"), Just(""), Just("\"4,\"\"x\"\"\"")];
    let at = prop_oneof![
        Just("2024-01-05"),
        Just("1/13/2024 15:04"),
        Just("1/5/2024"),
        Just("5/1/24"),
        Just("어제"),
        Just(""),
        Just("\"2024-01-05\n\"")
    ];
    let units = prop_oneof![Just("1"), Just("-2"), Just("0"), Just("\"1,234\""), Just("x")];
    let amount = prop_oneof![Just("100"), Just("\"1,000원\""), Just("-5"), Just(""), Just("=1")];
    prop_oneof![
        8 => (order, at, units, amount).prop_map(|(order, at, units, amount)| format!("{order},{at},c,p,{units},{amount}")),
        1 => Just(String::new()),
        1 => Just(",,,,,".to_owned()),
        1 => Just("1,2024-01-05".to_owned()),
        1 => Just("\"open".to_owned()),
    ]
}

fn file() -> impl Strategy<Value = Vec<u8>> {
    (proptest::collection::vec(line(), 0..25), prop_oneof![Just("\n"), Just("\r\n"), Just("\r")], any::<bool>(), any::<bool>()).prop_map(
        |(lines, end, mark, korean)| {
            let text = ["주문번호,주문일,customer,product,수량,amount".to_owned()].into_iter().chain(lines).collect::<Vec<_>>().join(end);
            if korean {
                return encoding_rs::EUC_KR.encode(&text).0.into_owned();
            }
            let mark: &[u8] = if mark { b"\xef\xbb\xbf" } else { b"" };
            [mark, text.as_bytes()].concat()
        },
    )
}

fn same_however_cut(kind: Kind, bytes: &[u8], cuts: &[prop::sample::Index], rows_max: usize) -> Result<(), TestCaseError> {
    let whole = read(&settings(kind), &[bytes], 1_000);
    let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
    at.extend([0, bytes.len()]);
    at.sort_unstable();
    let parts: Vec<&[u8]> = at.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
    match (whole, read(&settings(kind), &parts, rows_max)) {
        (Ok((whole, state)), Ok((cut, cut_state))) => {
            prop_assert_eq!(whole.orders, cut.orders);
            prop_assert_eq!(whole.members, cut.members);
            prop_assert_eq!(whole.events, cut.events);
            prop_assert_eq!(whole.refused, cut.refused);
            prop_assert_eq!(state, cut_state);
        }
        (whole, cut) => prop_assert_eq!(whole.map(|_| ()), cut.map(|_| ())),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn csv(bytes in file(), cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..6), rows_max in 1_usize..10) {
        same_however_cut(Kind::Orders, &bytes, &cuts, rows_max)?;
    }

    #[test]
    fn json(objects in proptest::collection::vec(prop_oneof![
        Just(r#"{"id": "1", "date": "1/5/2024", "total": 5}"#), Just(r#"{"id": 2, "date": "13/1/2024", "items": [{"sku": "가\"}", "price": 1}, {"sku": "b", "price": "x"}]}"#),
        Just("{\"id\":\n\"3\", \"date\": \"2024-01-05\"}"), Just("7"), Just("{broken"),
    ], 0..12), is_list: bool, cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..6), rows_max in 1_usize..5) {
        let text = if is_list { format!("[{}]", objects.join(",\n")) } else { objects.join("\n") };
        same_however_cut(Kind::Orders, text.as_bytes(), &cuts, rows_max)?;
    }

    #[test]
    fn anything(bytes in proptest::collection::vec(prop_oneof![4 => any::<u8>(), 6 => prop::sample::select(b",;\t|\"\n\r'{}[]:\\0129-/.order at\xb0\xa1".to_vec())], 0..300),
                kind in 0_usize..5, cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..4)) {
        same_however_cut(Kind::ALL[kind], &bytes, &cuts, 3)?;
    }
}
