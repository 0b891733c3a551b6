//! The OpenAPI document: one feature a golden, and nothing that is called is missing in it.

use std::collections::BTreeSet;

use planhat_tests::root;
use serde_json::Value;

use crate::small::file;

/// A resource with these operations.
fn asset(operations: &str) -> String {
    format!(
        "
resource: asset
summary: A thing.
keys: [_id, externalId]
common: [externalId]
fields:
  name: {{ type: string, doc: Name. }}
  state: {{ type: enum, values: [on sale, sold], doc: State. }}
  kind: {{ type: enum, values: {{ lamp: Gives light., press: \"\" }}, open: true, doc: Kind. }}
  size: {{ type: integer, min: 1, max: 9, doc: Size. }}
  owner: {{ type: ref<company>, or: {{ _id: {{ type: id, doc: Company. }} }}, doc: Owner. }}
  seen: {{ type: datetime, access: read, or: integer, doc: When it was seen. }}
  bought: {{ type: date, access: write, doc: When it was bought. }}
operations:
{operations}
"
    )
}

/// A view of assets.
const LAMP: &str = "
resource: lamp
summary: An asset that gives light.
view_of: asset
fixed: { kind: lamp }
fields:
  watts: { type: number, doc: Power. }
operations:
  get: { unverified: true }
  create: { required: [watts] }
";

fn document(resources: &[&str]) -> Value {
    let text = file(resources, "openapi.json");
    serde_json::from_str(&text).expect("the document is JSON")
}

/// A part of the document of one asset.
fn part(operations: &str, pointer: &str) -> String {
    of(&document(&[&asset(operations)]), pointer)
}

fn of(document: &Value, pointer: &str) -> String {
    let part = document.pointer(pointer);
    let part = part.unwrap_or_else(|| panic!("there is no {pointer}"));
    format!("{part:#}")
}

#[test]
fn a_path_names_the_keys_that_it_takes() {
    insta::assert_snapshot!(part("  get: {}", "/paths/~1assets~1{id}/get"));
}

#[test]
fn parameters_are_the_shared_ones_and_its_own() {
    let operations = "  list: { query: { limit: { max: 500 }, companyId: { type: list<ref<company>>, aliases: [cid], doc: Only of these. } } }";
    insta::assert_snapshot!(part(operations, "/paths/~1assets/get/parameters"));
}

#[test]
fn a_write_has_bounds_and_closed_enums_and_what_is_required() {
    let operations = "  create: { required: [name, state] }";
    insta::assert_snapshot!(part(operations, "/components/schemas/AssetCreate"));
}

#[test]
fn a_read_takes_whatever_comes() {
    insta::assert_snapshot!(part("  get: {}", "/components/schemas/Asset"));
}

#[test]
fn a_bulk_write_answers_alike_in_part_and_in_whole() {
    let document = document(&[&asset("  bulk_upsert: {}")]);
    let responses = &document["paths"]["/assets"]["put"]["responses"];
    let whole = &responses["200"]["content"];
    assert_eq!(*whole, responses["206"]["content"]);
    let error = &document["components"]["schemas"]["BulkResultError"];
    insta::assert_snapshot!(format!("{responses:#}\n{error:#}"));
}

#[test]
fn a_row_can_name_its_record_by_any_key() {
    let document = document(&[&asset("  create: {}\n  bulk_upsert: { required: [name] }")]);
    let schemas = &document["components"]["schemas"];
    let has = |schema: &str, name: &str| !schemas[schema]["properties"][name].is_null();
    assert!(has("AssetRow", "_id") && has("AssetRow", "externalId"));
    assert!(!has("AssetCreate", "_id") && has("AssetCreate", "externalId"));
    // A row with a key does without the name.
    assert!(schemas["AssetRow"]["required"].is_null());
}

#[test]
fn errors_are_an_object_or_a_text() {
    let document = document(&[&asset("  get: {}")]);
    let error = &document["components"]["schemas"]["Error"];
    let response = &document["components"]["responses"]["Error429"];
    insta::assert_snapshot!(format!("{error:#}\n{response:#}"));
}

#[test]
fn a_view_is_part_of_the_call_that_it_makes() {
    let assets = asset("  get: {}\n  create: { required: [name] }");
    let document = document(&[&assets, LAMP]);
    assert!(document["paths"]["/lamps"].is_null());
    let body = of(&document, "/components/schemas/AssetCreate");
    assert!(body.contains("watts"), "{body}");
    let call = &document["paths"]["/assets"]["post"];
    let got = &document["paths"]["/assets/{id}"]["get"];
    let said = format!("{}\n{}", call["description"], got["description"]);
    insta::assert_snapshot!(said.replace("\\n", "\n"));
}

#[test]
fn another_host_has_an_address_of_its_own() {
    let operations = "  push: { host: analytics, path: \"/push/{tenantToken}\", body: csv }";
    insta::assert_snapshot!(part(operations, "/paths/~1push~1{tenantToken}/post"));
}

#[test]
fn templates_that_differ_in_names_alone_are_one_path() {
    let assets = asset("  get: {}\n  drop: { method: DELETE, path: \"/assets/{externalId}\" }");
    let document = document(&[&assets]);
    let item = &document["paths"]["/assets/{id}"];
    assert_eq!(item["delete"]["parameters"][0]["name"], "id", "{item:#}");
    let said = &item["delete"]["parameters"][0]["description"];
    assert_eq!(said, "Id in the caller's own system.");
}

/// A path with the names of placeholders left out.
fn shape(path: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { "{}" } else { part }.to_owned();
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[test]
fn every_call_of_the_tables_is_in_the_document() {
    let text = std::fs::read_to_string(root().join("generated/openapi.json"))
        .expect("the document is there");
    let document: Value = serde_json::from_str(&text).expect("it is JSON");
    let paths = document["paths"].as_object().expect("it has paths");
    let shown: Vec<(String, String)> = paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .into_iter()
                .flatten()
                .map(move |call| (path, call.0))
        })
        .map(|(path, method)| (method.to_uppercase(), shape(path)))
        .collect();
    let called: BTreeSet<(String, String)> = planhat_client::api::API
        .resources
        .iter()
        .flat_map(|resource| resource.operations)
        .map(|one| (format!("{:?}", one.method).to_uppercase(), shape(one.path)))
        .collect();
    assert_eq!(shown.len(), called.len(), "each call stands there once");
    assert_eq!(shown.into_iter().collect::<BTreeSet<_>>(), called);
}

#[test]
fn names_of_operations_are_unique_and_every_reference_leads_somewhere() {
    let text = std::fs::read_to_string(root().join("generated/openapi.json"))
        .expect("the document is there");
    let document: Value = serde_json::from_str(&text).expect("it is JSON");
    let (mut ids, mut references) = (Vec::new(), Vec::new());
    collect(&document, &mut ids, &mut references);
    let unique: BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    assert!(ids.len() > 100 && references.len() > 500);
    for reference in references {
        let pointer = reference.trim_start_matches('#');
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn collect<'v>(value: &'v Value, ids: &mut Vec<&'v str>, references: &mut Vec<&'v str>) {
    let members = value.as_object().into_iter().flatten();
    for (name, member) in members {
        match (name.as_str(), member.as_str()) {
            ("operationId", Some(id)) => ids.push(id),
            ("$ref", Some(reference)) => references.push(reference),
            _ => collect(member, ids, references),
        }
    }
    for item in value.as_array().into_iter().flatten() {
        collect(item, ids, references);
    }
}
