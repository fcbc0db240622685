//! What a browser says of itself: device, system, browser, the app it is inside of, and whether it is a declared robot.
//!
//! Short ordered tables of `token=name`, searched without case; the first that is found counts. A user agent is a claim, not a
//! proof: nothing here is used to refuse anybody. What it cannot tell: an iPad or a Galaxy Tab that asks for desktop pages (it says
//! it is a Mac or a Linux PC), and a shop's own hybrid app (the shop says so by its app-version variable; [`DeviceKind::App`]).

use serde::{Deserialize, Serialize};

use crate::url::{clip, cut, pieces};

/// Bytes of a user agent that are looked at; the longest real ones, of apps that list their abilities, have some 600.
pub const USER_AGENT_BYTES_MAX: usize = 1024;

/// What sort of device (S23).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeviceKind {
    /// A desk or lap computer, and whatever is none of the others.
    #[default]
    Pc,
    Mobile,
    Tablet,
    /// The shop's own app. Never read from a user agent.
    App,
}

/// What a user agent tells of the device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Device {
    pub kind: DeviceKind,
    /// `windows`, `macos`, `ios` (iPads too), `android`, `chromeos`, `linux`… or `other`.
    pub os: &'static str,
    /// The browser that draws the page; inside an app the system's own: `chrome` on Android, `safari` on iOS. Or `other`.
    pub browser: &'static str,
    /// The app whose in-app browser this is: `kakaotalk`, `naver`, `instagram`…
    pub app: Option<&'static str>,
}

/// Reads the device out of a user agent.
#[must_use]
pub fn device(ua: &str) -> Device {
    let ua = &read(ua);
    let mut os = first(SYSTEMS, ua).unwrap_or("other");
    // In-app browsers of an iPad say Macintosh and Mobile at once; a Mac never says Mobile.
    let ipad = ua.contains("ipad") || (os == "macos" && ua.contains("mobile/"));
    if ipad {
        os = "ios";
    }
    let mobile = ua.contains("mobi") || ua.contains("iphone") || ua.contains("ipod");
    // An Android phone says Mobile, a tablet does not; Galaxy Tabs are known by their model where an app says it for them.
    let tablet = ipad || ua.contains("tablet") || (os == "android" && (!mobile || ua.contains("sm-t") || ua.contains("sm-x")));
    Device {
        kind: if tablet && os != "windows" {
            DeviceKind::Tablet
        } else if mobile || os == "android" {
            DeviceKind::Mobile
        } else {
            DeviceKind::Pc
        },
        os,
        browser: first(BROWSERS, ua).unwrap_or("other"),
        app: if is_robot(ua) { None } else { first(APPS, ua) },
    }
}

/// Whether a user agent declares a crawler, a link previewer or an HTTP library. A browser without a window (`HeadlessChrome`,
/// Lighthouse) is a browser: checks of the shop itself run in one and must see what shoppers see.
#[must_use]
pub fn is_bot(ua: &str) -> bool {
    is_robot(&read(ua))
}

/// As much of it as is looked at, in small letters: all tokens are.
fn read(ua: &str) -> String {
    clip(ua, USER_AGENT_BYTES_MAX).to_ascii_lowercase()
}

fn is_robot(ua: &str) -> bool {
    pieces(LIBRARIES, b'|').any(|token| ua.starts_with(token)) || first(CRAWLERS, ua).is_some() || names_itself_bot(ua)
}

/// `…bot` at the end of a word, as nearly all crawlers have it; Cubot is a maker of telephones.
fn names_itself_bot(ua: &str) -> bool {
    let goes_on = |after: Option<&u8>| after.is_some_and(u8::is_ascii_alphanumeric);
    ua.match_indices("bot").any(|(at, _)| ua.as_bytes().get(at.wrapping_sub(1)) != Some(&b'u') && !goes_on(ua.as_bytes().get(at + 3)))
}

/// An iPhone also says "like Mac OS X", an Android also Linux.
const SYSTEMS: &str = "iphone=ios|ipad=ios|ipod=ios|windows|android|cros =chromeos|mac os x=macos|macintosh=macos|tizen|\
    web0s=webos|linux|x11=linux";

/// Nearly everybody also says Chrome and Safari, so those come last.
const BROWSERS: &str = "edg/=edge|edga/=edge|edgios/=edge|edge/=edge|samsungbrowser=samsung-internet|whale/=whale|opr/=opera|opera|\
    opt/=opera|opios/=opera|ucbrowser=uc-browser|miuibrowser=mi-browser|yabrowser=yandex-browser|vivaldi|\
    duckduckgo/=duckduckgo|firefox/=firefox|fxios/=firefox|trident/=internet-explorer|msie =internet-explorer|\
    crios/=chrome|chrome/=chrome|chromium/=chrome|safari|applewebkit/=safari";

/// Apps with a browser inside. Threads calls itself Barcelona, TikTok musical_ly or trill.
const APPS: &str = "kakaotalk|kakaostory|instagram|barcelona=threads|fban/=facebook|fbav/=facebook|fb_iab=facebook|naver(=naver|\
    daumapps=daum| band/=band| line/=line|musical_ly=tiktok|bytedancewebview=tiktok|tiktok|trill_=tiktok|\
    com.google.android.youtube=youtube|youtube/=youtube|gsa/=google|twitter=x|pinterest|linkedinapp=linkedin|\
    snapchat|micromessenger=wechat|weibo|everytimeapp=everytime|zumapp=zum|tossapp=toss|towneers=daangn|\
    whatsapp|telegram";

/// Crawlers and link previewers that do not call themselves bot.
const CRAWLERS: &str = "yeti/|blueno/|; daum/|daumoa|kakaotalk-scrap|og-reader|line-poker|facebookexternalhit|facebookcatalog|\
    meta-external|spider|crawl|slurp|archiver|bingpreview|uripreview|url preview|-user/|embedly|slack-imgproxy|\
    googleother|google-inspectiontool|google-read-aloud|mediapartners-google|feedfetcher|apis-google";

/// How user agents of HTTP libraries and tools begin.
const LIBRARIES: &str = "curl/|wget/|python|go-http-client|java/|okhttp|axios/|node|undici|libwww-perl|lwp|apache-httpclient|scrapy|\
    postmanruntime|ruby|php|guzzlehttp|dart/|httpie|whatsapp/";

/// The name of the first token that is found; a token without a name is its own.
fn first(tokens: &'static str, ua: &str) -> Option<&'static str> {
    pieces(tokens, b'|').find_map(|entry| {
        let (token, name) = cut(entry, b'=');
        ua.contains(token).then_some(name.unwrap_or(token))
    })
}
