//! What models of the tests are made of.

use planhat_spec::unified::mapping::*;
use serde_json::Value;

/// A path of members.
pub fn path(text: &str) -> Path {
    let step = |part: &str| match part.split_once('[') {
        None => vec![Step::Member(part.into())],
        Some((name, rest)) => {
            let inner = rest.trim_end_matches(']');
            let step = match (inner.strip_suffix(':'), inner.parse()) {
                (Some(from), _) => Step::From(from.parse().unwrap()),
                (None, Ok(item)) => Step::Item(item),
                _ => Step::Where(inner.into()),
            };
            vec![Step::Member(name.into()), step]
        }
    };
    Path(text.split('.').flat_map(step).collect())
}

pub fn from(source: &str, convert: Convert) -> Alternative {
    Alternative {
        paths: vec![path(source)],
        when: Vec::new(),
        convert,
    }
}

pub fn rule(field: &str, kind: Kind, read: Read, write: Write) -> Rule {
    let reversible = match write {
        Write::Refused(_) | Write::Ignored => Reversible::No,
        Write::SplitName { .. } | Write::Lookup { .. } => Reversible::Partial,
        _ => Reversible::Yes,
    };
    Rule {
        field: field.into(),
        kind,
        read,
        write,
        reversible,
        transform: "rename".into(),
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

/// A text under another name.
pub fn text(field: &str, wire: &str) -> Rule {
    let write = Write::To {
        field: wire.into(),
        convert: Convert::Keep,
    };
    rule(
        field,
        Kind::String,
        Read::First(vec![from(wire, Convert::Keep)]),
        write,
    )
}

pub fn flag(field: &str, wire: &str) -> Rule {
    Rule {
        kind: Kind::Boolean,
        ..text(field, wire)
    }
}

pub fn read_only(rule: Rule) -> Rule {
    Rule {
        write: Write::Refused(Refusal::ReadOnly),
        reversible: Reversible::No,
        ..rule
    }
}

pub fn id() -> Rule {
    read_only(text("id", "_id"))
}

pub fn moment(field: &str, sources: &[&str]) -> Rule {
    let each = sources.iter().map(|source| match *source {
        "_id" => from("_id", Convert::IdTime),
        source => from(source, Convert::DateTime),
    });
    read_only(rule(
        field,
        Kind::DateTime,
        Read::First(each.collect()),
        Write::Ignored,
    ))
}

pub fn reference(field: &str, wire: &str, beside: Option<&str>, target: &str) -> Rule {
    let parts = RefParts {
        id: vec!["_id".into(), "id".into()],
        name: vec!["name".into(), "nickName".into()],
        beside: beside.map(path),
        write: None,
        flags: Vec::new(),
    };
    let write = Write::To {
        field: wire.into(),
        convert: Convert::Ref(parts.clone()),
    };
    let read = Read::First(vec![from(wire, Convert::Ref(parts))]);
    Rule {
        target: Some(target.into()),
        ..rule(field, Kind::Shape("Ref".into()), read, write)
    }
}

pub fn custom() -> Rule {
    let write = Write::To {
        field: "custom".into(),
        convert: Convert::Custom,
    };
    rule(
        "custom_fields",
        Kind::Object,
        Read::First(vec![from("custom", Convert::Custom)]),
        write,
    )
}

pub fn whole() -> Rule {
    read_only(rule(
        "remote_data",
        Kind::Object,
        Read::Whole,
        Write::Ignored,
    ))
}

pub fn unmapped(field: &str) -> Rule {
    rule(
        field,
        Kind::String,
        Read::Unmapped,
        Write::Refused(Refusal::Unmapped),
    )
}

pub fn words(pairs: &[(&str, &[&str])], fold_case: bool) -> Words {
    let server = |words: &[&str]| words.iter().map(|word| Value::from(*word)).collect();
    let table = pairs
        .iter()
        .map(|(word, all)| ((*word).to_owned(), server(all)));
    Words {
        table: table.collect(),
        rest: None,
        fold_case,
        open: true,
        listed: Vec::new(),
    }
}

pub fn method(kind: MethodKind, resource: &str, operation: &str) -> Method {
    Method {
        kind,
        resource: resource.into(),
        operation: operation.into(),
        key: None,
        expect: Vec::new(),
        required: Vec::new(),
    }
}

pub fn methods(resource: &str) -> Vec<Method> {
    use MethodKind::*;
    let all = [
        (List, "list"),
        (Get, "get"),
        (Create, "create"),
        (Update, "update"),
        (Delete, "delete"),
        (Upsert, "bulk_upsert"),
    ];
    all.iter()
        .map(|(kind, operation)| method(*kind, resource, operation))
        .collect()
}

pub fn needs(methods: &mut [Method], fields: &[&[&str]]) {
    let create = methods
        .iter_mut()
        .find(|method| method.kind == MethodKind::Create)
        .unwrap();
    let each = fields.iter().map(|one_of| Requirement {
        one_of: one_of.iter().map(|name| (*name).to_owned()).collect(),
        when: Vec::new(),
        without_key: false,
    });
    create.required = each.collect();
}

pub fn filter(name: &str, kind: Kind, ops: &[Op], pushdown: Pushdown) -> Filter {
    Filter {
        name: name.into(),
        path: Some(name.into()),
        kind,
        ops: ops.to_vec(),
        pushdown,
    }
}

pub fn query(parameter: &str) -> Pushdown {
    Pushdown::Query {
        parameter: parameter.into(),
        values: Vec::new(),
        unverified: false,
    }
}

pub fn changed() -> Filter {
    filter(
        "updated_at",
        Kind::DateTime,
        &[Op::Gt, Op::Gte, Op::Lt, Op::Lte],
        Pushdown::Scan,
    )
}

pub fn variant(name: &str, resource: &str, rules: Vec<Rule>) -> Variant {
    Variant {
        name: name.into(),
        resource: resource.into(),
        scope: Vec::new(),
        methods: methods(resource),
        rules,
    }
}

pub fn model(name: &str, plural: &str, variants: Vec<Variant>, filters: Vec<Filter>) -> Model {
    Model {
        name: name.into(),
        plural: plural.into(),
        summary: String::new(),
        note: None,
        variants,
        route: None,
        filters,
        facet: None,
        builtin: None,
        options: Vec::new(),
    }
}

pub fn first_of(field: &str, sources: &[&str], wire: &str) -> Rule {
    let each = sources
        .iter()
        .map(|source| from(source, Convert::Keep))
        .collect();
    rule(
        field,
        Kind::String,
        Read::First(each),
        Write::To {
            field: wire.into(),
            convert: Convert::Keep,
        },
    )
}

pub fn type_ref(field: &str, wire: &str, table: Words) -> Rule {
    let write = Write::To {
        field: wire.into(),
        convert: Convert::TypeRef(table.clone()),
    };
    rule(
        field,
        Kind::Shape("TypeRef".into()),
        Read::First(vec![from(wire, Convert::TypeRef(table))]),
        write,
    )
}

pub fn people() -> RefParts {
    RefParts {
        id: vec!["id".into(), "_id".into()],
        name: vec!["name".into()],
        beside: None,
        write: Some("id".into()),
        flags: vec!["isOwner".into()],
    }
}

pub fn shape(members: &[&str], main: Option<&str>) -> Shape {
    let member = |name: &&str| Member {
        name: (*name).into(),
        kind: Kind::String,
        doc: String::new(),
    };
    Shape {
        members: members.iter().map(member).collect(),
        main: main.map(str::to_owned),
    }
}
