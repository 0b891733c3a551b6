use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Json, Map};
use crate::unified::mapping::Reversible;

/// A field of a unified model: where it comes from and how, in both directions.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UnifiedField {
    /// Field of Planhat or a path such as `image.path`, `endusers[0].name`, `endusers[1:]`,
    /// `users[isOwner]`; several joined by a space as `firstName + lastName`; `*` for the record; of a
    /// list the first that has a value. Default: none, Planhat has no such data.
    pub source: Option<UnifiedSources>,
    /// Type of the value: a plain type, a shape of `common.yaml`, or a `list<…>` of these. Default:
    /// by `values`, else that of the source.
    #[serde(rename = "type")]
    pub kind: Option<UnifiedType>,
    /// What becomes of the value. Default: by the types and the other keys.
    pub transform: Option<Transform>,
    /// Words: the model's, and Planhat's, of which the first is written and all are read. A list where
    /// both are the same.
    pub values: Option<UnifiedWords>,
    /// The model's word that all other words of Planhat read as. Default: none, they read as nothing.
    pub rest: Option<String>,
    /// Whether letter case counts for nothing when words are read. Default: `false`.
    pub fold_case: bool,
    /// Field of Planhat to write, `split_name`, `none`, the fields that a rule writes, or a map of field
    /// to where its value is looked up, as `{ email: enduser.email }`. Default: the first source.
    pub write: Option<UnifiedWrite>,
    /// Who sets it: `read`, `write`, `both`, or `create` where nothing but a create takes it. Default:
    /// that of the source.
    pub access: Option<UnifiedAccess>,
    /// Whether a value that was written reads back equal: `yes`, `partial` (its note tells when) or
    /// `no`. Default: by the transform; a claim that it cannot keep is refused.
    pub reversible: Option<Reversible>,
    /// Whether a create needs it, although the operation does not insist. Default: `false`.
    pub required: bool,
    /// The field of this model with the same data in another form: both may write one field of
    /// Planhat.
    pub same_as: Option<String>,
    /// Fields of this model that win: where one of them is written too, this one is left out.
    pub yields_to: Option<UnifiedSources>,
    /// The unified field whose value a create writes here where this one is left out.
    pub create_default: Option<String>,
    /// The unified model that a reference leads to. Default: the one that stands on the resource.
    pub target: Option<String>,
    /// Where the name of a reference stands beside its id.
    pub name: Option<String>,
    /// Of `object_map`: member and source. Of `array_merge`: source and constants of its items.
    pub parts: Map<UnifiedPart>,
    /// Constants of an item, for `array_wrap` and `object_map`.
    pub item: Map<Json>,
    /// The constant of `const` and `const_ignored`; for `not`, what a missing source reads as.
    pub value: Option<Json>,
    /// Of `computed`: the rule, a function of the runtime by its name.
    pub rule: Option<String>,
    /// The setting of the model that a rule looks at.
    pub option: Option<String>,
    /// Conditions on a source: `{ landingDate: { status: active } }`.
    pub when: Map<Map<UnifiedCondition>>,
    /// One sentence on what it is. Default: that of the source.
    pub doc: Option<String>,
    /// A quirk, shown in the reference.
    pub note: Option<String>,
    /// Weakly evidenced; marked in the reference. Default: `false`.
    pub unverified: bool,
    /// Whether an override set it.
    #[serde(skip)]
    pub overridden: bool,
    /// The field that an override replaced, whose type it keeps where it says none.
    #[serde(skip)]
    pub before: Option<Box<UnifiedField>>,
}

/// Where a value comes from: a path, or several of which the first with a value counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnifiedSources(pub Vec<String>);

/// Words of the model and of Planhat.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UnifiedWords(pub Vec<(String, Vec<Json>)>);

/// Which values hold of a field of Planhat: `value`, `[a, b]`, or `{ not_in: [a, b] }`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UnifiedCondition {
    /// The values.
    pub values: Vec<Json>,
    /// Whether it must have none of them.
    pub not: bool,
}

/// What is written.
#[derive(Debug, Clone, PartialEq)]
pub enum UnifiedWrite {
    /// `none`
    None,
    /// `split_name`
    SplitName,
    /// A field of Planhat.
    Field(String),
    /// The fields that a rule writes, in its order.
    Fields(Vec<String>),
    /// Field of Planhat, and the resource and field that its value is looked up in.
    Paths(Map<String>),
}

/// A part of an object or of a list.
#[derive(Debug, Clone, PartialEq)]
pub enum UnifiedPart {
    /// The source of a member.
    Source(String),
    /// Constants of the items of a source.
    Constants(Map<Json>),
}

/// Who sets a unified field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UnifiedAccess {
    /// Never written.
    Read,
    /// Never read.
    Write,
    /// Read and written.
    Both,
    /// Read, and written by a create alone.
    Create,
}

/// The type of a unified value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnifiedType {
    /// `string`
    String,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `boolean`
    Boolean,
    /// `date`
    Date,
    /// `datetime`
    DateTime,
    /// `enum`
    Enum,
    /// `object`
    Object,
    /// `json`, anything
    Json,
    /// A shape of `common.yaml`.
    Shape(String),
    /// `list<T>`
    List(Box<UnifiedType>),
}

/// What becomes of a value, from a closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Transform {
    /// As it is. Implied.
    Rename,
    /// A moment. Implied by the type.
    Datetime,
    /// A calendar date. Implied by the type.
    Date,
    /// A number. Implied by the type.
    Number,
    /// The moment of an id. Implied where an id is read as a datetime.
    ObjectidTime,
    /// The first of several sources. Implied by them.
    Coalesce,
    /// Several texts joined. Implied by `a + b`.
    Concat,
    /// Words. Implied by `values`.
    Enum,
    /// A reference. Implied by the type.
    Ref,
    /// A list of references. Implied by the type.
    RefList,
    /// Texts as labels. Implied by the type.
    TagList,
    /// The tenant's own fields. Implied by the type.
    CustomMap,
    /// There is no such data. Implied where there is no source.
    Unmapped,
    /// The opposite of a boolean; `value` is what a missing one reads as.
    Not,
    /// An object of several sources, by `parts`.
    ObjectMap,
    /// A single value as a list of one item, with the constants of `item`.
    ArrayWrap,
    /// A list of the values of several sources, by `parts`.
    ArrayMerge,
    /// Unmapped until a tenant binds it to a custom field.
    CustomAlias,
    /// A fixed value, which a write sends.
    Const,
    /// A fixed value that has no counterpart; a write changes nothing.
    ConstIgnored,
    /// A full name into two fields; only as `write`.
    SplitName,
    /// By a rule of the runtime, named by `rule`.
    Computed,
}

impl Transform {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Transform::Rename => "rename",
            Transform::Datetime => "datetime",
            Transform::Date => "date",
            Transform::Number => "number",
            Transform::ObjectidTime => "objectid_time",
            Transform::Coalesce => "coalesce",
            Transform::Concat => "concat",
            Transform::Enum => "enum",
            Transform::Ref => "ref",
            Transform::RefList => "ref_list",
            Transform::TagList => "tag_list",
            Transform::CustomMap => "custom_map",
            Transform::Unmapped => "unmapped",
            Transform::Not => "not",
            Transform::ObjectMap => "object_map",
            Transform::ArrayWrap => "array_wrap",
            Transform::ArrayMerge => "array_merge",
            Transform::CustomAlias => "custom_alias",
            Transform::Const => "const",
            Transform::ConstIgnored => "const_ignored",
            Transform::SplitName => "split_name",
            Transform::Computed => "computed",
        }
    }
}

impl fmt::Display for UnifiedType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnifiedType::String => f.write_str("string"),
            UnifiedType::Integer => f.write_str("integer"),
            UnifiedType::Number => f.write_str("number"),
            UnifiedType::Boolean => f.write_str("boolean"),
            UnifiedType::Date => f.write_str("date"),
            UnifiedType::DateTime => f.write_str("datetime"),
            UnifiedType::Enum => f.write_str("enum"),
            UnifiedType::Object => f.write_str("object"),
            UnifiedType::Json => f.write_str("json"),
            UnifiedType::Shape(name) => f.write_str(name),
            UnifiedType::List(item) => write!(f, "list<{item}>"),
        }
    }
}
