//! `Cargo.toml` of the crate: a feature for each model, which brings what it stands on along.

use crate::emit::manifest::{HEAD, WORKSPACE};
use crate::ir::{Ir, UnifiedModel};

pub(super) fn emit(ir: &Ir) -> String {
    let models = || ir.unified.iter().flat_map(|api| &api.models);
    let names: Vec<String> = models().map(|one| format!("{:?}", one.feature)).collect();
    let features: Vec<String> = models().map(feature).collect();
    format!(
        "{HEAD}
[package]
name = \"planhat-unified\"
description = \"Planhat by unified models, in both directions.\"
{WORKSPACE}

[features]
default = [
    {}
]
{}

[dependencies]
planhat-client.workspace = true
planhat-unified-runtime.workspace = true
serde.workspace = true
serde_json.workspace = true

[dev-dependencies]
tokio = {{ workspace = true, features = [\"macros\", \"rt-multi-thread\"] }}
",
        names.join(",\n    "),
        features.join("\n"),
    )
}

fn feature(model: &UnifiedModel) -> String {
    let needs = model
        .needs
        .iter()
        .map(|one| format!("\"planhat-client/{one}\""));
    let needs: Vec<String> = needs.collect();
    format!("{} = [{}]", model.feature, needs.join(", "))
}
