//! What a visit bought and what it put into the cart, by product: what reports add up. Facts do not keep an order's lines, nor its currency;
//! the tape does, and this is read from it once, when the visit is sealed.

use model::{
    codec::{Reader, Wire as _, put_varint},
    event::{EventKind, Item},
    money::{Currency, Micros},
    wire::{Frames, written},
};

use crate::{
    column::{BlockError, open},
    making::{Dictionary, header},
};

/// Most products of one visit, bought or carted: what 1 MB of a row leaves room for (2 × 200 products × 2 texts × 800 bytes), and twice what a
/// cart may have.
pub const PRODUCTS_MAX: usize = 200;

/// The kind of its column.
const SALES: u8 = 4;

/// A product as reports name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Product {
    /// The shop's id.
    pub id: String,
    /// Its name, as the page last said it; empty: it did not.
    pub name: String,
}

model::wire!(struct Product { id, name });

/// What one visit bought and put into the cart.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Sales {
    /// Its orders, each number once.
    pub orders: Vec<(Currency, Micros)>,
    /// Products bought, with units, [`PRODUCTS_MAX`] at most.
    pub bought: Vec<(Product, u32)>,
    /// Products that were in the cart at any moment, with the most units, as many at most.
    pub carted: Vec<(Product, u32)>,
}

impl Sales {
    /// Reads a tape. An event that cannot be read is left out.
    #[must_use]
    pub fn of(tape: &[u8]) -> Self {
        let (mut sales, mut seen) = (Self::default(), Vec::new());
        let mut cart: Vec<(Product, u32)> = Vec::new();
        for event in Frames(tape).flatten().flat_map(|frame| frame.event()) {
            match event.kind {
                EventKind::Order(order) if !seen.contains(&order.id) => {
                    sales.orders.push((order.currency, order.value));
                    order.items.iter().for_each(|item| add(&mut sales.bought, item, item.quantity));
                    seen.push(order.id);
                    cart.clear();
                }
                EventKind::CartSet(items) => {
                    cart.clear();
                    for item in &items {
                        add(&mut cart, item, item.quantity);
                        most(&mut sales.carted, &cart, item);
                    }
                }
                EventKind::CartAdd(items) => {
                    for item in &items {
                        add(&mut cart, item, item.quantity);
                        most(&mut sales.carted, &cart, item);
                    }
                }
                EventKind::CartRemove(items) => {
                    for item in &items {
                        if let Some((_, units)) = cart.iter_mut().find(|(product, _)| product.id == item.id) {
                            *units = units.saturating_sub(item.quantity);
                        }
                    }
                }
                _ => {}
            }
        }
        sales
    }

    fn is_empty(&self) -> bool {
        self.orders.is_empty() && self.carted.is_empty()
    }
}

fn add(list: &mut Vec<(Product, u32)>, item: &Item, units: u32) {
    if let Some((product, known)) = list.iter_mut().find(|(product, _)| product.id == item.id) {
        *known = known.saturating_add(units);
        if !item.name.is_empty() {
            product.name.clone_from(&item.name);
        }
    } else if list.len() < PRODUCTS_MAX {
        list.push((Product { id: item.id.clone(), name: item.name.clone() }, units));
    }
}

/// Raises a product's most units to those in the cart.
fn most(carted: &mut Vec<(Product, u32)>, cart: &[(Product, u32)], item: &Item) {
    let units = cart.iter().find(|(product, _)| product.id == item.id).map_or(0, |(_, units)| *units);
    let before = carted.iter().find(|(product, _)| product.id == item.id).map_or(0, |(_, units)| *units);
    add(carted, item, units.saturating_sub(before));
}

/// The column while it is made: only visits that bought or carted have bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct SalesLists {
    products: Dictionary,
    rows: Vec<u8>,
    visits: usize,
    /// Visits since the last one with bytes.
    passed: u64,
}

impl SalesLists {
    pub fn push(&mut self, sales: &Sales) {
        self.visits += 1;
        if sales.is_empty() {
            self.passed += 1;
            return;
        }
        put_varint(&mut self.rows, core::mem::take(&mut self.passed));
        sales.orders.put(&mut self.rows);
        for list in [&sales.bought, &sales.carted] {
            put_varint(&mut self.rows, list.len() as u64);
            for (product, units) in list {
                put_varint(&mut self.rows, self.products.place(&written(product)) as u64);
                units.put(&mut self.rows);
            }
        }
    }

    pub fn bytes(&self) -> usize {
        self.products.bytes() + self.rows.len()
    }

    pub fn seal(&self) -> Vec<u8> {
        let mut out = header(SALES, self.visits);
        self.products.put(&mut out);
        out.extend_from_slice(&self.rows);
        out
    }
}

/// A list of products by their places, with units.
pub type Lines = Vec<(u32, u32)>;

/// The sales of a block's visits.
#[derive(Clone, Debug, Default)]
pub struct SalesColumn {
    /// Every product.
    pub products: Vec<Product>,
    /// Visits that bought or carted, by slot.
    pub visits: Vec<(usize, Sold)>,
}

/// [`Sales`] with its products by their places.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Sold {
    /// Its orders.
    pub orders: Vec<(Currency, Micros)>,
    /// Products bought, with units.
    pub bought: Lines,
    /// Products that were in the cart, with the most units.
    pub carted: Lines,
}

impl SalesColumn {
    /// Reads the column of so many visits.
    ///
    /// # Errors
    /// `Version`, or `Broken`.
    pub fn take(bytes: &[u8], count: usize) -> Result<Self, BlockError> {
        let (kind, mut from) = open(bytes, count)?;
        if kind != SALES {
            return Err(BlockError::Broken);
        }
        let products: Vec<Product> = from.take();
        let (mut visits, mut next) = (Vec::new(), 0_usize);
        while !from.is_done() {
            let slot = next.saturating_add(from.small() as usize);
            let orders = from.take();
            let (bought, carted) = (lines(&mut from, products.len())?, lines(&mut from, products.len())?);
            if slot >= count {
                return Err(BlockError::Broken);
            }
            visits.push((slot, Sold { orders, bought, carted }));
            next = slot + 1;
        }
        if from.check().is_ok() { Ok(Self { products, visits }) } else { Err(BlockError::Broken) }
    }
}

fn lines(from: &mut Reader<'_>, products: usize) -> Result<Lines, BlockError> {
    let lines: Lines = from.take();
    if lines.iter().all(|(place, _)| (*place as usize) < products) { Ok(lines) } else { Err(BlockError::Broken) }
}
