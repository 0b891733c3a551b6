//! `generate --watch`: a save is noticed, a fault is reported and lived through, Ctrl-C ends it.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use crate::xtask::{binary, folder};

/// Longer than any step takes on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running watch, and the lines it says.
struct Watch {
    child: Child,
    lines: Receiver<String>,
    folder: tempfile::TempDir,
}

impl Watch {
    fn start() -> Self {
        let folder = folder(|text| text);
        let mut child = Command::new(binary())
            .args(["generate", "--watch", "--specs"])
            .arg(folder.path().join("specs"))
            .arg("--out")
            .arg(folder.path().join("generated"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (say, lines) = mpsc::channel();
        follow(child.stdout.take().expect("it is piped"), say.clone());
        follow(child.stderr.take().expect("it is piped"), say);
        Watch {
            child,
            lines,
            folder,
        }
    }

    fn spec(&self, name: &str) -> PathBuf {
        self.folder.path().join("specs/resources").join(name)
    }

    fn module(&self, name: &str) -> PathBuf {
        let modules = self.folder.path().join("generated/planhat-client/src");
        modules.join(name)
    }

    /// Waits for the end of a run that says this; gives all that was said. Its two streams do not
    /// keep their order to each other.
    fn hear(&self, part: &str) -> String {
        let (begun, mut all) = (Instant::now(), String::new());
        while let Some(left) = PATIENCE.checked_sub(begun.elapsed()) {
            let Ok(line) = self.lines.recv_timeout(left) else {
                break;
            };
            all.push_str(&line);
            all.push('\n');
            if all.contains(part) && all.contains("watching ") {
                return all;
            }
        }
        panic!("it never said `{part}`, but:\n{all}");
    }

    /// Presses Ctrl-C, and waits for the end.
    fn end(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status();
        assert!(sent.is_ok_and(|status| status.success()));
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("it is ours") {
                return status.code();
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("Ctrl-C does not end it");
    }
}

/// A test that fails leaves no process behind.
impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn follow(from: impl Read + Send + 'static, to: mpsc::Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let _ = to.send(line);
        }
    });
}

fn edit(path: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(path).expect("the file is there");
    assert!(text.contains(old), "{text}");
    fs::write(path, text.replace(old, new)).expect("the file is ours");
}

/// Every file below a folder with its content.
fn content(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        match path.is_dir() {
            true => all.extend(content(&path)),
            false => all.push((path.clone(), fs::read(&path).expect("it can be read"))),
        }
    }
    all.sort();
    all
}

#[test]
fn a_save_a_fault_and_its_mending_are_noticed_and_ctrl_c_ends_with_0() {
    let watch = Watch::start();
    let (spec, module) = (watch.spec("company.yaml"), watch.module("company.rs"));
    let said = watch.hear("1 resource, 1 operation, ");
    assert!(!said.contains('\x1b'), "no terminal: {said:?}");

    edit(&spec, "A customer.", "Someone who pays.");
    watch.hear("1 resource, ");
    let text = fs::read_to_string(&module).expect("the module is there");
    assert!(text.contains("Someone who pays."), "{text}");

    let before = content(&watch.folder.path().join("generated"));
    edit(&spec, "string", "strin");
    let said = watch.hear("1 fault; nothing was written");
    assert!(said.contains("company.yaml:6:17"), "{said}");
    assert!(before == content(&watch.folder.path().join("generated")));

    edit(&spec, "strin", "integer");
    watch.hear("1 resource, ");
    assert!(before != content(&watch.folder.path().join("generated")));
    assert_eq!(watch.end(), Some(0));
}

#[test]
fn new_renamed_and_deleted_files_are_noticed_and_a_folder_that_is_gone_for_a_moment() {
    let watch = Watch::start();
    watch.hear("1 resource, ");
    let text = fs::read_to_string(watch.spec("company.yaml")).expect("the file is there");
    let gadget = text
        .replace("company", "gadget")
        .replace("companies", "gadgets");
    fs::write(watch.spec("gadget.yaml"), &gadget).expect("a new file");
    watch.hear("2 resources, ");
    assert!(watch.module("gadget.rs").exists());

    // As many editors save: a new file takes the place of the old one.
    fs::write(
        watch.spec(".gadget.tmp"),
        gadget.replace("A customer.", "A thing."),
    )
    .expect("a new file");
    fs::rename(watch.spec(".gadget.tmp"), watch.spec("gadget.yaml")).expect("both are ours");
    watch.hear("2 resources, ");
    let module = fs::read_to_string(watch.module("gadget.rs")).expect("the module is there");
    assert!(module.contains("A thing."), "{module}");

    fs::rename(watch.spec("gadget.yaml"), watch.spec("widget.yaml")).expect("it is ours");
    watch.hear("widget.yaml:1:");
    fs::remove_file(watch.spec("widget.yaml")).expect("it is ours");
    watch.hear("1 resource, ");
    assert!(!watch.module("gadget.rs").exists());

    let (specs, away) = (
        watch.folder.path().join("specs"),
        watch.folder.path().join("away"),
    );
    fs::rename(&specs, &away).expect("the folder is ours");
    watch.hear("cannot read this file");
    edit(
        &away.join("resources/company.yaml"),
        "A customer.",
        "It is back.",
    );
    fs::rename(&away, &specs).expect("the folder is ours");
    watch.hear("1 resource, ");
    let module = fs::read_to_string(watch.module("company.rs")).expect("the module is there");
    assert!(module.contains("It is back."), "{module}");
    assert_eq!(watch.end(), Some(0));
}
