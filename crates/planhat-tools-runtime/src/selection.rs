//! What to serve, as it is said.

use std::fmt;
use std::str::FromStr;

/// Tokens of one answer, unless a selection says otherwise.
const TOKENS: usize = 10_000;

/// What to serve. Filters narrow: a tool is served when every filter that is set lets it through.
///
/// `tags` and `tools` choose from all tools there are, whatever their profile; without them, those
/// of the profile are chosen from. `exclude` takes away, and `read_only` wins over everything.
///
/// Tools that stand on several operations, such as those of unified models, do again what others do,
/// and are off unless asked for: by a tag of theirs, or by a whole name in `tools`. A pattern such as
/// `list_*` chooses among them only beside such a tag, and no profile has them.
///
/// ```
/// use planhat_tools_runtime::{Profile, Selection};
/// let selection = Selection {
///     methods: vec!["read".into()],
///     tags: vec!["crm".into()],
///     ..Selection::default()
/// };
/// assert_eq!(selection.profile, Profile::Default);
/// assert_eq!(selection.max_result_tokens, 10_000);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// What to begin with, or how the chosen ones are shown.
    pub profile: Profile,
    /// `read`, `write`, or sorts of tools: `list get create update delete custom`. Empty: all.
    pub methods: Vec<String>,
    /// Groups. Empty: all.
    pub tags: Vec<String>,
    /// Names; `*` stands for any letters. Empty: all.
    pub tools: Vec<String>,
    /// Names that are left out; `*` stands for any letters.
    pub exclude: Vec<String>,
    /// Nothing that changes anything.
    pub read_only: bool,
    /// Tokens that one answer may have, counted as bytes through four; at least 200.
    pub max_result_tokens: usize,
    /// Which calls have to be confirmed.
    pub confirm: Confirm,
}

impl Default for Selection {
    fn default() -> Self {
        Selection {
            profile: Profile::Default,
            methods: Vec::new(),
            tags: Vec::new(),
            tools: Vec::new(),
            exclude: Vec::new(),
            read_only: false,
            max_result_tokens: TOKENS,
            confirm: Confirm::All,
        }
    }
}

/// Selections of tools that have a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// All that is usual.
    Full,
    /// What most agents need, for hosts that take few tools.
    #[default]
    Default,
    /// Five tools that find, describe and call the others: of everything, unless filters narrow it.
    Compact,
}

impl Profile {
    /// All of them.
    pub const ALL: [Profile; 3] = [Profile::Full, Profile::Default, Profile::Compact];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Profile::Full => "full",
            Profile::Default => "default",
            Profile::Compact => "compact",
        }
    }
}

/// Which calls have to be confirmed by an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Confirm {
    /// None.
    None,
    /// Those that write many records.
    Bulk,
    /// Those that delete, and those that write many records.
    #[default]
    All,
}

impl Confirm {
    /// All of them.
    pub const ALL: [Confirm; 3] = [Confirm::None, Confirm::Bulk, Confirm::All];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Confirm::None => "none",
            Confirm::Bulk => "bulk",
            Confirm::All => "all",
        }
    }
}

/// A word that is none of those known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not one of {known}")]
pub struct UnknownWord {
    /// What was given.
    pub word: String,
    /// What is known, joined by commas.
    pub known: String,
}

fn word<T: Copy>(text: &str, all: &[T], name: fn(T) -> &'static str) -> Result<T, UnknownWord> {
    let found = all.iter().copied().find(|one| name(*one) == text);
    let known = || all.iter().copied().map(name).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| UnknownWord {
        word: text.to_owned(),
        known: known(),
    })
}

impl FromStr for Profile {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word(text, &Profile::ALL, Profile::as_str)
    }
}

impl FromStr for Confirm {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word(text, &Confirm::ALL, Confirm::as_str)
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Confirm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_when_one_is_none_of_them() {
        let error = "everything".parse::<Profile>().expect_err("no profile");
        assert_eq!(
            error.to_string(),
            "`everything` is not one of full, default, compact"
        );
        assert_eq!("bulk".parse(), Ok(Confirm::Bulk));
    }
}
