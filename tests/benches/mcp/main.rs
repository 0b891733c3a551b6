//! `planhat mcp` with validation and audit on, against a bare rmcp server with as many tools that does
//! the same GET on the same upstream: start to the first list on stdio, calls and lists a second at 16
//! at once over HTTP, and memory. Then what the tools cost in tokens, by profile. Each server is a
//! process of its own, and the runs alternate.
//!
//! `cargo bench --package planhat-tests --bench mcp`

mod bare;
mod load;
mod process;
mod tokens;
mod upstream;

use std::time::Duration;

use load::Load;
use process::{Kind, Listening};

const RUNS: usize = 5;
const STARTS: usize = 15;

fn main() {
    let words: Vec<String> = std::env::args().collect();
    match words
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [_, "bare", "stdio"] => in_runtime(bare::stdio()),
        [_, "bare", "http"] => in_runtime(bare::http()),
        [_, "ours", options @ ..] => ours(options),
        _ => {
            // With `cargo test` once and short, so that it is known to work.
            let bench = words.iter().any(|word| word == "--bench");
            let (runs, starts) = if bench { (RUNS, STARTS) } else { (1, 1) };
            let time = Duration::from_millis(if bench { 3000 } else { 100 });
            in_runtime(compare(runs, starts, time));
            tokens::show();
        }
    }
}

fn in_runtime<T>(work: impl Future<Output = T>) -> T {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.enable_all().build().unwrap().block_on(work)
}

fn ours(options: &[&str]) {
    let words = ["planhat", "mcp"].iter().chain(options);
    let console = planhat_cli::console::Console::of_process();
    std::process::exit(planhat_cli::run(words, console));
}

/// What one run of a server gave.
#[derive(Default)]
struct Figures {
    starts: Vec<f64>,
    idle: Vec<f64>,
    loaded: Vec<f64>,
    /// By what is asked, as in [`Load::ALL`].
    rates: [Vec<f64>; Load::ALL.len()],
}

async fn compare(runs: usize, starts: usize, time: Duration) {
    let folder = tempfile::tempdir().unwrap();
    let upstream = upstream::Upstream::start().await;
    let kinds = [Kind::Bare, Kind::Ours];
    let mut figures = [Figures::default(), Figures::default()];
    for _ in 0..starts {
        for (kind, figures) in kinds.iter().zip(&mut figures) {
            let time = process::start_to_list(*kind, &upstream.url, folder.path()).await;
            figures.starts.push(time.as_secs_f64() * 1e3);
        }
    }
    let mut asked = [0; 2];
    for _ in 0..runs {
        for (at, (kind, figures)) in kinds.iter().zip(&mut figures).enumerate() {
            let server = Listening::start(*kind, &upstream.url, folder.path()).await;
            load::once(&server.address, Load::List).await;
            figures.idle.push(server.memory());
            for (load, rates) in Load::ALL.into_iter().zip(&mut figures.rates) {
                load::run(&server.address, load, time / 6).await;
                let before = upstream.requests();
                let count = load::run(&server.address, load, time).await;
                rates.push(count as f64 / time.as_secs_f64());
                asked[at] += upstream.requests() - before;
            }
            figures.loaded.push(server.memory());
        }
    }
    show(figures, asked, runs, starts);
}

fn show([mut bare, mut ours]: [Figures; 2], asked: [usize; 2], runs: usize, starts: usize) {
    println!(
        "97 tools; medians of {runs} alternating runs, {starts} starts; 16 at once over HTTP\n"
    );
    println!("| | bare rmcp server | `planhat mcp` | ratio |\n|---|---|---|---|");
    let row = |name: &str, bare: &mut Vec<f64>, ours: &mut Vec<f64>, unit: &str| {
        let (bare, ours) = (median(bare), median(ours));
        let digits = usize::from(bare.max(ours) < 100.0);
        let ratio = ours / bare;
        println!("| {name} | {bare:.digits$}{unit} | {ours:.digits$}{unit} | {ratio:.2} |");
    };
    let start = "start to the first list, on stdio";
    row(start, &mut bare.starts, &mut ours.starts, " ms");
    for (at, load) in Load::ALL.into_iter().enumerate() {
        row(load.name(), &mut bare.rates[at], &mut ours.rates[at], "");
    }
    row("memory, idle", &mut bare.idle, &mut ours.idle, " MB");
    row(
        "memory after the load",
        &mut bare.loaded,
        &mut ours.loaded,
        " MB",
    );
    println!(
        "\nrequests upstream while measured: {} and {}",
        asked[0], asked[1]
    );
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
