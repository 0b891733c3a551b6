//! Options of the command line, and variables for what they leave open.

use std::fmt::Display;
use std::str::FromStr;

use clap::ArgMatches;

use crate::console::Console;
use crate::failure::Failure;

/// Where the variable of each option begins.
const PREFIX: &str = "PLANHAT_MCP_";

/// An option, or its variable.
pub(super) struct Given<'g> {
    pub(super) matches: &'g ArgMatches,
    pub(super) console: &'g Console,
}

fn variable_of(name: &str) -> String {
    format!("{PREFIX}{}", name.to_uppercase().replace('-', "_"))
}

pub(super) fn text_of(matches: &ArgMatches, name: &str) -> Option<String> {
    matches.try_get_one::<String>(name).ok().flatten().cloned()
}

impl Given<'_> {
    pub(super) fn variable(&self, name: &str) -> Result<Option<String>, Failure> {
        let variable = variable_of(name);
        let text = self
            .console
            .variable(&variable)
            .map(|text| text.into_string());
        let text = text.transpose();
        text.map_err(|_| Failure::usage(format!("{variable} is not UTF-8")))
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Failure> {
        match text_of(self.matches, name) {
            Some(text) => Ok(Some(text)),
            None => self.variable(name),
        }
    }

    /// What to call it in a message: the option, or the variable that it came from.
    fn source(&self, name: &str) -> String {
        match text_of(self.matches, name) {
            Some(_) => format!("--{name}"),
            None => variable_of(name),
        }
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, Failure> {
        if self.matches.get_flag(name) {
            return Ok(true);
        }
        match self
            .variable(name)?
            .as_deref()
            .map(str::to_lowercase)
            .as_deref()
        {
            None | Some("0" | "no" | "false" | "off") => Ok(false),
            Some("1" | "yes" | "true" | "on") => Ok(true),
            Some(other) => Err(Failure::usage(format!(
                "{} is `{other}`; it takes yes or no",
                variable_of(name)
            ))),
        }
    }

    pub(super) fn list(&self, name: &str) -> Result<Vec<String>, Failure> {
        let given = self.matches.try_get_many::<String>(name).ok().flatten();
        let given: Vec<String> = match given {
            Some(given) => given.cloned().collect(),
            None => self.variable(name)?.into_iter().collect(),
        };
        let items = given.iter().flat_map(|text| text.split(','));
        let items = items.map(str::trim).filter(|item| !item.is_empty());
        Ok(items.map(str::to_owned).collect())
    }

    pub(super) fn parsed<T: FromStr>(&self, name: &str, what: &str) -> Result<Option<T>, Failure> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let parsed = text.trim().parse();
        parsed.map(Some).map_err(|_| {
            Failure::usage(format!(
                "{} is `{text}`; it takes {what}",
                self.source(name)
            ))
        })
    }

    /// One of several words.
    pub(super) fn known<T: FromStr<Err: Display>>(&self, name: &str) -> Result<Option<T>, Failure> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let parsed = text.trim().parse();
        parsed.map(Some).map_err(|error| {
            let failure = Failure::usage(format!("{}: {error}", self.source(name)));
            match name {
                "profile" => failure.hint(
                    "this is the profile of the tools; a profile with credentials is named with \
                     --credentials or PLANHAT_PROFILE",
                ),
                _ => failure,
            }
        })
    }
}
