//! The engine in the shopper's browser.
//!
//! [`engine::Engine`] is a state machine: an input (the page booted, an event, a timer, an answer) goes in as bytes, effects (show,
//! store, send, wake me) come out as bytes. It does no I/O; `js/` stores, fetches, draws and reads the page. There is no wasm-bindgen:
//! three exports are all that the two sides share, the glue costs nothing, and the same module can be run as JavaScript (wasm2js).
//!
//! In scope: what happens at each input. Out of scope: what a fact, a segment or a message means (`model`, `segment`, `message`).
#![cfg_attr(feature = "alone", allow(dead_code, reason = "weighed without it"))]

pub mod engine;
pub mod input;
pub mod output;

#[cfg(target_arch = "wasm32")]
mod exports;
