//! Companies by the id that the other system has for them.

use std::collections::HashMap;

use anyhow::Context;
use planhat_client::Client;
use planhat_client::ids::CompanyId;

/// Ids of companies by `externalId`, and the other way round.
#[derive(Debug, Default)]
pub struct Companies {
    ids: HashMap<String, CompanyId>,
    external_ids: HashMap<CompanyId, String>,
}

impl Companies {
    /// Reads the keys of all companies: one call, which has no pages and brings little besides keys.
    ///
    /// # Errors
    /// When the call fails.
    pub async fn load(client: &Client) -> anyhow::Result<Self> {
        let list = client.companies().lean_list().await;
        let mut companies = Companies::default();
        for company in list.context("reading the keys of companies")? {
            // An external id can be set and empty.
            let external_id = company.external_id.filter(|id| !id.is_empty());
            if let (Some(id), Some(external_id)) = (company.id, external_id) {
                companies.ids.insert(external_id.clone(), id.clone());
                companies.external_ids.insert(id, external_id);
            }
        }
        Ok(companies)
    }

    /// The id of the company that the other system knows by this id.
    pub fn id(&self, external_id: &str) -> Option<&CompanyId> {
        self.ids.get(external_id)
    }

    /// The id that the other system has for a company.
    pub fn external_id(&self, id: &CompanyId) -> Option<&str> {
        self.external_ids.get(id).map(String::as_str)
    }
}
