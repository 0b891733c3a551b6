//! Projects, tasks and time in both directions: a project tool and Planhat hold the same ones, and
//! each can change on either side. The key that a record has in Planhat holds its id in the tool.

mod projects;
mod tasks;
mod time;
pub mod tool;

use std::collections::{HashMap, HashSet};

use planhat_client::ids::CompanyId;
use planhat_client::{AnyId, Client, DateTime};

use crate::Report;
use crate::companies::Companies;
use crate::merge::{Winner, winner};
use tool::{Item, Tool};

/// Brings both sides in line.
///
/// # Errors
/// When a call fails; what changed by then is in the report and in the tool.
pub async fn sync(client: &Client, tool: &mut Tool, report: &mut Report) -> anyhow::Result<()> {
    let companies = Companies::load(client).await?;
    let customers = tool.projects.iter().map(|project| &project.customer);
    let scope = customers.filter_map(|customer| companies.id(customer).cloned());
    let scope = Scope {
        ids: scope.collect(),
        companies,
    };
    projects::sync(client, tool, &scope, report).await?;
    tasks::sync(client, tool, &scope, report).await?;
    time::sync(client, tool, &scope, report).await
}

/// Companies that both sides know. Of what is made in Planhat, the tool takes over what belongs to a
/// customer that it has a project for.
struct Scope {
    companies: Companies,
    ids: HashSet<CompanyId>,
}

/// A record as Planhat holds it.
struct Seen<V> {
    planhat_id: AnyId,
    /// Its id in the tool, if Planhat knows it.
    tool_id: Option<String>,
    company: Option<CompanyId>,
    values: V,
    /// When it last changed, if Planhat says so.
    changed: Option<DateTime>,
}

impl<V> Seen<V> {
    /// Whether it is one that the tool takes over or has.
    fn concerns(&self, scope: &Scope) -> bool {
        let company = self.company.as_ref();
        self.tool_id.is_some() || company.is_some_and(|company| scope.ids.contains(company))
    }
}

/// The key under which Planhat has a record of the tool, and the way back.
const PREFIX: &str = "tool:";

fn key(tool_id: &str) -> String {
    format!("{PREFIX}{tool_id}")
}

fn tool_id(key: Option<&str>) -> Option<String> {
    key?.strip_prefix(PREFIX).map(str::to_owned)
}

/// Compares what both sides hold, lets the tool take in what Planhat has newer, and gives the places
/// of those items that are to be sent. `what` names one of them.
fn reconcile<V: Clone + PartialEq>(
    what: &str,
    items: &mut Vec<Item<V>>,
    seen: Vec<Seen<V>>,
    scope: &Scope,
    report: &mut Report,
) -> Vec<usize> {
    let mut by_id: HashMap<String, Seen<V>> = HashMap::new();
    let mut unlinked: HashMap<AnyId, Seen<V>> = HashMap::new();
    for one in seen {
        match one.tool_id.clone() {
            Some(id) => by_id.insert(id, one),
            None => unlinked.insert(one.planhat_id.clone(), one),
        };
    }
    let mut send = Vec::new();
    for (at, item) in items.iter_mut().enumerate() {
        let by_planhat_id = || unlinked.remove(item.planhat_id.as_ref()?);
        let seen = by_id.remove(&item.id).or_else(by_planhat_id);
        let is_linked = seen.as_ref().is_none_or(|seen| seen.tool_id.is_some());
        let winner = decide(what, item, seen, report);
        if winner == Winner::Same && is_linked {
            report.unchanged += 1;
        } else if scope.companies.id(&item.customer).is_none() {
            let why = format!("no company has externalId `{}`", item.customer);
            report.refuse(format!("{what} {}", item.id), why);
        } else if winner == Winner::Here || !is_linked {
            send.push(at);
        }
    }
    // In the order in which they were made.
    let mut new: Vec<Seen<V>> = unlinked.into_values().collect();
    new.sort_by(|one, other| one.planhat_id.cmp(&other.planhat_id));
    for seen in new {
        let company = seen.company.as_ref();
        let Some(customer) = company.and_then(|id| scope.companies.external_id(id)) else {
            continue;
        };
        let item = Item {
            id: format!("planhat-{}", seen.planhat_id),
            customer: customer.to_owned(),
            values: seen.values,
            changed: seen.changed.unwrap_or_else(DateTime::now),
            planhat_id: Some(seen.planhat_id),
            synced: None,
        };
        report.received.push(format!("{what} {} is new", item.id));
        send.push(items.len());
        items.push(item);
    }
    send
}

/// Whose values hold; those of Planhat are put into the item. What is sent to Planhat counts as known
/// to both once it is seen there, so that a refused row comes again.
fn decide<V: Clone + PartialEq>(
    what: &str,
    item: &mut Item<V>,
    seen: Option<Seen<V>>,
    report: &mut Report,
) -> Winner {
    let (there, moment) = match seen {
        Some(seen) => {
            item.planhat_id = Some(seen.planhat_id);
            (Some(seen.values), seen.changed)
        }
        // One that did not change in Planhat holds there what it held before.
        None => (item.synced.clone(), None),
    };
    let (Some(there), Ok(changed)) = (there, item.changed.timestamp()) else {
        return Winner::Here;
    };
    let planhat = moment.as_ref().and_then(|moment| moment.timestamp().ok());
    let here = (&item.values, changed);
    let winner = winner(item.synced.as_ref(), here, (&there, planhat));
    let both = item.synced.as_ref().is_some_and(|last| *last != there);
    match winner {
        Winner::Here if both && planhat.is_none() => {
            let line = format!(
                "{what} {}: changed on both sides, the tool's holds",
                item.id
            );
            report.notes.push(line);
        }
        Winner::Here => {}
        Winner::Same => item.synced = Some(there),
        Winner::Planhat => {
            report.received.push(format!("{what} {}", item.id));
            item.values = there.clone();
            item.changed = moment.unwrap_or_else(DateTime::now);
            item.synced = Some(there);
        }
    }
    winner
}
