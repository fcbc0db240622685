//! A site's orders over the years, for reports: told by files, by the shop's server and by browsers.
//!
//! They are kept in an object of their own, one a site (`site_history_do.rs`), cut into parts by the hash of the order's number (`insight::orders`):
//! there all words of one order meet, and a report reads the few columns that it needs of each part, one after another.

pub mod ask;
pub mod keep;
pub mod reports;
pub mod said;
pub mod schema;

use insight::orders::part::{Hash, ROOTS};
use insight::orders::row::{Row, Tag};
use model::codec::Wire;
use model::ids::SiteId;
use model::time::EpochMs;
use model::wire::{read, written};
use worker::Env;

use self::ask::{Ask, Chunk, Folded, What};
use crate::problem::Problem;
use crate::store::shard::call_object;

/// Rows of one chunk: some 250 KB.
const CHUNK_ROWS: usize = 2_000;
/// A chunk's place in its word: the part, and so many chunks a part and root.
const CHUNKS_OF_PART: u32 = 4_096;

/// Keeps some rows of a word that does not count yet. The same part again takes its own place.
///
/// # Errors
/// It does not answer, or refuses; the same may be said again.
pub async fn stage(env: &Env, site: SiteId, now_ms: i64, tag: Tag, part: u32, rows: Vec<Row>) -> Result<(), Problem> {
    let mut roots: Vec<Vec<Row>> = (0..ROOTS).map(|_| Vec::new()).collect();
    for row in rows {
        if let Some(root) = roots.get_mut(usize::from(Hash::of(&row.order).root())) {
            root.push(row);
        }
    }
    let mut chunks = Vec::new();
    for (root, rows) in (0..).zip(&roots) {
        for (place, rows) in (0..CHUNKS_OF_PART).zip(rows.chunks(CHUNK_ROWS)) {
            let bytes = ask::bytes_of(rows);
            chunks.push(Chunk { root, n: part.saturating_mul(CHUNKS_OF_PART).saturating_add(place), rows: rows.len() as u32, bytes });
        }
    }
    let first = part.saturating_mul(CHUNKS_OF_PART);
    let what = What::Stage { tag, from: first, to: first.saturating_add(CHUNKS_OF_PART), chunks };
    call::<u32>(env, site, now_ms, what).await.map(drop)
}

/// Lets a word count that was kept, everywhere at once, and folds it. Again, it changes nothing.
///
/// # Errors
/// As [`stage`]: what was let count counts.
pub async fn apply(env: &Env, site: SiteId, now_ms: i64, tag: Tag) -> Result<Folded, Problem> {
    call::<u32>(env, site, now_ms, What::Apply(tag)).await?;
    loop {
        let folded: Folded = call(env, site, now_ms, What::Fold).await?;
        if folded.left == 0 {
            return Ok(folded);
        }
    }
}

/// Forgets a word that does not count yet.
///
/// # Errors
/// As [`stage`].
pub async fn discard(env: &Env, site: SiteId, now_ms: i64, tag: Tag) -> Result<(), Problem> {
    call::<u32>(env, site, now_ms, What::Discard(tag)).await.map(drop)
}

/// Tells words of single orders, which count at once.
///
/// # Errors
/// As [`stage`].
pub async fn tell(env: &Env, site: SiteId, now_ms: i64, words: Vec<(Tag, Vec<Row>)>) -> Result<(), Problem> {
    if words.is_empty() {
        return Ok(());
    }
    call::<u32>(env, site, now_ms, What::Tell(words)).await.map(drop)
}

/// Asks a site's history.
///
/// # Errors
/// It does not answer, or refuses.
pub async fn call<T: Wire>(env: &Env, site: SiteId, now_ms: i64, what: What) -> Result<T, Problem> {
    let bytes = written(&Ask { site: site.to_string(), now: EpochMs(now_ms), what });
    let stub = env.durable_object("SITE_HISTORY")?.get_by_name(&format!("{site}-h"))?;
    let answer = call_object(stub, &bytes).await.map_err(|error| Problem::Internal(error.to_string()))?;
    read(&answer).map_err(|error| Problem::Internal(format!("history: {error}")))
}
