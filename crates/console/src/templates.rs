//! What is said of a template of Alimtalk: what is wrong with it, what to look at again, and how it would be seen.

use crm::alimtalk::advice::{GROUND_LINES, advice, is_coupon};
use crm::alimtalk::{LIMITS, Rule, Template, all_variables, body_max, check, count, filled};
use segment::check::{Finding, Severity};
use serde_json::{Value, json};

/// `{"findings", "shown", "variables", "chars", "chars_max", "count", "count_max", "is_coupon", "ground"}`. `shown`: the template with what is known in the
/// place of its variables. Of one that cannot be read there are findings alone, and `ground`.
pub fn seen(draft: &Value, shop: &str, known: &Value) -> Value {
    let template: Template = match serde_path_to_error::deserialize(draft) {
        Ok(template) => template,
        Err(error) => {
            let at = error.path().to_string();
            let en = error.into_inner().to_string();
            let found =
                Finding { severity: Severity::Error, at, code: "unreadable", ko: format!("읽을 수 없는 값이에요: {en}"), en };
            return json!({ "findings": [found], "ground": GROUND_LINES });
        }
    };
    let wrong = check(&template).into_iter().map(|wrong| Finding {
        severity: Severity::Error,
        at: wrong.field,
        code: if wrong.rule == Rule::Missing { "missing" } else { "wrong" },
        ko: wrong.rule.ko(),
        en: wrong.rule.said(),
    });
    let again = advice(&template, shop).into_iter().map(|(at, advice)| {
        let (ko, en) = advice.said();
        Finding { severity: Severity::Warning, at, code: advice.code(), ko, en }
    });
    let findings: Vec<Finding> = wrong.chain(again).collect();
    json!({
        "findings": findings,
        "shown": filled(&template, &values(known)),
        "variables": all_variables(&template),
        "chars": template.body.chars().count() + template.extra.chars().count(),
        "chars_max": body_max(&template),
        "count": count(&template),
        "count_max": LIMITS.variables,
        "is_coupon": is_coupon(&template),
        "ground": GROUND_LINES,
    })
}

/// An object of texts, as values; an empty text is none.
fn values(known: &Value) -> Vec<(String, String)> {
    let texts = known.as_object().into_iter().flatten().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
    texts.filter(|(_, value)| !value.trim().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_what_is_doubtful_and_how_it_is_seen() {
        let draft = json!({
            "kind": "BA", "emphasis": { "type": "text", "title": "#{상품}", "subtitle": "" }, "body": "#{고객} 님, 쿠폰이 도착했어요 #{없음}",
            "buttons": [{ "name": "보기", "action": "WL", "links": { "mobile": "https://shop.example/#{번호}" } }],
        });
        let said = seen(&draft, "찻집", &json!({ "고객": "민지", "상품": "찻잔", "번호": "7", "없음": " " }));
        let found: Vec<(&str, &str, &str)> = said["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (it["severity"].as_str().unwrap(), it["at"].as_str().unwrap(), it["code"].as_str().unwrap()))
            .collect();
        assert_eq!(
            found,
            [
                ("error", "emphasis.subtitle", "missing"),
                ("warning", "buttons[0].links", "no_campaign"),
                ("warning", "body", "no_ground"),
                ("warning", "body", "no_shop"),
            ]
        );
        let shown = &said["shown"];
        assert_eq!(
            (&shown["body"], &shown["emphasis"]["title"], &shown["buttons"][0]["links"]["mobile"]),
            (&json!("민지 님, 쿠폰이 도착했어요 #{없음}"), &json!("찻잔"), &json!("https://shop.example/7"))
        );
        assert_eq!(
            (&said["variables"], &said["count"], &said["is_coupon"]),
            (&json!(["고객", "없음", "상품", "번호"]), &json!(3), &json!(true))
        );
        assert_eq!(seen(&json!({ "kind": "XX" }), "", &Value::Null)["findings"][0]["at"], "kind");
    }
}
