//! Refusals that are entered by hand: of an opt-out number that is not the provider's, or told to the shop in person.

use crm::contact::phone;
use crm::provider::Refusal;
use model::time::EpochMs;
use serde::Deserialize;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::hooks;
use crate::problem::Problem;
use crate::store::change::{self, Note, Sql};
use crate::store::db::Db;

const NUMBERS_MAX: usize = 5_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    /// Numbers, as they were pasted: with commas, on lines of their own, a column of a table.
    numbers: String,
    /// This is the whole list of the opt-out number, as it is now.
    #[serde(default)]
    is_whole_list: bool,
}

/// `POST …/refusals` `{"numbers": "…", "is_whole_list": true}`: nothing that advertises leaves to these numbers any more. The list of an opt-out number
/// from elsewhere is fresh for a day (`is_whole_list`).
///
/// # Errors
/// `Invalid`: too many at once. What is no number is named by its place, and the others are taken.
pub async fn post(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let Form { numbers, is_whole_list } = call.private_json().await?;
    let parts: Vec<&str> = numbers.split([',', ';', '\n', '\r', '\t']).map(|part| part.trim_matches([' ', '"', '\''])).collect();
    let (mut refusals, mut wrong) = (Vec::new(), Vec::new());
    for (place, part) in parts.iter().enumerate().filter(|(_, part)| !part.is_empty()) {
        match phone(part) {
            Ok(to) => refusals.push(Refusal { to, through: String::new(), at: Some(EpochMs(call.now_ms)) }),
            Err(_) => wrong.push(place + 1),
        }
    }
    if refusals.len() > NUMBERS_MAX {
        return Err(Problem::Invalid { field: "numbers".into(), detail: format!("Send at most {NUMBERS_MAX} numbers at once.") });
    }
    wrong.truncate(100);
    let db = Db::open(&call.env).await?;
    let refused = hooks::refuse(&call.env, call.now_ms, &db, &scope, &refusals, None).await?;
    let mut then = Vec::new();
    if is_whole_list {
        then.push(Sql(
            "UPDATE provider SET list_ms = ?, version = version + 1 WHERE site = ?",
            vec![call.now_ms.into(), scope.site().into()],
        ));
    }
    let after = Some(json!({ "numbers": refused }).to_string());
    let note = Note { action: "refusals_entered", target: "provider".into(), before: None, after };
    change::make(&db, &scope, call.now_ms, &note, Vec::new(), then).await?;
    answer::json(&json!({ "refused": refused, "not_numbers_at": wrong }))
}
