//! What leaves to each person: made at the moment of leaving, of what is known then, and kept nowhere.

use std::collections::BTreeMap;

use crm::contact::Kind;
use crm::optout;
use crm::provider::Message;
use crm::send::{Audience, Composed, Values};
use model::wire::read;

use super::happened;
use super::outbox::{self, Planned, state};
use super::runs::Frozen;
use crate::optout::address;
use crate::people::People;
use crate::person::ask::What;
use crate::person::sends::{Ask, Recipient};
use crate::problem::Problem;
use crate::secret::hex;
use crate::site_keys::SiteKeys;
use crate::store::sql::Sql;

/// A row of a list, opened.
pub struct Listed {
    /// E.164.
    pub phone: String,
    /// In the order of the list's columns.
    pub values: Vec<String>,
}

model::wire!(struct Listed { phone, values });

/// What was made for some people.
#[derive(Default)]
pub struct Letters {
    pub ready: Vec<(Planned, Message)>,
    /// To whom nothing can leave: the state, and its code.
    pub not: Vec<(Planned, u8, String)>,
}

/// What a list's row is sealed for. Lists of ours are parted by run behind a space, which their rows do not care about (`own`).
pub fn owner_of_listed(list: &str, contact: &[u8; 16]) -> String {
    let list = list.split(' ').next().unwrap_or(list);
    // No member's id has a line end.
    format!("\nlist/{list}/{}", hex(contact))
}

/// Makes them.
///
/// # Errors
/// An object does not answer; `KeyGone` where contacts were sealed anew meanwhile: later.
pub async fn make(people: &People<'_>, keys: &SiteKeys, sql: &Sql, frozen: &Frozen, rows: Vec<Planned>) -> Result<Letters, Problem> {
    match &frozen.send.audience {
        Audience::List { list } if list == happened::LIST => happened::letters(people, keys, sql, frozen, rows).await,
        Audience::List { list } => of_list(keys, sql, frozen, list, rows),
        Audience::Members | Audience::Segment { .. } => of_members(people, keys, frozen, rows).await,
    }
}

async fn of_members(people: &People<'_>, keys: &SiteKeys, frozen: &Frozen, rows: Vec<Planned>) -> Result<Letters, Problem> {
    let members: Vec<String> = rows.iter().map(|row| row.who.clone()).collect();
    let ask = |members: &[String]| What::Sends(Ask::Recipients(members.to_vec()));
    let said: Vec<Vec<Recipient>> = people.tell(members, |member| member.clone().into_bytes(), ask).await?;
    let known: BTreeMap<String, Recipient> = said.into_iter().flatten().map(|recipient| (recipient.member.clone(), recipient)).collect();
    let mut letters = Letters::default();
    for row in rows {
        let Some(recipient) = known.get(&row.who).filter(|recipient| recipient.phone == Some(row.contact)) else {
            letters.not.push((row, state::GONE, String::new()));
            continue;
        };
        let contacts = keys.open_contacts(&row.who, recipient.key, &recipient.sealed)?;
        let mut values = recipient.known.clone();
        values.extend(link(keys, frozen, &row));
        values.push(("member".into(), row.who.clone()));
        values.extend(contacts.name.map(|name| ("name".to_owned(), name)));
        letters.put(frozen, row, contacts.phone.unwrap_or_default(), &values);
    }
    Ok(letters)
}

fn of_list(keys: &SiteKeys, sql: &Sql, frozen: &Frozen, list: &str, rows: Vec<Planned>) -> Result<Letters, Problem> {
    let columns: Vec<String> = match sql.first("SELECT columns FROM list WHERE id = ?", &[list.into()])? {
        Some(row) => serde_json::from_str(row.text(0)?).map_err(|error| Problem::Internal(error.to_string()))?,
        None => Vec::new(),
    };
    let mut letters = Letters::default();
    for row in rows {
        let place = outbox::listed(&row.who).unwrap_or(-1);
        let Some(stored) = sql.first("SELECT key, sealed FROM listed WHERE list = ? AND n = ?", &[list.into(), place.into()])? else {
            letters.not.push((row, state::GONE, String::new()));
            continue;
        };
        let key = u32::try_from(stored.int(0)?).unwrap_or_default();
        let Listed { phone, values } = match keys.open(&owner_of_listed(list, &row.contact), key, stored.blob(1)?) {
            Ok(bytes) => read(&bytes).map_err(|error| Problem::Internal(format!("a listed row: {error}")))?,
            Err(problem) => return Err(problem),
        };
        let mut values: Vec<(String, String)> = columns.iter().cloned().zip(values).collect();
        values.extend(link(keys, frozen, &row));
        letters.put(frozen, row, phone, &values);
    }
    Ok(letters)
}

/// The link by which this person refuses, where the text carries one.
fn link(keys: &SiteKeys, frozen: &Frozen, row: &Planned) -> Option<(String, String)> {
    let is_wanted = frozen.send.has_opt_out() && !frozen.links.is_empty();
    is_wanted.then(|| (optout::VARIABLE.to_owned(), address(&frozen.links, &keys.opt_out(&row.contact))))
}

impl Letters {
    /// Adds what leaves to one, or why nothing can.
    pub(super) fn put(&mut self, frozen: &Frozen, row: Planned, to: String, values: &[(String, String)]) {
        let reaches = crm::provider::Provider::named(&frozen.provider).is_some_and(|provider| provider.reaches(&to));
        if !reaches || Kind::Phone.normal(&to).as_deref() != Ok(to.as_str()) {
            self.not.push((row, state::FAILED, "not_reached".into()));
            return;
        }
        let is_fallback = row.channel != frozen.channel();
        match frozen.send.composed(&frozen.sender, frozen.approved.as_ref(), is_fallback, &Values { of: values }) {
            Ok(Composed { from, content }) => {
                self.ready.push((row.clone(), Message { send: hex(&row.id), to, from, content }));
            }
            Err(hole) => self.not.push((row, state::HOLE, hole.name().to_owned())),
        }
    }
}
