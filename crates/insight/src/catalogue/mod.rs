//! The sides and figures of reports over visits, by their names: with what each is called and means, in Korean and English.

pub mod named;

use model::facts::Fact;

use crate::orders::table::Dimension as OfOrders;
use crate::table::{Dimension, Period};
use crate::words::Definition;

/// A dimension: its name in the API, and what it is called in Korean and English.
pub struct Named {
    /// In the API.
    pub name: &'static str,
    /// The dimension.
    pub dimension: Dimension,
    /// In Korean.
    pub ko: &'static str,
    /// In English.
    pub en: &'static str,
}

const fn named(name: &'static str, dimension: Dimension, ko: &'static str, en: &'static str) -> Named {
    Named { name, dimension, ko, en }
}

/// All dimensions.
pub const DIMENSIONS: [Named; 31] = [
    named("day", Dimension::Period(Period::Day), "날짜", "Day"),
    named("week", Dimension::Period(Period::Week), "주(월요일 시작)", "Week from Monday"),
    named("week_from_sunday", Dimension::Period(Period::WeekFromSunday), "주(일요일 시작)", "Week from Sunday"),
    named("month", Dimension::Period(Period::Month), "월", "Month"),
    named("hour", Dimension::Hour, "시간대", "Hour of the day"),
    named("weekday", Dimension::Weekday, "요일", "Day of the week"),
    named("source", Dimension::Fact(Fact::SourceKind), "유입 경로 종류", "Kind of source"),
    named("source_name", Dimension::Fact(Fact::SourceName), "유입 사이트", "Source"),
    named("referrer", Dimension::Fact(Fact::Referrer), "이전 사이트 도메인", "Referring domain"),
    named("word", Dimension::Fact(Fact::Word), "유입 검색어", "Arrival keyword"),
    named("previous_word", Dimension::Fact(Fact::PreviousWord), "직전 검색어", "Previous keyword"),
    named("search_word", Dimension::Fact(Fact::SearchWord), "내부 검색어", "In-site search word"),
    named("search_results", Dimension::Fact(Fact::SearchResults), "내부 검색 결과 수", "Results of the in-site search"),
    named("campaign_source", Dimension::Fact(Fact::CampaignSource), "캠페인 소스", "Campaign source"),
    named("campaign_medium", Dimension::Fact(Fact::CampaignMedium), "캠페인 매체", "Campaign medium"),
    named("campaign_name", Dimension::Fact(Fact::CampaignName), "캠페인 이름", "Campaign name"),
    named("campaign_content", Dimension::Fact(Fact::CampaignContent), "캠페인 콘텐츠", "Campaign content"),
    named("campaign_term", Dimension::Fact(Fact::CampaignTerm), "캠페인 키워드", "Campaign term"),
    named("campaign_code", Dimension::Fact(Fact::CampaignCode), "캠페인 추적 코드", "Campaign tracking code"),
    named("device", Dimension::Fact(Fact::DeviceKind), "기기", "Device"),
    named("os", Dimension::Fact(Fact::Os), "운영체제", "Operating system"),
    named("browser", Dimension::Fact(Fact::Browser), "브라우저", "Browser"),
    named("app", Dimension::Fact(Fact::App), "인앱 브라우저", "In-app browser"),
    named("landing_page", Dimension::Path(Fact::StartPage), "시작 페이지", "Landing page"),
    named("exit_page", Dimension::Path(Fact::PageUrl), "종료 페이지", "Exit page"),
    named("conversion_page", Dimension::Path(Fact::ConversionPage), "전환 페이지", "Conversion page"),
    named("newness", Dimension::Newness, "신규·재방문", "New or returning"),
    named("member", Dimension::Member, "로그인한 방문", "Visits of members signed in"),
    named("visits_so_far", Dimension::Fact(Fact::Visits), "몇 번째 방문", "Which visit it is"),
    named("page_views", Dimension::Fact(Fact::PageViews), "방문당 본 페이지 수", "Pages of the visit"),
    named("orders_so_far", Dimension::Fact(Fact::Orders), "지금까지 주문 수", "Orders so far"),
];

/// A dimension of orders.
pub struct NamedOfOrders {
    /// In the API.
    pub name: &'static str,
    /// The dimension.
    pub dimension: OfOrders,
    /// In Korean.
    pub ko: &'static str,
    /// In English.
    pub en: &'static str,
}

const fn of_orders(name: &'static str, dimension: OfOrders, ko: &'static str, en: &'static str) -> NamedOfOrders {
    NamedOfOrders { name, dimension, ko, en }
}

/// All dimensions of orders.
pub const OF_ORDERS: [NamedOfOrders; 11] = [
    of_orders("day", OfOrders::Time(Dimension::Period(Period::Day)), "날짜", "Day"),
    of_orders("week", OfOrders::Time(Dimension::Period(Period::Week)), "주(월요일 시작)", "Week from Monday"),
    of_orders("week_from_sunday", OfOrders::Time(Dimension::Period(Period::WeekFromSunday)), "주(일요일 시작)", "Week from Sunday"),
    of_orders("month", OfOrders::Time(Dimension::Period(Period::Month)), "월", "Month"),
    of_orders("hour", OfOrders::Time(Dimension::Hour), "시간대", "Hour of the day"),
    of_orders("weekday", OfOrders::Time(Dimension::Weekday), "요일", "Day of the week"),
    of_orders("newness", OfOrders::Newness, "첫 주문·재주문", "First order or again"),
    of_orders("coupon", OfOrders::Coupon, "쿠폰", "Coupon"),
    of_orders("size", OfOrders::Size, "주문당 수량", "Units of the order"),
    of_orders("product", OfOrders::Product, "상품", "Product"),
    of_orders("category", OfOrders::Category, "카테고리", "Category"),
];

/// The dimension of orders of a name.
#[must_use]
pub fn dimension_of_orders(name: &str) -> Option<&'static NamedOfOrders> {
    OF_ORDERS.iter().find(|known| known.name == name)
}

/// What the figures of a cell of orders mean.
#[must_use]
pub fn metrics_of_orders() -> Vec<Definition> {
    let define = |name, ko: &str, en: &str| Definition { name, ko: ko.into(), en: en.into() };
    vec![
        crate::orders::words::order(),
        define(
            "orders",
            "주문 수. 상품이나 카테고리로 나눌 때 한 주문은 칸마다 한 번씩 세므로, 더하면 전체보다 클 수 있어요.",
            "Orders. By product or category one order counts once in each cell, so that they may add up to more than all.",
        ),
        define(
            "people",
            "그 주문을 한 고객 수. 고객 번호가 없는 주문(비회원)은 세지 않아요.",
            "Customers of those orders; orders that name nobody have none.",
        ),
        define("units", "산 수량에서 돌려준 수량을 뺀 것", "Units bought, less those given back."),
        define(
            "revenue",
            "주문 금액 합계. 환불된 금액은 빠져요. 상품이나 카테고리로 나눌 때는 그 상품들에 낸 금액이에요.",
            "What was paid, what was paid back taken off; by product or category, for those products.",
        ),
        define("average_order", "금액 ÷ 주문 수", "Revenue ÷ orders."),
        define(
            "orders_per_customer",
            "주문 수 ÷ 고객 수. 비회원 주문이 있으면 그만큼 크게 나와요.",
            "Orders ÷ customers; too much by the orders that name nobody.",
        ),
        define("units_per_order", "수량 ÷ 주문 수", "Units ÷ orders."),
        define("share", "이 칸의 금액 ÷ 전체 금액", "The cell's revenue ÷ all revenue."),
    ]
}

/// The dimension of a name.
#[must_use]
pub fn dimension(name: &str) -> Option<&'static Named> {
    DIMENSIONS.iter().find(|known| known.name == name)
}

/// What the figures of a cell mean.
#[must_use]
pub fn metrics() -> Vec<Definition> {
    let define = |name, ko: &str, en: &str| Definition { name, ko: ko.into(), en: en.into() };
    vec![
        define(
            "visits",
            "이 기간에 시작한 방문 수. 30분 넘게 활동이 없으면 다음 활동은 새 방문이에요. 방문은 시작한 날에, 끝날 때의 상태로 세요.",
            "Visits that began in this time. After more than 30 minutes without activity another one begins. A visit counts on the day of its start, as it stood at its end.",
        ),
        define(
            "people",
            "그 방문을 한 브라우저 수. 한 브라우저가 여러 칸에 나올 수 있어 더하면 전체보다 클 수 있어요. 객체마다 10만 명까지는 정확하고, 그보다 많으면 표준오차 0.8%의 추정값이에요.",
            "The browsers of those visits. One may be in several cells, so that they may add up to more than all. Exact up to 100,000 in an object; of more an estimate with a standard error of 0.8 %.",
        ),
        define("page_views", "그 방문에서 본 페이지 수", "Pages seen in those visits."),
        define("product_views", "그 방문에서 본 상품 페이지 수", "Product pages seen in them."),
        define("cart_adds", "장바구니에 담은 횟수", "Times that something was put into the cart."),
        define(
            "orders",
            "그 방문에서 한 주문 수. 방문 안에서 같은 주문 번호는 한 번만 세어요.",
            "Orders in those visits, each number once a visit.",
        ),
        define(
            "revenue",
            "그 주문의 금액 합계(묻는 통화). 나중의 취소와 환불은 빠지지 않아요.",
            "What those orders come to, in the currency that is asked; what was cancelled or refunded later is not taken off.",
        ),
        define("pages_per_visit", "페이지뷰 ÷ 방문", "Page views ÷ visits."),
        define(
            "stay_seconds",
            "방문의 첫 활동부터 마지막 활동까지의 평균 시간(초)",
            "From a visit's first to its last event, in seconds, on average.",
        ),
        define("bounce_rate", "한 페이지만 본 방문 ÷ 방문", "Visits of one page ÷ visits."),
        define("purchase_rate", "주문이 있는 방문 ÷ 방문", "Visits with an order ÷ visits."),
        define("revenue_per_visit", "금액 ÷ 방문", "Revenue ÷ visits."),
        define("average_order", "금액 ÷ 주문 수", "Revenue ÷ orders."),
        define("share", "이 칸의 방문 ÷ 전체 방문", "The cell's visits ÷ all visits."),
    ]
}
