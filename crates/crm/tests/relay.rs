//! What other services are asked, and what they mean: cases in `tests/cases/relays.json` (`BLESS=1` writes what is expected), and laws.

use crm::consent::{Ledger, Purpose, Said, Source, Word};
use crm::relay::attempt::{JITTER_MAX, Meaning, Next, State, Tried, WAITS_MS, Why, next};
use crm::relay::{Browser, Conversion, Item, Kind, Money, NEWS_MS, Needs, Person, Request, Target, VERSION, ga4, meta, webhook};
use model::ids::SiteId;
use model::money::{Currency, Micros};
use model::time::EpochMs;
use proptest::prelude::*;
use serde_json::{Value, json};

const SITE: SiteId = SiteId(0x5a5a);
const NOW: EpochMs = EpochMs(1_795_300_000_000);
const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/relays.json");
const STORED: &str = include_str!("../../../tests/cases/compat/relay-1.json");

#[cfg(test)]
fn asked(target: &str, conversion: &Conversion, person: &Person, is_test: bool) -> Value {
    let request = match target {
        "meta" => {
            let pixel = meta::Pixel { id: "123456", token: "to/ken", test_code: is_test.then_some("TEST1") };
            meta::request(&pixel, SITE, conversion, person)
        }
        "ga4" => ga4::request(&ga4::Stream { measurement: "G-ABC123", secret: "se&cret", is_test }, SITE, conversion, person),
        _ => {
            let secrets = [vec![7; 32], vec![9; 24]];
            webhook::request(&webhook::Hook { url: "https://shop.example/hook", secrets: &secrets, is_test }, SITE, conversion, NOW)
        }
    };
    match request {
        Ok(Request { path, headers, body }) => {
            let text = String::from_utf8(body).unwrap();
            let body = match serde_json::from_str(&text) {
                Ok(json) => json,
                Err(_) => form(&text),
            };
            json!({ "path": path, "headers": headers.into_iter().collect::<std::collections::BTreeMap<_, _>>(), "body": body })
        }
        Err(unfit) => json!({ "unfit": format!("{unfit:?}") }),
    }
}

#[cfg(test)]
/// A form's fields, JSON among them read.
fn form(text: &str) -> Value {
    let field = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap();
        let value = decoded(value);
        (name.to_owned(), serde_json::from_str(&value).unwrap_or(Value::String(value)))
    };
    text.split('&').map(field).collect()
}

#[cfg(test)]
fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, more @ ..] = rest {
        let (byte, after) = match (first, more) {
            (b'%', [high, low, after @ ..]) => (u8::from_str_radix(std::str::from_utf8(&[*high, *low]).unwrap(), 16).unwrap(), after),
            (byte, after) => (*byte, after),
        };
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).unwrap()
}

#[cfg(test)]
fn meant(target: &str, status: u16, body: &Value, after_s: Option<u32>) -> String {
    let body = if let Value::String(text) = body { text.clone() } else { body.to_string() };
    let meaning = match target {
        "meta" => meta::meaning(status, body.as_bytes(), after_s),
        "ga4" => ga4::meaning(status, after_s),
        _ => webhook::meaning(status, after_s),
    };
    format!("{meaning:?}")
}

#[test]
fn requests_and_answers_are_as_the_cases_say() {
    let mut cases: Value = serde_json::from_str(&std::fs::read_to_string(CASES).unwrap()).unwrap();
    let before = cases.clone();
    for case in cases["requests"].as_array_mut().unwrap() {
        let conversion: Conversion = serde_json::from_value(case["conversion"].clone()).unwrap();
        let text = |name: &str| case["person"][name].as_str().map(str::to_owned);
        let person = Person { email: text("email"), phone: text("phone") };
        case["asked"] = asked(case["target"].as_str().unwrap(), &conversion, &person, case["test"] == true);
    }
    for case in cases["answers"].as_array_mut().unwrap() {
        let after_s = case["after_s"].as_u64().map(|seconds| u32::try_from(seconds).unwrap());
        let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
        case["meant"] = meant(case["target"].as_str().unwrap(), status, &case["body"], after_s).into();
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(CASES, serde_json::to_string_pretty(&cases).unwrap() + "\n").unwrap();
    } else {
        for (list, now) in cases.as_object().unwrap() {
            for (now, before) in now.as_array().into_iter().flatten().zip(before[list].as_array().into_iter().flatten()) {
                assert_eq!(now, before, "{}", before["description"]);
            }
        }
    }
}

#[test]
fn what_is_stored_is_read_for_ever() {
    let stored: Value = serde_json::from_str(STORED).unwrap();
    let read: Conversion = serde_json::from_value(stored["stored"].clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), stored["stored"]);
    assert_eq!(read.event_id(SITE), stored["event"], "an id is for ever: what was told with it is told again with it");
    assert_eq!(read.matter(SITE), stored["matter"]);
}

fn word(at: i64, purpose: Purpose, said: Said) -> Word {
    Word { at: EpochMs(at), channel: None, purpose, said, source: Source::Shop, wording: "x".into(), place: String::new(), guardian: false }
}

fn ledger(words: &[(Purpose, Said)]) -> Ledger {
    let mut ledger = Ledger::default();
    for (at, (purpose, said)) in (1_000_000_000_000..).zip(words) {
        ledger.take(word(at, *purpose, *said));
    }
    ledger
}

#[test]
fn consent_is_asked_where_it_is_needed_and_a_refusal_holds_anyway() {
    use Purpose::{CrossBorder, ThirdParty};
    use Said::{Granted, Refused};
    let (all, none) = (Needs { third_party: true, cross_border: true }, Needs { third_party: false, cross_border: false });
    let both = ledger(&[(ThirdParty, Granted), (CrossBorder, Granted)]);
    let half = ledger(&[(ThirdParty, Granted)]);
    let taken_back = ledger(&[(ThirdParty, Granted), (CrossBorder, Granted), (ThirdParty, Refused)]);
    let other = ledger(&[(Purpose::Advertising, Granted), (Purpose::MarketingUse, Granted)]);
    for (needs, target, words, met) in [
        (all, Target::Meta, Some(&both), true),
        (all, Target::Meta, Some(&half), false),
        (all, Target::Meta, Some(&taken_back), false),
        (all, Target::Meta, Some(&other), false),
        (all, Target::Meta, None, false),
        (none, Target::Ga4, None, true),
        (none, Target::Ga4, Some(&half), true),
        (none, Target::Ga4, Some(&taken_back), false),
        (none, Target::Webhook, Some(&taken_back), true),
        (Needs { third_party: true, cross_border: false }, Target::Webhook, Some(&taken_back), false),
    ] {
        assert_eq!(needs.are_met(target, words), met, "{needs:?} {target:?}");
    }
    assert_eq!((Needs::of(Target::Meta), Needs::of(Target::Ga4), Needs::of(Target::Webhook)), (all, all, none));
}

#[test]
fn each_service_has_its_own_past() {
    let hours = |hours: i64| EpochMs(NOW.0 - hours * 3_600_000);
    for (target, at, too_old) in [
        (Target::Ga4, hours(70), false),
        (Target::Ga4, hours(72), true),
        (Target::Meta, hours(166), false),
        (Target::Meta, hours(168), true),
        (Target::Webhook, hours(9_000), false),
    ] {
        assert_eq!(target.is_too_old(at, NOW), too_old, "{target:?} {at}");
    }
    let told = |at| Conversion { at, ..conversion("1", Kind::Placed, Some(1)) }.is_news(NOW);
    assert!(told(EpochMs(NOW.0 - NEWS_MS + 1)) && !told(EpochMs(NOW.0 - NEWS_MS)));
}

fn conversion(subject: &str, kind: Kind, micros: Option<i64>) -> Conversion {
    let value = micros.map(|micros| Money { amount: Micros(micros), currency: Currency(*b"KRW") });
    Conversion { v: VERSION, kind, at: NOW, subject: subject.into(), member: None, value, items: Vec::new(), browser: Browser::default() }
}

fn meanings() -> impl Strategy<Value = Meaning> {
    let whys = [Why::Lost, Why::Server, Why::Busy, Why::Credentials];
    let again =
        (prop::sample::select(whys.to_vec()), prop::option::of(0_u32..200_000)).prop_map(|(why, after_s)| Meaning::again(why, after_s));
    prop_oneof![6 => again, 1 => Just(Meaning::Taken), 1 => Just(Meaning::Refused(Why::Payload)), 1 => Just(Meaning::Held), 1 => Just(Meaning::Gone)]
}

proptest! {
    /// Whatever is answered, a delivery comes to stand somewhere after ten tries at most, waits within its line of the table (or as long as it was
    /// asked to), and Meta is told nothing again that it would count a second time.
    #[test]
    fn every_delivery_comes_to_an_end(answers in prop::collection::vec((meanings(), 0..=JITTER_MAX, 0_i64..40_000), 12), target in prop::sample::select(vec![Target::Meta, Target::Ga4, Target::Webhook])) {
        let (mut now, mut lost, mut first_lost, mut tries) = (NOW, None, None, 0_u32);
        for (meaning, jitter, took_ms) in answers {
            tries += 1;
            now = EpochMs(now.0 + took_ms);
            if first_lost.is_none() && matches!(meaning, Meaning::Again { why: Why::Lost | Why::Server, .. }) {
                first_lost = Some(now);
            }
            let Next { state, why, due, lost: since } = next(Tried { target, tries, lost }, meaning, now, jitter);
            prop_assert_eq!(since, first_lost);
            lost = since;
            prop_assert_eq!(due.is_some(), state == State::Waiting);
            prop_assert_eq!(why.is_none(), state == State::Taken);
            let Some(due) = due else {
                prop_assert_eq!(state == State::Taken, meaning == Meaning::Taken);
                break;
            };
            let line = WAITS_MS[tries as usize - 1];
            let after_ms = if let Meaning::Again { after_s: Some(after_s), .. } = meaning { i64::from(after_s.min(86_400)) * 1_000 } else { 0 };
            let wait_ms = due.0 - now.0;
            prop_assert!(wait_ms >= (line / 10 * 9).max(after_ms) && wait_ms <= (line / 10 * 11).max(after_ms));
            if let (Target::Meta, Some(lost)) = (target, lost) {
                prop_assert!(due.0 - lost.0 < 48 * 3_600_000);
            }
            now = due;
        }
        prop_assert!(tries <= 10);
    }

    /// One cause, one id, whatever else is said of it; another cause, another id.
    #[test]
    fn an_id_is_of_its_cause(subject in "[a-z0-9\n]{1,12}", other in "[a-z0-9\n]{1,12}", member in prop::option::of("[a-z]{1,5}"), at in 0_i64..NOW.0, micros in 0_i64..1_000_000_000) {
        let one = conversion(&subject, Kind::Placed, Some(micros));
        let same = Conversion { at: EpochMs(at), member, value: None, browser: Browser { fbp: Some("x".into()), ..Browser::default() }, ..one.clone() };
        prop_assert_eq!(one.event_id(SITE), same.event_id(SITE));
        prop_assert_eq!(one.event_id(SITE) == conversion(&other, Kind::Placed, Some(micros)).event_id(SITE), subject == other);
        prop_assert_ne!(one.event_id(SITE), one.event_id(SiteId(SITE.0 + 1)));
        let ids: std::collections::BTreeSet<String> = Kind::ALL.into_iter().map(|kind| conversion(&subject, kind, Some(micros)).event_id(SITE)).collect();
        prop_assert_eq!(ids.len(), Kind::ALL.len());
        let refund = |micros| conversion(&subject, Kind::Refunded, Some(micros));
        prop_assert_ne!(refund(micros).event_id(SITE), refund(micros + 1).event_id(SITE));
        prop_assert_eq!(refund(micros).matter(SITE), one.matter(SITE));
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    /// Amounts leave as the digits that the shop said; no identifier leaves as it is; nothing is longer than the service takes.
    #[test]
    fn what_leaves_is_exact_hashed_and_within_limits(micros in 0_i64..1_000_000_000_000_000, local in "[a-z]{6,10}", digits in "[1-9][0-9]{7}", names in prop::collection::vec("[가-힣]{0,200}", 0..200)) {
        let items = names.into_iter().enumerate().map(|(n, name)| Item { id: n.to_string(), name: Some(name), quantity: 1, price: Some(Micros(micros)) }).collect();
        let member = format!("member-{local}");
        let conversion = Conversion { items, member: Some(member.clone()), browser: Browser::default(), ..conversion("7", Kind::Placed, Some(micros)) };
        let person = Person { email: Some(format!("{local}@shop.example")), phone: Some(format!("+8210{digits}")) };
        let wanted = Micros(micros).decimal();
        for target in ["meta", "ga4", "webhook"] {
            let asked = asked(target, &conversion, &person, false);
            let body = &asked["body"];
            let value = match target {
                "meta" => &body["data"][0]["custom_data"]["value"],
                "ga4" => &body["events"][0]["params"]["value"],
                _ => &body["data"]["value"]["amount"],
            };
            let text = if let Value::String(text) = value { text.clone() } else { value.to_string() };
            prop_assert_eq!(text.trim_end_matches(".0"), wanted.as_str(), "{}", target);
            let whole = asked.to_string();
            if target != "webhook" {
                prop_assert!(!whole.contains(&local) && !whole.contains(&digits) && !whole.contains(&member));
            }
            let bytes = body.to_string().len();
            prop_assert!(bytes < match target { "ga4" => 130_000, "webhook" => 20_000, _ => usize::MAX }, "{} {}", target, bytes);
        }
    }
}
