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
            "메시지의 버튼이나 링크를 누른 횟수. 버튼이 없는 메시지는 0입니다.".into(),
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
                "클릭한 메시지가 없고 마지막으로 본 메시지가 이 메시지이며, 본 뒤 {view_days}일 안에 들어온 주문 수. 클릭 전환과 더하지 않습니다."
            ),
            format!(
                "Orders within {view_days} day(s) after a view, where no message was clicked and this was seen last. Never added to click conversions."
            ),
        ),
        define(
            "click_revenue",
            "클릭 전환 주문의 금액 합계(사이트 통화). 부분 환불은 남은 금액만 셉니다.".into(),
            "What the click conversions come to, in the site's currency; of a refunded order what remains.".into(),
        ),
        define(
            "view_revenue",
            "노출 전환 주문의 금액 합계(사이트 통화). 부분 환불은 남은 금액만 셉니다.".into(),
            "What the view conversions come to, in the site's currency; of a refunded order what remains.".into(),
        ),
        define(
            "cancelled",
            "이 메시지로 전환되었다가 취소된 주문 수. 전환과 금액에는 들어가지 않습니다.".into(),
            "Orders that were credited to this message and then cancelled. They are in no conversions and no revenue.".into(),
        ),
        define(
            "people",
            "이 기간에 메시지를 처음 만난 사람 수. 한 사람은 처음 만난 때와 그때의 그룹으로 한 번만 셉니다.".into(),
            "People who met the message for the first time in these days; each once, in the group of that first time.".into(),
        ),
        define(
            "buyers",
            format!("그중 처음 만난 뒤 {window}일 안에 주문한 사람 수(취소된 주문 제외, 어느 메시지의 전환인지와 관계없음)"),
            format!(
                "Those of them who ordered within {window} days after it, cancelled orders left out, whatever message the order is credited to."
            ),
        ),
        define("rate", "buyers ÷ people. 사람이 없으면 null입니다.".into(), "buyers ÷ people; null of nobody.".into()),
        define(
            "revenue_per_person",
            format!("처음 만난 뒤 {window}일 안의 주문 금액 ÷ people (사이트 통화)"),
            format!("What they ordered for within {window} days after it ÷ people, in the site's currency."),
        ),
        define(
            "lift",
            format!(
                "메시지를 본 사람과 대조군의 구매율 비교. difference는 %포인트 차이(Newcombe–Wilson 95% 구간), relative는 몇 % 더 샀는지(Katz 로그 비 95% 구간)입니다. 어느 한쪽의 구매자가 {BUYERS_MIN}명보다 적으면 too_few이며 결론을 내지 않습니다."
            ),
            format!(
                "The rate of those who saw it against the control group's. difference: percentage points (95 % interval by Newcombe from Wilson scores); relative: percent more (95 % interval by Katz, log ratio). With fewer than {BUYERS_MIN} buyers in a group it says too_few and concludes nothing."
            ),
        ),
    ]
}
