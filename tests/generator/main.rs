//! The generator: specs in, files out.

mod diagnostics;
mod emitted;
mod examples;
mod facts;
mod fresh;
mod lowered;
mod openapi;
mod small;
mod tools;
mod tree;
mod unseen;
mod xtask;
