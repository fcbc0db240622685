//! The visits that a draft matches, one by one: for the console some at a time, as CSV many.

use model::money::decimal;
use model::time::{EpochMs, Zone};
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::api::population::Asked;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::People;
use crate::person::ask::What;
use crate::person::population::Question;
use crate::person::reports::money;
use crate::person::visitors::{Found, Key, Row, Search};
use crate::problem::Problem;

const LIMIT: u32 = 50;
const LIMIT_MAX: u32 = 200;
/// How often the objects are asked for one page: where few match, a page may come with fewer rows than asked for, and a cursor.
const TURNS: usize = 4;
/// Rows of a CSV: 50,000 × 200 bytes are 10 MB.
const CSV_ROWS_MAX: usize = 50_000;
/// What its texts come to at most: addresses and words are as long as a page says, 4 KB a row. It is held as rows, as text and as an answer, of an
/// instance's 128 MB.
const CSV_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Rows that all objects say at once for it.
const CSV_TURN: u32 = 4_000;
/// How often the objects are asked for a CSV: with tapes to run, 1,000 visits of each a time.
const CSV_TURNS: usize = 200;

/// `POST /api/sites/{id}/segments/visitors`
///
/// # Errors
/// `Invalid` draft, range, limit or cursor.
pub async fn list(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let is_csv =
        call.query("format").is_some_and(|format| format == "csv") || call.header("accept").is_some_and(|types| types.contains("text/csv"));
    let lang = call.query("lang");
    let mut asked = Asked::read(&mut call, &scope).await?;
    let limit = asked.limit.unwrap_or(LIMIT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(Problem::Invalid { field: "limit".into(), detail: format!("Give a whole number, 1 to {LIMIT_MAX}.") });
    }
    let invalid = || Problem::Invalid { field: "cursor".into(), detail: "Give the next_cursor of the page before.".into() };
    let newest = Key { start: EpochMs(i64::MAX), tie: i64::MAX };
    let before = match &asked.cursor {
        None => newest,
        Some(text) => {
            // The page after another one is of the same time, whenever it is asked for.
            let (to, key) = read_cursor(text).ok_or_else(invalid)?;
            let length = asked.question.to.0 - asked.question.from.0;
            (asked.question.from, asked.question.to) = (EpochMs(to.0.saturating_sub(length)), to);
            key
        }
    };
    asked.question.one_in = u32::from(asked.is_momentary());
    let people = People::of(&call.env, &scope, &asked.site, call.now_ms)?;
    if is_csv {
        let korean = lang.map_or(asked.site.zone == "Asia/Seoul", |lang| lang == "ko");
        let objects = u32::try_from(asked.site.map.shards().len()).unwrap_or(1).max(1);
        let found = search(&people, &asked.question, before, CSV_ROWS_MAX, (CSV_TURN / objects).max(LIMIT_MAX), CSV_TURNS).await?;
        return csv(&found, &asked, korean);
    }
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let Found { rows, known_to } = search(&people, &asked.question, before, most, limit, TURNS).await?;
    let own = asked.question.currency;
    let row = |row: &Row| -> Value {
        json!({
            "visitor": row.label,
            "started": row.key.start,
            "last": row.last,
            "visits": row.visits,
            "page_views": row.page_views,
            "page": row.page,
            "source": { "kind": some(&row.source), "name": some(&row.source_name), "word": some(&row.word) },
            "device": { "kind": some(&row.device), "os": some(&row.os), "browser": some(&row.browser) },
            "member": row.member,
            "orders": row.orders,
            "revenue": money(i128::from(row.revenue), own),
            "matched": row.matched.as_ref().map(|(at, page)| json!({ "at": at, "page": page })),
        })
    };
    answer::json(&json!({
        "range": asked.range,
        "visits": rows.iter().map(row).collect::<Vec<_>>(),
        "next_cursor": known_to.map(|key| cursor(asked.question.to, key)),
        "notes": asked.notes(),
    }))
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn cursor(to: EpochMs, key: Key) -> String {
    format!("{}.{}.{}", to.0, key.start.0, key.tie)
}

fn read_cursor(text: &str) -> Option<(EpochMs, Key)> {
    let mut numbers = text.split('.').map(|number| number.parse::<i64>().ok());
    let (to, start, tie) = (numbers.next()??, numbers.next()??, numbers.next()??);
    // A moment that can be reckoned with.
    let sound = numbers.next().is_none() && (0..=i64::MAX / 4).contains(&to);
    sound.then_some((EpochMs(to), Key { start: EpochMs(start), tie }))
}

/// Asks all objects until there are so many rows, or as much text as a file may have, or no more, or it has been so often. `known_to`: there
/// may be more after it.
async fn search(people: &People<'_>, ask: &Question, mut before: Key, most: usize, limit: u32, turns: usize) -> Result<Found, Problem> {
    let mut rows: Vec<Row> = Vec::new();
    for _ in 0..turns {
        let found: Vec<Found> = people.ask_all(|| What::Visitors(Search { ask: ask.clone(), before, limit })).await?;
        // What all have looked at.
        let known_to = found.iter().filter_map(|found| found.known_to).max();
        let mut new: Vec<Row> = found.into_iter().flat_map(|found| found.rows).collect();
        new.retain(|row| known_to.is_none_or(|known_to| known_to <= row.key));
        new.sort_by_key(|row| std::cmp::Reverse(row.key));
        rows.extend(new);
        let room = room(&rows, most);
        if rows.len() > room || rows.len() == most && known_to.is_some() {
            rows.truncate(room);
            let last = rows.last().map(|row| row.key);
            return Ok(Found { rows, known_to: last });
        }
        match known_to {
            None => return Ok(Found { rows, known_to: None }),
            Some(known_to) => before = known_to,
        }
    }
    Ok(Found { rows, known_to: Some(before) })
}

/// How many of these there is room for: one at least, so that whoever asks on gets on.
fn room(rows: &[Row], most: usize) -> usize {
    let mut bytes = 0;
    let fits = |row: &&Row| {
        bytes += text_bytes(row);
        bytes <= CSV_BYTES_MAX
    };
    rows.iter().take(most).take_while(fits).count().max(1)
}

fn text_bytes(row: &Row) -> usize {
    let texts = [&row.label, &row.page, &row.source, &row.source_name, &row.word, &row.device, &row.os, &row.browser];
    let matched = row.matched.as_ref().map_or(0, |(_, page)| page.len());
    texts.iter().map(|text| text.len()).sum::<usize>() + matched + row.member.as_ref().map_or(0, String::len)
}

const HEADERS: [(&str, &str); 17] = [
    ("방문자", "Visitor"),
    ("방문 시작", "Started"),
    ("마지막 활동", "Last activity"),
    ("방문 횟수", "Visit number"),
    ("본 페이지 수", "Page views"),
    ("마지막 페이지", "Last page"),
    ("조건에 맞은 시각", "Matched at"),
    ("조건에 맞은 페이지", "Matched on"),
    ("유입", "Source"),
    ("유입 이름", "Source name"),
    ("검색어", "Word"),
    ("기기", "Device"),
    ("운영체제", "System"),
    ("브라우저", "Browser"),
    ("회원", "Member"),
    ("주문 수", "Orders"),
    ("주문 금액", "Revenue"),
];

/// A file that Excel opens as it is: UTF-8 with its mark, lines that end as in Windows, every cell in quotes.
fn csv(found: &Found, asked: &Asked, korean: bool) -> Result<Response, Problem> {
    let zone = &asked.question.zone;
    let mut text = String::from("\u{feff}");
    line(&mut text, HEADERS.iter().map(|(ko, en)| if korean { *ko } else { *en }));
    for row in &found.rows {
        let (started, last) = (clock(row.key.start, zone), clock(row.last, zone));
        let (at, page) = row.matched.as_ref().map_or((String::new(), ""), |(at, page)| (clock(*at, zone), page));
        let (visits, pages, orders) = (row.visits.to_string(), row.page_views.to_string(), row.orders.to_string());
        let revenue = decimal(i128::from(row.revenue));
        let texts = [
            &row.label,
            &started,
            &last,
            &visits,
            &pages,
            &row.page,
            &at,
            page,
            &row.source,
            &row.source_name,
            &row.word,
            &row.device,
            &row.os,
            &row.browser,
            row.member.as_deref().unwrap_or(""),
            &orders,
            &revenue,
        ];
        line(&mut text, texts.into_iter());
    }
    let response = Response::builder().fixed(text.into_bytes());
    let name = format!("attachment; filename=\"visitors-{}.csv\"", asked.segment.id);
    let mut headers =
        vec![("content-type", "text/csv; charset=utf-8"), ("cache-control", "private, no-store"), ("content-disposition", &name)];
    // There are more: the next file begins there.
    let next = found.known_to.map(|key| cursor(asked.question.to, key));
    if let Some(next) = &next {
        headers.push(("x-next-cursor", next));
    }
    answer::with(response, &headers)
}

fn line<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (place, cell) in cells.enumerate() {
        text.push_str(if place > 0 { ",\"" } else { "\"" });
        // A table would take it for a formula.
        if cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r', '\n']) {
            text.push('\'');
        }
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

/// A moment by the shop's clock, as a table reads it: `2026-11-21 09:30:00`.
fn clock(at: EpochMs, zone: &Zone) -> String {
    let local = EpochMs(at.0.saturating_add(i64::from(zone.offset_s(at)) * 1000)).to_string();
    local.get(..19).unwrap_or(&local).replace('T', " ")
}
