//! What may be said on the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Turns the specs of Planhat's objects into the crates and files that serve them.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Writes everything in the output folder from the specs
    ///
    /// Exit status: 0 when all is well, 1 when --check finds stale files, 2 for bad specs,
    /// 64 for wrong usage, 74 when the output folder cannot be written. With --watch it goes on
    /// through all of these, and ends with 0 on Ctrl-C.
    Generate(Generate),
    /// Lists the objects that the specs hold, or the operations and fields of one
    List(List),
    /// Says what changed in the API surface between a git revision and now
    ///
    /// In words: what was added, removed, became required or has another type, what of it breaks
    /// code that is written already, and an entry for the changelog.
    Diff(Diff),
    /// Checks the specs alone, and writes nothing
    ///
    /// Exit status: 0 when all is well, 2 for bad specs, 64 for wrong usage.
    Check(Check),
    /// Writes a commented starting spec for a new object
    ///
    /// Exit status: 0 when it is written, 1 when the object has a spec already, 2 for a name that
    /// cannot be or for bad specs, 64 for wrong usage, 74 when the folder cannot be written.
    New(New),
    /// Proposes a spec from real answers, with a reason for each guess
    ///
    /// Takes JSON: a record, a list of records, an object that wraps one, a recorded call
    /// `{ "request": { "method", "path" }, "response": { "status", "body" } }`, or one of these a
    /// line.
    ///
    /// Exit status: 0 when it is written, 1 when the object has a spec already, 2 for bad samples, a
    /// name that cannot be or bad specs, 64 for wrong usage, 74 when a file cannot be read or
    /// written.
    Infer(Infer),
    /// Describes a rule of the specs, with a bad and a good example; without a code, lists all
    Explain {
        /// Its code, such as SPEC010
        code: Option<String>,
    },
}

/// Options of `list`.
#[derive(Debug, clap::Args)]
pub struct List {
    /// One of the objects, such as company
    pub object: Option<String>,
    /// Folder of the specs [default: specs in the project]
    #[arg(long, value_name = "DIR")]
    pub specs: Option<PathBuf>,
}

/// Options of `diff`.
#[derive(Debug, clap::Args)]
pub struct Diff {
    /// A git revision, such as HEAD, main or v1.2.0
    #[arg(value_name = "REV")]
    pub revision: String,
    /// Folder of the specs [default: specs in the project]
    #[arg(long, value_name = "DIR")]
    pub specs: Option<PathBuf>,
}

/// Options of `generate`.
#[derive(Debug, clap::Args)]
pub struct Generate {
    /// Write nothing; fail when a file is stale
    #[arg(long)]
    pub check: bool,
    /// Write nothing; show what would change
    #[arg(long)]
    pub diff: bool,
    /// Go on, and write again whenever a spec is saved; Ctrl-C ends
    #[arg(long, conflicts_with_all = ["check", "diff"])]
    pub watch: bool,
    /// Folder of the specs [default: specs in the project]
    #[arg(long, value_name = "DIR")]
    pub specs: Option<PathBuf>,
    /// Folder of the output [default: generated in the project]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Report faults of the specs as JSON, alone on standard output
    #[arg(long)]
    pub json: bool,
}

/// Options of `check`.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// Folder of the specs [default: specs in the project]
    #[arg(long, value_name = "DIR")]
    pub specs: Option<PathBuf>,
    /// Report faults of the specs as JSON, alone on standard output
    #[arg(long)]
    pub json: bool,
}

/// Options of `new`.
#[derive(Debug, clap::Args)]
pub struct New {
    /// Its name in singular, such as parking_space
    pub object: String,
    /// Folder of the specs [default: specs in the project]
    #[arg(long, value_name = "DIR")]
    pub specs: Option<PathBuf>,
    /// Replace the spec that it has
    #[arg(long)]
    pub force: bool,
}

/// Options of `infer`.
#[derive(Debug, clap::Args)]
pub struct Infer {
    /// Its name in singular, such as parking_space
    pub object: String,
    /// Files of samples
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    pub from: Vec<PathBuf>,
    /// Folder of the specs [default: specs in the project]
    #[arg(long, value_name = "DIR")]
    pub specs: Option<PathBuf>,
    /// Replace the spec that it has
    #[arg(long)]
    pub force: bool,
    /// Write to standard output instead
    #[arg(long, conflicts_with = "force")]
    pub print: bool,
}
