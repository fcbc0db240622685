//! The values of SQLite, on the way to it and back, for both of its hosts: a Durable Object's database and D1.
//!
//! JavaScript stands between us and SQLite, and knows only 64-bit floats. So:
//! - **Writing**: an `i64` within ±(2^53 − 1) is bound as a number, any other as decimal text. A column declared `INTEGER`
//!   stores both exactly (its affinity turns them into integers), and `column = ?` compares exactly. A number bound anywhere
//!   else, as in `SELECT ? / 2`, is a REAL to SQLite: write `CAST(? AS INTEGER)` there.
//! - **Reading**: SQLite's integers beyond ±(2^53 − 1) come rounded. [`Row::int`] refuses them rather than be wrong; select such
//!   a column as `CAST(x AS TEXT)`, which [`Row::int`] parses.
//! - Blobs are exact both ways in a Durable Object; D1 hands them back as lists of numbers, so none are kept there.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use worker::{Error, Result};

/// The largest integer that a JavaScript number holds exactly: 2^53 − 1.
const SAFE_INTEGER_MAX: i64 = (1 << 53) - 1;

/// A value bound to a `?`, or read from a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    /// Also every number read that is not an exact integer.
    Float(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Blob(value.to_vec())
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Blob(value)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<&Value> for JsValue {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Int(int) if int.unsigned_abs() <= SAFE_INTEGER_MAX as u64 => Self::from_f64(*int as f64),
            Value::Int(int) => Self::from_str(&int.to_string()),
            Value::Float(float) => Self::from_f64(*float),
            Value::Text(text) => Self::from_str(text),
            Value::Blob(bytes) => Uint8Array::from(bytes.as_slice()).into(),
        }
    }
}

/// One row: its columns in the order of the query.
#[derive(Clone, Debug, PartialEq)]
pub struct Row(Vec<Value>);

impl Row {
    /// Its columns.
    pub fn into_values(self) -> Vec<Value> {
        self.0
    }

    /// An exact integer, from an INTEGER column or from one cast to TEXT.
    ///
    /// # Errors
    /// The column is not there, NULL, no integer, or beyond ±(2^53 − 1) without the cast.
    pub fn int(&self, column: usize) -> Result<i64> {
        match self.value(column)? {
            Value::Int(int) => Ok(*int),
            Value::Text(text) => text.parse().map_err(|_| wrong(column, "an integer")),
            _ => Err(wrong(column, "an exact integer")),
        }
    }

    /// # Errors
    /// The column is not there, NULL, or no number.
    pub fn float(&self, column: usize) -> Result<f64> {
        match self.value(column)? {
            Value::Int(int) => Ok(*int as f64),
            Value::Float(float) => Ok(*float),
            _ => Err(wrong(column, "a number")),
        }
    }

    /// # Errors
    /// The column is not there, NULL, or no text.
    pub fn text(&self, column: usize) -> Result<&str> {
        match self.value(column)? {
            Value::Text(text) => Ok(text),
            _ => Err(wrong(column, "text")),
        }
    }

    /// # Errors
    /// The column is not there, NULL, or no blob.
    pub fn blob(&self, column: usize) -> Result<&[u8]> {
        match self.value(column)? {
            Value::Blob(bytes) => Ok(bytes),
            _ => Err(wrong(column, "a blob")),
        }
    }

    /// The last column's bytes, without copying them.
    ///
    /// # Errors
    /// There is none, NULL, or no blob.
    pub fn into_last_blob(mut self) -> Result<Vec<u8>> {
        match self.0.pop() {
            Some(Value::Blob(bytes)) => Ok(bytes),
            _ => Err(wrong(self.0.len(), "a blob")),
        }
    }

    /// Whether the column is NULL (or not there): asked before one of the others where a column may be empty.
    pub fn is_null(&self, column: usize) -> bool {
        matches!(self.0.get(column), None | Some(Value::Null))
    }

    /// # Errors
    /// The query has no such column.
    pub fn value(&self, column: usize) -> Result<&Value> {
        self.0.get(column).ok_or_else(|| wrong(column, "there"))
    }
}

/// The list that `exec` and `bind` take.
pub fn bound(values: &[Value]) -> Array {
    values.iter().map(JsValue::from).collect()
}

/// One row as `raw()` gives it.
///
/// # Errors
/// A column is of a kind that SQLite does not have.
pub fn read(row: &JsValue) -> Result<Row> {
    let columns: &Array = row.unchecked_ref();
    columns.iter().map(|column| read_value(&column)).collect::<Result<_>>().map(Row)
}

fn read_value(column: &JsValue) -> Result<Value> {
    if let Some(number) = column.as_f64() {
        let exact = number.fract() == 0.0 && number.abs() <= SAFE_INTEGER_MAX as f64;
        return Ok(if exact { Value::Int(number as i64) } else { Value::Float(number) });
    }
    if let Some(text) = column.as_string() {
        return Ok(Value::Text(text));
    }
    if column.is_null() || column.is_undefined() {
        return Ok(Value::Null);
    }
    if column.is_object() {
        // An ArrayBuffer.
        return Ok(Value::Blob(Uint8Array::new(column).to_vec()));
    }
    Err(Error::RustError("SQLite returned a value of an unknown kind".into()))
}

fn wrong(column: usize, expected: &str) -> Error {
    Error::RustError(format!("column {column} is not {expected}"))
}
