//! The tools for agents: an MCP server, on standard input and output or over HTTP.

mod config;
mod given;
mod options;
mod tools;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::{ArgMatches, Command};
use planhat_mcp::audit::{Audit, Lines, Silent};
use planhat_mcp::http::{self, Error, Server};
use planhat_mcp::service::{Service, Session};
use planhat_mcp::stdio;
use planhat_tools::{CATALOGUE, unified};
use planhat_tools_runtime::ToolSet;

use super::settings::Builder;
use super::unified::under;
use super::{Context, Settings, token_variable};
use crate::console::Console;
use crate::exit;
use crate::failure::Failure;
use crate::interrupt::Ending;

use options::Options;

/// How long what is told of calls may take once the server has stopped.
const LAST: Duration = Duration::from_secs(2);

pub(super) fn command() -> Command {
    Command::new("mcp")
        .about("Tools for agents: an MCP server on stdio or HTTP")
        .long_about(
            "Serves tools for agents by the Model Context Protocol: on standard input and output, as \
             clients start it, or over HTTP with --listen, whose address is then the first line of \
             standard output. `planhat mcp config CLIENT` shows what to write into a client's \
             settings, `planhat mcp tools` what is served.",
        )
        .args(options::args())
        .subcommand(tools::command())
        .subcommand(config::command())
        .disable_help_subcommand(true)
        .after_long_help(
            "Each option can stand in the environment, as PLANHAT_MCP_READ_ONLY=yes or \
             PLANHAT_MCP_TAGS=crm,people; an option wins over it. PLANHAT_MCP_BEARER is the secret \
             that clients of --listen show. --profile is that of the tools here; credentials of a \
             profile are named with --credentials or PLANHAT_PROFILE.",
        )
}

pub(super) async fn run(matches: &ArgMatches, context: &Context) -> Result<i32, Failure> {
    let options = Options::read(matches, &context.console)?;
    let tools = select(&options, &context.console)?;
    match matches.subcommand() {
        Some(("tools", _)) => tools::run(&tools, context),
        Some(("config", matches)) => config::run(matches, &options, context),
        _ => serve(tools, options, context).await,
    }
}

/// The tools that are served, by the rules in force.
fn select(options: &Options, console: &Console) -> Result<ToolSet, Failure> {
    let selection = &options.selection;
    let chosen = match options.overrides.as_slice() {
        [] => ToolSet::select(&CATALOGUE, selection),
        files => {
            let rules = unified::context(under(files.to_vec())?.0);
            ToolSet::select_with(&CATALOGUE, selection, rules)
        }
    };
    let chosen = chosen.map_err(|error| Failure::usage(error.to_string()))?;
    if !options.overrides.is_empty() && !chosen.goes_by_context() {
        console.note(
            "no tool of a unified model is served, so that --overrides changes nothing; \
             --tags unified serves them",
        );
    }
    Ok(chosen)
}

async fn serve(tools: ToolSet, options: Options, context: &Context) -> Result<i32, Failure> {
    let console = &context.console;
    let settings = Settings::new(console, options.credentials.as_deref())?;
    let token = token_variable();
    if settings.origin(console, token).is_none() {
        console.note(&format!(
            "{token} is not set and no profile has it: tools are listed, and calls will say so"
        ));
    }
    let connect = connect(context.tuned(settings.builder(console)?));
    // First, so that no signal is missed once it is ready.
    let ending = Ending::new().map_err(|error| Failure::input("signals", &error))?;
    let audit = audit(&options, context);
    let caller = match options.listen {
        Some(_) => "http",
        None => "stdio",
    };
    let service = Service::new(Arc::new(Session::new(tools, connect, audit, caller)));
    match options.listen {
        Some(address) => listen(address, options.http, &service, ending, console).await?,
        None => converse(&service, ending, console).await?,
    }
    let _ = tokio::time::timeout(LAST, service.idle()).await;
    Ok(exit::OK)
}

async fn listen(
    address: SocketAddr,
    options: http::Options,
    service: &Service<Arc<Session>>,
    ending: Ending,
    console: &Console,
) -> Result<(), Failure> {
    if address.ip().is_unspecified() && options.hosts.is_empty() {
        console.note(
            "only requests to localhost are served: name the host that clients write with \
             --allow-host",
        );
    }
    let server = Server::bind(address, options).await.map_err(refused)?;
    console.write(format!("{}\n", server.url()))?;
    let handler = service.clone();
    server.serve(move || handler.clone(), ending.came()).await;
    Ok(())
}

async fn converse(
    service: &Service<Arc<Session>>,
    ending: Ending,
    console: &Console,
) -> Result<(), Failure> {
    if console.in_is_terminal {
        console.note(
            "waiting for an MCP client on standard input; `planhat mcp config CLIENT` shows how one \
             starts this",
        );
    }
    let served = stdio::serve(service.clone(), ending.came()).await;
    served.map_err(|error| Failure::new(exit::FAILED, error.to_string()))
}

/// Makes the client when it is first needed: it takes a while, and clients of MCP do not wait.
fn connect(builder: Builder) -> impl Fn() -> Result<planhat_core::Client, String> {
    let made = Mutex::new((Some(builder), None));
    move || {
        let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
        let (builder, client) = &mut *made;
        if let Some(builder) = builder.take() {
            let built: Result<planhat_client::Client, _> = builder.build();
            *client = Some(
                built
                    .map(|client| (*client).clone())
                    .map_err(|error| error.to_string()),
            );
        }
        client
            .clone()
            .unwrap_or_else(|| Err("there is no client".to_owned()))
    }
}

fn audit(options: &Options, context: &Context) -> Arc<dyn Audit> {
    let lines = match &options.audit {
        options::Audit::Silent => return Arc::new(Silent),
        options::Audit::Error => Lines::stderr(options.payloads),
        options::Audit::File(path) => Lines::file(path, options.payloads),
    };
    if let Some(fault) = lines.fault() {
        context.console.note(&format!(
            "the audit cannot be written ({fault}): calls that change something are refused"
        ));
    }
    Arc::new(lines)
}

fn refused(error: Error) -> Failure {
    let code = match error {
        Error::Listen { .. } => exit::FAILED,
        _ => exit::USAGE,
    };
    Failure::new(code, error.to_string())
}
