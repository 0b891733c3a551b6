//! The fault matrix: each fault, once and for good, against each sort of call. What the client
//! reports of a write (written, not written, unknown) agrees with what is in the sandbox, and no
//! write that may have arrived is sent again unless its rows have keys.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

use planhat_client::company::{Company, CompanyPatch, CompanyRow};
use planhat_client::{Backoff, BulkReport, Client, Error, Outcome};
use planhat_sandbox::Sandbox;
use serde_json::Value;

/// What happens to a call.
const FAULTS: &[&str] = &[
    "500",
    "503",
    "503 after",
    "504 after",
    "429",
    "429 retry-after=0",
    "403",
    "reset",
    "reset-after",
    "close",
    "close-after",
    "truncate",
    "truncate=0",
    "garbage",
    "hang",
    "hang-after",
    "slow=20B/s",
    "delay=50ms",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Job {
    Read,
    Create,
    Update,
    Upsert,
    UpsertWithoutKeys,
    Delete,
    List,
    Bulk,
    BulkWithoutKeys,
}

const JOBS: &[Job] = &[
    Job::Read,
    Job::Create,
    Job::Update,
    Job::Upsert,
    Job::UpsertWithoutKeys,
    Job::Delete,
    Job::List,
    Job::Bulk,
    Job::BulkWithoutKeys,
];

/// What the client says became of a call, or of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Report {
    Done,
    NotDone,
    Unknown,
}

/// What was seen of a cell.
struct Cell {
    reports: Vec<Report>,
    /// Requests that the sandbox got.
    requests: usize,
    /// What does not hold.
    broken: Option<String>,
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_agree_with_what_was_written() {
    let mut lines = String::new();
    let mut broken = Vec::new();
    for fault in FAULTS {
        for lasting in [false, true] {
            let cells =
                futures_util::future::join_all(JOBS.iter().map(|job| cell(fault, lasting, *job)))
                    .await;
            let when = if lasting { "always" } else { "once" };
            for (job, cell) in JOBS.iter().zip(cells) {
                let reports = told(*job, &cell.reports);
                let verdict = if cell.broken.is_some() {
                    "BROKEN"
                } else {
                    "holds"
                };
                let _ = writeln!(
                    lines,
                    "{fault:<18} {when:<7} {:<18} {reports:<34} {:>2} requests  {verdict}",
                    format!("{job:?}"),
                    cell.requests
                );
                if let Some(why) = cell.broken {
                    broken.push(format!("{fault} {when} {job:?}: {why}"));
                }
            }
        }
    }
    // Past the capture of test output: every cell is listed.
    let _ = std::io::stderr().write_all(lines.as_bytes());
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

fn told(job: Job, reports: &[Report]) -> String {
    let reads = matches!(job, Job::Read | Job::List);
    let words = reports.iter().map(|report| match report {
        Report::Done if reads => "read",
        Report::NotDone if reads => "not read",
        Report::Done => "written",
        Report::NotDone => "not written",
        Report::Unknown => "unknown",
    });
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for word in words {
        match counted.last_mut() {
            Some((last, count)) if *last == word => *count += 1,
            _ => counted.push((word, 1)),
        }
    }
    let parts: Vec<String> = counted
        .iter()
        .map(|(word, count)| {
            if *count == 1 {
                (*word).to_owned()
            } else {
                format!("{count} {word}")
            }
        })
        .collect();
    parts.join(", ")
}

async fn cell(fault: &str, lasting: bool, job: Job) -> Cell {
    let sandbox = Sandbox::start().await.unwrap();
    for number in 0..6 {
        let record = serde_json::json!({"name": format!("old {number}"), "externalId": format!("old-{number}")});
        let Value::Object(record) = record else {
            unreachable!()
        };
        sandbox.tenant().insert("company", record);
    }
    let in_progress = matches!(job, Job::List | Job::Bulk | Job::BulkWithoutKeys);
    let when = match (in_progress, lasting) {
        (false, false) => " once",
        (false, true) => "",
        (true, false) => " at 2",
        (true, true) => " after 1",
    };
    sandbox
        .add_fault(format!("* /companies/** {fault}{when}"))
        .unwrap();
    let client = Client::builder()
        .base_url(sandbox.url())
        .token(sandbox.token())
        .no_pacing()
        .timeout(Duration::from_millis(700))
        .deadline(Duration::from_secs(4))
        .retry(Backoff {
            attempts: 3,
            first: Duration::from_millis(2),
            longest: Duration::from_millis(5),
        })
        .build()
        .unwrap();
    let (reports, broken) = run(&client, &sandbox, job).await;
    let requests = sandbox.log().len();
    let broken = broken.or_else(|| sent_again(&sandbox, fault, job));
    Cell {
        reports,
        requests,
        broken,
    }
}

/// A write without keys is sent again only where it cannot have been taken: after a 429.
fn sent_again(sandbox: &Sandbox, fault: &str, job: Job) -> Option<String> {
    let most = match job {
        Job::Create | Job::UpsertWithoutKeys => 1,
        Job::BulkWithoutKeys => 3,
        _ => return None,
    };
    let sent = sandbox.log().len();
    (sent > most && !fault.starts_with("429")).then(|| format!("sent {sent} times"))
}

async fn run(client: &Client, sandbox: &Sandbox, job: Job) -> (Vec<Report>, Option<String>) {
    let old = sandbox.tenant().records("company");
    let id = old[0]["_id"].as_str().unwrap().to_owned();
    let names = || -> Vec<String> {
        let records = sandbox.tenant().records("company");
        records
            .iter()
            .map(|one| one["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let count = |name: &str| names().iter().filter(|one| *one == name).count();
    match job {
        Job::Read => {
            let read = client.companies().get(id).await;
            let wrong = matches!(&read, Ok(company) if company.name.as_deref() != Some("old 0"));
            (vec![of(&read)], wrong.then(|| "another record".to_owned()))
        }
        Job::Create => {
            let report = of(&client.companies().create("new").await);
            (vec![report], disagrees(report, count("new")))
        }
        Job::Update => {
            let patch = CompanyPatch::new().name("changed");
            let report = of(&client.companies().update(id, patch).await);
            (vec![report], disagrees(report, count("changed")))
        }
        Job::Upsert | Job::UpsertWithoutKeys => {
            let row = row(0, job == Job::Upsert);
            let report = of_bulk(1, &client.companies().bulk_upsert([row]).await)[0];
            (vec![report], disagrees(report, count("new 0")))
        }
        Job::Delete => {
            let report = of(&client.companies().delete(id).await);
            (vec![report], disagrees(report, 1 - count("old 0")))
        }
        Job::List => list(client, sandbox).await,
        Job::Bulk | Job::BulkWithoutKeys => {
            let rows = (0..6).map(move |number| row(number, job == Job::Bulk));
            let sent = client
                .companies()
                .bulk_upsert(rows.collect::<Vec<_>>())
                .chunk_rows(2)
                .await;
            let reports = of_bulk(6, &sent);
            let mut each = reports.iter().enumerate();
            let broken = each.find_map(|(number, report)| {
                let why = disagrees(*report, count(&format!("new {number}")))?;
                Some(format!("row {number}: {why}"))
            });
            (reports, broken)
        }
    }
}

fn row(number: usize, keyed: bool) -> CompanyRow {
    let row = CompanyRow::new(format!("new {number}"));
    match keyed {
        true => row.external_id(format!("new-{number}")),
        false => row,
    }
}

async fn list(client: &Client, sandbox: &Sandbox) -> (Vec<Report>, Option<String>) {
    let mut items = client.companies().list().limit(2).items();
    let mut names = Vec::new();
    let mut failed = None;
    while let Some(company) = items.next().await {
        match company {
            Ok(Company { name, .. }) => names.extend(name),
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
    }
    let all: Vec<String> = (0..6).map(|number| format!("old {number}")).collect();
    let whole = match failed {
        None => names == all,
        // What came before the failure is no lie.
        Some(_) => all.starts_with(&names),
    };
    let kept = sandbox.tenant().records("company").len() == 6;
    let report = failed.map_or(Report::Done, |_| Report::NotDone);
    (
        vec![report],
        (!whole || !kept).then(|| format!("read {names:?}")),
    )
}

fn of<T>(result: &Result<T, Error>) -> Report {
    match result {
        Ok(_) => Report::Done,
        Err(error) if error.may_have_arrived() => Report::Unknown,
        Err(_) => Report::NotDone,
    }
}

fn of_bulk<R>(rows: usize, result: &Result<BulkReport<R>, Error>) -> Vec<Report> {
    let chunks = match result {
        Ok(report) => &report.chunks[..],
        Err(error) => error.chunks(),
    };
    // Rows behind the last chunk were not sent.
    let mut reports = vec![Report::NotDone; rows];
    for chunk in chunks {
        let report = match chunk.outcome {
            Outcome::Written => Report::Done,
            Outcome::Refused | Outcome::NotSent => Report::NotDone,
            _ => Report::Unknown,
        };
        reports[chunk.rows.clone()].fill(report);
    }
    reports
}

/// Whether a report is untrue, given how often the write took effect.
fn disagrees(report: Report, times: usize) -> Option<String> {
    let agrees = match report {
        Report::Done => times == 1,
        Report::NotDone => times == 0,
        Report::Unknown => times <= 1,
    };
    (!agrees).then(|| format!("said {report:?}, and it took effect {times} times"))
}
