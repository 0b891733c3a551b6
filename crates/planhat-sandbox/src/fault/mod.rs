//! Faults on demand: what a request meets in place of, or besides, its answer.
//!
//! A fault is written `METHOD PATH WHAT [WHEN]`; [`EXAMPLES`] shows each form.

mod parse;
mod pattern;
mod set;
mod when;

use std::fmt;
use std::time::Duration;

use http::Method;

use crate::exchange::Request;

pub use parse::FaultError;
pub use pattern::Pattern;
pub(crate) use pattern::decoded;
pub(crate) use set::Faults;
pub use when::When;

/// One example of each form, in one line.
pub const EXAMPLES: &str = "`GET /companies 503`, `* /companies/* 429 retry-after=2 first 3`, \
`* /** 503 body=\"try later\" every 3`, `POST /tasks 503 after` (handled first), \
`* /** delay=250ms`, `* /** reset once`, `PUT /** reset-after at 2,5`, `* /** close`, \
`* /** close-after`, `GET /companies?offset=2000 truncate`, `GET /** truncate=100`, \
`GET /** garbage chance 0.1`, `GET /** slow=1000B/s after 10`, `* /** hang`, `* /** hang-after`";

/// A fault: which requests it means, what happens to them, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The method; any without one.
    pub method: Option<Method>,
    /// The paths.
    pub path: Pattern,
    /// A wait before anything else.
    pub delay: Option<Duration>,
    /// What happens.
    pub what: What,
    /// Which of the requests it hits.
    pub when: When,
}

/// What happens to a request.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// It is handled as usual; for a fault that only waits.
    Nothing,
    /// It is answered with a status.
    Status {
        /// The status.
        status: u16,
        /// The text of the answer; the name of the status without one.
        body: Option<String>,
        /// The `Retry-After` header.
        retry_after: Option<String>,
        /// Whether the request is handled first, as behind a proxy that loses the answer.
        handled: bool,
    },
    /// The connection is reset.
    Reset {
        /// Whether the request is handled first.
        handled: bool,
    },
    /// The connection is closed without an answer.
    Close {
        /// Whether the request is handled first.
        handled: bool,
    },
    /// No answer comes until the client leaves.
    Hang {
        /// Whether the request is handled first.
        handled: bool,
    },
    /// It is handled, and the connection ends within the body of the answer.
    Truncate {
        /// Bytes of the body that arrive; half of them without a number.
        bytes: Option<u64>,
    },
    /// It is handled and answered with status 200 and a body that is no JSON.
    Garbage,
    /// It is handled, and the body of the answer trickles.
    Slow {
        /// How fast.
        bytes_per_second: u64,
    },
}

impl What {
    /// Whether the request reaches the tenant.
    pub fn handled(&self) -> bool {
        match self {
            What::Status { handled, .. }
            | What::Reset { handled }
            | What::Close { handled }
            | What::Hang { handled } => *handled,
            What::Nothing | What::Truncate { .. } | What::Garbage | What::Slow { .. } => true,
        }
    }
}

impl Fault {
    /// Whether it means this request, whenever it comes.
    pub fn matches(&self, request: &Request) -> bool {
        let method = self.method.as_ref();
        method.is_none_or(|method| *method == request.method)
            && self.path.matches(&request.path, &request.query)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let method = self.method.as_ref().map_or("*", Method::as_str);
        write!(f, "{method} {}", self.path)?;
        if let Some(delay) = self.delay {
            write!(f, " delay={}ms", delay.as_millis())?;
        }
        write!(f, "{}{}", self.what, self.when)
    }
}

/// With a space before it, since it may be nothing.
impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let after = if self.handled() { "-after" } else { "" };
        match self {
            What::Nothing => Ok(()),
            What::Status {
                status,
                body,
                retry_after,
                handled: _,
            } => {
                write!(f, " {status}{after}")?;
                if let Some(body) = body {
                    write!(f, " body={}", quoted(body))?;
                }
                match retry_after {
                    Some(wait) => write!(f, " retry-after={}", quoted(wait)),
                    None => Ok(()),
                }
            }
            What::Reset { .. } => write!(f, " reset{after}"),
            What::Close { .. } => write!(f, " close{after}"),
            What::Hang { .. } => write!(f, " hang{after}"),
            What::Truncate { bytes: None } => f.write_str(" truncate"),
            What::Truncate { bytes: Some(bytes) } => write!(f, " truncate={bytes}"),
            What::Garbage => f.write_str(" garbage"),
            What::Slow { bytes_per_second } => write!(f, " slow={bytes_per_second}B/s"),
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
