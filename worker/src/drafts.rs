//! What a shop owner writes, read: checked by itself and among the others, and put together to what is published.

use crm::alimtalk;
use crm::send::{Content, Send};
use message::definition::{self as message_form, ConfigError, Group, Message, Status};
use message::rules::Pace;
use segment::check::{Finding, Severity, check};
use segment::compile::is_slug;
use segment::definition::Segment;
use serde_json::{Map, Value, json};

use crate::api::forms;
use crate::campaigns::Campaign;
use crate::problem::Problem;
use crate::secret::random_id;
use crate::store::items::{Draft, Item, Kind};
use crate::store::sites::{Preferences, Site};
use crate::store::templates;

/// A draft that may be stored, and what is doubtful with it.
pub struct Read {
    pub draft: Draft,
    pub findings: Vec<Finding>,
}

/// Reads what somebody sends of a kind. `old` is what it replaces; `items` are the site's.
///
/// # Errors
/// `Invalid`, naming the field; `WrongStep`.
pub fn read(kind: Kind, mut json: Map<String, Value>, old: Option<&Item>, items: &[Item], site: &Site) -> Result<Read, Problem> {
    let id = id(&mut json, old)?;
    let name = forms::label("name", json.get("name").and_then(Value::as_str).unwrap_or_default())?;
    json.insert("id".into(), id.as_str().into());
    json.insert("name".into(), name.as_str().into());
    let mut findings = Vec::new();
    let mut status = "";
    let uses = match kind {
        Kind::Segment => {
            let segment = Segment::read(&Value::Object(json.clone())).map_err(|errors| {
                let error = errors.first();
                invalid(error.map_or("", |error| error.at()), error.map(ToString::to_string).unwrap_or_default())
            })?;
            findings = check(&segment, &among(items, &segment));
            if let Some(error) = findings.iter().find(|finding| finding.severity == Severity::Error) {
                return Err(invalid(&error.at, error.en.clone()));
            }
            uses_of_segment(&segment)
        }
        Kind::Message => {
            let before = old.and_then(|old| Status::named(&old.status)).unwrap_or_default();
            json.entry("status").or_insert_with(|| before.name().into());
            let message: Message = typed(&json)?;
            message_form::check(&message).map_err(|error| bad_message(&error))?;
            findings = message::definition::findings(&message);
            step(before, message.status)?;
            status = message.status.name();
            let uses = uses_of_message(&message);
            for (kind, id) in &uses {
                if !items.iter().any(|item| item.kind == kind.name() && item.id == *id) {
                    return Err(invalid(kind.name(), format!("There is no {} \"{id}\".", kind.name())));
                }
            }
            uses
        }
        Kind::Group => {
            let is_paused = old.is_some_and(|old| old.status == PAUSED);
            json.entry("paused").or_insert(is_paused.into());
            let group: Group = typed(&json)?;
            status = if group.paused { PAUSED } else { ACTIVE };
            json.remove("paused");
            Vec::new()
        }
        Kind::Campaign => {
            let campaign: Campaign = typed(&json)?;
            json = campaign.checked(site)?;
            Vec::new()
        }
        Kind::Send => {
            // Begun and ended by requests of their own.
            json.remove("status");
            status = if old.is_some_and(|old| old.status == ACTIVE) { ACTIVE } else { DRAFT };
            let send: Send = typed(&json)?;
            if let Some(wrong) = send.check().into_iter().next() {
                return Err(invalid(&wrong.field, wrong.detail));
            }
            let mut uses: Vec<(Kind, String)> = send.segment().map(|segment| (Kind::Segment, segment.to_owned())).into_iter().collect();
            if let Content::Alimtalk { template, .. } = &send.content {
                uses.push((Kind::Template, template.clone()));
            }
            if let Some((_, id)) = uses
                .iter()
                .find(|(kind, id)| *kind == Kind::Segment && !items.iter().any(|item| item.kind == Kind::Segment.name() && item.id == *id))
            {
                return Err(invalid("audience.segment", format!("There is no segment \"{id}\".")));
            }
            uses
        }
        Kind::Template => {
            let draft: templates::Draft = typed(&json)?;
            if let Some(wrong) = alimtalk::check(&draft.template).into_iter().next() {
                return Err(invalid(&format!("template.{}", wrong.field), wrong.rule.said()));
            }
            Vec::new()
        }
    };
    for key in ["id", "name", "status"] {
        json.remove(key);
    }
    json.retain(|_, value| !value.is_null());
    let pictures = pictures(kind, &json, &site.id);
    Ok(Read { draft: Draft { kind, id, name, status, body: json, uses, pictures }, findings })
}

/// Most bytes of a site's segments, messages and groups: 2,000 segments of 1 KB and 1,000 messages of 5 KB are 7 MB. A check reads all of them
/// at once, some five times as large, and an instance has 128 MB for many sites.
const WRITTEN_BYTES_MAX: usize = 8 * 1024 * 1024;

/// # Errors
/// `Invalid`: with these, beside what stays, there would be more than can be read at once.
pub fn check_room<'a>(stays: impl Iterator<Item = &'a Item>, new: &[Draft]) -> Result<(), Problem> {
    let bytes = new.iter().map(|draft| serde_json::to_string(&draft.body).map_or(0, |text| text.len())).sum::<usize>();
    if stays.fold(bytes, |sum, item| sum.saturating_add(item.bytes)) <= WRITTEN_BYTES_MAX {
        return Ok(());
    }
    let detail = format!("Segments, messages and groups may have {} MB together: delete some first.", WRITTEN_BYTES_MAX / 1024 / 1024);
    Err(invalid("", detail))
}

/// Of a picture's hash.
const HASH_CHARS: usize = 32;

/// The statuses of a group; of a send ACTIVE: it begins by itself.
pub const ACTIVE: &str = "active";
pub const PAUSED: &str = "paused";
pub const DRAFT: &str = "draft";

/// # Errors
/// `WrongStep`.
pub fn step(from: Status, to: Status) -> Result<(), Problem> {
    if from.may_become(to) {
        return Ok(());
    }
    Err(Problem::WrongStep { from: from.name(), to: to.name(), possible: from.next().iter().map(|status| status.name()).collect() })
}

/// The draft of a configuration that is imported: as it is, whatever its status.
pub fn imported(kind: Kind, json: &Value, site: &str) -> Option<Draft> {
    let mut body = json.as_object()?.clone();
    let mut take = |key: &str| body.remove(key).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    let (id, name) = (take("id"), take("name"));
    let (status, uses) = match kind {
        Kind::Segment => ("", uses_of_segment(&Segment::read(json).ok()?)),
        Kind::Message => {
            let message: Message = serde_json::from_value(json.clone()).ok()?;
            body.remove("status");
            (message.status.name(), uses_of_message(&message))
        }
        Kind::Group => {
            let is_paused = body.remove("paused").is_some_and(|paused| paused == true);
            (if is_paused { PAUSED } else { ACTIVE }, Vec::new())
        }
        Kind::Campaign | Kind::Send | Kind::Template => return None,
    };
    let pictures = pictures(kind, &body, site);
    Some(Draft { kind, id, name, status, body, uses, pictures })
}

/// An item as JSON, as its owner sends it.
pub fn whole(item: &Item) -> Value {
    let mut json = item.body.clone();
    json.insert("id".into(), item.id.as_str().into());
    if !item.name.is_empty() {
        json.insert("name".into(), item.name.as_str().into());
    }
    match item.kind.as_str() {
        "message" => drop(json.insert("status".into(), item.status.as_str().into())),
        "group" if item.status == PAUSED => drop(json.insert("paused".into(), true.into())),
        _ => {}
    }
    Value::Object(json)
}

/// A send as `crm::send` reads it.
pub fn whole_send(item: &Item) -> Value {
    let mut json = item.body.clone();
    json.extend([("id".to_owned(), item.id.as_str().into()), ("name".to_owned(), item.name.as_str().into())]);
    Value::Object(json)
}

/// What would be published: all segments and groups, and all messages that are not being written.
pub fn config(items: &[Item], preferences: &Preferences) -> Value {
    let of = |kind: Kind| {
        let taken = |item: &&Item| {
            item.kind == kind.name() && Status::named(&item.status).is_none_or(|status| kind != Kind::Message || status.is_published())
        };
        items.iter().filter(taken).map(whole).collect::<Vec<_>>()
    };
    let mut config = json!({ "segments": of(Kind::Segment), "messages": of(Kind::Message), "attribution": preferences.attribution });
    let groups = of(Kind::Group);
    if let Some(config) = config.as_object_mut() {
        if !groups.is_empty() {
            config.insert("groups".into(), groups.into());
        }
        if preferences.pace != Pace::default() {
            config.insert("pace".into(), json!(preferences.pace));
        }
    }
    config
}

/// The site's segments, as they stand. One that this version of the code cannot read is left out.
pub fn segments(items: &[Item]) -> Vec<Segment> {
    items.iter().filter(|item| item.kind == Kind::Segment.name()).filter_map(|item| Segment::read(&whole(item)).ok()).collect()
}

/// The site's segments with this one in the place of the one that it will replace.
pub fn among(items: &[Item], segment: &Segment) -> Vec<Segment> {
    let mut all: Vec<Segment> = segments(items).into_iter().filter(|other| other.id != segment.id).collect();
    all.push(segment.clone());
    all
}

fn id(json: &mut Map<String, Value>, old: Option<&Item>) -> Result<String, Problem> {
    let given = json.remove("id").filter(|id| !id.is_null());
    match (given, old) {
        (Some(Value::String(given)), Some(old)) if given != old.id => {
            Err(invalid("id", format!("It is \"{}\" for good: copy it to have another one.", old.id)))
        }
        (Some(Value::String(given)), _) if is_slug(&given) => Ok(given),
        (Some(_), _) => Err(invalid("id", "Give an id of 1 to 40 of a-z, 0-9 and -, or none.".into())),
        (None, Some(old)) => Ok(old.id.clone()),
        (None, None) => random_id(),
    }
}

fn typed<T: serde::de::DeserializeOwned>(json: &Map<String, Value>) -> Result<T, Problem> {
    serde_path_to_error::deserialize(&Value::Object(json.clone()))
        .map_err(|error| invalid(&error.path().to_string(), error.into_inner().to_string()))
}

fn bad_message(error: &ConfigError) -> Problem {
    let field = match error {
        ConfigError::Rule { finding, .. } => finding.at.as_str(),
        ConfigError::Content { at, .. } => at,
        ConfigError::BadId { .. } => "id",
        _ => "",
    };
    invalid(field, error.to_string())
}

fn uses_of_message(message: &Message) -> Vec<(Kind, String)> {
    let segment = message.segment.iter().map(|id| (Kind::Segment, id.clone()));
    segment.chain(message.group.iter().map(|id| (Kind::Group, id.clone()))).collect()
}

/// Other segments, and messages that were seen.
fn uses_of_segment(segment: &Segment) -> Vec<(Kind, String)> {
    let mut uses = Vec::new();
    for (_, condition) in segment.conditions() {
        let kind = match condition.kind.as_str() {
            "segment.member" => Kind::Segment,
            kind if kind.starts_with("message.") => Kind::Message,
            _ => continue,
        };
        uses.extend(condition.values.iter().flatten().map(|id| (kind, id.to_string())));
    }
    uses
}

/// Uploaded pictures of the site that a message shows, wherever in it and by whichever host.
fn pictures(kind: Kind, body: &Map<String, Value>, site: &str) -> Vec<String> {
    if kind != Kind::Message {
        return Vec::new();
    }
    let begin = format!("/u/{site}/");
    let mut found = Vec::new();
    let mut left: Vec<&Value> = body.values().collect();
    while let Some(value) = left.pop() {
        match value {
            Value::String(text) => {
                // What follows: the hash, then its extension, or that it is the small one.
                let hashes = text.split(&begin).skip(1).filter_map(|rest| rest.get(..HASH_CHARS));
                found.extend(hashes.filter(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit())).map(str::to_owned));
            }
            Value::Array(values) => left.extend(values),
            Value::Object(members) => left.extend(members.values()),
            _ => {}
        }
    }
    found
}

fn invalid(field: &str, detail: String) -> Problem {
    Problem::Invalid { field: field.to_owned(), detail }
}
