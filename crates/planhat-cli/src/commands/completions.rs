//! Completion scripts of shells.

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use super::Context;
use crate::failure::Failure;
use crate::{exit, tree};

pub(super) fn command() -> Command {
    Command::new("completions")
        .about("Prints a completion script for a shell")
        .after_help(
            "bash:  planhat completions bash > ~/.local/share/bash-completion/completions/planhat\n\
             zsh:   planhat completions zsh > \"${fpath[1]}/_planhat\"\n\
             fish:  planhat completions fish > ~/.config/fish/completions/planhat.fish",
        )
        .arg(
            Arg::new("shell")
                .required(true)
                .value_name("SHELL")
                .value_parser(value_parser!(Shell)),
        )
}

pub(super) fn run(matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    let Some(shell) = matches.get_one::<Shell>("shell") else {
        return Err(Failure::usage("no shell was given"));
    };
    let mut tree = tree::grown(context.console.help_width());
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut tree, "planhat", &mut script);
    context.console.write(script)?;
    Ok(exit::OK)
}
