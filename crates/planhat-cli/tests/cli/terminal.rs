//! What a person sees in a terminal.

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use serde_json::json;

use crate::place::{PLANHAT, Place};

struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    // Held open as long as something is read.
    _master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    /// All that was shown.
    seen: String,
}

const ROWS: std::num::NonZeroU16 = std::num::NonZeroU16::new(40).unwrap();
const PATIENCE: Duration = Duration::from_secs(30);

impl Terminal {
    fn new(columns: u16, words: &[&str], variables: Vec<(String, String)>) -> Self {
        Terminal::of(PLANHAT, columns, words, variables)
    }

    fn of(program: &str, columns: u16, words: &[&str], variables: Vec<(String, String)>) -> Self {
        let size = PtySize {
            rows: ROWS.get(),
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(words);
        command.env_clear();
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, bytes) = channel();
        std::thread::spawn(move || {
            let (mut buffer, mut nothing) = ([0; 4096], 0);
            // A terminal that is flushed by Ctrl-C may read as nothing and go on all the same.
            while nothing < 20 {
                match reader.read(&mut buffer) {
                    Ok(0) => {
                        nothing += 1;
                        std::thread::sleep(Duration::from_millis(10));
                    }
                    Ok(read) => {
                        nothing = 0;
                        if sender.send(buffer[..read].to_vec()).is_err() {
                            return;
                        }
                    }
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    Err(_) => return,
                }
            }
        });
        Terminal {
            child,
            keys: pair.master.take_writer().unwrap(),
            _master: pair.master,
            bytes,
            screen: vt100::Parser::new(ROWS, columns.try_into().unwrap(), 1000),
            seen: String::new(),
        }
    }

    /// Reads until a text was shown, or until the end.
    fn read_until(&mut self, text: Option<&str>) {
        let end = Instant::now() + PATIENCE;
        loop {
            if text.is_some_and(|text| self.seen.contains(text)) {
                return;
            }
            match self
                .bytes
                .recv_timeout(end.saturating_duration_since(Instant::now()))
            {
                Ok(bytes) => {
                    self.screen.process(&bytes);
                    self.seen.push_str(&String::from_utf8_lossy(&bytes));
                }
                Err(RecvTimeoutError::Disconnected) if text.is_none() => return,
                Err(error) => panic!("{error}: {text:?} was not shown, but {}", self.seen),
            }
        }
    }

    fn wait_for(&mut self, text: &str) {
        self.read_until(Some(text));
    }

    fn type_in(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// The exit code, and what stands on the screen.
    fn end(mut self) -> (u32, String, String) {
        self.read_until(None);
        let code = self.child.wait().unwrap().exit_code();
        (code, self.screen.screen().contents(), self.seen)
    }
}

fn with_records() -> Place {
    let place = Place::new();
    place.insert("company", json!({"name": "Nordvik Freight and a name that is very long indeed", "phase": "Onboarding", "mrr": 1250.5}));
    place.insert(
        "company",
        json!({"name": "Ångström \u{1b}[31mred\u{7} 日本", "phase": "Live", "mrr": 3}),
    );
    place
}

#[test]
fn a_list_is_a_table_as_wide_as_the_terminal() {
    let place = with_records();
    let words = ["companies", "list", "--select", "name,phase,mrr"];
    let (code, screen, seen) = Terminal::new(60, &words, place.variables()).end();
    assert_eq!(code, 0, "{screen}");
    let lines: Vec<&str> = screen.lines().collect();
    assert_eq!(lines.len(), 3, "{screen}");
    assert!(
        lines[0].starts_with("_id") && lines[0].ends_with("mrr"),
        "{screen}"
    );
    assert!(
        screen.contains('…') && screen.contains("1250.5"),
        "{screen}"
    );
    // Nothing that a record holds gives orders to the terminal.
    assert!(
        !seen.contains("\u{1b}[31m") && !seen.contains('\u{7}'),
        "{seen:?}"
    );
    assert!(seen.contains("\u{1b}[1m"), "{seen:?}");
    let mut plain = place.variables();
    plain.push(("NO_COLOR".into(), "1".into()));
    let (_, _, seen) = Terminal::new(60, &words, plain).end();
    assert!(!seen.contains('\u{1b}'), "{seen:?}");
}

#[test]
fn a_record_is_a_list_of_names_and_values() {
    let place = Place::new();
    let long = "long ".repeat(50);
    let id = place.insert(
        "company",
        json!({"name": "A", "description": long, "custom": {"Plan": "Gold", "Seats": 12}}),
    );
    let (code, screen, _) = Terminal::new(60, &["companies", "get", &id], place.variables()).end();
    assert_eq!(code, 0, "{screen}");
    assert!(
        screen.lines().all(|line| line.chars().count() <= 60),
        "{screen}"
    );
    assert!(
        screen.contains("Plan: Gold") && screen.contains("Seats: 12"),
        "{screen}"
    );
    assert_eq!(
        screen
            .lines()
            .filter(|line| line.contains("long long"))
            .count(),
        1,
        "{screen}"
    );
}

#[test]
fn a_person_is_asked_before_a_delete() {
    let place = with_records();
    let id = place.sandbox.tenant().records("company")[0]["_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let words = ["companies", "delete", &id];
    for (answer, code, left) in [("n\r", 1, 2), ("\r", 1, 2), ("y\r", 0, 1)] {
        let mut terminal = Terminal::new(100, &words, place.variables());
        terminal.wait_for("[y/N] ");
        assert!(
            terminal.seen.contains(&id) && terminal.seen.contains("Nordvik Freight"),
            "{}",
            terminal.seen
        );
        terminal.type_in(answer);
        let (ended, screen, _) = terminal.end();
        assert_eq!(ended, code, "{screen}");
        assert_eq!(
            place.sandbox.tenant().records("company").len(),
            left,
            "{answer:?}"
        );
    }
}

#[test]
fn progress_is_shown_and_gone_in_the_end() {
    let place = Place::with_companies(30);
    place
        .sandbox
        .add_fault("GET /companies delay=150ms")
        .unwrap();
    let words = [
        "companies",
        "list",
        "--all",
        "--limit",
        "5",
        "--select",
        "name",
    ];
    let (code, screen, seen) = Terminal::new(80, &words, place.variables()).end();
    assert_eq!(code, 0, "{screen}");
    assert!(seen.contains(" companies in "), "{seen:?}");
    assert!(!screen.contains(" companies in "), "{screen}");
    for at in 0..30 {
        assert!(
            screen
                .lines()
                .any(|line| line.ends_with(&format!("Company {at}"))),
            "{at}: {screen}"
        );
    }
    let quiet = [
        "-q",
        "companies",
        "list",
        "--all",
        "--limit",
        "5",
        "--select",
        "name",
    ];
    let (_, _, seen) = Terminal::new(80, &quiet, place.variables()).end();
    assert!(!seen.contains(" companies in "), "{seen:?}");
}

#[test]
fn a_token_that_is_typed_is_not_shown() {
    let place = Place::with_companies(1);
    let words = ["login", "--base-url", place.sandbox.url()];
    let mut terminal = Terminal::new(100, &words, place.home_alone());
    terminal.wait_for("(not shown): ");
    let token = format!("{}\r", place.sandbox.token());
    terminal.type_in(&token);
    let (code, screen, seen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(!seen.contains(place.sandbox.token()), "{seen}");
    let (code, screen, _) = Terminal::new(100, &["companies", "list"], place.home_alone()).end();
    assert!(code == 0 && screen.contains("Company 0"), "{screen}");
}

#[test]
fn an_error_is_red_for_people() {
    let place = Place::new();
    let (code, screen, seen) = Terminal::new(80, &["compnies"], place.variables()).end();
    assert_eq!(code, 64);
    assert!(seen.contains("\u{1b}[1;31merror:"), "{seen:?}");
    assert!(
        screen.ends_with("hint: did you mean `companies`?"),
        "{screen}"
    );
}

#[test]
fn an_upsert_that_is_interrupted_tells_how_far_it_got() {
    let place = Place::new();
    place.sandbox.add_fault("PUT /companies hang at 2").unwrap();
    let path = place.file("rows.ndjson", "{\"name\":\"A\"}\n{\"name\":\"B\"}\n");
    let words = ["companies", "upsert", "--from", &path, "--chunk", "1"];
    let mut terminal = Terminal::new(100, &words, place.variables());
    terminal.wait_for(" 1 rows in ");
    terminal.type_in("\u{3}");
    let (code, screen, _) = terminal.end();
    assert_eq!(code, 130, "{screen}");
    assert!(
        screen.contains("interrupted: 1 rows were answered"),
        "{screen}"
    );
    assert_eq!(place.sandbox.tenant().records("company").len(), 1);
}

#[test]
fn who_gives_up_at_a_token_keeps_nothing_and_has_the_echo_back() {
    let place = Place::new();
    let script = format!("trap : INT; {PLANHAT} login; echo \"code $?\"; stty -a");
    let mut variables = place.home_alone();
    variables.push(("PATH".into(), std::env::var("PATH").unwrap()));
    let mut terminal = Terminal::of("sh", 100, &["-c", &script], variables);
    terminal.wait_for("(not shown): ");
    terminal.type_in("\u{3}");
    let (_, screen, _) = terminal.end();
    assert!(screen.contains("nothing was kept"), "{screen}");
    assert!(screen.contains("code 130"), "{screen}");
    let modes: Vec<&str> = screen.split_whitespace().collect();
    assert!(modes.contains(&"echo"), "{screen}");
    assert!(!place.profiles().exists());
}
