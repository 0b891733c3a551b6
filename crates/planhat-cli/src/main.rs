//! The `planhat` binary.

fn main() {}
