//! Every refusal of the edge, as `application/problem+json` (RFC 9457).
//!
//! Variants are named by cause. The status, the code and the sentence of each are chosen here and nowhere else.

use picture::PictureError;
use serde::Serialize;
use serde_json::{Value, json};
use worker::{Response, console_error};

use crate::store::items::User;

/// Why a request is refused, or failed.
#[derive(Debug)]
pub enum Problem {
    /// No such path, or nothing there that the caller may know of.
    NotFound,
    /// The path exists, the method does not. Holds the methods that do, for `Allow`.
    MethodNotAllowed(String),
    /// The body is not what it says it is (broken JSON, a wrong type of value).
    Unreadable(String),
    /// A value that cannot be accepted.
    Invalid {
        field: String,
        detail: String,
    },
    BodyTooLarge {
        bytes_max: usize,
    },
    /// The body must be of this media type.
    WrongMediaType(&'static [&'static str]),
    /// Neither a session nor a token.
    SignInNeeded,
    /// Wrong mail or password; which of the two is not said.
    SignInFailed,
    TokenRefused,
    /// A token, where somebody must be signed in.
    SessionNeeded,
    /// The password was right, and a second factor is on: its code is needed, too.
    CodeNeeded,
    /// The password was right, the code of the second factor not, or it was used before.
    CodeRefused,
    /// An invitation that is not known, was used or withdrawn, or is over.
    InvitationRefused,
    /// An invitation for a mail address that has an account, which is not signed in.
    InvitationForAccount,
    /// An invitation for another mail address than that of who is signed in.
    InvitationForAnother,
    /// The site would have no owner.
    LastOwner,
    /// What was looked at is not so any more.
    ChangedMeanwhile,
    /// As many of them as may be are there.
    TooMany {
        what: &'static str,
        count_max: u32,
    },
    /// A ticket for a socket that is not known, was used, is over, or was made for another page or session.
    TicketRefused,
    /// Signed in, but this needs more.
    NotAllowed(String),
    /// The `Origin` is not the console's, or not one of the site's domains.
    WrongOrigin,
    TooManyTries {
        retry_after_s: u64,
    },
    /// As many sockets watch this site as may.
    TooManyWatchers,
    /// This address answers WebSockets only.
    SocketNeeded,
    /// Something is there already.
    Taken {
        field: &'static str,
        detail: String,
    },
    /// It is named by others, which would lose it.
    InUse {
        by: Vec<User>,
    },
    /// The message's status does not lead to that one.
    WrongStep {
        from: &'static str,
        to: &'static str,
        possible: Vec<&'static str>,
    },
    /// What browsers would load is over its limit; names the largest messages.
    TooBig {
        detail: String,
        largest: Vec<Value>,
    },
    /// A file that does not become a picture, and the rule for what it was sent for.
    Picture {
        error: PictureError,
        rule: String,
    },
    /// The same picture is being taken out at this moment.
    PictureGoing,
    /// As many files as an instance holds are being made ready.
    PicturesBusy {
        retry_after_s: u64,
    },
    /// The body did not come in time.
    TooSlow {
        seconds: u64,
    },
    /// The store of pictures does not answer.
    PicturesDown,
    /// Parts of a file that are before this one are missing.
    PartExpected {
        next: u32,
    },
    /// Another content has this part's number.
    PartDiffers,
    /// What was read of a file is not there any more, or its key is not.
    ImportLost,
    /// The store of what is being imported does not answer.
    ImportsDown,
    /// A preview's hour is over, or its draft has changed.
    PreviewOver,
    /// The company that carries messages does not do it; its words.
    ProviderRefused(String),
    AlreadySetUp,
    /// `If-Match` is missing.
    VersionNeeded,
    /// `If-Match` names another version than the current one.
    VersionPassed {
        current: i64,
    },
    /// Some of the site's people are being moved to another object: a moment.
    Moving,
    /// The keys of a site's personal data have changed meanwhile: whoever asks reads them again.
    KeyGone,
    /// The deployment's settings are unsafe or incomplete; says which.
    Misconfigured(String),
    /// Ours to mend. What it says goes to the log, not to the caller.
    Internal(String),
}

impl From<worker::Error> for Problem {
    fn from(error: worker::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

/// The members of the JSON answer.
#[derive(Serialize)]
struct Body<'a> {
    r#type: &'a str,
    title: &'a str,
    status: u16,
    code: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    /// What a program may want to know beyond the sentence.
    #[serde(flatten)]
    more: Option<Value>,
}

impl Problem {
    /// The answer to send. An internal one is logged here.
    pub fn into_response(self) -> Response {
        let (status, code, title) = self.kind();
        let detail = self.detail();
        let field = match &self {
            Self::Invalid { field, .. } => Some(field.as_str()),
            Self::Taken { field, .. } => Some(*field),
            _ => None,
        };
        if let Self::Internal(cause) = &self {
            console_error!("internal error: {cause}");
        }
        let body = Body { r#type: "about:blank", title, status, code, detail: &detail, field, more: self.more() };
        let text = serde_json::to_string(&body).unwrap_or_default();
        let mut response = Response::builder().with_status(status).fixed(text.into_bytes());
        for (name, value) in self.headers() {
            // These names and values are ours and valid.
            let _ = response.headers_mut().set(name, &value);
        }
        response
    }

    /// What is said of it where it is a part of an answer.
    pub fn said(&self) -> Value {
        let (_, code, title) = self.kind();
        let field = if let Self::Invalid { field, .. } = self { Some(field) } else { None };
        json!({ "code": code, "title": title, "detail": self.detail(), "field": field, "more": self.more() })
    }

    fn more(&self) -> Option<Value> {
        match self {
            Self::InUse { by } => Some(json!({ "used_by": by })),
            Self::WrongStep { possible, .. } => Some(json!({ "possible": possible })),
            Self::Picture { rule, .. } => Some(json!({ "rule": rule })),
            Self::TooBig { largest, .. } => Some(json!({ "largest": largest })),
            Self::VersionPassed { current } => Some(json!({ "current": current })),
            Self::PartExpected { next } => Some(json!({ "next": next })),
            _ => None,
        }
    }

    fn kind(&self) -> (u16, &'static str, &'static str) {
        match self {
            Self::NotFound => (404, "not_found", "Not found"),
            Self::MethodNotAllowed(_) => (405, "method_not_allowed", "Method not allowed"),
            Self::Unreadable(_) => (400, "unreadable", "Unreadable request"),
            Self::Invalid { .. } => (422, "invalid", "Not acceptable as it is"),
            Self::BodyTooLarge { .. } => (413, "body_too_large", "Body too large"),
            Self::WrongMediaType(_) => (415, "wrong_media_type", "Wrong media type"),
            Self::SignInNeeded => (401, "sign_in_needed", "Sign-in needed"),
            Self::SignInFailed => (401, "sign_in_failed", "Sign-in failed"),
            Self::TokenRefused => (401, "token_refused", "Token refused"),
            Self::SessionNeeded => (403, "session_needed", "Not for tokens"),
            Self::CodeNeeded => (401, "code_needed", "Code needed"),
            Self::CodeRefused => (401, "code_refused", "Code refused"),
            Self::InvitationRefused => (404, "invitation_refused", "Invitation refused"),
            Self::InvitationForAccount => (401, "invitation_for_account", "Sign-in needed"),
            Self::InvitationForAnother => (403, "invitation_for_another", "Somebody else is invited"),
            Self::LastOwner => (409, "last_owner", "The last owner stays"),
            Self::ChangedMeanwhile => (409, "changed_meanwhile", "Changed meanwhile"),
            Self::TooMany { .. } => (409, "too_many", "Too many"),
            Self::TicketRefused => (401, "ticket_refused", "Ticket refused"),
            Self::NotAllowed(_) => (403, "not_allowed", "Not allowed"),
            Self::WrongOrigin => (403, "wrong_origin", "Wrong origin"),
            Self::TooManyTries { .. } => (429, "too_many_tries", "Too many tries"),
            Self::TooManyWatchers => (429, "too_many_watchers", "Too many watch"),
            Self::SocketNeeded => (426, "socket_needed", "WebSocket needed"),
            Self::Taken { .. } => (409, "taken", "Already taken"),
            Self::InUse { .. } => (409, "in_use", "In use"),
            Self::WrongStep { .. } => (409, "wrong_step", "Not the next step"),
            Self::TooBig { .. } => (422, "bundle_too_big", "Too much to load"),
            Self::Picture { error: PictureError::TooManyBytes { made: false, .. }, .. } => (413, "picture_too_heavy", "File too large"),
            Self::Picture { error, .. } => (422, error.code(), "Not a picture that can be taken"),
            Self::PictureGoing => (409, "picture_going", "Being deleted"),
            Self::PicturesBusy { .. } => (503, "pictures_busy", "In a moment"),
            Self::TooSlow { .. } => (408, "too_slow", "Too slow"),
            Self::PicturesDown => (503, "pictures_down", "Pictures cannot be reached"),
            Self::PartExpected { .. } => (409, "part_expected", "Another part is next"),
            Self::PartDiffers => (409, "part_differs", "Another content has this number"),
            Self::ImportLost => (410, "import_lost", "Not there any more"),
            Self::ImportsDown => (503, "imports_down", "Imports cannot be reached"),
            Self::PreviewOver => (410, "preview_over", "Preview over"),
            Self::AlreadySetUp => (409, "already_set_up", "Already set up"),
            Self::VersionNeeded => (428, "version_needed", "If-Match needed"),
            Self::VersionPassed { .. } => (412, "version_passed", "Changed meanwhile"),
            Self::Moving => (503, "moving", "In a moment"),
            Self::KeyGone => (503, "key_gone", "In a moment"),
            Self::ProviderRefused(_) => (409, "provider_refused", "The provider refuses"),
            Self::Misconfigured(_) => (503, "misconfigured", "Not safe to serve"),
            Self::Internal(_) => (500, "internal", "Something failed here"),
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::NotFound => "There is nothing at this address, or nothing that you may see.".into(),
            Self::MethodNotAllowed(allow) => format!("This address answers {allow}."),
            Self::Unreadable(detail) | Self::Invalid { detail, .. } | Self::Taken { detail, .. } => detail.clone(),
            Self::BodyTooLarge { bytes_max } => format!("The body may have at most {bytes_max} bytes."),
            Self::WrongMediaType(wanted) => format!("Send the body as {}.", wanted.join(", ")),
            Self::SignInNeeded => "Sign in, or send a token as Authorization: Bearer.".into(),
            Self::SignInFailed => "The mail address or the password is wrong.".into(),
            Self::TokenRefused => "This token does not exist, was revoked, or is over.".into(),
            Self::SessionNeeded => "No token may do this, whatever its scopes: sign in.".into(),
            Self::CodeNeeded => "Send the same again with \"code\": six digits of the authenticator app, or a recovery code.".into(),
            Self::CodeRefused => "This code is wrong, or was used before: wait for the next one.".into(),
            Self::InvitationRefused => "This invitation was used or withdrawn, or is over: ask for a new one.".into(),
            Self::InvitationForAccount => "The address that is invited has an account: sign in with it, then accept.".into(),
            Self::InvitationForAnother => "You are signed in with another mail address than the one that is invited.".into(),
            Self::LastOwner => "A site keeps at least one owner: make somebody else an owner first.".into(),
            Self::ChangedMeanwhile => "Somebody changed this meanwhile: look again.".into(),
            Self::TooMany { what, count_max } => format!("There are {count_max} {what}, and no more can be: remove one first."),
            Self::TicketRefused => {
                "This ticket was used, is over, or was made for another site, page or session: ask for a new one.".into()
            }
            Self::NotAllowed(needs) => format!("This needs {needs}."),
            Self::WrongOrigin => "This request came from a page that may not make it.".into(),
            Self::TooManyTries { retry_after_s } => format!("Try again in {retry_after_s} seconds."),
            Self::TooManyWatchers => "As many pages watch this site as may at once: close one of them.".into(),
            Self::SocketNeeded => "Open this address as a WebSocket.".into(),
            Self::InUse { by } => format!("Used by {}: take it out there first.", by.iter().map(User::said).collect::<Vec<_>>().join(", ")),
            Self::WrongStep { from, possible, .. } if possible.is_empty() => format!("It is {from}, for good: copy it to begin anew."),
            Self::WrongStep { from, to, possible } => {
                format!("It is {from} and cannot become {to}; possible now: {}.", possible.join(", "))
            }
            Self::Picture { error: error @ PictureError::TooManyBytes { made: true, .. }, rule } => format!("{error} {rule}"),
            Self::Picture { error, .. } => error.to_string(),
            Self::PictureGoing => "The same picture is being deleted at this moment: send it again later, some minutes at most.".into(),
            Self::TooSlow { seconds } => {
                format!("It did not come within {seconds} seconds: send it again, over a better line, or a smaller one.")
            }
            Self::PicturesBusy { .. } => "Other pictures are being made ready: send it again in two seconds.".into(),
            Self::PicturesDown => "The store of pictures does not answer, and nothing was kept: send it again in a minute.".into(),
            Self::PartExpected { next } => format!("Parts come one after the other: part {next} is next."),
            Self::PartDiffers => "Something else was sent as this part: send the same bytes again, or discard the import and begin anew.".into(),
            Self::ImportLost => "What was read of this file is not kept any more, since the site's keys were renewed or it is done: discard it and send the file again.".into(),
            Self::ImportsDown => "The store of what is imported does not answer: send the same again in a minute, nothing counts twice.".into(),
            Self::TooBig { detail, .. } => detail.clone(),
            Self::PreviewOver => "This preview is over, or its draft has changed: make a new link.".into(),
            Self::AlreadySetUp => "There is an owner already; sign in.".into(),
            Self::VersionNeeded => "Send the ETag that you read as If-Match.".into(),
            Self::VersionPassed { current } => {
                format!("Somebody has changed it meanwhile, to version {current}: read it, then send yours again.")
            }
            Self::Moving => "Some people of this site are being moved; nothing was done for them. Send it again in a second.".into(),
            Self::KeyGone => "The keys are being changed; nothing was done. Send it again in a second.".into(),
            Self::Misconfigured(why) | Self::ProviderRefused(why) => why.clone(),
            Self::Internal(_) => "The request was not carried out, or not wholly; it can be sent again.".into(),
        }
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = vec![("content-type", "application/problem+json".into()), ("cache-control", "private, no-store".into())];
        match self {
            Self::MethodNotAllowed(allow) => headers.push(("allow", allow.clone())),
            Self::TooManyTries { retry_after_s } => headers.push(("retry-after", retry_after_s.to_string())),
            Self::PicturesBusy { retry_after_s } => headers.push(("retry-after", retry_after_s.to_string())),
            Self::PicturesDown | Self::ImportsDown => headers.push(("retry-after", "60".into())),
            Self::Moving | Self::KeyGone => headers.push(("retry-after", "1".into())),
            Self::SocketNeeded => headers.push(("upgrade", "websocket".into())),
            Self::SignInNeeded | Self::TokenRefused => headers.push(("www-authenticate", "Bearer".into())),
            _ => {}
        }
        headers
    }
}
