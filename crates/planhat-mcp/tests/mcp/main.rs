//! The server as its clients see it, over HTTP and over pipes.

mod audit;
mod caller;
mod fixture;
mod http;
mod life;
mod stdio;
