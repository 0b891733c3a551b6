//! NPS answers from a survey tool: the contact is found by email, made where there is none, and no
//! answer is sent twice.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Context;
use jiff::Timestamp;
use planhat_client::enduser::EnduserEmailOrExternalIdOrSourceId as Identity;
use planhat_client::ids::CompanyId;
use planhat_client::nps::NpsRow;
use planhat_client::{Client, DateTime, Enduser};
use serde::Deserialize;

use crate::Report;
use crate::companies::Companies;

/// What somebody answered.
#[derive(Debug, Clone, Deserialize)]
pub struct Answer {
    /// Its id in the survey tool.
    pub id: String,
    /// Who answered.
    pub email: String,
    /// The name, if known.
    pub name: Option<String>,
    /// The `externalId` of the company, if known.
    pub company: Option<String>,
    /// The score, from 0 to 10.
    pub score: i64,
    /// What was written besides.
    pub comment: Option<String>,
    /// When it was answered.
    pub answered: DateTime,
}

/// Sends the answers to a survey that Planhat does not have yet.
///
/// # Errors
/// When a call fails; what was written by then is in the report.
pub async fn ingest(
    client: &Client,
    survey: &str,
    answers: Vec<Answer>,
    report: &mut Report,
) -> anyhow::Result<()> {
    let answers = checked(survey, answers, report);
    let known = known(client, &answers).await?;
    let new = answers
        .iter()
        .filter(|(source_id, _)| !known.contains(*source_id));
    let new: Vec<(&String, &Answer)> = new.collect();
    report.unchanged += i64::try_from(known.len())?;
    if new.is_empty() {
        return Ok(());
    }
    let mut contacts = Contacts::load(client, new.iter().map(|(_, answer)| *answer)).await?;
    let mut rows = Vec::new();
    for (source_id, answer) in new {
        match contacts.company(client, answer, report).await? {
            Some(company) => rows.push(row(survey, source_id, answer).c_id(company)),
            None => report.refuse(
                format!("answer {}", answer.id),
                format!(
                    "neither a contact nor a company is known for {}",
                    answer.email
                ),
            ),
        }
    }
    let sent = client.nps().bulk_upsert(rows).await;
    report.add_bulk("answers", sent)
}

/// Answers that can be sent, by the `sourceId` that they get; an id that comes twice counts once.
fn checked(survey: &str, answers: Vec<Answer>, report: &mut Report) -> BTreeMap<String, Answer> {
    let mut sound = BTreeMap::new();
    for mut answer in answers {
        answer.email = answer.email.trim().to_lowercase();
        // One wrong row would stop the whole write before anything is sent.
        if !(0..=10).contains(&answer.score) {
            let why = format!("the score is {}, outside 0 to 10", answer.score);
            report.refuse(format!("answer {}", answer.id), why);
        } else if !answer.email.contains('@') {
            report.refuse(format!("answer {}", answer.id), "it has no email address");
        } else {
            sound.insert(format!("{survey}:{}", answer.id), answer);
        }
    }
    sound
}

/// Which of the answers Planhat has. Its list need not show `sourceId`, so email and moment will do;
/// score and comment are called `nps` and `npsComment` there.
async fn known(
    client: &Client,
    answers: &BTreeMap<String, Answer>,
) -> anyhow::Result<HashSet<String>> {
    let mut by_moment: HashMap<(&str, Timestamp), &String> = HashMap::new();
    for (source_id, answer) in answers {
        let moment = answer.answered.timestamp()?;
        by_moment.insert((&answer.email, moment), source_id);
    }
    let list = client.nps().list().select(["sourceId", "email", "npsDate"]);
    let mut list = list.limit(10_000).items();
    let mut known = HashSet::new();
    while let Some(nps) = list.next().await {
        let nps = nps.context("reading NPS")?;
        let by_source = nps.source_id.filter(|id| answers.contains_key(id));
        let email = nps.email.unwrap_or_default().to_lowercase();
        let moment = nps.nps_date.and_then(|date| date.timestamp().ok());
        let same = moment.and_then(|moment| by_moment.get(&(email.as_str(), moment)));
        known.extend(by_source.or(same.map(|id| (*id).clone())));
    }
    Ok(known)
}

fn row(survey: &str, source_id: &str, answer: &Answer) -> NpsRow {
    let row = NpsRow::new(&answer.email, answer.score)
        .date_answered(answer.answered.clone())
        .source(survey)
        .source_id(source_id);
    match &answer.comment {
        Some(comment) => row.comment(comment),
        None => row,
    }
}

/// What is known of those who answered.
struct Contacts {
    companies: Companies,
    /// Companies by domain; nothing where several share one.
    domains: HashMap<String, Option<CompanyId>>,
    /// Companies of contacts that were found or made, by email.
    found: HashMap<String, Option<CompanyId>>,
}

impl Contacts {
    async fn load(
        client: &Client,
        answers: impl Iterator<Item = &Answer> + Clone,
    ) -> anyhow::Result<Self> {
        let wanted: HashSet<&str> = answers.filter_map(|answer| domain(&answer.email)).collect();
        let mut domains: HashMap<String, Option<CompanyId>> = HashMap::new();
        let list = client.companies().list().select(["domains"]);
        let mut list = list.limit(5000).items();
        while let Some(company) = list.next().await {
            let company = company.context("reading the domains of companies")?;
            for domain in company.domains.unwrap_or_default() {
                let domain = domain.to_lowercase();
                if wanted.contains(domain.as_str()) {
                    let twice = domains.contains_key(&domain);
                    domains.insert(domain, company.id.clone().filter(|_| !twice));
                }
            }
        }
        Ok(Contacts {
            companies: Companies::load(client).await?,
            domains,
            found: HashMap::new(),
        })
    }

    /// The company of who answered; a contact that is not there is made.
    async fn company(
        &mut self,
        client: &Client,
        answer: &Answer,
        report: &mut Report,
    ) -> anyhow::Result<Option<CompanyId>> {
        if let Some(company) = self.found.get(&answer.email) {
            return Ok(company.clone());
        }
        let named = answer
            .company
            .as_deref()
            .and_then(|id| self.companies.id(id));
        let of_domain = || self.domains.get(domain(&answer.email)?)?.as_ref();
        let guess = named.or_else(of_domain).cloned();
        let contacts = contacts(client, &answer.email).await?.into_iter();
        let companies: Vec<CompanyId> = contacts.filter_map(|one| one.company_id).collect();
        let company = match (companies.first(), guess) {
            // The same person may be a contact of several companies.
            (Some(_), Some(guess)) if companies.contains(&guess) => Some(guess),
            (Some(first), _) => Some(first.clone()),
            (None, Some(guess)) => {
                make(client, answer, &guess).await?;
                report.created += 1;
                report
                    .notes
                    .push(format!("{} is a new contact", answer.email));
                Some(guess)
            }
            (None, None) => None,
        };
        self.found.insert(answer.email.clone(), company.clone());
        Ok(company)
    }
}

/// The contacts with this email, also those that are put away and not listed otherwise.
async fn contacts(client: &Client, email: &str) -> anyhow::Result<Vec<Enduser>> {
    let list = client.endusers().list().email(email).archived(true);
    let list = list.select(["email", "companyId"]).await;
    list.with_context(|| format!("looking for the contact {email}"))
}

async fn make(client: &Client, answer: &Answer, company: &CompanyId) -> anyhow::Result<()> {
    let contact = client
        .endusers()
        .create(company, Identity::email(&answer.email));
    let made = match &answer.name {
        Some(name) => contact.name(name).await,
        None => contact.await,
    };
    made.with_context(|| format!("making the contact {}", answer.email))?;
    Ok(())
}

fn domain(email: &str) -> Option<&str> {
    email.rsplit_once('@').map(|(_, domain)| domain)
}
