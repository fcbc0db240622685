//! Members, products and coupons.

use crm::contact::Contacts;
use model::money::{Currency, Micros};
use model::time::EpochMs;

use crate::column::Field;
use crate::orders::{Bad, Record};
use crate::reader::Context;
use crate::refused::Reason;

/// A member, as a file says them. Contacts are in their one form (`crm::contact`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: String,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub joined: Option<EpochMs>,
    /// Whether they consented to advertising by text message; not said: `None`.
    pub by_sms: Option<bool>,
    /// The same by mail.
    pub by_email: Option<bool>,
    /// When they said so, where the file says it.
    pub consented: Option<EpochMs>,
}

/// A product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    pub id: String,
    pub name: String,
    pub category: String,
    pub price: Option<Micros>,
    pub currency: Currency,
}

/// A coupon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coupon {
    pub id: String,
    pub name: String,
    /// As it is written: an amount or a share.
    pub discount: String,
    pub starts: Option<EpochMs>,
    pub ends: Option<EpochMs>,
}

model::wire!(struct Member { id, name, phone, email, joined, by_sms, by_email, consented });
model::wire!(struct Product { id, name, category, price, currency });
model::wire!(struct Coupon { id, name, discount, starts, ends });

/// # Errors
/// [`Bad`]; so for all here.
pub fn member(record: &Record<'_>, context: &Context<'_>) -> Result<Member, Bad> {
    let some = |field: Field| Some(record.get(field)).filter(|text| !text.is_empty());
    let contacts = Contacts::normal(some(Field::Name), some(Field::Phone), some(Field::Email)).map_err(|(field, _)| match field {
        "phone" => Bad::Refused(Field::Phone, Reason::NoPhone),
        "email" => Bad::Refused(Field::Email, Reason::NoEmail),
        _ => Bad::Refused(Field::Name, Reason::TooLong),
    })?;
    let answer = |field: Field| some(field).map(|text| answer(text).ok_or(Bad::Refused(field, Reason::NoAnswer))).transpose();
    Ok(Member {
        id: record.id(Field::Member)?.to_owned(),
        name: contacts.name,
        phone: contacts.phone,
        email: contacts.email,
        joined: some(Field::JoinedAt).map(|_| record.at(Field::JoinedAt, context)).transpose()?,
        by_sms: answer(Field::SmsConsent)?,
        by_email: answer(Field::EmailConsent)?,
        consented: some(Field::ConsentAt).map(|_| record.at(Field::ConsentAt, context)).transpose()?,
    })
}

pub fn product(record: &Record<'_>, context: &Context<'_>) -> Result<Product, Bad> {
    let mut currency = record.currency()?;
    let price = record.money(Field::Price, &mut currency)?;
    if price.is_some_and(|price| price.0 < 0) {
        return Err(Bad::Refused(Field::Price, Reason::NegativePrice));
    }
    let name = record.name(Field::Name);
    if name.is_empty() {
        return Err(Bad::Refused(Field::Name, Reason::Missing));
    }
    Ok(Product {
        id: record.id(Field::Product)?.to_owned(),
        name,
        category: record.name(Field::Category),
        price,
        currency: currency.unwrap_or(context.currency),
    })
}

pub fn coupon(record: &Record<'_>, context: &Context<'_>) -> Result<Coupon, Bad> {
    let date = |field: Field| if record.get(field).is_empty() { Ok(None) } else { record.date(field, context).map(Some) };
    Ok(Coupon {
        id: record.id(Field::Coupon)?.to_owned(),
        name: record.name(Field::Name),
        discount: record.name(Field::Discount),
        starts: date(Field::StartsAt)?,
        ends: date(Field::EndsAt)?,
    })
}

/// Yes or no, in the words of exports.
fn answer(text: &str) -> Option<bool> {
    let small = text.to_lowercase();
    match small.as_str() {
        "y" | "yes" | "true" | "t" | "1" | "동의" | "동의함" | "수신" | "수신동의" | "수신함" | "예" | "o" | "on" | "허용"
        | "subscribed" => Some(true),
        "n" | "no" | "false" | "f" | "0" | "거부" | "미동의" | "동의안함" | "수신거부" | "수신안함" | "아니오" | "아니요" | "x" | "off"
        | "비동의" | "unsubscribed" | "not_subscribed" => Some(false),
        _ => None,
    }
}
