//! What becomes of a value, by what the unified field holds and what the record has.

use serde_json::Value;

use super::kind::{self, REF, TAG, TYPE_REF, closed};
use crate::model::{Field, Json, Map, Transform, Type, UnifiedField};
use crate::unified::mapping::{Convert, Kind, Path, RefParts, Words};
use crate::unified::record::{Found, members, written_members};

/// What a field asks for besides its type.
pub(super) struct Ask<'a> {
    pub(super) spec: &'a UnifiedField,
    pub(super) kind: &'a Kind,
    /// The main member of the shape, where there is one.
    pub(super) main: Option<&'a str>,
    /// What that holds.
    pub(super) main_kind: Option<&'a Kind>,
    pub(super) beside: Option<Path>,
}

impl Ask<'_> {
    /// The conversion, or why there is none.
    pub(super) fn of(&self, found: &Found<'_>) -> Result<Convert, String> {
        match self.spec.transform {
            Some(Transform::Not) => return self.not(found),
            Some(Transform::ArrayWrap) => return self.wrap(found),
            _ => {}
        }
        if self.spec.values.is_some() {
            return self.words(found);
        }
        match found.custom || found.kind == Type::Json {
            true => Ok(self.free()),
            false => self.typed(found),
        }
    }

    /// The same field with a value of another kind: a member of it.
    pub(super) fn of_kind<'k>(&'k self, kind: &'k Kind) -> Ask<'k> {
        Ask {
            spec: self.spec,
            kind,
            main: None,
            main_kind: None,
            beside: None,
        }
    }

    /// Whether a value can stand in a member, which takes it as it is; else why not.
    pub(super) fn part(&self, found: &Found<'_>) -> Result<(), String> {
        if found.custom || found.kind == Type::Json {
            return Ok(());
        }
        match self.typed(found)? {
            Convert::Keep | Convert::Number | Convert::Enum(_) => Ok(()),
            _ => Err(self.misfit(found)),
        }
    }

    fn misfit(&self, found: &Found<'_>) -> String {
        let (path, from, to) = (&found.path, &found.kind, self.kind.to_string());
        format!("`{path}` is `{from}`, which does not become `{to}`")
    }

    fn not(&self, found: &Found<'_>) -> Result<Convert, String> {
        let sound = *self.kind == Kind::Boolean && is(found, &[Type::Boolean]);
        let missing = match &self.spec.value {
            None => Some(true),
            Some(value) => value.as_bool(),
        };
        match (sound, missing) {
            (true, Some(missing)) => Ok(Convert::Not { missing }),
            (true, None) => Err("`value` of `not` is `true` or `false`".to_owned()),
            (false, _) => Err(format!("`not` is of booleans: {}", self.misfit(found))),
        }
    }

    fn wrap(&self, found: &Found<'_>) -> Result<Convert, String> {
        let Kind::List(_) = self.kind else {
            let kind = self.kind.to_string();
            return Err(format!("`array_wrap` makes a list, and this is `{kind}`"));
        };
        let Some(member) = self.main else {
            return Err("`array_wrap` needs a list of a shape that has a `main`".to_owned());
        };
        let scalar = [
            Type::String,
            Type::Number,
            Type::Integer,
            Type::Id,
            Type::Enum,
        ];
        if let Some(kind) = self.main_kind {
            self.of_kind(kind).part(found)?;
        }
        match is(found, &scalar) {
            true => Ok(Convert::Wrap {
                member: member.to_owned(),
                constants: constants(&self.spec.item),
            }),
            false => Err(self.misfit(found)),
        }
    }

    fn words(&self, found: &Found<'_>) -> Result<Convert, String> {
        let table = self.spec.values.as_ref().map(|words| words.0.clone());
        let words = Words {
            table: table.unwrap_or_default(),
            rest: self.spec.rest.clone(),
            fold_case: self.spec.fold_case,
            open: !is(found, &[Type::Boolean]) && closed(found.leaf).is_none(),
            listed: listed(found),
        };
        let text = is(
            found,
            &[Type::String, Type::Enum, Type::Boolean, Type::Integer],
        );
        match self.kind {
            Kind::Enum(_) if text => Ok(Convert::Enum(words)),
            Kind::Shape(name) if name == TYPE_REF && text => Ok(Convert::TypeRef(words)),
            Kind::Enum(_) | Kind::Shape(_) => Err(self.misfit(found)),
            kind => Err(format!(
                "`values` are of an enum or a TypeRef, not of `{}`",
                kind
            )),
        }
    }

    /// Of a source that may hold anything.
    fn free(&self) -> Convert {
        let shape = kind::shape_of(self.kind);
        match (self.kind, shape) {
            (Kind::DateTime, _) => Convert::DateTime,
            (Kind::Date, _) => Convert::Date { moment: false },
            (Kind::Number | Kind::Integer, _) => Convert::Number,
            (Kind::Shape(_), Some(REF)) => Convert::Ref(self.reference(None)),
            (Kind::Shape(_), Some(TYPE_REF)) => Convert::TypeRef(no_words()),
            (Kind::List(_), Some(REF)) => Convert::RefList(self.reference(None)),
            (Kind::List(_), Some(TAG)) => Convert::Tags,
            _ => Convert::Keep,
        }
    }

    pub(super) fn typed(&self, found: &Found<'_>) -> Result<Convert, String> {
        let shape = kind::shape_of(self.kind);
        let convert = match (self.kind, &found.kind) {
            (Kind::Any, _) => Convert::Keep,
            (Kind::String, Type::String | Type::Id | Type::Ref(_) | Type::Enum) => Convert::Keep,
            (Kind::String, Type::Date | Type::DateTime) => Convert::Keep,
            (Kind::Integer | Kind::Number, Type::Integer | Type::Number | Type::Day) => {
                Convert::Number
            }
            (Kind::Boolean, Type::Boolean) => Convert::Keep,
            (Kind::DateTime, Type::DateTime | Type::Date | Type::Day) => Convert::DateTime,
            (Kind::DateTime, Type::Id) => Convert::IdTime,
            (Kind::Date, Type::Date) => Convert::Date { moment: false },
            (Kind::Date, Type::DateTime) => Convert::Date { moment: true },
            (Kind::Enum(words), Type::Enum) => Convert::Enum(same_words(words, found)),
            (Kind::Object, Type::Custom) => Convert::Custom,
            (Kind::Object, Type::Object | Type::Map(_)) => Convert::Keep,
            (Kind::Shape(_), kind) if shape == Some(REF) && self.is_ref(kind, found) => {
                Convert::Ref(self.reference(Some(found)))
            }
            (Kind::Shape(_), Type::String | Type::Enum) if shape == Some(TYPE_REF) => {
                Convert::TypeRef(no_words())
            }
            (Kind::List(_), Type::List(item)) if shape == Some(REF) && self.is_ref(item, found) => {
                Convert::RefList(self.reference(Some(found)))
            }
            (Kind::List(_), Type::List(item)) if shape == Some(TAG) && is_text(item) => {
                Convert::Tags
            }
            (Kind::List(kind), Type::List(item)) if is_same(kind, item) => Convert::Keep,
            _ => return Err(self.misfit(found)),
        };
        Ok(convert)
    }

    /// Whether a value can be read as a reference: an id, or an object with one.
    fn is_ref(&self, kind: &Type, found: &Found<'_>) -> bool {
        match kind {
            Type::Ref(_) | Type::Id | Type::String => true,
            Type::Object => {
                let mut known = found.leaf.into_iter().flat_map(members);
                known.any(|(_, member)| is_id(member))
            }
            _ => false,
        }
    }

    fn reference(&self, found: Option<&Found<'_>>) -> RefParts {
        let leaf = found.and_then(|found| found.leaf);
        let all = || leaf.into_iter().flat_map(members);
        let mut id: Vec<String> = Vec::new();
        for (name, _) in all().filter(|(_, member)| is_id(member)) {
            if !id.contains(name) {
                id.push(name.clone());
            }
        }
        let name = all().find(|(_, member)| member.kind == Type::String);
        let mut name: Vec<String> = name.map(|(name, _)| name.clone()).into_iter().collect();
        let object = found.is_some_and(|found| innermost(&found.kind) == &Type::Object);
        let written = || leaf.and_then(written_members).into_iter().flatten();
        let write = written().find(|(_, member)| is_id(member));
        let write = write.map(|(name, _)| name.clone()).filter(|_| object);
        let flags = written().filter(|(_, member)| member.kind == Type::Boolean);
        let flags = flags.map(|(name, _)| name.clone());
        // An object may come in another spelling than the specs tell.
        append(&mut id, &["_id", "id"]);
        append(&mut name, &["name", "nickName"]);
        RefParts {
            id,
            name,
            beside: self.beside.clone(),
            flags: flags.filter(|_| write.is_some()).collect(),
            write,
        }
    }
}

/// Adds the usual names that are not there yet.
fn append(names: &mut Vec<String>, usual: &[&str]) {
    for name in usual {
        if !names.iter().any(|known| known == name) {
            names.push((*name).to_owned());
        }
    }
}

/// The words that the specs list for a source that takes others too.
fn listed(found: &Found<'_>) -> Vec<Value> {
    let leaf = found.leaf.filter(|_| closed(found.leaf).is_none());
    let values = leaf.and_then(|field| field.values.as_ref());
    let values = values.into_iter().flat_map(|values| &values.0);
    values
        .map(|(value, _)| Value::from(value.as_str()))
        .collect()
}

/// Words that are the same on both sides.
fn same_words(words: &[String], found: &Found<'_>) -> Words {
    let same = |word: &String| (word.clone(), vec![Value::String(word.clone())]);
    Words {
        table: words.iter().map(same).collect(),
        rest: None,
        fold_case: false,
        open: closed(found.leaf).is_none(),
        listed: listed(found),
    }
}

fn no_words() -> Words {
    Words {
        table: Vec::new(),
        rest: None,
        fold_case: false,
        open: true,
        listed: Vec::new(),
    }
}

pub(super) fn constants(item: &Map<Json>) -> Vec<(String, Value)> {
    let item = item.iter();
    item.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn is(found: &Found<'_>, kinds: &[Type]) -> bool {
    found.custom || found.kind == Type::Json || kinds.contains(&found.kind)
}

fn is_id(member: &Field) -> bool {
    matches!(member.kind, Type::Id | Type::Ref(_))
}

pub(super) fn is_text(kind: &Type) -> bool {
    matches!(kind, Type::String | Type::Id | Type::Ref(_) | Type::Enum)
}

/// Whether items need no conversion.
fn is_same(kind: &Kind, item: &Type) -> bool {
    match (kind, item) {
        (Kind::Any, _) | (_, Type::Json) => true,
        (Kind::String, item) => is_text(item),
        (Kind::Integer, Type::Integer) | (Kind::Number, Type::Integer | Type::Number) => true,
        (Kind::Boolean, Type::Boolean) => true,
        (Kind::Object, Type::Object | Type::Map(_)) => true,
        (Kind::List(kind), Type::List(item)) => is_same(kind, item),
        _ => false,
    }
}

pub(super) fn innermost(kind: &Type) -> &Type {
    match kind {
        Type::List(item) => innermost(item),
        kind => kind,
    }
}

/// The resource that a reference leads to.
pub(super) fn referred(found: &Found<'_>) -> Option<String> {
    match innermost(&found.kind) {
        Type::Ref(resource) => Some(resource.clone()),
        Type::Object | Type::String => {
            let known = found.leaf.into_iter().flat_map(members);
            known
                .into_iter()
                .find_map(|(_, member)| match &member.kind {
                    Type::Ref(resource) => Some(resource.clone()),
                    _ => None,
                })
        }
        _ => None,
    }
}
