//! The reports that there are (R11): each a question of one definition, with when a shop owner would ask it.

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// How many come, and when.
    Traffic,
    /// Where from.
    Sources,
    /// By which campaigns.
    Campaigns,
    /// What they searched.
    Words,
    /// With what.
    Devices,
    /// Where they come in and leave.
    Pages,
    /// What comes of it on the site.
    Results,
    /// Orders over the years.
    Orders,
    /// What was bought.
    Products,
    /// Who bought.
    Customers,
}

/// What it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Visits: `GET …/reports/visits`.
    Visits,
    /// Orders: `GET …/reports/orders`.
    Orders,
    /// A report of its own: `GET …/reports/{this}`.
    Own(&'static str),
}

/// As what it is best shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chart {
    /// Lines over time.
    Line,
    /// Bars.
    Bar,
    /// Two sides against each other, by colour.
    Heat,
    /// Groups by their size.
    Map,
    /// Rows alone.
    Table,
}

/// A report.
pub struct Report {
    /// In addresses.
    pub id: &'static str,
    /// What it is about.
    pub group: Group,
    /// What it counts.
    pub over: Over,
    /// Dimensions, one or two.
    pub by: &'static [&'static str],
    /// Figures, the chief one first.
    pub show: &'static [&'static str],
    /// By what its cells are ordered.
    pub sort: &'static str,
    /// What counts alone: dimensions and their labels; `*` any that is known.
    pub only: &'static [(&'static str, &'static str)],
    /// As what it is shown.
    pub chart: Chart,
    /// Its title in Korean.
    pub ko: &'static str,
    /// In English.
    pub en: &'static str,
    /// When a shop owner asks it, in Korean.
    pub use_ko: &'static str,
    /// In English.
    pub use_en: &'static str,
}

impl Group {
    /// Its name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Traffic => "traffic",
            Self::Sources => "sources",
            Self::Campaigns => "campaigns",
            Self::Words => "words",
            Self::Devices => "devices",
            Self::Pages => "pages",
            Self::Results => "results",
            Self::Orders => "orders",
            Self::Products => "products",
            Self::Customers => "customers",
        }
    }
}

impl Chart {
    /// Its name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Bar => "bar",
            Self::Heat => "heat",
            Self::Map => "map",
            Self::Table => "table",
        }
    }
}

/// The report of an id.
#[must_use]
pub fn report(id: &str) -> Option<&'static Report> {
    REPORTS.iter().find(|known| known.id == id)
}

/// All of them.
#[rustfmt::skip]
pub static REPORTS: [Report; 114] = [
    // Traffic.
    Report { id: "visits-by-day", group: Group::Traffic, over: Over::Visits, by: &["day"], show: &["visits", "people", "page_views"], sort: "label", only: &[], chart: Chart::Line, ko: "날짜별 방문", en: "Visits by day", use_ko: "매일 아침, 어제 손님이 늘었는지 줄었는지 볼 때", use_en: "Each morning, to see whether more or fewer came yesterday" },
    Report { id: "visits-by-week", group: Group::Traffic, over: Over::Visits, by: &["week"], show: &["visits", "people", "orders"], sort: "label", only: &[], chart: Chart::Line, ko: "주별 방문", en: "Visits by week", use_ko: "요일 차이를 지우고 흐름을 볼 때", use_en: "To see the trend without the differences between weekdays" },
    Report { id: "visits-by-month", group: Group::Traffic, over: Over::Visits, by: &["month"], show: &["visits", "people", "orders", "revenue"], sort: "label", only: &[], chart: Chart::Line, ko: "월별 방문", en: "Visits by month", use_ko: "한 해의 성수기와 비수기를 찾을 때", use_en: "To find the high and low seasons of a year" },
    Report { id: "visits-by-hour", group: Group::Traffic, over: Over::Visits, by: &["hour"], show: &["visits", "orders", "purchase_rate"], sort: "label", only: &[], chart: Chart::Bar, ko: "시간대별 방문", en: "Visits by hour", use_ko: "발송과 광고를 몇 시에 할지 정할 때", use_en: "To decide at which hour to send or to advertise" },
    Report { id: "visits-by-weekday", group: Group::Traffic, over: Over::Visits, by: &["weekday"], show: &["visits", "orders", "purchase_rate"], sort: "label", only: &[], chart: Chart::Bar, ko: "요일별 방문", en: "Visits by weekday", use_ko: "이벤트를 무슨 요일에 열지 정할 때", use_en: "To decide on which day an event begins" },
    Report { id: "hour-and-weekday", group: Group::Traffic, over: Over::Visits, by: &["weekday", "hour"], show: &["visits"], sort: "label", only: &[], chart: Chart::Heat, ko: "요일과 시간대", en: "Weekday and hour", use_ko: "한가한 시간과 붐비는 시간을 한눈에 볼 때", use_en: "To see quiet and busy hours of a week at once" },
    Report { id: "buying-hours", group: Group::Traffic, over: Over::Visits, by: &["weekday", "hour"], show: &["orders"], sort: "label", only: &[], chart: Chart::Heat, ko: "주문이 몰리는 시간", en: "When orders come", use_ko: "상담과 포장 인력을 언제 둘지 정할 때", use_en: "To plan when people answer and pack" },
    Report { id: "new-and-returning", group: Group::Traffic, over: Over::Visits, by: &["newness"], show: &["visits", "people", "purchase_rate", "revenue"], sort: "visits", only: &[], chart: Chart::Bar, ko: "신규와 재방문", en: "New and returning", use_ko: "단골이 늘고 있는지 볼 때", use_en: "To see whether regulars grow" },
    Report { id: "new-by-day", group: Group::Traffic, over: Over::Visits, by: &["day"], show: &["visits", "people", "purchase_rate"], sort: "label", only: &[("newness", "new")], chart: Chart::Line, ko: "날짜별 첫 방문", en: "First visits by day", use_ko: "새 손님이 꾸준히 오는지 볼 때", use_en: "To see whether new people keep coming" },
    Report { id: "returning-by-day", group: Group::Traffic, over: Over::Visits, by: &["day"], show: &["visits", "people", "purchase_rate"], sort: "label", only: &[("newness", "returning")], chart: Chart::Line, ko: "날짜별 재방문", en: "Returning visits by day", use_ko: "메시지와 발송이 다시 부르고 있는지 볼 때", use_en: "To see whether messages and sends bring people back" },
    Report { id: "which-visit", group: Group::Traffic, over: Over::Visits, by: &["visits_so_far"], show: &["visits", "purchase_rate", "revenue_per_visit"], sort: "visits", only: &[], chart: Chart::Bar, ko: "몇 번째 방문에 사는가", en: "At which visit people buy", use_ko: "첫 방문에 팔지, 다시 부를지 정할 때", use_en: "To decide whether to sell at once or to invite again" },
    Report { id: "members-signed-in", group: Group::Traffic, over: Over::Visits, by: &["member"], show: &["visits", "purchase_rate", "revenue_per_visit"], sort: "visits", only: &[], chart: Chart::Bar, ko: "로그인한 방문", en: "Visits of members", use_ko: "로그인 혜택이 값을 하는지 볼 때", use_en: "To see whether being signed in is worth it" },
    Report { id: "depth", group: Group::Traffic, over: Over::Visits, by: &["page_views"], show: &["visits", "purchase_rate"], sort: "label", only: &[], chart: Chart::Bar, ko: "본 페이지 수별 방문", en: "Visits by their pages", use_ko: "손님이 얼마나 깊이 둘러보는지 볼 때", use_en: "To see how deep people look around" },
    Report { id: "one-page-visits", group: Group::Traffic, over: Over::Visits, by: &["landing_page"], show: &["visits", "bounce_rate"], sort: "visits", only: &[("page_views", "1")], chart: Chart::Table, ko: "한 페이지만 보고 나간 방문", en: "Visits of one page", use_ko: "손님을 바로 돌려보내는 페이지를 찾을 때", use_en: "To find pages that send people away at once" },
    Report { id: "orders-so-far", group: Group::Traffic, over: Over::Visits, by: &["orders_so_far"], show: &["visits", "purchase_rate", "revenue_per_visit"], sort: "label", only: &[], chart: Chart::Bar, ko: "지금까지 주문 수별 방문", en: "Visits by orders so far", use_ko: "단골일수록 잘 사는지 확인할 때", use_en: "To check whether regulars buy more readily" },
    // Sources.
    Report { id: "sources", group: Group::Sources, over: Over::Visits, by: &["source"], show: &["visits", "people", "purchase_rate", "revenue"], sort: "visits", only: &[], chart: Chart::Bar, ko: "유입 경로", en: "Sources", use_ko: "손님이 어디서 오는지 볼 때", use_en: "To see where people come from" },
    Report { id: "source-sites", group: Group::Sources, over: Over::Visits, by: &["source_name"], show: &["visits", "purchase_rate", "revenue", "revenue_per_visit"], sort: "visits", only: &[], chart: Chart::Table, ko: "유입 사이트", en: "Sources by name", use_ko: "네이버와 인스타그램 중 어디에 힘을 줄지 정할 때", use_en: "To decide between, say, Naver and Instagram" },
    Report { id: "referrers", group: Group::Sources, over: Over::Visits, by: &["referrer"], show: &["visits", "purchase_rate", "revenue"], sort: "visits", only: &[("source", "referral")], chart: Chart::Table, ko: "소개해 준 사이트", en: "Referring sites", use_ko: "우리를 소개한 블로그와 카페를 찾을 때", use_en: "To find blogs and communities that link to the shop" },
    Report { id: "search-engines", group: Group::Sources, over: Over::Visits, by: &["source_name"], show: &["visits", "purchase_rate", "revenue"], sort: "visits", only: &[("source", "search")], chart: Chart::Bar, ko: "검색엔진", en: "Search engines", use_ko: "검색엔진마다 손님의 질을 견줄 때", use_en: "To compare what each engine's people are worth" },
    Report { id: "social", group: Group::Sources, over: Over::Visits, by: &["source_name"], show: &["visits", "purchase_rate", "revenue"], sort: "visits", only: &[("source", "sns")], chart: Chart::Bar, ko: "SNS", en: "Social networks", use_ko: "어느 SNS가 주문으로 이어지는지 볼 때", use_en: "To see which network leads to orders" },
    Report { id: "direct-by-day", group: Group::Sources, over: Over::Visits, by: &["day"], show: &["visits", "purchase_rate"], sort: "label", only: &[("source", "direct")], chart: Chart::Line, ko: "직접 방문", en: "Direct visits", use_ko: "이름을 알고 찾아오는 손님이 느는지 볼 때", use_en: "To see whether more come by name" },
    Report { id: "email-visits", group: Group::Sources, over: Over::Visits, by: &["day"], show: &["visits", "orders", "revenue"], sort: "label", only: &[("source", "email")], chart: Chart::Line, ko: "메일로 온 방문", en: "Visits from e-mail", use_ko: "뉴스레터를 보낸 날의 결과를 볼 때", use_en: "To see what a newsletter brought" },
    Report { id: "source-by-day", group: Group::Sources, over: Over::Visits, by: &["day", "source"], show: &["visits"], sort: "label", only: &[], chart: Chart::Line, ko: "날짜별 유입 경로", en: "Sources by day", use_ko: "갑자기 늘거나 준 경로를 찾을 때", use_en: "To find the source behind a jump or a fall" },
    Report { id: "source-by-device", group: Group::Sources, over: Over::Visits, by: &["source", "device"], show: &["visits", "purchase_rate"], sort: "visits", only: &[], chart: Chart::Table, ko: "유입 경로와 기기", en: "Sources and devices", use_ko: "모바일 광고의 도착 페이지를 고칠 때", use_en: "To mend what mobile ads lead to" },
    Report { id: "source-by-hour", group: Group::Sources, over: Over::Visits, by: &["source", "hour"], show: &["visits"], sort: "label", only: &[], chart: Chart::Heat, ko: "유입 경로와 시간대", en: "Sources by hour", use_ko: "경로마다 광고 시간을 정할 때", use_en: "To time ads for each source" },
    Report { id: "source-of-new", group: Group::Sources, over: Over::Visits, by: &["source_name"], show: &["visits", "purchase_rate", "revenue_per_visit"], sort: "visits", only: &[("newness", "new")], chart: Chart::Table, ko: "첫 방문의 유입 사이트", en: "Where new people come from", use_ko: "새 손님을 데려오는 곳에 예산을 옮길 때", use_en: "To move budget to what brings new people" },
    Report { id: "source-of-returning", group: Group::Sources, over: Over::Visits, by: &["source_name"], show: &["visits", "purchase_rate", "revenue_per_visit"], sort: "visits", only: &[("newness", "returning")], chart: Chart::Table, ko: "재방문의 유입 사이트", en: "Where returning people come from", use_ko: "단골이 어떤 길로 돌아오는지 볼 때", use_en: "To see by which way regulars return" },
    Report { id: "source-and-landing", group: Group::Sources, over: Over::Visits, by: &["source_name", "landing_page"], show: &["visits", "bounce_rate", "purchase_rate"], sort: "visits", only: &[], chart: Chart::Table, ko: "유입 사이트와 시작 페이지", en: "Sources and landing pages", use_ko: "광고와 도착 페이지가 맞는지 볼 때", use_en: "To see whether ads and their pages fit" },
    Report { id: "best-sources", group: Group::Sources, over: Over::Visits, by: &["source_name"], show: &["purchase_rate", "visits", "revenue"], sort: "purchase_rate", only: &[], chart: Chart::Table, ko: "잘 사는 유입 사이트", en: "Sources that buy best", use_ko: "작지만 잘 팔리는 경로를 찾을 때", use_en: "To find small sources that sell well" },
    Report { id: "source-revenue", group: Group::Sources, over: Over::Visits, by: &["source_name"], show: &["revenue", "orders", "average_order"], sort: "revenue", only: &[], chart: Chart::Bar, ko: "유입 사이트별 매출", en: "Revenue by source", use_ko: "매출을 만든 경로를 볼 때", use_en: "To see which source made the money" },
    // Campaigns.
    Report { id: "campaigns", group: Group::Campaigns, over: Over::Visits, by: &["campaign_name"], show: &["visits", "purchase_rate", "revenue"], sort: "visits", only: &[("campaign_name", "*")], chart: Chart::Table, ko: "캠페인", en: "Campaigns", use_ko: "진행 중인 캠페인의 성과를 견줄 때", use_en: "To compare campaigns that run" },
    Report { id: "campaign-codes", group: Group::Campaigns, over: Over::Visits, by: &["campaign_code"], show: &["visits", "purchase_rate", "revenue"], sort: "visits", only: &[("campaign_code", "*")], chart: Chart::Table, ko: "캠페인 추적 코드", en: "Tracking codes", use_ko: "발송 링크마다 무엇을 가져왔는지 볼 때", use_en: "To see what each link of a send brought" },
    Report { id: "campaign-media", group: Group::Campaigns, over: Over::Visits, by: &["campaign_medium"], show: &["visits", "purchase_rate", "revenue"], sort: "visits", only: &[("campaign_medium", "*")], chart: Chart::Bar, ko: "캠페인 매체", en: "Campaign media", use_ko: "문자, 배너, 검색광고를 견줄 때", use_en: "To compare text messages, banners and search ads" },
    Report { id: "campaign-sources", group: Group::Campaigns, over: Over::Visits, by: &["campaign_source"], show: &["visits", "purchase_rate", "revenue"], sort: "visits", only: &[("campaign_source", "*")], chart: Chart::Bar, ko: "캠페인 소스", en: "Campaign sources", use_ko: "어느 매체사가 값을 하는지 볼 때", use_en: "To see which publisher is worth it" },
    Report { id: "campaign-content", group: Group::Campaigns, over: Over::Visits, by: &["campaign_content"], show: &["visits", "purchase_rate"], sort: "visits", only: &[("campaign_content", "*")], chart: Chart::Table, ko: "캠페인 콘텐츠", en: "Campaign content", use_ko: "소재 A와 B를 견줄 때", use_en: "To compare two creatives" },
    Report { id: "campaign-terms", group: Group::Campaigns, over: Over::Visits, by: &["campaign_term"], show: &["visits", "purchase_rate", "revenue"], sort: "visits", only: &[("campaign_term", "*")], chart: Chart::Table, ko: "캠페인 키워드", en: "Campaign terms", use_ko: "산 검색어의 입찰가를 정할 때", use_en: "To set bids of bought keywords" },
    Report { id: "campaigns-by-day", group: Group::Campaigns, over: Over::Visits, by: &["day", "campaign_name"], show: &["visits"], sort: "label", only: &[("campaign_name", "*")], chart: Chart::Line, ko: "날짜별 캠페인", en: "Campaigns by day", use_ko: "캠페인의 힘이 언제 빠지는지 볼 때", use_en: "To see when a campaign wears off" },
    Report { id: "campaigns-by-device", group: Group::Campaigns, over: Over::Visits, by: &["campaign_name", "device"], show: &["visits", "purchase_rate"], sort: "visits", only: &[("campaign_name", "*")], chart: Chart::Table, ko: "캠페인과 기기", en: "Campaigns by device", use_ko: "기기별로 예산을 나눌 때", use_en: "To split budget by device" },
    Report { id: "campaign-landings", group: Group::Campaigns, over: Over::Visits, by: &["campaign_name", "landing_page"], show: &["visits", "bounce_rate", "purchase_rate"], sort: "visits", only: &[("campaign_name", "*")], chart: Chart::Table, ko: "캠페인과 시작 페이지", en: "Campaigns and landing pages", use_ko: "도착 페이지를 바꿔 볼 때", use_en: "To try another landing page" },
    Report { id: "campaign-new", group: Group::Campaigns, over: Over::Visits, by: &["campaign_name"], show: &["visits", "purchase_rate", "revenue"], sort: "visits", only: &[("campaign_name", "*"), ("newness", "new")], chart: Chart::Table, ko: "새 손님을 데려온 캠페인", en: "Campaigns that bring new people", use_ko: "신규 유치 비용을 따질 때", use_en: "To work out what a new customer costs" },
    Report { id: "campaign-months", group: Group::Campaigns, over: Over::Visits, by: &["month", "campaign_source"], show: &["visits", "revenue"], sort: "label", only: &[("campaign_source", "*")], chart: Chart::Line, ko: "월별 캠페인 소스", en: "Campaign sources by month", use_ko: "한 해 광고를 돌아볼 때", use_en: "To look back on a year's advertising" },
    // Words.
    Report { id: "words", group: Group::Words, over: Over::Visits, by: &["word"], show: &["visits", "purchase_rate", "revenue"], sort: "visits", only: &[("word", "*")], chart: Chart::Table, ko: "유입 검색어", en: "Arrival keywords", use_ko: "손님이 무엇을 찾아 들어왔는지 볼 때", use_en: "To see what people searched when they came" },
    Report { id: "previous-words", group: Group::Words, over: Over::Visits, by: &["previous_word"], show: &["visits", "purchase_rate"], sort: "visits", only: &[("previous_word", "*")], chart: Chart::Table, ko: "직전 검색어", en: "Previous keywords", use_ko: "경쟁 상품을 찾다 온 손님을 알아볼 때", use_en: "To recognise people who looked for rivals before" },
    Report { id: "search-words", group: Group::Words, over: Over::Visits, by: &["search_word"], show: &["visits", "purchase_rate", "revenue"], sort: "visits", only: &[("search_word", "*")], chart: Chart::Table, ko: "내부 검색어", en: "In-site search words", use_ko: "쇼핑몰 안에서 무엇을 찾는지 볼 때", use_en: "To see what people look for inside the shop" },
    Report { id: "words-without-results", group: Group::Words, over: Over::Visits, by: &["search_word"], show: &["visits"], sort: "visits", only: &[("search_results", "0"), ("search_word", "*")], chart: Chart::Table, ko: "결과가 없는 내부 검색어", en: "Searches that find nothing", use_ko: "들여올 상품과 고칠 상품명을 찾을 때", use_en: "To find products to stock and names to mend" },
    Report { id: "words-by-engine", group: Group::Words, over: Over::Visits, by: &["word", "source_name"], show: &["visits", "purchase_rate"], sort: "visits", only: &[("word", "*")], chart: Chart::Table, ko: "검색어와 검색엔진", en: "Keywords by engine", use_ko: "같은 말이라도 엔진마다 다른지 볼 때", use_en: "To see whether one word differs by engine" },
    Report { id: "words-and-landing", group: Group::Words, over: Over::Visits, by: &["word", "landing_page"], show: &["visits", "bounce_rate"], sort: "visits", only: &[("word", "*")], chart: Chart::Table, ko: "검색어와 시작 페이지", en: "Keywords and landing pages", use_ko: "검색어가 맞는 페이지로 오는지 볼 때", use_en: "To see whether words lead to the right page" },
    Report { id: "words-that-sell", group: Group::Words, over: Over::Visits, by: &["word"], show: &["purchase_rate", "orders", "revenue"], sort: "revenue", only: &[("word", "*")], chart: Chart::Table, ko: "돈이 된 검색어", en: "Keywords that sell", use_ko: "검색광고에 올릴 말을 고를 때", use_en: "To choose words for search ads" },
    Report { id: "search-words-that-sell", group: Group::Words, over: Over::Visits, by: &["search_word"], show: &["purchase_rate", "orders", "revenue"], sort: "revenue", only: &[("search_word", "*")], chart: Chart::Table, ko: "돈이 된 내부 검색어", en: "In-site words that sell", use_ko: "검색창 추천어를 정할 때", use_en: "To choose what the search box suggests" },
    Report { id: "words-by-device", group: Group::Words, over: Over::Visits, by: &["word", "device"], show: &["visits", "purchase_rate"], sort: "visits", only: &[("word", "*")], chart: Chart::Table, ko: "검색어와 기기", en: "Keywords by device", use_ko: "모바일 검색어가 다른지 볼 때", use_en: "To see how words differ on phones" },
    Report { id: "search-users", group: Group::Words, over: Over::Visits, by: &["day"], show: &["visits", "purchase_rate", "revenue_per_visit"], sort: "label", only: &[("search_word", "*")], chart: Chart::Line, ko: "내부 검색을 쓴 방문", en: "Visits that searched inside", use_ko: "검색한 손님이 더 사는지 볼 때", use_en: "To see whether those who search buy more" },
    Report { id: "words-new", group: Group::Words, over: Over::Visits, by: &["word"], show: &["visits", "purchase_rate"], sort: "visits", only: &[("word", "*"), ("newness", "new")], chart: Chart::Table, ko: "첫 방문의 검색어", en: "Keywords of first visits", use_ko: "처음 온 손님의 말로 상품을 설명할 때", use_en: "To describe products in newcomers' words" },
    // Devices.
    Report { id: "devices", group: Group::Devices, over: Over::Visits, by: &["device"], show: &["visits", "purchase_rate", "average_order", "revenue"], sort: "visits", only: &[], chart: Chart::Bar, ko: "기기", en: "Devices", use_ko: "모바일과 PC의 차이를 볼 때", use_en: "To see how phone and PC differ" },
    Report { id: "operating-systems", group: Group::Devices, over: Over::Visits, by: &["os"], show: &["visits", "purchase_rate"], sort: "visits", only: &[], chart: Chart::Bar, ko: "운영체제", en: "Operating systems", use_ko: "어느 폰에서 시험할지 정할 때", use_en: "To decide on which phones to test" },
    Report { id: "browsers", group: Group::Devices, over: Over::Visits, by: &["browser"], show: &["visits", "bounce_rate", "purchase_rate"], sort: "visits", only: &[], chart: Chart::Bar, ko: "브라우저", en: "Browsers", use_ko: "한 브라우저에서만 안 팔리는 문제를 찾을 때", use_en: "To find a fault that one browser alone has" },
    Report { id: "in-app-browsers", group: Group::Devices, over: Over::Visits, by: &["app"], show: &["visits", "purchase_rate", "revenue"], sort: "visits", only: &[("app", "*")], chart: Chart::Bar, ko: "인앱 브라우저", en: "In-app browsers", use_ko: "카카오톡과 인스타그램 안에서 열린 방문을 볼 때", use_en: "To see visits inside KakaoTalk or Instagram" },
    Report { id: "device-by-hour", group: Group::Devices, over: Over::Visits, by: &["device", "hour"], show: &["visits"], sort: "label", only: &[], chart: Chart::Heat, ko: "기기와 시간대", en: "Devices by hour", use_ko: "퇴근길 모바일 손님을 노릴 때", use_en: "To aim at phones on the way home" },
    Report { id: "device-by-day", group: Group::Devices, over: Over::Visits, by: &["day", "device"], show: &["visits"], sort: "label", only: &[], chart: Chart::Line, ko: "날짜별 기기", en: "Devices by day", use_ko: "모바일 비중의 변화를 볼 때", use_en: "To see the share of phones change" },
    Report { id: "device-and-landing", group: Group::Devices, over: Over::Visits, by: &["device", "landing_page"], show: &["visits", "bounce_rate", "purchase_rate"], sort: "visits", only: &[], chart: Chart::Table, ko: "기기와 시작 페이지", en: "Devices and landing pages", use_ko: "모바일에서 튕기는 페이지를 찾을 때", use_en: "To find pages that fail on phones" },
    Report { id: "os-and-browser", group: Group::Devices, over: Over::Visits, by: &["os", "browser"], show: &["visits", "purchase_rate"], sort: "visits", only: &[], chart: Chart::Table, ko: "운영체제와 브라우저", en: "Systems and browsers", use_ko: "고객 문의를 재현할 환경을 찾을 때", use_en: "To find where to reproduce a complaint" },
    Report { id: "mobile-pages", group: Group::Devices, over: Over::Visits, by: &["landing_page"], show: &["visits", "bounce_rate", "purchase_rate"], sort: "visits", only: &[("device", "mobile")], chart: Chart::Table, ko: "모바일 시작 페이지", en: "Landing pages on phones", use_ko: "모바일 첫 화면을 고칠 때", use_en: "To improve the first screen on phones" },
    Report { id: "mobile-exits", group: Group::Devices, over: Over::Visits, by: &["exit_page"], show: &["visits"], sort: "visits", only: &[("device", "mobile")], chart: Chart::Table, ko: "모바일 종료 페이지", en: "Exit pages on phones", use_ko: "모바일에서 어디서 떠나는지 볼 때", use_en: "To see where people leave on phones" },
    Report { id: "device-new", group: Group::Devices, over: Over::Visits, by: &["device", "newness"], show: &["visits", "purchase_rate"], sort: "visits", only: &[], chart: Chart::Bar, ko: "기기와 신규·재방문", en: "Devices, new and returning", use_ko: "단골이 어느 기기를 쓰는지 볼 때", use_en: "To see which devices regulars use" },
    Report { id: "app-landings", group: Group::Devices, over: Over::Visits, by: &["app", "landing_page"], show: &["visits", "bounce_rate"], sort: "visits", only: &[("app", "*")], chart: Chart::Table, ko: "인앱 브라우저의 시작 페이지", en: "Landing pages in apps", use_ko: "인앱에서 깨지는 페이지를 찾을 때", use_en: "To find pages that break inside apps" },
    // Pages.
    Report { id: "landing-pages", group: Group::Pages, over: Over::Visits, by: &["landing_page"], show: &["visits", "bounce_rate", "purchase_rate", "revenue"], sort: "visits", only: &[], chart: Chart::Table, ko: "시작 페이지", en: "Landing pages", use_ko: "첫인상을 주는 페이지를 고칠 때", use_en: "To improve what people see first" },
    Report { id: "exit-pages", group: Group::Pages, over: Over::Visits, by: &["exit_page"], show: &["visits"], sort: "visits", only: &[], chart: Chart::Table, ko: "종료 페이지", en: "Exit pages", use_ko: "손님이 떠나는 곳을 찾을 때", use_en: "To find where people leave" },
    Report { id: "conversion-pages", group: Group::Pages, over: Over::Visits, by: &["conversion_page"], show: &["visits", "orders", "revenue"], sort: "visits", only: &[("conversion_page", "*")], chart: Chart::Table, ko: "전환 페이지", en: "Conversion pages", use_ko: "어느 페이지에서 주문이 끝나는지 볼 때", use_en: "To see on which page orders end" },
    Report { id: "landing-and-exit", group: Group::Pages, over: Over::Visits, by: &["landing_page", "exit_page"], show: &["visits"], sort: "visits", only: &[], chart: Chart::Table, ko: "시작과 종료 페이지", en: "Landing and exit pages", use_ko: "들어와서 어디로 나가는지 볼 때", use_en: "To see where people go from where they came in" },
    Report { id: "exits-without-order", group: Group::Pages, over: Over::Visits, by: &["exit_page"], show: &["visits", "stay_seconds"], sort: "visits", only: &[("newness", "returning")], chart: Chart::Table, ko: "재방문자의 종료 페이지", en: "Exit pages of returning people", use_ko: "단골이 망설이는 곳을 찾을 때", use_en: "To find where regulars hesitate" },
    Report { id: "long-stays", group: Group::Pages, over: Over::Visits, by: &["landing_page"], show: &["stay_seconds", "pages_per_visit", "visits"], sort: "visits", only: &[], chart: Chart::Table, ko: "오래 머무는 시작 페이지", en: "Landing pages that hold people", use_ko: "잘 읽히는 콘텐츠를 찾을 때", use_en: "To find content that is read" },
    Report { id: "landing-revenue", group: Group::Pages, over: Over::Visits, by: &["landing_page"], show: &["revenue", "orders", "revenue_per_visit"], sort: "revenue", only: &[], chart: Chart::Table, ko: "매출을 만든 시작 페이지", en: "Landing pages that earn", use_ko: "광고의 도착 페이지를 고를 때", use_en: "To choose where ads lead" },
    Report { id: "cart-by-landing", group: Group::Pages, over: Over::Visits, by: &["landing_page"], show: &["cart_adds", "visits", "purchase_rate"], sort: "visits", only: &[], chart: Chart::Table, ko: "담게 하는 시작 페이지", en: "Landing pages that fill carts", use_ko: "담기까지 잘 이끄는 페이지를 배울 때", use_en: "To learn from pages that lead to the cart" },
    Report { id: "landing-by-day", group: Group::Pages, over: Over::Visits, by: &["day", "landing_page"], show: &["visits"], sort: "label", only: &[], chart: Chart::Line, ko: "날짜별 시작 페이지", en: "Landing pages by day", use_ko: "기획전 페이지의 반응을 볼 때", use_en: "To see how a special page is met" },
    // Results on site.
    Report { id: "purchase-rate-by-day", group: Group::Results, over: Over::Visits, by: &["day"], show: &["purchase_rate", "orders", "visits"], sort: "label", only: &[], chart: Chart::Line, ko: "날짜별 구매율", en: "Purchase rate by day", use_ko: "바꾼 것이 통했는지 볼 때", use_en: "To see whether a change worked" },
    Report { id: "purchase-rate-by-hour", group: Group::Results, over: Over::Visits, by: &["hour"], show: &["purchase_rate", "orders"], sort: "label", only: &[], chart: Chart::Bar, ko: "시간대별 구매율", en: "Purchase rate by hour", use_ko: "팝콘 메시지를 띄울 시간을 정할 때", use_en: "To choose when a message comes up" },
    Report { id: "revenue-per-visit-by-day", group: Group::Results, over: Over::Visits, by: &["day"], show: &["revenue_per_visit", "average_order"], sort: "label", only: &[], chart: Chart::Line, ko: "방문당 매출", en: "Revenue per visit", use_ko: "광고비를 방문당 얼마까지 쓸지 정할 때", use_en: "To decide what a visit may cost" },
    Report { id: "average-order-by-device", group: Group::Results, over: Over::Visits, by: &["device"], show: &["average_order", "orders"], sort: "visits", only: &[], chart: Chart::Bar, ko: "기기별 객단가", en: "Average order by device", use_ko: "기기별 무료배송 기준을 볼 때", use_en: "To look at free-shipping limits by device" },
    Report { id: "average-order-by-source", group: Group::Results, over: Over::Visits, by: &["source_name"], show: &["average_order", "orders", "revenue"], sort: "revenue", only: &[], chart: Chart::Table, ko: "유입 사이트별 객단가", en: "Average order by source", use_ko: "비싸게 사는 손님이 오는 곳을 찾을 때", use_en: "To find where big orders come from" },
    Report { id: "carts-by-day", group: Group::Results, over: Over::Visits, by: &["day"], show: &["cart_adds", "visits", "orders"], sort: "label", only: &[], chart: Chart::Line, ko: "날짜별 장바구니", en: "Carts by day", use_ko: "담고 사지 않는 날을 찾을 때", use_en: "To find days with carts and no orders" },
    Report { id: "carts-by-source", group: Group::Results, over: Over::Visits, by: &["source_name"], show: &["cart_adds", "visits", "purchase_rate"], sort: "visits", only: &[], chart: Chart::Table, ko: "유입 사이트별 장바구니", en: "Carts by source", use_ko: "담기만 하는 경로를 찾을 때", use_en: "To find sources that only fill carts" },
    Report { id: "product-views-by-day", group: Group::Results, over: Over::Visits, by: &["day"], show: &["product_views", "visits"], sort: "label", only: &[], chart: Chart::Line, ko: "날짜별 상품 조회", en: "Product views by day", use_ko: "상품을 보기는 하는지 볼 때", use_en: "To see whether products are looked at" },
    Report { id: "stay-by-source", group: Group::Results, over: Over::Visits, by: &["source_name"], show: &["stay_seconds", "pages_per_visit", "bounce_rate"], sort: "visits", only: &[], chart: Chart::Table, ko: "유입 사이트별 체류", en: "Stay by source", use_ko: "클릭만 하고 나가는 광고를 찾을 때", use_en: "To find ads that are only clicked" },
    Report { id: "stay-by-device", group: Group::Results, over: Over::Visits, by: &["device"], show: &["stay_seconds", "pages_per_visit", "bounce_rate"], sort: "visits", only: &[], chart: Chart::Bar, ko: "기기별 체류", en: "Stay by device", use_ko: "느린 모바일 페이지를 의심할 때", use_en: "When phones seem slow" },
    // Orders.
    Report { id: "orders-by-day", group: Group::Orders, over: Over::Orders, by: &["day"], show: &["orders", "revenue", "average_order"], sort: "label", only: &[], chart: Chart::Line, ko: "날짜별 주문", en: "Orders by day", use_ko: "매출을 날마다 확인할 때", use_en: "To check revenue day by day" },
    Report { id: "orders-by-week", group: Group::Orders, over: Over::Orders, by: &["week"], show: &["orders", "revenue", "people"], sort: "label", only: &[], chart: Chart::Line, ko: "주별 주문", en: "Orders by week", use_ko: "요일 차이 없이 매출 흐름을 볼 때", use_en: "To see revenue without weekday swings" },
    Report { id: "orders-by-month", group: Group::Orders, over: Over::Orders, by: &["month"], show: &["orders", "revenue", "people", "average_order"], sort: "label", only: &[], chart: Chart::Line, ko: "월별 주문", en: "Orders by month", use_ko: "한 해의 매출을 돌아볼 때", use_en: "To look back on a year" },
    Report { id: "orders-by-hour", group: Group::Orders, over: Over::Orders, by: &["hour"], show: &["orders", "revenue"], sort: "label", only: &[], chart: Chart::Bar, ko: "시간대별 주문", en: "Orders by hour", use_ko: "상담 시간을 정할 때", use_en: "To set the hours of service" },
    Report { id: "orders-by-weekday", group: Group::Orders, over: Over::Orders, by: &["weekday"], show: &["orders", "revenue", "average_order"], sort: "label", only: &[], chart: Chart::Bar, ko: "요일별 주문", en: "Orders by weekday", use_ko: "포장과 출고 일정을 짤 때", use_en: "To plan packing and dispatch" },
    Report { id: "order-heat", group: Group::Orders, over: Over::Orders, by: &["weekday", "hour"], show: &["orders"], sort: "label", only: &[], chart: Chart::Heat, ko: "주문의 요일과 시간대", en: "Orders by weekday and hour", use_ko: "주간 인력 계획을 세울 때", use_en: "To plan a week's staff" },
    Report { id: "first-and-repeat", group: Group::Orders, over: Over::Orders, by: &["newness"], show: &["orders", "people", "revenue", "average_order"], sort: "revenue", only: &[], chart: Chart::Bar, ko: "첫 주문과 재주문", en: "First and repeat orders", use_ko: "매출이 단골에게서 오는지 볼 때", use_en: "To see whether regulars make the revenue" },
    Report { id: "first-orders-by-month", group: Group::Orders, over: Over::Orders, by: &["month", "newness"], show: &["orders", "revenue"], sort: "label", only: &[], chart: Chart::Line, ko: "월별 첫 주문과 재주문", en: "First and repeat orders by month", use_ko: "신규에 기대는 매출인지 볼 때", use_en: "To see whether revenue hangs on newcomers" },
    Report { id: "first-order-hours", group: Group::Orders, over: Over::Orders, by: &["hour", "newness"], show: &["orders"], sort: "label", only: &[], chart: Chart::Bar, ko: "시간대별 첫 주문과 재주문", en: "First and repeat orders by hour", use_ko: "새 손님이 사는 시간을 찾을 때", use_en: "To find when newcomers buy" },
    Report { id: "order-size", group: Group::Orders, over: Over::Orders, by: &["size"], show: &["orders", "revenue", "average_order"], sort: "label", only: &[], chart: Chart::Bar, ko: "주문당 수량", en: "Units per order", use_ko: "묶음 할인 개수를 정할 때", use_en: "To set the number of a bundle" },
    Report { id: "order-size-newness", group: Group::Orders, over: Over::Orders, by: &["newness", "size"], show: &["orders"], sort: "label", only: &[], chart: Chart::Table, ko: "첫 주문과 재주문의 수량", en: "Units of first and repeat orders", use_ko: "첫 주문 혜택을 설계할 때", use_en: "To design an offer for first orders" },
    Report { id: "coupons", group: Group::Orders, over: Over::Orders, by: &["coupon"], show: &["orders", "people", "revenue", "average_order"], sort: "revenue", only: &[], chart: Chart::Table, ko: "쿠폰별 주문", en: "Orders by coupon", use_ko: "쿠폰이 매출을 만드는지 볼 때", use_en: "To see whether coupons make revenue" },
    Report { id: "coupons-newness", group: Group::Orders, over: Over::Orders, by: &["coupon", "newness"], show: &["orders", "revenue"], sort: "revenue", only: &[], chart: Chart::Table, ko: "쿠폰과 첫 주문", en: "Coupons and first orders", use_ko: "쿠폰이 새 손님에게 쓰이는지 볼 때", use_en: "To see whether coupons reach newcomers" },
    Report { id: "coupons-by-month", group: Group::Orders, over: Over::Orders, by: &["month", "coupon"], show: &["orders", "revenue"], sort: "label", only: &[], chart: Chart::Line, ko: "월별 쿠폰", en: "Coupons by month", use_ko: "쿠폰에 기대는 달을 찾을 때", use_en: "To find months that lean on coupons" },
    Report { id: "average-order-by-month", group: Group::Orders, over: Over::Orders, by: &["month"], show: &["average_order", "orders"], sort: "label", only: &[], chart: Chart::Line, ko: "월별 객단가", en: "Average order by month", use_ko: "무료배송 기준을 바꾼 효과를 볼 때", use_en: "To see what a new free-shipping limit did" },
    Report { id: "customers-by-month", group: Group::Orders, over: Over::Orders, by: &["month"], show: &["people", "orders", "orders_per_customer"], sort: "label", only: &[], chart: Chart::Line, ko: "월별 구매 고객", en: "Customers by month", use_ko: "사는 사람이 느는지 볼 때", use_en: "To see whether more people buy" },
    // Products.
    Report { id: "products", group: Group::Products, over: Over::Orders, by: &["product"], show: &["orders", "units", "revenue", "people"], sort: "revenue", only: &[], chart: Chart::Table, ko: "상품별 매출", en: "Revenue by product", use_ko: "잘 팔리는 상품을 볼 때", use_en: "To see what sells" },
    Report { id: "product-units", group: Group::Products, over: Over::Orders, by: &["product"], show: &["units", "orders"], sort: "units", only: &[], chart: Chart::Table, ko: "많이 팔린 상품", en: "Most units", use_ko: "재고를 채울 때", use_en: "To restock" },
    Report { id: "product-customers", group: Group::Products, over: Over::Orders, by: &["product"], show: &["people", "orders", "orders_per_customer"], sort: "people", only: &[], chart: Chart::Table, ko: "고객이 많은 상품", en: "Products with most customers", use_ko: "입문 상품을 고를 때", use_en: "To choose a product to begin with" },
    Report { id: "first-purchase-products", group: Group::Products, over: Over::Orders, by: &["product", "newness"], show: &["orders", "revenue"], sort: "orders", only: &[], chart: Chart::Table, ko: "첫 구매 상품", en: "First-purchase products", use_ko: "새 손님이 무엇으로 시작하는지 볼 때", use_en: "To see with what newcomers begin" },
    Report { id: "products-by-month", group: Group::Products, over: Over::Orders, by: &["month", "product"], show: &["revenue", "units"], sort: "label", only: &[], chart: Chart::Line, ko: "월별 상품 매출", en: "Products by month", use_ko: "철 따라 팔리는 상품을 찾을 때", use_en: "To find seasonal products" },
    Report { id: "products-by-weekday", group: Group::Products, over: Over::Orders, by: &["weekday", "product"], show: &["units"], sort: "label", only: &[], chart: Chart::Heat, ko: "요일별 상품", en: "Products by weekday", use_ko: "요일 특가 상품을 고를 때", use_en: "To choose offers of the day" },
    Report { id: "categories", group: Group::Products, over: Over::Orders, by: &["category"], show: &["orders", "units", "revenue", "people"], sort: "revenue", only: &[], chart: Chart::Bar, ko: "카테고리별 매출", en: "Revenue by category", use_ko: "어느 진열대가 버는지 볼 때", use_en: "To see which shelf earns" },
    Report { id: "categories-by-month", group: Group::Products, over: Over::Orders, by: &["month", "category"], show: &["revenue"], sort: "label", only: &[], chart: Chart::Line, ko: "월별 카테고리", en: "Categories by month", use_ko: "진열을 바꿀 때를 정할 때", use_en: "To decide when to rearrange" },
    Report { id: "category-newness", group: Group::Products, over: Over::Orders, by: &["category", "newness"], show: &["orders", "revenue"], sort: "revenue", only: &[], chart: Chart::Table, ko: "카테고리와 첫 주문", en: "Categories and first orders", use_ko: "새 손님을 부르는 카테고리를 찾을 때", use_en: "To find categories that draw newcomers" },
    Report { id: "category-coupons", group: Group::Products, over: Over::Orders, by: &["category", "coupon"], show: &["orders", "revenue"], sort: "revenue", only: &[], chart: Chart::Table, ko: "카테고리와 쿠폰", en: "Categories and coupons", use_ko: "쿠폰 적용 범위를 정할 때", use_en: "To decide what a coupon is good for" },
    Report { id: "category-hours", group: Group::Products, over: Over::Orders, by: &["category", "hour"], show: &["orders"], sort: "label", only: &[], chart: Chart::Heat, ko: "카테고리와 시간대", en: "Categories by hour", use_ko: "시간대별 메인 화면을 바꿀 때", use_en: "To change the front page by hour" },
    // Customers (own pages).
    Report { id: "cohorts", group: Group::Customers, over: Over::Own("cohorts"), by: &[], show: &["people", "orders", "revenue"], sort: "", only: &[], chart: Chart::Heat, ko: "코호트", en: "Cohorts", use_ko: "처음 산 손님이 남는지 볼 때", use_en: "To see whether first-time buyers stay" },
    Report { id: "rfm", group: Group::Customers, over: Over::Own("rfm"), by: &[], show: &["people", "revenue"], sort: "", only: &[], chart: Chart::Map, ko: "RFM 그룹", en: "RFM groups", use_ko: "누구에게 무엇을 보낼지 나눌 때", use_en: "To decide whom to send what" },
    Report { id: "price-bands", group: Group::Customers, over: Over::Own("price-bands"), by: &[], show: &["orders", "units", "sales"], sort: "", only: &[], chart: Chart::Bar, ko: "가격대 분석", en: "Price bands", use_ko: "얼마짜리를 더 들여올지 정할 때", use_en: "To decide at which prices to stock more" },
    Report { id: "bought-together", group: Group::Customers, over: Over::Own("pairs"), by: &[], show: &["orders", "lift"], sort: "", only: &[], chart: Chart::Table, ko: "함께 산 상품", en: "Bought together", use_ko: "묶음 상품과 추천을 만들 때", use_en: "To make bundles and suggestions" },
];
