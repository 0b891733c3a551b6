//! The unified models: their specs, and what is generated of them.

mod clients;
mod emitted;
mod facts;
mod generated;
mod pages;
mod typed;
