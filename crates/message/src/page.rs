//! What the shell of a page must know before the engine runs: whether it may keep and send, and which of the page's sources it reads.
//!
//! A bundle's second byte has it as bits; sources that are off stand in its last two bytes, inside a frame of a kind that no message has,
//! so that the shell need not read what is before them.

use model::codec::put_bytes;

/// Sources of a page's data that can be switched off, in the order of their bits.
pub const ADAPTERS: [&str; 11] =
    ["ga4", "schema_org", "open_graph", "cafe24", "godomall", "makeshop", "imweb", "shopby", "naver", "meta", "kakao"];

/// Drawing needs more than the shell has.
pub(crate) const MORE: u8 = 1;
const ASKS: u8 = 2;
const HEEDS_DO_NOT_TRACK: u8 = 4;
const NO_DATA_LAYER: u8 = 8;
const HAS_OFF: u8 = 16;
/// Something waits for what the shopper does with the page: its sensors listen.
pub(crate) const WATCHES: u8 = 32;
/// The kind of the frame that is last.
const OFF: u8 = 255;

/// What a shop owner has set about pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Nothing is stored on a device or sent before the shopper has agreed.
    pub asks: bool,
    /// The same of a browser that asks not to be tracked.
    pub heeds_do_not_track: bool,
    /// Names of [`ADAPTERS`] that are not read.
    pub adapters_off: Vec<String>,
}

impl Page {
    /// Writes it into a bundle without it.
    pub(crate) fn mark(&self, bundle: &mut Vec<u8>) {
        let off = (0..).zip(ADAPTERS).filter(|(_, name)| self.adapters_off.iter().any(|off| off == name));
        let off = off.fold(0_u16, |bits, (place, _)| bits | 1 << place);
        let flags = [(self.asks, ASKS), (self.heeds_do_not_track, HEEDS_DO_NOT_TRACK), (off & 1 == 1, NO_DATA_LAYER), (off > 1, HAS_OFF)];
        let flags = flags.iter().filter(|(is_so, _)| *is_so).fold(0, |all, (_, flag)| all | flag);
        if let Some(byte) = bundle.get_mut(1) {
            *byte |= flags;
        }
        if off > 1 {
            let [low, high] = off.to_le_bytes();
            put_bytes(bundle, &[OFF, low, high]);
        }
    }
}
