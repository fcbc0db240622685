//! Providers of sends, one file each: what to ask of them over HTTP, and what their answers mean. No request is made here.

pub mod solapi;

use serde_json::Value;

/// One call to make. Those of a request are made one after the other, and all of them, whatever the ones before have answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub method: &'static str,
    /// With a leading `/`.
    pub path: String,
    /// JSON; `Null` where there is none.
    pub body: Value,
}

/// What came back: `None` where nothing did, or nothing whole.
pub type Answer = Option<(u16, Value)>;

/// What a provider has said of one message when it was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intake {
    /// The send's own id.
    pub send: String,
    /// The provider's id of it.
    pub message: String,
    /// The provider's code.
    pub code: String,
    /// It is not among those that will be sent.
    pub is_refused: bool,
}
