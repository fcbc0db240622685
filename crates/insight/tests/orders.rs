//! Orders as they are kept for reports: whatever is said in whatever order, in however many blocks, reports say what a plain count of all orders says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};

use insight::orders::{
    bands::{self, Band, Bands},
    block::{self, Block},
    cohort::{self, Cell, Cohorts, Unit},
    order::Order,
    pairs,
    part::{self, Orders, Part, ROOTS},
    rfm,
    row::{Rank, Row, Status, Tag},
    table::{self, Dimension},
};
use model::{
    money::{Currency, Micros},
    time::{Day, EpochMs, Zone},
};
use proptest::prelude::*;

const DAY_MS: i64 = 86_400_000;
const START: i64 = 1_704_034_800_000; // 2024-01-01 in Seoul.
const WON: Currency = Currency(*b"KRW");

/// Two offsets, as where summer time begins.
fn zone() -> Zone {
    Zone { spans: vec![(EpochMs(i64::MIN), 9 * 3600), (EpochMs(START + 40 * DAY_MS), 10 * 3600)] }
}

fn row() -> impl Strategy<Value = Row> {
    let what = (0..40_u8, prop::option::weighted(0.9, 0..8_u8), 0..90 * 24_i64, 0..12_u8, prop::option::weighted(0.2, 0..5_i64));
    let line = (0..9_u8, -2..4_i32, 0..6_i64, prop::bool::weighted(0.05), prop::bool::ANY);
    (what, line).prop_map(|((order, customer, hour, status, total), (product, units, price, foreign, named))| {
        let price = price * 7_500_000_000;
        Row {
            order: format!("o{order}"),
            at_row: 0,
            customer: customer.map(|customer| format!("m{customer}")),
            at: EpochMs(START + hour * 3_600_000),
            status: match status {
                0 => Status::Cancelled,
                1 => Status::Refunded,
                _ => Status::Placed,
            },
            currency: if foreign { Currency(*b"USD") } else { WON },
            total: total.map(|total| Micros(total * 1_000_000_000)),
            coupon: if named { "SPRING".into() } else { String::new() },
            product: if product == 0 { String::new() } else { format!("p{product}") },
            name: if named { format!("녹차 {product} {hour}") } else { String::new() },
            category: String::new(),
            units,
            price: Micros(price),
            amount: Micros(price * i64::from(units)),
        }
    })
}

/// Words: each with its tag and its rows.
fn said() -> impl Strategy<Value = Vec<(Tag, Vec<Row>)>> {
    let word = (prop::bool::weighted(0.8), 0..5_i64, 0..3_i64, prop::collection::vec(row(), 1..30));
    prop::collection::vec(word, 1..8).prop_map(|words| {
        let mut tags = BTreeSet::new();
        let words = words.into_iter().map(|(is_shop, version, by, mut rows)| {
            (0..).zip(&mut rows).for_each(|(place, row)| row.at_row = place);
            (Tag { rank: if is_shop { Rank::Shop } else { Rank::Browser }, version, by }, rows)
        });
        // A tag is one word's.
        words.filter(|(tag, _)| tags.insert(*tag)).collect()
    })
}

/// As the object keeps them: folded into parts word by word, each time from the stored bytes.
fn kept(said: &[(Tag, Vec<Row>)], at_once: usize, lines_max: usize) -> BTreeMap<Part, Block> {
    let mut blocks: BTreeMap<Part, Block> = BTreeMap::new();
    for some in said.chunks(at_once) {
        let parts: BTreeSet<Part> = blocks.keys().copied().collect();
        // What waits is kept by its tag: the same word again takes its own place.
        let waiting: BTreeMap<Tag, Vec<Row>> = some.iter().cloned().collect();
        for (part, words) in part::among(part::told(waiting), &parts) {
            let mut orders = blocks.remove(&part).map(|block| block::unfold(&block).unwrap()).unwrap_or_default();
            part::add(&mut orders, words);
            for (part, orders) in part::split(part, orders, lines_max) {
                let sealed = block::fold(&orders);
                let columns = (0..).zip(sealed.columns);
                blocks.insert(part, Block::new(sealed.orders, sealed.lines, columns));
            }
        }
    }
    blocks
}

fn is_bought(order: &Order) -> bool {
    order.is_purchase() && order.head.1.currency == WON
}

fn naive_cohorts(orders: &Orders, unit: Unit, periods: usize) -> BTreeMap<i32, Vec<Cell>> {
    let zone = zone();
    let mut by_customer: BTreeMap<&str, Vec<&Order>> = BTreeMap::new();
    for order in orders.values().filter(|order| order.head.1.currency == WON && order.head.1.status != Status::Cancelled) {
        if let Some((_, customer)) = &order.customer {
            by_customer.entry(customer).or_default().push(order);
        }
    }
    let mut cohorts: BTreeMap<i32, Vec<Cell>> = BTreeMap::new();
    for theirs in by_customer.values() {
        let Some(first) = theirs.iter().filter(|order| is_bought(order)).map(|order| order.head.1.at).min() else { continue };
        let cohort = unit.of(zone.day(first));
        let cells = cohorts.entry(cohort).or_insert_with(|| vec![Cell::default(); periods]);
        for (place, cell) in (0..).zip(cells) {
            let then = |order: &&&Order| unit.of(zone.day(order.head.1.at)) == cohort + place;
            let bought: Vec<_> = theirs.iter().filter(then).filter(|order| is_bought(order)).collect();
            cell.people += i64::from(!bought.is_empty());
            cell.orders += bought.len() as i64;
            cell.days += bought.iter().map(|order| zone.day(order.head.1.at).0).collect::<BTreeSet<_>>().len() as i64;
            cell.revenue += theirs.iter().filter(then).map(|order| i128::from(order.value().0)).sum::<i128>();
        }
    }
    cohorts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn neither_the_order_of_words_nor_blocks_can_be_told(said in said(), at_once in 1..4_usize, seed in any::<u64>()) {
        let mut all = part::told(said.iter().cloned());
        let mut mixed = said.clone();
        mixed.sort_by_key(|(tag, _)| model::ids::stable_hash(&[&seed.to_be_bytes(), &tag.version.to_be_bytes(), &tag.by.to_be_bytes(), &[tag.rank as u8]]));
        // And some of it twice.
        mixed.extend(said.first().cloned());
        let blocks = kept(&mixed, at_once, 40);
        let mut kept = Orders::new();
        for (part, block) in &blocks {
            for (id, order) in block::unfold(block).unwrap() {
                prop_assert!(part.has(part::Hash::of(&id)) && part.root_of() == part::Hash::of(&id).root());
                prop_assert!(kept.insert(id, order).is_none(), "an order in two parts");
            }
        }
        // Names are a product's and not a line's: they are compared apart.
        let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for order in all.values_mut().chain(kept.values_mut()) {
            for line in order.lines.iter_mut().flat_map(|(_, lines)| lines) {
                names.entry(line.product.clone()).or_default().insert(core::mem::take(&mut line.name));
            }
        }
        prop_assert_eq!(all, kept);
    }

    #[test]
    fn reports_say_what_a_plain_count_says(said in said(), edges in prop::collection::btree_set(0..5_i64, 0..4)) {
        let orders = part::told(said.iter().cloned());
        let blocks = kept(&said, 2, 30);
        let zone = zone();

        for unit in [Unit::Day, Unit::Week(0), Unit::Week(6), Unit::Month] {
            let day = |ms: i64| zone.day(EpochMs(ms));
            let ask = cohort::Ask { unit, first: day(START), last: day(START + 95 * DAY_MS), periods: 9, until: EpochMs(i64::MAX), currency: WON, days: true };
            let mut cohorts = Cohorts::new(&ask, &zone);
            blocks.values().for_each(|block| cohorts.meet(block).unwrap());
            blocks.values().rev().for_each(|block| cohorts.count(block).unwrap());
            let guests = cohorts.guests;
            let found: BTreeMap<i32, Vec<Cell>> =
                cohorts.table().into_iter().filter(|cohort| cohort.cells.iter().any(|cell| *cell != Cell::default())).map(|cohort| (cohort.period, cohort.cells)).collect();
            let mut naive = naive_cohorts(&orders, unit, 9);
            naive.retain(|_, cells| cells.iter().any(|cell| *cell != Cell::default()));
            prop_assert_eq!(found, naive);
            prop_assert_eq!(guests, orders.values().filter(|order| is_bought(order) && order.customer.is_none()).count() as i64);
        }

        let edges: Vec<Micros> = edges.into_iter().map(|edge| Micros(edge * 7_500_000_000)).collect();
        let ask = Bands { from: EpochMs(START + 10 * DAY_MS), to: EpochMs(START + 60 * DAY_MS), currency: WON, edges: edges.clone() };
        let mut halves = [bands::Found::new(&ask), bands::Found::new(&ask)];
        for (number, block) in blocks.values().enumerate() {
            halves[number % 2].scan(&ask, block).unwrap();
        }
        let [mut found, other] = halves;
        found.add(&other);
        let asked: Vec<&Order> = orders.values().filter(|order| {
            let head = &order.head.1;
            head.status != Status::Cancelled && head.currency == WON && ask.from <= head.at && head.at < ask.to
        }).collect();
        for (place, band) in found.bands.iter().enumerate() {
            let is_in = |price: Micros| (place == 0 || edges[place - 1] <= price) && edges.get(place).is_none_or(|edge| price < *edge);
            let lines = || asked.iter().flat_map(|order| order.lines()).filter(|line| is_in(line.price));
            let orders = asked.iter().filter(|order| order.lines().iter().any(|line| is_in(line.price) && line.units > 0)).count() as i64;
            prop_assert_eq!(*band, Band { orders, units: lines().map(|line| i64::from(line.units)).sum(), sales: lines().map(|line| i128::from(line.amount.0)).sum() });
        }

        let ask = pairs::Ask { from: EpochMs(i64::MIN), to: EpochMs(i64::MAX), currency: None };
        let mut counts = pairs::Counts::default();
        blocks.values().for_each(|block| counts.scan(&ask, block).unwrap());
        let mut pairs = counts.ranked();
        blocks.values().rev().for_each(|block| pairs.scan(&ask, block).unwrap());
        let mut naive: BTreeMap<(String, String), u32> = BTreeMap::new();
        for order in orders.values().filter(|order| order.is_purchase()) {
            let bought: BTreeSet<&String> = order.lines().iter().filter(|line| line.units > 0).map(|line| &line.product).collect();
            for one in &bought {
                for other in bought.range::<&String, _>((core::ops::Bound::Excluded(*one), core::ops::Bound::Unbounded)) {
                    *naive.entry(((*one).clone(), (*other).clone())).or_default() += 1;
                }
            }
        }
        let names: BTreeMap<u32, String> =
            (0..10).filter_map(|number| Some((pairs.rank(block::key(&format!("p{number}")))?, format!("p{number}")))).collect();
        let found: BTreeMap<(String, String), u32> = pairs.found(1).map(|pair| {
            let (one, other) = (names[&pair.one].clone(), names[&pair.other].clone());
            ((one.clone().min(other.clone()), one.max(other)), pair.orders)
        }).collect();
        prop_assert_eq!(found, naive);

        use insight::table::{Dimension as OfTime, Label, Period};
        for by in [vec![], vec![Dimension::Time(OfTime::Period(Period::Month)), Dimension::Newness], vec![Dimension::Product], vec![Dimension::Category, Dimension::Size], vec![Dimension::Coupon]] {
            let ask = table::Ask { by: by.clone(), from: EpochMs(START + 5 * DAY_MS), to: EpochMs(START + 70 * DAY_MS), currency: WON };
            let mut table = table::Table::new(&ask, &zone);
            blocks.values().for_each(|block| table.meet(block).unwrap());
            blocks.values().rev().for_each(|block| table.count(block).unwrap());
            let firsts = |order: &Order| order.customer.as_ref().map(|(_, name)| {
                orders.values().filter(|other| is_bought(other) && other.customer.as_ref().is_some_and(|(_, other)| other == name)).map(|other| other.head.1.at).min()
            });
            let mut naive: BTreeMap<Vec<Label>, (i64, BTreeSet<&str>, i64, i128)> = BTreeMap::new();
            for order in orders.values().filter(|order| {
                let head = &order.head.1;
                head.status != Status::Cancelled && head.currency == WON && ask.from <= head.at && head.at < ask.to
            }) {
                let text = |text: &str| if text.is_empty() { Label::None } else { Label::Text(text.into()) };
                let units: i64 = order.lines().iter().map(|line| i64::from(line.units)).sum();
                let label = |dimension: &Dimension, line: Option<&insight::orders::order::Line>| match dimension {
                    Dimension::Time(_) => {
                        let (year, month, _) = zone.day(order.head.1.at).civil();
                        Label::Text(format!("{year:04}-{month:02}-01"))
                    }
                    Dimension::Newness => text(match firsts(order) {
                        None => "guest",
                        Some(first) if first == Some(order.head.1.at) => "first",
                        Some(_) => "again",
                    }),
                    Dimension::Coupon => text(&order.head.1.coupon),
                    Dimension::Size => text(match units { ..=0 => "0", 1 => "1", 2 => "2", 3 => "3", 4..=5 => "4–5", 6..=10 => "6–10", _ => "11+" }),
                    Dimension::Product => text(&line.unwrap().product),
                    Dimension::Category => text(&line.unwrap().category),
                };
                let mut once: BTreeMap<Vec<Label>, (bool, i64, i128)> = BTreeMap::new();
                if by.iter().any(|dimension| dimension.is_of_lines()) {
                    for line in order.lines() {
                        let one = once.entry(by.iter().map(|dimension| label(dimension, Some(line))).collect()).or_default();
                        *one = (one.0 || line.units > 0, one.1 + i64::from(line.units), one.2 + i128::from(line.amount.0));
                    }
                } else {
                    once.insert(by.iter().map(|dimension| label(dimension, None)).collect(), (true, units, i128::from(order.value().0)));
                }
                for (labels, (bought, units, paid)) in once {
                    let cell = naive.entry(labels).or_default();
                    let bought = bought && order.is_purchase();
                    cell.0 += i64::from(bought);
                    if bought {
                        cell.1.extend(order.customer.as_ref().map(|(_, name)| name.as_str()));
                    }
                    cell.2 += units;
                    cell.3 += paid;
                }
            }
            let found: Vec<_> = table.cells.iter().map(|(labels, cell)| (labels.clone(), cell.orders, cell.people.len(), cell.units, cell.revenue)).collect();
            let naive: Vec<_> = naive.into_iter().map(|(labels, (orders, people, units, revenue))| (labels, orders, people.len(), units, revenue)).collect();
            prop_assert_eq!(found, naive, "{:?}", by);
        }

        let ask = rfm::Ask { at: EpochMs(START + 80 * DAY_MS), from: None, currency: WON };
        let mut customers = rfm::Customers::default();
        blocks.values().for_each(|block| customers.scan(&ask, block).unwrap());
        let mut scored = customers.scored(&ask, &zone);
        let today = zone.day(EpochMs(ask.at.0 - 1)).0;
        let mut naive: BTreeMap<&str, (i64, i64, i64)> = BTreeMap::new();
        for order in orders.values().filter(|order| order.head.1.at < ask.at && order.head.1.currency == WON && order.head.1.status != Status::Cancelled) {
            let Some((_, customer)) = &order.customer else { continue };
            let (last, count, spent) = naive.entry(customer).or_insert((i64::MIN, 0, 0));
            *spent += order.value().0;
            if order.is_purchase() {
                *last = (*last).max(i64::from(zone.day(order.head.1.at).0));
                *count += 1;
            }
        }
        naive.retain(|_, (_, count, _)| *count > 0);
        prop_assert_eq!(scored.all().count(), naive.len());
        for (customer, (last, count, spent)) in &naive {
            let (known, scores) = scored.of(block::key(customer)).unwrap();
            prop_assert_eq!((i64::from(zone.day(known.last).0), i64::from(known.orders), known.spent), (*last, *count, *spent));
            let fifth = |is_worse: &dyn Fn(&(i64, i64, i64)) -> bool| (1 + 5 * naive.values().filter(|one| is_worse(one)).count() / naive.len()) as u8;
            prop_assert_eq!(scores.recency, fifth(&|one| one.0 < *last));
            prop_assert_eq!(scores.frequency, fifth(&|one| one.1 < *count));
            prop_assert_eq!(scores.money, fifth(&|one| one.2 < *spent));
            let (least, most) = scored.recency[usize::from(scores.recency) - 1].unwrap();
            prop_assert!((least..=most).contains(&(i64::from(today) - last)));
        }
    }

    #[test]
    fn broken_bytes_are_refused(said in said(), column in 0..block::COLUMNS, cut in any::<prop::sample::Index>(), flip in any::<u8>()) {
        let sealed = block::fold(&part::told(said));
        let mut columns = sealed.columns.clone();
        let bytes = &mut columns[usize::from(column)];
        let at = cut.index(bytes.len());
        if flip == 0 { bytes.truncate(at) } else { bytes[at] ^= flip }
        let block = Block::new(sealed.orders, sealed.lines, (0..).zip(columns));
        // An error or other orders, and nothing else.
        let _ = block::unfold(&block);
        let ask = pairs::Ask { from: EpochMs(i64::MIN), to: EpochMs(i64::MAX), currency: None };
        let mut counts = pairs::Counts::default();
        if counts.scan(&ask, &block).is_ok() {
            let _ = counts.ranked().scan(&ask, &block);
        }
    }
}

#[test]
fn an_order_taken_back_without_its_lines_keeps_them_known() {
    let line = |order: &str, status, product: &str| Row {
        order: order.into(),
        at_row: 0,
        customer: Some("m".into()),
        at: EpochMs(START),
        status,
        currency: WON,
        total: None,
        coupon: String::new(),
        product: product.into(),
        name: String::new(),
        category: String::new(),
        units: 1,
        price: Micros(5_000_000),
        amount: Micros(5_000_000),
    };
    let tag = |version| Tag { rank: Rank::Shop, version, by: 0 };
    let back = Row { customer: None, product: String::new(), units: 0, amount: Micros(0), ..line("o", Status::Cancelled, "") };
    let told = part::told([(tag(2), vec![back]), (tag(1), vec![line("o", Status::Placed, "p"), line("o", Status::Cancelled, "q")])]);
    let order = &told["o"];
    assert_eq!((order.value(), order.is_purchase(), order.lines().len()), (Micros(0), false, 1));
    assert_eq!(order.customer.as_ref().map(|(_, customer)| customer.as_str()), Some("m"));
    // A browser never outranks the shop, however late it comes.
    let browser = (Tag { rank: Rank::Browser, version: 9, by: 0 }, vec![line("o", Status::Placed, "x")]);
    let told = part::told([(tag(1), vec![line("o", Status::Placed, "p")]), browser]);
    assert_eq!(told["o"].lines()[0].product, "p");
}

#[test]
fn a_part_knows_its_halves_and_its_root() {
    for root in 0..ROOTS {
        let part = Part::root(root);
        let (one, other) = part.halves().unwrap();
        assert_eq!((part.root_of(), one.root_of(), other.halves().unwrap().1.root_of()), (root, root, root));
    }
}

#[test]
fn weeks_and_months_are_those_of_the_calendar() {
    let day = |text: &str| Day::parse(text).unwrap();
    for (unit, of, start) in [
        (Unit::Week(0), "2026-11-22", "2026-11-16"),
        (Unit::Week(6), "2026-11-22", "2026-11-22"),
        (Unit::Week(6), "2026-11-21", "2026-11-15"),
        (Unit::Month, "2024-02-29", "2024-02-01"),
        (Unit::Month, "1969-12-31", "1969-12-01"),
        (Unit::Day, "1969-12-31", "1969-12-31"),
    ] {
        let period = unit.of(day(of));
        assert_eq!(unit.start(period), day(start), "{unit:?} {of}");
        assert_eq!(unit.of(Day(unit.start(period + 1).0 - 1)), period, "{unit:?} {of}");
    }
}
