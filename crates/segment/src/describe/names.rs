//! What people call the names that facts hold.

use model::facts::Fact;

use super::{called, weekday};
use crate::{
    ask::WEEKDAYS,
    catalogue::{Ask, Entry},
    text::fold,
};

/// Name in facts, Korean, English.
type Table = &'static [(&'static str, &'static str, &'static str)];

/// The names of what a condition reads, where these are not the shop's own words; the first table that has a name counts.
pub(super) fn tables(entry: &Entry) -> &'static [Table] {
    match (entry.fact, entry.ask) {
        (_, Ask::Language) => &[LANGUAGES],
        (Fact::SourceKind, _) => &[SOURCES],
        (Fact::SourceName, _) => &[PLACES],
        (Fact::DeviceKind, _) => &[DEVICES],
        (Fact::Gender, _) => &[GENDERS],
        (Fact::Os | Fact::Browser | Fact::App, _) => &[SYSTEMS, PLACES],
        _ => &[],
    }
}

/// What a name is called.
pub(super) fn name(tables: &[Table], value: &str, korean: bool) -> Option<&'static str> {
    let found = tables.iter().find_map(|table| table.iter().find(|(name, ..)| name.eq_ignore_ascii_case(value)));
    found.map(|(_, ko, en)| if korean { *ko } else { *en })
}

/// The name in facts for what people call it: naver for 네이버, windows for Windows; `None` for a name as facts have it, and for what nobody
/// calls so.
pub(crate) fn code(entry: &Entry, value: &str) -> Option<&'static str> {
    let tables = tables(entry);
    if tables.is_empty() {
        return None;
    }
    let called = fold(value.as_bytes());
    let is = |name: &str| fold(name.as_bytes()) == called;
    let label = |name: &str| is(name) || ["a ", "the "].iter().any(|article| name.strip_prefix(article).is_some_and(is));
    if known(entry).is_some_and(|names| names.iter().any(|name| is(name))) {
        return None;
    }
    let other = OTHERS.iter().filter(|(_, code)| tables.iter().any(|table| table.iter().any(|(name, ..)| name == code)));
    let labels = tables.iter().flat_map(|table| table.iter()).filter(|(name, ..)| !is(name));
    other.clone().find(|(name, _)| is(name)).map(|(_, code)| *code).or_else(|| {
        let mut found = labels.filter(|(_, ko, en)| label(ko) || label(en));
        found.next().map(|(name, ..)| *name)
    })
}

/// What people call the names that a condition takes: each is taken for the name itself.
pub(crate) fn labels(entry: &Entry) -> Vec<&'static str> {
    let tables = tables(entry);
    let called = tables.iter().flat_map(|table| table.iter()).flat_map(|(_, ko, en)| [*ko, *en]);
    let mut all: Vec<&str> = called.chain(OTHERS.iter().map(|(name, _)| *name)).filter(|label| code(entry, label).is_some()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// All names that a fact can hold, where these are known: those of `model`'s tables of sources and user agents.
pub(crate) fn known(entry: &Entry) -> Option<&'static [&'static str]> {
    match (entry.fact, entry.ask) {
        (_, Ask::Named("search")) => Some(ENGINES),
        (_, Ask::Named("sns")) => Some(NETWORKS),
        (Fact::Os, _) => Some(OS),
        (Fact::Browser, _) => Some(BROWSERS),
        (Fact::App, _) => Some(APPS),
        _ => None,
    }
}

/// What there is to choose from: value, Korean, English.
pub(crate) fn choices(entry: &Entry) -> Vec<(String, String, String)> {
    let names: Vec<&str> = match entry.ask {
        Ask::OneOf(names) => names.to_vec(),
        Ask::Weekdays => vec!["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        Ask::Language => LANGUAGES.iter().map(|(name, ..)| *name).collect(),
        Ask::Months => return (1..=12_u8).map(|month| named(entry, &month.to_string())).collect(),
        _ => known(entry).unwrap_or_default().to_vec(),
    };
    if entry.ask == Ask::Weekdays {
        let day = |name: &str| WEEKDAYS.iter().position(|other| *other == name).and_then(|day| i64::try_from(day).ok()).unwrap_or(0);
        return names
            .iter()
            .map(|name| ((*name).to_owned(), weekday(day(name), true).to_owned(), weekday(day(name), false).to_owned()))
            .collect();
    }
    let mut all: Vec<_> = names.iter().map(|name| named(entry, name)).collect();
    if !matches!(entry.ask, Ask::OneOf(_)) {
        // What nobody has given a Korean name is rare in Korea.
        all.sort_by_key(|(value, ko, _)| value == ko);
    }
    all
}

/// Without the article that it has in a sentence.
fn named(entry: &Entry, value: &str) -> (String, String, String) {
    let english = called(entry, value, false);
    let bare = ["a ", "an ", "the "].iter().find_map(|article| english.strip_prefix(article)).unwrap_or(&english);
    (value.to_owned(), called(entry, value, true), bare.to_owned())
}

const ENGINES: &[&str] = &[
    "360-search",
    "aol",
    "ask",
    "baidu",
    "bing",
    "brave",
    "coc-coc",
    "daum",
    "duckduckgo",
    "ecosia",
    "goo",
    "google",
    "kagi",
    "kakao",
    "lycos",
    "mail.ru",
    "mojeek",
    "nate",
    "naver",
    "naver-shopping",
    "presearch",
    "qwant",
    "seznam",
    "shenma",
    "sogou",
    "startpage",
    "swisscows",
    "yahoo",
    "yahoo-japan",
    "yandex",
    "zum",
];

const NETWORKS: &[&str] = &[
    "band",
    "bilibili",
    "blind",
    "bluesky",
    "cyworld",
    "discord",
    "douyin",
    "everytime",
    "facebook",
    "flickr",
    "instagram",
    "kakaostory",
    "kakaotalk",
    "lemon8",
    "line",
    "linkedin",
    "mastodon",
    "pinterest",
    "reddit",
    "snapchat",
    "telegram",
    "threads",
    "tiktok",
    "tumblr",
    "vimeo",
    "vk",
    "wechat",
    "weibo",
    "whatsapp",
    "x",
    "xiaohongshu",
    "youtube",
];

const OS: &[&str] = &["windows", "macos", "ios", "android", "chromeos", "linux", "tizen", "webos", "other"];

const BROWSERS: &[&str] = &[
    "chrome",
    "safari",
    "samsung-internet",
    "whale",
    "edge",
    "firefox",
    "opera",
    "internet-explorer",
    "uc-browser",
    "mi-browser",
    "yandex-browser",
    "vivaldi",
    "duckduckgo",
    "other",
];

const APPS: &[&str] = &[
    "kakaotalk",
    "kakaostory",
    "instagram",
    "threads",
    "facebook",
    "naver",
    "daum",
    "band",
    "line",
    "tiktok",
    "youtube",
    "google",
    "x",
    "pinterest",
    "linkedin",
    "snapchat",
    "wechat",
    "weibo",
    "everytime",
    "zum",
    "toss",
    "daangn",
    "whatsapp",
    "telegram",
];

/// What people call them beside their labels.
const OTHERS: &[(&str, &str)] = &[
    ("twitter", "x"),
    ("트위터", "x"),
    ("엑스", "x"),
    ("인스타", "instagram"),
    ("페북", "facebook"),
    ("카톡", "kakaotalk"),
    ("구글검색", "google"),
    ("네이버검색", "naver"),
    ("아이폰", "ios"),
    ("아이패드", "ios"),
    ("맥", "macos"),
    ("mac", "macos"),
    ("에지", "edge"),
    ("ie", "internet-explorer"),
    ("여자", "female"),
    ("남자", "male"),
];

const SOURCES: Table = &[
    ("search", "검색", "search"),
    ("sns", "SNS", "social media"),
    ("referral", "다른 사이트", "another site"),
    ("campaign", "캠페인", "a campaign"),
    ("direct", "직접 유입", "direct"),
    ("email", "이메일", "e-mail"),
];

const DEVICES: Table =
    &[("pc", "PC", "a PC"), ("mobile", "모바일", "a mobile phone"), ("tablet", "태블릿", "a tablet"), ("app", "앱", "the shop’s app")];

const GENDERS: Table = &[("female", "여성", "female"), ("male", "남성", "male"), ("other", "기타", "other")];

const LANGUAGES: Table = &[
    ("ko", "한국어", "Korean"),
    ("ko-kr", "한국어", "Korean"),
    ("en", "영어", "English"),
    ("en-us", "영어(미국)", "English (US)"),
    ("en-gb", "영어(영국)", "English (UK)"),
    ("ja", "일본어", "Japanese"),
    ("zh", "중국어", "Chinese"),
    ("zh-cn", "중국어(간체)", "Chinese (simplified)"),
    ("zh-tw", "중국어(번체)", "Chinese (traditional)"),
    ("vi", "베트남어", "Vietnamese"),
    ("th", "태국어", "Thai"),
    ("id", "인도네시아어", "Indonesian"),
    ("mn", "몽골어", "Mongolian"),
    ("ru", "러시아어", "Russian"),
    ("es", "스페인어", "Spanish"),
    ("fr", "프랑스어", "French"),
    ("de", "독일어", "German"),
    ("pt", "포르투갈어", "Portuguese"),
    ("ar", "아랍어", "Arabic"),
];

const PLACES: Table = &[
    ("naver", "네이버", "Naver"),
    ("naver-shopping", "네이버 쇼핑", "Naver Shopping"),
    ("google", "구글", "Google"),
    ("daum", "다음", "Daum"),
    ("nate", "네이트", "Nate"),
    ("zum", "줌", "Zum"),
    ("bing", "빙", "Bing"),
    ("yahoo", "야후", "Yahoo"),
    ("yahoo-japan", "야후 재팬", "Yahoo! Japan"),
    ("baidu", "바이두", "Baidu"),
    ("duckduckgo", "덕덕고", "DuckDuckGo"),
    ("kakao", "카카오", "Kakao"),
    ("kakaotalk", "카카오톡", "KakaoTalk"),
    ("kakaostory", "카카오스토리", "KakaoStory"),
    ("instagram", "인스타그램", "Instagram"),
    ("facebook", "페이스북", "Facebook"),
    ("youtube", "유튜브", "YouTube"),
    ("x", "X(트위터)", "X"),
    ("twitter", "X(트위터)", "X"),
    ("tiktok", "틱톡", "TikTok"),
    ("threads", "스레드", "Threads"),
    ("band", "밴드", "Band"),
    ("line", "라인", "LINE"),
    ("pinterest", "핀터레스트", "Pinterest"),
    ("linkedin", "링크드인", "LinkedIn"),
    ("telegram", "텔레그램", "Telegram"),
    ("wechat", "위챗", "WeChat"),
    ("weibo", "웨이보", "Weibo"),
    ("everytime", "에브리타임", "Everytime"),
    ("blind", "블라인드", "Blind"),
    ("daangn", "당근", "Daangn"),
    ("naver-mail", "네이버 메일", "Naver Mail"),
    ("daum-mail", "다음 메일", "Daum Mail"),
    ("gmail", "지메일", "Gmail"),
];

const SYSTEMS: Table = &[
    ("windows", "윈도우", "Windows"),
    ("macos", "macOS", "macOS"),
    ("ios", "iOS", "iOS"),
    ("android", "안드로이드", "Android"),
    ("chromeos", "크롬OS", "ChromeOS"),
    ("linux", "리눅스", "Linux"),
    ("chrome", "크롬", "Chrome"),
    ("safari", "사파리", "Safari"),
    ("samsung-internet", "삼성 인터넷", "Samsung Internet"),
    ("whale", "웨일", "Whale"),
    ("edge", "엣지", "Edge"),
    ("firefox", "파이어폭스", "Firefox"),
    ("opera", "오페라", "Opera"),
    ("internet-explorer", "인터넷 익스플로러", "Internet Explorer"),
    ("naver", "네이버 앱", "the Naver app"),
    ("daum", "다음 앱", "the Daum app"),
    ("toss", "토스", "Toss"),
    ("other", "기타", "another"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::entry;

    #[test]
    fn what_people_call_it() {
        for (kind, said, name) in [
            ("source.search_engine", "네이버", Some("naver")),
            ("source.search_engine", "Naver", None),
            ("source.search_engine", "네이버 쇼핑", Some("naver-shopping")),
            ("source.sns", "트위터", Some("x")),
            ("source.sns", "Twitter", Some("x")),
            ("source.sns", "X", None),
            ("system.os", "윈도우", Some("windows")),
            ("system.browser", "삼성인터넷", Some("samsung-internet")),
            ("system.app", "네이버 앱", Some("naver")),
            ("system.device", "모바일", Some("mobile")),
            ("system.device", "mobile phone", Some("mobile")),
            ("system.language", "한국어", Some("ko")),
            ("member.gender", "여자", Some("female")),
            ("member.grade", "네이버", None),
            ("source.search_engine", "nvaer", None),
        ] {
            assert_eq!(code(entry(kind).unwrap(), said), name, "{kind} {said}");
        }
    }

    /// Where a visit came from is read by a table of its own.
    #[test]
    fn all_sources_are_known() {
        let table: serde_json::Value = serde_json::from_str(include_str!("../../../model/data/sources.json")).unwrap();
        for (kind, known) in [("search", ENGINES), ("sns", NETWORKS)] {
            let of_kind = table["known"].as_array().unwrap().iter().filter(|place| place["kind"] == kind);
            let mut names: Vec<&str> = of_kind.map(|place| place["name"].as_str().unwrap()).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names, known, "{kind}");
        }
    }
}
