//! Readers that leave.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use crate::place::{Place, command};

#[test]
fn a_reader_that_leaves_ends_a_list_well() {
    let place = Place::with_companies(3000);
    let words = ["companies", "list", "--all", "--limit", "50"];
    let mut child = command(&words, place.variables())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    assert!(line.starts_with('{') && line.ends_with("}\n"), "{line}");
    drop(reader);
    let mut error = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut error)
        .unwrap();
    assert_eq!(
        (child.wait().unwrap().code(), error.as_str()),
        (Some(0), "")
    );
    assert!(
        place.sandbox.log().len() < 60,
        "it went on: {}",
        place.sandbox.log().len()
    );
}

#[test]
fn completions_and_help_end_well_too() {
    let place = Place::new();
    for words in [&["completions", "zsh"][..], &["help"]] {
        let mut child = command(words, place.home_alone())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut error = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut error)
            .unwrap();
        assert_eq!(
            (child.wait().unwrap().code(), error.as_str()),
            (Some(0), "")
        );
    }
}
