//! What a message says and how it looks: typed blocks and typed design tokens.
//!
//! A shop owner writes either `blocks`, or the simple fields (title, text, picture, button…), of which each type makes its own arrangement of
//! blocks ([`arrange`]). What browsers load, and draw, is blocks alone: they know no types.

pub mod arrange;
pub mod check;
mod colour;
pub mod words;

use model::money::Micros;
use serde::{Deserialize, Serialize};

/// What a message says. Texts may hold variables: `{member|고객}` is the signed-in member, or "고객".
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Heading. Of a survey: the question.
    #[serde(default)]
    pub title: String,
    /// Text. In a gauge: while something is left.
    #[serde(default)]
    pub text: String,
    /// In a gauge: when every tier is reached.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub done_text: String,
    /// Picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// The one main button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button: Option<Button>,
    /// The quiet one beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Button>,
    /// A coupon's code, to be copied. Everybody can read it in what browsers load.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Counts down to the message's `end`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub countdown: bool,
    /// What a survey's question may be answered with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// What a capture asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// What is said to who has answered.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub thanks: String,
    /// The label of a floating badge.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub badge: String,
    /// The goals of a gauge, and of a recommendation, by amount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<Tier>,
    /// Of which a recommendation chooses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<Product>,
    /// How many of them it shows at once; none: 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show: Option<u8>,
    /// A ticker is silent below this number of people.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub at_least: u32,
    /// Drawn into the page, there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
    /// In the place of title, text, picture, buttons and the like: what there is, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,

    /// Accent colour `#rrggbb`; empty: the page's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub accent: String,
    /// Background `#rrggbb`; empty: light or dark as the page is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub background: String,
    /// Colour of the text `#rrggbb`; empty: what is read on the background.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub color: String,
    /// Corner radius in pixels, 0–32.
    #[serde(default = "radius")]
    pub radius: u8,
    /// Typeface.
    #[serde(default)]
    pub font: Font,
    /// Size of texts, and of the box with them.
    #[serde(default)]
    pub size: Size,
    /// Width of the box in pixels, 200–960; none: as the type has it. Never wider than the screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u16>,
    /// How it comes.
    #[serde(default)]
    pub animation: Animation,
}

const fn radius() -> u8 {
    16
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_false(value: &bool) -> bool {
    !*value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_zero(value: &u32) -> bool {
    *value == 0
}

/// A part of a message. In bundles each has the number of its place here, from 1 on, and a length: a browser passes over one that it does not
/// know. Append only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A picture.
    Image(Image),
    /// A heading.
    Title(Title),
    /// A text.
    Text(Text),
    /// A button.
    Button(Button),
    /// How far the cart is to the goals (`tiers`).
    Progress(Progress),
    /// "Don't show today"; by itself where `limits.hide_today` is set.
    HideToday(HideToday),
    /// A coupon's code, to be copied.
    Code(Code),
    /// What is left until the message's `end`.
    Countdown(Countdown),
    /// Answers to a question, one of which is chosen.
    Choices(Choices),
    /// Asks for an address, with consent.
    Form(Form),
    /// Products that fill what is left to the next goal.
    Products(Products),
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// What it says.
    pub text: String,
}

/// A text.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// What it says.
    pub text: String,
    /// What it says instead when every tier is reached.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub done: String,
}

/// See [`Block::Progress`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {}

/// See [`Block::HideToday`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HideToday {}

/// See [`Block::Countdown`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Countdown {}

/// A coupon's code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// As it is typed at the order form.
    pub code: String,
}

/// What a question may be answered with. The answer becomes an event `survey` with `message`, `answer` (the text) and `choice` (its number from 1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// The answers, 2–8.
    pub choices: Vec<String>,
    /// What is said afterwards.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub thanks: String,
}

/// Asks for an address. It is handed to the page alone, as an event `dangol` that the page takes by `preventDefault()`; into tapes and logs
/// goes only that it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// What is asked for.
    pub asks: Asks,
    /// What stands by the field; empty: "이메일", "휴대폰 번호".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// What is consented to, word for word; it goes with the answer. Never ticked beforehand.
    pub consent: String,
    /// What the button says.
    pub button: String,
    /// What is said afterwards: that the address is to be confirmed, for instance.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub thanks: String,
}

/// Products of which the browser shows those that fill what is left to the next goal ([`crate::recommend`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Products {
    /// The products, 1–30.
    pub products: Vec<Product>,
    /// How many are shown at once, 1–4.
    #[serde(default = "three")]
    pub show: u8,
}

const fn three() -> u8 {
    3
}

/// A product that may be recommended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Its id, as the page says it of a product and of a line of the cart.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it costs, in the site's currency.
    pub price: Micros,
    /// Where it leads: the product's page.
    pub href: String,
    /// The address of its picture, which is drawn square; empty: none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub image: String,
}

/// What a form asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Asks {
    /// An e-mail address.
    Email = 0,
    /// A phone number.
    Phone = 1,
}

/// A picture, with its size so that its place is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Its address: https, or a path of the shop.
    pub src: String,
    /// What it shows, for those who do not see it.
    #[serde(default)]
    pub alt: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// A button: a link where it has an address; else it closes the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// Where it leads: http, https, tel, mailto, or a path of the shop.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub href: String,
    /// Tells the page: an event `dangol` on `window` whose `detail` has this as `event`, and the message. A shop issues its coupon then.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub event: String,
    /// The quiet one of two.
    #[serde(default, skip_serializing_if = "is_false")]
    pub quiet: bool,
}

/// A goal of a gauge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// From this cart total on.
    pub at: Micros,
    /// What it gives: "무료배송".
    pub label: String,
}

/// A place in the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// CSS selector; of several matches the first.
    pub selector: String,
    /// Where to it.
    #[serde(default, rename = "where")]
    pub side: Side,
}

/// Where to an element. The numbers are drawn by: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Side {
    /// Before it.
    Before = 0,
    /// In it, first.
    Start = 1,
    /// In it, last.
    End = 2,
    /// After it.
    #[default]
    After = 3,
}

/// A typeface. No font is ever downloaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Font {
    /// The page's own.
    #[default]
    Page = 0,
    /// The device's.
    System = 1,
}

/// A size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Size {
    /// Text of 15 px.
    #[default]
    Medium = 0,
    /// Text of 14 px.
    Small = 1,
    /// Text of 17 px.
    Large = 2,
    /// A popup over the whole screen of a phone.
    Full = 3,
}

/// How a message comes. Who wants less motion sees it fade, whatever this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Animation {
    /// From its edge.
    #[default]
    Spring = 0,
    /// Where it is.
    Fade = 1,
    /// At once.
    None = 2,
}
