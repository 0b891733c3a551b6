//! The generator: specs in, files out.

mod diagnostics;
mod emitted;
mod facts;
mod fresh;
mod lowered;
mod mutation;
mod mutations;
mod schema;
mod small;
mod tools;
mod tree;
mod unseen;
#[cfg(unix)]
mod watch;
mod xtask;
