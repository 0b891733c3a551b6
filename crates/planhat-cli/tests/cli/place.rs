//! A sandbox, a home of its own, and the binary between them.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use planhat_sandbox::Sandbox;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The binary.
pub const PLANHAT: &str = env!("CARGO_BIN_EXE_planhat");

/// Where commands run.
pub struct Place {
    pub sandbox: Sandbox,
    pub home: TempDir,
    // Last, so that the sandbox ends before it.
    _runtime: Runtime,
}

/// What came of a command.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub error: String,
}

impl Place {
    pub fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let sandbox = runtime
            .block_on(Sandbox::builder().no_quota().start())
            .unwrap();
        Place {
            sandbox,
            home: tempfile::tempdir().unwrap(),
            _runtime: runtime,
        }
    }

    /// Companies named `Company 0` and so on, with their number as external id.
    pub fn with_companies(number: usize) -> Self {
        let place = Place::new();
        for at in 0..number {
            place.insert("company", json!({"name": format!("Company {at}"), "externalId": at.to_string(), "phase": "Onboarding"}));
        }
        place
    }

    pub fn insert(&self, resource: &str, record: Value) -> String {
        let record: Map<String, Value> = serde_json::from_value(record).unwrap();
        self.sandbox.tenant().insert(resource, record).unwrap()
    }

    /// The environment of a command, with credentials.
    pub fn variables(&self) -> Vec<(String, String)> {
        let mut all = self.home_alone();
        for (name, value) in [
            ("PLANHAT_BASE_URL", self.sandbox.url()),
            ("PLANHAT_API_TOKEN", self.sandbox.token()),
            ("PLANHAT_TENANT_TOKEN", self.sandbox.tenant_token()),
        ] {
            all.push((name.to_owned(), value.to_owned()));
        }
        all
    }

    /// The environment of a command without credentials.
    pub fn home_alone(&self) -> Vec<(String, String)> {
        let home = self.home.path().display().to_string();
        vec![
            ("HOME".to_owned(), home),
            ("TERM".to_owned(), "xterm".to_owned()),
        ]
    }

    pub fn run(&self, words: &[&str]) -> Ran {
        run(words, "", self.variables())
    }

    pub fn run_with(&self, words: &[&str], input: &str) -> Ran {
        run(words, input, self.variables())
    }

    /// A file in the home.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.home.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// The path of a file in the home.
    pub fn path(&self, name: &str) -> String {
        self.home.path().join(name).display().to_string()
    }

    /// A command that goes on by itself.
    pub fn spawn(&self, words: &[&str]) -> std::process::Child {
        let mut command = command(words, self.variables());
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.spawn().unwrap()
    }

    pub fn profiles(&self) -> PathBuf {
        self.home.path().join(".config/planhat/profiles.toml")
    }
}

/// Runs the binary with an input and an environment, and nothing else of this process.
pub fn run(words: &[&str], input: &str, variables: Vec<(String, String)>) -> Ran {
    let mut child = command(words, variables)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads no input may be gone by now.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        error: String::from_utf8(output.stderr).unwrap(),
    }
}

pub fn command(words: &[&str], variables: Vec<(String, String)>) -> Command {
    let mut command = Command::new(PLANHAT);
    command.args(words).env_clear().envs(variables);
    command
}

impl Ran {
    /// The output of a command that went well.
    pub fn ok(&self) -> &str {
        assert_eq!(self.code, 0, "{self:?}");
        &self.out
    }

    /// Standard error of a command that failed with a code.
    pub fn failed(&self, code: i32) -> &str {
        assert_eq!(self.code, code, "{self:?}");
        &self.error
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(self.ok()).unwrap()
    }

    pub fn lines(&self) -> Vec<Value> {
        self.ok()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}
