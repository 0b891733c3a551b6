//! The commands of unified models and their flags, made from the mappings.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, ValueHint, value_parser};
use planhat_spec::unified::mapping::{MethodKind, Model};

use super::apis;
use crate::{flags, names};

/// The command; its branches grow when they are stepped on.
pub(in crate::commands) fn command() -> Command {
    Command::new("unified")
        .about("Unified models over Planhat: calls, where values come from, overrides")
        .long_about(
            "Unified models over Planhat, in both directions. What a model can do shows \
             `planhat unified capabilities`; rules of a tenant are files for --overrides, which \
             `planhat unified check` holds against the specs.",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .arg(
            repeated("overrides", "FILE")
                .value_hint(ValueHint::FilePath)
                .global(true)
                .help("Rules that override those of the specs; repeatable, later ones win"),
        )
        .defer(grow)
}

fn grow(command: Command) -> Command {
    let apis = apis::usual();
    let names: Vec<String> = apis.iter().map(|one| one.api.clone()).collect();
    let branches = apis.iter().map(|mapping| {
        let models = mapping.models.iter().map(|one| names::kebab(&one.plural));
        let models: Vec<String> = models.collect();
        branch(mapping.api.clone())
            .about(format!("Models: {}", models.join(", ")))
            .subcommand_value_name("MODEL")
            .subcommand_help_heading("Models")
            .defer(grow_api)
    });
    command.subcommands(branches).subcommands([
        Command::new("capabilities")
            .about("Models with their methods, fields and filters; -o json tells all")
            .arg(api(&names)),
        Command::new("explain")
            .about("Where each field of a record comes from")
            .args([
                api(&names).required(true),
                Arg::new("model")
                    .value_name("MODEL")
                    .required(true)
                    .help("Name of a model"),
                id(),
            ]),
        Command::new("check")
            .about("Holds override files against the specs, and recorded samples against the rules")
            .arg(
                Arg::new("files")
                    .value_name("FILE")
                    .num_args(0..)
                    .value_hint(ValueHint::FilePath)
                    .help(
                        "Rules that override those of the specs, as by --overrides and after these",
                    ),
            )
            .arg(
                repeated("samples", "FILE")
                    .value_hint(ValueHint::FilePath)
                    .help(
                        "Records of Planhat as NDJSON or a JSON array, in a file named like their \
                         object, or as OBJECT=FILE; repeatable",
                    ),
            ),
    ])
}

fn grow_api(command: Command) -> Command {
    let apis = apis::usual();
    let Some(mapping) = apis.iter().find(|one| one.api == command.get_name()) else {
        return command;
    };
    command.subcommands(mapping.models.iter().map(of_model))
}

fn branch(name: String) -> Command {
    Command::new(name)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
}

fn of_model(model: &Model) -> Command {
    let own = names::kebab(&model.plural);
    let mut aliases = vec![
        names::kebab(&model.name),
        model.name.clone(),
        model.plural.clone(),
    ];
    aliases.sort();
    aliases.dedup();
    aliases.retain(|name| *name != own);
    let has = |kind: &MethodKind| {
        let mut methods = model.variants.iter().flat_map(|variant| &variant.methods);
        methods.any(|method| method.kind == *kind)
    };
    let methods = MethodKind::ALL.into_iter().filter(has);
    branch(own)
        .about(model.summary.clone())
        .aliases(aliases)
        .after_help(model.note.clone().unwrap_or_default())
        .subcommand_value_name("METHOD")
        .subcommand_help_heading("Methods")
        .subcommands(methods.map(|kind| of_method(model, kind)))
}

fn of_method(model: &Model, kind: MethodKind) -> Command {
    let (about, mut args) = match kind {
        MethodKind::List => ("A page, or all records", of_list(model)),
        MethodKind::Get => ("One record", of_get(model)),
        MethodKind::Create => ("Makes a record", of_write(&[])),
        MethodKind::Update => (
            "Changes what is given of a record; null clears",
            of_write(&[id()]),
        ),
        MethodKind::Delete => ("Removes a record", of_delete()),
        MethodKind::Upsert => (
            "Makes or changes many records, with a result for each",
            of_upsert(),
        ),
    };
    if kind != MethodKind::Delete && !model.options.is_empty() {
        let options = model.options.iter().map(|option| {
            format!(
                "{}: {} [default: {}]",
                option.name, option.doc, option.default
            )
        });
        let help = format!("A setting: {}", options.collect::<Vec<_>>().join("; "));
        args.push(repeated("option", "NAME=VALUE").help(help));
    }
    Command::new(kind.word()).about(about).args(args)
}

fn of_list(model: &Model) -> Vec<Arg> {
    let filters = model.filters.iter().map(|filter| filter.name.as_str());
    let filters = match filters.collect::<Vec<_>>().join(", ") {
        names if names.is_empty() => "This model has none".to_owned(),
        names => format!("What records have to be; repeatable. Names: {names}"),
    };
    let mut args = vec![
        repeated("filter", "NAME[OP]=VALUE").help(filters),
        text("sort", "FIELD")
            .allow_hyphen_values(true)
            .help("Order; -FIELD turns it round"),
        number("limit")
            .value_parser(value_parser!(u32).range(1..))
            .help("Records of a page"),
        text("cursor", "CURSOR").help("Where to begin, as the page before told"),
        flag("all")
            .conflicts_with("limit")
            .help("Every record, as they come"),
        number("scan-requests")
            .value_parser(value_parser!(u32).range(1..))
            .help("Requests that a page may take where this program filters"),
    ];
    args.extend([
        text("key-by", "FIELD")
            .conflicts_with("all")
            .help("The records of a page by the values of a field; in JSON"),
        flag("meta")
            .conflicts_with("all")
            .help("What the page took: requests, time, version of the rules; in JSON"),
        repeated("remote-query", "NAME=VALUE")
            .help("A parameter that goes to Planhat untouched; repeatable"),
    ]);
    args.extend(of_reading());
    args
}

fn of_get(model: &Model) -> Vec<Arg> {
    let mut args = vec![id()];
    if model.variants.len() > 1 {
        let names = model.variants.iter().map(|variant| variant.name.clone());
        args.push(
            text("variant", "NAME")
                .value_parser(PossibleValuesParser::new(names.collect::<Vec<_>>()))
                .help("Which of its objects the record is, where that is known"),
        );
    }
    args.extend(of_reading());
    args
}

fn of_reading() -> Vec<Arg> {
    let list = |name: &'static str, help: &'static str| {
        repeated(name, "A,B").value_delimiter(',').help(help)
    };
    vec![
        list("fields", "Fields that are wanted; a.b is a member"),
        list("exclude-fields", "Fields that are not wanted"),
        list(
            "expand",
            "References to resolve, such as those of references: a.b",
        ),
        included(),
        text("format", "FORM")
            .value_parser(["unified", "normalized", "raw"])
            .help("Whose names: of the model, or of Planhat with tidied or untouched values"),
        custom_fields_format(),
    ]
}

fn of_write(first: &[Arg]) -> Vec<Arg> {
    let mut args = first.to_vec();
    args.extend([
        text("json", "JSON|@FILE|-")
            .allow_hyphen_values(true)
            .help("An object to begin with; flags go over it"),
        repeated("set", "FIELD=VALUE")
            .help("A field, or a member as a.b; JSON or text; repeatable"),
        repeated("clear", "FIELD").help("Clears a field; repeatable"),
    ]);
    if !first.is_empty() {
        args.push(unchanged());
    }
    args.push(included());
    args.extend(of_writing());
    args.push(custom_fields_format());
    args
}

fn of_delete() -> Vec<Arg> {
    vec![
        id(),
        unchanged(),
        flag("yes").short('y').help("Do not ask"),
        flags::dry_run(),
    ]
}

fn of_upsert() -> Vec<Arg> {
    let from = text("from", "FILE")
        .required(true)
        .value_hint(ValueHint::FilePath)
        .help("Rows: NDJSON or a JSON array; - is standard input");
    let mut args = vec![from];
    args.extend(of_writing());
    args
}

fn of_writing() -> Vec<Arg> {
    vec![
        flags::dry_run(),
        text("remote-data", "JSON|@FILE|-")
            .allow_hyphen_values(true)
            .help("Fields by Planhat's names that go along; none may contradict the others"),
        flag("drop-unsupported").help("Leaves out fields that cannot be written, with a warning"),
        flag("allow-unknown-custom-fields")
            .help("Writes keys of custom fields that the tenant has not defined"),
        flag("allow-unknown-values")
            .help("Writes words that Planhat is not known to take, and may replace"),
    ]
}

fn custom_fields_format() -> Arg {
    text("custom-fields-format", "FORM")
        .value_parser(["object", "list"])
        .help("How custom fields come: by name, or as a list of id, name and value")
}

fn unchanged() -> Arg {
    text("if-unchanged-since", "DATETIME").help("Refuses when the record changed after this moment")
}

fn included() -> Arg {
    repeated("include", "A,B")
        .value_delimiter(',')
        .value_parser(["remote_data"])
        .help("What comes along besides: remote_data is the record of Planhat")
}

fn id() -> Arg {
    Arg::new("id")
        .value_name("ID")
        .required(true)
        .help("Its id, or a key of Planhat with its prefix, such as extid-KEY")
}

fn api(names: &[String]) -> Arg {
    Arg::new("api")
        .value_name("API")
        .value_parser(PossibleValuesParser::new(names.to_vec()))
        .help("One of the APIs")
}

fn text(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value)
}

fn number(name: &'static str) -> Arg {
    text(name, "NUMBER")
}

fn repeated(name: &'static str, value: &'static str) -> Arg {
    text(name, value).action(ArgAction::Append)
}

fn flag(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue)
}
