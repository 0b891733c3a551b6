//! The body of an answer on its way out: at once, slowly, or not to its end.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

use super::wire::Ending;
use crate::quota::Permit;

/// Pieces below this are joined: a copy costs less than a piece more for the connection.
const SMALL: usize = 4 * 1024;
/// Bytes that are joined at most.
const JOINED: usize = 64 * 1024;
/// How often a slow body goes on, in a second.
const TICKS: u64 = 20;

/// The connection ends here, as a fault wants it.
#[derive(Debug, thiserror::Error)]
#[error("the connection ends here, as a fault wants it")]
pub(crate) struct Broken;

/// A body on its way out.
pub(crate) struct Outgoing {
    pieces: std::vec::IntoIter<Bytes>,
    /// Bytes that are promised and not yet sent.
    left: u64,
    manner: Manner,
    /// The place in the quota that the call has until its answer is out.
    _permit: Option<Permit>,
}

enum Manner {
    Plain,
    Slow(Slow),
    Cut(Cut),
}

struct Slow {
    step: usize,
    pause: Duration,
    wait: Pin<Box<Sleep>>,
    piece: Bytes,
}

struct Cut {
    ending: Arc<Ending>,
    /// Bytes that are still sent.
    left: u64,
    /// The count of flushes when the last byte was handed over.
    flushes: Option<u64>,
}

impl Outgoing {
    /// A body that is sent as fast as the connection takes it.
    pub(crate) fn new(pieces: Vec<Bytes>, permit: Option<Permit>) -> Self {
        Outgoing {
            left: pieces.iter().map(|piece| piece.len() as u64).sum(),
            pieces: pieces.into_iter(),
            manner: Manner::Plain,
            _permit: permit,
        }
    }

    /// Sends it at this speed, at least a byte a second.
    pub(crate) fn slowly(mut self, bytes_per_second: u64) -> Self {
        let bytes_per_second = bytes_per_second.max(1);
        let step = (bytes_per_second / TICKS).max(1);
        let pause = Duration::from_secs_f64(step as f64 / bytes_per_second as f64);
        self.manner = Manner::Slow(Slow {
            step: usize::try_from(step).unwrap_or(usize::MAX),
            pause,
            wait: Box::pin(tokio::time::sleep(pause)),
            piece: Bytes::new(),
        });
        self
    }

    /// Promises all of it and breaks the connection after so many bytes, or half of them: in any
    /// case before the last.
    pub(crate) fn cut(mut self, bytes: Option<u64>, ending: Arc<Ending>) -> Self {
        self.left = self.left.max(1);
        self.manner = Manner::Cut(Cut {
            ending,
            left: bytes.unwrap_or(self.left / 2).min(self.left - 1),
            flushes: None,
        });
        self
    }

    /// The next bytes, with small pieces joined.
    fn next(&mut self) -> Option<Bytes> {
        let first = self.pieces.find(|piece| !piece.is_empty())?;
        let following = self.pieces.as_slice().first();
        if first.len() >= SMALL || following.is_none_or(|piece| piece.len() >= SMALL) {
            return Some(first);
        }
        let mut joined = BytesMut::with_capacity(JOINED);
        joined.extend_from_slice(&first);
        while let Some(piece) = self.pieces.as_slice().first() {
            if piece.len() >= SMALL || joined.len() + piece.len() > JOINED {
                break;
            }
            joined.extend_from_slice(piece);
            self.pieces.next();
        }
        Some(joined.freeze())
    }
}

impl Slow {
    /// The next step, when it is time.
    fn poll(
        &mut self,
        cx: &mut Context<'_>,
        next: impl FnOnce() -> Option<Bytes>,
    ) -> Poll<Option<Bytes>> {
        if self.wait.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        if self.piece.is_empty() {
            match next() {
                Some(piece) => self.piece = piece,
                None => return Poll::Ready(None),
            }
        }
        // From the moment it was due, so that small delays do not add up.
        let due = self.wait.deadline() + self.pause;
        self.wait.as_mut().reset(due);
        let step = self.step.min(self.piece.len());
        Poll::Ready(Some(self.piece.split_to(step)))
    }
}

impl Cut {
    /// The next bytes, or the end once all before it have left.
    fn poll(
        &mut self,
        next: impl FnOnce() -> Option<Bytes>,
    ) -> Poll<Option<Result<Bytes, Broken>>> {
        if self.left > 0
            && let Some(mut piece) = next()
        {
            piece.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
            self.left -= piece.len() as u64;
            return Poll::Ready(Some(Ok(piece)));
        }
        let now = self.ending.flushes();
        if *self.flushes.get_or_insert(now) < now {
            return Poll::Ready(Some(Err(Broken)));
        }
        self.ending.await_flush();
        Poll::Pending
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        let mut manner = std::mem::replace(&mut self.manner, Manner::Plain);
        let polled = match &mut manner {
            Manner::Plain => Poll::Ready(self.next().map(Ok)),
            Manner::Slow(slow) => slow.poll(cx, || self.next()).map(|piece| piece.map(Ok)),
            Manner::Cut(cut) => cut.poll(|| self.next()),
        };
        self.manner = manner;
        if let Poll::Ready(Some(Ok(piece))) = &polled {
            self.left = self.left.saturating_sub(piece.len() as u64);
        }
        polled.map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
