//! What a row says of an order.

use insight::orders::row::{Row, Status};
use model::money::{Currency, Micros};
use model::time::EpochMs;
use serde::{Deserialize, Serialize};

use crate::TEXT_CHARS_MAX;
use crate::column::Field;
use crate::heads::Places;
use crate::number::{count, id, money};
use crate::reader::Context;
use crate::refused::Reason;
use crate::split::Cells;
use crate::status::Last;
use crate::when::NoDate;

/// What the row before has said of its order: some exports leave it out in the order's other rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    order: String,
    customer: Option<String>,
    at: i64,
    status: u8,
    currency: Currency,
}

/// Why a row cannot be taken, or not yet.
pub enum Bad {
    Refused(Field, Reason),
    /// Its date may be two.
    Ambiguous,
}

/// A row's cells by field.
pub struct Record<'a> {
    pub cells: &'a Cells,
    pub places: &'a Places,
    /// Whether every row has every column: then what is empty is missing.
    pub is_table: bool,
}

impl<'a> Record<'a> {
    pub fn get(&self, field: Field) -> &'a str {
        self.places.of(field).map_or("", |place| self.cells.get(place))
    }

    /// An id: 1 to 200 characters that can be seen.
    pub fn id(&self, field: Field) -> Result<&'a str, Bad> {
        let text = id(self.get(field));
        if text.is_empty() {
            return Err(Bad::Refused(field, Reason::Missing));
        }
        if text.len() > TEXT_CHARS_MAX && text.chars().count() > TEXT_CHARS_MAX {
            return Err(Bad::Refused(field, Reason::TooLong));
        }
        if text.chars().any(char::is_control) {
            return Err(Bad::Refused(field, Reason::Control));
        }
        Ok(text)
    }

    /// A name: what is too long is cut, what nobody sees is left out.
    pub fn name(&self, field: Field) -> String {
        let text = self.get(field);
        if text.len() <= TEXT_CHARS_MAX && !text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
            return text.to_owned();
        }
        text.chars().filter(|letter| !letter.is_control()).take(TEXT_CHARS_MAX).collect()
    }

    pub fn at(&self, field: Field, context: &Context<'_>) -> Result<EpochMs, Bad> {
        let at = self.date(field, context)?;
        if at.0 > context.now.0 + FUTURE_MS {
            return Err(Bad::Refused(field, Reason::Future));
        }
        Ok(at)
    }

    /// A date that may be later than now.
    pub fn date(&self, field: Field, context: &Context<'_>) -> Result<EpochMs, Bad> {
        let text = self.get(field);
        if text.is_empty() {
            return Err(Bad::Refused(field, Reason::Missing));
        }
        let at = context.when(text).map_err(|wrong| match wrong {
            NoDate::Unreadable => Bad::Refused(field, Reason::NoDate),
            NoDate::Ambiguous => Bad::Ambiguous,
        })?;
        if at < AT_MIN { Err(Bad::Refused(field, Reason::TooOld)) } else { Ok(at) }
    }

    /// An amount; empty: none. Its currency must be the order's, where a sign says one.
    pub fn money(&self, field: Field, currency: &mut Option<Currency>) -> Result<Option<Micros>, Bad> {
        let text = self.get(field);
        if text.is_empty() {
            return Ok(None);
        }
        let (amount, said) = money(text).ok_or(Bad::Refused(field, Reason::NoAmount))?;
        match (*currency, said) {
            (Some(known), Some(said)) if known != said => return Err(Bad::Refused(field, Reason::MixedCurrencies)),
            (None, Some(said)) => *currency = Some(said),
            _ => {}
        }
        Ok(Some(amount))
    }

    pub fn currency(&self) -> Result<Option<Currency>, Bad> {
        let text = self.get(Field::Currency);
        if text.is_empty() {
            return Ok(None);
        }
        currency(text).map(Some).ok_or(Bad::Refused(Field::Currency, Reason::NoCurrency))
    }
}

/// As collect: a shop's clock may be off a little.
const FUTURE_MS: i64 = 5 * 60_000;
/// 1990-01-01: no shop on the web is older.
const AT_MIN: EpochMs = EpochMs(631_152_000_000);

/// Reads a row.
///
/// # Errors
/// [`Bad`].
pub fn row(record: &Record<'_>, at_row: u32, context: &Context<'_>, before: &mut Option<Before>, last: &mut Last) -> Result<Row, Bad> {
    use Field as F;
    let order = record.id(F::Order)?;
    let same = before.as_ref().filter(|before| before.order == order);
    let mut currency = record.currency()?;
    let (at, customer, said) = match same {
        Some(same) if record.get(F::At).is_empty() => {
            currency = currency.or(Some(same.currency));
            (EpochMs(same.at), same.customer.clone(), status_of(same.status))
        }
        _ => {
            let customer = if record.get(F::Customer).is_empty() { None } else { Some(record.id(F::Customer)?.to_owned()) };
            let said = last.status(record.get(F::Status)).ok_or(Bad::Refused(F::Status, Reason::NoStatus))?;
            (record.at(F::At, context)?, customer, said)
        }
    };
    let mut total = record.money(F::Total, &mut currency)?;
    let refunded = record.money(F::Refunded, &mut currency)?.map_or(0, |refunded| refunded.0.saturating_abs());
    let price = record.money(F::Price, &mut currency)?;
    let amount = record.money(F::Amount, &mut currency)?;
    if price.is_some_and(|price| price.0 < 0) {
        return Err(Bad::Refused(F::Price, Reason::NegativePrice));
    }
    let mut status = said;
    if refunded > 0
        && said != Status::Cancelled
        && let Some(paid) = total
    {
        let remains = paid.0.saturating_sub(refunded).max(0);
        total = Some(Micros(remains));
        status = if remains == 0 { Status::Cancelled } else { Status::Refunded };
    }
    let name = record.name(F::Name);
    let product = match record.get(F::Product) {
        "" => name.clone(),
        _ => record.id(F::Product)?.to_owned(),
    };
    let units = match record.get(F::Units) {
        "" if record.is_table && record.places.of(F::Units).is_some() && !product.is_empty() && price.is_some() => {
            return Err(Bad::Refused(F::Units, Reason::Missing));
        }
        "" => 1,
        text => count(text).ok_or(Bad::Refused(F::Units, Reason::NoCount))?,
    };
    if units == 0 {
        return Err(Bad::Refused(F::Units, Reason::ZeroUnits));
    }
    let line = line(units, price, amount)?;
    // An order's own row: what was paid for it, and no line.
    let is_order = product.is_empty();
    let (price, paid) = match (is_order, line, total) {
        (_, None, None) => return Err(Bad::Refused(missing(record.places), Reason::Missing)),
        (true, line, said) => {
            total = said.or(line.map(|(_, paid)| paid));
            (Micros(0), Micros(0))
        }
        (false, Some(line), _) => line,
        // What the lines come to is not said, only what the order does.
        (false, None, Some(_)) => (Micros(0), Micros(0)),
    };
    let currency = currency.unwrap_or(context.currency);
    if same.is_some_and(|same| same.currency != currency) {
        return Err(Bad::Refused(F::Currency, Reason::MixedCurrencies));
    }
    if same.is_none_or(|same| same.at != at.0 || status_of(same.status) != said || same.customer != customer) {
        *before = Some(Before { order: order.to_owned(), customer: customer.clone(), at: at.0, status: number(said), currency });
    }
    Ok(Row {
        order: order.to_owned(),
        at_row,
        customer,
        at,
        status,
        currency,
        total,
        coupon: record.name(F::Coupon),
        product,
        name: if is_order { String::new() } else { name },
        category: record.name(F::Category),
        units: if is_order { 0 } else { units },
        price,
        amount: paid,
    })
}

/// What one cost, and what was paid for all; of what was given back less than nothing.
fn line(units: i32, price: Option<Micros>, amount: Option<Micros>) -> Result<Option<(Micros, Micros)>, Bad> {
    let too_much = || Bad::Refused(Field::Amount, Reason::TooMuch);
    let paid = match (amount, price) {
        (Some(amount), _) if amount.0 < 0 && units > 0 => return Err(Bad::Refused(Field::Amount, Reason::NegativeAmount)),
        // Some write what was given back without a sign.
        (Some(amount), _) => Micros(if units < 0 { -amount.0.saturating_abs() } else { amount.0 }),
        (None, Some(price)) => Micros(price.0.checked_mul(i64::from(units)).ok_or_else(too_much)?),
        (None, None) => return Ok(None),
    };
    let price = price.unwrap_or_else(|| Micros((paid.0 / i64::from(units)).saturating_abs()));
    Ok(Some((price, paid)))
}

/// Which column lacks what was paid.
fn missing(places: &Places) -> Field {
    [Field::Amount, Field::Price, Field::Total].into_iter().find(|field| places.of(*field).is_some()).unwrap_or(Field::Amount)
}

const fn number(status: Status) -> u8 {
    match status {
        Status::Placed => 0,
        Status::Refunded => 1,
        Status::Cancelled => 2,
    }
}

const fn status_of(number: u8) -> Status {
    match number {
        0 => Status::Placed,
        1 => Status::Refunded,
        _ => Status::Cancelled,
    }
}

/// The codes of ISO 4217 that are money (not metals, funds or tests).
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF \
    DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT \
    LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR \
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL";

fn currency(text: &str) -> Option<Currency> {
    match text {
        "원" | "₩" | "￦" => return Some(Currency(*b"KRW")),
        "엔" => return Some(Currency(*b"JPY")),
        "달러" => return Some(Currency(*b"USD")),
        _ => {}
    }
    let currency = Currency::parse(text)?;
    CODES.split_ascii_whitespace().any(|code| code == currency.code()).then_some(currency)
}
