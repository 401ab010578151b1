//! Bytes out and replies in, each within its time.

use std::future::poll_fn;
use std::io::{ErrorKind, IoSlice};
use std::ops::Range;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::time::timeout;

use super::reply::{self, LONGEST};
use super::{Reply, Stage, Trouble};

/// A TCP connection, or TLS over one.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// How long to wait, by RFC 5321 4.5.3.2 in proportion: where that has five minutes, this has the whole, which is at most those five minutes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience(Duration);

/// RFC 5321 4.5.3.2.1 to 3: greeting, MAIL, RCPT.
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);
/// Bytes of a letter for which RFC 5321 4.5.3.2.5 has three minutes; it says "a chunk".
const CHUNK: usize = 64 << 10;

impl Patience {
    pub fn new(patience: Duration) -> Self {
        Self(patience.min(LONGEST_WAIT))
    }

    /// For a reply. The final dot has twice the whole, because a server that checks a letter while the sender waits must not get it twice (RFC 5321 4.5.3.2.6).
    pub fn reply(self, stage: Stage) -> Duration {
        match stage {
            Stage::Data => self.0 * 2 / 5,
            Stage::Body => self.0 * 2,
            _ => self.0,
        }
    }

    pub fn at_most(self, seconds: u64) -> Duration {
        self.0.min(Duration::from_secs(seconds))
    }

    /// For all of a letter's bytes.
    fn body(self, bytes: usize) -> Duration {
        self.0 * 3 / 5 * (bytes.div_ceil(CHUNK).max(1) as u32)
    }
}

/// A connection that speaks in lines.
pub(super) struct Wire {
    stream: Box<dyn Duplex>,
    pub patience: Patience,
    heard: Vec<u8>,
    unread: usize,
    last: Range<usize>,
}

/// What became of a letter's bytes when they could not all be written.
pub(super) struct Spilt {
    /// Whether the final dot was given away, and so may have arrived.
    pub whole: bool,
    pub trouble: Trouble,
}

impl Wire {
    pub fn new(stream: Box<dyn Duplex>, patience: Patience) -> Self {
        Self { stream, patience, heard: Vec::new(), unread: 0, last: 0..0 }
    }

    /// The next reply.
    pub async fn hear(&mut self, stage: Stage) -> Result<Reply, Trouble> {
        self.hear_within(stage, self.patience.reply(stage)).await
    }

    /// The next reply, the whole of it within `limit`: a server that sends a byte a minute gains nothing.
    pub async fn hear_within(&mut self, stage: Stage, limit: Duration) -> Result<Reply, Trouble> {
        timeout(limit, self.next(stage)).await.map_err(|_| Trouble::Silent(stage))?
    }

    async fn next(&mut self, stage: Stage) -> Result<Reply, Trouble> {
        loop {
            match reply::read(&self.heard[self.unread..]).map_err(|_| Trouble::Garbled(stage))? {
                Some(read) => {
                    self.last = self.unread..self.unread + read.length;
                    self.unread += read.length;
                    return Ok(Reply { code: read.code, enhanced: read.enhanced, stage });
                }
                None => self.listen(stage).await?,
            }
        }
    }

    async fn listen(&mut self, stage: Stage) -> Result<(), Trouble> {
        self.heard.drain(..self.unread);
        self.unread = 0;
        self.heard.reserve(LONGEST / 2);
        match self.stream.read_buf(&mut self.heard).await {
            Ok(0) => Err(Trouble::Lost { stage, kind: ErrorKind::UnexpectedEof }),
            Ok(_) => Ok(()),
            Err(error) => Err(Trouble::Lost { stage, kind: error.kind() }),
        }
    }

    /// The bytes of the last reply.
    pub fn said(&self) -> &[u8] {
        self.heard.get(self.last.clone()).unwrap_or_default()
    }

    /// Whether everything that came has been read.
    pub fn is_read(&self) -> bool {
        self.unread == self.heard.len()
    }

    /// That the server is there and waits: nothing unread, nothing new, not closed. Does not wait itself. Bytes that come unasked are not an answer to what is
    /// asked next: most often they say that the server has lost patience and closes.
    pub async fn quiet(&mut self, stage: Stage) -> Result<(), Trouble> {
        let mut byte = [0];
        let mut byte = ReadBuf::new(&mut byte);
        let read = poll_fn(|cx| match Pin::new(&mut *self.stream).poll_read(cx, &mut byte) {
            Poll::Pending => Poll::Ready(None),
            Poll::Ready(read) => Poll::Ready(Some(read)),
        });
        match read.await {
            _ if !self.is_read() => Err(Trouble::Early(stage)),
            None => Ok(()),
            Some(Ok(())) if byte.filled().is_empty() => Err(Trouble::Lost { stage, kind: ErrorKind::UnexpectedEof }),
            Some(Ok(())) => Err(Trouble::Early(stage)),
            Some(Err(error)) => Err(Trouble::Lost { stage, kind: error.kind() }),
        }
    }

    /// Writes commands.
    pub async fn say(&mut self, bytes: &[u8], stage: Stage) -> Result<(), Trouble> {
        self.pour([bytes, b""], stage, self.patience.reply(stage)).await.map_err(|spilt| spilt.trouble)
    }

    /// Writes a letter and its end.
    pub async fn post(&mut self, body: &[u8], end: &[u8]) -> Result<(), Spilt> {
        self.pour([body, end], Stage::Body, self.patience.body(body.len())).await
    }

    async fn pour(&mut self, [a, b]: [&[u8]; 2], stage: Stage, limit: Duration) -> Result<(), Spilt> {
        let total = a.len() + b.len();
        let mut done = 0;
        let written = timeout(limit, async {
            while done < total {
                let parts = [IoSlice::new(&a[done.min(a.len())..]), IoSlice::new(&b[done.saturating_sub(a.len())..])];
                match self.stream.write_vectored(&parts).await? {
                    0 => return Err(ErrorKind::WriteZero.into()),
                    bytes => done += bytes,
                }
            }
            self.stream.flush().await
        });
        let trouble = match written.await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => Trouble::Lost { stage, kind: error.kind() },
            Err(_) => Trouble::Silent(stage),
        };
        Err(Spilt { whole: done == total, trouble })
    }

    /// The connection itself, for TLS to go over it. What came before TLS is not carried into it.
    pub fn into_stream(self) -> Result<Box<dyn Duplex>, Trouble> {
        if self.is_read() { Ok(self.stream) } else { Err(Trouble::Early(Stage::Tls)) }
    }

    /// Says farewell to TLS and TCP.
    pub async fn close(mut self) {
        let _ = timeout(self.patience.at_most(5), self.stream.shutdown()).await;
    }
}
