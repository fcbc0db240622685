//! What lies in stores between two parts of a file, and between reading and applying, is read by later versions: `tests/cases/compat/import-1.json` is never
//! edited.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod common;

use common::settings;
use import::claims::Sum;
use import::kinds::{Coupon, Member, Product};
use import::{Kind, Reader, State};
use model::codec::Wire;
use model::wire::{read, written};
use serde_json::{Value, json};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/compat/import-1.json");
const FIRST: &str = "주문번호;주문일;회원아이디;상품번호;수량;판매가;주문상태\n1;5/1/2024 15:04;minji;A;2;1000;배송완료\n2;13/1/2024;;B;1;500;취소\n3;2024-01-05;";
const REST: &str = "x;C;-1;700;\n";

fn hex<T: Wire>(value: &T) -> String {
    written(value).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn whole<T>(kind: Kind, text: &str, of: impl Fn(import::Batch) -> Vec<T>) -> Vec<T> {
    of(common::read(&settings(kind), &[text.as_bytes()], 10).unwrap().0)
}

fn made() -> Value {
    let mut reader = Reader::new(settings(Kind::Orders), State::default(), Vec::new());
    reader.push(FIRST.as_bytes());
    let orders = reader.batch(10).unwrap().orders;
    let (state, rest) = reader.into_carried();
    json!({
        "description": "Version 1: a reader's state and bytes in the middle of a file, and pages that wait to be applied",
        "state": state,
        "rest": String::from_utf8(rest).unwrap(),
        "sums": hex(&orders.iter().map(Sum::of).collect::<Vec<Sum>>()),
        "members": hex(&whole(Kind::Members, "id,name,phone,joined_at,sms_consent\nminji,김민지,01012345678,2024-01-05,Y\n", |batch| batch.members)),
        "products": hex(&whole(Kind::Products, "id,name,price\nA,원피스,12000\n", |batch| batch.products)),
        "coupons": hex(&whole(Kind::Coupons, "code,name,discount,ends_at\nC,가을,10%,2030-01-01\n", |batch| batch.coupons)),
    })
}

#[test]
fn what_version_1_has_stored_is_read() {
    if std::env::var("BLESS").is_ok() && !std::path::Path::new(FILE).exists() {
        std::fs::write(FILE, format!("{:#}\n", made())).unwrap();
    }
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap();
    let state: State = serde_json::from_value(kept["state"].clone()).unwrap();
    let mut reader = Reader::new(settings(Kind::Orders), state, kept["rest"].as_str().unwrap().as_bytes().to_vec());
    reader.push(REST.as_bytes());
    reader.close();
    let batch = reader.batch(10).unwrap();
    let rows: Vec<(&str, u32, i32)> = batch.orders.iter().map(|row| (row.order.as_str(), row.at_row, row.units)).collect();
    assert_eq!((rows, batch.refused.len(), reader.state().counts.rows), (vec![("2", 1, 1), ("3", 2, -1)], 0, 3));
    let sums: Vec<Sum> = read(&bytes(&kept["sums"])).unwrap();
    assert_eq!(sums.iter().map(|sum| sum.order.as_str()).collect::<Vec<_>>(), ["1"]);
    let members: Vec<Member> = read(&bytes(&kept["members"])).unwrap();
    assert_eq!((members[0].name.as_deref(), members[0].by_sms, members[0].joined.is_some()), (Some("김민지"), Some(true), true));
    let products: Vec<Product> = read(&bytes(&kept["products"])).unwrap();
    assert_eq!((products[0].name.as_str(), products[0].price.unwrap().decimal()), ("원피스", "12000".to_owned()));
    let coupons: Vec<Coupon> = read(&bytes(&kept["coupons"])).unwrap();
    assert_eq!((coupons[0].discount.as_str(), coupons[0].starts), ("10%", None));
}
