//! Which products fill what is left to a goal (M08): chosen in the browser, at once, as the cart changes.
//!
//! Best is the one that reaches the goal by the least beyond it; then what goes further beyond, and only then what falls short, by the least
//! first. Nothing that is in the cart, nothing for an empty cart or one whose total is not known, nothing when all goals are reached.
//! Prices are in the site's currency; a cart with prices in another one has no known total.

use model::{codec::Reader, facts::Facts};

use crate::{
    content::{Block, Products},
    variant::hash,
};

/// What stands behind the goals of a recommendation in a bundle: a 0, which is no goal, how many are shown, then each product's number
/// ([`of_id`]) and price in millionths. The drawing has the products in the same order.
pub(crate) fn list(block: &Block) -> Option<Vec<i64>> {
    let Block::Products(Products { products, show }) = block else { return None };
    let of = |product: &crate::content::Product| [of_id(&product.id), product.price.0];
    Some([0, i64::from(*show)].into_iter().chain(products.iter().flat_map(of)).collect())
}

/// A product's number: ids would be bytes of the bundle twice. Of two products in 2⁶⁴ one might be left out as if it were in the cart.
fn of_id(id: &str) -> i64 {
    hash(&[id.as_bytes()]).cast_signed()
}

/// More than any price.
const SHORT: i64 = i64::MAX / 2;

/// The places of the products that are shown, the best first. `goals`: as a bundle has them, see [`list`].
#[must_use]
pub fn choose(goals: &[u8], facts: &Facts) -> Vec<u8> {
    let mut chosen = Vec::new();
    let cart = facts.cart.as_deref().unwrap_or_default();
    let total = facts.cart_total().map_or(0, |total| total.0);
    let mut from = Reader::new(goals);
    let mut gap = 0;
    // The end of other messages' goals is read as a 0, too.
    loop {
        let goal = from.zigzag();
        if goal == 0 {
            break;
        }
        if gap == 0 && goal > total {
            gap = goal.wrapping_sub(total);
        }
    }
    let mut show = from.zigzag();
    // Who has nothing in the cart, or things whose price nobody has said, has no gap.
    if total <= 0 || gap == 0 {
        return chosen;
    }
    // A list has fewer than 32 ([`PRODUCTS_MAX`](crate::content::check::PRODUCTS_MAX)).
    let bit = |place: u8| 1_u32.wrapping_shl(place.into());
    let mut taken = 0;
    while show > 0 {
        let mut products = from.clone();
        let (mut best, mut place) = (i64::MAX, 0);
        let mut first = 0;
        while !products.is_done() {
            let (id, price) = (products.zigzag(), products.zigzag());
            let beyond = price.wrapping_sub(gap);
            // What falls short comes after all that does not.
            let rank = if beyond < 0 { SHORT - beyond } else { beyond };
            if rank < best && taken & bit(place) == 0 && !cart.iter().any(|item| of_id(&item.id) == id) {
                (best, first) = (rank, place);
            }
            place = place.wrapping_add(1);
        }
        if best == i64::MAX {
            break;
        }
        chosen.push(first);
        taken |= bit(first);
        show -= 1;
    }
    chosen
}
