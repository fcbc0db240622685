//! The next record of a file, and where it begins.

use serde_json::Value;

use super::{Format, Mark, Next, Reader};
use crate::column::Kind;
use crate::error::FileError;
use crate::json;
use crate::refused::{Reason, Refused};
use crate::split::{Cells, line_ends};
use crate::{ROW_BYTES_MAX, UNCLOSED_MAX};

impl Reader {
    pub(super) fn next(&mut self) -> Result<Next, FileError> {
        match self.state.format {
            Some(Format::Csv) => self.next_of_csv(),
            Some(Format::Ndjson) => Ok(self.next_line()),
            _ => self.next_of_list(),
        }
    }

    pub(super) fn next_of_csv(&mut self) -> Result<Next, FileError> {
        loop {
            if self.state.is_skipping && !self.skip_line() {
                return Ok(Next::More);
            }
            self.skip_line_ends();
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let Some(csv) = &mut self.csv else { return Err(FileError::State) };
            let Some((taken, bytes, cells)) = csv.next(rest, self.is_last) else {
                if rest.len() > ROW_BYTES_MAX {
                    return self.refuse_line(Reason::RowTooLong).map(Next::Refused);
                }
                return Ok(Next::More);
            };
            let raw = rest.get(..taken).unwrap_or_default();
            if raw.ends_with(b"\r") && taken == rest.len() && !self.is_last {
                // Whether this is a line's whole end tells the next byte.
                return Ok(Next::More);
            }
            let mark = Mark { at: self.at, line: self.state.line, row: self.state.row };
            if taken > ROW_BYTES_MAX {
                return self.refuse_line(Reason::RowTooLong).map(Next::Refused);
            }
            // At the end of a file an open quote is closed by nothing.
            let is_open = self.is_last
                && taken == rest.len()
                && memchr::memchr(b'"', raw).is_some()
                && memchr::memchr_iter(b'"', raw).count() % 2 == 1;
            if is_open && memchr::memchr(b'\n', raw.trim_ascii_end()).is_some() {
                return self.refuse_line(Reason::Quote).map(Next::Refused);
            }
            let lines = line_ends(raw, rest.get(taken).copied());
            let fields = csv.fields.get(..bytes).unwrap_or_default();
            let is_read = self.state.encoding.read(fields, csv.ends.get(..cells).unwrap_or_default(), &mut self.cells);
            self.at += taken;
            self.state.line += lines;
            if self.cells.is_blank() {
                continue;
            }
            self.state.row += 1;
            if !is_read {
                return Ok(Next::Refused(Refused {
                    line: mark.line + 1,
                    column: String::new(),
                    reason: Reason::Encoding,
                    cells: self.cells.to_vec(),
                }));
            }
            return Ok(Next::Record(mark));
        }
    }

    /// Ends of lines before a record: a blank line, or the second half of the end before.
    pub(super) fn skip_line_ends(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let count = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if count == 0 {
            return;
        }
        let (ends, after) = rest.split_at(count);
        // A \r that is the last byte so far is counted with what follows it.
        let held = usize::from(ends.last() == Some(&b'\r') && after.is_empty() && !self.is_last);
        let ends = ends.get(..count - held).unwrap_or_default();
        // The record before has counted its \r where no \n followed it.
        self.state.line += line_ends(ends, rest.get(count - held).copied());
        self.at += count - held;
    }

    /// Refuses a line alone, and goes on behind it.
    fn refuse_line(&mut self, reason: Reason) -> Result<Refused, FileError> {
        let line = self.state.line + 1;
        self.state.unclosed += 1;
        if self.state.unclosed > UNCLOSED_MAX {
            return Err(FileError::Quotes { line });
        }
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let shown = rest.get(..end.min(crate::CELL_CHARS_MAX)).unwrap_or_default();
        let cells = vec![String::from_utf8_lossy(shown).into_owned()];
        self.state.row += 1;
        self.state.is_skipping = true;
        self.skip_line();
        Ok(Refused { line, column: String::new(), reason, cells })
    }

    /// Throws the rest of a line away. `false`: it goes on in the next part.
    fn skip_line(&mut self) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        match memchr::memchr(b'\n', rest) {
            Some(end) => {
                self.at += end + 1;
                self.state.line += 1;
                self.state.is_skipping = false;
            }
            None => self.at = self.bytes.len(),
        }
        !self.state.is_skipping
    }

    fn next_line(&mut self) -> Next {
        loop {
            if self.queue_next() {
                let mark = self.queue_mark();
                return Next::Record(mark);
            }
            if self.state.is_skipping && !self.skip_line() {
                return Next::More;
            }
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let end = match memchr::memchr(b'\n', rest) {
                Some(end) => end + 1,
                None if self.is_last && !rest.is_empty() => rest.len(),
                None if rest.len() > ROW_BYTES_MAX => {
                    let refused =
                        Refused { line: self.state.line + 1, column: String::new(), reason: Reason::RowTooLong, cells: Vec::new() };
                    self.state.row += 1;
                    self.state.is_skipping = true;
                    return Next::Refused(refused);
                }
                None => return Next::More,
            };
            let line = rest.get(..end).unwrap_or_default().trim_ascii();
            if line.is_empty() {
                self.at += end;
                self.state.line += 1;
                continue;
            }
            let read =
                if end > ROW_BYTES_MAX { Err(Reason::RowTooLong) } else { serde_json::from_slice::<Value>(line).map_err(|_| Reason::Json) };
            if let Some(refused) = self.queue_object(read, end, 1) {
                return Next::Refused(refused);
            }
        }
    }

    fn next_of_list(&mut self) -> Result<Next, FileError> {
        loop {
            if self.queue_next() {
                let mark = self.queue_mark();
                return Ok(Next::Record(mark));
            }
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            if !self.state.in_list {
                let Some(start) = memchr::memchr(b'[', rest) else {
                    return if self.is_last || rest.len() > ROW_BYTES_MAX { Err(FileError::NotAList) } else { Ok(Next::More) };
                };
                self.state.line += line_ends(rest.get(..start).unwrap_or_default(), None);
                self.at += start + 1;
                self.state.in_list = true;
                continue;
            }
            match json::find(rest, self.is_last) {
                Err(()) => return Err(FileError::NotAList),
                Ok(None) if rest.len() > ROW_BYTES_MAX && !self.is_last => return Err(FileError::NotAList),
                Ok(None) => return Ok(Next::More),
                Ok(Some((start, end))) => {
                    let raw = rest.get(start..end).unwrap_or_default();
                    let read = if end - start > ROW_BYTES_MAX {
                        Err(Reason::RowTooLong)
                    } else {
                        serde_json::from_slice::<Value>(raw).map_err(|_| Reason::Json)
                    };
                    let before = line_ends(rest.get(..start).unwrap_or_default(), None);
                    let inside = line_ends(raw, None);
                    self.state.line += before;
                    self.at += start;
                    if let Some(refused) = self.queue_object(read, end - start, inside) {
                        return Ok(Next::Refused(refused));
                    }
                }
            }
        }
    }

    /// Puts an object's records into the queue, and goes behind it.
    fn queue_object(&mut self, read: Result<Value, Reason>, taken: usize, lines: u64) -> Option<Refused> {
        let start = self.at;
        let line = self.state.line;
        let refuse = |reader: &mut Self, reason: Reason| {
            let cells = vec![
                String::from_utf8_lossy(reader.bytes.get(start..start + taken).unwrap_or_default())
                    .trim()
                    .chars()
                    .take(crate::CELL_CHARS_MAX)
                    .collect(),
            ];
            reader.at = start + taken;
            reader.state.line += lines;
            reader.state.row += 1;
            Some(Refused { line: line + 1, column: String::new(), reason, cells })
        };
        let object = match read {
            Ok(Value::Object(object)) => object,
            Ok(_) => return refuse(self, Reason::Json),
            Err(reason) => return refuse(self, reason),
        };
        if self.settings.kind == Kind::Events {
            let mut cells = Cells::default();
            cells.push(&Value::Object(object).to_string());
            self.queue.push_back(cells);
        } else {
            let queue = &mut self.queue;
            self.keys.records(&object, |cells| queue.push_back(cells));
        }
        self.queue_from = Mark { at: start, line, row: self.state.row };
        self.at += taken;
        self.state.line += lines;
        None
    }

    fn queue_next(&mut self) -> bool {
        let Some(cells) = self.queue.pop_front() else { return false };
        self.cells = cells;
        true
    }

    /// Of all records of an object where it begins: reading begins anew there.
    fn queue_mark(&mut self) -> Mark {
        let mark = Mark { row: self.state.row, ..self.queue_from };
        self.state.row += 1;
        mark
    }
}
