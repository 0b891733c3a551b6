//! `license_sync [--dry-run] SUBSCRIPTIONS.csv`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use planhat_client::Client;
use planhat_examples::{Report, license_sync};

/// Brings the licences of Planhat in line with the subscriptions of a billing system.
#[derive(Parser)]
struct Arguments {
    /// Says what would be written, and writes nothing.
    #[arg(long)]
    dry_run: bool,
    /// The subscriptions, as CSV.
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
    let file = &arguments.file;
    let reader =
        csv::Reader::from_path(file).with_context(|| format!("reading {}", file.display()))?;
    let subscriptions = reader.into_deserialize();
    license_sync::sync(&client, subscriptions, arguments.dry_run, report).await
}
