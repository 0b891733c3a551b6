use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Json, Map, UnifiedCondition, UnifiedField, UnifiedFilters, UnifiedMethods, UnifiedSources,
    UnifiedType,
};
use crate::unified::mapping::{Fact, Op};

/// `specs/unified/common.yaml`: what all unified models share.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnifiedCommon {
    /// Records a page: unless asked otherwise, and at most.
    pub limit: UnifiedLimit,
    /// Requests that one page of a list may take where records are filtered here.
    pub scan_requests: u32,
    /// Objects that values are made of, by name. `Ref`, `TypeRef` and `Tag` are made of references,
    /// of words and of texts by themselves.
    pub shapes: Map<UnifiedShape>,
    /// Fields that models share by naming them in their own `common`. A source that a resource lacks
    /// is left out there. Default: none.
    #[serde(default)]
    pub common: Map<UnifiedField>,
}

/// Records a page.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnifiedLimit {
    /// How many there are unless asked otherwise.
    pub default: u32,
    /// How many there are at most.
    pub max: u32,
}

/// An object that values are made of.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnifiedShape {
    /// Its members, in order.
    pub members: Map<UnifiedMember>,
    /// The member that holds the value where a list is made of single values, such as `number` of a
    /// phone. Default: none.
    pub main: Option<String>,
}

/// A member of a shape.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnifiedMember {
    /// Type of the value.
    #[serde(rename = "type")]
    pub kind: UnifiedType,
    /// Words of an `enum`. Needed for it, and for it alone.
    pub values: Option<Vec<String>>,
    /// One sentence on what it is.
    pub doc: String,
}

/// `specs/unified/<api>/<model>.yaml`: one unified model over one resource.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnifiedModel {
    /// Singular name in snake_case. The file is named after it; that of a variant after both, as
    /// `collection.issue.yaml`.
    pub model: String,
    /// Plural name in snake_case. Default: `model` + `s`.
    pub plural: Option<String>,
    /// The resource that it stands on.
    pub resource: String,
    /// For a second file of the same `model` over another resource: the value of the field that
    /// tells them apart. That field has the transform `const` in both files. Default: it is the main
    /// file.
    pub variant: Option<String>,
    /// One sentence about it.
    pub summary: String,
    /// A quirk, shown in the reference.
    pub note: Option<String>,
    /// Fields of `common.yaml`, by name; an entry of `fields` of the same name wins. Default: none.
    #[serde(default)]
    pub common: Vec<String>,
    /// What can be done: a list of `list`, `get`, `create`, `update`, `delete`, `upsert`, or a map
    /// of them to how. Default: all that the resource has.
    pub methods: Option<UnifiedMethods>,
    /// Records that belong to it: field of Planhat, and the values it must have, or must not.
    /// Default: all.
    #[serde(default)]
    pub scope: Map<UnifiedCondition>,
    /// Makes it a list of the distinct values of a field, only for reading. Default: it is none.
    pub facet: Option<UnifiedFacet>,
    /// Rows that its list has besides, behind the records of Planhat: the fields that Planhat's own
    /// objects have. Default: none.
    pub builtin: Option<UnifiedBuiltin>,
    /// What lists can be filtered by: names, or a map of name to how. Default: nothing.
    #[serde(default)]
    pub filters: UnifiedFilters,
    /// Settings of a call or a tenant, by name. Default: none.
    #[serde(default)]
    pub options: Map<UnifiedOption>,
    /// Its own fields, in order.
    pub fields: Map<UnifiedField>,
}

/// How one thing is done with a model.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UnifiedMethod {
    /// The resource whose operation it is. Default: that of the model.
    pub resource: Option<String>,
    /// The operation. Default: the one of that kind, for `upsert` the bulk upsert.
    pub operation: Option<String>,
    /// The unified field that rows are matched by, where a bulk operation stands in for one record.
    pub key: Option<String>,
    /// What has to hold of a record that is read by its id, else there is none: field of Planhat, and
    /// values. Default: the `scope`.
    pub expect: Option<Map<UnifiedCondition>>,
}

/// The distinct values of a field.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnifiedFacet {
    /// The model whose field it is. Default: the one that stands on the same resource.
    pub model: Option<String>,
    /// The unified field.
    pub field: String,
}

/// Rows for the fields that Planhat's own objects have, as the specs describe them. They are read
/// alone, by the id `builtin:<resource>:<field>`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnifiedBuiltin {
    /// Fields of the model, and what of a field of Planhat they hold. The words of the one that holds
    /// the `entity` name the resources. Fields that are not named are null.
    pub fields: Map<Fact>,
    /// Fields of the model that are the same in all rows. Default: none.
    #[serde(default)]
    pub values: Map<Json>,
}

/// What a list can be filtered by.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UnifiedFilter {
    /// The unified path that it looks at, where the name is another. Default: the name.
    pub source: Option<String>,
    /// The parameter of the list by which Planhat filters, or `none`. Default: the one that keeps
    /// records by the field's source, if there is one.
    pub query: Option<String>,
    /// The model's value and the parameter's, where they are not those of the field:
    /// `{ open: false, completed: true }`. Default: as the field is written.
    pub values: Map<Json>,
    /// Whether it is not known that the parameter works: what comes is filtered again. Default: that of
    /// the parameter.
    pub unverified: bool,
    /// Operators that it takes. Default: by the type.
    pub ops: Option<Vec<Op>>,
}

/// A setting of a call or a tenant.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnifiedOption {
    /// What it may be.
    pub values: Vec<String>,
    /// What it is unless set. Default: the first of `values`.
    pub default: Option<String>,
    /// What it does, one sentence.
    pub doc: String,
}

/// An override: rules of a tenant for some fields of one unified model.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnifiedOverride {
    /// The model, with its API before it: `crm.account`.
    pub model: String,
    /// The variant of a model that has several. Default: the main one.
    pub variant: Option<String>,
    /// Rules by field. Each replaces that of the field, and no other; `type` and `doc` are kept where
    /// they are not given. A new field says its `type`, or its source does.
    pub fields: Map<UnifiedField>,
}

/// All that `specs/unified` holds.
#[derive(Debug, Clone, Default)]
pub struct Unified {
    /// `common.yaml`.
    pub common: Option<UnifiedCommon>,
    /// The models by the names of their files, by the name of the API, both sorted.
    pub apis: Map<Map<UnifiedModel>>,
}

impl UnifiedSources {
    /// Whether it is the record as it came.
    pub fn is_whole(&self) -> bool {
        self.0.len() == 1 && self.0[0] == "*"
    }
}
