//! What became of an order, in the words of shops' exports.

use insight::orders::row::Status;

/// Words of a request, which changes nothing yet, or of one that was withdrawn.
const NOT_DONE: [&str; 6] = ["철회", "거부", "거절", "신청", "요청", "대기중"];
const UNPAID: [&str; 9] = ["입금전", "미입금", "입금대기", "결제대기", "결제실패", "미결제", "unpaid", "failed", "expired"];
const PLACED: [&str; 33] = [
    "결제",
    "입금",
    "배송",
    "준비",
    "구매확정",
    "구매결정",
    "거래완료",
    "거래종료",
    "주문완료",
    "주문접수",
    "주문확인",
    "신규주문",
    "정상",
    "완료",
    "발송",
    "발주",
    "교환",
    "출고",
    "수령",
    "paid",
    "complete",
    "fulfilled",
    "shipped",
    "delivered",
    "processing",
    "placed",
    "pending",
    "authorized",
    "closed",
    "open",
    "confirmed",
    "success",
    "ok",
];

/// Reads a status: `취소완료`, `부분환불`, `구매확정`, `partially_refunded`. `None`: no word of it is known.
///
/// An export leaves what was paid beside `환불완료`: nothing of it remains, so that is taken back. Of what was refunded in part the amount is what
/// remains.
#[must_use]
pub fn status(text: &str) -> Option<Status> {
    let folded: String =
        text.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '_' | '-')).flat_map(char::to_lowercase).collect();
    if folded.is_empty() {
        return Some(Status::Placed);
    }
    let says = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if says(&["취소", "반품", "환불", "cancel", "refund", "return", "void", "chargeback"]) {
        if says(&NOT_DONE) || says(&["request"]) {
            return Some(Status::Placed);
        }
        return Some(if says(&["부분", "일부", "partial"]) { Status::Refunded } else { Status::Cancelled });
    }
    if says(&UNPAID) {
        return Some(Status::Cancelled);
    }
    says(&PLACED).then_some(Status::Placed)
}

/// The word that was read last: most rows of a file say the same, and to look for all these words takes longer than all else of a row.
#[derive(Default)]
pub struct Last {
    text: String,
    status: Option<Status>,
}

impl Last {
    /// [`status`].
    pub fn status(&mut self, text: &str) -> Option<Status> {
        if self.status.is_none() || self.text != text {
            text.clone_into(&mut self.text);
            self.status = status(text);
        }
        self.status
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_shops() {
        use Status::{Cancelled, Placed, Refunded};
        for (text, expected) in [
            ("", Some(Placed)),
            ("배송완료", Some(Placed)),
            ("구매확정", Some(Placed)),
            ("취소완료", Some(Cancelled)),
            ("입금전 취소", Some(Cancelled)),
            ("입금전", Some(Cancelled)),
            ("취소 철회", Some(Placed)),
            ("반품신청", Some(Placed)),
            ("반품 완료", Some(Cancelled)),
            ("환불완료", Some(Cancelled)),
            ("부분 환불", Some(Refunded)),
            ("partially_refunded", Some(Refunded)),
            ("Refunded", Some(Cancelled)),
            ("canceled", Some(Cancelled)),
            ("cancelled", Some(Cancelled)),
            ("voided", Some(Cancelled)),
            ("paid", Some(Placed)),
            ("unpaid", Some(Cancelled)),
            ("정체불명", None),
            ("x", None),
        ] {
            assert_eq!(status(text), expected, "{text}");
        }
    }
}
