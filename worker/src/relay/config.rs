//! How a relay is set up: what anybody of the team may see, and its secrets.

use crm::relay::webhook::ROTATION_MS;
use crm::relay::{Needs, Target};
use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use crate::seal::Keys;
use crate::secret::{hex, random, unhex};

/// What a relay's secrets are sealed for; the owner is the relay.
pub const PURPOSE: &str = "relay";

/// What is no secret.
#[derive(Clone, Serialize, Deserialize)]
pub struct Config {
    /// Of Meta: the number of the pixel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pixel: Option<String>,
    /// Of GA4: `G-…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measurement: Option<String>,
    /// Of a webhook: the whole address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Names of kinds that it is told.
    pub events: Vec<String>,
    /// Which consents are asked for when something leaves.
    pub consent: Needs,
}

/// What is never shown again.
#[derive(Default, Serialize, Deserialize)]
pub struct Secrets {
    /// Meta's access token, GA4's API secret.
    #[serde(default)]
    pub token: String,
    /// What signs webhooks, the newest first.
    #[serde(default)]
    pub signing: Vec<Signing>,
}

#[derive(Serialize, Deserialize)]
pub struct Signing {
    pub key: String,
    /// Until when, of one that was replaced.
    pub until_ms: Option<i64>,
}

impl Secrets {
    /// A new one signs from now on; the one before it does for a day more, so that the other side can change in its own time.
    ///
    /// # Errors
    /// Outside a request there is no randomness.
    pub fn rotate(&mut self, now_ms: i64) -> Result<Vec<u8>, Problem> {
        let key = random::<{ crm::relay::webhook::SECRET_BYTES }>()?;
        // Of those before only the last one: to change twice in a day is to want the first one gone.
        self.signing.truncate(1);
        for before in &mut self.signing {
            before.until_ms = Some(now_ms + ROTATION_MS);
        }
        self.signing.insert(0, Signing { key: hex(&key), until_ms: None });
        Ok(key.to_vec())
    }

    /// Those that sign now.
    pub fn signing(&self, now_ms: i64) -> Vec<Vec<u8>> {
        let now = self.signing.iter().filter(|signing| signing.until_ms.is_none_or(|until_ms| until_ms > now_ms));
        now.filter_map(|signing| unhex(&signing.key)).collect()
    }

    /// # Errors
    /// As [`Keys::seal`].
    pub fn seal(&self, keys: &Keys, relay: &str) -> Result<String, Problem> {
        let bytes = serde_json::to_vec(self).map_err(|error| Problem::Internal(error.to_string()))?;
        keys.seal(PURPOSE, relay, &bytes)
    }

    /// # Errors
    /// As [`Keys::open`].
    pub fn open(keys: &Keys, relay: &str, sealed: &str) -> Result<Self, Problem> {
        let broken = |_| Problem::Internal(format!("secrets of relay {relay} cannot be read"));
        serde_json::from_slice(&keys.open(PURPOSE, relay, sealed)?).map_err(broken)
    }
}

/// The target of a stored name.
pub fn target(name: &str) -> Option<Target> {
    [Target::Meta, Target::Ga4, Target::Webhook].into_iter().find(|target| target.name() == name)
}
