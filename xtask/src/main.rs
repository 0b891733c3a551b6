//! The command line over the generator.

mod args;
mod explain;
mod generate;
mod infer;
mod new;
mod specs;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

/// Wrong usage of the command line.
const USAGE: u8 = 64;

/// Writes to standard output. A reader that has seen enough, such as `head`, is no fault.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// A folder of the project that this binary was built in, as people know it.
fn project(folder: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."));
    let full = root.join(folder);
    let here = std::env::current_dir().ok();
    here.and_then(|here| full.strip_prefix(here).ok().map(Path::to_owned))
        .unwrap_or(full)
}

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let code = if error.use_stderr() {
                ExitCode::from(USAGE)
            } else {
                ExitCode::SUCCESS
            };
            let _ = error.print();
            return code;
        }
    };
    match args.command {
        Command::Generate(options) => generate::run(&options),
        Command::New(options) => new::run(&options),
        Command::Infer(options) => infer::run(&options),
        Command::Explain { code } => explain::run(code.as_deref()),
    }
}
