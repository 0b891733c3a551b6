//! Specs to IR: what is decided once for all emitters.

use planhat_codegen::ir::{Field, Operation, Repeat, Resource};

use planhat_spec::Source;

use crate::small::{brief, ir, sources};

/// What comes of one resource.
fn lowered(spec: &str, name: &str) -> Resource {
    let mut all = ir(&[spec]).resources.into_iter();
    all.find(|resource| resource.name == name)
        .expect("the resource is there")
}

/// A resource with one field.
fn with_field(line: &str) -> Resource {
    let spec = format!(
        "
resource: asset
summary: A thing.
fields:
  {line}
operations:
  create: {{}}
"
    );
    lowered(&spec, "asset")
}

fn field(line: &str) -> Field {
    let mut fields = with_field(line).fields.into_iter();
    fields
        .find(|field| field.wire != "_id")
        .expect("the field is there")
}

fn operation(line: &str) -> Operation {
    let spec = format!(
        "
resource: asset
summary: A thing.
keys: [_id, externalId]
fields:
  name: {{ type: string, doc: Name. }}
  companyId: {{ type: ref<company>, doc: Company. }}
operations:
  {line}
"
    );
    lowered(&spec, "asset").operations.remove(0)
}

#[test]
fn a_reference_takes_prefixed_ids_where_the_api_says_so() {
    insta::assert_snapshot!(brief(&field(
        "companyId: { type: ref<company>, doc: Company. }"
    )));
}

#[test]
fn an_enum_gets_a_type_with_variants() {
    let asset =
        with_field("state: { type: enum, values: [on sale, '2nd hand'], open: true, doc: State. }");
    insta::assert_snapshot!(brief(&asset.enums));
}

#[test]
fn another_shape_on_read_gets_a_type() {
    let asset = with_field(
        "owner: { type: string, or: { nickName: { type: string, doc: Name. } }, doc: Owner. }",
    );
    insta::assert_snapshot!(brief(&asset.types));
}

#[test]
fn a_field_may_be_a_keyword() {
    assert_eq!(
        field("type: { type: string, doc: Kind. }").rust,
        "type",
        "the emitter escapes it"
    );
}

#[test]
fn a_list_takes_the_shared_parameters_and_its_own() {
    let list = operation(
        "list: { query: { limit: { max: 5000 }, select: false, companyId: { type: list<ref<company>>, doc: Of these. } } }",
    );
    insta::assert_snapshot!(brief(&list.query));
}

#[test]
fn required_and_one_of_become_arguments() {
    let create = operation("create: { required: [name, { one_of: [companyId, externalId] }] }");
    insta::assert_snapshot!(brief(&create.face));
}

#[test]
fn a_condition_is_no_argument() {
    let create = operation("create: { required: [{ one_of: [companyId], when: { name: x } }] }");
    assert!(create.face.arguments.is_empty());
    insta::assert_snapshot!(brief(&create.required));
}

#[test]
fn an_action_has_its_own_body_and_answer() {
    let action = operation(
        r#"archive: { path: "/assets/{id}/archive", body: { reason: { type: string, doc: Why. } }, required: [reason], returns: { ok: { type: boolean, doc: Done. } } }"#,
    );
    insta::assert_snapshot!(brief(&action));
}

#[test]
fn repeating_is_safe_by_kind_unless_said_otherwise() {
    let repeat = |line: &str| operation(line).repeat;
    assert_eq!(repeat("list: {}"), Repeat::Always);
    assert_eq!(repeat("create: {}"), Repeat::Never);
    assert_eq!(repeat("create: { idempotent: true }"), Repeat::Always);
    assert_eq!(repeat("bulk_upsert: {}"), Repeat::WithKeys);
    assert_eq!(repeat("delete: {}"), Repeat::Always);
    assert_eq!(repeat("archive: {}"), Repeat::Never);
}

#[test]
fn a_view_takes_path_and_fields_of_what_it_views() {
    let view = "
resource: customer
summary: The same, by another name.
view_of: company
fields:
  rank: { type: integer, doc: Rank. }
operations:
  list: {}
";
    let view = lowered(view, "customer");
    let names: Vec<&str> = view
        .fields
        .iter()
        .map(|field| field.wire.as_str())
        .collect();
    assert_eq!(view.path, "/companies");
    assert_eq!(names, ["_id", "externalId", "name", "rank"]);
}

#[test]
fn prompts_come_out_by_name() {
    let prompt = |name: &str, more: &str| Source {
        path: format!("specs/prompts/{name}.yaml"),
        bytes: format!("prompt: {name}\ntitle: Do\ndescription: Does it.\n{more}").into_bytes(),
    };
    let mut all = sources(&[]);
    let more = "arguments: { who: { doc: Whom., required: true }, when: { doc: When. } }
text: |
  Greet {who} on {when}.

  Then stop.
";
    all.push(prompt("greet", more));
    all.push(prompt("come", "text: Come.\n"));
    let loaded = planhat_spec::load(&all).unwrap_or_else(|faults| panic!("{faults}"));
    let prompts = planhat_codegen::lower(&loaded.set).prompts;
    let names: Vec<&str> = prompts.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["come", "greet"]);
    let arguments: Vec<(&str, &str, bool)> = prompts[1]
        .arguments
        .iter()
        .map(|one| (one.name.as_str(), one.doc.as_str(), one.required))
        .collect();
    assert_eq!(
        arguments,
        [("who", "Whom.", true), ("when", "When.", false)]
    );
    assert_eq!(prompts[1].text, "Greet {who} on {when}.\n\nThen stop.");
}

#[test]
fn an_argument_never_hides_one_that_tools_have_of_their_own() {
    let asset = lowered(
        "
resource: asset
summary: A thing.
fields:
  fields: { type: string, doc: Fields of a form. }
  confirm: { type: boolean, doc: Whether it is confirmed. }
  id: { type: string, name: number, doc: Number. }
operations:
  update: { returns: [_id] }
",
        "asset",
    );
    let arguments = asset.tools[0].arguments.iter();
    let names: Vec<(&str, Option<&str>)> = arguments
        .map(|one| (one.name.as_str(), one.wire.as_deref()))
        .collect();
    assert_eq!(
        names,
        [
            ("id", None),
            ("fields_value", Some("fields")),
            ("confirm_value", Some("confirm")),
            ("id_value", Some("id")),
            ("fields", None),
            ("dry_run", None),
        ]
    );
}
