//! Rows that stand together: those of one order, and the dates of a file.

use super::{Counts, Mark, Next, Reader, State};
use crate::column::Field;
use crate::error::FileError;
use crate::orders::{Before, Record};
use crate::reader::Batch;
use crate::refused::{Reason, Refused};
use crate::split::Cells;
use crate::when::{NoDate, decides, when};
use crate::{AHEAD_BYTES_MAX, ROW_BYTES_MAX};

/// Rows of one order that stand together: all of them are taken, or none is, since an order of which a row is missing would count for less than it
/// was.
pub(super) struct Run {
    pub(super) order: String,
    from: Mark,
    /// How it was before them.
    before: Option<Before>,
    counts: Counts,
    unclosed: u32,
    /// Where they are among the orders and the refused rows of the batch.
    pub(super) orders: usize,
    refused: usize,
    /// Those that were taken.
    pub(super) marks: Vec<Mark>,
}

impl Reader {
    /// Begins the rows of another order, where this is one. `false`: the batch is full, and they are left for the next.
    pub(super) fn next_run(&mut self, mark: Mark, run: &mut Option<Run>, batch: &mut Batch, is_full: bool) -> bool {
        let order = Record { cells: &self.cells, places: &self.places, is_table: true }.get(Field::Order);
        // So many rows of one order are none.
        let is_same = |run: &Run| run.order == order && mark.at - run.from.at <= ROW_BYTES_MAX;
        if run.as_ref().is_some_and(is_same) {
            return true;
        }
        let order = order.to_owned();
        if let Some(done) = run.take() {
            self.close_run(done, batch);
        }
        if is_full {
            self.go_back(mark);
            return false;
        }
        let State { before, counts, unclosed, .. } = &self.state;
        let (before, counts, unclosed) = (before.clone(), *counts, *unclosed);
        let (orders, refused) = (batch.orders.len(), batch.refused.len());
        *run = Some(Run { order, from: mark, before, counts, unclosed, orders, refused, marks: Vec::new() });
        true
    }

    pub(super) fn go_back(&mut self, mark: Mark) {
        self.at = mark.at;
        self.state.line = mark.line;
        self.state.row = mark.row;
        self.state.is_skipping = false;
        self.queue.clear();
    }

    /// What is there is read: the order's rows may go on behind it, and are read again with those.
    pub(super) fn end_run(&mut self, run: Run, batch: &mut Batch) {
        if self.is_last {
            return self.close_run(run, batch);
        }
        batch.orders.truncate(run.orders);
        batch.refused.truncate(run.refused);
        self.go_back(run.from);
        self.state.before = run.before;
        self.state.counts = run.counts;
        self.state.unclosed = run.unclosed;
    }

    /// Where a row of an order was refused, so are its others: the file to mend has the whole order.
    fn close_run(&mut self, run: Run, batch: &mut Batch) {
        if batch.refused.len() == run.refused || batch.orders.len() == run.orders {
            return;
        }
        for row in batch.orders.drain(run.orders..) {
            self.state.counts.given_back -= u32::from(row.units < 0);
            self.state.counts.cancelled -= u32::from(row.status == insight::orders::row::Status::Cancelled);
        }
        let mut cells = Cells::default();
        for mark in run.marks {
            let shown = match &mut self.csv {
                Some(csv) => {
                    let rest = self.bytes.get(mark.at..self.at).unwrap_or_default();
                    if let Some((_, bytes, count)) = csv.next(rest, true) {
                        let mut encoding = self.state.encoding;
                        encoding.read(csv.fields.get(..bytes).unwrap_or_default(), csv.ends.get(..count).unwrap_or_default(), &mut cells);
                    }
                    cells.to_vec()
                }
                None => vec![self.raw(mark)],
            };
            batch.refused.push(Refused { line: mark.line + 1, column: String::new(), reason: Reason::Order, cells: shown });
            self.state.counts.refused += 1;
        }
        if let Some(own) = batch.refused.get_mut(run.refused..) {
            own.sort_by_key(|refused| refused.line);
        }
    }

    /// Reads ahead for a date that says which number is the day, and goes back to the row before that. `false`: there is none so far.
    pub(super) fn decide(&mut self, mark: Mark) -> Result<bool, FileError> {
        self.queue.clear();
        let example = self
            .dates()
            .find(|text| matches!(when(text, &self.settings.zone, None), Err(NoDate::Ambiguous)))
            .unwrap_or_default()
            .to_owned();
        let state = self.state.clone();
        let go_back = |reader: &mut Self| {
            reader.state = state.clone();
            reader.at = mark.at;
            reader.state.line = mark.line;
            reader.state.row = mark.row;
            reader.queue.clear();
        };
        let mut found = None;
        go_back(self);
        while found.is_none() {
            match self.next()? {
                Next::More => break,
                Next::Refused(_) => {}
                Next::Record(_) => found = self.dates().find_map(decides),
            }
        }
        go_back(self);
        if found.is_some() {
            self.state.date_order = found;
            return Ok(true);
        }
        if self.is_last || self.bytes.len() - self.at > AHEAD_BYTES_MAX {
            return Err(FileError::DateOrder { example });
        }
        Ok(false)
    }

    pub(super) fn dates(&self) -> impl Iterator<Item = &str> {
        let fields = [Field::At, Field::JoinedAt, Field::ConsentAt, Field::StartsAt, Field::EndsAt];
        let places = fields.into_iter().filter_map(|field| self.places.of(field));
        places.map(|place| self.cells.get(place)).filter(|text| !text.is_empty())
    }
}
