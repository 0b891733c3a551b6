//! Where the unified fields come from, what becomes of them and who filters, against what is known of
//! it. Where the specs know better is listed, with the reason.

use std::collections::{BTreeMap, BTreeSet};

use planhat_spec::unified::mapping::{Filter, Model, Pushdown, Read, Rule};
use planhat_unified_runtime::{path, read};
use serde_json::Value;

use crate::facts::{each_model, texts};

/// Fields that are read from others than is known, and from which.
const SOURCES: &[(&str, &[&str])] = &[
    // The other one sums up all months so far.
    ("crm.account.recurring_revenue_monthly", &["mrr"]),
    // The path down to the record tells it.
    ("crm.account.parent_account", &["orgLevel", "orgPath"]),
    // The word itself is all that is read.
    ("crm.engagement.engagement_type_ref", &["type"]),
    // Who of the people the sender is tells the way.
    (
        "crm.engagement.direction",
        &["endusers", "sender", "type", "users"],
    ),
    // Conversations have no such key.
    ("crm.engagement.source_id", &[]),
    ("crm.note.source_id", &[]),
    // A constant, which is written there.
    ("crm.note.note_type", &[]),
    // The main type says which of the two a write sets.
    ("crm.task.due_date", &["endTime", "mainType", "startTime"]),
    // The names come with the companies.
    (
        "ticketing.collection.account",
        &["companies", "companyId", "companyIds", "companyName"],
    ),
    // It is a reference, which has its address in `contact`.
    ("ticketing.ticket.created_by", &["endusers"]),
    // They are found by the identifier.
    ("ticketing.ticket.collections", &["_id"]),
    // The identifier is known to tell it; what does arrive wins.
    ("crm.opportunity.created_at", &["_id", "createdAt"]),
    ("crm.project.created_at", &["_id", "createdAt"]),
    ("ticketing.workspace.created_at", &["_id", "createdAt"]),
];

/// Fields of another transform.
const TRANSFORMS: &[(&str, &str)] = &[
    // The second source is a domain and becomes an address first.
    ("crm.account.website", "computed"),
    // One source is left.
    ("crm.account.recurring_revenue_monthly", "number"),
    ("crm.engagement.updated_at", "datetime"),
    ("crm.note.updated_at", "datetime"),
    ("ticketing.collection.updated_at", "datetime"),
    // A word with what it stands for is what an enum makes of it, where the type says so.
    ("crm.engagement.engagement_type_ref", "enum"),
    ("crm.task.type", "coalesce, enum"),
    ("crm.task.status_ref", "enum"),
    ("ticketing.ticket.ticket_type", "coalesce, enum"),
    // The identifier is known to tell it; what does arrive wins.
    ("crm.opportunity.created_at", "coalesce, datetime"),
    ("crm.project.created_at", "coalesce, datetime"),
    ("ticketing.workspace.created_at", "coalesce, datetime"),
    // Conversations have no such key.
    ("crm.engagement.source_id", "unmapped"),
    ("crm.note.source_id", "unmapped"),
    // Nothing is worked out: Planhat lists no others.
    ("crm.field.is_user_defined", "const_ignored"),
    ("ticketing.field.is_user_defined", "const_ignored"),
    // It is an option, which is read by a rule.
    ("crm.opportunity.amount_basis", "computed"),
    // The code may come inside of an object.
    ("crm.opportunity.currency", "coalesce"),
    // Another word than the usual one occurs.
    ("crm.task.main_type", "enum"),
    ("crm.task.due_date", "computed"),
    // A path is enough.
    ("crm.user.avatar_url", "rename"),
    ("ticketing.user.avatar_url", "rename"),
    // Each of the two resources has its own rule.
    ("ticketing.collection.name", "rename"),
    ("ticketing.collection.description", "rename; unmapped"),
    ("ticketing.ticket.contact", "object_map"),
    ("ticketing.ticket.created_by", "object_map"),
    ("ticketing.ticket.additional_contacts", "ref_list"),
];

/// Filters that somebody else goes by.
const PUSHDOWN: &[(&str, &str)] = &[
    // No list is known to take the parameter, or not for what the filter asks.
    ("crm.account.name", "scan"),
    ("crm.engagement.engagement_type", "scan"),
    ("crm.project.name", "scan"),
    ("ticketing.account.name", "scan"),
    ("ticketing.workspace.name", "scan"),
    // In which letter case it is taken is not settled.
    ("crm.field.entity_type", "scan"),
    ("ticketing.field.entity_type", "scan"),
    // It is always true.
    ("crm.field.is_user_defined", "scan"),
    ("ticketing.field.is_user_defined", "scan"),
    // Plain lists lack what is put away, so it has to be asked for; what comes is looked at again.
    ("crm.contact.is_archived", "verify"),
];

#[test]
fn sources_are_what_is_known_of_them() {
    let mut differing = BTreeMap::new();
    each_model(|mapping, model, facts| {
        for (field, fact) in facts["fields"].as_object().expect("fields") {
            let mut here: BTreeSet<String> = rules(model, field).flat_map(sources).collect();
            let known: BTreeSet<String> = texts(&fact["sources"])
                .into_iter()
                .map(str::to_owned)
                .collect();
            // What an identifier tells of its age stands in wherever nothing else does.
            if field == "created_at" && !known.contains("_id") {
                here.remove("_id");
            }
            // It is told of where values were collected, and they are not read from there.
            if here != known && model.facet.is_none() {
                differing.insert(format!("{}.{}.{field}", mapping.api, model.name), here);
            }
        }
    });
    let expected = SOURCES.iter().map(|(name, sources)| {
        let sources = sources.iter().map(|one| (*one).to_owned());
        ((*name).to_owned(), sources.collect())
    });
    assert_eq!(differing, expected.collect::<BTreeMap<_, BTreeSet<_>>>());
}

#[test]
fn transforms_are_what_is_known_of_them() {
    let mut differing = BTreeMap::new();
    each_model(|mapping, model, facts| {
        for (field, fact) in facts["fields"].as_object().expect("fields") {
            let known = fact["transform"].as_str().expect("a transform");
            let here: BTreeSet<&str> = rules(model, field).map(|rule| &*rule.transform).collect();
            let is_known = |told: &&str| told.split(", ").any(|word| word == known);
            if !here.iter().any(is_known) && model.facet.is_none() {
                let here: Vec<&str> = here.into_iter().collect();
                let name = format!("{}.{}.{field}", mapping.api, model.name);
                differing.insert(name, here.join("; "));
            }
        }
    });
    let expected = TRANSFORMS
        .iter()
        .map(|(name, told)| ((*name).to_owned(), (*told).to_owned()));
    assert_eq!(differing, expected.collect::<BTreeMap<_, _>>());
}

#[test]
fn filters_are_pushed_down_as_is_known_of_them() {
    let mut differing = BTreeMap::new();
    each_model(|mapping, model, facts| {
        for filter in &model.filters {
            let here = pushdown(filter);
            if here != known(&facts["filters"][&filter.name]["pushdown"]) {
                let name = format!("{}.{}.{}", mapping.api, model.name, filter.name);
                differing.insert(name, here);
            }
        }
    });
    let expected = PUSHDOWN
        .iter()
        .map(|(name, told)| ((*name).to_owned(), *told));
    assert_eq!(differing, expected.collect::<BTreeMap<_, _>>());
}

fn rules<'m>(model: &'m Model, field: &'m str) -> impl Iterator<Item = &'m Rule> {
    let all = model.variants.iter().flat_map(|variant| &variant.rules);
    all.filter(move |rule| rule.field == field)
}

/// The wire fields that a rule reads; `*` is the whole record.
fn sources(rule: &Rule) -> Vec<String> {
    if rule.read == Read::Whole {
        return vec!["*".to_owned()];
    }
    let paths = read::sources(rule).unwrap_or_default();
    let fields = paths.into_iter().map(|one| path::field(one).to_owned());
    fields.collect()
}

/// Who filters, in one word.
fn pushdown(filter: &Filter) -> &'static str {
    match &filter.pushdown {
        Pushdown::Query {
            unverified: true, ..
        } => "verify",
        Pushdown::Query { .. } | Pushdown::Key { .. } | Pushdown::Route => "native",
        Pushdown::Scan => "scan",
    }
}

/// The same of what is known: what is not sure of is looked at again.
fn known(told: &Value) -> &str {
    match told.as_str().unwrap_or_default() {
        "native, unverified" | "native in part, then scan" => "verify",
        told => told,
    }
}
