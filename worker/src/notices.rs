//! Who is to be told what became of their refusal: noted when they refuse, with the day by which the law wants it told, and told by a text where
//! the shop has switched that on (`terms.notices`). Each refusal is told once: a second one counts where they have agreed again in between.

use crm::contact::{Kind, phone};
use crm::optout;
use model::time::EpochMs;
use model::wire::{read, written};
use serde_json::{Value, json};
use worker::{Env, Response};

use crate::answer;
use crate::api::forms;
use crate::api::members::opened;
use crate::api::sends::ask;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::{People, site_id};
use crate::problem::Problem;
use crate::sends::ask::{Noted, NoticeLine, What};
use crate::sends::letters::{Listed, owner_of_listed};
use crate::sends::own::NOTICES;
use crate::site_keys::{Index, SiteKeys};
use crate::store::db::Db;
use crate::store::providers::{self, Stored};
use crate::store::sites::Site;
use crate::zone;

/// On the page of a link.
pub const WEB: u8 = 0;
/// By a call, or an answer to a text.
pub const CALL: u8 = 1;
/// Members of a contact who are looked through for its number.
const HOLDERS_MAX: usize = 5;
const PAGE: u32 = 50;
const PAGE_MAX: u32 = 500;

/// Somebody has refused.
pub struct Refused {
    pub contact: Index,
    pub at: EpochMs,
    /// When they had agreed last.
    pub after: Option<EpochMs>,
    /// E.164, where it is known: else nobody can be told.
    pub phone: Option<String>,
    /// [`WEB`] or [`CALL`].
    pub by: u8,
    pub wording: String,
    pub place: String,
}

/// Notes them, and lets them be told where that is switched on.
///
/// # Errors
/// The object does not answer: nothing is noted then.
pub async fn note(
    (env, now_ms): (&Env, i64),
    keys: &SiteKeys,
    site: &Site,
    stored: Option<&Stored>,
    all: Vec<Refused>,
) -> Result<(), Problem> {
    let tells = stored.is_some_and(|stored| stored.terms.notices);
    let zone = zone::offsets(&site.zone, now_ms)?;
    let noted = |refused: Refused| {
        let seal = |phone: String| {
            let listed = Listed { phone, values: vec![optout::moment(refused.at, &zone)] };
            keys.seal(&owner_of_listed(NOTICES, &refused.contact), &written(&listed))
        };
        let sealed = refused.phone.map(seal).transpose()?.unwrap_or_default();
        let Refused { contact, at, after, by, wording, place, .. } = refused;
        Ok(Noted { contact, at, after, by, wording, place, key: keys.newest(), sealed })
    };
    let all: Vec<Noted> = all.into_iter().map(noted).collect::<Result<_, Problem>>()?;
    let own = keys.site();
    if tells {
        providers::set_sending(&Db::open(env).await?, own).await?;
    }
    let _: u32 = ask(env, own, now_ms, What::Refused { all, tells }).await?;
    Ok(())
}

/// The number of a contact, as far as anybody who has it is a member, or is on a list.
///
/// # Errors
/// An object does not answer.
pub async fn phone_of(
    call: &Call,
    db: &Db,
    people: &People<'_>,
    keys: &SiteKeys,
    contact: &Index,
    members: &[String],
) -> Result<Option<String>, Problem> {
    let is_it = |phone: &String| keys.index(Kind::Phone, phone).is_ok_and(|index| index == *contact);
    for member in members.iter().take(HOLDERS_MAX) {
        let (_, contacts) = opened(&call.env, db, people, member, call.now_ms).await?;
        if let Some(phone) = contacts.and_then(|contacts| contacts.phone).filter(is_it) {
            return Ok(Some(phone));
        }
    }
    let listed: Option<(String, u32, Vec<u8>)> = ask(&call.env, people.site(), call.now_ms, What::Listed(*contact)).await?;
    let Some((list, key, sealed)) = listed else { return Ok(None) };
    let bytes = match keys.open(&owner_of_listed(&list, contact), key, &sealed) {
        Ok(bytes) => bytes,
        // Its key is gone: nobody is kept from refusing by that.
        Err(Problem::KeyGone) => return Ok(None),
        Err(problem) => return Err(problem),
    };
    let row: Listed = read(&bytes).map_err(|error| Problem::Internal(format!("a listed row: {error}")))?;
    Ok(phone(&row.phone).ok().filter(is_it))
}

/// `GET …/notices?told=&before=&limit=`: who is to be told what became of their refusal, the newest first; no number is in it.
///
/// # Errors
/// `Invalid`.
pub async fn list(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let limit = forms::limit(&call, PAGE, PAGE_MAX)?;
    let told = match call.query("told").as_deref() {
        None => None,
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(_) => return Err(Problem::Invalid { field: "told".into(), detail: "Say true or false, or leave it out.".into() }),
    };
    let what = What::Notices { told, before: forms::number(&call, "before")?, limit };
    let lines: Vec<NoticeLine> = ask(&call.env, site_id(&scope)?, call.now_ms, what).await?;
    let next = lines.last().filter(|_| lines.len() >= limit as usize).map(|line| line.id);
    let shown = |line: &NoticeLine| {
        json!({
            "id": line.id,
            "refused_at": line.at,
            "by": if line.by == WEB { "web" } else { "call" },
            "wording": line.wording,
            "place": line.place,
            "due_at": line.due,
            "told_at": line.told,
            "can_be_told": line.is_known,
            "run": line.run,
        })
    };
    answer::json(&json!({ "notices": lines.iter().map(shown).collect::<Vec<Value>>(), "next": next }))
}
