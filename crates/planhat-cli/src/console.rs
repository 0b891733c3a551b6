//! Where a command reads and writes, and what sort of place that is.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, BufRead, Cursor, IsTerminal, Read, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

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

impl Form {
    /// The words for the forms.
    pub const WORDS: [&'static str; 4] = ["table", "json", "ndjson", "csv"];

    /// The form that a word names.
    pub fn of(word: &str) -> Option<Form> {
        match word {
            "table" => Some(Form::Table),
            "json" => Some(Form::Json),
            "ndjson" => Some(Form::Ndjson),
            "csv" => Some(Form::Csv),
            _ => None,
        }
    }
}

type Writer = Mutex<Box<dyn Write + Send>>;
type Reader = Mutex<Box<dyn BufRead + Send>>;
type Variables = Box<dyn Fn(&str) -> Option<OsString> + Send + Sync>;

/// Standard input, output and error, and the environment.
pub struct Console {
    out: Writer,
    error: Writer,
    input: Reader,
    variables: Variables,
    /// Columns of the terminal that shows the output; nothing where it is none.
    pub width: Option<usize>,
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

/// Columns of a terminal that does not tell.
const WIDTH: usize = 80;

impl Console {
    /// What the process has.
    pub fn of_process() -> Self {
        Console {
            out: Mutex::new(Box::new(io::stdout())),
            error: Mutex::new(Box::new(io::stderr())),
            input: Mutex::new(Box::new(io::BufReader::new(io::stdin()))),
            variables: Box::new(|name| std::env::var_os(name)),
            width: io::stdout().is_terminal().then(|| {
                let size = terminal_size::terminal_size_of(io::stdout());
                size.map_or(WIDTH, |(width, _)| usize::from(width.0))
            }),
            error_is_terminal: io::stderr().is_terminal(),
            in_is_terminal: io::stdin().is_terminal(),
            form: None,
            quiet: false,
            verbose: false,
        }
    }

    /// No terminal: an input, an environment, and what is written kept for its reader.
    pub fn captured<'v>(
        input: &str,
        variables: impl IntoIterator<Item = (&'v str, &'v str)>,
    ) -> (Self, Captured) {
        let captured = Captured::default();
        let variables = variables.into_iter();
        let variables: BTreeMap<String, OsString> = variables
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect();
        let console = Console {
            out: Mutex::new(Box::new(captured.out.clone())),
            error: Mutex::new(Box::new(captured.error.clone())),
            input: Mutex::new(Box::new(Cursor::new(input.to_owned().into_bytes()))),
            variables: Box::new(move |name| variables.get(name).cloned()),
            width: None,
            error_is_terminal: false,
            in_is_terminal: false,
            form: None,
            quiet: false,
            verbose: false,
        };
        (console, captured)
    }

    /// A variable of the environment; an empty one is as good as none.
    pub fn variable(&self, name: &str) -> Option<OsString> {
        (self.variables)(name).filter(|value| !value.is_empty())
    }

    /// The form of a list.
    pub fn list_form(&self) -> Form {
        let usual = self.width.map_or(Form::Ndjson, |_| Form::Table);
        self.form.unwrap_or(usual)
    }

    /// The form of a single record.
    pub fn record_form(&self) -> Form {
        let usual = self.width.map_or(Form::Json, |_| Form::Table);
        self.form.unwrap_or(usual)
    }

    /// Whether words on standard output may be set off.
    pub fn styled(&self) -> bool {
        self.width.is_some() && self.takes_styles()
    }

    fn takes_styles(&self) -> bool {
        let dumb = self.variable("TERM").is_some_and(|term| term == "dumb");
        self.variable("NO_COLOR").is_none() && !dumb
    }

    /// Columns that help is laid out in.
    pub fn help_width(&self) -> usize {
        self.width.unwrap_or(WIDTH).clamp(40, 100)
    }

    /// Writes to standard output.
    ///
    /// # Errors
    /// When it cannot be written, or the reader is gone.
    pub fn write(&self, text: impl AsRef<[u8]>) -> Result<(), Failure> {
        let mut out = locked(&self.out);
        let written = out.write_all(text.as_ref()).and_then(|()| out.flush());
        written.map_err(|error| Failure::output("standard output", &error))
    }

    /// Tells something beside the output, unless that is unwanted.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.say(&format!("{text}\n"));
        }
    }

    /// Tells a failure: in words, or as JSON where that was asked for.
    pub fn tell(&self, failure: &Failure) {
        let text = match self.form {
            Some(Form::Json | Form::Ndjson) => format!("{}\n", failure.json()),
            _ => failure.told(self.verbose, self.error_is_terminal && self.takes_styles()),
        };
        self.say(&text);
    }

    /// A message that nobody can read is none.
    fn say(&self, text: &str) {
        let mut error = locked(&self.error);
        let _ = error
            .write_all(text.as_bytes())
            .and_then(|()| error.flush());
    }

    /// All of standard input.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_input(&self) -> Result<String, Failure> {
        let mut text = String::new();
        let read = locked(&self.input).read_to_string(&mut text);
        read.map(|_| text)
            .map_err(|error| Failure::input("standard input", &error))
    }

    /// Asks a question that yes or no answers; anything but yes is no.
    ///
    /// # Errors
    /// When standard input cannot be read.
    pub fn confirm(&self, question: &str) -> Result<bool, Failure> {
        self.say(&format!("{question} [y/N] "));
        let mut answer = String::new();
        let read = locked(&self.input).read_line(&mut answer);
        read.map_err(|error| Failure::input("standard input", &error))?;
        Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
    }

    /// A counter of progress on standard error; hidden where nobody looks.
    pub fn bar(&self, unit: &str) -> ProgressBar {
        if self.quiet || !self.error_is_terminal {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner();
        let template = format!("{{spinner}} {{human_pos}} {unit} in {{elapsed}} {{msg}}");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }
}

impl std::fmt::Debug for Console {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Console")
            .field("width", &self.width)
            .field("form", &self.form)
            .finish_non_exhaustive()
    }
}

fn locked<T: ?Sized>(place: &Mutex<T>) -> MutexGuard<'_, T> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What was written to a console without a terminal.
#[derive(Debug, Clone, Default)]
pub struct Captured {
    out: Kept,
    error: Kept,
}

impl Captured {
    /// Standard output.
    pub fn out(&self) -> String {
        self.out.text()
    }

    /// Standard error.
    pub fn error(&self) -> String {
        self.error.text()
    }
}

#[derive(Debug, Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    fn text(&self) -> String {
        String::from_utf8_lossy(&locked(&self.0)).into_owned()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        locked(&self.0).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
