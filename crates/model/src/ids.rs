//! Newtypes for ids, and the one hash that decides where a person lives.

use core::fmt;

/// Virtual buckets of a site. Design: "256 virtual buckets a site"; an object owns a range of them.
pub const BUCKETS: u16 = 256;

/// A site's id: 64 bits, written as 16 lower-case hex characters. Public, but never guessable as a name of an object's storage:
/// only authentication or a site key turns into one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteId(pub u64);

/// A browser's id: a 128-bit secret, 32 hex characters in text. `Debug` never prints it (security.md, "Facts").
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct VisitorId(pub [u8; 16]);

/// Where an event was made: (install, tab, sequence) of one visitor. For an imported event the three are a hash of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct EventId {
    /// Made once for each browser storage.
    pub install: u32,
    /// Made once for each tab.
    pub tab: u32,
    /// Counts up in the tab from 1.
    pub seq: u32,
}

/// FNV-1a, 64 bits, finished by the mixer of MurmurHash3 so that low bits are usable. Stable for ever: stored data is placed by it.
#[must_use]
pub fn stable_hash(parts: &[&[u8]]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for byte in *part {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        // A separator that is no byte, so that ("ab", "c") and ("a", "bc") differ.
        hash = (hash ^ 0x1ff).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// The virtual bucket (0–255) of a key within a site: a visitor's bytes, a member's id, an order's id.
#[must_use]
pub fn bucket(site: SiteId, key: &[u8]) -> u8 {
    stable_hash(&[&site.0.to_be_bytes(), key]).to_be_bytes()[7]
}

/// Lower-case hex of bytes.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 }));
        }
    }
    text
}

/// Bytes of hex text; `None` when it is not hex or not exactly `N` bytes.
#[must_use]
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != N * 2 {
        return None;
    }
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    for (slot, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        if let [high, low] = pair {
            *slot = digit(*high)? << 4 | digit(*low)?;
        }
    }
    Some(bytes)
}

/// Bytes of hex text, however many; `None` when it is not hex.
#[must_use]
pub fn unhex_all(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| core::str::from_utf8(pair).ok().and_then(unhex).map(|[byte]: [u8; 1]| byte)).collect()
}

impl SiteId {
    /// Reads 16 lower-case hex characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        unhex(text).map(|bytes| Self(u64::from_be_bytes(bytes)))
    }
}

impl fmt::Display for SiteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0.to_be_bytes()))
    }
}

impl fmt::Debug for SiteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SiteId({self})")
    }
}

impl VisitorId {
    /// Reads 32 lower-case hex characters; the all-zero id is refused.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        unhex(text).filter(|bytes| bytes != &[0; 16]).map(Self)
    }

    /// The 32 hex characters. It is a secret: never log it, never put it in a URL.
    #[must_use]
    pub fn expose(&self) -> String {
        hex(&self.0)
    }

    /// A short name for screens that reveals nothing of the secret: 8 hex characters of a hash bound to the site.
    #[must_use]
    pub fn label(&self, site: SiteId) -> String {
        let hash = stable_hash(&[b"label", &site.0.to_be_bytes(), &self.0]);
        hex(&hash.to_be_bytes()).chars().take(8).collect()
    }
}

impl fmt::Debug for VisitorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VisitorId(…)")
    }
}

crate::wire!(tuple VisitorId);
crate::wire!(struct EventId { install, tab, seq });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placement_never_changes() {
        // Stored data is found by these numbers: they are frozen.
        let site = SiteId(0xde30_0000_0000_0001);
        assert_eq!(stable_hash(&[b"dangol"]), stable_hash(&[b"dangol"]));
        assert_ne!(stable_hash(&[b"ab", b"c"]), stable_hash(&[b"a", b"bc"]));
        assert_eq!(bucket(site, b"order-1"), FROZEN[0]);
        assert_eq!(bucket(site, b"minji"), FROZEN[1]);
    }
    const FROZEN: [u8; 2] = [243, 29];

    #[test]
    fn buckets_are_even() {
        let site = SiteId(7);
        let mut counts = [0_u32; 256];
        for key in 0_u32..25_600 {
            counts[usize::from(bucket(site, &key.to_be_bytes()))] += 1;
        }
        assert!(counts.iter().all(|count| (60..150).contains(count)), "{counts:?}");
    }

    #[test]
    fn hex_and_back() {
        let id = VisitorId([0xab; 16]);
        assert_eq!(VisitorId::parse(&id.expose()), Some(id));
        assert_eq!(VisitorId::parse(&"0".repeat(32)), None);
        assert_eq!(VisitorId::parse("ABABABABABABABABABABABABABABABAB"), None);
        assert_eq!(format!("{id:?}"), "VisitorId(…)");
    }
}
