//! Operations: where they go, what they take and what they answer.

use super::effective::{Sent, kind, method, path, sent};
use super::{Context, Place, Subject, arguments, below, casing, parameter, references, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{Body, Kind, Method, Operation, Returns};
use crate::node::Step;

/// One operation under check.
pub(super) struct Under<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) subject: &'a Subject<'a>,
    pub(super) name: &'a str,
    pub(super) operation: &'a Operation,
    pub(super) at: &'a [Step],
}

pub(super) fn check(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    let place = subject.place;
    if place.is_bare(&steps!["operations"]) {
        found.push(place.at_key(
            "SPEC011",
            &steps!["operations"],
            "a resource needs at least one operation",
        ));
    }
    for (name, operation) in &subject.spec.operations {
        let at = steps!["operations", name];
        let under = Under {
            context,
            subject,
            name,
            operation,
            at: &at,
        };
        under.places(found);
        under.ids(found);
        let listed = kind(name, operation) == Kind::List;
        parameter::of_operation(
            context,
            place,
            &below(&at, "query"),
            &operation.query,
            listed,
            found,
        );
        arguments::check(&under, found);
        under.returns(found);
        under.body(found);
        let query = &operation.query;
        match (&operation.body, sent(name, operation)) {
            (Some(Body::Fields(fields)), _) => casing::apart(place, &at, fields, query, found),
            (None | Some(Body::One), Sent::Record)
                if !matches!(kind(name, operation), Kind::Update | Kind::BulkUpsert) =>
            {
                let fields = subject.fields.iter().map(|(wire, field)| (wire, *field));
                casing::apart(place, &at, fields, query, found);
            }
            _ => {}
        }
        place.not_empty(
            &at,
            [
                ("doc", operation.doc.as_ref()),
                ("note", operation.note.as_ref()),
                ("hint", operation.hint.as_ref()),
                ("deprecated", operation.deprecated.as_ref()),
            ],
            found,
        );
    }
}

impl Under<'_> {
    pub(super) fn below(&self, key: &str) -> Vec<Step> {
        below(self.at, key)
    }

    pub(super) fn place(&self) -> &Place {
        self.subject.place
    }

    pub(super) fn path(&self) -> String {
        path(self.context, self.subject.spec, self.name, self.operation)
    }

    /// Host and authentication.
    fn places(&self, found: &mut Diagnostics) {
        let one = self.operation;
        for (key, section, what, name) in [
            ("host", "hosts", "host", &one.host),
            ("auth", "auth", "authentication", &one.auth),
        ] {
            if let Some(name) = name {
                references::one(
                    self.context,
                    self.place(),
                    &self.below(key),
                    name,
                    section,
                    what,
                    found,
                );
            }
        }
    }

    /// The keys that `{id}` takes.
    fn ids(&self, found: &mut Diagnostics) {
        let (place, keys) = (self.place(), &self.context.set.api.keys);
        let travels = |name: &str| keys.get(name).is_none_or(|key| key.path != Some(false));
        let has_id = self.path().contains("{id}");
        if let Some(ids) = &self.operation.ids {
            for (item, name) in ids.iter().enumerate() {
                let at = below(&self.below("ids"), item);
                references::one(self.context, place, &at, name, "keys", "key", found);
                if !travels(name) {
                    let message = format!("the key `{name}` does not travel in paths");
                    found.push(place.at_value("SPEC033", &at, message));
                }
            }
            references::unique(place, &self.below("ids"), ids, found);
            if !has_id {
                let message = "`ids` is about `{id}`, and the path has none";
                found.push(place.at_key("SPEC033", &self.below("ids"), message));
            } else if place.is_bare(&self.below("ids")) {
                let message = "`{id}` takes none of the keys";
                found.push(place.at_value("SPEC033", &self.below("ids"), message));
            }
            return;
        }
        let faulty = place.root.has_key(self.at, "ids")
            || place.root.has_key(&[], "keys") && !place.has(&steps!["keys"]);
        let by_keys = matches!(kind(self.name, self.operation), Kind::Get | Kind::Update);
        if has_id && by_keys && !faulty && !self.subject.keys().into_iter().any(travels) {
            let message = format!(
                "`{}` is about one record, and none of its `keys` travels in paths",
                self.name
            );
            found.push(
                place
                    .at_key("SPEC033", self.at, message)
                    .help("say which by `ids`"),
            );
        }
    }

    fn returns(&self, found: &mut Diagnostics) {
        let (place, at) = (self.place(), self.below("returns"));
        match &self.operation.returns {
            Some(Returns::Fields(names)) => {
                for (item, name) in names.iter().enumerate() {
                    self.promised(&below(&at, item), name, found);
                }
                references::unique(place, &at, names, found);
            }
            Some(Returns::Result(name)) => self.result(name, &at, found),
            Some(_) => {}
            None => {
                let needed = match kind(self.name, self.operation) {
                    Kind::Delete => "delete_result",
                    Kind::BulkUpsert => "bulk_result",
                    _ => return,
                };
                let known = self.context.section("results");
                if known.is_some_and(|known| !known.contains(&needed))
                    && !place.root.has_key(self.at, "returns")
                {
                    let message =
                        format!("planhat.yaml has no result `{needed}`, which this kind answers");
                    found.push(place.at_key("SPEC032", self.at, message));
                }
            }
        }
    }

    /// A field that the answer is said to have.
    fn promised(&self, at: &[Step], name: &str, found: &mut Diagnostics) {
        references::field(self.subject, at, name, found);
        let Some(field) = self.subject.fields.get(name) else {
            return;
        };
        let message = if self.subject.access(field) == crate::model::Access::Write {
            format!("`{name}` is never returned: its access is `write`")
        } else if field
            .only
            .as_ref()
            .is_some_and(|only| !only.iter().any(|one| one == self.name))
        {
            format!("`{name}` does not exist in `{}`", self.name)
        } else {
            return;
        };
        let place = self.place();
        let one = place.at_value("SPEC034", at, message);
        let declared = steps!["fields", name];
        found.push(match place.has(&declared) {
            true => one.second(&place.file, place.key(&declared), "declared here"),
            false => one,
        });
    }

    fn result(&self, name: &str, at: &[Step], found: &mut Diagnostics) {
        let Some(mut known) = self.context.section("results") else {
            return;
        };
        if !known.contains(&name) {
            known.extend(["record", "nothing", "json"]);
            let message = format!("there is no result `{name}` in planhat.yaml");
            references::unknown(
                self.place(),
                "SPEC032",
                at,
                name,
                message,
                Some(known),
                found,
            );
        }
    }

    fn body(&self, found: &mut Diagnostics) {
        let (place, at) = (self.place(), self.below("body"));
        let (kind, method) = (
            kind(self.name, self.operation),
            method(self.name, self.operation),
        );
        let text = matches!(self.operation.body, Some(Body::Csv));
        let sends = text || sent(self.name, self.operation) != Sent::Nothing;
        let reads = matches!(kind, Kind::List | Kind::Get | Kind::Delete)
            && self.operation.method.is_none();
        if sends && (method == Method::Get || reads) {
            let message = format!("this is a {}, which sends no body", method.verb());
            let key = if place.has(&at) {
                at.clone()
            } else {
                self.below("method")
            };
            let help = "say `body: none`, or which `method` it is";
            found.push(place.at_key("SPEC042", &key, message).help(help));
        }
        let many = matches!(
            self.operation.body,
            None | Some(Body::Many | Body::OneOrMany | Body::Fields(_))
        );
        if kind == Kind::BulkUpsert && !many {
            let message = "a bulk_upsert sends many records";
            found.push(
                place
                    .at_value("SPEC042", &at, message)
                    .help("say `many` or `one_or_many`, or another `kind`"),
            );
        }
    }
}
