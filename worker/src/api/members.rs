//! What the shop says of its members: contacts, sealed here before they go to any store, and what members said about being reached.
//!
//! Nothing here, in an answer of refusal or in a log names a contact.

use crm::consent::{Channel, Holds, Ledger, Purpose, Said as Answer, Source, Word};
use crm::contact::{Contacts, Kind};
use message::claim::server_version;
use model::event::TEXT_CHARS_MAX;
use model::ids::SiteId;
use model::time::EpochMs;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::{Env, Response};

use crate::answer;
use crate::api::sends;
use crate::auth::SiteScope;
use crate::automatic::News;
use crate::call::Call;
use crate::importing::Work;
use crate::people::{People, site_id};
use crate::person::ask::What;
use crate::person::contacts::{Holders, Of, Said};
use crate::problem::Problem;
use crate::relay::said;
use crate::secret::sha256_hex;
use crate::sends::ask::{ToldLine, What as Sends};
use crate::settings::Settings;
use crate::site_keys::SiteKeys;
use crate::store::db::Db;
use crate::store::{accounts, sites};

/// Most members of a request.
const MEMBERS_MAX: usize = 1_000;
/// Sends of an archive.
const SENDS_MAX: u32 = 10_000;
/// Most words of a request.
const WORDS_MAX: usize = 100;
/// How often it is begun anew where a key was retired or destroyed between reading the keys and asking an object.
const TRIES: u32 = 4;
/// As orders: a shop's clock may be off a little.
const FUTURE_MS: i64 = 5 * 60_000;
/// 2000-01-01: before it a time is in the wrong unit.
const AT_MIN_MS: i64 = 946_684_800_000;

/// A member as the shop says them. What is left out is not known (any more).
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The shop's member id, where several are said at once.
    id: Option<String>,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    /// When the shop last changed it: of two words the later counts, in whatever order they come. Left out: now.
    updated_at: Option<EpochMs>,
    /// When they joined: said of a new member, so that webhooks tell of it.
    joined_at: Option<EpochMs>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forms {
    members: Vec<Form>,
}

/// A member's word, before it is sealed.
pub struct Checked {
    pub member: String,
    pub version: i64,
    pub contacts: Contacts,
    pub joined: Option<EpochMs>,
}

/// `PUT /api/sites/{id}/members/{member}`: what the shop knows of a member; of two words the later counts (`updated_at`).
///
/// # Errors
/// `Invalid`, naming the field.
pub async fn put(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let member = member(&call)?;
    let form: Form = call.private_json().await?;
    if form.id.as_ref().is_some_and(|id| *id != member) {
        return Err(Problem::Invalid { field: "id".into(), detail: "Leave it out: the address names the member.".into() });
    }
    let checked = checked(form, member, 0, call.now_ms, "")?;
    let news = store(&call, &scope, vec![checked]).await?;
    answer::json(&json!({ "changed": news > 0 }))
}

/// `POST /api/sites/{id}/members`: the same of many members.
///
/// # Errors
/// `Invalid`, naming the member; then none is taken.
pub async fn post(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let Forms { members } = call.private_json().await?;
    if members.len() > MEMBERS_MAX {
        return Err(Problem::Invalid { field: "members".into(), detail: format!("Send at most {MEMBERS_MAX} members at once.") });
    }
    let count = members.len();
    let news = take(&call, &scope, members).await?;
    answer::json(&json!({ "members": count, "changed": news }))
}

/// `GET /api/sites/{id}/members/{member}`: what the shop has said of them, opened; who looked is in the audit.
///
/// # Errors
/// `NotFound`: nothing is known.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let member = member(&call)?;
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let (of, contacts) = opened(&call.env, &db, &people, &member, call.now_ms).await?;
    let (Some(sealed), Some(contacts)) = (of.contacts, contacts) else { return Err(Problem::NotFound) };
    accounts::audit(
        &db,
        (Some(scope.by()), scope.token()),
        Some(scope.site()),
        "member_opened",
        &label(people.site(), &member),
        call.now_ms,
    )
    .await?;
    answer::json(&shown(&member, sealed.version, &contacts))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Find {
    phone: Option<String>,
    email: Option<String>,
}

/// `POST /api/sites/{id}/members/find` `{"phone": "…"}` or `{"email": "…"}`: the members who have it. A POST, so that no contact is in an address.
///
/// # Errors
/// `Invalid`.
pub async fn find(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let (kind, text) = match call.private_json::<Find>().await? {
        Find { phone: Some(text), email: None } => (Kind::Phone, text),
        Find { phone: None, email: Some(text) } => (Kind::Email, text),
        _ => return Err(Problem::Invalid { field: "phone".into(), detail: "Give a phone or an email, one of them.".into() }),
    };
    let normal = kind.normal(&text).map_err(|wrong| Problem::Invalid { field: kind.name().into(), detail: wrong.to_string() })?;
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let keys = SiteKeys::of(&call.settings().keys()?, &db, people.site(), call.now_ms).await?;
    let index = keys.index(kind, &normal)?;
    let holders: Holders = people.ask_home(&index, What::Holders(index)).await?;
    answer::json(&json!({ "members": holders.members }))
}

/// A word as the shop brings it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordForm {
    at: EpochMs,
    purpose: Purpose,
    #[serde(default)]
    channel: Option<Channel>,
    said: Answer,
    #[serde(default)]
    source: Brought,
    #[serde(default)]
    wording: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    guardian: bool,
}

/// Who brings a word by this way: never the person themselves.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Brought {
    /// The shop's server, when somebody said it.
    #[default]
    Shop,
    /// A list of what was once said.
    Import,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordForms {
    words: Vec<WordForm>,
}

/// `POST /api/sites/{id}/members/{member}/consents`: what a member said about being reached, with the evidence. A word that is there already
/// changes nothing.
///
/// # Errors
/// `Invalid`, naming the word; then none is taken.
pub async fn post_consents(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let member = member(&call)?;
    let WordForms { words } = call.private_json().await?;
    if words.is_empty() || words.len() > WORDS_MAX {
        return Err(Problem::Invalid { field: "words".into(), detail: format!("Send 1 to {WORDS_MAX} words at once.") });
    }
    let mut all = Vec::new();
    for (place, form) in words.into_iter().enumerate() {
        let source = match form.source {
            Brought::Shop => Source::Shop,
            Brought::Import => Source::Import,
        };
        let WordForm { at, purpose, channel, said, wording, place: page, guardian, .. } = form;
        let word = Word { at, channel, purpose, said, source, wording, place: page, guardian };
        word.check(EpochMs(call.now_ms)).map_err(|flaw| {
            let (field, detail) = flaw.said();
            Problem::Invalid { field: format!("words[{place}].{field}"), detail: detail.into() }
        })?;
        all.push(word);
    }
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let new: u32 = people.ask_home(member.as_bytes(), What::Consents(vec![(member.clone(), all.clone())])).await?;
    answer::json(&json!({ "words": all.len(), "new": new }))
}

/// `GET /api/sites/{id}/members/{member}/consents`: all words, and what holds now by channel and purpose.
///
/// # Errors
/// None of its own: of whom nothing is known, nothing is allowed.
pub async fn get_consents(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let member = member(&call)?;
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let of: Of = people.ask_home(member.as_bytes(), What::MemberContacts(member.clone())).await?;
    answer::json(&consents(&people, &of).await?)
}

/// A member's contacts and consents, as their archive has them; nothing where nothing is known.
///
/// # Errors
/// As of all routes here.
pub async fn archive(call: &Call, db: &Db, people: &People<'_>, member: &str) -> Result<Value, Problem> {
    let (of, contacts) = opened(&call.env, db, people, member, call.now_ms).await?;
    let shown = of.contacts.as_ref().zip(contacts).map(|(sealed, contacts)| shown(member, sealed.version, &contacts));
    let told: Vec<ToldLine> =
        sends::ask(&call.env, people.site(), call.now_ms, Sends::Told { member: member.to_owned(), limit: SENDS_MAX }).await?;
    let line = |line: &ToldLine| json!({ "run": line.run, "send": line.send, "state": sends::state_name(line.state), "at": line.at });
    let told: Vec<Value> = told.iter().map(line).collect();
    Ok(json!({ "contacts": shown, "consents": consents(people, &of).await?, "sends": told }))
}

/// Takes the shop's word about members, whichever way it comes. Returns how much of it is news.
///
/// # Errors
/// As [`post`].
pub async fn take(call: &Call, scope: &SiteScope, members: Vec<Form>) -> Result<usize, Problem> {
    let mut all = Vec::new();
    for (place, form) in members.into_iter().enumerate() {
        let at = format!("members[{place}].");
        let id = form.id.clone().filter(|id| is_member(id)).ok_or_else(|| not_a_member(&format!("{at}id")))?;
        all.push(checked(form, id, place, call.now_ms, &at)?);
    }
    store(call, scope, all).await
}

async fn store(call: &Call, scope: &SiteScope, all: Vec<Checked>) -> Result<usize, Problem> {
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, scope).await?.ok_or(Problem::NotFound)?;
    let work = Work { env: &call.env, db: &db, scope, site: &site, now_ms: call.now_ms };
    let news = put_all(&work, &all).await?;
    let joined = all.iter().filter_map(|checked| Some((said::joined(&checked.member, checked.joined?), checked.version)));
    said::tell(call, &db, scope, site_id(scope)?, joined.collect()).await?;
    let mut told = News::open(call, &db, scope, &site).await?;
    all.iter().filter_map(|checked| Some((checked, checked.joined?))).for_each(|(checked, at)| told.joined(&checked.member, at));
    told.tell(call, &db, scope).await?;
    Ok(news)
}

/// Seals what members are, and tells their homes; nobody else is told. How many were news.
///
/// # Errors
/// `Moving`, `KeyGone`: in a moment.
pub async fn put_all(work: &Work<'_>, all: &[Checked]) -> Result<usize, Problem> {
    let people = work.people()?;
    let secret = Settings::of(work.env).keys()?;
    let mut last = Problem::KeyGone;
    for _ in 0..TRIES {
        let keys = SiteKeys::of(&secret, work.db, people.site(), work.now_ms).await?;
        let said = all.iter().map(|checked| sealed(&keys, checked)).collect::<Result<Vec<_>, Problem>>()?;
        match people.tell::<_, Vec<bool>>(said, |said| said.member.clone().into_bytes(), |said| What::Contacts(said.to_vec())).await {
            Ok(news) => {
                return Ok(news.iter().flatten().filter(|is_new| **is_new).count());
            }
            // A new version seals since the keys were read. Who was taken already is not news the second time.
            Err(problem @ Problem::KeyGone) => last = problem,
            Err(problem) => return Err(problem),
        }
    }
    Err(last)
}

fn sealed(keys: &SiteKeys, checked: &Checked) -> Result<Said, Problem> {
    let Checked { member, version, contacts, .. } = checked;
    let index = |kind: Kind, normal: &Option<String>| normal.as_ref().map(|normal| keys.index(kind, normal)).transpose();
    Ok(Said {
        member: member.clone(),
        version: *version,
        key: keys.newest(),
        sealed: keys.seal_contacts(member, contacts)?,
        phone: index(Kind::Phone, &contacts.phone)?,
        email: index(Kind::Email, &contacts.email)?,
    })
}

/// What is kept of a member, and their contacts.
///
/// # Errors
/// `Moving`, `KeyGone`: in a moment.
pub async fn opened(env: &Env, db: &Db, people: &People<'_>, member: &str, now_ms: i64) -> Result<(Of, Option<Contacts>), Problem> {
    let mut last = Problem::KeyGone;
    for _ in 0..TRIES {
        let of: Of = people.ask_home(member.as_bytes(), What::MemberContacts(member.to_owned())).await?;
        let Some(sealed) = &of.contacts else { return Ok((of, None)) };
        // Read after the row: they have its version, or it was sealed anew since.
        let keys = SiteKeys::of(&Settings::of(env).keys()?, db, people.site(), now_ms).await?;
        match keys.open_contacts(member, sealed.key, &sealed.sealed) {
            Ok(contacts) => return Ok((of, Some(contacts))),
            Err(problem @ Problem::KeyGone) => last = problem,
            Err(problem) => return Err(problem),
        }
    }
    Err(last)
}

/// All words of a member, and what holds: by a contact's channels what its home knows, which others who have it may have refused.
async fn consents(people: &People<'_>, of: &Of) -> Result<Value, Problem> {
    let own = ledger(of.words.iter());
    let mut reached: Vec<(Kind, Ledger)> = Vec::new();
    for (kind, index) in [(Kind::Phone, of.phone), (Kind::Email, of.email)] {
        let Some(index) = index else { continue };
        let holders: Holders = people.ask_home::<Holders>(&index, What::Holders(index)).await?;
        let mut all = own.clone();
        all.merge(&ledger(holders.words.iter()));
        reached.push((kind, all));
    }
    let of_channel = |channel: Channel| reached.iter().find(|(kind, _)| kind.carries(channel)).map_or(&own, |(_, ledger)| ledger);
    let mut holds = Vec::new();
    for channel in [Channel::Sms, Channel::Kakao, Channel::Email, Channel::Push] {
        let ledger = of_channel(channel);
        for purpose in [Purpose::Advertising, Purpose::NightAdvertising] {
            holds.push(held(ledger, purpose, Some(channel)));
        }
    }
    for purpose in [Purpose::MarketingUse, Purpose::ThirdParty, Purpose::CrossBorder] {
        holds.push(held(&own, purpose, None));
    }
    Ok(json!({ "words": own.words(), "holds": holds, "waiting": of.waiting }))
}

fn held(ledger: &Ledger, purpose: Purpose, channel: Option<Channel>) -> Value {
    let (holds, since) = match ledger.holds(purpose, channel) {
        Holds::Unsaid => ("unsaid", None),
        Holds::Granted(word) => ("granted", Some(word.at)),
        Holds::Refused(word) => ("refused", Some(word.at)),
    };
    json!({ "purpose": purpose, "channel": channel, "holds": holds, "since": since })
}

/// Words as what decides.
pub fn ledger<'a>(words: impl Iterator<Item = &'a Word>) -> Ledger {
    let mut ledger = Ledger::default();
    for word in words {
        ledger.take(word.clone());
    }
    ledger
}

fn shown(member: &str, version: i64, contacts: &Contacts) -> Value {
    json!({
        "id": member,
        "name": contacts.name,
        "phone": contacts.phone,
        "email": contacts.email,
        "updated_at": EpochMs(version.div_euclid(1024)),
    })
}

fn checked(form: Form, member: String, place: usize, now_ms: i64, at: &str) -> Result<Checked, Problem> {
    let contacts = Contacts::normal(form.name.as_deref(), form.phone.as_deref(), form.email.as_deref())
        .map_err(|(field, wrong)| Problem::Invalid { field: format!("{at}{field}"), detail: wrong.to_string() })?;
    if form.updated_at.is_some_and(|at| !(AT_MIN_MS..=now_ms + FUTURE_MS).contains(&at.0)) {
        let detail = "Give the time of the last change: after the year 2000, not later than now.".into();
        return Err(Problem::Invalid { field: format!("{at}updated_at"), detail });
    }
    let version = form.updated_at.map_or_else(|| server_version(EpochMs(now_ms), place), |at| server_version(at, 0));
    if form.joined_at.is_some_and(|at| !(AT_MIN_MS..=now_ms + FUTURE_MS).contains(&at.0)) {
        let detail = "Give the time at which they joined: after the year 2000, not later than now.".into();
        return Err(Problem::Invalid { field: format!("{at}joined_at"), detail });
    }
    Ok(Checked { member, version, contacts, joined: form.joined_at })
}

/// The member that the address names.
fn member(call: &Call) -> Result<String, Problem> {
    let decoded = js_sys::decode_uri_component(call.param("member")).ok().map(String::from);
    decoded.filter(|id| is_member(id)).ok_or_else(|| not_a_member("member"))
}

fn is_member(id: &str) -> bool {
    !id.is_empty() && id.chars().count() <= TEXT_CHARS_MAX && !id.chars().any(char::is_control)
}

fn not_a_member(field: &str) -> Problem {
    Problem::Invalid { field: field.into(), detail: "Name a member by the shop's id, of 1 to 200 characters.".into() }
}

/// A member in the audit: the same for the same, and no name, since the audit outlives an erasure.
fn label(site: SiteId, member: &str) -> String {
    let hash = sha256_hex(format!("member\n{site}\n{member}").as_bytes());
    hash.get(..16).unwrap_or_default().to_owned()
}
