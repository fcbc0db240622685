//! The cart (S16, S16b, S17) and what was bought (S18, S19).

use model::facts::Fact;

use super::{
    Ask::{Day, Log, Money, Number, Product},
    Entry,
    ProductField::{Category, Id, Name},
    What::{Keys, Labels},
    row,
};

pub const ROWS: &[Entry] = &[
    row("cart.total", "S16", "장바구니 금액", "cart total", Fact::CartTotal, Money),
    row("cart.kinds", "S16", "장바구니 상품 종류 수", "kinds of goods in the cart", Fact::CartKinds, Number).unit("개", "kinds"),
    row("cart.units", "S16", "장바구니 총수량", "units in the cart", Fact::CartUnits, Number).unit("개", "units"),
    row("cart.last_total", "S16b", "최근 장바구니 금액", "last known cart total", Fact::LastCartTotal, Money),
    row("cart.last_kinds", "S16b", "최근 담긴 상품 종류 수", "kinds of goods in the last known cart", Fact::LastCartKinds, Number)
        .unit("개", "kinds"),
    row("cart.last_units", "S16b", "최근 담긴 상품수", "units in the last known cart", Fact::LastCartUnits, Number).unit("개", "units"),
    row("cart.last_added_day", "S17", "최근 담은일", "last added day", Fact::LastAdded, Day),
    row("cart.product", "S17", "담긴 상품", "product in the cart", Fact::CartItems, Product(Id)),
    row("cart.product_name", "S17", "담긴 상품 이름", "name of a product in the cart", Fact::CartItems, Product(Name)),
    row("cart.category", "S17", "담긴 상품의 카테고리", "category in the cart", Fact::CartItems, Product(Category)),
    row("purchase.orders", "S18", "누적 구매수", "number of orders", Fact::Orders, Number).unit("회", "orders").edge(),
    row("purchase.spent", "S18", "누적 구매액", "total spent", Fact::Spent, Money).edge(),
    row("purchase.average", "S18", "평균 구매액", "average order value", Fact::AverageOrder, Money).edge(),
    row("purchase.last_order_day", "S19", "최근 구매일", "last order day", Fact::LastOrderDay, Day).edge(),
    row("purchase.first_order_day", "S19", "첫 구매일", "first order day", Fact::FirstOrderDay, Day).edge(),
    row("purchase.product", "S19", "구매한 상품", "bought product", Fact::Bought, Log(Keys)).unit("회", "times").edge(),
    row("purchase.product_name", "S19", "구매한 상품 이름", "name of a bought product", Fact::BoughtNames, Log(Keys))
        .unit("회", "times")
        .edge(),
    row("purchase.category", "S19", "구매한 카테고리", "bought category", Fact::Bought, Log(Labels)).unit("회", "times").edge(),
];
