//! The way to a person shard: its name, and bytes to it and back.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::{Env, Result, Stub};

#[wasm_bindgen]
extern "C" {
    type ShardRpc;
    #[wasm_bindgen(method, catch)]
    fn rpc(this: &ShardRpc, request: Uint8Array) -> std::result::Result<Promise, JsValue>;
}

/// Calls `PersonShard::rpc` of the object of that name.
///
/// # Errors
/// What the object throws, and a lost connection to it: then whether it did the work is not known.
pub async fn call(env: &Env, name: &str, request: &[u8]) -> Result<Vec<u8>> {
    call_object(env.durable_object("PERSON_SHARD")?.get_by_name(name)?, request).await
}

/// Calls `rpc` of an object.
///
/// # Errors
/// As [`call`].
pub async fn call_object(stub: Stub, request: &[u8]) -> Result<Vec<u8>> {
    let promise = stub.into_rpc::<ShardRpc>().rpc(Uint8Array::from(request))?;
    let answer = JsFuture::from(promise).await?;
    Ok(Uint8Array::new(&answer).to_vec())
}
