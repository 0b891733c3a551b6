//! The rows of a file into Planhat: checked first, sent in chunks, and accounted for row by row.

use std::collections::HashSet;

use clap::builder::ValueHint;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use planhat_core::Client;
use planhat_core::table::{Operation, OperationKind, Resource};

use super::check::{self, Checked};
use super::journal::{self, End, Journal, Left};
use super::rejects::Rejects;
use super::send::Sender;
use super::tally::Tally;
use super::{Format, reader};
use crate::commands::Context;
use crate::exit;
use crate::failure::Failure;
use crate::names;

/// No more faults are told one by one.
const TOLD: usize = 20;

pub(super) fn command() -> Command {
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help(help)
    };
    Command::new("import")
        .about("Writes the rows of a file in bulk, and tells what became of each")
        .long_about(
            "Writes the rows of a file in bulk: NDJSON, a JSON array, or CSV whose first line names \
             fields (custom.NAME is one of the tenant's own; null clears). All rows are checked before \
             the first is sent. Rows that fail go to a file of rejects with the reason, which can be \
             mended and imported; rows without a key that may be in already go to FILE.doubtful, to be \
             looked up. Repeating an import is safe for rows with a key; --resume goes on \
             with one that was cut off and writes no row twice.",
        )
        .arg(Arg::new("object").required(true).value_name("OBJECT").help("Such as companies"))
        .arg(
            Arg::new("file")
                .required(true)
                .value_name("FILE")
                .value_hint(ValueHint::FilePath),
        )
        .arg(
            Arg::new("format")
                .long("format")
                .value_parser(["ndjson", "json", "csv"])
                .help("The form; unless said, by the ending of FILE, or NDJSON"),
        )
        .arg(
            Arg::new("chunk")
                .long("chunk")
                .value_name("ROWS")
                .value_parser(value_parser!(u64).range(1..))
                .help("Rows a request, at most what the API takes"),
        )
        .arg(
            Arg::new("rejects")
                .long("rejects")
                .value_name("FILE")
                .value_hint(ValueHint::FilePath)
                .help("Where rows that fail go [default: FILE.rejects]"),
        )
        .arg(flag("dry-run", "Checks the rows and sends nothing"))
        .arg(flag("skip-invalid", "Sends the good rows though others are bad; those are rejected"))
        .arg(flag("no-custom-check", "Does not hold custom fields against the tenant's definitions"))
        .arg(flag("resume", "Goes on with an import of the same file that was cut off"))
        .arg(flag("restart", "Begins anew though one was cut off"))
}

/// What is imported, and how.
pub(super) struct Job<'a> {
    pub(super) path: &'a str,
    pub(super) format: Format,
    pub(super) resource: &'static Resource,
    pub(super) operation: &'static Operation,
    pub(super) client: &'a Client,
    pub(super) context: &'a Context,
    pub(super) chunk: usize,
}

impl Job<'_> {
    /// The rows of the file.
    pub(super) fn rows(&self) -> Result<reader::Rows, Failure> {
        reader::open(self.path, self.format, self.resource)
    }
}

pub(super) async fn run(matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    let resource = super::resource(matches)?;
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let path = text("file").unwrap_or_default();
    let client = context.client()?;
    let most = client.api().limits.bulk_rows;
    let chunk = matches.get_one::<u64>("chunk");
    let job = Job {
        path,
        format: Format::of(matches, path),
        resource,
        operation: bulk(resource)?,
        client: &client,
        context,
        chunk: chunk.map_or(most, |rows| {
            usize::try_from(*rows).unwrap_or(most).min(most)
        }),
    };
    let checked = check::file(&job, !matches.get_flag("no-custom-check")).await?;
    let skip = matches.get_flag("skip-invalid");
    tell(&job, &checked);
    if checked.bad > 0 && !skip {
        return Err(refused(&job, &checked));
    }
    if matches.get_flag("dry-run") {
        let rows = checked.rows - checked.bad;
        context
            .console
            .note(&format!("{rows} rows are good; nothing was sent"));
        return Ok(exit::OK);
    }
    let left = earlier(&job, &checked, matches)?;
    let goes_on = left != Left::default();
    let what = checked.what(&job);
    let rejects = text("rejects").map_or_else(|| format!("{path}.rejects"), str::to_owned);
    if rejects == path {
        return Err(Failure::usage("--rejects names the file that is imported"));
    }
    let sender = Sender {
        job: &job,
        custom: checked.custom.as_ref(),
        journal: Journal::open(path, &what, goes_on)?,
        rejects: Rejects::new(rejects, goes_on),
        doubtful: Rejects::new(format!("{path}.doubtful"), goes_on),
        tally: Tally::default(),
        keys: HashSet::new(),
        aside: End::default(),
    };
    sender.all(left).await
}

/// The operation that writes many rows.
fn bulk(resource: &'static Resource) -> Result<&'static Operation, Failure> {
    let mut operations = resource.operations.iter();
    let bulk = operations.find(|one| one.kind == OperationKind::BulkUpsert);
    bulk.copied().ok_or_else(|| {
        let title = &resource.title;
        Failure::usage(format!("{title} has no bulk upsert, which an import needs"))
            .hint("`planhat <object> create` writes one at a time, where it exists")
    })
}

/// What the check found that is no fault.
fn tell(job: &Job<'_>, checked: &Checked) {
    for (name, line) in &checked.strange {
        let known = job.operation.body_fields.iter().map(|field| field.name);
        let meant = names::nearest(name, known)
            .map(|meant| format!("; did you mean `{meant}`?"))
            .unwrap_or_default();
        job.context.console.note(&format!(
            "{}:{line}: `{name}` is no field that is known here: Planhat may ignore it{meant}",
            job.path
        ));
    }
    if checked.without_key > 0 {
        let keys = job.resource.keys.join(", ");
        job.context.console.note(&format!(
            "rows without a key ({keys}), of which each import makes new records: {}",
            checked.without_key
        ));
    }
}

fn refused(job: &Job<'_>, checked: &Checked) -> Failure {
    let mut messages = checked.told.clone();
    if checked.bad as usize > messages.len().min(TOLD) {
        messages.push(format!("{} of {} rows are bad", checked.bad, checked.rows));
    }
    Failure::many(exit::INVALID, messages).hint(format!(
        "nothing was sent; mend {}, or --skip-invalid sends the good rows",
        job.path
    ))
}

/// What an earlier import of the file left, and whether that is to be gone on with.
fn earlier(job: &Job<'_>, checked: &Checked, matches: &ArgMatches) -> Result<Left, Failure> {
    let (resume, restart) = (matches.get_flag("resume"), matches.get_flag("restart"));
    if restart || !journal::exists(job.path) {
        return Ok(Left::default());
    }
    if !resume && checked.without_key == 0 {
        // Rows with keys can be sent again.
        return Ok(Left::default());
    }
    if !resume {
        let message = format!(
            "an import of {} was cut off, and rows without a key would be doubled",
            job.path
        );
        return Err(Failure::new(exit::INVALID, message)
            .hint("--resume goes on with it, --restart sends all rows again"));
    }
    journal::left(job.path, &checked.what(job))
}
