//! A mapping with nothing left open: sources are paths, transforms are chosen, both directions are
//! said. One interpreter works by it, whatever made it.

mod rule;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use rule::{
    Alternative, Condition, Convert, Kind, Merged, Part, Path, Read, RefParts, Refusal, Reversible,
    Rule, Step, Words, Write,
};

/// One unified API, such as `crm`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    /// Its name.
    pub api: String,
    /// Digest of all that follows, so that data can be traced to the rules that made it.
    pub version: String,
    /// Records a page: unless asked otherwise, and at most.
    pub limit: Limit,
    /// Requests that one page of a filtered list may take.
    pub scan_requests: u32,
    /// Objects that values are made of, by name: `Ref`, `Address`.
    pub shapes: IndexMap<String, Shape>,
    /// Its models, by name, sorted.
    pub models: Vec<Model>,
}

/// Records a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// Unless asked otherwise.
    pub default: u32,
    /// At most.
    pub max: u32,
}

/// An object that values are made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// Its members, in order.
    pub members: Vec<Member>,
    /// The member that holds the value itself where a list is made of single values: `number` of a
    /// phone, `email` of an address.
    pub main: Option<String>,
}

/// A member of a shape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// What it is.
    pub doc: String,
}

/// One model, such as `account`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Singular, snake_case.
    pub name: String,
    /// Plural, snake_case.
    pub plural: String,
    /// One sentence.
    pub summary: String,
    /// A quirk.
    pub note: Option<String>,
    /// What it stands on; most have one. Several are told apart by the field of [`Model::route`].
    pub variants: Vec<Variant>,
    /// The unified field that says which variant a record is of, where there are several.
    pub route: Option<String>,
    /// What lists can be filtered by.
    pub filters: Vec<Filter>,
    /// The field whose distinct values it lists, where it is a catalogue of values in use.
    pub facet: Option<Facet>,
    /// Rows that lists have besides, behind the records of the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub builtin: Option<Builtin>,
    /// Settings of a call or a tenant that rules look at.
    pub options: Vec<Setting>,
}

/// A model over one resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// The value of the routing field; empty where there is one variant.
    pub name: String,
    /// The resource that its list reads.
    pub resource: String,
    /// Records that belong; all hold.
    pub scope: Vec<Condition>,
    /// What can be done.
    pub methods: Vec<Method>,
    /// A rule for each field, in order.
    pub rules: Vec<Rule>,
}

/// What can be done with a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Method {
    /// What.
    pub kind: MethodKind,
    /// The resource whose operation it is.
    pub resource: String,
    /// The operation.
    pub operation: String,
    /// The unified field that rows are matched by, where a bulk operation stands in for one record.
    pub key: Option<String>,
    /// What has to hold of a record that is read by its id; else there is none.
    pub expect: Vec<Condition>,
    /// Unified fields of which at least one is needed, one list for each rule; from the operation.
    pub required: Vec<Requirement>,
}

/// At least one of these fields, if every condition holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Requirement {
    /// Unified names; where a wire name has no unified one, the wire name.
    pub one_of: Vec<String>,
    /// Wire name and value that limit it.
    pub when: Vec<(String, Value)>,
    /// Whether it holds only for rows that no key identifies.
    pub without_key: bool,
}

/// Sorts of methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MethodKind {
    /// Many records.
    List,
    /// One record.
    Get,
    /// Makes one.
    Create,
    /// Changes one.
    Update,
    /// Removes one.
    Delete,
    /// Makes or changes many by their keys.
    Upsert,
}

impl MethodKind {
    /// All of them, in the order they are told.
    pub const ALL: [MethodKind; 6] = [
        MethodKind::List,
        MethodKind::Get,
        MethodKind::Create,
        MethodKind::Update,
        MethodKind::Delete,
        MethodKind::Upsert,
    ];

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            MethodKind::List => "list",
            MethodKind::Get => "get",
            MethodKind::Create => "create",
            MethodKind::Update => "update",
            MethodKind::Delete => "delete",
            MethodKind::Upsert => "upsert",
        }
    }

    /// Whether it sends fields.
    pub fn writes(self) -> bool {
        matches!(
            self,
            MethodKind::Create | MethodKind::Update | MethodKind::Upsert
        )
    }
}

/// What a list can be filtered by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// Its name, mostly a unified path, such as `account.id`.
    pub name: String,
    /// Unified path that is looked at where it is filtered here; nothing where only the server can.
    pub path: Option<String>,
    /// What a value is.
    pub kind: Kind,
    /// Operators, in the order they are told.
    pub ops: Vec<Op>,
    /// Who filters.
    pub pushdown: Pushdown,
}

/// Operators of filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// One of several.
    In,
    /// Greater or later.
    Gt,
    /// Not less.
    Gte,
    /// Less or earlier.
    Lt,
    /// Not greater.
    Lte,
    /// Holds the text, in any letter case; of a list, the item.
    Contains,
    /// Whether there is a value.
    Exists,
}

impl Op {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Op::Eq => "eq",
            Op::Ne => "ne",
            Op::In => "in",
            Op::Gt => "gt",
            Op::Gte => "gte",
            Op::Lt => "lt",
            Op::Lte => "lte",
            Op::Contains => "contains",
            Op::Exists => "exists",
        }
    }
}

/// Who filters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pushdown {
    /// The server, by this parameter, for `eq` and `in`; other operators are scanned.
    Query {
        /// The parameter.
        parameter: String,
        /// The model's value and the parameter's, where they are not those of the field.
        values: Vec<(Value, Value)>,
        /// Whether that it works is not known: what comes is filtered again.
        unverified: bool,
    },
    /// The server, by the path of one record: a key with this prefix.
    Key {
        /// What stands before the value.
        prefix: String,
    },
    /// Here, within the budget.
    Scan,
    /// By the choice of the variant.
    Route,
}

/// The distinct values of a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facet {
    /// The model whose field it is.
    pub model: String,
    /// The unified field.
    pub field: String,
}

/// Rows for the fields that the server's own objects have, as the tables describe them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Builtin {
    /// The resources whose fields they are, and the model's word for each.
    pub entities: Vec<(String, String)>,
    /// Unified field, and what of a field of the tables it holds.
    pub facts: Vec<(String, Fact)>,
    /// Unified fields that are the same in all rows.
    pub values: Vec<(String, Value)>,
}

/// What a unified field holds of a field of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The model's word for the object that has it.
    Entity,
    /// Its name.
    Name,
    /// What it holds, in a sentence.
    Doc,
    /// The sort of its values.
    Type,
    /// The model that its values refer to.
    Target,
    /// Its known values.
    Values,
    /// Whether a create needs it.
    Required,
    /// Whether a call sends it.
    Writable,
    /// Whether it is a key that finds a record.
    Key,
}

/// A setting that rules look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// What it may be.
    pub values: Vec<String>,
    /// What it is unless set.
    pub default: String,
    /// What it does.
    pub doc: String,
}
