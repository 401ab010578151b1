//! Quoted-printable (RFC 2045 section 6.7), written so that nothing on the way has a reason to touch it.
//!
//! Beyond the RFC: a character of UTF-8 and a token are never split between lines; no line ends in white space and no two spaces stand together, so that the
//! relaxed form of DKIM is the bytes as they are; no line begins with a dot (SMTP would stuff it) or with "From " (mailboxes would quote it).

use crate::Refused;
use crate::pieces::{Hole, Pieces, Slot, TOKEN};

/// Characters on a line before the `=` of a soft break.
const LINE: usize = 75;

/// Appends `text`. Its line breaks, of whatever kind, become CRLF.
///
/// # Errors
/// [`Refused::BodyControl`] for a control character of ASCII other than a tab or a line break.
pub(crate) fn encode(text: &str, out: &mut Pieces) -> Result<(), Refused> {
    let mut writer = Writer { out, column: 0, after_space: false };
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(slot) = Slot::at_start_of(rest) {
            writer.token(slot);
            rest = &rest[TOKEN..];
            continue;
        }
        match c {
            '\r' if rest[1..].starts_with('\n') => {}
            '\r' | '\n' => writer.end_line(),
            ' ' => writer.space(is_line_end(&rest[1..])),
            '.' => writer.unless_first('.'),
            'F' if rest.starts_with("From ") => writer.unless_first('F'),
            '\t' | '=' => writer.escaped(c),
            '!'..='~' => writer.literal(c),
            '\0'..='\x7f' => return Err(Refused::BodyControl),
            _ => writer.escaped(c),
        }
        rest = &rest[c.len_utf8()..];
    }
    Ok(())
}

fn is_line_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['\r', '\n'])
}

struct Writer<'a> {
    out: &'a mut Pieces,
    column: usize,
    after_space: bool,
}

impl Writer<'_> {
    fn make_room(&mut self, width: usize) {
        if self.column + width > LINE {
            self.out.push("=\r\n");
            self.column = 0;
        }
        self.column += width;
        self.after_space = false;
    }

    fn end_line(&mut self) {
        self.out.push("\r\n");
        self.column = 0;
        self.after_space = false;
    }

    fn literal(&mut self, c: char) {
        self.make_room(1);
        self.out.push(c.encode_utf8(&mut [0; 4]));
    }

    fn escaped(&mut self, c: char) {
        let mut buffer = [0; 4];
        let bytes = c.encode_utf8(&mut buffer).bytes();
        self.make_room(3 * c.len_utf8());
        for byte in bytes {
            self.out.push(&format!("={byte:02X}"));
        }
    }

    fn space(&mut self, at_end: bool) {
        if at_end || self.after_space {
            self.escaped(' ');
        } else {
            self.literal(' ');
            self.after_space = true;
        }
    }

    /// A character that would mean something at the beginning of a line.
    fn unless_first(&mut self, c: char) {
        if self.column == 0 || self.column + 1 > LINE { self.escaped(c) } else { self.literal(c) }
    }

    fn token(&mut self, slot: Slot) {
        self.make_room(TOKEN);
        self.out.hole(Hole::Token(slot));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        let mut pieces = Pieces::default();
        encode(text, &mut pieces).expect("a text");
        String::from_utf8(pieces.bytes().to_vec()).expect("ASCII")
    }

    #[test]
    fn what_a_host_on_the_way_might_touch_is_encoded() {
        assert_eq!(of("a  b   c"), "a =20b =20 c");
        assert_eq!(of("end \nend\t\r\n end"), "end=20\r\nend=09\r\n end");
        assert_eq!(of(".\n..x.\nFrom me\nFromage From "), "=2E\r\n=2E.x.\r\n=46rom me\r\nFromage From=20");
        assert_eq!(of("a=b\rc"), "a=3Db\r\nc");
        assert_eq!(of("Щ—😀"), "=D0=A9=E2=80=94=F0=9F=98=80");
        assert_eq!(of(&format!("{}.", "a".repeat(75))), format!("{}=\r\n=2E", "a".repeat(75)));
    }

    #[test]
    fn a_control_character_is_refused() {
        for bad in ["\0", "a\x08", "\x0c", "\x1b[31m", "\x7f"] {
            assert_eq!(encode(bad, &mut Pieces::default()), Err(Refused::BodyControl), "{bad:?}");
        }
    }

    #[test]
    fn neither_a_character_nor_a_token_is_split_wherever_it_falls() {
        for lead in 0..160 {
            let coded = of(&format!("{}😀", "a".repeat(lead)));
            assert!(coded.contains("=F0=9F=98=80"), "{lead}");
            let mut pieces = Pieces::default();
            encode(&format!("{}{}b", "a".repeat(lead), Slot::Leave.marker()), &mut pieces).expect("a text");
            assert_eq!(pieces.holes().count(), 1);
            let (before, _) = pieces.split_at_first_hole();
            let line = before.rsplit(|&b| b == b'\n').next().map_or(0, <[u8]>::len);
            assert!(line + TOKEN < 76, "{lead}");
        }
    }
}
