//! The models of the project, with names, shapes and overrides that do not do.

use planhat_spec::{Source, overridden};

use crate::cases::found_in;
use crate::project::{breaks, changed, field, replaced, told};

#[test]
fn names_that_cannot_compile() {
    let account = |new: &str, rules: &[&str]| breaks("crm/note", "model: note", new, rules);
    for name in ["mod", "crm_client", "shapes", "result"] {
        let text = format!(
            "model: {name}\nresource: note\nsummary: A note.\nfields: {{ title: {{ source: subject }} }}\n"
        );
        let found = found_in(&replaced(&format!("crm/{name}"), &text));
        assert_eq!(told(&found), [format!("SPEC021 crm/{name}:1:8")], "{found}");
    }
    for plural in ["new", "unified", "with_overrides"] {
        account(&format!("model: note\nplural: §{plural}"), &["SPEC021"]);
    }
    account("model: note\nplural: §users", &["SPEC022"]);
    account("model: note\nplural: §task", &["SPEC022"]);
    for (api, rule) in [
        ("specs", "SPEC021"),
        ("Crm-2", "SPEC021"),
        ("check", "SPEC021"),
    ] {
        let text = "model: note\nresource: note\nsummary: A note.\nfields: { title: { source: subject } }\n";
        let found = found_in(&replaced(&format!("{api}/note"), text));
        assert!(
            told(&found).contains(&format!("{rule} {api}/note:1:8")),
            "{found}"
        );
    }
}

#[test]
fn shapes_are_made_of_what_there_is() {
    let member = |new: &str, rules: &[&str]| {
        breaks(
            "common",
            "id:    { type: string, doc: Identifier in Planhat. }",
            new,
            rules,
        );
    };
    member(
        "id: { type: string, doc: Identifier. }\n      more: { type: §Foo, doc: More. }",
        &["SPEC110"],
    );
    member(
        "id: { type: string, doc: Identifier. }\n      more: { type: §Ref, doc: More. }",
        &["SPEC110"],
    );
    member(
        "id: { type: string, doc: Identifier. }\n      more: { type: §list<Ref>, doc: More. }",
        &["SPEC110"],
    );
    member(
        "id: { type: string, doc: Identifier. }\n      §more: { type: list<enum>, doc: More. }",
        &["SPEC040"],
    );
    member(
        "id: { type: string, doc: Identifier. }\n      more: { type: list<enum>, values: [a], doc: More. }",
        &[],
    );
}

#[test]
fn sameness_is_not_believed() {
    field(
        "crm/contact",
        "more: { source: linkedInUrl, same_as: §first_name, doc: More. }",
        &["SPEC116"],
    );
    field(
        "crm/contact",
        "more: { source: firstName, same_as: name, access: read, doc: More. }",
        &[],
    );
}

#[test]
fn sources_are_named_or_left_out() {
    field(
        "crm/contact",
        "more: { type: string, source: §[], doc: More. }",
        &["SPEC113"],
    );
}

#[test]
fn a_long_type_is_not_told_in_full() {
    let kind = format!("{}string{}", "list<".repeat(3000), ">".repeat(3000));
    let new = format!("\nfields:\n  more: {{ type: {kind}, doc: More. }}\n");
    let found = found_in(&changed("crm/contact", "\nfields:\n", &new));
    let one = found.iter().next().expect("a fault");
    assert!(one.message.len() < 300, "{}", one.message.len());
}

#[test]
fn warnings_of_overrides_are_kept() {
    let text = "model: crm.account\nfields:\n  name: { source: custom.Name }\n";
    let one = Source {
        path: "tenant.yaml".to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let all = changed(
        "crm/project",
        "filters: [account.id,",
        "filters: [close_date, stage, account.id,",
    );
    let (loaded, _) = overridden(&all, &[one]).expect("a warning is no fault");
    assert_eq!(
        told(&loaded.warnings),
        ["SPEC119 crm/project:7:23"],
        "{}",
        loaded.warnings
    );
}
