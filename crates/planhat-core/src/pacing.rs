//! Pacing: never more calls than the server takes, in any window, in the order they were asked for.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::table::Limits;

/// How many calls are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pacing {
    /// Calls in any 60 seconds.
    pub per_minute: u32,
    /// Calls in any second.
    pub per_second: u32,
    /// Calls at the same time.
    pub parallel: u32,
}

impl From<&Limits> for Pacing {
    fn from(limits: &Limits) -> Self {
        Pacing {
            per_minute: limits.per_minute,
            per_second: limits.per_second,
            parallel: limits.parallel,
        }
    }
}

/// What is left of the calls at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota {
    /// The limits; nothing when pacing is off.
    pub pacing: Option<Pacing>,
    /// Calls that still count against the present minute.
    pub used_this_minute: u32,
    /// Calls under way.
    pub in_flight: u32,
    /// Calls that wait for their turn.
    pub waiting: u32,
    /// How long a call made now would wait for room in the windows, those before it included, if
    /// none of the calls under way ended late.
    pub wait: Duration,
}

/// The pacers by a hash of their token and host. One outlives its clients: a program that makes a
/// client for each call is paced all the same.
type Pacers = HashMap<u64, Arc<Pacer>>;

/// Shared by all clients of a token and host.
#[derive(Debug)]
pub(crate) struct Pacer {
    state: Mutex<State>,
    /// One waits for a place, the others for their turn, first come first served.
    turn: tokio::sync::Mutex<()>,
    finished: Notify,
}

#[derive(Debug)]
struct State {
    pacing: Pacing,
    /// Calls, oldest first, with the moment they ended. A call counts from before it reached the
    /// server until a window after its answer: so no window of the server holds more than allowed.
    calls: VecDeque<Call>,
    next: u64,
    waiting: u32,
}

#[derive(Debug)]
struct Call {
    number: u64,
    ended: Option<Instant>,
}

const MINUTE: Duration = Duration::from_secs(60);
const SECOND: Duration = Duration::from_secs(1);

impl Pacer {
    pub(crate) fn new(pacing: Pacing) -> Self {
        Pacer {
            state: Mutex::new(State {
                pacing,
                calls: VecDeque::new(),
                next: 0,
                waiting: 0,
            }),
            turn: tokio::sync::Mutex::new(()),
            finished: Notify::new(),
        }
    }

    /// The pacer of a token and host. When several clients ask for different limits, the strictest
    /// hold. Of the token only a hash is kept.
    pub(crate) fn shared(token: &str, host: &str, pacing: Pacing) -> Arc<Pacer> {
        static ALL: OnceLock<(RandomState, Mutex<Pacers>)> = OnceLock::new();
        let (hasher, all) = ALL.get_or_init(Default::default);
        let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
        let key = hasher.hash_one((token, host));
        if let Some(pacer) = all.get(&key) {
            pacer.lock().pacing.tighten(pacing);
            return Arc::clone(pacer);
        }
        all.retain(|_, pacer| Arc::strong_count(pacer) > 1 || pacer.quota().used_this_minute > 0);
        let pacer = Arc::new(Pacer::new(pacing));
        all.insert(key, Arc::clone(&pacer));
        pacer
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a place. Dropping the future gives the turn up, dropping the place ends the call.
    pub(crate) async fn place(self: &Arc<Self>) -> Place {
        let _waiting = Waiting::new(self);
        let _turn = self.turn.lock().await;
        loop {
            let finished = self.finished.notified();
            let taken = self.lock().take();
            match taken {
                Ok(number) => {
                    return Place {
                        pacer: Arc::clone(self),
                        number,
                    };
                }
                Err(Some(free)) => tokio::select! {
                    () = tokio::time::sleep_until(free) => {}
                    () = finished => {}
                },
                Err(None) => finished.await,
            }
        }
    }

    pub(crate) fn quota(&self) -> Quota {
        let mut state = self.lock();
        state.forget();
        Quota {
            pacing: Some(state.pacing),
            used_this_minute: u32::try_from(state.calls.len()).unwrap_or(u32::MAX),
            in_flight: state.in_flight(),
            waiting: state.waiting,
            wait: state.wait(),
        }
    }
}

impl Pacing {
    /// At least one call each, or nothing would ever be sent.
    fn tighten(&mut self, other: Pacing) {
        self.per_minute = self.per_minute.min(other.per_minute).max(1);
        self.per_second = self.per_second.min(other.per_second).max(1);
        self.parallel = self.parallel.min(other.parallel).max(1);
    }
}

impl State {
    fn in_flight(&self) -> u32 {
        let count = self
            .calls
            .iter()
            .filter(|call| call.ended.is_none())
            .count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    fn forget(&mut self) {
        let now = Instant::now();
        self.calls.retain(|call| {
            call.ended
                .is_none_or(|ended| now.duration_since(ended) < MINUTE)
        });
    }

    /// How long a call behind those that wait would wait for room in the windows.
    fn wait(&self) -> Duration {
        let now = Instant::now();
        let limits = [
            (self.pacing.per_second, SECOND),
            (self.pacing.per_minute, MINUTE),
        ];
        let of_window = |(limit, window): (u32, Duration)| {
            // A call under way counts as one that ends now.
            let ends = self.calls.iter().map(|call| call.ended.unwrap_or(now));
            let mut frees: Vec<Instant> = ends.map(|ended| ended + window).collect();
            frees.retain(|free| *free > now);
            frees.sort_unstable();
            let before = frees.len() + self.waiting as usize;
            let needed = (before + 1).saturating_sub(limit.max(1) as usize);
            let free = needed
                .checked_sub(1)
                .map(|at| frees.get(at).or(frees.last()));
            free.flatten().map_or(Duration::ZERO, |free| *free - now)
        };
        limits.into_iter().map(of_window).max().unwrap_or_default()
    }

    /// Takes a place; else says when the next one is free at the earliest, or nothing if that
    /// depends on a call under way.
    fn take(&mut self) -> Result<u64, Option<Instant>> {
        self.forget();
        if self.in_flight() >= self.pacing.parallel.max(1) {
            return Err(None);
        }
        let limits = [
            (self.pacing.per_second, SECOND),
            (self.pacing.per_minute, MINUTE),
        ];
        for (limit, window) in limits {
            self.room(limit.max(1) as usize, window)?;
        }
        let number = self.next;
        self.next += 1;
        self.calls.push_back(Call {
            number,
            ended: None,
        });
        Ok(number)
    }

    /// Whether a window has room for one more.
    fn room(&self, limit: usize, window: Duration) -> Result<(), Option<Instant>> {
        let now = Instant::now();
        let counts = |call: &&Call| {
            call.ended
                .is_none_or(|ended| now.duration_since(ended) < window)
        };
        let counted: Vec<&Call> = self.calls.iter().filter(counts).collect();
        if counted.len() < limit {
            return Ok(());
        }
        Err(counted
            .iter()
            .filter_map(|call| call.ended)
            .min()
            .map(|first| first + window))
    }
}

/// A call that waits.
struct Waiting<'p>(&'p Pacer);

impl<'p> Waiting<'p> {
    fn new(pacer: &'p Pacer) -> Self {
        pacer.lock().waiting += 1;
        Waiting(pacer)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.waiting = state.waiting.saturating_sub(1);
    }
}

/// A call under way; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    pacer: Arc<Pacer>,
    number: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.pacer.lock();
        let number = self.number;
        if let Some(call) = state.calls.iter_mut().find(|call| call.number == number) {
            call.ended = Some(Instant::now());
        }
        drop(state);
        self.pacer.finished.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pacer(per_minute: u32, per_second: u32, parallel: u32) -> Arc<Pacer> {
        Arc::new(Pacer::new(Pacing {
            per_minute,
            per_second,
            parallel,
        }))
    }

    /// Starts `calls` calls at once, each `length` long, and says when each began.
    async fn run(pacer: &Arc<Pacer>, calls: usize, length: Duration) -> Vec<Instant> {
        let tasks: Vec<_> = (0..calls)
            .map(|_| {
                let pacer = Arc::clone(pacer);
                tokio::spawn(async move {
                    let place = pacer.place().await;
                    let began = Instant::now();
                    tokio::time::sleep(length).await;
                    drop(place);
                    began
                })
            })
            .collect();
        let mut all = Vec::new();
        for task in tasks {
            all.push(task.await.unwrap());
        }
        all
    }

    fn most_in_any(window: Duration, starts: &[Instant]) -> usize {
        let within = |first: &Instant| {
            starts
                .iter()
                .filter(|one| **one >= *first && **one < *first + window)
                .count()
        };
        starts.iter().map(within).max().unwrap_or(0)
    }

    #[tokio::test(start_paused = true)]
    async fn the_wait_is_told_before_it_is_waited() {
        let pacer = pacer(3, 100, 10);
        run(&pacer, 2, Duration::from_secs(10)).await;
        assert_eq!(pacer.quota().wait, Duration::ZERO);
        run(&pacer, 1, Duration::from_secs(5)).await;
        assert_eq!(pacer.quota().wait, Duration::from_secs(55));
        let waiting = {
            let pacer = Arc::clone(&pacer);
            tokio::spawn(async move { drop(pacer.place().await) })
        };
        tokio::task::yield_now().await;
        // Two were made at once: the one behind the one that waits goes with the second of them.
        assert_eq!(pacer.quota().wait, Duration::from_secs(55));
        let told = Instant::now();
        waiting.await.unwrap();
        assert_eq!(told.elapsed().as_secs(), 55);
    }

    #[tokio::test(start_paused = true)]
    async fn no_window_holds_more_than_allowed() {
        let pacer = pacer(200, 150, 50);
        let starts = run(&pacer, 700, Duration::from_millis(120)).await;
        assert!(most_in_any(MINUTE, &starts) <= 200);
        assert!(most_in_any(SECOND, &starts) <= 150);
        let took = *starts.iter().max().unwrap() - *starts.iter().min().unwrap();
        assert!(
            took >= Duration::from_secs(180) && took < Duration::from_secs(190),
            "{took:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_at_a_time_than_allowed_and_in_order() {
        let pacer = pacer(1000, 1000, 2);
        let starts = run(&pacer, 6, Duration::from_secs(1)).await;
        assert!(most_in_any(SECOND, &starts) <= 2);
        assert!(
            starts.windows(2).all(|pair| pair[0] <= pair[1]),
            "first come, first served"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_cancelled_call_gives_its_place_up() {
        let pacer = pacer(1, 1, 1);
        let first = pacer.place().await;
        let waiting = tokio::time::timeout(Duration::from_millis(10), pacer.place());
        assert!(waiting.await.is_err());
        assert_eq!(pacer.quota().waiting, 0);
        drop(first);
        let began = Instant::now();
        drop(pacer.place().await);
        assert_eq!(
            began.elapsed().as_secs(),
            60,
            "the window, and not that of the cancelled call"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn clients_of_a_token_share_a_pacer_and_the_strictest_limits_hold() {
        let loose = Pacing {
            per_minute: 10,
            per_second: 10,
            parallel: 10,
        };
        let strict = Pacing {
            per_minute: 2,
            ..loose
        };
        let one = Pacer::shared("token-of-this-test", "host", loose);
        let two = Pacer::shared("token-of-this-test", "host", strict);
        assert!(Arc::ptr_eq(&one, &two));
        assert_eq!(one.quota().pacing, Some(strict));
        assert!(!Arc::ptr_eq(
            &one,
            &Pacer::shared("another-token", "host", loose)
        ));
    }

    #[tokio::test(start_paused = true)]
    async fn calls_count_though_their_client_is_gone() {
        let limits = Pacing {
            per_minute: 1,
            per_second: 1,
            parallel: 1,
        };
        let pacer = || Pacer::shared("token-of-many-clients", "host", limits);
        drop(pacer().place().await);
        // Another token comes by, and takes away what is no longer needed.
        drop(Pacer::shared("token-of-some-other", "host", limits));
        let began = Instant::now();
        drop(pacer().place().await);
        assert_eq!(began.elapsed(), MINUTE);
    }
}
