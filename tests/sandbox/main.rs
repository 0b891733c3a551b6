//! The sandbox, and the client against it.

mod custom;
mod faults;
mod operations;
mod values;
