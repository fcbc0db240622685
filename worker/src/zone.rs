//! A time zone's offsets, asked from the runtime, which has the zone database.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use js_sys::{Object, Reflect};
use model::time::{EpochMs, Zone};
use wasm_bindgen::prelude::*;

use crate::problem::Problem;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl, js_name = DateTimeFormat)]
    type Format;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl, js_class = "DateTimeFormat")]
    fn new(locale: &str, options: &Object) -> Result<Format, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &Format, at_ms: f64) -> Result<String, JsValue>;
}

const DAY_MS: i64 = 86_400_000;
/// How far back days are calculated exactly: imported histories go back to the first shops. Before it the first offset holds.
const PAST_MS: i64 = 40 * 366 * DAY_MS;
/// How far ahead; offsets are asked again every day.
const FUTURE_MS: i64 = 3 * 366 * DAY_MS;
/// What a bundle carries of the past: three years.
const BUNDLE_PAST_MS: i64 = 3 * 366 * DAY_MS;
/// No zone changes twice within this long and back again unseen: Morocco's shortest span is four weeks.
const STEP_MS: i64 = 14 * DAY_MS;
const KEPT_MS: i64 = DAY_MS;

thread_local! {
    static KEPT: RefCell<HashMap<String, (Rc<Zone>, i64)>> = RefCell::new(HashMap::new());
}

/// The offsets of a zone around now.
///
/// # Errors
/// The runtime does not know the zone.
pub fn offsets(name: &str, now_ms: i64) -> Result<Rc<Zone>, Problem> {
    let kept = KEPT.with_borrow(|kept| kept.get(name).filter(|(_, at_ms)| now_ms - at_ms < KEPT_MS).map(|(zone, _)| zone.clone()));
    if let Some(zone) = kept {
        return Ok(zone);
    }
    let zone = ask(name, now_ms).map_err(|error| Problem::Internal(format!("the time zone {name}: {error:?}")))?;
    let zone = Rc::new(zone);
    KEPT.with_borrow_mut(|kept| kept.insert(name.to_owned(), (zone.clone(), now_ms)));
    Ok(zone)
}

/// The part of a zone that a bundle carries: the years around now.
pub fn for_bundle(zone: &Zone, now_ms: i64) -> Zone {
    let from = EpochMs(now_ms - BUNDLE_PAST_MS);
    let past = zone.spans.iter().rev().find(|(at, _)| *at <= from).map(|(_, offset)| (EpochMs(i64::MIN), *offset));
    let spans = past.into_iter().chain(zone.spans.iter().filter(|(at, _)| *at > from).copied()).collect();
    Zone { spans }
}

fn ask(name: &str, now_ms: i64) -> Result<Zone, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"timeZone".into(), &name.into())?;
    Reflect::set(&options, &"timeZoneName".into(), &"longOffset".into())?;
    Reflect::set(&options, &"year".into(), &"numeric".into())?;
    let format = Format::new("en-US", &options)?;
    let offset_at = |at_ms: i64| -> Result<i32, JsValue> {
        let text = format.format(at_ms as f64)?;
        offset_s(&text).ok_or_else(|| JsValue::from_str(&text))
    };
    let mut at = now_ms - PAST_MS;
    let mut offset = offset_at(at)?;
    let mut zone = Zone::fixed(offset);
    while at < now_ms + FUTURE_MS {
        let next = at + STEP_MS;
        let next_offset = offset_at(next)?;
        if next_offset != offset {
            zone.spans.push((EpochMs(turn(at, next, offset, &offset_at)?), next_offset));
        }
        (at, offset) = (next, next_offset);
    }
    Ok(zone)
}

/// The first minute after `before` whose offset is another one.
fn turn(before: i64, after: i64, offset: i32, offset_at: &dyn Fn(i64) -> Result<i32, JsValue>) -> Result<i64, JsValue> {
    const MINUTE_MS: i64 = 60_000;
    let (mut low, mut high) = (before.div_euclid(MINUTE_MS), after.div_euclid(MINUTE_MS) + 1);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if offset_at(middle * MINUTE_MS)? == offset { low = middle } else { high = middle }
    }
    Ok(high * MINUTE_MS)
}

/// Seconds east of UTC of `2026, GMT+09:00`; `GMT` alone is none.
fn offset_s(text: &str) -> Option<i32> {
    let (_, offset) = text.split_once("GMT")?;
    let (sign, clock) = match offset.split_at_checked(1) {
        None | Some(("", _)) => return Some(0),
        Some(("+", clock)) => (1, clock),
        // U+2212 and the hyphen both stand for minus.
        Some(("-", clock)) => (-1, clock),
        Some(_) => return None,
    };
    let mut parts = clock.split(':').map(str::parse::<i32>);
    let mut part = || parts.next().map_or(Some(0), Result::ok);
    Some(sign * (part()? * 3600 + part()? * 60 + part()?))
}
