//! Objects of JSON as records: an object a line, or a list of objects. An object's list of lines is a record each.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::column::{Columns, FIELDS, Field, Kind};
use crate::heads::{aliases, folded};
use crate::split::Cells;

/// Under which keys an order has its lines.
const LINES: [&str; 7] = ["items", "lines", "lineitems", "orderitems", "products", "상품", "품목"];
/// What a line says for itself; all else is its order's.
const OF_LINE: [Field; 7] = [Field::Product, Field::Name, Field::Category, Field::Units, Field::Price, Field::Amount, Field::Coupon];

/// Where the first object of these bytes is: `Ok(None)`: it is not whole; `Err`: these are no objects.
pub fn find(bytes: &[u8], is_last: bool) -> Result<Option<(usize, usize)>, ()> {
    let Some(start) = bytes.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != b',') else { return Ok(None) };
    match bytes.get(start) {
        Some(b'{') => {}
        // The list ends here.
        Some(b']') => return Ok(None),
        _ => return Err(()),
    }
    let (mut depth, mut is_quoted, mut is_escaped) = (0_u32, false, false);
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        if is_quoted {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => is_quoted = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => is_quoted = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Ok(Some((start, at + 1)));
                }
            }
            _ => {}
        }
    }
    if is_last { Err(()) } else { Ok(None) }
}

/// Which key is which field: said by hand, or by its name; what was found is kept.
pub struct Keys {
    kind: Kind,
    by_hand: HashMap<String, Field>,
    known: HashMap<String, Option<Field>>,
}

impl Keys {
    pub fn new(kind: Kind, by_hand: &Columns) -> Self {
        Self { kind, by_hand: by_hand.iter().map(|(field, key)| (key.clone(), *field)).collect(), known: HashMap::new() }
    }

    fn of(&mut self, key: &str) -> Option<Field> {
        if let Some(field) = self.by_hand.get(key) {
            return Some(*field);
        }
        if let Some(known) = self.known.get(key) {
            return *known;
        }
        let name = folded(key);
        let taken = |field: &Field| self.by_hand.values().any(|by_hand| by_hand == field);
        let found = self
            .kind
            .fields()
            .iter()
            .copied()
            .filter(|field| !taken(field))
            .find(|field| aliases(self.kind, *field).contains(&name.as_str()));
        // Keys of a file are few; who sends others in each object has no gain of it.
        if self.known.len() < 1_000 {
            self.known.insert(key.to_owned(), found);
        }
        found
    }

    /// The records of an object: a table by field each.
    pub fn records(&mut self, object: &Map<String, Value>, mut take: impl FnMut(Cells)) {
        let mut own: [String; FIELDS] = Default::default();
        self.fill(object, &mut own, None);
        let lines = object.iter().find(|(key, value)| value.is_array() && LINES.contains(&folded(key).as_str()));
        let lines: Vec<&Map<String, Value>> =
            lines.and_then(|(_, value)| value.as_array()).into_iter().flatten().filter_map(Value::as_object).collect();
        if self.kind != Kind::Orders || lines.is_empty() {
            take(cells(&own));
            return;
        }
        for (place, line) in lines.into_iter().enumerate() {
            let mut all = own.clone();
            for field in OF_LINE.iter().filter(|field| **field != Field::Coupon) {
                if let Some(slot) = all.get_mut(field.place()) {
                    slot.clear();
                }
            }
            // What was paid for the whole order is said once.
            if place > 0 {
                for field in [Field::Total, Field::Refunded] {
                    if let Some(slot) = all.get_mut(field.place()) {
                        slot.clear();
                    }
                }
            }
            self.fill(line, &mut all, Some(&OF_LINE));
            if all.get(Field::Product.place()).is_some_and(String::is_empty)
                && let (Some(id), Some(slot)) = (line.get("id"), all.get_mut(Field::Product.place()))
            {
                *slot = text(id);
            }
            take(cells(&all));
        }
    }

    fn fill(&mut self, object: &Map<String, Value>, into: &mut [String; FIELDS], only: Option<&[Field]>) {
        for (key, value) in object {
            let (field, value) = match (self.of(key), value) {
                // {"customer": {"id": …}}, {"amount": {"amount": …, "currency": …}}
                (found, Value::Object(inner)) => {
                    if let (Some(currency), None) = (inner.get("currency").or_else(|| inner.get("currency_code")), only)
                        && let Some(slot) = into.get_mut(Field::Currency.place())
                    {
                        *slot = text(currency);
                    }
                    match (found, inner.get("id").or_else(|| inner.get("amount")).or_else(|| inner.get("code"))) {
                        (Some(field), Some(value)) => (field, value),
                        _ => continue,
                    }
                }
                (Some(field), value) => (field, value),
                (None, _) => continue,
            };
            if only.is_some_and(|only| !only.contains(&field)) {
                continue;
            }
            if let Some(slot) = into.get_mut(field.place())
                && (slot.is_empty() || only.is_some())
            {
                *slot = text(value);
            }
        }
    }
}

fn cells(all: &[String; FIELDS]) -> Cells {
    let mut cells = Cells::default();
    for cell in all {
        cells.push(cell);
    }
    cells
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(answer) => answer.to_string(),
        _ => String::new(),
    }
}
