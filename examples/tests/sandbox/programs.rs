//! The programs themselves, by the commands of the README.

use std::path::Path;
use std::process::{Command, Output};

use planhat_sandbox::Sandbox;

use crate::data;

const README: &str = include_str!("../../README.md");
const RUN: &str = "cargo run -p planhat-examples --bin ";
const FILES: &str = "target/try";

/// The commands of the README: a program and its arguments.
fn commands() -> Vec<Vec<String>> {
    let lines = README.lines().filter_map(|line| line.strip_prefix(RUN));
    lines
        .map(|line| words(&line.replacen(" -- ", " ", 1)))
        .collect()
}

/// A line as a shell splits it, as far as the README needs.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('"').enumerate() {
        match at % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

async fn run(sandbox: &Sandbox, command: &[String], files: &Path) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_license_sync")).with_file_name(&command[0]);
    let files = files.to_str().unwrap();
    let mut command = {
        let arguments = command[1..].iter().map(|word| word.replace(FILES, files));
        let mut command = Command::new(program);
        command.args(arguments);
        command
    };
    command.env("PLANHAT_BASE_URL", sandbox.url());
    command.env("PLANHAT_API_TOKEN", sandbox.token());
    let output = tokio::task::spawn_blocking(move || command.output());
    output.await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_of_the_readme_do_what_it_says() {
    let sandbox = Sandbox::builder().demo(5).start().await.unwrap();
    let companies: Vec<serde_json::Map<_, _>> =
        planhat_examples::files::read_json(&data("companies.json")).unwrap();
    for company in companies {
        sandbox.tenant().insert("company", company).unwrap();
    }
    let files = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(data("")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), files.path().join(file.file_name())).unwrap();
    }
    let commands = commands();
    let mut programs: Vec<&str> = commands.iter().map(|words| words[0].as_str()).collect();
    programs.dedup();
    assert_eq!(programs.len(), 6);
    for command in commands {
        let output = run(&sandbox, &command, files.path()).await;
        let said = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(errors, "", "{command:?}");
        assert!(said.contains("Planhat: "), "{command:?}: {said}");
        // Every file holds something wrong, which only a proposal does not come upon.
        let wrong = said.contains("\nnot written: ");
        assert_eq!(
            output.status.code(),
            Some(i32::from(wrong)),
            "{command:?}: {said}"
        );
        let proposes = command[0] == "custom_fields" && !command.contains(&"--write".to_owned());
        assert_eq!(wrong, !proposes, "{command:?}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_fails_says_why_in_one_line() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let command = ["ticket_sync".to_owned(), format!("{FILES}/none.json")];
    let output = run(&sandbox, &command, folder.path()).await;
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        errors.starts_with("error: reading ") && errors.contains("none.json: "),
        "{errors}"
    );
    assert_eq!(errors.lines().count(), 1);
}
