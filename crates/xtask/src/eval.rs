//! `cargo xtask eval SEGMENTS.json < facts.ndjson` and `cargo xtask classify < arrivals.ndjson`: the engine on other people's data.

use std::fs;
use std::io::{BufRead, Write, stdin, stdout};
use std::process::Stdio;

use anyhow::{Context, Result, anyhow, bail};
use message::bundle::{FORMAT, Settings};
use model::codec::{Wire, put_bytes};
use model::facts::Facts;
use model::facts::json::FactsJson;
use model::source::{Sources, SourcesFile, classified};
use model::time::Zone;
use segment::compile::{Compiled, Target, compile};
use segment::definition::{Segment, read_file};
use segment::engine::evaluate;
use segment::verdict::Verdict;
use serde::Deserialize;
use serde_json::json;

use crate::build;
use crate::project::Project;
use crate::run::say;
use crate::tools::Tools;

const USAGE: &str = "cargo xtask eval SEGMENTS.json [--wasm] < facts.ndjson";
/// The version byte of a browser's state (crates/browser/src/engine.rs).
const STATE_VERSION: u8 = 2;
/// Runs the built module, or its engine as JavaScript, on inputs; prints each answer's verdicts.
const RUNNER: &str = include_str!("eval.mjs");

/// For every line of facts, the segments that match: `{"matches": ["id", …]}`. Segments that are broken are named on standard error
/// and match nobody.
///
/// # Errors
/// The file or a line cannot be read; the line's number is said.
pub fn eval(project: &Project, arguments: &[String]) -> Result<()> {
    let wasm = arguments.iter().any(|word| word == "--wasm");
    let files: Vec<&String> = arguments.iter().filter(|word| !word.starts_with("--")).collect();
    let [file] = files[..] else { bail!("say which segments\n{USAGE}") };
    if let Some(word) = arguments.iter().find(|word| word.starts_with("--") && *word != "--wasm") {
        bail!("unknown argument {word}\n{USAGE}");
    }
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?;
    let read = read_file(&text).map_err(|error| anyhow!("{file}: {error}"))?;
    let mut segments = Vec::new();
    for (place, segment) in read.into_iter().enumerate() {
        match segment {
            Ok(segment) => segments.push(segment),
            Err(errors) => errors.iter().for_each(|error| say(format!("segment {place} matches nobody: {error}"))),
        }
    }
    let compiled = compile(&segments, Target::Full);
    for (id, error) in &compiled.errors {
        say(format!("segment {id:?} matches nobody: {error}"));
    }
    let facts = facts_of(stdin().lock())?;
    let verdicts = if wasm { built(project, build::WASM, &compiled, &facts)? } else { here(&compiled, &facts) };
    let mut out = stdout().lock();
    for verdicts in verdicts {
        let matches: Vec<&String> =
            compiled.ids.iter().zip(verdicts).filter(|(_, verdict)| *verdict == Verdict::Yes).map(|(id, _)| id).collect();
        writeln!(out, "{}", json!({ "matches": matches }))?;
    }
    Ok(())
}

/// Runs `tests/cases/segments` through the built module, and through the same as JavaScript: both must say what the files say.
///
/// # Errors
/// A case comes out otherwise; file and facts are said.
pub fn cases(project: &Project) -> Result<usize> {
    #[derive(Deserialize)]
    struct File {
        segments: Vec<serde_json::Value>,
        cases: Vec<Case>,
    }
    #[derive(Deserialize)]
    struct Case {
        facts: FactsJson,
        matches: Vec<String>,
    }
    let mut count = 0;
    for entry in fs::read_dir(project.root.join("tests/cases/segments"))? {
        let path = entry?.path();
        let file: File = serde_json::from_str(&fs::read_to_string(&path)?).with_context(|| path.display().to_string())?;
        // What is broken matches nobody.
        let segments: Vec<Segment> = file.segments.iter().filter_map(|json| Segment::read(json).ok()).collect();
        let compiled = compile(&segments, Target::Full);
        let facts: Vec<_> = file.cases.iter().map(|case| case.facts.facts()).collect();
        for engine in [build::WASM, build::ENGINE_SCRIPT] {
            let verdicts = built(project, engine, &compiled, &facts)?;
            if verdicts.len() != file.cases.len() {
                bail!("{}: {engine} answered {} of {} cases", path.display(), verdicts.len(), file.cases.len());
            }
            for (case, verdicts) in file.cases.iter().zip(verdicts) {
                let found: Vec<&String> =
                    compiled.ids.iter().zip(verdicts).filter(|(_, verdict)| *verdict == Verdict::Yes).map(|(id, _)| id).collect();
                if found != case.matches.iter().collect::<Vec<_>>() {
                    let facts = serde_json::to_string(&case.facts)?;
                    bail!("{}: {facts} matches {found:?} in {engine}, not {:?}", path.display(), case.matches);
                }
            }
        }
        count += file.cases.len();
    }
    Ok(count)
}

fn facts_of(lines: impl BufRead) -> Result<Vec<(Facts, Zone)>> {
    let mut all = Vec::new();
    for (number, line) in lines.lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let json: FactsJson = serde_json::from_str(&line).with_context(|| format!("line {}: no facts (schemas/facts.json)", number + 1))?;
        all.push(json.facts());
    }
    Ok(all)
}

fn here(compiled: &Compiled, facts: &[(Facts, Zone)]) -> Vec<Vec<Verdict>> {
    let program = compiled.program();
    facts.iter().map(|(facts, zone)| evaluate(&program, facts, zone, &[])).collect()
}

/// The same through a file that shoppers load, in Node.
fn built(project: &Project, engine: &str, compiled: &Compiled, facts: &[(Facts, Zone)]) -> Result<Vec<Vec<Verdict>>> {
    let tools = Tools::install(project)?;
    build::browser_only(project, &tools)?;
    let program = compiled.program();
    let mut inputs = Vec::new();
    let mut push = |kind: u8, body: &[u8]| -> Result<()> {
        let mut input = vec![kind];
        0_f64.put(&mut input);
        put_bytes(&mut input, body);
        inputs.extend_from_slice(&u32::try_from(input.len())?.to_le_bytes());
        inputs.extend_from_slice(&input);
        Ok(())
    };
    for (facts, zone) in facts {
        // A bundle of the segments alone, then the facts as a browser's state: version, facts, skew, the edge's bits and their version.
        let mut bundle = vec![FORMAT, 0];
        Settings { zone: zone.clone(), ..Settings::default() }.put(&mut bundle);
        put_bytes(&mut bundle, &program.0);
        push(7, &bundle)?;
        let mut state = vec![STATE_VERSION];
        facts.put(&mut state);
        state.extend([0, 0, 0]);
        push(10, &state)?;
    }
    let engine = build::browser_folder(project).join(engine);
    let mut node =
        tools.node().args(["--input-type=module", "-e", RUNNER]).arg(engine).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut pipe = node.stdin.take().context("no pipe")?;
    let writer = std::thread::spawn(move || pipe.write_all(&inputs));
    let done = node.wait_with_output()?;
    writer.join().map_err(|_| anyhow!("the writer panicked"))??;
    if !done.status.success() {
        bail!("the module failed");
    }
    let lines = String::from_utf8(done.stdout)?;
    Ok(lines.lines().map(|line| line.bytes().map(|digit| Verdict::from_bits(digit.wrapping_sub(b'0'))).collect()).collect())
}

#[derive(Deserialize)]
struct Arrived {
    #[serde(default)]
    referrer: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    ua: String,
}

/// For every line `{"referrer", "url", "ua"}` where it came from and on which device.
///
/// # Errors
/// A line cannot be read; its number is said.
pub fn classify(project: &Project) -> Result<()> {
    let text = fs::read_to_string(project.root.join("crates/model/data/sources.json"))?;
    let file: SourcesFile = serde_json::from_str(&text)?;
    let bytes = file.to_bytes().map_err(|error| anyhow!("crates/model/data/sources.json: {error:?}"))?;
    let table = Sources::from_bytes(&bytes).map_err(|error| anyhow!("the table of sources: {error:?}"))?;
    let mut out = stdout().lock();
    for (number, line) in stdin().lock().lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let Arrived { referrer, url, ua } = serde_json::from_str(&line).with_context(|| format!("line {}", number + 1))?;
        writeln!(out, "{}", serde_json::to_string(&classified(&table, &referrer, &url, &ua))?)?;
    }
    Ok(())
}
