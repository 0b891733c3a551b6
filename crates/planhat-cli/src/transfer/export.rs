//! All records of an object into a file, a page at a time.

use clap::builder::ValueHint;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use planhat_core::table::{Operation, OperationKind, Resource};
use planhat_core::{Arguments, Call, Pages};
use serde_json::value::RawValue;

use super::Format;
use super::columns::Columns;
use super::part::Part;
use super::seam::Seam;
use crate::commands::Context;
use crate::exit;
use crate::failure::Failure;

pub(super) fn command() -> Command {
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help(help)
    };
    Command::new("export")
        .about("Writes all records of an object to a file")
        .long_about(
            "Writes all records of an object to a file, a page at a time: records as they came, one a \
             line (NDJSON), or as CSV. The file grows as FILE.part and takes its name when it is whole; \
             cut off, --resume goes on. Records that are made or deleted meanwhile may be missed or \
             come twice at the seam of pages.",
        )
        .arg(Arg::new("object").required(true).value_name("OBJECT").help("Such as companies"))
        .arg(
            Arg::new("out")
                .long("out")
                .required(true)
                .value_name("FILE")
                .value_hint(ValueHint::FilePath)
                .help("The file; - is standard output"),
        )
        .arg(
            Arg::new("format")
                .long("format")
                .value_parser(["ndjson", "csv"])
                .help("The form; unless said, by the ending of FILE, or NDJSON"),
        )
        .arg(
            Arg::new("select")
                .long("select")
                .value_name("A,B")
                .help("Fields alone, as Planhat spells them; custom.NAME is one of the tenant's own"),
        )
        .arg(
            Arg::new("query")
                .long("query")
                .value_name("NAME=VALUE")
                .action(ArgAction::Append)
                .help("A parameter of the list, such as companyId=..."),
        )
        .arg(
            Arg::new("page")
                .long("page")
                .value_name("ROWS")
                .value_parser(value_parser!(u64).range(1..))
                .help("Records a page"),
        )
        .arg(flag("resume", "Goes on where an export to the same file was cut off"))
        .arg(flag("force", "Writes over what is there"))
}

pub(super) async fn run(matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    let resource = super::resource(matches)?;
    let list = list(resource)?;
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let out = text("out").unwrap_or("-");
    let format = Format::of(matches, out);
    let query = query(list, matches)?;
    let what = format!("{} {format:?} {query:?}", list.id());
    let mut part = match out {
        "-" => Part::output(what),
        path => Part::open(
            path,
            what,
            matches.get_flag("resume"),
            matches.get_flag("force"),
        )?,
    };
    let client = context.client()?;
    let call: Call<Vec<Box<RawValue>>> = client.call(list).arguments(Arguments {
        query,
        ..Arguments::default()
    });
    let mut columns = (format == Format::Csv).then(|| Columns::new(list, text("select")));
    let seam = Seam::of(&part.tail()?, columns.as_ref());
    let place = &part.place;
    let from = match (&place.last, seam.is_empty()) {
        (Some(last), false) => Some(last),
        _ => place.cursor.as_ref(),
    };
    let mut pages = call.pages();
    match from.filter(|_| place.cursor.is_some()) {
        Some(cursor) => pages = pages.resume(&cursor.parse()?)?,
        // The last page was written, and only the name was not given.
        None if place.records > 0 => return end(part, None, out, context),
        None => {}
    }
    if let (Some(columns), 0) = (&columns, part.place.bytes) {
        part.write(&columns.head()?)?;
    }
    let unit = resource.plural.replace('_', " ");
    let bar = context.console.bar(&unit);
    let told = |records| bar.set_position(records);
    let written = write(pages, &mut part, seam, columns.as_mut(), told).await;
    bar.finish_and_clear();
    written.map_err(|failure| cut_off(failure, out, part.place.records))?;
    end(part, columns, out, context)
}

/// Writes the pages, each with the place where it begins.
async fn write(
    mut pages: Pages<Box<RawValue>>,
    part: &mut Part,
    mut seam: Seam,
    mut columns: Option<&mut Columns>,
    told: impl Fn(u64),
) -> Result<(), Failure> {
    told(part.place.records);
    loop {
        let here = pages.cursor().as_ref().map(ToString::to_string);
        let Some(page) = pages.next().await else {
            return Ok(());
        };
        let page = page?;
        if seam.is_empty() {
            part.begin(here);
        }
        let mut written = 0;
        for record in page.rows.iter().filter(|record| !seam.has(record)) {
            written += 1;
            match &mut columns {
                Some(columns) => part.write(&columns.row(record)?)?,
                None => line(part, record.get())?,
            }
        }
        let next = page.next.as_ref().map(ToString::to_string);
        part.page(written, next)?;
        seam.end();
        told(part.place.records);
    }
}

/// A record in one line: the text as it came, unless it has lines of its own.
fn line(part: &mut Part, text: &str) -> Result<(), Failure> {
    if text.bytes().any(|byte| matches!(byte, b'\n' | b'\r')) {
        // Within texts a line break is escaped, so these stand between tokens.
        part.write(text.replace(['\n', '\r'], " ").as_bytes())?;
    } else {
        part.write(text.as_bytes())?;
    }
    part.write(b"\n")
}

fn end(part: Part, columns: Option<Columns>, out: &str, context: &Context) -> Result<i32, Failure> {
    let records = part.place.records;
    part.finish()?;
    if out != "-" {
        context.console.note(&format!("{records} records in {out}"));
    }
    if let Some(columns) = columns.filter(|columns| !columns.unshown.is_empty()) {
        let names: Vec<String> = columns.unshown.into_iter().collect();
        context.console.note(&format!(
            "no column shows {}; --select names them, and NDJSON has all",
            names.join(", ")
        ));
    }
    Ok(exit::OK)
}

/// A failure in the middle: what is there, and how to go on.
fn cut_off(mut failure: Failure, out: &str, records: u64) -> Failure {
    if out != "-" && records > 0 {
        failure
            .messages
            .push(format!("{records} records are in {out}.part"));
        failure.hint = Some("the same command with --resume goes on".to_owned());
    }
    failure
}

/// The list that shows all records.
fn list(resource: &'static Resource) -> Result<&'static Operation, Failure> {
    let mut operations = resource.operations.iter();
    let list = operations.find(|one| one.kind == OperationKind::List);
    list.copied()
        .ok_or_else(|| Failure::usage(format!("{} can be sent, and not be read", resource.title)))
}

fn query(list: &Operation, matches: &ArgMatches) -> Result<Vec<(String, String)>, Failure> {
    let mut query = Vec::new();
    for pair in matches.get_many::<String>("query").into_iter().flatten() {
        let (name, value) = pair.split_once('=').ok_or_else(|| {
            Failure::usage(format!("--query {pair}: what is wanted is NAME=VALUE"))
        })?;
        query.push((name.to_owned(), value.to_owned()));
    }
    if let Some(select) = matches.get_one::<String>("select") {
        // Only whole fields can be asked for: a part is picked here.
        let mut names: Vec<&str> = Vec::new();
        for name in select
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            let name = name.split('.').next().unwrap_or(name);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        query.push(("select".to_owned(), names.join(",")));
    }
    if let (Some(rows), true) = (
        matches.get_one::<u64>("page"),
        list.parameter("limit").is_some(),
    ) {
        query.push(("limit".to_owned(), rows.to_string()));
    }
    Ok(query)
}
