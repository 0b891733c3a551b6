//! The tenant: its records, and the answer to each request. It knows no connection, no quota and
//! no faults.

use planhat_core::table::Api;
use serde_json::{Map, Value};

use crate::exchange::{Answer, Request};

/// The secrets that a tenant takes.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// The API token.
    pub token: String,
    /// The tenant token of the analytics paths.
    pub tenant_token: String,
}

/// A tenant of an API, in memory. It may be used from many threads at once.
#[derive(Debug)]
pub struct Tenant {
    api: &'static Api,
    secrets: Secrets,
}

impl Tenant {
    /// An empty tenant.
    pub fn new(api: &'static Api, secrets: Secrets) -> Self {
        Tenant { api, secrets }
    }

    /// The table of the API.
    pub fn api(&self) -> &'static Api {
        self.api
    }

    /// The secrets that it takes.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// The answer to a request.
    pub fn answer(&self, request: &Request) -> Answer {
        Answer::text(404, format!("Cannot {} {}", request.method, request.path))
    }

    /// Puts a record in as a create call would, without its checks. What it lacks is filled in, what
    /// it has (`_id` and timestamps too) stays. Gives its id.
    pub fn insert(&self, resource: &str, record: Map<String, Value>) -> Option<String> {
        let _ = (resource, record);
        None
    }

    /// All records of a resource as its get operation shows them, in the order of their ids.
    pub fn records(&self, resource: &str) -> Vec<Map<String, Value>> {
        let _ = resource;
        Vec::new()
    }
}
