//! The tools that agents call.

mod acceptance;
mod behaviour;
mod lint;
mod selection;
