//! Churn events from a cancellation flow: each becomes a churn record, and a cancellation also a lost
//! licence, another phase of the company, and a task for its owner. Webhooks come twice now and then,
//! so everything is written under the id of the event, and only where something is to change.

use anyhow::Context;
use planhat_client::churn::ChurnRow;
use planhat_client::company::CompanyPatch;
use planhat_client::ids::{CompanyId, CompanyKey, LicenseId, LicenseKey, TaskKey, UserId};
use planhat_client::license::{LicensePatch, LicenseRenewalStatus};
use planhat_client::task::{TaskMainType, TaskRow};
use planhat_client::{Client, Company, DateTime, Error, Number, OneOf};
use serde::Deserialize;

use crate::Report;

/// What the cancellation flow sends.
#[derive(Debug, Clone, Deserialize)]
pub struct Event {
    /// Its id; a second delivery has the same.
    pub id: String,
    /// What happened.
    pub event: Kind,
    /// Id of the customer: the `externalId` of the company.
    pub customer: String,
    /// The `externalId` of the licence.
    pub license: Option<String>,
    /// When it takes effect.
    pub effective: DateTime,
    /// Why.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// What is given up.
    #[serde(default)]
    pub products: Vec<String>,
    /// What is lost.
    pub value: Number,
    /// Code of the currency.
    pub currency: String,
    /// What the customer wrote.
    #[serde(default)]
    pub comment: String,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Kind {
    /// The customer leaves.
    #[serde(rename = "subscription.cancelled")]
    Cancelled,
    /// The customer stays with less.
    #[serde(rename = "subscription.downgraded")]
    Downgraded,
}

/// Takes in one event; `phase` is the one that a company enters when it leaves.
///
/// # Errors
/// When a call fails; the event can then be handled again as a whole.
pub async fn handle(
    client: &Client,
    event: &Event,
    phase: &str,
    report: &mut Report,
) -> anyhow::Result<()> {
    let key = CompanyKey::external_id(&event.customer);
    let Some(company) = found(client.companies().get(key).await).context("reading the company")?
    else {
        let why = format!("no company has externalId `{}`", event.customer);
        report.refuse(format!("event {}", event.id), why);
        return Ok(());
    };
    let company_id = company.id.clone().context("a company without an id")?;
    let license = match &event.license {
        Some(license) => lose_license(client, event, license, report).await?,
        None => None,
    };
    write_churn(client, event, &company_id, license, report).await?;
    if event.event == Kind::Cancelled {
        if company.phase.as_deref() == Some(phase) {
            report.unchanged += 1;
        } else {
            let patch = CompanyPatch::new().phase(phase);
            let call = client.companies().update(&company_id, patch);
            call.await.context("changing the phase of the company")?;
            report.updated += 1;
        }
    }
    make_task(client, event, &company, &company_id, report).await
}

/// A record, or nothing where there is none.
fn found<T>(answer: Result<T, Error>) -> Result<Option<T>, Error> {
    match answer {
        Ok(record) => Ok(Some(record)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Marks the licence as lost if it is cancelled, and gives its id.
async fn lose_license(
    client: &Client,
    event: &Event,
    external_id: &str,
    report: &mut Report,
) -> anyhow::Result<Option<LicenseId>> {
    let key = LicenseKey::external_id(external_id);
    let Some(license) = found(client.licenses().get(key).await).context("reading the licence")?
    else {
        let why = format!("no licence has externalId `{external_id}`");
        report.refuse(format!("event {}: the licence", event.id), why);
        return Ok(None);
    };
    let id = license.id.context("a licence without an id")?;
    let lost = license.renewal_status == Some(LicenseRenewalStatus::Lost);
    match event.event {
        Kind::Cancelled if lost => report.unchanged += 1,
        Kind::Cancelled => {
            let patch = LicensePatch::new()
                .renewal_status(LicenseRenewalStatus::Lost)
                .auto_renews(false);
            let call = client.licenses().update(&id, patch);
            call.await.context("marking the licence as lost")?;
            report.updated += 1;
        }
        // The new price comes with the billing system.
        Kind::Downgraded => {}
    }
    Ok(Some(id))
}

/// A bulk upsert of one row: unlike a create it can be repeated.
async fn write_churn(
    client: &Client,
    event: &Event,
    company: &CompanyId,
    license: Option<LicenseId>,
    report: &mut Report,
) -> anyhow::Result<()> {
    let cancelled = event.event == Kind::Cancelled;
    let row = ChurnRow::new(company, cancelled)
        .source_id(&event.id)
        .only_downgrade(!cancelled)
        .churn_date(event.effective.timestamp()?)
        .reasons(&event.reasons)
        .products(&event.products)
        .value(event.value)
        .currency(&event.currency)
        .comment(&event.comment);
    let row = match license {
        Some(license) => row.license_id(license),
        None => row,
    };
    let sent = client.churn().bulk_upsert([row]).await;
    report.add_bulk(&format!("churn {}", event.id), sent)
}

/// A task for the owner, once: whatever became of it since is left alone.
async fn make_task(
    client: &Client,
    event: &Event,
    company: &Company,
    company_id: &CompanyId,
    report: &mut Report,
) -> anyhow::Result<()> {
    let source_id = format!("churn-{}", event.id);
    let task = client.tasks().get(TaskKey::source_id(&source_id)).await;
    if found(task).context("looking for the task")?.is_some() {
        report.unchanged += 1;
        return Ok(());
    }
    let name = company.name.as_deref().unwrap_or(&event.customer);
    let action = match event.event {
        Kind::Cancelled => format!("{name} cancelled: call before it takes effect"),
        Kind::Downgraded => format!("{name} takes less: find out why"),
    };
    let row = TaskRow::new(company_id)
        .source_id(source_id)
        .main_type(TaskMainType::Task)
        .action(action)
        .description(format!("{} {}", event.reasons.join(", "), event.comment))
        .end_time(event.effective.timestamp()?);
    let row = match owner(company) {
        Some(owner) => row.owner_id(owner),
        None => {
            report
                .notes
                .push(format!("{name} has no owner, so the task has none"));
            row
        }
    };
    let sent = client.tasks().bulk_upsert([row]).await;
    report.add_bulk(&format!("task of event {}", event.id), sent)
}

/// The owner: an id, or an object with one.
fn owner(company: &Company) -> Option<UserId> {
    match company.owner.as_ref()? {
        OneOf::Usual(id) => Some(id.clone()),
        OneOf::Other(user) => user.id.clone().map(|id| id.cast()),
    }
}
