//! The one table of conditions: what each is called, what it reads and what can be asked of it. The parser, the describer, the
//! console's builder and the docs read it; to add a condition over a fact that is there already is to add a row.

use model::facts::Fact;

/// What can be asked of a condition's fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A whole number: `min`, `max`, `above`, `below`, `equals`.
    Number,
    /// Money in the site's currency, the same keys, decimals as strings.
    Money,
    /// A civil day: `within_days`, or `from` / `to`.
    Day,
    /// Texts: `match` (`contains`, `equals`) and `values`.
    Words,
    /// One of named values: `values`.
    OneOf(&'static [&'static str]),
    /// A page: `match` (`equals`, `starts_with`, `contains`, `glob`), `values`, `query`.
    Url,
    /// Pages of the path: a page's keys, and a number's keys for how often, and `same_page`.
    Path,
    /// Weekdays: `values` of `mon` … `sun`.
    Weekdays,
    /// Hours: `values` of 0 … 23.
    Hours,
    /// A product among products: `match`, `values`, by id, name or category.
    Product(ProductField),
    /// `value`: true or false.
    YesNo,
}

/// By which of its fields a product is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductField {
    /// The shop's id.
    Id,
    /// Its name.
    Name,
    /// Its category.
    Category,
}

/// Who can know a condition's fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownBy {
    /// The browser.
    Browser,
    /// Only the edge, or its threshold is nobody's business: it goes into a bundle as an opaque bit (security.md, "Facts").
    Edge,
}

/// One kind of condition.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name in JSON: group, dot, name. Entries of one kind join by OR, different kinds by AND.
    pub kind: &'static str,
    /// The row of features.md.
    pub feature: &'static str,
    /// Korean label.
    pub ko: &'static str,
    /// English label.
    pub en: &'static str,
    /// Unit in Korean and in English, empty without one.
    pub unit: (&'static str, &'static str),
    /// What it reads.
    pub fact: Fact,
    /// What can be asked.
    pub ask: Ask,
    /// Who can know it.
    pub by: KnownBy,
}

#[expect(clippy::too_many_arguments, reason = "a row of a table, in the order of its columns")]
const fn row(
    kind: &'static str,
    feature: &'static str,
    ko: &'static str,
    en: &'static str,
    unit: (&'static str, &'static str),
    fact: Fact,
    ask: Ask,
    by: KnownBy,
) -> Entry {
    Entry { kind, feature, ko, en, unit, fact, ask, by }
}

/// Every condition, in the order in which the builder shows them.
pub const CATALOGUE: &[Entry] = {
    use Ask::{Day, Hours, Money, Number, OneOf, Path, Product, Url, Weekdays, Words, YesNo};
    use KnownBy::{Browser, Edge};
    const NONE: (&str, &str) = ("", "");
    &[
        row("traffic.visits", "S01", "방문 횟수", "visit count", ("회", "visits"), Fact::Visits, Number, Browser),
        row("traffic.last_visit_day", "S02", "최근 방문일", "last visit day", NONE, Fact::LastVisitDay, Day, Browser),
        row("traffic.page_views", "S03", "세션 페이지뷰", "page views in this visit", ("회", "views"), Fact::PageViews, Number, Browser),
        row(
            "traffic.site_seconds",
            "S04",
            "사이트 체류 시간",
            "time on site in this visit",
            ("초", "seconds"),
            Fact::SiteSeconds,
            Number,
            Browser,
        ),
        row("traffic.page_seconds", "S04", "페이지 체류 시간", "time on this page", ("초", "seconds"), Fact::PageSeconds, Number, Browser),
        row("traffic.weekday", "S05", "방문 요일", "weekday", NONE, Fact::LocalTime, Weekdays, Browser),
        row("traffic.hour", "S05", "방문 시간대", "hour of day", ("시", "h"), Fact::LocalTime, Hours, Browser),
        row("source.word", "S07", "유입 검색어", "arrival keyword", NONE, Fact::Word, Words, Browser),
        row("source.previous_word", "S07b", "직전 검색어", "previous keyword", NONE, Fact::PreviousWord, Words, Browser),
        row(
            "source.kind",
            "S08",
            "유입 경로",
            "source",
            NONE,
            Fact::SourceKind,
            OneOf(&["search", "sns", "referral", "campaign", "direct", "email"]),
            Browser,
        ),
        row("source.name", "S08", "유입 사이트", "source site", NONE, Fact::SourceName, Words, Browser),
        row("source.campaign_source", "S09", "캠페인 소스", "campaign source", NONE, Fact::CampaignSource, Words, Browser),
        row("source.campaign_medium", "S09", "캠페인 매체", "campaign medium", NONE, Fact::CampaignMedium, Words, Browser),
        row("source.campaign_name", "S09", "캠페인 이름", "campaign name", NONE, Fact::CampaignName, Words, Browser),
        row("content.current_page", "S10", "현재 보는 페이지", "current page", NONE, Fact::PageUrl, Url, Browser),
        row("content.path_page", "S11", "경로상 페이지", "page on the path", NONE, Fact::Path, Path, Browser),
        row(
            "content.path_repeats",
            "S12",
            "경로상 페이지 반복 횟수",
            "repeats of a page on the path",
            ("회", "times"),
            Fact::Path,
            Path,
            Browser,
        ),
        row("content.start_page", "S13", "시작 페이지", "start page", NONE, Fact::StartPage, Url, Browser),
        row("content.search_word", "S14", "내부 검색어", "in-site search word", NONE, Fact::SearchWord, Words, Browser),
        row(
            "content.search_results",
            "S14",
            "내부 검색 결과 수",
            "in-site search results",
            ("개", "results"),
            Fact::SearchResults,
            Number,
            Browser,
        ),
        row("product.viewing", "S15", "현재 보는 상품", "product being viewed", NONE, Fact::Product, Product(ProductField::Id), Browser),
        row(
            "product.viewing_category",
            "S15",
            "현재 보는 상품의 카테고리",
            "category being viewed",
            NONE,
            Fact::Product,
            Product(ProductField::Category),
            Browser,
        ),
        row("cart.total", "S16", "장바구니 금액", "cart total", NONE, Fact::CartTotal, Money, Browser),
        row("cart.kinds", "S16", "장바구니 상품 종류 수", "kinds of goods in the cart", ("개", "goods"), Fact::CartKinds, Number, Browser),
        row("cart.units", "S16", "장바구니 총수량", "units in the cart", ("개", "units"), Fact::CartUnits, Number, Browser),
        row("cart.product", "S17", "담긴 상품", "product in the cart", NONE, Fact::CartItems, Product(ProductField::Id), Browser),
        row(
            "cart.category",
            "S17",
            "담긴 상품의 카테고리",
            "category in the cart",
            NONE,
            Fact::CartItems,
            Product(ProductField::Category),
            Browser,
        ),
        row("purchase.orders", "S18", "누적 구매수", "number of orders", ("회", "orders"), Fact::Orders, Number, Edge),
        row("purchase.spent", "S18", "누적 구매액", "total spent", NONE, Fact::Spent, Money, Edge),
        row("member.signed_in", "S20", "로그인 중", "signed in now", NONE, Fact::Member, YesNo, Browser),
        row("system.device", "S23", "기기", "device", NONE, Fact::DeviceKind, OneOf(&["pc", "mobile", "tablet"]), Browser),
        row("system.os", "S23", "운영체제", "operating system", NONE, Fact::Os, Words, Browser),
        row("system.browser", "S23", "브라우저", "browser", NONE, Fact::Browser, Words, Browser),
        row("system.app", "S23", "인앱 브라우저", "in-app browser", NONE, Fact::App, Words, Browser),
        row(
            "conversion.visit_orders",
            "S24",
            "이번 방문의 구매수",
            "orders in this visit",
            ("회", "orders"),
            Fact::VisitOrders,
            Number,
            Browser,
        ),
    ]
};

/// The row of a kind.
#[must_use]
pub fn entry(kind: &str) -> Option<&'static Entry> {
    CATALOGUE.iter().find(|entry| entry.kind == kind)
}
