//! Commands and letters off the wire.
//!
//! Only CRLF ends a line, and only CRLF.CRLF a letter: whoever takes less can be made to see two letters where another server saw one.

use std::io::{self, ErrorKind};
use std::time::Duration;

use memchr::memmem;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::crowd::{Awaited, Crowd};

/// Bytes of a command with its CRLF: 512 (RFC 5321 4.5.3.1.4), and room for the parameters of extensions.
pub(super) const COMMAND: usize = 2 << 10;
/// Bytes of a letter's line that are held before its end must come, so that a line without end costs nothing.
const CHUNK: usize = 16 << 10;
/// For the end of a connection, on which nothing depends.
const FAREWELL: Duration = Duration::from_secs(5);

pub(super) struct Lines<'a, S> {
    stream: S,
    buffer: Vec<u8>,
    /// Bytes of the buffer that have been read; they go when more is needed.
    read: usize,
    /// How long it waits.
    crowd: &'a Crowd,
}

/// What is read instead of a command.
pub(super) enum Ended {
    /// Closed, reset, or silent for too long.
    Gone,
    /// A line without end, or bytes that are no text.
    Garbled,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Lines<'a, S> {
    pub fn new(stream: S, crowd: &'a Crowd) -> Self {
        Self { stream, buffer: Vec::new(), read: 0, crowd }
    }

    /// Whether something came that was not asked for yet. Before TLS somebody else may have put it there (the class of CVE-2011-0411).
    pub fn is_ahead(&self) -> bool {
        self.read < self.buffer.len()
    }

    pub fn into_stream(self) -> S {
        self.stream
    }

    /// Says that nothing more comes.
    pub async fn close(&mut self) {
        let _ = timeout(FAREWELL, self.stream.shutdown()).await;
    }

    /// The next command without its CRLF.
    pub async fn command(&mut self) -> Result<String, Ended> {
        let crowd = self.crowd;
        let coming = async {
            loop {
                let unread = &self.buffer[self.read..];
                match memmem::find(unread, b"\r\n") {
                    Some(end) if end <= COMMAND => {
                        let line = String::from_utf8(unread[..end].to_vec());
                        self.read += end + 2;
                        return line.map_err(|_| Ended::Garbled);
                    }
                    None if unread.len() <= COMMAND => self.fill().await.map_err(|_| Ended::Gone)?,
                    _ => return Err(Ended::Garbled),
                }
            }
        };
        crowd.wait(Awaited::Command, coming).await.ok_or(Ended::Gone)?
    }

    /// The letter with its dots unstuffed; `None` when it was larger than `limit` and has been read past.
    pub async fn letter(&mut self, limit: usize) -> Result<Option<Vec<u8>>, Ended> {
        let crowd = self.crowd;
        crowd.wait(Awaited::Message, self.read_letter(limit)).await.ok_or(Ended::Gone)?.map_err(|_| Ended::Gone)
    }

    async fn read_letter(&mut self, limit: usize) -> io::Result<Option<Vec<u8>>> {
        let (mut letter, mut fits, mut begins) = (Vec::new(), true, true);
        loop {
            // Whole lines, or the beginning of a very long one; the last byte stays, as it may be the CR of a CRLF.
            let unread = &self.buffer[self.read..];
            let (end, whole) = match memmem::find(unread, b"\r\n") {
                Some(end) => (end + 2, true),
                None if unread.len() >= CHUNK => (unread.len() - 1, false),
                None => {
                    self.fill().await?;
                    continue;
                }
            };
            let line = &unread[..end];
            let line = if begins && line[0] == b'.' { &line[1..] } else { line };
            let last = begins && whole && line.len() == 2 && end == 3;
            if !last {
                fits &= letter.len() + line.len() <= limit;
                if fits {
                    letter.extend_from_slice(line);
                } else {
                    letter = Vec::new();
                }
            }
            self.read += end;
            begins = whole;
            if last {
                return Ok(fits.then_some(letter));
            }
        }
    }

    async fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.read);
        self.read = 0;
        self.buffer.reserve(CHUNK / 2);
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }

    pub async fn say(&mut self, text: &str) -> Result<(), Ended> {
        let written = timeout(self.crowd.patience(), async {
            self.stream.write_all(text.as_bytes()).await?;
            self.stream.flush().await
        });
        written.await.map_err(|_| Ended::Gone)?.map_err(|_| Ended::Gone)
    }
}
