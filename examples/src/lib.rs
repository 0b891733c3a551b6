//! Integrations that people build with Planhat. Each module is one of them: functions over a
//! [`Client`](planhat_client::Client), which the program of the same name calls, and the tests too.

pub mod churn_events;
pub mod custom_fields;
pub mod license_sync;
pub mod nps_ingestion;
pub mod ticket_sync;

pub mod changes;
pub mod companies;
pub mod files;
pub mod merge;
pub mod project_sync;
pub mod report;

pub use report::Report;
