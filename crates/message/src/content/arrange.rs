//! Each type's arrangement of blocks, and its bytes in a bundle.

use model::codec::{Wire as _, put_bytes, put_varint, put_zigzag};

use super::{
    Block, Button, Choices, Code, Content, Countdown, HideToday, Image, Products, Progress, Size, Text, Title, three, words::put_template,
};
use crate::definition::{Kind, Message};

/// How blocks stand in their box. The numbers are drawn by: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Frame {
    /// Picture, words, buttons: one under the other.
    Card = 0,
    /// A round badge, and a card that it opens.
    Badge = 1,
    /// Words and a button in a line, a track under them.
    Line = 2,
    /// A small picture beside words, as a phone's notification has it.
    Note = 3,
    /// A card in the middle, with everything behind it out of reach.
    Popup = 4,
    /// A line over the whole width, at the edge.
    Bar = 5,
    /// A short line, as small as it can be.
    Pill = 6,
}

impl Kind {
    /// How its blocks stand.
    const fn frame(self) -> Frame {
        match self {
            Self::Popcorn | Self::Coupon | Self::Inline | Self::Survey | Self::Capture | Self::Recommend => Frame::Card,
            Self::Floating => Frame::Badge,
            Self::Gauge => Frame::Line,
            Self::Note => Frame::Note,
            Self::Popup => Frame::Popup,
            Self::Bar => Frame::Bar,
            Self::Ticker => Frame::Pill,
        }
    }
}

impl Block {
    /// Its number in bundles.
    const fn number(&self) -> u8 {
        match self {
            Self::Image(_) => 1,
            Self::Title(_) => 2,
            Self::Text(_) => 3,
            Self::Button(_) => 4,
            Self::Progress(_) => 5,
            Self::HideToday(_) => 6,
            Self::Code(_) => 7,
            Self::Countdown(_) => 8,
            Self::Choices(_) => 9,
            Self::Form(_) => 10,
            Self::Products(_) => 11,
        }
    }
}

/// The blocks of a message: its own, or those that its type makes of the simple fields.
#[must_use]
pub fn blocks(message: &Message) -> Vec<Block> {
    let content = &message.content;
    let mut blocks = if content.blocks.is_empty() { arranged(message.kind, content) } else { content.blocks.clone() };
    if message.limits.hide_today && !blocks.iter().any(|block| matches!(block, Block::HideToday(_))) {
        // In a gauge it stands in the line, above the track.
        let place = blocks.iter().position(|block| matches!(block, Block::Progress(_))).unwrap_or(blocks.len());
        blocks.insert(place, Block::HideToday(HideToday {}));
    }
    blocks
}

fn arranged(kind: Kind, content: &Content) -> Vec<Block> {
    let Content { title, text, done_text, image, button, quiet, code, countdown, choices, form, thanks, products, show, .. } = content;
    let is_said = |text: &&String| !text.is_empty();
    let title = Some(title).filter(is_said).map(|text| Block::Title(Title { text: text.clone() }));
    let text = Some(text).filter(is_said).map(|text| Block::Text(Text { text: text.clone(), done: done_text.clone() }));
    let image = image.clone().map(Block::Image);
    let buttons = button.iter().cloned().chain(quiet.iter().map(|button| Button { quiet: true, ..button.clone() })).map(Block::Button);
    let code = Some(code).filter(is_said).map(|code| Block::Code(Code { code: code.clone() }));
    let countdown = countdown.then_some(Block::Countdown(Countdown {}));
    let choices = (!choices.is_empty()).then(|| Block::Choices(Choices { choices: choices.clone(), thanks: thanks.clone() }));
    let form = form.clone().map(|mut form| {
        if form.thanks.is_empty() {
            form.thanks.clone_from(thanks);
        }
        Block::Form(form)
    });
    let products =
        (!products.is_empty()).then(|| Block::Products(Products { products: products.clone(), show: show.unwrap_or_else(three) }));
    let words = title.into_iter().chain(text);
    if kind == Kind::Gauge {
        // A track has words and a button above it, and no picture.
        return words.chain(buttons).chain([Block::Progress(Progress {})]).collect();
    }
    image.into_iter().chain(words).chain(code).chain(countdown).chain(choices).chain(form).chain(products).chain(buttons).collect()
}

/// Blocks from here on are drawn by code that is fetched when a bundle has one of them.
const MORE: u8 = 7;

/// True where drawing it needs the code that most pages do without.
#[must_use]
pub fn needs_more(message: &Message) -> bool {
    message.content.anchor.is_some() || message.kind.frame() == Frame::Popup || blocks(message).iter().any(|block| block.number() >= MORE)
}

/// A message's content in a bundle: tokens, box, badge, place in the page, goals, then blocks, each as number, length, fields. The browser
/// reads it in `crates/browser/js/view.ts`; the engine does not look into it.
#[must_use]
pub fn content_of(message: &Message) -> Vec<u8> {
    let content = &message.content;
    let mut out = Vec::new();
    for colour in [&content.accent, &content.background, &content.color] {
        colour.put(&mut out);
    }
    let size = if content.size == Size::Full && message.kind != Kind::Popup { Size::Large } else { content.size };
    out.extend([content.radius, content.font as u8, size as u8, content.animation as u8]);
    content.width.unwrap_or(0).put(&mut out);
    out.push(message.kind.frame() as u8);
    put_template(&mut out, &content.badge);
    let (selector, side) = content.anchor.as_ref().map_or(("", 0), |anchor| (anchor.selector.as_str(), anchor.side as u8));
    put_bytes(&mut out, selector.as_bytes());
    out.push(side);
    put_zigzag(&mut out, message.end.map_or(0, |end| end.0));
    let mut tiers = content.tiers.clone();
    tiers.sort_by_key(|tier| tier.at);
    tiers.into_iter().map(|tier| (tier.at, tier.label)).collect::<Vec<_>>().put(&mut out);
    let blocks = blocks(message);
    put_varint(&mut out, blocks.len() as u64);
    for block in &blocks {
        let mut fields = Vec::new();
        put_fields(&mut fields, block);
        out.push(block.number());
        put_bytes(&mut out, &fields);
    }
    out
}

fn put_fields(out: &mut Vec<u8>, block: &Block) {
    match block {
        Block::Image(Image { src, alt, width, height }) => {
            src.put(out);
            alt.put(out);
            width.put(out);
            height.put(out);
        }
        Block::Title(Title { text }) => put_template(out, text),
        Block::Text(Text { text, done }) => {
            put_template(out, text);
            put_template(out, done);
        }
        Block::Button(Button { label, href, event, quiet }) => {
            put_template(out, label);
            href.put(out);
            event.put(out);
            quiet.put(out);
        }
        Block::Code(Code { code }) => code.put(out),
        Block::Choices(Choices { choices, thanks }) => {
            put_template(out, thanks);
            choices.put(out);
        }
        Block::Form(form) => {
            put_template(out, &form.thanks);
            out.push(form.asks as u8);
            form.label.put(out);
            form.consent.put(out);
            form.button.put(out);
        }
        Block::Products(Products { products, .. }) => {
            put_varint(out, products.len() as u64);
            for product in products {
                for text in [&product.name, &product.image, &product.href] {
                    text.put(out);
                }
                product.price.put(out);
            }
        }
        Block::Progress(_) | Block::HideToday(_) | Block::Countdown(_) => {}
    }
}
