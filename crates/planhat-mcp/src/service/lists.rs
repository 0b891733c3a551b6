//! What is listed: made once for a session, as text for HTTP and as values where rmcp writes them.

use std::sync::{Arc, OnceLock};

use planhat_tools_runtime::{Definition, Page};
use rmcp::model::{Extensions, Prompt, PromptArgument, Resource, Tool, ToolAnnotations};
use serde::Serialize;

use super::Session;
use crate::http;

/// Where the address of a page begins; the name of its object follows.
pub(super) const SCHEME: &str = "planhat://reference/";
/// What a page is.
pub(super) const MARKDOWN: &str = "text/markdown";

/// The lists of a session.
#[derive(Default)]
pub(super) struct Lists {
    tools: List<Tool>,
    resources: List<Resource>,
    prompts: List<Prompt>,
}

struct List<T> {
    text: OnceLock<Arc<str>>,
    items: OnceLock<Vec<T>>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        List {
            text: OnceLock::new(),
            items: OnceLock::new(),
        }
    }
}

impl<T: Clone> List<T> {
    /// Nothing where the text is taken in place of the items.
    fn items(
        &self,
        member: &'static str,
        extensions: &Extensions,
        text: impl FnOnce() -> Arc<str>,
        items: impl FnOnce() -> Vec<T>,
    ) -> Vec<T> {
        if http::offers(extensions) {
            let text = self.text.get_or_init(text);
            http::offer(extensions, member, text);
            return Vec::new();
        }
        self.items.get_or_init(items).clone()
    }
}

impl Session {
    pub(super) fn list_tools(&self, extensions: &Extensions) -> Vec<Tool> {
        let text = || self.tools().list_json().into();
        let items = || self.tools().definitions().iter().map(tool).collect();
        self.lists.tools.items("tools", extensions, text, items)
    }

    pub(super) fn list_resources(&self, extensions: &Extensions) -> Vec<Resource> {
        let items = || {
            self.tools()
                .catalogue()
                .pages
                .iter()
                .map(resource)
                .collect()
        };
        let list = &self.lists.resources;
        list.items("resources", extensions, || written(items()), items)
    }

    pub(super) fn list_prompts(&self, extensions: &Extensions) -> Vec<Prompt> {
        let items = || {
            self.tools()
                .catalogue()
                .prompts
                .iter()
                .map(prompt)
                .collect()
        };
        let list = &self.lists.prompts;
        list.items("prompts", extensions, || written(items()), items)
    }
}

/// Types of rmcp become JSON.
fn written<T: Serialize>(items: Vec<T>) -> Arc<str> {
    serde_json::to_string(&items).map_or_else(|_| "[]".into(), Into::into)
}

fn tool(definition: &Definition) -> Tool {
    // A schema that is no JSON is a fault of the generator, which its tests show.
    let schema: Arc<_> = serde_json::from_str(&definition.schema).unwrap_or_default();
    let hints = definition.annotations;
    Tool::new(definition.name, definition.description, schema)
        .with_title(definition.title)
        .with_annotations(ToolAnnotations::from_raw(
            None,
            Some(hints.read_only),
            Some(hints.destructive),
            Some(hints.idempotent),
            Some(hints.open_world),
        ))
}

fn resource(page: &Page) -> Resource {
    let size = u64::try_from(page.text.len()).unwrap_or(u64::MAX);
    Resource::new(format!("{SCHEME}{}", page.name), page.name)
        .with_title(page.title)
        .with_description(page.description)
        .with_mime_type(MARKDOWN)
        .with_size(size)
}

fn prompt(prompt: &planhat_tools_runtime::Prompt) -> Prompt {
    let arguments = prompt.arguments.iter().map(|argument| {
        PromptArgument::new(argument.name)
            .with_description(argument.description)
            .with_required(argument.required)
    });
    Prompt::new(
        prompt.name,
        Some(prompt.description),
        Some(arguments.collect()),
    )
    .with_title(prompt.title)
}
