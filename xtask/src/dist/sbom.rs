//! What is shipped, for machines: a bill of materials in CycloneDX 1.5. It has neither a time nor a number of its own, so that the
//! same release has the same one.

use anyhow::Result;
use cargo_metadata::Package;
use serde_json::{Value, json};

/// The bill, as JSON.
pub fn json(packages: &[Package]) -> Result<String> {
    let version = env!("CARGO_PKG_VERSION");
    let kith = json!({
        "type": "application",
        "bom-ref": format!("pkg:cargo/kith@{version}"),
        "name": "kith",
        "version": version,
        "licenses": [{"license": {"id": "MIT"}}],
    });
    let bill = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": kith},
        "components": packages.iter().map(component).collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&bill)? + "\n")
}

fn component(package: &Package) -> Value {
    let purl = format!("pkg:cargo/{}@{}", package.name, package.version);
    let mut component = json!({
        "type": "library",
        "bom-ref": purl,
        "name": package.name,
        "version": package.version,
        "purl": purl,
    });
    if let Some(licence) = &package.license {
        // Older packages write a slash for OR.
        component["licenses"] = json!([{"expression": licence.replace('/', " OR ")}]);
    }
    component
}
