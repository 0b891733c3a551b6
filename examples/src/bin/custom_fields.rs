//! `custom_fields [--key COLUMN] [--map COLUMN=FIELD]... [--write] ACCOUNTS.csv`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use planhat_client::Client;
use planhat_examples::Report;
use planhat_examples::custom_fields::{self, Definitions, Proposal};

/// Shows the tenant's own fields, takes the columns of a file for them, and writes them to companies.
#[derive(Parser)]
struct Arguments {
    /// The column with the externalId of the company.
    #[arg(long, default_value = "customer")]
    key: String,
    /// What a column is, whatever its name.
    #[arg(long, value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    /// Writes what is proposed.
    #[arg(long)]
    write: bool,
    /// The accounts of another system, as CSV.
    file: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut report = Report::default();
    let ended = run(Arguments::parse(), &mut report).await;
    report.tell(ended)
}

async fn run(arguments: Arguments, report: &mut Report) -> anyhow::Result<()> {
    let client = Client::from_env()?;
    let definitions = custom_fields::definitions(&client).await?;
    show(&definitions);
    let fields = definitions.get("company").cloned().unwrap_or_default();
    custom_fields::check(&client, &fields, report).await?;

    let file = &arguments.file;
    let named = || format!("reading {}", file.display());
    let mut reader = csv::Reader::from_path(file).with_context(named)?;
    let columns = reader.headers().with_context(named)?.iter();
    let columns = columns.filter(|column| *column != arguments.key);
    let columns: Vec<String> = columns.map(str::to_owned).collect();
    let mut mapping = custom_fields::propose(&columns, &fields);
    for pair in &arguments.map {
        custom_fields::assign(&mut mapping, pair, &fields)?;
    }
    mapping.iter().for_each(tell);
    if arguments.write {
        let (key, rows) = (&arguments.key, reader.into_deserialize());
        custom_fields::write(&client, &mapping, &fields, key, rows, report).await?;
    }
    Ok(())
}

/// Each model with its fields.
fn show(definitions: &Definitions) {
    for (model, fields) in definitions {
        println!("{model}:");
        for (name, field) in fields {
            let kind = field.r#type.as_ref().map_or("?", |kind| kind.as_str());
            match field.list_values.as_deref() {
                None | Some([]) => println!("  {name}: {kind}"),
                Some(choices) => println!("  {name}: {kind} of {}", choices.join(" | ")),
            }
        }
    }
}

fn tell(proposal: &Proposal) {
    let column = &proposal.column;
    match (&proposal.nearest, proposal.field()) {
        (Some((field, score)), Some(_)) => println!("{column} -> {field} ({score:.2})"),
        (Some((field, score)), None) => {
            println!("{column} -> nothing; nearest: {field} ({score:.2})")
        }
        (None, _) => println!("{column} -> nothing"),
    }
}
