//! `new`: a starting spec.

use std::process::ExitCode;

use planhat_spec::scaffold::{Name, scaffold};

use crate::args::New;
use crate::specs::{self, refused};

pub fn run(options: &New) -> ExitCode {
    let folder = specs::folder(options.specs.as_deref());
    let name = Name::of(&options.object);
    specs::adapted(&name, &options.object);
    if let Some(exists) = specs::in_the_way(&folder, &name, options.force) {
        return exists;
    }
    let sources = match planhat_spec::read_folder(&folder) {
        Ok(sources) => sources,
        Err(faults) => return refused(&faults),
    };
    match scaffold(&options.object, &sources) {
        Ok(spec) => specs::write(&folder, &spec.name, &spec.text, options.force, NEXT),
        Err(faults) => refused(&faults),
    }
}

/// What a person does with a starting spec.
const NEXT: &str = "fill in what it asks for";
