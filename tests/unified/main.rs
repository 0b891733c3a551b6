//! The unified models: their specs, what is generated of them, and the laws that they hold.

mod clients;
mod emitted;
mod facts;
mod generated;
mod laws;
mod pages;
mod typed;
mod ways;
