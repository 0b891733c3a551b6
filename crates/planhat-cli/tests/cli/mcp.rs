//! The MCP server as clients start it, and what is written into their settings.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use crate::place::{Place, Ran, command, run};

const OLD: &str = "2025-11-25";
const NEW: &str = "2026-07-28";
pub const LIST: &str = "list_all_planhat_companies";
const DELETE: &str = "delete_a_planhat_company_by_id";
/// Tools around companies, whatever the profiles have.
pub const COMPANIES: &str = "*_planhat_company*,*_planhat_companies";

fn ask(id: u32, method: &str, params: Value) -> String {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string() + "\n"
}

/// A request of the newest revision.
fn new(id: u32, method: &str, mut params: Value) -> String {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": NEW,
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    ask(id, method, params)
}

pub fn greeting() -> String {
    let params = json!({"protocolVersion": OLD, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}});
    let done = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    format!("{}{done}\n", ask(0, "initialize", params))
}

/// The answer to a request, of the lines that a server wrote.
pub fn answer(ran: &Ran, id: u32) -> Value {
    let found = ran.lines().into_iter().find(|line| line["id"] == id);
    found.unwrap_or_else(|| panic!("no answer to {id}: {ran:?}"))
}

pub fn text(answer: &Value) -> &str {
    let text = answer["result"]["content"][0]["text"].as_str();
    text.unwrap_or_else(|| panic!("no text: {answer}"))
}

pub fn call(id: u32, tool: &str, arguments: Value) -> String {
    ask(
        id,
        "tools/call",
        json!({"name": tool, "arguments": arguments}),
    )
}

#[test]
fn both_ways_of_speaking_are_served_on_stdio() {
    let place = Place::with_companies(2);
    let words = ["mcp", "--tools", COMPANIES, "--audit", "none"];
    let input = greeting() + &ask(1, "tools/list", json!({})) + &call(2, LIST, json!({}));
    let old = place.run_with(&words, &input);
    assert_eq!(answer(&old, 0)["result"]["protocolVersion"], OLD);
    assert!(text(&answer(&old, 2)).contains("Company 1"), "{old:?}");
    let call = json!({"name": LIST, "arguments": {}});
    let input = new(1, "tools/list", json!({})) + &new(2, "tools/call", call);
    let newest = place.run_with(&words, &input);
    assert!(
        text(&answer(&newest, 2)).contains("Company 1"),
        "{newest:?}"
    );
    assert_eq!(
        answer(&old, 1)["result"]["tools"],
        answer(&newest, 1)["result"]["tools"]
    );
    for ran in [old, newest] {
        assert_eq!(ran.error, "", "nothing to remark on");
    }
}

#[test]
fn without_a_token_it_lists_and_a_call_says_what_to_set() {
    let place = Place::new();
    let input = greeting() + &ask(1, "tools/list", json!({})) + &call(2, LIST, json!({}));
    let ran = run(&["mcp", "--tools", COMPANIES], &input, place.home_alone());
    assert!(
        answer(&ran, 1)["result"]["tools"]
            .as_array()
            .is_some_and(|tools| !tools.is_empty())
    );
    let called = answer(&ran, 2);
    assert_eq!(called["result"]["isError"], true);
    assert!(text(&called).contains("PLANHAT_API_TOKEN"), "{called}");
    assert!(
        ran.error.contains("PLANHAT_API_TOKEN is not set"),
        "{ran:?}"
    );
}

#[test]
fn an_address_that_makes_no_sense_is_told_by_the_call() {
    let place = Place::new();
    let mut variables = place.home_alone();
    variables.push(("PLANHAT_API_TOKEN".to_owned(), "secret-token".to_owned()));
    variables.push((
        "PLANHAT_BASE_URL".to_owned(),
        "http://planhat.example".to_owned(),
    ));
    let input = greeting() + &call(1, LIST, json!({})) + &call(2, LIST, json!({}));
    let ran = run(&["mcp", "--tools", COMPANIES], &input, variables);
    for id in [1, 2] {
        let called = answer(&ran, id);
        assert_eq!(called["result"]["isError"], true);
        assert!(text(&called).contains("https"), "{called}");
    }
    assert!(!ran.error.contains("secret-token"), "{ran:?}");
}

#[test]
fn calls_are_told_on_standard_error_or_in_a_file() {
    let place = Place::with_companies(1);
    let input = greeting() + &call(1, LIST, json!({"limit": 1}));
    let ran = place.run_with(&["mcp", "--tools", COMPANIES], &input);
    let line: Value = serde_json::from_str(ran.error.trim()).expect("a line of JSON");
    assert_eq!(line["tool"], LIST);
    assert_eq!(line["caller"], "stdio");
    assert_eq!(line["outcome"], "done");
    assert_eq!(line.get("arguments"), None);

    let file = place.path("audit.jsonl");
    let mut variables = place.variables();
    variables.push(("PLANHAT_MCP_AUDIT".to_owned(), file.clone()));
    variables.push(("PLANHAT_MCP_AUDIT_PAYLOADS".to_owned(), "yes".to_owned()));
    let ran = run(&["mcp", "--tools", COMPANIES], &input, variables);
    assert_eq!((ran.code, ran.error.as_str()), (0, ""));
    let written = std::fs::read_to_string(file).expect("a file");
    let line: Value = serde_json::from_str(&written).expect("a line of JSON");
    assert_eq!(line["arguments"], json!({"limit": 1}));
}

#[test]
fn what_cannot_be_audited_is_not_changed() {
    let place = Place::with_companies(1);
    let file = place.path("no/such/folder/audit.jsonl");
    let create = call(1, "create_a_planhat_company", json!({"name": "Acme"}));
    let input = greeting() + &create + &call(2, LIST, json!({}));
    let ran = place.run_with(&["mcp", "--tools", COMPANIES, "--audit", &file], &input);
    assert_eq!(answer(&ran, 1)["result"]["isError"], true);
    assert!(text(&answer(&ran, 1)).contains("audit"), "{ran:?}");
    assert_eq!(answer(&ran, 2)["result"]["isError"], false);
    assert!(
        ran.error
            .contains("calls that change something are refused"),
        "{ran:?}"
    );
}

#[test]
fn options_and_the_environment_choose_tools() {
    let place = Place::new();
    let shown = |words: &[&str], variables: &[(&str, &str)]| {
        let mut all = place.home_alone();
        all.extend(
            variables
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let words = [&["mcp", "tools", "-o", "json"], words].concat();
        run(&words, "", all)
    };
    let names = |ran: &Ran| -> Vec<String> {
        let rows = ran.json();
        let rows = rows.as_array().expect("a list").iter();
        rows.map(|row| row["tool"].as_str().expect("a name").to_owned())
            .collect()
    };
    let all = names(&shown(&["--tools", COMPANIES], &[]));
    assert!(all.iter().any(|name| name == DELETE));
    let reads = names(&shown(&["--tools", COMPANIES, "--read-only"], &[]));
    assert!(reads.len() < all.len() && reads.iter().any(|name| name == LIST));
    let variables = [
        ("PLANHAT_MCP_TOOLS", COMPANIES),
        ("PLANHAT_MCP_READ_ONLY", "yes"),
    ];
    assert_eq!(names(&shown(&[], &variables)), reads);
    let methods = names(&shown(
        &["--tools", COMPANIES, "--methods", "read"],
        &variables[..1],
    ));
    assert_eq!(methods, reads);
    let one = names(&shown(&["--tools", LIST], &variables[..1]));
    assert_eq!(one, [LIST], "an option wins");
    let without = names(&shown(&["--tools", COMPANIES, "--exclude", LIST], &[]));
    assert_eq!(without.len(), all.len() - 1);
    let few = names(&shown(&["--profile", "compact"], &[]));
    assert!(few.len() < 8, "{few:?}");
    assert_eq!(
        names(&shown(&[], &[("PLANHAT_MCP_PROFILE", "compact")])),
        few
    );

    for (words, variables, said) in [
        (&["--tools", "no_such_tool"][..], &[][..], "no_such_tool"),
        (&["--confirm", "maybe"], &[], "--confirm"),
        (&["--profile", "work"], &[], "--credentials"),
        (&["--max-result-tokens", "many"], &[], "--max-result-tokens"),
        (
            &[],
            &[("PLANHAT_MCP_READ_ONLY", "maybe")],
            "PLANHAT_MCP_READ_ONLY",
        ),
        (&[], &[("PLANHAT_MCP_LISTEN", "here")], "PLANHAT_MCP_LISTEN"),
    ] {
        let ran = shown(words, variables);
        assert!(ran.failed(64).contains(said), "{ran:?}");
    }
}

#[test]
fn credentials_have_a_profile_of_their_own() {
    let place = Place::with_companies(1);
    let login = [
        "login",
        "--profile",
        "work",
        "--base-url",
        place.sandbox.url(),
    ];
    run(&login, place.sandbox.token(), place.home_alone()).ok();
    let input = greeting() + &call(1, "search_planhat_tools", json!({"query": "company"}));
    for words in [
        &["mcp", "--credentials", "work", "--profile", "compact"][..],
        &["mcp", "--profile=compact", "--credentials=work"],
    ] {
        let ran = run(words, &input, place.home_alone());
        assert_eq!(answer(&ran, 1)["result"]["isError"], false, "{ran:?}");
    }
    let words = ["mcp", "--credentials", "work", "--tools", COMPANIES];
    let ran = run(
        &words,
        &(greeting() + &call(1, LIST, json!({}))),
        place.home_alone(),
    );
    assert!(text(&answer(&ran, 1)).contains("Company 0"), "{ran:?}");
    let ran = run(&["mcp", "--credentials", "none"], "", place.home_alone());
    assert!(ran.failed(77).contains("none"), "{ran:?}");
}

/// A server over HTTP, and its address.
#[cfg(unix)]
struct Listening(Child, String);

#[cfg(unix)]
impl Listening {
    fn start(words: &[&str], variables: Vec<(String, String)>) -> Self {
        let words = [
            &["mcp", "--listen", "127.0.0.1:0", "--tools", COMPANIES],
            words,
        ]
        .concat();
        let mut child = command(&words, variables)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a process");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        out.read_line(&mut line).expect("a line");
        let address = line
            .trim_end()
            .strip_prefix("http://")
            .and_then(|rest| rest.strip_suffix("/mcp"));
        let address = address
            .unwrap_or_else(|| panic!("no address: {line}"))
            .to_owned();
        Listening(child, address)
    }

    fn post(&self, body: &str, more: &str) -> String {
        let mut stream = TcpStream::connect(&self.1).expect("a connection");
        let head = format!(
            "POST /mcp HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n\
             Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: {OLD}\r\n{more}\
             Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
            self.1,
            body.len()
        );
        stream.write_all(head.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// Ends it by a signal, and gives its code and standard error.
    fn end(mut self, signal: &str) -> (Option<i32>, String) {
        let kill = std::process::Command::new("kill")
            .arg(signal)
            .arg(self.0.id().to_string())
            .status();
        assert!(kill.expect("kill").success());
        let mut error = String::new();
        let mut from = self.0.stderr.take().expect("its error");
        from.read_to_string(&mut error).expect("text");
        (self.0.wait().expect("its end").code(), error)
    }
}

#[cfg(unix)]
#[test]
fn it_listens_until_it_is_told_to_end() {
    let place = Place::with_companies(1);
    for signal in ["-INT", "-TERM"] {
        let server = Listening::start(&[], place.variables());
        let answer = server.post(call(1, LIST, json!({})).trim(), "");
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.contains("Company 0"),
            "{answer}"
        );
        let (code, error) = server.end(signal);
        assert_eq!(code, Some(0), "{error}");
        let line: Value = serde_json::from_str(error.trim()).expect("a line of JSON");
        assert_eq!(line["caller"], "http");
    }
}

/// A Planhat that takes a call and never answers; tells when it has one.
#[cfg(unix)]
fn silent(place: &Place) -> (std::net::TcpListener, Vec<(String, String)>) {
    let upstream = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let url = format!("http://{}", upstream.local_addr().expect("an address"));
    let mut variables = place.home_alone();
    variables.push(("PLANHAT_BASE_URL".to_owned(), url));
    variables.push(("PLANHAT_API_TOKEN".to_owned(), "secret-token".to_owned()));
    (upstream, variables)
}

/// The last line of audit says that the call was given up.
#[cfg(unix)]
fn cancelled(error: &str) {
    let line: Value = serde_json::from_str(error.trim()).expect("a line of JSON");
    assert_eq!(
        (&line["tool"], &line["outcome"]),
        (&json!(LIST), &json!("cancelled"))
    );
}

#[cfg(unix)]
#[test]
fn a_call_that_is_open_when_it_has_to_end_is_told() {
    let place = Place::new();
    let (upstream, variables) = silent(&place);
    let server = Listening::start(&["--grace", "0"], variables.clone());
    let mut stream = TcpStream::connect(&server.1).expect("a connection");
    let body = call(1, LIST, json!({}));
    let head = format!(
        "POST /mcp HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nAccept: \
         application/json, text/event-stream\r\nContent-Length: {}\r\n\r\n{body}",
        server.1,
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("sent");
    let _open = upstream.accept().expect("a call");
    let (code, error) = server.end("-TERM");
    assert_eq!(code, Some(0), "{error}");
    cancelled(&error);

    let mut child = command(&["mcp", "--tools", COMPANIES], variables)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process");
    let mut input = child.stdin.take().expect("its input");
    let said = greeting() + &call(1, LIST, json!({}));
    input.write_all(said.as_bytes()).expect("said");
    let _open = upstream.accept().expect("a call");
    let (code, error) = Listening(child, String::new()).end("-TERM");
    assert_eq!(code, Some(0), "{error}");
    cancelled(&error);
}

#[cfg(unix)]
#[test]
fn a_bearer_comes_from_the_environment() {
    let place = Place::with_companies(1);
    let mut variables = place.variables();
    variables.push((
        "PLANHAT_MCP_BEARER".to_owned(),
        "my-bearer-secret".to_owned(),
    ));
    let server = Listening::start(&[], variables);
    let list = ask(1, "tools/list", json!({}));
    let without = server.post(&list, "");
    assert!(without.starts_with("HTTP/1.1 401"), "{without}");
    let with = server.post(&list, "Authorization: Bearer my-bearer-secret\r\n");
    assert!(with.starts_with("HTTP/1.1 200"), "{with}");
    let (_, error) = server.end("-TERM");
    assert!(!error.contains("my-bearer-secret"), "{error}");
}

#[test]
fn an_address_for_others_needs_a_bearer() {
    let place = Place::new();
    let words = ["mcp", "--listen", "0.0.0.0:0", "--tools", COMPANIES];
    let ran = run(&words, "", place.home_alone());
    let said = ran.failed(64);
    assert!(
        said.contains("PLANHAT_MCP_BEARER") && ran.out.is_empty(),
        "{ran:?}"
    );
    let words = [
        "mcp",
        "--listen",
        "127.0.0.1:0",
        "--allow-host",
        "https://x",
        "--tools",
        COMPANIES,
    ];
    assert!(
        run(&words, "", place.home_alone())
            .failed(64)
            .contains("https://x")
    );
}
