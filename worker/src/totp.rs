//! One-time codes of authenticator apps (RFC 6238): HMAC-SHA-1, steps of 30 s, six digits. What apps take for granted.

use hmac::{Hmac, Mac};
use sha1::Sha1;

use crate::problem::Problem;

/// A secret is as long as SHA-1's result (RFC 4226, 4).
pub const SECRET_BYTES: usize = 20;
const STEP_MS: i64 = 30_000;
const DIGITS: usize = 6;
/// A code is taken a step early or late: clocks differ, and people type slowly (RFC 6238, 5.2).
const STEPS_OFF: i64 = 1;

/// The step after `spent` that this code is of, about now; `None` where it is of none.
///
/// # Errors
/// Never: the key may have any length.
pub fn step_of(secret: &[u8], code: &str, spent: i64, now_ms: i64) -> Result<Option<i64>, Problem> {
    let now = now_ms.div_euclid(STEP_MS);
    let mut found = None;
    for step in now - STEPS_OFF..=now + STEPS_OFF {
        // Each is compared, so that the time does not tell which.
        let is_of = crate::secret::same(code_of(secret, step)?.as_bytes(), code.as_bytes());
        if is_of && step > spent {
            found = Some(step);
        }
    }
    Ok(found)
}

/// Whether a text has the form of such a code.
pub fn is_code(text: &str) -> bool {
    text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// RFC 4226, 5.3.
fn code_of(secret: &[u8], step: i64) -> Result<String, Problem> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).map_err(|error| Problem::Internal(error.to_string()))?;
    mac.update(&step.to_be_bytes());
    let sum = mac.finalize().into_bytes();
    let offset = usize::from(sum.last().copied().unwrap_or(0) & 15);
    let bits = sum.iter().skip(offset).take(4).fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte)) & 0x7fff_ffff;
    Ok(format!("{:06}", bits % 1_000_000))
}

/// Base32 without padding (RFC 4648, 6), as apps and people read secrets.
pub fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for chunk in bytes.chunks(5) {
        let group = chunk.iter().fold(0_u64, |group, byte| (group << 8) | u64::from(*byte)) << (8 * (5 - chunk.len()));
        for place in 0..(chunk.len() * 8).div_ceil(5) {
            let bits = (group >> (35 - 5 * place)) & 31;
            text.push(ALPHABET.get(bits as usize).map_or('A', |byte| char::from(*byte)));
        }
    }
    text
}
