//! The products that a shop's pages have told of, put together of what is kept of visits anyway: what somebody chooses a product from. There is no
//! catalogue: what nobody has looked at, put into a cart or bought is not here.

use std::collections::HashMap;

use model::event::{Event, EventKind, Item};
use model::money::Micros;
use model::time::EpochMs;

/// Most products that are held at once, 20,000 × some 300 bytes; a site of more still gives those that were told of first in the reading.
pub const HELD_MAX: usize = 20_000;
/// When what was never said was said.
const NEVER: EpochMs = EpochMs(i64::MIN);

/// One product. What is said of it has the moment at which it was said, so that the newest word counts in whatever order they are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Good {
    /// The shop's id.
    pub id: String,
    /// When it was last seen.
    pub last: EpochMs,
    /// Its name; empty: none was said.
    pub name: (EpochMs, String),
    /// Its category, so too.
    pub category: (EpochMs, String),
    /// The price of one unit in the site's currency.
    pub price: (EpochMs, Option<Micros>),
}

model::wire!(struct Good { id, last, name, category, price });

impl Default for Good {
    fn default() -> Self {
        Self { id: String::new(), last: NEVER, name: (NEVER, String::new()), category: (NEVER, String::new()), price: (NEVER, None) }
    }
}

impl Good {
    /// As a page told of it.
    #[must_use]
    pub fn of(item: &Item, at: EpochMs) -> Self {
        let said = |is: bool| if is { at } else { NEVER };
        Self {
            id: item.id.clone(),
            last: at,
            name: (said(!item.name.is_empty()), item.name.clone()),
            category: (said(!item.category.is_empty()), item.category.clone()),
            price: (said(item.price.is_some()), item.price),
        }
    }

    /// As somebody bought or carted it: its name is all that is kept of it.
    #[must_use]
    pub fn named(id: &str, name: &str, at: EpochMs) -> Self {
        let said = if name.is_empty() { NEVER } else { at };
        Self { id: id.to_owned(), last: at, name: (said, name.to_owned()), ..Self::default() }
    }

    /// With what another reading said of the same product.
    fn merge(&mut self, other: Self) {
        self.last = self.last.max(other.last);
        if other.name > self.name {
            self.name = other.name;
        }
        if other.category > self.category {
            self.category = other.category;
        }
        if other.price > self.price {
            self.price = other.price;
        }
    }

    /// Whether all of these words, in small letters, are in its name, category or id.
    fn is_about(&self, words: &[&str]) -> bool {
        words.is_empty() || {
            let text = [self.name.1.as_str(), self.category.1.as_str(), self.id.as_str()].join("\n").to_lowercase();
            words.iter().all(|word| text.contains(word))
        }
    }
}

/// Products by their id.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Goods(HashMap<String, Good>);

impl Goods {
    /// Adds what is said of a product.
    pub fn add(&mut self, one: Good) {
        if let Some(known) = self.0.get_mut(&one.id) {
            known.merge(one);
        } else if self.0.len() < HELD_MAX && !one.id.is_empty() {
            self.0.insert(one.id.clone(), one);
        }
    }

    /// Adds all that an event tells of products.
    pub fn read(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Product(item) => self.add(Good::of(item, event.at)),
            EventKind::CartSet(items) | EventKind::CartAdd(items) | EventKind::Checkout(items) => {
                items.iter().for_each(|item| self.add(Good::of(item, event.at)));
            }
            EventKind::Order(order) => order.items.iter().for_each(|item| self.add(Good::of(item, event.at))),
            _ => {}
        }
    }

    /// Those about a search, the ones that were seen last first, at most so many.
    #[must_use]
    pub fn find(self, search: &str, limit: usize) -> Vec<Good> {
        let search = search.to_lowercase();
        let words: Vec<&str> = search.split_whitespace().collect();
        let mut found: Vec<Good> = self.0.into_values().filter(|good| good.is_about(&words)).collect();
        found.sort_by(|a, b| b.last.cmp(&a.last).then_with(|| a.id.cmp(&b.id)));
        found.truncate(limit);
        found
    }
}
