//! Columns while they are made (their bytes are told in [`crate::column`]).

use std::collections::HashMap;

use model::{
    codec::{Reader, Wire as _, put_bytes, put_varint, put_zigzag},
    event::Item,
    facts::{Read, Value},
};

use crate::column::{CODED, LISTS, NUMBERS, RUNS, VERSION};

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

    /// How many rows each has, as a column of values.
    pub fn counts(&self) -> Option<Vec<u8>> {
        self.is_known.then(|| self.counts.column())
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

/// The beginning of a column.
pub(crate) fn header(kind: u8, count: usize) -> Vec<u8> {
    let mut out = vec![VERSION, kind];
    put_varint(&mut out, count as u64);
    out
}

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
