//! The JSON Schemas of what people write.

use worker::Response;

use crate::answer;
use crate::call::Call;
use crate::problem::Problem;

const SCHEMAS: [(&str, &str); 6] = [
    ("segment", include_str!("../../../schemas/segment.json")),
    ("message", include_str!("../../../schemas/message.json")),
    ("group", include_str!("../../../schemas/group.json")),
    ("config", include_str!("../../../schemas/config.json")),
    ("facts", include_str!("../../../schemas/facts.json")),
    ("event", include_str!("../../../schemas/event.json")),
];

/// `GET /api/schemas/{name}.json`
///
/// # Errors
/// `NotFound`.
pub async fn get(call: Call) -> Result<Response, Problem> {
    let name = call.param("name");
    let (_, schema) = SCHEMAS.iter().find(|(known, _)| *known == name).ok_or(Problem::NotFound)?;
    let response = answer::json_text((*schema).to_owned())?;
    answer::with(
        response,
        &[
            ("content-type", "application/schema+json"),
            ("cache-control", "public, max-age=300"),
            ("access-control-allow-origin", "*"),
            ("cross-origin-resource-policy", "cross-origin"),
        ],
    )
}
