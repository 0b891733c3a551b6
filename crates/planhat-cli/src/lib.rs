//! The command line over Planhat, as a library: the binary is a thin shell over it.

pub mod body;
pub mod commands;
pub mod console;
pub mod exit;
pub mod failure;
pub mod names;
pub mod output;
pub mod profile;
pub mod transfer;
pub mod tree;

use std::ffi::OsString;
use std::io::Write;

use clap::error::ErrorKind;

use commands::Context;
use console::{Console, Form};
use failure::Failure;

/// Runs a command line, its first word being the name of the program, and gives the exit code.
///
/// ```no_run
/// let code = planhat_cli::run(["planhat", "companies", "list", "--limit", "5"]);
/// assert_eq!(code, planhat_cli::exit::OK);
/// ```
pub fn run<I>(arguments: I) -> i32
where
    I: IntoIterator,
    I::Item: Into<OsString> + Clone,
{
    let matches = match tree::tree().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return refused(&error),
    };
    let mut console = Console::of_process();
    console.form = form(matches.get_one::<String>("output").map(String::as_str));
    console.quiet = matches.get_flag("quiet");
    console.verbose = matches.get_flag("verbose");
    let context = Context {
        console,
        profile: matches.get_one::<String>("profile").cloned(),
        timeout: matches.get_one::<u64>("timeout").copied(),
    };
    let Some((name, matches)) = matches.subcommand() else {
        return exit::USAGE;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let ran = match runtime {
        Ok(runtime) => runtime.block_on(interruptible(commands::run(name, matches, &context))),
        Err(error) => Err(Failure::new(exit::FAILED, format!("no threads: {error}"))),
    };
    ran.unwrap_or_else(|failure| told(&failure, &console))
}

/// A command, or what comes of Ctrl-C. The sandbox sees to its own end.
async fn interruptible(
    command: impl Future<Output = Result<i32, Failure>>,
) -> Result<i32, Failure> {
    command.await
}

fn form(word: Option<&str>) -> Option<Form> {
    match word? {
        "table" => Some(Form::Table),
        "json" => Some(Form::Json),
        "csv" => Some(Form::Csv),
        _ => Some(Form::Ndjson),
    }
}

/// A command line that clap refused, or a help that was asked for.
fn refused(error: &clap::Error) -> i32 {
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => exit::OK,
        _ => exit::USAGE,
    }
}

fn told(failure: &Failure, console: &Console) -> i32 {
    if output::is_gone(failure) {
        return exit::OK;
    }
    let text = match console.form {
        Some(Form::Json | Form::Ndjson) => format!("{}\n", failure.json()),
        _ => failure.told(console.verbose),
    };
    // There is no other place to tell it.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
    failure.code
}
