//! The short way of a connection: a plain GET of a page that is in memory is answered without building a request.
//!
//! Promises: what it answers is what the long way would; whatever is not a plain GET or HEAD of a page (a query, a body, an upgrade, an odd head) goes the
//! long way, through hyper, with every byte that was read; a connection that rests holds no buffer.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use jiff::fmt::rfc2822::DateTimePrinter;
use kernel::Clock;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::answer::{self, Asked, Short};
use super::stand::Stand;

/// What one core's connections share.
pub struct Lane {
    /// Every read goes here first, so that only a connection in the middle of a request holds bytes of its own.
    scratch: RefCell<Box<[u8]>>,
    /// The Date header, as of this second (RFC 9110, 6.6.1).
    date: Cell<[u8; DATE]>,
    clock: Clock,
    /// How long a connection may rest, or take for the head of a request; it is closed at twice that at the latest.
    patience: Duration,
}

/// Bytes that a head may have before it goes the long way, where it is refused.
const HEAD: usize = 16 << 10;
/// Header lines of a request that goes the short way.
const LINES: usize = 32;
/// `Sun, 06 Nov 1994 08:49:37 GMT`.
const DATE: usize = 29;

/// How the short way ends.
pub enum End<S> {
    /// The connection is over.
    Over,
    /// A request asks for more than a page; the connection goes on from its first byte.
    More(Resumed<S>),
}

/// Whether a connection may be closed without cutting an answer.
#[derive(Default)]
pub struct Rest {
    waiting: Cell<bool>,
    ending: Cell<bool>,
}

impl Rest {
    pub fn is_waiting(&self) -> bool {
        self.waiting.get()
    }

    /// Lets the answer under way be the last.
    pub fn end_soon(&self) {
        self.ending.set(true);
    }
}

impl Lane {
    pub fn new(clock: Clock, patience: Duration) -> Self {
        let lane = Self { scratch: RefCell::new(vec![0; HEAD].into()), date: Cell::new([b' '; DATE]), clock, patience };
        lane.look_at_the_clock();
        lane
    }

    /// Keeps the Date header true. Never returns.
    pub async fn keep_the_date(&self) {
        let mut second = tokio::time::interval(Duration::from_secs(1));
        loop {
            second.tick().await;
            self.look_at_the_clock();
        }
    }

    fn look_at_the_clock(&self) {
        let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&self.clock.now()).unwrap_or_default();
        if let Ok(date) = text.as_bytes().try_into() {
            self.date.set(date);
        }
    }

    /// Answers requests until one asks for more, or the connection ends. Errors of the line are its end.
    pub async fn serve<S: AsyncRead + AsyncWrite + Unpin>(&self, stand: &Stand, mut stream: S, rest: &Rest) -> End<S> {
        let mut begun = Vec::new();
        let mut head = Vec::new();
        let mut patience = pin!(tokio::time::sleep(self.patience));
        let mut was_busy = false;
        let mut is_again = false;
        loop {
            rest.waiting.set(begun.is_empty());
            let read = poll_fn(|cx| {
                let read = self.poll_read(&mut stream, &mut begun, cx, |request| {
                    head.clear();
                    self.answer(stand, request, is_again, &mut head)
                });
                match read {
                    Poll::Pending => poll_patience(patience.as_mut(), &mut was_busy, self.patience, cx).map(|()| Ok(Read::End)),
                    ready => ready,
                }
            });
            let (plain, reply) = match read.await {
                Ok(Read::Request(plain, reply)) => (plain, reply),
                Ok(Read::Some) => continue,
                Ok(Read::Else) => return End::More(Resumed { begun: begun.into(), stream }),
                Ok(Read::End) | Err(_) => return End::Over,
            };
            rest.waiting.set(false);
            was_busy = true;
            let body = match reply {
                Short::Ready(body) => body,
                Short::Fetch(entry, coding) => {
                    // Into memory, and from the beginning: a page may have changed meanwhile. The long way says what is wrong, if something is.
                    let fetched = stand.fetch(entry.hash, coding, true).await;
                    if fetched.is_err() || stand.body_at_hand(entry.hash, coding).is_none() {
                        return End::More(Resumed { begun: begun.into(), stream });
                    }
                    is_again = true;
                    continue;
                }
                Short::Elsewhere => return End::More(Resumed { begun: begun.into(), stream }),
            };
            is_again = false;
            let body = if plain.is_head { Bytes::new() } else { body };
            if write(&mut stream, &head, body).await.is_err() || rest.ending.get() {
                return End::Over;
            }
        }
    }

    /// Reads what there is, and answers the first request in it. Of what was read, `begun` keeps what belongs to later requests, or, where the first is not
    /// answered here, everything.
    fn poll_read<S: AsyncRead + Unpin>(
        &self,
        stream: &mut S,
        begun: &mut Vec<u8>,
        cx: &mut Context<'_>,
        answer: impl FnOnce(&Plain<'_>) -> Short,
    ) -> Poll<io::Result<Read>> {
        if !begun.is_empty() {
            // A request that came together with the one before, or whose page had to be fetched.
            match understand(begun) {
                Understood::Plain(plain) => {
                    let (facts, length) = (plain.facts, plain.length);
                    let reply = answer(&plain);
                    if matches!(reply, Short::Ready(_)) {
                        begun.drain(..length);
                    }
                    return Poll::Ready(Ok(Read::Request(facts, reply)));
                }
                Understood::Else => return Poll::Ready(Ok(Read::Else)),
                Understood::Unfinished if begun.len() >= HEAD => return Poll::Ready(Ok(Read::Else)),
                Understood::Unfinished => {}
            }
        }
        let mut scratch = self.scratch.borrow_mut();
        let mut buffer = ReadBuf::new(&mut scratch);
        ready!(Pin::new(stream).poll_read(cx, &mut buffer))?;
        let bytes = buffer.filled();
        if bytes.is_empty() {
            return Poll::Ready(Ok(Read::End));
        }
        if !begun.is_empty() {
            begun.extend_from_slice(bytes);
            return Poll::Ready(Ok(Read::Some));
        }
        Poll::Ready(Ok(match understand(bytes) {
            Understood::Plain(plain) => {
                let reply = answer(&plain);
                let left = if matches!(reply, Short::Ready(_)) { &bytes[plain.length..] } else { bytes };
                if !left.is_empty() || begun.capacity() > 0 {
                    *begun = left.to_vec();
                }
                Read::Request(plain.facts, reply)
            }
            Understood::Else => {
                begun.extend_from_slice(bytes);
                Read::Else
            }
            Understood::Unfinished => {
                begun.extend_from_slice(bytes);
                Read::Some
            }
        }))
    }

    /// `is_again`: the same request was looked at before, and its page had to be fetched.
    fn answer(&self, stand: &Stand, request: &Plain<'_>, is_again: bool, head: &mut Vec<u8>) -> Short {
        let asked = Asked { counts: !request.facts.is_head && !is_again, ..request.asked };
        let reply = answer::short(stand, request.path, asked, head);
        head.extend_from_slice(b"date: ");
        head.extend_from_slice(&self.date.get());
        head.extend_from_slice(b"\r\n\r\n");
        reply
    }
}

/// What came of a read.
enum Read {
    Request(Facts, Short),
    /// Part of a request.
    Some,
    /// What goes the long way.
    Else,
    /// Nothing more will come.
    End,
}

#[derive(Clone, Copy)]
struct Facts {
    is_head: bool,
}

/// A GET or HEAD of a path, with nothing that the short way does not understand.
struct Plain<'a> {
    /// Without its leading slash; no percent-encoding and no query.
    path: &'a str,
    asked: Asked<'a>,
    facts: Facts,
    /// Bytes of the head.
    length: usize,
}

enum Understood<'a> {
    Plain(Plain<'a>),
    Unfinished,
    Else,
}

fn understand(bytes: &[u8]) -> Understood<'_> {
    let mut lines = [httparse::EMPTY_HEADER; LINES];
    let mut request = httparse::Request::new(&mut lines);
    let length = match request.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Understood::Unfinished,
        Err(_) => return Understood::Else,
    };
    let is_head = match request.method {
        Some("GET") => false,
        Some("HEAD") => true,
        _ => return Understood::Else,
    };
    let path = request.path.and_then(|path| path.strip_prefix('/')).filter(|path| !path.contains(['%', '?', '#']));
    let (Some(path), Some(1)) = (path, request.version) else { return Understood::Else };
    let mut asked = Asked::default();
    for line in request.headers {
        let text = || std::str::from_utf8(line.value).ok();
        let slot = match line.name.len() {
            15 if line.name.eq_ignore_ascii_case("accept-encoding") => &mut asked.accepts,
            13 if line.name.eq_ignore_ascii_case("if-none-match") => &mut asked.knows,
            10 if line.name.eq_ignore_ascii_case("connection") && line.value.eq_ignore_ascii_case(b"keep-alive") => continue,
            _ if LONG_WAY.iter().any(|name| line.name.eq_ignore_ascii_case(name)) => return Understood::Else,
            _ => continue,
        };
        if slot.is_some() {
            return Understood::Else;
        }
        *slot = text();
    }
    Understood::Plain(Plain { path, asked, facts: Facts { is_head }, length })
}

/// Lines that ask for more than a page, or say that a body follows (RFC 9112, 6).
const LONG_WAY: [&str; 7] = ["connection", "content-length", "expect", "http2-settings", "range", "transfer-encoding", "upgrade"];

/// Ready when a connection has rested for too long. Looks at its clock once in a patience, so that a request costs no timer.
fn poll_patience(mut sleep: Pin<&mut Sleep>, was_busy: &mut bool, patience: Duration, cx: &mut Context<'_>) -> Poll<()> {
    loop {
        ready!(sleep.as_mut().poll(cx));
        if !std::mem::take(was_busy) {
            return Poll::Ready(());
        }
        sleep.as_mut().reset(Instant::now() + patience);
    }
}

async fn write(stream: &mut (impl AsyncWrite + Unpin), head: &[u8], body: Bytes) -> io::Result<()> {
    let mut answer = head.chain(body);
    while answer.has_remaining() {
        if stream.write_buf(&mut answer).await? == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
    }
    stream.flush().await
}

/// A connection from which something was read already.
pub struct Resumed<S> {
    begun: Bytes,
    stream: S,
}

impl<S: AsyncRead + Unpin> AsyncRead for Resumed<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.begun.is_empty() {
            return Pin::new(&mut self.stream).poll_read(cx, buffer);
        }
        let count = self.begun.len().min(buffer.remaining());
        buffer.put_slice(&self.begun.split_to(count));
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Resumed<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, slices: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(text: &str) -> Option<&str> {
        match understand(text.as_bytes()) {
            Understood::Plain(plain) => Some(plain.path),
            Understood::Unfinished | Understood::Else => None,
        }
    }

    #[test]
    fn only_a_plain_get_of_a_path_goes_the_short_way() {
        assert_eq!(way("GET /a/b/ HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\nConnection: keep-alive\r\n\r\n"), Some("a/b/"));
        assert_eq!(way("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n"), Some(""));
        for long in [
            "POST / HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.0\r\nHost: x\r\n\r\n",
            "GET /?q=a HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /%41 HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na",
            "GET / HTTP/1.1\r\nHost: x\r\ntransfer-encoding: chunked\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nRange: bytes=0-1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nIf-None-Match: a\r\nIf-None-Match: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\n",
        ] {
            assert_eq!(way(long), None, "{long}");
        }
    }
}
