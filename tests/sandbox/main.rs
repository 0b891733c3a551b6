//! The sandbox, and the client against it.

mod faults;
mod operations;
mod values;
