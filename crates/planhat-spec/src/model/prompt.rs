use schemars::JsonSchema;
use serde::Deserialize;

use super::Map;

/// `specs/prompts/<prompt>.yaml`: one piece of work that people do, told to an agent step by step.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    /// Its name, in snake_case; the file is named after it.
    pub prompt: String,
    /// What people pick it by.
    pub title: String,
    /// What it is for, one sentence.
    pub description: String,
    /// What a person fills in, in this order. Each stands in the text in braces. Default: nothing.
    #[serde(default)]
    pub arguments: Map<PromptArgument>,
    /// The tools that the text names. Default: none.
    #[serde(default)]
    pub tools: Vec<String>,
    /// What the agent is told, in Markdown. `{company}` is replaced by what was filled in for the
    /// argument `company`, or by `(not given)`; other braces are text.
    pub text: String,
}

/// What a person fills in.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PromptArgument {
    /// What to fill in, one sentence.
    pub doc: String,
    /// Whether the prompt makes no sense without it. Default: `false`.
    #[serde(default)]
    pub required: bool,
}

impl Prompt {
    /// The names in braces, as often as they stand in the text.
    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        let after = self.text.split('{').skip(1);
        after.filter_map(|rest| {
            let (name, _) = rest.split_once('}')?;
            let plain =
                |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
            let begins = name.starts_with(|first: char| first.is_ascii_lowercase());
            (begins && name.chars().all(plain)).then_some(name)
        })
    }
}
