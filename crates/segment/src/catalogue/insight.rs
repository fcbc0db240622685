//! What is calculated of a person (S26), other segments and lists (S27).

use model::facts::Fact;

use super::{
    Ask::{Log, NextDay, Segments, WordsEqual},
    Entry,
    What::Listed,
    row,
};

pub const ROWS: &[Entry] = &[
    row("insight.rfm", "S26", "RFM 그룹", "RFM group", Fact::Rfm, WordsEqual).edge(),
    row("insight.next_purchase_day", "S26", "예상 재구매일", "predicted next purchase", Fact::NextPurchaseDay, NextDay).edge(),
    row("insight.price_band", "S26", "주 구매 가격대", "price band most bought from", Fact::PriceBand, WordsEqual).edge(),
    row("segment.member", "S27", "다른 세그먼트", "another segment", Fact::EdgeBits, Segments),
    row("segment.list", "S27", "업로드한 목록", "uploaded list", Fact::Lists, Log(Listed)).edge(),
];
