//! Reading whole files, in one piece or cut.
#![allow(dead_code, reason = "each test uses its own part")]

use import::{Batch, Columns, FileError, Kind, Reader, Refused, Settings, State};
use model::money::Currency;
use model::time::{EpochMs, Zone};

/// 2026-11-22.
pub const NOW: EpochMs = EpochMs(1_795_305_600_000);

pub fn settings(kind: Kind) -> Settings {
    Settings {
        kind,
        format: None,
        columns: Columns::new(),
        zone: Zone::fixed(9 * 3600),
        currency: Currency(*b"KRW"),
        date_order: None,
        now: NOW,
    }
}

/// Everything that a file says, and what is carried behind it. Between two parts all that is kept goes through JSON.
pub fn read(settings: &Settings, parts: &[&[u8]], rows_max: usize) -> Result<(Batch, State), FileError> {
    let (mut all, mut state, mut rest) = (Batch::default(), State::default(), Vec::new());
    for (place, part) in parts.iter().enumerate() {
        let kept: State = serde_json::from_str(&serde_json::to_string(&state).unwrap()).unwrap();
        let mut reader = Reader::new(settings.clone(), kept, rest);
        reader.push(part);
        if place + 1 == parts.len() {
            reader.close();
        }
        loop {
            let batch = reader.batch(rows_max)?;
            let is_done = batch.is_done;
            all.orders.extend(batch.orders);
            all.members.extend(batch.members);
            all.products.extend(batch.products);
            all.coupons.extend(batch.coupons);
            all.events.extend(batch.events);
            all.refused.extend(batch.refused);
            if is_done {
                break;
            }
        }
        (state, rest) = reader.into_carried();
    }
    Ok((all, state))
}

pub fn orders(text: &str) -> Result<(Batch, State), FileError> {
    read(&settings(Kind::Orders), &[text.as_bytes()], 1_000)
}

/// Line, column and code of each.
pub fn said(refused: &[Refused]) -> Vec<(u64, &str, &str)> {
    refused.iter().map(|refused| (refused.line, refused.column.as_str(), refused.reason.code())).collect()
}
