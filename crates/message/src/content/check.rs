//! What is wrong with a message's content, and what is doubtful, each with its place and in both languages of a shop owner.

use segment::check::{Finding, Severity};

use super::{
    Asks, Block, Button, Content, Form, Image, Products,
    arrange::blocks,
    colour::{contrast, parse},
    words::unknown_variables,
};
use crate::definition::{ConfigError, Kind, Message, Place};

/// Longest title, text or label, in characters. A card on a phone holds about 120.
pub const TEXT_CHARS_MAX: usize = 300;
/// Longest wording of a consent, in characters: the law's four points and the name of a shop take about 300.
pub const CONSENT_CHARS_MAX: usize = 600;
/// Longest name of an event, code or selector, in characters.
pub const NAME_CHARS_MAX: usize = 100;
/// Most tiers of a gauge: more marks than this touch each other on a phone.
pub const TIERS_MAX: usize = 5;
/// Most blocks: a card of more is no card.
pub const BLOCKS_MAX: usize = 12;
/// Most answers to a question: so many are read on a phone without scrolling.
pub const CHOICES_MAX: usize = 8;
/// Most products of a recommendation: of so many one fits almost any gap, and they come to some 5 KB of the bundle.
pub const PRODUCTS_MAX: usize = 30;
/// Most of them shown at once: more do not stand side by side on a phone.
pub const SHOW_MAX: u8 = 4;
/// Longest answer: it goes into an event, whose properties have 200 characters all together.
pub const CHOICE_CHARS_MAX: usize = 60;
/// Contrast that text needs (WCAG 2.2, 1.4.3).
const CONTRAST_MIN: f64 = 4.5;

/// What is wrong, where, and what to do about it.
type Wrong = (String, String, String);

/// Checks what a message says.
///
/// # Errors
/// The first thing that is wrong.
pub(crate) fn check(message: &Message) -> Result<(), ConfigError> {
    match wrong(message) {
        None => Ok(()),
        Some((at, ko, en)) => Err(ConfigError::Content { message: message.id.clone(), at, ko, en }),
    }
}

/// What is doubtful about a message, though it may be published.
#[must_use]
pub fn findings(message: &Message) -> Vec<Finding> {
    let content = &message.content;
    let mut found = Vec::new();
    let mut warn = |at: &str, code, ko: String, en: String| {
        found.push(Finding { severity: Severity::Warning, at: at.to_owned(), code, ko, en });
    };
    let back = parse(&content.background);
    // Without a background of its own a message is white or nearly black, as the page is.
    let (grounds, ground_ko, ground_en) = match back {
        Some(back) => (vec![back], "배경색", "its background"),
        None => (vec![[255, 255, 255], [40, 35, 33]], "밝은 쇼핑몰과 어두운 쇼핑몰의 배경", "the backgrounds of both light and dark shops"),
    };
    if let Some(ink) = parse(&content.color) {
        let least = grounds.iter().map(|ground| contrast(*ground, ink)).fold(21.0, f64::min);
        if least < CONTRAST_MIN {
            warn(
                "content.color",
                "contrast",
                format!("글자색이 {ground_ko} 위에서 잘 읽히지 않아요(명암비 {least:.1} : 1). 4.5 : 1 이상이 되도록 색을 바꿔 주세요."),
                format!("The text is hard to read on {ground_en} (contrast {least:.1} : 1). Choose colours with at least 4.5 : 1."),
            );
        }
    }
    if content.color.is_empty()
        && let Some(back) = back
        && contrast(back, [0x21, 0x1c, 0x19]).max(contrast(back, [255, 255, 255])) < CONTRAST_MIN
    {
        warn(
            "content.background",
            "contrast",
            "이 배경색 위에서는 어떤 글자도 잘 읽히지 않아요. 더 밝거나 어두운 색을 골라 주세요.".into(),
            "No text is easy to read on this background. Choose a lighter or a darker one.".into(),
        );
    }
    for (at, block) in placed(message) {
        match block {
            Block::Code(_) => warn(
                &at,
                "public_code",
                "쿠폰 코드는 누구나 볼 수 있는 파일에 담겨요. 모두에게 공개해도 되는 코드만 쓰고, 아니면 버튼의 event로 쇼핑몰이 발급하게 해 주세요.".into(),
                "The code is in a file that everybody can read. Use one that may be public, or let the shop issue it by a button's event.".into(),
            ),
            Block::Image(image) if image.alt.is_empty() && blocks(message).len() == 1 => warn(
                &at,
                "no_alt",
                "이미지만 있는 메시지예요. 보지 못하는 사람을 위해 이미지의 설명(alt)을 적어 주세요.".into(),
                "The message is a picture alone. Say in alt what it shows, for those who do not see it.".into(),
            ),
            _ => {}
        }
    }
    found
}

fn wrong(message: &Message) -> Option<Wrong> {
    let content = &message.content;
    shape(message)
        .or_else(|| tokens(content))
        .or_else(|| texts(message))
        .or_else(|| placed(message).into_iter().find_map(|(at, block)| block_wrong(&at, &block, message)))
        .or_else(|| place_wrong(message))
}

fn said(at: impl Into<String>, ko: impl Into<String>, en: impl Into<String>) -> Option<Wrong> {
    Some((at.into(), ko.into(), en.into()))
}

/// The blocks with the field that each comes from.
fn placed(message: &Message) -> Vec<(String, Block)> {
    let blocks = blocks(message);
    if !message.content.blocks.is_empty() {
        return blocks.into_iter().enumerate().map(|(place, block)| (format!("content.blocks[{place}]"), block)).collect();
    }
    let field = |block: &Block| match block {
        Block::Image(_) => "content.image",
        Block::Title(_) => "content.title",
        Block::Text(_) => "content.text",
        Block::Button(button) if button.quiet => "content.quiet",
        Block::Button(_) => "content.button",
        Block::Progress(_) => "content.tiers",
        Block::HideToday(_) => "limits.hide_today",
        Block::Code(_) => "content.code",
        Block::Countdown(_) => "content.countdown",
        Block::Choices(_) => "content.choices",
        Block::Form(_) => "content.form",
        Block::Products(_) => "content.products",
    };
    blocks.into_iter().map(|block| (field(&block).to_owned(), block)).collect()
}

/// What each type needs.
fn shape(message: &Message) -> Option<Wrong> {
    let content = &message.content;
    let blocks = blocks(message);
    let has = |is_it: fn(&Block) -> bool| blocks.iter().any(is_it);
    let is_simple = content.blocks.is_empty();
    let simple = [&content.title, &content.text, &content.done_text, &content.code, &content.thanks];
    let has_simple = simple.iter().any(|text| !text.is_empty())
        || content.image.is_some()
        || content.button.is_some()
        || content.quiet.is_some()
        || content.countdown
        || !content.choices.is_empty()
        || content.form.is_some()
        || !content.products.is_empty()
        || content.show.is_some();
    if !is_simple && has_simple {
        return said(
            "content.blocks",
            "blocks를 쓸 때는 제목, 글, 이미지, 버튼 같은 항목을 함께 쓸 수 없어요. 한쪽만 남겨 주세요.",
            "Blocks stand in the place of title, text, picture, buttons and the like: keep one of the two.",
        );
    }
    if blocks.len() > BLOCKS_MAX {
        return said("content.blocks", format!("블록은 {BLOCKS_MAX}개까지 넣을 수 있어요."), format!("At most {BLOCKS_MAX} blocks."));
    }
    if has(|block| matches!(block, Block::Countdown(_))) && message.end.is_none() {
        return said(
            "end",
            "남은 시간을 보여 주려면 메시지의 종료 시각(end)을 정해 주세요. 거기까지 남은 시간만 보여 줘요.",
            "A countdown needs the message's end: that is what it counts down to, and nothing else.",
        );
    }
    let has_progress = has(|block| matches!(block, Block::Progress(_)));
    if has_progress && message.kind != Kind::Gauge {
        return said("content.blocks", "목표까지의 막대는 장바구니 게이지에만 쓸 수 있어요.", "Only a gauge has a progress block.");
    }
    let lists = blocks.iter().filter(|block| matches!(block, Block::Products(_))).count();
    if lists > 0 && message.kind != Kind::Recommend {
        return said(
            if is_simple { "content.products" } else { "content.blocks" },
            "상품 목록은 장바구니 추천에만 쓸 수 있어요. 종류를 recommend로 바꾸거나 목록을 지워 주세요.",
            "Only a recommendation has products: make the type recommend, or leave them out.",
        );
    }
    let has_words = has(|block| matches!(block, Block::Image(_) | Block::Title(_) | Block::Text(_)));
    match message.kind {
        Kind::Gauge => goals(content).or_else(|| gauge(content, has_progress, is_simple)),
        Kind::Recommend if lists != 1 => said(
            if is_simple { "content.products" } else { "content.blocks" },
            "추천할 상품을 하나 이상 넣어 주세요(목록은 하나만).",
            "A recommendation needs its products, in one list.",
        ),
        Kind::Recommend if has_words => goals(content),
        Kind::Survey if !has(|block| matches!(block, Block::Choices(_))) => {
            said("content.choices", "답을 두 개 이상 적어 주세요.", "A survey needs two answers or more.")
        }
        Kind::Survey if is_simple && content.title.is_empty() => {
            said("content.title", "질문을 제목에 적어 주세요.", "The title must ask the question.")
        }
        Kind::Capture if !has(|block| matches!(block, Block::Form(_))) => said(
            "content.form",
            "무엇을 받을지(이메일, 휴대폰 번호)와 동의 문구를 적어 주세요.",
            "A capture needs a form: what it asks for, and the consent.",
        ),
        Kind::Coupon
            if !has(|block| {
                matches!(block, Block::Code(_))
                    || matches!(block, Block::Button(button) if !button.event.is_empty() || !button.href.is_empty())
            }) =>
        {
            said(
                "content.code",
                "쿠폰 코드를 적거나, 쇼핑몰이 발급하도록 버튼에 event나 주소를 넣어 주세요.",
                "A coupon needs its code, or a button with an event or an address by which the shop issues it.",
            )
        }
        Kind::Ticker if content.at_least == 0 => said(
            "content.at_least",
            "이 수보다 적으면 보여 주지 않아요. 1 이상을 적어 주세요.",
            "Below this number it is silent: say 1 or more.",
        ),
        Kind::Ticker if !blocks.iter().any(|block| matches!(block, Block::Text(text) if text.text.contains("{watching"))) => said(
            "content.text",
            "글에 {watching}을 넣어 주세요. 실제로 센 수가 그 자리에 들어가요.",
            "The text must have {watching}: the number that was really counted stands there.",
        ),
        _ if !has_words => said("content", "제목, 글, 이미지 중 하나는 있어야 해요.", "There must be a title, a text or a picture."),
        _ => None,
    }
}

/// What a gauge and a recommendation are about.
fn goals(content: &Content) -> Option<Wrong> {
    if content.tiers.is_empty() {
        return said("content.tiers", "목표 금액을 하나 이상 넣어 주세요.", "There must be at least one goal.");
    }
    if content.tiers.len() > TIERS_MAX {
        return said("content.tiers", format!("목표는 {TIERS_MAX}개까지 넣을 수 있어요."), format!("At most {TIERS_MAX} goals."));
    }
    if let Some(place) = content.tiers.iter().position(|tier| tier.at.0 <= 0) {
        return said(format!("content.tiers[{place}].at"), "0보다 큰 금액을 적어 주세요.", "The amount must be over 0.");
    }
    None
}

fn gauge(content: &Content, has_progress: bool, is_simple: bool) -> Option<Wrong> {
    if !has_progress {
        return said("content.blocks", "게이지에는 progress 블록이 있어야 해요.", "A gauge needs a progress block.");
    }
    if is_simple && content.text.is_empty() {
        return said(
            "content.text",
            "얼마나 남았는지 적어 주세요. 예: {left}만 더 담으면 {tier}",
            "The text must say how much is left, such as \"{left}만 더 담으면 {tier}\".",
        );
    }
    None
}

fn tokens(content: &Content) -> Option<Wrong> {
    for (at, colour) in
        [("content.accent", &content.accent), ("content.background", &content.background), ("content.color", &content.color)]
    {
        if !colour.is_empty() && parse(colour).is_none() {
            return said(at, "#e8590c 같은 색을 적어 주세요.", "It must be a colour such as #e8590c.");
        }
    }
    if content.radius > 32 {
        return said("content.radius", "0에서 32 사이의 픽셀 수를 적어 주세요.", "It must be 0 to 32 pixels.");
    }
    if content.width.is_some_and(|width| !(200..=960).contains(&width)) {
        return said("content.width", "200에서 960 사이의 픽셀 수를 적어 주세요.", "It must be 200 to 960 pixels.");
    }
    None
}

/// Lengths and variables of all texts.
fn texts(message: &Message) -> Option<Wrong> {
    let content = &message.content;
    let mut all: Vec<(String, String, usize)> = vec![
        ("name".into(), message.name.clone(), TEXT_CHARS_MAX),
        ("content.badge".into(), content.badge.clone(), TEXT_CHARS_MAX),
        ("content.done_text".into(), content.done_text.clone(), TEXT_CHARS_MAX),
    ];
    for (place, tier) in content.tiers.iter().enumerate() {
        all.push((format!("content.tiers[{place}].label"), tier.label.clone(), TEXT_CHARS_MAX));
    }
    let is_simple = content.blocks.is_empty();
    for (at, block) in placed(message) {
        let field = |name: &str| if is_simple { at.clone() } else { format!("{at}.{name}") };
        let part = |name: &str| format!("{at}.{name}");
        match block {
            Block::Title(title) => all.push((field("text"), title.text, TEXT_CHARS_MAX)),
            Block::Text(text) => {
                all.push((field("text"), text.text, TEXT_CHARS_MAX));
                all.push((if is_simple { "content.done_text".into() } else { part("done") }, text.done, TEXT_CHARS_MAX));
            }
            Block::Button(button) => {
                all.push((part("label"), button.label, TEXT_CHARS_MAX));
                all.push((part("event"), button.event, NAME_CHARS_MAX));
            }
            Block::Image(image) => all.push((part("alt"), image.alt, TEXT_CHARS_MAX)),
            Block::Code(code) => all.push((field("code"), code.code, NAME_CHARS_MAX)),
            Block::Choices(choices) => {
                all.push((if is_simple { "content.thanks".into() } else { part("thanks") }, choices.thanks, TEXT_CHARS_MAX));
                let list = if is_simple { at } else { part("choices") };
                let texts = choices.choices.into_iter().enumerate();
                all.extend(texts.map(|(place, text)| (format!("{list}[{place}]"), text, CHOICE_CHARS_MAX)));
            }
            Block::Form(form) => {
                all.push((part("label"), form.label, TEXT_CHARS_MAX));
                all.push((part("button"), form.button, TEXT_CHARS_MAX));
                all.push((part("consent"), form.consent, CONSENT_CHARS_MAX));
                all.push((part("thanks"), form.thanks, TEXT_CHARS_MAX));
            }
            // No templates: names and addresses stand as they are.
            Block::Products(_) | Block::Progress(_) | Block::HideToday(_) | Block::Countdown(_) => {}
        }
    }
    all.into_iter().find_map(|(at, text, max)| {
        let chars = text.chars().count();
        if chars > max {
            return said(
                at,
                format!("{chars}자예요. {max}자까지 쓸 수 있어요."),
                format!("It has {chars} characters, and may have {max}."),
            );
        }
        let unknown = unknown_variables(&text).into_iter().next()?.to_owned();
        let known = super::words::VARIABLES.map(|name| format!("{{{name}}}")).join(", ");
        said(
            at,
            format!("{{{unknown}}} 변수는 없어요. 쓸 수 있는 변수: {known}"),
            format!("There is no variable {{{unknown}}}. There are {known}."),
        )
    })
}

fn block_wrong(at: &str, block: &Block, message: &Message) -> Option<Wrong> {
    let is_simple = message.content.blocks.is_empty();
    let empty = |at: String| said(at, "비어 있어요. 글을 적어 주세요.", "It must not be empty.");
    match block {
        Block::Image(image) => image_wrong(at, image),
        Block::Button(button) => button_wrong(at, button),
        Block::Title(title) if title.text.trim().is_empty() => empty(format!("{at}.text")),
        Block::Text(text) if text.text.trim().is_empty() => empty(format!("{at}.text")),
        Block::Code(code) if code.code.trim().is_empty() || code.code.chars().any(char::is_control) => {
            empty(if is_simple { at.to_owned() } else { format!("{at}.code") })
        }
        Block::Choices(choices) => {
            let list = if is_simple { at.to_owned() } else { format!("{at}.choices") };
            if !(2..=CHOICES_MAX).contains(&choices.choices.len()) {
                return said(
                    list,
                    format!("답은 2개에서 {CHOICES_MAX}개까지 적어 주세요."),
                    format!("There must be 2 to {CHOICES_MAX} answers."),
                );
            }
            let place = choices.choices.iter().position(|text| text.trim().is_empty())?;
            empty(format!("{list}[{place}]"))
        }
        Block::Products(products) => products_wrong(&if is_simple { "content".to_owned() } else { at.to_owned() }, products),
        Block::Form(Form { consent, .. }) if consent.trim().is_empty() => said(
            format!("{at}.consent"),
            "무엇에 동의하는지 적어 주세요. 동의 없이는 연락처를 받을 수 없어요.",
            "Say what is consented to: no address is asked for without consent.",
        ),
        Block::Form(Form { button, .. }) if button.trim().is_empty() => empty(format!("{at}.button")),
        Block::Form(Form { asks: Asks::Email | Asks::Phone, .. })
        | Block::Title(_)
        | Block::Text(_)
        | Block::Code(_)
        | Block::Progress(_)
        | Block::HideToday(_)
        | Block::Countdown(_) => None,
    }
}

fn products_wrong(at: &str, Products { products, show }: &Products) -> Option<Wrong> {
    if products.is_empty() || products.len() > PRODUCTS_MAX {
        return said(
            format!("{at}.products"),
            format!("상품은 1개에서 {PRODUCTS_MAX}개까지 넣을 수 있어요."),
            format!("There must be 1 to {PRODUCTS_MAX} products."),
        );
    }
    if !(1..=SHOW_MAX).contains(show) {
        return said(
            format!("{at}.show"),
            format!("한 번에 보여 줄 상품은 1개에서 {SHOW_MAX}개까지 정할 수 있어요."),
            format!("It must be 1 to {SHOW_MAX} products at once."),
        );
    }
    products.iter().enumerate().find_map(|(place, product)| {
        let at = |field: &str| format!("{at}.products[{place}].{field}");
        for (field, text, max) in [("id", &product.id, NAME_CHARS_MAX), ("name", &product.name, TEXT_CHARS_MAX)] {
            let chars = text.chars().count();
            if text.trim().is_empty() || chars > max {
                return said(at(field), format!("1자에서 {max}자까지 적어 주세요."), format!("It must have 1 to {max} characters."));
            }
        }
        if products.iter().take(place).any(|other| other.id == product.id) {
            return said(at("id"), "같은 상품이 두 번 있어요. 하나를 지워 주세요.", "The product is there twice: take one out.");
        }
        if product.price.0 <= 0 {
            return said(at("price"), "0보다 큰 가격을 적어 주세요.", "The price must be over 0.");
        }
        let is_page = !product.href.starts_with(['t', 'T', 'm', 'M']);
        if !is_page || !safe_link(&product.href, false) {
            return said(
                at("href"),
                "상품 페이지의 주소를 https://, http:// 또는 /로 시작하게 적어 주세요.",
                "It must be the address of the product's page, beginning with https://, http:// or /.",
            );
        }
        if !product.image.is_empty() && !safe_link(&product.image, true) {
            return said(
                at("image"),
                "https:// 또는 /로 시작하는 주소(또는 data: 이미지)를 적어 주세요.",
                "It must begin with https:// or / (or be a data:image).",
            );
        }
        None
    })
}

fn image_wrong(at: &str, image: &Image) -> Option<Wrong> {
    if !safe_link(&image.src, true) {
        return said(
            format!("{at}.src"),
            "https:// 또는 /로 시작하는 주소(또는 data: 이미지)를 적어 주세요.",
            "It must begin with https:// or / (or be a data:image).",
        );
    }
    let is_size = |pixels: u32| (1..=4000).contains(&pixels);
    if !is_size(image.width) || !is_size(image.height) {
        return said(at, "이미지의 너비와 높이를 픽셀로 적어 주세요(1~4000).", "It needs its width and height in pixels, 1 to 4000.");
    }
    None
}

fn button_wrong(at: &str, button: &Button) -> Option<Wrong> {
    if button.label.trim().is_empty() {
        return said(format!("{at}.label"), "버튼에 쓸 글을 적어 주세요.", "It must not be empty.");
    }
    if !button.href.is_empty() && !safe_link(&button.href, false) {
        return said(
            format!("{at}.href"),
            "https://, http://, tel:, mailto: 또는 /로 시작하는 주소를 적어 주세요.",
            "It must begin with https://, http://, tel:, mailto: or /.",
        );
    }
    None
}

/// Where a message may be.
fn place_wrong(message: &Message) -> Option<Wrong> {
    let is_fixed = matches!(message.kind, Kind::Floating | Kind::Note | Kind::Popup | Kind::Bar);
    match &message.content.anchor {
        Some(anchor) => {
            if is_fixed {
                return said(
                    "content.anchor",
                    "이 종류의 메시지는 화면 위에 떠요. 페이지 안의 자리를 지워 주세요.",
                    "A message of this type floats over the page: it has no place in it.",
                );
            }
            let selector = anchor.selector.trim();
            if selector.is_empty() || selector.chars().count() > NAME_CHARS_MAX || selector.contains(['{', '}', ';', '<']) {
                return said(
                    "content.anchor.selector",
                    format!("#cart 같은 CSS 선택자를 {NAME_CHARS_MAX}자 안으로 적어 주세요."),
                    format!("It must be a CSS selector such as #cart, of at most {NAME_CHARS_MAX} characters."),
                );
            }
            None
        }
        None if message.kind == Kind::Inline => said(
            "content.anchor",
            "페이지의 어느 자리에 그릴지 CSS 선택자로 적어 주세요.",
            "An inline message needs its place in the page: a CSS selector.",
        ),
        None if message.place.is_some_and(|place| !message.kind.places().contains(&place)) => said(
            "place",
            "이 종류의 메시지가 설 수 없는 자리예요. 비워 두거나 다른 자리를 골라 주세요.",
            "A message of this type does not stand there. Leave it out, or choose another place.",
        ),
        None => None,
    }
}

impl Kind {
    /// Where it may stand, its usual place first.
    #[must_use]
    pub const fn places(self) -> &'static [Place] {
        use Place::{BottomCenter, BottomLeft, BottomRight, Center, TopCenter, TopLeft, TopRight};
        match self {
            Self::Popcorn | Self::Floating | Self::Survey | Self::Capture | Self::Inline | Self::Recommend => {
                &[BottomRight, BottomLeft, TopRight, TopLeft, BottomCenter, TopCenter, Center]
            }
            Self::Coupon => &[Center, BottomRight, BottomLeft, TopRight, TopLeft, BottomCenter, TopCenter],
            Self::Gauge => &[BottomCenter, BottomRight, BottomLeft, TopRight, TopLeft, TopCenter, Center],
            Self::Ticker => &[BottomLeft, BottomRight, TopRight, TopLeft, BottomCenter, TopCenter],
            Self::Note => &[TopRight, TopLeft, TopCenter, BottomRight, BottomLeft, BottomCenter],
            Self::Popup => &[Center],
            Self::Bar => &[TopCenter, BottomCenter],
        }
    }
}

/// Schemes by an allow-list: the shop's own paths, http, https, tel and mailto; for pictures https and `data:image/` of raster kinds. Checked
/// again when drawn.
#[must_use]
pub fn safe_link(link: &str, picture: bool) -> bool {
    if link.len() > 2000 || link.chars().any(|letter| letter.is_control() || letter == '\\') {
        return false;
    }
    let lower: String = link.chars().take(24).map(|letter| letter.to_ascii_lowercase()).collect();
    let raster = ["png", "gif", "jpeg", "webp", "avif"].map(|kind| format!("data:image/{kind};"));
    (link.starts_with('/') && !link.starts_with("//"))
        || lower.starts_with("https://")
        || (!picture && ["http://", "tel:", "mailto:"].iter().any(|start| lower.starts_with(start)))
        || (picture && raster.iter().any(|start| lower.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_by_an_allow_list() {
        for (link, href, picture) in [
            ("/event", true, true),
            ("https://shop.kr/", true, true),
            ("http://shop.kr/", true, false),
            ("tel:02-123-4567", true, false),
            ("mailto:a@shop.kr", true, false),
            ("//evil.example/", false, false),
            ("javascript:alert(1)", false, false),
            ("JaVaScRiPt:alert(1)", false, false),
            (" javascript:alert(1)", false, false),
            ("java\nscript:alert(1)", false, false),
            ("data:text/html,<script>", false, false),
            ("data:image/svg+xml,<svg onload=alert(1)>", false, false),
            ("data:image/png;base64,AAAA", false, true),
            ("data:image/avif;base64,AAAA", false, true),
            ("/\\evil.example", false, false),
        ] {
            assert_eq!((safe_link(link, false), safe_link(link, true)), (href, picture), "{link}");
        }
    }
}
