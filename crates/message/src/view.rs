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
    recommend::choose,
};

/// False for a gauge whose cart is not known, a ticker with too few to say, and a recommendation of nothing.
#[must_use]
pub fn is_sayable(message: &Compiled<'_>, facts: &Facts) -> bool {
    if message.kind == Kind::Gauge as u8 {
        return facts.cart_total().is_some();
    }
    if message.kind == Kind::Recommend as u8 {
        return !choose(message.goals, facts).is_empty();
    }
    message.kind != Kind::Ticker as u8 || facts.number(Fact::Watching).unwrap_or(-1) >= Reader::new(message.goals).zigzag()
}

/// Appends what is drawn: id, kind, place, currency, whether Korean, content; for a gauge the cart's total, what is left to the next goal and
/// that goal's place (the number of goals when all are reached), else zeros; then member, word, previous word, product and grade, empty where
/// there is none, points and people watching, -1 where nobody has said, and the places of the products that were chosen. False, and nothing
/// appended, where there is nothing to say ([`is_sayable`]).
pub fn put_view(out: &mut Vec<u8>, message: &Compiled<'_>, facts: &Facts, settings: &Settings) -> bool {
    if !is_sayable(message, facts) {
        return false;
    }
    let watching = facts.number(Fact::Watching).unwrap_or(-1);
    let mut goals = Reader::new(message.goals);
    let Micros(total) = facts.cart_total().unwrap_or_default();
    let (mut next, mut left) = (0_u8, 0);
    while !goals.is_done() {
        let goal = goals.zigzag();
        // What follows the goals of a recommendation are its products.
        if goal == 0 {
            break;
        }
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
    put_bytes(out, facts.text(Fact::Grade).unwrap_or("").as_bytes());
    put_zigzag(out, facts.number(Fact::Points).unwrap_or(-1));
    put_zigzag(out, watching);
    put_bytes(out, &choose(message.goals, facts));
    true
}
