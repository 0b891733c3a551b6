//! What is made up is the same each time, hangs together, and passes the tables' own checks.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use planhat_client::api::API;
use planhat_core::table::{Access, Demo, Field, Kind, Resource};
use serde_json::{Map, Value};

use super::{moment, records, source};
use crate::tenant::{Secrets, Tenant, cast};

type Made = Vec<(&'static str, Map<String, Value>)>;

fn now() -> Timestamp {
    "2026-06-17T12:00:00Z".parse().unwrap_or_default()
}

fn made(companies: usize, seed: u64) -> Made {
    records(&API, companies, seed, now()).collect()
}

fn resource(name: &str) -> &'static Resource {
    let mut all = API.resources.iter();
    all.find(|one| one.name == name)
        .expect("a resource of the table")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// How many records there are of each resource.
fn counts(made: &Made) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for (name, _) in made {
        *counts.entry(*name).or_insert(0) += 1;
    }
    counts
}

/// Calls with each id that a value holds where the table says that it refers to a resource.
fn references(kind: &'static Kind, value: &Value, found: &mut impl FnMut(&'static str, &str)) {
    match (kind, value) {
        (Kind::Ref(to), Value::String(id)) => found(to, id),
        (Kind::List(item), Value::Array(items)) => {
            items.iter().for_each(|one| references(item, one, found));
        }
        (Kind::Object(fields), Value::Object(members)) => {
            for field in *fields {
                if let Some(value) = members.get(field.name) {
                    references(&field.kind, value, found);
                }
            }
        }
        _ => {}
    }
}

/// The field that keeps a value: the one that is written, where two have one name.
fn keeper(resource: &'static Resource, name: &str) -> &'static Field {
    let mut fields = resource.fields.iter();
    let written = fields.find(|field| {
        source::kept(field) == name && (field.reads_as.is_some() || field.access != Access::Read)
    });
    written
        .or_else(|| resource.field(name))
        .expect("a field of the table")
}

#[test]
fn the_same_each_time() {
    assert_eq!(made(6, 1), made(6, 1));
}

#[test]
fn another_seed_gives_others() {
    let names = |seed| {
        let made = made(6, seed);
        let names = made.iter().filter(|(name, _)| *name == "company");
        names
            .map(|(_, record)| record["name"].to_string())
            .collect::<BTreeSet<_>>()
    };
    assert!(names(1).is_disjoint(&names(2)));
}

#[test]
fn companies_stay_when_more_are_made() {
    let (few, many) = (made(3, 1), made(5, 1));
    assert_eq!(few[..], many[..few.len()]);
}

#[test]
fn grows_with_the_companies() {
    let (one, many) = (counts(&made(1, 3)), counts(&made(40, 3)));
    assert_eq!(one["company"], 1);
    assert_eq!(many["company"], 40);
    assert_eq!(one["user"], many["user"]);
    assert!(many["enduser"] >= 80, "{many:?}");
    let lacking: Vec<&str> = API
        .resources
        .iter()
        .filter(|one| one.demo.is_some() && !many.contains_key(one.name))
        .map(|one| one.name)
        .collect();
    assert!(lacking.is_empty(), "{lacking:?}");
    assert!(many.keys().all(|name| resource(name).demo.is_some()));
    assert_eq!(counts(&made(0, 3)).get("company"), None);
}

#[test]
fn what_is_referred_to_is_there_before() {
    let mut seen: BTreeSet<(&str, String)> = BTreeSet::new();
    let mut count = 0;
    for (name, record) in made(30, 5) {
        seen.insert((name, record["_id"].as_str().expect("an id").to_owned()));
        for (field, value) in &record {
            references(&keeper(resource(name), field).kind, value, &mut |to, id| {
                count += 1;
                assert!(
                    seen.contains(&(to, id.to_owned())),
                    "{name}.{field}: {to} {id}"
                );
            });
        }
    }
    assert!(count > 1000, "{count} references");
}

#[test]
fn values_are_what_the_tables_take() {
    for (name, record) in made(30, 8) {
        for (key, value) in &record {
            let field = keeper(resource(name), key);
            assert!(!value.is_null(), "{name}.{key} is null");
            assert!(field.deprecated.is_none(), "{name}.{key} is deprecated");
            let stored = cast::value(field, value);
            assert_eq!(stored.as_ref(), Ok(value), "{name}.{key}");
        }
    }
}

#[test]
fn what_a_create_call_needs_is_there() {
    for (name, record) in made(30, 8) {
        let resource = resource(name);
        let Some(create) = resource.operation("create") else {
            continue;
        };
        for rule in create.required.iter().filter(|rule| rule.when.is_empty()) {
            let given = |field: &&str| record.contains_key(source::kept(keeper(resource, field)));
            assert!(rule.one_of.iter().any(given), "{name}: {rule:?}");
        }
    }
}

#[test]
fn ids_are_single_and_carry_the_creation() {
    let made = made(30, 2);
    let ids: BTreeSet<&str> = made
        .iter()
        .filter_map(|(_, one)| one["_id"].as_str())
        .collect();
    assert_eq!(ids.len(), made.len());
    for id in ids {
        assert_eq!(id.len(), 24);
        let second = i64::from_str_radix(&id[..8], 16).expect("hex digits");
        assert!(second <= now().as_second(), "{id}");
    }
}

#[test]
fn nothing_is_older_than_its_company() {
    let created = |id: &Value| id.as_str().map(|id| id[..8].to_owned());
    for (name, record) in made(30, 2) {
        let field = if record.contains_key("cId") {
            "cId"
        } else {
            "companyId"
        };
        if let Some(company) = record.get(field) {
            assert!(
                created(&record["_id"]) >= created(company),
                "{name} {record:?}"
            );
        }
    }
}

#[test]
fn people_of_a_company_have_addresses_of_its_own() {
    let made = made(30, 4);
    let of = |resource: &str| {
        let mine = made.iter().filter(move |(name, _)| *name == resource);
        mine.map(|(_, record)| record).collect::<Vec<_>>()
    };
    let domains: BTreeMap<&str, &str> = of("company")
        .into_iter()
        .map(|one| {
            (
                text(&one["_id"]),
                one["domains"][0].as_str().expect("a domain"),
            )
        })
        .collect();
    assert_eq!(domains.values().collect::<BTreeSet<_>>().len(), 30);
    let mut addresses = BTreeSet::new();
    for person in of("enduser") {
        let address = person["email"].as_str().expect("an address");
        let domain = domains[text(&person["companyId"])];
        assert!(
            address.ends_with(&format!("@{domain}")),
            "{address} {domain}"
        );
        assert!(address.is_ascii(), "{address}");
        assert!(addresses.insert(address.to_owned()), "{address} twice");
    }
}

#[test]
fn own_fields_are_defined() {
    let made = made(30, 4);
    let defined: BTreeSet<(String, &str)> = made
        .iter()
        .filter(|(name, _)| *name == "custom_field")
        .map(|(_, one)| {
            (
                one["parent"].as_str().unwrap_or_default().to_lowercase(),
                text(&one["name"]),
            )
        })
        .collect();
    let mut count = 0;
    for (name, record) in &made {
        for key in record
            .get("custom")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            count += 1;
            assert!(
                defined.contains(&((*name).to_owned(), key.0.as_str())),
                "{name} {}",
                key.0
            );
        }
    }
    assert!(count > 50, "{count}");
}

#[test]
fn the_present_day_moves_dates_alone() {
    let later = now() + jiff::SignedDuration::from_hours(24 * 7);
    let texts = |now| {
        let made: Made = records(&API, 4, 9, now).collect();
        let companies = made.into_iter().filter(|(name, _)| *name == "enduser");
        companies
            .map(|(_, one)| one["email"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(texts(now()), texts(later));
}

#[test]
fn answers_go_with_their_scores() {
    let made = made(60, 6);
    let answers = made.iter().filter(|(name, _)| *name == "nps");
    let scores: Vec<i64> = answers.filter_map(|(_, one)| one["nps"].as_i64()).collect();
    let share = |from: i64, to: i64| {
        let inside = scores.iter().filter(|score| (from..=to).contains(score));
        inside.count() * 100 / scores.len().max(1)
    };
    assert!(
        share(9, 10) > share(7, 8) && share(7, 8) > share(0, 6),
        "{scores:?}"
    );
    assert!(share(0, 6) > 2, "{scores:?}");
}

#[test]
fn every_name_in_the_specs_stands_for_something() {
    for resource in API.resources {
        let names = source::Names {
            api: &API,
            resource,
        };
        let fields = resource.fields.iter().filter_map(|field| field.demo);
        let groups = resource.demo.iter().flat_map(|share| share.cases);
        let cases = groups.flat_map(|group| group.iter());
        let cases = cases.flat_map(|case| case.fields.iter().map(|(_, demo)| *demo));
        for demo in fields.chain(cases).filter(|demo| *demo != Demo::Nothing) {
            let nothing = matches!(names.source(&demo), source::Source::Nothing);
            assert!(!nothing, "{}: {demo:?}", resource.name);
        }
        if let Some((field, _)) = resource.demo.and_then(|share| share.when) {
            let per = resource
                .demo
                .and_then(|share| share.per)
                .unwrap_or_default();
            assert!(self::resource(per).field(field).is_some(), "{field}");
        }
    }
}

#[test]
fn every_kind_of_words_of_the_specs_is_known() {
    for kind in planhat_spec::model::DEMO_WORDS {
        assert!(super::is_word(kind), "{kind}");
    }
}

#[test]
fn a_tenant_takes_them_all() {
    let secrets = Secrets {
        token: String::new(),
        tenant_token: String::new(),
    };
    let tenant = Tenant::new(&API, secrets);
    super::fill(&tenant, 9, 1);
    let made = made(9, 1);
    assert_eq!(tenant.everything().len(), made.len());
    let counts = counts(&made);
    for name in ["company", "enduser", "nps", "note", "ticket"] {
        let held = tenant.records(name).len();
        assert_eq!(
            counts.get(name).copied().unwrap_or_default(),
            held,
            "{name}"
        );
    }
}

#[test]
fn days_and_moments_read_back() {
    let day = moment::of(&20_000.into());
    assert_eq!(day.map(moment::date).as_deref(), Some("2024-10-04"));
    let at = now().as_second();
    assert_eq!(moment::of(&moment::text(at).into()), Some(at));
    assert_eq!(moment::of(&"2024-10-04".into()), day);
}

#[test]
fn a_company_and_its_people() {
    let shown = ["company", "enduser"];
    let records = made(1, 42);
    let records = records.iter().filter(|(name, _)| shown.contains(name));
    let lines = records.map(|(name, record)| {
        // Which records it refers to depends on all that there are.
        let mut record = record.clone();
        record.retain(|field, _| {
            let field = resource(name).field(field);
            !field
                .is_some_and(|field| matches!(field.kind, Kind::Ref(_) | Kind::List(Kind::Ref(_))))
        });
        let text = serde_json::to_string(&record).unwrap_or_default();
        format!("{name} {text}\n")
    });
    insta::assert_snapshot!(lines.collect::<String>());
}
