//! What may stand in a header: texts, mailboxes and links that cannot open a second one, and how they are encoded and folded.
//!
//! Every value made here is *tidy*: its only white space is single spaces, and a line is folded by CRLF before one of them. So the relaxed form of DKIM
//! (RFC 6376 section 3.4.2) is the same bytes without the CRLFs.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::EmailAddress;

use crate::Refused;

/// Bytes of a subject or a name at most. Nobody reads further.
pub const LONGEST_TEXT: usize = 1_000;
/// Bytes of a link at most, so that its line stays under 998 with what stands around it.
pub const LONGEST_LINK: usize = 900;
/// A line with an encoded word in it (RFC 2047 section 2), and every other that can be folded.
const LINE: usize = 76;
/// Longer words than this are encoded, because a plain one cannot be folded. The longest header name leaves this much of a line.
const LONGEST_WORD: usize = 60;

/// A text in any script, without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderText(String);

impl HeaderText {
    /// # Errors
    /// [`Refused::Control`] for a line break or another control character, [`Refused::HeaderLength`] for none or too much text.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            return Err(Refused::Control);
        }
        if text.is_empty() || text.len() > LONGEST_TEXT {
            return Err(Refused::HeaderLength { limit: LONGEST_TEXT });
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As unstructured text, in a header whose name and colon take `column` bytes.
    pub(crate) fn unstructured(&self, column: usize) -> String {
        if is_plain(&self.0) { fold(&self.0, column) } else { encoded_words(&self.0, column) }
    }

    /// As a display name (`phrase` of RFC 5322).
    fn phrase(&self, column: usize) -> String {
        let is_atoms = self.0.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ' || b"!#$%&'*+-/=?^_`{|}~".contains(&b));
        if !is_plain(&self.0) {
            encoded_words(&self.0, column)
        } else if is_atoms {
            fold(&self.0, column)
        } else {
            fold(&format!("\"{}\"", self.0.replace('\\', "\\\\").replace('"', "\\\"")), column)
        }
    }

    /// As it is, for headers that know no encoded words.
    pub(crate) fn ascii(&self, column: usize) -> Result<String, Refused> {
        if is_plain(&self.0) { Ok(fold(&self.0, column)) } else { Err(Refused::NotAscii { limit: LONGEST_WORD }) }
    }
}

/// A display name, perhaps, and the address of a sender. Readers have no display names: a letter's `To` is the bare address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    name: Option<HeaderText>,
    address: EmailAddress,
}

impl Mailbox {
    pub fn new(name: Option<HeaderText>, address: EmailAddress) -> Result<Self, Refused> {
        if address.needs_smtputf8() { Err(Refused::Sender) } else { Ok(Self { name, address }) }
    }

    pub fn address(&self) -> &EmailAddress {
        &self.address
    }

    pub(crate) fn written(&self, column: usize) -> String {
        match &self.name {
            None => self.address.as_str().to_owned(),
            Some(name) => behind_phrase(name, self.address.as_str(), column),
        }
    }
}

/// `phrase <what>`, on a line of its own when it would not fit.
pub(crate) fn behind_phrase(name: &HeaderText, what: &str, column: usize) -> String {
    let phrase = name.phrase(column);
    let last = phrase.rsplit("\r\n").next().map_or(0, str::len) + if phrase.contains('\n') { 0 } else { column };
    let gap = if last + what.len() + 3 > LINE { "\r\n " } else { " " };
    format!("{phrase}{gap}<{what}>")
}

/// An address of the web or of a mailbox, as it may stand between angle brackets. Markers of tokens in it become holes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(String);

impl Link {
    /// `https://…`.
    pub fn https(text: &str) -> Result<Self, Refused> {
        Self::with_scheme(text, &["https://"], "https://")
    }

    /// `mailto:…`.
    pub fn mailto(text: &str) -> Result<Self, Refused> {
        Self::with_scheme(text, &["mailto:"], "mailto:")
    }

    /// Either of them.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        Self::with_scheme(text, &["https://", "mailto:"], "https:// or mailto:")
    }

    fn with_scheme(text: &str, schemes: &[&str], told: &'static str) -> Result<Self, Refused> {
        let scheme = schemes.iter().find(|scheme| text.starts_with(**scheme));
        let printable = text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>'));
        match scheme {
            Some(scheme) if printable && (scheme.len() + 1..=LONGEST_LINK).contains(&text.len()) => Ok(Self(text.to_owned())),
            _ => Err(Refused::Link { schemes: told, limit: LONGEST_LINK }),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a text can stand as it is: printable ASCII in words that can be folded between, and nothing that looks like an encoded word.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic() || b == b' ')
        && text.split(' ').all(|word| (1..=LONGEST_WORD).contains(&word.len()))
        && !text.contains("=?")
}

/// Words of a plain text, broken before a space wherever the line would be too long.
pub(crate) fn fold(text: &str, column: usize) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut column = column;
    for (i, word) in text.split(' ').enumerate() {
        if i > 0 && column + 1 + word.len() > LINE {
            out.push_str("\r\n ");
            column = 1;
        } else if i > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += word.len();
    }
    out
}

/// RFC 2047 in base64, a word to a line; no character is split between two words.
fn encoded_words(text: &str, column: usize) -> String {
    const FRAME: usize = "=?utf-8?B??=".len();
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    let mut column = column;
    while !rest.is_empty() {
        let room = LINE.saturating_sub(column + FRAME) / 4 * 3;
        let mut end = room.min(rest.len());
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        out.push_str("=?utf-8?B?");
        STANDARD.encode_string(&rest[..end], &mut out);
        out.push_str("?=");
        rest = &rest[end..];
        if !rest.is_empty() {
            out.push_str("\r\n ");
            column = 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_could_open_a_second_header_is_refused() {
        for bad in ["a\r\nBcc: b@example.org", "a\nb", "a\rb", "a\0", "a\tb", "a\u{85}b", "a\u{2028}b"] {
            assert_eq!(HeaderText::parse(bad), Err(Refused::Control), "{bad:?}");
        }
        assert_eq!(HeaderText::parse(""), Err(Refused::HeaderLength { limit: LONGEST_TEXT }));
        assert!(HeaderText::parse(&"a".repeat(LONGEST_TEXT + 1)).is_err());
    }

    #[test]
    fn a_link_is_https_or_mailto_and_cannot_leave_its_brackets() {
        for good in ["https://example.org/u/_-_slot-for-leaving-_-", "mailto:leave@example.org?subject=x"] {
            assert!(Link::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "https://",
            "http://example.org",
            "javascript:alert(1)",
            "https://e/>,<b",
            "https://e/a b",
            "https://e/\r\nX: y",
            "https://e/ж",
        ] {
            assert!(Link::parse(bad).is_err(), "{bad}");
        }
        assert!(Link::https("mailto:a@example.org").is_err() && Link::mailto("https://example.org").is_err());
        assert!(Link::https(&format!("https://example.org/{}", "a".repeat(LONGEST_LINK))).is_err());
    }

    #[test]
    fn a_name_that_is_no_plain_phrase_is_quoted_or_encoded() {
        let of = |name: &str| {
            let address = EmailAddress::parse("lamp@example.org").expect("an address");
            Mailbox::new(Some(HeaderText::parse(name).expect("a text")), address).expect("a mailbox").written(6)
        };
        assert_eq!(of("The Lamp"), "The Lamp <lamp@example.org>");
        assert_eq!(of("Lamp, The \"old\" \\"), "\"Lamp, The \\\"old\\\" \\\\\" <lamp@example.org>");
        assert_eq!(of("Лампа"), "=?utf-8?B?0JvQsNC80L/QsA==?= <lamp@example.org>");
        assert_eq!(of("two  spaces"), "=?utf-8?B?dHdvICBzcGFjZXM=?= <lamp@example.org>");
        assert_eq!(of("=?utf-8?Q?x?="), "=?utf-8?B?PT91dGYtOD9RP3g/PQ==?= <lamp@example.org>");
    }

    #[test]
    fn the_senders_own_address_is_ascii() {
        let address = EmailAddress::parse("лампа@example.org").expect("an address");
        assert_eq!(Mailbox::new(None, address), Err(Refused::Sender));
    }
}
