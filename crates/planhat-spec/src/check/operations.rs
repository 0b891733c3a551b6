//! Operations: what they need, send, take and answer.

use super::references::{members, of_type, one, unknown_field};
use super::{Context, Subject, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Access, Body, Kind, Map, Method, Operation, Query, Returns, Rule};
use crate::nearest::hint;
use crate::yaml::Step;

pub(super) fn check(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    if subject.spec.operations.is_empty() {
        found.push(subject.place.at_key("SPEC011", &steps!["operations"], "a resource needs at least one operation"));
    }
    for (name, operation) in &subject.spec.operations {
        let at = steps!["operations", name];
        let under = Under { context, subject, name, operation, at: &at };
        under.places(found);
        under.query(found);
        under.rules(found);
        under.returns(found);
        under.body(found);
    }
}

/// One operation under check.
struct Under<'a> {
    context: &'a Context<'a>,
    subject: &'a Subject<'a>,
    name: &'a str,
    operation: &'a Operation,
    at: &'a [Step],
}

/// The kind of an operation, as lowering takes it.
pub(super) fn kind(name: &str, operation: &Operation) -> Kind {
    operation.kind.unwrap_or(match name {
        "list" => Kind::List,
        "get" => Kind::Get,
        "create" => Kind::Create,
        "update" => Kind::Update,
        "delete" => Kind::Delete,
        "bulk_upsert" => Kind::BulkUpsert,
        _ => Kind::Action,
    })
}

impl Under<'_> {
    fn below(&self, key: &str) -> Vec<Step> {
        [self.at, &steps![key]].concat()
    }

    /// Host, authentication and keys.
    fn places(&self, found: &mut Diagnostics) {
        let (api, place) = (&self.context.set.api, self.subject.place);
        if let Some(host) = &self.operation.host {
            let known = api.hosts.keys().map(String::as_str);
            one(place, &self.below("host"), host, known, "host in planhat.yaml", found);
        }
        if let Some(auth) = &self.operation.auth {
            let known = api.auth.keys().map(String::as_str);
            one(place, &self.below("auth"), auth, known, "authentication in planhat.yaml", found);
        }
        for (item, name) in self.operation.ids.iter().flatten().enumerate() {
            let at = [&self.below("ids")[..], &steps![item]].concat();
            one(place, &at, name, api.keys.keys().map(String::as_str), "key in planhat.yaml", found);
            if api.keys.get(name).is_some_and(|key| key.path == Some(false)) {
                found.push(place.at_value("SPEC032", &at, format!("the key `{name}` does not travel in paths")));
            }
        }
    }

    /// A parameter refines a shared one of the list, or has a type and a documentation of its own.
    fn query(&self, found: &mut Diagnostics) {
        let place = self.subject.place;
        let listed = kind(self.name, self.operation) == Kind::List;
        for (wire, query) in &self.operation.query {
            let at = [&self.below("query")[..], &steps![wire]].concat();
            let shared = listed && self.context.set.api.query.contains_key(wire);
            match query {
                Query::Removed if !shared => {
                    found.push(place.at_key("SPEC032", &at, format!("there is no shared parameter `{wire}` to remove")));
                }
                Query::Parameter(parameter) if !shared => {
                    for (key, given) in [("type", parameter.kind.is_some()), ("doc", parameter.doc.is_some())] {
                        if !given {
                            found.push(place.at_key("SPEC011", &at, format!("`{key}` is missing here")));
                        }
                    }
                }
                _ => {}
            }
            if let Query::Parameter(parameter) = query
                && let Some(kind) = &parameter.kind
            {
                of_type(self.context, place, &[&at[..], &steps!["type"]].concat(), kind, found);
            }
        }
    }

    fn rules(&self, found: &mut Diagnostics) {
        for (key, rules) in [("required", &self.operation.required), ("advised", &self.operation.advised)] {
            for (item, rule) in rules.iter().enumerate() {
                let at = [&self.below(key)[..], &steps![item]].concat();
                self.rule(key, rule, &at, found);
            }
        }
        for (key, names) in [("one_of", &self.operation.one_of), ("drops_without", &self.operation.drops_without)] {
            for (item, name) in names.iter().enumerate() {
                let at = [&self.below(key)[..], &steps![item]].concat();
                self.argument(name, &at, true, found);
            }
        }
        for name in self.operation.fixed.keys() {
            let at = [&self.below("fixed")[..], &steps![name]].concat();
            self.argument(name, &at, false, found);
        }
    }

    fn rule(&self, key: &str, rule: &Rule, at: &[Step], found: &mut Diagnostics) {
        let nested = matches!(self.subject.place.root.at(at).map(|node| &node.value), Some(crate::yaml::Content::Mapping(_)));
        if rule.one_of.is_empty() {
            found.push(self.subject.place.at_value("SPEC043", at, "`one_of` names nothing"));
        }
        for (item, name) in rule.one_of.iter().enumerate() {
            let inner = if nested { [at, &steps!["one_of", item]].concat() } else { at.to_vec() };
            self.argument(name, &inner, key == "required", found);
        }
        for name in rule.when.keys() {
            self.argument(name, &[at, &steps!["when", name]].concat(), false, found);
        }
    }

    /// A name must be a parameter, or a field that this operation sends.
    fn argument(&self, name: &str, at: &[Step], sent: bool, found: &mut Diagnostics) {
        let place = self.subject.place;
        let shared = kind(self.name, self.operation) == Kind::List && self.context.set.api.query.contains_key(name);
        if shared || self.operation.query.contains_key(name) {
            return;
        }
        if let Some(Body::Fields(fields)) = &self.operation.body {
            return self.own_field(name, fields, at, found);
        }
        let Some((_, field)) = self.subject.fields.iter().find(|(wire, _)| wire == name) else {
            if !self.subject.has_field(name) {
                unknown_field(self.subject, at, name, found);
            }
            return;
        };
        let message = if sent && field.access.or(self.subject.spec.access) == Some(Access::Read) {
            format!("`{name}` is read only, so it cannot be required")
        } else if sent && field.only.as_ref().is_some_and(|only| !only.iter().any(|one| one == self.name)) {
            format!("`{name}` does not exist in `{}`", self.name)
        } else {
            return;
        };
        let one = place.at_value("SPEC043", at, message);
        found.push(one.second(place.key(&steps!["fields", name]), "declared here"));
    }

    fn own_field(&self, name: &str, fields: &Map<crate::model::Field>, at: &[Step], found: &mut Diagnostics) {
        if !fields.contains_key(name) {
            let message = format!("`{name}` is no field of this body");
            let help = hint(name, fields.keys().map(String::as_str));
            found.push(self.subject.place.at_value("SPEC031", at, message).maybe_help(help));
        }
    }

    fn returns(&self, found: &mut Diagnostics) {
        let (place, at) = (self.subject.place, self.below("returns"));
        match &self.operation.returns {
            Some(Returns::Fields(names)) => {
                for (item, name) in names.iter().enumerate() {
                    if !self.subject.has_field(name) {
                        unknown_field(self.subject, &[&at[..], &steps![item]].concat(), name, found);
                    }
                }
            }
            Some(Returns::Result(name)) => {
                let words = ["record", "nothing", "json"];
                let known = self.context.set.api.results.keys().map(String::as_str).chain(words);
                one(place, &at, name, known, "result in planhat.yaml", found);
            }
            Some(Returns::Shape(fields)) => members(self.context, place, &at, fields, found),
            _ => {
                let needed = match kind(self.name, self.operation) {
                    Kind::Delete if self.operation.returns.is_none() => "delete_result",
                    Kind::BulkUpsert if self.operation.returns.is_none() => "bulk_result",
                    _ => return,
                };
                if !self.context.set.api.results.contains_key(needed) {
                    let message = format!("planhat.yaml has no result `{needed}`, which this kind answers");
                    found.push(place.at_key("SPEC032", self.at, message));
                }
            }
        }
    }

    fn body(&self, found: &mut Diagnostics) {
        let place = self.subject.place;
        if let Some(Body::Fields(fields)) = &self.operation.body {
            members(self.context, place, &self.below("body"), fields, found);
        }
        let sends = !matches!(self.operation.body, None | Some(Body::None));
        let kind = kind(self.name, self.operation);
        let method = self.operation.method;
        let reads = method == Some(Method::Get) || (method.is_none() && matches!(kind, Kind::List | Kind::Get));
        if sends && reads {
            found.push(place.at_key("SPEC042", &self.below("body"), "a GET sends no body"));
        }
    }
}
