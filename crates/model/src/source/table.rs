//! The table of known places: data, fetched by the browser on external landings only.
//!
//! Its bytes are a version and then lines of text that are searched where they lie: everything in the table is text, so reading it
//! so needs neither memory nor a parser (postcard and vectors were 1 KB of brotli more). First the landing words, then
//! a line for each mark and each known place, fields between tabs, members of a list between spaces. A line that is not
//! understood fits nothing.

use serde::Deserialize;

use super::{SourceKind, list, under};
use crate::url::{Url, cut, pieces};

/// The version of the table's bytes, their first one.
pub const SOURCES_VERSION: u8 = 1;

/// Bytes of a table at most. The table of today has 5 KB; Matomo's whole list of engines and networks would have some 60.
pub const SOURCES_BYTES_MAX: usize = 256 * 1024;

/// The table of known places. `default()` knows none: every referrer is then a referral, campaigns are read from utm alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sources<'a> {
    lines: &'a str,
}

/// An engine, a network, a mailbox…
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known<'a> {
    pub kind: SourceKind,
    pub name: &'a str,
    /// Parameters of its addresses that hold the word, best first.
    pub words: &'a str,
    /// Parameters that hold the word before.
    pub previous: &'a str,
}

/// A mark that advertising leaves on a landing address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark<'a> {
    pub source: &'a str,
    pub medium: &'a str,
    /// The parameters that hold name, content, term and code, `-` where there is none.
    pub fields: &'a str,
    /// What the name is called where it is a number from 1 on; empty where it speaks for itself.
    pub names: &'a str,
}

/// Why bytes or a file are not a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourcesError {
    /// Written by another version: fetch the table again.
    Version,
    /// Not UTF-8.
    Malformed,
    /// More than [`SOURCES_BYTES_MAX`].
    TooLong,
    /// A name or a member of a list is empty or holds a space, a tab or a line end, which would make it two.
    Member,
}

impl<'a> Sources<'a> {
    /// Reads what [`SourcesFile::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`SourcesError`]; the caller goes on with `Sources::default()`.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, SourcesError> {
        if bytes.len() > SOURCES_BYTES_MAX {
            return Err(SourcesError::TooLong);
        }
        let Some((&SOURCES_VERSION, lines)) = bytes.split_first() else { return Err(SourcesError::Version) };
        let lines = str::from_utf8(lines).map_err(|_| SourcesError::Malformed)?;
        Ok(Self { lines })
    }

    /// Parameters of a landing address that hold the searched or the bought word, best first.
    pub(super) fn landing_words(&self) -> &'a str {
        cut(self.lines, b'\n').0
    }

    /// The first mark of which a parameter is there.
    pub(super) fn mark(&self, page: &Url<'_>) -> Option<Mark<'a>> {
        let [_, _, source, medium, fields, names] = self.line(&|kind, params| kind == "+" && list(params).any(|name| page.has(name)))?;
        Some(Mark { source, medium, fields, names })
    }

    /// The first entry that fits a host, bare and in lower case, and a path.
    pub(super) fn known(&self, host: &str, path: &str) -> Option<Known<'a>> {
        let [kind, _, name, words, previous, _] = self.line(&|_, hosts| list(hosts).any(|pattern| fits(pattern, host, path)))?;
        let kind = KINDS.iter().find(|(letter, _)| kind == *letter)?.1;
        Some(Known { kind, name, words, previous })
    }

    /// The fields of the first line that is wanted, judged by its kind and its list.
    fn line(&self, wanted: &dyn Fn(&str, &str) -> bool) -> Option<[&'a str; 6]> {
        for line in pieces(self.lines, b'\n') {
            let mut fields = [""; 6];
            let mut rest = Some(line);
            for field in &mut fields {
                (*field, rest) = cut(rest.unwrap_or(""), b'\t');
            }
            if wanted(fields[0], fields[1]) {
                return Some(fields);
            }
        }
        None
    }
}

/// How a line says what kind of place it is about.
const KINDS: [(&str, SourceKind); 6] = [
    ("d", SourceKind::Direct),
    ("s", SourceKind::Search),
    ("n", SourceKind::Sns),
    ("r", SourceKind::Referral),
    ("e", SourceKind::Email),
    ("i", SourceKind::Internal),
];

fn fits(pattern: &str, host: &str, path: &str) -> bool {
    let (pattern, prefix) = cut(pattern, b'/');
    if prefix.is_some_and(|prefix| !path.get(1..).is_some_and(|path| path.starts_with(prefix))) {
        return false;
    }
    if let Some(domain) = pattern.strip_prefix('.') {
        under(host, domain)
    } else if let Some(stem) = pattern.strip_suffix('*') {
        host.strip_prefix(stem).is_some_and(is_country)
    } else {
        host == pattern
    }
}

/// Whether an ending is one under which a world-wide site has its national ones: `com`, `de`, `co.kr`, `com.au`.
fn is_country(ending: &str) -> bool {
    let (first, second) = cut(ending, b'.');
    matches!(first.len(), 2 | 3) && second.is_none_or(|second| second.len() == 2)
}

/// The table as people write it (`data/sources.json`); a tool reads it and writes the bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourcesFile {
    /// What the table is and where it is from; for readers.
    pub about: String,
    /// Known places; the first that fits counts.
    pub known: Vec<KnownEntry>,
    /// Marks that advertising leaves on a landing address; the first that is there counts.
    pub marks: Vec<MarkEntry>,
    /// Parameters of a landing address that hold the searched or the bought word, best first.
    pub landing_words: Vec<String>,
}

/// An engine, a network, a mailbox…
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownEntry {
    pub kind: SourceKind,
    /// The name that conditions and reports use, in lower case; a referral's is its domain.
    #[serde(default)]
    pub name: String,
    /// Patterns of hosts, after `www.`, `m.` and `mobile.` are taken away: `naver.com` is that host alone, `.naver.com` also
    /// every host below, `google.*` one in any country; with a path (`search.daum.net/nate`) only pages that begin so.
    /// The package of an app is a host, too.
    pub hosts: Vec<String>,
    /// Parameters of its addresses that hold the word, best first.
    #[serde(default)]
    pub words: Vec<String>,
    /// Parameters that hold the word before.
    #[serde(default)]
    pub previous_words: Vec<String>,
}

/// A mark that advertising leaves on a landing address.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkEntry {
    /// The parameters any of which is the mark.
    pub params: Vec<String>,
    pub source: String,
    pub medium: String,
    /// The parameter that holds the campaign's name; so `content`, `term` and `code`.
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub content: String,
    #[serde(default)]
    pub term: String,
    #[serde(default)]
    pub code: String,
    /// What the name is called where it is a number from 1 on.
    #[serde(default)]
    pub names: Vec<String>,
}

impl SourcesFile {
    /// Writes the bytes that [`Sources::from_bytes`] reads.
    ///
    /// # Errors
    /// [`SourcesError::Member`] or [`SourcesError::TooLong`]: the file is to be mended.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SourcesError> {
        let mut text = join(&self.landing_words)?;
        let mut line = |fields: &[&str]| {
            text.push('\n');
            text.push_str(fields.join("\t").trim_end());
        };
        for entry in &self.marks {
            let fields = [&entry.name, &entry.content, &entry.term, &entry.code];
            let fields = fields.map(|field| if field.is_empty() { String::from("-") } else { field.clone() });
            line(&["+", &join(&entry.params)?, &entry.source, &entry.medium, &join(&fields)?, &join(&entry.names)?]);
        }
        for entry in &self.known {
            let (kind, _) = KINDS.iter().find(|(_, kind)| *kind == entry.kind).ok_or(SourcesError::Member)?;
            // A place that says nothing has no name.
            let name = if entry.name.is_empty() { "" } else { &join(std::slice::from_ref(&entry.name))? };
            line(&[kind, &join(&entry.hosts)?, name, &join(&entry.words)?, &join(&entry.previous_words)?]);
        }
        if text.len() >= SOURCES_BYTES_MAX {
            return Err(SourcesError::TooLong);
        }
        let mut bytes = vec![SOURCES_VERSION];
        bytes.extend(text.into_bytes());
        Ok(bytes)
    }
}

fn join(members: &[String]) -> Result<String, SourcesError> {
    if members.iter().any(|member| member.is_empty() || member.contains([' ', '\t', '\n'])) {
        return Err(SourcesError::Member);
    }
    Ok(members.join(" "))
}
