//! What people call the names that facts hold.

use model::facts::Fact;

use crate::catalogue::{Ask, Entry};

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
