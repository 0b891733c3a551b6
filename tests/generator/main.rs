//! The generator: specs in, files out.

mod diagnostics;
mod emitted;
mod facts;
mod fresh;
mod infer;
mod lowered;
mod shares;
mod small;
mod tools;
mod tree;
mod unseen;
mod xtask;
