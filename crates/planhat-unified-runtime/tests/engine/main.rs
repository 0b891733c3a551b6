//! The engine over a sandbox, under a mapping made by hand.

mod builtin;
mod custom;
mod expands;
mod filters;
mod lists;
mod mapping;
mod present;
mod real;
mod round;
mod shared;
mod spellings;
mod tickets;
mod together;
mod upserts;
mod writes;
