//! The reader of one file: fed in parts, gone on with anywhere.

use std::collections::{BTreeMap, VecDeque};

use insight::orders::row::Row;
use model::ids::VisitorId;
use model::import::{Importer, Line};
use model::money::Currency;
use model::time::{EpochMs, Zone};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::column::{Columns, Field, Kind};
use crate::error::FileError;
use crate::heads::{self, Places};
use crate::json::{self, Keys};
use crate::kinds::{Coupon, Member, Product, coupon, member, product};
use crate::orders::{Bad, Before, Record, row};
use crate::refused::{Reason, Refused};
use crate::split::{Cells, Csv, Encoding, delimiter, line_ends, not_text};
use crate::status::Last;
use crate::when::{DateOrder, NoDate, decides, when};
use crate::{AHEAD_BYTES_MAX, COLUMNS_MAX, ROW_BYTES_MAX, ROWS_MAX, UNCLOSED_MAX};

/// What a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Csv,
    /// An object a line.
    Ndjson,
    /// A list of objects, or an object with one.
    Json,
}

impl Format {
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [("csv", Self::Csv), ("ndjson", Self::Ndjson), ("json", Self::Json)]
            .into_iter()
            .find(|(known, _)| *known == name)
            .map(|(_, format)| format)
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Json => "json",
        }
    }
}

/// What is said of a file by whoever sends it. It must be the same for all its parts, but for the moment.
#[derive(Clone, Debug)]
pub struct Settings {
    pub kind: Kind,
    /// Left out: found.
    pub format: Option<Format>,
    /// Columns said by hand.
    pub columns: Columns,
    /// Of times without an offset.
    pub zone: Zone,
    /// Of amounts without a currency.
    pub currency: Currency,
    /// Which number of `1/5/2024` is the day. Left out: found, or asked for.
    pub date_order: Option<DateOrder>,
    pub now: EpochMs,
}

/// What is carried from part to part, beside the bytes of the row that is not whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub format: Option<Format>,
    delimiter: u8,
    encoding: Encoding,
    /// The columns' names; empty: not read yet, or there are none.
    pub head: Vec<String>,
    columns: BTreeMap<Field, u16>,
    date_order: Option<DateOrder>,
    /// The line that begins at the bytes that are carried, from 0.
    line: u64,
    /// The number of the next row, from 0.
    row: u32,
    /// The rest of a line is thrown away.
    is_skipping: bool,
    unclosed: u32,
    /// The bracket of a list is behind.
    in_list: bool,
    before: Option<Before>,
    pub counts: Counts,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows that were read, those counted that were refused.
    pub rows: u32,
    pub refused: u32,
    /// Of orders: rows of what was given back, and rows of orders that were cancelled.
    pub given_back: u32,
    pub cancelled: u32,
}

/// Rows that were read. Those of the kind of the file are there.
#[derive(Debug, Default)]
pub struct Batch {
    pub orders: Vec<Row>,
    pub members: Vec<Member>,
    pub products: Vec<Product>,
    pub coupons: Vec<Coupon>,
    /// Lines of JSON that are events.
    pub events: Vec<String>,
    pub refused: Vec<Refused>,
    /// Nothing more can be read until more comes.
    pub is_done: bool,
}

impl Batch {
    /// Rows that can be taken.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.orders.len() + self.members.len() + self.products.len() + self.coupons.len() + self.events.len()
    }
}

/// What a row is read with.
pub struct Context<'a> {
    zone: &'a Zone,
    pub currency: Currency,
    date_order: Option<DateOrder>,
    pub now: EpochMs,
}

impl Context<'_> {
    /// # Errors
    /// [`NoDate`].
    pub fn when(&self, text: &str) -> Result<EpochMs, NoDate> {
        when(text, self.zone, self.date_order)
    }
}

/// Reads a file.
pub struct Reader {
    settings: Settings,
    state: State,
    bytes: Vec<u8>,
    /// Where in `bytes` the next row begins.
    at: usize,
    is_last: bool,
    csv: Option<Csv>,
    places: Places,
    keys: Keys,
    cells: Cells,
    last: Last,
    /// Records of one object that are still to be read.
    queue: VecDeque<Cells>,
    /// Where their object begins.
    queue_from: Mark,
}

/// Where reading may begin anew.
#[derive(Clone, Copy, Default)]
struct Mark {
    at: usize,
    line: u64,
    row: u32,
}

/// Rows of one order that stand together: all of them are taken, or none is, since an order of which a row is missing would count for less than it
/// was.
struct Run {
    order: String,
    from: Mark,
    /// How it was before them.
    before: Option<Before>,
    counts: Counts,
    unclosed: u32,
    /// Where they are among the orders and the refused rows of the batch.
    orders: usize,
    refused: usize,
    /// Those that were taken.
    marks: Vec<Mark>,
}

enum Next {
    /// `cells` holds it.
    Record(Mark),
    Refused(Refused),
    /// It is not whole.
    More,
}

impl Reader {
    /// A reader of a file from its beginning, or from where another one stopped.
    #[must_use]
    pub fn new(settings: Settings, state: State, rest: Vec<u8>) -> Self {
        let csv = (!state.head.is_empty()).then(|| Csv::new(state.delimiter));
        let places = if state.format == Some(Format::Csv) { Places::from_kept(&state.columns) } else { by_field(settings.kind) };
        let keys = Keys::new(settings.kind, &settings.columns);
        Self {
            settings,
            state,
            bytes: rest,
            at: 0,
            is_last: false,
            csv,
            places,
            keys,
            cells: Cells::default(),
            last: Last::default(),
            queue: VecDeque::new(),
            queue_from: Mark::default(),
        }
    }

    /// The next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.at);
        self.at = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// There are no more.
    pub const fn close(&mut self) {
        self.is_last = true;
    }

    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// What is to be carried: the state, and the bytes that are not read.
    #[must_use]
    pub fn into_carried(mut self) -> (State, Vec<u8>) {
        self.bytes.drain(..self.at);
        (self.state, self.bytes)
    }

    /// Finds the format and, of CSV, the head. `None`: more bytes are needed for that.
    ///
    /// # Errors
    /// [`FileError`]: nothing has been read, and more of it will not help.
    pub fn head(&mut self) -> Result<Option<&[String]>, FileError> {
        if self.state.format.is_none() && !self.find_format()? {
            return Ok(None);
        }
        if self.state.format == Some(Format::Csv) && self.state.head.is_empty() && !self.find_head()? {
            return Ok(None);
        }
        Ok(Some(&self.state.head))
    }

    /// Says which column is which; what was remembered of such a head counts after what is said by hand.
    ///
    /// # Errors
    /// [`FileError::Columns`] and its like.
    pub fn map(&mut self, remembered: &Columns) -> Result<(), FileError> {
        if let Some(field) = self.settings.columns.keys().find(|field| !self.settings.kind.fields().contains(field)) {
            return Err(FileError::NoSuchField(field.name().into()));
        }
        if self.state.format != Some(Format::Csv) || !self.state.columns.is_empty() || self.state.head.is_empty() {
            return Ok(());
        }
        let mut columns = remembered.clone();
        columns.extend(self.settings.columns.clone());
        self.places = heads::places(self.settings.kind, &self.state.head, &columns)?;
        self.state.columns = self.places.kept(self.settings.kind);
        Ok(())
    }

    /// Which head each field has.
    #[must_use]
    pub fn columns(&self) -> Columns {
        let head = |place: u16| self.state.head.get(usize::from(place)).cloned();
        self.state.columns.iter().filter_map(|(field, place)| Some((*field, head(*place)?))).collect()
    }

    /// Reads on: about so many rows, or all that are whole.
    ///
    /// # Errors
    /// [`FileError`]: it cannot be gone on with.
    pub fn batch(&mut self, rows_max: usize) -> Result<Batch, FileError> {
        let mut batch = Batch::default();
        if self.head()?.is_none() {
            return if self.is_last { Err(FileError::Empty) } else { Ok(Batch { is_done: true, ..batch }) };
        }
        self.map(&Columns::new())?;
        let mut importer = Importer::new(self.settings.currency, self.settings.now);
        let mut run: Option<Run> = None;
        while batch.taken() + batch.refused.len() < rows_max || run.is_some() || !self.queue.is_empty() {
            match self.next()? {
                Next::More => {
                    batch.is_done = true;
                    break;
                }
                Next::Refused(refused) => {
                    self.state.counts.rows += 1;
                    self.state.counts.refused += 1;
                    batch.refused.push(refused);
                }
                Next::Record(mark) => {
                    if mark.row >= ROWS_MAX {
                        return Err(FileError::TooManyRows);
                    }
                    let is_full = batch.taken() + batch.refused.len() >= rows_max;
                    if self.settings.kind == Kind::Orders && !self.next_run(mark, &mut run, &mut batch, is_full) {
                        break;
                    }
                    if !self.take(mark, &mut batch, &mut importer)? {
                        batch.is_done = true;
                        break;
                    }
                    if let Some(run) = run.as_mut().filter(|run| run.orders + run.marks.len() < batch.orders.len()) {
                        run.marks.push(mark);
                    }
                }
            }
        }
        if let Some(run) = run {
            self.end_run(run, &mut batch);
        }
        Ok(batch)
    }

    /// Begins the rows of another order, where this is one. `false`: the batch is full, and they are left for the next.
    fn next_run(&mut self, mark: Mark, run: &mut Option<Run>, batch: &mut Batch, is_full: bool) -> bool {
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

    fn go_back(&mut self, mark: Mark) {
        self.at = mark.at;
        self.state.line = mark.line;
        self.state.row = mark.row;
        self.state.is_skipping = false;
        self.queue.clear();
    }

    /// What is there is read: the order's rows may go on behind it, and are read again with those.
    fn end_run(&mut self, run: Run, batch: &mut Batch) {
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

    /// Reads the record in `cells`. `false`: its date may be two, and what is there does not tell which.
    fn take(&mut self, mark: Mark, batch: &mut Batch, importer: &mut Importer) -> Result<bool, FileError> {
        let kind = self.settings.kind;
        if self.settings.date_order.is_none() && self.state.date_order.is_none() {
            let found = self.dates().find_map(decides);
            self.state.date_order = found;
        }
        let context = Context {
            zone: &self.settings.zone,
            currency: self.settings.currency,
            date_order: self.settings.date_order.or(self.state.date_order),
            now: self.settings.now,
        };
        let is_csv = self.state.format == Some(Format::Csv);
        let record = Record { cells: &self.cells, places: &self.places, is_table: is_csv };
        let taken = if let Some(place) = self.cells.too_long() {
            let column = self.state.head.get(place).cloned().unwrap_or_default();
            Err(Err((column, Reason::TooLong)))
        } else if is_csv && self.cells.len() != self.state.head.len() && !self.has_blank_end() {
            Err(Err((String::new(), Reason::Cells { head: self.state.head.len(), row: self.cells.len() })))
        } else {
            let taken = match kind {
                Kind::Orders => row(&record, mark.row, &context, &mut self.state.before, &mut self.last).map(|row| {
                    self.state.counts.given_back += u32::from(row.units < 0);
                    self.state.counts.cancelled += u32::from(row.status == insight::orders::row::Status::Cancelled);
                    batch.orders.push(row);
                }),
                Kind::Members => member(&record, &context).map(|member| batch.members.push(member)),
                Kind::Products => product(&record, &context).map(|product| batch.products.push(product)),
                Kind::Coupons => coupon(&record, &context).map(|coupon| batch.coupons.push(coupon)),
                Kind::Events => {
                    let line = event_line(&self.cells, &self.state.head, is_csv, &context);
                    match event(&line, importer) {
                        Ok(()) => {
                            batch.events.push(line);
                            Ok(())
                        }
                        Err(why) => Err(Bad::Refused(Field::At, Reason::Event(why))),
                    }
                }
            };
            taken.map_err(|bad| match bad {
                Bad::Ambiguous => Ok(()),
                Bad::Refused(field, reason) => Err((self.column(field, &reason), reason)),
            })
        };
        match taken {
            Ok(()) => {}
            Err(Ok(())) => return self.decide(mark),
            Err(Err((column, reason))) => {
                let cells = if is_csv { self.cells.to_vec() } else { vec![self.raw(mark)] };
                batch.refused.push(Refused { line: mark.line + 1, column, reason, cells });
                self.state.counts.refused += 1;
            }
        }
        self.state.counts.rows += 1;
        Ok(true)
    }

    /// What a column is called where it is refused.
    fn column(&self, field: Field, reason: &Reason) -> String {
        match (self.places.of(field), reason) {
            (_, Reason::Event(_)) => String::new(),
            (Some(place), _) if !self.state.head.is_empty() => self.state.head.get(place).cloned().unwrap_or_default(),
            _ => field.name().to_owned(),
        }
    }

    /// Spreadsheets leave delimiters behind the last column, or leave them out.
    fn has_blank_end(&self) -> bool {
        let (head, row) = (self.state.head.len(), self.cells.len());
        // Fewer: only where all that a row of this kind needs is there.
        row > head && (head..row).all(|place| self.cells.get(place).is_empty())
    }

    /// An object as it stands in the file.
    fn raw(&self, mark: Mark) -> String {
        let end = self.at.max(mark.at);
        String::from_utf8_lossy(self.bytes.get(mark.at..end).unwrap_or_default())
            .trim_matches([',', ' ', '\n', '\r', '\t'])
            .chars()
            .take(crate::CELL_CHARS_MAX)
            .collect()
    }

    /// Reads ahead for a date that says which number is the day, and goes back to the row before that. `false`: there is none so far.
    fn decide(&mut self, mark: Mark) -> Result<bool, FileError> {
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

    fn dates(&self) -> impl Iterator<Item = &str> {
        let fields = [Field::At, Field::JoinedAt, Field::ConsentAt, Field::StartsAt, Field::EndsAt];
        let places = fields.into_iter().filter_map(|field| self.places.of(field));
        places.map(|place| self.cells.get(place)).filter(|text| !text.is_empty())
    }

    fn next(&mut self) -> Result<Next, FileError> {
        match self.state.format {
            Some(Format::Csv) => self.next_of_csv(),
            Some(Format::Ndjson) => Ok(self.next_line()),
            _ => self.next_of_list(),
        }
    }

    fn next_of_csv(&mut self) -> Result<Next, FileError> {
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
    fn skip_line_ends(&mut self) {
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

    /// Finds what the file is written in. `false`: more bytes are needed.
    fn find_format(&mut self) -> Result<bool, FileError> {
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
    fn find_head(&mut self) -> Result<bool, FileError> {
        self.skip_line_ends();
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let end = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
        let Some(end) = end.or(self.is_last.then_some(rest.len())) else {
            return if rest.len() > ROW_BYTES_MAX { Err(FileError::TooManyColumns) } else { Ok(false) };
        };
        if rest.is_empty() {
            return if self.is_last { Err(FileError::Empty) } else { Ok(false) };
        }
        self.state.delimiter = delimiter(rest.get(..end).unwrap_or_default());
        self.csv = Some(Csv::new(self.state.delimiter));
        let head = match self.next_of_csv()? {
            Next::Record(_) => self.cells.to_vec(),
            Next::Refused(_) => return Err(FileError::NotText("text that is neither UTF-8 nor CP949")),
            Next::More => {
                self.csv = None;
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
        self.state.row = 0;
        self.state.head = head;
        Ok(true)
    }
}

/// Of JSON a record is a table by field.
fn by_field(kind: Kind) -> Places {
    let kept = kind.fields().iter().map(|field| (*field, u16::try_from(field.place()).unwrap_or(u16::MAX))).collect();
    Places::from_kept(&kept)
}

/// Whether a whole file of one line is an object around a list: `{"orders": […]}`.
fn has_list(line: &[u8], kind: Kind) -> bool {
    let Ok(Value::Object(object)) = serde_json::from_slice::<Value>(line) else { return false };
    object.get(kind.name()).is_some_and(Value::is_array)
}

/// An event as a line of JSON.
fn event_line(cells: &Cells, head: &[String], is_csv: bool, context: &Context<'_>) -> String {
    if !is_csv {
        return cells.get(0).to_owned();
    }
    let mut object = serde_json::Map::new();
    for (place, name) in head.iter().enumerate() {
        let (key, text) = (name.trim().to_lowercase(), cells.get(place));
        if text.is_empty() {
            continue;
        }
        let value = match key.as_str() {
            "at" | "ts" => context.when(text).map_or_else(|_| Value::from(text), |at| Value::from(at.0)),
            "results" => text.parse::<u32>().map_or_else(|_| Value::from(text), Value::from),
            _ => Value::from(text),
        };
        object.insert(key, value);
    }
    Value::Object(object).to_string()
}

/// Whether a line is an event. Whose it is is found when it is taken.
fn event(line: &str, importer: &mut Importer) -> Result<(), String> {
    let read = serde_json::from_str::<Line>(line).map_err(|error| error.to_string())?;
    importer.event(read, VisitorId([1; 16])).map(drop).map_err(|error| error.to_string())
}
