//! A file's bytes into records of cells.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use encoding_rs::EUC_KR;
use serde::{Deserialize, Serialize};

use crate::CELL_CHARS_MAX;

/// A record's cells, one after the other in one text.
#[derive(Default)]
pub struct Cells {
    text: String,
    ends: Vec<usize>,
}

impl Cells {
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    pub fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell without the space around it, and without the sign that keeps a spreadsheet from taking it for a formula. What is not there is empty.
    pub fn get(&self, place: usize) -> &str {
        let cell = self.whole(place).trim();
        match cell.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
            _ => cell,
        }
    }

    fn whole(&self, place: usize) -> &str {
        let start = if place == 0 { Some(0) } else { self.ends.get(place - 1).copied() };
        let range = start.zip(self.ends.get(place).copied());
        range.and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default()
    }

    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The cell that is longer than may be.
    pub fn too_long(&self) -> Option<usize> {
        // Bytes first: most rows are shorter than one such cell.
        if self.text.len() <= CELL_CHARS_MAX {
            return None;
        }
        (0..self.len()).find(|place| self.whole(*place).chars().count() > CELL_CHARS_MAX)
    }

    /// All of them, cut.
    pub fn to_vec(&self) -> Vec<String> {
        (0..self.len()).map(|place| self.whole(place).chars().take(CELL_CHARS_MAX).collect()).collect()
    }
}

/// How letters are written. ASCII alone is all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// Nothing has told yet.
    #[default]
    Open,
    Utf8,
    /// What spreadsheets in Korea write. None of its second bytes is a delimiter, a quote or a line's end, so that cells are found before it is read.
    Cp949,
}

impl Encoding {
    /// Reads a record's bytes. The first letters that are no ASCII tell which encoding it is: three bytes of UTF-8 in a row are no accident, what is no
    /// UTF-8 is the other. `false`: it is neither.
    pub fn read(&mut self, bytes: &[u8], ends: &[usize], into: &mut Cells) -> bool {
        into.clear();
        if *self != Self::Cp949 || bytes.is_ascii() {
            // Of each cell, not only of all of them in one: the first half of a letter may end one, and the other begin the next.
            let whole = core::str::from_utf8(bytes).ok().filter(|text| ends.iter().all(|end| text.is_char_boundary(*end)));
            if let Some(text) = whole {
                if *self == Self::Open && bytes.iter().any(|byte| *byte >= 0xe0) {
                    *self = Self::Utf8;
                }
                into.text.push_str(text);
                into.ends.extend_from_slice(ends);
                return true;
            }
            if *self == Self::Utf8 {
                into.text.push_str(&String::from_utf8_lossy(bytes));
                into.ends.push(into.text.len());
                return false;
            }
        }
        let mut start = 0;
        for end in ends {
            let cell = bytes.get(start..*end).unwrap_or_default();
            let Some(text) = EUC_KR.decode_without_bom_handling_and_without_replacement(cell) else {
                into.clear();
                into.push(&String::from_utf8_lossy(bytes));
                return false;
            };
            into.push(&text);
            start = *end;
        }
        *self = Self::Cp949;
        true
    }
}

/// Finds records of CSV.
pub struct Csv {
    reader: Reader,
    pub fields: Vec<u8>,
    pub ends: Vec<usize>,
}

impl Csv {
    pub fn new(delimiter: u8) -> Self {
        Self { reader: ReaderBuilder::new().delimiter(delimiter).build(), fields: vec![0; 4096], ends: vec![0; 64] }
    }

    /// Finds the record that begins here: how many bytes it takes and how many cells it has. `None`: it is not whole.
    pub fn next(&mut self, input: &[u8], is_last: bool) -> Option<(usize, usize, usize)> {
        self.reader.reset();
        let (mut read, mut bytes, mut cells) = (0, 0, 0);
        loop {
            let rest = input.get(read..).unwrap_or_default();
            if rest.is_empty() && !is_last {
                return None;
            }
            let (fields, ends) = (self.fields.get_mut(bytes..).unwrap_or_default(), self.ends.get_mut(cells..).unwrap_or_default());
            let (result, taken, written, ended) = self.reader.read_record(rest, fields, ends);
            read += taken;
            bytes += written;
            cells += ended;
            match result {
                ReadRecordResult::InputEmpty if is_last => {}
                ReadRecordResult::InputEmpty => return None,
                ReadRecordResult::OutputFull => self.fields.resize(self.fields.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => return Some((read, bytes, cells)),
                ReadRecordResult::End => return None,
            }
        }
    }
}

/// The delimiter of a file, by its first line: the one that stands there most often outside of quotes.
pub fn delimiter(line: &[u8]) -> u8 {
    let mut is_quoted = false;
    let mut counts = [(b',', 0_u32), (b'\t', 0), (b';', 0), (b'|', 0)];
    for byte in line {
        is_quoted ^= *byte == b'"';
        if !is_quoted && let Some((_, count)) = counts.iter_mut().find(|(known, _)| known == byte) {
            *count += 1;
        }
    }
    // Of two that stand as often the first: `max_by_key` takes the last.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(found, _)| *found)
}

/// How many lines end in these bytes, the last of which may go on in `next`.
pub fn line_ends(bytes: &[u8], next: Option<u8>) -> u64 {
    let plain = memchr::memchr_iter(b'\n', bytes).count();
    if memchr::memchr(b'\r', bytes).is_none() {
        return plain as u64;
    }
    // Old Macs' lines end with \r alone.
    let alone = memchr::memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1).copied().or(next) != Some(b'\n')).count();
    (plain + alone) as u64
}

/// What a file is that is no text, by its first bytes.
pub fn not_text(bytes: &[u8]) -> Option<&'static str> {
    let is = |magic: &[u8]| bytes.starts_with(magic);
    if is(b"PK\x03\x04") {
        return Some("an Excel workbook or a ZIP archive");
    }
    if is(b"\xd0\xcf\x11\xe0") {
        return Some("an old Excel workbook");
    }
    if is(b"\x1f\x8b") {
        return Some("a file packed with gzip");
    }
    if is(b"\xff\xfe") || is(b"\xfe\xff") {
        return Some("UTF-16 text");
    }
    if is(b"%PDF") {
        return Some("a PDF");
    }
    None
}
