//! Models as tools for agents: one function serves every model and method.

mod called;
mod list;
mod schema;
mod words;
mod write;

use std::sync::Arc;

use planhat_core::Fault;
use planhat_spec::unified::mapping::Mapping;
pub use planhat_spec::unified::mapping::MethodKind;
use planhat_tools_runtime::{Answer, Context, Outcome, Request, shortened};
pub use schema::schema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{GetOptions, ModelHandle, Unified, process_key};

/// Mappings under overrides.
struct Overridden(Vec<Arc<Mapping>>);

/// Mappings as what a set of tools goes by: tools of their APIs follow them in the place of those that
/// the specs have.
pub fn context(mappings: impl IntoIterator<Item = impl Into<Arc<Mapping>>>) -> Context {
    Arc::new(Overridden(mappings.into_iter().map(Into::into).collect()))
}

fn overridden<'c>(context: Option<&'c Context>, api: &str) -> Option<&'c Arc<Mapping>> {
    let Overridden(all) = context?.downcast_ref()?;
    all.iter().find(|mapping| mapping.api == api)
}

/// Makes the call of a tool: a method of a model of this mapping, or of the one that overrides it.
pub async fn call(
    mapping: Arc<Mapping>,
    model: &'static str,
    kind: MethodKind,
    mut request: Request<'_>,
) -> Answer {
    let mapping = overridden(request.context, &mapping.api)
        .cloned()
        .unwrap_or(mapping);
    let unified = Unified::new(mapping, request.client.clone(), process_key());
    let handle = match unified.model(model) {
        Ok(handle) => handle,
        Err(error) => return words::failed(&request, &error),
    };
    let made = match kind {
        MethodKind::List => list::list(&handle, &mut request).await,
        MethodKind::Get => get(&handle, &mut request).await,
        MethodKind::Create => write::create(&handle, &mut request).await,
        MethodKind::Update => write::update(&handle, &mut request).await,
        MethodKind::Delete => write::delete(&handle, &mut request).await,
        MethodKind::Upsert => write::upsert(&handle, &mut request).await,
    };
    match made {
        Ok(answer) => answer,
        Err(error) => words::failed(&request, &error),
    }
}

async fn get(handle: &ModelHandle, request: &mut Request<'_>) -> Result<Answer, crate::Error> {
    let id = text(&mut request.arguments, "id").unwrap_or_default();
    let options = GetOptions {
        fields: names(&mut request.arguments, "fields"),
        expand: names(&mut request.arguments, "expand"),
        ..GetOptions::default()
    };
    let found = handle.get(&id, &options).await?;
    let mut answer = done(request, &found, &found.warnings);
    answer.ids.push(id);
    Ok(answer)
}

/// An answer that fits.
fn done(request: &Request<'_>, told: &impl Serialize, warnings: &[crate::Warning]) -> Answer {
    let mut told = serde_json::to_value(told).unwrap_or_default();
    if let (Value::Object(members), false) = (&mut told, warnings.is_empty()) {
        members.insert("_warnings".to_owned(), words::warnings(warnings));
    }
    let text = told.to_string();
    let text = match text.len() > request.bytes {
        true => shortened(&text, request.bytes),
        false => text,
    };
    let outcome = match request.dry_run {
        true => Outcome::DryRun,
        false => Outcome::Done,
    };
    Answer::new(outcome, text)
}

fn fault(argument: &str, message: &str) -> Vec<Fault> {
    vec![Fault {
        argument: argument.to_owned(),
        message: message.to_owned(),
    }]
}

fn text(arguments: &mut Map<String, Value>, name: &str) -> Option<String> {
    match arguments.remove(name) {
        Some(Value::String(text)) if !text.is_empty() => Some(text),
        _ => None,
    }
}

fn names(arguments: &mut Map<String, Value>, name: &str) -> Vec<String> {
    let Some(Value::Array(items)) = arguments.remove(name) else {
        return Vec::new();
    };
    let names = items.into_iter().filter_map(|item| match item {
        // All of them is what comes anyway.
        Value::String(name) if name != "*" => Some(name),
        _ => None,
    });
    names.collect()
}
