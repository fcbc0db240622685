//! The types of the API for the console: `build/api.ts`, made of the files that the worker's own description (`/api/openapi.json`) is made of.
//!
//! Nothing of it is committed, so it cannot be stale: the console is checked (`tsc`) against what the worker says today. Made of the files and not
//! of a worker that runs, because that is quick and needs no worker; that the files name the routes of the worker, all of them and no others,
//! is kept by `tests/worker/openapi.test.mjs`, and that answers are as the files say by every test of the worker.

#[path = "../../../../worker/describe.rs"]
mod describe;

use std::fs;

use anyhow::{Result, anyhow};
use serde_json::{Map, Value, json};

use crate::project::Project;
use crate::run::quietly;
use crate::stamp;
use crate::tools::Tools;

/// Makes it, unless it is there.
///
/// # Errors
/// The description cannot be read, or openapi-typescript refuses it.
pub fn types(project: &Project, tools: &Tools) -> Result<()> {
    let schemas = project.root.join("schemas");
    let (description, out) = (project.build.join("openapi.json"), project.build.join("api.ts"));
    let here = [file!(), "worker/describe.rs", "package-lock.json"].map(|file| project.root.join(file));
    let inputs: Vec<_> = std::iter::once(schemas.clone()).chain(here).collect();
    stamp::unless_fresh(project, "api", &inputs, std::slice::from_ref(&out), || {
        let described = describe::read(&schemas).map_err(|error| anyhow!("{}: {error}", schemas.display()))?;
        fs::create_dir_all(&project.build)?;
        fs::write(&description, document(&described).to_string())?;
        let generator = project.root.join("www/api/node_modules/openapi-typescript/bin/cli.js");
        // A member with a default may be left out by who sends it, and a route's types are worth a name.
        let options = ["--root-types", "--root-types-no-schema-prefix", "--default-non-nullable", "false"];
        quietly(tools.node().arg(generator).arg(&description).args(options).arg("--output").arg(&out))?;
        Ok(())
    })?;
    Ok(())
}

/// What of the description types can be made of: the routes with what they take and answer, and the codes of problems.
fn document(described: &describe::Described) -> Value {
    let of = |key: &str| described.operations.get(key).and_then(Value::as_object).into_iter().flatten();
    let mut paths: Map<String, Value> = Map::new();
    for (route, operation) in of("operations") {
        let Some((method, path)) = route.split_once(' ') else { continue };
        if let Some(methods) = paths.entry(path).or_insert_with(|| json!({})).as_object_mut() {
            methods.insert(method.to_owned(), self::operation(path, operation, described));
        }
    }
    let mut components = described.components.clone();
    if let Some(schemas) = components.get_mut("schemas").and_then(Value::as_object_mut) {
        let codes: Vec<&Value> = of("problems").filter_map(|(_, codes)| codes.as_array()).flatten().collect();
        schemas.insert("ProblemCode".into(), json!({ "enum": codes }));
    }
    json!({ "openapi": "3.1.0", "info": { "title": "Dangol", "version": "" }, "paths": paths, "components": components })
}

fn operation(path: &str, from: &Value, described: &describe::Described) -> Value {
    let schema = |name: &str| {
        let shared = described.operations.get("path").and_then(|all| all.get(name));
        from.get("path").and_then(|own| own.get(name)).or(shared).cloned().unwrap_or_else(|| json!({ "type": "string" }))
    };
    let names = path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let in_path = names.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": schema(name) }));
    let own = from.get("parameters").and_then(Value::as_array).into_iter().flatten().cloned();
    let mut operation = json!({
        "operationId": from.get("id"),
        "parameters": in_path.chain(own).collect::<Vec<_>>(),
        "responses": from.get("answers"),
    });
    let takes = from.get("takes").filter(|schema| !schema.is_null());
    if let (Some(members), Some(schema)) = (operation.as_object_mut(), takes) {
        members.insert("requestBody".into(), json!({ "required": true, "content": { "application/json": { "schema": schema } } }));
    }
    operation
}
