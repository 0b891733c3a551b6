//! Unified models: what their files mean, and what is refused.

use planhat_spec::unified::mapping::{
    Convert, Kind, Mapping, MethodKind, Model, Op, Pushdown, Read, Refusal, Reversible, Rule, Write,
};
use planhat_spec::unified::resolve;
use planhat_spec::{Source, load};

use crate::cases::{base, edits, found, sources, unified, with};

const THING: &str = "unified/crm/thing";

/// One edit of the good model; marks where faults are due.
#[track_caller]
fn thing(old: &str, new: &str, rules: &[&str]) {
    edits(&[(THING, old, new)], rules);
}

/// One field more; of its faults the marks tell the places.
#[track_caller]
fn field(new: &str, rules: &[&str]) {
    let new = format!(
        "counted: {{ type: string, transform: const_ignored, option: basis, doc: Basis. }}\n  {new}"
    );
    let old = "counted: { type: string, transform: const_ignored, option: basis, doc: Basis. }";
    thing(old, &new, rules);
}

/// The mapping with one field more.
#[track_caller]
fn resolved(field: &str) -> Mapping {
    let mut files = base();
    files.extend(unified());
    let (_, text) = files
        .iter_mut()
        .find(|(name, _)| *name == THING)
        .expect("the model");
    text.push_str(&format!("  {field}\n"));
    let loaded = load(&sources(&files)).unwrap_or_else(|faults| panic!("{faults}"));
    resolve(&loaded.set).remove(0)
}

fn only(mapping: &Mapping) -> &Model {
    assert_eq!(mapping.models.len(), 1);
    &mapping.models[0]
}

#[track_caller]
fn rule<'m>(mapping: &'m Mapping, name: &str) -> &'m Rule {
    let rules = &only(mapping).variants[0].rules;
    rules
        .iter()
        .find(|rule| rule.field == name)
        .expect("a field")
}

#[test]
fn what_is_left_open_follows() {
    let mapping = resolved("more: { source: title, same_as: headline }");
    assert_eq!((mapping.api.as_str(), mapping.limit.max), ("crm", 500));
    assert_eq!(mapping.version.len(), 16);
    let model = only(&mapping);
    assert_eq!(model.plural, "things");
    let names: Vec<&str> = model.variants[0]
        .rules
        .iter()
        .map(|rule| rule.field.as_str())
        .collect();
    let expected = [
        "id",
        "kind",
        "name",
        "account",
        "status",
        "size",
        "seen_at",
        "headline",
        "label",
        "links",
        "is_named",
        "counted",
        "more",
        "external_id",
        "seen_or_made",
    ];
    assert_eq!(
        names, expected,
        "what identifies a record is first, what is shared last"
    );
    assert_eq!(
        rule(&mapping, "more").doc,
        "Headline.",
        "documentation is that of the source"
    );
    assert_eq!(
        rule(&mapping, "account").kind,
        Kind::Shape("Ref".to_owned())
    );
    let kinds = [
        ("size", Kind::Integer),
        ("seen_at", Kind::DateTime),
        ("label", Kind::String),
    ];
    for (name, kind) in kinds {
        assert_eq!(rule(&mapping, name).kind, kind, "{name}");
    }
}

#[test]
fn both_ways_follow_from_the_source() {
    let mapping = resolved(
        "more: { type: json }"
            .replace(" }", ", doc: More. }")
            .as_str(),
    );
    let seen = rule(&mapping, "seen_at");
    assert_eq!(seen.write, Write::Refused(Refusal::ReadOnly));
    assert_eq!(seen.reversible, Reversible::No);
    assert_eq!(
        rule(&mapping, "label").write,
        Write::Refused(Refusal::OneWay)
    );
    assert_eq!(
        rule(&mapping, "links").write,
        Write::Refused(Refusal::Unmapped)
    );
    assert_eq!(rule(&mapping, "counted").write, Write::Ignored);
    let Write::To { field, convert } = &rule(&mapping, "size").write else {
        panic!("it is written");
    };
    assert_eq!((field.as_str(), convert), ("size", &Convert::Number));
    // What is written as title is read as subject.
    let headline = rule(&mapping, "headline");
    let Read::First(all) = &headline.read else {
        panic!("it is read");
    };
    assert_eq!(all[0].paths[0].to_string(), "subject");
    assert!(matches!(&headline.write, Write::To { field, .. } if field == "title"));
    assert_eq!(headline.reversible, Reversible::Yes);
    // A source that the resource lacks is left out of a shared field, and an id is a moment.
    let Read::First(all) = &rule(&mapping, "seen_or_made").read else {
        panic!("it is read");
    };
    let converts: Vec<&Convert> = all.iter().map(|one| &one.convert).collect();
    assert_eq!(converts, [&Convert::DateTime, &Convert::IdTime]);
}

#[test]
fn what_is_needed_is_told_under_unified_names() {
    let mapping = resolved("nick: { source: name, same_as: name, required: true, doc: Name. }");
    let methods = &only(&mapping).variants[0].methods;
    let kinds: Vec<MethodKind> = methods.iter().map(|method| method.kind).collect();
    assert_eq!(
        kinds,
        [
            MethodKind::List,
            MethodKind::Get,
            MethodKind::Create,
            MethodKind::Update
        ]
    );
    let needs: Vec<(Vec<String>, usize)> = methods[2]
        .required
        .iter()
        .map(|needs| (needs.one_of.clone(), needs.when.len()))
        .collect();
    let text = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        needs,
        [(text(&["name", "nick"]), 0), (text(&["account"]), 1)]
    );
    assert!(rule(&mapping, "name").required);
    assert!(
        !rule(&mapping, "account").required,
        "it is needed only under a condition"
    );
}

#[test]
fn lists_of_several_sources_give_what_is_needed_too() {
    let mapping = resolved(
        "names: { type: list<Link>, transform: array_merge, parts: { name: { type: main } }, same_as: name, doc: Names. }",
    );
    let create = &only(&mapping).variants[0].methods[2];
    assert_eq!(create.required[0].one_of, ["name", "names"]);
    assert!(rule(&mapping, "name").required);
    assert_eq!(rule(&mapping, "names").reversible, Reversible::Yes);
}

#[test]
fn filters_go_to_who_can() {
    let mapping = resolved("more: { type: string, doc: More. }");
    let filters = &only(&mapping).filters;
    let by = |name: &str| {
        filters
            .iter()
            .find(|filter| filter.name == name)
            .expect("a filter")
    };
    assert!(
        matches!(&by("account.id").pushdown, Pushdown::Query { parameter, unverified: false, .. } if parameter == "companyId")
    );
    assert_eq!(
        by("external_id").pushdown,
        Pushdown::Key {
            prefix: "extid-".to_owned()
        }
    );
    assert_eq!(by("size").pushdown, Pushdown::Scan);
    assert!(by("size").ops.contains(&Op::Gte) && !by("size").ops.contains(&Op::Contains));
    assert!(!by("status").ops.contains(&Op::Gte));
}

#[test]
fn variants_have_all_fields() {
    let mapping = resolved("more: { type: string, doc: More. }");
    let model = only(&mapping);
    assert_eq!(model.route.as_deref(), Some("kind"));
    let names: Vec<&str> = model.variants.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["main", "more"]);
    let [main, more] = model.variants.as_slice() else {
        panic!("two variants");
    };
    assert_eq!(main.rules.len(), more.rules.len());
    for (left, right) in main.rules.iter().zip(&more.rules) {
        assert_eq!((&left.field, &left.kind), (&right.field, &right.kind));
    }
    let size = more
        .rules
        .iter()
        .find(|rule| rule.field == "size")
        .expect("a field");
    assert_eq!((&size.read, size.doc.as_str()), (&Read::Unmapped, "Size."));
}

#[test]
fn the_digest_is_of_the_rules() {
    let plain = resolved("more: { type: string, doc: More. }");
    let same = resolved("more: { type: string, doc: More. }");
    let other = resolved("more: { type: number, doc: More. }");
    assert_eq!(plain.version, same.version);
    assert_ne!(plain.version, other.version);
    let text = serde_json::to_string(&plain).expect("a mapping is data");
    let back: Mapping = serde_json::from_str(&text).expect("and data is a mapping");
    assert_eq!(back, plain);
}

#[test]
fn names_that_lead_nowhere() {
    thing("resource: asset", "resource: §asst", &["SPEC110"]);
    thing("[external_id, id,", "[external_id, §idd,", &["SPEC110"]);
    field("more: { type: §Refs, doc: More. }", &["SPEC110"]);
    field(
        "more: { type: Ref, target: §thong, doc: More. }",
        &["SPEC110"],
    );
    field(
        "more: { source: [name, §nam], access: read, doc: More. }",
        &["SPEC111"],
    );
    field(
        "more: { type: string, source: §\"parts[0].labl\", doc: More. }",
        &["SPEC111"],
    );
    field(
        "more: { source: companyId, name: §nam, same_as: account, doc: More. }",
        &["SPEC111"],
    );
    field(
        "more: { source: name, same_as: §nam, doc: More. }",
        &["SPEC111"],
    );
    thing(
        "fields:\n",
        "scope: { §stat: sold }\nfields:\n",
        &["SPEC111"],
    );
    thing(
        "[list, get, create, update]",
        "{ list: {}, get: { expect: { §stat: sold } }, create: { key: §nam } }",
        &["SPEC111", "SPEC111"],
    );
    thing(
        "[account.id, status, external_id, size]",
        "{ q: { query: §serch, ops: [contains] } }",
        &["SPEC111"],
    );
    field(
        "more: { source: name, when: { §size: { state: sold } }, access: read, doc: More. }",
        &["SPEC111"],
    );
}

#[test]
fn paths_that_do_not_fit() {
    for path in [
        "parts.label",
        "\"name[0]\"",
        "\"parts[label].label\"",
        "name.first",
        "\"a b\"",
        "custom.",
    ] {
        field(
            &format!("more: {{ type: string, source: §{path}, doc: More. }}"),
            &["SPEC112"],
        );
    }
    for path in ["\"parts[1:]\"", "custom.Whatever it is", "custom"] {
        field(
            &format!("more: {{ type: json, source: {path}, access: read, doc: More. }}"),
            &[],
        );
    }
}

#[test]
fn arguments_of_transforms() {
    field("§more: { source: custom.More, doc: More. }", &["SPEC113"]);
    field("more: { type: §enum, doc: More. }", &["SPEC113"]);
    field(
        "more: { type: string, transform: §const, doc: More. }",
        &["SPEC113"],
    );
    field(
        "more: { type: Ref, transform: §object_map, doc: More. }",
        &["SPEC113"],
    );
    field(
        "more: { type: string, §item: { a: b }, doc: More. }",
        &["SPEC113"],
    );
    field(
        "more: { source: seen, §fold_case: true, doc: More. }",
        &["SPEC113"],
    );
    field(
        "more: { type: list<Link>, transform: array_merge, parts: { subject: §name }, doc: More. }",
        &["SPEC113"],
    );
    field(
        "more: { type: list<Link>, transform: array_merge, parts: { subject: { §typ: main } }, doc: More. }",
        &["SPEC111"],
    );
    field(
        "more: { source: name, write: §split_name, same_as: name, doc: More. }",
        &["SPEC113"],
    );
}

#[test]
fn transforms_that_do_not_fit() {
    field(
        "more: { type: boolean, source: §subject, doc: More. }",
        &["SPEC114"],
    );
    field(
        "more: { source: §subject, transform: not, doc: More. }",
        &["SPEC114"],
    );
    field(
        "more: { source: subject, transform: §ref, doc: More. }",
        &["SPEC114"],
    );
    field(
        "more: { type: list<Link>, source: §seen, transform: array_wrap, doc: More. }",
        &["SPEC114"],
    );
    field(
        "more: { type: boolean, transform: const, value: §1, doc: More. }",
        &["SPEC114"],
    );
    field(
        "more: { source: subject, transform: rename, doc: More. }",
        &[],
    );
}

#[test]
fn tables_of_words() {
    thing(
        "{ offered: on sale, gone: sold }",
        "{ offered: on sale, gone: §lost, more: sold }",
        &["SPEC115"],
    );
    thing(
        "{ source: state, values: { offered: on sale, gone: sold }",
        "{ source: state, §values: { offered: On Sale }, fold_case: true",
        &["SPEC115"],
    );
    thing(
        "{ offered: on sale, gone: sold }",
        "{ offered: on sale, gone: [] }, rest: gone",
        &[],
    );
    field(
        "more: { source: subject, values: [a, b], rest: §c, doc: More. }",
        &["SPEC115"],
    );
    field(
        "more: { source: subject, values: §[a, a], doc: More. }",
        &["SPEC115"],
    );
    // A text is open: it needs no word for each.
    field(
        "more: { source: subject, values: { a: [x, y], b: z }, doc: More. }",
        &[],
    );
}

#[test]
fn two_that_write_one() {
    field(
        "§more: { type: string, source: companyId, doc: More. }",
        &["SPEC116"],
    );
    field(
        "more: { type: string, source: companyId, same_as: account, doc: More. }",
        &[],
    );
    field(
        "more: { type: string, source: companyId, yields_to: account, doc: More. }",
        &[],
    );
    field(
        "more: { type: string, source: companyId, access: read, doc: More. }",
        &[],
    );
}

#[test]
fn claims_that_cannot_be_kept() {
    field(
        "more: { type: string, access: §both, doc: More. }",
        &["SPEC117"],
    );
    field(
        "more: { source: seen, reversible: §partial, doc: More. }",
        &["SPEC117"],
    );
    field(
        "more: { source: companyId, same_as: account, reversible: §no, doc: More. }",
        &["SPEC117"],
    );
    let wrap =
        "more: { type: list<Link>, source: name, same_as: name, transform: array_wrap, doc: More.";
    field(&format!("{wrap}, reversible: §yes }}"), &["SPEC117"]);
    field(&format!("{wrap}, reversible: partial }}"), &[]);
    field(
        "more: { source: subject, access: read, §write: title, doc: More. }",
        &["SPEC117"],
    );
    let computed =
        "more: { type: boolean, transform: computed, rule: any_value, source: subject, doc: More.";
    field(&format!("{computed}, §write: name }}"), &["SPEC117"]);
}

#[test]
fn writes_that_nothing_takes() {
    field(
        "more: { source: subject, write: §seen, doc: More. }",
        &["SPEC118"],
    );
    thing(
        "methods: [list, get, create, update]\nfilters: [account.id, status, external_id, size]",
        "methods: [list, get]",
        &[],
    );
    thing(
        "methods: [list, get, create, update]",
        "methods: { list: {}, update: { operation: archive } }",
        &[],
    );
    edits(
        &[
            (
                THING,
                "methods: [list, get, create, update]",
                "methods: [list, get]",
            ),
            (THING, "source: size,", "source: size, write: §size,"),
        ],
        &["SPEC118"],
    );
}

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
