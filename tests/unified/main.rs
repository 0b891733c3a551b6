//! The unified models: their specs.

mod facts;
