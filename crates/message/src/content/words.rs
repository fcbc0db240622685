//! Texts with variables: read here, filled in by the drawing. Always text, never markup.

use model::codec::Wire as _;

/// The variables, by number from 1; 0 is plain text. The numbers are in bundles: append only.
///
/// `{left}`: money to the next goal; `{tier}`: that goal's name; `{total}`: the cart's total; `{member}`: who is signed in; `{word}`: the
/// search word that led here; `{previous_word}`: the one before; `{product}`: the product on the page; `{grade}`, `{points}`: the member's, where
/// the edge tells them; `{watching}`: how many people look at this product or page now ([`crate::watching`]); `{end}`: the day on which the message
/// ends.
pub const VARIABLES: [&str; 11] =
    ["left", "tier", "total", "member", "word", "previous_word", "product", "grade", "points", "watching", "end"];

/// A particle's number: this, and 1 more where ㄹ counts as a vowel. Its text has the forms: after a consonant, a vowel, what cannot be read.
const PARTICLE: u8 = 128;

/// The pairs of particles, as `consonant/vowel`. Written right after a variable either way round, or as `이(가)`, they follow its value.
const PARTICLES: [(&str, &str, &str); 6] = [
    ("이", "가", "이(가)"),
    ("을", "를", "을(를)"),
    ("은", "는", "은(는)"),
    ("과", "와", "과(와)"),
    ("으로", "로", "(으)로"),
    ("이나", "나", "(이)나"),
];

/// Appends a text taken apart: a list of (0, text), (a variable, its default), (a particle, its forms).
pub fn put_template(out: &mut Vec<u8>, text: &str) {
    parse(text).put(out);
}

/// Words in braces that are no variable, in their order. Other braces are letters like any others.
#[must_use]
pub fn unknown_variables(text: &str) -> Vec<&str> {
    let in_braces = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(inside, _)| name_of(inside));
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    in_braces.filter(|name| is_name(name) && !VARIABLES.contains(name)).collect()
}

fn name_of(inside: &str) -> &str {
    inside.split_once('|').map_or(inside, |(name, _)| name).trim()
}

fn parse(text: &str) -> Vec<(u8, String)> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        plain.push_str(before);
        let inside = after.split_once('}').and_then(|(inside, after)| {
            let (number, _) = (1_u8..).zip(VARIABLES).find(|(_, known)| *known == name_of(inside))?;
            Some((number, inside.split_once('|').map_or("", |(_, default)| default), after))
        });
        if let Some((number, default, after)) = inside {
            if !plain.is_empty() {
                parts.push((0, core::mem::take(&mut plain)));
            }
            parts.push((number, default.to_owned()));
            rest = after;
            if let Some((particle, after)) = particle(after) {
                parts.push(particle);
                rest = after;
            }
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

/// The pair of particles that a text begins with, and what follows it.
fn particle(text: &str) -> Option<((u8, String), &str)> {
    PARTICLES.iter().find_map(|(consonant, vowel, both)| {
        let written = [format!("{consonant}/{vowel}"), format!("{vowel}/{consonant}"), format!("{vowel}({consonant})"), (*both).to_owned()];
        let after = written.iter().find_map(|pair| text.strip_prefix(pair.as_str()))?;
        let number = PARTICLE + u8::from(*vowel == "로");
        Some(((number, format!("{consonant}/{vowel}/{both}")), after))
    })
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

    #[test]
    fn particles_after_a_variable_only() {
        for written in ["을/를", "를/을", "을(를)", "를(을)"] {
            let parts = parse(&format!("{{product}}{written} 담았어요"));
            assert_eq!(parts, vec![(7, String::new()), (128, "을/를/을(를)".into()), (0, " 담았어요".into())], "{written}");
        }
        assert_eq!(parse("{product}으로/로").last(), Some(&(129, "으로/로/(으)로".to_owned())));
        assert_eq!(parse("{member}이나/나").last(), Some(&(128, "이나/나/(이)나".to_owned())));
        assert_eq!(parse("사과을/를"), vec![(0, "사과을/를".into())]);
        // What is written plainly is left as it is.
        assert_eq!(parse("{product}을"), vec![(7, String::new()), (0, "을".into())]);
    }

    #[test]
    fn variables_that_there_are_not() {
        assert_eq!(unknown_variables("{nmae}님 {member|고객} {이름|고객}"), ["nmae", "이름"]);
        assert_eq!(unknown_variables("{ a: 1 } { } {} {a-b} {unclosed"), [""; 0]);
    }
}
