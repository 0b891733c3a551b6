//! The interpreter over small hand-made mappings: what it reads, what it writes, and its laws.

mod laws;
mod model;
mod reading;
mod rules;
mod support;
mod values;
mod writing;
