//! The object of a bucket of people. For now only the place where they will live.
//!
//! Name: fixed-width fields (site, kind, shard). Called by the edge over `rpc` (bytes in, bytes out).

use wasm_bindgen::prelude::*;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use crate::store::sql::Sql;

#[durable_object]
pub struct PersonShard {
    sql: Sql,
}

impl DurableObject for PersonShard {
    fn new(state: State, _env: Env) -> Self {
        Self { sql: Sql::new(&state) }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        Response::error("This object answers over rpc only.", 404)
    }

    async fn alarm(&self) -> Result<Response> {
        Response::empty()
    }
}

#[wasm_bindgen]
impl PersonShard {
    /// One call of the edge: a request's bytes in, the answer's bytes out.
    ///
    /// # Errors
    /// What the storage refuses.
    pub async fn rpc(&self, request: Vec<u8>) -> std::result::Result<Vec<u8>, JsValue> {
        self.sql.first("SELECT 1", &[])?;
        Ok(request)
    }
}
