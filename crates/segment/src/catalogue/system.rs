//! The device (S23), conversions (S24), messages (S25).

use model::facts::{
    Fact,
    fold::{ACTS, SIGN_UP},
};

use super::{
    Ask::{Language, Log, Number, OneOf, Words},
    Entry,
    What::{Events, Everything, Fixed, Marked},
    row,
};

pub const ROWS: &[Entry] = &[
    row("system.device", "S23", "기기", "device", Fact::DeviceKind, OneOf(&["pc", "mobile", "tablet", "app"])).visit(),
    row("system.os", "S23", "운영체제", "operating system", Fact::Os, Words).visit(),
    row("system.browser", "S23", "브라우저", "browser", Fact::Browser, Words).visit(),
    row("system.app", "S23", "인앱 브라우저", "in-app browser", Fact::App, Words).visit(),
    row("system.language", "S23", "언어", "language", Fact::Language, Language).visit(),
    row("system.screen_width", "S23", "화면 너비", "screen width", Fact::ScreenWidth, Number).unit("px", "px").up_to(100_000).visit(),
    row("conversion.order", "S24", "구매 전환", "order", Fact::Ordered, Log(Everything)).unit("회", "times"),
    row("conversion.sign_up", "S24", "회원가입 전환", "sign-up", Fact::Events, Log(Fixed(SIGN_UP))).unit("회", "times"),
    row("conversion.cart_add", "S24", "장바구니 담기", "add to cart", Fact::Added, Log(Everything)).unit("회", "times"),
    row("conversion.event", "S24", "맞춤 이벤트", "custom event", Fact::Events, Log(Events)).unit("회", "times"),
    row("message.shown", "S25", "메시지를 봄", "saw a message", Fact::Messages, Log(Marked(ACTS[0]))).unit("회", "times"),
    row("message.clicked", "S25", "메시지를 클릭함", "clicked a message", Fact::Messages, Log(Marked(ACTS[1]))).unit("회", "times"),
    row("message.closed", "S25", "메시지를 닫음", "closed a message", Fact::Messages, Log(Marked(ACTS[2]))).unit("회", "times"),
    row("message.converted", "S25", "메시지로 구매함", "converted from a message", Fact::Messages, Log(Marked(ACTS[4])))
        .unit("회", "times"),
];
