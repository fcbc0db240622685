//! Lists of numbers that somebody uploads to send to: CSV, part by part, sealed here before they go to any store.

use crm::contact::{Kind, phone};
use js_sys::{Object, Reflect, Uint8Array};
use model::time::EpochMs;
use model::wire::written;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use worker::Response;

use crate::answer;
use crate::api::forms;
use crate::api::sends::ask;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::site_id;
use crate::problem::Problem;
use crate::sends::ask::{ListLine, ListPart, ListedRow, What};
use crate::sends::letters::{Listed, owner_of_listed};
use crate::site_keys::SiteKeys;
use crate::store::db::Db;
use segment::compile::is_slug;

/// How the column of numbers may be called.
const PHONE: [&str; 12] = [
    "phone",
    "mobile",
    "tel",
    "휴대폰",
    "휴대폰번호",
    "휴대전화",
    "휴대전화번호",
    "전화번호",
    "연락처",
    "핸드폰",
    "핸드폰번호",
    "수신번호",
];
const COLUMNS_MAX: usize = 50;
const CELL_CHARS_MAX: usize = 1_000;
/// Most rows of one part, and of a call to the object.
const ROWS_MAX: usize = 100_000;
const ROWS_OF_CALL: usize = 2_000;
/// Refused rows that are named.
const REFUSED_MAX: usize = 200;

#[wasm_bindgen]
extern "C" {
    type TextDecoder;
    #[wasm_bindgen(constructor, catch)]
    fn new(label: &str, options: &Object) -> Result<TextDecoder, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn decode(this: &TextDecoder, bytes: &Uint8Array) -> Result<String, JsValue>;
}

/// `PUT …/lists/{list}?name=&from=&last=&consented_at=`: a part of a list (CSV with a head), from that row on. The same part again changes nothing.
///
/// # Errors
/// `Invalid`: no column of numbers, too many rows. Single rows that cannot be taken are named in the answer, the others are taken.
pub async fn put(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let invalid = |field: &str, detail: String| Problem::Invalid { field: field.into(), detail };
    let id = call.param("list").to_owned();
    if !is_slug(&id) {
        return Err(invalid("list", "Name the list by 1 to 40 of a-z, 0-9 and -.".into()));
    }
    let name = forms::label("name", &call.query("name").unwrap_or_else(|| id.clone()))?;
    let from = forms::number(&call, "from")?.unwrap_or(0);
    let from = u32::try_from(from).map_err(|_| invalid("from", "Give the place of the first row, 0 or more.".into()))?;
    let is_last = call.query("last").is_none_or(|last| last != "false");
    let consented = forms::number(&call, "consented_at")?.map(EpochMs);
    if consented.is_some_and(|at| at.0 > call.now_ms) {
        return Err(invalid("consented_at", "Give when its people had consented: not later than now.".into()));
    }
    let bytes = call.bytes().await?;
    let text = decoded(&bytes).ok_or_else(|| invalid("", "This is neither UTF-8 nor CP949 text.".into()))?;
    let table = Table::read(&text)?;
    let db = Db::open(&call.env).await?;
    let own = site_id(&scope)?;
    let keys = SiteKeys::of(&call.settings().keys()?, &db, own, call.now_ms).await?;
    let (mut rows, mut refused, mut refused_count) = (Vec::new(), Vec::new(), 0_u32);
    for row in &table.rows {
        match sealed(&keys, &id, row) {
            Ok(row) => rows.push(row),
            Err(Refused::Problem(problem)) => return Err(problem),
            Err(Refused::Row(reason)) => {
                refused_count += 1;
                if refused.len() < REFUSED_MAX {
                    refused.push(json!({ "line": row.line, "reason": reason }));
                }
            }
        }
    }
    let taken = rows.len();
    let mut from = from;
    let mut total = 0_u32;
    let parts: Vec<&[ListedRow]> = if rows.is_empty() { vec![&[]] } else { rows.chunks(ROWS_OF_CALL).collect() };
    let count = parts.len();
    for (at, part) in parts.into_iter().enumerate() {
        let part = ListPart {
            id: id.clone(),
            name: name.clone(),
            columns: table.columns.clone(),
            consented,
            from,
            rows: part.to_vec(),
            is_last: is_last && at + 1 == count,
        };
        from = from.saturating_add(u32::try_from(part.rows.len()).unwrap_or(u32::MAX));
        total = ask(&call.env, own, call.now_ms, What::List(part)).await?;
    }
    answer::json(&json!({
        "list": id, "columns": table.columns, "taken": taken, "refused": refused_count, "refused_rows": refused, "rows": total, "next_from": from,
    }))
}

/// `GET …/lists`
///
/// # Errors
/// None of its own.
pub async fn list(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let lines: Vec<ListLine> = ask(&call.env, site_id(&scope)?, call.now_ms, What::Lists).await?;
    let line = |line: ListLine| {
        json!({
            "id": line.id, "name": line.name, "columns": line.columns, "consented_at": line.consented, "rows": line.rows, "made_at": line.made,
            "is_whole": line.is_whole,
        })
    };
    answer::json(&json!({ "lists": lines.into_iter().map(line).collect::<Vec<Value>>() }))
}

/// `DELETE …/lists/{list}`: its numbers are forgotten; who has not been sent anything by it will not be.
///
/// # Errors
/// `NotFound`.
pub async fn delete(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let was: bool = ask(&call.env, site_id(&scope)?, call.now_ms, What::ForgetList(call.param("list").to_owned())).await?;
    if was { Ok(answer::empty(204)) } else { Err(Problem::NotFound) }
}

enum Refused {
    Row(&'static str),
    Problem(Problem),
}

fn sealed(keys: &SiteKeys, list: &str, row: &Line) -> Result<ListedRow, Refused> {
    let phone = phone(&row.phone).map_err(|_| Refused::Row("phone"))?;
    if row.values.iter().any(|value| value.chars().count() > CELL_CHARS_MAX) {
        return Err(Refused::Row("too_long"));
    }
    let seal = || {
        let contact = keys.index(Kind::Phone, &phone)?;
        let listed = Listed { phone: phone.clone(), values: row.values.clone() };
        let sealed = keys.seal(&owner_of_listed(list, &contact), &written(&listed))?;
        Ok(ListedRow { contact, key: keys.newest(), sealed })
    };
    seal().map_err(Refused::Problem)
}

/// A row of the file.
struct Line {
    line: u64,
    phone: String,
    values: Vec<String>,
}

/// A file, read.
struct Table {
    columns: Vec<String>,
    rows: Vec<Line>,
}

impl Table {
    fn read(text: &str) -> Result<Self, Problem> {
        let invalid = |detail: String| Problem::Invalid { field: String::new(), detail };
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut columns: Vec<String> = Vec::new();
        let (mut place, mut rows) = (None, Vec::new());
        for record in reader.records() {
            let record = record.map_err(|error| invalid(format!("The file cannot be read: {error}.")))?;
            let line = record.position().map_or(0, csv::Position::line);
            let Some(at) = place else {
                if record.len() > COLUMNS_MAX {
                    return Err(invalid(format!("At most {COLUMNS_MAX} columns.")));
                }
                let names: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
                let is_phone = |name: &String| PHONE.contains(&name.to_lowercase().replace([' ', '_', '-'], "").as_str());
                match names.iter().position(is_phone) {
                    Some(at) => {
                        columns = names;
                        place = Some(at);
                    }
                    // Numbers alone, without a head.
                    None if names.first().is_some_and(|first| phone(first).is_ok()) => {
                        columns = vec!["phone".into()];
                        place = Some(0);
                        rows.push(Line {
                            line,
                            phone: names.first().cloned().unwrap_or_default(),
                            values: names.into_iter().take(1).collect(),
                        });
                    }
                    None => {
                        let detail = "The first line names the columns; one of them is to be phone, 휴대폰, 전화번호 or 연락처.".into();
                        return Err(invalid(detail));
                    }
                }
                continue;
            };
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if rows.len() >= ROWS_MAX {
                return Err(invalid(format!("At most {ROWS_MAX} rows at once: send the rest as another part (from).")));
            }
            let values: Vec<String> = (0..columns.len()).map(|at| record.get(at).unwrap_or_default().trim().to_owned()).collect();
            rows.push(Line { line, phone: record.get(at).unwrap_or_default().to_owned(), values });
        }
        if place.is_none() {
            return Err(invalid("The file is empty.".into()));
        }
        Ok(Self { columns, rows })
    }
}

/// UTF-8, with or without a mark, or what Excel in Korea writes (CP949).
fn decoded(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // The reader counts Windows' line ends late.
    let plain = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
    if let Ok(text) = core::str::from_utf8(bytes) {
        return Some(plain(text));
    }
    let options = Object::new();
    Reflect::set(&options, &"fatal".into(), &JsValue::TRUE).ok()?;
    TextDecoder::new("euc-kr", &options).ok()?.decode(&Uint8Array::from(bytes)).ok().map(|text| plain(&text))
}
