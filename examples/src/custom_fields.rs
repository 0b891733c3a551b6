//! The tenant's own fields: which there are, which of them the columns of another system are, whether
//! what records hold fits them, and writing them. Planhat checks none of it: a key that is spelled
//! otherwise is stored and shown nowhere, and a value of another type is too.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Context;
use planhat_client::company::CompanyRow;
use planhat_client::custom_field::CustomFieldType as Type;
use planhat_client::{Client, CustomField, DateTime, Number, Value};
use similar::TextDiff;

use crate::Report;

/// Names that are at least so near are taken to mean the same.
pub const NEAR: f32 = 0.8;
/// Rows that are written at a time; memory holds no more of them.
const BATCH: usize = 1000;

/// Definitions by model, and in it by name. Models are in lower case: spelling varies.
pub type Definitions = BTreeMap<String, BTreeMap<String, CustomField>>;

/// What a column is taken for.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The column.
    pub column: String,
    /// The field with the nearest name that no other column is nearer to, and how near it is, from
    /// 0 to 1.
    pub nearest: Option<(String, f32)>,
}

impl Proposal {
    /// The field that the column is written to.
    pub fn field(&self) -> Option<&str> {
        let (field, score) = self.nearest.as_ref()?;
        (*score >= NEAR).then_some(field)
    }
}

/// Reads all definitions.
///
/// # Errors
/// When a call fails.
pub async fn definitions(client: &Client) -> anyhow::Result<Definitions> {
    // Whether the list can be filtered by model is not certain, so it is read whole.
    let mut list = client.custom_fields().list().limit(2000).items();
    let mut definitions = Definitions::new();
    while let Some(field) = list.next().await {
        let field = field.context("reading the definitions of custom fields")?;
        let model = field.parent.as_deref().unwrap_or_default().to_lowercase();
        if let Some(name) = field.name.clone() {
            definitions.entry(model).or_default().insert(name, field);
        }
    }
    Ok(definitions)
}

/// Takes each column for the field with the nearest name, the nearest pairs first. Formulas are left
/// out, since they are worked out, and so is a name that differs from one taken in letter case alone,
/// since one call cannot carry both.
pub fn propose(columns: &[String], fields: &BTreeMap<String, CustomField>) -> Vec<Proposal> {
    let writable = fields
        .iter()
        .filter(|(_, one)| one.is_formula != Some(true));
    let names: Vec<&String> = writable.map(|(name, _)| name).collect();
    let mut pairs: Vec<(f32, &String, &String)> = Vec::new();
    for column in columns {
        pairs.extend(
            names
                .iter()
                .map(|name| (score(column, name), column, *name)),
        );
    }
    pairs.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut taken: HashMap<&String, (String, f32)> = HashMap::new();
    let mut used = HashSet::new();
    for (score, column, name) in pairs {
        if !taken.contains_key(column) && used.insert(name.to_lowercase()) {
            taken.insert(column, (name.clone(), score));
        }
    }
    let columns = columns.iter();
    let proposals = columns.map(|column| Proposal {
        column: column.clone(),
        nearest: taken.remove(column),
    });
    proposals.collect()
}

/// Takes a column for a field by `COLUMN=FIELD`, whatever was proposed.
///
/// # Errors
/// When there is no such column or field.
pub fn assign(
    mapping: &mut [Proposal],
    pair: &str,
    fields: &BTreeMap<String, CustomField>,
) -> anyhow::Result<()> {
    let (column, name) = pair.split_once('=').context("a mapping is COLUMN=FIELD")?;
    anyhow::ensure!(
        fields.contains_key(name),
        "there is no custom field `{name}`"
    );
    let known = mapping.iter().any(|one| one.column == column);
    anyhow::ensure!(known, "there is no column `{column}`");
    for proposal in mapping {
        if proposal.column == column {
            proposal.nearest = Some((name.to_owned(), 1.0));
        } else if proposal
            .nearest
            .as_ref()
            .is_some_and(|(field, _)| field == name)
        {
            proposal.nearest = None;
        }
    }
    Ok(())
}

/// How near two names are: 1 is the same, and what differs in case and signs alone is almost so.
fn score(column: &str, name: &str) -> f32 {
    if column == name {
        return 1.0;
    }
    let letters = |text: &str| {
        let letters = text.chars().filter(|sign| sign.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    let (column, name) = (letters(column), letters(name));
    0.99 * TextDiff::from_chars(column.as_str(), name.as_str()).ratio()
}

/// The text of a column as a value of a field; nothing for an empty one, which changes nothing.
///
/// # Errors
/// When the field cannot hold it, in words.
pub fn value(field: &CustomField, text: &str) -> Result<Option<Value>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let value = match &field.r#type {
        Some(Type::Number | Type::Rating) => number(text)?,
        Some(Type::Checkbox) => match text.to_lowercase().as_str() {
            "true" | "yes" | "1" => true.into(),
            "false" | "no" | "0" => false.into(),
            _ => return Err(format!("`{text}` is neither yes nor no")),
        },
        Some(Type::Date | Type::Day) => {
            let date: DateTime = text.parse().map_err(|error| format!("{error}"))?;
            let moment = date.timestamp().map_err(|error| error.to_string())?;
            Value::from(DateTime::from(moment).as_str())
        }
        Some(Type::Multipicklist) => text.split(';').map(str::trim).collect(),
        Some(Type::TeamMember | Type::TeamMembers | Type::Enduser | Type::Endusers) => {
            return Err("it holds ids of users or contacts, which no text is".into());
        }
        _ => text.into(),
    };
    fits(field, &value).map(|()| Some(value))
}

fn number(text: &str) -> Result<Value, String> {
    let number: Number =
        serde_json::from_str(text).map_err(|_| format!("`{text}` is no number"))?;
    serde_json::to_value(number).map_err(|error| error.to_string())
}

/// Whether a value is one that a field holds.
///
/// # Errors
/// When it is not, in words.
pub fn fits(field: &CustomField, value: &Value) -> Result<(), String> {
    let choices = field.list_values.as_deref().unwrap_or_default();
    let choice = |value: &Value| {
        let known = |text: &str| choices.iter().any(|choice| choice == text);
        value.as_str().is_some_and(known)
    };
    let (good, expected) = match &field.r#type {
        _ if value.is_null() => (true, String::new()),
        Some(Type::Number | Type::Rating) => (value.is_number(), "a number".into()),
        Some(Type::Checkbox) => (value.is_boolean(), "true or false".into()),
        Some(Type::Date) => {
            let date = value.as_str().map(str::parse::<DateTime>);
            (matches!(date, Some(Ok(_))), "a date".into())
        }
        Some(Type::List) => (choice(value), format!("one of {}", choices.join(", "))),
        Some(Type::Multipicklist) => {
            let all = value.as_array().is_some_and(|list| list.iter().all(choice));
            (all, format!("some of {}", choices.join(", ")))
        }
        Some(Type::Text | Type::RichText | Type::Phone | Type::Email | Type::Url) => {
            (value.is_string(), "a text".into())
        }
        // Ids and lists of them, and types that are not known: seen in more than one shape.
        _ => (true, String::new()),
    };
    match good {
        true => Ok(()),
        false => Err(format!("{value} is not {expected}")),
    }
}

/// Looks through what companies hold, and notes each key and fault once with how often it occurs.
///
/// # Errors
/// When a call fails.
pub async fn check(
    client: &Client,
    fields: &BTreeMap<String, CustomField>,
    report: &mut Report,
) -> anyhow::Result<()> {
    let mut found: BTreeMap<String, (String, usize)> = BTreeMap::new();
    let list = client.companies().list().select(["custom"]);
    let mut list = list.limit(5000).items();
    while let Some(company) = list.next().await {
        let company = company.context("reading companies")?;
        for (key, value) in company.custom.iter().flatten() {
            let fault = match fields.get(key) {
                Some(field) => fits(field, value).err(),
                None => Some(undefined(key, fields)),
            };
            if let Some(fault) = fault {
                found.entry(key.clone()).or_insert((fault, 0)).1 += 1;
            }
        }
    }
    for (key, (fault, count)) in found {
        let line = format!("custom field `{key}`, companies: {count}, such as: {fault}");
        report.notes.push(line);
    }
    Ok(())
}

fn undefined(key: &str, fields: &BTreeMap<String, CustomField>) -> String {
    let same = fields
        .keys()
        .find(|name| name.to_lowercase() == key.to_lowercase());
    match same {
        Some(name) => format!("not defined, and shown nowhere; `{name}` is"),
        None => "not defined, and shown nowhere".into(),
    }
}

/// Writes the mapped columns of rows to companies, which the column `key` names by `externalId`.
///
/// # Errors
/// When a call fails; what was written by then is in the report.
pub async fn write(
    client: &Client,
    mapping: &[Proposal],
    fields: &BTreeMap<String, CustomField>,
    key: &str,
    rows: impl IntoIterator<Item = csv::Result<HashMap<String, String>>>,
    report: &mut Report,
) -> anyhow::Result<()> {
    let mut batch = Vec::new();
    for row in rows {
        let row = row.context("reading the rows")?;
        let company = row
            .get(key)
            .with_context(|| format!("there is no column `{key}`"))?;
        let mut update = CompanyRow::by_external_id(company);
        for proposal in mapping {
            let text = row.get(&proposal.column).map(String::as_str);
            let name = proposal.field().unwrap_or_default();
            let Some(field) = fields.get(name) else {
                continue;
            };
            match value(field, text.unwrap_or_default()) {
                Ok(Some(value)) => update = update.custom(name, value),
                Ok(None) => {}
                Err(why) => report.refuse(format!("{company}, `{name}`"), why),
            }
        }
        batch.push(update);
        if batch.len() == BATCH {
            send(client, std::mem::take(&mut batch), report).await?;
        }
    }
    send(client, batch, report).await
}

async fn send(client: &Client, rows: Vec<CompanyRow>, report: &mut Report) -> anyhow::Result<()> {
    let sent = client.companies().bulk_upsert(rows).await;
    report.add_bulk("companies", sent)
}
