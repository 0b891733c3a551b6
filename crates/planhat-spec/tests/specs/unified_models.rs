//! Unified models as a whole: what is refused of methods, filters, variants, catalogues and shared parts.

use planhat_spec::unified::resolve;
use planhat_spec::{Source, load};

use crate::cases::{base, edits, found, sources, unified, with};
use crate::unified::{THING, field, thing};

#[test]
fn filters_of_nothing() {
    thing("[account.id,", "[§account.idd,", &["SPEC119"]);
    thing(
        "[account.id, status, external_id, size]",
        "{ size: { ops: [gt, §contains] }, far: { source: §sise } }",
        &["SPEC119", "SPEC119"],
    );
    thing(
        "[account.id, status, external_id, size]",
        "{ company: { source: account.id, query: none }, status: { query: companyId, unverified: true, values: { gone: x } } }",
        &[],
    );
}

#[test]
fn methods_of_nothing() {
    thing(
        "[list, get, create, update]",
        "{ list: {}, create: { operation: §bulk_upsrt } }",
        &["SPEC120"],
    );
    thing(
        "[list, get, create, update]",
        "{ list: {}, get: { resource: §compani }, create: {} }",
        &["SPEC110"],
    );
    edits(
        &[(
            "unified/crm/thing.more",
            "common: [id]",
            "common: [id]\nmethods: [list, §upsert]",
        )],
        &["SPEC120"],
    );
    thing(
        "[list, get, create, update]",
        "{ list: {}, create: { operation: bulk_upsert } }",
        &[],
    );
}

#[test]
fn rules_and_options() {
    let more =
        |rest: &str| format!("more: {{ type: boolean, transform: computed, {rest}, doc: More. }}");
    field(&more("rule: §any_vlue, source: subject"), &["SPEC121"]);
    field(
        "more: { type: Ref, transform: computed, rule: group_parent, §source: [subject, name, size], doc: More. }",
        &["SPEC121"],
    );
    field(&more("§rule: any_value"), &["SPEC121"]);
    field(
        &more("rule: any_value, source: subject, §option: basis"),
        &["SPEC121"],
    );
    field(
        "more: { type: string, transform: computed, rule: §option, doc: More. }",
        &["SPEC121"],
    );
    field(
        "more: { type: string, transform: computed, rule: option, option: §bases, doc: More. }",
        &["SPEC122"],
    );
    field(
        "more: { transform: computed, rule: option, option: basis, values: [net, gross], doc: More. }",
        &[],
    );
}

#[test]
fn variants_that_do_not_belong() {
    let more = "unified/crm/thing.more";
    let renamed = (
        more,
        "model: thing\nvariant: more",
        "model: §thing\nvariant: §less",
    );
    edits(&[renamed], &["SPEC020", "SPEC123"]);
    edits(
        &[
            (more, "variant: more", "variant: §more"),
            (more, "value: more", "value: main"),
        ],
        &["SPEC123"],
    );
    edits(
        &[(
            more,
            "name: { source: name }",
            "§name: { type: integer, source: custom.Name }",
        )],
        &["SPEC123"],
    );
    let mut files: Vec<(&'static str, String)> = unified();
    files.retain(|(name, _)| *name != THING);
    files.extend(base());
    let all = found(&files);
    assert!(all.iter().any(|one| one.rule == "SPEC123"), "{all}");
}

#[test]
fn facets_list_values() {
    let text = "model: status\nplural: statuses\nresource: asset\nsummary: States in use.\nfacet: { field: status }
fields:
  id: { type: string, doc: Exact word. }
  count: { type: integer, doc: How many have it. }
";
    let all = |text: &str, rules: &[&str]| {
        let mut files: Vec<(&'static str, String)> = unified();
        files.push(("unified/crm/status", text.to_owned()));
        let files: Vec<(&'static str, &str)> = files
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        with(&files, rules);
    };
    all(text, &[]);
    all(
        &text.replace("field: status", "field: §statu"),
        &["SPEC110"],
    );
    all(
        &text.replace("facet: {", "methods: [§create]\nfacet: {"),
        &["SPEC120"],
    );
    all(
        &text.replace("field: status", "model: §thng, field: status"),
        &["SPEC110"],
    );
    all(
        &text.replace("model: status", "model: §state"),
        &["SPEC020"],
    );
}

#[test]
fn pages_and_settings() {
    let common = "unified/common";
    edits(&[(common, "default: 50", "default: §0")], &["SPEC124"]);
    edits(
        &[(common, "scan_requests: 5", "scan_requests: §0")],
        &["SPEC124"],
    );
    edits(&[(common, "main: url", "main: §urls")], &["SPEC111"]);
    edits(
        &[(common, "type: { type: enum", "§type: { type: string")],
        &["SPEC040"],
    );
    thing(
        "values: [net, gross]",
        "values: [net, gross], default: §grosss",
        &["SPEC124"],
    );
    thing("values: [net, gross]", "values: §[]", &["SPEC124"]);
}

#[test]
fn shapes_of_keys() {
    thing(
        "source: size,",
        "source: size, §transfrom: number,",
        &["SPEC010"],
    );
    thing(
        "source: size,",
        "source: size, transform: §numbr,",
        &["SPEC012"],
    );
    thing("source: size,", "source: size, type: §int,", &["SPEC013"]);
    thing(
        "source: size,",
        "source: size, access: §create_only,",
        &["SPEC012"],
    );
    thing(
        "[list, get, create, update]",
        "[list, get, create, §change]",
        &["SPEC012"],
    );
    thing(
        "fields:\n",
        "scope: { state: { §not_inn: sold } }\nfields:\n",
        &["SPEC010"],
    );
    field("§more: { type: string }", &["SPEC011"]);
    field("more: { type: string, doc: §\"\" }", &["SPEC011"]);
    field("§More: { type: string, doc: More. }", &["SPEC021"]);
}

#[test]
fn faults_elsewhere_make_none_here() {
    let mut files = base();
    files.extend(unified());
    let broken = |files: &mut Vec<(&str, String)>, name: &str, old: &str, new: &str| {
        let (_, text) = files
            .iter_mut()
            .find(|(known, _)| *known == name)
            .expect("a file");
        assert!(text.contains(old), "{old}");
        *text = text.replace(old, new);
    };
    for (name, old, new) in [
        ("asset", "resource: asset", ": :"),
        ("asset", "size: { type: integer", "size: { type: int"),
        ("asset", "  list:\n", "  lst:\n    method: what\n  list:\n"),
        (
            "unified/common",
            "  id: { source: _id",
            "  id: { sorce: _id",
        ),
        ("unified/common", "limit: {", ": : {"),
        (THING, "  size: { source: size", "  size: { source: 1"),
    ] {
        let mut files = files.clone();
        broken(&mut files, name, old, new);
        let all = found(&files);
        let places: Vec<&str> = all.iter().map(|one| one.file.as_str()).collect();
        let own = places
            .iter()
            .all(|place| place.contains(&format!("/{name}.yaml")));
        assert!(own && !places.is_empty(), "{name} {new}: {all}");
    }
}

#[test]
fn common_is_needed_and_stands_apart() {
    let mut files = base();
    files.extend(
        unified()
            .into_iter()
            .filter(|(name, _)| *name != "unified/common"),
    );
    let all = found(&files);
    let rules: Vec<&str> = all.iter().map(|one| one.rule).collect();
    assert_eq!(rules, ["SPEC001"], "{all}");
    // Without unified models there are no mappings.
    let loaded = load(&sources(&base())).expect("the specs are good");
    assert!(resolve(&loaded.set).is_empty());
    // A project may stand in a folder of that name.
    let moved = |source: Source| Source {
        path: source.path.replace("specs/", "unified/"),
        ..source
    };
    let all: Vec<Source> = sources(&base()).into_iter().map(moved).collect();
    assert!(
        load(&all)
            .expect("the specs are good")
            .set
            .unified
            .apis
            .is_empty()
    );
}

#[test]
fn rows_for_built_in_fields_fit_the_model() {
    let text = "model: field
resource: company
summary: Fields.
builtin:
  fields: { called: name, of: entity, needed: required, words: values }
  values: { own: false }
fields:
  called: { source: name, access: read, doc: Name. }
  of: { type: enum, source: name, access: read, values: { account: company, thing: [asset], more: [asset] }, doc: Whose it is. }
  needed: { type: boolean, doc: Whether it is needed. }
  own: { type: boolean, doc: Whether the tenant made it. }
  words: { type: list<Link>, doc: Choices. }
";
    let with_field = |text: &str| {
        let mut files: Vec<(&'static str, String)> = base();
        files.extend(unified());
        files.push(("unified/crm/field", text.to_owned()));
        files
    };
    let loaded = load(&sources(&with_field(text))).unwrap_or_else(|faults| panic!("{faults}"));
    let mapping = resolve(&loaded.set).remove(0);
    let model = mapping.models.iter().find(|one| one.name == "field");
    let builtin = model.expect("a model").builtin.as_ref().expect("rows");
    let entities = [("company", "account"), ("asset", "thing")];
    let entities = entities.map(|(resource, word)| (resource.to_owned(), word.to_owned()));
    assert_eq!(builtin.entities, entities);
    assert_eq!(builtin.facts.len(), 4);
    for (old, new, rules) in [
        ("called: name", "§cald: name", &["SPEC111"][..]),
        ("needed: required", "needed: §name", &["SPEC114"]),
        ("words: values", "words: §doc", &["SPEC114"]),
        (
            " fields: { called: name, of: entity,",
            " §fields: { called: name,",
            &["SPEC113"],
        ),
        ("own: false }", "own: §1 }", &["SPEC114"]),
        ("own: false }", "own: false, §owned: false }", &["SPEC111"]),
        ("of: entity, needed", "of: §entity, needed", &["SPEC110"]),
    ] {
        let mut changed = text.replace(old, new);
        if rules == ["SPEC110"] {
            changed = changed.replace("thing: [asset]", "thing: [assset]");
        }
        assert_ne!(changed, text, "{old}");
        let files = with_field(&changed);
        let files: Vec<(&'static str, &str)> = files
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        with(&files, rules);
    }
}
