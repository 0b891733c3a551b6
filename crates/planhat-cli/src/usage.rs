//! What is wrong with a command line, in one line, with what was meant.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

use crate::console::{Console, Form};
use crate::failure::Failure;
use crate::{exit, names};

/// The form that a command line asks for, as far as it can be told before it is understood.
pub(crate) fn early_form(arguments: &[OsString]) -> Option<Form> {
    let words: Vec<&str> = arguments.iter().filter_map(|one| one.to_str()).collect();
    let after = words.windows(2).find_map(|pair| match pair {
        ["-o" | "--output", word] => Form::of(word),
        _ => None,
    });
    let inside = |word: &&str| {
        let word = word
            .strip_prefix("--output=")
            .or_else(|| word.strip_prefix("-o"));
        word.and_then(|word| Form::of(word.trim_start_matches('=')))
    };
    after.or_else(|| words.iter().find_map(inside))
}

/// Help that was asked for, or what is wrong.
pub(crate) fn answered(
    tree: &mut Command,
    arguments: &[OsString],
    error: &clap::Error,
    console: &Console,
) -> Result<i32, Failure> {
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let text = error.render();
            let text = match console.styled() {
                true => text.ansi().to_string(),
                false => text.to_string(),
            };
            console.write(text)?;
            Ok(exit::OK)
        }
        _ => Err(failure(tree, arguments, error)),
    }
}

/// The command that the words lead to, and those words.
fn called<'t>(tree: &'t mut Command, arguments: &[OsString]) -> (&'t Command, Vec<String>) {
    tree.build();
    let mut command: &Command = tree;
    let mut path = Vec::new();
    for word in arguments.iter().skip(1).filter_map(|one| one.to_str()) {
        if let Some(next) = command.find_subcommand(word) {
            path.push(next.get_name().to_owned());
            command = next;
        }
    }
    (command, path)
}

fn failure(tree: &mut Command, arguments: &[OsString], error: &clap::Error) -> Failure {
    let (command, path) = called(tree, arguments);
    let path = path.join(" ");
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let given = text(ContextKind::InvalidArg).unwrap_or_default();
    let help = match path.is_empty() {
        true => "`planhat help` shows what there is".to_owned(),
        false => format!("`planhat {path} --help` shows what it takes"),
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => no_command(
            command,
            &path,
            &text(ContextKind::InvalidSubcommand).unwrap_or_default(),
        ),
        ErrorKind::UnknownArgument if given.starts_with('-') => {
            no_flag(command, &path, &given, help)
        }
        ErrorKind::UnknownArgument if command.has_subcommands() => {
            no_command(command, &path, &given)
        }
        ErrorKind::UnknownArgument => {
            let failure = Failure::usage(format!("`planhat {path}` takes no `{given}`"));
            match given.as_str() {
                "true" | "false" => failure.hint(format!(
                    "yes and no stand behind an equals sign, as in --flag={given}"
                )),
                _ => failure.hint(help),
            }
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = text(ContextKind::InvalidValue).unwrap_or_default();
            let flag = given.split(' ').next().unwrap_or_default().to_owned();
            no_value(command, &flag, &value, error, help)
        }
        ErrorKind::MissingSubcommand => {
            Failure::usage(format!("`planhat {path}` needs another word")).hint(help)
        }
        ErrorKind::MissingRequiredArgument => {
            Failure::usage(format!("{} is missing", given.replace(['<', '>'], ""))).hint(help)
        }
        ErrorKind::ArgumentConflict => {
            let other = text(ContextKind::PriorArg).unwrap_or_default();
            Failure::usage(match other.is_empty() || given.starts_with(&other) {
                true => format!("`{given}` is given twice"),
                false => format!("`{given}` does not go with `{other}`"),
            })
            .hint(help)
        }
        _ => {
            let rendered = error.to_string();
            let first = rendered.lines().next().unwrap_or_default();
            Failure::usage(first.trim_start_matches("error: ")).hint(help)
        }
    }
}

fn no_command(command: &Command, path: &str, word: &str) -> Failure {
    let known = command.get_subcommands();
    let known: Vec<&str> = known
        .flat_map(Command::get_name_and_visible_aliases)
        .collect();
    let near = names::nearest(word, known.iter().copied()).or_else(|| {
        let all = command.get_subcommands();
        let hidden: Vec<&str> = all.flat_map(Command::get_all_aliases).collect();
        names::nearest(word, hidden)
    });
    let message = match path.is_empty() {
        true => format!("there is no object or command `{word}`"),
        false => format!("{path} has no operation `{word}`"),
    };
    Failure::usage(message).hint(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if path.is_empty() => "`planhat help` shows what there is".to_owned(),
        None => format!("it has {}", known.join(", ")),
    })
}

fn no_flag(command: &Command, path: &str, given: &str, help: String) -> Failure {
    let name = given
        .trim_start_matches('-')
        .split('=')
        .next()
        .unwrap_or_default();
    if ["token", "secret", "password", "key"]
        .iter()
        .any(|word| name.ends_with(word))
    {
        return no_secret(&format!("--{name}"));
    }
    let flags: Vec<String> = command
        .get_arguments()
        .flat_map(|arg| arg.get_long_and_visible_aliases().unwrap_or_default())
        .map(str::to_owned)
        .collect();
    let message = match path.is_empty() {
        true => format!("there is no flag `--{name}`"),
        false => format!("`planhat {path}` has no flag `--{name}`"),
    };
    let near = names::nearest(&names::kebab(name), flags);
    Failure::usage(message).hint(match near {
        Some(near) => format!("did you mean `--{near}`?"),
        None => help,
    })
}

/// Why a secret is not taken from the command line; it is not repeated.
pub(crate) fn no_secret(name: &str) -> Failure {
    Failure::usage(format!(
        "{name}: a token is not taken from the command line, where others on the machine can see it \
         and the shell keeps it"
    ))
    .hint("`planhat login` asks for it, or reads it from standard input; if it was a real one, change it")
}

fn no_value(
    command: &Command,
    flag: &str,
    value: &str,
    error: &clap::Error,
    help: String,
) -> Failure {
    let known = match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(known)) => known.clone(),
        _ => Vec::new(),
    };
    if value.is_empty() && known.is_empty() {
        return Failure::usage(format!("{flag} needs a value")).hint(help);
    }
    let message = format!("{flag} does not take `{value}`");
    let number = command.get_arguments().find(|arg| is(arg, flag));
    let hint = match names::nearest(value, &known) {
        Some(near) => format!("did you mean `{near}`?"),
        None if !known.is_empty() => format!("it takes {}", known.join(", ")),
        None => match std::error::Error::source(error) {
            Some(cause) if number.is_some() => cause.to_string(),
            _ => help,
        },
    };
    Failure::usage(message).hint(hint)
}

fn is(arg: &Arg, flag: &str) -> bool {
    arg.get_long()
        .is_some_and(|long| flag == format!("--{long}"))
}
