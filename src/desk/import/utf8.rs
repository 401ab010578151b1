//! A file read as UTF-8 in small pieces, with a limit on what may come before the next sign of life.
//!
//! Whoever parses says when something was complete; a single text of a gigabyte has no such moment, and the reading ends before memory does. Bytes that are
//! no UTF-8 become `U+FFFD`, and the line is remembered, so that one bad piece is left out instead of all.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

const SLICE: usize = 64 << 10;

/// Shared with whoever parses: how far it has come, and how much it may still read.
#[derive(Debug, Default)]
pub struct Gauge {
    line: Cell<u64>,
    /// Where bytes were no UTF-8, ahead of whoever parses: the byte, and its line.
    bad: RefCell<VecDeque<(u64, u64)>>,
    bytes: Cell<u64>,
    allowance: Cell<usize>,
}

impl Gauge {
    /// The line that is being read, from 1.
    pub fn line(&self) -> u64 {
        self.line.get() + 1
    }

    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.bytes.get()
    }

    /// Allows so many further bytes.
    pub fn allow(&self, bytes: usize) {
        self.allowance.set(bytes);
    }

    /// The first line since the last call that was no UTF-8, of what has been read out so far.
    pub fn take_bad_line(&self) -> Option<u64> {
        let mut bad = self.bad.borrow_mut();
        let passed = bad.iter().take_while(|(at, _)| *at < self.bytes()).count();
        bad.drain(..passed).next().map(|(_, line)| line)
    }

    /// One note a line is enough.
    fn note_bad(&self, at: u64, line: u64) {
        let mut bad = self.bad.borrow_mut();
        if bad.back().is_none_or(|(_, last)| *last < line) {
            bad.push_back((at, line));
        }
    }
}

/// What the error of a reader says when the allowance is used up.
#[derive(Debug, thiserror::Error)]
#[error("one entry is longer than {0} MiB")]
pub struct TooLong(usize);

#[derive(Debug)]
pub struct Utf8<R> {
    inner: R,
    gauge: Rc<Gauge>,
    clean: Vec<u8>,
    at: usize,
    /// The start of a character that the next slice ends; it follows `clean`.
    tail: Vec<u8>,
    ended: bool,
    most: usize,
}

impl<R: Read> Utf8<R> {
    /// `most` bytes may be read between two calls of [`Gauge::allow`].
    pub fn new(inner: R, most: usize) -> (Self, Rc<Gauge>) {
        let gauge = Rc::new(Gauge::default());
        gauge.allow(most);
        (Self { inner, gauge: gauge.clone(), clean: Vec::new(), at: 0, tail: Vec::new(), ended: false, most }, gauge)
    }

    fn refill(&mut self) -> io::Result<()> {
        if self.gauge.allowance.get() == 0 {
            return Err(io::Error::other(TooLong(self.most >> 20)));
        }
        self.clean.clear();
        self.at = 0;
        let mut raw = std::mem::take(&mut self.tail);
        let start = raw.len();
        raw.resize(start + SLICE, 0);
        let read = self.inner.read(&mut raw[start..])?;
        raw.truncate(start + read);
        self.ended = read == 0;
        self.gauge.allowance.set(self.gauge.allowance.get().saturating_sub(read));
        let mut rest = raw.as_slice();
        while !rest.is_empty() {
            match std::str::from_utf8(rest) {
                Ok(_) => {
                    self.clean.extend_from_slice(rest);
                    break;
                }
                Err(e) => {
                    let (good, bad) = rest.split_at(e.valid_up_to());
                    self.clean.extend_from_slice(good);
                    let length = match e.error_len() {
                        None if !self.ended => {
                            self.tail = bad.to_vec();
                            break;
                        }
                        length => length.unwrap_or(bad.len()),
                    };
                    let line = self.gauge.line() + lines(&self.clean);
                    self.gauge.note_bad(self.gauge.bytes() + self.clean.len() as u64, line);
                    self.clean.extend_from_slice("\u{fffd}".as_bytes());
                    rest = &bad[length..];
                }
            }
        }
        Ok(())
    }
}

impl<R: Read> BufRead for Utf8<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.clean.len() && !self.ended {
            self.refill()?;
        }
        Ok(&self.clean[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        let end = (self.at + amount).min(self.clean.len());
        self.gauge.line.set(self.gauge.line.get() + lines(&self.clean[self.at..end]));
        self.gauge.bytes.set(self.gauge.bytes.get() + (end - self.at) as u64);
        self.at = end;
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let amount = self.fill_buf()?.read(out)?;
        self.consume(amount);
        Ok(amount)
    }
}

fn lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|&&b| b == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_utf8_are_shown_as_such_and_their_line_is_known() {
        let (mut reader, gauge) = Utf8::new(&b"one\ntwo \xff\xfe\nthree \xd0\xbb"[..], 1 << 20);
        let mut text = String::new();
        reader.read_to_string(&mut text).expect("text");
        assert_eq!(text, "one\ntwo \u{fffd}\u{fffd}\nthree л");
        assert_eq!((gauge.take_bad_line(), gauge.take_bad_line(), gauge.line()), (Some(2), None, 3));
    }

    #[test]
    fn a_bad_line_is_told_when_it_is_read_and_not_when_it_is_fetched() {
        let (mut reader, gauge) = Utf8::new(&b"one\ntwo \xff\n"[..], 1 << 20);
        reader.fill_buf().expect("text");
        reader.consume(4);
        assert_eq!(gauge.take_bad_line(), None);
        reader.read_to_string(&mut String::new()).expect("text");
        assert_eq!(gauge.take_bad_line(), Some(2));
    }

    #[test]
    fn a_character_that_two_slices_share_is_whole() {
        let text = format!("{}л", "a".repeat(SLICE - 1));
        let (mut reader, gauge) = Utf8::new(text.as_bytes(), 1 << 20);
        let mut read = String::new();
        reader.read_to_string(&mut read).expect("text");
        assert!(read == text && gauge.take_bad_line().is_none());
    }

    #[test]
    fn a_text_without_end_is_not_read_to_its_end() {
        let (reader, _) = Utf8::new(io::repeat(b'a'), 1 << 20);
        let error = io::copy(&mut { reader }, &mut io::sink()).expect_err("too long");
        assert_eq!(error.to_string(), "one entry is longer than 1 MiB");
    }
}
