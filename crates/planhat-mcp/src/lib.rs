//! An MCP server over the tools for Planhat, as a library: `planhat mcp` is a thin command over it.
//!
//! - [`http`]: the HTTP stack over any `rmcp::ServerHandler`, one endpoint for all revisions, without
//!   sessions.
//! - [`stdio`]: the same over standard input and output.
//! - [`audit`]: who called what, told before the call, which it may refuse, and after it.
//! - [`service`]: the handler of our tools, pages and prompts, for one tenant or for many.
//!
//! The protocol itself is rmcp's.

pub mod audit;
pub mod http;
pub mod service;
pub mod stdio;
