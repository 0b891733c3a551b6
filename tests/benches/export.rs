//! Export of 100,000 endusers from the sandbox: `planhat export`, against a bare reqwest program that
//! downloads the same pages, splits them as raw JSON and writes NDJSON. Each run is a process of its
//! own, so that its peak of memory can be told.
//!
//! `cargo bench --package planhat-tests --bench export`

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use planhat_sandbox::Sandbox;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

const RECORDS: usize = 100_000;
const PAGE: usize = 2000;
const RUNS: usize = 5;
const BUFFER: usize = 256 * 1024;

fn main() {
    let words: Vec<String> = std::env::args().collect();
    match words
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [_, "floor", url, token, out] => in_runtime(floor(url, token, out)),
        [_, "ours", out] => ours(out),
        _ => compare(),
    }
    if words.len() > 2 {
        println!("peak {}", peak());
    }
}

fn in_runtime<T>(work: impl Future<Output = T>) -> T {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.enable_all().build().unwrap().block_on(work)
}

/// The bare program.
async fn floor(url: &str, token: &str, out: &str) {
    // The TLS library wants a provider, though nothing here is encrypted.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::new();
    let mut file = BufWriter::with_capacity(BUFFER, File::create(out).unwrap());
    for page in 0.. {
        let offset = page * PAGE;
        let url = format!("{url}/endusers?sort=_id&limit={PAGE}&offset={offset}");
        let answer = client.get(url).bearer_auth(token).send().await.unwrap();
        let body = answer.bytes().await.unwrap();
        let records: Vec<&RawValue> = serde_json::from_slice(&body).unwrap();
        for record in &records {
            file.write_all(record.get().as_bytes()).unwrap();
            file.write_all(b"\n").unwrap();
        }
        if records.len() < PAGE {
            break;
        }
    }
    file.flush().unwrap();
}

fn ours(out: &str) {
    let words = [
        "planhat", "export", "endusers", "--force", "--quiet", "--out", out,
    ];
    let code = planhat_cli::run(words, planhat_cli::console::Console::of_process());
    assert_eq!(code, 0);
}

/// The most memory that this process had, in kB; nothing where the system does not tell.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.unwrap_or("0 kB")
        .trim()
        .trim_end_matches("kB")
        .trim()
        .to_owned()
}

fn compare() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = in_runtime(Sandbox::builder().no_quota().log(false).start()).unwrap();
    for number in 0..RECORDS {
        let Value::Object(record) = enduser(number) else {
            unreachable!()
        };
        sandbox.tenant().insert("enduser", record);
    }
    let out = |name: &str| folder.path().join(name);
    let (mut floors, mut all) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        floors.push(timed(
            &sandbox,
            &["floor", sandbox.url(), sandbox.token()],
            &out("floor"),
        ));
        all.push(timed(&sandbox, &["ours"], &out("ours")));
    }
    let (left, right) = (
        fs::read(out("floor")).unwrap(),
        fs::read(out("ours")).unwrap(),
    );
    assert_eq!(left.len(), right.len(), "both wrote the same");
    assert!(left == right, "both wrote the same");
    println!(
        "{RECORDS} endusers, {} MB, pages of {PAGE}, pacing off; median of {RUNS} alternating runs",
        left.len() / 1_000_000
    );
    let (floor, ours) = (median(&mut floors), median(&mut all));
    for (name, (time, peak)) in [("bare reqwest program", floor), ("planhat export", ours)] {
        println!(
            "{name:<22} {:>5} ms   {:>4} MB at its peak",
            time.as_millis(),
            peak / 1000
        );
    }
    println!(
        "speed against the bare program: {:.2}",
        floor.0.as_secs_f64() / ours.0.as_secs_f64()
    );
}

fn enduser(number: usize) -> Value {
    let custom: Map<String, Value> = (0..6)
        .map(|at| {
            (
                format!("Field {at}"),
                json!(format!("value {number} of {at}")),
            )
        })
        .collect();
    json!({
        "companyId": format!("{:024x}", number / 40), "email": format!("contact{number}@customer.example"),
        "firstName": format!("First{number}"), "lastName": format!("Last{number}"), "externalId": format!("enduser-{number}"),
        "position": "Head of Operations", "phone": "+46 8 555 01 02", "tags": ["champion", "newsletter"],
        "personas": ["Economic buyer"], "custom": custom,
    })
}

/// One run: how long, and the peak of memory in kB.
fn timed(sandbox: &Sandbox, words: &[&str], out: &Path) -> (Duration, u64) {
    let begin = Instant::now();
    let ran = Command::new(std::env::current_exe().unwrap())
        .args(words)
        .arg(out)
        .env("PLANHAT_BASE_URL", sandbox.url())
        .env("PLANHAT_API_TOKEN", sandbox.token())
        .env("PLANHAT_PACING", "off")
        .output()
        .unwrap();
    let time = begin.elapsed();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let told = String::from_utf8_lossy(&ran.stdout);
    let peak = told
        .lines()
        .find_map(|line| line.strip_prefix("peak ")?.parse().ok());
    (time, peak.unwrap_or(0))
}

fn median(runs: &mut [(Duration, u64)]) -> (Duration, u64) {
    runs.sort();
    runs[runs.len() / 2]
}
