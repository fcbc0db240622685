//! What is encrypted at rest: the few secrets that the edge must be able to read again.
//!
//! The keys are in the secret `KEYS`: `1:<64 hex digits>`, and after a change of keys `2:<…>,1:<…>`. The first seals, each opens what it has sealed.
//! A sealed text (`1.<nonce>.<text>`, in hex) is AES-256-GCM and bound to what it is for and whose it is: moved to another row it does not open.
//! Stored bytes are for ever: `tests/cases/compat/seal-1.json` has one.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};

use crate::problem::Problem;
use crate::secret::{hex, random, unhex};

pub const KEY_BYTES: usize = 32;
/// AES-GCM's own; random nonces are fine for 2^32 texts of a key (NIST SP 800-38D, 8.3).
const NONCE_BYTES: usize = 12;

/// The keys, the one that seals first.
pub struct Keys(Vec<(u32, Vec<u8>)>);

impl Keys {
    /// Reads the secret `KEYS`; `None` where it is missing or broken.
    pub fn read(text: &str) -> Option<Self> {
        let read = |part: &str| {
            let (version, key) = part.trim().split_once(':')?;
            Some((version.parse().ok()?, unhex(key).filter(|key| key.len() == KEY_BYTES)?))
        };
        let keys: Vec<(u32, Vec<u8>)> = text.split(',').map(read).collect::<Option<_>>()?;
        let is_plain = keys.iter().enumerate().all(|(at, (version, _))| keys.iter().skip(at + 1).all(|(other, _)| other != version));
        is_plain.then_some(Self(keys))
    }

    /// Seals a secret: `purpose` says what it is, `owner` whose.
    ///
    /// # Errors
    /// Outside a request there is no randomness.
    pub fn seal(&self, purpose: &str, owner: &str, secret: &[u8]) -> Result<String, Problem> {
        let (version, key) = self.0.first().ok_or_else(missing)?;
        let (nonce, sealed) = seal_with(key, purpose, owner, secret)?;
        Ok(format!("{version}.{}.{}", hex(&nonce), hex(&sealed)))
    }

    /// How what the newest key has sealed begins: `2.`.
    pub fn newest_prefix(&self) -> String {
        self.0.first().map_or_else(String::new, |(version, _)| format!("{version}."))
    }

    /// Seals what an older key has sealed with the newest one.
    ///
    /// # Errors
    /// As [`Keys::open`].
    pub fn anew(&self, purpose: &str, owner: &str, sealed: &str) -> Result<String, Problem> {
        self.seal(purpose, owner, &self.open(purpose, owner, sealed)?)
    }

    /// Opens what [`Keys::seal`] has made for the same purpose and owner.
    ///
    /// # Errors
    /// `Misconfigured` where its key is not there any more; `Internal` where it is broken or another's.
    pub fn open(&self, purpose: &str, owner: &str, sealed: &str) -> Result<Vec<u8>, Problem> {
        let broken = || Problem::Internal(format!("a sealed text does not open: {purpose} of {owner}"));
        let mut parts = sealed.split('.');
        let (Some(version), Some(nonce), Some(text)) = (parts.next(), parts.next(), parts.next()) else { return Err(broken()) };
        let (_, key) = self.0.iter().find(|(known, _)| known.to_string() == version).ok_or_else(missing)?;
        let (nonce, text) = unhex(nonce).zip(unhex(text)).ok_or_else(broken)?;
        open_with(key, purpose, owner, &nonce, &text).ok_or_else(broken)
    }
}

/// A key, as it is made.
///
/// # Errors
/// Outside a request there is no randomness.
pub fn new_key() -> Result<[u8; KEY_BYTES], Problem> {
    random()
}

/// Seals bytes with a key that is not one of [`Keys`]: the nonce, then the text.
///
/// # Errors
/// As [`Keys::seal`].
pub fn seal_bytes(key: &[u8], purpose: &str, owner: &str, secret: &[u8]) -> Result<Vec<u8>, Problem> {
    let (nonce, text) = seal_with(key, purpose, owner, secret)?;
    Ok([nonce.as_slice(), &text].concat())
}

/// Opens what [`seal_bytes`] has made; `None` where it is broken or another's.
pub fn open_bytes(key: &[u8], purpose: &str, owner: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, text) = sealed.split_at_checked(NONCE_BYTES)?;
    open_with(key, purpose, owner, nonce, text)
}

fn seal_with(key: &[u8], purpose: &str, owner: &str, secret: &[u8]) -> Result<([u8; NONCE_BYTES], Vec<u8>), Problem> {
    let failed = || Problem::Internal("sealing failed".into());
    let nonce = random::<NONCE_BYTES>()?;
    let bound = bound(purpose, owner);
    let payload = Payload { msg: secret, aad: bound.as_bytes() };
    let sealed = cipher(key).ok_or_else(failed)?.encrypt(Nonce::from_slice(&nonce), payload).map_err(|_| failed())?;
    Ok((nonce, sealed))
}

fn open_with(key: &[u8], purpose: &str, owner: &str, nonce: &[u8], text: &[u8]) -> Option<Vec<u8>> {
    let bound = bound(purpose, owner);
    let nonce = (nonce.len() == NONCE_BYTES).then(|| Nonce::from_slice(nonce))?;
    cipher(key)?.decrypt(nonce, Payload { msg: text, aad: bound.as_bytes() }).ok()
}

/// Keys have [`KEY_BYTES`]; of any other there is none.
fn cipher(key: &[u8]) -> Option<Aes256Gcm> {
    (key.len() == KEY_BYTES).then(|| Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(key)))
}

fn bound(purpose: &str, owner: &str) -> String {
    format!("dangol-{purpose}-v1\n{owner}")
}

fn missing() -> Problem {
    Problem::Misconfigured("KEYS is missing, broken, or lacks a key that was used: set the secret to 1: and 64 random hex digits.".into())
}
