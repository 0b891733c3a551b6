//! When to try again, and how long to wait.

use std::time::{Duration, SystemTime};

/// Decides how long to wait before a call is sent again. Whether it may be sent again at all is
/// not its business: that follows from the operation and from what happened.
///
/// Replace it on the builder or on one call.
pub trait RetryPolicy: Send + Sync + 'static {
    /// The wait before the next attempt; nothing to give up.
    fn wait(&self, failed: &FailedAttempt) -> Option<Duration>;
}

/// An attempt that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FailedAttempt {
    /// Its number, from 1.
    pub attempt: u32,
    /// The status, if there was an answer.
    pub status: Option<u16>,
    /// How long the server asks to wait.
    pub retry_after: Option<Duration>,
}

/// Exponential backoff with full jitter; what the server asks for is honoured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backoff {
    /// Attempts in all, the first included.
    pub attempts: u32,
    /// The longest first wait; each further one may be twice as long.
    pub first: Duration,
    /// No wait of our own is longer.
    pub longest: Duration,
}

impl Default for Backoff {
    /// Five attempts, the waits up to 0.5, 1, 2 and 4 seconds.
    fn default() -> Self {
        Backoff {
            attempts: 5,
            first: Duration::from_millis(500),
            longest: Duration::from_secs(30),
        }
    }
}

impl Backoff {
    /// One attempt alone.
    pub fn never() -> Self {
        Backoff {
            attempts: 1,
            ..Backoff::default()
        }
    }
}

impl RetryPolicy for Backoff {
    fn wait(&self, failed: &FailedAttempt) -> Option<Duration> {
        if failed.attempt >= self.attempts {
            return None;
        }
        if let Some(wait) = failed.retry_after {
            return Some(wait);
        }
        let doublings = failed.attempt.saturating_sub(1).min(20);
        let ceiling = self.first.saturating_mul(1 << doublings).min(self.longest);
        Some(ceiling.mul_f64(fastrand::f64()))
    }
}

/// `Retry-After` in both its forms: seconds, or a date.
pub(crate) fn parse_retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    let now = jiff::Timestamp::try_from(now).ok()?;
    Some(Duration::try_from(moment.duration_since(now)).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_748_596_500);
        assert_eq!(parse_retry_after("7", now), Some(Duration::from_secs(7)));
        let date = "Fri, 30 May 2025 09:15:30 GMT";
        assert_eq!(parse_retry_after(date, now), Some(Duration::from_secs(30)));
        let past = "Fri, 30 May 2025 09:14:00 GMT";
        assert_eq!(parse_retry_after(past, now), Some(Duration::ZERO));
        assert_eq!(parse_retry_after("soon", now), None);
    }

    #[test]
    fn waits_grow_and_end() {
        let backoff = Backoff {
            attempts: 4,
            first: Duration::from_secs(1),
            longest: Duration::from_secs(3),
        };
        let failed = |attempt| FailedAttempt {
            attempt,
            status: Some(503),
            retry_after: None,
        };
        for (attempt, ceiling) in [(1, 1), (2, 2), (3, 3)] {
            let waits: Vec<f64> = (0..200)
                .map(|_| backoff.wait(&failed(attempt)).unwrap().as_secs_f64())
                .collect();
            let ceiling = f64::from(ceiling);
            assert!(waits.iter().all(|wait| *wait <= ceiling));
            assert!(waits.iter().any(|wait| *wait > 0.7 * ceiling), "{waits:?}");
            assert!(waits.iter().any(|wait| *wait < 0.3 * ceiling), "{waits:?}");
        }
        assert_eq!(backoff.wait(&failed(4)), None);
    }

    #[test]
    fn the_server_decides_when_it_says_so() {
        let failed = FailedAttempt {
            attempt: 1,
            status: Some(429),
            retry_after: Some(Duration::from_secs(9)),
        };
        assert_eq!(
            Backoff::default().wait(&failed),
            Some(Duration::from_secs(9))
        );
    }
}
