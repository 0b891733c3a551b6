//! The tools that are served, made once.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use planhat_core::Client;
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::definition::Definition;
use crate::other::Context;
use crate::prompt::PromptError;
use crate::select::{self, SelectionError};
use crate::selection::{Confirm, Profile, Selection};
use crate::surface;
use crate::table::{Catalogue, Prompt, Run, Tool};
use crate::{call, wording};

/// The tools that a selection leaves. Made once; cheap to clone.
#[derive(Clone)]
pub struct ToolSet(Arc<Inner>);

struct Inner {
    catalogue: &'static Catalogue,
    tools: Vec<&'static Tool>,
    /// The schema of each, and the same parsed, made when it is first needed.
    schemas: Vec<(Cow<'static, str>, OnceLock<Value>)>,
    context: Option<Context>,
    /// What hosts list: the tools, or the few that stand before them.
    definitions: Vec<Definition>,
    compact: bool,
    list: OnceLock<String>,
    instructions: OnceLock<String>,
    tokens: usize,
    confirm: Confirm,
}

impl ToolSet {
    /// Makes the set that a selection leaves.
    ///
    /// # Errors
    /// When a filter names what there is not, or when no tool or too many are left.
    pub fn select(
        catalogue: &'static Catalogue,
        selection: &Selection,
    ) -> Result<ToolSet, SelectionError> {
        ToolSet::made(catalogue, selection, None)
    }

    /// The same with what its calls go by beside the tables, such as the rules of a tenant.
    ///
    /// # Errors
    /// As [`select`](Self::select).
    pub fn select_with(
        catalogue: &'static Catalogue,
        selection: &Selection,
        context: Context,
    ) -> Result<ToolSet, SelectionError> {
        ToolSet::made(catalogue, selection, Some(context))
    }

    fn made(
        catalogue: &'static Catalogue,
        selection: &Selection,
        context: Option<Context>,
    ) -> Result<ToolSet, SelectionError> {
        let tools = select::tools(catalogue, selection)?;
        let compact = selection.profile == Profile::Compact;
        let schemas = tools.iter().map(|tool| schema(tool, context.as_ref()));
        let schemas: Vec<Cow<'static, str>> = schemas.collect();
        let definitions = match compact {
            true => surface::definitions(&tools),
            false => std::iter::zip(&tools, &schemas)
                .map(|(tool, schema)| Definition {
                    schema: schema.clone(),
                    ..Definition::from(*tool)
                })
                .collect(),
        };
        let unparsed = schemas.into_iter().map(|text| (text, OnceLock::new()));
        Ok(ToolSet(Arc::new(Inner {
            catalogue,
            schemas: unparsed.collect(),
            context,
            tools,
            definitions,
            compact,
            list: OnceLock::new(),
            instructions: OnceLock::new(),
            tokens: selection.max_result_tokens,
            confirm: selection.confirm,
        })))
    }

    /// What hosts list, in a fixed order.
    pub fn definitions(&self) -> &[Definition] {
        &self.0.definitions
    }

    /// The same as a JSON array of MCP tools, compact, made once.
    pub fn list_json(&self) -> &str {
        self.0.list.get_or_init(|| {
            // A schema that is no JSON is a fault of the generator, which its tests show.
            serde_json::to_string(&self.0.definitions).unwrap_or_else(|_| "[]".to_owned())
        })
    }

    /// What an agent should know of all of them together.
    pub fn instructions(&self) -> &str {
        let make = || wording::instructions(self.0.catalogue, &self.0.tools, self.0.compact);
        self.0.instructions.get_or_init(make)
    }

    /// The catalogue that the tools were chosen from.
    pub fn catalogue(&self) -> &'static Catalogue {
        self.0.catalogue
    }

    /// A prompt with its arguments filled in. Where it speaks of tools that are not in the set, that is
    /// said behind it.
    ///
    /// # Errors
    /// When an argument is missing, or the prompt has no such argument.
    pub fn prompt(
        &self,
        prompt: &Prompt,
        arguments: &BTreeMap<String, String>,
    ) -> Result<String, PromptError> {
        let mut text = prompt.fill(arguments)?;
        let has = |name: &str| self.0.tools.iter().any(|tool| tool.name == name);
        let missing: Vec<&str> = prompt
            .tools
            .iter()
            .copied()
            .filter(|name| !has(name))
            .collect();
        if !missing.is_empty() {
            let names = missing.join(", ");
            text.push_str(&format!(
                "\n\nNot served here: {names}. Do those steps with the tools that there are, or say what has to be left out."
            ));
        }
        Ok(text)
    }

    /// Whether hosts list a tool of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.0.definitions.iter().any(|one| one.name == name)
    }

    /// Whether a tool of the set goes by what it was [selected with](Self::select_with).
    pub fn goes_by_context(&self) -> bool {
        self.0.context.is_some() && self.0.tools.iter().any(|tool| tool.operation().is_none())
    }

    /// Calls a tool; nothing when the set has none of this name. Dropping the future gives the call
    /// up, at Planhat as well.
    ///
    /// Nothing that an agent can do something about is an error here: refused arguments, a missing
    /// confirmation and failures of the API are answers with [`Answer::is_error`].
    pub async fn call(
        &self,
        client: &Client,
        name: &str,
        arguments: Map<String, Value>,
    ) -> Option<Answer> {
        if !self.contains(name) {
            return None;
        }
        Some(match self.0.compact {
            true => surface::call(self, client, name, arguments).await,
            false => {
                let (tool, schema) = self.tool(name)?;
                call::tool(self, client, tool, schema, arguments).await
            }
        })
    }

    /// A tool that was chosen, and its parsed schema.
    pub(crate) fn tool(&self, name: &str) -> Option<(&'static Tool, &Value)> {
        let at = self.0.tools.iter().position(|tool| tool.name == name)?;
        let tool = self.0.tools[at];
        let (text, parsed) = &self.0.schemas[at];
        let parse = || serde_json::from_str(text).unwrap_or_default();
        Some((tool, parsed.get_or_init(parse)))
    }

    /// The tools that were chosen, whatever hosts list.
    pub(crate) fn tools(&self) -> &[&'static Tool] {
        &self.0.tools
    }

    /// Bytes that one answer may have.
    pub(crate) fn bytes(&self) -> usize {
        self.0.tokens.saturating_mul(4)
    }

    /// What its calls go by beside the tables.
    pub(crate) fn context(&self) -> Option<&Context> {
        self.0.context.as_ref()
    }

    pub(crate) fn confirm(&self) -> Confirm {
        self.0.confirm
    }
}

/// The schema of a tool, as the context has it.
fn schema(tool: &'static Tool, context: Option<&Context>) -> Cow<'static, str> {
    let own = match (&tool.run, context) {
        (Run::Other(other), Some(context)) => (other.schema)(tool.schema, context),
        _ => None,
    };
    own.map_or(Cow::Borrowed(tool.schema), Cow::Owned)
}

impl fmt::Debug for ToolSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.definitions.iter().map(|one| one.name).collect();
        f.debug_struct("ToolSet").field("tools", &names).finish()
    }
}
