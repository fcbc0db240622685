//! A part's orders in columns, so that a report reads only what it asks.
//!
//! Numbers are kept as a table of the values that are there and a code of 0, 1, 2 or 4 bytes a row, or as differences where that is
//! smaller. [`unfold`] gives back the orders that were folded: the columns that only it reads ([`TRUTH`]) are the numbers, totals and tags.

use std::collections::{BTreeMap, HashMap};

use model::{
    codec::{Reader, Wire as _, put_bytes, put_varint, put_zigzag},
    ids::stable_hash,
    money::{Currency, Micros},
    time::EpochMs,
};

use super::order::{Head, Line, Order};
use super::row::{Status, Tag};
use crate::column::BlockError;

const VERSION: u8 = 1;
const CODED: u8 = 1;
const DIFFERENCES: u8 = 2;

/// When orders were placed, milliseconds, in this order.
pub const AT: u8 = 0;
/// Bits: what became of it (2), whether something was bought (1).
pub const FLAGS: u8 = 1;
/// The customer's place among the customers, and one; 0: nobody.
pub const CUSTOMER: u8 = 2;
/// What it comes to, millionths.
pub const VALUE: u8 = 3;
/// The currency's three bytes as a number.
pub const CURRENCY: u8 = 4;
/// How many lines it has.
pub const COUNT: u8 = 5;
/// Of each line: the product's place among the products.
pub const PRODUCT: u8 = 6;
/// Units.
pub const UNITS: u8 = 7;
/// What one cost, millionths.
pub const PRICE: u8 = 8;
/// What was paid, millionths.
pub const AMOUNT: u8 = 9;
/// Keys of customers, 8 bytes each ([`key`]).
pub const CUSTOMER_KEYS: u8 = 10;
/// Their ids.
pub const CUSTOMERS: u8 = 11;
/// Keys of products.
pub const PRODUCT_KEYS: u8 = 12;
/// Their ids, names and categories, and when that was said.
pub const PRODUCTS: u8 = 13;
/// Numbers of orders, tags, totals, coupons.
pub const TRUTH: u8 = 14;
/// All columns.
pub const COLUMNS: u8 = 15;

/// The key by which a customer or a product is known over all parts.
#[must_use]
pub fn key(id: &str) -> u64 {
    stable_hash(&[b"of an order", id.as_bytes()])
}

/// A block's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Orders.
    pub orders: usize,
    /// Their lines.
    pub lines: usize,
    /// Columns, by number.
    pub columns: Vec<Vec<u8>>,
}

/// A product, as the latest orders that say it have its name and category: each with when that was; empty where none does.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Product {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: (EpochMs, String),
    /// Its category.
    pub category: (EpochMs, String),
}

impl Product {
    fn said(at: EpochMs, line: &Line) -> Self {
        let said = |text: &String| if text.is_empty() { Default::default() } else { (at, text.clone()) };
        Self { id: line.product.clone(), name: said(&line.name), category: said(&line.category) }
    }

    /// Takes what another block or order says of it.
    pub fn learn(&mut self, other: Self) {
        self.name = core::mem::take(&mut self.name).max(other.name);
        self.category = core::mem::take(&mut self.category).max(other.category);
    }
}

/// The bytes of orders.
#[must_use]
pub fn fold(orders: &BTreeMap<String, Order>) -> Sealed {
    let mut sorted: Vec<(&String, &Order)> = orders.iter().collect();
    sorted.sort_by_key(|(id, order)| (order.head.1.at, *id));
    let mut customers = Places::default();
    let mut products = Places::default();
    let mut known: Vec<Product> = Vec::new();
    let mut tags = Tags::default();
    let mut numbers: [Vec<i64>; 10] = core::array::from_fn(|_| Vec::new());
    let mut truth = Vec::new();
    let mut lines = 0;
    for (id, order) in &sorted {
        let head = &order.head.1;
        let mut put = |column: u8, value: i64| {
            if let Some(numbers) = numbers.get_mut(usize::from(column)) {
                numbers.push(value);
            }
        };
        put(AT, head.at.0);
        put(FLAGS, head.status as i64 | i64::from(order.is_purchase()) << 2);
        put(CUSTOMER, order.customer.as_ref().map_or(0, |(_, customer)| i64::from(customers.place(customer)) + 1));
        put(VALUE, order.value().0);
        put(CURRENCY, number_of(head.currency));
        put(COUNT, i64::try_from(order.lines().len()).unwrap_or(0));
        for line in order.lines() {
            let place = products.place(&line.product);
            let said = Product::said(head.at, line);
            match known.get_mut(place as usize) {
                Some(product) => product.learn(said),
                None => known.push(said),
            }
            put(PRODUCT, i64::from(place));
            put(UNITS, i64::from(line.units));
            put(PRICE, line.price.0);
            put(AMOUNT, line.amount.0);
            lines += 1;
        }
        put_bytes(&mut truth, id.as_bytes());
        put_varint(&mut truth, tags.number(Some(order.head.0)));
        head.total.put(&mut truth);
        put_bytes(&mut truth, head.coupon.as_bytes());
        put_varint(&mut truth, tags.number(order.customer.as_ref().map(|(tag, _)| *tag)));
        put_varint(&mut truth, tags.number(order.lines.as_ref().map(|(tag, _)| *tag)));
    }
    let mut columns: Vec<Vec<u8>> = numbers.iter().map(|values| column_of(values)).collect();
    columns.push(keys(&customers.ids));
    let mut body = vec![VERSION];
    customers.ids.iter().for_each(|id| put_bytes(&mut body, id.as_bytes()));
    columns.push(body);
    columns.push(keys(&products.ids));
    let mut body = vec![VERSION];
    for product in &known {
        put_bytes(&mut body, product.id.as_bytes());
        product.name.put(&mut body);
        product.category.put(&mut body);
    }
    columns.push(body);
    let mut body = vec![VERSION];
    tags.all.put(&mut body);
    body.extend_from_slice(&truth);
    columns.push(body);
    Sealed { orders: sorted.len(), lines, columns }
}

/// The orders of a block with all its columns.
///
/// # Errors
/// `Missing`, `Version`, or `Broken`.
pub fn unfold(block: &Block) -> Result<BTreeMap<String, Order>, BlockError> {
    let at = block.numbers(AT)?;
    let (flags, customer, currency, count) =
        (block.numbers(FLAGS)?, block.numbers(CUSTOMER)?, block.numbers(CURRENCY)?, block.numbers(COUNT)?);
    let (product, units, price, amount) = (block.numbers(PRODUCT)?, block.numbers(UNITS)?, block.numbers(PRICE)?, block.numbers(AMOUNT)?);
    let (customers, products) = (block.customers()?, block.products()?);
    let mut from = Reader::new(block.body(TRUTH)?);
    let tags: Vec<Tag> = from.take();
    let take_tag = |from: &mut Reader<'_>| (from.small() as usize).checked_sub(1).and_then(|place| tags.get(place)).copied();
    let mut rows = product.iter().zip(&units).zip(price.iter().zip(&amount));
    let mut orders = BTreeMap::new();
    let heads = at.iter().zip(&flags).zip(customer.iter().zip(&currency)).zip(&count);
    for (((at, flags), (customer, currency)), count) in heads {
        let id: String = from.take();
        let tag = take_tag(&mut from).ok_or(BlockError::Broken)?;
        let (total, coupon): (Option<Micros>, String) = (from.take(), from.take());
        let (customer_tag, lines_tag) = (take_tag(&mut from), take_tag(&mut from));
        let customer = usize::try_from(*customer).ok().and_then(|place| customers.get(place.checked_sub(1)?)).cloned();
        let mut lines = Vec::new();
        for _ in 0..*count {
            let ((product, units), (price, amount)) = rows.next().ok_or(BlockError::Broken)?;
            let Product { id, name, category, .. } =
                usize::try_from(*product).ok().and_then(|place| products.get(place)).cloned().ok_or(BlockError::Broken)?;
            let units = i32::try_from(*units).map_err(|_| BlockError::Broken)?;
            lines.push(Line { product: id, name: name.1, category: category.1, units, price: Micros(*price), amount: Micros(*amount) });
        }
        let head = Head { at: EpochMs(*at), status: status_of(*flags), currency: currency_of(*currency), total, coupon };
        orders.insert(id, Order { head: (tag, head), customer: customer_tag.zip(customer), lines: lines_tag.map(|tag| (tag, lines)) });
    }
    if from.is_done() && from.check().is_ok() { Ok(orders) } else { Err(BlockError::Broken) }
}

/// A block as it was read from storage; not all columns need be there.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Orders.
    pub orders: usize,
    /// Lines.
    pub lines: usize,
    columns: BTreeMap<u8, Vec<u8>>,
}

impl Block {
    /// A block with some of its columns.
    #[must_use]
    pub fn new(orders: usize, lines: usize, columns: impl IntoIterator<Item = (u8, Vec<u8>)>) -> Self {
        Self { orders, lines, columns: columns.into_iter().collect() }
    }

    fn body(&self, column: u8) -> Result<&[u8], BlockError> {
        let bytes = self.columns.get(&column).ok_or(BlockError::Missing(u16::from(column)))?;
        match bytes.split_first() {
            Some((&VERSION, body)) => Ok(body),
            Some(_) => Err(BlockError::Version),
            None => Err(BlockError::Broken),
        }
    }

    /// A column of numbers, each made into what is asked: once for each value that is there.
    ///
    /// # Errors
    /// `Missing`, `Version`, or `Broken`.
    pub fn each<T: Copy + Default>(&self, column: u8, make: impl FnMut(i64) -> T) -> Result<Vec<T>, BlockError> {
        expand(self.body(column)?, if column < PRODUCT { self.orders } else { self.lines }, make)
    }

    /// A column of numbers.
    ///
    /// # Errors
    /// `Missing`, `Version`, or `Broken`.
    pub fn numbers(&self, column: u8) -> Result<Vec<i64>, BlockError> {
        self.each(column, |value| value)
    }

    /// The keys of customers or products.
    ///
    /// # Errors
    /// `Missing`, `Version`, or `Broken`.
    pub fn keys(&self, column: u8) -> Result<Vec<u64>, BlockError> {
        let (keys, over) = self.body(column)?.as_chunks::<8>();
        if over.is_empty() { Ok(keys.iter().map(|key| u64::from_le_bytes(*key)).collect()) } else { Err(BlockError::Broken) }
    }

    /// The customers' ids.
    ///
    /// # Errors
    /// `Missing`, `Version`, or `Broken`.
    pub fn customers(&self) -> Result<Vec<String>, BlockError> {
        list(self.body(CUSTOMERS)?, |from| from.take())
    }

    /// The coupons' names, by order; empty: none.
    ///
    /// # Errors
    /// `Missing`, `Version`, or `Broken`.
    pub fn coupons(&self) -> Result<Vec<String>, BlockError> {
        let mut from = Reader::new(self.body(TRUTH)?);
        let _: Vec<Tag> = from.take();
        let coupon = |_| {
            let (_, _, _): (String, u32, Option<Micros>) = (from.take(), from.take(), from.take());
            let coupon = from.take();
            let (_, _): (u32, u32) = (from.take(), from.take());
            coupon
        };
        let coupons = (0..self.orders).map(coupon).collect();
        if from.is_done() && from.check().is_ok() { Ok(coupons) } else { Err(BlockError::Broken) }
    }

    /// The products.
    ///
    /// # Errors
    /// `Missing`, `Version`, or `Broken`.
    pub fn products(&self) -> Result<Vec<Product>, BlockError> {
        list(self.body(PRODUCTS)?, |from| Product { id: from.take(), name: from.take(), category: from.take() })
    }
}

/// What became of an order, of its flags.
#[must_use]
pub const fn status_of(flags: i64) -> Status {
    match flags & 3 {
        0 => Status::Placed,
        1 => Status::Refunded,
        _ => Status::Cancelled,
    }
}

/// Whether something was bought, of its flags.
#[must_use]
pub const fn is_purchase(flags: i64) -> bool {
    flags & 4 != 0
}

/// A currency as the column has it.
#[must_use]
pub fn number_of(currency: Currency) -> i64 {
    currency.0.iter().fold(0, |number, byte| number << 8 | i64::from(*byte))
}

fn currency_of(number: i64) -> Currency {
    let [.., a, b, c] = number.to_be_bytes();
    Currency([a, b, c])
}

fn list<T>(bytes: &[u8], take: impl Fn(&mut Reader<'_>) -> T) -> Result<Vec<T>, BlockError> {
    let (mut from, mut all) = (Reader::new(bytes), Vec::new());
    while !from.is_done() {
        all.push(take(&mut from));
    }
    if from.check().is_ok() { Ok(all) } else { Err(BlockError::Broken) }
}

/// Texts, each once.
#[derive(Default)]
struct Places<'a> {
    places: HashMap<&'a str, u32>,
    ids: Vec<&'a str>,
}

impl<'a> Places<'a> {
    fn place(&mut self, id: &'a str) -> u32 {
        *self.places.entry(id).or_insert_with(|| {
            self.ids.push(id);
            u32::try_from(self.ids.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

fn keys(ids: &[&str]) -> Vec<u8> {
    let mut out = vec![VERSION];
    ids.iter().for_each(|id| out.extend_from_slice(&key(id).to_le_bytes()));
    out
}

/// Tags, each once.
#[derive(Default)]
struct Tags {
    places: HashMap<Tag, u64>,
    all: Vec<Tag>,
}

impl Tags {
    /// A tag's place among them, and one; 0: none.
    fn number(&mut self, tag: Option<Tag>) -> u64 {
        tag.map_or(0, |tag| {
            *self.places.entry(tag).or_insert_with(|| {
                self.all.push(tag);
                self.all.len() as u64
            })
        })
    }
}

fn column_of(values: &[i64]) -> Vec<u8> {
    let mut differences = vec![VERSION, DIFFERENCES];
    let mut before = 0_i64;
    for value in values {
        put_zigzag(&mut differences, value.wrapping_sub(before));
        before = *value;
    }
    let mut places: HashMap<i64, usize> = HashMap::new();
    let (mut codes, mut table): (Vec<usize>, Vec<i64>) = (Vec::new(), Vec::new());
    for value in values {
        codes.push(*places.entry(*value).or_insert_with(|| {
            table.push(*value);
            table.len() - 1
        }));
    }
    let width: u8 = match table.len() {
        0 | 1 => 0,
        2..=0x100 => 1,
        0x101..=0x1_0000 => 2,
        _ => 4,
    };
    let mut coded = vec![VERSION, CODED, width];
    table.put(&mut coded);
    for code in codes {
        coded.extend(code.to_le_bytes().into_iter().take(usize::from(width)));
    }
    // Codes are read several times faster: differences have to be worth it.
    if differences.len() * 3 < coded.len() * 2 { differences } else { coded }
}

fn expand<T: Copy + Default>(bytes: &[u8], count: usize, mut make: impl FnMut(i64) -> T) -> Result<Vec<T>, BlockError> {
    let mut from = Reader::new(bytes);
    match from.byte() {
        CODED => {
            let width = from.byte();
            let table: Vec<i64> = from.take();
            let table: Vec<T> = table.into_iter().map(&mut make).collect();
            let code = |place: usize| table.get(place).copied().unwrap_or_default();
            from.check().map_err(|_| BlockError::Broken)?;
            let codes = from.rest();
            if codes.len() != count * usize::from(width) || (width == 0 && table.is_empty() && count > 0) {
                return Err(BlockError::Broken);
            }
            Ok(match width {
                0 => vec![code(0); count],
                1 => codes.iter().map(|byte| code(usize::from(*byte))).collect(),
                2 => codes.as_chunks::<2>().0.iter().map(|bytes| code(usize::from(u16::from_le_bytes(*bytes)))).collect(),
                4 => codes.as_chunks::<4>().0.iter().map(|bytes| code(u32::from_le_bytes(*bytes) as usize)).collect(),
                _ => return Err(BlockError::Broken),
            })
        }
        DIFFERENCES => {
            let mut value = 0_i64;
            let values = (0..count).map(|_| {
                value = value.wrapping_add(from.zigzag());
                make(value)
            });
            let values = values.collect();
            if from.is_done() && from.check().is_ok() { Ok(values) } else { Err(BlockError::Broken) }
        }
        _ => Err(BlockError::Broken),
    }
}
