//! `project_sync TOOL.json`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use planhat_client::Client;
use planhat_examples::project_sync::{self, tool::Tool};
use planhat_examples::{Report, files};

/// Keeps the projects, tasks and hours of a project tool and those of Planhat in line.
#[derive(Parser)]
struct Arguments {
    /// The project tool: a JSON file, which is changed.
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
    let mut tool: Tool = files::read_json(&arguments.file)?;
    let ended = project_sync::sync(&client, &mut tool, report).await;
    // Also after a failure: what the tool has learnt by then is not to be lost.
    files::write_json(&arguments.file, &tool)?;
    ended
}
