//! Several faults at once, and faults that cause no further ones.

use planhat_spec::{Diagnostics, load};

use crate::cases::{base, check, edits, found, places, sources, with};

/// What is found after edits.
fn after(edits: &[(&str, &str, &str)]) -> Diagnostics {
    let mut files = base();
    for (file, old, new) in edits {
        let (_, text) = files
            .iter_mut()
            .find(|(name, _)| name == file)
            .expect("a base file");
        *text = text.replace(old, new);
    }
    found(&files)
}

#[test]
fn three_faults_of_one_file() {
    edits(
        &[
            ("asset", "doc: Size.", "§docs: Size."),
            (
                "asset",
                "companyId: { type: ref<company>",
                "companyId: { type: §ref<compnay>",
            ),
            ("asset", "update: {}", "update: { method: §get }"),
        ],
        &["SPEC030", "SPEC010", "SPEC012"],
    );
}

#[test]
fn faults_of_three_files() {
    edits(
        &[
            ("planhat", "default_host: main", "default_host: §mian"),
            (
                "asset",
                "get: { returns: [_id, name]",
                "get: { returns: [_id, §nmae]",
            ),
            ("company", "keys: [_id, externalId]", "keys: §_id"),
        ],
        &["SPEC032", "SPEC031", "SPEC012"],
    );
}

#[test]
fn a_faulty_field_still_exists() {
    check(
        "asset",
        "name: { type: string, doc: Name. }",
        "name: { type: §strin, doc: Name. }",
        &["SPEC013"],
    );
    check(
        "asset",
        "title: { type: string, access: write",
        "title: { type: string, access: §wriet",
        &["SPEC012"],
    );
    check(
        "planhat",
        "externalId: { type: string",
        "externalId: { type: §strin",
        &["SPEC013"],
    );
    check(
        "planhat",
        "externalId: { prefix: extid- }",
        "externalId: { prefix: §[] }",
        &["SPEC012"],
    );
    check(
        "planhat",
        "analytics: { url: https://analytics.planhat.com",
        "analytics: { url: §[]",
        &["SPEC012"],
    );
    check(
        "planhat",
        "limit: { type: integer",
        "limit: { type: §int",
        &["SPEC013"],
    );
    edits(
        &[("planhat", "common:\n", "common: §[]\n§shared:\n")],
        &["SPEC012", "SPEC010"],
    );
}

#[test]
fn a_faulty_resource_still_exists() {
    with(&[("company", "§just text")], &["SPEC012"]);
    with(&[("company", "a: [§}")], &["SPEC002"]);
    edits(
        &[("asset", "operations:\n", "operations: §x\n§operation:\n")],
        &["SPEC012", "SPEC010"],
    );
}

#[test]
fn a_faulty_planhat_gives_no_faults_elsewhere() {
    with(&[("planhat", "a: [§}")], &["SPEC002"]);
    with(&[("planhat", "§- a")], &["SPEC012"]);
    let missing = ["SPEC011"; 13];
    let common =
        "common:\n  externalId: { type: string, doc: A. }\n  custom: { type: custom, doc: A. }\n";
    with(
        &[(
            "planhat",
            &format!("{}title: Planhat\n{common}", "§".repeat(missing.len())),
        )],
        &missing,
    );
    let mut files = base();
    files.remove(0);
    assert_eq!(places(&found(&files)), ["SPEC001 planhat:1:1"]);
}

#[test]
fn the_order_of_files_is_all_one() {
    let mut files = base();
    let loaded = |files: &[(&str, String)]| load(&sources(files)).expect("good specs").set;
    let first = loaded(&files);
    files.reverse();
    let second = loaded(&files);
    assert_eq!(format!("{first:?}"), format!("{second:?}"));
    assert_eq!(
        first.resources.keys().collect::<Vec<_>>(),
        ["asset", "company"]
    );
}

#[test]
fn as_people_see_it() {
    let found = after(&[
        ("asset", "doc: Size.", "doc: Size., docs: Size."),
        ("asset", "[name, {", "[name, seen, {"),
        ("company", "  get: {}", "  get: { tool: list_assets }"),
    ]);
    insta::assert_snapshot!(found.render(false), @r"
    error[SPEC010]: unknown key `docs`
      --> specs/resources/asset.yaml:10:54
       |
    10 |   size: { type: integer, min: 1, max: 9, doc: Size., docs: Size. }
       |                                                      ^^^^
       |
       = help: did you mean `doc`?

    error[SPEC043]: `seen` is read only: it is never sent
      --> specs/resources/asset.yaml:20:30
       |
    11 |   seen: { type: datetime, access: read, or: integer, doc: When it was seen. }
       |   ---- declared here
    ...
    20 |   create: { required: [name, seen, { one_of: [companyId], when: { state: sold } }], returns: [_id] }
       |                              ^^^^

    error[SPEC061]: two tools would be called `list_assets`
      --> specs/resources/company.yaml:10:10
       |
    10 |   get: { tool: list_assets }
       |          ^^^^
       |
      ::: specs/resources/asset.yaml:16:3
       |
    16 |   list:
       |   ---- the other one stands here
       |
       = help: give one another name with `tool:`
    ");
}

#[test]
fn as_machines_see_it() {
    let found = after(&[("asset", "summary: A thing", "keys: [_id]\nsummary: A thing")]);
    insta::assert_snapshot!(format!("{:#}", found.to_json()), @r#"
    [
      {
        "column": 1,
        "file": "specs/resources/asset.yaml",
        "help": null,
        "line": 5,
        "message": "`keys` stands here twice",
        "rule": "SPEC003",
        "second": {
          "column": 1,
          "file": "specs/resources/asset.yaml",
          "label": "the first one stands here",
          "line": 2
        },
        "severity": "error"
      }
    ]
    "#);
}

#[test]
fn colours_are_for_terminals() {
    let found = after(&[("asset", "doc: Size.", "docs: Size.")]);
    assert!(found.render(true).contains('\u{1b}'));
    assert!(!found.render(false).contains('\u{1b}'));
    assert_eq!(found.to_string(), found.render(false));
}

#[test]
fn an_entry_without_a_value_hides_nothing() {
    edits(
        &[
            (
                "asset",
                "size: { type: integer, min: 1, max: 9, doc: Size. }",
                "§§size:",
            ),
            (
                "asset",
                "ref<company>, doc: Company.",
                "§ref<nothing>, doc: Company.",
            ),
            ("asset", "update: {}", "update: { returns: [§nope] }"),
        ],
        &["SPEC030", "SPEC011", "SPEC011", "SPEC031"],
    );
}

#[test]
fn a_misspelt_section_is_one_fault() {
    check("planhat", "common:", "§comon:", &["SPEC010"]);
    check("asset", "fields:\n  name", "§feilds:\n  name", &["SPEC010"]);
    check(
        "asset",
        "common: [externalId",
        "§comon: [externalId",
        &["SPEC010"],
    );
}

#[test]
fn a_file_that_cannot_be_read_hides_no_other_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("resources")).expect("a folder in it");
    for (name, text) in base() {
        let path = match name {
            "planhat" => "planhat.yaml".to_owned(),
            "company" => "resources/company.yml".to_owned(),
            name => format!("resources/{name}.yaml"),
        };
        let text = text.replace("doc: Size.", "docs: Size.");
        std::fs::write(folder.path().join(path), text).expect("a file");
    }
    let faults = planhat_spec::load_folder(folder.path()).expect_err("two faults");
    assert_eq!(
        places(&faults),
        ["SPEC010 asset:10:42", "SPEC001 company.yml:1:1"]
    );
}

#[test]
fn a_folder_may_be_called_resources() {
    let sources: Vec<_> = sources(&base())
        .into_iter()
        .map(|mut source| {
            source.path = source.path.replacen("specs/", "resources/", 1);
            source
        })
        .collect();
    assert!(load(&sources).is_ok());
}
