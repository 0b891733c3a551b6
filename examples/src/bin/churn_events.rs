//! `churn_events [--phase NAME] EVENTS.json`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use planhat_client::Client;
use planhat_examples::churn_events::{self, Event};
use planhat_examples::{Report, files};

/// Takes in what a cancellation flow sends, such as the body of a webhook.
#[derive(Parser)]
struct Arguments {
    /// Phase that a company enters when it leaves.
    #[arg(long, default_value = "Offboarding")]
    phase: String,
    /// The events, as a JSON list.
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
    let events: Vec<Event> = files::read_json(&arguments.file)?;
    for event in &events {
        let handled = churn_events::handle(&client, event, &arguments.phase, report).await;
        handled.with_context(|| format!("event {}", event.id))?;
    }
    Ok(())
}
