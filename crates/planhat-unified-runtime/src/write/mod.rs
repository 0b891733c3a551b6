//! From what a caller wants to write to the body that the server takes.

mod apply;
mod check;
mod convert;
mod leave;
mod list;
mod parts;
mod put;
mod require;
mod settle;
mod stay;

use indexmap::IndexMap;
use planhat_spec::unified::mapping::{Mapping, MethodKind, Model, Rule, Variant, Write as Way};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use check::reference_id;

use crate::error::{Error, Failure};
use crate::rules;
use crate::warning::{Warning, WarningCode};

/// What becomes of a field that cannot be written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnUnsupported {
    /// The call is refused.
    #[default]
    Refuse,
    /// It is left out, with a warning.
    Drop,
}

/// How a write goes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// Settings that rules look at, by name; the others are as the model has them.
    pub settings: IndexMap<String, String>,
    /// What becomes of a field that cannot be written.
    pub on_unsupported: OnUnsupported,
    /// Fields by the server's names, put over the body.
    pub remote_data: Map<String, Value>,
    /// Unified fields that rows of an upsert are found by, besides the id and those that the model's
    /// filters tell.
    pub keys: Vec<String>,
    /// The present record, where it is known; [`wants_current`] tells when it matters.
    pub current: Option<Map<String, Value>>,
}

/// What the server is sent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Body {
    /// Wire fields.
    pub fields: Map<String, Value>,
    /// Unified field and the wire field that it went into.
    pub changed: Vec<(String, String)>,
    /// Wire fields whose values have to be looked up before the body is sent.
    pub lookups: Vec<Lookup>,
    /// The settings by which it was made: those that were given as fields count too.
    pub settings: IndexMap<String, String>,
    /// What should be known of it.
    pub warnings: Vec<Warning>,
}

/// A wire field whose value has to be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// Unified path.
    pub path: String,
    /// Wire field that takes the value.
    pub field: String,
    /// Resource in which it is looked up.
    pub resource: String,
    /// Wire field there.
    pub source: String,
    /// Id of the record there.
    pub id: String,
}

/// The body of a write: what is given and nothing else; null clears.
///
/// # Errors
/// Everything that is wrong with what is given, at once.
pub fn body(
    mapping: &Mapping,
    model: &Model,
    variant: &Variant,
    input: &Map<String, Value>,
    method: MethodKind,
    options: &Options,
) -> Result<Body, Error> {
    let mut work = Work::new(mapping, model, variant, input, method, options);
    work.refuse_unknown();
    work.settings();
    for rule in &variant.rules {
        if let Some(value) = input.get(&rule.field) {
            apply::field(&mut work, rule, value);
        }
    }
    work.constants();
    settle::plain(&mut work);
    settle::computed(&mut work);
    settle::defaults(&mut work);
    settle::remote_data(&mut work);
    require::check(&mut work);
    work.finish()
}

/// Whether the present record decides where, or into what, something of this is written: then it should
/// be read before an update.
pub fn wants_current(variant: &Variant, input: &Map<String, Value>) -> bool {
    variant.rules.iter().any(|rule| {
        let by_rule = match &rule.write {
            Way::Computed { rule, .. } => rules::find(rule).is_some_and(|rule| rule.current),
            _ => false,
        };
        let given = input.get(&rule.field);
        given.is_some_and(|value| by_rule || stay::replaces(rule, value))
    })
}

/// A write that is being put together.
struct Work<'w> {
    mapping: &'w Mapping,
    model: &'w Model,
    variant: &'w Variant,
    input: &'w Map<String, Value>,
    method: MethodKind,
    options: &'w Options,
    settings: IndexMap<&'w str, String>,
    /// What plain fields write, in order.
    puts: Vec<put::Put<'w>>,
    /// Fields that go by a rule, once the others are known.
    computed: Vec<(&'w Rule, Value)>,
    /// What is written, by wire field, and by which fields.
    settled: IndexMap<put::Wire, (Value, Vec<&'w str>)>,
    /// Given by the server's names, beside those of the options.
    remote: Map<String, Value>,
    lookups: Vec<Lookup>,
    warnings: Vec<Warning>,
    failures: Vec<Failure>,
    allowed: IndexMap<String, Vec<Value>>,
    missing: Vec<Vec<String>>,
    broken: Vec<String>,
    fields: Map<String, Value>,
}

impl<'w> Work<'w> {
    fn new(
        mapping: &'w Mapping,
        model: &'w Model,
        variant: &'w Variant,
        input: &'w Map<String, Value>,
        method: MethodKind,
        options: &'w Options,
    ) -> Self {
        Work {
            mapping,
            model,
            variant,
            input,
            method,
            options,
            settings: crate::read::settings(model, &options.settings),
            puts: Vec::new(),
            computed: Vec::new(),
            settled: IndexMap::new(),
            remote: options.remote_data.clone(),
            lookups: Vec::new(),
            warnings: Vec::new(),
            failures: Vec::new(),
            allowed: IndexMap::new(),
            missing: Vec::new(),
            broken: Vec::new(),
            fields: Map::new(),
        }
    }

    /// Whether a record may come into being.
    fn creates(&self) -> bool {
        matches!(self.method, MethodKind::Create | MethodKind::Upsert)
    }

    /// How much there is so far.
    fn mark(&self) -> [usize; 4] {
        [
            self.puts.len(),
            self.computed.len(),
            self.lookups.len(),
            self.warnings.len(),
        ]
    }

    /// Forgets what came after a mark.
    fn back_to(&mut self, [puts, computed, lookups, warnings]: [usize; 4]) {
        self.puts.truncate(puts);
        self.computed.truncate(computed);
        self.lookups.truncate(lookups);
        self.warnings.truncate(warnings);
    }

    /// A part that cannot be written: a fault, or a warning where that is asked for.
    fn unsupported(&mut self, failure: Failure) {
        match self.options.on_unsupported {
            OnUnsupported::Refuse => self.failures.push(failure),
            OnUnsupported::Drop => {
                let message = format!("left out: {}", failure.message);
                self.warnings.push(Warning::new(
                    WarningCode::FieldDropped,
                    failure.path,
                    message,
                ));
            }
        }
    }

    /// A fault of a value: what cannot be written may be dropped, the rest is refused.
    fn refuse(&mut self, refused: check::Refused) {
        if let Some(allowed) = refused.allowed {
            self.allowed.insert(refused.failure.path.clone(), allowed);
        }
        match refused.failure.code {
            crate::error::Code::UnsupportedField => self.unsupported(refused.failure),
            _ => self.failures.push(refused.failure),
        }
    }
}
