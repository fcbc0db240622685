//! What shop platforms tell by themselves of orders and members, said in the words of our own API: what becomes of it there, becomes of it here, however
//! it was told. A platform is a file ([`cafe24`]); who may tell is here ([`Signature`]).

pub mod cafe24;

use base64ct::{Base64, Encoding};
use hmac::{Hmac, Mac};
use model::time::EpochMs;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;

use crate::consent::Word;

/// A request that says another time than so around now is none of theirs, or is told again by somebody who has heard it (Standard Webhooks, 1.0).
pub const TOLERANCE_MS: i64 = 5 * 60_000;

/// The platforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    Cafe24,
}

impl Platform {
    /// As it stands in addresses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cafe24 => "cafe24",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Cafe24].into_iter().find(|platform| platform.name() == name)
    }

    /// What a request's body says. `at`: when it was told, where that is sure.
    #[must_use]
    pub fn said(self, body: &Value, at: Option<EpochMs>) -> Said {
        match self {
            Self::Cafe24 => cafe24::said(body, at),
        }
    }
}

/// How whoever tells shows who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`, of the body. For a server in between, or a platform that can.
    Standard,
    /// A key in `x-api-key`, the same each time: as Cafe24's own servers tell. It signs no body and no time, so an address in the wrong hands with its
    /// key could say anything: the address is secret, too.
    Key,
}

impl Signature {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Key => "key",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Standard, Self::Key].into_iter().find(|signature| signature.name() == name)
    }
}

/// What was said, as our own API takes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// Whose shop it is, as the platform calls it.
    pub mall: String,
    /// As `POST …/orders` takes each.
    pub orders: Vec<Value>,
    /// As `POST …/members` takes each.
    pub members: Vec<Value>,
    /// What members said about being reached.
    pub words: Vec<(String, Word)>,
}

/// Headers of Standard Webhooks.
#[derive(Clone, Copy)]
pub struct Signed<'a> {
    pub id: &'a str,
    /// Seconds since 1970.
    pub timestamp: &'a str,
    /// `v1,` and Base64; several, with a space between.
    pub signature: &'a str,
}

/// When it was told, if it is signed by one of these secrets and that is now.
#[must_use]
pub fn signed_at(secret: &[u8], headers: &Signed<'_>, body: &[u8], now: EpochMs) -> Option<EpochMs> {
    let at = EpochMs(headers.timestamp.parse::<i64>().ok()?.checked_mul(1_000)?);
    if headers.id.is_empty() || at.0.abs_diff(now.0) > TOLERANCE_MS.unsigned_abs() {
        return None;
    }
    let is_by = |signature: &str| {
        let bytes = signature.strip_prefix("v1,").and_then(|text| Base64::decode_vec(text).ok())?;
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
        mac.update(format!("{}.{}.", headers.id, headers.timestamp).as_bytes());
        mac.update(body);
        mac.verify_slice(&bytes).ok()
    };
    headers.signature.split(' ').any(|signature| is_by(signature).is_some()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The specification's own example.
    #[test]
    fn signed() {
        let secret = Base64::decode_vec("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap_or_default();
        let body = br#"{"test": 2432232314}"#;
        let good = Signed {
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: "1614265330",
            signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        };
        let at = EpochMs(1_614_265_330_000);
        assert_eq!(signed_at(&secret, &good, body, at), Some(at));
        let two = format!("v1,AAAA {}", good.signature);
        assert_eq!(signed_at(&secret, &Signed { signature: &two, ..good }, body, EpochMs(at.0 + TOLERANCE_MS)), Some(at));
        for (headers, body, now) in [
            (Signed { id: "msg_other", ..good }, &body[..], at),
            (Signed { id: "", ..good }, &body[..], at),
            (Signed { timestamp: "1614265331", ..good }, &body[..], at),
            (Signed { timestamp: "soon", ..good }, &body[..], at),
            (Signed { signature: "", ..good }, &body[..], at),
            (Signed { signature: "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", ..good }, &body[..], at),
            (Signed { ..good }, &br#"{"test": 2432232315}"#[..], at),
            (Signed { ..good }, &body[..], EpochMs(at.0 + TOLERANCE_MS + 1)),
            (Signed { ..good }, &body[..], EpochMs(at.0 - TOLERANCE_MS - 1)),
        ] {
            assert_eq!(signed_at(&secret, &headers, body, now), None, "{} {} {}", headers.id, headers.timestamp, headers.signature);
        }
        assert_eq!(signed_at(b"another secret, of as many bytes", &good, body, at), None);
    }
}
