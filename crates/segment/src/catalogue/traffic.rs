//! Visits and their time (S01–S06), what a page sees of its shopper (S28).

use model::facts::Fact;

use super::{
    Ask::{Day, First, Hours, Number, Weekdays, YesNo},
    Entry, row,
};

pub const ROWS: &[Entry] = &[
    row("traffic.visits", "S01", "방문 횟수", "visit count", Fact::Visits, Number).unit("회", "visits"),
    row("traffic.last_visit_day", "S02", "최근 방문일", "last visit day", Fact::LastVisitDay, Day),
    row("traffic.page_views", "S03", "세션 페이지뷰", "page views in this visit", Fact::PageViews, Number).unit("회", "views").visit(),
    row("traffic.site_seconds", "S04", "사이트 체류 시간", "time on site in this visit", Fact::SiteSeconds, Number)
        .unit("초", "seconds")
        .up_to(86_400)
        .visit(),
    row("traffic.page_seconds", "S04", "페이지 체류 시간", "time on this page", Fact::PageSeconds, Number)
        .unit("초", "seconds")
        .up_to(86_400)
        .visit(),
    row("traffic.weekday", "S05", "방문 요일", "weekday of the visit", Fact::LocalTime, Weekdays).visit(),
    row("traffic.hour", "S05", "방문 시간대", "hour of the visit", Fact::LocalTime, Hours).unit("시", "h").visit(),
    row("traffic.first_visit", "S06", "첫 방문", "first visit", Fact::Visits, First),
    row("behavior.exit_intent", "S28", "이탈 의도", "exit intent", Fact::ExitIntent, YesNo).onsite(),
    row("behavior.scroll", "S28", "스크롤 깊이", "scroll depth", Fact::Scroll, Number).unit("%", "%").up_to(100).onsite(),
    row("behavior.idle_seconds", "S28", "무동작 시간", "idle time", Fact::IdleSeconds, Number).unit("초", "seconds").up_to(86_400).onsite(),
];
