//! Licences and renewals from a billing system: each term of a subscription is a licence, found
//! again by `externalId`. What Planhat holds is read first, so that a dry run can say what a run
//! would do, and a second run sends nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::Context;
use planhat_client::ids::{CompanyId, CompanyKey};
use planhat_client::license::{LicenseRenewalStatus, LicenseRow};
use planhat_client::{Client, DateError, DateTime, License, Number, OneOf, Patch};
use serde::Deserialize;

use crate::Report;
use crate::companies::Companies;

/// Subscriptions that are compared and written at a time; memory holds no more of them.
const BATCH: usize = 500;
/// What is read of a licence.
const FIELDS: [&str; 8] = [
    "externalId",
    "product",
    "_currency",
    "mrr",
    "fromDate",
    "toDate",
    "autoRenews",
    "renewalStatus",
];

/// One term of a subscription, as the billing system exports it.
#[derive(Debug, Clone, Deserialize)]
pub struct Subscription {
    /// Its id, the same over all terms.
    pub id: String,
    /// Id of the customer: the `externalId` of the company.
    pub customer: String,
    /// What is licensed.
    pub product: String,
    /// Code of the currency.
    pub currency: String,
    /// When the term begins.
    pub start: DateTime,
    /// When it ends; nothing if it is open-ended.
    pub end: Option<DateTime>,
    /// Value a month.
    pub mrr: Number,
    /// Whether it renews by itself.
    pub auto_renews: bool,
    /// Where it stands.
    pub status: Status,
}

/// Where a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It runs, or will.
    Active,
    /// It is given up and not renewed.
    Cancelled,
}

/// Licences by subscription and first day.
type Held = HashMap<String, BTreeMap<String, License>>;
/// Rows to be written, by `externalId`: a key that stands twice in a call is refused.
type Rows = BTreeMap<String, LicenseRow>;

/// Brings licences in line with subscriptions; with `dry_run` it only says what would be written.
///
/// # Errors
/// When a call fails; what was written by then is in the report.
pub async fn sync(
    client: &Client,
    subscriptions: impl IntoIterator<Item = csv::Result<Subscription>>,
    dry_run: bool,
    report: &mut Report,
) -> anyhow::Result<()> {
    let companies = Companies::load(client).await?;
    let mut batch: Vec<(Subscription, CompanyId)> = Vec::new();
    for subscription in subscriptions {
        let found = subscription
            .map_err(anyhow::Error::from)
            .and_then(|one| checked(one, &companies));
        match found {
            Ok(pair) => batch.push(pair),
            Err(why) => report.refused.push(format!("{why:#}")),
        }
        if batch.len() == BATCH {
            sync_batch(client, std::mem::take(&mut batch), dry_run, report).await?;
        }
    }
    sync_batch(client, batch, dry_run, report).await
}

/// What a row must hold to become a licence, and its company.
fn checked(
    subscription: Subscription,
    companies: &Companies,
) -> anyhow::Result<(Subscription, CompanyId)> {
    let Subscription { id, customer, .. } = &subscription;
    anyhow::ensure!(
        subscription.mrr > Number::from(0),
        "subscription {id}: mrr is {}, and Planhat takes positive values alone",
        subscription.mrr
    );
    let company = companies.id(customer).cloned();
    let company = company
        .with_context(|| format!("subscription {id}: no company has externalId `{customer}`"))?;
    Ok((subscription, company))
}

async fn sync_batch(
    client: &Client,
    mut batch: Vec<(Subscription, CompanyId)>,
    dry_run: bool,
    report: &mut Report,
) -> anyhow::Result<()> {
    if batch.is_empty() {
        return Ok(());
    }
    let mut held = licenses(client, batch.iter().map(|(_, company)| company)).await?;
    // A term comes after the one that it renews.
    batch.sort_by(|(one, _), (other, _)| one.start.as_str().cmp(other.start.as_str()));
    let mut rows = Rows::new();
    for (subscription, _) in &batch {
        let terms = held.entry(subscription.id.clone()).or_default();
        plan(subscription, terms, &mut rows, report)
            .with_context(|| format!("subscription {}", subscription.id))?;
    }
    if dry_run || rows.is_empty() {
        return Ok(());
    }
    let sent = client.licenses().bulk_upsert(rows.into_values()).await;
    report.add_bulk("licences", sent)
}

/// The licences of these companies that came from a subscription.
async fn licenses(
    client: &Client,
    companies: impl Iterator<Item = &CompanyId>,
) -> anyhow::Result<Held> {
    let companies: BTreeSet<&CompanyId> = companies.collect();
    // However many ids there are: the client shares them out over several calls.
    let list = client.licenses().list().company_id(companies);
    let mut list = list.select(FIELDS).limit(2000).items();
    let mut held = Held::new();
    while let Some(license) = list.next().await {
        let license = license.context("reading licences")?;
        let key = license.external_id.as_deref().unwrap_or_default();
        if let Some((subscription, day)) = key.rsplit_once('@') {
            let (subscription, day) = (subscription.to_owned(), day.to_owned());
            held.entry(subscription).or_default().insert(day, license);
        }
    }
    Ok(held)
}

/// Adds the rows that a subscription needs, and says what they do.
fn plan(
    subscription: &Subscription,
    terms: &mut BTreeMap<String, License>,
    rows: &mut Rows,
    report: &mut Report,
) -> Result<(), DateError> {
    let first_day = subscription
        .start
        .timestamp()?
        .strftime("%Y-%m-%d")
        .to_string();
    let key = format!("{}@{first_day}", subscription.id);
    let differs = match terms.get(&first_day) {
        Some(license) => differences(subscription, license)?,
        None => vec![format!("new, {} a month", subscription.mrr)],
    };
    for (day, earlier) in terms.range_mut(..first_day.clone()) {
        let status = earlier.renewal_status.as_ref();
        if !matches!(status, None | Some(LicenseRenewalStatus::Ongoing)) {
            continue;
        }
        let earlier_key = format!("{}@{day}", subscription.id);
        report
            .notes
            .push(format!("{earlier_key}: renewed by {key}"));
        let row = rows.remove(&earlier_key);
        let row = row.unwrap_or_else(|| LicenseRow::by_external_id(&earlier_key));
        rows.insert(
            earlier_key,
            row.renewal_status(LicenseRenewalStatus::Renewed),
        );
        earlier.renewal_status = Some(LicenseRenewalStatus::Renewed);
    }
    if differs.is_empty() {
        report.unchanged += 1;
        return Ok(());
    }
    report.notes.push(format!("{key}: {}", differs.join(", ")));
    let status = wanted_status(subscription, terms.get(&first_day));
    let row = row(subscription, &key)?.renewal_status(status.clone());
    rows.insert(key, row);
    // Known from now on, so that a later term of this batch renews it.
    terms.entry(first_day).or_default().renewal_status = Some(status);
    Ok(())
}

/// What of a licence is not as the subscription has it, in words.
fn differences(wanted: &Subscription, license: &License) -> Result<Vec<String>, DateError> {
    let mut differs = Vec::new();
    if license.mrr != Some(wanted.mrr) {
        let before = license.mrr.map_or("none".to_owned(), |mrr| mrr.to_string());
        differs.push(format!("price {before} to {}", wanted.mrr));
    }
    if license.product.as_ref() != Some(&wanted.product) {
        differs.push(format!("product is {}", wanted.product));
    }
    // Reads show the code, or the whole currency.
    let currency = license
        .currency
        .as_ref()
        .and_then(|currency| match currency {
            OneOf::Usual(code) => Some(code),
            OneOf::Other(whole) => whole.symbol.as_ref(),
        });
    if currency != Some(&wanted.currency) {
        differs.push(format!("currency is {}", wanted.currency));
    }
    let moment = |date: &Option<DateTime>| date.as_ref().map(DateTime::timestamp).transpose();
    if moment(&license.to_date)? != moment(&wanted.end)? {
        let end = wanted.end.as_ref().map_or("never", DateTime::as_str);
        differs.push(format!("ends {end}"));
    }
    if license.auto_renews != Some(wanted.auto_renews) {
        differs.push(format!("renews by itself: {}", wanted.auto_renews));
    }
    let status = wanted_status(wanted, Some(license));
    if license.renewal_status.as_ref() != Some(&status) {
        differs.push(format!("renewal is {status}"));
    }
    Ok(differs)
}

/// A cancelled term is lost; a running one stays renewed if it is.
fn wanted_status(wanted: &Subscription, license: Option<&License>) -> LicenseRenewalStatus {
    let status = license.and_then(|license| license.renewal_status.as_ref());
    match (wanted.status, status) {
        (Status::Cancelled, _) => LicenseRenewalStatus::Lost,
        (Status::Active, Some(LicenseRenewalStatus::Renewed)) => LicenseRenewalStatus::Renewed,
        (Status::Active, _) => LicenseRenewalStatus::Ongoing,
    }
}

fn row(subscription: &Subscription, key: &str) -> Result<LicenseRow, DateError> {
    let end = match &subscription.end {
        Some(end) => Patch::Set(DateTime::from(end.timestamp()?)),
        // A null, so that an end that was there goes.
        None => Patch::Clear,
    };
    Ok(
        LicenseRow::new(CompanyKey::external_id(&subscription.customer))
            .external_id(key)
            .product(&subscription.product)
            .currency(&subscription.currency)
            .from_date(subscription.start.timestamp()?)
            .to_date(end)
            .fixed_period(subscription.end.is_some())
            .mrr(subscription.mrr)
            .auto_renews(subscription.auto_renews),
    )
}
