//! Compiles the table of known places (crates/model/data/sources.json) to the bytes that the edge reads, and the API's description
//! (schemas/) to the form in which it is served.

mod describe;

use std::path::Path;

use model::source::SourcesFile;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::env::var("OUT_DIR")?;
    let source = "../crates/model/data/sources.json";
    println!("cargo::rerun-if-changed={source}");
    let file: SourcesFile = serde_json::from_str(&std::fs::read_to_string(source)?)?;
    let bytes = file.to_bytes().map_err(|error| format!("{source}: {error:?}"))?;
    std::fs::write(Path::new(&out).join("sources.bin"), bytes)?;
    let schemas = Path::new("../schemas");
    let described = describe::read(schemas)?;
    println!("cargo::rerun-if-changed={}", schemas.display());
    std::fs::write(Path::new(&out).join("operations.json"), described.operations.to_string())?;
    std::fs::write(Path::new(&out).join("components.json"), described.components.to_string())?;
    Ok(())
}
