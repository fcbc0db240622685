//! What a reviewer may stumble over, or the shop will miss later, in a template whose form is right. None of it refuses: people judge.

use super::fill::all_texts;
use super::{Button, Template, hints};
use crate::link::{links, mark};

/// Sentences by which a notice of a coupon or of points says why it is sent (발송 근거), as Kakao's rules of review want one.
pub const GROUND_LINES: [&str; 3] = [
    "고객님의 동의에 의해 지급된 쿠폰 안내 메시지입니다.",
    "고객님의 동의에 의해 지급된 포인트 안내 메시지입니다.",
    "고객님이 받으신 쿠폰의 유효기간 만료 안내로, 이용약관(쿠폰 안내) 동의에 따라 발송되었습니다.",
];
/// What of a notice is about coupons or points.
const COUPONS: [&str; 4] = ["쿠폰", "포인트", "적립금", "마일리지"];
/// What of one is about their end, and what names it.
const ENDINGS: [&str; 2] = ["소멸", "만료"];
const ENDS: [&str; 6] = ["까지", "만료일", "소멸일", "소멸 예정일", "유효기간", "사용기한"];

/// What to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Who follows this link is not known to have come by the message.
    NoCampaign,
    /// Words that reviewers take for advertising.
    Words(Vec<&'static str>),
    /// A notice of a coupon or points without the line that says why it is sent.
    NoGround,
    /// One that does not begin with the shop's name.
    NoShop,
    /// One of an end that names no day.
    NoEnd,
}

impl Advice {
    /// In a word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoCampaign => "no_campaign",
            Self::Words(_) => "words",
            Self::NoGround => "no_ground",
            Self::NoShop => "no_shop",
            Self::NoEnd => "no_end",
        }
    }

    /// What to do about it, in Korean and in English.
    #[must_use]
    pub fn said(&self) -> (String, String) {
        let both = |ko: &str, en: &str| (ko.to_owned(), en.to_owned());
        match self {
            Self::NoCampaign => both(
                "캠페인 추적 코드가 없는 링크예요. 누가 눌렀는지, 얼마나 샀는지 알 수 없어요. 캠페인 링크를 넣어 주세요.",
                "This link carries no campaign code: nobody will know who followed it or bought. Put a campaign's link here.",
            ),
            Self::Words(words) => {
                let words = words.join(", ");
                (
                    format!("광고로 보일 수 있는 말이 있어요: {words}. 알림톡은 정보만 담을 수 있어서 반려될 수 있어요."),
                    format!("Reviewers may take these for advertising, which Alimtalk must not carry: {words}."),
                )
            }
            Self::NoGround => both(
                "쿠폰이나 포인트 안내에는 발송 근거가 있어야 해요. 맨 위나 맨 아래에 아래 문구를 넣어 주세요.",
                "A notice of a coupon or points has to say why it is sent: put one of the ready lines at its top or bottom.",
            ),
            Self::NoShop => {
                both("쿠폰이나 포인트 안내는 가게 이름으로 시작해야 해요.", "A notice of a coupon or points begins with the shop's name.")
            }
            Self::NoEnd => both("소멸이나 만료 안내에는 언제까지인지 적어야 해요.", "A notice that something ends has to name its day."),
        }
    }
}

/// Whether it is a notice of a coupon or of points.
#[must_use]
pub fn is_coupon(template: &Template) -> bool {
    has(template, &COUPONS)
}

/// What to look at again, and where. `shop`: the sender's name; empty: not known.
#[must_use]
pub fn advice(template: &Template, shop: &str) -> Vec<(String, Advice)> {
    let mut found: Vec<(String, Advice)> = Vec::new();
    let untracked = |link: &str| mark(link).is_none();
    if links(&template.body).into_iter().any(untracked) {
        found.push(("body".into(), Advice::NoCampaign));
    }
    for (list, all) in [("buttons", &template.buttons), ("replies", &template.replies)] {
        for (at, Button { links, .. }) in all.iter().enumerate() {
            // What stands for a whole address is known when it is sent.
            let is_own =
                |link: &&String| !link.is_empty() && !link.trim_start_matches("https://").trim_start_matches("http://").starts_with("#{");
            if [&links.mobile, &links.pc].into_iter().filter(is_own).any(|link| untracked(link)) {
                found.push((format!("{list}[{at}].links"), Advice::NoCampaign));
            }
        }
    }
    let words: Vec<&'static str> =
        hints(&template.body).into_iter().filter(|word| !COUPONS.iter().any(|coupon| word.contains(coupon))).collect();
    if !words.is_empty() {
        found.push(("body".into(), Advice::Words(words)));
    }
    if is_coupon(template) {
        let texts = [template.body.as_str(), &template.extra];
        if !texts.iter().any(|text| text.contains("동의") || text.contains("발송 근거")) {
            found.push(("body".into(), Advice::NoGround));
        }
        let begins = template.body.trim_start_matches(|letter: char| !letter.is_alphanumeric() && letter != '#');
        if !shop.is_empty() && !begins.starts_with(shop) {
            found.push(("body".into(), Advice::NoShop));
        }
        if has(template, &ENDINGS) && !has(template, &ENDS) {
            found.push(("body".into(), Advice::NoEnd));
        }
    }
    found
}

fn has(template: &Template, words: &[&str]) -> bool {
    all_texts(template).into_iter().any(|text| words.iter().any(|word| text.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::super::{Emphasis, Kind, Links};
    use super::*;

    fn template(body: &str, extra: &str, link: &str) -> Template {
        let button = Button { name: "보기".into(), action: "WL".into(), links: Links { mobile: link.into(), ..Links::default() } };
        Template {
            kind: Kind::Ba,
            emphasis: Emphasis::None,
            body: body.into(),
            extra: extra.into(),
            buttons: if link.is_empty() { vec![] } else { vec![button] },
            replies: vec![],
            is_secure: false,
        }
    }

    #[test]
    fn what_is_looked_at_again() {
        let ground = GROUND_LINES[0];
        for (template, expected) in [
            (template("주문하신 상품이 출발했어요.", "", ""), vec![]),
            (template("보기: https://shop.example/", "", ""), vec![("body", "no_campaign")]),
            (template("안내", "", "https://shop.example/"), vec![("buttons[0].links", "no_campaign")]),
            (template("안내", "", "https://shop.example/?dangol_code=ship"), vec![]),
            (template("안내", "", "https://#{주소}"), vec![]),
            (template("안내", "", "https://shop.example/#{번호}"), vec![("buttons[0].links", "no_campaign")]),
            (template("특가 할인", "", ""), vec![("body", "words")]),
            (template("찻집입니다. 쿠폰이 지급되었습니다.", "", ""), vec![("body", "no_ground")]),
            (template(&format!("[찻집] 쿠폰이 지급되었습니다.\n{ground}"), "", ""), vec![]),
            (template("쿠폰이 지급되었습니다.", ground, ""), vec![("body", "no_shop")]),
            (template(&format!("찻집 쿠폰이 소멸됩니다.\n{ground}"), "", ""), vec![("body", "no_end")]),
            (template(&format!("찻집 쿠폰이 #{{날짜}}까지 쓰지 않으면 소멸됩니다.\n{ground}"), "", ""), vec![]),
        ] {
            let found: Vec<(String, Advice)> = advice(&template, "찻집");
            let found: Vec<(&str, &str)> = found.iter().map(|(at, advice)| (at.as_str(), advice.code())).collect();
            assert_eq!(found, expected, "{template:?}");
        }
    }

    #[test]
    fn ready_lines_are_grounds() {
        for line in GROUND_LINES {
            let found = advice(&template(&format!("찻집 쿠폰\n{line}"), "", ""), "찻집");
            assert!(found.iter().all(|(_, advice)| *advice != Advice::NoGround), "{line}");
        }
    }
}
