//! Files as people export them, and files that are wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod common;

use common::{NOW, orders, read, said, settings};
use import::{DateOrder, Field, FileError, Kind, refused};
use insight::orders::row::Status;
use model::money::Micros;

/// Order, product, units, price and amount in units, status, time.
fn shown(text: &str) -> Vec<String> {
    let (batch, _) = orders(text).unwrap();
    assert_eq!(said(&batch.refused), vec![]);
    batch
        .orders
        .iter()
        .map(|row| {
            let total = row.total.map_or(String::new(), |total| format!(" of {}", total.decimal()));
            format!(
                "{} {} {} {}x{}={}{} {} {:?} {}",
                row.order,
                row.customer.as_deref().unwrap_or("-"),
                row.product,
                row.units,
                row.price.decimal(),
                row.amount.decimal(),
                total,
                row.currency.code(),
                row.status,
                &row.at.to_string()[..16]
            )
        })
        .collect()
}

#[test]
fn exports_of_shops() {
    // A research data set of a British shop.
    let uci = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n\
               489434,85048,\"15CM CHRISTMAS GLASS BALL, 20 LIGHTS\",12,2009-12-01 07:45:00,6.95,13085.0,United Kingdom\n\
               C489449,22087,PAPER BUNTING WHITE LACE,-12,2009-12-01 10:33:00,2.95,,Australia\n";
    assert_eq!(
        shown(uci),
        ["489434 13085 85048 12x6.95=83.4 KRW Placed 2009-11-30T22:45", "C489449 - 22087 -12x2.95=-35.4 KRW Placed 2009-12-01T01:33"]
    );
    let cafe24 = "\u{feff}주문번호,품목별 주문번호,주문일시,주문자ID,주문상태,상품번호,주문상품명,수량,판매가,상품구매금액,총 결제금액,쿠폰명\r\n\
                  20240105-0000011,20240105-0000011-01,2024-01-05 15:04:05,minji,배송완료,11,\"가을 원피스, 베이지\",2,\"12,000\",\"24,000\",\"27,000\",가을 쿠폰\r\n\
                  20240105-0000012,20240105-0000012-01,2024-01-05 16:00:00,,취소완료,12,코트,1,\"120,000원\",₩120000,\"120,000\",\r\n";
    assert_eq!(
        shown(cafe24),
        [
            "20240105-0000011 minji 11 2x12000=24000 of 27000 KRW Placed 2024-01-05T06:04",
            "20240105-0000012 - 12 1x120000=120000 of 120000 KRW Cancelled 2024-01-05T07:00"
        ]
    );
    let shopify = "Name,Email,Financial Status,Paid at,Currency,Total,Discount Code,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Refunded Amount,Id\n\
                   #1001,a@b.example,partially_refunded,2024-01-05 15:04:05 -0500,USD,30.50,HELLO,2024-01-05 15:04:05 -0500,2,Shirt,10.25,S-1,10.00,5123\n\
                   #1001,a@b.example,,,,,,,1,Cap,10.00,C-1,,\n";
    assert_eq!(
        shown(shopify),
        [
            "#1001 a@b.example S-1 2x10.25=20.5 of 20.5 USD Refunded 2024-01-05T20:04",
            "#1001 a@b.example C-1 1x10=10 USD Refunded 2024-01-05T20:04"
        ]
    );
    let imweb = "주문번호;주문일;주문자 아이디;상품명;구매수량;품목실결제가\n2401051;2024. 1. 5. 오후 3:04;u1;양말;3;9000\n";
    assert_eq!(shown(imweb), ["2401051 u1 양말 3x3000=9000 KRW Placed 2024-01-05T06:04"]);
    let order_rows =
        "order_id\tdate\tcustomer_id\ttotal\tstatus\r\nA-1\t1/13/2024 15:04\t7\t(1,200)\tpaid\r\nA-2\t1/5/2024 9:00\t7\t3.505\tpaid\r\n";
    assert_eq!(
        shown(order_rows),
        ["A-1 7  0x0=0 of -1200 KRW Placed 2024-01-13T06:04", "A-2 7  0x0=0 of 3.505 KRW Placed 2024-01-05T00:00"]
    );
}

#[test]
fn json_of_shops() {
    let ndjson = r#"{"order_id": 1, "created_at": "2024-01-05T15:04:05+09:00", "customer": {"id": 7}, "total": {"amount": "30.5", "currency": "USD"}, "items": [{"id": "A", "quantity": 2, "price": 10.25}, {"sku": "B", "qty": 1, "price": "10"}]}
{"order_id": "2", "created_at": 1704434645, "value": 3000, "status": "취소"}
"#;
    let expected = [
        "1 7 A 2x10.25=20.5 of 30.5 USD Placed 2024-01-05T06:04",
        "1 7 B 1x10=10 USD Placed 2024-01-05T06:04",
        "2 -  0x0=0 of 3000 KRW Cancelled 2024-01-05T06:04",
    ];
    assert_eq!(shown(ndjson), expected);
    let list = format!("[\n  {},\n  {}]", ndjson.lines().next().unwrap(), ndjson.lines().nth(1).unwrap());
    assert_eq!(shown(&list), expected);
    assert_eq!(shown(&format!("{{\"orders\": {list}, \"more\": 1}}")), expected);
    assert_eq!(shown(&format!("{{\"orders\": {}}}", list.replace('\n', ""))), expected);
}

#[test]
fn korean_of_spreadsheets() {
    let text = "주문번호,주문일,상품번호,상품명,수량,판매가\r\n1,2024-01-05,뷁,똠방각하 펲시콜라,1,1000\r\n";
    let (bytes, _, lost) = encoding_rs::EUC_KR.encode(text);
    assert!(!lost);
    let (batch, _) = read(&settings(Kind::Orders), &[&bytes], 10).unwrap();
    assert_eq!((batch.orders[0].name.as_str(), batch.orders[0].product.as_str()), ("똠방각하 펲시콜라", "뷁"));
    let (broken, _) = read(
        &settings(Kind::Orders),
        &["주문번호,주문일,총금액\n1,2024-01-05,1\n".as_bytes(), b"2\xff,2024-01-05,1\n3,2024-01-05,1\n"],
        10,
    )
    .unwrap();
    // Whose row it is nobody can tell: it may be the order's before it.
    assert_eq!((broken.orders.len(), said(&broken.refused)), (1, vec![(2, "", "order"), (3, "", "encoding")]));
}

#[test]
fn rows_that_cannot_be_taken() {
    let head = "order,at,customer,product,units,price,amount,currency,status";
    for (row, expected) in [
        (",2024-01-05,c,p,1,1,,,", ("order", "missing")),
        ("1,,c,p,1,1,,,", ("at", "missing")),
        ("1,어제,c,p,1,1,,,", ("at", "no_date")),
        ("1,2026-12-31,c,p,1,1,,,", ("at", "future")),
        ("1,1989-12-31,c,p,1,1,,,", ("at", "too_old")),
        ("1,2024-01-05,c,p,0,1,,,", ("units", "zero_units")),
        ("1,2024-01-05,c,p,,1,,,", ("units", "missing")),
        ("1,2024-01-05,c,p,1.5,1,,,", ("units", "no_count")),
        ("1,2024-01-05,c,p,1,-1,,,", ("price", "negative_price")),
        ("1,2024-01-05,c,p,1,\"12,5\",,,", ("price", "no_amount")),
        ("1,2024-01-05,c,p,1,=1+1,,,", ("price", "no_amount")),
        ("1,2024-01-05,c,p,1,,-5,,", ("amount", "negative_amount")),
        ("1,2024-01-05,c,p,1,,,,", ("amount", "missing")),
        ("1,2024-01-05,c,p,1,1,,ABC,", ("currency", "no_currency")),
        ("1,2024-01-05,c,p,1,1원,,USD,", ("price", "mixed_currencies")),
        ("1,2024-01-05,c,p,1,1,,,뭐지", ("status", "no_status")),
        ("1,2024-01-05,c,p,1,1,,", ("", "cells")),
        ("1,2024-01-05,c,p,1,1,,,,x", ("", "cells")),
        ("1,2024-01-05,c,p,2000000000,9000000000,,,", ("amount", "too_much")),
    ] {
        let (batch, state) = orders(&format!("{head}\n0,2024-01-05,c,p,1,1,,,\n{row}\n9,2024-01-05,c,p,1,1,,,\n")).unwrap();
        assert_eq!(said(&batch.refused), vec![(3, expected.0, expected.1)], "{row}");
        assert_eq!((batch.orders.len(), state.counts.rows, state.counts.refused), (2, 3, 1), "{row}");
        assert_eq!(batch.orders.iter().map(|row| row.at_row).collect::<Vec<_>>(), [0, 2]);
        assert!(!batch.refused[0].reason.ko().is_empty() && batch.refused[0].reason.to_string().ends_with('.'));
    }
    let (mixed, _) = orders(&format!("{head}\n1,2024-01-05,c,p,1,1,,USD,\n1,2024-01-05,c,q,1,1,,KRW,\n")).unwrap();
    assert_eq!(said(&mixed.refused), vec![(2, "", "order"), (3, "currency", "mixed_currencies")]);
    let (long, _) = orders(&format!("{head}\n1,2024-01-05,c,{},1,1,,,\n2,2024-01-05,c,p,1,1,,,\n", "x".repeat(10_001))).unwrap();
    assert_eq!((said(&long.refused), long.orders.len()), (vec![(2, "product", "too_long")], 1));
    let (id, _) = orders(&format!("{head}\n{},2024-01-05,c,p,1,1,,,\n", "x".repeat(201))).unwrap();
    assert_eq!(said(&id.refused), vec![(2, "order", "too_long")]);
    let (huge, _) = orders(&format!("{head}\n1,2024-01-05,c,{},1,1,,,\n2,2024-01-05,c,p,1,1,,,\n", "x".repeat(1_100_000))).unwrap();
    assert_eq!((said(&huge.refused), huge.orders.len()), (vec![(2, "", "row_too_long")], 1));
}

#[test]
fn quotes_that_are_not_closed_cost_their_line_alone() {
    let lines: String = (0..30).map(|n| format!("{n},2024-01-05,100\n")).collect();
    let (batch, _) = orders(&format!("order,at,total\nx,\"2024-01-05,5\n{lines}")).unwrap();
    assert_eq!((batch.orders.len(), said(&batch.refused)), (30, vec![(2, "", "quote")]));
    let many: String = (0..120).map(|n| format!("{n},\"{}\n", "y".repeat(1_100_000 / 100))).collect();
    assert!(orders(&format!("order,at,total\n{many}")).is_ok_and(|(batch, _)| batch.orders.is_empty()));
}

#[test]
fn given_back_and_formulas() {
    let (batch, state) =
        orders("order,at,product,name,units,amount\n1,2024-01-05,p,=cmd|'/c calc'!A1,-2,\"3,000\"\n2,2024-01-05,p,@x,-1,-500\n").unwrap();
    assert_eq!(
        batch.orders.iter().map(|row| (row.units, row.amount, row.price)).collect::<Vec<_>>(),
        [(-2, Micros(-3_000_000_000), Micros(1_500_000_000)), (-1, Micros(-500_000_000), Micros(500_000_000))]
    );
    assert_eq!((batch.orders[0].name.as_str(), batch.orders[1].name.as_str(), state.counts.given_back), ("=cmd|'/c calc'!A1", "@x", 2));
}

#[test]
fn refused_rows_are_a_file_to_mend_and_send_again() {
    let text = "order,at,product,name,units,amount\n1,어제,\"p, \"\"q\"\"\",=1+1,-2,-30\n2,2024-01-05,p,x,1,5\n3,내일,p,-,1,5\n";
    let (batch, state) = orders(text).unwrap();
    assert_eq!((batch.orders.len(), batch.refused.len()), (1, 2));
    let file = refused::head_line(&state.head) + &refused::lines(&batch.refused);
    assert!(file.starts_with("line,column,reason,reason_ko,code,order,at,product,name,units,amount\r\n2,at,"), "{file}");
    assert!(file.contains("\"'=1+1\",\"'-2\",\"'-30\"\r\n"), "{file}");
    let mended = file.replace("어제", "2024-01-04").replace("내일", "2024-01-06");
    let (again, _) = orders(&mended).unwrap();
    assert_eq!(said(&again.refused), vec![]);
    assert_eq!(
        again.orders.iter().map(|row| (row.order.as_str(), row.product.as_str(), row.name.as_str(), row.units)).collect::<Vec<_>>(),
        [("1", "p, \"q\"", "=1+1", -2), ("3", "p", "-", 1)]
    );
}

#[test]
fn files_that_cannot_be_read() {
    let error = |text: &[u8]| read(&settings(Kind::Orders), &[text], 10).map(|_| ()).unwrap_err();
    assert_eq!(error(b""), FileError::Empty);
    assert_eq!(error(b"\xef\xbb\xbf\r\n\r\n"), FileError::Empty);
    for bytes in [
        b"PK\x03\x04xxxx".as_slice(),
        b"\xd0\xcf\x11\xe0xxx",
        b"\x1f\x8bxxxxx",
        b"\xff\xfeo\0r\0",
        b"order\0,at,total\n",
        b"order\xff\xff,at\n1,2\n",
    ] {
        assert!(matches!(error(bytes), FileError::NotText(_)), "{bytes:?}");
    }
    let FileError::Columns { missing, head, .. } = error(b"order,name,total\n1,2,3\n") else { panic!() };
    assert_eq!((missing, head), (vec![[Field::At].as_slice()], vec!["order".into(), "name".into(), "total".into()]));
    assert_eq!(error(b"{\"a\": 1,\n \"b\": 2}"), FileError::NotAList);
    assert_eq!(error(b"[1, 2"), FileError::NotAList);
    assert_eq!(error(b"order,at,total\n1,1/5/2024,3\n2,2/6/2024,3\n"), FileError::DateOrder { example: "1/5/2024".into() });
    // Nothing but a head is a file without rows.
    assert_eq!(orders("order,at,total\n").unwrap().1.counts.rows, 0);
}

#[test]
fn what_is_said_by_hand() {
    let mut own = settings(Kind::Orders);
    own.columns =
        [(Field::Order, "번호"), (Field::At, "언제"), (Field::Total, "얼마")].map(|(field, head)| (field, head.to_owned())).into();
    own.date_order = Some(DateOrder::Dmy);
    let (batch, _) = read(&own, &["번호,언제,얼마\n1,5/1/2024,3\n".as_bytes()], 10).unwrap();
    assert_eq!(batch.orders[0].at.to_string(), "2024-01-04T15:00:00.000Z");
    own.columns.insert(Field::Amount, "없음".into());
    assert!(matches!(read(&own, &["번호,언제,얼마\n".as_bytes()], 10), Err(FileError::NoSuchHead { field: Field::Amount, .. })));
    own.columns = [(Field::Phone, "order".to_owned())].into();
    assert_eq!(read(&own, &[b"order,at,total\n"], 10).map(|_| ()), Err(FileError::NoSuchField("phone".into())));
}

#[test]
fn other_kinds() {
    let members = "아이디,이름,휴대폰,이메일,가입일,SMS 수신여부,이메일 수신여부\nminji,김민지,010-1234-5678,Minji@Shop.example,2024-01-05,Y,거부\nx,,123,,,,\ny,,,,2024-01-05,모름,\n";
    let (batch, _) = read(&settings(Kind::Members), &[members.as_bytes()], 10).unwrap();
    assert_eq!(said(&batch.refused), vec![(3, "휴대폰", "no_phone"), (4, "SMS 수신여부", "no_answer")]);
    let member = &batch.members[0];
    assert_eq!(
        (member.id.as_str(), member.name.as_deref(), member.by_sms, member.by_email),
        ("minji", Some("김민지"), Some(true), Some(false))
    );
    assert!(member.phone.as_ref().is_some_and(|phone| phone.contains("1012345678")));
    let (batch, _) =
        read(&settings(Kind::Products), &["상품번호,상품명,판매가,카테고리\n11,원피스,\"12,000\",의류\n12,,1,\n".as_bytes()], 10).unwrap();
    assert_eq!((batch.products[0].price, said(&batch.refused)), (Some(Micros(12_000_000_000)), vec![(3, "상품명", "missing")]));
    let (batch, _) = read(&settings(Kind::Coupons), &["쿠폰번호,쿠폰명,할인,종료일\nC1,가을,10%,2030-01-01\n".as_bytes()], 10).unwrap();
    assert_eq!((batch.coupons[0].discount.as_str(), batch.coupons[0].ends.is_some_and(|at| at > NOW)), ("10%", true));
    let events = "visitor,at,type,url\n7,2024-01-05 15:04,page_view,/x\n7,2024-01-05 15:04,scroll,/x\n";
    let (batch, _) = read(&settings(Kind::Events), &[events.as_bytes()], 10).unwrap();
    assert_eq!((batch.events.len(), said(&batch.refused)), (1, vec![(3, "", "event")]));
}

#[test]
fn statuses_count_by_row() {
    let (batch, state) = orders("order,at,total,status\n1,2024-01-05,1,취소\n2,2024-01-05,1,\n").unwrap();
    assert_eq!((batch.orders[0].status, batch.orders[1].status, state.counts.cancelled), (Status::Cancelled, Status::Placed, 1));
}

#[test]
fn an_order_is_taken_whole_or_not_at_all() {
    let text = "order,at,product,amount\n1,2024-01-05,a,1\n1,2024-01-05,b,x\n1,2024-01-05,\"c, d\",3\n2,2024-01-05,a,1\n3,2024-01-05,a,x\n";
    let (batch, state) = orders(text).unwrap();
    assert_eq!(batch.orders.iter().map(|row| (row.order.as_str(), row.at_row)).collect::<Vec<_>>(), [("2", 3)]);
    assert_eq!(said(&batch.refused), vec![(2, "", "order"), (3, "amount", "no_amount"), (4, "", "order"), (6, "amount", "no_amount")]);
    assert_eq!((state.counts.rows, state.counts.refused, batch.refused[2].cells[2].as_str()), (5, 4, "c, d"));
    let mended = (refused::head_line(&state.head) + &refused::lines(&batch.refused)).replace(",x", ",7");
    let (again, _) = orders(&mended).unwrap();
    assert_eq!(
        again.orders.iter().map(|row| (row.order.as_str(), row.product.as_str())).collect::<Vec<_>>(),
        [("1", "a"), ("1", "b"), ("1", "c, d"), ("3", "a")]
    );
}
