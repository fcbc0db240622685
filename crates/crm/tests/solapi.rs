//! Solapi's shapes: what is asked, signed, and what answers mean. The answers have the form, not the content, of its documentation's samples.

use crm::consent::Channel;
use crm::dispatch::{Heard, Request};
use crm::provider::solapi::{Content, Message, authorization, calls, heard, intakes, reaches};
use crm::provider::{Ask, Batch, Draft, Fault, Provider, Review, State};
use crm::text::Kind;
use model::money::Micros;
use model::time::EpochMs;
use serde_json::{Value, json};

fn text(send: &str, to: &str) -> Message {
    let content = Content::Text { kind: Kind::Lms, subject: "가을".into(), text: "찻잔이 돌아왔어요".into(), images: vec![] };
    Message { send: send.into(), to: to.into(), from: "0212345678".into(), content }
}

fn group(status: &str, sent: &Value, good: u64, bad: u64) -> Value {
    json!({ "groupId": "G4V1", "status": status, "dateSent": sent, "count": { "registeredSuccess": good, "registeredFailed": bad } })
}

#[test]
fn a_header_is_signed() {
    // openssl: printf '2019-07-01T00:41:48Zjqsba2jxjnrjor' | openssl dgst -sha256 -hmac secret
    assert_eq!(
        authorization("KEY", "secret", "2019-07-01T00:41:48Z", "jqsba2jxjnrjor"),
        "HMAC-SHA256 apiKey=KEY, date=2019-07-01T00:41:48Z, salt=jqsba2jxjnrjor, signature=4297539ca79c85dd83b60cbddae60942710223ddcafc4bf02275193a649057ce"
    );
}

#[test]
fn what_is_asked() {
    let alimtalk = Message {
        content: Content::Alimtalk { channel: "PF".into(), template: "T1".into(), variables: vec![("이름".into(), "민지".into())] },
        ..text("s2", "+14155552671")
    };
    let asked = calls(&Request::Fill("G4V1".into()), &[text("s1", "+821012345678"), alimtalk]);
    assert_eq!(
        asked.iter().map(|call| (call.method, call.path.as_str())).collect::<Vec<_>>(),
        [("PUT", "/messages/v4/groups/G4V1/messages"), ("GET", "/messages/v4/groups/G4V1"),]
    );
    assert_eq!(
        asked.first().map(|call| call.body.clone()),
        Some(json!({ "messages": [
            { "to": "01012345678", "from": "0212345678", "type": "LMS", "subject": "가을", "text": "찻잔이 돌아왔어요", "autoTypeDetect": false, "customFields": { "send": "s1" } },
            { "to": "+14155552671", "from": "0212345678", "type": "ATA", "autoTypeDetect": false, "customFields": { "send": "s2" },
              "kakaoOptions": { "pfId": "PF", "templateId": "T1", "variables": { "#{이름}": "민지" }, "disableSms": true } },
        ] }))
    );
    assert_eq!([reaches("+821012345678"), reaches("+14155552671")], [true, false]);
    for (request, expected) in [
        (Request::Open, vec![("POST", "/messages/v4/groups")]),
        (Request::Send(Some("G4V1".into())), vec![("POST", "/messages/v4/groups/G4V1/send")]),
        (Request::Fence("G4V1".into()), vec![("DELETE", "/messages/v4/groups/G4V1"), ("GET", "/messages/v4/groups/G4V1")]),
    ] {
        let asked = calls(&request, &[]);
        assert_eq!(asked.iter().map(|call| (call.method, call.path.as_str())).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn what_answers_mean() {
    let (fill, send, fence) = (Request::Fill("G4V1".into()), Request::Send(Some("G4V1".into())), Request::Fence("G4V1".into()));
    let (none, date) = (Value::Null, json!("2026-11-22T05:23:25.976Z"));
    let ok = |body: Value| Some((200, body));
    let error = |status: u16| Some((status, json!({ "errorCode": "Error", "errorMessage": "" })));
    for (request, answers, expected) in [
        (&Request::Open, vec![ok(group("PENDING", &none, 0, 0))], Heard::Made("G4V1".into())),
        (&Request::Open, vec![ok(json!({}))], Heard::Nothing),
        (&Request::Open, vec![error(403)], Heard::Refused),
        (&Request::Open, vec![error(429)], Heard::Busy),
        (&Request::Open, vec![error(500)], Heard::Nothing),
        (&Request::Open, vec![None], Heard::Nothing),
        // Two messages: both are in it, though one will not be sent, and though the answer was lost.
        (&fill, vec![ok(json!({})), ok(group("PENDING", &none, 1, 1))], Heard::Added),
        (&fill, vec![None, ok(group("PENDING", &none, 2, 0))], Heard::Added),
        (&fill, vec![ok(json!({})), ok(group("PENDING", &none, 1, 0))], Heard::Nothing),
        (&fill, vec![ok(json!({})), None], Heard::Nothing),
        (&fill, vec![error(400), ok(group("PENDING", &none, 0, 0))], Heard::Refused),
        (&send, vec![ok(group("SENDING", &date, 2, 0))], Heard::Taken),
        (&send, vec![error(402)], Heard::Refused),
        (&send, vec![error(429)], Heard::Busy),
        (&send, vec![error(500)], Heard::Nothing),
        (&send, vec![error(504)], Heard::Nothing),
        (&send, vec![None], Heard::Nothing),
        (&fence, vec![ok(group("DELETED", &none, 2, 0)), ok(group("DELETED", &none, 2, 0))], Heard::Deleted),
        (&fence, vec![None, ok(group("DELETED", &none, 2, 0))], Heard::Deleted),
        // Deleted, and sent before: it is not there any more, and people have it.
        (&fence, vec![ok(group("DELETED", &date, 2, 0)), ok(group("DELETED", &date, 2, 0))], Heard::TooLate),
        (&fence, vec![error(400), ok(group("SENDING", &date, 2, 0))], Heard::TooLate),
        (&fence, vec![error(400), ok(group("COMPLETE", &date, 2, 0))], Heard::TooLate),
        // It was not deleted: it may still be sent.
        (&fence, vec![error(500), ok(group("PENDING", &none, 2, 0))], Heard::Nothing),
        (&fence, vec![ok(group("DELETED", &none, 2, 0)), None], Heard::Nothing),
        (&fence, vec![error(404), error(404)], Heard::Nothing),
        // A record that does not say when it was sent says nothing.
        (&fence, vec![ok(json!({})), ok(json!({ "status": "DELETED" }))], Heard::Nothing),
    ] {
        assert_eq!(heard(request, &answers, 2), expected, "{request:?} {answers:?}");
    }
}

#[test]
fn each_message_has_its_answer() {
    let messages = [text("s1", "+821012345678"), text("s2", "+821000000000")];
    let said = |code: &str, id: &str| json!({ "messageId": id, "statusCode": code });
    let answer = Some((200, json!({ "errorCount": 1, "resultList": [said("2000", "M1"), said("1062", "M2")] })));
    let found: Vec<_> = intakes(&answer, &messages).into_iter().map(|it| (it.send, it.message, it.code, it.is_refused)).collect();
    assert_eq!(found, [("s1".into(), "M1".into(), "2000".into(), false), ("s2".to_owned(), "M2".to_owned(), "1062".to_owned(), true),]);
    // Fewer answers than messages: whose they are nobody knows.
    assert_eq!(intakes(&Some((200, json!({ "resultList": [said("2000", "M1")] }))), &messages), []);
    assert_eq!(intakes(&None, &messages), []);
}

#[test]
fn receipts_and_webhooks() {
    let message = |code: &str, kind: &str| {
        json!({ "messageId": "M1", "groupId": "G4V1", "type": kind, "statusCode": code, "customFields": { "send": "s1" },
            "dateReceived": null, "dateUpdated": "2021-11-16T05:09:39.837Z", "to": "01012345678" })
    };
    for (code, kind, expected) in [
        ("2000", "LMS", None),
        ("3000", "LMS", None),
        ("TEST1000", "LMS", None),
        ("4000", "LMS", Some((State::Delivered, Channel::Sms))),
        ("4000", "ATA", Some((State::Delivered, Channel::Kakao))),
        ("3104", "ATA", Some((State::Failed, Channel::Kakao))),
        ("2230", "SMS", Some((State::Failed, Channel::Sms))),
        ("1062", "SMS", Some((State::Failed, Channel::Sms))),
    ] {
        let message = message(code, kind);
        let asked = Provider::Solapi.queried("M1", &Some((200, json!({ "messageList": { "M1": message } })))).expect("an answer");
        assert_eq!(asked.as_ref().map(|it| (it.state, it.channel)), expected, "{code}");
        assert_eq!(Provider::Solapi.hook(&json!([message, { "groupId": "no message" }])).receipts, asked.into_iter().collect::<Vec<_>>());
    }
    assert_eq!(Provider::Solapi.queried("M2", &Some((200, json!({ "messageList": {} })))), Ok(None));
    let page = json!({ "messageList": { "M1": message("2000", "LMS"), "M2": message("1062", "SMS") }, "startKey": "M0", "nextKey": "M3" });
    let listed = Provider::Solapi.listed(&Some((200, page)), Channel::Sms).expect("a list");
    assert_eq!(listed.next.as_deref(), Some("M3"));
    assert_eq!(
        listed.items.iter().map(|it| (it.intake.is_refused, it.receipt.is_some())).collect::<Vec<_>>(),
        [(false, false), (true, true)]
    );
    let batch = Batch { key: "k", at: EpochMs(0), messages: &[] };
    let paths = [(Some("G4V1"), None), (Some("G4V1"), Some("M3")), (None, None)]
        .map(|(group, from)| Provider::Solapi.listing(&batch, group, from).map(|call| call.path));
    let expected = [
        Some("/messages/v4/groups/G4V1/messages?limit=500".to_owned()),
        Some("/messages/v4/groups/G4V1/messages?limit=500&startKey=M3".into()),
        None,
    ];
    assert_eq!(paths, expected);
    // printf secret | sha1sum
    let sum = "e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4";
    for (secret, header, expected) in
        [("secret", sum, true), ("secret", "secret", false), ("other", sum, false), ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709", false)]
    {
        assert_eq!(Provider::Solapi.is_genuine(secret, header), expected, "{header}");
    }
}

#[test]
fn account() {
    let balance = |body: Value| Provider::Solapi.balance(&Some((200, body)));
    assert_eq!(balance(json!({ "balance": 12000.5, "point": 100 })), Ok(Micros(12_100_500_000)));
    assert_eq!(balance(json!({ "point": 100 })), Err(Fault::Nothing));
    assert!(
        matches!(Provider::Solapi.balance(&Some((403, json!({ "errorCode": "SignatureDoesNotMatch", "errorMessage": "…" })))), Err(Fault::Refused(said)) if said.code == "SignatureDoesNotMatch")
    );
    let ids = json!({ "senderIds": [{ "phoneNumber": "0212345678", "status": "ACTIVE" }, { "phoneNumber": "01000000001", "status": "PENDING" }] });
    let senders = Provider::Solapi.senders(&Some((200, ids))).expect("senders");
    assert_eq!(
        senders.iter().map(|it| (it.number.as_str(), it.is_usable)).collect::<Vec<_>>(),
        [("0212345678", true), ("01000000001", false)]
    );
    let black = json!({ "blackList": [{ "handleKey": "B1", "type": "DENIAL", "senderNumber": "0212345678", "recipientNumber": "01012345678", "dateCreated": "2021-11-16T05:09:39.837Z" }], "nextKey": null });
    let refusals = Provider::Solapi.refusals(&Some((200, black))).expect("refusals");
    assert_eq!(refusals.items.first().map(|it| (it.to.as_str(), it.at.map(|at| at.0))), Some(("+821012345678", Some(1_637_039_379_837))));
    let all = json!({ "channelList": [{ "channelId": "PF1", "searchId": "@우리몰" }] });
    let channels = Provider::Solapi.channels(&Some((200, all))).expect("channels");
    assert_eq!(channels.first().map(|it| (it.id.as_str(), it.search_id.as_str(), it.is_usable)), Some(("PF1", "@우리몰", true)));
    let categories = Provider::Solapi.categories(&Some((200, json!([{ "code": "002001", "name": "구매완료" }])))).expect("categories");
    assert_eq!(categories.first().map(|it| (it.code.as_str(), it.name.as_str())), Some(("002001", "구매완료")));
    let upload = Provider::Solapi.upload_call("a.jpg", "/9j/");
    assert_eq!((upload.path.as_str(), upload.body), ("/storage/v1/files", json!({ "file": "/9j/", "type": "MMS", "name": "a.jpg" })));
    assert_eq!(Provider::Solapi.uploaded(&Some((200, json!({ "fileId": "ST01" })))), Ok("ST01".into()));
    assert_eq!(Provider::Solapi.uploaded(&Some((200, json!({})))), Err(Fault::Nothing));
}

#[test]
fn templates() {
    let template = serde_json::from_value(
        json!({ "kind": "BA", "emphasis": { "type": "text", "title": "주문", "subtitle": "안내" }, "body": "#{이름}님",
        "buttons": [{ "name": "보기", "action": "WL", "links": { "mobile": "https://shop.example/" } }] }),
    )
    .expect("a template");
    let draft = Draft { channel: "PF", code: "", name: "주문 완료", category: "002001", template: &template };
    let (register, list) = (Ask::Register(draft), Ask::List { channel: "PF", from: Some("k") });
    let asks = [
        &register,
        &Ask::Edit { id: "T1", draft },
        &Ask::Review { channel: "PF", id: "T1", note: "" },
        &Ask::Delete { channel: "PF", id: "T1" },
        &list,
    ];
    let paths =
        asks.map(|ask| Provider::Solapi.template_call(ask).map(|call| format!("{} {}", call.method, call.path)).unwrap_or_default());
    assert_eq!(
        paths,
        [
            "POST /kakao/v2/templates",
            "PUT /kakao/v2/templates/T1",
            "PUT /kakao/v2/templates/T1/inspection",
            "DELETE /kakao/v2/templates/T1",
            "GET /kakao/v2/templates?channelId=PF&limit=100&startKey=k"
        ]
    );
    assert_eq!(
        Provider::Solapi.template_call(&register).map(|call| call.body),
        Some(
            json!({ "channelId": "PF", "name": "주문 완료", "categoryCode": "002001", "content": "#{이름}님", "messageType": "BA", "securityFlag": false, "quickReplies": [],
            "emphasizeType": "TEXT", "emphasizeTitle": "주문", "emphasizeSubTitle": "안내", "buttons": [{ "buttonName": "보기", "buttonType": "WL", "linkMo": "https://shop.example/" }] })
        )
    );
    let kept = |status: &str| json!({ "templateId": status, "name": "주문", "content": "본문", "status": status, "comments": [{ "isAdmin": true, "content": "광고예요" }, { "isAdmin": false, "content": "왜요?" }] });
    let all: Vec<_> = ["PENDING", "INSPECTING", "APPROVED", "REJECTED"].map(kept).to_vec();
    let listed = Provider::Solapi.templates(&list, &Some((200, json!({ "templateList": all, "nextKey": "n" })))).expect("templates");
    let reviews: Vec<_> = listed.items.into_iter().map(|it| it.review).collect();
    assert_eq!(reviews, [Review::Draft, Review::InReview, Review::Approved, Review::Rejected(vec!["광고예요".into()])]);
    assert_eq!(listed.next.as_deref(), Some("n"));
    // An answer that does not show the template does not show that it is there.
    assert_eq!(Provider::Solapi.templates(&register, &Some((200, json!({})))), Err(Fault::Nothing));
}
