//! Unified APIs: the mappings come resolved; here are the names and types of what is made of them.

use std::collections::BTreeSet;

use planhat_spec::SpecSet;
use planhat_spec::names;
use planhat_spec::unified::mapping::{Kind, Mapping, Model, Rule, Shape, Write};
use planhat_spec::unified::resolve;

use super::unified_tool;
use super::unified_tool_example::Of;
use crate::ir::{
    Resource, UnifiedApi, UnifiedField, UnifiedModel, UnifiedShape, UnifiedType, WordEnum,
};
use crate::unified_words as words;

/// What stands for any text that is no known word.
const ENUM: &str = "Words";

/// All unified APIs, by name.
pub(super) fn lower(set: &SpecSet, resources: &[Resource]) -> Vec<UnifiedApi> {
    let mappings = resolve(set).into_iter();
    mappings.map(|mapping| api(mapping, resources)).collect()
}

fn api(mapping: Mapping, resources: &[Resource]) -> UnifiedApi {
    let models = mapping.models.iter().enumerate();
    let models = models
        .map(|(at, spec)| model(&mapping, at, spec, resources))
        .collect();
    let shapes = mapping.shapes.iter();
    UnifiedApi {
        client: format!("{}Client", names::type_name(&mapping.api)),
        title: words::title(&mapping.api),
        module: names::module_name(&mapping.api),
        shapes: shapes.map(|(name, spec)| shape(name, spec)).collect(),
        models,
        mapping,
    }
}

fn shape(name: &str, spec: &Shape) -> UnifiedShape {
    let mut enums = Vec::new();
    let fields = spec.members.iter().map(|member| UnifiedField {
        name: member.name.clone(),
        rust: field_name(&member.name),
        kind: kind(&member.kind, name, &member.name, &mut enums),
        doc: member.doc.clone(),
    });
    UnifiedShape {
        name: name.to_owned(),
        fields: fields.collect(),
        enums,
    }
}

fn model(mapping: &Mapping, at: usize, spec: &Model, resources: &[Resource]) -> UnifiedModel {
    let record = names::type_name(&spec.name);
    let many = names::type_name(&spec.plural);
    // The type with the calls is the plural; where there is none, the list.
    let handle = match many == record {
        true => format!("{record}List"),
        false => many,
    };
    let mut enums = Vec::new();
    // All variants have all fields.
    let rules = spec.variants.first().map_or(&[][..], |one| &one.rules);
    let fields = rules.iter().map(|rule| UnifiedField {
        name: rule.field.clone(),
        rust: field_name(&rule.field),
        kind: kind(&rule.kind, &record, &rule.field, &mut enums),
        doc: rule.doc.clone(),
    });
    let fields = fields.collect();
    UnifiedModel {
        at,
        feature: format!("{}_{}", mapping.api, spec.name),
        needs: needs(mapping, spec, resources).into_iter().collect(),
        module: names::module_name(&spec.name),
        record,
        handle,
        accessor: spec.plural.clone(),
        fields,
        enums,
        methods: words::methods(spec),
        tools: unified_tool::lower(&Of {
            mapping,
            model: spec,
            resources,
        }),
    }
}

fn kind(kind: &Kind, of: &str, field: &str, enums: &mut Vec<WordEnum>) -> UnifiedType {
    match kind {
        Kind::String => UnifiedType::String,
        Kind::Integer => UnifiedType::Integer,
        Kind::Number => UnifiedType::Number,
        Kind::Boolean => UnifiedType::Boolean,
        Kind::DateTime => UnifiedType::DateTime,
        Kind::Date => UnifiedType::Date,
        Kind::Object => UnifiedType::Object,
        Kind::Any => UnifiedType::Any,
        Kind::Shape(name) => UnifiedType::Shape(name.clone()),
        Kind::List(item) => UnifiedType::List(Box::new(self::kind(item, of, field, enums))),
        Kind::Enum(all) => UnifiedType::Words(of_words(all, of, field, enums)),
    }
}

/// The name of a field in Rust; one is taken by what types do not know.
fn field_name(name: &str) -> String {
    match name {
        "extra" => "extra_".to_owned(),
        name => name.to_owned(),
    }
}

/// The enum of a field; the same one is made once.
fn of_words(all: &[String], of: &str, field: &str, enums: &mut Vec<WordEnum>) -> String {
    let plain = format!("{of}{}", names::type_name(field));
    let name = match enums.iter().any(|one| one.name == plain) {
        true => format!("{plain}{ENUM}"),
        false => plain,
    };
    let variants = names::variant_names(all.iter().map(String::as_str));
    enums.push(WordEnum {
        name: name.clone(),
        variants: variants.into_iter().zip(all.iter().cloned()).collect(),
        doc: format!("Words of `{field}`."),
    });
    name
}

/// The resources of a model and of all that its references lead to, and the one that defines the
/// tenant's own fields, which writes are checked by.
fn needs(mapping: &Mapping, spec: &Model, resources: &[Resource]) -> BTreeSet<String> {
    let mut models = BTreeSet::new();
    let mut open = vec![spec.name.as_str()];
    let defines = |one: &&Resource| one.demo.as_ref().is_some_and(|demo| demo.defines.is_some());
    let defining = resources.iter().filter(defines);
    let mut all: BTreeSet<String> = defining.map(|one| one.name.clone()).collect();
    while let Some(name) = open.pop() {
        let Some(model) = mapping.models.iter().find(|model| model.name == name) else {
            continue;
        };
        if !models.insert(name) {
            continue;
        }
        open.extend(model.facet.iter().map(|facet| facet.model.as_str()));
        for variant in &model.variants {
            all.insert(variant.resource.clone());
            all.extend(variant.methods.iter().map(|method| method.resource.clone()));
            open.extend(
                variant
                    .rules
                    .iter()
                    .filter_map(|rule| rule.target.as_deref()),
            );
            all.extend(variant.rules.iter().filter_map(looked_up));
        }
    }
    all
}

/// The resource in which a write of the field looks something up.
fn looked_up(rule: &Rule) -> Option<String> {
    match &rule.write {
        Write::Lookup { resource, .. } => Some(resource.clone()),
        _ => None,
    }
}
