//! The binary against a sandbox, as programs and people see it.

mod calls;
mod closing;
mod credentials;
mod doctor;
mod errors;
mod every_operation;
mod files;
mod mcp;
mod mcp_config;
mod mcp_unified;
mod place;
mod showing;
mod terminal;
mod transfers;
mod unified;
mod upserts;
