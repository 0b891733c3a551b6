//! The server as its clients see it, over HTTP and over pipes.

mod audit;
mod caller;
mod calls;
mod confirm;
mod fixture;
mod http;
mod life;
mod service;
mod stdio;
mod tenant;
