//! English grammar: a verb and its opposite, and how relative clauses join to a sentence.

use crate::describe::Said;

/// What one condition says.
pub(in crate::describe) struct Phrase {
    /// `who`, or `whose` and a noun.
    subject: String,
    pub(super) verb: String,
    pub(super) rest: String,
}

impl Phrase {
    pub(super) fn new(subject: impl Into<String>, verb: impl Into<String>, rest: impl Into<String>) -> Self {
        Self { subject: subject.into(), verb: verb.into(), rest: rest.into() }
    }

    pub(super) fn said(&self) -> String {
        join([self.subject.as_str(), self.verb.as_str(), self.rest.as_str()])
    }
}

pub(super) fn join<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The sentence: whoever is in, and who is out of them.
pub(in crate::describe) fn sentence(all: &[Said<Phrase>], out: &[Said<Phrase>]) -> String {
    let mut text = if all.is_empty() { "Every visitor".to_owned() } else { format!("Visitors {}", and(all, true)) };
    if !out.is_empty() {
        text.push_str(", except those ");
        text.push_str(&any(out));
    }
    text
}

/// Parts that all hold. The outermost ones need no brackets around alternatives: a comma follows them.
fn and(parts: &[Said<Phrase>], outermost: bool) -> String {
    let one = |part: &Said<Phrase>| match part {
        Said::Any(parts) if outermost => any(parts),
        other => said(other),
    };
    let texts: Vec<String> = parts.iter().map(one).collect();
    match texts.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{}, and {last}", before.join(", ")),
        _ => texts.concat(),
    }
}

fn said(part: &Said<Phrase>) -> String {
    match part {
        Said::One(phrase) => phrase.said(),
        Said::All(parts) => format!("({})", and(parts, false)),
        Said::Any(parts) => format!("({})", any(parts)),
        Said::Not(inside) => match &**inside {
            Said::All(parts) if parts.is_empty() => "who are nobody".to_owned(),
            Said::One(phrase) => format!("who are not among those {}", phrase.said()),
            other => format!("who are not among those {}", said(other)),
        },
    }
}

/// Alternatives. What they share is said once.
fn any(parts: &[Said<Phrase>]) -> String {
    let mut text = String::new();
    let mut before: Option<&Phrase> = None;
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            text.push_str(" or ");
        }
        match part {
            Said::One(phrase) => {
                let shared = before.filter(|before| before.subject == phrase.subject && phrase.subject != "who");
                text.push_str(&match shared {
                    Some(before) if before.verb == phrase.verb && !phrase.rest.is_empty() => phrase.rest.clone(),
                    Some(_) => join([phrase.verb.as_str(), phrase.rest.as_str()]),
                    None => phrase.said(),
                });
                before = Some(phrase);
            }
            other => {
                before = None;
                text.push_str(&said(other));
            }
        }
    }
    text
}

/// A verb and its opposite.
pub(super) type Verb = (&'static str, &'static str);

pub(super) const IS: Verb = ("is", "is not");
pub(super) const WAS: Verb = ("was", "was not");
pub(super) const ARE: Verb = ("are", "are not");
pub(super) const HAVE: Verb = ("have", "do not have");
pub(super) const CAME: Verb = ("came", "did not come");

pub(super) fn of(verb: Verb, wanted: bool) -> &'static str {
    if wanted { verb.0 } else { verb.1 }
}
