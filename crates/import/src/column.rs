//! What a file is of, and what its columns may be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a file is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A row a line of an order, or a row an order.
    Orders,
    Members,
    Products,
    Coupons,
    Events,
}

/// A column that is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The order's number.
    Order,
    /// When: an order, an event.
    At,
    /// Whose order.
    Customer,
    Status,
    Currency,
    /// What was paid for the whole order.
    Total,
    /// What of that was paid back.
    Refunded,
    /// A coupon's name, in orders; its code, in coupons.
    Coupon,
    /// A product's id.
    Product,
    /// A name: the product's, the member's, the coupon's.
    Name,
    Category,
    Units,
    /// What one of them cost.
    Price,
    /// What was paid for the line.
    Amount,
    /// A member's id.
    Member,
    Phone,
    Email,
    JoinedAt,
    /// Whether they consented to advertising by text message, and by mail.
    SmsConsent,
    EmailConsent,
    /// When they said so.
    ConsentAt,
    /// When a coupon began and ends.
    StartsAt,
    EndsAt,
    /// What a coupon takes off.
    Discount,
}

/// How many there are.
pub const FIELDS: usize = 24;

/// Which head each field has, said by hand.
pub type Columns = BTreeMap<Field, String>;

impl Kind {
    pub const ALL: [Self; 5] = [Self::Orders, Self::Members, Self::Products, Self::Coupons, Self::Events];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Members => "members",
            Self::Products => "products",
            Self::Coupons => "coupons",
            Self::Events => "events",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The fields that a file of this kind may have.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        use Field::{
            Amount, At, Category, ConsentAt, Coupon, Currency, Customer, Discount, Email, EmailConsent, EndsAt, JoinedAt, Member, Name,
            Order, Phone, Price, Product, Refunded, SmsConsent, StartsAt, Status, Total, Units,
        };
        match self {
            Self::Orders => {
                &[Order, At, Customer, Status, Currency, Total, Refunded, Coupon, Product, Name, Category, Units, Price, Amount]
            }
            Self::Members => &[Member, Name, Phone, Email, JoinedAt, SmsConsent, EmailConsent, ConsentAt],
            Self::Products => &[Product, Name, Category, Price, Currency],
            Self::Coupons => &[Coupon, Name, Discount, StartsAt, EndsAt],
            Self::Events => &[],
        }
    }
}

impl Field {
    /// As it is said by hand, and in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::At => "at",
            Self::Customer => "customer",
            Self::Status => "status",
            Self::Currency => "currency",
            Self::Total => "total",
            Self::Refunded => "refunded",
            Self::Coupon => "coupon",
            Self::Product => "product",
            Self::Name => "name",
            Self::Category => "category",
            Self::Units => "units",
            Self::Price => "price",
            Self::Amount => "amount",
            Self::Member => "member",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::JoinedAt => "joined_at",
            Self::SmsConsent => "sms_consent",
            Self::EmailConsent => "email_consent",
            Self::ConsentAt => "consent_at",
            Self::StartsAt => "starts_at",
            Self::EndsAt => "ends_at",
            Self::Discount => "discount",
        }
    }

    /// Its place in a table by field.
    pub(crate) const fn place(self) -> usize {
        self as usize
    }
}
