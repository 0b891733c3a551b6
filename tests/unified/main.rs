//! The unified models: their specs, what is generated of them, and the laws that they hold.

mod clients;
mod emitted;
mod facts;
#[path = "../../crates/planhat-unified-runtime/tests/interpreter/fits.rs"]
mod fits;
mod generated;
mod kinds;
mod laws;
mod made;
mod pages;
mod samples;
mod served;
mod typed;
mod ways;
