//! Products put together of what visits told: the newest word counts, whoever is read first.

use insight::goods::{Good, Goods};
use model::event::Item;
use model::money::Micros;
use model::time::EpochMs;
use proptest::prelude::*;

fn item(id: &str, name: &str, category: &str, price: Option<i64>) -> Item {
    Item { id: id.into(), name: name.into(), category: category.into(), price: price.map(|won| Micros(won * 1_000_000)), quantity: 1 }
}

fn all(of: impl IntoIterator<Item = Good>) -> Goods {
    let mut goods = Goods::default();
    of.into_iter().for_each(|one| goods.add(one));
    goods
}

fn said() -> impl Strategy<Value = Good> {
    ("[ab]", 0_i64..9, "[x-z]?", "[mn]?", prop::option::of(1_i64..3), any::<bool>()).prop_map(|(id, at, name, category, price, named)| {
        if named { Good::named(&id, &name, EpochMs(at)) } else { Good::of(&item(&id, &name, &category, price), EpochMs(at)) }
    })
}

proptest! {
    #[test]
    fn neither_order_nor_parts_nor_repeats_matter(list in prop::collection::vec(said(), 0..9), at in 0_usize..9) {
        let whole = all(list.clone());
        prop_assert_eq!(&all(list.iter().rev().cloned()), &whole);
        prop_assert_eq!(&all(list.iter().chain(&list).cloned()), &whole);
        let (one, other) = list.split_at(at.min(list.len()));
        let parts = [one, other].map(|part| all(part.iter().cloned()).find("", usize::MAX));
        prop_assert_eq!(&all(parts.into_iter().flatten()), &whole);
    }
}

#[test]
fn the_newest_word_counts_and_an_older_one_stands_where_nothing_newer_was_said() {
    let goods = all([
        Good::of(&item("p1", "찻잔", "식탁", Some(12_000)), EpochMs(10)),
        Good::of(&item("p1", "백자 찻잔", "", None), EpochMs(20)),
        Good::named("p1", "", EpochMs(30)),
        Good::of(&item("", "nobody's", "", None), EpochMs(40)),
    ]);
    let found = goods.find("", 9);
    let [cup] = found.as_slice() else { panic!("one product, not {found:?}") };
    assert_eq!((cup.name.1.as_str(), cup.category.1.as_str(), cup.price.1), ("백자 찻잔", "식탁", Some(Micros(12_000_000_000))));
    assert_eq!(cup.last, EpochMs(30));
}

#[test]
fn found_by_name_category_and_id_the_last_seen_first() {
    let goods = || {
        all([
            Good::of(&item("CUP-1", "백자 찻잔", "식탁", None), EpochMs(1)),
            Good::of(&item("CUP-2", "유리 찻잔", "식탁", None), EpochMs(3)),
            Good::of(&item("TEA", "국화차", "차", None), EpochMs(2)),
        ])
    };
    let ids = |search: &str, limit| goods().find(search, limit).into_iter().map(|good| good.id).collect::<Vec<_>>();
    for (search, limit, found) in [
        ("", 9, &["CUP-2", "TEA", "CUP-1"][..]),
        ("찻잔", 9, &["CUP-2", "CUP-1"]),
        ("cup 백자", 9, &["CUP-1"]),
        ("식탁", 1, &["CUP-2"]),
        ("없는 것", 9, &[]),
    ] {
        assert_eq!(ids(search, limit), found, "{search}");
    }
}
