//! One column: a value, or a list of rows, for every visit of a block, in bytes.
//!
//! A column begins with its version, its kind and how many visits it has. Texts and other values that come again are kept once, in a
//! dictionary, and each visit has a code; a question is put to the dictionary and its answers are looked up. Numbers that differ nearly
//! everywhere (moments) are differences instead. What is shorter is taken.

use std::collections::HashMap;

use model::{
    codec::{Reader, Wire as _, put_bytes, put_varint, put_zigzag},
    event::Item,
    facts::{Read, Value},
    wire::written,
};

/// The version byte of columns and parts.
pub const VERSION: u8 = 1;
/// Most visits of a block: what one scan step holds decoded (some 100 KB a column), and few enough for codes of 16 bits.
pub const VISITS_MAX: usize = 4_000;

/// A dictionary and codes.
const CODED: u8 = 1;
/// Differences of numbers.
const NUMBERS: u8 = 2;
/// Lists of rows.
const LISTS: u8 = 3;

/// Why bytes of a block cannot be read, or a visit not be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockError {
    /// Written by a newer version.
    Version,
    /// The bytes of a column or a part are cut short, or are not of this format.
    Broken,
    /// A column or part that the question needs was not given.
    Missing(u16),
    /// The block has as much as one may have: seal it and begin another.
    Full,
}

impl core::fmt::Display for BlockError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Version => f.write_str("a newer version wrote this block: deploy at least that version"),
            Self::Broken => f.write_str("a stored block is cut short or damaged: seal its visits anew"),
            Self::Missing(id) => write!(f, "column {id} of the block was not read: ask columns_of which are needed"),
            Self::Full => f.write_str("the block is full: seal it and begin another"),
        }
    }
}

impl std::error::Error for BlockError {}

/// Values that come again, each kept once, in the order of their first coming.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    places: HashMap<Vec<u8>, usize>,
    body: Vec<u8>,
}

impl Dictionary {
    /// The place of a value's bytes.
    pub fn place(&mut self, bytes: &[u8]) -> usize {
        if let Some(place) = self.places.get(bytes) {
            return *place;
        }
        let place = self.places.len();
        self.body.extend_from_slice(bytes);
        self.places.insert(bytes.to_vec(), place);
        place
    }

    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn bytes(&self) -> usize {
        self.body.len()
    }

    pub fn put(&self, out: &mut Vec<u8>) {
        put_varint(out, self.places.len() as u64);
        out.extend_from_slice(&self.body);
    }
}

/// A column of values while it is made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    dictionary: Dictionary,
    codes: Vec<u16>,
    scratch: Vec<u8>,
}

impl Values {
    /// Adds the next visit's value; what is no value is unknown.
    pub fn push(&mut self, read: Read<'_>) {
        self.scratch.clear();
        match read {
            Read::None => Value::None.put(&mut self.scratch),
            Read::Number(number) => {
                self.scratch.push(2);
                put_zigzag(&mut self.scratch, number);
            }
            Read::Text(text) => {
                self.scratch.push(3);
                put_bytes(&mut self.scratch, text.as_bytes());
            }
            Read::Unknown | Read::Items(_) | Read::Log(_) => Value::Unknown.put(&mut self.scratch),
        }
        let place = self.dictionary.place(&self.scratch);
        self.codes.push(u16::try_from(place).unwrap_or(u16::MAX));
    }

    /// At most so many bytes will it have.
    pub fn bytes(&self) -> usize {
        self.dictionary.bytes() + 2 * self.codes.len()
    }

    /// The column, or nothing where every value is unknown.
    pub fn seal(&self) -> Option<Vec<u8>> {
        let known = self.dictionary.body.as_slice() != [0] && !self.codes.is_empty();
        known.then(|| self.column())
    }

    /// The column, whatever is in it.
    pub fn column(&self) -> Vec<u8> {
        let mut coded = header(CODED, self.codes.len());
        self.dictionary.put(&mut coded);
        put_codes(&mut coded, &self.codes, self.dictionary.len());
        match self.differences() {
            Some(numbers) if numbers.len() < coded.len() => numbers,
            _ => coded,
        }
    }

    /// The same as differences, where all are numbers, none or unknown.
    fn differences(&self) -> Option<Vec<u8>> {
        let mut from = Reader::new(&self.dictionary.body);
        let values: Vec<Value> = (0..self.dictionary.len()).map(|_| from.take()).collect();
        let mut out = header(NUMBERS, self.codes.len());
        let mut before = 0_i64;
        for code in &self.codes {
            match values.get(usize::from(*code))? {
                Value::Unknown => out.push(0),
                Value::None => out.push(1),
                Value::Number(number) => {
                    let step = number.wrapping_sub(before);
                    before = *number;
                    // 0 and 1 are taken.
                    put_varint(&mut out, (step << 1 ^ step >> 63).cast_unsigned().checked_add(2)?);
                }
                Value::Text(_) => return None,
            }
        }
        Some(out)
    }
}

/// A column of values.
#[derive(Clone, Debug)]
pub enum Column {
    /// Every different value, and each visit's place among them.
    Coded {
        /// The values.
        values: Vec<Value>,
        /// Each visit's place.
        codes: Vec<u16>,
    },
    /// Each visit's number, or none, or unknown.
    Numbers(Vec<Read<'static>>),
}

impl Column {
    /// Reads a column of so many visits.
    ///
    /// # Errors
    /// `Version`, or `Broken`.
    pub fn take(bytes: &[u8], count: usize) -> Result<Self, BlockError> {
        let (kind, mut from) = open(bytes, count)?;
        let column = Self::of(kind, &mut from, count)?;
        if from.is_done() && from.check().is_ok() { Ok(column) } else { Err(BlockError::Broken) }
    }

    fn of(kind: u8, from: &mut Reader<'_>, count: usize) -> Result<Self, BlockError> {
        match kind {
            CODED => {
                let values: Vec<Value> = (0..from.count()).map(|_| from.take()).collect();
                let codes = take_codes(from, count, values.len())?;
                Ok(Self::Coded { values, codes })
            }
            NUMBERS => {
                let mut before = 0_i64;
                let mut numbers = Vec::with_capacity(count);
                let mut rest = from.exactly(from.rest().len());
                for _ in 0..count {
                    numbers.push(match varint(&mut rest).ok_or(BlockError::Broken)? {
                        0 => Read::Unknown,
                        1 => Read::None,
                        code => {
                            before = before.wrapping_add(signed(code - 2));
                            Read::Number(before)
                        }
                    });
                }
                if rest.is_empty() { Ok(Self::Numbers(numbers)) } else { Err(BlockError::Broken) }
            }
            _ => Err(BlockError::Broken),
        }
    }

    /// What a visit has.
    #[must_use]
    pub fn read(&self, slot: usize) -> Read<'_> {
        match self {
            Self::Coded { values, codes } => codes.get(slot).and_then(|code| values.get(usize::from(*code))).map_or(Read::Unknown, read),
            Self::Numbers(numbers) => numbers.get(slot).copied().unwrap_or(Read::Unknown),
        }
    }

    /// Every visit's number; 0 where there is none.
    #[must_use]
    pub fn numbers(&self) -> Vec<i64> {
        let number = |read: Read<'_>| if let Read::Number(number) = read { number } else { 0 };
        match self {
            Self::Coded { values, codes } => {
                let numbers: Vec<i64> = values.iter().map(|value| number(read(value))).collect();
                codes.iter().map(|code| numbers.get(usize::from(*code)).copied().unwrap_or(0)).collect()
            }
            Self::Numbers(numbers) => numbers.iter().map(|read| number(*read)).collect(),
        }
    }
}

pub(crate) fn read(value: &Value) -> Read<'_> {
    match value {
        Value::Unknown => Read::Unknown,
        Value::None => Read::None,
        Value::Number(number) => Read::Number(*number),
        Value::Text(text) => Read::Text(text),
    }
}

/// A column of lists while it is made: of rows of a log, or of things.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lists {
    dictionary: Dictionary,
    /// How many rows each visit has; unknown where nothing is known.
    counts: Values,
    rows: Vec<u8>,
    scratch: Vec<u8>,
    before: i64,
    is_known: bool,
}

impl Lists {
    /// Adds the next visit, of which nothing is known.
    pub fn unknown(&mut self) {
        self.counts.push(Read::Unknown);
    }

    /// Adds the next visit with the rows of one log.
    pub fn log<'a>(&mut self, rows: impl Iterator<Item = model::facts::Row<'a>>) {
        let mut count = 0;
        for row in rows {
            self.scratch.clear();
            put_bytes(&mut self.scratch, row.key);
            put_bytes(&mut self.scratch, row.label);
            put_zigzag(&mut self.scratch, row.number);
            let step = row.at.0.wrapping_sub(self.before);
            self.before = row.at.0;
            self.row(step);
            count += 1;
        }
        self.known(count);
    }

    /// Adds the next visit with its things.
    pub fn items(&mut self, items: &[Item]) {
        for item in items {
            self.scratch.clear();
            put_bytes(&mut self.scratch, item.id.as_bytes());
            put_bytes(&mut self.scratch, item.name.as_bytes());
            put_bytes(&mut self.scratch, item.category.as_bytes());
            item.price.put(&mut self.scratch);
            self.row(i64::from(item.quantity));
        }
        self.known(i64::try_from(items.len()).unwrap_or(0));
    }

    fn row(&mut self, number: i64) {
        put_varint(&mut self.rows, self.dictionary.place(&self.scratch) as u64);
        put_zigzag(&mut self.rows, number);
    }

    fn known(&mut self, count: i64) {
        self.counts.push(Read::Number(count));
        self.is_known = true;
    }

    pub fn bytes(&self) -> usize {
        self.dictionary.bytes() + self.rows.len() + self.counts.bytes()
    }

    pub fn seal(&self) -> Option<Vec<u8>> {
        self.is_known.then(|| {
            let mut out = header(LISTS, self.counts.codes.len());
            put_bytes(&mut out, &self.counts.column());
            self.dictionary.put(&mut out);
            out.extend_from_slice(&self.rows);
            out
        })
    }
}

/// What stands in a list's dictionary.
pub trait Entry: Sized {
    /// True where the number beside a row is the difference to the number before, over all visits.
    const STEPS: bool;
    /// Reads one.
    fn take(from: &mut Reader<'_>) -> Self;
}

/// A row of a log without its moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// The key.
    pub key: Vec<u8>,
    /// The label.
    pub label: Vec<u8>,
    /// The number.
    pub number: i64,
}

impl Entry for LogEntry {
    const STEPS: bool = true;
    fn take(from: &mut Reader<'_>) -> Self {
        Self { key: from.bytes().to_vec(), label: from.bytes().to_vec(), number: from.zigzag() }
    }
}

/// A thing in one unit.
impl Entry for Item {
    const STEPS: bool = false;
    fn take(from: &mut Reader<'_>) -> Self {
        Self { id: from.take(), name: from.take(), category: from.take(), price: from.take(), quantity: 1 }
    }
}

/// A column of lists.
#[derive(Clone, Debug)]
pub struct ListColumn<T> {
    /// Every different entry.
    pub entries: Vec<T>,
    /// How many rows each visit has; `None`: not known.
    pub counts: Vec<Option<u32>>,
    /// All rows: the place of the entry, and the moment in milliseconds or the units.
    pub rows: Vec<(u32, i64)>,
}

impl<T: Entry> ListColumn<T> {
    /// Reads a column of so many visits.
    ///
    /// # Errors
    /// `Version`, or `Broken`.
    pub fn take(bytes: &[u8], count: usize) -> Result<Self, BlockError> {
        let (kind, mut from) = open(bytes, count)?;
        if kind != LISTS {
            return Err(BlockError::Broken);
        }
        let said = Column::take(from.bytes(), count)?;
        let mut counts = Vec::with_capacity(count);
        for slot in 0..count {
            counts.push(match said.read(slot) {
                Read::Number(rows) => Some(u32::try_from(rows).map_err(|_| BlockError::Broken)?),
                _ => None,
            });
        }
        let entries: Vec<T> = (0..from.count()).map(|_| T::take(&mut from)).collect();
        let total: u64 = counts.iter().flatten().map(|count| u64::from(*count)).sum();
        // A row has two bytes at least.
        if total > from.rest().len() as u64 {
            return Err(BlockError::Broken);
        }
        from.check().map_err(|_| BlockError::Broken)?;
        let mut rest = from.rest();
        let (mut rows, mut before) = (Vec::with_capacity(usize::try_from(total).unwrap_or(0)), 0_i64);
        for _ in 0..total {
            let (Some(place), Some(number)) = (varint(&mut rest), varint(&mut rest)) else { return Err(BlockError::Broken) };
            let number = signed(number);
            before = if T::STEPS { before.wrapping_add(number) } else { number };
            if place >= entries.len() as u64 {
                return Err(BlockError::Broken);
            }
            rows.push((place as u32, before));
        }
        if rest.is_empty() { Ok(Self { entries, counts, rows }) } else { Err(BlockError::Broken) }
    }

    /// Each visit's rows, one visit after another; `None`: not known.
    pub fn visits(&self) -> impl Iterator<Item = Option<&[(u32, i64)]>> {
        let mut rest = self.rows.as_slice();
        self.counts.iter().map(move |count| {
            let (rows, after) = rest.split_at_checked((*count)? as usize)?;
            rest = after;
            Some(rows)
        })
    }
}

/// A number as [`Reader::varint`] has it; that one is made to be small, not fast, and rows are most of what a scan reads.
#[inline]
fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            return Some(value);
        }
    }
    None
}

const fn signed(zigzag: u64) -> i64 {
    (zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed()
}

/// The beginning of a column.
pub(crate) fn header(kind: u8, count: usize) -> Vec<u8> {
    let mut out = vec![VERSION, kind];
    put_varint(&mut out, count as u64);
    out
}

/// The kind of a column of so many visits, and what follows.
pub(crate) fn open(bytes: &[u8], count: usize) -> Result<(u8, Reader<'_>), BlockError> {
    let mut from = Reader::new(bytes);
    let (version, kind, said) = (from.byte(), from.byte(), from.varint());
    if version != VERSION && from.check().is_ok() {
        return Err(BlockError::Version);
    }
    if from.check().is_err() || said != count as u64 || count > VISITS_MAX {
        return Err(BlockError::Broken);
    }
    Ok((kind, from))
}

/// Stands for runs where the bits of a code stand.
const RUNS: u8 = 255;

/// Appends codes: bits of each (0, 1, 2, 4, 8, 16) and the codes, low bits first; or runs of (code, length).
fn put_codes(out: &mut Vec<u8>, codes: &[u16], values: usize) {
    let bits: u8 = match values {
        0 | 1 => 0,
        2 => 1,
        3 | 4 => 2,
        5..=16 => 4,
        17..=256 => 8,
        _ => 16,
    };
    let mut runs = vec![RUNS];
    for run in codes.chunk_by(|a, b| a == b) {
        put_varint(&mut runs, u64::from(run.first().copied().unwrap_or(0)));
        put_varint(&mut runs, run.len() as u64);
    }
    if runs.len() <= codes.len() * usize::from(bits) / 8 {
        out.extend_from_slice(&runs);
        return;
    }
    out.push(bits);
    match bits {
        0 => {}
        16 => codes.iter().for_each(|code| out.extend_from_slice(&code.to_le_bytes())),
        _ => {
            for some in codes.chunks(usize::from(8 / bits)) {
                let byte = some.iter().rev().fold(0_u16, |byte, code| byte << bits | code);
                out.push(byte.to_le_bytes()[0]);
            }
        }
    }
}

fn take_codes(from: &mut Reader<'_>, count: usize, values: usize) -> Result<Vec<u16>, BlockError> {
    let mut codes: Vec<u16> = Vec::with_capacity(count);
    match from.byte() {
        0 => codes.resize(count, 0),
        RUNS => {
            while codes.len() < count && !from.is_done() {
                let (code, length) = (from.take(), from.small() as usize);
                if length == 0 || length > count - codes.len() {
                    return Err(BlockError::Broken);
                }
                codes.resize(codes.len() + length, code);
            }
        }
        16 => codes.extend(from.exactly(count * 2).chunks_exact(2).map(|two| two.try_into().map_or(0, u16::from_le_bytes))),
        bits @ (1 | 2 | 4 | 8) => {
            let each = usize::from(8 / bits);
            let mask = (1_u16 << bits) - 1;
            for byte in from.exactly(count.div_ceil(each)) {
                let mut byte = u16::from(*byte);
                for _ in 0..each {
                    codes.push(byte & mask);
                    byte >>= bits;
                }
            }
            codes.truncate(count);
        }
        _ => return Err(BlockError::Broken),
    }
    let most = codes.iter().copied().max().map_or(0, usize::from);
    if codes.len() == count && (count == 0 || most < values) { Ok(codes) } else { Err(BlockError::Broken) }
}

/// A value's bytes among a dictionary's.
pub(crate) fn bytes_of<T: model::codec::Wire>(value: &T) -> Vec<u8> {
    written(value)
}
