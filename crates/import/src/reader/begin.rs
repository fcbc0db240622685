//! The beginning of a file: what it is written in, and its columns' names.

use serde_json::Value;

use super::{Format, Mark, Next, Reader};
use crate::column::Kind;
use crate::error::FileError;
use crate::heads::Places;
use crate::split::{Csv, Encoding, delimiter, not_text};
use crate::{COLUMNS_MAX, ROW_BYTES_MAX};

impl Reader {
    /// Finds what the file is written in. `false`: more bytes are needed.
    pub(super) fn find_format(&mut self) -> Result<bool, FileError> {
        // As many as the longest mark at a file's beginning.
        if self.bytes.len() < 4 && !self.is_last {
            return Ok(false);
        }
        if let Some(what) = not_text(&self.bytes) {
            return Err(FileError::NotText(what));
        }
        if self.bytes.starts_with(b"\xef\xbb\xbf") {
            self.at = 3;
            self.state.encoding = Encoding::Utf8;
        }
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let Some(first) = rest.iter().find(|byte| !byte.is_ascii_whitespace()) else {
            return if self.is_last { Err(FileError::Empty) } else { Ok(false) };
        };
        let format = match (self.settings.format, first) {
            (Some(format), _) => format,
            (None, b'[') => Format::Json,
            (None, b'{') => {
                let start = rest.iter().position(|byte| *byte == b'{').unwrap_or(0);
                let from = rest.get(start..).unwrap_or_default();
                match memchr::memchr(b'\n', from) {
                    None if !self.is_last && from.len() <= ROW_BYTES_MAX => return Ok(false),
                    end => {
                        let line = from.get(..end.unwrap_or(from.len())).unwrap_or_default();
                        // An object whose line ends with it; else it is one with a list.
                        let is_line = serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
                            && !(end.is_none() && has_list(line, self.settings.kind));
                        if is_line { Format::Ndjson } else { Format::Json }
                    }
                }
            }
            (None, _) => Format::Csv,
        };
        if self.settings.kind == Kind::Events && format != Format::Csv {
            self.places = Places::default();
        }
        self.state.format = Some(format);
        Ok(true)
    }

    /// Reads the columns' names. `false`: more bytes are needed.
    pub(super) fn find_head(&mut self) -> Result<bool, FileError> {
        let end = loop {
            self.skip_line_ends();
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let end = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
            let Some(end) = end.or(self.is_last.then_some(rest.len())) else {
                return if rest.len() > ROW_BYTES_MAX { Err(FileError::TooManyColumns) } else { Ok(false) };
            };
            if rest.is_empty() {
                return if self.is_last { Err(FileError::Empty) } else { Ok(false) };
            }
            // Lines before the head that say nothing do not say by what cells are parted either.
            let line = rest.get(..end).unwrap_or_default();
            if line.iter().any(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b',' | b';' | b'|')) {
                break end;
            }
            self.at += end;
        };
        let mark = Mark { at: self.at, line: self.state.line, row: 0 };
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.state.delimiter = delimiter(rest.get(..end).unwrap_or_default());
        self.csv = Some(Csv::new(self.state.delimiter));
        let head = match self.next_of_csv()? {
            Next::Record(_) => self.cells.to_vec(),
            Next::Refused(_) => return Err(FileError::NotText("text that is neither UTF-8 nor CP949")),
            Next::More => {
                self.csv = None;
                self.go_back(mark);
                return if self.is_last { Err(FileError::Empty) } else { Ok(false) };
            }
        };
        if head.iter().any(|name| name.contains('\0')) {
            return Err(FileError::NotText("no text"));
        }
        if head.len() > COLUMNS_MAX {
            return Err(FileError::TooManyColumns);
        }
        let mut head: Vec<String> = head.iter().map(|name| name.trim().to_owned()).collect();
        // Delimiters behind the last column.
        while head.last().is_some_and(String::is_empty) {
            head.pop();
        }
        if head.is_empty() {
            return Err(FileError::Empty);
        }
        self.state.row = 0;
        self.state.head = head;
        Ok(true)
    }
}

/// Whether a whole file of one line is an object around a list: `{"orders": […]}`.
fn has_list(line: &[u8], kind: Kind) -> bool {
    let Ok(Value::Object(object)) = serde_json::from_slice::<Value>(line) else { return false };
    object.get(kind.name()).is_some_and(Value::is_array)
}
