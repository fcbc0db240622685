//! The one table of conditions: what each is called, what it reads, what can be asked of it and who can know it. The parser, the checks, the
//! describer, the JSON Schema, the console's builder and the docs read it; to add a condition over a fact that is there is to add a row to
//! its group's file.

mod cart;
mod content;
mod insight;
mod member;
mod source;
mod system;
mod traffic;

use model::facts::Fact;
use serde::Serialize;

/// What can be asked of a condition's fact, and with which keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// A whole number: `min`, `max`, `above`, `below`, `equals`.
    Number,
    /// Money in the site's currency, the same keys, decimals as strings.
    Money,
    /// A day that is over: `within_days`, `beyond_days`, or `from` / `to`.
    Day,
    /// A day to come: `next_days`, or `from` / `to`.
    NextDay,
    /// Texts: `match` (`contains` where left out) and `values`.
    Words,
    /// The same, `equals` where left out.
    WordsEqual,
    /// One of named values: `values`.
    OneOf(&'static [&'static str]),
    /// The names of sources of one kind: `values`.
    Named(&'static str),
    /// Domains, what is below them included: `values`.
    Domain,
    /// Languages, with or without a region: `values`.
    Language,
    /// A page: `match` (`equals`, `starts_with`, `contains`, `glob`, `regex`), `values`, `query`.
    Url,
    /// Pages of the path: a page's keys, and a number's keys for how often, and `same`.
    Path,
    /// Weekdays: `values` of `mon` … `sun`.
    Weekdays,
    /// Hours: `values` of 0 … 23.
    Hours,
    /// Months: `values` of 1 … 12.
    Months,
    /// A product among products: `match`, `values`, by id, name or category.
    Product(ProductField),
    /// `value`: true or false. The fact is there, or is not.
    YesNo,
    /// `value`: true or false. The fact's text is this one, or is not.
    Is(&'static str),
    /// `value`: true or false. The fact's number is at most 1, or is not.
    First,
    /// Rows of a log: what, when (`visit`, `within_days`, `beyond_days`) and how often (a number's keys, `same`).
    Log(What),
    /// Rows of a log with a day to come: `next_days` and how many.
    NextLog,
    /// A field of the shop's own: `field`, and texts or a number. Numbers below 0 are not taken: a field that holds one lies in no range.
    Field,
    /// Other segments: `values`.
    Segments,
}

/// Which rows of a log are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// All.
    Everything,
    /// Those of `values`, or all without.
    SomeKeys,
    /// Those of `values`.
    Keys,
    /// Those of `values`, whenever it was.
    Listed,
    /// Those whose label (a category) is one of `values`.
    Labels,
    /// Those of this key.
    Fixed(&'static str),
    /// Those of `values` after this mark.
    Marked(&'static str),
    /// Those of a price from `price_min` to `price_max`.
    Priced,
    /// Events of `values`, with a `property` that is one of `property_values`.
    Events,
}

/// By which of its fields a product is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductField {
    /// The shop's id.
    Id,
    /// Its name.
    Name,
    /// Its category.
    Category,
}

/// Who can know a condition's fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KnownBy {
    /// The browser.
    Browser,
    /// Only the edge, or its threshold is nobody's business: it goes into a bundle as an opaque bit (security.md, "Facts").
    Edge,
}

/// What a condition speaks of when a send asks it, where no visit is going on (S35).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InSend {
    /// The person: the same as on the site.
    Person,
    /// The last visit; together with "last visit day within 0 days" all of today's visits.
    LastVisit,
    /// Nothing: only a page that is open can tell.
    Unknown,
}

/// One kind of condition.
#[derive(Clone, Copy, Debug, Serialize)]
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
    #[serde(serialize_with = "fact_name")]
    pub fact: Fact,
    /// What can be asked.
    pub ask: Ask,
    /// Who can know it.
    pub by: KnownBy,
    /// What it means in a send.
    pub in_send: InSend,
    /// Largest number that makes sense.
    pub max: i64,
    /// The one platform of shops that has it; empty: all.
    pub platform: &'static str,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn fact_name<S: serde::Serializer>(fact: &Fact, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(Fact::NAMES.get(*fact as usize).copied().unwrap_or(""))
}

/// Counts beyond this are a slip of the pen.
pub const NUMBER_MAX: i64 = 1_000_000_000;

/// A row of the table. What few rows need follows by the methods below.
const fn row(kind: &'static str, feature: &'static str, ko: &'static str, en: &'static str, fact: Fact, ask: Ask) -> Entry {
    Entry { kind, feature, ko, en, unit: ("", ""), fact, ask, by: KnownBy::Browser, in_send: InSend::Person, max: NUMBER_MAX, platform: "" }
}

impl Entry {
    /// What people call the values that it takes (모바일, desktop): each is taken for the value.
    #[must_use]
    pub fn labels(&self) -> Vec<&'static str> {
        crate::describe::names::labels(self)
    }

    /// What there is to choose from where the values are known: value, Korean, English, those with a name of their own first. Empty where
    /// people write what they like.
    #[must_use]
    pub fn choices(&self) -> Vec<(String, String, String)> {
        crate::describe::names::choices(self)
    }

    const fn unit(mut self, ko: &'static str, en: &'static str) -> Self {
        self.unit = (ko, en);
        self
    }

    /// Only the edge knows.
    const fn edge(mut self) -> Self {
        self.by = KnownBy::Edge;
        self
    }

    /// Of the visit going on; in a send of the last one.
    const fn visit(mut self) -> Self {
        self.in_send = InSend::LastVisit;
        self
    }

    /// Of the page on the screen; never in a send.
    const fn onsite(mut self) -> Self {
        self.in_send = InSend::Unknown;
        self
    }

    const fn up_to(mut self, max: i64) -> Self {
        self.max = max;
        self
    }

    const fn on(mut self, platform: &'static str) -> Self {
        self.platform = platform;
        self
    }

    /// The group that its kind begins with.
    #[must_use]
    pub fn group(&self) -> &'static str {
        self.kind.split_once('.').map_or(self.kind, |(group, _)| group)
    }
}

/// The groups in the builder's order: name, Korean, English.
pub const GROUPS: &[(&str, &str, &str)] = &[
    ("traffic", "트래픽", "Traffic"),
    ("source", "유입", "Source"),
    ("content", "콘텐츠", "Content"),
    ("product", "상품", "Product"),
    ("cart", "장바구니", "Cart"),
    ("purchase", "구매", "Purchase"),
    ("member", "회원", "Member"),
    ("consent", "수신 동의", "Consent"),
    ("benefit", "혜택", "Benefits"),
    ("cafe24", "카페24", "Cafe24"),
    ("system", "시스템", "Device"),
    ("conversion", "전환", "Conversion"),
    ("message", "메시지", "Message"),
    ("insight", "고객 분석", "Insight"),
    ("segment", "세그먼트", "Segment"),
    ("behavior", "페이지 행동", "Behavior"),
];

/// What other services that shop owners know call a condition or a group: a search finds them by these, too. Name here, theirs.
pub const OTHER_NAMES: &[(&str, &str)] = &[
    ("content.path_page", "특정 페이지"),
    ("content.path_repeats", "특정 페이지"),
    ("purchase", "전자상거래"),
    ("cart", "전자상거래"),
    ("system", "사용 환경"),
    ("traffic", "방문"),
    ("consent.kakao_friend", "친구톡 플러스친구"),
    ("cart.last_total", "담은 금액"),
    ("member.is_member", "로그인 가입"),
    ("benefit.points", "마일리지 포인트"),
    ("source.word", "검색 키워드"),
    ("content.search_word", "사이트 검색"),
    ("conversion.event", "커스텀 이벤트"),
];

const TABLES: [&[Entry]; 7] = [traffic::ROWS, source::ROWS, content::ROWS, cart::ROWS, member::ROWS, system::ROWS, insight::ROWS];

/// Every condition, in the order in which the builder shows them.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    TABLES.into_iter().flatten()
}

/// The row of a kind.
#[must_use]
pub fn entry(kind: &str) -> Option<&'static Entry> {
    entries().find(|entry| entry.kind == kind)
}
