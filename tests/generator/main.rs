//! The generator: specs in, files out.

mod changes;
mod diagnostics;
mod emitted;
mod facts;
mod fresh;
mod lowered;
mod reference;
mod small;
mod tools;
mod tree;
mod unseen;
mod xtask;
