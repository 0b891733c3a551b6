//! Unified APIs: the mappings of the specs, and the names of what is made of them.

use planhat_spec::unified::mapping::{Mapping, MethodKind, Model};

use super::Tool;

/// One unified API.
#[derive(Debug)]
pub struct UnifiedApi {
    /// How its models go with the objects.
    pub mapping: Mapping,
    /// Its client: `CrmClient`.
    pub client: String,
    /// As it is told in a sentence: `CRM`, `ticketing`.
    pub title: String,
    /// Its module: `crm`.
    pub module: String,
    /// Objects that values are made of, in order.
    pub shapes: Vec<UnifiedShape>,
    /// Its models, in the order of the mapping.
    pub models: Vec<UnifiedModel>,
}

/// An object that values are made of.
#[derive(Debug)]
pub struct UnifiedShape {
    /// Its type: `Address`.
    pub name: String,
    /// Its members, in order.
    pub fields: Vec<UnifiedField>,
    /// Types of its enums.
    pub enums: Vec<WordEnum>,
}

/// One unified model.
#[derive(Debug)]
pub struct UnifiedModel {
    /// Its place among the models of the mapping.
    pub at: usize,
    /// Feature: `crm_account`.
    pub feature: String,
    /// Features of the client that it needs, for itself and for what its references lead to.
    pub needs: Vec<String>,
    /// Module: `account`.
    pub module: String,
    /// Type of a record: `Account`.
    pub record: String,
    /// Type with the calls: `Accounts`.
    pub handle: String,
    /// Accessor of the client: `accounts`.
    pub accessor: String,
    /// Its fields, in order.
    pub fields: Vec<UnifiedField>,
    /// Types of its enums.
    pub enums: Vec<WordEnum>,
    /// What can be done with it, in the order that methods are told.
    pub methods: Vec<MethodKind>,
    /// A tool for each method.
    pub tools: Vec<Tool>,
}

/// A field of a model, or a member of a shape.
#[derive(Debug)]
pub struct UnifiedField {
    /// Its name.
    pub name: String,
    /// Its name in Rust.
    pub rust: String,
    /// Its type in Rust.
    pub kind: UnifiedType,
    /// What it is.
    pub doc: String,
}

/// Types of values in Rust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnifiedType {
    /// Text.
    String,
    /// Whole number.
    Integer,
    /// Number.
    Number,
    /// True or false.
    Boolean,
    /// A moment.
    DateTime,
    /// A day of the calendar.
    Date,
    /// An enum of the same module.
    Words(String),
    /// A shape.
    Shape(String),
    /// A list.
    List(Box<UnifiedType>),
    /// Any object.
    Object,
    /// Anything.
    Any,
}

/// An enum of words.
#[derive(Debug)]
pub struct WordEnum {
    /// Its type.
    pub name: String,
    /// Name in Rust and word.
    pub variants: Vec<(String, String)>,
    /// What it is of.
    pub doc: String,
}

impl UnifiedApi {
    /// The rules of a model.
    pub fn rules(&self, model: &UnifiedModel) -> &Model {
        &self.mapping.models[model.at]
    }
}
