//! The interpreter over small hand-made mappings: what it reads, what it writes, and its laws.

mod calls;
mod fits;
mod laws;
mod model;
mod reading;
mod reading_several;
mod rules;
mod rules_people;
mod support;
mod values;
mod writing;
mod writing_needs;
mod writing_several;
mod writing_together;
