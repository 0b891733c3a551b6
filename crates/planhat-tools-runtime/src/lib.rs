//! The engine under the generated tools: which of them an agent gets, what their arguments may be,
//! how they are called, and how much of an answer is told.
//!
//! Generated code says *what* tools there are ([`Catalogue`], contents in `planhat_tools`); this
//! crate says *how* they are served, once. It holds no fact about any resource.

mod answer;
mod arguments;
mod call;
mod confirm;
mod custom;
mod cut;
mod definition;
mod other;
mod page;
mod prompt;
mod schema;
mod select;
mod selection;
mod surface;
mod table;
mod toolset;
mod wording;

pub use answer::{Answer, Outcome};
pub use cut::shortened;
pub use definition::Definition;
pub use other::{Context, Other, Request, Running};
pub use prompt::PromptError;
pub use select::SelectionError;
pub use selection::{Confirm, Profile, Selection, UnknownWord};
pub use table::{Annotations, Catalogue, Method, Page, Prompt, PromptArgument, Run, Tool};
pub use toolset::ToolSet;
