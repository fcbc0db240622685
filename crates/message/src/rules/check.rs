//! What is wrong with a message's rules, and what is probably not meant, each with its place, in both languages.

use segment::check::{Finding, Severity};

use super::{CONTROL_MAX, GAP_MAX, HOURS_MAX, NAME_CHARS_MAX, Pace, Stop, Trigger, VARIANTS_MAX, WAIT_MAX, WEIGHT_MAX};
use crate::content::{Block, Content};
use crate::definition::{Kind, Message};

struct Findings(Vec<Finding>);

impl Findings {
    fn error(&mut self, is_wrong: bool, at: &str, code: &'static str, ko: &str, en: &str) {
        self.add(is_wrong, Severity::Error, at, code, ko, en);
    }

    fn warn(&mut self, is_doubtful: bool, at: &str, code: &'static str, ko: &str, en: &str) {
        self.add(is_doubtful, Severity::Warning, at, code, ko, en);
    }

    fn add(&mut self, is_so: bool, severity: Severity, at: &str, code: &'static str, ko: &str, en: &str) {
        if is_so {
            self.0.push(Finding { severity, at: at.to_owned(), code, ko: ko.to_owned(), en: en.to_owned() });
        }
    }
}

/// Checks the rules of a message: all that is wrong or doubtful.
#[must_use]
pub fn check(message: &Message) -> Vec<Finding> {
    let mut found = Findings(Vec::new());
    times(message, &mut found);
    trigger(message, &mut found);
    limits(message, &mut found);
    shares(message, &mut found);
    found.0
}

/// Checks what holds for all messages of a site.
#[must_use]
pub fn check_pace(pace: Pace) -> Vec<Finding> {
    let mut found = Findings(Vec::new());
    found.error(
        pace.per_visit == Some(0),
        "pace.per_visit",
        "never",
        "1 이상이어야 해요. 모두 멈추려면 메시지를 일시중지하세요.",
        "must be 1 or more; pause the messages to show none",
    );
    let gap = format!("1초 이상 {GAP_MAX}초 이하여야 해요. 간격이 필요 없으면 비워 두세요.");
    let en = format!("must be 1 to {GAP_MAX} seconds; leave it out for no wait");
    found.error(pace.gap_seconds.is_some_and(|gap| gap == 0 || gap > GAP_MAX), "pace.gap_seconds", "out_of_range", &gap, &en);
    found.0
}

fn times(message: &Message, found: &mut Findings) {
    let is_backwards = message.start.zip(message.end).is_some_and(|(start, end)| start >= end);
    found.error(is_backwards, "end", "backwards", "종료는 시작보다 뒤여야 해요.", "must be after the start");
    let schedule = &message.schedule;
    found.error(
        schedule.weekdays.as_ref().is_some_and(Vec::is_empty),
        "schedule.weekdays",
        "never",
        "요일을 하나 이상 고르거나, 매일이면 비워 두세요.",
        "must have a day; leave it out for every day",
    );
    found.error(
        schedule.hours.as_ref().is_some_and(Vec::is_empty),
        "schedule.hours",
        "never",
        "시간대를 하나 이상 넣거나, 하루 종일이면 비워 두세요.",
        "must have some hours; leave it out for the whole day",
    );
    let hours = schedule.hours.as_deref().unwrap_or_default();
    found.error(
        hours.len() > HOURS_MAX,
        "schedule.hours",
        "too_many",
        "시간대는 4개까지 넣을 수 있어요.",
        "may have at most 4 spans of hours",
    );
    for (place, hours) in hours.iter().enumerate() {
        found.error(
            hours.from == hours.to || hours.from.minutes() == 1440,
            &format!("schedule.hours[{place}]"),
            "empty",
            "시작과 끝이 같아 노출될 시간이 없어요. 하루 종일이면 00:00부터 24:00까지로 넣으세요.",
            "has no time in it; for the whole day say 00:00 to 24:00",
        );
    }
    found.error(
        schedule.new_visits && message.start.is_none(),
        "schedule.new_visits",
        "no_start",
        "어느 시점 이후의 방문인지 알 수 있게 시작을 정하세요.",
        "needs the message's start: only visits that begin after it count",
    );
}

fn trigger(message: &Message, found: &mut Findings) {
    let at = "trigger.seconds";
    let is_wrong = match &message.trigger {
        Trigger::PageSeconds { seconds } | Trigger::VisitSeconds { seconds } | Trigger::Idle { seconds } => {
            *seconds == 0 || *seconds > WAIT_MAX
        }
        _ => false,
    };
    found.error(is_wrong, at, "out_of_range", "1초 이상 3,600초 이하여야 해요.", "must be 1 to 3,600 seconds");
    match &message.trigger {
        Trigger::PageSeconds { seconds } => found.warn(
            *seconds > 300,
            at,
            "hardly_ever",
            "한 페이지를 5분 넘게 보는 사람은 드물어요. 방문 시간(visit_seconds)이나 더 짧은 시간이 맞는지 확인하세요.",
            "hardly anybody looks at one page for more than 5 minutes: is the visit's time (visit_seconds), or less, meant?",
        ),
        Trigger::Scroll { percent } => {
            found.error(
                *percent == 0 || *percent > 100,
                "trigger.percent",
                "out_of_range",
                "1% 이상 100% 이하여야 해요.",
                "must be 1 to 100 percent",
            );
            found.warn(
                *percent > 95 && *percent <= 100,
                "trigger.percent",
                "hardly_ever",
                "페이지 맨 끝까지 내리는 사람은 드물어요. 아래가 긴 페이지에서는 거의 노출되지 않아요.",
                "hardly anybody scrolls to the very end: on long pages it will hardly ever show",
            );
        }
        Trigger::Event { name, property, value } => {
            let is_long =
                [Some(name), property.as_ref(), value.as_ref()].into_iter().flatten().any(|text| text.chars().count() > NAME_CHARS_MAX);
            found.error(
                name.trim().is_empty() || is_long,
                "trigger.name",
                "out_of_range",
                "이벤트 이름을 1자 이상 200자 이하로 넣으세요.",
                "must be an event's name of 1 to 200 characters",
            );
            found.error(
                property.is_some() != value.is_some() || property.as_ref().is_some_and(|name| name.trim().is_empty()),
                "trigger.property",
                "half",
                "속성을 따지려면 이름과 값을 함께 넣으세요.",
                "needs a name and a value together, or neither",
            );
            let is_ours = matches!(name.trim(), "add_to_cart" | "remove_from_cart" | "view_item" | "purchase" | "search" | "page_view");
            found.warn(
                is_ours,
                "trigger.name",
                "never_told",
                "장바구니, 상품, 구매, 검색은 쇼핑몰 고유 이벤트로 오지 않아요. 세그먼트 조건으로 만드세요.",
                "the cart, products, orders and searches do not come as events of the shop's own: use a segment's condition",
            );
        }
        _ => {}
    }
    found.warn(
        message.kind == Kind::Gauge && message.trigger != Trigger::AtOnce,
        "trigger",
        "late_gauge",
        "게이지는 방문 내내 떠 있는 메시지예요. 한 번 뜨면 다음 페이지부터는 바로 보여요.",
        "a gauge stays for the whole visit: once it has come up, it is there at once on the next pages",
    );
}

fn limits(message: &Message, found: &mut Findings) {
    let limits = &message.limits;
    let (ko, en) = ("1 이상이어야 해요. 노출을 멈추려면 일시중지하세요.", "must be 1 or more; pause the message to show it never");
    found.error(limits.per_visit == Some(0), "limits.per_visit", "never", ko, en);
    found.error(limits.ever == Some(0), "limits.ever", "never", ko, en);
    if let Some(per_days) = limits.per_days {
        found.error(per_days.times == 0, "limits.per_days.times", "never", ko, en);
        found.error(
            per_days.days == 0 || per_days.days > 365,
            "limits.per_days.days",
            "out_of_range",
            "1일 이상 365일 이하여야 해요. 1일은 오늘이에요.",
            "must be 1 to 365 days; 1 is today",
        );
        found.warn(
            limits.ever.is_some_and(|ever| ever <= per_days.times),
            "limits.per_days",
            "without_effect",
            "전체 노출 횟수가 더 적어 이 제한은 쓰이지 않아요.",
            "the limit of showings at all is reached first: this one has no effect",
        );
    }
    let is_twice =
        limits.stop_after.iter().enumerate().any(|(place, stop)| limits.stop_after.iter().take(place).any(|other| other == stop));
    found.error(is_twice, "limits.stop_after", "twice", "같은 항목이 두 번 있어요.", "names the same thing twice");
    let is_tapped = is_tapped(&message.content) || message.variants.iter().any(|variant| is_tapped(&variant.content));
    found.warn(
        limits.stop_after.contains(&Stop::Click) && !is_tapped,
        "limits.stop_after",
        "no_button",
        "버튼이 없어 클릭할 수 없어요.",
        "there is no button to click",
    );
}

/// Whether there is something in it whose tap is a click.
fn is_tapped(content: &Content) -> bool {
    let in_blocks = |block: &Block| matches!(block, Block::Button(_) | Block::Code(_) | Block::Choices(_) | Block::Form(_));
    content.button.is_some()
        || content.quiet.is_some()
        || !content.code.is_empty()
        || !content.choices.is_empty()
        || content.form.is_some()
        || content.blocks.iter().any(in_blocks)
}

fn shares(message: &Message, found: &mut Findings) {
    let variants = &message.variants;
    found.error(
        variants.len() > VARIANTS_MAX,
        "variants",
        "too_many",
        "다른 안은 9개까지 만들 수 있어요.",
        "may be at most 9 beside the message's own content",
    );
    for (place, variant) in variants.iter().enumerate() {
        let at = format!("variants[{place}]");
        let is_twice = variants.iter().take(place).any(|other| other.id == variant.id);
        found.error(is_twice, &format!("{at}.id"), "twice", "같은 글자의 안이 있어요.", "is the letter of another variant");
        let is_large = variant.weight > WEIGHT_MAX;
        found.error(is_large, &format!("{at}.weight"), "out_of_range", "0 이상 100 이하여야 해요.", "must be 0 to 100");
    }
    found.error(message.weight > WEIGHT_MAX, "weight", "out_of_range", "0 이상 100 이하여야 해요.", "must be 0 to 100");
    let sum = u32::from(message.weight) + variants.iter().map(|variant| u32::from(variant.weight)).sum::<u32>();
    let (ko, en) = ("비중이 모두 0이면 아무에게도 보이지 않아요.", "must not all be 0: nobody would see it");
    found.error(sum == 0, if variants.is_empty() { "weight" } else { "variants" }, "never", ko, en);
    found.error(message.control > CONTROL_MAX, "control", "out_of_range", "대조군은 0% 이상 90% 이하여야 해요.", "must be 0 to 90 percent");
    found.warn(
        !variants.is_empty() && message.control == 0,
        "control",
        "no_control",
        "안끼리는 비교할 수 있지만, 메시지를 보지 않은 사람과는 비교할 수 없어요. 대조군을 두면 실제 효과를 알 수 있어요.",
        "variants can be compared with one another, not with people who saw nothing: a control group tells what the message does",
    );
}
