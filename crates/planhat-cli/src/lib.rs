//! The command line over Planhat, as a library: the binary is a thin shell over it.
//!
//! Commands, flags and columns come from the tables of `planhat_client::api::API`: an object that is
//! added to the specs has its commands here too. What the exit codes mean stands in [`exit`].

pub mod body;
pub mod commands;
pub mod console;
pub mod exit;
pub mod failure;
mod flags;
mod help;
mod hidden;
mod interrupt;
pub mod names;
pub mod output;
pub mod profile;
pub mod record;
pub mod rows;
pub mod transfer;
pub mod tree;
mod usage;

use std::ffi::OsString;

use clap::ArgMatches;

use commands::Context;
use console::{Console, Form};
use failure::Failure;

/// Runs a command line, its first word being the name of the program, and gives the exit code.
///
/// ```
/// use planhat_cli::console::Console;
/// let (console, captured) = Console::captured("", []);
/// let code = planhat_cli::run(["planhat", "help", "exit-codes"], console);
/// assert_eq!(code, planhat_cli::exit::OK);
/// assert!(captured.out().contains("77"));
/// ```
pub fn run<I>(arguments: I, mut console: Console) -> i32
where
    I: IntoIterator,
    I::Item: Into<OsString>,
{
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let arguments = match help::rewritten(&arguments) {
        help::Asked::Text(text) => {
            return ended(&console, console.write(text).map(|()| exit::OK));
        }
        help::Asked::Command(arguments) => arguments,
    };
    console.form = usage::early_form(&arguments);
    let mut tree = tree::tree(console.help_width());
    let matches = match tree.try_get_matches_from_mut(&arguments) {
        Ok(matches) => matches,
        Err(error) => {
            let answered = usage::answered(&mut tree, &arguments, &error, &console);
            return ended(&console, answered);
        }
    };
    settle(&mut console, &matches);
    let context = Context {
        profile: matches.get_one::<String>("profile").cloned(),
        timeout: matches.get_one::<u64>("timeout").copied(),
        retries: matches.get_one::<u32>("retries").copied(),
        console,
    };
    let ran = command(&matches, &context);
    ended(&context.console, ran)
}

/// Takes over what the global flags say of input and output.
fn settle(console: &mut Console, matches: &ArgMatches) {
    let word = matches.get_one::<String>("output");
    console.form = word.and_then(|word| Form::of(word));
    console.quiet = matches.get_flag("quiet");
    console.verbose = matches.get_flag("verbose");
}

fn command(matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(Failure::usage("no command was given").hint("`planhat help` shows them"));
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| Failure::output("the runtime", &error))?;
    let ran = runtime.block_on(commands::run(name, matches, context));
    // A call that was given up is not waited for.
    runtime.shutdown_background();
    ran
}

/// Tells a failure, and gives the exit code.
fn ended(console: &Console, ran: Result<i32, Failure>) -> i32 {
    match ran {
        Ok(code) => code,
        Err(failure) if failure.is_closed_pipe() => exit::OK,
        Err(failure) => {
            console.tell(&failure);
            failure.code
        }
    }
}
