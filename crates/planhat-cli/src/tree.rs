//! The tree of commands, made from the tables. A branch grows when it is stepped on, so that a
//! command starts fast however many objects there are.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, ValueHint};
use planhat_client::api::API;
use planhat_core::table::{Body, Field, Kind, Operation, OperationKind, Resource};

use crate::{exit, names};

/// The whole command line.
pub fn tree() -> Command {
    let objects = API.resources.iter().map(|resource| object(resource));
    Command::new("planhat")
        .about("Every object of Planhat, bulk files, and a Planhat of your own to try things with.")
        .long_about(format!(
            "Every object of Planhat, bulk files, and a Planhat of your own to try things with.\n\n\
             Objects:\n{}",
            overview()
        ))
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .infer_long_args(true)
        .args(global())
        .after_help(format!(
            "Exit codes:\n{}\n\nCredentials come from PLANHAT_API_TOKEN and its like, or from a \
             profile (`planhat login`).",
            exit::TABLE
        ))
        .subcommands(objects)
        .subcommands(crate::commands::all())
}

/// Objects by tag, for people.
fn overview() -> String {
    let mut text = String::new();
    for tag in API.tags {
        let mine = API
            .resources
            .iter()
            .filter(|one| one.tags.contains(&tag.name));
        let mine: Vec<String> = mine.map(|one| names::command(one)).collect();
        if !mine.is_empty() {
            text.push_str(&format!("  {:<12} {}\n", tag.name, mine.join(", ")));
        }
    }
    text
}

fn global() -> Vec<Arg> {
    vec![
        Arg::new("profile")
            .long("profile")
            .global(true)
            .value_name("NAME")
            .env("PLANHAT_PROFILE")
            .help("Profile to take credentials from, unless the environment has them")
            .help_heading("Global"),
        Arg::new("output")
            .long("output")
            .short('o')
            .global(true)
            .value_parser(["table", "json", "ndjson", "csv"])
            .help("Form of what is shown; a table on a terminal, else JSON or NDJSON")
            .help_heading("Global"),
        Arg::new("verbose")
            .long("verbose")
            .short('v')
            .global(true)
            .action(ArgAction::SetTrue)
            .help("Tell all that is known of an error")
            .help_heading("Global"),
        Arg::new("quiet")
            .long("quiet")
            .short('q')
            .global(true)
            .action(ArgAction::SetTrue)
            .help("No progress and no summaries on standard error")
            .help_heading("Global"),
        Arg::new("timeout")
            .long("timeout")
            .global(true)
            .value_name("SECONDS")
            .value_parser(clap::value_parser!(u64).range(1..=3600))
            .help("Time for one attempt of a call [default: 60]")
            .help_heading("Global"),
    ]
}

/// The command of an object; its operations grow when it is called.
fn object(resource: &'static Resource) -> Command {
    Command::new(names::command(resource))
        .about(resource.summary)
        .aliases(names::aliases(resource))
        .hide(true)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .defer(grow)
}

fn grow(command: Command) -> Command {
    let Some(resource) = names::resource(command.get_name()) else {
        return command;
    };
    let operations = resource.operations.iter().map(|one| operation(one));
    let notes = resource
        .note
        .map(|note| format!("\n\n{note}"))
        .unwrap_or_default();
    command
        .long_about(format!("{}{notes}", resource.summary))
        .subcommands(operations)
}

/// The command of an operation, with a flag for each parameter and each field that it writes.
fn operation(operation: &'static Operation) -> Command {
    let mut about = operation.doc.to_owned();
    if operation.unverified {
        about.push_str(" (unverified)");
    }
    let mut long = about.clone();
    if let Some(note) = operation.note {
        long.push_str(&format!("\n\n{note}"));
    }
    if let Some(instead) = operation.deprecated {
        long.push_str(&format!("\n\nDeprecated: {instead}"));
    }
    let required = requirements(operation);
    if !required.is_empty() {
        long.push_str(&format!("\n\nNeeds {required}."));
    }
    let mut command = Command::new(names::operation(operation))
        .about(about)
        .long_about(long)
        .infer_long_args(true)
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help("Show the request instead of sending it"),
        );
    for name in placeholders(operation) {
        command = command.arg(
            Arg::new(format!("path:{name}"))
                .value_name(name.to_uppercase())
                .required(true)
                .help(id_help(operation, name)),
        );
    }
    command = command.args(queries(operation));
    command = match operation.kind {
        OperationKind::List if operation.parameter("offset").is_some() => command.arg(
            Arg::new("all")
                .long("all")
                .action(ArgAction::SetTrue)
                .help("Every page, one after the other; --limit is then the size of a page"),
        ),
        OperationKind::Delete => command.arg(
            Arg::new("yes")
                .long("yes")
                .short('y')
                .action(ArgAction::SetTrue)
                .help("Do not ask"),
        ),
        _ => command,
    };
    command.args(bodies(operation))
}

/// What a call needs, in words.
fn requirements(operation: &Operation) -> String {
    let rules = operation
        .required
        .iter()
        .filter(|rule| rule.when.is_empty());
    let rules = rules.map(|rule| {
        let flags: Vec<String> = rule
            .one_of
            .iter()
            .map(|name| format!("--{}", names::kebab(name)))
            .collect();
        flags.join(" or ")
    });
    rules.collect::<Vec<_>>().join(", ")
}

/// Placeholders of a path that a caller fills.
pub fn placeholders(operation: &Operation) -> Vec<&'static str> {
    let parts = operation.path.split('{').skip(1);
    let names = parts
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name);
    names
        .filter(|name| !API.secrets.iter().any(|secret| secret.name == *name))
        .collect()
}

fn id_help(operation: &Operation, name: &str) -> String {
    if name != "id" {
        return format!("Value of {name}");
    }
    let prefixed = API
        .keys
        .iter()
        .filter(|key| operation.ids.contains(&key.name));
    let prefixed: Vec<String> = prefixed
        .filter_map(|key| key.prefix.map(|prefix| format!("{prefix}<{}>", key.name)))
        .collect();
    match prefixed.is_empty() {
        true => "Planhat's _id".to_owned(),
        false => format!("Planhat's _id, or {}", prefixed.join(" or ")),
    }
}

fn queries(operation: &'static Operation) -> Vec<Arg> {
    let fixed = |field: &&Field| operation.fixed.iter().any(|(name, _)| *name == field.name);
    let fields = operation.query.iter().filter(|field| !fixed(field));
    fields
        .map(|field| {
            let mut arg = value_arg(&format!("query:{}", field.name), field);
            if let Some(default) = field.default {
                arg = arg.help(format!("{} [default: {default}{}]", field.doc, cap(field)));
            }
            arg.help_heading("Parameters")
        })
        .collect()
}

fn cap(field: &Field) -> String {
    field
        .max
        .map(|max| format!(", at most {max}"))
        .unwrap_or_default()
}

/// Flags of the body.
fn bodies(operation: &'static Operation) -> Vec<Arg> {
    match operation.body {
        Body::None => Vec::new(),
        Body::One => {
            let mut args: Vec<Arg> = crate::body::writable(operation)
                .map(|field| {
                    value_arg(&format!("body:{}", field.name), field).help_heading("Fields")
                })
                .collect();
            args.extend(body_extras(operation));
            args
        }
        Body::Many | Body::OneOrMany => vec![
            from("FILE of rows, NDJSON or a JSON array; - is standard input"),
            Arg::new("chunk")
                .long("chunk")
                .value_name("ROWS")
                .value_parser(clap::value_parser!(u64).range(1..))
                .help("Rows a request, at most what the API takes"),
            Arg::new("no-custom-check")
                .long("no-custom-check")
                .action(ArgAction::SetTrue)
                .help("Do not hold custom fields against the tenant's definitions"),
        ],
        Body::Csv => vec![from("CSV FILE; - is standard input")],
    }
}

fn from(help: &'static str) -> Arg {
    Arg::new("from")
        .long("from")
        .required(true)
        .value_name("FILE")
        .value_hint(ValueHint::FilePath)
        .help(help)
}

fn body_extras(operation: &Operation) -> Vec<Arg> {
    let custom = operation
        .body_fields
        .iter()
        .any(|field| matches!(field.kind, Kind::Custom));
    let mut args = vec![
        Arg::new("set")
            .long("set")
            .value_name("NAME=JSON")
            .action(ArgAction::Append)
            .help("A field by its name on the wire, known here or not")
            .help_heading("Body"),
        Arg::new("clear")
            .long("clear")
            .value_name("NAME")
            .action(ArgAction::Append)
            .help("Sends null for a field, which clears it")
            .help_heading("Body"),
        Arg::new("body")
            .long("body")
            .value_name("JSON|@FILE|-")
            .help("An object to begin with; flags go over it")
            .help_heading("Body"),
    ];
    if custom {
        args.push(
            Arg::new("custom")
                .long("custom")
                .value_name("KEY=VALUE")
                .action(ArgAction::Append)
                .help("A field of the tenant's own; the value is JSON, or else text")
                .help_heading("Body"),
        );
        args.push(
            Arg::new("no-custom-check")
                .long("no-custom-check")
                .action(ArgAction::SetTrue)
                .help("Do not hold custom fields against the tenant's definitions")
                .help_heading("Body"),
        );
    }
    args
}

/// A flag for a value of a type.
fn value_arg(id: &str, field: &'static Field) -> Arg {
    let flag = names::flag(field);
    let mut help = field.doc.to_owned();
    if field.unverified {
        help.push_str(" (unverified)");
    }
    let mut arg = Arg::new(id.to_owned())
        .long(flag.clone())
        .value_name(word(&field.kind))
        .allow_hyphen_values(matches!(
            field.kind,
            Kind::Integer | Kind::Number | Kind::String | Kind::Day
        ))
        .help(help);
    if field.name != flag && !field.name.starts_with('_') {
        arg = arg.alias(field.name);
    }
    if matches!(field.kind, Kind::List(_)) {
        arg = arg.action(ArgAction::Append);
    }
    if let (Kind::Enum, false) = (&field.kind, field.open) {
        let values = field.values.iter().map(|(value, _)| *value);
        arg = arg.value_parser(PossibleValuesParser::new(values));
    } else if matches!(field.kind, Kind::Boolean) {
        arg = arg
            .value_parser(["true", "false"])
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true");
    }
    if field.deprecated.is_some() {
        arg = arg.hide_short_help(true);
    }
    arg
}

/// The type of a value, for help.
fn word(kind: &Kind) -> &'static str {
    match kind {
        Kind::Integer | Kind::Number => "NUMBER",
        Kind::Boolean => "true|false",
        Kind::Id | Kind::Ref(_) => "ID",
        Kind::Date | Kind::Day => "YYYY-MM-DD",
        Kind::DateTime => "DATE-TIME",
        Kind::List(Kind::Object(_) | Kind::Json) => "JSON",
        Kind::List(_) => "A,B",
        Kind::Map(_) | Kind::Object(_) | Kind::Custom | Kind::Json => "JSON",
        Kind::String | Kind::Enum => "TEXT",
    }
}
