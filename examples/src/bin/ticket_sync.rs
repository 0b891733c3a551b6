//! `ticket_sync HELPDESK.json`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use planhat_client::Client;
use planhat_examples::ticket_sync::{self, Desk};
use planhat_examples::{Report, files};

/// Keeps the tickets of a help desk and those of Planhat in line.
#[derive(Parser)]
struct Arguments {
    /// The help desk: a JSON file, which is changed.
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
    let mut desk: Desk = files::read_json(&arguments.file)?;
    let ended = ticket_sync::sync(&client, &mut desk, report).await;
    // Also after a failure: what the desk has taken in by then is not to be lost.
    files::write_json(&arguments.file, &desk)?;
    ended
}
