//! What was stored once is read for ever: `tests/cases/compat/segments-1.json` is never edited, only added to. It holds segments as JSON
//! (version 1), the program that they compiled to (of bundles of format 2), and who matched.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use model::{
    facts::{Facts, json::FactsJson},
    ids::hex,
    time::Zone,
};
use segment::{
    compile::{Program, Target, compile},
    definition::Segment,
    engine::evaluate,
    verdict::Verdict,
};
use serde_json::{Value, from_value, json};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/compat/segments-1.json");

fn segments(json: &Value) -> Vec<Segment> {
    from_value(json.clone()).unwrap()
}

fn matches(ids: &[String], program: &Program, facts: &(Facts, Zone)) -> Value {
    let verdicts = evaluate(program, &facts.0, &facts.1, &[]);
    json!(ids.iter().zip(verdicts).filter(|(_, verdict)| *verdict == Verdict::Yes).map(|(id, _)| id).collect::<Vec<_>>())
}

#[test]
fn a_stored_segment_and_its_program_still_say_the_same() {
    if std::env::var_os("BLESS").is_some() && !std::fs::exists(PATH).unwrap() {
        let json: Value = serde_json::from_str(include_str!("../../../tests/cases/laws/segments.json")).unwrap();
        let compiled = compile(&segments(&json), Target::Full);
        let now = "2026-11-20T21:10:00+09:00";
        let people = [
            json!({"now": now, "visit": {"started": "2026-11-20T21:00:00+09:00", "word": "우리몰", "previous_word": "브랜드 a 신상", "path": ["/", "/product/p1/", "/product/p1/", "/product/p1/"], "source": "search", "orders": []},
                "page": {"url": "https://shop.kr/product/p1/", "since": "2026-11-20T21:05:00+09:00"}, "cart": null, "product": {"id": "p1", "price": "15000"}, "person": {"visits": 4, "orders": 2, "spent": "120000", "last_visit_day": "2026-11-18", "member": null}}),
            json!({"now": now, "cart": {"lines": [{"id": "p1", "category": "차", "price": "20000", "quantity": 3}, {"id": "p3", "category": "그릇", "price": "1000.5"}]}, "added": [{"id": "p1", "at": "2026-11-20"}],
                "viewed": [{"id": "p2", "category": "차", "price": "25000", "at": "2026-11-19"}, {"id": "p2", "category": "차", "price": "25000", "at": now}], "events": [{"name": "x", "at": now}], "visit": {"started": "2026-11-20T21:00:00+09:00"},
                "person": {"visits": 1, "sign_up_day": "2026-11-16", "coupons": [{"id": "c", "expires": "2026-11-22"}], "fields": {"level": "3"}}}),
            json!({"now": now}),
        ];
        let cases: Vec<Value> = people
            .iter()
            .map(|facts| {
                let found = matches(&compiled.ids, &compiled.program(), &FactsJson::read(facts).unwrap().facts());
                json!({"facts": facts, "matches": found})
            })
            .collect();
        let sample = json!({"segments": json, "program": hex(&compiled.program().0), "cases": cases});
        std::fs::write(PATH, serde_json::to_string_pretty(&sample).unwrap() + "\n").unwrap();
    }
    let sample: Value = serde_json::from_str(&std::fs::read_to_string(PATH).unwrap()).unwrap();
    let compiled = compile(&segments(&sample["segments"]), Target::Full);
    assert_eq!(compiled.errors, []);
    let bytes = sample["program"].as_str().unwrap().as_bytes();
    let stored: Vec<u8> = bytes.chunks(2).map(|pair| u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16).unwrap()).collect();
    let mut found = 0;
    for case in sample["cases"].as_array().unwrap() {
        let facts = FactsJson::read(&case["facts"]).unwrap().facts();
        found += case["matches"].as_array().unwrap().len();
        assert_eq!(matches(&compiled.ids, &Program(stored.clone()), &facts), case["matches"], "the stored program");
        assert_eq!(matches(&compiled.ids, &compiled.program(), &facts), case["matches"], "the stored segments");
    }
    assert!(found > 15);
}

/// From a newer service: a kind that is not known here is kept as it came, named, and unknown.
#[test]
fn a_newer_kind_is_kept_and_unknown() {
    let json = json!({"version": 2, "id": "newer", "include": [{"kind": "traffic.visits", "min": 1}], "any_of": [[{"kind": "mood.is", "moods": ["glad"]}, {"kind": "member.signed_in", "value": true}]]});
    let segment = Segment::read(&json).unwrap();
    assert_eq!(serde_json::to_value(&segment).unwrap(), json, "nothing is lost");
    let found = segment::check::check(&segment, &[]);
    assert!(found.iter().any(|finding| finding.at == "any_of[0][0]" && finding.en.contains("mood.is")), "{found:?}");
    let compiled = compile(&[segment], Target::Full);
    let verdict = |member: Value| {
        let facts =
            FactsJson::read(&json!({"now": "2026-11-20T21:10:00+09:00", "person": {"visits": 2, "member": member}})).unwrap().facts();
        evaluate(&compiled.program(), &facts.0, &facts.1, &[])[0]
    };
    assert_eq!((verdict(json!("minji")), verdict(json!(null))), (Verdict::Yes, Verdict::Unknown));
    // The same from this service is a slip of the pen.
    let mut today = json;
    today["version"] = json!(1);
    assert_eq!(Segment::read(&today).unwrap_err()[0].code(), "unknown_kind");
}
