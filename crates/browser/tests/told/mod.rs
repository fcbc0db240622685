//! Random things that pages tell.

use model::codec::{put_bytes, put_varint};
use proptest::prelude::*;

/// What a page tells, and how long after the one before.
#[derive(Clone, Debug)]
pub struct Told {
    pub wait_ms: i64,
    pub kind: u8,
    texts: Vec<String>,
    items: bool,
}

impl Told {
    /// A page.
    #[allow(dead_code, reason = "each test uses some of it")]
    pub fn page(wait_ms: i64, url: &str) -> Self {
        Self { wait_ms, kind: 1, texts: vec![url.to_owned(), String::new()], items: false }
    }
}

pub fn told() -> impl Strategy<Value = Told> {
    let item = prop::sample::select(vec!["p1", "p2", "p3"]);
    let url = prop::sample::select(vec!["https://shop.kr/", "https://shop.kr/product/p1/", "https://shop.kr/cart"]);
    let word = prop::sample::select(vec!["브랜드A", "우리몰", "x"]);
    let kinds = prop_oneof![
        url.prop_map(|url| (1, vec![url.to_owned(), String::new()], false)),
        item.clone().prop_map(|id| (2, vec![id.to_owned()], true)),
        item.clone().prop_map(|id| (3, vec![id.to_owned()], true)),
        item.prop_map(|id| (4, vec![id.to_owned()], true)),
        word.clone().prop_map(|word| (8, vec![word.to_owned()], false)),
        word.prop_map(|name| (10, vec![name.to_owned(), "&plan=pro&".to_owned()], false)),
        (0..3_u8).prop_map(|id| (7, vec![format!("o{id}")], true)),
    ];
    (prop_oneof![0_i64..5_000, 0_i64..1_700_000], kinds).prop_map(|(wait_ms, (kind, texts, items))| Told { wait_ms, kind, texts, items })
}

pub fn body(told: &Told) -> Vec<u8> {
    let mut out = vec![told.kind];
    let text = |out: &mut Vec<u8>, text: &str| put_bytes(out, text.as_bytes());
    let line = |out: &mut Vec<u8>| {
        put_varint(out, 1);
        for field in [told.texts[0].as_str(), "", "차", "15000", "2"] {
            put_bytes(out, field.as_bytes());
        }
    };
    match told.kind {
        7 => {
            for field in [told.texts[0].as_str(), "30000", ""] {
                text(&mut out, field);
            }
            line(&mut out);
        }
        8 => {
            text(&mut out, &told.texts[0]);
            out.push(0);
        }
        _ if told.items => {
            text(&mut out, "");
            line(&mut out);
        }
        _ => told.texts.iter().for_each(|one| text(&mut out, one)),
    }
    out
}
