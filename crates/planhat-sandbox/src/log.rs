//! The log of requests, for tests to read.

use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderValue, Method};

use crate::exchange::Request;
use crate::fault::{Fault, decoded};
use crate::paths::Paths;

/// Requests that are kept; older ones are forgotten.
const ENTRIES: usize = 10_000;
/// Requests that are kept where they are only told when they are answered.
const OPEN: usize = 500;
/// Bytes of a request's body that are kept.
const BODY_BYTES: usize = 64 * 1024;
/// Bytes of all that is kept; older requests are forgotten beyond.
const ALL_BYTES: usize = 64 * 1024 * 1024;

/// A request that came, and what became of it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Entry {
    /// Its number, from one, over the life of the sandbox.
    pub number: u64,
    /// When it was read in full.
    pub at: SystemTime,
    /// Its method.
    pub method: Method,
    /// Its path, decoded; a secret in it shows as its name, as in `/x/{tenantToken}`.
    pub path: String,
    /// Its path as it came, but for secrets.
    pub raw_path: String,
    /// Its query as it came, without the question mark.
    pub raw_query: String,
    /// Its headers; those that authenticate show their scheme alone.
    pub headers: HeaderMap,
    /// Its body, or the beginning of a long one.
    pub body: Bytes,
    /// Bytes of the whole body.
    pub body_length: usize,
    /// The fault that it met, as text.
    pub fault: Option<String>,
    /// Whether the tenant handled it.
    pub handled: bool,
    /// The status that it was answered; nothing before, and where no answer was sent.
    pub status: Option<u16>,
    /// How long it took to answer, or to break off; nothing before.
    pub duration: Option<Duration>,
}

impl Entry {
    /// The parameters of the query, decoded.
    pub fn query(&self) -> Vec<(String, String)> {
        let pairs = self.raw_query.split('&').filter(|pair| !pair.is_empty());
        let decoded = |text: &str| decoded(&text.replace('+', " ")).into_owned();
        pairs
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (decoded(name), decoded(value)))
            .collect()
    }

    /// The value of a parameter; the first if there are several.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let found = self.query().into_iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value)
    }

    /// The body as text, or the beginning of a long one.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; nothing where it is none, or was too long to be kept.
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// In one line, for people.
    fn line(&self) -> String {
        let query = if self.raw_query.is_empty() { "" } else { "?" };
        let status = self.status.map_or("---".to_owned(), |one| one.to_string());
        let millis = self.duration.unwrap_or_default().as_secs_f64() * 1000.0;
        let fault = self.fault.as_ref().map_or(String::new(), |fault| {
            format!(" [fault: {}]", fault.escape_debug())
        });
        let (method, path) = (&self.method, &self.raw_path);
        format!(
            "{method} {path}{query}{} {status} {millis:.1} ms{fault}",
            self.raw_query
        )
    }

    fn bytes(&self) -> usize {
        let headers = self.headers.iter();
        let headers: usize = headers
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        self.body.len() + headers + self.path.len() + self.raw_path.len() + self.raw_query.len()
    }
}

/// The log.
#[derive(Debug)]
pub(crate) struct Log {
    /// Whether requests are kept for whoever asks.
    on: bool,
    /// Whether each request is told on stderr.
    lines: bool,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    entries: VecDeque<Entry>,
    /// Requests that came so far.
    count: u64,
    bytes: usize,
}

/// An entry that is not yet complete; it is when this is dropped.
pub(crate) struct Open<'a> {
    log: &'a Log,
    number: u64,
    began: Instant,
    handled: bool,
    status: Option<u16>,
}

impl Log {
    pub(crate) fn new(on: bool, lines: bool) -> Self {
        Log {
            on,
            lines,
            kept: Mutex::default(),
        }
    }

    /// What is kept, oldest first.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        if !self.on {
            return Vec::new();
        }
        self.with(|kept| kept.entries.iter().cloned().collect())
    }

    pub(crate) fn clear(&self) {
        self.with(|kept| {
            kept.entries.clear();
            kept.bytes = 0;
        });
    }

    /// Notes a request that came.
    pub(crate) fn open(
        &self,
        request: &Request,
        length: usize,
        fault: Option<&Fault>,
        paths: &Paths,
    ) -> Option<Open<'_>> {
        let most = match (self.on, self.lines) {
            (true, _) => ENTRIES,
            (false, true) => OPEN,
            (false, false) => return None,
        };
        let entry = entry(request, length, fault, paths);
        let number = self.with(|kept| kept.push(entry, most));
        Some(Open {
            log: self,
            number,
            began: Instant::now(),
            handled: false,
            status: None,
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut Kept) -> T) -> T {
        act(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Kept {
    fn push(&mut self, mut entry: Entry, most: usize) -> u64 {
        self.count += 1;
        entry.number = self.count;
        self.bytes += entry.bytes();
        self.entries.push_back(entry);
        while self.entries.len() > most || (self.bytes > ALL_BYTES && self.entries.len() > 1) {
            let oldest = self.entries.pop_front();
            self.bytes -= oldest.map_or(0, |entry| entry.bytes());
        }
        self.count
    }

    /// The entry of this number, if it is still kept.
    fn get(&mut self, number: u64) -> Option<&mut Entry> {
        let first = self.entries.front()?.number;
        let at = usize::try_from(number.checked_sub(first)?).ok()?;
        self.entries.get_mut(at)
    }
}

impl Open<'_> {
    pub(crate) fn handled(&mut self) {
        self.handled = true;
        // At once, since it may hang from here on.
        self.log.with(|kept| {
            if let Some(entry) = kept.get(self.number) {
                entry.handled = true;
            }
        });
    }

    pub(crate) fn answered(mut self, status: u16) {
        self.status = Some(status);
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        let line = self.log.with(|kept| {
            let entry = kept.get(self.number)?;
            entry.handled = self.handled;
            entry.status = self.status;
            entry.duration = Some(self.began.elapsed());
            self.log.lines.then(|| entry.line())
        });
        if let Some(line) = line {
            // Nothing can be done where stderr is gone.
            let _ = writeln!(std::io::stderr().lock(), "{line}");
        }
    }
}

fn entry(request: &Request, length: usize, fault: Option<&Fault>, paths: &Paths) -> Entry {
    let kept = request.body.len().min(BODY_BYTES);
    let raw_path = paths.without_secrets(&request.path);
    Entry {
        number: 0,
        at: SystemTime::now(),
        method: request.method.clone(),
        path: decoded(&raw_path).into_owned(),
        raw_path,
        raw_query: request.query.clone(),
        headers: without_secrets(&request.headers),
        // A copy, since a slice would keep the whole buffer that it was read into.
        body: Bytes::copy_from_slice(&request.body[..kept]),
        body_length: length,
        fault: fault.map(Fault::to_string),
        handled: false,
        status: None,
        duration: None,
    }
}

fn without_secrets(headers: &HeaderMap) -> HeaderMap {
    let mut shown = headers.clone();
    for name in [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE] {
        if let Some(value) = shown.get_mut(&name) {
            let scheme = value.to_str().ok().and_then(|text| text.split_once(' '));
            let scheme = scheme.map_or("", |(scheme, _)| scheme);
            let hidden = HeaderValue::try_from(format!("{scheme} ***"));
            *value = hidden.unwrap_or(HeaderValue::from_static("***"));
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(path: &str, body: &[u8]) -> Request {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer hidden"));
        Request {
            method: Method::POST,
            path: path.to_owned(),
            query: "a=1&b=x+%26".to_owned(),
            headers,
            body: Bytes::copy_from_slice(body),
        }
    }

    fn paths() -> Paths {
        Paths::new(&planhat_client::api::API)
    }

    #[test]
    fn entries_are_completed_and_show_no_secret() {
        let log = Log::new(true, false);
        let fault: Fault = "* /** 503-after".parse().expect("a fault");
        let request = request("/analytics/s%65cret", b"[1]");
        let mut open = log
            .open(&request, 3, Some(&fault), &paths())
            .expect("it is on");
        assert_eq!(log.entries()[0].duration, None);
        open.handled();
        assert!(log.entries()[0].handled);
        open.answered(503);
        let entry = log.entries().remove(0);
        assert_eq!(entry.status, Some(503));
        assert!(entry.duration.is_some());
        assert_eq!(entry.path, "/analytics/{tenantToken}");
        assert_eq!(entry.parameter("b").as_deref(), Some("x &"));
        assert_eq!(entry.json(), Some(serde_json::json!([1])));
        assert_eq!(entry.headers[AUTHORIZATION], "Bearer ***");
        let line = entry.line();
        let start = "POST /analytics/{tenantToken}?a=1&b=x+%26 503 ";
        assert!(line.starts_with(start), "{line}");
        assert!(line.ends_with(" [fault: * /** 503-after]"), "{line}");
        let told = format!("{entry:?}");
        assert!(!told.contains("hidden") && !told.contains("cret"), "{told}");
    }

    #[test]
    fn memory_is_bounded() {
        let log = Log::new(true, false);
        let paths = paths();
        for _ in 0..ENTRIES + 5 {
            log.open(&request("/a", b""), 0, None, &paths);
        }
        let entries = log.entries();
        assert_eq!(entries.len(), ENTRIES);
        assert_eq!(entries[0].number, 6);
        let long = vec![b'x'; BODY_BYTES * 2];
        for _ in 0..ALL_BYTES / BODY_BYTES + 10 {
            log.open(&request("/a", &long), long.len(), None, &paths);
        }
        let entries = log.entries();
        assert!(entries.iter().map(Entry::bytes).sum::<usize>() <= ALL_BYTES);
        let last = entries.last().expect("the last");
        assert_eq!(
            (last.body.len(), last.body_length),
            (BODY_BYTES, long.len())
        );
        log.clear();
        assert!(log.entries().is_empty());
        log.open(&request("/a", b""), 0, None, &paths);
        assert_eq!(log.entries().len(), 1);
    }

    #[test]
    fn a_log_that_is_off_keeps_nothing() {
        let log = Log::new(false, false);
        assert!(log.open(&request("/a", b""), 0, None, &paths()).is_none());
        assert!(log.entries().is_empty());
        let lines = Log::new(false, true);
        assert!(lines.open(&request("/a", b""), 0, None, &paths()).is_some());
        assert!(lines.entries().is_empty());
    }
}
