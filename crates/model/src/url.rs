//! A small borrowed reader of http(s) addresses: enough to say where a visit came from and which page it is on.
//!
//! What it covers of the WHATWG URL standard: leading and trailing blanks and control signs are dropped; the scheme compares without
//! case; user names and passwords, ports, `[…]` hosts and the final dot of a host; a missing path is `/`; query and fragment are
//! cut where they begin; a broken percent sign stands for itself; in a query `+` is a space.
//!
//! What it does not: relative addresses, `\` for `/`, tabs and line ends inside an address, `.` and `..` segments, what is to be
//! percent-encoded, capitals and IDNA (a host is compared as the browser serialised it, in punycode), percent signs in hosts, numbers as
//! IPv4, and charsets other than UTF-8. Addresses here come from `location.href` and `document.referrer`, where the browser has already
//! done those: `tests/cases/urls/whatwg.json` holds every part of what it serialises, and what differs of what it is given.
//! Beside http(s) it reads the `android-app://package` and `ios-app://package` that apps give as a referrer.

/// Bytes of an address that are looked at: longer than the 2 KB of a searching address, and than what advertising adds to
/// a landing page. What lies behind is ignored.
pub const URL_BYTES_MAX: usize = 4096;

/// An address, borrowed in its parts. Nothing is decoded until asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Url<'a> {
    /// How the address is reached.
    pub scheme: Scheme,
    /// The host as written, without port, user and final dot; `[…]` kept. Never empty.
    pub host: &'a str,
    /// The port, where one is written that is not the scheme's own.
    pub port: Option<u16>,
    /// The path as written, beginning with `/`.
    pub path: &'a str,
    /// The query as written, without `?`; empty where there is none.
    pub query: &'a str,
    /// The fragment as written, without `#`; empty where there is none.
    pub fragment: &'a str,
}

/// The schemes that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Http,
    Https,
    /// `android-app://` or `ios-app://`: the host is the app's package.
    App,
}

impl Scheme {
    /// The port that need not be written.
    const fn port(self) -> Option<u16> {
        match self {
            Self::Http => Some(80),
            Self::Https => Some(443),
            Self::App => None,
        }
    }
}

/// Why a text is not an address that is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlError {
    /// No scheme, or another than http, https and those of apps: `about:blank`, `file:`, a relative address, nothing.
    Scheme,
    /// No host, or one with spaces in it.
    Host,
    /// The port is not a number from 0 to 65535.
    Port,
}

impl<'a> Url<'a> {
    /// Reads an address; of a longer one the first [`URL_BYTES_MAX`] bytes.
    ///
    /// # Errors
    /// [`UrlError`] says which part is missing or wrong.
    ///
    /// ```
    /// let url = model::url::Url::parse("https://search.naver.com/search.naver?query=%EC%9A%B0%EB%A6%AC%EB%AA%B0").unwrap();
    /// assert_eq!(url.host, "search.naver.com");
    /// assert_eq!(url.param("query").as_deref(), Some("우리몰"));
    /// ```
    pub fn parse(text: &'a str) -> Result<Self, UrlError> {
        let (scheme, rest) = cut(clip(text, URL_BYTES_MAX).trim_matches(|char| char <= ' '), b':');
        let scheme = if scheme.eq_ignore_ascii_case("https") {
            Scheme::Https
        } else if scheme.eq_ignore_ascii_case("http") {
            Scheme::Http
        } else if scheme.eq_ignore_ascii_case("android-app") || scheme.eq_ignore_ascii_case("ios-app") {
            Scheme::App
        } else {
            return Err(UrlError::Scheme);
        };
        let rest = rest.and_then(|rest| rest.strip_prefix("//")).ok_or(UrlError::Scheme)?;
        let (rest, fragment) = cut(rest, b'#');
        let (rest, query) = cut(rest, b'?');
        let (mut authority, path) = split(rest, find(rest, b'/'));
        while let (_user, Some(rest)) = cut(authority, b'@') {
            authority = rest;
        }
        // The colons of an IPv6 address are inside its brackets.
        let (host, port) = match find(authority, b']') {
            None => cut(authority, b':'),
            Some(end) => {
                let (host, after) = split(authority, end.checked_add(1));
                (host, after.get(1..))
            }
        };
        let host = host.strip_suffix('.').filter(|host| !host.is_empty()).unwrap_or(host);
        if host.is_empty() || host.bytes().any(|byte| byte <= b' ') {
            return Err(UrlError::Host);
        }
        let port = match port {
            None | Some("") => None,
            Some(port) => Some(number(port).ok_or(UrlError::Port)?).filter(|port| Some(*port) != scheme.port()),
        };
        let path = if path.is_empty() { "/" } else { path };
        Ok(Self { scheme, host, port, path, query: query.unwrap_or(""), fragment: fragment.unwrap_or("") })
    }

    /// The host without one leading `www.`, `m.` or `mobile.`: what one site calls itself on a desk and on a phone.
    #[must_use]
    pub fn bare_host(&self) -> &'a str {
        let (first, rest) = cut(self.host, b'.');
        match rest {
            Some(rest) if find(rest, b'.').is_some() && ["www", "m", "mobile"].iter().any(|name| first.eq_ignore_ascii_case(name)) => rest,
            _ => self.host,
        }
    }

    /// The parameters of the query, in their order, empty pieces left out.
    pub fn params(&self) -> impl Iterator<Item = Param<'a>> + use<'a> {
        pieces(self.query, b'&').map(|piece| {
            let (name, value) = cut(piece, b'=');
            Param { name, value: value.unwrap_or("") }
        })
    }

    /// The value of the first parameter of this name, decoded. None where there is none, or its bytes are not UTF-8
    /// (an old page in EUC-KR): an unknown word is better than a mangled one.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<String> {
        self.params().find(|param| param.is(name))?.decode()
    }

    /// Whether a parameter of this name is there, with or without a value.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.params().any(|param| param.is(name))
    }

    /// Whether the path is this one when both are percent-decoded: `/%EC%8B%A0%EC%83%81` is `/신상`. (`%2F` counts as `/`.)
    #[must_use]
    pub fn path_is(&self, path: &str) -> bool {
        decode(self.path, false).eq(decode(path, false))
    }
}

/// One `name=value` of a query, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Param<'a> {
    pub name: &'a str,
    pub value: &'a str,
}

impl Param<'_> {
    /// Whether the decoded name is this one. Case counts.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        decode(self.name, true).eq(name.bytes())
    }

    /// The decoded value; None where its bytes are not UTF-8.
    #[must_use]
    pub fn decode(&self) -> Option<String> {
        String::from_utf8(self.bytes().collect()).ok()
    }

    /// The decoded value as bytes, whatever they are.
    pub fn bytes(&self) -> impl Iterator<Item = u8> {
        decode(self.value, true)
    }
}

/// The bytes that a percent-encoded text stands for.
fn decode(text: &str, plus_is_space: bool) -> impl Iterator<Item = u8> {
    let mut rest = text.as_bytes();
    std::iter::from_fn(move || {
        let (byte, tail) = decode_first(rest)?;
        // A `+` that stands for itself was written `%2B`.
        let plus = plus_is_space && byte == b'+' && rest.first() == Some(&byte);
        rest = tail;
        Some(if plus { b' ' } else { byte })
    })
}

/// The first byte that percent-encoded bytes stand for, and what follows.
#[must_use]
pub fn decode_first(text: &[u8]) -> Option<(u8, &[u8])> {
    if let [b'%', high, low, after @ ..] = text {
        let byte = hex(*high) << 4 | hex(*low);
        if byte < 0x100 {
            return Some((byte.to_le_bytes()[0], after));
        }
    }
    text.split_first().map(|(first, rest)| (*first, rest))
}

/// The value of a digit; more than 15 where it is none.
fn hex(digit: u8) -> u32 {
    let letter = (digit | 0x20).wrapping_sub(b'a');
    let value = digit.wrapping_sub(b'0');
    match (value, letter) {
        (0..=9, _) => u32::from(value),
        (_, 0..=5) => u32::from(letter) + 10,
        _ => 0x100,
    }
}

/// Reads digits only: `str::parse` would also take a sign, and brings its errors along.
fn number(digits: &str) -> Option<u16> {
    digits.bytes().try_fold(0_u16, |sum, digit| {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 { None } else { sum.checked_mul(10)?.checked_add(u16::from(digit)) }
    })
}

/// The bytes of a percent-encoded text; a `+` stays one.
#[must_use]
pub fn decoded(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((byte, after)) = decode_first(rest) {
        out.push(byte);
        rest = after;
    }
    out
}

/// Properties as one text to be searched: `&plan=pro&size=xl&`, or nothing. A `&` or `=` in a name or a value becomes a blank.
#[must_use]
pub fn property_label<'a>(properties: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut label = String::new();
    for (name, value) in properties {
        if label.is_empty() {
            label.push('&');
        }
        push_without_marks(&mut label, name);
        label.push('=');
        push_without_marks(&mut label, value);
        label.push('&');
    }
    label
}

#[inline(never)]
fn push_without_marks(label: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| byte == b'&' || byte == b'=') {
        let (head, tail) = split(rest, Some(at));
        label.push_str(head);
        label.push(' ');
        rest = tail.get(1..).unwrap_or("");
    }
    label.push_str(rest);
}

/// The pieces of a text between an ASCII byte, empty ones left out.
pub(crate) fn pieces(text: &str, by: u8) -> Pieces<'_> {
    Pieces { rest: text, by }
}

/// See [`pieces`].
#[derive(Clone, Copy)]
pub(crate) struct Pieces<'a> {
    rest: &'a str,
    by: u8,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        while !self.rest.is_empty() {
            let (piece, rest) = cut(self.rest, self.by);
            self.rest = rest.unwrap_or("");
            if !piece.is_empty() {
                return Some(piece);
            }
        }
        None
    }
}

/// What stands before and after the first `byte`, an ASCII one.
pub(crate) fn cut(text: &str, byte: u8) -> (&str, Option<&str>) {
    let (head, tail) = split(text, find(text, byte));
    (head, tail.get(1..))
}

/// Where the first `byte` is.
fn find(text: &str, byte: u8) -> Option<usize> {
    text.bytes().position(|each| each == byte)
}

/// Splits before the byte at `at`; everything is in front where there is no such place.
fn split(text: &str, at: Option<usize>) -> (&str, &str) {
    at.and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""))
}

/// At most `bytes` bytes of a text, ending between two characters.
pub(crate) fn clip(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (&str, Option<u16>, &str, &str, &str) {
        let url = Url::parse(text).unwrap();
        (url.host, url.port, url.path, url.query, url.fragment)
    }

    #[test]
    fn parts() {
        assert_eq!(read("https://shop.kr"), ("shop.kr", None, "/", "", ""));
        assert_eq!(read(" HTTP://Shop.KR:8080/a/b?c=d&e#f?g "), ("Shop.KR", Some(8080), "/a/b", "c=d&e", "f?g"));
        assert_eq!(read("https://me:pass@w:9@shop.kr./"), ("shop.kr", None, "/", "", ""));
        assert_eq!(read("https://shop.kr:?a"), ("shop.kr", None, "/", "a", ""));
        assert_eq!(read("http://[::1]:8787/x"), ("[::1]", Some(8787), "/x", "", ""));
        assert_eq!(read("http://[::1]"), ("[::1]", None, "/", "", ""));
        assert_eq!(read("android-app://com.kakao.talk/"), ("com.kakao.talk", None, "/", "", ""));
        assert_eq!(read("https://shop.kr?q=/#"), ("shop.kr", None, "/", "q=/", ""));
        assert_eq!(read("https://shop.kr:443/"), ("shop.kr", None, "/", "", ""));
        assert_eq!(read("http://shop.kr:443/"), ("shop.kr", Some(443), "/", "", ""));
        assert_eq!(read("http://./"), (".", None, "/", "", ""));
    }

    #[test]
    fn refusals() {
        for (text, error) in [
            ("", UrlError::Scheme),
            ("about:blank", UrlError::Scheme),
            ("/cart?utm_source=x", UrlError::Scheme),
            ("shop.kr/a", UrlError::Scheme),
            ("https:shop.kr", UrlError::Scheme),
            ("ftp://shop.kr", UrlError::Scheme),
            ("https://", UrlError::Host),
            ("https:///a", UrlError::Host),
            ("https://:80/", UrlError::Host),
            ("https://me@/", UrlError::Host),
            ("https://a b/", UrlError::Host),
            ("https://shop.kr:99999/", UrlError::Port),
            ("https://shop.kr:+1/", UrlError::Port),
        ] {
            assert_eq!(Url::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn parameters() {
        let url = Url::parse("https://a.kr/?q=a+b%2Bc&&x&q=2&%71=3&bad=%C7%D1&half=%E&eq=1=2&=v").unwrap();
        assert_eq!(url.param("q").as_deref(), Some("a b+c"));
        assert_eq!(url.param("x").as_deref(), Some(""));
        assert_eq!(url.param("bad"), None, "EUC-KR is not UTF-8");
        assert_eq!(url.param("half").as_deref(), Some("%E"));
        assert_eq!(url.param("eq").as_deref(), Some("1=2"));
        assert_eq!(url.param("Q"), None);
        assert_eq!(url.params().filter(|param| param.is("q")).count(), 3, "names are decoded too");
        assert!(url.has("x") && !url.has("y"));
    }

    #[test]
    fn labels() {
        assert_eq!(property_label([].into_iter()), "");
        assert_eq!(property_label([("plan", "pro"), ("a&b=", "=가=")].into_iter()), "&plan=pro&a b = 가 &");
    }

    #[test]
    fn paths_and_hosts() {
        assert!(Url::parse("https://a.kr/%EC%8B%A0%EC%83%81+1").unwrap().path_is("/신상+1"));
        assert!(!Url::parse("https://a.kr/a").unwrap().path_is("/a/"));
        let hosts = [("www.a.kr", "a.kr"), ("M.a.kr", "a.kr"), ("mobile.a.kr", "a.kr"), ("m.kr", "m.kr"), ("www.m.a.kr", "m.a.kr")];
        for (host, bare) in hosts {
            let text = ["https://", host].concat();
            assert_eq!(Url::parse(&text).unwrap().bare_host(), bare);
        }
    }

    #[test]
    fn only_so_much_is_looked_at() {
        let long = ["https://a.kr/?q=", &"가".repeat(5000), "&z=1"].concat();
        let url = Url::parse(&long).unwrap();
        assert!(url.query.len() <= URL_BYTES_MAX && !url.has("z"));
    }
}
