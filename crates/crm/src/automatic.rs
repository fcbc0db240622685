//! Messages that leave by themselves when something has happened to one person's order or membership: which happenings there are, the ready
//! template of each, what may stand in it, and how long something is news.
//!
//! They inform, and go to whom they are about: nobody's consent is asked, no hour and no cap holds them back (`gate`). **News** is what happened
//! within a day, and since the shop has switched it on: orders of last year that are brought over say nothing to anybody. One happening is one
//! message, however often it is told: its id is made of what happened to what ([`Happening::id`]), and of nobody's number, so that not even a number
//! that changes in between makes it two.

use model::ids::SiteId;
use model::money::{Currency, Micros};
use model::time::{EpochMs, Zone};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::alimtalk::{self, Template};
use crate::optout::moment;
use crate::schedule::Schedule;
use crate::send::{Audience, Content, Fallback, Send, Use};

/// What happened longer ago is told to nobody: an order's notice of yesterday confuses, and whoever brings over a history means no news.
pub const NEWS_MS: i64 = 24 * 3_600_000;
/// Of a product's name, as a message says it.
const ITEM_CHARS_MAX: usize = 40;
/// Of whatever else the shop says that stands in a message.
const VALUE_CHARS_MAX: usize = 80;
/// What stands where the shop has not said something.
const UNSAID: &str = "-";
/// What somebody is called by whose name is not known.
const NAMELESS: &str = "고객";
/// The variable of their name.
pub const NAME: &str = "고객";
/// The ready templates, in their order. Kakao's categories: 001001 joining, 002001 bought, 002004 taken back, 005001 on its way, 005003 there.
const READY: &str = include_str!("../data/automatic.json");

/// What happens. The numbers are stored: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Happening {
    /// Somebody became a member.
    Joined = 1,
    /// An order was placed, and paid.
    Placed = 2,
    /// An order was placed, and is to be paid by a transfer.
    AwaitingDeposit = 3,
    /// That transfer has come.
    Paid = 4,
    Shipped = 5,
    Delivered = 6,
    Cancelled = 7,
    Refunded = 8,
}

impl Happening {
    pub const ALL: [Self; 8] =
        [Self::Joined, Self::Placed, Self::AwaitingDeposit, Self::Paid, Self::Shipped, Self::Delivered, Self::Cancelled, Self::Refunded];

    /// As it is stored and told.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::Placed => "placed",
            Self::AwaitingDeposit => "awaiting_deposit",
            Self::Paid => "paid",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|happening| happening.name() == name)
    }

    /// The shop's template of it, among all others that the shop has.
    #[must_use]
    pub fn template(self) -> String {
        format!("auto-{}", self.name().replace('_', "-"))
    }

    /// What may stand in its template.
    #[must_use]
    pub const fn variables(self) -> &'static [&'static str] {
        match self {
            Self::Joined => &["쇼핑몰", NAME, "가입일"],
            Self::Placed | Self::Paid | Self::Cancelled => &["쇼핑몰", NAME, "주문번호", "상품", "금액", "주문일시"],
            Self::AwaitingDeposit => &["쇼핑몰", NAME, "주문번호", "상품", "금액", "주문일시", "은행", "계좌번호", "예금주", "입금기한"],
            Self::Shipped | Self::Delivered => &["쇼핑몰", NAME, "주문번호", "상품", "주문일시", "택배사", "송장번호"],
            Self::Refunded => &["쇼핑몰", NAME, "주문번호", "상품", "금액", "주문일시", "환불금액"],
        }
    }

    /// Of a template's variables those that nobody could fill.
    #[must_use]
    pub fn unknown(self, template: &Template) -> Vec<&str> {
        alimtalk::all_variables(template).into_iter().filter(|name| !self.variables().contains(name)).collect()
    }

    /// The same for the same cause in a site. Of an order that was refunded twice, what remains tells which.
    #[must_use]
    pub fn id(self, site: SiteId, subject: &str, remains: Option<Micros>) -> [u8; 16] {
        let mut text = format!("dangol-happening-v1\n{site}\n{}\n{subject}", self.name());
        if let (Self::Refunded, Some(remains)) = (self, remains) {
            text.push_str(&format!("\n{}", remains.decimal()));
        }
        half(&text)
    }

    /// What the order (or member) is called by: a later word about it overtakes the earlier ones that were not told yet.
    #[must_use]
    pub fn matter(self, site: SiteId, subject: &str) -> [u8; 16] {
        let about = if self == Self::Joined { "member" } else { "order" };
        half(&format!("dangol-happening-matter-v1\n{site}\n{about}\n{subject}"))
    }

    /// What leaves where it happens: by the shop's template, to whoever it is about (`list`).
    #[must_use]
    pub fn send(self, list: &str, fallback: Option<&str>) -> Send {
        Send {
            id: self.template(),
            name: String::new(),
            purpose: Use::Information,
            audience: Audience::List { list: list.to_owned() },
            schedule: Schedule::AtOnce,
            content: Content::Alimtalk {
                template: self.template(),
                variables: std::collections::BTreeMap::new(),
                fallback: fallback.map(|sender| Fallback { sender: sender.to_owned() }),
            },
        }
    }

    /// Its ready template.
    #[must_use]
    pub fn ready(self) -> Option<Ready> {
        let all: Vec<Ready> = serde_json::from_str(READY).unwrap_or_default();
        all.into_iter().find(|ready| ready.happening == self)
    }
}

/// A ready template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ready {
    pub happening: Happening,
    pub name: String,
    /// Kakao's code.
    pub category: String,
    pub template: Template,
}

/// Whether something that happened then is told, where the shop has switched it on at that moment.
#[must_use]
pub const fn is_news(at: EpochMs, on_since: EpochMs, now: EpochMs) -> bool {
    at.0 > now.0 - NEWS_MS && at.0 >= on_since.0
}

/// Whether it is too late to say it.
#[must_use]
pub const fn is_late(at: EpochMs, now: EpochMs) -> bool {
    at.0 <= now.0 - NEWS_MS
}

/// What a shop says of an order, as far as messages name it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Delivery {
    /// Who carries it.
    pub courier: Option<String>,
    /// By which number it is found there.
    pub tracking: Option<String>,
}

/// To where an order is to be paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Deposit {
    pub bank: Option<String>,
    pub account: Option<String>,
    pub holder: Option<String>,
    pub until: Option<EpochMs>,
}

/// What happened to an order.
#[derive(Clone, Debug, Default)]
pub struct Ordered<'a> {
    pub number: &'a str,
    pub placed: EpochMs,
    /// Names of its lines.
    pub items: Vec<&'a str>,
    /// What was paid, or is to be.
    pub value: Option<(Micros, Currency)>,
    /// What was given back.
    pub refund: Option<(Micros, Currency)>,
    pub delivery: Delivery,
    pub deposit: Deposit,
}

/// What stands in the message of an order, by the names of variables. What the shop has not said is a dash, whoever it is goes without a name: they
/// are filled in when it leaves.
#[must_use]
pub fn of_order(shop: &str, order: &Ordered<'_>, zone: &Zone) -> Vec<(String, String)> {
    let money = |value: Option<(Micros, Currency)>| value.map(|(amount, currency)| amount.exact(currency, true));
    let said = |text: &Option<String>| text.as_deref().map(|text| cut(text, VALUE_CHARS_MAX));
    let values = [
        ("쇼핑몰", Some(cut(shop, VALUE_CHARS_MAX))),
        ("주문번호", Some(cut(order.number, VALUE_CHARS_MAX))),
        ("상품", goods(&order.items)),
        ("금액", money(order.value)),
        ("환불금액", money(order.refund)),
        ("주문일시", Some(moment(order.placed, zone))),
        ("택배사", said(&order.delivery.courier)),
        ("송장번호", said(&order.delivery.tracking)),
        ("은행", said(&order.deposit.bank)),
        ("계좌번호", said(&order.deposit.account)),
        ("예금주", said(&order.deposit.holder)),
        ("입금기한", order.deposit.until.map(|until| moment(until, zone))),
    ];
    filled(values)
}

/// The same of somebody who joined.
#[must_use]
pub fn of_member(shop: &str, joined: EpochMs, zone: &Zone) -> Vec<(String, String)> {
    filled([("쇼핑몰", Some(cut(shop, VALUE_CHARS_MAX))), ("가입일", Some(zone.day(joined).to_string()))])
}

/// What somebody is called by.
#[must_use]
pub fn called(name: Option<&str>) -> String {
    name.map(str::trim).filter(|name| !name.is_empty()).unwrap_or(NAMELESS).to_owned()
}

fn filled<const N: usize>(values: [(&str, Option<String>); N]) -> Vec<(String, String)> {
    let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| UNSAID.to_owned());
    values.into_iter().map(|(name, value)| (name.to_owned(), said(value))).collect()
}

/// `찻잔 외 2건`.
fn goods(items: &[&str]) -> Option<String> {
    let first = cut(items.first()?, ITEM_CHARS_MAX);
    Some(if items.len() > 1 { format!("{first} 외 {}건", items.len() - 1) } else { first })
}

fn cut(text: &str, chars_max: usize) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(chars_max).collect()
}

/// Half of SHA-256: two of 2^64 causes would be one.
fn half(text: &str) -> [u8; 16] {
    let mut id = [0; 16];
    id.iter_mut().zip(Sha256::digest(text.as_bytes())).for_each(|(to, from)| *to = from);
    id
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::send::{Approved, Composed, Sender, Values};
    use crate::{provider, text};

    const SITE: SiteId = SiteId(7);

    fn zone() -> Zone {
        Zone::fixed(9 * 3600)
    }

    fn sender() -> Sender {
        Sender { name: "다정한 찻집".into(), numbers: vec!["0212345678".into()], opt_out: String::new(), channel: "KA01".into() }
    }

    fn said(values: &[(String, String)], name: &str) -> String {
        values.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// All eight are there, pass our own checks before review, say nothing that reviewers take for advertising, and can be filled: as an Alimtalk, and
    /// as the text in its place.
    #[test]
    fn ready_templates() {
        for happening in Happening::ALL {
            let ready = happening.ready().unwrap_or_else(|| panic!("{happening:?} has no ready template"));
            assert_eq!(alimtalk::check(&ready.template), [], "{happening:?}");
            assert_eq!(alimtalk::hints(&ready.template.body), Vec::<&str>::new(), "{happening:?}");
            assert_eq!(happening.unknown(&ready.template), Vec::<&str>::new(), "{happening:?}");
            assert!(text::unsendable(&ready.template.body).is_empty() && !ready.name.is_empty() && ready.category.len() == 6);
            assert_eq!(Happening::named(happening.name()), Some(happening));
            let send = happening.send("_automatic", Some("0212345678"));
            let approved = Approved { id: "T".into(), template: ready.template };
            assert_eq!((send.check(), send.check_sender(&sender(), Some(&approved))), (vec![], vec![]), "{happening:?}");
            let mut values = if happening == Happening::Joined {
                of_member("다정한 찻집", EpochMs(1_795_340_400_000), &zone())
            } else {
                of_order("다정한 찻집", &Ordered { number: "1", ..Ordered::default() }, &zone())
            };
            values.push((NAME.into(), called(None)));
            assert!(happening.variables().iter().all(|name| !said(&values, name).is_empty()), "{happening:?}: {values:?}");
            for is_fallback in [false, true] {
                let left = send.composed(&sender(), Some(&approved), is_fallback, &Values { of: &values });
                assert!(left.is_ok(), "{happening:?} {is_fallback}: {left:?}");
            }
        }
    }

    #[test]
    fn what_an_order_says() {
        let won = |amount: i64| Some((Micros(amount * 1_000_000), Currency(*b"KRW")));
        let order = Ordered {
            number: "20261122-1",
            placed: EpochMs(1_795_340_400_000),
            items: vec!["찻잔", "찻주전자", "차"],
            value: won(52_000),
            refund: None,
            delivery: Delivery { courier: Some("우체국".into()), tracking: None },
            deposit: Deposit { until: Some(EpochMs(1_795_340_400_000)), account: Some("1\n2".into()), ..Deposit::default() },
        };
        let values = of_order("가게", &order, &zone());
        for (name, value) in [
            ("상품", "찻잔 외 2건"),
            ("금액", "52,000원"),
            ("환불금액", "-"),
            ("주문일시", "2026-11-22 18:40"),
            ("택배사", "우체국"),
            ("송장번호", "-"),
            ("계좌번호", "1 2"),
            ("입금기한", "2026-11-22 18:40"),
        ] {
            assert_eq!(said(&values, name), value, "{name}");
        }
        let one = Ordered { items: vec!["찻잔"], ..order };
        assert_eq!(said(&of_order("가게", &one, &zone()), "상품"), "찻잔");
        let ready = Happening::Shipped.ready().map(|ready| Approved { id: "T".into(), template: ready.template });
        let filled = [of_order("가게", &one, &zone()), vec![(NAME.into(), called(Some(" 민지 ")))]].concat();
        let left = Happening::Shipped.send("l", Some("0212345678")).composed(&sender(), ready.as_ref(), true, &Values { of: &filled });
        let Ok(Composed { content: provider::Content::Text { text, .. }, .. }) = left else { panic!("{left:?}") };
        assert!(
            text.starts_with("[다정한 찻집]\n[가게] 배송 시작\n\n민지 님,") && text.contains("■ 택배사: 우체국\n■ 송장번호: -"),
            "{text}"
        );
    }

    #[test]
    fn what_is_news() {
        const HOUR: i64 = 3_600_000;
        let now = EpochMs(1_795_340_400_000);
        for (ago, on_since_ago, is) in [
            (0, 48 * HOUR, true),
            (24 * HOUR - 1, 48 * HOUR, true),
            (24 * HOUR, 48 * HOUR, false),
            (365 * 24 * HOUR, 400 * 24 * HOUR, false),
            (HOUR, HOUR, true),
            (HOUR + 1, HOUR, false),
            (-5 * 60_000, 0, true),
        ] {
            let (at, since) = (EpochMs(now.0 - ago), EpochMs(now.0 - on_since_ago));
            assert_eq!(is_news(at, since, now), is, "{ago} {on_since_ago}");
            assert!(!is || !is_late(at, now));
        }
    }

    proptest! {
        /// A cause is one by what happened to what: told again it is the same, and nothing else is.
        #[test]
        fn causes(one in "[a-z0-9\n]{1,4}", other in "[a-z0-9\n]{1,4}", first in 0_usize..8, second in 0_usize..8, remains in 0_i64..3) {
            let (a, b) = (Happening::ALL[first], Happening::ALL[second]);
            prop_assert_eq!(a.id(SITE, &one, None), a.id(SITE, &one, None));
            prop_assert_eq!(a.id(SITE, &one, None) == b.id(SITE, &other, None), a == b && one == other);
            let by = |remains: i64| Happening::Refunded.id(SITE, &one, Some(Micros(remains)));
            prop_assert_eq!(by(remains) == by(1), remains == 1);
            prop_assert_ne!(a.id(SITE, &one, None), a.id(SiteId(8), &one, None));
        }

        /// Whatever a shop says stands there as text, in one line, no longer than it may be.
        #[test]
        fn values_are_lines(number in ".{0,300}", item in ".{0,300}") {
            for (name, value) in of_order(&number, &Ordered { number: &number, items: vec![&item, &item], ..Ordered::default() }, &zone()) {
                prop_assert!(!value.is_empty() && value.chars().count() <= VALUE_CHARS_MAX && !value.chars().any(char::is_control), "{} {:?}", name, value);
            }
        }
    }
}
