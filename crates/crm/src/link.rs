//! Links in what leaves, and how those who follow them are known: by a short link of a campaign (`/l/…`), or by its code in the address.

/// The parameter of an address that names a campaign (`model::source`).
const PARAMETER: &str = "dangol_code=";
/// What stands before the code of a short link, and how long one is.
const SHORT: &str = "/l/";
const SHORT_CHARS: usize = 7;

/// By what a link is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark<'a> {
    /// The code of a short link.
    Short(&'a str),
    /// A campaign's own.
    Campaign(&'a str),
}

/// The addresses in a text, in their order: what begins with `http://` or `https://` and ends where no address goes on.
#[must_use]
pub fn links(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("http") {
        let (_, from) = rest.split_at(at);
        let ends = |letter: char| letter.is_whitespace() || letter.is_control() || matches!(letter, '<' | '>' | '"' | '\'' | ')' | ']');
        let (link, behind) = from.split_at(from.find(ends).unwrap_or(from.len()));
        let link = link.trim_end_matches(['.', ',', '!', ';', ':']);
        if link.starts_with("https://") || link.starts_with("http://") {
            found.push(link);
            rest = behind;
        } else {
            rest = from.get("http".len()..).unwrap_or_default();
        }
    }
    found
}

/// By what those who follow a link are known; none: by nothing.
#[must_use]
pub fn mark(link: &str) -> Option<Mark<'_>> {
    let is_slug = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let until = |text: &'static str| {
        let (_, behind) = link.split_once(text)?;
        let named = behind.get(..behind.find(|letter| !is_slug(letter)).unwrap_or(behind.len()))?;
        (!named.is_empty()).then_some(named)
    };
    if let Some(code) = until(PARAMETER) {
        return Some(Mark::Campaign(code));
    }
    until(SHORT).filter(|code| code.len() == SHORT_CHARS).map(Mark::Short)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn links_and_their_marks() {
        let text = "보세요 https://shop.example/a?x=1&dangol_code=spring-1, 또는 http://s.example/l/abc2345. httpx:// https://shop.example/sale\n(https://e.example/l/short)";
        let expected = [
            ("https://shop.example/a?x=1&dangol_code=spring-1", Some(Mark::Campaign("spring-1"))),
            ("http://s.example/l/abc2345", Some(Mark::Short("abc2345"))),
            ("https://shop.example/sale", None),
            ("https://e.example/l/short", None),
        ];
        let found: Vec<_> = links(text).into_iter().map(|link| (link, mark(link))).collect();
        assert_eq!(found, expected);
    }

    proptest! {
        /// Whatever is written: each link is a part of the text, and stands in it in this order.
        #[test]
        fn any_text(text in "(https?://|http|[a-z/.?=가 \n]|dangol_code=|/l/){0,30}") {
            let mut rest = text.as_str();
            for link in links(&text) {
                let at = rest.find(link);
                prop_assert!(at.is_some());
                rest = rest.split_at(at.unwrap_or_default() + link.len()).1;
                let _ = mark(link);
            }
        }
    }
}
