//! What a message says to this shopper. The engine gives the values, the drawing puts them into the texts and writes amounts as the page's
//! own `Intl` does (`crates/browser/js/view.ts`): always text, never markup.

use model::{
    codec::{Reader, Wire as _, put_bytes, put_zigzag},
    facts::{Fact, Facts},
    money::Micros,
};

use crate::{
    bundle::{Compiled, Settings},
    definition::Kind,
};

/// The variables, by number from 1; 0 is plain text. The numbers are in bundles: append only.
///
/// `{left}`: money to the next goal; `{tier}`: that goal's name; `{total}`: the cart's total; `{member}`: who is signed in; `{word}`: the
/// search word that led here; `{previous_word}`: the one before; `{product}`: the product on the page.
pub const VARIABLES: [&str; 7] = ["left", "tier", "total", "member", "word", "previous_word", "product"];

/// Appends a text taken apart: a list of (variable or 0, text or the default). Braces around anything but `{name}` and `{name|default}` are
/// letters like others.
pub fn put_template(out: &mut Vec<u8>, text: &str) {
    parse(text).put(out);
}

fn parse(text: &str) -> Vec<(u8, String)> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        plain.push_str(before);
        let inside = after.split_once('}').and_then(|(inside, after)| {
            let (name, default) = inside.split_once('|').unwrap_or((inside, ""));
            let (number, _) = (1_u8..).zip(VARIABLES).find(|(_, known)| *known == name.trim())?;
            Some((number, default, after))
        });
        if let Some((number, default, after)) = inside {
            if !plain.is_empty() {
                parts.push((0, core::mem::take(&mut plain)));
            }
            parts.push((number, default.to_owned()));
            rest = after;
        } else {
            plain.push('{');
            rest = after;
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        parts.push((0, plain));
    }
    parts
}

/// Appends what is drawn: id, kind, place, currency, whether Korean, content; for a gauge the cart's total, what is left to the next goal and
/// that goal's place (the number of goals when all are reached), else zeros; then member, word, previous word and product, empty where
/// there is none. False, and nothing appended, when a gauge's cart is not known.
pub fn put_view(out: &mut Vec<u8>, message: &Compiled<'_>, facts: &Facts, settings: &Settings) -> bool {
    let total = facts.cart_total();
    if message.kind == Kind::Gauge as u8 && total.is_none() {
        return false;
    }
    let Micros(total) = total.unwrap_or_default();
    let (mut next, mut left) = (0_u8, 0);
    let mut goals = Reader::new(message.goals);
    while !goals.is_done() {
        let goal = goals.zigzag();
        if goal > total {
            left = goal.wrapping_sub(total);
            break;
        }
        next = next.wrapping_add(1);
    }
    put_bytes(out, message.id.as_bytes());
    out.push(message.kind);
    out.push(message.place);
    settings.currency.put(out);
    settings.korean.put(out);
    put_bytes(out, message.content);
    put_zigzag(out, total);
    put_zigzag(out, left);
    out.push(next);
    for fact in &[Fact::Member, Fact::Word, Fact::PreviousWord] {
        put_bytes(out, facts.text(*fact).unwrap_or("").as_bytes());
    }
    let product = facts.product.as_ref().and_then(|product| product.first()).map_or("", |item| item.name.as_str());
    put_bytes(out, product.as_bytes());
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_and_braces() {
        assert_eq!(parse("{left}만 더"), vec![(1, String::new()), (0, "만 더".into())]);
        assert_eq!(parse("{member|고객}님 {x} {"), vec![(4, "고객".into()), (0, "님 {x} {".into())]);
        assert_eq!(parse(""), vec![]);
    }
}
