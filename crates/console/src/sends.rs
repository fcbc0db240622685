//! What is said of a send: what is wrong with it, and what would leave to somebody.

use crm::alimtalk::{LIMITS, Template, all_variables, filled, said};
use crm::gate::RULES;
use crm::link::{links, mark};
use crm::optout;
use crm::provider;
use crm::send::{Approved, Content, Hole, PERSONAL, Send, Sender, Use, Values, columns, personal};
use crm::text::{Kind, bytes, unsendable};
use segment::check::{Finding, Severity};
use serde_json::{Value, json};

/// `{"findings", "kind", "subject", "text", "bytes", "bytes_max", "subject_bytes", "subject_bytes_max", "unsendable", "hole", "personal", "columns", "law"}`. `kind`: null where
/// no text message carries it; `bytes_max` is that of the kind, or of the largest. `unsendable`: of what is written. `hole`: why nothing would leave to this person. A draft that cannot be read
/// has findings alone. `untracked`: links by which nobody is known to have come. Of an Alimtalk, whose template is `registered` as it was approved, also `alimtalk` ([`by_template`]).
pub fn seen(draft: &Value, sender: &Value, known: &Value, registered: &Value) -> Value {
    let law = json!({ "day": RULES.day, "margin_min": RULES.margin_min, "list_ms": RULES.list_ms });
    let send: Send = match serde_path_to_error::deserialize(draft) {
        Ok(send) => send,
        Err(error) => {
            let at = error.path().to_string();
            let en = error.into_inner().to_string();
            return json!({ "findings": [finding(&at, "unreadable", format!("읽을 수 없는 값이에요: {en}"), en)], "law": law, "personal_all": PERSONAL });
        }
    };
    // Before a company is connected everything but the sender can be tried.
    let has_sender = serde_json::from_value::<Sender>(sender.clone()).ok();
    let sender = has_sender.clone().unwrap_or_default();
    let approved = serde_json::from_value::<Template>(registered.clone()).ok().map(|template| Approved { id: String::new(), template });
    let wrong = send.check().into_iter().chain(has_sender.map(|sender| send.check_sender(&sender, approved.as_ref())).unwrap_or_default());
    let findings: Vec<Finding> = wrong.map(|wrong| finding(&wrong.field, "wrong", wrong.ko, wrong.detail)).collect();
    let mut of: Vec<(String, String)> =
        known.as_object().into_iter().flatten().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect();
    of.push((optout::VARIABLE.to_owned(), optout::STAND_IN.to_owned()));
    let values = Values { of: &of };
    let written = match &send.content {
        Content::Text { subject, text, .. } => format!("{subject}{text}"),
        Content::Alimtalk { .. } => String::new(),
    };
    let untracked: Vec<&str> = links(&written).into_iter().filter(|link| mark(link).is_none()).collect();
    let hole = send.composed(&sender, approved.as_ref(), false, &values).err().map(Hole::name);
    let (subject, text) = send.filled(&sender, &values).unwrap_or_else(|_| (String::new(), String::new()));
    let kind = Kind::of(&subject, &text, false);
    let most = kind.unwrap_or(Kind::Lms);
    json!({
        "findings": findings,
        "kind": kind,
        "subject": subject,
        "text": text,
        "bytes": bytes(&text),
        "bytes_max": most.bytes_max(),
        "sms_bytes_max": Kind::Sms.bytes_max(),
        "subject_bytes": bytes(&subject),
        "subject_bytes_max": Kind::Lms.subject_bytes_max(),
        "unsendable": unsendable(&written).into_iter().map(String::from).collect::<Vec<_>>(),
        "hole": hole,
        "personal": personal(&send),
        "personal_all": PERSONAL,
        "columns": columns(&send),
        "untracked": untracked,
        "alimtalk": approved.as_ref().and_then(|approved| by_template(&send, &sender, approved, &values)),
        "law": law,
    })
}

/// `{"shown", "variables", "chars", "chars_max", "fallback": {"text", "bytes", "bytes_max", "hole"}}`: the template as this person would see it (a variable of which
/// nothing is known stands as it is written), and what would follow it where it does not arrive.
fn by_template(send: &Send, sender: &Sender, approved: &Approved, values: &Values<'_>) -> Option<Value> {
    let Content::Alimtalk { variables, fallback, .. } = &send.content else { return None };
    let names = all_variables(&approved.template);
    let stands = |name: &&str| {
        let text = variables.get(*name).map_or_else(|| format!("#{{{name}}}"), Clone::clone);
        // Filled as a text is: the same variables, the same defaults.
        let alone = Send {
            purpose: Use::Information,
            content: Content::Text { sender: String::new(), subject: String::new(), text },
            ..send.clone()
        };
        let (_, text) = alone.filled(&Sender::default(), values).ok()?;
        Some(((*name).to_owned(), text)).filter(|(_, text)| !text.is_empty())
    };
    let of: Vec<(String, String)> = names.iter().filter_map(stands).collect();
    let follows = fallback.is_some().then(|| match send.composed(sender, Some(approved), true, values) {
        Ok(made) => {
            let text = if let provider::Content::Text { text, .. } = made.content { text } else { String::new() };
            json!({ "text": text, "bytes": bytes(&text), "bytes_max": Kind::Lms.bytes_max(), "hole": Value::Null })
        }
        Err(hole) => json!({ "text": "", "bytes": 0, "bytes_max": Kind::Lms.bytes_max(), "hole": hole.name() }),
    });
    Some(json!({
        "shown": filled(&approved.template, &of),
        "variables": names,
        "chars": said(&approved.template, &of).chars().count(),
        "chars_max": LIMITS.body,
        "fallback": follows,
    }))
}

fn finding(at: &str, code: &'static str, ko: String, en: String) -> Finding {
    Finding { severity: Severity::Error, at: if at == "." { String::new() } else { at.to_owned() }, code, ko, en }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender() -> Value {
        json!({ "name": "찻집", "numbers": ["0212345678"], "opt_out": "0801234567" })
    }

    fn send(purpose: &str, text: &str) -> Value {
        json!({
            "id": "s", "name": "s", "use": purpose, "audience": { "type": "members" }, "schedule": { "type": "at_once" },
            "content": { "type": "text", "sender": "0212345678", "subject": "", "text": text },
        })
    }

    #[test]
    fn shows_what_would_leave() {
        let known = json!({ "name": "민지" });
        for (purpose, text, leaves, kind, hole) in [
            ("information", "{name} 님", "민지 님", json!("sms"), Value::Null),
            ("advertising", "할인", "(광고)찻집\n할인\n무료수신거부 0801234567", json!("sms"), Value::Null),
            ("information", &"가".repeat(46), &"가".repeat(46), json!("lms"), Value::Null),
            ("information", &"가".repeat(1_001), &"가".repeat(1_001), Value::Null, json!("too_long")),
            ("information", "🎉", "🎉", json!("sms"), json!("letters")),
            ("information", "{grade}", "", json!("sms"), json!("variable")),
        ] {
            let said = seen(&send(purpose, text), &sender(), &known, &Value::Null);
            assert_eq!((&said["text"], &said["kind"], &said["hole"]), (&json!(leaves), &kind, &hole), "{text}");
        }
        let said = seen(&send("information", "{name|고객} {points} 🎉"), &sender(), &known, &Value::Null);
        assert_eq!((&said["personal"], &said["unsendable"]), (&json!(["name", "points"]), &json!(["🎉"])));
        assert_eq!(said["law"]["day"], json!([480, 1260]));
        // The link to refuse is looked at as long as it will be, and asks nobody for a value.
        let said = seen(&send("advertising", "할인 {opt_out}"), &sender(), &known, &Value::Null);
        assert_eq!(
            (&said["hole"], &said["kind"], &said["personal"], &said["findings"]),
            (&Value::Null, &json!("lms"), &json!([]), &json!([]))
        );
    }

    #[test]
    fn says_what_the_edge_would_say() {
        let places = |draft: &Value, sender: &Value| -> Vec<String> {
            let said = seen(draft, sender, &Value::Null, &Value::Null);
            said["findings"].as_array().unwrap().iter().map(|found| found["at"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(places(&send("information", "안녕하세요"), &sender()), Vec::<String>::new());
        assert_eq!(places(&send("information", " "), &sender()), ["content.text"]);
        assert_eq!(places(&send("advertising", "할인"), &json!({ "name": "", "numbers": [] })), ["content.sender", "", ""]);
        // Nobody is connected yet: what depends on it is not said.
        assert_eq!(places(&send("advertising", "할인"), &Value::Null), Vec::<String>::new());
        let mut draft = send("information", "안녕하세요");
        draft["schedule"] = json!({ "type": "weekly", "weekdays": 2, "minute": -1 });
        assert_eq!(places(&draft, &sender()), ["schedule"]);
    }

    #[test]
    fn an_alimtalk_is_seen_as_it_was_approved_with_what_follows_it() {
        let registered = json!({ "kind": "BA", "emphasis": { "type": "text", "title": "#{상품}", "subtitle": "출발" }, "body": "#{고객} 님, 출발했어요." });
        let send = |purpose: &str, audience: Value, variables: Value| {
            json!({
                "id": "s", "name": "s", "use": purpose, "audience": audience, "schedule": { "type": "at_once" },
                "content": { "type": "alimtalk", "template": "t", "variables": variables, "fallback": { "sender": "0212345678" } },
            })
        };
        let mut own = sender();
        own["channel"] = json!("CHANNEL");
        let places = |said: &Value| -> Vec<String> {
            said["findings"].as_array().unwrap().iter().map(|found| found["at"].as_str().unwrap().to_owned()).collect()
        };
        let members = json!({ "type": "members" });
        let full = send("information", members.clone(), json!({ "고객": "{name|고객}", "상품": "찻잔" }));
        let said = seen(&full, &own, &json!({ "name": "민지" }), &registered);
        assert_eq!(places(&said), Vec::<String>::new());
        let by = &said["alimtalk"];
        assert_eq!((&by["shown"]["body"], &by["shown"]["emphasis"]["title"]), (&json!("민지 님, 출발했어요."), &json!("찻잔")));
        assert_eq!((&by["fallback"]["text"], &by["variables"]), (&json!("[찻집]\n민지 님, 출발했어요."), &json!(["고객", "상품"])));
        // What is not said yet stands as a variable, and is wrong; a column is a list's alone, and advertising is none of it.
        let bare = seen(&send("advertising", members, json!({ "고객": "#{이름}" })), &own, &Value::Null, &registered);
        assert_eq!(bare["alimtalk"]["shown"]["emphasis"]["title"], "#{상품}");
        assert_eq!(places(&bare), ["use", "content.variables.고객", "content.variables.상품"]);
        let list =
            seen(&send("information", json!({ "type": "list", "list": "l" }), json!({})), &own, &json!({ "고객": "준" }), &registered);
        assert_eq!(
            (&list["alimtalk"]["shown"]["body"], &list["hole"], places(&list).len()),
            (&json!("준 님, 출발했어요."), &json!("variable"), 0)
        );
        assert_eq!(places(&seen(&full, &own, &Value::Null, &Value::Null)), ["content.template"]);
        let linked =
            seen(&super::tests::send("information", "https://shop.example/ https://s.example/l/abc2345"), &own, &Value::Null, &Value::Null);
        assert_eq!(linked["untracked"], json!(["https://shop.example/"]));
    }
}
