//! Segments, messages, groups and campaigns as their owner writes them: the same five requests for each.

use model::time::EpochMs;
use segment::check::{Finding, check};
use segment::definition::Segment;
use segment::describe::describe_in;
use serde_json::{Map, Value, json};
use worker::Response;

use crate::answer;
use crate::api::{campaigns, forms};
use crate::auth::SiteScope;
use crate::call::Call;
use crate::drafts::{self, Read};
use crate::people::currency;
use crate::problem::Problem;
use crate::store::change::{self, Note, Sql};
use crate::store::db::Db;
use crate::store::items::{self, Draft, Item, Kind, Listing, Sort};
use crate::store::pictures;
use crate::store::sites::{self, Site};
use crate::store::value;

const PAGE: u32 = 50;
const PAGE_MAX: u32 = 200;

impl Kind {
    /// The part of the path that names one of them.
    const fn param(self) -> &'static str {
        match self {
            Self::Segment => "sid",
            Self::Message => "mid",
            Self::Group => "gid",
            Self::Campaign => "cid",
            Self::Send => "send",
            Self::Template => "template",
        }
    }

    /// What one of them can be, for who asks for some only.
    const fn statuses(self) -> &'static [&'static str] {
        match self {
            Self::Segment => &["active", "draft"],
            Self::Message => &["draft", "preview", "active", "paused", "ended"],
            Self::Group => &[drafts::ACTIVE, drafts::PAUSED],
            Self::Campaign => &[],
            Self::Send => &[drafts::DRAFT, drafts::ACTIVE],
            Self::Template => &[],
        }
    }

    const fn plural(self) -> &'static str {
        match self {
            Self::Segment => "segments",
            Self::Message => "messages",
            Self::Group => "groups",
            Self::Campaign => "campaigns",
            Self::Send => "sends",
            Self::Template => "templates",
        }
    }

    /// Most of a site. Of messages and groups those that are published have limits of their own (`message::definition`).
    const fn max(self) -> u32 {
        match self {
            Self::Segment => 2_000,
            Self::Message => 1_000,
            Self::Group => 100,
            Self::Campaign => 5_000,
            Self::Send => 1_000,
            Self::Template => 500,
        }
    }
}

/// A site and what its owner has written, as one request sees it.
pub struct Desk {
    pub db: Db,
    pub scope: SiteScope,
    pub site: Site,
    pub items: Vec<Item>,
    /// Those of the items that are segments, read.
    pub segments: Vec<Segment>,
}

impl Desk {
    /// # Errors
    /// What D1 refuses.
    pub async fn open(call: &Call, scope: SiteScope) -> Result<Self, Problem> {
        let db = Db::open(&call.env).await?;
        let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
        let items = items::all(&db, &scope).await?;
        let segments = drafts::segments(&items);
        Ok(Self { db, scope, site, items, segments })
    }

    /// As it is after a change.
    async fn again(self) -> Result<Self, Problem> {
        let items = items::all(&self.db, &self.scope).await?;
        Ok(Self { segments: drafts::segments(&items), items, ..self })
    }
}

/// `GET …/{kind}?q=&status=&sort=&limit=&cursor=&definition=`
///
/// # Errors
/// `Invalid` status, sort, limit or cursor.
pub async fn list(call: Call, scope: SiteScope, kind: Kind) -> Result<Response, Problem> {
    let invalid = |field: &str, detail: String| Problem::Invalid { field: field.to_owned(), detail };
    let sort = call.query("sort").unwrap_or_else(|| "created".into());
    let sort = Sort::named(&sort)
        .ok_or_else(|| invalid("sort", "Sort by created, name or updated, or by one of them with a - before it.".into()))?;
    let limit = forms::limit(&call, PAGE, PAGE_MAX)?;
    let after = call
        .query("cursor")
        .map(|text| cursor_from(&text).ok_or_else(|| invalid("cursor", "Send the cursor as the page before gave it.".into())));
    let search = call.query("q").map(|text| forms::searched(&text)).filter(|text| !text.is_empty());
    let status = call.query("status").filter(|status| !status.is_empty());
    if status.as_deref().is_some_and(|status| !kind.statuses().contains(&status)) {
        let possible = kind.statuses().join(", ");
        return Err(invalid(
            "status",
            format!("Choose one of: {}.", if possible.is_empty() { "none, they have no status" } else { &possible }),
        ));
    }
    let whole = match call.query(DEFINITION).as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(invalid(DEFINITION, "Say true or false.".into())),
    };
    let listing = Listing { search, status, sort, after: after.transpose()?, limit: limit + 1 };
    let desk = Desk::open(&call, scope).await?;
    let mut found = items::list(&desk.db, &desk.scope, kind, &listing).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|last| cursor_to(&sort.value(last), last.n));
    let mut shown: Vec<Value> = found.iter().map(|item| line(item, &desk)).collect();
    // For the console's engine, which checks a draft among all segments; for a calendar, and a rehearsal of all that is being written.
    if kind != Kind::Campaign && whole {
        for (item, line) in found.iter().zip(&mut shown) {
            line.as_object_mut().map(|members| members.insert(DEFINITION.into(), drafts::whole(item)));
        }
    }
    if kind == Kind::Campaign {
        campaigns::add_links(&call, &desk, &found, &mut shown).await?;
    }
    answer::json(&json!({ kind.plural(): shown, "next": next }))
}

/// `GET …/{kind}/{id}`
///
/// # Errors
/// `NotFound`.
pub async fn get(call: Call, scope: SiteScope, kind: Kind) -> Result<Response, Problem> {
    let desk = Desk::open(&call, scope).await?;
    shown(&call, desk, kind, call.param(kind.param()), None).await
}

/// `POST …/{kind}`
///
/// # Errors
/// What [`drafts::read`] finds; `Taken`; as many as may be.
pub async fn post(mut call: Call, scope: SiteScope, kind: Kind) -> Result<Response, Problem> {
    let json: Map<String, Value> = call.json().await?;
    let desk = Desk::open(&call, scope).await?;
    let read = drafts::read(kind, json, None, &desk.items, &desk.site)?;
    add(&call, desk, kind, read).await
}

/// `POST …/messages/{mid}/copy`: the same as a new draft.
///
/// # Errors
/// As [`post`].
pub async fn copy(call: Call, scope: SiteScope, kind: Kind) -> Result<Response, Problem> {
    let desk = Desk::open(&call, scope).await?;
    let old = items::load(&desk.db, &desk.scope, kind, call.param(kind.param())).await?.ok_or(Problem::NotFound)?;
    let mut json = old.body.clone();
    // The name has room for the word.
    let name: String = old.name.chars().take(90).collect();
    json.insert("name".into(), format!("{name} {}", if desk.site.is_korean() { "사본" } else { "(copy)" }).into());
    let read = drafts::read(kind, json, None, &desk.items, &desk.site)?;
    add(&call, desk, kind, read).await
}

async fn add(call: &Call, desk: Desk, kind: Kind, read: Read) -> Result<Response, Problem> {
    let Desk { db, scope, .. } = &desk;
    let draft = &read.draft;
    drafts::check_room(desk.items.iter(), std::slice::from_ref(draft))?;
    let mut only_if = vec![items::if_at(scope, kind, &draft.id, None), items::if_fewer(scope, kind, kind.max())];
    only_if.extend(among_others(scope, draft));
    if kind == Kind::Message {
        only_if.push(items::if_new_id(scope, kind, &draft.id));
    }
    let mut then = items::put(scope, std::slice::from_ref(draft), call.now_ms);
    if kind == Kind::Campaign {
        then.push(campaigns::own_link(scope, draft, call.now_ms)?);
    }
    let note = Note { action: "added", target: target(kind, &draft.id), before: None, after: Some(said(draft)) };
    if !change::make(db, scope, call.now_ms, &note, only_if, then).await? {
        return Err(why_not(&desk, kind, draft, None).await?);
    }
    let location = format!("/api/sites/{}/{}/{}", scope.site(), kind.plural(), draft.id);
    let response = shown(call, desk.again().await?, kind, &read.draft.id, Some(read.findings)).await?;
    answer::with(response.with_status(201), &[("location", &location)])
}

/// `PUT …/{kind}/{id}`, if `If-Match` names the version that is there.
///
/// # Errors
/// `VersionNeeded`, `VersionPassed`; what [`drafts::read`] finds.
pub async fn put(mut call: Call, scope: SiteScope, kind: Kind) -> Result<Response, Problem> {
    let condition = call.header("if-match").ok_or(Problem::VersionNeeded)?;
    let json: Map<String, Value> = call.json().await?;
    let desk = Desk::open(&call, scope).await?;
    let Desk { db, scope, items, site, .. } = &desk;
    let old = items::load(db, scope, kind, call.param(kind.param())).await?.ok_or(Problem::NotFound)?;
    if condition != etag(&old) {
        return Err(Problem::VersionPassed { current: old.version });
    }
    let Read { draft, findings } = drafts::read(kind, json, Some(&old), items, site)?;
    let is_turned = matches!(kind, Kind::Message | Kind::Group) && draft.status != old.status;
    if draft.body == old.body && draft.name == old.name && !is_turned {
        // The same again is no change.
        return shown(&call, desk, kind, &old.id, Some(findings)).await;
    }
    drafts::check_room(items.iter().filter(|item| item.n != old.n), std::slice::from_ref(&draft))?;
    let mut only_if = vec![items::if_at(scope, kind, &old.id, Some((old.n, old.version)))];
    only_if.extend(among_others(scope, &draft));
    let mut then = items::put(scope, std::slice::from_ref(&draft), call.now_ms);
    if kind == Kind::Campaign {
        then.extend(campaigns::links_again(&desk, &draft, call.now_ms).await?);
    }
    let note = Note {
        action: "changed",
        target: target(kind, &draft.id),
        before: Some(drafts::whole(&old).to_string()),
        after: Some(said(&draft)),
    };
    if !change::make(db, scope, call.now_ms, &note, only_if, then).await? {
        return Err(why_not(&desk, kind, &draft, Some(&old)).await?);
    }
    shown(&call, desk.again().await?, kind, &draft.id, Some(findings)).await
}

/// `DELETE …/{kind}/{id}`, if `If-Match` names the version that is there and nothing names it.
///
/// # Errors
/// `VersionNeeded`, `VersionPassed`; `InUse`; `WrongStep` of a message that is not over.
pub async fn delete(call: Call, scope: SiteScope, kind: Kind) -> Result<Response, Problem> {
    let condition = call.header("if-match").ok_or(Problem::VersionNeeded)?;
    let db = Db::open(&call.env).await?;
    let old = items::load(&db, &scope, kind, call.param(kind.param())).await?.ok_or(Problem::NotFound)?;
    if condition != etag(&old) {
        return Err(Problem::VersionPassed { current: old.version });
    }
    if kind == Kind::Message && matches!(old.status.as_str(), "active" | "paused") {
        let from = if old.status == "active" { "active" } else { "paused" };
        return Err(Problem::WrongStep { from, to: "deleted", possible: vec!["ended"] });
    }
    if kind == Kind::Send && old.status == drafts::ACTIVE {
        return Err(Problem::WrongStep { from: "active", to: "deleted", possible: vec!["ended"] });
    }
    let by = items::users(&db, &scope, kind, &old.id).await?;
    if !by.is_empty() {
        return Err(Problem::InUse { by });
    }
    let only_if = vec![items::if_at(&scope, kind, &old.id, Some((old.n, old.version))), items::if_unused(&scope, kind, &old.id)];
    let mut then = items::remove(&scope, &[(kind, &old.id)]);
    if kind == Kind::Campaign {
        then.extend(crate::store::links::remove(&scope, &old.id));
    }
    if kind == Kind::Template {
        then.push(crate::store::templates::remove(&scope, &old.id));
    }
    let note = Note { action: "deleted", target: target(kind, &old.id), before: Some(drafts::whole(&old).to_string()), after: None };
    if change::make(&db, &scope, call.now_ms, &note, only_if, then).await? {
        return Ok(answer::empty(204));
    }
    // Somebody was quicker.
    let by = items::users(&db, &scope, kind, &old.id).await?;
    let now = items::load(&db, &scope, kind, &old.id).await?.ok_or(Problem::NotFound)?;
    Err(if by.is_empty() { Problem::VersionPassed { current: now.version } } else { Problem::InUse { by } })
}

/// The name of an item's version for caches and `If-Match`.
pub fn etag(item: &Item) -> String {
    format!("\"{}.{}\"", item.n, item.version)
}

pub fn target(kind: Kind, id: &str) -> String {
    format!("{}/{id}", kind.name())
}

fn among_others(scope: &SiteScope, draft: &Draft) -> Vec<Sql> {
    match draft.kind {
        Kind::Segment => vec![items::if_there(scope, Kind::Segment, draft)],
        Kind::Send => vec![items::if_there(scope, Kind::Segment, draft), items::if_there(scope, Kind::Template, draft)],
        Kind::Message => vec![
            items::if_there(scope, Kind::Segment, draft),
            items::if_there(scope, Kind::Group, draft),
            pictures::if_here(scope, &draft.pictures),
        ],
        Kind::Group | Kind::Template => Vec::new(),
        Kind::Campaign => vec![items::if_name_free(scope, draft)],
    }
}

/// Which condition of a change does not hold.
async fn why_not(desk: &Desk, kind: Kind, draft: &Draft, old: Option<&Item>) -> Result<Problem, Problem> {
    let Desk { db, scope, .. } = desk;
    let taken = |field, detail| Ok(Problem::Taken { field, detail });
    let now = items::load(db, scope, kind, &draft.id).await?;
    match (&now, old) {
        (Some(_), None) => return taken("id", format!("There is a {} \"{}\" already.", kind.name(), draft.id)),
        (None, Some(_)) => return Ok(Problem::NotFound),
        (Some(now), Some(old)) if (now.n, now.version) != (old.n, old.version) => {
            return Ok(Problem::VersionPassed { current: now.version });
        }
        _ => {}
    }
    if old.is_none() && items::count(db, scope, kind).await? >= i64::from(kind.max()) {
        return Ok(Problem::Invalid {
            field: String::new(),
            detail: format!("There may be {} {}; delete some first.", kind.max(), kind.plural()),
        });
    }
    if old.is_none() && kind == Kind::Message && !items::is_new_id(db, scope, kind, &draft.id).await? {
        let detail = format!(
            "\"{}\" was a message that is deleted; what it did is still counted under this id: give another one, or none.",
            draft.id
        );
        return taken("id", detail);
    }
    if let Some(hash) = pictures::missing(db, scope, &draft.pictures).await? {
        let detail = format!("There is no picture {hash} any more: upload it again, or name another one.");
        return Ok(Problem::Invalid { field: "content".into(), detail });
    }
    if kind == Kind::Campaign && items::campaign_named(db, scope, &draft.name).await?.is_some_and(|id| id != draft.id) {
        return taken("name", format!("Another campaign is called \"{}\".", draft.name));
    }
    Ok(Problem::Invalid { field: String::new(), detail: "What it names was deleted meanwhile.".into() })
}

/// One of them, whole.
async fn shown(call: &Call, desk: Desk, kind: Kind, id: &str, findings: Option<Vec<Finding>>) -> Result<Response, Problem> {
    let item = &items::load(&desk.db, &desk.scope, kind, id).await?.ok_or(Problem::NotFound)?;
    let mut json = line(item, &desk);
    let Some(members) = json.as_object_mut() else { return Err(Problem::NotFound) };
    let whole = drafts::whole(item);
    if kind == Kind::Campaign {
        campaigns::add_days(call, &desk, item, members).await?;
    }
    let findings = findings.or_else(|| match kind {
        Kind::Segment => Some(check(&Segment::read(&whole).ok()?, &desk.segments)),
        Kind::Message => Some(message::definition::findings(&serde_json::from_value(whole.clone()).ok()?)),
        _ => None,
    });
    members.insert("used_by".into(), json!(items::users(&desk.db, &desk.scope, kind, &item.id).await?));
    members.insert("findings".into(), json!(findings.unwrap_or_default()));
    members.insert(DEFINITION.into(), whole);
    answer::with(answer::json(&json)?, &[("etag", &etag(item))])
}

/// Where an answer has what a `PUT` takes.
const DEFINITION: &str = "definition";

/// One of them, as a list shows it.
fn line(item: &Item, desk: &Desk) -> Value {
    let mut json = json!({
        "id": item.id,
        "name": item.name,
        "status": item.status,
        "version": item.version,
        "created": { "at": EpochMs(item.created_ms), "by": item.created_by },
        "updated": { "at": EpochMs(item.updated_ms), "by": item.updated_by },
    });
    let Some(members) = json.as_object_mut() else { return json };
    let own = currency(&desk.site);
    let all = &desk.segments;
    let sentence = |segment: &Segment| json!({ "ko": describe_in(segment, all, true, own), "en": describe_in(segment, all, false, own) });
    let segment = |id: &str| all.iter().find(|segment| segment.id == id);
    let of_body = |keys: &[&str]| -> Vec<(String, Value)> {
        keys.iter().map(|key| ((*key).to_owned(), item.body.get(*key).cloned().unwrap_or(Value::Null))).collect()
    };
    match item.kind.as_str() {
        "segment" => {
            members.insert("sentence".into(), segment(&item.id).map_or(Value::Null, sentence));
        }
        "message" => {
            members.extend(of_body(&["type", "group", "start", "end", "content"]));
            let named = item.body.get("segment").and_then(Value::as_str).and_then(segment);
            let named = named.map(|segment| json!({ "id": segment.id, "name": segment.name, "sentence": sentence(segment) }));
            members.insert("segment".into(), json!(named));
        }
        "campaign" => members.extend(of_body(&["channel", "landing", "login"])),
        "template" => members.extend(of_body(&["category", "template"])),
        "send" => members.extend(of_body(&["use", "audience", "schedule", "content"])),
        _ => {}
    }
    json
}

fn said(draft: &Draft) -> String {
    let mut json = draft.body.clone();
    json.extend([("id".to_owned(), json!(draft.id)), ("name".to_owned(), json!(draft.name))]);
    if !draft.status.is_empty() {
        json.insert("status".into(), draft.status.into());
    }
    Value::Object(json).to_string()
}

/// A cursor is opaque: what was sorted by, and the number, as JSON in hex.
fn cursor_to(value: &value::Value, n: i64) -> String {
    let value = match value {
        value::Value::Text(text) => json!(text),
        value::Value::Int(number) => json!(number),
        _ => Value::Null,
    };
    crate::secret::hex(json!([value, n]).to_string().as_bytes())
}

fn cursor_from(text: &str) -> Option<(value::Value, i64)> {
    let bytes: Option<Vec<u8>> =
        text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok()).collect();
    let (value, n): (Value, i64) = serde_json::from_slice(&bytes?).ok()?;
    let value = match value {
        Value::String(text) => value::Value::Text(text),
        Value::Number(number) => value::Value::Int(number.as_i64()?),
        _ => return None,
    };
    Some((value, n))
}
