//! What each number of these reports means, in Korean and English.

use crate::words::Definition;

fn define(name: &'static str, ko: &str, en: &str) -> Definition {
    Definition { name, ko: ko.into(), en: en.into() }
}

/// What an order is, wherever orders are counted.
pub(crate) fn order() -> Definition {
    define(
        "order",
        "취소되지 않았고 산 상품이 있는 주문. 돌려준 상품만 있는 주문(수량이 음수)은 주문 수에 들어가지 않고 금액에서만 빠져요. 같은 주문 번호는 한 번만 세고, 쇼핑몰 서버와 파일의 말이 브라우저의 말보다 앞서요.",
        "An order that is not cancelled and in which something was bought. One that only says what was given back (units below zero) is no order: it takes from the money alone. Each number counts once; what the shop's server and files say outranks what browsers say.",
    )
}

/// Cohorts.
#[must_use]
pub fn cohorts() -> Vec<Definition> {
    vec![
        order(),
        define(
            "cohort",
            "첫 주문이 이 기간에 있는 고객. 첫 주문은 여기 있는 모든 주문 가운데 가장 이른 것이에요.",
            "Customers whose first order was in this period: the earliest of all orders that are here.",
        ),
        define(
            "people",
            "그중 이 기간에 주문한 고객 수. 첫 칸은 코호트의 크기예요.",
            "Those of them who ordered in this period. The first cell is the cohort's size.",
        ),
        define("orders", "그들이 이 기간에 한 주문 수", "Their orders in this period."),
        define(
            "days",
            "그들이 이 기간에 주문한 날 수(고객마다, 쇼핑몰 시간대의 날짜)",
            "On how many days they ordered, each customer's counted, in the shop's zone.",
        ),
        define(
            "revenue",
            "그들의 이 기간 주문 금액 합계. 환불된 금액은 환불된 날에 빠져요.",
            "What their orders of this period come to; what was paid back is taken off on its own day.",
        ),
        define(
            "complete",
            "기간이 끝났으면 true. 끝나지 않은 기간의 숫자는 더 커질 수 있어요.",
            "True once the period is over; before, its numbers still grow.",
        ),
        define(
            "guest_orders",
            "고객 번호가 없는 주문(비회원). 누가 샀는지 알 수 없어 코호트에 들어가지 않아요.",
            "Orders that name no customer: nobody knows whose they are, so they are in no cohort.",
        ),
        other_currency(),
    ]
}

/// RFM.
#[must_use]
pub fn rfm() -> Vec<Definition> {
    vec![
        order(),
        define(
            "recency",
            "마지막 주문부터 기준일까지의 날 수로 매긴 점수. 5점이 가장 최근이에요.",
            "By the days from the last order to the day of the report; 5 is most lately.",
        ),
        define("frequency", "주문 수로 매긴 점수. 5점이 가장 많아요.", "By how many orders; 5 is most."),
        define("money", "주문 금액 합계로 매긴 점수. 5점이 가장 많아요.", "By what all orders come to; 5 is most."),
        define(
            "score",
            "1 + ⌊5 × 나보다 못한 고객 수 ÷ 전체 고객 수⌋. 값이 같은 고객은 점수도 같아요. 그래서 점수마다 사람 수가 다를 수 있어요.",
            "1 + the whole part of 5 × customers who are strictly worse ÷ all customers. Who is equal has the same score, so fifths are as large as ties allow.",
        ),
        define(
            "group",
            "최근성과 빈도 점수로 나눈 열 개의 그룹: 5점·4–5점 champions, 3–4점·4–5점 loyal, 4–5점·2–3점 potential_loyal, 5점·1점 new, 4점·1점 promising, 3점·3점 need_attention, 3점·1–2점 about_to_sleep, 1–2점·3–4점 at_risk, 1–2점·5점 cannot_lose, 1–2점·1–2점 hibernating.",
            "Ten groups by the scores of recency and frequency: 5 and 4–5 champions, 3–4 and 4–5 loyal, 4–5 and 2–3 potential_loyal, 5 and 1 new, 4 and 1 promising, 3 and 3 need_attention, 3 and 1–2 about_to_sleep, 1–2 and 3–4 at_risk, 1–2 and 5 cannot_lose, 1–2 and 1–2 hibernating.",
        ),
        define(
            "days_since_order",
            "마지막 주문부터 기준일까지의 날 수. 그룹에서는 합계예요.",
            "Days from the last order to the day of the report; of a group their sum.",
        ),
        define(
            "money_scores",
            "이 칸 고객들의 금액 점수 합계. 사람 수로 나누면 평균이에요.",
            "The sum of the money scores of a cell: divide by its people.",
        ),
        define(
            "movement",
            "앞선 날의 그룹에서 기준일의 그룹으로 옮겨 간 고객 수. from이 null이면 그 사이에 처음 주문한 고객이에요.",
            "How many have moved from a group to a group since the earlier day; from null: their first order came since.",
        ),
    ]
}

/// Price bands.
#[must_use]
pub fn bands() -> Vec<Definition> {
    vec![
        order(),
        define(
            "band",
            "상품 한 개의 가격으로 나눈 구간. 시작 가격은 들어가고 끝 가격은 들어가지 않아요.",
            "By the price of one unit: from its beginning on, up to but not with its end.",
        ),
        define(
            "orders",
            "이 가격대의 상품을 산 주문 수. 여러 가격대의 상품이 든 주문은 가격대마다 한 번씩 세요(중복 집계). 그래서 모두 더하면 전체 주문 수보다 클 수 있어요.",
            "Orders with something of this band. An order over several bands counts once in each, so that they may add up to more than all orders.",
        ),
        define("units", "산 수량에서 돌려준 수량을 뺀 것", "Units bought, less those given back."),
        define("sales", "그 상품들에 낸 금액 합계. 돌려받은 금액은 빠져요.", "What was paid for them, what was paid back taken off."),
        define("share_of_units", "이 가격대의 수량 ÷ 전체 수량", "The band's units ÷ all units."),
        other_currency(),
    ]
}

/// What was bought together.
#[must_use]
pub fn pairs() -> Vec<Definition> {
    vec![
        order(),
        define("orders", "두 상품을 함께 산 주문 수. 수량은 상관없어요.", "Orders with both products, however many of each."),
        define("support", "두 상품이 함께 있는 주문 ÷ 상품을 산 모든 주문", "Orders with both ÷ all orders in which anything was bought."),
        define("confidence_one_to_other", "one을 산 주문 가운데 other도 산 비율", "Of the orders with one, those with the other, too."),
        define("confidence_other_to_one", "other를 산 주문 가운데 one도 산 비율", "Of the orders with the other, those with one, too."),
        define(
            "lift",
            "함께 산 주문 × 전체 주문 ÷ (one의 주문 × other의 주문). 1이면 우연히 만난 만큼, 클수록 함께 찾는 상품이에요.",
            "Orders with both × all orders ÷ (orders with one × orders with the other). 1: as often as by chance.",
        ),
        define(
            "missing_at_most",
            "가장 많이 팔린 상품 2,000개의 쌍을 세어요. 이 숫자보다 많은 주문에 있는 쌍은 빠짐없이 여기 있고, 이 숫자 이하인 쌍은 빠질 수 있어요.",
            "Pairs of the 2,000 products in most orders are counted: every pair in more orders than this is here; of pairs in at most so many, some may be missing.",
        ),
    ]
}

fn other_currency() -> Definition {
    define(
        "other_currency_orders",
        "다른 통화의 주문. 통화는 서로 더하지 않으므로 여기에 들어가지 않아요.",
        "Orders in another currency: currencies are never added, so they are left out.",
    )
}
