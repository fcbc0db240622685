//! One column: a value, or a list of rows, for every visit of a block, in bytes.
//!
//! A column begins with its version, its kind and how many visits it has. Texts and other values that come again are kept once, in a
//! dictionary, and each visit has a code; a question is put to the dictionary and its answers are looked up. Numbers that differ nearly
//! everywhere (moments) are differences instead. What is shorter is taken.

use model::{codec::Reader, event::Item, facts::Read, money::Micros};

/// The version byte of columns and parts.
pub const VERSION: u8 = 1;
/// Most visits of a block: what one scan step holds decoded (some 100 KB a column), and few enough for codes of 16 bits.
pub const VISITS_MAX: usize = 4_000;

/// A dictionary and codes.
pub(crate) const CODED: u8 = 1;
/// Differences of numbers.
pub(crate) const NUMBERS: u8 = 2;
/// Lists of rows.
pub(crate) const LISTS: u8 = 3;

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

/// A column of values, read where they stand.
#[derive(Clone, Debug)]
pub enum Column<'a> {
    /// Every different value, and each visit's place among them.
    Coded {
        /// The values.
        values: Vec<Read<'a>>,
        /// Each visit's place.
        codes: Vec<u16>,
    },
    /// Each visit's number, or none, or unknown.
    Numbers(Vec<Read<'static>>),
}

impl<'a> Column<'a> {
    /// Reads a column of so many visits.
    ///
    /// # Errors
    /// `Version`, or `Broken`.
    pub fn take(bytes: &'a [u8], count: usize) -> Result<Self, BlockError> {
        let (kind, from) = open(bytes, count)?;
        Self::of(kind, &mut Quick(from.rest()), count).ok_or(BlockError::Broken)
    }

    fn of(kind: u8, from: &mut Quick<'a>, count: usize) -> Option<Self> {
        let column = match kind {
            CODED => {
                let values: Vec<Read<'_>> = (0..from.count()?).map(|_| from.value()).collect::<Option<_>>()?;
                let codes = take_codes(from, count, values.len())?;
                Self::Coded { values, codes }
            }
            NUMBERS => {
                let mut before = 0_i64;
                let mut numbers = Vec::with_capacity(count);
                for _ in 0..count {
                    numbers.push(match from.varint()? {
                        0 => Read::Unknown,
                        1 => Read::None,
                        code => {
                            before = before.wrapping_add(signed(code - 2));
                            Read::Number(before)
                        }
                    });
                }
                Self::Numbers(numbers)
            }
            _ => return None,
        };
        from.0.is_empty().then_some(column)
    }

    /// What a visit has.
    #[must_use]
    pub fn read(&self, slot: usize) -> Read<'a> {
        match self {
            Self::Coded { values, codes } => codes.get(slot).and_then(|code| values.get(usize::from(*code))).copied(),
            Self::Numbers(numbers) => numbers.get(slot).copied(),
        }
        .unwrap_or(Read::Unknown)
    }
}

/// Reads a column of so many visits for every visit's number; 0 where there is none.
///
/// # Errors
/// `Version`, or `Broken`.
pub fn take_numbers(bytes: &[u8], count: usize) -> Result<Vec<i64>, BlockError> {
    let (kind, from) = open(bytes, count)?;
    let number = |read: &Read<'_>| if let Read::Number(number) = read { *number } else { 0 };
    if kind == NUMBERS {
        let (mut from, mut before) = (Quick(from.rest()), 0_i64);
        let mut numbers = Vec::with_capacity(count);
        for _ in 0..count {
            let step = from.varint().ok_or(BlockError::Broken)?.checked_sub(2);
            before = before.wrapping_add(step.map_or(0, signed));
            numbers.push(if step.is_some() { before } else { 0 });
        }
        return if from.0.is_empty() { Ok(numbers) } else { Err(BlockError::Broken) };
    }
    match Column::of(kind, &mut Quick(from.rest()), count).ok_or(BlockError::Broken)? {
        Column::Coded { values, codes } => {
            let numbers: Vec<i64> = values.iter().map(number).collect();
            Ok(codes.iter().map(|code| numbers.get(usize::from(*code)).copied().unwrap_or(0)).collect())
        }
        Column::Numbers(numbers) => Ok(numbers.iter().map(number).collect()),
    }
}

/// What stands in a list's dictionary.
pub trait Entry<'a>: Sized {
    /// True where the number beside a row is the difference to the number before, over all visits.
    const STEPS: bool;
    /// Reads one; `None`: the bytes are broken.
    fn take(from: &mut Quick<'a>) -> Option<Self>;
}

/// A row of a log without its moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogEntry<'a> {
    /// The key.
    pub key: &'a [u8],
    /// The label.
    pub label: &'a [u8],
    /// The number.
    pub number: i64,
}

impl<'a> Entry<'a> for LogEntry<'a> {
    const STEPS: bool = true;
    fn take(from: &mut Quick<'a>) -> Option<Self> {
        Some(Self { key: from.bytes()?, label: from.bytes()?, number: signed(from.varint()?) })
    }
}

/// A thing in one unit.
impl<'a> Entry<'a> for Item {
    const STEPS: bool = false;
    fn take(from: &mut Quick<'a>) -> Option<Self> {
        let [id, name, category] = [from.text()?, from.text()?, from.text()?].map(str::to_owned);
        let price = if from.varint()? == 1 { Some(Micros(signed(from.varint()?))) } else { None };
        Some(Self { id, name, category, price, quantity: 1 })
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

impl<'a, T: Entry<'a>> ListColumn<T> {
    /// Reads a column of so many visits.
    ///
    /// # Errors
    /// `Version`, or `Broken`.
    pub fn take(bytes: &'a [u8], count: usize) -> Result<Self, BlockError> {
        let (kind, from) = open(bytes, count)?;
        let mut from = Quick(from.rest());
        if kind != LISTS {
            return Err(BlockError::Broken);
        }
        let said = Column::take(from.bytes().ok_or(BlockError::Broken)?, count)?;
        Self::of(&said, &mut from, count).ok_or(BlockError::Broken)
    }

    fn of(said: &Column<'_>, from: &mut Quick<'a>, count: usize) -> Option<Self> {
        let mut counts = Vec::with_capacity(count);
        let mut total = 0_usize;
        for slot in 0..count {
            let rows = if let Read::Number(rows) = said.read(slot) { Some(u32::try_from(rows).ok()?) } else { None };
            total = total.checked_add(rows.unwrap_or(0) as usize)?;
            counts.push(rows);
        }
        let entries: Vec<T> = (0..from.count()?).map(|_| T::take(from)).collect::<Option<_>>()?;
        // A row has two bytes at least.
        if total > from.0.len() {
            return None;
        }
        let (mut rows, mut before) = (Vec::with_capacity(total), 0_i64);
        for _ in 0..total {
            let (place, number) = (from.varint()?, signed(from.varint()?));
            before = if T::STEPS { before.wrapping_add(number) } else { number };
            if place >= entries.len() as u64 {
                return None;
            }
            rows.push((place as u32, before));
        }
        from.0.is_empty().then_some(Self { entries, counts, rows })
    }
}

impl<T> ListColumn<T> {
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

/// Reads what [`Reader`] reads: that one is made to be small and goes on with zeros, this one to be fast. Columns are read by it alone.
#[derive(Clone, Debug)]
pub struct Quick<'a>(&'a [u8]);

impl<'a> Quick<'a> {
    #[inline]
    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (byte, after) = self.0.split_first()?;
            self.0 = after;
            value |= u64::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// How many follow, each of a byte at least.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.varint()?).ok()?;
        (count <= self.0.len()).then_some(count)
    }

    fn exactly(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, after) = self.0.split_at_checked(length)?;
        self.0 = after;
        Some(bytes)
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.varint()?).ok()?;
        self.exactly(length)
    }

    fn text(&mut self) -> Option<&'a str> {
        core::str::from_utf8(self.bytes()?).ok()
    }

    fn value(&mut self) -> Option<Read<'a>> {
        Some(match self.varint()? {
            0 => Read::Unknown,
            1 => Read::None,
            2 => Read::Number(signed(self.varint()?)),
            3 => Read::Text(self.text()?),
            _ => return None,
        })
    }
}

const fn signed(zigzag: u64) -> i64 {
    (zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed()
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
pub(crate) const RUNS: u8 = 255;

fn take_codes(from: &mut Quick<'_>, count: usize, values: usize) -> Option<Vec<u16>> {
    let mut codes: Vec<u16> = Vec::with_capacity(count);
    match u8::from_le_bytes(from.exactly(1)?.try_into().ok()?) {
        0 => codes.resize(count, 0),
        RUNS => {
            while codes.len() < count {
                let (code, length) = (u16::try_from(from.varint()?).ok()?, usize::try_from(from.varint()?).ok()?);
                if length == 0 || length > count - codes.len() {
                    return None;
                }
                codes.resize(codes.len() + length, code);
            }
        }
        16 => codes.extend(from.exactly(count * 2)?.as_chunks().0.iter().map(|two| u16::from_le_bytes(*two))),
        8 => codes.extend(from.exactly(count)?.iter().map(|byte| u16::from(*byte))),
        1 => unpack(&mut codes, from.exactly(count.div_ceil(8))?, |byte| [0, 1, 2, 3, 4, 5, 6, 7].map(|bit| byte >> bit & 1)),
        2 => unpack(&mut codes, from.exactly(count.div_ceil(4))?, |byte| [byte & 3, byte >> 2 & 3, byte >> 4 & 3, byte >> 6]),
        4 => unpack(&mut codes, from.exactly(count.div_ceil(2))?, |byte| [byte & 15, byte >> 4]),
        _ => return None,
    }
    codes.truncate(count);
    let most = codes.iter().copied().max().map_or(0, usize::from);
    (count == 0 || most < values).then_some(codes)
}

/// Some codes of each byte, low bits first.
fn unpack<const N: usize>(codes: &mut Vec<u16>, bytes: &[u8], of: impl Fn(u16) -> [u16; N]) {
    codes.extend(bytes.iter().flat_map(|byte| of(u16::from(*byte))));
}
