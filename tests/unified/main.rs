//! The unified models: their specs.

mod facts;
mod laws;
