//! The generator: specs in, files out.

mod changes;
mod diagnostics;
mod emitted;
mod examples;
mod facts;
mod fresh;
mod infer;
mod lowered;
mod mutation;
mod mutations;
mod offered;
mod openapi;
mod reference;
mod schema;
mod server;
mod shares;
mod small;
mod tools;
mod tree;
mod unseen;
#[cfg(unix)]
mod watch;
mod xtask;
