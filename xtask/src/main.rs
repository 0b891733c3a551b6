//! The command line over the generator.

mod args;
mod check;
mod diff;
mod explain;
mod findings;
mod generate;
mod infer;
mod list;
mod new;
mod placing;
mod project;
mod specs;
mod watch;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

/// Bad specs.
const BAD_SPECS: u8 = 2;
/// Wrong usage of the command line.
const USAGE: u8 = 64;

/// Writes to standard output. A reader that has seen enough, such as `head`, is no fault.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
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
        Command::Generate(options) if options.watch => watch::run(&options),
        Command::Generate(options) => generate::run(&options),
        Command::New(options) => new::run(&options),
        Command::Infer(options) => infer::run(&options),
        Command::Check(options) => check::run(&options),
        Command::List(options) => list::run(&options),
        Command::Diff(options) => diff::run(&options),
        Command::Explain { code } => explain::run(code.as_deref()),
    }
}
