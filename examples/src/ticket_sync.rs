//! Tickets in both directions: a help desk and Planhat hold the same ones, title and status can change
//! on either side. A ticket is written as `sourceId`, `title` and `description` and read back as
//! `externalId`, `subject` and `snippet`; all its fields are written by bulk upsert alone.

use std::collections::HashMap;

use anyhow::Context;
use planhat_client::ids::TicketId;
use planhat_client::ticket::{TicketCompanyIdOrCompanyExternalIdOrDomains as Owner, TicketRow};
use planhat_client::{Client, DateTime, Ticket};
use serde::{Deserialize, Serialize};

use crate::Report;
use crate::changes::Changes;
use crate::companies::Companies;
use crate::merge::{Winner, winner};

/// What is read of a ticket; descriptions can be long.
const FIELDS: [&str; 6] = [
    "externalId",
    "subject",
    "status",
    "email",
    "companyId",
    "updateDate",
];

/// The help desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Desk {
    /// Its name: the `source` of its tickets in Planhat, and the beginning of their keys there, since
    /// two help desks count from 1 both.
    pub name: String,
    /// The newest change in Planhat that was seen.
    #[serde(default)]
    pub seen_until: Option<DateTime>,
    /// Its tickets.
    pub tickets: Vec<DeskTicket>,
}

/// A ticket of the help desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeskTicket {
    /// Its id.
    pub id: String,
    /// Id of the customer: the `externalId` of the company.
    pub customer: String,
    /// Who asked.
    #[serde(default)]
    pub email: String,
    /// What it was about; goes along to Planhat, where reads show no more than its beginning.
    #[serde(default)]
    pub description: String,
    /// What both sides can change.
    #[serde(flatten)]
    pub values: Values,
    /// When it last changed.
    pub updated: DateTime,
    /// Its id in Planhat, if it was made there.
    #[serde(default)]
    pub planhat_id: Option<TicketId>,
    /// What both sides were seen to hold at last.
    #[serde(default)]
    pub synced: Option<Values>,
}

/// What both sides can change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// Headline.
    pub title: String,
    /// State, in the words of the help desk.
    pub status: String,
}

/// Brings both sides in line.
///
/// # Errors
/// When a call fails; what changed by then is in the report and in the desk.
pub async fn sync(client: &Client, desk: &mut Desk, report: &mut Report) -> anyhow::Result<()> {
    let companies = Companies::load(client).await?;
    let (mut changed, new, seen_until) = changed(client, desk).await?;
    let mut rows = Vec::new();
    for ticket in &mut desk.tickets {
        let planhat = changed.remove(&ticket.id);
        match decide(ticket, planhat, report) {
            Winner::Here => match checked(ticket, &companies) {
                Ok(()) => rows.push(row(&desk.name, ticket)),
                Err(why) => report.refuse(format!("ticket {}", ticket.id), why),
            },
            Winner::Same => report.unchanged += 1,
            Winner::Planhat => {}
        }
    }
    for ticket in new {
        take_over(desk, ticket, &companies, &mut rows, report);
    }
    if !rows.is_empty() {
        let sent = client.tickets().bulk_upsert(rows).await;
        report.add_bulk("tickets", sent)?;
    }
    // Only now, so that a run that fails is done again from the same place.
    desk.seen_until = seen_until;
    Ok(())
}

/// The desk's tickets that changed in Planhat since the last run by their id in the desk, those that
/// no desk knows yet, and the newest change.
async fn changed(
    client: &Client,
    desk: &Desk,
) -> anyhow::Result<(HashMap<String, Ticket>, Vec<Ticket>, Option<DateTime>)> {
    let mut changes = Changes::since(desk.seen_until.as_ref());
    let list = client.tickets().list().sort("-updateDate").select(FIELDS);
    let mut list = list.limit(500).items().prefetch(false);
    let prefix = key(&desk.name, "");
    let (mut known, mut new) = (HashMap::new(), Vec::new());
    while let Some(ticket) = list.next().await {
        let ticket = ticket.context("reading tickets")?;
        if !changes.goes_on(ticket.update_date.as_ref()) {
            break;
        }
        match ticket.external_id.as_deref().filter(|key| !key.is_empty()) {
            None => new.push(ticket),
            Some(key) => {
                if let Some(id) = key.strip_prefix(&prefix) {
                    known.insert(id.to_owned(), ticket);
                }
            }
        }
    }
    Ok((known, new, changes.newest()))
}

/// Whose values hold; those of Planhat are put into the desk's ticket.
fn decide(ticket: &mut DeskTicket, planhat: Option<Ticket>, report: &mut Report) -> Winner {
    let moment = planhat.as_ref().and_then(|one| one.update_date.clone());
    // One that did not change in Planhat holds there what it held before.
    let there = planhat.map(values).or_else(|| ticket.synced.clone());
    let (Some(there), Ok(updated)) = (there, ticket.updated.timestamp()) else {
        return Winner::Here;
    };
    let planhat = moment.as_ref().and_then(|moment| moment.timestamp().ok());
    let decided = winner(
        ticket.synced.as_ref(),
        (&ticket.values, updated),
        (&there, planhat),
    );
    match decided {
        // What is sent to Planhat counts once it is seen there: a refused row comes again.
        Winner::Here => {}
        Winner::Same => ticket.synced = Some(there),
        Winner::Planhat => {
            let (before, after) = (&ticket.values.status, &there.status);
            let line = format!("ticket {}: {before} to {after}", ticket.id);
            report.received.push(line);
            ticket.updated = moment.unwrap_or_else(|| ticket.updated.clone());
            ticket.values = there.clone();
            ticket.synced = Some(there);
        }
    }
    decided
}

fn values(ticket: Ticket) -> Values {
    Values {
        title: ticket.subject.unwrap_or_default(),
        status: ticket.status.unwrap_or_default(),
    }
}

/// Why a ticket cannot go to Planhat, if so.
fn checked(ticket: &DeskTicket, companies: &Companies) -> Result<(), String> {
    if ticket.email.is_empty() {
        return Err("it has no email address, and Planhat drops such rows without a word".into());
    }
    match companies.id(&ticket.customer) {
        Some(_) => Ok(()),
        None => Err(format!("no company has externalId `{}`", ticket.customer)),
    }
}

/// The key that a ticket of the desk has in Planhat.
fn key(source: &str, id: &str) -> String {
    format!("{source}:{id}")
}

fn row(source: &str, ticket: &DeskTicket) -> TicketRow {
    let row = match &ticket.planhat_id {
        // Without the email the row would be dropped, although Planhat has it.
        Some(id) => TicketRow::by_id(id)
            .source_id(key(source, &ticket.id))
            .email(&ticket.email),
        None => {
            let owner = Owner::company_external_id(&ticket.customer);
            TicketRow::new(key(source, &ticket.id), &ticket.email, owner)
        }
    };
    let row = row
        .source(source)
        .title(&ticket.values.title)
        .status(&ticket.values.status);
    match ticket.description.is_empty() {
        true => row,
        false => row.description(markup(&ticket.description)),
    }
}

/// Text as the markup that a description is.
fn markup(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('\n', "<br>")
}

/// A ticket that was made in Planhat becomes one of the desk, and Planhat learns the id that it has
/// there. Should that fail, the next run tries again: nothing was seen on both sides yet.
fn take_over(
    desk: &mut Desk,
    ticket: Ticket,
    companies: &Companies,
    rows: &mut Vec<TicketRow>,
    report: &mut Report,
) {
    let known = |known: &DeskTicket| known.planhat_id.is_some() && known.planhat_id == ticket.id;
    if ticket.id.is_none() || desk.tickets.iter().any(known) {
        return;
    }
    let customer = ticket.company_id.as_ref();
    let customer = customer.and_then(|id| companies.external_id(id));
    let email = ticket.email.clone().unwrap_or_default();
    let title = ticket.subject.clone().unwrap_or_default();
    let taken = DeskTicket {
        id: format!("D-{}", desk.tickets.len() + 1),
        customer: customer.unwrap_or_default().to_owned(),
        email,
        description: String::new(),
        updated: ticket.update_date.clone().unwrap_or_else(DateTime::now),
        planhat_id: ticket.id.clone(),
        values: values(ticket),
        synced: None,
    };
    match checked(&taken, companies) {
        Ok(()) => {
            report
                .received
                .push(format!("ticket {} is new: {title}", taken.id));
            rows.push(row(&desk.name, &taken));
            desk.tickets.push(taken);
        }
        Err(why) => report.refuse(format!("Planhat's ticket `{title}`"), why),
    }
}
