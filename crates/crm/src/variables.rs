//! Variables of a text: `{name|default}` of members, `#{column}` of a list. A person of whom one without a default is not known gets no text with a hole.

use crate::optout;
use crate::send::{Hole, PERSONAL, Values};

/// A part of a text.
pub(crate) enum Part<'a> {
    Plain(&'a str),
    /// `{name|default}`.
    Personal {
        name: &'a str,
        default: Option<&'a str>,
    },
    /// `#{column}`.
    Column(&'a str),
}

impl<'a> Part<'a> {
    /// The name of a variable of members.
    pub(crate) const fn personal(&self) -> Option<&'a str> {
        match self {
            Self::Personal { name, .. } => Some(name),
            Self::Plain(_) | Self::Column(_) => None,
        }
    }
}

/// A text taken apart. Braces that are no variable are letters like any others.
pub(crate) fn parts(text: &str) -> Vec<Part<'_>> {
    let (mut parts, mut rest) = (Vec::new(), text);
    let mut plain_from = text;
    while let Some(at) = rest.find('{') {
        let (before, after) = rest.split_at(at);
        let inside = after.get(1..).and_then(|after| after.split_once('}'));
        let is_column = before.ends_with('#');
        let found = inside.and_then(|(inside, behind)| {
            let (name, default) = inside.split_once('|').map_or((inside, None), |(name, default)| (name, Some(default)));
            if is_column && !inside.trim().is_empty() {
                Some((Part::Column(inside), behind))
            } else if !is_column && (PERSONAL.contains(&name.trim()) || name.trim() == optout::VARIABLE) {
                Some((Part::Personal { name: name.trim(), default }, behind))
            } else {
                None
            }
        });
        if let Some((part, behind)) = found {
            let taken = plain_from.len() - after.len() - usize::from(is_column);
            parts.extend(plain_from.get(..taken).filter(|plain| !plain.is_empty()).map(Part::Plain));
            parts.push(part);
            (rest, plain_from) = (behind, behind);
        } else {
            rest = after.get(1..).unwrap_or_default();
        }
    }
    if !plain_from.is_empty() {
        parts.push(Part::Plain(plain_from));
    }
    parts
}

/// A text with what is known filled in: values are text, and never taken apart again.
///
/// # Errors
/// `Hole::Variable`.
pub(crate) fn filled(text: &str, values: &Values<'_>) -> Result<String, Hole> {
    let known =
        |name: &str| values.of.iter().find(|(known, value)| known == name && !value.trim().is_empty()).map(|(_, value)| value.as_str());
    let mut made = String::new();
    for part in parts(text) {
        made.push_str(match part {
            Part::Plain(plain) => plain,
            Part::Personal { name, default } => known(name).or(default).ok_or(Hole::Variable)?,
            Part::Column(name) => known(name).ok_or(Hole::Variable)?,
        });
    }
    Ok(made)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What is filled in is text: never taken apart again; and a text without variables is as it was.
        #[test]
        fn values_are_text(text in "[a{}#|n ]{0,12}", value in "[a{}#|]{1,6}") {
            let plain = text.replace("{name", "");
            let left = filled(&plain, &Values { of: &[] });
            let as_it_was = left.is_err() || left == Ok(plain);
            prop_assert!(as_it_was);
            let around = "<{name}>".to_owned();
            let of = [("name".to_owned(), value.clone())];
            prop_assert_eq!(filled(&around, &Values { of: &of }), Ok(format!("<{value}>")));
        }
    }
}
