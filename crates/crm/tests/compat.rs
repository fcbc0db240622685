//! What person objects hold is read for ever: `tests/cases/compat/consent-1.json` is never edited.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use crm::consent::{Channel, Ledger, Purpose, Said, Source, Word};
use model::{
    ids::unhex_all,
    time::EpochMs,
    wire::{read, written},
};

#[test]
fn words_that_were_stored_are_read() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/compat/consent-1.json");
    let sample: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let bytes = unhex_all(sample["ledger"].as_str().unwrap()).unwrap();
    let night = Word {
        at: EpochMs(1_795_000_000_000),
        channel: Some(Channel::Kakao),
        purpose: Purpose::NightAdvertising,
        said: Said::Granted,
        source: Source::Shop,
        wording: "야간 광고 수신에 동의합니다".into(),
        place: "/join".into(),
        guardian: false,
    };
    let refused = Word {
        at: EpochMs(1_795_000_000_001),
        channel: None,
        purpose: Purpose::Advertising,
        said: Said::Refused,
        source: Source::Provider,
        wording: String::new(),
        place: "080-000-0000".into(),
        guardian: true,
    };
    let ledger: Ledger = read(&bytes).unwrap();
    assert_eq!(ledger.words(), [night, refused]);
    assert_eq!(written(&ledger), bytes);
}
