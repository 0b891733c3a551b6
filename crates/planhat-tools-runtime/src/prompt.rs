//! Prompts with their arguments filled in.

use std::collections::BTreeMap;

use crate::table::Prompt;

/// Why a prompt cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PromptError {
    /// An argument that it needs is not given.
    #[error("the prompt `{prompt}` needs the argument `{argument}`")]
    Missing {
        /// The prompt.
        prompt: &'static str,
        /// The argument.
        argument: &'static str,
    },
    /// An argument that it does not have.
    #[error("the prompt `{prompt}` has no argument `{argument}`; it takes {known}")]
    Unknown {
        /// The prompt.
        prompt: &'static str,
        /// What was given.
        argument: String,
        /// What it takes, joined by commas.
        known: String,
    },
}

impl Prompt {
    /// Its text with the arguments filled in. One that is not needed and not given stands as `(not
    /// given)`. What is filled in is not looked into again.
    ///
    /// # Errors
    /// When an argument is missing, or the prompt has no such argument.
    pub fn fill(&self, arguments: &BTreeMap<String, String>) -> Result<String, PromptError> {
        let known = |name: &str| self.arguments.iter().find(|one| one.name == name);
        if let Some(argument) = arguments.keys().find(|name| known(name).is_none()) {
            let names: Vec<&str> = self.arguments.iter().map(|one| one.name).collect();
            return Err(PromptError::Unknown {
                prompt: self.name,
                argument: argument.clone(),
                known: match names.is_empty() {
                    true => "none".to_owned(),
                    false => names.join(", "),
                },
            });
        }
        let given = |name: &str| {
            let text = arguments.get(name).map(|text| text.trim());
            text.filter(|text| !text.is_empty())
        };
        let mut needed = self.arguments.iter().filter(|one| one.required);
        if let Some(missing) = needed.find(|one| given(one.name).is_none()) {
            return Err(PromptError::Missing {
                prompt: self.name,
                argument: missing.name,
            });
        }
        let mut text = String::with_capacity(self.text.len());
        let mut rest = self.text;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            match after.split_once('}') {
                Some((name, after)) if known(name).is_some() => {
                    text.push_str(given(name).unwrap_or("(not given)"));
                    rest = after;
                }
                _ => {
                    text.push('{');
                    rest = after;
                }
            }
        }
        text.push_str(rest);
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::PromptArgument;

    const PROMPT: Prompt = Prompt {
        name: "greet",
        title: "Greet",
        description: "Greets somebody.",
        arguments: &[
            PromptArgument {
                name: "who",
                description: "Whom.",
                required: true,
            },
            PromptArgument {
                name: "how",
                description: "How.",
                required: false,
            },
        ],
        tools: &[],
        text: "Greet {who} {how}; send {\"a\": 1}.",
    };

    fn filled(pairs: &[(&str, &str)]) -> Result<String, PromptError> {
        let pairs = pairs
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        PROMPT.fill(&pairs.collect())
    }

    #[test]
    fn arguments_are_filled_in_once() {
        assert_eq!(
            filled(&[("who", "{how}")]).as_deref(),
            Ok("Greet {how} (not given); send {\"a\": 1}.")
        );
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        let missing = filled(&[("who", " ")]).expect_err("nobody to greet");
        assert_eq!(
            missing.to_string(),
            "the prompt `greet` needs the argument `who`"
        );
        let unknown = filled(&[("whom", "x")]).expect_err("there is no such argument");
        assert_eq!(
            unknown.to_string(),
            "the prompt `greet` has no argument `whom`; it takes who, how"
        );
    }
}
