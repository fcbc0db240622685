//! Calls and what came back, and what makes a call a site's own.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Provider, nhn, solapi};

/// A host. Its base address is configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    Solapi,
    NhnSms,
    NhnKakao,
}

impl Service {
    /// The variable that has its base address (wrangler.toml).
    #[must_use]
    pub const fn variable(self) -> &'static str {
        match self {
            Self::Solapi => "SOLAPI_URL",
            Self::NhnSms => "NHN_SMS_URL",
            Self::NhnKakao => "NHN_KAKAO_URL",
        }
    }
}

/// One call to make. Those of a request are made one after the other, and all of them, whatever the ones before have answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub service: Service,
    pub method: &'static str,
    /// With a leading `/`. `{appkey}` in it is the site's, which [`Credentials::signed`] writes there.
    pub path: String,
    /// Beside those that sign it.
    pub headers: Vec<(&'static str, String)>,
    /// JSON; `Null` where there is none.
    pub body: Value,
}

impl Call {
    pub(super) fn get(service: Service, path: String) -> Self {
        Self { service, method: "GET", path, headers: Vec::new(), body: Value::Null }
    }

    pub(super) fn with(service: Service, method: &'static str, path: String, body: Value) -> Self {
        Self { service, method, path, headers: Vec::new(), body }
    }
}

/// What came back: `None` where nothing did, or nothing whole.
pub type Answer = Option<(u16, Value)>;

/// A call as it leaves.
#[derive(Clone, PartialEq)]
pub struct Signed {
    pub service: Service,
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Value,
}

/// What a site has agreed on with its provider. Stored sealed, never returned.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "provider", rename_all = "snake_case", deny_unknown_fields)]
pub enum Credentials {
    Solapi {
        key: String,
        secret: String,
    },
    /// Two products with a key each; a shop may have one of them.
    Nhn {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sms: Option<App>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kakao: Option<App>,
    },
}

/// A product at NHN Cloud.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct App {
    pub key: String,
    pub secret: String,
}

impl Credentials {
    #[must_use]
    pub const fn provider(&self) -> Provider {
        match self {
            Self::Solapi { .. } => Provider::Solapi,
            Self::Nhn { .. } => Provider::Nhn,
        }
    }

    /// Whether calls to that host can be signed.
    #[must_use]
    pub const fn has(&self, service: Service) -> bool {
        match (self, service) {
            (Self::Solapi { .. }, Service::Solapi) => true,
            (Self::Nhn { sms, .. }, Service::NhnSms) => sms.is_some(),
            (Self::Nhn { kakao, .. }, Service::NhnKakao) => kakao.is_some(),
            _ => false,
        }
    }

    /// The call as it leaves; `None` where there is nothing to sign it with. `date`: ISO 8601, now; `salt`: 12–64 letters, new for each call
    /// (Solapi refuses a signature that it has seen in the last 15 minutes).
    #[must_use]
    pub fn signed(&self, call: &Call, date: &str, salt: &str) -> Option<Signed> {
        let (path, header) = match (self, call.service) {
            (Self::Solapi { key, secret }, Service::Solapi) => {
                (call.path.clone(), ("Authorization", solapi::authorization(key, secret, date, salt)))
            }
            (Self::Nhn { sms: Some(app), .. }, Service::NhnSms) | (Self::Nhn { kakao: Some(app), .. }, Service::NhnKakao) => {
                (call.path.replacen(nhn::APP_KEY, &super::encoded(&app.key), 1), ("X-Secret-Key", app.secret.clone()))
            }
            _ => return None,
        };
        let headers = call.headers.iter().cloned().chain([header]).collect();
        Some(Signed { service: call.service, method: call.method, path, headers, body: call.body.clone() })
    }
}

/// Without what is secret, so that no log has it.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Credentials({})", self.provider().name())
    }
}

/// As [`Credentials`].
impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}
