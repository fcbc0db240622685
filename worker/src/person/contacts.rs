//! What a shop says of its members: contacts, sealed before they come here, and what members said about being reached.
//!
//! Two homes. The **member's** (hash(site, member)) has the truth: one row of sealed contacts, and every word of consent with its evidence. The
//! **contact's** (hash(site, index value)) has who holds it, and of their words those that decide: there a send is permitted, in one step,
//! and a refusal holds whoever has the number. The member's home tells the contact's, by the outbox, with a version that only counts up; the
//! newest word of a member about a contact counts, so letters may come late, twice or in another order. Who lets a contact go, or is erased,
//! leaves hashes: of the version (what comes late changes nothing), and of what they refused.
//!
//! Nothing here can read a contact: keys are at the edge.

use std::collections::BTreeMap;

use crm::consent::{Channel, Ledger, Purpose, Said as Answer, Source, Word};
use crm::contact::Kind;
use message::claim::{Holds, Letter, server_version};
use model::ids::{SiteId, bucket, hex};
use model::time::EpochMs;
use model::wire::{read, written};
use sha2::{Digest, Sha256};
use worker::{Error, Result};

use super::ShardError;
use super::orders::{self, Desk, small};
use super::privacy::glob;
use super::schema;
use crate::store::sql::{Row, Sql, Value};

type Index = [u8; 16];

/// Most members of one contact that are remembered. A family has some; a shop that fills in one number for everybody has a million.
const HOLDERS_MAX: i64 = 200;
/// Contacts that one question asks: 50 bytes of JSON each.
const AT_ONCE: usize = 1_000;
/// Channels by which somebody is reached, and none in particular.
const CHANNELS: [Option<Channel>; 5] = [None, Some(Channel::Sms), Some(Channel::Kakao), Some(Channel::Email), Some(Channel::Push)];
const PURPOSES: [Purpose; 5] =
    [Purpose::Advertising, Purpose::NightAdvertising, Purpose::MarketingUse, Purpose::ThirdParty, Purpose::CrossBorder];

/// What the shop says of a member.
#[derive(Clone)]
pub struct Said {
    pub member: String,
    /// When (`message::claim::server_version`): a later word replaces an earlier one.
    pub version: i64,
    /// The version of the key that sealed.
    pub key: u32,
    pub sealed: Vec<u8>,
    pub phone: Option<Index>,
    pub email: Option<Index>,
}

/// Contacts as they are stored.
#[derive(Clone)]
pub struct Sealed {
    pub member: String,
    pub version: i64,
    pub key: u32,
    pub sealed: Vec<u8>,
}

/// What is kept of a member.
#[derive(Default)]
pub struct Of {
    pub contacts: Option<Sealed>,
    pub phone: Option<Index>,
    pub email: Option<Index>,
    /// With the evidence, in the order of time.
    pub words: Vec<Word>,
    /// Letters to contacts' homes that have not arrived.
    pub waiting: u32,
}

/// Who has a contact, and what they said.
#[derive(Default)]
pub struct Holders {
    pub members: Vec<String>,
    /// Of all of them, and what was refused by who had it before; without evidence.
    pub words: Vec<Word>,
}

/// A row of `contact`, less what is sealed.
struct Kept {
    version: i64,
    told: i64,
    phone: Option<Index>,
    email: Option<Index>,
}

/// Takes what the shop says of a member. Returns whether it was news: not where something later is known, or they were erased since.
///
/// # Errors
/// `OldKey`, `WrongBucket`, and what SQLite refuses; so for all of this file.
pub fn take(desk: &Desk<'_>, said: &Said) -> std::result::Result<bool, ShardError> {
    let (sql, home) = (desk.sql, bucket(desk.born.site, said.member.as_bytes()));
    desk.born.check(desk.map_version, home)?;
    if said.key < schema::key_floor(sql)? {
        return Err(ShardError::OldKey);
    }
    let known = kept(sql, home, &said.member)?;
    let erased = gone(sql, home, erased_hash(desk.born.site, &said.member))?;
    let is_late = known.as_ref().is_some_and(|known| known.version >= said.version)
        || erased.is_some_and(|(_, at)| said.version < server_version(EpochMs(at.0 + 1), 0));
    if is_late {
        return Ok(false);
    }
    let told = next_version(desk.now, known.as_ref(), erased);
    let values = [
        i64::from(home).into(),
        said.member.as_str().into(),
        said.version.into(),
        told.into(),
        said.key.into(),
        said.sealed.as_slice().into(),
        said.phone.map(|index| index.to_vec()).into(),
        said.email.map(|index| index.to_vec()).into(),
    ];
    let put = "INSERT OR REPLACE INTO contact (bucket, member, version, told, key, sealed, phone, email) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    sql.run(put, &values)?;
    let before = known.map_or((None, None), |known| (known.phone, known.email));
    for (kind, before, now) in [(Kind::Phone, before.0, said.phone), (Kind::Email, before.1, said.email)] {
        if before == now {
            continue;
        }
        let words = ledger(sql, home, &said.member)?.of_contact(kind);
        for (contact, held) in [(before, false), (now, true)] {
            let Some(contact) = contact else { continue };
            tell(desk, home, Holds { contact, member: said.member.clone(), version: told, held, words: written(&words) })?;
        }
    }
    Ok(true)
}

/// Takes what a member said about being reached. Returns how many words were new.
pub fn consent(desk: &Desk<'_>, member: &str, words: &[Word]) -> std::result::Result<u32, ShardError> {
    let (sql, home) = (desk.sql, bucket(desk.born.site, member.as_bytes()));
    desk.born.check(desk.map_version, home)?;
    let erased = gone(sql, home, erased_hash(desk.born.site, member))?;
    let before = ledger(sql, home, member)?;
    let (mut after, mut new) = (before.clone(), 0);
    // A refusal is never too late.
    let counts = |word: &&Word| word.said == Answer::Refused || erased.is_none_or(|(_, at)| word.at > at);
    for word in words.iter().filter(counts) {
        let taken = after.take(word.clone());
        if taken.gone.as_ref() == Some(word) || !taken.is_new {
            continue;
        }
        new += 1;
        let bytes = written(word);
        let values = [i64::from(home).into(), member.into(), word.at.0.into(), word_hash(&bytes), bytes.into()];
        sql.run("INSERT OR IGNORE INTO consent (bucket, member, at_ms, hash, word) VALUES (?, ?, ?, ?, ?)", &values)?;
        if let Some(gone) = taken.gone {
            let values = [i64::from(home).into(), member.into(), gone.at.0.into(), word_hash(&written(&gone))];
            sql.run("DELETE FROM consent WHERE bucket = ? AND member = ? AND at_ms = ? AND hash = ?", &values)?;
        }
    }
    let Some(known) = kept(sql, home, member)?.filter(|_| new > 0) else { return Ok(new) };
    let told = next_version(desk.now, Some(&known), erased);
    for (kind, contact) in [(Kind::Phone, known.phone), (Kind::Email, known.email)] {
        let (words, contact) = (after.of_contact(kind), contact.filter(|_| after.of_contact(kind) != before.of_contact(kind)));
        if let Some(contact) = contact {
            sql.run("UPDATE contact SET told = ? WHERE bucket = ? AND member = ?", &[told.into(), i64::from(home).into(), member.into()])?;
            tell(desk, home, Holds { contact, member: member.into(), version: told, held: true, words: written(&words) })?;
        }
    }
    Ok(new)
}

/// What a member's home says of a contact that lives here: the newest word counts.
pub fn told(sql: &Sql, site: SiteId, home: u8, holds: &Holds, now: EpochMs) -> Result<()> {
    let Holds { contact, member, version, held, words } = holds;
    let words: Ledger = read(words).map_err(|error| Error::RustError(format!("a letter's words: {error}")))?;
    if member.is_empty() {
        return suppress(sql, site, home, contact, &words);
    }
    let row = sql.first(
        "SELECT version, words FROM holder WHERE bucket = ? AND contact = ? AND member = ?",
        &[i64::from(home).into(), contact.as_slice().into(), member.as_str().into()],
    )?;
    let holder = row.as_ref().map(|row| row.int(0)).transpose()?;
    let let_go = gone(sql, home, let_go_hash(site, contact, member))?.map(|(version, _)| version);
    let erased = gone(sql, bucket(site, member.as_bytes()), erased_hash(site, member))?.map(|(version, _)| version);
    if [holder, let_go, erased].into_iter().flatten().any(|known| known >= *version) {
        return Ok(());
    }
    let names = [i64::from(home).into(), contact.as_slice().into(), member.as_str().into()];
    if *held {
        let count = "SELECT COUNT(*) FROM holder WHERE bucket = ? AND contact = ?";
        let holders = sql.first(count, &[i64::from(home).into(), contact.as_slice().into()])?.map_or(Ok(0), |row| row.int(0))?;
        if row.is_none() && holders >= HOLDERS_MAX {
            // They are not found by it, and what they refused holds all the same.
            return suppress(sql, site, home, contact, &words);
        }
        let put = "INSERT OR REPLACE INTO holder (bucket, contact, member, version, words) VALUES (?, ?, ?, ?, ?)";
        let values: Vec<Value> = names.into_iter().chain([(*version).into(), written(&words).into()]).collect();
        sql.run(put, &values)?;
        return Ok(());
    }
    suppress(sql, site, home, contact, &words)?;
    if let Some(row) = &row {
        suppress(sql, site, home, contact, &read_words(row, 1)?)?;
    }
    sql.run("DELETE FROM holder WHERE bucket = ? AND contact = ? AND member = ?", &names)?;
    let_it_go(sql, home, let_go_hash(site, contact, member), *version, now)
}

/// The keys of letters about a member, and of no other whose id ends as theirs.
fn letters_about(member: &str) -> String {
    format!("holds:{}:{}", "?".repeat(32), glob(member))
}

/// What is kept of a member who lives here.
pub fn of(desk: &Desk<'_>, member: &str) -> std::result::Result<Of, ShardError> {
    let (sql, home) = (desk.sql, bucket(desk.born.site, member.as_bytes()));
    desk.born.check(desk.map_version, home)?;
    let mut of = Of { words: ledger(sql, home, member)?.words().to_vec(), ..Of::default() };
    let query = "SELECT member, version, key, sealed, phone, email FROM contact WHERE bucket = ? AND member = ?";
    if let Some(row) = sql.first(query, &[i64::from(home).into(), member.into()])? {
        (of.phone, of.email) = (index(&row, 4)?, index(&row, 5)?);
        of.contacts = Some(sealed(&row)?);
    }
    let letters = sql.first("SELECT COUNT(*) FROM outbox WHERE key GLOB ?", &[letters_about(member).into()])?;
    of.waiting = letters.map_or(Ok(0), |row| row.int(0)).map(|count| u32::try_from(count).unwrap_or(u32::MAX))?;
    Ok(of)
}

/// Who has a contact that lives here, and what holds of it.
pub fn holders(desk: &Desk<'_>, contact: &Index) -> std::result::Result<Holders, ShardError> {
    let (sql, home) = (desk.sql, bucket(desk.born.site, contact));
    desk.born.check(desk.map_version, home)?;
    let (mut members, mut all) = (Vec::new(), Ledger::default());
    let query = "SELECT member, words FROM holder WHERE bucket = ? AND contact = ? ORDER BY member";
    for row in &sql.rows(query, &[i64::from(home).into(), contact.as_slice().into()])? {
        members.push(row.text(0)?.to_owned());
        all.merge(&read_words(row, 1)?);
    }
    let hashes = CHANNELS.map(|channel| (suppressed_hash(desk.born.site, contact, channel), channel));
    let query = "SELECT hash, purpose, at_ms FROM suppressed WHERE bucket = ?1 AND hash IN (?2, ?3, ?4, ?5, ?6)";
    let values: Vec<Value> = [i64::from(home).into()].into_iter().chain(hashes.iter().map(|(hash, _)| hash.clone())).collect();
    for row in &sql.rows(query, &values)? {
        let hash = Value::Blob(row.blob(0)?.to_vec());
        let channel = hashes.iter().find(|(other, _)| *other == hash).and_then(|(_, channel)| *channel);
        refusal(channel, row.int(1)?, row.int(2)?).into_iter().for_each(|word| drop(all.take(word)));
    }
    Ok(Holders { members, words: all.words().to_vec() })
}

/// What holds of many contacts that live here: the words of [`holders`].
pub fn words_of(desk: &Desk<'_>, contacts: &[Index]) -> std::result::Result<BTreeMap<Index, Ledger>, ShardError> {
    let (sql, site) = (desk.sql, desk.born.site);
    let mut found: BTreeMap<Index, Ledger> = BTreeMap::new();
    let is_suppressed = sql.first("SELECT 1 FROM suppressed LIMIT 1", &[])?.is_some();
    for some in contacts.chunks(AT_ONCE) {
        let mut asked: Vec<(u8, String)> = Vec::new();
        let mut hashes: BTreeMap<Vec<u8>, (Index, Option<Channel>)> = BTreeMap::new();
        for contact in some {
            let home = bucket(site, contact);
            desk.born.check(desk.map_version, home)?;
            found.entry(*contact).or_default();
            asked.push((home, hex(contact)));
            for channel in CHANNELS.into_iter().filter(|_| is_suppressed) {
                if let Value::Blob(hash) = suppressed_hash(site, contact, channel) {
                    hashes.insert(hash, (*contact, channel));
                }
            }
        }
        // Asked of the rows that there are by what is asked, not the other way round.
        let query = "SELECT holder.contact, words FROM json_each(?) AS asked CROSS JOIN holder \
                     ON holder.bucket = asked.value ->> 0 AND holder.contact = unhex(asked.value ->> 1)";
        for row in &sql.rows(query, &[serde_json::to_string(&asked).map_err(Error::from)?.into()])? {
            if let Some(words) = index(row, 0)?.and_then(|contact| found.get_mut(&contact)) {
                words.merge(&read_words(row, 1)?);
            }
        }
        let asked: Vec<(u8, String)> = hashes.iter().map(|(hash, (contact, _))| (bucket(site, contact), hex(hash))).collect();
        let query = "SELECT suppressed.hash, purpose, at_ms FROM json_each(?) AS asked CROSS JOIN suppressed \
                     ON suppressed.bucket = asked.value ->> 0 AND suppressed.hash = unhex(asked.value ->> 1)";
        let rows =
            if asked.is_empty() { Vec::new() } else { sql.rows(query, &[serde_json::to_string(&asked).map_err(Error::from)?.into()])? };
        for row in &rows {
            let Some((contact, channel)) = hashes.get(row.blob(0)?) else { continue };
            if let Some((words, word)) = found.get_mut(contact).zip(refusal(*channel, row.int(1)?, row.int(2)?)) {
                words.take(word);
            }
        }
    }
    Ok(found)
}

/// What is remembered of a refusal of who had a contact before.
fn refusal(channel: Option<Channel>, purpose: i64, at_ms: i64) -> Option<Word> {
    let purpose = PURPOSES.into_iter().find(|known| *known as i64 == purpose)?;
    Some(Word {
        at: EpochMs(at_ms),
        channel,
        purpose,
        said: Answer::Refused,
        source: Source::Person,
        wording: String::new(),
        place: String::new(),
        guardian: false,
    })
}

/// The first step of an erasure, at the member's home: contacts and words go; refusals are told to the homes of their contacts, in the name of
/// nobody. Answers the cut: every letter about the member up to this version is to be forgotten, and whatever the shop says of them from now
/// on is told by a later one. An erasure that takes several turns does so once: what was said since stays.
pub fn forget(desk: &Desk<'_>, member: &str, asked: EpochMs) -> std::result::Result<i64, ShardError> {
    let (sql, site) = (desk.sql, desk.born.site);
    let home = bucket(site, member.as_bytes());
    desk.born.check(desk.map_version, home)?;
    let (known, words, erased) = (kept(sql, home, member)?, ledger(sql, home, member)?, gone(sql, home, erased_hash(site, member))?);
    // By the edge's clock, of which the cut is: the moment up to which the shop's words are late may be ahead of it, by the shop's.
    if let Some((cut, _)) = erased.filter(|(cut, _)| *cut >= server_version(asked, 0)) {
        return Ok(cut);
    }
    let cut = next_version(desk.now, known.as_ref(), erased);
    // A shop's clock may be ahead: what it said last, said once more, is from before all the same.
    let said = known.as_ref().map_or(0, |known| known.version.div_euclid(1024));
    let at = words.words().iter().map(|word| word.at.0).chain([said]).fold(desk.now.0, i64::max);
    // What is on its way to a contact that they had before may be all that tells of a refusal.
    for letter in orders::take_letters(sql, &letters_about(member))? {
        let Letter::Holds(holds) = letter else { continue };
        let refusals = refusals_of(&read(&holds.words).map_err(|error| Error::RustError(format!("a letter's words: {error}")))?);
        if !refusals.words().is_empty() {
            tell(desk, home, Holds { member: String::new(), version: cut, held: false, words: written(&refusals), ..*holds })?;
        }
    }
    let contacts = known.map(|known| [(Kind::Phone, known.phone), (Kind::Email, known.email)]);
    for (kind, contact) in contacts.into_iter().flatten() {
        let refusals = refusals_of(&words.of_contact(kind));
        if let Some(contact) = contact.filter(|_| !refusals.words().is_empty()) {
            tell(desk, home, Holds { contact, member: String::new(), version: cut, held: false, words: written(&refusals) })?;
        }
    }
    for table in ["contact", "consent"] {
        sql.run(&format!("DELETE FROM {table} WHERE bucket = ? AND member = ?"), &[i64::from(home).into(), member.into()])?;
    }
    let_it_go(sql, home, erased_hash(site, member), cut, EpochMs(at))?;
    Ok(cut)
}

/// The second step, in every object: a member's hold on contacts goes, but for what was told after the cut; letters up to it that are still on
/// their way find that out. What they refused stays, by a hash.
pub fn let_go(desk: &Desk<'_>, member: &str, cut: i64) -> Result<()> {
    let (sql, site) = (desk.sql, desk.born.site);
    let home = bucket(site, member.as_bytes());
    for row in &sql.rows("SELECT bucket, contact, words FROM holder WHERE member = ? AND version <= ?", &[member.into(), cut.into()])? {
        suppress(sql, site, small(row.int(0)?), &index(row, 1)?.unwrap_or_default(), &read_words(row, 2)?)?;
    }
    sql.run("DELETE FROM holder WHERE member = ? AND version <= ?", &[member.into(), cut.into()])?;
    if !desk.born.owns(desk.map_version, home) {
        // What a move has left behind.
        for table in ["contact", "consent"] {
            sql.run(&format!("DELETE FROM {table} WHERE bucket = ? AND member = ?"), &[i64::from(home).into(), member.into()])?;
        }
        let_it_go(sql, home, erased_hash(site, member), cut, desk.now)?;
    }
    Ok(())
}

/// Contacts that an older version of the key has sealed, some of them; from now on no more of them are taken.
pub fn sealed_before(sql: &Sql, version: u32, limit: u32) -> Result<Vec<Sealed>> {
    schema::raise_key_floor(sql, version)?;
    let rows = sql.rows("SELECT member, version, key, sealed FROM contact WHERE key < ? LIMIT ?", &[version.into(), limit.into()])?;
    rows.iter().map(sealed).collect()
}

/// The same contacts, sealed anew: where nothing else was said of the member meanwhile. Returns how many.
pub fn sealed_anew(sql: &Sql, site: SiteId, all: &[Sealed]) -> Result<u32> {
    let mut count = 0;
    for anew in all {
        let values = [
            anew.key.into(),
            anew.sealed.as_slice().into(),
            i64::from(bucket(site, anew.member.as_bytes())).into(),
            anew.member.as_str().into(),
            anew.version.into(),
        ];
        let put = "UPDATE contact SET key = ?1, sealed = ?2 WHERE bucket = ?3 AND member = ?4 AND version = ?5 AND key < ?1";
        count += u32::from(sql.run(put, &values)? > 0);
    }
    Ok(count)
}

fn tell(desk: &Desk<'_>, from: u8, holds: Holds) -> std::result::Result<(), ShardError> {
    let to = bucket(desk.born.site, &holds.contact);
    desk.send(from, to, Letter::Holds(Box::new(holds)))
}

/// A version above all that a member's home has told.
fn next_version(now: EpochMs, known: Option<&Kept>, erased: Option<(i64, EpochMs)>) -> i64 {
    let told = known.map(|known| known.told).max(erased.map(|(version, _)| version)).unwrap_or(0);
    server_version(now, 0).max(told.saturating_add(1))
}

/// Keeps what was refused: the newest refusal of each purpose and channel.
fn suppress(sql: &Sql, site: SiteId, home: u8, contact: &Index, words: &Ledger) -> Result<()> {
    for ((purpose, channel), at) in words.refusals() {
        let values = [i64::from(home).into(), suppressed_hash(site, contact, channel), (purpose as i64).into(), at.0.into()];
        let put = "INSERT INTO suppressed (bucket, hash, purpose, at_ms) VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT (bucket, hash, purpose) DO UPDATE SET at_ms = ?4 WHERE at_ms < ?4";
        sql.run(put, &values)?;
    }
    Ok(())
}

/// The refusals alone, so that nothing else travels in the name of nobody.
fn refusals_of(words: &Ledger) -> Ledger {
    let mut refusals = Ledger::default();
    for word in words.words().iter().filter(|word| word.said == Answer::Refused) {
        refusals.take(word.clone());
    }
    refusals
}

fn kept(sql: &Sql, home: u8, member: &str) -> Result<Option<Kept>> {
    let query = "SELECT version, told, phone, email FROM contact WHERE bucket = ? AND member = ?";
    let row = sql.first(query, &[i64::from(home).into(), member.into()])?;
    row.map(|row| Ok(Kept { version: row.int(0)?, told: row.int(1)?, phone: index(&row, 2)?, email: index(&row, 3)? })).transpose()
}

fn ledger(sql: &Sql, home: u8, member: &str) -> Result<Ledger> {
    let mut ledger = Ledger::default();
    for row in &sql.rows("SELECT word FROM consent WHERE bucket = ? AND member = ?", &[i64::from(home).into(), member.into()])? {
        ledger.take(read(row.blob(0)?).map_err(|error| Error::RustError(format!("a stored word: {error}")))?);
    }
    Ok(ledger)
}

fn gone(sql: &Sql, bucket: u8, hash: Value) -> Result<Option<(i64, EpochMs)>> {
    let row = sql.first("SELECT version, at_ms FROM gone WHERE bucket = ? AND hash = ?", &[i64::from(bucket).into(), hash])?;
    row.map(|row| Ok((row.int(0)?, EpochMs(row.int(1)?)))).transpose()
}

fn let_it_go(sql: &Sql, bucket: u8, hash: Value, version: i64, now: EpochMs) -> Result<()> {
    let values = [i64::from(bucket).into(), hash, version.into(), now.0.into()];
    let put = "INSERT INTO gone (bucket, hash, version, at_ms) VALUES (?1, ?2, ?3, ?4) \
               ON CONFLICT (bucket, hash) DO UPDATE SET version = max(version, ?3), at_ms = max(at_ms, ?4)";
    sql.run(put, &values)?;
    Ok(())
}

fn sealed(row: &Row) -> Result<Sealed> {
    let key = u32::try_from(row.int(2)?).unwrap_or(0);
    Ok(Sealed { member: row.text(0)?.into(), version: row.int(1)?, key, sealed: row.blob(3)?.to_vec() })
}

fn index(row: &Row, column: usize) -> Result<Option<Index>> {
    if row.is_null(column) { Ok(None) } else { Ok(row.blob(column)?.try_into().ok()) }
}

fn read_words(row: &Row, column: usize) -> Result<Ledger> {
    read(row.blob(column)?).map_err(|error| Error::RustError(format!("stored words: {error}")))
}

fn word_hash(word: &[u8]) -> Value {
    hash("word", SiteId(0), &[word])
}

fn let_go_hash(site: SiteId, contact: &Index, member: &str) -> Value {
    hash("let go", site, &[contact, member.as_bytes()])
}

fn erased_hash(site: SiteId, member: &str) -> Value {
    hash("erased member", site, &[member.as_bytes()])
}

fn suppressed_hash(site: SiteId, contact: &Index, channel: Option<Channel>) -> Value {
    hash("suppressed", site, &[contact, &[channel.map_or(u8::MAX, |channel| channel as u8)]])
}

fn hash(what: &str, site: SiteId, parts: &[&[u8]]) -> Value {
    let start = Sha256::new().chain_update(what).chain_update(site.0.to_be_bytes());
    Value::Blob(parts.iter().fold(start, |hash, part| hash.chain_update(part)).finalize().iter().take(16).copied().collect())
}

model::wire!(struct Said { member, version, key, sealed, phone, email });
model::wire!(struct Sealed { member, version, key, sealed });
model::wire!(struct Of { contacts, phone, email, words, waiting });
model::wire!(struct Holders { members, words });
