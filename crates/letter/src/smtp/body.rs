//! Which bytes may follow DATA, and the stuffing of dots (RFC 5321 4.5.2).
//!
//! A bare CR or LF is refused: servers disagree about what it ends, and a letter that one server takes for two is how forged mail is smuggled.

use std::borrow::Cow;

use memchr::memchr_iter;

use crate::bounce::Enhanced;

use super::{Reply, Stage};

/// Bytes of a line without its CRLF (RFC 5322 2.1.1).
const LINE: usize = 998;

/// What one pass over a letter has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// Lines that begin with a dot.
    dots: usize,
    pub eight_bit: bool,
    ended: bool,
}

impl Shape {
    /// Refuses a letter with a bare CR or LF, with NUL, or with a line of more than 998 bytes.
    pub fn of(message: &[u8]) -> Result<Self, Reply> {
        const REFUSAL: Reply = Reply { code: 554, enhanced: Some(Enhanced { class: 5, subject: 6, detail: 0 }), stage: Stage::Here };
        // Folds without a branch, so that the processor looks at many bytes at a time.
        let pairs = message.iter().zip(message.get(1..).unwrap_or_default());
        let parted = pairs.fold(0, |parted, (&one, &next)| parted | u8::from((one == b'\r') != (next == b'\n')));
        let (nul, high) = message.iter().fold((0, 0), |(nul, high), &byte| (nul | u8::from(byte == 0), high | byte));
        if parted | nul != 0 || message.first() == Some(&b'\n') || message.last() == Some(&b'\r') {
            return Err(REFUSAL);
        }
        let (mut dots, mut start) = (0, 0);
        for feed in memchr_iter(b'\n', message).chain([message.len() + 1]) {
            if feed - start > LINE + 1 {
                return Err(REFUSAL);
            }
            dots += usize::from(message.get(start) == Some(&b'.'));
            start = feed + 1;
        }
        Ok(Self { dots, eight_bit: !high.is_ascii(), ended: message.last().is_none_or(|last| *last == b'\n') })
    }

    /// What goes out: the letter, copied only if a line begins with a dot, and the end of it.
    pub fn stuffed<'a>(&self, message: &'a [u8]) -> (Cow<'a, [u8]>, &'static [u8]) {
        let end: &[u8] = if self.ended { b".\r\n" } else { b"\r\n.\r\n" };
        if self.dots == 0 {
            return (Cow::Borrowed(message), end);
        }
        let mut out = Vec::with_capacity(message.len() + self.dots);
        let mut start = 0;
        for feed in memchr_iter(b'\n', message).chain([message.len().saturating_sub(1)]) {
            let line = message.get(start..=feed).unwrap_or_default();
            if line.first() == Some(&b'.') {
                out.push(b'.');
            }
            out.extend_from_slice(line);
            start = feed + 1;
        }
        (Cow::Owned(out), end)
    }

    /// Bytes as RFC 1870 3 counts them: with the last CRLF, without the stuffing and the final dot.
    pub fn size(&self, message: &[u8]) -> u64 {
        message.len() as u64 + if self.ended { 0 } else { 2 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(message: &[u8]) -> Vec<u8> {
        let (body, end) = Shape::of(message).unwrap().stuffed(message);
        [&body, end].concat()
    }

    #[test]
    fn a_dot_at_the_beginning_of_a_line_is_doubled_and_nothing_else_is() {
        assert_eq!(written(b"a.b\r\n"), b"a.b\r\n.\r\n");
        assert_eq!(written(b".\r\n"), b"..\r\n.\r\n");
        assert_eq!(written(b".\r\n.\r\n..x\r\n"), b"..\r\n..\r\n...x\r\n.\r\n");
        assert_eq!(written(b"a\r\n.b"), b"a\r\n..b\r\n.\r\n", "the last line is ended for it");
        assert_eq!(written(b""), b".\r\n");
        assert_eq!(written(b"."), b"..\r\n.\r\n");
    }

    #[test]
    fn a_letter_without_such_lines_is_not_copied() {
        let message = b"Subject: x\r\n\r\nNo dot here.\r\n";
        assert!(matches!(Shape::of(message).unwrap().stuffed(message), (Cow::Borrowed(_), b".\r\n")));
    }

    #[test]
    fn bare_line_ends_and_long_lines_are_never_written() {
        let long = [&[b'x'; LINE + 1][..], b"\r\n"].concat();
        for bad in [&b"a\nb\r\n"[..], b"a\rb\r\n", b"\r\r\n", b"\n.\n", b"a\r", b"a\0\r\n", &long, &long[..LINE + 1]] {
            assert!(Shape::of(bad).is_err(), "{bad:?}");
        }
        assert!(Shape::of(&long[1..]).is_ok());
    }
}
