//! Bytes with holes in them: what every letter of an issue has in common, and the few places where they differ.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::EmailAddress;

use crate::{MessageId, Refused};

/// Letters of a [`Token`], and of the marker that stands for it in a template.
pub const TOKEN: usize = 22;

/// A place in the text, the page and the links of a letter where each reader's own token goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Leaves the list.
    Leave,
    /// Opens the reader's own settings.
    Manage,
    /// Confirms a sign-up.
    Confirm,
}

impl Slot {
    pub const ALL: [Self; 3] = [Self::Leave, Self::Manage, Self::Confirm];

    /// What a template writes where the token goes: as long as a token and of the same letters, so that an URL stays as it will be.
    pub const fn marker(self) -> &'static str {
        match self {
            Self::Leave => "_-_slot-for-leaving-_-",
            Self::Manage => "_-_slot-for-manage_-_-",
            Self::Confirm => "_-_slot-for-confirm-_-",
        }
    }

    /// The slot whose marker `text` begins with.
    pub(crate) fn at_start_of(text: &str) -> Option<Self> {
        if !text.starts_with("_-_") {
            return None;
        }
        Self::ALL.into_iter().find(|slot| text.starts_with(slot.marker()))
    }
}

/// 128 bits in base64url. It opens a reader's settings to whoever has it, so it never prints itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token([u8; TOKEN]);

impl Token {
    pub fn of_bits(bits: [u8; 16]) -> Self {
        let mut letters = [0; TOKEN];
        // Sixteen bytes are 22 letters, always.
        let _ = URL_SAFE_NO_PAD.encode_slice(bits, &mut letters);
        Self(letters)
    }

    pub fn parse(text: &str) -> Result<Self, Refused> {
        let letters = <[u8; TOKEN]>::try_from(text.as_bytes()).map_err(|_| Refused::Token)?;
        let fits = letters.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if fits { Ok(Self(letters)) } else { Err(Refused::Token) }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What goes into the holes for one reader.
#[derive(Clone, Copy, Debug)]
pub struct Filling<'a> {
    pub to: &'a EmailAddress,
    pub message_id: &'a MessageId,
    pub leave: Option<Token>,
    pub manage: Option<Token>,
    pub confirm: Option<Token>,
}

impl<'a> Filling<'a> {
    /// A letter without tokens.
    pub fn new(to: &'a EmailAddress, message_id: &'a MessageId) -> Self {
        Self { to, message_id, leave: None, manage: None, confirm: None }
    }

    fn bytes(&self, hole: Hole) -> Result<&[u8], Refused> {
        let token = match hole {
            Hole::To => return Ok(self.to.as_str().as_bytes()),
            Hole::MessageId => return Ok(self.message_id.as_str().as_bytes()),
            Hole::Token(Slot::Leave) => &self.leave,
            Hole::Token(Slot::Manage) => &self.manage,
            Hole::Token(Slot::Confirm) => &self.confirm,
        };
        match (token, hole) {
            (Some(token), _) => Ok(token.as_bytes()),
            (None, Hole::Token(slot)) => Err(Refused::NoToken(slot)),
            (None, Hole::To | Hole::MessageId) => Ok(&[]),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hole {
    To,
    MessageId,
    Token(Slot),
}

/// Bytes of the longest filling, a Message-ID under a domain of 253 bytes.
const LONGEST_HOLE: usize = 2 + 32 + 1 + 253;

/// Fixed bytes, and the holes between them by their offset.
#[derive(Clone, Default)]
pub(crate) struct Pieces {
    bytes: Vec<u8>,
    holes: Vec<(usize, Hole)>,
}

impl Pieces {
    /// Text in which the markers of tokens become holes.
    pub fn cut(text: &str) -> Self {
        let mut pieces = Self::default();
        let mut rest = text;
        while let Some((at, slot)) = first_marker(rest) {
            pieces.push(&rest[..at]);
            pieces.hole(Hole::Token(slot));
            rest = &rest[at + TOKEN..];
        }
        pieces.push(rest);
        pieces
    }

    pub fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub fn hole(&mut self, hole: Hole) {
        self.holes.push((self.bytes.len(), hole));
    }

    pub fn append(&mut self, other: &Self) {
        let base = self.bytes.len();
        self.holes.extend(other.holes.iter().map(|&(at, hole)| (base + at, hole)));
        self.bytes.extend_from_slice(&other.bytes);
    }

    /// The same without CR and LF.
    pub fn unfolded(&self) -> Self {
        let is_break = |b: &&u8| matches!(b, b'\r' | b'\n');
        let holes = self.holes.iter().map(|&(at, hole)| (at - self.bytes[..at].iter().filter(is_break).count(), hole));
        Self { holes: holes.collect(), bytes: self.bytes.iter().filter(|b| !is_break(b)).copied().collect() }
    }

    /// What stands before the first hole, and the rest from that hole on.
    pub fn split_at_first_hole(&self) -> (&[u8], Self) {
        let at = self.holes.first().map_or(self.bytes.len(), |&(at, _)| at);
        let holes = self.holes.iter().map(|&(place, hole)| (place - at, hole)).collect();
        (&self.bytes[..at], Self { bytes: self.bytes[at..].to_vec(), holes })
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn holes(&self) -> impl Iterator<Item = Hole> + '_ {
        self.holes.iter().map(|&(_, hole)| hole)
    }

    /// Bytes that a filled copy has at most.
    pub fn most(&self) -> usize {
        self.bytes.len() + self.holes.len() * LONGEST_HOLE
    }

    /// Gives the filled bytes to `sink`, piece by piece and in order.
    pub fn pour(&self, filling: &Filling<'_>, mut sink: impl FnMut(&[u8])) -> Result<(), Refused> {
        let mut from = 0;
        for &(at, hole) in &self.holes {
            sink(&self.bytes[from..at]);
            sink(filling.bytes(hole)?);
            from = at;
        }
        sink(&self.bytes[from..]);
        Ok(())
    }
}

impl fmt::Debug for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pieces").field("bytes", &self.bytes.len()).field("holes", &self.holes.len()).finish()
    }
}

fn first_marker(text: &str) -> Option<(usize, Slot)> {
    text.match_indices("_-_").find_map(|(at, _)| Slot::at_start_of(&text[at..]).map(|slot| (at, slot)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_as_long_as_a_token_and_could_be_one() {
        for slot in Slot::ALL {
            assert!(Token::parse(slot.marker()).is_ok(), "{slot:?}");
        }
    }

    #[test]
    fn a_token_of_bits_is_read_again_and_never_printed() {
        let token = Token::of_bits([0xfb; 16]);
        assert_eq!(token.as_bytes(), b"-_v7-_v7-_v7-_v7-_v7-w");
        assert_eq!(format!("{token:?}"), "Token(…)");
        for bad in ["", "short", "with space in it 22 lt", "twenty-two-letters+/+/", "ж-two-byte-letter-here"] {
            assert_eq!(Token::parse(bad), Err(Refused::Token), "{bad}");
        }
    }

    #[test]
    fn a_hole_without_its_token_is_told_and_not_left_open() {
        let (to, id) = (EmailAddress::parse("ann@example.org").expect("an address"), MessageId::sample());
        let pieces = Pieces::cut(&format!("a_-_{}b{}", Slot::Leave.marker(), Slot::Manage.marker()));
        let mut filling = Filling { leave: Some(Token::of_bits([0; 16])), ..Filling::new(&to, &id) };
        assert_eq!(pieces.pour(&filling, |_| ()), Err(Refused::NoToken(Slot::Manage)));
        filling.manage = Some(Token::of_bits([0xff; 16]));
        let mut out = Vec::new();
        assert_eq!(pieces.pour(&filling, |bytes| out.extend_from_slice(bytes)), Ok(()));
        assert_eq!(String::from_utf8_lossy(&out), format!("a_-_{}b{}w", "A".repeat(22), "_".repeat(21)));
    }
}
