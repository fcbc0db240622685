//! What a site's history is asked, and what it answers: bytes in model's postcard.

use insight::orders::row::{Row, Tag};
use model::codec::{Reader, Wire, put_varint};
use model::time::{EpochMs, Zone};

use super::reports::Question;

/// One call.
pub struct Ask {
    /// 16 hex digits. An object is of one site, for ever.
    pub site: String,
    pub now: EpochMs,
    pub what: What,
}

pub enum What {
    /// Keep these chunks of a word in the place of those it has from one place up to another. Answer: nothing (`u32`).
    Stage { tag: Tag, from: u32, to: u32, chunks: Vec<Chunk> },
    /// The word counts. Answer: how many chunks it has (`u32`).
    Apply(Tag),
    /// Forget a word that does not count. Answer: how many chunks it had (`u32`).
    Discard(Tag),
    /// Fold some of what counts. Answer: [`Folded`].
    Fold,
    /// Words of single orders, which count at once. Answer: nothing (`u32`).
    Tell(Vec<(Tag, Vec<Row>)>),
    /// A report. Answer: JSON, without what the edge knows (`String`).
    Report { question: Question, zone: Zone },
    /// A member is erased: their orders are nobody's. Answer: how many they were (`u32`).
    Erase(String),
    /// A member's orders, for their archive. Answer: JSON, one an order (`Vec<String>`).
    Of(String),
}

/// Rows whose orders lie under one root.
pub struct Chunk {
    pub root: u8,
    /// Its place in the word.
    pub n: u32,
    pub rows: u32,
    pub bytes: Vec<u8>,
}

/// What is folded.
pub struct Folded {
    /// Chunks that still wait.
    pub left: u32,
    /// Orders in all.
    pub orders: i64,
    /// Their lines.
    pub lines: i64,
}

/// Rows as a chunk has them.
pub fn bytes_of(rows: &[Row]) -> Vec<u8> {
    let mut out = Vec::with_capacity(rows.len() * 96);
    put_varint(&mut out, rows.len() as u64);
    rows.iter().for_each(|row| row.put(&mut out));
    out
}

impl Wire for What {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Stage { tag, from, to, chunks } => {
                out.push(1);
                tag.put(out);
                (*from, *to).put(out);
                chunks.put(out);
            }
            Self::Apply(tag) => {
                out.push(2);
                tag.put(out);
            }
            Self::Discard(tag) => {
                out.push(3);
                tag.put(out);
            }
            Self::Fold => out.push(4),
            Self::Tell(words) => {
                out.push(5);
                words.put(out);
            }
            Self::Report { question, zone } => {
                out.push(6);
                question.put(out);
                zone.put(out);
            }
            Self::Erase(member) => {
                out.push(7);
                member.put(out);
            }
            Self::Of(member) => {
                out.push(8);
                member.put(out);
            }
        }
    }

    fn take(from: &mut Reader<'_>) -> Self {
        match from.byte() {
            1 => Self::Stage { tag: from.take(), from: from.take(), to: from.take(), chunks: from.take() },
            2 => Self::Apply(from.take()),
            3 => Self::Discard(from.take()),
            4 => Self::Fold,
            5 => Self::Tell(from.take()),
            6 => Self::Report { question: from.take(), zone: from.take() },
            7 => Self::Erase(from.take()),
            8 => Self::Of(from.take()),
            _ => {
                from.fail();
                Self::Fold
            }
        }
    }
}

impl Wire for Chunk {
    fn put(&self, out: &mut Vec<u8>) {
        self.root.put(out);
        (self.n, self.rows).put(out);
        model::codec::put_bytes(out, &self.bytes);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        Self { root: from.take(), n: from.take(), rows: from.take(), bytes: model::codec::copy(from.bytes()) }
    }
}

model::wire!(struct Ask { site, now, what });
model::wire!(struct Folded { left, orders, lines });
