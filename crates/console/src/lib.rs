//! The engine in the console: a segment is checked, described and explained as it is written, by the code that will evaluate it; a message is checked, and made
//! to the bundle that shows it, by the code that will publish it; a text or a template that will be sent is checked, and made as it will leave, by the code that will send it.
//!
//! In scope: the pure crates' answers as JSON texts, which cost no glue. Out of scope: rules of any kind, what is stored, and what only the
//! edge can count. What goes in and comes out has the form of the API (`segments/check`, `segments/explain`), so that either may be asked.

mod messages;
mod segments;
mod sends;
mod templates;

use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

use segments::Desk;

/// The site's segments, held so that drafts may name them.
#[wasm_bindgen]
pub struct Engine(Desk);

#[wasm_bindgen]
impl Engine {
    /// `segments`: those of the site as JSON, a list; what cannot be read is left out. `currency`: three letters.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(segments: &str, currency: &str) -> Self {
        console_error_panic_hook::set_once();
        Self(Desk::new(segments, currency))
    }

    /// What is wrong or doubtful with a draft and what it says, whole and by condition:
    /// `{"findings", "sentence", "conditions": [{"at", "kind", "ko", "en"}], "simple", "nested"}`; of what cannot be read, findings alone.
    #[must_use]
    pub fn check(&self, draft: &str, in_send: bool) -> String {
        self.0.check(&parsed(draft), in_send).to_string()
    }

    /// Why somebody (`schemas/facts.json`) matches a draft or not: an explanation, or `{"error": {"at", "message"}}`.
    #[must_use]
    pub fn explain(&self, draft: &str, facts: &str) -> String {
        self.0.explain(&parsed(draft), &parsed(facts)).to_string()
    }

    /// Whether a condition on pages holds on this page: `yes`, `no`, or `unknown` where the condition is not whole.
    #[must_use]
    pub fn page(&self, condition: &str, url: &str) -> String {
        self.0.page(&parsed(condition), url).to_owned()
    }

    /// A file of segments: `{"segments": [{"definition", "findings"}]}`, or `{"error": {"ko", "en"}}`.
    #[must_use]
    pub fn read(&self, file: &str) -> String {
        self.0.read(file).to_string()
    }
}

/// Every condition as `/api/segments/catalogue` says it, with what there is to choose from and other names.
#[wasm_bindgen]
#[must_use]
pub fn catalogue() -> String {
    segments::catalogue().to_string()
}

/// What is wrong or doubtful about a message as it is written, a list of findings: all of them, where the edge refuses with the first.
#[wasm_bindgen]
#[must_use]
pub fn check_message(draft: &str) -> String {
    serde_json::to_string(&messages::check(&parsed(draft))).unwrap_or_default()
}

/// What browsers would load to be shown this draft and nothing else; empty where it cannot be published as it is.
#[wasm_bindgen]
#[must_use]
pub fn message_bundle(draft: &str, currency: &str, korean: bool) -> Vec<u8> {
    messages::bundle(&parsed(draft), currency, korean)
}

/// What the edge would answer a shopper of whom it knows `{"grade", "points", "word", "previous_word"}`.
#[wasm_bindgen]
#[must_use]
pub fn shopper_answer(known: &str, now_ms: f64) -> Vec<u8> {
    messages::answer(&parsed(known), now_ms)
}

/// A send as it is written (`crm::send::Send`), from what the shop has at its provider (`crm::send::Sender`), to somebody of whom these values are known (an
/// object of texts): what is wrong, how it would leave, and how many bytes that are. `registered`: of an Alimtalk its template, as it was approved. See `sends::seen`.
#[wasm_bindgen]
#[must_use]
pub fn send_seen(draft: &str, sender: &str, known: &str, registered: &str) -> String {
    sends::seen(&parsed(draft), &parsed(sender), &parsed(known), &parsed(registered)).to_string()
}

/// A template of Alimtalk as it is written (`crm::alimtalk::Template`), of the shop of this name: what is wrong or doubtful, and how it is seen with these values
/// (an object of texts). See `templates::seen`.
#[wasm_bindgen]
#[must_use]
pub fn template_seen(draft: &str, shop: &str, known: &str) -> String {
    templates::seen(&parsed(draft), shop, &parsed(known)).to_string()
}

/// What is no JSON is null, and said to be no segment.
fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}
