//! What is wrong with a file as a whole.

use core::fmt;

use crate::{Field, Kind};

/// Why a file cannot be read at all, and what to do. Single rows that cannot be taken are [`crate::Refused`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// Nothing, or blank lines alone.
    Empty,
    /// UTF-16, a spreadsheet's own format, something packed: which.
    NotText(&'static str),
    /// No column for what a file of this kind must have.
    Columns {
        kind: Kind,
        /// One of each of these is needed.
        missing: Vec<&'static [Field]>,
        head: Vec<String>,
    },
    /// Said by hand, and there is no such head.
    NoSuchHead {
        field: Field,
        said: String,
        head: Vec<String>,
    },
    /// Said by hand, and files of this kind have no such field.
    NoSuchField(String),
    TooManyColumns,
    /// `1/5/2024`, and no date of the file says which number is the day.
    DateOrder {
        example: String,
    },
    /// Quotes are opened and not closed, again and again.
    Quotes {
        line: u64,
    },
    /// A JSON file that is no list of objects.
    NotAList,
    /// More rows than a file may have.
    TooManyRows,
    /// What was carried is not of this code.
    State,
}

impl FileError {
    /// The field of the request that mends it.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Columns { .. } | Self::NoSuchHead { .. } | Self::NoSuchField(_) => "columns",
            Self::DateOrder { .. } => "date_order",
            _ => "",
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heads = |head: &[String]| {
            let shown: Vec<String> = head.iter().take(40).map(|name| format!("\"{}\"", clip(name))).collect();
            shown.join(", ")
        };
        match self {
            Self::Empty => f.write_str("The file is empty: it has no row with columns' names."),
            Self::NotText(what) => write!(f, "This is {what}: save it as CSV (UTF-8) and send that."),
            Self::Columns { kind, missing, head } => {
                let one_of = |fields: &&'static [Field]| fields.iter().map(|field| field.name()).collect::<Vec<_>>().join(" or ");
                let missing: Vec<String> = missing.iter().map(one_of).collect();
                write!(
                    f,
                    "No column was found for {} of {}. Say which it is, as \"columns\": {{\"FIELD\": \"HEAD\"}}. The file has {}.",
                    missing.join(", "),
                    kind.name(),
                    heads(head)
                )
            }
            Self::NoSuchHead { field, said, head } => {
                write!(f, "There is no column \"{}\" for {}. The file has {}.", clip(said), field.name(), heads(head))
            }
            Self::NoSuchField(name) => write!(f, "\"{}\" is no field of this kind of file.", clip(name)),
            Self::TooManyColumns => write!(f, "A file may have {} columns.", crate::COLUMNS_MAX),
            Self::DateOrder { example } => write!(
                f,
                "\"{}\" may be two dates, and no date of the file says which number is the day: say date_order as mdy or dmy.",
                clip(example)
            ),
            Self::Quotes { line } => {
                write!(
                    f,
                    "More than {} quotes are opened and not closed, the last one at line {line}: write \"\" for a quote inside of a cell.",
                    crate::UNCLOSED_MAX
                )
            }
            Self::NotAList => f.write_str("This JSON is no list of objects: send [{…}, {…}], or one object a line."),
            Self::TooManyRows => write!(f, "A file may have {} rows: cut it into several.", crate::ROWS_MAX),
            Self::State => f.write_str("What was read before cannot be gone on with: begin anew."),
        }
    }
}

impl std::error::Error for FileError {}

fn clip(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(60).collect()
}
