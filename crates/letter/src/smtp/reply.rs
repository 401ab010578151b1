//! Replies (RFC 5321 4.2): a code, and the enhanced status of RFC 3463 where the server gives one.
//!
//! The text is read past and forgotten. Lines longer than the 512 bytes of RFC 5321 4.5.3.1.5 are taken, because servers write links into them and a reply after
//! the final dot that we will not read would leave its letter unknown; the whole of a reply is what is bounded.

use std::fmt;

use memchr::memchr;

use crate::bounce::Enhanced;

/// Bytes that a reply may have, all its lines together.
pub(super) const LONGEST: usize = 8 << 10;

/// What the server answered, without its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply {
    /// 200 to 559. In an [`Outcome`](super::Outcome) never 3xx.
    pub code: u16,
    pub enhanced: Option<Enhanced>,
    pub stage: Stage,
}

impl Reply {
    /// 2xx.
    pub fn is_positive(&self) -> bool {
        self.code / 100 == 2
    }

    /// 5xx.
    pub fn is_permanent(&self) -> bool {
        self.code / 100 == 5
    }

    /// 421 announces that the server closes the connection (RFC 5321 3.8).
    pub(super) fn closes(&self) -> bool {
        self.code == 421
    }
}

/// What a reply answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// The connection itself, and the greeting.
    Connect,
    /// EHLO or HELO.
    Hello,
    /// STARTTLS and the handshake.
    Tls,
    Login,
    /// RSET, after a letter that was not accepted.
    Reset,
    Mail,
    Rcpt,
    Data,
    /// The letter's bytes and the final dot.
    Body,
    /// Nothing: the server was never asked, because it says that it cannot take this letter, or because nobody could. The code is the one that RFC 5321,
    /// 1870 or 6531 has for the case.
    Here,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stage::Connect => "connecting",
            Stage::Hello => "EHLO",
            Stage::Tls => "STARTTLS",
            Stage::Login => "AUTH",
            Stage::Reset => "RSET",
            Stage::Mail => "MAIL FROM",
            Stage::Rcpt => "RCPT TO",
            Stage::Data => "DATA",
            Stage::Body => "the letter",
            Stage::Here => "before sending",
        })
    }
}

/// A reply as read: its length in the buffer, and what counts of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Read {
    pub code: u16,
    pub enhanced: Option<Enhanced>,
    pub length: usize,
}

/// This is no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Garbled;

/// The first reply in `bytes`; `None` when its end has not come yet.
pub(super) fn read(bytes: &[u8]) -> Result<Option<Read>, Garbled> {
    let (mut at, mut first) = (0, None);
    while let Some(end) = memchr(b'\n', &bytes[at..]) {
        let line = &bytes[at..at + end];
        at += end + 1;
        if at > LONGEST {
            return Err(Garbled);
        }
        let (code, last, text) = split(line.strip_suffix(b"\r").unwrap_or(line))?;
        let (code_before, enhanced) = *first.get_or_insert_with(|| (code, enhanced(code, text)));
        if code != code_before {
            return Err(Garbled);
        }
        if last {
            return Ok(Some(Read { code, enhanced, length: at }));
        }
    }
    // What cannot become a reply is told at once, not after the server's time is up.
    let rest = &bytes[at..];
    let hopeless = rest.iter().take(3).any(|byte| !byte.is_ascii_digit()) || memchr(0, rest).is_some();
    if hopeless || bytes.len() > LONGEST { Err(Garbled) } else { Ok(None) }
}

/// Code, whether it is the last line, and the text behind.
fn split(line: &[u8]) -> Result<(u16, bool, &[u8]), Garbled> {
    let [a @ b'2'..=b'5', b @ b'0'..=b'9', c @ b'0'..=b'9', rest @ ..] = line else { return Err(Garbled) };
    let code = [a, b, c].iter().fold(0, |sum, digit| sum * 10 + u16::from(**digit - b'0'));
    if memchr(0, rest).is_some() {
        return Err(Garbled);
    }
    match rest {
        [] => Ok((code, true, rest)),
        [b' ' | b'\t', text @ ..] => Ok((code, true, text)),
        [b'-', text @ ..] => Ok((code, false, text)),
        _ => Err(Garbled),
    }
}

/// RFC 2034: the status stands first in the text, and its class is the code's first digit. Servers give it without having offered it, so it is always looked for.
fn enhanced(code: u16, text: &[u8]) -> Option<Enhanced> {
    let word = text.split(|byte| *byte == b' ').next()?;
    let status: Enhanced = std::str::from_utf8(word).ok()?.parse().ok()?;
    (u16::from(status.class) == code / 100).then_some(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enhanced_of(text: &str) -> Option<String> {
        Some(read(text.as_bytes()).unwrap()?.enhanced?.to_string())
    }

    #[test]
    fn a_reply_ends_with_the_line_that_has_a_space() {
        let two = b"250-smtp.example\r\n250-SIZE 100\r\n250 PIPELINING\r\n354 go\r\n";
        let first = read(two).unwrap().unwrap();
        assert_eq!((first.code, first.length), (250, two.len() - 8));
        assert_eq!(read(&two[first.length..]).unwrap().unwrap().code, 354);
        for cut in 0..first.length {
            assert_eq!(read(&two[..cut]), Ok(None), "cut at {cut}");
        }
        assert_eq!(read(b"250\r\n").unwrap().unwrap().length, 5, "a code alone is a reply");
        assert_eq!(read(b"250 bare\n").unwrap().unwrap().length, 9, "a bare line feed ends a line too");
    }

    #[test]
    fn an_enhanced_status_counts_only_where_it_fits_the_code() {
        assert_eq!(enhanced_of("550 5.1.1 no such user\r\n").as_deref(), Some("5.1.1"));
        assert_eq!(enhanced_of("550-5.7.1 read\r\n550 5.7.1 this\r\n").as_deref(), Some("5.7.1"));
        assert_eq!(enhanced_of("550 5.7.606\r\n").as_deref(), Some("5.7.606"));
        for none in [
            "550 4.1.1 later\r\n",
            "550 5.1 short\r\n",
            "550 no\r\n",
            "550\r\n",
            "550 5.1.1234 long\r\n",
            "550 5.1.1.1 more\r\n",
            "550 ５.1.1\r\n",
        ] {
            assert_eq!(enhanced_of(none), None, "{none}");
        }
    }

    #[test]
    fn what_is_no_reply_is_refused_at_once() {
        for garbage in [
            &b"HTTP/1.1 400 Bad Request\r\n"[..],
            b"S",
            b"\0",
            b"99",
            b"199 no\r\n",
            b"600 no\r\n",
            b"25\r\n",
            b"250+x\r\n",
            b"250-a\r\n251 b\r\n",
            b"250 \0\r\n",
            b"250 x\0",
            b"\r\n",
        ] {
            if garbage == b"99" {
                assert_eq!(read(garbage), Ok(None), "may yet be digits");
            } else {
                assert_eq!(read(garbage), Err(Garbled), "{garbage:?}");
            }
        }
    }

    #[test]
    fn an_endless_reply_is_given_up_at_eight_kibibytes() {
        assert_eq!(read("250-x\r\n".repeat(LONGEST / 7 + 1).as_bytes()), Err(Garbled));
        assert_eq!(read(format!("250 {}", "x".repeat(LONGEST)).as_bytes()), Err(Garbled));
        let long = format!("250 {}\r\n", "x".repeat(2000));
        assert_eq!(read(long.as_bytes()).unwrap().unwrap().length, 2006, "a long line is no reason to lose a letter");
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_can_panic_the_reader_or_make_it_read_past_its_bound(bytes in proptest::collection::vec(proptest::prop_oneof![0u8..=255, proptest::sample::select(&b"250 -\r\n.4"[..])], 0..300)) {
            if let Ok(Some(reply)) = read(&bytes) {
                assert!(reply.length <= bytes.len() && (200..600).contains(&reply.code));
            }
        }
    }
}
