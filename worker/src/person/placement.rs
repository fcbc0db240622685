//! Where a person lives: site and key → bucket → object, and the objects' names.
//!
//! The map from buckets to objects is explicit, 256 entries, and has a version: growing a site is a new version of its map, and only the
//! buckets that move are copied (`growth`).

use std::collections::BTreeSet;
use std::rc::Rc;

use model::ids::{BUCKETS, SiteId};

/// Which object each bucket of a site lives in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map {
    pub version: u32,
    shards: Rc<[u16]>,
}

/// Most objects of a site: each bucket one of its own.
pub const SHARDS_MAX: u16 = BUCKETS;
/// Objects that every site begins with.
const FIRST: u16 = 2;

impl Map {
    /// The map that every site begins with: two objects, half of the buckets each.
    pub fn first() -> Self {
        Self { version: 1, shards: even(FIRST) }
    }

    /// A stored map: 256 numbers separated by blanks; empty: the first.
    pub fn read(version: i64, text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::first());
        }
        let shards: Vec<u16> = text.split(' ').map(|number| number.parse().ok()).collect::<Option<_>>()?;
        let version = u32::try_from(version).ok()?;
        (shards.len() == usize::from(BUCKETS)).then(|| Self { version, shards: shards.into() })
    }

    /// The stored form.
    pub fn text(&self) -> String {
        self.shards.iter().map(u16::to_string).collect::<Vec<_>>().join(" ")
    }

    /// The object of a bucket.
    pub fn shard(&self, bucket: u8) -> u16 {
        self.shards.get(usize::from(bucket)).copied().unwrap_or(0)
    }

    /// Every object, each once.
    pub fn shards(&self) -> BTreeSet<u16> {
        self.shards.iter().copied().collect()
    }

    /// What has to move until the buckets are spread over so many objects, evenly: bucket, from, to.
    pub fn moves(&self, objects: u16) -> Vec<(u8, u16, u16)> {
        let even = even(objects);
        let moves = (0..=u8::MAX).zip(self.shards.iter().zip(even.iter())).map(|(bucket, (from, to))| (bucket, *from, *to));
        moves.filter(|(_, from, to)| from != to).collect()
    }

    /// The next version, in which these buckets live in that object.
    #[must_use]
    pub fn moved(&self, buckets: &[u8], to: u16) -> Self {
        let shards = (0..=u8::MAX).zip(self.shards.iter()).map(|(bucket, from)| if buckets.contains(&bucket) { to } else { *from });
        Self { version: self.version + 1, shards: shards.collect() }
    }
}

fn even(objects: u16) -> Rc<[u16]> {
    (0..BUCKETS).map(|bucket| bucket * objects.clamp(1, SHARDS_MAX) / BUCKETS).collect()
}

/// The name of a person object: site, kind and number, each of fixed width, so that no two sites' names can meet.
pub fn name(site: SiteId, shard: u16) -> String {
    format!("{site}-p-{shard:04x}")
}

/// The name of the object that those who watch a site are connected to.
pub fn live_name(site: SiteId) -> String {
    format!("{site}-l-0000")
}
