//! Comparing texts and pages as shop owners expect.

use model::codec::{Reader, Wire};

use crate::definition::Match;

/// A pattern: how to compare which part of a text with what. The text is folded already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// How.
    pub how: Match,
    /// Which part.
    pub scope: Scope,
    /// With what.
    pub text: Vec<u8>,
}

/// How much of a text, or of a page's address, is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of it.
    Text,
    /// Path.
    Path,
    /// Path and query.
    PathQuery,
    /// Host and path.
    Host,
    /// Host, path and query.
    HostQuery,
}

impl Pattern {
    /// A pattern for a text.
    #[must_use]
    pub fn of(how: Match, text: &str) -> Self {
        Self { how, scope: Scope::Text, text: fold(text.as_bytes()) }
    }

    /// A pattern for a page. A value that begins with `http://`, `https://` or `//` is compared with the host, any other from the path on;
    /// `query` says whether the query counts (else only where the value has a `?`).
    #[must_use]
    pub fn page(how: Match, value: &str, query: Option<bool>) -> Self {
        let value = value.trim();
        let bare = value.find("//").filter(|at| *at == 0 || value.get(..*at).is_some_and(|scheme| scheme == "http:" || scheme == "https:"));
        let host = bare.is_some();
        let value = bare.and_then(|at| value.get(at + 2..)).unwrap_or(value);
        let query = query.unwrap_or_else(|| value.contains('?') && how != Match::Glob);
        let scope = match (host, query) {
            (false, false) => Scope::Path,
            (false, true) => Scope::PathQuery,
            (true, false) => Scope::Host,
            (true, true) => Scope::HostQuery,
        };
        Self { how, scope, text: fold(&model::url::decoded(value.as_bytes())) }
    }
}

/// The bytes of a pattern: one byte (how, and which part), then the text.
impl Wire for Pattern {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(self.how as u8 | (self.scope as u8) << 2);
        self.text.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        let code = from.byte();
        let how = [Match::Equals, Match::StartsWith, Match::Contains, Match::Glob];
        let scope = [Scope::Text, Scope::Path, Scope::PathQuery, Scope::Host, Scope::HostQuery];
        Self {
            how: how.get(usize::from(code & 3)).copied().unwrap_or(Match::Equals),
            scope: scope.get(usize::from(code >> 2)).copied().unwrap_or(Scope::Text),
            text: from.take(),
        }
    }
}

/// A text made ready to be compared with many patterns: the part that was asked for last is cut out and folded already. (A program asks the
/// patterns of one scope after another.)
#[derive(Clone, Debug, Default)]
pub struct Subject<'a> {
    text: &'a [u8],
    scope: u8,
    /// Empty until it is asked for.
    part: Vec<u8>,
}

impl<'a> Subject<'a> {
    /// Makes a text ready.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), scope: 0, part: Vec::new() }
    }

    /// Reads patterns from their bytes: true when one of them matches. A part that a newer edge knows and this code does not never does.
    pub fn matches_any(&mut self, patterns: &mut Reader<'_>) -> bool {
        for _ in 0..patterns.count() {
            let code = patterns.byte();
            let pattern = patterns.bytes();
            if patterns.check().is_err() || code >> 2 > Scope::HostQuery as u8 {
                continue;
            }
            if self.part.is_empty() || self.scope != code >> 2 {
                self.scope = code >> 2;
                self.part = part_of(self.scope, self.text);
            }
            let part = self.part.as_slice();
            if match code & 3 {
                0 => part == pattern,
                1 => part.starts_with(pattern),
                2 => position(part, pattern).is_some(),
                _ => glob(pattern, part),
            } {
                return true;
            }
        }
        false
    }
}

/// The part of an address that a scope means, percent-decoded and folded; `http://`, `https://` and `//` are no part of it.
fn part_of(scope: u8, text: &[u8]) -> Vec<u8> {
    if scope == Scope::Text as u8 {
        return fold(text);
    }
    let mut rest = position(text, b"//").and_then(|at| text.get(at + 2..)).unwrap_or(text);
    let mut part = Vec::new();
    let mut in_path = false;
    while let Some((byte, after)) = model::url::decode_first(rest) {
        // Marks count as they are written only.
        let mark = if after.len() + 1 == rest.len() { byte } else { 0 };
        if !in_path && (mark == b'/' || mark == b'?') {
            in_path = true;
            // A missing path is "/".
            if mark == b'?' {
                part.push(b'/');
            }
        }
        if mark == b'?' && (scope == Scope::Path as u8 || scope == Scope::Host as u8) {
            break;
        }
        if in_path || scope >= Scope::Host as u8 {
            push_folded(&mut part, byte);
        }
        rest = after;
    }
    if !in_path {
        part.push(b'/');
    }
    part
}

/// Where a part begins. Not `str::find`: its search would be 1 KB of the browser's module.
fn position(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len().max(1)).position(|window| window == part)
}

/// Case and spaces do not count: people search "브랜드 A", "브랜드a" and "브랜드A" and mean the same.
#[must_use]
pub fn fold(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for byte in text {
        push_folded(&mut out, *byte);
    }
    out
}

fn push_folded(out: &mut Vec<u8>, byte: u8) {
    if byte == b' ' || byte == b'\t' {
        return;
    }
    out.push(byte.to_ascii_lowercase());
    // No-break space, ideographic space: known when their last byte has come.
    let blank = match out.as_slice() {
        [.., 0xc2, 0xa0] => 2,
        [.., 0xe3, 0x80, 0x80] => 3,
        _ => 0,
    };
    out.truncate(out.len() - blank);
}

/// `*` any run of bytes, `?` one byte of ASCII or one character, the whole text. Linear in pattern × text at worst.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut seen) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while seen < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(b'?') => {
                at += 1;
                seen += 1;
                while text.get(seen).is_some_and(|byte| byte & 0xc0 == 0x80) {
                    seen += 1;
                }
            }
            Some(byte) if text.get(seen) == Some(byte) => {
                at += 1;
                seen += 1;
            }
            _ => {
                let Some((star_at, star_seen)) = star else { return false };
                star = Some((star_at, star_seen + 1));
                at = star_at + 1;
                seen = star_seen + 1;
            }
        }
    }
    pattern.get(at..).is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &Pattern, text: &str) -> bool {
        let bytes = model::wire::written(&vec![pattern.clone()]);
        Subject::new(text).matches_any(&mut Reader::new(&bytes))
    }

    #[test]
    fn pages_compare_as_people_expect() {
        for (how, value, query, url, yes) in [
            (Match::StartsWith, "/product/", None, "https://shop.kr/product/p1/?a=1", true),
            (Match::Equals, "/product/p1/", None, "https://shop.kr/product/p1/?a=1", true),
            (Match::Equals, "/product/p1/?a=1", None, "https://shop.kr/product/p1/?a=1", true),
            (Match::Equals, "/product/p1/", Some(true), "https://shop.kr/product/p1/?a=1", false),
            (Match::Equals, "https://shop.kr/", None, "http://shop.kr/", true),
            (Match::Contains, "/상품/", None, "https://shop.kr/%EC%83%81%ED%92%88/1", true),
            (Match::Contains, "/%EC%83%81%ED%92%88/", None, "https://shop.kr/상품/1", true),
            (Match::Glob, "/product/*/review", None, "https://shop.kr/product/p1/review", true),
            (Match::Glob, "/product/p?/", None, "https://shop.kr/product/p12/", false),
            (Match::Glob, "/product/?/", None, "https://shop.kr/product/가/", true),
            (Match::Contains, "cate=12", Some(true), "https://shop.kr/list?x=1&cate=12", true),
        ] {
            assert_eq!(matches(&Pattern::page(how, value, query), url), yes, "{how:?} {value} {url}");
        }
        assert!(matches(&Pattern::of(Match::Contains, "브랜드a"), "오늘의 브랜드 A 세일"));
    }
}
