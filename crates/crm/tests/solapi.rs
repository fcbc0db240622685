//! Solapi's shapes: what is asked, signed, and what answers mean. The answers have the form, not the content, of its documentation's samples.

use crm::dispatch::{Heard, Request};
use crm::provider::solapi::{Content, Message, authorization, calls, heard, intakes, reaches};
use crm::text::Kind;
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
