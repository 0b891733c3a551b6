//! The specs of this project with one thing changed: what is found, and where.

use std::path::PathBuf;

use planhat_spec::unified::mapping::{Kind, Mapping, Op, Path, Pushdown, Read, Rule, Write};
use planhat_spec::unified::{resolve, with_overrides};
use planhat_spec::{Diagnostics, Severity, Source, load, read_folder};

use crate::cases::{found_in, unmark};

pub fn specs() -> Vec<Source> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../specs");
    let mut sources = read_folder(&folder).unwrap_or_else(|faults| panic!("{faults}"));
    for source in &mut sources {
        let at = source.path.find("specs/").expect("a spec");
        source.path = source.path[at..].to_owned();
    }
    sources
}

/// The specs with a part of a file replaced.
#[track_caller]
pub fn changed(file: &str, old: &str, new: &str) -> Vec<Source> {
    let mut all = specs();
    let path = format!("specs/unified/{file}.yaml");
    let source = all.iter_mut().find(|one| one.path == path);
    let source = source.expect("a file");
    let text = String::from_utf8(source.bytes.clone()).expect("text");
    assert_eq!(
        text.matches(old).count(),
        1,
        "`{old}` stands once in {file}"
    );
    source.bytes = text.replace(old, new).into_bytes();
    all
}

/// A whole file instead of, or beside, those of the project.
pub fn replaced(file: &str, text: &str) -> Vec<Source> {
    let path = format!("specs/unified/{file}.yaml");
    let mut all = specs();
    all.retain(|one| one.path != path);
    all.push(Source {
        path,
        bytes: text.as_bytes().to_vec(),
    });
    all
}

/// Findings as `rule file:line:column`.
pub fn told(found: &Diagnostics) -> Vec<String> {
    let one = found.iter().map(|one| {
        let file = one.file.trim_start_matches("specs/unified/");
        let file = file.trim_end_matches(".yaml");
        format!("{} {file}:{}:{}", one.rule, one.line, one.column)
    });
    one.collect()
}

/// A replacement; marks stand where the rules are broken, and nothing else may be.
#[track_caller]
pub fn breaks(file: &str, old: &str, new: &str, rules: &[&str]) {
    let mut all = changed(file, old, new);
    let path = format!("specs/unified/{file}.yaml");
    let source = all.iter_mut().find(|one| one.path == path);
    let source = source.expect("a file");
    let (text, marks) = unmark(std::str::from_utf8(&source.bytes).expect("text"));
    source.bytes = text.into_bytes();
    assert_eq!(rules.len(), marks.len(), "a mark for each rule");
    let due = rules.iter().zip(&marks);
    let due: Vec<String> = due
        .map(|(rule, (line, column))| format!("{rule} {file}:{line}:{column}"))
        .collect();
    let found = found_in(&all);
    assert_eq!(told(&found), due, "\n{found}");
}

/// A field more in a file, with marks.
#[track_caller]
pub fn field(file: &str, field: &str, rules: &[&str]) {
    breaks(
        file,
        "\nfields:\n",
        &format!("\nfields:\n  {field}\n"),
        rules,
    );
}

#[track_caller]
pub fn good(all: &[Source]) -> Vec<Mapping> {
    let loaded = load(all).unwrap_or_else(|faults| panic!("{faults}"));
    resolve(&loaded.set)
}

pub fn rule<'m>(all: &'m [Mapping], api: &str, model: &str, field: &str) -> &'m Rule {
    let mapping = all.iter().find(|one| one.api == api).expect("an API");
    let model = mapping.models.iter().find(|one| one.name == model);
    let mut rules = model.expect("a model").variants[0].rules.iter();
    rules.find(|one| one.field == field).expect("a field")
}

#[test]
fn the_project_has_no_findings() {
    let found = found_in(&specs());
    assert!(told(&found).is_empty(), "{found}");
}

#[test]
fn the_models_of_the_design_are_good() {
    let all = good(&replaced(
        "crm/contact",
        include_str!("design/contact.yaml"),
    ));
    let crm = all.iter().find(|one| one.api == "crm").expect("an API");
    let contact = crm.models.iter().find(|one| one.name == "contact");
    let filters = &contact.expect("a model").filters;
    let email = filters.iter().find(|one| one.name == "email");
    let email = email.expect("a filter");
    assert!(matches!(&email.pushdown, Pushdown::Query { parameter, .. } if parameter == "email"));
    assert_eq!(
        (email.path.as_deref(), email.ops.as_slice()),
        (Some("email_addresses.email"), &[Op::Eq][..])
    );

    let all = good(&replaced(
        "ticketing/ticket",
        include_str!("design/ticket.yaml"),
    ));
    let assignees = rule(&all, "ticketing", "ticket", "assignees");
    assert!(
        matches!(&assignees.write, Write::Lookup { field, resource, source }
        if (field.as_str(), resource.as_str(), source.as_str()) == ("agentEmail", "user", "email"))
    );
    let collections = rule(&all, "ticketing", "ticket", "collections");
    assert!(
        matches!(&collections.read, Read::Computed { sources, .. } if sources == &[Path::member("_id")])
    );
}

/// The sample of a unified model in the text on specs.
#[test]
fn the_sample_of_the_text_is_good() {
    let text = include_str!("../../../../SPECS.md");
    let start = text.find("model: opportunity").expect("the sample");
    let (sample, _) = text[start..].split_once("```").expect("its end");
    let all = replaced("crm/opportunity", sample);
    let mappings = good(&all);
    let updated = rule(&mappings, "crm", "opportunity", "updated_at");
    assert_eq!(updated.kind, Kind::DateTime);
}

#[test]
fn words_cover_what_an_open_enum_lists() {
    breaks(
        "crm/account",
        "values: { prospect: prospect, coming: coming, customer: customer, canceled: canceled, lost: lost }",
        "§values: { prospect: prospect, coming: coming, customer: customer, canceled: canceled }",
        &["SPEC115"],
    );
    // Others may have a word, and a TypeRef keeps what it has none for.
    field(
        "crm/account",
        "more: { source: status, values: { prospect: [prospect, trial] }, rest: prospect, access: read, doc: More. }",
        &[],
    );
    field(
        "crm/account",
        "more: { type: TypeRef, source: status, values: { prospect: prospect }, access: read, doc: More. }",
        &[],
    );
}

#[test]
fn shared_fields_without_source_are_unmapped() {
    let all = good(&changed(
        "crm/project",
        "common: [id,",
        "common: [id, first_name, is_hidden,",
    ));
    let name = rule(&all, "crm", "project", "first_name");
    assert_eq!((&name.read, &name.kind), (&Read::Unmapped, &Kind::String));
    let hidden = rule(&all, "crm", "project", "is_hidden");
    assert_eq!(
        (&hidden.read, &hidden.kind),
        (&Read::Unmapped, &Kind::Boolean)
    );
    // Nothing passes a filter by one.
    let all = changed(
        "crm/project",
        "filters: [account.id,",
        "filters: [close_date, owner.id, account.id,",
    );
    let warnings = load(&all).expect("a warning is no fault").warnings;
    assert!(
        told(&warnings)
            .iter()
            .all(|one| one.starts_with("SPEC119 crm/project:7:")),
        "{warnings}"
    );
    assert_eq!(
        warnings
            .iter()
            .filter(|one| one.severity == Severity::Warning)
            .count(),
        1
    );
}

#[test]
fn what_identifies_records_is_there() {
    // A resource that is only pushed to has no identifiers; each model is named, at its own line.
    let text = |model: &str| {
        format!(
            "model: {model}\nresource: user_activity\nsummary: What happened.\ncommon: [custom_fields, id]\nfields: {{}}\n"
        )
    };
    let mut all = replaced("crm/event", &text("event"));
    all.extend(
        replaced("crm/happening", &text("happening"))
            .into_iter()
            .filter(|one| one.path.ends_with("happening.yaml")),
    );
    let found = told(&found_in(&all));
    assert_eq!(
        found,
        ["SPEC111 crm/event:4:25", "SPEC111 crm/happening:4:25"]
    );
}

#[test]
fn filters_by_names_of_planhat() {
    let email = |new: &str| {
        good(&changed(
            "crm/contact",
            "  email: { source: email_addresses.email, query: email, ops: [eq], unverified: true }",
            new,
        ))
    };
    for name in ["  linkedInUrl: {}", "  nps: {}"] {
        let found = found_in(&changed("crm/contact", "  account.id: {}", name));
        let due = usize::from(name.contains("linked"));
        assert_eq!(told(&found).len(), due, "{found}");
    }
    drop(email("  email: {}"));
}

#[test]
fn faults_stand_in_the_file_that_caused_them() {
    field("crm/contact", "§zz: { source: firstName }", &["SPEC116"]);
    let by_tenant = |text: &str, due: &str| {
        let one = Source {
            path: "tenant.yaml".to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        let faults = with_overrides(&specs(), &[one]).expect_err("a fault");
        assert_eq!(told(&faults), [due], "{faults}");
    };
    by_tenant(
        "model: crm.contact\nfields:\n  nick: { source: firstName }\n",
        "SPEC116 tenant:3:3",
    );
    by_tenant(
        "model: crm.account\nfields:\n  owner: { type: string, source: custom.Owner }\n",
        "SPEC119 tenant:3:3",
    );
    by_tenant(
        "model: ticketing.collection\nfields:\n  name: { type: integer, source: custom.Name }\n",
        "SPEC114 tenant:3:17",
    );
}

#[test]
fn members_hold_what_their_sources_have() {
    field(
        "crm/contact",
        "more: { type: Address, transform: object_map, parts: { city: §archived }, access: read, doc: More. }",
        &["SPEC114"],
    );
    field(
        "crm/contact",
        "more: { type: list<Phone>, transform: array_merge, parts: { §archived: {}, §nps: {} }, access: read, doc: More. }",
        &["SPEC114", "SPEC114"],
    );
    field(
        "crm/contact",
        "more: { type: list<Phone>, transform: array_merge, parts: { phone: { type: §nonsense, number: §7 } }, access: read, doc: More. }",
        &["SPEC114", "SPEC114"],
    );
    field(
        "crm/contact",
        "more: { type: list<Phone>, source: phone, transform: array_wrap, item: { §typ: work }, access: read, doc: More. }",
        &["SPEC111"],
    );
    field(
        "crm/contact",
        "more: { type: list<Phone>, source: phone, transform: array_wrap, item: { type: §wrk, number: §5 }, access: read, doc: More. }",
        &["SPEC114", "SPEC114"],
    );
    field(
        "crm/contact",
        "more: { type: boolean, source: §archived, transform: computed, rule: §options_of_values, access: read, doc: More. }",
        &["SPEC114", "SPEC114"],
    );
    field(
        "crm/contact",
        "more: { type: boolean, source: §firstName, transform: computed, rule: none_of, access: read, doc: More. }",
        &["SPEC114"],
    );
}

#[test]
fn what_a_write_loses_is_not_reversible() {
    breaks(
        "crm/engagement",
        "\nfields:\n",
        "\nfields:\n  more: { source: startDate, type: datetime, reversible: §\"yes\", doc: More. }\n",
        &["SPEC117"],
    );
    field(
        "crm/contact",
        "more: { source: [position, phone], same_as: title, reversible: §\"yes\", doc: More. }",
        &["SPEC117"],
    );
    field(
        "crm/contact",
        "more: { source: [position, phone], same_as: title, doc: More. }",
        &[],
    );
}

#[test]
fn methods_go_by_operations_of_their_kind() {
    let with = |methods: &str, rules: &[&str]| {
        breaks(
            "crm/account",
            "\nfilters:\n",
            &format!("\nmethods: {{ {methods} }}\nfilters:\n"),
            rules,
        )
    };
    with(
        "create: {}, update: {}, delete: { operation: §create }",
        &["SPEC120"],
    );
    with("update: {}, create: { operation: §list }", &["SPEC120"]);
    with(
        "create: {}, update: §{ operation: bulk_upsert }",
        &["SPEC120"],
    );
    with(
        "create: {}, update: { operation: bulk_upsert, key: §description }",
        &["SPEC120"],
    );
    with(
        "list: {}, get: {}, create: { operation: bulk_upsert }, update: { operation: bulk_upsert, key: external_id }",
        &[],
    );
}

#[test]
fn values_of_conditions_are_those_of_the_field() {
    let scope = |scope: &str, rules: &[&str]| {
        breaks(
            "crm/task",
            "\nfilters:\n",
            &format!("\nscope: {{ {scope} }}\nfilters:\n"),
            rules,
        )
    };
    scope("mainType: §tsk", &["SPEC115"]);
    scope("mainType: [task, §evnt]", &["SPEC115"]);
    scope("mainType: { not_in: §evnt }", &["SPEC115"]);
    scope("isArchived: §nonsense", &["SPEC115"]);
    scope("isArchived: false, status: whatever", &[]);
    let filter = |new: &str, rules: &[&str]| {
        breaks(
            "crm/task",
            "values: { open: false, completed: true }, unverified: true, ops: [eq]",
            new,
            rules,
        )
    };
    filter("values: { §opn: §maybe }", &["SPEC115", "SPEC115"]);
    filter("ops: §[]", &["SPEC119"]);
}

#[test]
fn aliases_are_bound_to_fields_of_the_tenant() {
    let alias = "industry:            { type: string, transform: custom_alias,";
    breaks(
        "crm/account",
        alias,
        &format!("{alias} source: custom.Industry,"),
        &[],
    );
    breaks(
        "crm/account",
        alias,
        &format!("{alias} access: read, source: §city,"),
        &["SPEC113"],
    );
}
