//! Providers of sends: what to ask of them over HTTP, and what their answers mean. No request is made here.
//!
//! Whoever sends knows no provider by name: [`Provider`] says how a lost answer is cleared up, how many messages one request carries, what to
//! call and what came of it. One file each (and a folder of the same name): [`solapi`], [`nhn`]. To add one: a file of the same shape, a
//! variant here, and the compiler names the rest.

pub mod nhn;
pub mod solapi;

mod account;
mod call;
mod message;

use model::money::Micros;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::consent::Channel;
use crate::dispatch::{Heard, Recovery, Request};

pub use account::{Ask, Category, Draft, Fault, Hook, KakaoChannel, Kept, Listed, Refusal, Review, Said, Sender};
pub use call::{Answer, App, Call, Credentials, Service, Signed};
pub use message::{Batch, Content, Found, Intake, Kind, Meaning, Message, Receipt, State};

/// Who hands messages to carriers and to Kakao. The numbers are stored: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Provider {
    Solapi = 0,
    Nhn = 1,
}

impl Provider {
    pub const ALL: [Self; 2] = [Self::Solapi, Self::Nhn];

    /// Its name in JSON and in the address of its webhook.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Solapi => "solapi",
            Self::Nhn => "nhn",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.name() == name)
    }

    /// How a lost answer is cleared up. It hangs on the channel: NHN Cloud takes a key with an Alimtalk and, by its documentation, none with
    /// an SMS.
    #[must_use]
    pub const fn recovery(self, channel: Channel) -> Recovery {
        match (self, channel) {
            (Self::Solapi, _) => Recovery::Fence,
            (Self::Nhn, Channel::Kakao) => Recovery::Key,
            (Self::Nhn, _) => Recovery::LookUp,
        }
    }

    /// Most messages of one dispatch.
    #[must_use]
    pub const fn messages_max(self) -> usize {
        match self {
            Self::Solapi => solapi::MESSAGES_MAX,
            Self::Nhn => nhn::MESSAGES_MAX,
        }
    }

    /// Whether it reaches a number (E.164).
    #[must_use]
    pub fn reaches(self, to: &str) -> bool {
        match self {
            Self::Solapi => solapi::reaches(to),
            Self::Nhn => nhn::reaches(to),
        }
    }

    /// Whether one dispatch may carry both. NHN Cloud takes one text and one sender for all recipients of a call.
    #[must_use]
    pub fn goes_with(self, one: &Message, other: &Message) -> bool {
        match self {
            Self::Solapi => true,
            Self::Nhn => nhn::goes_with(one, other),
        }
    }

    /// Messages by dispatch: as many together as may be, each once; the order stays within one dispatch.
    #[must_use]
    pub fn batches(self, messages: Vec<Message>) -> Vec<Vec<Message>> {
        let mut batches: Vec<Vec<Message>> = Vec::new();
        // Those that are looked through for room: personal texts make one each, and looking through thousands of them would take long.
        const OPEN_MAX: usize = 64;
        for message in messages {
            let from = batches.len().saturating_sub(OPEN_MAX);
            let has_room = |batch: &&mut Vec<Message>| {
                batch.len() < self.messages_max() && batch.first().is_some_and(|first| self.goes_with(first, &message))
            };
            match batches.iter_mut().skip(from).rev().find(has_room) {
                Some(batch) => batch.push(message),
                None => batches.push(vec![message]),
            }
        }
        batches
    }

    /// The calls of a request.
    #[must_use]
    pub fn calls(self, request: &Request, batch: &Batch<'_>) -> Vec<Call> {
        match self {
            Self::Solapi => solapi::calls(request, batch.messages),
            Self::Nhn => nhn::calls(request, batch),
        }
    }

    /// What their answers mean: one for each call.
    #[must_use]
    pub fn heard(self, request: &Request, answers: &[Answer], batch: &Batch<'_>) -> Heard {
        match self {
            Self::Solapi => solapi::heard(request, answers, batch.messages.len()),
            Self::Nhn => nhn::heard(request, answers, batch),
        }
    }

    /// What was said of each message in the answers to a request; nothing where the request is none that says it.
    #[must_use]
    pub fn intakes(self, request: &Request, answers: &[Answer], batch: &Batch<'_>) -> Vec<Intake> {
        match (self, request) {
            (Self::Solapi, Request::Fill(_)) => answers.first().map(|answer| solapi::intakes(answer, batch.messages)).unwrap_or_default(),
            (Self::Solapi, _) => Vec::new(),
            (Self::Nhn, Request::Send(_)) => answers.first().map(|answer| nhn::intakes(answer, batch)).unwrap_or_default(),
            (Self::Nhn, Request::Look) => {
                let found = answers.first().map(|answer| nhn::later::listed(answer, batch.channel())).and_then(Result::ok);
                found.map(|listed| listed.items.into_iter().map(|found| found.intake).collect()).unwrap_or_default()
            }
            (Self::Nhn, _) => Vec::new(),
        }
    }

    /// Asks what has become of all messages of a dispatch, one page: of its group, or by its key. `None` where nothing can have been sent.
    #[must_use]
    pub fn listing(self, batch: &Batch<'_>, group: Option<&str>, from: Option<&str>) -> Option<Call> {
        match self {
            Self::Solapi => group.map(|group| solapi::later::listing(group, from)),
            Self::Nhn => nhn::later::listing(batch, from),
        }
    }

    /// The answer to [`Self::listing`].
    ///
    /// # Errors
    /// [`Fault`].
    pub fn listed(self, answer: &Answer, channel: Channel) -> Result<Listed<Found>, Fault> {
        match self {
            Self::Solapi => solapi::later::listed(answer),
            Self::Nhn => nhn::later::listed(answer, channel),
        }
    }

    /// Asks about one message, by the provider's id of it; `None` where it is none of theirs.
    #[must_use]
    pub fn query(self, message: &str) -> Option<Call> {
        match self {
            Self::Solapi => solapi::later::query(message),
            Self::Nhn => nhn::later::query(message),
        }
    }

    /// The answer to [`Self::query`]; `None` while it is on its way, or where they know nothing of it.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn queried(self, message: &str, answer: &Answer) -> Result<Option<Receipt>, Fault> {
        match self {
            Self::Solapi => solapi::later::queried(message, answer),
            Self::Nhn => nhn::later::queried(message, answer),
        }
    }

    /// The header by which a webhook shows whose it is. Both are the same for every request, and sign no body: what they say of a message is
    /// asked for ([`Self::query`]) before it is believed; a refusal is believed at once.
    #[must_use]
    pub const fn hook_header(self) -> &'static str {
        match self {
            Self::Solapi => solapi::later::HOOK_HEADER,
            Self::Nhn => nhn::later::HOOK_HEADER,
        }
    }

    /// Whether the header's value shows that they know the secret that was agreed on. Takes as long for a wrong one as for the right one.
    #[must_use]
    pub fn is_genuine(self, secret: &str, header: &str) -> bool {
        let expected = match self {
            Self::Solapi => solapi::later::hook_signature(secret),
            Self::Nhn => secret.to_owned(),
        };
        // Nobody has agreed on nothing.
        !secret.is_empty() && same(expected.as_bytes(), header.as_bytes())
    }

    /// What a webhook says. What is not known in it is left out.
    #[must_use]
    pub fn hook(self, body: &Value) -> Hook {
        match self {
            Self::Solapi => solapi::later::hook(body),
            Self::Nhn => nhn::later::hook(body),
        }
    }

    /// What a code of theirs means; `None` for one that their documentation does not have.
    #[must_use]
    pub fn meaning(self, channel: Channel, code: &str) -> Option<&'static Meaning> {
        let tables: &[&'static [Meaning]] = match (self, channel) {
            (Self::Solapi, _) => &[solapi::codes::CODES],
            (Self::Nhn, Channel::Kakao) => &[nhn::codes::KAKAO],
            (Self::Nhn, _) => &[nhn::codes::SMS],
        };
        tables.iter().flat_map(|table| table.iter()).find(|meaning| meaning.code == code)
    }

    /// Asks for what is left to send with; `None` where they are paid afterwards.
    #[must_use]
    pub fn balance_call(self) -> Option<Call> {
        match self {
            Self::Solapi => Some(solapi::later::balance_call()),
            Self::Nhn => None,
        }
    }

    /// What is left, in won.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn balance(self, answer: &Answer) -> Result<Micros, Fault> {
        match self {
            Self::Solapi => solapi::later::balance(answer),
            Self::Nhn => Err(Fault::Nothing),
        }
    }

    /// Asks for the registered numbers.
    #[must_use]
    pub fn senders_call(self) -> Call {
        match self {
            Self::Solapi => solapi::later::senders_call(),
            Self::Nhn => nhn::later::senders_call(),
        }
    }

    /// The registered numbers, digits alone.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn senders(self, answer: &Answer) -> Result<Vec<Sender>, Fault> {
        match self {
            Self::Solapi => solapi::later::senders(answer),
            Self::Nhn => nhn::later::senders(answer),
        }
    }

    /// Asks who has refused by calling the 080 number, one page.
    #[must_use]
    pub fn refusals_call(self, from: Option<&str>) -> Call {
        match self {
            Self::Solapi => solapi::later::refusals_call(from),
            Self::Nhn => nhn::later::refusals_call(from),
        }
    }

    /// Who has refused by calling the 080 number.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn refusals(self, answer: &Answer) -> Result<Listed<Refusal>, Fault> {
        match self {
            Self::Solapi => solapi::later::refusals(answer),
            Self::Nhn => nhn::later::refusals(answer),
        }
    }

    /// The call of something about templates; `None` where there is nothing to ask (NHN Cloud reviews what is registered by itself).
    #[must_use]
    pub fn template_call(self, ask: &Ask<'_>) -> Option<Call> {
        match self {
            Self::Solapi => Some(solapi::templates::call(ask)),
            Self::Nhn => nhn::templates::call(ask),
        }
    }

    /// Its answer: the templates that it speaks of, as they are by it.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn templates(self, ask: &Ask<'_>, answer: &Answer) -> Result<Listed<Kept>, Fault> {
        match self {
            Self::Solapi => solapi::templates::answered(ask, answer),
            Self::Nhn => nhn::templates::answered(ask, answer),
        }
    }

    /// Asks for the categories that a template may have.
    #[must_use]
    pub fn categories_call(self) -> Call {
        match self {
            Self::Solapi => solapi::templates::categories_call(),
            Self::Nhn => nhn::templates::categories_call(),
        }
    }

    /// The categories that a template may have.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn categories(self, answer: &Answer) -> Result<Vec<Category>, Fault> {
        match self {
            Self::Solapi => solapi::templates::categories(answer),
            Self::Nhn => nhn::templates::categories(answer),
        }
    }

    /// Asks for the registered channels of Kakao.
    #[must_use]
    pub fn channels_call(self) -> Call {
        match self {
            Self::Solapi => solapi::templates::channels_call(),
            Self::Nhn => nhn::templates::channels_call(),
        }
    }

    /// The registered channels of Kakao.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn channels(self, answer: &Answer) -> Result<Vec<KakaoChannel>, Fault> {
        match self {
            Self::Solapi => solapi::templates::channels(answer),
            Self::Nhn => nhn::templates::channels(answer),
        }
    }

    /// Most bytes of a picture of an MMS: a JPEG of at most 1,000 × 1,000.
    #[must_use]
    pub const fn picture_bytes_max(self) -> usize {
        match self {
            Self::Solapi => 200 * 1_024,
            Self::Nhn => 300 * 1_024,
        }
    }

    /// Hands a picture of an MMS over. `name` ends with `.jpg`; `base64`: the file.
    #[must_use]
    pub fn upload_call(self, name: &str, base64: &str) -> Call {
        match self {
            Self::Solapi => solapi::later::upload_call(name, base64),
            Self::Nhn => nhn::later::upload_call(name, base64),
        }
    }

    /// Its id, as [`Content::Text`] takes it.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn uploaded(self, answer: &Answer) -> Result<String, Fault> {
        let id = match self {
            Self::Solapi => solapi::later::uploaded(answer),
            Self::Nhn => nhn::later::uploaded(answer),
        }?;
        Some(id).filter(|id| !id.is_empty()).ok_or(Fault::Nothing)
    }
}

/// Whether two are the same, without a look at where they first differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |sum, (one, other)| sum | (one ^ other)) == 0
}

/// A value in a query.
fn encoded(text: &str) -> String {
    let mut made = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            made.push(char::from(byte));
        } else {
            made.push_str(&format!("%{byte:02X}"));
        }
    }
    made
}

/// A text of an answer, whether it was written as text or as a number.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// The items of a list; none where it is none.
fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// What stands there; `Null` where nothing does.
fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    const NOTHING: &Value = &Value::Null;
    value.pointer(path).unwrap_or(NOTHING)
}
