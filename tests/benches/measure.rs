//! Times of several ways to do one thing, taken in turns so that a noisy machine disturbs all alike.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// One way: its name and what it does.
pub struct Way<'w> {
    pub name: &'static str,
    pub run: Box<dyn FnMut() + 'w>,
}

/// A way whose result is kept from being optimized away.
pub fn way<'w, R>(name: &'static str, mut run: impl FnMut() -> R + 'w) -> Way<'w> {
    Way {
        name,
        run: Box::new(move || drop(black_box(run()))),
    }
}

/// Runs all ways in turns and prints the median of each, and its ratio to the first. With
/// `cargo test` each runs once.
pub fn compare(title: &str, rounds: usize, ways: &mut [Way<'_>]) {
    let bench = std::env::args().any(|argument| argument == "--bench");
    let rounds = if bench { rounds } else { 1 };
    let mut times = vec![Vec::with_capacity(rounds); ways.len()];
    for way in ways.iter_mut().filter(|_| bench) {
        (way.run)();
    }
    for _ in 0..rounds {
        for (way, times) in ways.iter_mut().zip(&mut times) {
            let begun = Instant::now();
            (way.run)();
            times.push(begun.elapsed());
        }
    }
    println!("\n{title} (median of {rounds})");
    let first = median(&mut times[0]);
    for (way, times) in ways.iter().zip(&mut times) {
        let time = median(times);
        println!(
            "  {:<28} {:>9.3} ms   x {:.2}",
            way.name,
            time.as_secs_f64() * 1e3,
            time.as_secs_f64() / first.as_secs_f64(),
        );
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
