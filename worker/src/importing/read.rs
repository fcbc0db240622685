//! Reading a part of a file.

use std::collections::HashMap;

use import::claims::Sum;
use import::{Batch, Reader, Refused, Settings, State};
use insight::orders::row::Row;
use model::time::EpochMs;
use model::wire::written;
use serde::{Deserialize, Serialize};

use super::{Boxes, Work, refused, state_name, tag};
use crate::history;
use crate::people::{currency, site_id};
use crate::problem::Problem;
use crate::secret::sha256_hex;
use crate::store::imports::{self, FINISHED, Import, OPEN, Progress};
use crate::zone;

/// Rows of a page: of the longest that are usual some megabytes, and each object takes its share in one transaction.
const PAGE_ROWS: usize = 20_000;
/// Refused rows of a part that are kept, and their bytes: of a part of 8 MB whose rows are all wrong the others are counted.
const REFUSED_MAX: usize = 10_000;
const REFUSED_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The content of the part that is a file's end.
const END: &str = "end";

/// What is carried from part to part.
#[derive(Serialize, Deserialize)]
struct Carried {
    state: State,
    /// How many bytes follow.
    rest: usize,
}

/// Takes a part: consecutive bytes of the file, cut anywhere. The same part again changes nothing.
///
/// # Errors
/// `PartExpected`: parts before it are missing; `PartDiffers`: another content has this number; `WrongStep`: the file is at its end; `Invalid` with what
/// is wrong with the file.
pub async fn part(work: &Work<'_>, import: Import, part: u32, bytes: Vec<u8>) -> Result<Import, Problem> {
    let hash = sha256_hex(&bytes);
    if part < import.next {
        let known = imports::hash_of(work.db, &import, part).await?;
        return if known.as_ref() == Some(&hash) { Ok(import) } else { Err(Problem::PartDiffers) };
    }
    if import.state != OPEN {
        return Err(Problem::WrongStep { from: state_name(&import.state), to: OPEN, possible: Vec::new() });
    }
    if part > import.next {
        return Err(Problem::PartExpected { next: import.next });
    }
    feed(work, import, part, &hash, bytes, false).await
}

/// The file is whole: its last row is read.
///
/// # Errors
/// `Invalid` with what is wrong with the file, as that it is empty; `WrongStep` where it is not open.
pub async fn finish(work: &Work<'_>, import: Import) -> Result<Import, Problem> {
    match import.state.as_str() {
        OPEN => {
            let next = import.next;
            feed(work, import, next, END, Vec::new(), true).await
        }
        FINISHED => Ok(import),
        state => Err(Problem::WrongStep { from: state_name(state), to: FINISHED, possible: Vec::new() }),
    }
}

async fn feed(work: &Work<'_>, was: Import, part: u32, hash: &str, bytes: Vec<u8>, is_last: bool) -> Result<Import, Problem> {
    let boxes = work.boxes(&was).await?;
    let (state, rest) = if was.next > 1 { carried(&boxes, was.next).await? } else { (State::default(), Vec::new()) };
    let zone = zone::offsets(was.said.zone.as_deref().unwrap_or(&work.site.zone), work.now_ms)?;
    let settings = Settings {
        kind: was.kind,
        format: was.said.format,
        columns: was.said.columns.clone(),
        zone: (*zone).clone(),
        currency: was.said.currency.unwrap_or_else(|| currency(work.site)),
        date_order: was.said.date_order,
        // The same for all parts: which rows are of the future does not depend on how often one was sent.
        now: EpochMs(was.created_ms),
    };
    let mut reader = Reader::new(settings, state, rest);
    let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    reader.push(&bytes);
    drop(bytes);
    if is_last {
        reader.close();
    }
    // What is wrong with the file as a whole is said before anything of it is taken.
    let head = reader.head().map_err(|error| refused(&error))?.map(|head| head.join("\u{1}"));
    if let Some(head) = head.filter(|head| !head.is_empty()) {
        let head = sha256_hex(head.as_bytes());
        let remembered = imports::columns(work.db, work.scope, was.kind, &head).await?.unwrap_or_default();
        reader.map(&remembered).map_err(|error| refused(&error))?;
        if was.found.columns.is_empty() && !was.said.columns.is_empty() {
            imports::remember(work.db, work.scope, was.kind, &head, &was.said, work.now_ms).await?;
        }
    }
    match imports::claim(work.db, &was, part, hash).await? {
        Some(known) if known == hash => {}
        Some(known) if known == END => return Err(Problem::WrongStep { from: FINISHED, to: OPEN, possible: Vec::new() }),
        Some(_) => return Err(Problem::PartDiffers),
        // Somebody was quicker, or it is gone.
        None => return Err(Problem::ChangedMeanwhile),
    }
    let mut pages = was.pages;
    let mut progress = was.progress.clone();
    let mut kept: Vec<Refused> = Vec::new();
    let mut kept_bytes = 0;
    loop {
        let batch = reader.batch(PAGE_ROWS).map_err(|error| refused(&error))?;
        let is_done = batch.is_done;
        for row in &batch.refused {
            *progress.reasons.entry(row.reason.code().to_owned()).or_default() += 1;
        }
        for row in &batch.refused {
            kept_bytes += row.cells.iter().map(String::len).sum::<usize>();
            if kept.len() >= REFUSED_MAX || kept_bytes > REFUSED_BYTES_MAX {
                break;
            }
            kept.push(row.clone());
        }
        if batch.taken() > 0 {
            page(work, &boxes, &was, pages, batch, &mut progress).await?;
            pages += 1;
        }
        if is_done {
            break;
        }
    }
    if !kept.is_empty() {
        let text = import::refused::lines(&kept);
        boxes.put(&format!("refused/{part:06}"), text.as_bytes()).await?;
        progress.kept = progress.kept.saturating_add(u32::try_from(kept.len()).unwrap_or(u32::MAX));
    }
    let found = imports::Found { format: reader.state().format, columns: reader.columns() };
    let counts = reader.state().counts;
    let head = reader.state().head.clone();
    put_carried(&boxes, part + 1, reader).await?;
    if part == 1 || was.found.format.is_none() {
        boxes.put("refused/head", import::refused::head_line(&head).as_bytes()).await?;
    }
    let progress =
        Progress { rows: counts.rows, refused: counts.refused, given_back: counts.given_back, cancelled: counts.cancelled, ..progress };
    let state = if is_last { FINISHED } else { OPEN };
    let now = Import { next: part + 1, bytes: was.bytes.saturating_add(length), progress, pages, found, state: state.into(), ..copy(&was) };
    if imports::read_on(work.db, &was, &now, work.now_ms).await? {
        return Ok(now);
    }
    // The same part was read by somebody else, or it was discarded meanwhile: then what was staged here goes, too.
    match imports::load(work.db, work.scope, &was.id).await? {
        Some(import) if import.next > part => Ok(import),
        _ => {
            if was.kind == import::Kind::Orders {
                history::discard(work.env, site_id(work.scope)?, work.now_ms, tag(&was)).await?;
            }
            boxes.delete_all("").await?;
            Err(Problem::NotFound)
        }
    }
}

/// Keeps rows until they are applied.
async fn page(work: &Work<'_>, boxes: &Boxes, import: &Import, number: u32, batch: Batch, progress: &mut Progress) -> Result<(), Problem> {
    let bytes = match import.kind {
        import::Kind::Orders => {
            let sums = sums(&batch.orders);
            progress.sums = progress.sums.saturating_add(u32::try_from(sums.len()).unwrap_or(u32::MAX));
            history::stage(work.env, site_id(work.scope)?, work.now_ms, tag(import), number, batch.orders).await?;
            written(&sums)
        }
        import::Kind::Members => written(&batch.members),
        import::Kind::Products => written(&batch.products),
        import::Kind::Coupons => written(&batch.coupons),
        import::Kind::Events => written(&batch.events),
    };
    boxes.put(&format!("page/{number:06}"), &bytes).await
}

/// What each order of some rows comes to.
fn sums(rows: &[Row]) -> Vec<Sum> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut sums: Vec<Sum> = Vec::new();
    for row in rows {
        // The rows of an order mostly stand together.
        let place = match sums.last() {
            Some(last) if last.order == row.order => Some(sums.len() - 1),
            _ => places.get(row.order.as_str()).copied(),
        };
        match place.and_then(|place| sums.get_mut(place)) {
            Some(sum) => sum.add(&Sum::of(row)),
            None => {
                places.insert(&row.order, sums.len());
                sums.push(Sum::of(row));
            }
        }
    }
    sums
}

async fn carried(boxes: &Boxes, next: u32) -> Result<(State, Vec<u8>), Problem> {
    let bytes = boxes.get(&format!("carried/{next:06}")).await?;
    let (length, rest) = bytes.split_first_chunk::<4>().ok_or(Problem::ImportLost)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
    let (head, rest) = rest.split_at_checked(length).ok_or(Problem::ImportLost)?;
    let carried: Carried = serde_json::from_slice(head).map_err(|_| Problem::ImportLost)?;
    if carried.rest == rest.len() { Ok((carried.state, rest.to_vec())) } else { Err(Problem::ImportLost) }
}

async fn put_carried(boxes: &Boxes, next: u32, reader: Reader) -> Result<(), Problem> {
    let (state, rest) = reader.into_carried();
    let head = serde_json::to_vec(&Carried { state, rest: rest.len() }).map_err(|error| Problem::Internal(error.to_string()))?;
    let length = u32::try_from(head.len()).unwrap_or(u32::MAX);
    boxes.put(&format!("carried/{next:06}"), &[length.to_be_bytes().as_slice(), &head, &rest].concat()).await
}

fn copy(import: &Import) -> Import {
    Import {
        n: import.n,
        site: import.site.clone(),
        id: import.id.clone(),
        kind: import.kind,
        name: import.name.clone(),
        said: import.said.clone(),
        found: import.found.clone(),
        state: import.state.clone(),
        next: import.next,
        bytes: import.bytes,
        progress: import.progress.clone(),
        pages: import.pages,
        cursor: import.cursor,
        result: import.result.clone(),
        created_ms: import.created_ms,
        created_by: import.created_by.clone(),
    }
}
