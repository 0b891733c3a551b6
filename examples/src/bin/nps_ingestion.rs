//! `nps_ingestion [--survey NAME] ANSWERS.json`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use planhat_client::Client;
use planhat_examples::{Report, files, nps_ingestion};

/// Sends the answers to an NPS survey to Planhat.
#[derive(Parser)]
struct Arguments {
    /// Name of the survey: with it the ids of answers are unique.
    #[arg(long, default_value = "survey")]
    survey: String,
    /// The answers, as a JSON list.
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
    let answers = files::read_json(&arguments.file)?;
    nps_ingestion::ingest(&client, &arguments.survey, answers, report).await
}
