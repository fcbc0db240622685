//! Values that can be written and match nobody, or something else than is meant.

use super::Finding;
use crate::{
    catalogue::{Ask, Entry},
    definition::{Condition, Match, clipped},
    describe::names::{code, known},
    text::fold,
};

/// What is doubtful about a condition's values, each with its place.
pub(super) fn doubtful(at: &str, entry: &Entry, condition: &Condition, findings: &mut Vec<Finding>) {
    for (place, value) in condition.values.iter().flatten().enumerate() {
        let text = value.to_string();
        let text = text.trim();
        let shown = clipped(text);
        let mut warn = |code: &'static str, ko: String, en: String| {
            // Of a pasted list the first few say enough.
            if findings.iter().filter(|finding| finding.code == code && finding.at.starts_with(at)).count() < SAME_MAX {
                findings.push(Finding::warning(format!("{at}.values[{place}]"), code, ko, en));
            }
        };
        match entry.ask {
            Ask::Url | Ask::Path if condition.query.is_none() && asks_unseen_query(condition.matching, text) => warn(
                "query_not_seen",
                format!("‘{shown}’: 쿼리(? 뒤의 파라미터)는 비교하지 않아요. 쿼리까지 비교하려면 ‘쿼리 포함’을 켜 주세요."),
                format!("“{shown}” does not see the query, what follows the ? of an address: set \"query\" to true for it."),
            ),
            Ask::Domain if !text.starts_with(['*', '.']) && !host_of(text).contains('.') => warn(
                "no_domain",
                format!("‘{shown}’: 도메인이 아니라서 아무도 해당하지 않아요. naver.com처럼 끝까지 적어 주세요."),
                format!("“{shown}” is no whole domain and matches nobody: write it out, such as naver.com."),
            ),
            _ => {
                if let Some(names) = known(entry)
                    && code(entry, text).is_none()
                    && !names.iter().any(|name| is_named(entry, condition, name, text))
                {
                    warn(
                        "unknown_name",
                        format!("‘{shown}’: ‘{}’에 없는 이름이라 아무도 해당하지 않아요. 철자를 확인해 주세요.", entry.ko),
                        format!("“{shown}” is no name that “{}” knows and matches nobody: look at its spelling.", entry.en),
                    );
                }
            }
        }
    }
}

/// Most warnings of one sort about a condition.
const SAME_MAX: usize = 5;

/// True where an expression or a glob speaks of parameters and looks at the path only.
fn asks_unseen_query(how: Option<Match>, text: &str) -> bool {
    match how {
        Some(Match::Regex) => text.contains("\\?") || text.contains("[?]") || text.contains('='),
        // A ? in it may be the one before the query.
        Some(Match::Glob) => text.contains('=') && !text.contains('?'),
        _ => false,
    }
}

fn host_of(text: &str) -> &str {
    let rest = text.split_once("//").map_or(text, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

fn is_named(entry: &Entry, condition: &Condition, name: &str, text: &str) -> bool {
    let text = fold(text.as_bytes());
    let is_part = entry.ask == Ask::Words && condition.matching != Some(Match::Equals);
    let name = fold(name.as_bytes());
    name == text || is_part && name.windows(text.len().max(1)).any(|part| part == text)
}
