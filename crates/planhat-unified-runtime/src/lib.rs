//! The engine under the unified models: one interpreter over a raw record and a
//! [`Mapping`](planhat_spec::unified::mapping::Mapping), in both directions. Mappings are data, so
//! that rules can change at run time; no model, field or resource is named here.

pub mod error;
pub mod path;
pub mod read;
pub mod rules;
pub mod value;
pub mod warning;
pub mod write;

mod nearest;
