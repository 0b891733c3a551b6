//! What can be done with which model: methods, fields, filters, and who filters.

use planhat_core::table::Api;
use planhat_spec::unified::mapping::{
    Filter, Kind, Mapping, MethodKind, Model, Pushdown, Read, Refusal, Reversible, Rule, Setting,
    Variant, Write,
};
use serde::Serialize;

use crate::{filter, table};

/// What can be done with a unified API.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Capabilities {
    /// Its name.
    pub api: String,
    /// The digest of the rules.
    pub mapping_version: String,
    /// Whether an override is active.
    pub overridden: bool,
    /// Its models.
    pub models: Vec<ModelCapabilities>,
}

/// What can be done with a model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelCapabilities {
    /// Singular.
    pub model: String,
    /// Plural.
    pub plural: String,
    /// What it is.
    pub summary: String,
    /// Whether an override is active.
    pub overridden: bool,
    /// What it stands on; several where a field tells them apart.
    pub variants: Vec<VariantCapabilities>,
    /// What lists can be filtered by.
    pub filters: Vec<FilterCapability>,
    /// The words of objects whose built-in fields its list has besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub builtin: Vec<String>,
    /// Settings of a call.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionCapability>,
}

/// What can be done with a variant of a model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VariantCapabilities {
    /// Its name; empty where there is one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub variant: String,
    /// What it stands on.
    pub resource: String,
    /// What can be done.
    pub methods: Vec<MethodCapability>,
    /// Its fields.
    pub fields: Vec<FieldCapability>,
}

/// A method.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MethodCapability {
    /// Its name.
    pub method: &'static str,
    /// The call behind it, such as `PUT /tickets`; nothing where the client has none.
    pub call: Option<String>,
    /// Whether the call is weakly evidenced.
    pub unverified: bool,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldCapability {
    /// Its name.
    pub field: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: String,
    /// The words that it can have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Whether it is read.
    pub read: bool,
    /// Whether it is written.
    pub write: bool,
    /// Whether a create alone takes it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub create_only: bool,
    /// Whether a create needs it, by itself or as one of several.
    pub create_required: bool,
    /// Whether there is no such data.
    pub unmapped: bool,
    /// Whether a value that was written reads back equal.
    pub reversible: Reversible,
    /// The model that it refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expands_to: Option<String>,
    /// Whether an override is active.
    pub overridden: bool,
    /// Whether it is weakly evidenced.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unverified: bool,
}

/// A filter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FilterCapability {
    /// Its name.
    pub name: String,
    /// Its operators.
    pub ops: Vec<&'static str>,
    /// Who filters: `native` the server, `verify` the server perhaps and this library again, `scan`
    /// this library.
    pub pushdown: &'static str,
    /// Operators that this library filters by all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scanned_ops: Vec<&'static str>,
}

/// A setting.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OptionCapability {
    /// Its name.
    pub name: String,
    /// What it may be.
    pub values: Vec<String>,
    /// What it is unless set.
    pub default: String,
    /// What it does.
    pub doc: String,
}

/// What can be done with a mapping over an API.
pub fn capabilities(mapping: &Mapping, api: &'static Api) -> Capabilities {
    let models: Vec<ModelCapabilities> = mapping
        .models
        .iter()
        .map(|model| of_model(model, api))
        .collect();
    Capabilities {
        api: mapping.api.clone(),
        mapping_version: mapping.version.clone(),
        overridden: models.iter().any(|model| model.overridden),
        models,
    }
}

fn of_model(model: &Model, api: &'static Api) -> ModelCapabilities {
    let rules = || model.variants.iter().flat_map(|variant| &variant.rules);
    let builtin = model.builtin.iter().flat_map(|one| &one.entities);
    ModelCapabilities {
        model: model.name.clone(),
        plural: model.plural.clone(),
        summary: model.summary.clone(),
        overridden: rules().any(|rule| rule.overridden),
        variants: model
            .variants
            .iter()
            .map(|variant| of_variant(variant, api))
            .map(|variant| with_builtin(variant, model))
            .collect(),
        builtin: builtin.map(|(_, word)| word.clone()).collect(),
        filters: model.filters.iter().map(of_filter).collect(),
        options: model.options.iter().map(of_option).collect(),
    }
}

fn of_variant(variant: &Variant, api: &'static Api) -> VariantCapabilities {
    let methods = variant.methods.iter().map(|method| {
        let operation = table::operation(api, method).ok();
        let call = operation.map(|operation| {
            format!(
                "{} {}",
                format!("{:?}", operation.method).to_uppercase(),
                operation.path
            )
        });
        let unverified = operation.is_none_or(|operation| operation.unverified);
        MethodCapability {
            method: method.kind.word(),
            call,
            unverified,
        }
    });
    let create = variant
        .methods
        .iter()
        .find(|method| method.kind == MethodKind::Create);
    let needed: Vec<&String> = create
        .into_iter()
        .flat_map(|create| &create.required)
        .flat_map(|rule| &rule.one_of)
        .collect();
    VariantCapabilities {
        variant: variant.name.clone(),
        resource: variant.resource.clone(),
        methods: methods.collect(),
        fields: variant
            .rules
            .iter()
            .map(|rule| of_rule(rule, needed.contains(&&rule.field)))
            .collect(),
    }
}

/// What rows of the tables have is read, though the server has none of it.
fn with_builtin(mut variant: VariantCapabilities, model: &Model) -> VariantCapabilities {
    let known = model.builtin.iter().flat_map(|one| &one.facts);
    for (name, _) in known {
        let field = variant.fields.iter_mut().find(|one| one.field == *name);
        if let Some(field) = field {
            (field.read, field.unmapped) = (true, false);
        }
    }
    variant
}

fn of_rule(rule: &Rule, needed: bool) -> FieldCapability {
    FieldCapability {
        field: rule.field.clone(),
        kind: kind(&rule.kind),
        values: words(&rule.kind),
        read: !matches!(rule.read, Read::Unmapped),
        write: !matches!(rule.write, Write::Refused(_) | Write::Ignored),
        create_only: rule.create_only,
        create_required: rule.required || needed,
        unmapped: matches!(rule.write, Write::Refused(Refusal::Unmapped))
            && matches!(rule.read, Read::Unmapped),
        reversible: rule.reversible,
        expands_to: rule.target.clone(),
        overridden: rule.overridden,
        unverified: rule.unverified,
    }
}

/// A type in words.
pub(crate) fn kind(kind: &Kind) -> String {
    match kind {
        Kind::String => "string".into(),
        Kind::Integer => "integer".into(),
        Kind::Number => "number".into(),
        Kind::Boolean => "boolean".into(),
        Kind::DateTime => "datetime".into(),
        Kind::Date => "date".into(),
        Kind::Enum(_) => "enum".into(),
        Kind::Object => "object".into(),
        Kind::Shape(name) => name.clone(),
        Kind::List(item) => format!("list<{}>", self::kind(item)),
        Kind::Any => "any".into(),
    }
}

fn words(kind: &Kind) -> Vec<String> {
    match kind {
        Kind::Enum(words) => words.clone(),
        Kind::List(item) => words(item),
        _ => Vec::new(),
    }
}

fn of_filter(one: &Filter) -> FilterCapability {
    FilterCapability {
        name: one.name.clone(),
        ops: one.ops.iter().map(|op| filter::name(*op)).collect(),
        pushdown: match &one.pushdown {
            Pushdown::Query {
                unverified: true, ..
            } => "verify",
            Pushdown::Query { .. } | Pushdown::Key { .. } | Pushdown::Route => "native",
            Pushdown::Scan => "scan",
        },
        scanned_ops: one
            .ops
            .iter()
            .filter(|op| filter::is_scanned(one, **op))
            .map(|op| filter::name(*op))
            .collect(),
    }
}

fn of_option(option: &Setting) -> OptionCapability {
    OptionCapability {
        name: option.name.clone(),
        values: option.values.clone(),
        default: option.default.clone(),
        doc: option.doc.clone(),
    }
}
