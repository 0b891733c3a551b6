//! Planhat's quota: calls in a minute, calls in a second, and calls at once, for each token.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use planhat_core::table::Limits;

const MINUTE: Duration = Duration::from_secs(60);
const SECOND: Duration = Duration::from_secs(1);

/// The quota, over sliding windows. A call that it refuses does not count.
#[derive(Debug)]
pub(crate) struct Quota {
    limits: Limits,
    /// Tokens are held by their digest.
    hasher: RandomState,
    tokens: Mutex<Tokens>,
}

#[derive(Debug, Default)]
struct Tokens {
    calls: HashMap<u64, Calls>,
    /// So many tokens are looked through for idle ones.
    full: usize,
}

/// The calls of one token.
#[derive(Debug, Default)]
struct Calls {
    /// When those of the last minute came.
    came: VecDeque<Instant>,
    /// Those that are not yet answered.
    open: u32,
}

impl Quota {
    pub(crate) fn new(limits: Limits) -> Self {
        Quota {
            limits,
            hasher: RandomState::new(),
            tokens: Mutex::default(),
        }
    }

    /// Takes a call in, or says which limit it breaks. The call is open until the permit is dropped.
    pub(crate) fn admit(
        self: &Arc<Self>,
        headers: &HeaderMap,
        now: Instant,
    ) -> Result<Permit, String> {
        let token = self.hasher.hash_one(token(headers));
        let mut tokens = self.lock();
        tokens.forget_idle(now);
        let calls = tokens.calls.entry(token).or_default();
        calls.admit(&self.limits, now)?;
        Ok(Permit {
            quota: Arc::clone(self),
            token,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tokens {
    /// Bounds memory whatever tokens are made up.
    fn forget_idle(&mut self, now: Instant) {
        if self.calls.len() < self.full {
            return;
        }
        self.calls.retain(|_, calls| {
            let last = calls.came.back();
            calls.open > 0 || last.is_some_and(|last| within(*last, now, MINUTE))
        });
        self.full = self.calls.len() * 2 + 64;
    }
}

impl Calls {
    fn admit(&mut self, limits: &Limits, now: Instant) -> Result<(), String> {
        while self
            .came
            .front()
            .is_some_and(|first| !within(*first, now, MINUTE))
        {
            self.came.pop_front();
        }
        let minute = self.came.len();
        let recent = self.came.iter().rev();
        let second = recent.take_while(|one| within(**one, now, SECOND)).count();
        let reached = |count: usize, limit: u32| count as u64 >= u64::from(limit);
        if reached(minute, limits.per_minute) {
            Err(refusal(limits.per_minute, "a minute"))
        } else if reached(second, limits.per_second) {
            Err(refusal(limits.per_second, "a second"))
        } else if self.open >= limits.parallel {
            Err(refusal(limits.parallel, "at once"))
        } else {
            self.came.push_back(now);
            self.open += 1;
            Ok(())
        }
    }
}

fn refusal(limit: u32, span: &str) -> String {
    format!("Too Many Requests: at most {limit} {span}")
}

fn within(then: Instant, now: Instant, span: Duration) -> bool {
    now.saturating_duration_since(then) < span
}

/// What authenticates a call, the same by Bearer and by Basic; empty without any.
fn token(headers: &HeaderMap) -> Vec<u8> {
    let value = headers.get(AUTHORIZATION).map(|value| value.as_bytes());
    let value = value.unwrap_or_default();
    let Some(space) = value.iter().position(|byte| *byte == b' ') else {
        return value.to_vec();
    };
    let (scheme, rest) = (&value[..space], value[space..].trim_ascii());
    let basic = scheme.eq_ignore_ascii_case(b"basic");
    match STANDARD.decode(rest) {
        Ok(mut pair) if basic => {
            pair.truncate(
                pair.iter()
                    .position(|byte| *byte == b':')
                    .unwrap_or(pair.len()),
            );
            pair
        }
        _ => rest.to_vec(),
    }
}

/// An open call.
#[derive(Debug)]
pub(crate) struct Permit {
    quota: Arc<Quota>,
    token: u64,
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(calls) = self.quota.lock().calls.get_mut(&self.token) {
            calls.open = calls.open.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quota() -> Arc<Quota> {
        Arc::new(Quota::new(Limits {
            per_minute: 5,
            per_second: 3,
            parallel: 2,
            bulk_rows: 1,
            body_bytes: 1,
            query_bytes: 1,
        }))
    }

    fn headers(authorization: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, authorization.parse().expect("a header"));
        headers
    }

    fn admit(quota: &Arc<Quota>, token: &str, now: Instant) -> Result<(), String> {
        quota.admit(&headers(token), now).map(drop)
    }

    #[test]
    fn windows_slide() {
        let quota = quota();
        let start = Instant::now();
        let at = |millis| admit(&quota, "Bearer a", start + Duration::from_millis(millis));
        for millis in [0, 400, 800] {
            assert_eq!(at(millis), Ok(()));
        }
        let second = Err("Too Many Requests: at most 3 a second".to_owned());
        assert_eq!(at(999), second);
        assert_eq!(at(1000), Ok(()));
        assert_eq!(at(1399), second);
        assert_eq!(at(1400), Ok(()));
        let minute = Err("Too Many Requests: at most 5 a minute".to_owned());
        assert_eq!(at(30_000), minute);
        assert_eq!(at(59_999), minute);
        assert_eq!(at(60_000), Ok(()));
        assert_eq!(at(60_001), minute);
        assert_eq!(at(60_400), Ok(()));
    }

    #[test]
    fn open_calls_are_counted_until_they_end() {
        let quota = quota();
        let now = Instant::now();
        let token = headers("Bearer a");
        let first = quota.admit(&token, now).expect("the first");
        let _second = quota.admit(&token, now).expect("the second");
        let third = quota.admit(&token, now).map(drop);
        assert_eq!(third, Err("Too Many Requests: at most 2 at once".into()));
        drop(first);
        quota.admit(&token, now).expect("a free place");
    }

    #[test]
    fn each_token_has_its_own() {
        let quota = quota();
        let now = Instant::now();
        for _ in 0..3 {
            admit(&quota, "Bearer a", now).expect("within the limit");
        }
        let basic = format!("Basic {}", STANDARD.encode("a:"));
        assert!(admit(&quota, &basic, now).is_err());
        assert!(admit(&quota, "bearer a", now).is_err());
        admit(&quota, "Bearer b", now).expect("another token");
        quota.admit(&HeaderMap::new(), now).expect("no token");
    }

    #[test]
    fn idle_tokens_are_forgotten() {
        let quota = quota();
        let start = Instant::now();
        for number in 0..1000 {
            let now = start + Duration::from_secs(number);
            admit(&quota, &format!("Bearer {number}"), now).expect("a new token");
        }
        assert!(quota.lock().calls.len() < 300);
    }
}
