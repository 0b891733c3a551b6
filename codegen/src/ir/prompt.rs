//! Work that people do with agents.

/// One piece of work.
#[derive(Debug)]
pub struct Prompt {
    /// Name, in snake_case.
    pub name: String,
    /// What people pick it by.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// What a person fills in, in order.
    pub arguments: Vec<PromptArgument>,
    /// The tools that the text names, in order.
    pub tools: Vec<String>,
    /// Markdown, with each argument in braces.
    pub text: String,
}

/// What a person fills in.
#[derive(Debug)]
pub struct PromptArgument {
    /// Name, in snake_case.
    pub name: String,
    /// What to fill in.
    pub doc: String,
    /// Whether the prompt makes no sense without it.
    pub required: bool,
}
