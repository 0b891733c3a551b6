//! Mappings by hand.

use indexmap::IndexMap;
use planhat_spec::unified::mapping::{
    Alternative, Condition, Convert, Kind, Limit, Mapping, Member, Merged, Method, MethodKind,
    Model, Part, Path, Read, RefParts, Refusal, Requirement, Reversible, Rule, Setting, Shape,
    Step, Variant, Words, Write,
};
use serde_json::Value;

pub use crate::calls::*;

/// A path as specs write it.
pub fn path(text: &str) -> Path {
    let mut steps = Vec::new();
    for part in text.split('.') {
        let (name, places) = part.split_once('[').unwrap_or((part, ""));
        steps.push(Step::Member(name.into()));
        for place in places.split('[').filter(|place| !place.is_empty()) {
            let place = place.trim_end_matches(']');
            steps.push(match (place.strip_suffix(':'), place.parse()) {
                (Some(from), _) => Step::From(from.parse().unwrap()),
                (None, Ok(at)) => Step::Item(at),
                (None, Err(_)) => Step::Where(place.into()),
            });
        }
    }
    Path(steps)
}

pub fn rule(field: &str, kind: Kind, read: Read, write: Write) -> Rule {
    Rule {
        field: field.into(),
        kind,
        read,
        write,
        reversible: Reversible::Yes,
        transform: String::new(),
        create_only: false,
        required: false,
        create_default: None,
        yields_to: Vec::new(),
        target: None,
        doc: String::new(),
        note: None,
        unverified: false,
        overridden: false,
    }
}

/// A field that goes with one wire field.
pub fn plain(field: &str, kind: Kind, wire: &str, convert: Convert) -> Rule {
    let write = Write::To {
        field: wire.into(),
        convert: convert.clone(),
    };
    rule(field, kind, first(&[(wire, convert)]), write)
}

/// A field that is only read, from the first of some wire fields.
pub fn read_only(field: &str, kind: Kind, sources: &[(&str, Convert)]) -> Rule {
    rule(
        field,
        kind,
        first(sources),
        Write::Refused(Refusal::ReadOnly),
    )
}

pub fn computed(field: &str, kind: Kind, name: &str, sources: &[&str], writes: &[&str]) -> Rule {
    let option = (name == "amount" || name == "option").then(|| "basis".to_owned());
    let read = Read::Computed {
        rule: name.into(),
        sources: sources.iter().map(|source| path(source)).collect(),
        option: option.clone(),
    };
    let write = match writes {
        [] if name != "option" => Write::Refused(Refusal::OneWay),
        _ => Write::Computed {
            rule: name.into(),
            fields: writes.iter().map(|field| (*field).to_owned()).collect(),
            option,
        },
    };
    rule(field, kind, read, write)
}

/// The first of some sources; ` + ` joins several.
pub fn first(sources: &[(&str, Convert)]) -> Read {
    let alternative = |(source, convert): &(&str, Convert)| Alternative {
        paths: source.split(" + ").map(path).collect(),
        when: Vec::new(),
        convert: convert.clone(),
    };
    Read::First(sources.iter().map(alternative).collect())
}

pub fn parts(list: bool, parts: &[(&str, &str)]) -> (Read, Write) {
    let read = parts
        .iter()
        .map(|(member, wire)| ((*member).to_owned(), Part::Path(path(wire))));
    let write = parts
        .iter()
        .map(|(member, wire)| ((*member).to_owned(), (*wire).to_owned()));
    let read = Read::Parts {
        parts: read.collect(),
        list,
    };
    (read, Write::Parts(write.collect()))
}

pub fn merged(wire: &str, list: bool, member: Option<&str>, constants: &[(&str, Value)]) -> Merged {
    Merged {
        path: path(wire),
        list,
        member: member.map(str::to_owned),
        constants: pairs(constants),
        write: Some(wire.to_owned()),
    }
}

pub fn pairs(given: &[(&str, Value)]) -> Vec<(String, Value)> {
    given
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

pub fn words(table: &[(&str, &[&str])]) -> Words {
    let row = |(word, values): &(&str, &[&str])| {
        (
            (*word).to_owned(),
            values.iter().map(|value| Value::from(*value)).collect(),
        )
    };
    Words {
        table: table.iter().map(row).collect(),
        rest: None,
        fold_case: false,
        open: false,
        listed: Vec::new(),
    }
}

pub fn reference(write: Option<&str>, beside: Option<&str>) -> RefParts {
    RefParts {
        id: vec!["_id".into(), "id".into()],
        name: vec!["name".into()],
        beside: beside.map(path),
        write: write.map(str::to_owned),
        flags: write.map(|_| "isOwner".to_owned()).into_iter().collect(),
    }
}

pub fn shaped(name: &str) -> Kind {
    Kind::Shape(name.into())
}

pub fn list(kind: Kind) -> Kind {
    Kind::List(Box::new(kind))
}

pub fn one_of(words: &[&str]) -> Kind {
    Kind::Enum(words.iter().map(|word| (*word).to_owned()).collect())
}

pub fn condition(field: &str, one_of: &[Value]) -> Condition {
    Condition {
        field: field.into(),
        one_of: one_of.to_vec(),
        not: false,
    }
}

fn shape(main: &str, members: &[(&str, Kind)]) -> Shape {
    let member = |(name, kind): &(&str, Kind)| Member {
        name: (*name).to_owned(),
        kind: kind.clone(),
        doc: String::new(),
    };
    Shape {
        members: members.iter().map(member).collect(),
        main: Some(main.to_owned()),
    }
}

fn shapes() -> IndexMap<String, Shape> {
    let text = || Kind::String;
    let named = [("id", text()), ("name", text())];
    let all = [
        ("Ref", shape("id", &named)),
        ("Tag", shape("name", &named)),
        ("Stage", shape("id", &named)),
        ("TypeRef", shape("id", &named)),
        (
            "Person",
            shape("id", &[("id", text()), ("name", text()), ("email", text())]),
        ),
        (
            "Email",
            shape(
                "email",
                &[
                    ("id", text()),
                    ("email", text()),
                    ("type", one_of(&["primary", "other"])),
                    ("is_primary", Kind::Boolean),
                ],
            ),
        ),
        (
            "Phone",
            shape(
                "number",
                &[("number", text()), ("extension", text()), ("type", text())],
            ),
        ),
        ("Url", shape("url", &[("url", text()), ("type", text())])),
        (
            "Address",
            shape(
                "street",
                &[("street", text()), ("state", text()), ("city", text())],
            ),
        ),
        (
            "Option",
            shape(
                "value",
                &[
                    ("label", text()),
                    ("value", text()),
                    ("description", text()),
                    ("is_hidden", Kind::Boolean),
                ],
            ),
        ),
    ];
    all.into_iter()
        .map(|(name, shape)| (name.to_owned(), shape))
        .collect()
}

/// A mapping of one model with these rules.
pub fn mapping(rules: Vec<Rule>) -> Mapping {
    let method = |kind| Method {
        kind,
        resource: "thing".into(),
        operation: kind.word().into(),
        key: None,
        expect: Vec::new(),
        required: Vec::new(),
    };
    let variant = Variant {
        name: String::new(),
        resource: "thing".into(),
        scope: Vec::new(),
        methods: MethodKind::ALL.into_iter().map(method).collect(),
        rules,
    };
    let basis = Setting {
        name: "basis".into(),
        values: ["monthly", "annual", "one_time", "total_contract"]
            .map(String::from)
            .to_vec(),
        default: "monthly".into(),
        doc: String::new(),
    };
    let model = Model {
        name: "thing".into(),
        plural: "things".into(),
        summary: String::new(),
        note: None,
        variants: vec![variant],
        route: None,
        filters: Vec::new(),
        facet: None,
        builtin: None,
        options: vec![basis],
    };
    Mapping {
        api: "test".into(),
        version: "1".into(),
        limit: Limit {
            default: 50,
            max: 500,
        },
        scan_requests: 5,
        shapes: shapes(),
        models: vec![model],
    }
}

/// A create needs one of these.
pub fn needs(mapping: &mut Mapping, one_of: &[&str], when: &[(&str, Value)]) {
    let methods = &mut mapping.models[0].variants[0].methods;
    let create = methods
        .iter_mut()
        .find(|method| method.kind == MethodKind::Create)
        .unwrap();
    create.required.push(Requirement {
        one_of: one_of.iter().map(|name| (*name).to_owned()).collect(),
        when: pairs(when),
        without_key: false,
    });
}
