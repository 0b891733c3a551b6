//! The sandbox, and the client against it.
