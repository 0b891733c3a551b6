//! Where a command reads and writes, and what sort of place that is.

use std::io::{self, IsTerminal, Write};

use crate::failure::Failure;

/// How records are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Columns for people.
    Table,
    /// One JSON document.
    Json,
    /// One JSON document a line.
    Ndjson,
    /// Comma-separated values.
    Csv,
}

/// Standard input, output and error.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    /// Whether a person reads the output.
    pub out_is_terminal: bool,
    /// Whether a person reads messages.
    pub error_is_terminal: bool,
    /// Whether a person can be asked.
    pub in_is_terminal: bool,
    /// The form that was asked for.
    pub form: Option<Form>,
    /// Whether no progress and no summaries are told.
    pub quiet: bool,
    /// Whether all that is known of an error is told.
    pub verbose: bool,
}

impl Console {
    /// What the process has.
    pub fn of_process() -> Self {
        Console {
            out_is_terminal: io::stdout().is_terminal(),
            error_is_terminal: io::stderr().is_terminal(),
            in_is_terminal: io::stdin().is_terminal(),
            form: None,
            quiet: false,
            verbose: false,
        }
    }

    /// The form of a list.
    pub fn list_form(&self) -> Form {
        let usual = if self.out_is_terminal {
            Form::Table
        } else {
            Form::Ndjson
        };
        self.form.unwrap_or(usual)
    }

    /// The form of a single record.
    pub fn record_form(&self) -> Form {
        let usual = if self.out_is_terminal {
            Form::Table
        } else {
            Form::Json
        };
        self.form.unwrap_or(usual)
    }

    /// Columns of the terminal; nothing where the output is none.
    pub fn width(&self) -> Option<usize> {
        if !self.out_is_terminal {
            return None;
        }
        let columns = std::env::var("COLUMNS")
            .ok()
            .and_then(|text| text.parse().ok());
        let asked =
            columns.or_else(|| terminal_size::terminal_size().map(|(width, _)| width.0.into()));
        Some(asked.unwrap_or(80))
    }

    /// Tells something beside the output, unless that is unwanted.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            // A message that nobody can read is none.
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }

    /// A bar of progress on standard error; hidden where nobody looks.
    pub fn bar(&self, unit: &'static str) -> indicatif::ProgressBar {
        if self.quiet || !self.error_is_terminal {
            return indicatif::ProgressBar::hidden();
        }
        let bar = indicatif::ProgressBar::new_spinner();
        let template =
            format!("{{spinner}} {{human_pos}} {unit} in {{elapsed}}, {{per_sec}} {{msg}}");
        if let Ok(style) = indicatif::ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(std::time::Duration::from_millis(120));
        bar
    }

    /// Asks a question that yes or no answers; anything but yes is no.
    ///
    /// # Errors
    /// When standard input cannot be read.
    pub fn confirm(&self, question: &str) -> Result<bool, Failure> {
        let mut error = io::stderr().lock();
        let asked = write!(error, "{question} [y/N] ").and_then(|()| error.flush());
        asked.map_err(|error| Failure::output("standard error", &error))?;
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        read.map_err(|error| Failure::input("standard input", &error))?;
        Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
    }
}
