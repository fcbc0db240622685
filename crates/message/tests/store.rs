//! The recipes of the store: segments that compile, messages that publish, nothing left unsaid.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use std::collections::BTreeSet;

use message::{
    bundle::{Settings, publish},
    definition::Config,
    store::RECIPES,
};
use segment::{
    compile::{Target, compile},
    definition::Segment,
};
use serde_json::{Value, from_value, json};

fn is_said(words: &Value) -> bool {
    ["ko", "en"].iter().all(|language| words[language].as_str().is_some_and(|text| text.trim().len() > 1))
}

#[test]
fn a_recipe_is_whole() {
    let file: Value = serde_json::from_str(RECIPES).unwrap();
    let recipes = file["recipes"].as_array().unwrap();
    assert!(recipes.len() >= 15);
    let mut ids = BTreeSet::new();
    for recipe in recipes {
        let id = recipe["id"].as_str().unwrap();
        assert!(ids.insert(id));
        assert!(["situation", "title", "help"].iter().all(|key| is_said(&recipe[key])), "{id}");
        assert!(recipe["timing"].is_object() && recipe["link"]["landing"].is_string(), "{id}");
        let mut segment = recipe["segment"].clone();
        segment["id"] = json!("recipe");
        let segment = Segment::read(&segment).unwrap_or_else(|errors| panic!("{id}: {errors:?}"));
        assert_eq!(compile(&[segment], Target::Browser).errors, [], "{id}");
        for adjust in recipe["adjust"].as_array().unwrap() {
            let pointer = format!("/{}", adjust["path"].as_str().unwrap().replace('[', "/").replace(']', "").replace('.', "/"));
            assert!(is_said(&adjust["label"]) && recipe.pointer(&pointer).is_some(), "{id}: {pointer}");
        }
        match recipe["deliver"]["kind"].as_str().unwrap() {
            "message" => {
                let mut message = recipe["deliver"]["message"].clone();
                for (key, value) in [("id", json!("recipe")), ("segment", json!("recipe")), ("status", json!("active"))] {
                    message[key] = value;
                }
                let mut segment = recipe["segment"].clone();
                segment["id"] = json!("recipe");
                let config: Config =
                    from_value(json!({"segments": [segment], "messages": [message]})).unwrap_or_else(|error| panic!("{id}: {error}"));
                publish(&config, &Settings::default()).unwrap_or_else(|error| panic!("{id}: {error}"));
            }
            "send" => assert!(recipe["deliver"]["text"].as_str().is_some_and(|text| !text.contains("(광고)")), "{id}"),
            "steps" => assert_eq!(recipe["deliver"]["steps"].as_array().unwrap().len(), 5, "{id}"),
            other => panic!("{id}: {other}"),
        }
    }
}
