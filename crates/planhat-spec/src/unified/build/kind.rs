//! What a unified value is: as a field says, or as its source does.

use crate::model::{Field, Type, UnifiedCommon, UnifiedField, UnifiedType};
use crate::unified::mapping::{Kind, Member, Shape};
use crate::unified::record::Found;

/// The shape of a reference.
pub(super) const REF: &str = "Ref";
/// The shape of a word that keeps what the server has.
pub(super) const TYPE_REF: &str = "TypeRef";
/// The shape of a label.
pub(super) const TAG: &str = "Tag";

/// A type as it is written; an enum has these words.
pub(super) fn of_type(kind: &UnifiedType, words: &[String]) -> Kind {
    match kind {
        UnifiedType::String => Kind::String,
        UnifiedType::Integer => Kind::Integer,
        UnifiedType::Number => Kind::Number,
        UnifiedType::Boolean => Kind::Boolean,
        UnifiedType::Date => Kind::Date,
        UnifiedType::DateTime => Kind::DateTime,
        UnifiedType::Enum => Kind::Enum(words.to_vec()),
        UnifiedType::Object => Kind::Object,
        UnifiedType::Json => Kind::Any,
        UnifiedType::Shape(name) => Kind::Shape(name.clone()),
        UnifiedType::List(item) => Kind::List(Box::new(of_type(item, words))),
    }
}

/// The type by the source alone.
pub(super) fn of_source(found: &Found<'_>) -> Option<Kind> {
    if found.custom {
        return None;
    }
    Some(implied(&found.kind, found.leaf))
}

fn implied(kind: &Type, leaf: Option<&Field>) -> Kind {
    match kind {
        Type::String | Type::Id => Kind::String,
        Type::Integer | Type::Day => Kind::Integer,
        Type::Number => Kind::Number,
        Type::Boolean => Kind::Boolean,
        Type::Ref(_) => Kind::Shape(REF.to_owned()),
        Type::Date => Kind::Date,
        Type::DateTime => Kind::DateTime,
        Type::Enum => closed(leaf).map_or(Kind::String, Kind::Enum),
        Type::Object | Type::Custom | Type::Map(_) => Kind::Object,
        Type::Json => Kind::Any,
        Type::List(item) => Kind::List(Box::new(implied(item, leaf))),
    }
}

/// The values of an enum that takes no others.
pub(super) fn closed(leaf: Option<&Field>) -> Option<Vec<String>> {
    listed(leaf.filter(|field| !field.open))
}

/// The values of an enum that its spec knows, others it may take or not.
pub(super) fn listed(leaf: Option<&Field>) -> Option<Vec<String>> {
    let values = leaf?.values.as_ref()?.0.iter();
    Some(values.map(|(value, _)| value.clone()).collect())
}

/// The words that a field says.
pub(super) fn words(spec: &UnifiedField) -> Option<Vec<String>> {
    let words = spec.values.as_ref()?.0.iter();
    Some(words.map(|(word, _)| word.clone()).collect())
}

/// The shape inside a kind.
pub(super) fn shape_of(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Shape(name) => Some(name),
        Kind::List(item) => shape_of(item),
        _ => None,
    }
}

/// The shape inside a type as it is written.
pub(super) fn shape_in(kind: &UnifiedType) -> Option<&str> {
    match kind {
        UnifiedType::Shape(name) => Some(name),
        UnifiedType::List(item) => shape_in(item),
        _ => None,
    }
}

/// The shapes of `common.yaml`.
pub(super) fn shapes(common: &UnifiedCommon) -> indexmap::IndexMap<String, Shape> {
    let shape = |spec: &crate::model::UnifiedShape| Shape {
        members: spec
            .members
            .iter()
            .map(|(name, member)| Member {
                name: name.clone(),
                kind: of_type(&member.kind, member.values.as_deref().unwrap_or_default()),
                doc: member.doc.clone(),
            })
            .collect(),
        main: spec.main.clone(),
    };
    let shapes = common.shapes.iter();
    shapes
        .map(|(name, spec)| (name.clone(), shape(spec)))
        .collect()
}
