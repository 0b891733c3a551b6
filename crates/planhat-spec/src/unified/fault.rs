//! Faults of unified models, before they have a place in a file.

use crate::node::Step;
use crate::unified::record::Lost;

/// What a fault is part of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Of {
    /// A file of a model, by its place among them.
    File(usize),
    /// A field of a file.
    Field(usize, String),
}

/// What a fault speaks of, to see whether that is at fault itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum About {
    Nothing,
    Resource(String),
    Field(String, String),
    Model(String),
    /// A shared field.
    Shared(String),
    /// A field of the same file.
    Own(String),
}

#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) rule: &'static str,
    pub(crate) of: Of,
    /// The way from there.
    pub(crate) at: Vec<Step>,
    /// Whether it is the key there, and not the value.
    pub(crate) key: bool,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) about: About,
    /// Whether it works, and is probably not meant.
    pub(crate) warning: bool,
}

impl Fault {
    pub(crate) fn warning(&mut self) -> &mut Self {
        self.warning = true;
        self
    }

    pub(crate) fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn maybe_help(&mut self, help: Option<String>) -> &mut Self {
        self.help = help;
        self
    }

    pub(crate) fn about(&mut self, about: About) -> &mut Self {
        self.about = about;
        self
    }
}

/// Takes faults of one thing.
pub(crate) struct Faults<'f> {
    pub(crate) of: Of,
    pub(crate) all: &'f mut Vec<Fault>,
}

/// After so many faults the rest is not looked at.
const MANY: usize = 1000;

impl Faults<'_> {
    /// Whether there are so many that more help nobody.
    pub(crate) fn are_many(&self) -> bool {
        self.all.len() >= MANY
    }

    /// A fault of a value.
    pub(crate) fn value(
        &mut self,
        rule: &'static str,
        at: &[Step],
        message: impl Into<String>,
    ) -> &mut Fault {
        self.push(rule, at, false, message.into())
    }

    /// A fault of a key.
    pub(crate) fn key(
        &mut self,
        rule: &'static str,
        at: &[Step],
        message: impl Into<String>,
    ) -> &mut Fault {
        self.push(rule, at, true, message.into())
    }

    /// That nothing stands at a path.
    pub(crate) fn lost(&mut self, resource: &str, at: &[Step], lost: Lost) {
        match lost {
            Lost::Misfit(message) => drop(self.value("SPEC112", at, message)),
            Lost::Unknown(name, message, help) => {
                let about = About::Field(resource.to_owned(), name);
                self.value("SPEC111", at, message)
                    .maybe_help(help)
                    .about(about);
            }
        }
    }

    fn push(&mut self, rule: &'static str, at: &[Step], key: bool, message: String) -> &mut Fault {
        let at_index = self.all.len();
        self.all.push(Fault {
            rule,
            of: self.of.clone(),
            at: at.to_vec(),
            key,
            message,
            help: None,
            about: About::Nothing,
            warning: false,
        });
        &mut self.all[at_index]
    }
}
