//! Which products fill the gap to a goal: the choice is held to its words, for any list, cart and goals.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use message::{
    bundle::{Bundle, Settings, publish},
    definition::Config,
    recommend::choose,
};
use model::{event::Item, facts::Facts, money::Micros};
use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};

const UNIT: i64 = 1_000_000;

fn bundle(tiers: &[i64], prices: &[i64], show: u8) -> Bundle {
    let tiers: Vec<Value> = tiers.iter().map(|at| json!({"at": at, "label": "무료배송"})).collect();
    let product = |(place, price): (usize, &i64)| json!({"id": format!("p{place}"), "name": "찻잔", "price": price, "href": "/p"});
    let products: Vec<Value> = prices.iter().enumerate().map(product).collect();
    let content = json!({"text": "{left}", "tiers": tiers, "products": products, "show": show});
    let config: Config =
        serde_json::from_value(json!({"messages": [{"id": "m", "type": "recommend", "status": "active", "content": content}]})).unwrap();
    Bundle::read(&publish(&config, &Settings::default()).unwrap().bundle).unwrap()
}

fn facts(cart: &[(String, Option<i64>)]) -> Facts {
    let line = |(id, price): &(String, Option<i64>)| Item {
        id: id.clone(),
        price: price.map(|units| Micros(units * UNIT)),
        quantity: 1,
        ..Item::default()
    };
    let mut facts = Facts::default();
    facts.cart = Some(cart.iter().map(line).collect());
    facts
}

fn chosen(tiers: &[i64], prices: &[i64], show: u8, cart: &[(String, Option<i64>)]) -> Vec<usize> {
    let bundle = bundle(tiers, prices, show);
    let message = bundle.messages.iter().next().expect("it is in the bundle");
    choose(message.goals, &facts(cart)).into_iter().map(usize::from).collect()
}

fn one(id: &str, price: i64) -> Vec<(String, Option<i64>)> {
    vec![(id.to_owned(), Some(price))]
}

#[test]
fn what_reaches_the_goal_by_the_least_comes_first() {
    let prices = [3_000, 25_000, 20_000, 19_000, 60_000];
    assert_eq!(chosen(&[50_000], &prices, 4, &one("x", 30_000)), [2, 1, 4, 3]);
    assert_eq!(chosen(&[50_000], &prices, 1, &one("x", 30_000)), [2]);
    assert_eq!(chosen(&[50_000], &prices, 2, &one("p2", 30_000)), [1, 4], "never what is in the cart");
    assert_eq!(chosen(&[30_000, 80_000], &prices, 2, &one("x", 30_000)), [4, 1], "the next goal, when one is reached");
    assert_eq!(chosen(&[50_000], &[1_000, 1_000], 2, &one("x", 1_000)), [0, 1], "of equal ones in the list's order");
}

#[test]
fn where_there_is_no_gap_there_is_nothing() {
    assert!(chosen(&[50_000], &[9_000], 4, &one("x", 50_000)).is_empty(), "the goal is reached");
    assert!(chosen(&[50_000], &[9_000], 4, &[]).is_empty(), "an empty cart");
    assert!(chosen(&[50_000], &[9_000], 4, &one("p0", 1_000)).is_empty(), "all is in the cart");
    // A line in another currency has no price that counts, and the cart no total.
    assert!(chosen(&[50_000], &[9_000], 4, &[("x".into(), Some(9_000)), ("usd".into(), None)]).is_empty());
    let bundle = bundle(&[50_000], &[9_000], 4);
    let message = bundle.messages.iter().next().unwrap();
    assert!(choose(message.goals, &Facts::default()).is_empty(), "a cart that is not known");
    for cut in 0..message.goals.len() {
        // Never more than there are, whatever the bytes.
        assert!(choose(&message.goals[..cut], &facts(&one("x", 1_000))).iter().all(|place| *place < 1), "{cut}");
    }
}

proptest! {
    #[test]
    fn the_choice_is_what_its_words_say(
        tiers in vec(1_i64..100_000, 1..=5),
        prices in vec(1_i64..100_000, 1..=30),
        show in 1_u8..=4,
        cart in vec((0_usize..34, 1_i64..40_000), 0..8),
    ) {
        let lines: Vec<(String, Option<i64>)> = cart.iter().map(|(id, price)| (format!("p{id}"), Some(*price))).collect();
        let total: i64 = cart.iter().map(|(_, price)| *price).sum();
        let gap = tiers.iter().copied().filter(|goal| *goal > total).min().map(|goal| goal - total);
        let mut expected: Vec<usize> = match gap {
            Some(_) if total > 0 => (0..prices.len()).filter(|place| !cart.iter().any(|(id, _)| id == place)).collect(),
            _ => Vec::new(),
        };
        let gap = gap.unwrap_or_default();
        expected.sort_by_key(|place| (prices[*place] < gap, (prices[*place] - gap).abs(), *place));
        expected.truncate(usize::from(show));
        prop_assert_eq!(chosen(&tiers, &prices, show, &lines), expected);
    }
}
