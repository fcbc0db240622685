//! How long a line takes: `cargo run --release -p import --example speed [FILE]`; without a file one is made.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::disallowed_methods, reason = "a measurement")]

use std::fmt::Write as _;
use std::time::Instant;

use import::{Columns, Kind, Reader, Settings, State};
use model::money::Currency;
use model::time::{EpochMs, Zone};

fn main() {
    let bytes = std::env::args().nth(1).map_or_else(made, |path| std::fs::read(path).unwrap());
    for _ in 0..5 {
        let settings = Settings {
            kind: Kind::Orders,
            format: None,
            columns: Columns::new(),
            zone: Zone::fixed(9 * 3600),
            currency: Currency(*b"KRW"),
            date_order: None,
            now: EpochMs(1_795_305_600_000),
        };
        let start = Instant::now();
        let (mut state, mut rest, mut rows, mut refused) = (State::default(), Vec::new(), 0, 0);
        for part in bytes.chunks(8 << 20) {
            let mut reader = Reader::new(settings.clone(), state, rest);
            reader.push(part);
            if part.len() < 8 << 20 {
                reader.close();
            }
            loop {
                let batch = reader.batch(20_000).unwrap();
                rows += batch.orders.len();
                refused += batch.refused.len();
                if batch.is_done {
                    break;
                }
            }
            (state, rest) = reader.into_carried();
        }
        let took = start.elapsed();
        println!("{rows} rows, {refused} refused, {} MB: {:.0} ns a row", bytes.len() >> 20, took.as_secs_f64() * 1e9 / rows as f64);
    }
}

fn made() -> Vec<u8> {
    let mut text = String::from("주문번호,주문일시,회원아이디,상품번호,상품명,카테고리,수량,판매가,주문상태,쿠폰명\r\n");
    for n in 0..500_000_u32 {
        let (order, day) = (n / 3, n % 28 + 1);
        write!(
            text,
            "20240{}-{order:07},2024-0{}-{day:02} 15:04:05,m{},P-{},\"가을 원피스 {}, 베이지\",의류 > 원피스,{},\"{},000원\",배송완료,\r\n",
            n % 9 + 1,
            order % 9 + 1,
            order % 50_000,
            n % 2_000,
            n % 2_000,
            n % 3 + 1,
            n % 90 + 1
        )
        .unwrap();
    }
    text.into_bytes()
}
