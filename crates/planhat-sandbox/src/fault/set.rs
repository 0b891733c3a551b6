//! The faults of a running sandbox, and how often each was asked.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::Fault;
use super::when::dice;
use crate::exchange::Request;

/// The faults, in their order.
#[derive(Debug)]
pub(crate) struct Faults {
    seed: u64,
    /// Whether there are any, so that a sandbox without faults takes no lock for them.
    any: AtomicBool,
    faults: Mutex<Vec<Counted>>,
}

#[derive(Debug)]
struct Counted {
    fault: Arc<Fault>,
    /// Requests that it meant so far.
    seen: u64,
}

impl Faults {
    pub(crate) fn new(seed: u64, faults: Vec<Fault>) -> Self {
        let set = Faults {
            seed,
            any: AtomicBool::new(false),
            faults: Mutex::default(),
        };
        set.replace(faults);
        set
    }

    /// Puts these in place of all, counting anew.
    pub(crate) fn replace(&self, faults: Vec<Fault>) {
        let mut held = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        *held = faults.into_iter().map(counted).collect();
        self.any.store(!held.is_empty(), Ordering::Release);
    }

    /// Puts one behind the others.
    pub(crate) fn add(&self, fault: Fault) {
        let mut held = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        held.push(counted(fault));
        self.any.store(true, Ordering::Release);
    }

    /// The first that hits the request. Each counts all requests that it means, whether another
    /// comes before it or not: so `at 1` and `at 2` of two faults are two requests.
    pub(crate) fn hit(&self, request: &Request) -> Option<Arc<Fault>> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        let mut held = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        let mut first = None;
        for (at, counted) in held.iter_mut().enumerate() {
            if !counted.fault.matches(request) {
                continue;
            }
            counted.seen += 1;
            let roll = || dice(self.seed, at, counted.seen);
            if first.is_none() && counted.fault.when.hits(counted.seen, roll) {
                first = Some(Arc::clone(&counted.fault));
            }
        }
        first
    }
}

fn counted(fault: Fault) -> Counted {
    Counted {
        fault: Arc::new(fault),
        seen: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(texts: &[&str]) -> Faults {
        let faults = texts.iter().map(|text| text.parse().expect(text));
        Faults::new(3, faults.collect())
    }

    fn get(path: &str) -> Request {
        Request {
            method: http::Method::GET,
            path: path.to_owned(),
            query: String::new(),
            headers: http::HeaderMap::new(),
            body: bytes::Bytes::new(),
        }
    }

    fn hits(faults: &Faults, path: &str, times: usize) -> Vec<String> {
        let one = |_| faults.hit(&get(path)).map_or("-".into(), |f| f.to_string());
        (0..times).map(one).collect()
    }

    #[test]
    fn the_first_that_applies_wins_and_all_count() {
        let set = faults(&["GET /a reset at 1", "* /** 503 at 2", "POST /a 500"]);
        assert_eq!(
            hits(&set, "/a", 3),
            ["GET /a reset at 1", "* /** 503 at 2", "-"]
        );
    }

    #[test]
    fn requests_that_are_not_meant_do_not_count() {
        let set = faults(&["GET /a 503 every 2"]);
        let hit = |path| set.hit(&get(path)).is_some();
        assert_eq!(
            ["/a", "/b", "/a", "/b", "/b", "/a", "/a"].map(hit),
            [false, false, true, false, false, false, true]
        );
    }

    #[test]
    fn what_is_replaced_counts_anew() {
        let set = faults(&["GET /a 503 once"]);
        assert_eq!(hits(&set, "/a", 2), ["GET /a 503 once", "-"]);
        set.replace(vec!["GET /a 503 once".parse().expect("a fault")]);
        set.add("GET /a 500 at 2".parse().expect("a fault"));
        assert_eq!(
            hits(&set, "/a", 3),
            ["GET /a 503 once", "GET /a 500 at 2", "-"]
        );
        set.replace(Vec::new());
        assert_eq!(hits(&set, "/a", 1), ["-"]);
    }

    #[test]
    fn chance_repeats() {
        let run = || hits(&faults(&["* /** 503 chance 0.3"]), "/a", 200);
        assert_eq!(run(), run());
        let hit = run().iter().filter(|hit| *hit != "-").count();
        assert!((30..90).contains(&hit), "{hit} of 200");
    }
}
