//! Unified models over the objects: what a mapping means, in plain data. Built from the specs when code
//! is generated, and again at run time where a tenant overrides rules.

pub mod mapping;
