//! A shop's history as people export it: bytes in, cut anywhere; rows out, and what cannot be taken with its line, column and reason.
//!
//! In scope: which file this is (format, delimiter, encoding), which column is which, and what its cells say: money, dates, counts, statuses.
//! Not in scope: storing, and what an order comes to (`insight`, `message`). Nothing here knows what time it is.
//!
//! A [`Reader`] is fed parts of a file and carries between them what it has found ([`State`]) and the bytes of the row that is not whole yet. Both
//! are small, and can be kept anywhere: reading goes on from there. What comes out does not depend on where the file was cut.

pub mod claims;
pub mod column;
pub mod error;
pub mod heads;
mod json;
pub mod kinds;
pub mod number;
pub mod orders;
pub mod reader;
pub mod refused;
mod split;
pub mod status;
pub mod when;

pub use column::{Columns, Field, Kind};
pub use error::FileError;
pub use reader::{Batch, Format, Reader, Settings, State};
pub use refused::{Reason, Refused};
pub use when::DateOrder;

/// Most characters of a cell.
pub const CELL_CHARS_MAX: usize = 10_000;
/// Most bytes of a row: what a browser tab of a spreadsheet program writes in one row is far below it.
pub const ROW_BYTES_MAX: usize = 1024 * 1024;
/// Most columns.
pub const COLUMNS_MAX: usize = 300;
/// How much is read ahead for a date that says which number is the day: 16 MB, some 150,000 rows.
pub const AHEAD_BYTES_MAX: usize = 16 * 1024 * 1024;
/// How often a quote that is not closed is mended by beginning anew at the next line. Each time up to a row's most bytes are read twice.
pub const UNCLOSED_MAX: u32 = 100;
/// Most rows of one file: what names a row has 32 bits.
pub const ROWS_MAX: u32 = 50_000_000;
/// Names, numbers of orders, ids, as everywhere.
pub const TEXT_CHARS_MAX: usize = 200;
