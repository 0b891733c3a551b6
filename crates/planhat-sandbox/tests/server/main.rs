//! What stands between the socket and the tenant.

mod faults;
mod life;
mod limits;
mod log;
mod raw;
mod whole;
