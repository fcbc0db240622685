//! Korean grammar: a verb's endings, and how phrases join to a sentence.

use model::particle::{Josa, josa};

use crate::describe::Said;

/// A word with its particle; of what is not read aloud (a slash, a picture) it is said that it is a value.
pub(super) fn with_josa(word: &str, pair: Josa) -> String {
    let josa = josa(word, pair);
    if josa.contains('(') { format!("{word} {}", model::particle::with_josa("값", pair)) } else { format!("{word}{josa}") }
}

/// How a phrase ends: before another one, before a noun, before an alternative.
#[derive(Clone, Copy)]
pub(super) enum Form {
    And,
    Of,
    Or,
}

/// A verb's endings, and those of its opposite.
#[derive(PartialEq, Eq)]
pub(super) struct Verb {
    endings: [&'static str; 3],
    not: [&'static str; 3],
}

/// 이다. Its opposite has a particle of its own.
pub(super) const BE: &Verb = &Verb { endings: ["이고", "인", "이거나"], not: [" 아니고", " 아닌", " 아니거나"] };
/// 했다: 구매한.
pub(super) const DID: &Verb =
    &Verb { endings: ["했고", "한", "했거나"], not: ["하지 않았고", "하지 않은", "하지 않았거나"] };
/// 한다: 시작하는, 속하는.
pub(super) const DOES: &Verb =
    &Verb { endings: ["하고", "하는", "하거나"], not: ["하지 않고", "하지 않는", "하지 않거나"] };
/// 되다: 포함된.
pub(super) const BECOMES: &Verb =
    &Verb { endings: ["되고", "된", "되거나"], not: ["되지 않고", "되지 않은", "되지 않거나"] };
/// 됐다: 4일 된.
pub(super) const BECAME: &Verb =
    &Verb { endings: ["됐고", "된", "됐거나"], not: ["되지 않았고", "되지 않은", "되지 않았거나"] };
pub(super) const HAS: &Verb = &Verb { endings: ["있고", "있는", "있거나"], not: ["없고", "없는", "없거나"] };
pub(super) const SAW: &Verb =
    &Verb { endings: ["봤고", "본", "봤거나"], not: ["보지 않았고", "보지 않은", "보지 않았거나"] };
pub(super) const SHOWED: &Verb =
    &Verb { endings: ["보였고", "보인", "보였거나"], not: ["보이지 않았고", "보이지 않은", "보이지 않았거나"] };
pub(super) const CAME: &Verb =
    &Verb { endings: ["왔고", "온", "왔거나"], not: ["오지 않았고", "오지 않은", "오지 않았거나"] };
/// 담았다, 닫았다.
pub(super) const ATDA: &Verb = &Verb { endings: ["았고", "은", "았거나"], not: ["지 않았고", "지 않은", "지 않았거나"] };
/// 지났다.
pub(super) const PASSED: &Verb =
    &Verb { endings: ["났고", "난", "났거나"], not: ["나지 않았고", "나지 않은", "나지 않았거나"] };
/// 맞다.
pub(super) const FITS: &Verb =
    &Verb { endings: ["맞고", "맞는", "맞거나"], not: ["맞지 않고", "맞지 않는", "맞지 않거나"] };
/// 정해지다.
pub(super) const IS_SET: &Verb =
    &Verb { endings: ["졌고", "진", "졌거나"], not: ["지지 않았고", "지지 않은", "지지 않았거나"] };

/// What a verb's endings are added to, and the verb.
pub(super) type Stem = (&'static str, &'static Verb);

/// What one condition says.
pub(in crate::describe) struct Phrase {
    /// With its particle; alternatives about the same one say it once.
    subject: String,
    pub(super) predicate: String,
    pub(super) verb: &'static Verb,
    negative: bool,
}

impl Phrase {
    pub(super) fn new(subject: impl Into<String>, predicate: impl Into<String>, verb: &'static Verb) -> Self {
        Self { subject: subject.into(), predicate: predicate.into(), verb, negative: false }
    }

    /// The opposite when it is not wanted.
    pub(super) const fn if_wanted(mut self, wanted: bool) -> Self {
        self.negative = !wanted;
        self
    }

    fn is_be(&self) -> bool {
        self.verb == BE
    }

    pub(super) fn said(&self, form: Form, with_subject: bool) -> String {
        let mut text = String::new();
        if with_subject && !self.subject.is_empty() {
            text.push_str(&self.subject);
            text.push(' ');
        }
        text.push_str(&self.predicate);
        if self.negative && self.is_be() {
            text = with_josa(&text, Josa::Subject);
        }
        let endings = if self.negative { &self.verb.not } else { &self.verb.endings };
        let [and, of, or] = endings;
        text.push_str(match form {
            Form::And => and,
            Form::Of => of,
            Form::Or => or,
        });
        text
    }
}

/// The sentence: whoever is in, and who is out of them.
pub(in crate::describe) fn sentence(all: &[Said<Phrase>], out: &[Said<Phrase>]) -> String {
    let mut text = String::new();
    for (place, part) in all.iter().enumerate() {
        let is_last = place + 1 == all.len();
        text.push_str(&match part {
            Said::Any(parts) => any(parts, if is_last { Form::Of } else { Form::And }),
            other => said(other, if is_last { Form::Of } else { Form::And }),
        });
        text.push_str(if is_last { " " } else { ", " });
    }
    text.push_str(if all.is_empty() { "모든 방문자" } else { "방문자" });
    if !out.is_empty() {
        text.push_str(" (단, ");
        text.push_str(&any(out, Form::Of));
        text.push_str(" 사람은 제외)");
    }
    text
}

/// What is nested stands in brackets as a case: (… 경우)이고.
fn said(part: &Said<Phrase>, form: Form) -> String {
    let case = |inside: String| Phrase::new("", format!("({inside} 경우)"), BE);
    match part {
        Said::One(phrase) => phrase.said(form, true),
        Said::All(parts) => {
            let last = parts.len().saturating_sub(1);
            let inside = parts.iter().enumerate().map(|(place, part)| said(part, if place == last { Form::Of } else { Form::And }));
            case(inside.collect::<Vec<_>>().join(", ")).said(form, true)
        }
        Said::Any(parts) => case(any(parts, Form::Of)).said(form, true),
        Said::Not(inside) => {
            let inside = match &**inside {
                Said::One(phrase) => format!("{} 경우", phrase.said(Form::Of, true)),
                Said::All(parts) | Said::Any(parts) if parts.is_empty() => "모든 경우".to_owned(),
                Said::Any(parts) => format!("({} 경우)", any(parts, Form::Of)),
                Said::All(_) | Said::Not(_) => {
                    let inside = said(inside, Form::Of);
                    inside.strip_suffix("인").unwrap_or(&inside).to_owned()
                }
            };
            Phrase::new("", inside, BE).if_wanted(false).said(form, true)
        }
    }
}

/// Alternatives, one after another. Ranges and names of one subject are told in one breath.
fn any(parts: &[Said<Phrase>], form: Form) -> String {
    let phrases: Vec<&Phrase> = parts.iter().filter_map(|part| if let Said::One(phrase) = part { Some(phrase) } else { None }).collect();
    if phrases.len() == parts.len()
        && let Some(first) = phrases.first()
        && phrases.iter().all(|phrase| phrase.is_be() && !phrase.negative && !phrase.subject.is_empty() && phrase.subject == first.subject)
    {
        let predicates: Vec<&str> = phrases.iter().map(|phrase| phrase.predicate.as_str()).collect();
        return Phrase::new(first.subject.clone(), predicates.join(" 또는 "), BE).said(form, true);
    }
    let mut text = String::new();
    let mut subject = "";
    for (place, part) in parts.iter().enumerate() {
        let is_last = place + 1 == parts.len();
        let form = if is_last { form } else { Form::Or };
        text.push_str(&match part {
            Said::One(phrase) => {
                let same = !phrase.subject.is_empty() && phrase.subject == subject;
                subject = &phrase.subject;
                phrase.said(form, !same)
            }
            other => {
                subject = "";
                said(other, form)
            }
        });
        if !is_last {
            text.push(' ');
        }
    }
    text
}
