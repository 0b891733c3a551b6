//! What to write into a client's settings.

use clap::{Arg, ArgMatches, Command};
use planhat_client::api::API;
use serde_json::{Map, Value, json};

use super::Options;
use crate::commands::{Context, Origin, Settings, token_variable};
use crate::console::Console;
use crate::exit;
use crate::failure::Failure;
use crate::profile::{self, DEFAULT};

/// The clients that it knows.
const CLIENTS: [&str; 4] = ["claude-desktop", "claude-code", "cursor", "vscode"];

pub(super) fn command() -> Command {
    Command::new("config")
        .about("Shows what to write into the settings of a client, for this machine")
        .after_help(
            "The configuration is written to standard output, and where it goes to standard error. \
             It has the options that are given here, and no token: that comes from a profile \
             (`planhat login`), or from a variable that the configuration names.",
        )
        .arg(
            Arg::new("client")
                .value_name("CLIENT")
                .required(true)
                .value_parser(CLIENTS),
        )
}

pub(super) fn run(
    matches: &ArgMatches,
    options: &Options,
    context: &Context,
) -> Result<i32, Failure> {
    let console = &context.console;
    let client = matches
        .get_one::<String>("client")
        .map_or("", String::as_str);
    let settings = Settings::new(console, options.credentials.as_deref())?;
    let program = std::env::current_exe();
    let program = program.map_err(|error| Failure::input("the path of this program", &error))?;
    let mut arguments = vec!["mcp".to_owned()];
    arguments.extend(options.arguments());
    let stored = stored(&settings, console);
    if let Some(name) = stored.filter(|name| *name != DEFAULT) {
        arguments.extend(["--credentials".to_owned(), name.to_owned()]);
    }
    let mut server = json!({"command": program.display().to_string(), "args": arguments});
    let secrets = match stored {
        Some(_) => Vec::new(),
        None => secrets(console),
    };
    let environment = environment(client, &secrets, console);
    if !environment.is_empty() {
        server["env"] = Value::Object(environment);
    }
    let whole = whole(client, server, &secrets);
    let text = serde_json::to_string_pretty(&whole);
    let text = text.map_err(|error| Failure::new(exit::FAILED, error.to_string()))?;
    console.write(format!("{text}\n"))?;
    console.note(place(client));
    console.note(&match stored {
        Some(name) => format!("the token comes from the profile `{name}`"),
        None => token_note(client),
    });
    Ok(exit::OK)
}

/// The profile that has the token, where no variable wins over it.
fn stored<'s>(settings: &'s Settings, console: &Console) -> Option<&'s str> {
    match settings.origin(console, token_variable())? {
        Origin::Profile(_) => settings.profile(),
        Origin::Environment => None,
    }
}

/// Variables of secrets: that of the token, and others that are set here.
fn secrets(console: &Console) -> Vec<&'static str> {
    let all = API.secrets.iter().map(|secret| secret.env);
    let needed = |name: &&str| *name == token_variable() || console.variable(name).is_some();
    all.filter(needed).collect()
}

/// The variables of the server. What is no secret is written as it is set here.
fn environment(client: &str, secrets: &[&str], console: &Console) -> Map<String, Value> {
    let secrets = secrets
        .iter()
        .map(|name| ((*name).to_owned(), reference(client, name).into()));
    let plain = profile::addresses().into_iter().filter_map(|name| {
        let value = console.variable(&name)?.into_string().ok()?;
        Some((name, value.into()))
    });
    secrets.chain(plain).collect()
}

/// How a client takes a variable from somewhere else.
fn reference(client: &str, variable: &str) -> String {
    match client {
        "claude-code" => format!("${{{variable}}}"),
        "cursor" => format!("${{env:{variable}}}"),
        "vscode" => format!("${{input:{}}}", input(variable)),
        _ => format!("<{variable}: write it here>"),
    }
}

/// The name of the question that VS Code asks for a variable.
fn input(variable: &str) -> String {
    variable.to_lowercase().replace('_', "-")
}

fn whole(client: &str, mut server: Value, secrets: &[&str]) -> Value {
    if client != "vscode" {
        return json!({"mcpServers": {"planhat": server}});
    }
    server["type"] = "stdio".into();
    let inputs = secrets.iter().map(|variable| {
        let secret = API.secrets.iter().find(|secret| secret.env == *variable);
        json!({
            "type": "promptString",
            "id": input(variable),
            "description": secret.map_or("", |secret| secret.doc),
            "password": true,
        })
    });
    let inputs: Vec<Value> = inputs.collect();
    match inputs.is_empty() {
        true => json!({"servers": {"planhat": server}}),
        false => json!({"inputs": inputs, "servers": {"planhat": server}}),
    }
}

fn place(client: &str) -> &'static str {
    match client {
        "claude-desktop" if cfg!(target_os = "macos") => {
            "into ~/Library/Application Support/Claude/claude_desktop_config.json (Settings, \
             Developer, Edit Config), then restart Claude Desktop"
        }
        "claude-desktop" if cfg!(windows) => {
            r"into %APPDATA%\Claude\claude_desktop_config.json (Settings, Developer, Edit Config), then restart Claude Desktop"
        }
        "claude-desktop" => {
            "into ~/.config/Claude/claude_desktop_config.json (Settings, Developer, Edit Config), \
             then restart Claude Desktop"
        }
        "claude-code" => {
            "into .mcp.json in the folder of a project; for all projects: claude mcp add-json \
             --scope user planhat, with what stands behind \"planhat\""
        }
        "cursor" => "into ~/.cursor/mcp.json, or .cursor/mcp.json in the folder of a project",
        _ => {
            "into .vscode/mcp.json in the folder of a project, or the file that `MCP: Open User \
             Configuration` opens"
        }
    }
}

fn token_note(client: &str) -> String {
    let token = token_variable();
    let how = match client {
        "claude-code" | "cursor" => {
            format!("{token} is taken from the environment that the client is started in")
        }
        "vscode" => "the token is asked for once, and kept by VS Code".to_owned(),
        _ => format!("write the token in the place of the text behind {token}"),
    };
    format!(
        "{how}; or keep it with `planhat login` and run this again, then nothing is to be written"
    )
}
