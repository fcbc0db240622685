//! Variables of a template, `#{name}`: which there are, and what stands in their place.

use super::{Button, Emphasis, Highlight, Item, Links, Template, emphasis_texts};

/// The names of a text's variables, `#{name}`, each once, in its order.
#[must_use]
pub fn variables(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for part in text.split("#{").skip(1) {
        if let Some((name, _)) = part.split_once('}')
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

/// The names of all variables of a template, each once: of its texts, then of its links.
#[must_use]
pub fn all_variables(template: &Template) -> Vec<&str> {
    let links = template.buttons.iter().chain(&template.replies).flat_map(|button| {
        let Links { mobile, pc, ios, android } = &button.links;
        [mobile.as_str(), pc, ios, android]
    });
    let texts = [template.body.as_str()].into_iter().chain(emphasis_texts(&template.emphasis)).chain(links);
    let mut names: Vec<&str> = Vec::new();
    for name in texts.flat_map(variables) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// All that a template says to people, without its buttons.
pub(super) fn all_texts(template: &Template) -> Vec<&str> {
    [template.body.as_str(), &template.extra].into_iter().chain(emphasis_texts(&template.emphasis)).collect()
}

/// The template with these values in the place of its variables: as it is looked at. What has no value stands as it is written.
#[must_use]
pub fn filled(template: &Template, values: &[(String, String)]) -> Template {
    let fill = |text: &mut String| {
        *text = with_values(text, |name| values.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()))
    };
    let mut made = template.clone();
    fill(&mut made.body);
    match &mut made.emphasis {
        Emphasis::None | Emphasis::Image { .. } => {}
        Emphasis::Text { title, .. } => fill(title),
        Emphasis::ItemList { header, highlight, items, summary } => {
            fill(header);
            if let Some(Highlight { title, text, .. }) = highlight {
                fill(title);
                fill(text);
            }
            for Item { value, .. } in items.iter_mut().chain(summary) {
                fill(value);
            }
        }
    }
    for Button { links, .. } in made.buttons.iter_mut().chain(&mut made.replies) {
        for link in [&mut links.mobile, &mut links.pc, &mut links.ios, &mut links.android] {
            fill(link);
        }
    }
    made
}

/// What a template's body and extra text say with these values: what leaves in its place where it did not arrive.
#[must_use]
pub fn said(template: &Template, values: &[(String, String)]) -> String {
    let mut text = template.body.clone();
    if !template.extra.is_empty() {
        text.push('\n');
        text.push_str(&template.extra);
    }
    with_values(&text, |name| Some(values.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())))
}

/// A text with values in the place of its variables; where there is none, one stands as it is written. Values are text: what looks like a variable in
/// one of them is none.
fn with_values<'a>(text: &str, value: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut made = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("#{") {
        made.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            made.push_str("#{");
            rest = after;
            continue;
        };
        // One that begins before the last one has ended is none: its `#{` are letters, as `variables` has it.
        if let Some((letters, _)) = name.split_once("#{") {
            made.push_str("#{");
            made.push_str(letters);
            rest = after.get(letters.len()..).unwrap_or_default();
            continue;
        }
        match value(name) {
            Some(value) => made.push_str(value),
            None => {
                made.push_str("#{");
                made.push_str(name);
                made.push('}');
            }
        }
        rest = behind;
    }
    made.push_str(rest);
    made
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Button, Emphasis, Kind, Links, Template};
    use super::*;

    fn template(body: String, link: String) -> Template {
        let buttons = vec![Button { name: "보기".into(), action: "WL".into(), links: Links { mobile: link, ..Links::default() } }];
        let emphasis = Emphasis::Text { title: body.clone(), subtitle: "안내".into() };
        Template { kind: Kind::Ba, emphasis, body, extra: String::new(), buttons, replies: vec![], is_secure: false }
    }

    proptest! {
        /// What has no value stands as it is written; a value is text, and never taken apart again; where all variables have a value none of them is left.
        #[test]
        fn values_are_text(body in "[#{}가a ]{0,30}", link in "[#{}a/]{0,20}", value in "[#{}가]{1,6}") {
            let own = template(body, link);
            prop_assert_eq!(&filled(&own, &[]), &own);
            let values: Vec<(String, String)> = all_variables(&own).into_iter().map(|name| (name.to_owned(), "값".to_owned())).collect();
            let full = filled(&own, &values);
            prop_assert!(all_variables(&full).iter().all(|name| !all_variables(&own).contains(name)), "{full:?}");
            let whole = template("<#{이름}>".into(), String::new());
            prop_assert_eq!(filled(&whole, &[("이름".into(), value.clone())]).body, format!("<{value}>"));
        }
    }
}
