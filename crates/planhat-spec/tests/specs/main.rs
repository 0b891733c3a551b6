//! Bad specs, each with the rule that it breaks and the exact place where that is reported.

mod cases;
mod combined;
mod files;
mod hostile;
mod names;
mod operations;
mod planhat;
mod references;
mod shape;
mod syntax;
mod values;
