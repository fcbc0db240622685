//! Templates of Kakao Alimtalk, checked before they go to review: a rejection costs days. The numbers are in [`LIMITS`], each with where it is from.
//!
//! What is checked here is form. That a text is information and not advertising is for people to judge, and for Kakao; [`hints`] names words
//! that reviewers stumble over.

use serde::{Deserialize, Serialize};

pub mod advice;
mod fill;

pub use fill::{all_variables, filled, said, variables};

/// The numbers of a template, as operators' guides and the review rules have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Characters of body and extra text together, variables as they are written.
    pub body: usize,
    /// The same with a list of items.
    pub body_with_items: usize,
    /// What a template that adds the channel keeps back for Kakao's own line.
    pub kept_for_channel: usize,
    pub variables: usize,
    /// Of TEXT emphasis.
    pub title: usize,
    pub subtitle: usize,
    /// Of ITEM_LIST.
    pub header: usize,
    pub items: (usize, usize),
    pub item_name: usize,
    pub item_value: usize,
    pub summary: usize,
    /// Title and text of the highlight, without a thumbnail and with one.
    pub highlight: (usize, usize),
    pub highlight_with_thumbnail: (usize, usize),
    pub buttons: usize,
    /// Buttons where there are quick replies, too.
    pub buttons_with_replies: usize,
    pub button_name: usize,
}

/// Kakao's rules of review and the guides of NHN Cloud and Solapi.
pub const LIMITS: Limits = Limits {
    body: 1_000,
    body_with_items: 700,
    kept_for_channel: 40,
    variables: 40,
    title: 50,
    subtitle: 50,
    header: 16,
    items: (2, 10),
    item_name: 6,
    item_value: 23,
    summary: 14,
    highlight: (30, 19),
    highlight_with_thumbnail: (21, 13),
    buttons: 5,
    buttons_with_replies: 2,
    button_name: 14,
};

/// The name that the button which adds the channel must have.
pub const ADD_CHANNEL: &str = "채널 추가";

/// How a template stands out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Emphasis {
    None,
    Text {
        title: String,
        subtitle: String,
    },
    /// Its picture is the provider's id of one.
    Image {
        image: String,
    },
    ItemList {
        #[serde(default)]
        header: String,
        #[serde(default)]
        highlight: Option<Highlight>,
        items: Vec<Item>,
        #[serde(default)]
        summary: Option<Item>,
    },
}

/// Above a list of items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Highlight {
    pub title: String,
    pub text: String,
    #[serde(default)]
    pub has_thumbnail: bool,
}

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub name: String,
    pub value: String,
}

/// What is in a template beside its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    /// The body alone.
    Ba,
    /// With extra text.
    Ex,
    /// With a button that adds the channel.
    Ad,
    /// With both.
    Mi,
}

impl Kind {
    const fn has_extra(self) -> bool {
        matches!(self, Self::Ex | Self::Mi)
    }

    const fn adds_channel(self) -> bool {
        matches!(self, Self::Ad | Self::Mi)
    }
}

/// A button, or a quick reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Button {
    pub name: String,
    /// Kakao's two letters: `WL` a link, `AL` an app, `DS` where a parcel is, `BK`, `MD`, `AC` adds the channel.
    pub action: String,
    #[serde(default)]
    pub links: Links,
}

/// Where a button leads: `WL` needs the phone's, `AL` at least two of the phone's and those of apps (NHN Cloud −3000, −3006, −3007).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Links {
    /// `http://` or `https://`; variables may stand in it.
    pub mobile: String,
    pub pc: String,
    pub ios: String,
    pub android: String,
}

impl Button {
    /// Whether its links are what its action needs.
    fn leads(&self) -> bool {
        let Links { mobile, pc, ios, android } = &self.links;
        let is_web = |link: &str| link.is_empty() || link.starts_with("http://") || link.starts_with("https://");
        let needed = match self.action.as_str() {
            "WL" => !mobile.is_empty(),
            "AL" => [mobile, ios, android].iter().filter(|link| !link.is_empty()).count() >= 2,
            _ => true,
        };
        needed && is_web(mobile) && is_web(pc)
    }
}

/// A template as it goes to review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    pub kind: Kind,
    pub emphasis: Emphasis,
    pub body: String,
    #[serde(default)]
    pub extra: String,
    #[serde(default)]
    pub buttons: Vec<Button>,
    #[serde(default)]
    pub replies: Vec<Button>,
    /// It bears a code that is nobody else's business: no list of items then.
    #[serde(default)]
    pub is_secure: bool,
}

/// What is wrong, and where: `field` is as in JSON, `buttons[0].name` for one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wrong {
    pub field: String,
    pub rule: Rule,
}

/// Which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Rule {
    /// It is to be filled in.
    Missing,
    /// So many characters, buttons or variables, and so many may be.
    TooMany { count: usize, count_max: usize },
    /// At least so many are needed.
    TooFew { count: usize, count_min: usize },
    /// There may be no variable here.
    Variable,
    /// A `#{` without its `}`, or one without a name.
    BrokenVariable,
    /// Not with this type of message.
    NotHere,
    /// The first button has to be `AC`, named `채널 추가`.
    AddChannel,
    /// `WL` needs an address for the phone, `AL` two of three; those of the web begin with `http://` or `https://`.
    Links,
}

impl Rule {
    /// What to do about it.
    #[must_use]
    pub fn said(self) -> String {
        match self {
            Self::Missing => "Fill this in.".into(),
            Self::TooMany { count, count_max } => format!("There are {count}, and {count_max} may be."),
            Self::TooFew { count, count_min } => format!("There are {count}, and {count_min} are needed."),
            Self::Variable => "There may be no variable here.".into(),
            Self::BrokenVariable => "Write variables as #{name}.".into(),
            Self::NotHere => "This type of message does not have it: leave it empty, or choose another type.".into(),
            Self::AddChannel => format!("The first button, and no other, is to be AC, called {ADD_CHANNEL}."),
            Self::Links => {
                "Give the address for phones (WL), or two of phone, iOS and Android (AL); those of the web begin with https://.".into()
            }
        }
    }

    /// The same in Korean.
    #[must_use]
    pub fn ko(self) -> String {
        match self {
            Self::Missing => "내용을 적어 주세요.".into(),
            Self::TooMany { count, count_max } => format!("{count_max}까지인데 {count}이에요. 줄여 주세요."),
            Self::TooFew { count, count_min } => format!("{count_min} 이상이어야 해요. 지금은 {count}이에요."),
            Self::Variable => "여기에는 변수를 쓸 수 없어요.".into(),
            Self::BrokenVariable => "변수는 #{이름}처럼 적어 주세요.".into(),
            Self::NotHere => "이 메시지 유형에는 쓸 수 없어요. 비우거나 유형을 바꿔 주세요.".into(),
            Self::AddChannel => {
                format!("채널을 추가하는 유형에는 첫 버튼이 ‘{ADD_CHANNEL}’이어야 하고, 다른 유형에는 그 버튼이 없어야 해요.")
            }
            Self::Links => "웹 링크는 https://로 시작하는 모바일 주소가, 앱 링크는 모바일·iOS·안드로이드 가운데 둘이 있어야 해요.".into(),
        }
    }
}

/// Most characters of a template's body and extra text together.
#[must_use]
pub const fn body_max(template: &Template) -> usize {
    let kept = if template.kind.adds_channel() { LIMITS.kept_for_channel } else { 0 };
    let all = if matches!(template.emphasis, Emphasis::ItemList { .. }) { LIMITS.body_with_items } else { LIMITS.body };
    all - kept
}

/// All that is wrong with the form of a template; nothing when it can go to review.
#[must_use]
pub fn check(template: &Template) -> Vec<Wrong> {
    let mut found = Found(Vec::new());
    let Template { kind, emphasis, body, extra, buttons, replies, is_secure } = template;
    let has_items = matches!(emphasis, Emphasis::ItemList { .. });
    found.filled("body", body, body_max(template).saturating_sub(chars(extra)));
    found.variables("body", body);
    match (kind.has_extra(), extra.trim().is_empty()) {
        (true, true) => found.put("extra", Rule::Missing),
        (false, false) => found.put("extra", Rule::NotHere),
        _ => found.plain("extra", extra),
    }
    if has_items && *is_secure {
        found.put("emphasis", Rule::NotHere);
    }
    check_emphasis(emphasis, &mut found);
    found.at_most("body", count(template), LIMITS.variables);
    found.at_most("buttons", buttons.len(), if replies.is_empty() { LIMITS.buttons } else { LIMITS.buttons_with_replies });
    for (list, all) in [("buttons", buttons), ("replies", replies)] {
        for (at, button) in all.iter().enumerate() {
            let field = format!("{list}[{at}].name");
            found.filled(&field, &button.name, LIMITS.button_name);
            found.plain(&field, &button.name);
            if !button.leads() {
                found.put(&format!("{list}[{at}].links"), Rule::Links);
            }
        }
    }
    let is_first = buttons.first().is_some_and(|button| button.action == "AC" && button.name == ADD_CHANNEL);
    let elsewhere = buttons.iter().skip(usize::from(is_first)).any(|button| button.action == "AC");
    if kind.adds_channel() != is_first || elsewhere {
        found.put("buttons", Rule::AddChannel);
    }
    found.0
}

/// How many variables its texts have, as reviewers count them: of each text apart.
#[must_use]
pub fn count(template: &Template) -> usize {
    variables(&template.body).len() + emphasis_texts(&template.emphasis).iter().map(|text| variables(text).len()).sum::<usize>()
}

fn check_emphasis(emphasis: &Emphasis, found: &mut Found) {
    match emphasis {
        Emphasis::None => {}
        Emphasis::Text { title, subtitle } => {
            found.filled("emphasis.title", title, LIMITS.title);
            found.filled("emphasis.subtitle", subtitle, LIMITS.subtitle);
            found.plain("emphasis.subtitle", subtitle);
        }
        Emphasis::Image { image } => found.filled("emphasis.image", image, usize::MAX),
        Emphasis::ItemList { header, highlight, items, summary } => {
            found.at_most("emphasis.header", chars(header), LIMITS.header);
            if let Some(Highlight { title, text, has_thumbnail }) = highlight {
                let (title_max, text_max) = if *has_thumbnail { LIMITS.highlight_with_thumbnail } else { LIMITS.highlight };
                found.filled("emphasis.highlight.title", title, title_max);
                found.filled("emphasis.highlight.text", text, text_max);
            }
            let (count_min, count_max) = LIMITS.items;
            if items.len() < count_min {
                found.put("emphasis.items", Rule::TooFew { count: items.len(), count_min });
            }
            found.at_most("emphasis.items", items.len(), count_max);
            for (at, Item { name, value }) in items.iter().enumerate() {
                found.filled(&format!("emphasis.items[{at}].name"), name, LIMITS.item_name);
                found.plain(&format!("emphasis.items[{at}].name"), name);
                found.filled(&format!("emphasis.items[{at}].value"), value, LIMITS.item_value);
            }
            if let Some(Item { name, value }) = summary {
                found.filled("emphasis.summary.name", name, LIMITS.item_name);
                found.filled("emphasis.summary.value", value, LIMITS.summary);
            }
        }
    }
}

fn emphasis_texts(emphasis: &Emphasis) -> Vec<&str> {
    match emphasis {
        Emphasis::None | Emphasis::Image { .. } => Vec::new(),
        Emphasis::Text { title, .. } => vec![title],
        Emphasis::ItemList { header, highlight, items, summary } => {
            let lit = highlight.iter().flat_map(|it| [it.title.as_str(), it.text.as_str()]);
            let lines = items.iter().chain(summary).map(|item| item.value.as_str());
            [header.as_str()].into_iter().chain(lit).chain(lines).collect()
        }
    }
}

/// Words that reviewers take for advertising, as far as a text has them.
#[must_use]
pub fn hints(text: &str) -> Vec<&'static str> {
    const WORDS: [&str; 10] = ["할인", "특가", "이벤트", "쿠폰", "무료 증정", "세일", "혜택", "적립금 지급", "기획전", "프로모션"];
    WORDS.into_iter().filter(|word| text.contains(word)).collect()
}

fn chars(text: &str) -> usize {
    text.chars().count()
}

/// What was found so far.
struct Found(Vec<Wrong>);

impl Found {
    fn put(&mut self, field: &str, rule: Rule) {
        self.0.push(Wrong { field: field.to_owned(), rule });
    }

    fn at_most(&mut self, field: &str, count: usize, count_max: usize) {
        if count > count_max {
            self.put(field, Rule::TooMany { count, count_max });
        }
    }

    fn filled(&mut self, field: &str, text: &str, chars_max: usize) {
        if text.trim().is_empty() {
            self.put(field, Rule::Missing);
        }
        self.at_most(field, chars(text), chars_max);
    }

    /// No variables.
    fn plain(&mut self, field: &str, text: &str) {
        if text.contains("#{") {
            self.put(field, Rule::Variable);
        }
    }

    /// Each variable is whole, and has a name.
    fn variables(&mut self, field: &str, text: &str) {
        let is_whole = |part: &str| part.split_once('}').is_some_and(|(name, _)| !name.trim().is_empty() && !name.contains(['\n', '{']));
        if !text.split("#{").skip(1).all(is_whole) {
            self.put(field, Rule::BrokenVariable);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(body: &str) -> Template {
        Template {
            kind: Kind::Ba,
            emphasis: Emphasis::None,
            body: body.into(),
            extra: String::new(),
            buttons: vec![],
            replies: vec![],
            is_secure: false,
        }
    }

    fn button(name: &str, action: &str) -> Button {
        let mobile = if action == "WL" { "https://shop.example/" } else { "" };
        Button { name: name.into(), action: action.into(), links: Links { mobile: mobile.into(), ..Links::default() } }
    }

    fn item(name: usize, value: usize) -> Item {
        Item { name: "가".repeat(name), value: "나".repeat(value) }
    }

    fn list(items: Vec<Item>) -> Emphasis {
        Emphasis::ItemList { header: String::new(), highlight: None, items, summary: None }
    }

    fn highlight(title: usize, text: usize, has_thumbnail: bool) -> Emphasis {
        let highlight = Highlight { title: "가".repeat(title), text: "나".repeat(text), has_thumbnail };
        Emphasis::ItemList { header: String::new(), highlight: Some(highlight), items: vec![item(1, 1), item(1, 1)], summary: None }
    }

    /// Each rule at its limit and one beyond: what stands in the template, and what is wrong with it.
    #[test]
    fn limits() {
        let with = |emphasis| Template { emphasis, ..plain("안내") };
        let text = |title: usize, subtitle: usize| Emphasis::Text { title: "가".repeat(title), subtitle: "나".repeat(subtitle) };
        let extra = |kind, body: usize, extra: &str| Template { kind, extra: extra.into(), ..plain(&"가".repeat(body)) };
        let channel = |kind, body: usize, extra: &str| Template {
            kind,
            extra: extra.into(),
            buttons: vec![button(ADD_CHANNEL, "AC")],
            ..plain(&"가".repeat(body))
        };
        let many = |count: usize| (0..count).map(|n| format!("#{{v{n}}}")).collect::<String>();
        let buttons = |names: &[&str], replies: usize| Template {
            buttons: names.iter().map(|name| button(name, "WL")).collect(),
            replies: (0..replies).map(|_| button("답장", "BK")).collect(),
            ..plain("안내")
        };
        let leading = |action: &str, [mobile, pc, ios, android]: [&str; 4]| {
            let links = Links { mobile: mobile.into(), pc: pc.into(), ios: ios.into(), android: android.into() };
            Template { buttons: vec![Button { links, ..button("보기", action) }], ..plain("안내") }
        };
        let over = |count_max: usize| Rule::TooMany { count: count_max + 1, count_max };
        for (template, wrong) in [
            (plain(&"가".repeat(1_000)), None),
            (plain(&"가".repeat(1_001)), Some(("body", over(1_000)))),
            (plain(" \n"), Some(("body", Rule::Missing))),
            (plain(&many(40)), None),
            (plain(&many(41)), Some(("body", over(40)))),
            (plain("#{이름"), Some(("body", Rule::BrokenVariable))),
            (plain("#{}님"), Some(("body", Rule::BrokenVariable))),
            (extra(Kind::Ex, 900, &"나".repeat(100)), None),
            (extra(Kind::Ex, 901, &"나".repeat(100)), Some(("body", over(900)))),
            (extra(Kind::Ex, 10, ""), Some(("extra", Rule::Missing))),
            (extra(Kind::Ba, 10, "덧붙임"), Some(("extra", Rule::NotHere))),
            (extra(Kind::Ex, 10, "#{이름}"), Some(("extra", Rule::Variable))),
            (channel(Kind::Ad, 960, ""), None),
            (channel(Kind::Ad, 961, ""), Some(("body", over(960)))),
            (channel(Kind::Mi, 10, "덧붙임"), None),
            (channel(Kind::Ba, 10, ""), Some(("buttons", Rule::AddChannel))),
            (Template { buttons: vec![], ..channel(Kind::Ad, 10, "") }, Some(("buttons", Rule::AddChannel))),
            (Template { buttons: vec![button("채널추가", "AC")], ..channel(Kind::Ad, 10, "") }, Some(("buttons", Rule::AddChannel))),
            (with(text(50, 50)), None),
            (with(text(51, 50)), Some(("emphasis.title", over(50)))),
            (with(text(50, 51)), Some(("emphasis.subtitle", over(50)))),
            (with(Emphasis::Text { title: "#{상품}".into(), subtitle: "안내".into() }), None),
            (with(Emphasis::Text { title: "안내".into(), subtitle: "#{상품}".into() }), Some(("emphasis.subtitle", Rule::Variable))),
            (with(Emphasis::Image { image: String::new() }), Some(("emphasis.image", Rule::Missing))),
            (with(list(vec![item(6, 23); 10])), None),
            (with(list(vec![item(1, 1)])), Some(("emphasis.items", Rule::TooFew { count: 1, count_min: 2 }))),
            (with(list(vec![item(1, 1); 11])), Some(("emphasis.items", over(10)))),
            (with(list(vec![item(7, 1), item(1, 1)])), Some(("emphasis.items[0].name", over(6)))),
            (with(list(vec![item(1, 1), item(1, 24)])), Some(("emphasis.items[1].value", over(23)))),
            (Template { emphasis: list(vec![item(1, 1); 2]), ..plain(&"가".repeat(700)) }, None),
            (Template { emphasis: list(vec![item(1, 1); 2]), ..plain(&"가".repeat(701)) }, Some(("body", over(700)))),
            (Template { is_secure: true, ..with(list(vec![item(1, 1); 2])) }, Some(("emphasis", Rule::NotHere))),
            (with(highlight(30, 19, false)), None),
            (with(highlight(31, 19, false)), Some(("emphasis.highlight.title", over(30)))),
            (with(highlight(21, 14, true)), Some(("emphasis.highlight.text", over(13)))),
            (buttons(&["열네 글자까지 됩니다요요요"; 5], 0), None),
            (buttons(&["보기"; 6], 0), Some(("buttons", over(5)))),
            (buttons(&["보기"; 2], 1), None),
            (buttons(&["보기"; 3], 1), Some(("buttons", over(2)))),
            (buttons(&["가나다라마바사아자차카타파하거"], 0), Some(("buttons[0].name", over(14)))),
            (buttons(&["#{이름} 보기"], 0), Some(("buttons[0].name", Rule::Variable))),
            (leading("WL", ["", "https://shop.example/", "", ""]), Some(("buttons[0].links", Rule::Links))),
            (leading("WL", ["shop.example", "", "", ""]), Some(("buttons[0].links", Rule::Links))),
            (leading("WL", ["https://#{주소}", "", "", ""]), None),
            (leading("AL", ["https://shop.example/", "", "", ""]), Some(("buttons[0].links", Rule::Links))),
            (leading("AL", ["", "", "shop://a", "shop://a"]), None),
            (leading("DS", [""; 4]), None),
        ] {
            let found: Vec<_> = check(&template).into_iter().map(|wrong| (wrong.field, wrong.rule)).collect();
            let expected: Vec<_> = wrong.into_iter().map(|(field, rule)| (field.to_owned(), rule)).collect();
            assert_eq!(found, expected, "{template:?}");
        }
    }

    #[test]
    fn names_of_variables() {
        assert_eq!(variables("#{이름}님, #{주문번호} 주문이 #{이름}님께 갑니다"), ["이름", "주문번호"]);
        assert_eq!(hints("쿠폰이 지급되어 할인됩니다"), ["할인", "쿠폰"]);
    }

    proptest! {
        /// Whatever is typed: what is wrong has its place, and what is right in the body is not wrong for what stands beside it.
        #[test]
        fn any_text(body in "[#{}가-힣 \n]{0,60}", title in "\\PC{0,60}") {
            let alone = check(&plain(&body));
            prop_assert!(alone.iter().all(|wrong| wrong.field == "body"));
            let both = check(&Template { emphasis: Emphasis::Text { title, subtitle: body.clone() }, ..plain(&body) });
            prop_assert!(both.iter().all(|wrong| wrong.field == "body" || wrong.field.starts_with("emphasis.")));
            prop_assert!(alone.iter().all(|wrong| both.contains(wrong)));
        }
    }
}
