//! Completion scripts of shells.

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use crate::failure::Failure;
use crate::{exit, output};

pub(super) fn command() -> Command {
    Command::new("completions")
        .about("Prints a completion script for a shell")
        .long_about(
            "Prints a completion script for a shell.\n\n\
             bash: planhat completions bash > ~/.local/share/bash-completion/completions/planhat\n\
             zsh:  planhat completions zsh > \"${fpath[1]}/_planhat\"\n\
             fish: planhat completions fish > ~/.config/fish/completions/planhat.fish",
        )
        .arg(
            Arg::new("shell")
                .required(true)
                .value_parser(value_parser!(Shell)),
        )
}

pub(super) fn run(matches: &ArgMatches) -> Result<i32, Failure> {
    let Some(shell) = matches.get_one::<Shell>("shell") else {
        return Ok(exit::USAGE);
    };
    let mut tree = crate::tree::tree();
    // Every branch has to be there.
    tree.build();
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut tree, "planhat", &mut script);
    output::write(&String::from_utf8_lossy(&script))?;
    Ok(exit::OK)
}
