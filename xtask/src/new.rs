//! `new`: a starting spec.

use std::process::ExitCode;

use planhat_spec::scaffold::{Name, scaffold};

use crate::args::New;
use crate::placing::{self, refused};
use crate::project;

pub fn run(options: &New) -> ExitCode {
    let folder = project::folder(options.specs.as_deref(), "specs");
    let name = Name::of(&options.object);
    placing::adapted(&name, &options.object);
    if let Some(exists) = placing::in_the_way(&folder, &name, options.force) {
        return exists;
    }
    let sources = match planhat_spec::read_folder(&folder) {
        Ok(sources) => sources,
        Err(faults) => return refused(&faults),
    };
    match scaffold(&options.object, &sources) {
        Ok(spec) => placing::write(&folder, &spec.name, &spec.text, options.force, NEXT),
        Err(faults) => refused(&faults),
    }
}

/// What a person does with a starting spec.
const NEXT: &str = "fill in what it asks for";
