//! The SQLite database inside a Durable Object: transactions, exact integers, typed rows.
//!
//! How values cross is in `value.rs`; integers are exact if its rules are kept.
//!
//! The bindings are our own, since those of the `worker` crate let an error of a later row abort the whole instance, and
//! lack `transactionSync`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Iterator as JsIterator};
use wasm_bindgen::prelude::*;
use worker::{Error, Result, State};

pub use super::value::{Row, Value};
use super::value::{bound, read};

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    type RawStorage;
    #[wasm_bindgen(method, getter)]
    fn sql(this: &RawStorage) -> RawSql;
    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &RawStorage,
        work: &mut dyn FnMut() -> std::result::Result<JsValue, JsValue>,
    ) -> std::result::Result<JsValue, JsValue>;

    #[derive(Clone)]
    type RawSql;
    #[wasm_bindgen(method, getter, js_name = databaseSize)]
    fn database_size(this: &RawSql) -> f64;
    #[wasm_bindgen(method, catch, variadic)]
    fn exec(this: &RawSql, statement: &str, values: Array) -> std::result::Result<RawCursor, JsValue>;

    type RawCursor;
    #[wasm_bindgen(method, getter, js_name = rowsWritten)]
    fn rows_written(this: &RawCursor) -> f64;
    #[wasm_bindgen(method, catch)]
    fn raw(this: &RawCursor) -> std::result::Result<JsIterator, JsValue>;
}

/// The database of one Durable Object.
#[derive(Clone)]
pub struct Sql {
    storage: RawStorage,
    sql: RawSql,
    /// Rows written since the object woke, as they are billed.
    written: Rc<Cell<i64>>,
}

impl Sql {
    pub fn new(state: &State) -> Self {
        let storage = state.storage();
        let raw: &JsValue = storage.as_raw().as_ref();
        let storage: RawStorage = raw.clone().unchecked_into();
        Self { sql: storage.sql(), storage, written: Rc::default() }
    }

    /// Runs one statement (or several, if it binds nothing) and returns how many rows it wrote, index entries included.
    ///
    /// # Errors
    /// What SQLite refuses: a constraint, a syntax error, a full disk.
    pub fn run(&self, statement: &str, values: &[Value]) -> Result<u64> {
        let written = self.sql.exec(statement, bound(values))?.rows_written();
        self.count_written(written as i64);
        Ok(written as u64)
    }

    /// Runs one query and returns all its rows.
    ///
    /// # Errors
    /// What SQLite refuses.
    pub fn rows(&self, query: &str, values: &[Value]) -> Result<Vec<Row>> {
        self.cursor(query, values)?.collect()
    }

    /// Runs one query and returns its first row, if it has one.
    ///
    /// # Errors
    /// What SQLite refuses.
    pub fn first(&self, query: &str, values: &[Value]) -> Result<Option<Row>> {
        self.cursor(query, values)?.next().transpose()
    }

    /// Runs one query and hands its rows to `visit`, one at a time, without keeping them.
    ///
    /// # Errors
    /// What SQLite refuses, and what `visit` returns.
    pub fn each(&self, query: &str, values: &[Value], mut visit: impl FnMut(Row) -> Result<()>) -> Result<()> {
        self.cursor(query, values)?.try_for_each(|row| visit(row?))
    }

    /// Does all that `work` does, or none of it: an `Err` rolls back.
    ///
    /// It is synchronous, so nothing else happens in this object meanwhile; and what is answered after it is durable (the
    /// runtime holds the answer until the rows are on disk). Inside another transaction it is a savepoint.
    ///
    /// # Errors
    /// What `work` returns, and what SQLite refuses at commit.
    pub fn transaction<T, E: From<Error>>(&self, work: impl FnOnce() -> std::result::Result<T, E>) -> std::result::Result<T, E> {
        let work = RefCell::new(Some(work));
        let outcome = RefCell::new(None);
        let committed = self.storage.transaction_sync(&mut || {
            let Some(work) = work.take() else {
                return Err(JsValue::from_str("a transaction's work was called twice"));
            };
            let result = work();
            let failed = result.is_err();
            outcome.replace(Some(result));
            // Throwing is how transactionSync is told to roll back.
            if failed { Err(JsValue::from_str("rolled back")) } else { Ok(JsValue::UNDEFINED) }
        });
        match (outcome.take(), committed) {
            (Some(Err(error)), _) => Err(error),
            (Some(Ok(value)), Ok(_)) => Ok(value),
            (_, Err(error)) => Err(Error::from(error).into()),
            (None, Ok(_)) => Err(Error::RustError("a transaction's work was not called".into()).into()),
        }
    }

    /// How many rows were written since the object woke, index entries included: what is billed.
    pub fn written(&self) -> i64 {
        self.written.get()
    }

    /// Counts what was written by other ways than a statement: an alarm that is set is a row.
    pub fn count_written(&self, rows: i64) {
        self.written.set(self.written.get().saturating_add(rows));
    }

    /// How many bytes the database has.
    pub fn bytes(&self) -> i64 {
        self.sql.database_size() as i64
    }

    fn cursor(&self, query: &str, values: &[Value]) -> Result<Cursor> {
        Ok(Cursor(self.sql.exec(query, bound(values))?.raw()?))
    }
}

struct Cursor(JsIterator);

impl Iterator for Cursor {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.0.next() {
            Ok(step) if step.done() => None,
            Ok(step) => Some(read(&step.value())),
            Err(error) => Some(Err(error.into())),
        }
    }
}
