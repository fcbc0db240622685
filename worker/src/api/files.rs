//! A shop's history by files: made, sent in parts, looked at, and then applied or discarded. The work is `importing`'s.

use std::collections::BTreeMap;

use import::{Columns, DateOrder, Field, Format, Kind};
use model::money::Currency;
use model::time::EpochMs;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::api::forms;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::importing::{self, Work, apply, read, target};
use crate::problem::Problem;
use crate::secret::random_id;
use crate::store::change::{self, Note};
use crate::store::db::Db;
use crate::store::imports::{self, APPLYING, Import, OPEN, OPEN_MAX, Said};
use crate::store::sites::{self, Site};

const PAGE: u32 = 50;
const PAGE_MAX: u32 = 200;
const PARTS_MAX: u32 = 100_000;
/// Most parts of refused rows that one answer holds: some 4 MB each.
const REFUSED_PARTS_MAX: u32 = 5;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    kind: String,
    #[serde(default)]
    name: String,
    format: Option<String>,
    /// The head of each field.
    #[serde(default)]
    columns: BTreeMap<String, String>,
    zone: Option<String>,
    currency: Option<Currency>,
    date_order: Option<String>,
}

/// `POST /api/sites/{id}/imports`: begins one; or, with `kind` in the address, takes a small file whole: reads it, and applies it (`apply=true`).
///
/// # Errors
/// `Invalid`, naming the field; `TooMany` are open.
pub async fn post(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let is_json = call.header("content-type").is_some_and(|media| media.starts_with("application/json"));
    let is_file = call.query("kind").is_some() || !is_json;
    if !is_file && call.url.query().is_some_and(|query| !query.is_empty()) {
        return Err(invalid("kind", "What stands in the address is about a file in the body: say its kind there, too.".into()));
    }
    let form = if is_file { form_of(&call)? } else { call.json().await? };
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let bytes = if is_file { Some(call.bytes().await?) } else { None };
    let made = begin(&call, &db, &scope, form).await?;
    let Some(bytes) = bytes else { return shown(&made, 201) };
    let work = Work { env: &call.env, db: &db, scope: &scope, site: &site, now_ms: call.now_ms };
    let read = match read::part(&work, copy_of(&work, &made.id).await?, 1, bytes).await {
        Ok(import) => read::finish(&work, import).await,
        Err(problem) => Err(problem),
    };
    let import = match read {
        Ok(import) => import,
        Err(problem) => {
            // Nobody has its id: it goes at once.
            importing::discard(&work, &made).await?;
            return Err(problem);
        }
    };
    let import = if call.query("apply").as_deref() == Some("true") { apply::apply(&work, &import).await? } else { import };
    shown(&import, 201)
}

async fn copy_of(work: &Work<'_>, id: &str) -> Result<Import, Problem> {
    imports::load(work.db, work.scope, id).await?.ok_or(Problem::NotFound)
}

async fn begin(call: &Call, db: &Db, scope: &SiteScope, form: Form) -> Result<Import, Problem> {
    let kinds = || Kind::ALL.map(Kind::name).join(", ");
    let kind = Kind::named(&form.kind).ok_or_else(|| invalid("kind", format!("Say what the file is of: {}.", kinds())))?;
    let name = if form.name.trim().is_empty() { String::new() } else { forms::label("name", &form.name)? };
    let format =
        form.format.map(|name| Format::named(&name).ok_or_else(|| invalid("format", "Give csv, ndjson or json.".into()))).transpose()?;
    let mut columns = Columns::new();
    for (field, head) in form.columns {
        let known = kind.fields().iter().find(|known| known.name() == field);
        let fields = || kind.fields().iter().map(|field: &Field| field.name()).collect::<Vec<_>>().join(", ");
        let field = known.ok_or_else(|| invalid("columns", format!("Files of {} have {}.", kind.name(), fields())))?;
        if head.chars().count() > 1_000 {
            return Err(invalid("columns", "A head may have 1,000 characters.".into()));
        }
        columns.insert(*field, head);
    }
    let zone = form.zone.map(|zone| forms::zone(&zone)).transpose()?;
    let date_order = form.date_order.map(|order| date_order(&order)).transpose()?;
    let said = Said { format, columns, zone, currency: form.currency, date_order };
    let id = random_id()?;
    let (room, then) = imports::create(scope, &id, kind, &name, &said, call.now_ms)?;
    let note = Note {
        action: "added",
        target: format!("import/{id}"),
        before: None,
        after: Some(json!({ "kind": kind, "name": name }).to_string()),
    };
    if !change::make(db, scope, call.now_ms, &note, vec![room], vec![then]).await? {
        return Err(Problem::TooMany { what: "imports that are not applied", count_max: OPEN_MAX });
    }
    imports::load(db, scope, &id).await?.ok_or(Problem::NotFound)
}

fn form_of(call: &Call) -> Result<Form, Problem> {
    let mut columns = BTreeMap::new();
    for (name, value) in call.url.query_pairs() {
        if let Some(field) = name.strip_prefix("column.") {
            columns.insert(field.to_owned(), value.into_owned());
        }
    }
    let currency = call.query("currency").map(|text| forms::currency(&text)).transpose()?;
    Ok(Form {
        kind: call.query("kind").unwrap_or_default(),
        name: call.query("name").unwrap_or_default(),
        format: call.query("format"),
        columns,
        zone: call.query("zone"),
        currency: currency.and_then(|text| Currency::parse(&text)),
        date_order: call.query("date_order"),
    })
}

/// `PUT …/imports/{import}/parts/{n}`: consecutive bytes of the file, cut anywhere, from 1 on. The same part again changes nothing.
///
/// # Errors
/// As [`read::part`].
pub async fn put_part(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let part = call.param("part").parse::<u32>().ok().filter(|part| (1..=PARTS_MAX).contains(part));
    let part = part.ok_or_else(|| invalid("part", format!("Give the number of the part, 1 to {PARTS_MAX}.")))?;
    let (db, site, import) = opened(&call, &scope).await?;
    let bytes = call.bytes().await?;
    let work = Work { env: &call.env, db: &db, scope: &scope, site: &site, now_ms: call.now_ms };
    shown(&read::part(&work, import, part, bytes).await?, 200)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Finish {
    /// Where the file could not tell which number of 1/5/2024 is the day.
    date_order: Option<String>,
}

/// `POST …/imports/{import}/finish`: the file is whole.
///
/// # Errors
/// As [`read::finish`].
pub async fn finish(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let form: Finish = call.json().await?;
    let (db, site, mut import) = opened(&call, &scope).await?;
    if let Some(order) = form.date_order
        && import.state == OPEN
    {
        import.said.date_order = Some(date_order(&order)?);
        imports::say(&db, &import).await?;
    }
    let work = Work { env: &call.env, db: &db, scope: &scope, site: &site, now_ms: call.now_ms };
    shown(&read::finish(&work, import).await?, 200)
}

/// `POST …/imports/{import}/apply`: from then on it counts.
///
/// # Errors
/// As [`apply::apply`].
pub async fn post_apply(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let (db, site, import) = opened(&call, &scope).await?;
    let work = Work { env: &call.env, db: &db, scope: &scope, site: &site, now_ms: call.now_ms };
    let import = apply::apply(&work, &import).await?;
    let status = if import.state == APPLYING { 202 } else { 200 };
    shown(&import, status)
}

/// `DELETE …/imports/{import}`: nothing has happened.
///
/// # Errors
/// `WrongStep`: it is applied.
pub async fn delete(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let (db, site, import) = opened(&call, &scope).await?;
    importing::discard(&Work { env: &call.env, db: &db, scope: &scope, site: &site, now_ms: call.now_ms }, &import).await?;
    Ok(answer::empty(204))
}

/// `GET …/imports?limit=&cursor=`
///
/// # Errors
/// `Invalid` limit or cursor.
pub async fn list(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let limit = forms::limit(&call, PAGE, PAGE_MAX)?;
    let before = forms::number(&call, "cursor")?;
    let mut found = imports::list(&Db::open(&call.env).await?, &scope, before, limit + 1).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|last| last.n.to_string());
    answer::json(&json!({ "imports": found.iter().map(line).collect::<Vec<Value>>(), "next": next }))
}

/// `GET …/imports/{import}`
///
/// # Errors
/// `NotFound`.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let (_, _, import) = opened(&call, &scope).await?;
    shown(&import, 200)
}

/// `GET …/imports/{import}/refused?from=1`: the refused rows as CSV, to mend and send again. Who looked is noted: they may hold contacts.
///
/// # Errors
/// `NotFound`: there are none, or they are not kept any more.
pub async fn refused(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let (db, site, import) = opened(&call, &scope).await?;
    if import.progress.kept == 0 {
        return Err(Problem::NotFound);
    }
    let from = forms::number(&call, "from")?.unwrap_or(1);
    let from = u32::try_from(from).ok().filter(|from| *from >= 1).ok_or_else(|| invalid("from", "Give the number of a part.".into()))?;
    let work = Work { env: &call.env, db: &db, scope: &scope, site: &site, now_ms: call.now_ms };
    let boxes = work.boxes(&import).await?;
    // Excel reads UTF-8 by this mark alone.
    let mut text = b"\xef\xbb\xbf".to_vec();
    let head = boxes
        .get("refused/head")
        .await
        .map_err(|problem| if matches!(problem, Problem::ImportLost) { Problem::NotFound } else { problem })?;
    text.extend(head);
    let (mut parts, mut next) = (0, None);
    for part in from..import.next {
        if parts >= REFUSED_PARTS_MAX {
            next = Some(part);
            break;
        }
        match boxes.get(&format!("refused/{part:06}")).await {
            Ok(lines) => {
                text.extend(lines);
                parts += 1;
            }
            // A part whose rows were all taken.
            Err(Problem::ImportLost) => {}
            Err(problem) => return Err(problem),
        }
    }
    let note = Note { action: "refused_rows_opened", target: target(&import), before: None, after: None };
    change::make(&db, &scope, call.now_ms, &note, Vec::new(), Vec::new()).await?;
    let next = next.map(|next: u32| next.to_string());
    let file = format!("attachment; filename=\"refused-{}.csv\"", import.id);
    let mut headers = vec![("content-type", "text/csv; charset=utf-8"), ("content-disposition", file.as_str())];
    if let Some(next) = &next {
        headers.push(("x-next-cursor", next));
    }
    answer::with(Response::builder().fixed(text), &headers)
}

async fn opened(call: &Call, scope: &SiteScope) -> Result<(Db, Site, Import), Problem> {
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, scope).await?.ok_or(Problem::NotFound)?;
    let import = imports::load(&db, scope, call.param("import")).await?.ok_or(Problem::NotFound)?;
    Ok((db, site, import))
}

fn shown(import: &Import, status: u16) -> Result<Response, Problem> {
    Ok(answer::json(&line(import))?.with_status(status))
}

fn line(import: &Import) -> Value {
    let Import { progress, .. } = import;
    json!({
        "id": import.id,
        "kind": import.kind,
        "name": import.name,
        "state": import.state,
        "format": import.found.format.or(import.said.format),
        "columns": import.found.columns,
        "date_order": import.said.date_order,
        "next_part": import.next,
        "bytes": import.bytes,
        "rows": progress.rows,
        "taken": progress.rows.saturating_sub(progress.refused),
        "refused": progress.refused,
        "refused_kept": progress.kept,
        "reasons": progress.reasons,
        "given_back": progress.given_back,
        "cancelled": progress.cancelled,
        "result": import.result,
        "created": { "at": EpochMs(import.created_ms), "by": import.created_by },
    })
}

fn date_order(text: &str) -> Result<DateOrder, Problem> {
    match text {
        "mdy" => Ok(DateOrder::Mdy),
        "dmy" => Ok(DateOrder::Dmy),
        _ => Err(invalid("date_order", "Give mdy (1/5/2024 is the fifth of January) or dmy (the first of May).".into())),
    }
}

fn invalid(field: &str, detail: String) -> Problem {
    Problem::Invalid { field: field.into(), detail }
}
