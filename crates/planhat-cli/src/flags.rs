//! The flags of an operation: its parameters, and the fields that it writes.

use std::collections::BTreeSet;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, ArgAction, Command, ValueHint};
use planhat_client::api::API;
use planhat_core::Fields;
use planhat_core::table::{Access, Body, Field, Kind, Operation, OperationKind};

use crate::{help, names, tree};

/// All flags of an operation.
pub(crate) fn of(operation: &'static Operation) -> Vec<Arg> {
    let mut args: Vec<Arg> = placeholders(operation)
        .into_iter()
        .map(|name| {
            Arg::new(format!("path:{name}"))
                .value_name(name.to_uppercase())
                .required(true)
                .help(help::of_placeholder(operation, name))
        })
        .collect();
    let mut own = vec![dry_run()];
    own.extend(of_kind(operation));
    let bodies = of_body(operation);
    let mut taken: BTreeSet<String> = ["help".to_owned(), "version".to_owned()].into();
    let named = tree::global();
    let named = named.iter().chain(&own).chain(&bodies);
    taken.extend(named.filter_map(Arg::get_long).map(str::to_owned));
    for field in parameters(operation) {
        args.push(value(field, "query", &mut taken).help_heading("Parameters"));
    }
    for field in writable(operation) {
        args.push(value(field, "body", &mut taken).help_heading("Fields"));
    }
    args.extend(bodies.into_iter().map(|arg| arg.help_heading("Body")));
    args.extend(own);
    args
}

/// `--dry-run`, with or without a form.
pub(crate) fn dry_run() -> Arg {
    Arg::new("dry-run")
        .long("dry-run")
        .value_name("FORM")
        .num_args(0..=1)
        .require_equals(true)
        .default_missing_value("http")
        .value_parser(["http", "curl"])
        .hide_possible_values(true)
        .help("Show the request instead of sending it; --dry-run=curl shows it for curl")
}

/// Parameters that a caller may give.
pub(crate) fn parameters(operation: &'static Operation) -> impl Iterator<Item = &'static Field> {
    operation
        .query
        .iter()
        .filter(|field| !is_fixed(operation, field))
}

/// Fields that an operation writes and that have a flag.
pub(crate) fn writable(operation: &'static Operation) -> impl Iterator<Item = &'static Field> {
    let none = matches!(operation.body, Body::None | Body::Csv);
    let is_key = move |field: &Field| {
        operation.kind == OperationKind::BulkUpsert && operation.resource.keys.contains(&field.name)
    };
    operation.body_fields.iter().filter(move |field| {
        !none
            && (field.access != Access::Read || is_key(field))
            && field.in_operation(operation.name)
            && !matches!(field.kind, Kind::Custom)
            && !is_fixed(operation, field)
    })
}

/// The field that holds the tenant's own fields, if the operation writes it.
pub(crate) fn custom(operation: &'static Operation) -> Option<&'static Field> {
    let mut fields = operation.body_fields.iter();
    fields.find(|field| matches!(field.kind, Kind::Custom) && field.in_operation(operation.name))
}

/// Whether a row has fields of the tenant's own, nested or dotted.
pub(crate) fn has_custom(operation: &'static Operation, row: &Fields) -> bool {
    custom(operation).is_some_and(|own| {
        let mut names = row.map().keys();
        names.any(|name| name.split('.').next() == Some(own.name))
    })
}

fn is_fixed(operation: &Operation, field: &Field) -> bool {
    operation.fixed.iter().any(|(name, _)| *name == field.name)
}

/// Placeholders of a path that a caller fills.
pub(crate) fn placeholders(operation: &Operation) -> Vec<&'static str> {
    let parts = operation.path.split('{').skip(1);
    let names = parts.filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
    let secret = |name: &str| API.secrets.iter().any(|secret| secret.name == name);
    names.filter(|name| !secret(name)).collect()
}

/// Flags that a kind of operation brings along.
fn of_kind(operation: &'static Operation) -> Vec<Arg> {
    let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
    match operation.kind {
        OperationKind::List => vec![
            flag("all").help("Every page, one after the other; --limit is then the rows of a page"),
        ],
        OperationKind::Delete => vec![flag("yes").short('y').help("Do not ask")],
        OperationKind::BulkUpsert => {
            let chunk = Arg::new("chunk")
                .long("chunk")
                .value_name("ROWS")
                .value_parser(clap::value_parser!(u64).range(1..))
                .help(format!(
                    "Rows of one request [default: {}]",
                    API.limits.bulk_rows
                ));
            vec![chunk]
        }
        _ => Vec::new(),
    }
}

/// Flags for a body as a whole, and for what has no flag of its own.
fn of_body(operation: &'static Operation) -> Vec<Arg> {
    let from = |help: &'static str| {
        Arg::new("from")
            .long("from")
            .value_name("FILE")
            .value_hint(ValueHint::FilePath)
            .help(help)
    };
    let many = from("Rows: NDJSON or a JSON array; - is standard input");
    match operation.body {
        Body::None => Vec::new(),
        Body::Csv => vec![from("CSV text; - is standard input")],
        Body::One => of_object(operation),
        Body::Many | Body::OneOrMany => {
            let mut args = vec![many];
            args.extend(of_object(operation));
            args
        }
    }
}

fn of_object(operation: &'static Operation) -> Vec<Arg> {
    let repeated = |name: &'static str, value: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name(value)
            .action(ArgAction::Append)
    };
    let mut args = Vec::new();
    if custom(operation).is_some() {
        args.push(
            repeated("custom", "KEY=VALUE")
                .help("A field of the tenant's own: JSON, or else text; repeatable"),
        );
    }
    if custom(operation).is_some() {
        args.push(
            Arg::new("no-custom-check")
                .long("no-custom-check")
                .action(ArgAction::SetTrue)
                .help("Do not hold custom fields against the tenant's definitions"),
        );
    }
    args.extend([
        repeated("set", "NAME=JSON").help("Any field by its name in the API; repeatable"),
        repeated("clear", "NAME").help("Sends null for a field, which clears it; repeatable"),
        Arg::new("body")
            .long("body")
            .value_name("FILE|-|JSON")
            .value_hint(ValueHint::FilePath)
            .allow_hyphen_values(true)
            .help("An object to begin with; flags go over it"),
    ]);
    args
}

/// A flag for a value of a type. Its name is one that nothing else has.
fn value(field: &'static Field, place: &str, taken: &mut BTreeSet<String>) -> Arg {
    let plain = names::kebab(field.name);
    let flag = match taken.insert(plain.clone()) {
        true => plain,
        false => format!("{place}-{plain}"),
    };
    taken.insert(flag.clone());
    let mut arg = Arg::new(format!("{place}:{}", field.name))
        .value_name(word(&field.kind))
        .value_parser(Known(field))
        .help(help::of_field(field));
    if taken.insert(field.name.to_owned()) {
        arg = arg.alias(field.name);
    }
    let number = matches!(field.kind, Kind::Integer | Kind::Number | Kind::Day);
    arg = match field.kind {
        Kind::List(_) => arg.action(ArgAction::Append),
        Kind::Boolean => arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
        // Of a list's order a minus is a part: what looks like a flag is refused later.
        _ => arg
            .allow_hyphen_values(!number)
            .allow_negative_numbers(number),
    };
    if field.open || !matches!(field.kind, Kind::Enum) {
        arg = arg.hide_possible_values(true);
    }
    arg.long(flag)
}

/// Takes any text, and knows the values that are offered. What is no value of its type is told with
/// all else that is wrong.
#[derive(Clone)]
struct Known(&'static Field);

impl TypedValueParser for Known {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let known: &'static [(&str, &str)] = self.0.values;
        match self.0.kind {
            Kind::Boolean => Some(Box::new(
                ["true", "false"].into_iter().map(PossibleValue::new),
            )),
            _ if known.is_empty() => None,
            _ => Some(Box::new(
                known.iter().map(|(value, _)| PossibleValue::new(*value)),
            )),
        }
    }
}

/// The type of a value, for help.
fn word(kind: &Kind) -> &'static str {
    match kind {
        Kind::Integer => "INTEGER",
        Kind::Number => "NUMBER",
        Kind::Boolean => "BOOL",
        Kind::Id | Kind::Ref(_) => "ID",
        Kind::Date | Kind::Day => "DATE",
        Kind::DateTime => "DATETIME",
        Kind::List(Kind::Object(_) | Kind::Json | Kind::Map(_)) => "JSON",
        Kind::List(_) => "A,B",
        Kind::Map(_) | Kind::Object(_) | Kind::Custom | Kind::Json => "JSON",
        Kind::String => "TEXT",
        Kind::Enum => "WORD",
    }
}
