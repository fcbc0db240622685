//! Rows that cannot be taken: where, why, and the row itself, as a file to mend and send again.

use core::fmt;

use serde::{Deserialize, Serialize};

/// A row that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// From 1, as an editor counts lines.
    pub line: u64,
    /// The head of the column that it is about; empty: the row.
    pub column: String,
    pub reason: Reason,
    /// The row, its longest cells cut.
    pub cells: Vec<String>,
}

/// Why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Missing,
    NoDate,
    Future,
    TooOld,
    NoAmount,
    NegativePrice,
    /// Less than nothing was paid for something that was not given back.
    NegativeAmount,
    NoCount,
    ZeroUnits,
    NoCurrency,
    MixedCurrencies,
    NoStatus,
    NoPhone,
    NoEmail,
    NoAnswer,
    TooLong,
    Control,
    Cells {
        head: usize,
        row: usize,
    },
    RowTooLong,
    Quote,
    Encoding,
    Json,
    /// An event's own reason.
    Event(String),
    /// A sum that does not fit.
    TooMuch,
    /// Another row of the same order cannot be taken.
    Order,
}

impl Reason {
    /// What programs know it by.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::NoDate => "no_date",
            Self::Future => "future",
            Self::TooOld => "too_old",
            Self::NoAmount => "no_amount",
            Self::NegativePrice => "negative_price",
            Self::NegativeAmount => "negative_amount",
            Self::NoCount => "no_count",
            Self::ZeroUnits => "zero_units",
            Self::NoCurrency => "no_currency",
            Self::MixedCurrencies => "mixed_currencies",
            Self::NoStatus => "no_status",
            Self::NoPhone => "no_phone",
            Self::NoEmail => "no_email",
            Self::NoAnswer => "no_answer",
            Self::TooLong => "too_long",
            Self::Control => "control",
            Self::Cells { .. } => "cells",
            Self::RowTooLong => "row_too_long",
            Self::Quote => "quote",
            Self::Encoding => "encoding",
            Self::Json => "json",
            Self::Event(_) => "event",
            Self::TooMuch => "too_much",
            Self::Order => "order",
        }
    }

    /// What to do, in Korean.
    #[must_use]
    pub fn ko(&self) -> String {
        match self {
            Self::Missing => "값이 비어 있습니다. 채워 주세요.".into(),
            Self::NoDate => "날짜로 읽을 수 없습니다. 2024-01-05 15:04처럼 적어 주세요.".into(),
            Self::Future => "지금보다 나중 시각입니다.".into(),
            Self::TooOld => "1990년보다 이른 날짜입니다.".into(),
            Self::NoAmount => "금액으로 읽을 수 없습니다. 12,000 또는 12000.50처럼 적어 주세요.".into(),
            Self::NegativePrice => "단가는 0 이상이어야 합니다. 돌려받은 상품은 수량을 음수로 적어 주세요.".into(),
            Self::NegativeAmount => "금액이 음수인데 수량이 음수가 아닙니다.".into(),
            Self::NoCount => "수량으로 읽을 수 없습니다. 정수로 적어 주세요.".into(),
            Self::ZeroUnits => "수량이 0입니다.".into(),
            Self::NoCurrency => "알 수 없는 통화입니다. KRW처럼 세 글자 코드로 적어 주세요.".into(),
            Self::MixedCurrencies => "한 주문에 통화가 둘 이상입니다.".into(),
            Self::NoStatus => "알 수 없는 주문 상태입니다. 결제완료, 취소, 부분환불처럼 적어 주세요.".into(),
            Self::NoPhone => "전화번호로 읽을 수 없습니다.".into(),
            Self::NoEmail => "메일 주소로 읽을 수 없습니다.".into(),
            Self::NoAnswer => "동의 여부를 읽을 수 없습니다. Y 또는 N으로 적어 주세요.".into(),
            Self::TooLong => "값이 너무 깁니다.".into(),
            Self::Control => "보이지 않는 제어 문자가 있습니다.".into(),
            Self::Cells { head, row } => format!("열이 {head}개여야 하는데 {row}개입니다. 쉼표가 든 값은 따옴표로 감싸 주세요."),
            Self::RowTooLong => "한 줄이 1MB를 넘습니다.".into(),
            Self::Quote => "따옴표가 닫히지 않았습니다.".into(),
            Self::Encoding => "글자를 읽을 수 없습니다. UTF-8로 저장해 주세요.".into(),
            Self::Json => "JSON 객체가 아닙니다.".into(),
            Self::Event(why) => format!("이벤트로 읽을 수 없습니다: {why}"),
            Self::TooMuch => "금액이 너무 큽니다.".into(),
            Self::Order => "같은 주문의 다른 줄을 읽을 수 없어 함께 뺐습니다. 그 줄을 고쳐 함께 보내 주세요.".into(),
        }
    }
}

impl fmt::Display for Reason {
    /// What to do, in English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Missing => "It is empty: fill it in.",
            Self::NoDate => "This is no date: write it as 2024-01-05 15:04.",
            Self::Future => "This is later than now.",
            Self::TooOld => "This is before the year 1990.",
            Self::NoAmount => "This is no amount: write it as 12,000 or 12000.50.",
            Self::NegativePrice => "A price is 0 or more: of what was given back the quantity is negative.",
            Self::NegativeAmount => "The amount is negative, and the quantity is not.",
            Self::NoCount => "This is no quantity: write a whole number.",
            Self::ZeroUnits => "The quantity is 0.",
            Self::NoCurrency => "This is no currency that is known: write its code of three letters, as KRW.",
            Self::MixedCurrencies => "One order has two currencies.",
            Self::NoStatus => "This is no status that is known: write it as paid, cancelled or partially refunded.",
            Self::NoPhone => "This is no phone number.",
            Self::NoEmail => "This is no mail address.",
            Self::NoAnswer => "This is neither yes nor no: write Y or N.",
            Self::TooLong => "This is too long.",
            Self::Control => "It has characters that nobody sees.",
            Self::Cells { head, row } => {
                return write!(f, "The row has {row} cells, and the head {head}: put what has a comma in quotes.");
            }
            Self::RowTooLong => "The row has more than 1 MB.",
            Self::Quote => "A quote is opened and not closed.",
            Self::Encoding => "Its letters cannot be read: save the file as UTF-8.",
            Self::Json => "This is no JSON object.",
            Self::Event(why) => return write!(f, "This is no event: {why}."),
            Self::TooMuch => "The amount is too large.",
            Self::Order => "Another row of this order cannot be taken: mend that one, and send both.",
        };
        f.write_str(text)
    }
}

/// The names of the columns that stand before the row's own.
pub const OWN_COLUMNS: [&str; 5] = ["line", "column", "reason", "reason_ko", "code"];

/// The first line of a file of refused rows.
#[must_use]
pub fn head_line(head: &[String]) -> String {
    let mut out = String::new();
    let own = OWN_COLUMNS.iter().map(|name| (*name).to_owned());
    put_line(&mut out, own.chain(if head.is_empty() { vec!["row".to_owned()] } else { head.to_vec() }));
    out
}

/// Its other lines.
#[must_use]
pub fn lines(refused: &[Refused]) -> String {
    let mut out = String::new();
    for Refused { line, column, reason, cells } in refused {
        let own = [line.to_string(), column.clone(), reason.to_string(), reason.ko(), reason.code().to_owned()];
        put_line(&mut out, own.into_iter().chain(cells.iter().cloned()));
    }
    out
}

fn put_line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            out.push(',');
        }
        // A spreadsheet takes such a cell for a formula; the sign in front is taken off again when the file is read (split.rs).
        let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let needs_quotes = cell.contains([',', '"', '\n', '\r', '\'']) || is_formula;
        if needs_quotes {
            out.push('"');
        }
        if is_formula {
            out.push('\'');
        }
        for letter in cell.chars() {
            if letter == '"' {
                out.push('"');
            }
            out.push(letter);
        }
        if needs_quotes {
            out.push('"');
        }
    }
    out.push_str("\r\n");
}
