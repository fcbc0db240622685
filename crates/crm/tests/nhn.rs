//! NHN Cloud's shapes: what is asked, and what answers mean. The answers have the form, not the content, of its documentation's samples.

use crm::consent::Channel;
use crm::dispatch::{Heard, Request};
use crm::provider::nhn::{MESSAGES_MAX, calls, goes_with, heard, intakes};
use crm::provider::{Answer, App, Ask, Batch, Content, Credentials, Draft, Fault, Message, Provider, Review, Said, Service, State};
use crm::text::Kind;
use model::time::EpochMs;
use proptest::prelude::*;
use serde_json::{Value, json};

/// 2026-11-22 14:00:00 in Korea.
const NOON: EpochMs = EpochMs(1_795_323_600_000);

fn text(send: &str, kind: Kind, text: &str) -> Message {
    let subject = if kind == Kind::Sms { "" } else { "가을" };
    let content = Content::Text { kind, subject: subject.into(), text: text.into(), images: vec![] };
    Message { send: send.into(), to: "+821012345678".into(), from: "0212345678".into(), content }
}

fn alimtalk(send: &str, name: &str) -> Message {
    let content = Content::Alimtalk { channel: "SENDERKEY".into(), template: "T1".into(), variables: vec![("이름".into(), name.into())] };
    Message { content, ..text(send, Kind::Sms, "") }
}

fn batch(messages: &[Message]) -> Batch<'_> {
    Batch { key: "run1:7", at: NOON, messages }
}

fn ok(body: Value) -> Answer {
    Some((200, body))
}

fn said(code: i64) -> Value {
    json!({ "header": { "isSuccessful": code == 0, "resultCode": code, "resultMessage": "SUCCESS" } })
}

fn with(mut body: Value, name: &str, value: Value) -> Value {
    if let Some(fields) = body.as_object_mut() {
        fields.insert(name.into(), value);
    }
    body
}

#[test]
fn what_is_asked() {
    let two = [text("s1", Kind::Sms, "안녕하세요"), Message { to: "+14155552671".into(), ..text("s2", Kind::Sms, "안녕하세요") }];
    let recipients = json!([{ "recipientNo": "01012345678", "recipientGroupingKey": "s1" }, { "recipientNo": "+14155552671", "recipientGroupingKey": "s2" }]);
    let picture = Message {
        content: Content::Text { kind: Kind::Mms, subject: "가을".into(), text: "(광고) 찻집".into(), images: vec!["17".into()] },
        ..text("s1", Kind::Mms, "")
    };
    let one = json!([{ "recipientNo": "01012345678", "recipientGroupingKey": "s1" }]);
    let base = |recipients: &Value, text: &str| json!({ "senderGroupingKey": "run1:7", "recipientList": recipients, "body": text, "sendNo": "0212345678" });
    for (messages, path, body) in [
        (two.to_vec(), "sms", base(&recipients, "안녕하세요")),
        (vec![text("s1", Kind::Sms, "(광고) 찻집")], "ad-sms", base(&one, "(광고) 찻집")),
        (vec![text("s1", Kind::Lms, "찻잔")], "mms", with(base(&one, "찻잔"), "title", json!("가을"))),
        (vec![text("s1", Kind::Lms, "(광고) 찻집")], "ad-mms", with(base(&one, "(광고) 찻집"), "title", json!("가을"))),
        (vec![picture], "ad-mms", with(with(base(&one, "(광고) 찻집"), "title", json!("가을")), "attachFileIdList", json!([17]))),
    ] {
        let asked = calls(&Request::Send(None), &batch(&messages));
        assert_eq!(asked.len(), 1);
        assert_eq!(asked[0].path, format!("/sms/v3.0/appKeys/{{appkey}}/sender/{path}"));
        assert_eq!((asked[0].service, asked[0].method, &asked[0].headers), (Service::NhnSms, "POST", &vec![]));
        assert_eq!(asked[0].body, body, "{path}");
    }
    let asked = calls(&Request::Send(None), &batch(&[alimtalk("s1", "민지")]));
    assert_eq!(asked[0].path, "/alimtalk/v2.3/appkeys/{appkey}/messages");
    assert_eq!(asked[0].headers, [("X-NC-API-IDEMPOTENCY-KEY", "run1:7".to_owned())]);
    assert_eq!(
        asked[0].body,
        json!({ "senderKey": "SENDERKEY", "templateCode": "T1", "senderGroupingKey": "run1:7", "recipientList": [
            { "recipientNo": "01012345678", "templateParameter": { "이름": "민지" }, "resendParameter": { "isResend": false }, "recipientGroupingKey": "s1" },
        ] })
    );
    for (messages, path) in [
        (
            vec![text("s1", Kind::Lms, "찻잔")],
            "/sms/v3.0/appKeys/{appkey}/sender/mms?startCreateDate=2026-11-21%2014%3A00%3A00&endCreateDate=2026-11-23%2014%3A00%3A00&senderGroupingKey=run1%3A7&pageNum=1&pageSize=1000",
        ),
        (
            vec![alimtalk("s1", "민지")],
            "/alimtalk/v2.3/appkeys/{appkey}/messages?startCreateDate=2026-11-21%2014%3A00&endCreateDate=2026-11-23%2014%3A00&senderGroupingKey=run1%3A7&pageNum=1&pageSize=1000",
        ),
    ] {
        assert_eq!(calls(&Request::Look, &batch(&messages)).iter().map(|call| call.path.as_str()).collect::<Vec<_>>(), [path]);
    }
    for request in [Request::Open, Request::Fill("G".into()), Request::Fence("G".into())] {
        assert_eq!(calls(&request, &batch(&two)), []);
    }
}

#[test]
fn a_call_is_signed_by_its_product() {
    let app = |key: &str| Some(App { key: key.into(), secret: format!("{key}-secret") });
    let call = Provider::Nhn.senders_call();
    let signed = Credentials::Nhn { sms: app("a/b"), kakao: None }.signed(&call, "", "").expect("signed");
    assert_eq!(signed.path, "/sms/v3.0/appKeys/a%2Fb/sendNos?pageNum=1&pageSize=1000");
    assert_eq!(signed.headers, [("X-Secret-Key", "a/b-secret".to_owned())]);
    assert!(Credentials::Nhn { sms: None, kakao: app("k") }.signed(&call, "", "").is_none());
    let solapi = Credentials::Solapi { key: "k".into(), secret: "s".into() };
    assert!(solapi.signed(&call, "", "").is_none());
    assert_eq!(format!("{solapi:?}"), "Credentials(solapi)");
}

#[test]
fn what_answers_mean() {
    let (send, look) = (Request::Send(None), Request::Look);
    let (sms, kakao) = ([text("s1", Kind::Sms, "안녕")], [alimtalk("s1", "민지")]);
    let gateway = |status: u16| Some((status, json!({})));
    let listed = |messages: Value| ok(with(said(0), "messageSearchResultResponse", json!({ "messages": messages, "totalCount": 1 })));
    let found = json!([{ "requestId": "R1", "recipientSeq": 1, "messageStatus": "COMPLETED", "resultCode": "1000" }]);
    for (messages, request, answer, expected) in [
        (&sms, &send, ok(said(0)), Heard::Taken),
        (&kakao, &send, ok(said(0)), Heard::Taken),
        // The key was seen: it says nothing more. In SMS the same number is another refusal.
        (&kakao, &send, ok(said(-1005)), Heard::Seen),
        (&sms, &send, ok(said(-1005)), Heard::Refused),
        (&kakao, &send, ok(said(-1031)), Heard::Refused),
        (&sms, &send, ok(said(-2312)), Heard::Refused),
        (&sms, &send, ok(said(-9999)), Heard::Nothing),
        (&sms, &send, ok(said(-2021)), Heard::Nothing),
        (&kakao, &send, ok(said(-7000)), Heard::Nothing),
        (&kakao, &send, ok(json!({})), Heard::Nothing),
        (&kakao, &send, Some((400, said(-3003))), Heard::Refused),
        (&kakao, &send, gateway(403), Heard::Refused),
        (&kakao, &send, gateway(429), Heard::Busy),
        (&kakao, &send, gateway(500), Heard::Nothing),
        (&kakao, &send, gateway(504), Heard::Nothing),
        (&kakao, &send, None, Heard::Nothing),
        (&kakao, &look, listed(found), Heard::Found),
        (&kakao, &look, listed(json!([])), Heard::NotFound),
        (&kakao, &look, ok(said(-9999)), Heard::Nothing),
        (&kakao, &look, None, Heard::Nothing),
        (&sms, &look, ok(with(said(0), "body", json!({ "data": [], "pageNum": 1, "totalCount": 0 }))), Heard::NotFound),
        (&sms, &look, ok(with(said(0), "body", Value::Null)), Heard::Nothing),
    ] {
        assert_eq!(heard(request, std::slice::from_ref(&answer), &batch(messages)), expected, "{request:?} {answer:?}");
    }
}

#[test]
fn each_message_has_its_answer() {
    let messages = [text("s1", Kind::Lms, "찻잔"), text("s2", Kind::Lms, "찻잔")];
    let result = |send: &str, seq: u8, code: i64| json!({ "recipientNo": "01012345678", "resultCode": code, "resultMessage": "", "recipientSeq": seq, "recipientGroupingKey": send });
    let results = json!([result("s2", 2, -2019), result("s1", 1, 0), result("somebody else's", 3, 0)]);
    let answer = ok(with(said(0), "body", json!({ "data": { "requestId": "20180810100630ReZQ6KZzAH0", "sendResultList": results } })));
    let found: Vec<_> = intakes(&answer, &batch(&messages)).into_iter().map(|it| (it.send, it.message, it.code, it.is_refused)).collect();
    let expected = [("s2", "mms/20180810100630ReZQ6KZzAH0/2", "-2019", true), ("s1", "mms/20180810100630ReZQ6KZzAH0/1", "0", false)];
    assert_eq!(found, expected.map(|(send, message, code, refused)| (send.to_owned(), message.to_owned(), code.to_owned(), refused)));
    // All refused: each has its reason.
    let answer = ok(with(said(-1031), "message", json!({ "requestId": "R", "sendResults": [result("s1", 1, -3049)] })));
    let found = intakes(&answer, &batch(&[alimtalk("s1", "민지")]));
    assert_eq!(found.first().map(|it| (it.code.as_str(), it.is_refused)), Some(("-3049", true)));
    assert_eq!(intakes(&None, &batch(&messages)), []);
}

#[test]
fn receipts() {
    // A query names the message; what is on its way is no receipt.
    let sms = |status: &str, code: &str| {
        ok(with(
            said(0),
            "body",
            json!({ "data": { "requestId": "R", "recipientSeq": 1, "msgStatus": status, "resultCode": code,
            "messageType": "SMS", "resultDate": "2018-08-10 10:06:42.0", "recipientGroupingKey": "s1" } }),
        ))
    };
    let kakao = |status: &str, code: Value| {
        ok(with(
            said(0),
            "message",
            json!({ "requestId": "R", "recipientSeq": 1, "messageStatus": status, "resultCode": code, "receiveDate": "2018-08-10 10:06:42.0", "recipientGroupingKey": "s1" }),
        ))
    };
    for (message, answer, expected) in [
        ("sms/R/1", sms("3", "1000"), Some((State::Delivered, "1000"))),
        ("sms/R/1", sms("0", "3012"), Some((State::Failed, "3012"))),
        ("sms/R/1", sms("3", "2003"), Some((State::Failed, "2003"))),
        ("sms/R/1", sms("2", ""), None),
        ("alimtalk/R/1", kakao("COMPLETED", json!("1000")), Some((State::Delivered, "1000"))),
        ("alimtalk/R/1", kakao("COMPLETED", json!("3018")), Some((State::Failed, "3018"))),
        ("alimtalk/R/1", kakao("FAILED", json!("3019")), Some((State::Failed, "3019"))),
        ("alimtalk/R/1", kakao("READY", Value::Null), None),
    ] {
        let receipt = Provider::Nhn.queried(message, &answer).expect("an answer");
        assert_eq!(receipt.as_ref().map(|it| (it.state, it.code.as_str())), expected, "{answer:?}");
        let ten = EpochMs(1_533_863_202_000);
        assert!(receipt.is_none_or(|it| it.message == message && it.send == "s1" && it.at == Some(ten)), "{answer:?}");
    }
    assert_eq!(
        Provider::Nhn.queried("sms/R/1", &ok(said(-2012))),
        Err(Fault::Refused(Said { code: "-2012".into(), text: "SUCCESS".into() }))
    );
    let paths = ["sms/R/1", "mms/R/1", "alimtalk/R/1", "sms/R", "sms/R/1/2", "sms//1", "fax/R/1", "sms/R/x", ""]
        .map(|id| Provider::Nhn.query(id).map(|call| call.path));
    let expected = [
        Some("/sms/v3.0/appKeys/{appkey}/sender/sms/R?recipientSeq=1"),
        Some("/sms/v3.0/appKeys/{appkey}/sender/mms/R?recipientSeq=1"),
        Some("/alimtalk/v2.3/appkeys/{appkey}/messages/R/1"),
    ];
    let expected: Vec<_> = expected.into_iter().map(|path| path.map(str::to_owned)).chain(std::iter::repeat_n(None, 6)).collect();
    assert_eq!(paths.to_vec(), expected);
}

#[test]
fn webhooks() {
    // The documentation's own samples, with its misspelling.
    let sms = json!({ "hooksId": "1", "productName": "SMS", "event": "MESSAGE_RESULT_UPDATE", "hooks": [{
        "hookId": "20240429205809GcSUXthVA00", "senderType": "NORMAL_SMS", "requestId": "20240429205802y0Tl7Gbz0e0", "recipientSeq": 1,
        "receiveDate": "2024-04-29T20:58:04", "recipientNo": "01012341234", "messageStatus": "COMPLETED", "recipientGropuingKey": "s1", "resultCode": "1000" }] });
    let kakao = json!({ "productName": "KakaoTalk Bizmessage", "event": "MESSAGE_RESULT_UPDATE", "hooks": [
        { "kakaoMessageType": "ALIMTALK_NORMAL", "requestId": "R", "recipientSeq": 2, "receiveDate": "2023-06-01", "resultCode": "3019", "recipientGroupingKey": "s2" },
        { "nothing": "known" }] });
    let found: Vec<_> = [&sms, &kakao].iter().flat_map(|body| Provider::Nhn.hook(body).receipts).collect();
    let short: Vec<_> =
        found.iter().map(|it| (it.send.as_str(), it.message.as_str(), it.channel, it.state, it.at.map(|at| at.0))).collect();
    assert_eq!(
        short,
        [
            ("s1", "sms/20240429205802y0Tl7Gbz0e0/1", Channel::Sms, State::Delivered, Some(1_714_391_884_000)),
            ("s2", "alimtalk/R/2", Channel::Kakao, State::Failed, None),
        ]
    );
    let refused = json!({ "productName": "SMS", "event": "UNSUBSCRIBE", "hooks": [
        { "recipientNo": "01012341234", "unsubscribeNo": "08012341234", "enterpriseName": "NHN Cloud", "createdDateTime": "2020-09-09T11:25:10.000+09:00" },
        { "recipientNo": "no number" }] });
    let refusals = Provider::Nhn.hook(&refused).refusals;
    assert_eq!(
        refusals.iter().map(|it| (it.to.as_str(), it.through.as_str(), it.at.map(|at| at.0))).collect::<Vec<_>>(),
        [("+821012341234", "08012341234", Some(1_599_618_310_000))]
    );
    let reviewed = json!({ "productName": "KakaoTalk Bizmessage", "hooks": [{ "senderKey": "K", "templateCode": "T1", "status": "TSC04",
        "comments": [{ "content": "광고예요", "status": "REJ" }, { "content": "고쳤어요", "status": "INQ" }] }] });
    let reviews = Provider::Nhn.hook(&reviewed).reviews;
    assert_eq!(reviews.first().map(|it| (it.id.as_str(), &it.review)), Some(("T1", &Review::Rejected(vec!["광고예요".into()]))));
    for (secret, header, expected) in [("abc", "abc", true), ("abc", "abd", false), ("abc", "ab", false), ("", "", false)] {
        assert_eq!(Provider::Nhn.is_genuine(secret, header), expected);
    }
    assert_eq!(Provider::Nhn.hook_header(), "x-toast-webhook-signature");
}

#[test]
fn account() {
    let numbers =
        json!([{ "sendNo": "01012341234", "useYn": "Y", "blockYn": "N" }, { "sendNo": "12341234", "useYn": "Y", "blockYn": "Y" }]);
    let senders = Provider::Nhn.senders(&ok(with(said(0), "body", json!({ "data": numbers })))).expect("senders");
    assert_eq!(
        senders.iter().map(|it| (it.number.as_str(), it.is_usable)).collect::<Vec<_>>(),
        [("01012341234", true), ("12341234", false)]
    );
    let page = |page: u64| {
        ok(with(
            said(0),
            "body",
            json!({ "pageNum": page, "totalCount": 1001, "data": [{ "unsubscribeNo": "0808888888", "recipientNo": "01000000000", "requestDate": "2018-05-14 17:07:29.0" }, { "unsubscribeNo": "0808888888", "recipientNo": "01012341234", "requestDate": "2018-05-14 17:07:29.0" }] }),
        ))
    };
    let refusals = [1, 2].map(|number| Provider::Nhn.refusals(&page(number)).expect("refusals"));
    assert_eq!(
        refusals.iter().map(|it| (it.items.last().map(|it| it.to.as_str()), it.next.as_deref())).collect::<Vec<_>>(),
        [(Some("+821012341234"), Some("2")), (Some("+821012341234"), None)]
    );
    let senders = json!([{ "plusFriendId": "@우리몰", "senderKey": "K1", "status": "YSC03", "dormant": false, "block": false }, { "plusFriendId": "@옛몰", "senderKey": "K2", "status": "YSC03", "dormant": true, "block": false }, { "senderKey": "K3", "status": "YSC02" }]);
    let channels = Provider::Nhn.channels(&ok(with(said(0), "senders", senders))).expect("channels");
    assert_eq!(channels.iter().map(|it| (it.id.as_str(), it.is_usable)).collect::<Vec<_>>(), [("K1", true), ("K2", false), ("K3", false)]);
    let categories =
        json!([{ "name": "구매", "subCategories": [{ "code": "002001", "name": "구매완료" }, { "code": "002002", "name": "상품가입" }] }]);
    let categories = Provider::Nhn.categories(&ok(with(said(0), "categories", categories))).expect("categories");
    assert_eq!(
        categories.iter().map(|it| (it.group.as_str(), it.code.as_str())).collect::<Vec<_>>(),
        [("구매", "002001"), ("구매", "002002")]
    );
    assert_eq!(Provider::Nhn.upload_call("a.jpg", "/9j/").body, json!({ "fileName": "a.jpg", "createUser": "dangol", "fileBody": "/9j/" }));
    assert_eq!(Provider::Nhn.uploaded(&ok(with(said(0), "body", json!({ "data": { "fileId": 0, "fileName": "a.jpg" } })))), Ok("0".into()));
    assert_eq!(Provider::Nhn.uploaded(&ok(with(said(0), "body", json!({})))), Err(Fault::Nothing));
    assert!(Provider::Nhn.balance_call().is_none());
    assert_eq!(Provider::Nhn.senders(&Some((429, Value::Null))), Err(Fault::Busy));
    assert_eq!(Provider::Nhn.senders(&Some((502, Value::Null))), Err(Fault::Nothing));
}

#[test]
fn templates() {
    let template = serde_json::from_value(json!({
        "kind": "AD", "emphasis": { "type": "item_list", "header": "주문", "items": [{ "name": "상품", "value": "#{상품}" }, { "name": "금액", "value": "#{금액}" }], "summary": { "name": "합계", "value": "#{합계}" } },
        "body": "#{이름}님", "buttons": [{ "name": "채널 추가", "action": "AC" }, { "name": "보기", "action": "WL", "links": { "mobile": "https://shop.example/" } }],
    }))
    .expect("a template");
    let draft = Draft { channel: "KEY", code: "order01", name: "주문 완료", category: "002001", template: &template };
    let call = Provider::Nhn.template_call(&Ask::Register(draft)).expect("a call");
    assert_eq!((call.method, call.path.as_str()), ("POST", "/alimtalk/v2.3/appkeys/{appkey}/senders/KEY/templates"));
    assert_eq!(
        call.body,
        json!({ "templateCode": "order01", "templateName": "주문 완료", "templateContent": "#{이름}님", "templateMessageType": "AD", "securityFlag": false, "categoryCode": "002001",
            "templateEmphasizeType": "ITEM_LIST", "templateHeader": "주문", "quickReplies": [],
            "templateItem": { "list": [{ "title": "상품", "description": "#{상품}" }, { "title": "금액", "description": "#{금액}" }], "summary": { "title": "합계", "description": "#{합계}" } },
            "buttons": [{ "ordering": 1, "type": "AC", "name": "채널 추가" }, { "ordering": 2, "type": "WL", "name": "보기", "linkMo": "https://shop.example/" }] })
    );
    let (review, delete, list) = (
        Ask::Review { channel: "KEY", id: "T1", note: "고쳤어요" },
        Ask::Delete { channel: "KEY", id: "T1" },
        Ask::List { channel: "KEY", from: None },
    );
    let paths: Vec<_> = [&Ask::Edit { id: "T1", draft }, &review, &delete, &list, &Ask::Review { channel: "KEY", id: "T1", note: "" }]
        .map(|ask| {
            Provider::Nhn
                .template_call(ask)
                .map(|call| format!("{} {}", call.method, call.path.rsplit("/senders/KEY").next().unwrap_or_default()))
        })
        .to_vec();
    assert_eq!(
        paths,
        [
            Some("PUT /templates/T1".to_owned()),
            Some("POST /templates/T1/comments".into()),
            Some("DELETE /templates/T1".into()),
            Some("GET /templates?pageNum=1&pageSize=1000".into()),
            None
        ]
    );
    let all = json!([
        { "templateCode": "a", "templateName": "가", "templateContent": "본문", "status": "TSC01" }, { "templateCode": "b", "status": "TSC02" }, { "templateCode": "c", "status": "TSC03" },
        { "templateCode": "d", "status": "TSC04", "comments": [] }, { "templateCode": "e", "status": "TSC99" },
    ]);
    let listed = Provider::Nhn
        .templates(&list, &ok(with(said(0), "templateListResponse", json!({ "templates": all, "totalCount": 5 }))))
        .expect("templates");
    let reviews: Vec<_> = listed.items.into_iter().map(|it| (it.id, it.review)).collect();
    assert_eq!(
        reviews,
        [
            ("a".to_owned(), Review::InReview),
            ("b".to_owned(), Review::InReview),
            ("c".to_owned(), Review::Approved),
            ("d".to_owned(), Review::Rejected(vec![]))
        ]
    );
    let registered = Provider::Nhn.templates(&Ask::Register(draft), &ok(said(0))).expect("templates");
    assert_eq!(registered.items.first().map(|it| (it.id.as_str(), &it.review)), Some(("order01", &Review::InReview)));
    assert!(matches!(Provider::Nhn.templates(&Ask::Register(draft), &ok(said(-3001))), Err(Fault::Refused(said)) if said.code == "-3001"));
}

/// What a code may bring about, by channel: 3018 means one thing for an SMS and another for an Alimtalk.
#[test]
fn codes() {
    let flags = |provider: Provider, channel, code: &str| provider.meaning(channel, code).map(|it| (it.falls_back(), it.is_refusal()));
    for (provider, channel, code, expected) in [
        (Provider::Nhn, Channel::Kakao, "3018", Some((true, false))),
        (Provider::Nhn, Channel::Kakao, "3019", Some((true, false))),
        (Provider::Nhn, Channel::Kakao, "3020", Some((true, false))),
        // It may still arrive.
        (Provider::Nhn, Channel::Kakao, "3005", Some((false, false))),
        (Provider::Nhn, Channel::Kakao, "1000", Some((false, false))),
        (Provider::Nhn, Channel::Sms, "3018", Some((false, false))),
        (Provider::Nhn, Channel::Sms, "3012", Some((false, true))),
        (Provider::Nhn, Channel::Sms, "-6001", Some((false, true))),
        (Provider::Solapi, Channel::Kakao, "3104", Some((true, false))),
        (Provider::Solapi, Channel::Kakao, "3107", Some((true, false))),
        (Provider::Solapi, Channel::Sms, "1061", Some((false, true))),
        (Provider::Solapi, Channel::Sms, "3054", Some((false, true))),
        (Provider::Solapi, Channel::Sms, "1030", Some((false, false))),
        (Provider::Solapi, Channel::Sms, "9999", None),
    ] {
        assert_eq!(flags(provider, channel, code), expected, "{provider:?} {channel:?} {code}");
    }
    for table in [crm::provider::solapi::codes::CODES, crm::provider::nhn::codes::SMS, crm::provider::nhn::codes::KAKAO] {
        let codes: std::collections::BTreeSet<_> = table.iter().map(|it| it.code).collect();
        assert_eq!(codes.len(), table.len(), "a code stands there twice");
        assert!(table.iter().all(|it| !it.ko.is_empty() && !it.en.is_empty()));
    }
}

fn any_message() -> impl Strategy<Value = Message> {
    let content = prop_oneof![
        (0..3u8).prop_map(|text| Content::Text { kind: Kind::Sms, subject: String::new(), text: text.to_string(), images: vec![] }),
        (0..2u8, "[a-z]{0,2}").prop_map(|(template, value)| Content::Alimtalk {
            channel: "K".into(),
            template: template.to_string(),
            variables: vec![("v".into(), value)]
        }),
    ];
    (content, 0..2u8).prop_map(|(content, from)| Message {
        send: String::new(),
        to: "+821012345678".into(),
        from: from.to_string(),
        content,
    })
}

proptest! {
    /// Each message once, none too many together, and only such as one call can carry.
    #[test]
    fn batches(messages in prop::collection::vec(any_message(), 0..300), solapi: bool) {
        let messages: Vec<Message> = messages.into_iter().enumerate().map(|(n, message)| Message { send: n.to_string(), ..message }).collect();
        let provider = if solapi { Provider::Solapi } else { Provider::Nhn };
        let batches = provider.batches(messages.clone());
        let mut all: Vec<usize> = batches.iter().flatten().map(|message| message.send.parse().expect("a number")).collect();
        all.sort_unstable();
        prop_assert_eq!(all, (0..messages.len()).collect::<Vec<_>>());
        for batch in &batches {
            prop_assert!((1..=provider.messages_max()).contains(&batch.len()));
            prop_assert!(batch.iter().all(|message| provider.goes_with(&batch[0], message)));
        }
        // Eight kinds at most at NHN Cloud here.
        let batches_max = if solapi { 1 } else { 8 };
        prop_assert!(batches.len() <= batches_max);
    }

    /// Whatever comes back: nothing panics, and nothing that is not theirs is believed.
    #[test]
    fn any_answer(status in 200..600u16, code in -10_000..10_000i64, text in "\\PC{0,20}") {
        for body in [said(code), json!({ "header": text }), json!([text]), json!({ "hooks": [{ "requestId": text }] }), with(said(0), "body", json!({ "data": [{ "requestId": text, "recipientSeq": code }] }))] {
            for provider in Provider::ALL {
                let answer = Some((status, body.clone()));
                let messages = [alimtalk("s1", "민지")];
                let heard = provider.heard(&Request::Send(None), std::slice::from_ref(&answer), &batch(&messages));
                prop_assert!(status < 300 || heard != Heard::Taken);
                prop_assert!(provider.intakes(&Request::Send(None), std::slice::from_ref(&answer), &batch(&messages)).iter().all(|it| it.send == "s1"));
                let _ = (provider.hook(&body), provider.listed(&answer, Channel::Sms), provider.senders(&answer), provider.refusals(&answer), provider.queried(&text, &answer));
            }
        }
    }
}

#[test]
fn a_thousand_together() {
    let messages: Vec<Message> = (0..=MESSAGES_MAX).map(|n| text(&n.to_string(), Kind::Sms, "안녕")).collect();
    assert!(goes_with(&messages[0], &messages[1]));
    assert_eq!(Provider::Nhn.batches(messages).iter().map(Vec::len).collect::<Vec<_>>(), [1_000, 1]);
}
