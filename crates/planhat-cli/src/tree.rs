//! The tree of commands, made from the tables. A branch grows when it is stepped on, so that a
//! command starts fast however many objects there are.

use clap::{Arg, ArgAction, Command};
use planhat_client::api::API;
use planhat_core::table::{Operation, Resource};

use crate::console::Form;
use crate::{commands, flags, help, names};

/// What the program is, in a sentence.
pub const ABOUT: &str = "Planhat on the command line: every object, bulk files, and a Planhat of your own to try things with.";

/// The whole command line; help is laid out in so many columns.
pub fn tree(width: usize) -> Command {
    let objects = API.resources.iter().map(|resource| object(resource));
    Command::new("planhat")
        .about(ABOUT)
        .version(env!("CARGO_PKG_VERSION"))
        .override_help(help::overview(width))
        .term_width(width)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .args(global())
        .subcommands(objects)
        .subcommands(commands::all())
}

/// The whole command line with every branch grown, for completions.
pub fn grown(width: usize) -> Command {
    let mut tree = tree(width);
    tree.build();
    tree
}

/// Flags of every command.
pub fn global() -> Vec<Arg> {
    let args = [
        Arg::new("profile")
            .long("profile")
            .value_name("NAME")
            .help("Profile with the credentials [env: PLANHAT_PROFILE]"),
        Arg::new("output")
            .long("output")
            .short('o')
            .value_name("FORM")
            .value_parser(Form::WORDS)
            .help("Form of what is shown: a table on a terminal, else JSON or NDJSON"),
        Arg::new("timeout")
            .long("timeout")
            .value_name("SECONDS")
            .value_parser(clap::value_parser!(u64).range(1..=86_400))
            .help("Time for one attempt of a call [default: 60]"),
        Arg::new("retries")
            .long("retries")
            .value_name("TIMES")
            .value_parser(clap::value_parser!(u32).range(0..=100))
            .help("How often a call that may be repeated is [default: 4]"),
        Arg::new("verbose")
            .long("verbose")
            .short('v')
            .action(ArgAction::SetTrue)
            .help("All that is known of an error"),
        Arg::new("quiet")
            .long("quiet")
            .short('q')
            .action(ArgAction::SetTrue)
            .help("No progress and no remarks on standard error"),
    ];
    let args = args.into_iter();
    args.map(|arg| {
        arg.global(true)
            .help_heading("Everywhere")
            .display_order(1000)
    })
    .collect()
}

/// The command of an object; its operations grow when it is called.
fn object(resource: &'static Resource) -> Command {
    Command::new(names::command(resource))
        .about(resource.summary)
        .aliases(names::aliases(resource))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading("Operations")
        .subcommand_value_name("OPERATION")
        .defer(grow)
}

fn grow(command: Command) -> Command {
    let Some(resource) = names::resource(command.get_name()) else {
        return command;
    };
    let mut notes: Vec<String> = resource.note.into_iter().map(str::to_owned).collect();
    notes.push(format!(
        "Other names: {}",
        names::aliases(resource).join(", ")
    ));
    command
        .after_help(notes.join("\n\n"))
        .subcommands(resource.operations.iter().map(|one| operation(one)))
}

/// The command of an operation, with a flag for each parameter and each field that it writes.
fn operation(operation: &'static Operation) -> Command {
    Command::new(names::operation(operation))
        .about(help::marked(operation.doc, operation.unverified))
        .after_help(help::of_operation(operation))
        .args(flags::of(operation))
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_flag_is_there_twice() {
        super::grown(80).debug_assert();
    }
}
