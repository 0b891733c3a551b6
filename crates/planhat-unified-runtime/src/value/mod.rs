//! Values: as they stand in a record, and as they leave.

mod moment;
mod number;
mod out;
mod raw;
mod scan;

pub(crate) use moment::{
    date_given, date_of, date_of_text, moment_given, moment_of, moment_of_id, moment_of_text,
    no_moment,
};
pub(crate) use number::{Cast, number_of};
pub use out::Out;
pub(crate) use out::write_members;
pub use raw::{Items, Members, Raw, Sort};
pub(crate) use scan::unescape;

/// The field that tells which record it is, in every unified model.
pub(crate) const ID: &str = "id";
/// Members of the server's objects that hold an id.
pub(crate) const IDS: [&str; 2] = [ID, "_id"];
