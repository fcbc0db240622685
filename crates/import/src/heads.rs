//! Which column is which, by its head: as Cafe24, Godomall, Imweb, Smartstore and Shopify export them, and as people name theirs.
//!
//! Heads are compared in small letters, without blanks and signs; what stands in parentheses is left out where it is not known with it.

use std::collections::BTreeMap;

use crate::column::{Columns, FIELDS, Field, Kind};
use crate::error::FileError;

/// The place of each field's column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places([Option<u16>; FIELDS]);

impl Places {
    #[must_use]
    pub fn of(&self, field: Field) -> Option<usize> {
        self.0.get(field.place()).copied().flatten().map(usize::from)
    }

    fn set(&mut self, field: Field, place: usize) {
        if let Some(slot) = self.0.get_mut(field.place()) {
            *slot = u16::try_from(place).ok();
        }
    }

    /// Fields and places, as they are kept.
    #[must_use]
    pub fn kept(&self, kind: Kind) -> BTreeMap<Field, u16> {
        kind.fields().iter().filter_map(|field| Some((*field, u16::try_from(self.of(*field)?).ok()?))).collect()
    }

    #[must_use]
    pub fn from_kept(kept: &BTreeMap<Field, u16>) -> Self {
        let mut places = Self::default();
        for (field, place) in kept {
            places.set(*field, usize::from(*place));
        }
        places
    }
}

/// Which column is which. What is said by hand counts before what is guessed.
///
/// # Errors
/// `NoSuchHead`, `NoSuchField`; `Columns` where what a file of this kind must have is not found.
pub fn places(kind: Kind, head: &[String], by_hand: &Columns) -> Result<Places, FileError> {
    let mut places = guessed(kind, head);
    for (field, said) in by_hand {
        if !kind.fields().contains(field) {
            return Err(FileError::NoSuchField(field.name().into()));
        }
        // An empty one: none of the columns, whatever is guessed.
        if said.trim().is_empty() {
            if let Some(slot) = places.0.get_mut(field.place()) {
                *slot = None;
            }
            continue;
        }
        let place =
            head.iter().position(|name| name.trim() == said.trim()).or_else(|| head.iter().position(|name| folded(name) == folded(said)));
        match place {
            Some(place) => places.set(*field, place),
            None => return Err(FileError::NoSuchHead { field: *field, said: said.clone(), head: head.to_vec() }),
        }
    }
    let missing: Vec<&'static [Field]> =
        needed(kind).iter().filter(|one_of| !one_of.iter().any(|field| places.of(*field).is_some())).copied().collect();
    if missing.is_empty() { Ok(places) } else { Err(FileError::Columns { kind, missing, head: head.to_vec() }) }
}

/// One of each of these a file of this kind must have.
#[must_use]
pub const fn needed(kind: Kind) -> &'static [&'static [Field]] {
    match kind {
        Kind::Orders => &[&[Field::Order], &[Field::At], &[Field::Amount, Field::Price, Field::Total]],
        Kind::Members => &[&[Field::Member]],
        Kind::Products => &[&[Field::Product], &[Field::Name]],
        Kind::Coupons => &[&[Field::Coupon]],
        Kind::Events => &[],
    }
}

fn guessed(kind: Kind, head: &[String]) -> Places {
    let names: Vec<(String, String)> = head.iter().map(|name| (folded(name), folded(without_parentheses(name)))).collect();
    let mut places = Places::default();
    let mut taken = vec![false; head.len()];
    for field in kind.fields() {
        let find = |alias: &&str| {
            let free = |place: &usize| taken.get(*place) == Some(&false);
            let exact = names.iter().position(|(whole, _)| whole == alias).filter(free);
            exact.or_else(|| names.iter().position(|(_, short)| short == alias).filter(free))
        };
        // Shopify's number of an order is in Name, and Id stands in the first row of an order alone.
        let shopify = kind == Kind::Orders && names.iter().any(|(name, _)| name == "lineitemname");
        let first: &[&str] = if shopify && *field == Field::Order { &["name"] } else { &[] };
        if let Some(place) = first.iter().chain(aliases(kind, *field)).find_map(find) {
            places.set(*field, place);
            if let Some(slot) = taken.get_mut(place) {
                *slot = true;
            }
        }
    }
    places
}

/// A head as heads are compared.
#[must_use]
pub fn folded(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn without_parentheses(name: &str) -> &str {
    name.split(['(', '[', '（']).next().unwrap_or(name)
}

/// What a field's column may be called, the surest first.
#[must_use]
pub const fn aliases(kind: Kind, field: Field) -> &'static [&'static str] {
    match (kind, field) {
        (Kind::Orders, Field::Order) => &[
            "주문번호",
            "주문id",
            "주문코드",
            "주문고유번호",
            "orderid",
            "ordernumber",
            "orderno",
            "invoiceno",
            "invoice",
            "invoicenumber",
            "transactionid",
            "ordername",
            "order",
            "receiptno",
            "id",
        ],
        (Kind::Orders, Field::At) => &[
            "주문일시",
            "주문일자",
            "주문일",
            "주문날짜",
            "주문시간",
            "주문시각",
            "결제일시",
            "결제일자",
            "결제일",
            "결제완료일시",
            "orderedat",
            "orderdate",
            "orderdatetime",
            "ordertime",
            "createdat",
            "invoicedate",
            "processedat",
            "purchasedat",
            "purchasedate",
            "paidat",
            "datetime",
            "timestamp",
            "date",
            "일시",
            "날짜",
            "at",
            "created",
        ],
        (Kind::Orders, Field::Customer) => &[
            "주문자id",
            "주문자아이디",
            "회원id",
            "회원아이디",
            "회원번호",
            "구매자id",
            "구매자아이디",
            "고객id",
            "고객아이디",
            "고객번호",
            "아이디",
            "customerid",
            "customernumber",
            "customer",
            "memberid",
            "member",
            "userid",
            "user",
            "clientid",
            "buyerid",
            "email",
            "주문자이메일",
        ],
        (Kind::Orders, Field::Status) => &[
            "주문상태",
            "처리상태",
            "주문처리상태",
            "품목상태",
            "주문상품상태",
            "주문상품처리상태",
            "진행상태",
            "상태",
            "클레임상태",
            "financialstatus",
            "orderstatus",
            "status",
        ],
        (_, Field::Currency) => &["통화", "통화코드", "결제통화", "화폐단위", "currency", "currencycode"],
        (Kind::Orders, Field::Total) => &[
            "총결제금액",
            "총실결제금액",
            "실제결제금액",
            "최종결제금액",
            "최종주문금액",
            "결제금액",
            "총주문금액",
            "주문금액",
            "주문총액",
            "총금액",
            "실결제금액",
            "결제총액",
            "total",
            "totalprice",
            "totalamount",
            "ordertotal",
            "grandtotal",
            "totalpaid",
            "ordervalue",
            "value",
        ],
        (Kind::Orders, Field::Refunded) => {
            &["환불금액", "총환불금액", "환불완료금액", "실환불금액", "refundedamount", "amountrefunded", "refundamount", "refunded"]
        }
        (Kind::Orders, Field::Coupon) => &[
            "쿠폰명",
            "사용쿠폰",
            "사용쿠폰명",
            "사용한쿠폰",
            "쿠폰",
            "쿠폰이름",
            "쿠폰코드",
            "discountcode",
            "couponcode",
            "coupon",
            "couponname",
            "promocode",
        ],
        (Kind::Orders, Field::Product) => &[
            "상품번호",
            "상품고유번호",
            "상품코드",
            "상품id",
            "주문상품코드",
            "자체상품코드",
            "품목코드",
            "상품품목코드",
            "productid",
            "productcode",
            "itemid",
            "stockcode",
            "lineitemsku",
            "sku",
            "itemcode",
            "productno",
            "product",
            "item",
            "lineitemname",
        ],
        (Kind::Orders, Field::Name) => &[
            "주문상품명",
            "상품명",
            "상품이름",
            "품명",
            "품목명",
            "productname",
            "itemname",
            "lineitemname",
            "description",
            "producttitle",
            "title",
            "name",
        ],
        (Kind::Orders | Kind::Products, Field::Category) => &[
            "카테고리",
            "카테고리명",
            "상품카테고리",
            "상품분류",
            "상품분류명",
            "대표카테고리",
            "대분류",
            "분류",
            "category",
            "productcategory",
            "itemcategory",
            "categoryname",
            "producttype",
            "lineitemcategory",
            "type",
        ],
        (Kind::Orders, Field::Units) => {
            &["수량", "주문수량", "구매수량", "상품수량", "판매수량", "quantity", "qty", "lineitemquantity", "units", "count", "개수"]
        }
        (Kind::Orders, Field::Price) => &[
            "판매가",
            "상품가격",
            "단가",
            "상품단가",
            "상품판매가",
            "판매단가",
            "판매가격",
            "상품금액",
            "가격",
            "unitprice",
            "lineitemprice",
            "itemprice",
            "productprice",
            "price",
        ],
        (Kind::Orders, Field::Amount) => &[
            "상품구매금액",
            "품목실결제가",
            "품목결제금액",
            "상품결제금액",
            "상품별결제금액",
            "최종상품별총주문금액",
            "상품별총주문금액",
            "상품주문금액",
            "품목금액",
            "구매금액",
            "상품별금액",
            "lineamount",
            "linetotal",
            "lineitemtotal",
            "itemtotal",
            "subtotalprice",
            "amount",
            "revenue",
            "sales",
            "금액",
        ],
        (Kind::Members, Field::Member) => &[
            "회원아이디",
            "아이디",
            "회원id",
            "회원번호",
            "고객id",
            "고객번호",
            "userid",
            "memberid",
            "customerid",
            "member",
            "id",
            "loginid",
            "회원코드",
        ],
        (Kind::Members, Field::Name) => &["이름", "회원명", "성명", "고객명", "name", "fullname", "membername", "customername"],
        (Kind::Members, Field::Phone) => &[
            "휴대폰",
            "휴대폰번호",
            "휴대전화",
            "휴대전화번호",
            "핸드폰",
            "핸드폰번호",
            "휴대폰전화",
            "연락처",
            "전화번호",
            "mobile",
            "phone",
            "phonenumber",
            "mobilephone",
            "cellphone",
            "tel",
        ],
        (Kind::Members, Field::Email) => &["이메일", "이메일주소", "메일", "메일주소", "email", "emailaddress", "mail"],
        (Kind::Members, Field::JoinedAt) => &[
            "가입일",
            "가입일시",
            "회원가입일",
            "회원가입일시",
            "가입일자",
            "등록일",
            "joinedat",
            "createdat",
            "signupdate",
            "joindate",
            "registeredat",
        ],
        (Kind::Members, Field::SmsConsent) => &[
            "sms수신동의",
            "sms수신동의여부",
            "sms수신여부",
            "sms수신",
            "문자수신동의",
            "문자수신여부",
            "마케팅sms수신동의",
            "acceptssmsmarketing",
            "smsconsent",
            "smsmarketing",
            "smsagree",
        ],
        (Kind::Members, Field::EmailConsent) => &[
            "이메일수신동의",
            "이메일수신동의여부",
            "이메일수신여부",
            "메일수신동의",
            "메일수신여부",
            "메일링수신",
            "email수신동의",
            "email수신여부",
            "acceptsemailmarketing",
            "acceptsmarketing",
            "emailconsent",
            "emailagree",
            "뉴스메일수신여부",
        ],
        (Kind::Members, Field::ConsentAt) => {
            &["수신동의일", "수신동의일시", "수신동의일자", "마케팅동의일", "마케팅수신동의일", "consentat", "consentedat"]
        }
        (Kind::Products, Field::Product) => &[
            "상품번호",
            "상품코드",
            "상품id",
            "상품고유번호",
            "자체상품코드",
            "productid",
            "productcode",
            "id",
            "handle",
            "sku",
            "variantsku",
            "stockcode",
            "itemid",
        ],
        (Kind::Products, Field::Name) => &["상품명", "상품이름", "품명", "productname", "name", "title", "description", "itemname"],
        (Kind::Products, Field::Price) => {
            &["판매가", "상품판매가", "판매가격", "가격", "상품가격", "price", "variantprice", "saleprice", "unitprice"]
        }
        (Kind::Coupons, Field::Coupon) => {
            &["쿠폰번호", "쿠폰코드", "쿠폰id", "couponno", "couponcode", "couponid", "code", "coupon", "id", "쿠폰"]
        }
        (Kind::Coupons, Field::Name) => &["쿠폰명", "쿠폰이름", "이름", "name", "couponname", "title"],
        (Kind::Coupons, Field::Discount) => &["할인금액", "할인액", "혜택", "할인", "discount", "value", "discountamount", "amount"],
        (Kind::Coupons, Field::StartsAt) => &["시작일", "시작일시", "사용시작일", "발급일", "startsat", "startdate", "start"],
        (Kind::Coupons, Field::EndsAt) => {
            &["종료일", "종료일시", "사용종료일", "만료일", "유효기간종료", "endsat", "enddate", "expiresat", "end"]
        }
        _ => &[],
    }
}
