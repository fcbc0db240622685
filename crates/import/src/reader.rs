//! The reader of one file: fed in parts, gone on with anywhere.

mod begin;
mod records;
mod runs;

use std::collections::{BTreeMap, VecDeque};

use insight::orders::row::Row;
use model::ids::VisitorId;
use model::import::{Importer, Line};
use model::money::Currency;
use model::time::{EpochMs, Zone};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::runs::Run;
use crate::ROWS_MAX;
use crate::column::{Columns, Field, Kind};
use crate::error::FileError;
use crate::heads::{self, Places};
use crate::json::Keys;
use crate::kinds::{Coupon, Member, Product, coupon, member, product};
use crate::orders::{Bad, Before, Record, row};
use crate::refused::{Reason, Refused};
use crate::split::{Cells, Csv, Encoding};
use crate::status::Last;
use crate::when::{DateOrder, NoDate, decides, when};

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

/// What is carried from part to part, beside the bytes of the row that is not whole. Kept for days: fields are only added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
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
}

/// Of JSON a record is a table by field.
fn by_field(kind: Kind) -> Places {
    let kept = kind.fields().iter().map(|field| (*field, u16::try_from(field.place()).unwrap_or(u16::MAX))).collect();
    Places::from_kept(&kept)
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
