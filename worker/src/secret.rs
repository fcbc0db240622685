//! Random values, hashes, signatures and passwords.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use wasm_bindgen::prelude::*;

use crate::problem::Problem;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn get_random_values(bytes: &mut [u8]) -> Result<JsValue, JsValue>;
}

/// Random bytes from the runtime, fit for secrets.
///
/// # Errors
/// The runtime has none to give (outside a request).
pub fn random<const BYTES: usize>() -> Result<[u8; BYTES], Problem> {
    let mut bytes = [0; BYTES];
    get_random_values(&mut bytes).map_err(worker::Error::from)?;
    Ok(bytes)
}

/// A random id of 16 hex digits, as sites and accounts have.
///
/// # Errors
/// As [`random`].
pub fn random_id() -> Result<String, Problem> {
    Ok(hex(&random::<8>()?))
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes from hex, of either case.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| if let [high, low] = pair { Some(digit(*high)? << 4 | digit(*low)?) } else { None }).collect()
}

/// SHA-256 in hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Base64 with padding, as `integrity` wants it.
pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |bits: u32| ALPHABET.get((bits & 63) as usize).map_or('=', |byte| char::from(*byte));
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |group, byte| (group << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            text.push(if place <= chunk.len() { letter(group >> (18 - 6 * place)) } else { '=' });
        }
    }
    text
}

/// HMAC-SHA256 in hex.
///
/// # Errors
/// Never: the key may have any length.
pub fn hmac_hex(key: &[u8], text: &[u8]) -> Result<String, Problem> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|error| Problem::Internal(error.to_string()))?;
    mac.update(text);
    Ok(hex(&mac.finalize().into_bytes()))
}

/// Whether two secrets are the same, in a time that does not tell where they differ.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    let (a, b) = (Sha256::digest(a), Sha256::digest(b));
    a.iter().zip(b.iter()).fold(0, |different, (a, b)| different | (a ^ b)) == 0
}

/// The hash of a password, as a PHC string.
///
/// # Errors
/// As [`random`], and where memory runs out.
pub fn hash_password(password: &str) -> Result<String, Problem> {
    let salt = SaltString::encode_b64(&random::<16>()?).map_err(failed)?;
    let hash = argon2id()?.hash_password(password.as_bytes(), &salt).map_err(failed)?;
    Ok(hash.to_string())
}

/// Whether the password has this hash. With `None` it works as long, and says no: an unknown account takes no less time.
///
/// # Errors
/// The stored hash is broken.
pub fn verify_password(password: &str, hash: Option<&str>) -> Result<bool, Problem> {
    let hash_known = hash.unwrap_or(HASH_OF_NOTHING);
    let parsed = PasswordHash::new(hash_known).map_err(failed)?;
    let matches = argon2id()?.verify_password(password.as_bytes(), &parsed).is_ok();
    Ok(matches && hash.is_some())
}

/// Whether a hash was made with other parameters than a new one would be.
pub fn is_outdated(hash: &str) -> bool {
    let Some((current, _)) = HASH_OF_NOTHING.rsplit_once("$AAAAAAAAAAAAAAAAAAAAAA$") else { return false };
    !hash.strip_prefix(current).is_some_and(|rest| rest.starts_with('$'))
}

/// 19 MiB, two passes, one lane: OWASP's password storage cheat sheet, argon2id.
fn argon2id() -> Result<Argon2<'static>, Problem> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// A hash with the same cost that no password is asked to match.
const HASH_OF_NOTHING: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn failed(error: impl std::fmt::Display) -> Problem {
    Problem::Internal(format!("argon2: {error}"))
}
