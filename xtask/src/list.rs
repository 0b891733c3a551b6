//! `list`: what the specs hold.

use std::process::ExitCode;

use planhat_codegen::listing;

use crate::args::List;
use crate::specs;
use crate::{USAGE, say};

pub fn run(options: &List) -> ExitCode {
    let set = match specs::load(options.specs.as_deref()) {
        Ok(set) => set,
        Err(code) => return code,
    };
    let ir = planhat_codegen::lower(&set);
    let Some(name) = &options.object else {
        say(&listing::resources(&ir));
        return ExitCode::SUCCESS;
    };
    let mut resources = ir.resources.iter();
    match resources.find(|one| one.name == *name || one.plural == *name) {
        Some(resource) => say(&listing::resource(resource)),
        None => {
            eprintln!("there is no resource `{name}`; `cargo xtask list` lists all");
            return ExitCode::from(USAGE);
        }
    }
    ExitCode::SUCCESS
}
