//! Prompts.

use planhat_spec::load;

use crate::cases::{base, sources, with};

/// What stands before the arguments of a good prompt.
const HEAD: &str = "prompt: tidy\ntitle: Tidy up\ndescription: Puts things away.\n";

/// A prompt with these lines below its head.
#[track_caller]
fn prompt(rest: &str, rules: &[&str]) {
    with(&[("prompts/tidy", &format!("{HEAD}{rest}"))], rules);
}

#[test]
fn a_good_prompt() {
    let rest = "arguments: { shelf: { doc: Where., required: true }, day: { doc: When. } }
tools: [list_assets, get_asset]
text: |
  Put it on {shelf}, {day}, {shelf}: `list_assets`, then get_asset(id).

  Answer with { \"a\": 1 }, {Shelf}, {}, {a b} and {1} as they are.
";
    prompt(rest, &[]);
    let mut files = base();
    files.push(("prompts/tidy", format!("{HEAD}{rest}")));
    let loaded = load(&sources(&files)).expect("the prompt is good");
    assert_eq!(loaded.set.resources.len(), 2, "a prompt is no resource");
    let read = &loaded.set.prompts["tidy"];
    let placeholders: Vec<&str> = read.placeholders().collect();
    assert_eq!(placeholders, ["shelf", "day", "shelf"]);
    let required: Vec<bool> = read.arguments.values().map(|one| one.required).collect();
    assert_eq!(required, [true, false]);
}

#[test]
fn a_file_is_called_as_its_prompt() {
    let text = format!("{HEAD}text: Tidy.\n");
    let text = text.replace("prompt: tidy", "prompt: §sweep");
    with(&[("prompts/tidy", &text)], &["SPEC020"]);
    let text = text
        .replace("prompt: §sweep\n", "")
        .replacen("title", "§title", 1);
    with(&[("prompts/tidy", &text)], &["SPEC011"]);
}

#[test]
fn names_are_snake_case() {
    let text = format!("{HEAD}text: Tidy.\n").replace("prompt: tidy", "prompt: §Tidy-up");
    with(&[("prompts/Tidy-up", &text)], &["SPEC021"]);
    prompt(
        "arguments: { §§theShelf: { doc: Where. } }\ntext: Tidy.\n",
        &["SPEC021", "SPEC101"],
    );
}

#[test]
fn what_is_needed() {
    prompt("text: §\" \"\n", &["SPEC011"]);
    prompt(
        "arguments: { §shelf: { required: true } }\ntext: On {shelf}.\n",
        &["SPEC011"],
    );
    prompt(
        "arguments: { shelf: { doc: §\"\" } }\ntext: On {shelf}.\n",
        &["SPEC011"],
    );
    with(&[("prompts/tidy", "§§§prompt: tidy\n")], &["SPEC011"; 3]);
    prompt("§texts: Tidy.\n", &["SPEC010"]);
}

#[test]
fn placeholders_are_arguments() {
    prompt("text: Put it on §{shelf}, yes {shelf}.\n", &["SPEC100"]);
    let rest =
        "arguments: { shelf: { doc: Where. } }\ntext: |\n  On {shelf}.\n\n  Or on §{shelve}.\n";
    prompt(rest, &["SPEC100"]);
    // What is misspelt is not left unused too.
    let rest = "arguments: { shelf: { doc: Where. } }\ntext: On §{shelve}.\n";
    prompt(rest, &["SPEC100"]);
    // One that stands there with a fault is known.
    prompt(
        "arguments: { shelf: §Where. }\ntext: On {shelf}.\n",
        &["SPEC012"],
    );
}

#[test]
fn arguments_are_used() {
    prompt(
        "arguments: { §shelf: { doc: Where. } }\ntext: Put it there.\n",
        &["SPEC101"],
    );
}

#[test]
fn tools_exist() {
    prompt(
        "tools: [§list_asets]\ntext: Call `list_assets`.\n",
        &["SPEC102"],
    );
    prompt(
        "tools: [§list_asets]\ntext: Call `list_asets`.\n",
        &["SPEC102"],
    );
    // An operation that is no tool.
    prompt(
        "tools: [§bulk_upsert_assets]\ntext: Call bulk_upsert_assets.\n",
        &["SPEC102"],
    );
}

#[test]
fn tools_are_those_of_the_text() {
    prompt("tools: [§list_assets]\ntext: Look around.\n", &["SPEC103"]);
    prompt(
        "text: Call `§list_assets`, and list_assets again.\n",
        &["SPEC103"],
    );
    prompt(
        "tools: [list_assets, §list_assets]\ntext: Call list_assets.\n",
        &["SPEC014"],
    );
}

/// Nothing is known of the tools of a resource that could not be read.
#[test]
fn faults_of_resources_make_none_of_prompts() {
    let text = format!("{HEAD}tools: [get_asset]\ntext: Call get_asset.\n");
    with(&[("asset", "§"), ("prompts/tidy", &text)], &["SPEC002"]);
    let faulty = "resource: asset\nsummary: A thing.\noperations:\n  get: §nonsense\n";
    with(&[("asset", faulty), ("prompts/tidy", &text)], &["SPEC012"]);
}
