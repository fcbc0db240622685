//! What each number means, in Korean and English: written beside it wherever it is shown.

use crate::effect::BUYERS_MIN;

/// A number's name and its meaning.
pub struct Definition {
    /// As in the answer.
    pub name: &'static str,
    /// In Korean.
    pub ko: String,
    /// In English.
    pub en: String,
}

/// The numbers of a message's effect; the windows are those of the site's attribution rule, in days.
#[must_use]
pub fn effect(click_days: u16, view_days: u16) -> Vec<Definition> {
    let window = click_days.max(view_days);
    let define = |name, ko: String, en: String| Definition { name, ko, en };
    vec![
        define(
            "shown",
            "메시지가 방문자의 화면에 실제로 나타난 횟수".into(),
            "How often the message really appeared on a visitor's screen.".into(),
        ),
        define(
            "clicked",
            "메시지의 버튼이나 링크를 누른 횟수. 버튼이 없는 메시지는 0이에요.".into(),
            "How often its button or link was used. A message without one has none.".into(),
        ),
        define("closed", "메시지를 닫은 횟수".into(), "How often it was closed.".into()),
        define(
            "held",
            "조건에 맞았지만 대조군이라 보여 주지 않은 횟수".into(),
            "How often it was due but held back, because the person belongs to the control group.".into(),
        ),
        define(
            "click_conversions",
            format!("마지막으로 클릭한 메시지가 이 메시지이고, 클릭 후 {click_days}일 안에 들어온 주문 수"),
            format!("Orders within {click_days} days after a click, where this was the message clicked last."),
        ),
        define(
            "view_conversions",
            format!(
                "클릭한 메시지가 없고 마지막으로 본 메시지가 이 메시지이며, 본 뒤 {view_days}일 안에 들어온 주문 수. 클릭 전환과 더하지 않아요."
            ),
            format!(
                "Orders within {view_days} day(s) after a view, where no message was clicked and this was seen last. Never added to click conversions."
            ),
        ),
        define(
            "click_revenue",
            "클릭 전환 주문의 금액 합계(사이트 통화). 부분 환불은 남은 금액만 세어요.".into(),
            "What the click conversions come to, in the site's currency; of a refunded order what remains.".into(),
        ),
        define(
            "view_revenue",
            "노출 전환 주문의 금액 합계(사이트 통화). 부분 환불은 남은 금액만 세어요.".into(),
            "What the view conversions come to, in the site's currency; of a refunded order what remains.".into(),
        ),
        define(
            "cancelled",
            "이 메시지로 전환되었다가 취소된 주문 수. 전환과 금액에는 들어가지 않아요.".into(),
            "Orders that were credited to this message and then cancelled. They are in no conversions and no revenue.".into(),
        ),
        define(
            "people",
            "이 기간에 메시지를 처음 만난 사람 수. 한 사람은 처음 만난 때와 그때의 그룹으로 한 번만 세어요.".into(),
            "People who met the message for the first time in these days; each once, in the group of that first time.".into(),
        ),
        define(
            "buyers",
            format!("그중 처음 만난 뒤 {window}일 안에 주문한 사람 수(취소된 주문 제외, 어느 메시지의 전환인지와 관계없음)"),
            format!(
                "Those of them who ordered within {window} days after it, cancelled orders left out, whatever message the order is credited to."
            ),
        ),
        define("rate", "buyers ÷ people. 사람이 없으면 null이에요.".into(), "buyers ÷ people; null of nobody.".into()),
        define(
            "revenue_per_person",
            format!("처음 만난 뒤 {window}일 안의 주문 금액 ÷ people (사이트 통화)"),
            format!("What they ordered for within {window} days after it ÷ people, in the site's currency."),
        ),
        define(
            "lift",
            format!(
                "메시지를 본 사람과 대조군의 구매율 비교. difference는 %포인트 차이(Newcombe–Wilson 95% 신뢰구간), relative는 몇 % 더 샀는지(Katz 로그 비 95% 신뢰구간)이에요. 어느 한쪽의 구매자가 {BUYERS_MIN}명보다 적으면 too_few이며 결론을 내지 않아요."
            ),
            format!(
                "The rate of those who saw it against the control group's. difference: percentage points (95 % interval by Newcombe from Wilson scores); relative: percent more (95 % interval by Katz, log ratio). With fewer than {BUYERS_MIN} buyers in a group it says too_few and concludes nothing."
            ),
        ),
    ]
}

/// The numbers of a segment's population.
#[must_use]
pub fn population() -> Vec<Definition> {
    let define = |name, ko: &str, en: &str| Definition { name, ko: ko.into(), en: en.into() };
    vec![
        define(
            "visits",
            "이 기간에 시작한 방문 수. 30분 넘게 활동이 없으면 다음 활동은 새 방문이에요.",
            "Visits that began in this time. After more than 30 minutes without activity another one begins.",
        ),
        define("people", "그 방문을 한 브라우저 수", "The browsers of those visits."),
        define(
            "matched",
            "조건에 맞은 방문과 사람. 방문이 끝날 때의 상태로 판단하고, 지금 이 순간을 묻는 조건(현재 페이지, 현재 장바구니 등)이 있으면 방문 중 한 번이라도 맞았는지로 판단해요.",
            "Visits that matched, and their people: as each visit stood at its end, or, where something of the moment is asked (the page, the cart now), at any moment of it.",
        ),
        define(
            "unknown",
            "조건에 필요한 정보를 알 수 없었던 방문 수. 맞은 것으로 세지 않아요.",
            "Visits of which something that is asked is not known. They do not count as matched.",
        ),
        define("share", "조건에 맞은 방문 ÷ 전체 방문. 방문이 없으면 null이에요.", "Visits that matched ÷ all visits; null of none."),
        define(
            "estimate",
            "방문자 일부를 뽑아 방문 기록을 다시 돌려 추정한 값과 95% 신뢰구간(Wilson). exact로 물으면 모두 세어요.",
            "Estimated by replaying the visits of a sample of visitors, with the 95 % interval (Wilson). Asked with exact, all are replayed.",
        ),
    ]
}

/// The numbers of a segment's report.
#[must_use]
pub fn report() -> Vec<Definition> {
    let define = |name, ko: &str, en: &str| Definition { name, ko: ko.into(), en: en.into() };
    let mut all = population();
    all.retain(|known| matches!(known.name, "visits" | "people"));
    all.extend([
        define("page_views", "그 방문에서 본 페이지 수", "Pages seen in those visits."),
        define("orders", "그 방문에서 한 주문 수. 같은 주문 번호는 한 번만 세어요.", "Orders in those visits, each number once."),
        define("revenue", "그 주문의 금액 합계(사이트 통화)", "What those orders come to, in the site's currency."),
        define("share", "세그먼트 ÷ 전체", "The segment's ÷ all."),
        define("pages_per_visit", "페이지뷰 ÷ 방문", "Page views ÷ visits."),
        define(
            "stay_seconds",
            "방문의 첫 활동부터 마지막 활동까지의 평균 시간(초)",
            "From a visit's first to its last event, in seconds, on average.",
        ),
        define("purchase_rate", "주문이 있는 방문 ÷ 방문", "Visits with an order ÷ visits."),
        define("revenue_per_visit", "주문 금액 ÷ 방문", "Revenue ÷ visits."),
        define("average_order", "주문 금액 ÷ 주문 수", "Revenue ÷ orders."),
        define(
            "relative_percent",
            "사이트 평균보다 몇 % 높거나 낮은지: (세그먼트 − 전체) ÷ 전체",
            "By how many percent it is over the site's average: (segment − all) ÷ all.",
        ),
        define(
            "difference",
            "사이트 평균과의 차이. 비율은 %포인트예요.",
            "The difference to the site's average; of rates in percentage points.",
        ),
        define(
            "bought",
            "많이 산 상품 7개: 수량 순. visits는 그 상품을 산 방문 수예요.",
            "The 7 products bought most, by units; visits: in how many visits.",
        ),
        define(
            "carted",
            "많이 담은 상품 7개: 방문마다 장바구니에 가장 많이 있었던 수량을 더한 순",
            "The 7 products carted most: of each visit the most units that were in the cart.",
        ),
    ]);
    all
}

/// The numbers of a rehearsal.
#[must_use]
pub fn rehearsal() -> Vec<Definition> {
    let define = |name, ko: &str, en: &str| Definition { name, ko: ko.into(), en: en.into() };
    vec![
        define(
            "sampled_visits",
            "다시 돌려 본 방문 수. 전체보다 적으면 아래 숫자는 전체로 환산한 추정값이고, shown_visits와 shown_people에는 95% 신뢰구간이 함께 있어요.",
            "Visits that were played. Where they are fewer than all, the numbers below are estimates for all; shown_visits and shown_people come with their 95 % interval.",
        ),
        define("matched_visits", "세그먼트 조건에 한 번이라도 맞은 방문 수", "Visits in which its segment matched at some moment."),
        define(
            "shown",
            "화면에 나타났을 횟수. 그 방문에서 메시지를 닫은 사람은 없다고 보고, 방문의 마지막 활동까지만 세어요.",
            "How often it would have come up, if nobody had closed it, up to each visit's last event.",
        ),
        define("shown_visits", "한 번이라도 나타났을 방문 수", "Visits in which it would have come up."),
        define("shown_people", "그 방문을 한 브라우저 수", "The browsers of those visits."),
        define(
            "waited_visits",
            "보여 줄 차례였지만 같은 자리에 다른 메시지가 있었던 적이 있는 방문 수",
            "Visits in which it was due at some moment while another message had its place.",
        ),
        define("starved_visits", "그중 끝까지 한 번도 나타나지 못했을 방문 수", "Those of them in which it would not have come up at all."),
        define("held_by", "그 자리를 차지한 메시지와 방문 수", "Which message had the place, in how many visits."),
        define(
            "capped_visits",
            "메시지의 노출 제한이나 사이트의 방문당 최대 노출, 메시지 사이 간격에 걸려 더 나타나지 못했을 방문 수",
            "Visits in which a limit of its own, or the site's cap or gap between messages, would have held it back.",
        ),
        define(
            "control_visits",
            "나타날 차례였지만 대조군이라 보이지 않았을 방문 수",
            "Visits in which it would have come up, had the visitor not been of its control group.",
        ),
        define(
            "overlaps",
            "같은 순간 같은 자리에 보여 줄 차례였던 두 메시지와 방문 수. first가 우선이에요.",
            "Two messages that were due at the same moment for the same place, in how many visits; first has it.",
        ),
    ]
}
