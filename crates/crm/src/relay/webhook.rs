//! Webhooks out, by Standard Webhooks (standardwebhooks.com, 1.0): signed, with the same id at every try.

use base64ct::{Base64, Encoding};
use hmac::{Hmac, Mac};
use model::ids::SiteId;
use model::time::EpochMs;
use serde_json::{Map, json};
use sha2::Sha256;

use super::attempt::{Meaning, Why};
use super::{Conversion, Kind, Request, Unfit};

/// The specification asks for less than 20 kB.
pub const BODY_BYTES_MAX: usize = 20_000;
/// Bytes of a secret; the specification has 24 to 64.
pub const SECRET_BYTES: usize = 32;
/// After a change of secrets the one before signs, too, so long.
pub const ROTATION_MS: i64 = 86_400_000;

/// Where to, and what signs.
pub struct Hook<'a> {
    /// The whole address.
    pub url: &'a str,
    /// The newest first; while secrets change there are two.
    pub secrets: &'a [Vec<u8>],
    /// Of no real order: its `type` is `test`.
    pub is_test: bool,
}

/// How a secret is shown, once.
#[must_use]
pub fn shown(secret: &[u8]) -> String {
    format!("whsec_{}", Base64::encode_string(secret))
}

/// The request, signed now. Lines that would make it too long are left out, and their number said.
///
/// # Errors
/// [`Unfit::TooLong`].
pub fn request(hook: &Hook<'_>, site: SiteId, conversion: &Conversion, now: EpochMs) -> Result<Request, Unfit> {
    let whole = body(hook, conversion, true);
    let body = if whole.len() < BODY_BYTES_MAX { whole } else { body(hook, conversion, false) };
    if body.len() >= BODY_BYTES_MAX {
        return Err(Unfit::TooLong);
    }
    let id = format!("msg_{}{}", if hook.is_test { "test_" } else { "" }, conversion.event_id(site));
    let seconds = now.0.div_euclid(1_000);
    let signatures: Vec<String> = hook.secrets.iter().filter_map(|secret| signature(secret, &id, seconds, &body)).collect();
    Ok(Request {
        path: hook.url.to_owned(),
        headers: vec![
            ("content-type", "application/json".into()),
            ("webhook-id", id),
            ("webhook-timestamp", seconds.to_string()),
            ("webhook-signature", signatures.join(" ")),
        ],
        body: body.into_bytes(),
    })
}

/// What an answer means: 2xx is taken, 410 wants no more, all else is tried again, a redirect too.
#[must_use]
pub const fn meaning(status: u16, after_s: Option<u32>) -> Meaning {
    match status {
        200..300 => Meaning::Taken,
        410 => Meaning::Gone,
        429 => Meaning::again(Why::Busy, after_s),
        401 | 403 => Meaning::again(Why::Credentials, after_s),
        _ => Meaning::again(Why::Server, after_s),
    }
}

fn signature(secret: &[u8], id: &str, seconds: i64, body: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    Some(format!("v1,{}", Base64::encode_string(&mac.finalize().into_bytes())))
}

fn body(hook: &Hook<'_>, conversion: &Conversion, with_items: bool) -> String {
    let mut data = Map::new();
    let about = if conversion.kind == Kind::Joined { "member" } else { "order" };
    data.insert(about.into(), conversion.subject.as_str().into());
    if let Some(member) = &conversion.member {
        data.insert("member".into(), member.as_str().into());
    }
    if let Some(value) = &conversion.value {
        data.insert("value".into(), json!(value));
    }
    if conversion.items.is_empty() || with_items {
        data.insert("items".into(), json!(conversion.items));
    } else {
        data.insert("items_left_out".into(), conversion.items.len().into());
    }
    if conversion.kind == Kind::Joined {
        data.remove("items");
    }
    let kind = if hook.is_test { "test" } else { conversion.kind.name() };
    json!({ "type": kind, "timestamp": conversion.at, "data": data }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of standardwebhooks.com, which its libraries test themselves with.
    #[test]
    fn signs_as_the_specifications_own_libraries() {
        let shown_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let secret = Base64::decode_vec(shown_secret.trim_start_matches("whsec_")).unwrap();
        assert_eq!(shown(&secret), shown_secret);
        let signed = signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");
        assert_eq!(signed.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }
}
