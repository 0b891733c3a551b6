//! A small mapping, made by hand: every way of reading, writing, listing and filtering that the
//! engine knows.

mod parts;

use indexmap::IndexMap;
use planhat_spec::unified::mapping::*;
use serde_json::json;

use self::parts::*;

fn account() -> Model {
    let status = Kind::Enum(["prospect", "customer", "lost"].map(str::to_owned).to_vec());
    let table = words(
        &[
            ("prospect", &["prospect"]),
            ("customer", &["customer"]),
            ("lost", &["lost"]),
        ],
        false,
    );
    let mut rules = vec![
        id(),
        text("name", "name"),
        text("lifecycle_stage", "phase"),
        Rule {
            kind: Kind::List(Box::new(Kind::String)),
            ..text("domains", "domains")
        },
        read_only(rule(
            "status",
            status.clone(),
            Read::First(vec![from("status", Convert::Enum(table))]),
            Write::Ignored,
        )),
        reference("owner", "owner", None, "user"),
        text("external_id", "externalId"),
        unmapped("industry"),
        custom(),
        moment("created_at", &["createDate", "createdAt", "_id"]),
        moment("updated_at", &["updatedAt", "lastUpdated"]),
        whole(),
    ];
    rules[1].required = true;
    let mut variant = variant("", "company", rules);
    needs(&mut variant.methods, &[&["name"]]);
    let mut by_status = filter("status", status, &[Op::Eq, Op::In], query("status"));
    by_status.pushdown = Pushdown::Query {
        parameter: "status".into(),
        values: Vec::new(),
        unverified: true,
    };
    let filters = vec![
        filter(
            "name",
            Kind::String,
            &[Op::Eq, Op::Contains],
            Pushdown::Scan,
        ),
        by_status,
        filter(
            "lifecycle_stage",
            Kind::String,
            &[Op::Eq, Op::Ne, Op::Exists],
            Pushdown::Scan,
        ),
        filter(
            "external_id",
            Kind::String,
            &[Op::Eq],
            Pushdown::Key {
                prefix: "extid-".into(),
            },
        ),
        Filter {
            path: Some("domains".into()),
            ..filter("domain", Kind::String, &[Op::Eq], Pushdown::Scan)
        },
        changed(),
    ];
    model("account", "accounts", vec![variant], filters)
}

fn contact() -> Model {
    let full = Read::First(vec![
        from("name", Convert::Keep),
        Alternative {
            paths: vec![path("firstName"), path("lastName")],
            when: vec![],
            convert: Convert::Keep,
        },
    ]);
    let split = Write::SplitName {
        first: "firstName".into(),
        last: "lastName".into(),
    };
    let rules = vec![
        id(),
        text("first_name", "firstName"),
        text("last_name", "lastName"),
        rule("name", Kind::String, full, split),
        text("email", "email"),
        reference("account", "companyId", Some("companyName"), "account"),
        flag("is_archived", "archived"),
        text("external_id", "externalId"),
        custom(),
        moment("updated_at", &["updatedAt"]),
        whole(),
    ];
    let mut variant = variant("", "enduser", rules);
    needs(
        &mut variant.methods,
        &[&["account"], &["email", "external_id"]],
    );
    let filters = vec![
        filter(
            "account.id",
            Kind::String,
            &[Op::Eq, Op::In],
            query("companyId"),
        ),
        filter("email", Kind::String, &[Op::Eq], query("email")),
        filter("is_archived", Kind::Boolean, &[Op::Eq], Pushdown::Scan),
        filter(
            "external_id",
            Kind::String,
            &[Op::Eq],
            Pushdown::Key {
                prefix: "extid-".into(),
            },
        ),
        Filter {
            path: Some("is_archived".into()),
            ..filter(
                "archived",
                Kind::Boolean,
                &[Op::Eq, Op::Ne, Op::In, Op::Exists],
                Pushdown::Query {
                    parameter: "archived".into(),
                    values: Vec::new(),
                    unverified: true,
                },
            )
        },
        changed(),
    ];
    model("contact", "contacts", vec![variant], filters)
}

fn user() -> Model {
    let full = Read::First(vec![Alternative {
        paths: vec![path("firstName"), path("lastName")],
        when: Vec::new(),
        convert: Convert::Keep,
    }]);
    let split = Write::SplitName {
        first: "firstName".into(),
        last: "lastName".into(),
    };
    let rules = vec![
        id(),
        rule("name", Kind::String, full, split),
        text("first_name", "firstName"),
        text("last_name", "lastName"),
        text("display_name", "nickName"),
        text("email", "email"),
    ];
    model(
        "user",
        "users",
        vec![variant("", "user", rules)],
        Vec::new(),
    )
}

/// Everything that is said, but for notes and tickets unless they are asked for by their type.
fn engagement() -> Model {
    let rules = vec![
        id(),
        text("engagement_type", "type"),
        text("subject", "subject"),
        reference("account", "companyId", Some("companyName"), "account"),
        custom(),
        moment("updated_at", &["updatedAt"]),
        whole(),
    ];
    let mut variant = variant("", "conversation", rules);
    variant.scope = vec![Condition {
        field: "type".into(),
        one_of: vec![json!("note"), json!("ticket")],
        not: true,
    }];
    needs(&mut variant.methods, &[&["account"]]);
    let filters = vec![filter(
        "engagement_type",
        Kind::String,
        &[Op::Eq, Op::In],
        Pushdown::Scan,
    )];
    model("engagement", "engagements", vec![variant], filters)
}

fn note() -> Model {
    let rules = vec![
        id(),
        text("title", "subject"),
        text("content", "description"),
        reference("account", "companyId", Some("companyName"), "account"),
        rule(
            "note_type",
            Kind::String,
            Read::Const(json!("note")),
            Write::Ignored,
        ),
        whole(),
    ];
    let mut variant = variant("", "note", rules);
    needs(&mut variant.methods, &[&["account"]]);
    let filters = vec![filter(
        "account.id",
        Kind::String,
        &[Op::Eq, Op::In],
        query("companyId"),
    )];
    model("note", "notes", vec![variant], filters)
}

fn ticket() -> Model {
    let states = words(
        &[
            ("open", &["open", "new"]),
            ("closed", &["closed", "done"]),
            ("pending", &["pending"]),
        ],
        true,
    );
    let asks = Read::Parts {
        parts: vec![
            ("id".into(), Part::Path(path("endusers[0].id"))),
            ("name".into(), Part::Path(path("endusers[0].name"))),
            ("email".into(), Part::Path(path("email"))),
        ],
        list: false,
    };
    let answers = Write::Lookup {
        field: "agentEmail".into(),
        resource: "user".into(),
        source: "email".into(),
    };
    let issues = Read::Computed {
        rule: "issues_of_conversation".into(),
        sources: vec![path("_id")],
        option: None,
    };
    let rules = vec![
        id(),
        first_of("source_id", &["externalId", "sourceId"], "sourceId"),
        first_of("name", &["subject", "title"], "title"),
        first_of("description", &["description", "snippet"], "description"),
        type_ref("status", "status", states),
        reference("account", "companyId", Some("companyName"), "account"),
        rule(
            "contact",
            Kind::Shape("Ref".into()),
            asks,
            Write::Parts(vec![("email".into(), "email".into())]),
        ),
        Rule {
            target: Some("user".into()),
            ..rule(
                "assignees",
                Kind::List(Box::new(Kind::Shape("Ref".into()))),
                Read::First(vec![from("users", Convert::RefList(people()))]),
                answers,
            )
        },
        Rule {
            target: Some("collection".into()),
            ..read_only(rule(
                "collections",
                Kind::List(Box::new(Kind::Shape("Ref".into()))),
                issues,
                Write::Ignored,
            ))
        },
        custom(),
        moment("updated_at", &["updateDate", "updatedAt"]),
        whole(),
    ];
    let mut variant = variant("", "ticket", rules);
    let is_ticket = Condition {
        field: "type".into(),
        one_of: vec![json!("ticket")],
        not: false,
    };
    variant.methods = vec![
        method(MethodKind::List, "ticket", "list"),
        Method {
            expect: vec![is_ticket],
            ..method(MethodKind::Get, "conversation", "get")
        },
        method(MethodKind::Create, "ticket", "bulk_upsert"),
        Method {
            key: Some("source_id".into()),
            ..method(MethodKind::Update, "ticket", "bulk_upsert")
        },
        method(MethodKind::Delete, "ticket", "delete"),
        method(MethodKind::Upsert, "ticket", "bulk_upsert"),
    ];
    needs(
        &mut variant.methods,
        &[&["source_id"], &["contact"], &["account"]],
    );
    let state = Kind::Enum(["open", "closed", "pending"].map(str::to_owned).to_vec());
    let filters = vec![
        filter(
            "account.id",
            Kind::String,
            &[Op::Eq, Op::In],
            query("companyId"),
        ),
        filter("status.id", Kind::String, &[Op::Eq], query("status")),
        filter("status.name", state, &[Op::Eq, Op::In], query("status")),
        filter("contact.email", Kind::String, &[Op::Eq], query("email")),
        Filter {
            path: None,
            ..filter("q", Kind::String, &[Op::Contains], query("search"))
        },
    ];
    model("ticket", "tickets", vec![variant], filters)
}

/// Projects and issues together.
fn collection() -> Model {
    let kind = || Kind::Enum(vec!["project".into(), "issue".into()]);
    let of = |value: &str| rule("type", kind(), Read::Const(json!(value)), Write::Ignored);
    let projects = vec![
        id(),
        of("project"),
        text("name", "name"),
        reference("account", "companyId", None, "account"),
    ];
    let issues = vec![
        id(),
        of("issue"),
        text("name", "title"),
        unmapped("account"),
    ];
    let variants = vec![
        variant("project", "project", projects),
        variant("issue", "issue", issues),
    ];
    let filters = vec![
        filter("type", kind(), &[Op::Eq, Op::In], Pushdown::Route),
        filter("name", Kind::String, &[Op::Eq], Pushdown::Scan),
    ];
    Model {
        route: Some("type".into()),
        ..model("collection", "collections", variants, filters)
    }
}

fn ticket_status() -> Model {
    let counted = |field: &str, kind: Kind| {
        let read = Read::Computed {
            rule: "facet_count".into(),
            sources: Vec::new(),
            option: None,
        };
        read_only(rule(field, kind, read, Write::Ignored))
    };
    let rules = vec![
        counted("id", Kind::String),
        counted("name", Kind::String),
        counted("count", Kind::Integer),
    ];
    let mut variant = variant("", "ticket", rules);
    variant.methods = vec![method(MethodKind::List, "ticket", "list")];
    Model {
        facet: Some(Facet {
            model: "ticket".into(),
            field: "status".into(),
        }),
        ..model(
            "ticket_status",
            "ticket_statuses",
            vec![variant],
            Vec::new(),
        )
    }
}

/// The mapping, with pages of three records and five requests for a scan.
pub fn mapping() -> Mapping {
    let shapes = [
        ("Ref", shape(&["id", "name", "email"], None)),
        ("TypeRef", shape(&["id", "name"], None)),
    ];
    Mapping {
        api: "test".into(),
        version: "v1".into(),
        limit: Limit {
            default: 3,
            max: 500,
        },
        scan_requests: 5,
        shapes: shapes
            .into_iter()
            .map(|(name, shape)| (name.to_owned(), shape))
            .collect::<IndexMap<_, _>>(),
        models: vec![
            account(),
            collection(),
            contact(),
            engagement(),
            note(),
            ticket(),
            ticket_status(),
            user(),
        ],
    }
}
