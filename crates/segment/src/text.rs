//! Comparing texts and pages as shop owners expect.
//!
//! A [`Pattern`] is made when a segment is published; all thinking is done there. A [`Subject`] is a text that is compared, in the browser:
//! small code, and no memory but a buffer that its caller keeps.
//!
//! Case does not count. In texts blanks do not count either. Addresses are percent-decoded on both sides; scheme, port 80 and 443 and
//! fragment do not count, but `#/route` and `#!route` are part of the path. They are expected as browsers write them (`location.href`):
//! the host in punycode, dot segments resolved.

mod regex;

use model::codec::{Reader, Wire, put_bytes};
use model::url::decode_first;
pub use model::url::property_label;
use regex_syntax::hir::Hir;

use crate::definition::Match;
use regex::{Blanks, Sought};
pub use regex::{PatternError, TABLE_BYTES_MAX, TOO_LARGE_WORK};

/// A pattern: what to look for in which parts of a text. All of its tests must hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    tests: Vec<Test>,
}

/// One look at one part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Test {
    how: u8,
    scope: u8,
    /// What is looked for, folded as the part will be; or a table.
    sought: Sought,
}

/// The whole part; a slash at the end of an address does not count.
const EQUALS: u8 = 0;
/// The part's beginning.
const STARTS_WITH: u8 = 1;
/// Anywhere in the part.
const CONTAINS: u8 = 2;
/// A table of [`regex`].
const TABLE: u8 = 3;
/// In a test's code: the pattern's next test follows.
const MORE: u8 = 4;
/// Where in a test's code the scope begins.
const SCOPE: u8 = 3;

/// A text without its blanks. The other scopes are pieces of an address, added up:
const TEXT: u8 = 0;
/// the host with its port,
const HOST: u8 = 1;
/// the path with its `#/route`,
const PATH: u8 = 2;
/// the query with its `?`; alone it is `&a=1&b=2&`.
const QUERY: u8 = 4;

impl Pattern {
    /// A pattern for a text.
    ///
    /// # Errors
    /// A regular expression, or a glob, that cannot be used.
    pub fn of(how: Match, text: &str) -> Result<Self, PatternError> {
        let folded = fold(text.as_bytes());
        Ok(match how {
            Match::Equals => Self { tests: vec![Test::of(EQUALS, TEXT, folded)?] },
            Match::StartsWith => Self { tests: vec![Test::of(STARTS_WITH, TEXT, folded)?] },
            Match::Contains => Self { tests: vec![Test::of(CONTAINS, TEXT, folded)?] },
            Match::Glob => Self::one(TABLE, TEXT, regex::table(&regex::whole(glob(&folded)))?),
            Match::Regex => Self::one(TABLE, TEXT, regex::table(&regex::parsed(text, Blanks::Gone)?)?),
        })
    }

    /// A pattern for a page.
    ///
    /// A value that begins with `http://`, `https://` or `//` is compared from the host on, and so is one that begins as people write hosts,
    /// without a slash (`shop.kr/cart`); any other from the path on. A host is whole: `https://shop.kr` does not begin
    /// `https://shop.kr.example`. What contains `shop.kr/cart`, written so, is the page of that host or of one below it (`m.shop.kr`).
    ///
    /// The query counts where the value has a `?`: then the parameters may stand in any order, and are the same set (equals) or among the
    /// page's (starts with, contains). A value that is parameters and nothing else (`cate_no=24`, `&b=2`) is looked for among the page's,
    /// each whole: it does not take `cate_no=240`. With `query` and no `?` the value is looked for in path and query as they are written. In
    /// an expression `?` is a sign of its own: only `query` counts. In a glob it is one character, or the one with which the query begins.
    ///
    /// # Errors
    /// A regular expression, or a glob, that cannot be used; a host that is none.
    pub fn page(how: Match, value: &str, query: Option<bool>) -> Result<Self, PatternError> {
        let value = value.trim();
        let raw = query == Some(true);
        if how == Match::Regex {
            return page_expression(value, raw);
        }
        if query.is_none() && how != Match::Glob && is_parameters(value) {
            return Self::page(Match::Contains, &["?", value.trim_start_matches('&')].concat(), None);
        }
        let is_bare = begins_with_host(value, how == Match::Glob);
        let with_host = if is_bare { ["//", value].concat() } else { value.to_owned() };
        let (host, rest) = host_and_rest(&with_host, how == Match::Glob)?;
        let scope = if host.is_empty() { PATH } else { HOST | PATH };
        let rest = without_fragment(rest);
        // A path begins with a slash; a part of one, or a glob, need not.
        let open = host.is_empty() && (how == Match::Contains || how == Match::Glob && rest.starts_with(['*', '?']));
        let mut rest = if rest.starts_with('/') || open { rest.to_owned() } else { ["/", rest].concat() };
        if how == Match::Glob {
            return page_glob(&host, &rest, query);
        }
        let has_query = rest.contains('?');
        let raw = raw && !has_query;
        if raw && open {
            // What does not begin as a path does is of the query, where a plus is a blank.
            rest = rest.replace('+', " ");
        }
        let is_below = is_bare && how == Match::Contains;
        let how = match how {
            Match::Equals => EQUALS,
            Match::Contains if host.is_empty() => CONTAINS,
            // A part that has the host is where addresses begin.
            _ => STARTS_WITH,
        };
        let part = |scope: u8| {
            let mut part = Vec::new();
            push_address(scope, PATH, rest.as_bytes(), &mut part);
            part
        };
        let mut path = part(if raw { PATH | QUERY } else { PATH });
        if how == EQUALS && path.last() == Some(&b'/') {
            path.pop();
        }
        let scope = if raw { scope | QUERY } else { scope };
        let counted = if has_query && query != Some(false) { parameters(how == EQUALS, &part(QUERY))? } else { Vec::new() };
        // A part of nothing is in every path.
        let is_told = how != CONTAINS || !path.is_empty() || counted.is_empty();
        let first = match is_told {
            true if is_below => Some(below(scope, &forms(&host), &path)?),
            true => Some(beginning(how, scope, &forms(&host), &path)?),
            false => None,
        };
        Ok(Self { tests: first.into_iter().chain(counted).collect() })
    }

    /// A pattern for a domain: this one, or any below it. `naver.com` takes `blog.naver.com`, not `evilnaver.com`; of an address that was pasted
    /// its host counts, and `www.` in front does not.
    ///
    /// # Errors
    /// Not the name of a host.
    pub fn domain(value: &str) -> Result<Self, PatternError> {
        let value = value.trim();
        let value = behind_scheme(value).unwrap_or(value).split(['/', '?', '#']).next().unwrap_or_default();
        let value = value.trim_start_matches("*.").trim_start_matches('.');
        // A referrer is known without it.
        let bare = value.get(4..).filter(|rest| rest.contains('.') && value.to_ascii_lowercase().starts_with("www."));
        let host = host(bare.unwrap_or(value), false)?;
        let below = Hir::concat(vec![regex::anything(), regex::literal(b".")]);
        Ok(Self::one(TABLE, TEXT, regex::table(&regex::whole(vec![regex::optional(below), regex::any_of(&forms(&host))]))?))
    }

    /// A pattern for a language: `ko` takes `ko` and `ko-KR`.
    ///
    /// # Errors
    /// It is too long.
    pub fn language(value: &str) -> Result<Self, PatternError> {
        let value = fold(value.replace('_', "-").as_bytes());
        let region = Hir::concat(vec![regex::literal(b"-"), regex::anything()]);
        Ok(Self::one(TABLE, TEXT, regex::table(&regex::whole(vec![regex::literal(&value), regex::optional(region)]))?))
    }

    /// A pattern for one property among those of a [`property_label`].
    ///
    /// # Errors
    /// A regular expression, or a glob, that cannot be used.
    pub fn property(how: Match, name: &str, value: &str) -> Result<Self, PatternError> {
        // What a label cannot have: see `property_label`.
        let cleaned = |text: &str| fold(text.replace(['&', '='], "").as_bytes());
        let (name, folded) = (cleaned(name), cleaned(value));
        let contains = |sought: Vec<u8>| Ok(Self { tests: vec![Test::of(CONTAINS, TEXT, sought)?] });
        let table = |hir: &Hir| Ok(Self::one(TABLE, TEXT, regex::table_of_property(hir, &name)?));
        match how {
            Match::Equals => contains([b"&", name.as_slice(), b"=", &folded, b"&"].concat()),
            Match::StartsWith => contains([b"&", name.as_slice(), b"=", &folded].concat()),
            Match::Contains => table(&regex::literal(&folded)),
            Match::Glob => table(&regex::whole(glob(&folded))),
            Match::Regex => table(&regex::parsed(value, Blanks::Gone)?),
        }
    }

    /// Which part of a text it looks at first. Patterns of one scope are best asked one after another.
    #[must_use]
    pub fn scope(&self) -> u8 {
        self.tests.first().map_or(TEXT, |test| test.scope)
    }

    /// True when it is one whole text, this one.
    #[must_use]
    pub fn is(&self, text: &[u8]) -> bool {
        matches!(self.tests.as_slice(), [test] if test.how == EQUALS && test.scope == TEXT && *test.sought == *fold(text))
    }

    /// What its tables took to make, in steps of some 20 ns.
    #[must_use]
    pub fn work(&self) -> usize {
        self.tests.iter().map(|test| test.sought.work).sum()
    }

    fn one(how: u8, scope: u8, sought: Sought) -> Self {
        Self { tests: vec![Test { how, scope, sought }] }
    }
}

impl Test {
    /// The test for a folded text. The browser's small letters are those of ASCII: others are in a table in both cases.
    fn of(how: u8, scope: u8, sought: Vec<u8>) -> Result<Self, PatternError> {
        if !regex::has_cases(&sought) {
            return Ok(Self { how, scope, sought: sought.into() });
        }
        Self::anchored(how, scope, regex::literal(&sought))
    }

    /// The test for an expression that stands as `how` says.
    fn anchored(how: u8, scope: u8, hir: Hir) -> Result<Self, PatternError> {
        let mut parts = vec![hir];
        if how != CONTAINS {
            parts.insert(0, regex::start());
        }
        if how == EQUALS && scope & PATH != 0 {
            parts.push(regex::optional(regex::literal(b"/")));
        }
        if how == EQUALS {
            parts.push(regex::end());
        }
        Ok(Self { how: TABLE, scope, sought: regex::table(&Hir::concat(parts))? })
    }
}

/// The bytes of a pattern: for each test one byte (how, whether another follows, and which part), then what is looked for.
impl Wire for Pattern {
    fn put(&self, out: &mut Vec<u8>) {
        for (place, test) in self.tests.iter().enumerate() {
            let more = if place + 1 < self.tests.len() { MORE } else { 0 };
            out.push(test.how | more | test.scope << SCOPE);
            put_bytes(out, &test.sought);
        }
    }

    fn take(from: &mut Reader<'_>) -> Self {
        let mut tests = Vec::new();
        loop {
            let code = from.byte();
            tests.push(Test { how: code & 3, scope: code >> SCOPE, sought: from.bytes().to_vec().into() });
            if code & MORE == 0 {
                return Self { tests };
            }
        }
    }
}

/// A text made ready to be compared with many patterns. The part that was asked for last is cut out and folded already, in a buffer that
/// the caller keeps: a program asks the patterns of one scope after another.
#[derive(Debug)]
pub struct Subject<'a> {
    text: &'a [u8],
    part: &'a mut Vec<u8>,
    /// What `part` is.
    scope: u8,
}

/// No part yet.
const NOTHING: u8 = u8::MAX;

impl<'a> Subject<'a> {
    /// Makes a text ready. What is in `scratch` is overwritten.
    #[must_use]
    pub const fn new(text: &'a [u8], scratch: &'a mut Vec<u8>) -> Self {
        Self { text, part: scratch, scope: NOTHING }
    }

    /// Goes on with another text.
    pub const fn turn_to(&mut self, text: &'a [u8]) -> &mut Self {
        self.text = text;
        self.scope = NOTHING;
        self
    }

    /// A mark of the whole text as it is folded: texts of different marks are different.
    pub fn mark(&mut self) -> i64 {
        self.cut(TEXT);
        mark(self.part)
    }

    /// Reads patterns from their bytes: true when one of them matches. The reader stands behind them then. A part that a newer edge knows
    /// and this code does not never matches, nor do broken bytes.
    pub fn matches_any(&mut self, patterns: &mut Reader<'_>) -> bool {
        let mut found = false;
        for _ in 0..patterns.count() {
            let mut holds = !found;
            loop {
                let code = patterns.byte();
                let sought = patterns.bytes();
                holds = holds && self.holds(code, sought);
                if code & MORE == 0 {
                    break;
                }
            }
            found |= holds;
        }
        found && patterns.check().is_ok()
    }

    #[inline(never)]
    fn holds(&mut self, code: u8, sought: &[u8]) -> bool {
        let scope = code >> SCOPE;
        if scope > HOST | PATH | QUERY {
            return false;
        }
        self.cut(scope);
        let how = code & 3;
        if how == TABLE {
            return regex::walk(sought, self.part);
        }
        let mut rest = self.part.as_slice();
        loop {
            if rest.starts_with(sought) {
                let after = rest.len() - sought.len();
                return how != EQUALS || after == 0 || after == 1 && scope != TEXT && rest.last() == Some(&b'/');
            }
            match rest {
                [_, after @ ..] if how == CONTAINS => rest = after,
                _ => return false,
            }
        }
    }

    /// Makes a part ready, where it is not.
    #[inline(never)]
    fn cut(&mut self, scope: u8) {
        if self.scope != scope {
            self.scope = scope;
            self.part.clear();
            if scope == TEXT {
                push_folded(self.text, self.part);
            } else {
                // A relative address has no host. `//` further on is of the path.
                let (place, address) = match self.text.iter().position(|byte| *byte == b'/').and_then(|at| self.text.get(at + 1..)) {
                    Some([b'/', rest @ ..]) => (HOST, rest),
                    _ => (PATH, self.text),
                };
                push_address(scope, place, address, self.part);
            }
        }
    }
}

/// One bit of 64 for a text, by its length and its end.
fn mark(text: &[u8]) -> i64 {
    let last = u32::from(text.last().copied().unwrap_or(0));
    1 << (((text.len() as u32).wrapping_mul(7) ^ last) & 63)
}

/// The marks of the texts that patterns are equal to; all marks, where one of the patterns asks for anything else.
pub(crate) fn marks(patterns: &[u8]) -> i64 {
    let mut from = Reader::new(patterns);
    let mut all = 0;
    for _ in 0..from.count() {
        let code = from.byte();
        let sought = from.bytes();
        all |= if code == EQUALS | TEXT << SCOPE { mark(sought) } else { -1 };
    }
    all
}

/// Appends a part of an address, decoded and in small letters. `place`: whether it begins with its host or its path.
fn push_address(scope: u8, mut place: u8, address: &[u8], out: &mut Vec<u8>) {
    let mut rest = address;
    // Marks count as they are written only.
    while let (Some(mark), Some((byte, after))) = (rest.first().copied(), decode_first(rest)) {
        let mut byte = byte.to_ascii_lowercase();
        rest = after;
        if place == HOST && (mark == b'/' || mark == b'?' || mark == b'#') {
            place = PATH;
            // A missing path is "/".
            if mark != b'/' && scope & PATH != 0 {
                out.push(b'/');
            }
        }
        if place == HOST && mark == b'@' {
            out.clear();
            continue;
        }
        if mark == b'#' {
            if !matches!(rest, [b'/' | b'!', ..]) {
                break;
            }
            place = PATH;
        } else if place == QUERY {
            // A blank is written as a plus; between parameters stands what is written only.
            if mark == b'+' || mark == b'%' && byte == b'&' {
                byte = b' ';
            }
        } else if mark == b'?' {
            place = QUERY;
            if scope == QUERY {
                byte = b'&';
            }
        }
        if scope & place != 0 {
            out.push(byte);
        }
    }
    if place == HOST && scope & PATH != 0 {
        out.push(b'/');
    }
    if scope == QUERY {
        out.push(b'&');
    }
}

/// Case and blanks do not count: people search "브랜드 A", "브랜드a" and "브랜드A" and mean the same.
#[must_use]
pub fn fold(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    push_folded(text, &mut out);
    out
}

fn push_folded(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    loop {
        rest = match rest {
            // The last two: no-break space, ideographic space.
            [..=b' ', after @ ..] | [0xc2, 0xa0, after @ ..] | [0xe3, 0x80, 0x80, after @ ..] => after,
            [byte, after @ ..] => {
                out.push(byte.to_ascii_lowercase());
                after
            }
            [] => return,
        }
    }
}

/// The test for a host, in any of its forms, and what follows it.
fn beginning(how: u8, scope: u8, hosts: &[String], path: &[u8]) -> Result<Test, PatternError> {
    match hosts {
        [] => Test::of(how, scope, path.to_vec()),
        [host] => Test::of(how, scope, [host.as_bytes(), path].concat()),
        _ => Test::anchored(how, scope, Hir::concat(vec![regex::any_of(hosts), regex::literal(path)])),
    }
}

/// The test for a host or one below it, and how its path begins.
fn below(scope: u8, hosts: &[String], path: &[u8]) -> Result<Test, PatternError> {
    let below = Hir::concat(vec![regex::anything_but(b'/'), regex::literal(b".")]);
    Test::anchored(STARTS_WITH, scope, Hir::concat(vec![regex::optional(below), regex::any_of(hosts), regex::literal(path)]))
}

/// True for `cate_no=24`, `a=1&b=2`, `&new`: parameters, and nothing of a path. A slash is of a path.
fn is_parameters(value: &str) -> bool {
    let (name, after) = value.trim_start_matches('&').split_once('=').unwrap_or((value.trim_start_matches('&'), ""));
    let is_name = !name.is_empty() && !name.contains(['/', '?', '#', ':', ' ', '&']);
    is_name && !after.contains(['/', '?', '#']) && (value.contains('=') || value.starts_with('&'))
}

/// True where a value begins with a host as people write one: `shop.kr/cart`, not `/shop.kr`, `detail.html` or `v1.2`.
pub(crate) fn begins_with_host(value: &str, is_glob: bool) -> bool {
    /// Ends of hosts that have not two letters; of those of two letters, which are countries, the ones that also end files.
    const ENDS: &[&str] = &[
        "com", "net", "org", "biz", "info", "shop", "store", "mall", "app", "dev", "xyz", "site", "online", "asia", "link", "page", "club",
        "blog", "cafe", "market", "example", "한국", "닷컴", "닷넷",
    ];
    const FILES: &[&str] = &["do", "js", "ts", "pl", "py", "rb", "gz", "md", "sh", "cs", "vb", "nt"];
    let end = value.find(['/', '?', '#']).unwrap_or(value.len());
    let (host, rest) = value.split_at_checked(end).unwrap_or((value, ""));
    if is_glob && !rest.starts_with('/') {
        return false;
    }
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit())).map_or(host, |(name, _)| name);
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-' || is_glob && matches!(letter, '*' | '?'))
    };
    let Some((before, last)) = name.rsplit_once('.') else { return false };
    let last = last.to_lowercase();
    let is_country = last.len() == 2 && last.bytes().all(|byte| byte.is_ascii_lowercase()) && !FILES.contains(&last.as_str());
    before.split('.').all(is_label) && (is_country || last.starts_with("xn--") || ENDS.contains(&last.as_str()))
}

/// The tests for a query `&a=1&b=2&`: its parameters are all of the page's, or among them.
fn parameters(all: bool, query: &[u8]) -> Result<Vec<Test>, PatternError> {
    let mut parameters: Vec<&[u8]> = Vec::new();
    for parameter in query.split(|byte| *byte == b'&') {
        if !parameter.is_empty() && !parameters.contains(&parameter) {
            parameters.push(parameter);
        }
    }
    let test = |how: u8, sought: Sought| Test { how, scope: QUERY, sought };
    let mark = || regex::literal(b"&");
    // `a` and `a=` are the same.
    let name = |parameter: &[u8]| match parameter.iter().position(|byte| *byte == b'=') {
        Some(at) if at + 1 < parameter.len() => None,
        Some(at) => parameter.get(..at).map(regex::literal),
        None => Some(regex::literal(parameter)),
    };
    let expression = |parameter: &&[u8]| match name(parameter) {
        Some(name) => Hir::concat(vec![mark(), name, regex::optional(regex::literal(b"="))]),
        None => Hir::concat(vec![mark(), regex::literal(parameter)]),
    };
    let each = || Hir::alternation(parameters.iter().map(expression).collect());
    let repeated = || regex::star(Hir::alternation(vec![each(), mark()]));
    if all && parameters.len() == 1 {
        let parts = vec![regex::star(mark()), each(), repeated(), mark()];
        return Ok(vec![test(TABLE, regex::table(&regex::whole(parts))?)]);
    }
    let mut tests = Vec::new();
    for parameter in &parameters {
        tests.push(match name(parameter) {
            Some(_) => test(TABLE, regex::table(&Hir::concat(vec![expression(parameter), mark()]))?),
            None => Test::of(CONTAINS, QUERY, [b"&", *parameter, b"&"].concat())?,
        });
    }
    if all {
        // And nothing else.
        tests.push(test(TABLE, regex::table(&regex::whole(vec![repeated(), mark()]))?));
    }
    Ok(tests)
}

/// A sign of a glob: a byte, and whether it is a wildcard (percent-encoded signs of an address are none).
type Sign = (u8, bool);

/// A glob: `*` any run of characters, `?` one character.
fn glob(pattern: &[u8]) -> Vec<Hir> {
    let signs: Vec<Sign> = pattern.iter().map(|byte| (*byte, true)).collect();
    vec![signs_of(&signs, false)]
}

/// `in_path`: what a wildcard stands for is of the path, not of the query.
fn signs_of(signs: &[Sign], in_path: bool) -> Hir {
    let mut parts = Vec::new();
    let mut run = Vec::new();
    for (byte, may_be_wild) in signs {
        let wild = match (byte, in_path) {
            (b'*', false) if *may_be_wild => regex::anything(),
            (b'*', true) if *may_be_wild => regex::anything_but(b'?'),
            (b'?', false) if *may_be_wild => regex::any_char(),
            (b'?', true) if *may_be_wild => regex::any_char_but('?'),
            _ => {
                run.push(byte.to_ascii_lowercase());
                continue;
            }
        };
        parts.extend([regex::literal(&run), wild]);
        run.clear();
    }
    parts.push(regex::literal(&run));
    Hir::concat(parts)
}

/// Most signs of all ways in which a glob can be read: ten question marks in the longest value.
const GLOB_WAYS_MAX: usize = 5_000;

/// A glob for pages, over the whole path; with `query` over path and query. Where nothing is said of the query, each `?` may be the one
/// with which the query begins: `/list?cate=*` is meant so, and `/p?/` is not.
fn page_glob(host: &str, rest: &str, query: Option<bool>) -> Result<Pattern, PatternError> {
    let mut signs: Vec<Sign> = Vec::new();
    let mut bytes = rest.as_bytes();
    while let Some((byte, after)) = decode_first(bytes) {
        signs.push((byte, after.len() + 1 == bytes.len()));
        bytes = after;
    }
    let marks: Vec<usize> = (0_usize..).zip(&signs).filter(|(_, sign)| **sign == (b'?', true)).map(|(at, _)| at).collect();
    // In a query a plus is a blank.
    let behind = |signs: &[Sign]| {
        let signs: Vec<Sign> = signs.iter().map(|sign| if *sign == (b'+', true) { (b' ', false) } else { *sign }).collect();
        signs_of(&signs, false)
    };
    let with_query = query == Some(true) || query.is_none() && !marks.is_empty();
    let wanted = if query == Some(true) {
        let (path, rest) = marks.first().and_then(|at| signs.split_at_checked(*at)).unwrap_or((&signs, &[]));
        Hir::concat(vec![signs_of(path, false), behind(rest)])
    } else if !with_query {
        signs_of(&signs, false)
    } else {
        let any_query = regex::optional(Hir::concat(vec![regex::literal(b"?"), regex::anything()]));
        // Each way is as long as all.
        if marks.len().saturating_mul(signs.len()) > GLOB_WAYS_MAX {
            return Err(PatternError::TooLarge);
        }
        let mut ways = vec![Hir::concat(vec![signs_of(&signs, true), any_query])];
        for at in marks {
            if let Some((path, [_, rest @ ..])) = signs.split_at_checked(at) {
                ways.push(Hir::concat(vec![signs_of(path, true), regex::literal(b"?"), behind(rest)]));
            }
        }
        Hir::alternation(ways)
    };
    let hosts = forms(host);
    let host = if hosts.len() > 1 { regex::any_of(&hosts) } else { Hir::concat(glob(host.as_bytes())) };
    let scope = PATH | if hosts.is_empty() { 0 } else { HOST } | if with_query { QUERY } else { 0 };
    Ok(Pattern::one(TABLE, scope, regex::table(&regex::whole(vec![host, wanted]))?))
}

/// A regular expression for pages. `http://`, `https://`, `https?://` in it, or `//` at its beginning, mean the beginning of the host.
fn page_expression(value: &str, query: bool) -> Result<Pattern, PatternError> {
    // What is wrong is said of what was written.
    regex::parsed(value, Blanks::Kept)?;
    let mut expression = value.replace("\\/", "/");
    for scheme in ["https?://", "https://", "http://"] {
        expression = expression.replace(scheme, "^");
    }
    if let Some(rest) = expression.trim_start_matches('^').strip_prefix("//") {
        expression = ["^", rest].concat();
    }
    let has_host = expression != value.replace("\\/", "/");
    let scope = PATH | if has_host { HOST } else { 0 } | if query { QUERY } else { 0 };
    let hir = regex::parsed(&decoded_expression(&expression), Blanks::Kept)?;
    Ok(Pattern::one(TABLE, scope, regex::table(&hir)?))
}

/// An expression with its percent signs decoded: to characters beyond ASCII, and to signs that mean nothing but themselves.
fn decoded_expression(expression: &str) -> String {
    let mut out = String::new();
    let mut rest = expression.as_bytes();
    let mut run: Vec<u8> = Vec::new();
    while let Some((byte, after)) = decode_first(rest) {
        let is_written = after.len() + 1 == rest.len();
        rest = after;
        run.push(byte);
        if !is_written && byte.is_ascii() {
            run.pop();
            run.extend(format!("\\x{byte:02x}").bytes());
        }
    }
    for chunk in run.utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            out.push_str(&format!("(?-u:\\x{byte:02x})"));
        }
    }
    out
}

/// What follows `http://`, `https://` or `//`.
fn behind_scheme(value: &str) -> Option<&str> {
    let (scheme, rest) = value.split_once("//")?;
    (scheme.is_empty() || scheme.eq_ignore_ascii_case("http:") || scheme.eq_ignore_ascii_case("https:")).then_some(rest)
}

/// The host of a value, as browsers write it (empty where the value has none), and what follows it.
fn host_and_rest(value: &str, is_glob: bool) -> Result<(String, &str), PatternError> {
    let Some(rest) = behind_scheme(value) else { return Ok((String::new(), value)) };
    let end = rest.find(|sign: char| matches!(sign, '/' | '#') || sign == '?' && !is_glob).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at_checked(end).unwrap_or((rest, ""));
    Ok((host(authority, is_glob)?, rest))
}

/// A host and its port as browsers write them: punycode, small letters, no user, no port 80 or 443.
fn host(authority: &str, is_glob: bool) -> Result<String, PatternError> {
    let wrong = || PatternError::Host { host: authority.chars().take(60).collect() };
    let decoded = String::from_utf8(model::url::decoded(authority.as_bytes())).map_err(|_| wrong())?;
    let named = decoded.rsplit('@').next().unwrap_or_default();
    let (name, port) = match named.rsplit_once(':') {
        // The colons of an IPv6 address are inside its brackets.
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (named, ""),
    };
    if name.starts_with('[') || is_glob && name.contains(['*', '?']) {
        let plain = name.is_ascii() && !name.contains(' ');
        return if plain { Ok(with_port(name.to_ascii_lowercase(), port)) } else { Err(wrong()) };
    }
    let name = idna::domain_to_ascii_cow(name.as_bytes(), idna::AsciiDenyList::URL).map_err(|_| wrong())?;
    if name.is_empty() || !port.bytes().all(|byte| byte.is_ascii_digit() || is_glob) {
        return Err(wrong());
    }
    Ok(with_port(name.into_owned(), port))
}

fn with_port(host: String, port: &str) -> String {
    if matches!(port, "" | "80" | "443") { host } else { [host.as_str(), ":", port].concat() }
}

/// The ways to write a host: in punycode, as browsers do, and as it is read. None of no host.
fn forms(host: &str) -> Vec<String> {
    if !host.contains("xn--") {
        return if host.is_empty() { Vec::new() } else { vec![host.to_owned()] };
    }
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let (read, _) = idna::domain_to_unicode(name);
    vec![host.to_owned(), with_port(read, port)]
}

/// An address up to its fragment, where that is no route.
fn without_fragment(address: &str) -> &str {
    match address.split_once('#') {
        Some((before, fragment)) if !fragment.starts_with(['/', '!']) => before,
        _ => address,
    }
}

#[cfg(test)]
mod tests;
