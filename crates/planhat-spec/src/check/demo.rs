//! Demo data: what it speaks of exists, and what it gives fits.

use super::value::{Rules, innermost};
use super::{Context, Subject, below, steps};
use crate::diagnostic::Diagnostics;
use crate::model::{DEMO_WORDS, Demo, Ends, Field, Form, Json, Map, Share, Told, Type};
use crate::nearest::hint;
use crate::node::Step;

/// Checks what a resource and its own fields say.
pub(super) fn check(context: &Context<'_>, subject: &Subject<'_>, found: &mut Diagnostics) {
    let mut check = Check {
        context,
        subject,
        found,
    };
    check.members(&steps!["fields"], &subject.spec.fields);
    if let Some(share) = &subject.spec.demo {
        check.share(share);
    }
}

struct Check<'c, 'a> {
    context: &'c Context<'a>,
    subject: &'c Subject<'a>,
    found: &'c mut Diagnostics,
}

impl Check<'_, '_> {
    fn members(&mut self, at: &[Step], fields: &Map<Field>) {
        for (name, field) in fields {
            let path = below(at, name);
            if let Some(Demo::Form(form)) = &field.demo {
                self.form(&below(&path, "demo"), form, Some(field));
            }
            if let Some(fields) = &field.fields {
                self.members(&below(&path, "fields"), fields);
            }
        }
    }

    fn share(&mut self, share: &Share) {
        if let Some(per) = &share.per {
            self.per(per);
        }
        self.when(share);
        if let Some(Ends(least, most)) = share.count
            && (least < 0.0 || least.fract() != 0.0 || most.fract() != 0.0)
        {
            self.wrong(
                &steps!["demo", "count"],
                "a count of records is whole and not below 0",
            );
        }
        if let Some(defines) = &share.defines {
            let named = [("name", Some(&defines.name)), ("of", Some(&defines.of))];
            let more = [
                ("kind", defines.kind.as_ref()),
                ("values", defines.values.as_ref()),
                ("computed", defines.computed.as_ref()),
            ];
            let named = named.into_iter().chain(more);
            for (key, name) in named.filter_map(|(key, name)| Some((key, name?))) {
                self.own(&steps!["demo", "defines", key], name);
            }
        }
        for (group, cases) in &share.cases {
            if self.subject.place.is_bare(&steps!["demo", "cases", group]) {
                self.wrong(
                    &steps!["demo", "cases", group],
                    "a group needs at least one case",
                );
            }
            for (item, case) in cases.iter().enumerate() {
                let at = steps!["demo", "cases", group, item];
                case.iter()
                    .for_each(|(name, told)| self.case(&below(&at, name), name, told));
            }
        }
    }

    /// The resource that has some of these records; as long as it has no demo data, there are none.
    fn per(&mut self, per: &str) {
        let at = steps!["demo", "per"];
        match self.context.set.resources.get(per) {
            Some(other) if other.resource == self.subject.spec.resource => {
                self.wrong(&at, "a record cannot belong to one of its own resource");
            }
            Some(_) => {}
            None if self.context.knows_resource(per) => {}
            None => {
                let known = self.context.resource_names();
                self.unknown(
                    &at,
                    &format!("there is no resource `{per}`"),
                    hint(per, known),
                );
            }
        }
    }

    fn when(&mut self, share: &Share) {
        let at = steps!["demo", "when"];
        if share.when.len() > 1 || (share.per.is_none() && !share.when.is_empty()) {
            self.wrong(&at, "`when` goes with `per`, and has one field");
        }
    }

    fn case(&mut self, at: &[Step], name: &str, told: &Told) {
        match (name, told) {
            ("$weight", Told::Value(weight)) if weight.as_u64().is_some_and(|one| one > 0) => {}
            ("$weight", _) => self.wrong(at, "a weight is a whole number above 0"),
            ("$holds", Told::Form(form)) => self.form(at, form, None),
            ("$holds", Told::Value(_)) => {}
            (name, _) if name.starts_with('$') => {
                let hint = hint(name, ["$weight", "$holds"]);
                self.unknown(at, &format!("there is no `{name}`"), hint);
            }
            (name, told) => {
                self.own(at, name);
                let field = self.subject.fields.get(name).copied();
                match told {
                    Told::Form(form) => self.form(at, form, field),
                    Told::Value(Json::String(text)) if text.contains('{') => self.text(at, text),
                    Told::Value(value) => self.value(at, value, field),
                }
            }
        }
    }

    /// A field of the record.
    fn own(&mut self, at: &[Step], name: &str) {
        if !self.subject.has_field(name) {
            let resource = &self.subject.spec.resource;
            let known = self.subject.field_names();
            let hint = hint(name, known);
            self.unknown(at, &format!("{resource} has no field `{name}`"), hint);
        }
    }

    fn form(&mut self, at: &[Step], form: &Form, field: Option<&Field>) {
        if let Some(kind) = &form.words
            && !DEMO_WORDS.contains(&kind.as_str())
        {
            let message = format!("there are no words of the kind `{kind}`");
            self.unknown(&below(at, "words"), &message, hint(kind, DEMO_WORDS));
        }
        for (item, value) in form.values.iter().flatten().enumerate() {
            self.value(&below(&below(at, "values"), item), value, field);
        }
        if let Some(text) = &form.text {
            self.text(&below(at, "text"), text);
        }
        for (key, pairs) in [("times", &form.times), ("after", &form.after)] {
            for name in pairs.iter().flat_map(Map::keys) {
                self.name(&below(&below(at, key), name), name);
            }
        }
        if let Some(name) = &form.sum {
            let at = below(at, "sum");
            match name.contains('.') {
                true => self.name(&at, name),
                false => self.wrong(
                    &at,
                    "a sum is over the records of another: `resource.field`",
                ),
            }
        }
        let days = [
            form.days,
            form.after
                .as_ref()
                .and_then(|one| one.values().next().copied()),
        ];
        if days
            .into_iter()
            .flatten()
            .any(|Ends(least, most)| least.fract() != 0.0 || most.fract() != 0.0)
        {
            self.wrong(at, "days are whole numbers");
        }
    }

    /// A value fits the field, or the items of a list of them.
    fn value(&mut self, at: &[Step], value: &Json, field: Option<&Field>) {
        let Some(field) = field else { return };
        let item = match &field.kind {
            Type::List(_) if !value.is_array() => innermost(&field.kind),
            kind => kind,
        };
        if let Err(message) = Rules::of_field(field).takes_as(item, value) {
            self.found
                .push(self.subject.place.at_value("SPEC092", at, message));
        }
    }

    fn text(&mut self, at: &[Step], text: &str) {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once('{') {
            let Some((name, behind)) = after.split_once('}') else {
                return self.wrong(at, "a placeholder begins and does not end");
            };
            if name != "#" {
                self.name(at, name);
            }
            rest = behind;
        }
    }

    /// A field of the record, of another one, or a kind of words.
    fn name(&mut self, at: &[Step], name: &str) {
        let Some((resource, _)) = name.split_once('.') else {
            if !DEMO_WORDS.contains(&name) {
                self.own(at, name);
            }
            return;
        };
        // What fields it has is not asked: its spec may be under way.
        if !self.context.knows_resource(resource) {
            let hint = hint(resource, self.context.resource_names());
            self.unknown(at, &format!("there is no resource `{resource}`"), hint);
        }
    }

    fn unknown(&mut self, at: &[Step], message: &str, hint: Option<String>) {
        let place = self.subject.place;
        // What is unknown is the key itself, or stands in the value.
        let fault = match at.last() {
            Some(Step::Key(key)) if message.contains(&format!("`{key}`")) || key.contains('.') => {
                place.at_key("SPEC091", at, message)
            }
            _ => place.at_value("SPEC091", at, message),
        };
        self.found.push(match hint {
            Some(hint) => fault.help(hint),
            None => fault,
        });
    }

    fn wrong(&mut self, at: &[Step], message: &str) {
        self.found
            .push(self.subject.place.at_value("SPEC092", at, message));
    }
}
