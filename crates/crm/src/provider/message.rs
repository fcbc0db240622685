//! Messages, and what is said of them.

use model::time::EpochMs;
use serde::Serialize;

use crate::consent::Channel;
use crate::text;

/// What is sent to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The send's id: at most 100 characters. It comes back with each receipt.
    pub send: String,
    /// E.164; see [`super::Provider::reaches`].
    pub to: String,
    /// A registered number, digits alone.
    pub from: String,
    pub content: Content,
}

/// As what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Text {
        kind: text::Kind,
        subject: String,
        text: String,
        /// Ids of uploaded pictures.
        images: Vec<String>,
    },
    Alimtalk {
        /// The channel's id at the provider.
        channel: String,
        template: String,
        /// (name, value), names without `#{}`.
        variables: Vec<(String, String)>,
    },
}

impl Content {
    /// What carries it.
    #[must_use]
    pub const fn channel(&self) -> Channel {
        match self {
            Self::Text { .. } => Channel::Sms,
            Self::Alimtalk { .. } => Channel::Kakao,
        }
    }
}

/// The messages of one dispatch.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// The dispatch's key: at most 100 characters, the same in each try. It is what it can be found by, and where the provider takes one,
    /// what keeps a second try from being carried out.
    pub key: &'a str,
    /// When it was made, to be looked for around then.
    pub at: EpochMs,
    pub messages: &'a [Message],
}

impl Batch<'_> {
    /// What carries them: all the same.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.messages.first().map_or(Channel::Sms, |message| message.content.channel())
    }
}

/// What a provider has said of one message when it was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intake {
    /// The send's own id.
    pub send: String,
    /// The provider's id of it: [`super::Provider::query`] takes it.
    pub message: String,
    /// The provider's code.
    pub code: String,
    /// It is not among those that will be sent.
    pub is_refused: bool,
}

/// What has become of a message, for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The send's own id; empty where the provider does not say it.
    pub send: String,
    /// The provider's id of it.
    pub message: String,
    pub channel: Channel,
    pub state: State,
    /// The provider's code.
    pub code: String,
    /// When that was; `None` where it is not said.
    pub at: Option<EpochMs>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Delivered,
    /// See [`super::Provider::meaning`]: whether a fallback may go, or it is a refusal.
    Failed,
}

/// A message in a provider's own list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub intake: Intake,
    /// What has become of it, when that is known.
    pub receipt: Option<Receipt>,
}

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Meaning {
    pub code: &'static str,
    pub kind: Kind,
    pub ko: &'static str,
    pub en: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// On its way.
    Waiting,
    Delivered,
    /// It did not arrive: the number, the phone, the carrier, the message's form.
    Failed,
    /// An Alimtalk that did not arrive and will not: a fallback may go.
    Final,
    /// It may have arrived, or may yet.
    Uncertain,
    /// The person has refused.
    OptedOut,
    /// Held back as spam.
    Spam,
    /// The shop's to mend at its provider: money, a number, a channel.
    Account,
}

impl Meaning {
    /// Whether a fallback may go: the Alimtalk did not arrive, and will not.
    #[must_use]
    pub const fn falls_back(&self) -> bool {
        matches!(self.kind, Kind::Final)
    }

    /// Whether no advertising may be sent there any more.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        matches!(self.kind, Kind::OptedOut | Kind::Spam)
    }
}
