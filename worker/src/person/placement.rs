//! Where a person lives: site and key → bucket → object, and the objects' names.
//!
//! The map from buckets to objects is explicit, 256 entries, and has a version: growing a site is a new version of its map, and only the
//! buckets that move are copied.

use model::ids::{BUCKETS, SiteId};

/// The version of the map that every site begins with.
const FIRST: u32 = 1;

/// Which object each bucket of a site lives in.
#[derive(Clone, Copy, Debug)]
pub struct Map {
    pub version: u32,
    shards: &'static [u16; BUCKETS as usize],
}

/// Version 1: two objects, half of the buckets each.
static HALVES: [u16; BUCKETS as usize] = {
    let mut map = [0; BUCKETS as usize];
    let (_, upper) = map.split_at_mut(BUCKETS as usize / 2);
    let mut at = 0;
    while at < upper.len() {
        if let Some((slot, _)) = upper.split_at_mut(at).1.split_first_mut() {
            *slot = 1;
        }
        at += 1;
    }
    map
};

impl Map {
    /// The map of a site. There is one version so far; a later one is kept with the site.
    pub fn of(_site: SiteId) -> Self {
        Self { version: FIRST, shards: &HALVES }
    }

    /// The map of this version, if this code knows it.
    pub fn version(version: u32) -> Option<Self> {
        (version == FIRST).then_some(Self { version, shards: &HALVES })
    }

    /// The object of a bucket.
    pub fn shard(&self, bucket: u8) -> u16 {
        self.shards.get(usize::from(bucket)).copied().unwrap_or(0)
    }

    /// Every object, each once.
    pub fn shards(&self) -> Vec<u16> {
        let mut all = self.shards.to_vec();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// The name of a person object: site, kind and number, each of fixed width, so that no two sites' names can meet.
pub fn name(site: SiteId, shard: u16) -> String {
    format!("{site}-p-{shard:04x}")
}

/// The name of the object that those who watch a site are connected to.
pub fn live_name(site: SiteId) -> String {
    format!("{site}-l-0000")
}
