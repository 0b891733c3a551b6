//! What the server goes by: options, and the environment for what they leave open.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches};
use planhat_mcp::http;
use planhat_tools_runtime::Selection;
use secrecy::SecretString;

use crate::console::Console;
use crate::failure::Failure;

use super::given::{Given, text_of};

/// What is given in the place of a file for the audit.
const NO_AUDIT: &str = "none";
const STDERR: &str = "-";

/// Where lines of audit go.
#[derive(Debug)]
pub(super) enum Audit {
    Silent,
    Error,
    File(PathBuf),
}

/// All of it, read.
#[derive(Debug)]
pub(super) struct Options {
    pub(super) selection: Selection,
    pub(super) overrides: Vec<String>,
    pub(super) credentials: Option<String>,
    pub(super) audit: Audit,
    pub(super) payloads: bool,
    pub(super) listen: Option<SocketAddr>,
    pub(super) http: http::Options,
}

/// Sorts of options.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Flag,
    One(&'static str),
    /// Several, with commas between them.
    List(&'static str),
}

struct Row {
    name: &'static str,
    sort: Sort,
    heading: &'static str,
    help: &'static str,
}

const TOOLS: &str = "Tools";
const AUDIT: &str = "Audit";
const HTTP: &str = "HTTP";

const fn row(name: &'static str, sort: Sort, heading: &'static str, help: &'static str) -> Row {
    Row {
        name,
        sort,
        heading,
        help,
    }
}

const ROWS: [Row; 18] = [
    row(
        "profile",
        Sort::One("NAME"),
        TOOLS,
        "What is served to begin with: full, default, or compact, five tools that find and call the others [default: default]",
    ),
    row(
        "read-only",
        Sort::Flag,
        TOOLS,
        "Nothing that changes anything, whatever else is chosen",
    ),
    row(
        "methods",
        Sort::List("METHODS"),
        TOOLS,
        "Only tools of these sorts: read, write, or list, get, create, update, delete, custom",
    ),
    row(
        "tags",
        Sort::List("TAGS"),
        TOOLS,
        "Only tools of these groups, of all that there are; unified models are served by unified, unified_crm and unified_ticketing alone",
    ),
    row(
        "tools",
        Sort::List("NAMES"),
        TOOLS,
        "Only these tools, of all that there are; * stands for any letters",
    ),
    row(
        "exclude",
        Sort::List("NAMES"),
        TOOLS,
        "Without these tools; * stands for any letters",
    ),
    row(
        "confirm",
        Sort::One("WHAT"),
        TOOLS,
        "What has to be confirmed by an argument: all deletes and bulk writes, bulk, or none [default: all]",
    ),
    row(
        "max-result-tokens",
        Sort::One("NUMBER"),
        TOOLS,
        "The longest answer of a tool [default: 10000]",
    ),
    row(
        "overrides",
        Sort::List("FILES"),
        TOOLS,
        "Rules that override those of unified models; later ones win",
    ),
    row(
        "credentials",
        Sort::One("NAME"),
        TOOLS,
        "Profile with the credentials [env: PLANHAT_PROFILE]",
    ),
    row(
        "audit",
        Sort::One("FILE"),
        AUDIT,
        "Where a line is written for each call: a file, - for standard error, or none [default: -]",
    ),
    row(
        "audit-payloads",
        Sort::Flag,
        AUDIT,
        "The arguments of calls in those lines too; they hold what is the tenant's own",
    ),
    row(
        "listen",
        Sort::One("ADDRESS:PORT"),
        HTTP,
        "Serves HTTP in the place of standard input and output; port 0 is any free one",
    ),
    row(
        "allow-host",
        Sort::List("HOSTS"),
        HTTP,
        "Further values of Host that are served, such as mcp.example.com",
    ),
    row(
        "allow-origin",
        Sort::List("ORIGINS"),
        HTTP,
        "Further values of Origin that are served, such as https://app.example.com",
    ),
    row(
        "body-limit",
        Sort::One("BYTES"),
        HTTP,
        "The longest request [default: 4194304]",
    ),
    row(
        "time-limit",
        Sort::One("SECONDS"),
        HTTP,
        "The longest time for a request [default: 300]",
    ),
    row(
        "grace",
        Sort::One("SECONDS"),
        HTTP,
        "How long open calls may take when it is stopped [default: 10]",
    ),
];

/// The options, for the commands below too.
pub(super) fn args() -> Vec<Arg> {
    let args = ROWS.iter().enumerate().map(|(at, row)| {
        let arg = Arg::new(row.name).long(row.name).global(true);
        let arg = arg
            .help(row.help)
            .help_heading(row.heading)
            .display_order(at);
        match row.sort {
            Sort::Flag => arg.action(ArgAction::SetTrue),
            Sort::One(value) => arg.value_name(value),
            Sort::List(value) => arg.value_name(value).action(ArgAction::Append),
        }
    });
    args.collect()
}

impl Options {
    pub(super) fn read(matches: &ArgMatches, console: &Console) -> Result<Self, Failure> {
        let given = Given { matches, console };
        let audit = match given.text("audit")?.as_deref() {
            None if console.quiet => Audit::Silent,
            None | Some(STDERR) => Audit::Error,
            Some(NO_AUDIT) => Audit::Silent,
            Some(path) => Audit::File(path.into()),
        };
        Ok(Options {
            selection: selection(&given)?,
            overrides: given.list("overrides")?,
            credentials: text_of(matches, "credentials"),
            audit,
            payloads: given.flag("audit-payloads")?,
            listen: given.parsed("listen", "an address with a port, such as 127.0.0.1:8765")?,
            http: http(&given)?,
        })
    }

    /// The options as a client has to give them, without those of HTTP.
    pub(super) fn arguments(&self) -> Vec<String> {
        let (mine, usual) = (&self.selection, Selection::default());
        let mut all = Vec::new();
        let mut one = |name: &str, value: Option<String>| {
            all.push(format!("--{name}"));
            all.extend(value);
        };
        if mine.profile != usual.profile {
            one("profile", Some(mine.profile.to_string()));
        }
        if mine.read_only {
            one("read-only", None);
        }
        let lists = [&mine.methods, &mine.tags, &mine.tools, &mine.exclude];
        for (name, list) in ["methods", "tags", "tools", "exclude"].iter().zip(lists) {
            if !list.is_empty() {
                one(name, Some(list.join(",")));
            }
        }
        if mine.confirm != usual.confirm {
            one("confirm", Some(mine.confirm.to_string()));
        }
        if mine.max_result_tokens != usual.max_result_tokens {
            one(
                "max-result-tokens",
                Some(mine.max_result_tokens.to_string()),
            );
        }
        if !self.overrides.is_empty() {
            let files: Vec<String> = self.overrides.iter().map(absolute).collect();
            one("overrides", Some(files.join(",")));
        }
        match &self.audit {
            Audit::Error => {}
            Audit::Silent => one("audit", Some(NO_AUDIT.to_owned())),
            Audit::File(path) => {
                one("audit", Some(absolute(path)));
            }
        }
        if self.payloads {
            one("audit-payloads", None);
        }
        all
    }
}

/// A path from anywhere, since a client starts it somewhere else.
fn absolute(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.display().to_string()
}

fn selection(given: &Given<'_>) -> Result<Selection, Failure> {
    let usual = Selection::default();
    let profile = given.known("profile")?;
    Ok(Selection {
        profile: profile.unwrap_or(usual.profile),
        methods: given.list("methods")?,
        tags: given.list("tags")?,
        tools: given.list("tools")?,
        exclude: given.list("exclude")?,
        read_only: given.flag("read-only")?,
        max_result_tokens: given
            .parsed("max-result-tokens", "a number")?
            .unwrap_or(usual.max_result_tokens),
        confirm: given.known("confirm")?.unwrap_or(usual.confirm),
    })
}

fn http(given: &Given<'_>) -> Result<http::Options, Failure> {
    let usual = http::Options::default();
    let seconds = |name, usual| -> Result<Duration, Failure> {
        let seconds: Option<u32> = given.parsed(name, "whole seconds")?;
        Ok(seconds.map_or(usual, |seconds| Duration::from_secs(seconds.into())))
    };
    Ok(http::Options {
        bearer: given.variable("bearer")?.map(SecretString::from),
        hosts: given.list("allow-host")?,
        origins: given.list("allow-origin")?,
        body_limit: given
            .parsed("body-limit", "a number of bytes")?
            .unwrap_or(usual.body_limit),
        time_limit: seconds("time-limit", usual.time_limit)?,
        grace: seconds("grace", usual.grace)?,
    })
}
