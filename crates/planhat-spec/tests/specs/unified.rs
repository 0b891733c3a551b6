//! Unified models: what their files mean, and what is refused.

use planhat_spec::load;
use planhat_spec::unified::mapping::{
    Convert, Kind, Mapping, MethodKind, Model, Op, Pushdown, Read, Refusal, Reversible, Rule, Write,
};
use planhat_spec::unified::resolve;

use crate::cases::{base, edits, sources, unified};

pub const THING: &str = "unified/crm/thing";

/// One edit of the good model; marks where faults are due.
#[track_caller]
pub fn thing(old: &str, new: &str, rules: &[&str]) {
    edits(&[(THING, old, new)], rules);
}

/// One field more; of its faults the marks tell the places.
#[track_caller]
pub fn field(new: &str, rules: &[&str]) {
    let new = format!(
        "counted: {{ type: string, transform: const_ignored, option: basis, doc: Basis. }}\n  {new}"
    );
    let old = "counted: { type: string, transform: const_ignored, option: basis, doc: Basis. }";
    thing(old, &new, rules);
}

/// The mapping with one field more.
#[track_caller]
pub fn resolved(field: &str) -> Mapping {
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

pub fn only(mapping: &Mapping) -> &Model {
    assert_eq!(mapping.models.len(), 1);
    &mapping.models[0]
}

#[track_caller]
pub fn rule<'m>(mapping: &'m Mapping, name: &str) -> &'m Rule {
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
