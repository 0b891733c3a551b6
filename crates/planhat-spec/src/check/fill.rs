//! How the server fills fields: each form with what it needs, of fields that give what this one
//! holds.

use indexmap::IndexMap;

use super::references::{self, unknown};
use super::server::wrong;
use super::{Context, Place, Subject, below};
use crate::diagnostic::Diagnostics;
use crate::model::{Field, Fill, FillForm, Map, Type};
use crate::node::Step;

/// What the filled fields are part of: a record, or what resources share.
pub(super) struct Owner<'a> {
    context: &'a Context<'a>,
    subject: Option<&'a Subject<'a>>,
    pub(super) place: &'a Place,
    fields: IndexMap<&'a str, &'a Field>,
}

impl<'a> Owner<'a> {
    pub(super) fn record(context: &'a Context<'a>, subject: &'a Subject<'a>) -> Self {
        let fields = subject.fields.iter();
        Owner {
            context,
            subject: Some(subject),
            place: subject.place,
            fields: fields
                .map(|(name, field)| (name.as_str(), *field))
                .collect(),
        }
    }

    pub(super) fn shared(context: &'a Context<'a>) -> Self {
        let fields = context.set.api.common.iter();
        Owner {
            context,
            subject: None,
            place: context.api,
            fields: fields.map(|(name, field)| (name.as_str(), field)).collect(),
        }
    }

    /// A field beside the filled one, which must be there.
    fn field(&self, at: &[Step], name: &str, found: &mut Diagnostics) -> Option<&'a Field> {
        match self.subject {
            Some(subject) => references::field(subject, at, name, found),
            None => {
                let known = self.context.section("common");
                if known.as_ref().is_some_and(|known| !known.contains(&name)) {
                    let message = format!("`{name}` is no shared field");
                    unknown(self.place, "SPEC031", at, name, message, known, found);
                }
            }
        }
        self.fields.get(name).copied()
    }

    /// A field of another resource, which must be there.
    fn field_of(
        &self,
        resource: &str,
        at: &[Step],
        name: &str,
        found: &mut Diagnostics,
    ) -> Option<&'a Field> {
        let other = Subject::of(self.context, resource)?;
        if !other.has_field(name) {
            let message = format!("`{name}` is no field of {resource}");
            let known = Some(other.field_names().collect());
            unknown(self.place, "SPEC031", at, name, message, known, found);
        }
        other.fields.get(name).copied()
    }
}

pub(super) fn check(
    owner: &Owner<'_>,
    at: &[Step],
    field: &Field,
    fill: &Fill,
    found: &mut Diagnostics,
) {
    let path = below(at, "fill");
    let form = match fill {
        Fill::From(form) => form,
        Fill::Version if !matches!(field.kind, Type::Integer | Type::Number) => {
            let message = format!("a count fills a number, and this is `{}`", field.kind);
            return wrong(owner.place, &path, message, found);
        }
        Fill::Created | Fill::Updated if field.kind != Type::DateTime => {
            let message = format!("a moment fills a `datetime`, and this is `{}`", field.kind);
            return wrong(owner.place, &path, message, found);
        }
        Fill::Created | Fill::Updated | Fill::Version => return,
    };
    let head = match form.forms().as_slice() {
        [head] => *head,
        [] if owner.place.has_faulty(&path) => return,
        [] => return wrong(owner.place, &path, "this says not what fills it", found),
        several => {
            let message = format!("one form alone, and these are {}", several.join(", "));
            return wrong(owner.place, &path, message, found);
        }
    };
    whole(owner, &path, head, form, found);
    let own = match at.last() {
        Some(Step::Key(name)) => form.own_fields().into_iter().find(|(_, one)| *one == name),
        _ => None,
    };
    if let Some((key, _)) = own {
        return wrong(
            owner.place,
            &below(&path, key),
            "this is the field itself",
            found,
        );
    }
    let filled = Filled {
        owner,
        at: &path,
        field,
        form,
    };
    filled.form(found);
}

/// A form has all that it needs, and nothing that belongs to another.
fn whole(owner: &Owner<'_>, at: &[Step], head: &str, form: &FillForm, found: &mut Diagnostics) {
    if let Some(lacking) = form.lacks()
        && !owner.place.has_faulty(at)
    {
        wrong(
            owner.place,
            at,
            format!("`{lacking}` is missing here"),
            found,
        );
    }
    let more: [(&str, bool, &[&str]); 5] = [
        ("field", form.field.is_some(), &["of", "model"]),
        ("once", form.once, &["of"]),
        ("key", form.key.is_some(), &["matching", "model"]),
        ("by", form.by.is_some(), &["having"]),
        ("steps", form.steps.is_some(), &["band"]),
    ];
    for (key, given, heads) in more {
        if given && !heads.contains(&head) {
            let message = format!("`{key}` says nothing beside `{head}`");
            found.push(owner.place.at_key("SPEC090", &below(at, key), message));
        }
    }
}

/// A field that is filled from others.
struct Filled<'o> {
    owner: &'o Owner<'o>,
    at: &'o [Step],
    field: &'o Field,
    form: &'o FillForm,
}

impl Filled<'_> {
    fn form(&self, found: &mut Diagnostics) {
        let form = self.form;
        if let Some(name) = &form.same {
            let other = self.named("same", name, found);
            self.takes("same", name, other, found);
        }
        if let Some(name) = &form.text {
            self.is(&[Type::String], "a text", found);
            self.named_is("text", name, &[Type::String], "text", found);
        }
        if let Some(name) = &form.day {
            self.is(&[Type::Day], "a day", found);
            self.named_is("day", name, &[Type::DateTime, Type::Date], "moment", found);
        }
        if let Some(names) = &form.join {
            self.join(names, found);
        }
        self.of(found);
        self.resolve(found);
        self.matching(found);
        self.having(found);
        if let Some(name) = &form.band {
            self.is(&[Type::String, Type::Enum], "the name of a step", found);
            let numbers = [Type::Integer, Type::Number, Type::Day];
            self.named_is("band", name, &numbers, "number", found);
        }
        if let Some(steps) = &form.steps {
            self.steps(steps, found);
        }
        self.model(found);
    }

    fn named(&self, key: &str, name: &str, found: &mut Diagnostics) -> Option<&Field> {
        self.owner.field(&below(self.at, key), name, found)
    }

    /// A field that is named must be of one of some types.
    fn named_is(&self, key: &str, name: &str, kinds: &[Type], what: &str, found: &mut Diagnostics) {
        if let Some(field) = self.named(key, name, found)
            && !kinds.contains(&field.kind)
        {
            let message = format!("`{name}` is no {what}, but `{}`", field.kind);
            wrong(self.owner.place, &below(self.at, key), message, found);
        }
    }

    /// The filled field must be of one of some types.
    fn is(&self, kinds: &[Type], what: &str, found: &mut Diagnostics) {
        if !kinds.contains(&self.field.kind) {
            let message = format!("{what} is no `{}`", self.field.kind);
            wrong(self.owner.place, self.at, message, found);
        }
    }

    /// The filled field must take the values of another one.
    fn takes(&self, key: &str, name: &str, other: Option<&Field>, found: &mut Diagnostics) {
        if let Some(other) = other
            && !gives(&other.kind, &self.field.kind)
        {
            let message = format!(
                "`{name}` is `{}`, and this is `{}`",
                other.kind, self.field.kind
            );
            wrong(self.owner.place, &below(self.at, key), message, found);
        }
    }

    fn join(&self, names: &[String], found: &mut Diagnostics) {
        let at = below(self.at, "join");
        self.is(&[Type::String], "a text", found);
        if self.owner.place.is_bare(&at) {
            wrong(self.owner.place, &at, "there is nothing to join", found);
        }
        for (item, name) in names.iter().enumerate() {
            let at = below(&at, item);
            if let Some(field) = self.owner.field(&at, name, found)
                && !matches!(field.kind, Type::String | Type::Enum)
            {
                let message = format!("`{name}` is no text, but `{}`", field.kind);
                wrong(self.owner.place, &at, message, found);
            }
        }
    }

    fn of(&self, found: &mut Diagnostics) {
        let Some(reference) = &self.form.of else {
            return;
        };
        let Some(field) = self.named("of", reference, found) else {
            return;
        };
        let Type::Ref(target) = &field.kind else {
            let message = format!("`{reference}` is no reference, but `{}`", field.kind);
            return wrong(self.owner.place, &below(self.at, "of"), message, found);
        };
        if let Some(name) = &self.form.field {
            let at = below(self.at, "field");
            let other = self.owner.field_of(target, &at, name, found);
            self.takes("field", name, other, found);
        }
    }

    fn resolve(&self, found: &mut Diagnostics) {
        let Some(name) = &self.form.resolve else {
            return;
        };
        let objects = Type::List(Box::new(Type::Object));
        if self.field.kind != objects || self.field.fields.is_none() {
            let message = "records are shown by the members of a `list<object>`, and this has none";
            wrong(self.owner.place, self.at, message, found);
        }
        if let Some(field) = self.named("resolve", name, found)
            && !matches!(&field.kind, Type::List(item) if matches!(**item, Type::Ref(_)))
        {
            let message = format!("`{name}` is no list of references, but `{}`", field.kind);
            wrong(self.owner.place, &below(self.at, "resolve"), message, found);
        }
    }

    fn matching(&self, found: &mut Diagnostics) {
        let Some(name) = &self.form.matching else {
            return;
        };
        self.named("matching", name, found);
        let Type::Ref(target) = &self.field.kind else {
            let message = format!(
                "a record is found for a reference, and this is `{}`",
                self.field.kind
            );
            return wrong(self.owner.place, self.at, message, found);
        };
        if let Some(key) = &self.form.key {
            self.owner
                .field_of(target, &below(self.at, "key"), key, found);
        }
    }

    fn having(&self, found: &mut Diagnostics) {
        let Some(name) = &self.form.having else {
            return;
        };
        let (place, at) = (self.owner.place, below(self.at, "having"));
        self.is(
            &[Type::List(Box::new(Type::Object))],
            "a list of records",
            found,
        );
        references::resource(self.owner.context, place, &at, name, found);
        let Some(by) = &self.form.by else { return };
        let at = below(self.at, "by");
        let Some(field) = self.owner.field_of(name, &at, by, found) else {
            return;
        };
        let item = match &field.kind {
            Type::List(item) => item,
            kind => kind,
        };
        let here = self.owner.subject.map(|subject| &subject.spec.resource);
        if !matches!(item, Type::Ref(target) if here.is_none_or(|here| here == target)) {
            let message = format!("`{by}` does not point here, it is `{}`", field.kind);
            wrong(place, &at, message, found);
        }
    }

    fn steps(&self, steps: &Map<f64>, found: &mut Diagnostics) {
        let (place, at) = (self.owner.place, below(self.at, "steps"));
        if place.is_bare(&at) {
            wrong(place, &at, "a band needs at least one step", found);
        }
        let known = self.field.values.as_ref().filter(|_| !self.field.open);
        for name in steps.keys() {
            if known.is_some_and(|known| !known.0.iter().any(|(value, _)| value == name)) {
                let message = format!("`{name}` is none of the values");
                found.push(place.at_key("SPEC090", &below(&at, name), message));
            }
        }
    }

    fn model(&self, found: &mut Diagnostics) {
        let Some(name) = &self.form.model else {
            return;
        };
        self.named_is("model", name, &[Type::String, Type::Enum], "text", found);
        if let Some(key) = &self.form.key {
            self.named("key", key, found);
        }
        let resources = self.owner.context.set.resources.keys();
        let mut resources = resources.filter_map(|name| Subject::of(self.owner.context, name));
        if let Some(field) = &self.form.field
            && !resources.any(|resource| resource.has_field(field))
        {
            let message = format!("no resource has a field `{field}`");
            let at = below(self.at, "field");
            unknown(
                self.owner.place,
                "SPEC031",
                &at,
                field,
                message,
                None,
                found,
            );
        }
    }
}

/// Whether a value of one type can stand where another is due.
pub(super) fn gives(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (from, to) if from == to => true,
        (Type::List(from), Type::List(to)) | (Type::Map(from), Type::Map(to)) => gives(from, to),
        (Type::Json, _) | (_, Type::Json) => true,
        (Type::Id, Type::Ref(_)) | (Type::Ref(_), Type::Id) => true,
        (Type::Integer | Type::Day, Type::Number) | (Type::Date, Type::DateTime) => true,
        // A text may be one of the values.
        (Type::String, Type::Enum) => true,
        (Type::Enum | Type::Id | Type::Ref(_) | Type::Date | Type::DateTime, Type::String) => true,
        _ => false,
    }
}
