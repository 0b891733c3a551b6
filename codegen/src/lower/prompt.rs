//! Prompts.

use planhat_spec::model;

use crate::ir::{Prompt, PromptArgument};

pub(super) fn lower(spec: &model::Prompt) -> Prompt {
    Prompt {
        name: spec.prompt.clone(),
        title: spec.title.trim().to_owned(),
        description: spec.description.trim().to_owned(),
        arguments: spec.arguments.iter().map(argument).collect(),
        tools: spec.tools.clone(),
        text: spec.text.trim().to_owned(),
    }
}

fn argument((name, argument): (&String, &model::PromptArgument)) -> PromptArgument {
    PromptArgument {
        name: name.clone(),
        doc: argument.doc.trim().to_owned(),
        required: argument.required,
    }
}
