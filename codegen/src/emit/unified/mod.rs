//! The crate of the unified models, and their pages.

mod api;
mod library;
mod manifest;
mod model;
mod page;
mod pages;
mod readme;
mod said;
mod shapes;
mod types;
mod word_tables;

use super::{rust, text};
use crate::format::Emitted;
use crate::ir::Ir;

const CRATE: &str = "planhat-unified";

/// All files; none where no unified API is specified.
pub(super) fn all(ir: &Ir) -> Vec<Emitted<'_>> {
    if ir.unified.is_empty() {
        return Vec::new();
    }
    let source = |path: &str| format!("{CRATE}/src/{path}");
    let mut files = vec![
        text(&format!("{CRATE}/Cargo.toml"), || manifest::emit(ir)),
        text(&format!("{CRATE}/README.md"), || readme::emit(ir)),
        rust(&source("lib.rs"), || library::emit(ir)),
        rust(&source("specs.rs"), || library::specs(ir)),
        text("reference/unified/README.md", || pages::index(ir)),
    ];
    for (path, content) in &ir.unified_specs {
        files.push(text(&source(&format!("specs/{path}")), || content.clone()));
    }
    for api in &ir.unified {
        let name = &api.mapping.api;
        files.extend([
            text(&source(&format!("mapping/{name}.json")), || {
                api::mapping(api)
            }),
            rust(&source(&format!("{}/mod.rs", api.module)), || {
                api::emit(api)
            }),
            rust(&source(&format!("{}/shapes.rs", api.module)), || {
                shapes::emit(api)
            }),
        ]);
        for one in &api.models {
            let rules = api.rules(one);
            let path = source(&format!("{}/{}.rs", api.module, one.module));
            files.push(rust(&path, || model::emit(ir, api, one)));
            let path = format!("reference/unified/{name}/{}.md", rules.name);
            files.push(text(&path, || page::emit(ir, api, one)));
        }
    }
    files
}
