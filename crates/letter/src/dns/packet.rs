//! Questions and answers as they go over the wire: RFC 1035 section 4, with room for long answers (RFC 6891).

use std::net::IpAddr;

use super::{Kind, Record};

/// Bytes of an answer over UDP that we say we take: what passes every network in one piece.
const ROOM: u16 = 1232;
/// Octets of a name on the wire (RFC 1035 2.3.4).
const LONGEST: usize = 255;
/// Aliases that are followed.
const ALIASES: usize = 8;
const ALIAS: u16 = 5;
const INTERNET: u16 = 1;

/// What a server says to a question.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reply {
    /// Of RFC 1035 4.1.1: 0 is well, 3 says that there is no such name.
    pub code: u8,
    /// There is more, over TCP.
    pub truncated: bool,
    pub records: Vec<Record>,
}

/// The question as it is sent. `None` when `name` can be no name: a label is empty or over 63 bytes, or has other letters than host names and underscores.
pub(super) fn question(number: u16, name: &str, kind: Kind) -> Option<Vec<u8>> {
    let mut packet = Vec::with_capacity(name.len() + 32);
    packet.extend(number.to_be_bytes());
    // A standard question, and the server is to do the work; one question, one addition.
    packet.extend([1, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
    put_name(&mut packet, name)?;
    packet.extend((kind as u16).to_be_bytes());
    packet.extend(INTERNET.to_be_bytes());
    packet.extend([0, 0, 41]);
    packet.extend(ROOM.to_be_bytes());
    packet.extend([0; 6]);
    Some(packet)
}

fn put_name(packet: &mut Vec<u8>, name: &str) -> Option<()> {
    let before = packet.len();
    for label in name.split('.') {
        let fits = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        let length = u8::try_from(label.len()).ok().filter(|length| fits && (1..=63).contains(length))?;
        packet.push(length);
        packet.extend(label.bytes());
    }
    packet.push(0);
    (packet.len() - before <= LONGEST).then_some(())
}

/// What an answer says to the question; `None` when it is no answer to it, or none at all.
pub(super) fn read(packet: &[u8], number: u16, name: &str, kind: Kind) -> Option<Reply> {
    let mut reader = Reader { packet, at: 0 };
    let is_ours = reader.number()? == number;
    let flags = reader.number()?;
    let (questions, answers) = (reader.number()?, reader.number()?);
    reader.skip(4)?;
    let is_answer = flags & 0x8000 != 0 && questions == 1;
    let asked = reader.name()?;
    let repeats = asked.eq_ignore_ascii_case(name) && reader.number()? == kind as u16 && reader.number()? == INTERNET;
    if !(is_ours && is_answer && repeats) {
        return None;
    }
    let truncated = flags & 0x0200 != 0;
    let mut lines = Vec::new();
    for _ in 0..answers {
        match reader.line() {
            Some(line) => lines.push(line),
            // What is cut off is asked for again.
            None if truncated => break,
            None => return None,
        }
    }
    Some(Reply { code: (flags & 15) as u8, truncated, records: chosen(packet, lines, asked, kind)? })
}

/// A record as it stands.
struct Line {
    owner: String,
    kind: u16,
    /// Where its data stand in the packet.
    from: usize,
    to: usize,
}

/// The records of the name that was asked for, or of the one that it is an alias of.
fn chosen(packet: &[u8], lines: Vec<Line>, asked: String, kind: Kind) -> Option<Vec<Record>> {
    let mut owner = asked;
    for _ in 0..ALIASES {
        let Some(alias) = lines.iter().find(|line| line.kind == ALIAS && line.owner == owner) else { break };
        owner = Reader { packet, at: alias.from }.name()?;
    }
    let of = lines.iter().filter(|line| line.kind == kind as u16 && line.owner == owner);
    Some(of.filter_map(|line| record(packet, line, kind)).collect())
}

/// What is no proper record is passed over.
fn record(packet: &[u8], line: &Line, kind: Kind) -> Option<Record> {
    let data = packet.get(line.from..line.to)?;
    Some(match kind {
        Kind::A => Record::Address(IpAddr::from(<[u8; 4]>::try_from(data).ok()?)),
        Kind::Aaaa => Record::Address(IpAddr::from(<[u8; 16]>::try_from(data).ok()?)),
        Kind::Ptr => Record::Name(Reader { packet, at: line.from }.name()?),
        Kind::Mx => {
            let mut reader = Reader { packet, at: line.from };
            Record::Mail { preference: reader.number()?, host: reader.name()? }
        }
        Kind::Txt => {
            let (mut text, mut rest) = (Vec::with_capacity(data.len()), data);
            while let Some((length, behind)) = rest.split_first() {
                let (string, behind) = behind.split_at_checked(usize::from(*length))?;
                text.extend(string);
                rest = behind;
            }
            Record::Text(String::from_utf8_lossy(&text).into_owned())
        }
    })
}

struct Reader<'a> {
    packet: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn number(&mut self) -> Option<u16> {
        let bytes = self.packet.get(self.at..self.at + 2)?;
        self.at += 2;
        Some(u16::from_be_bytes([bytes[0], bytes[1]]))
    }

    fn skip(&mut self, bytes: usize) -> Option<()> {
        self.at = self.at.checked_add(bytes).filter(|at| *at <= self.packet.len())?;
        Some(())
    }

    fn line(&mut self) -> Option<Line> {
        let (owner, kind) = (self.name()?, self.number()?);
        self.skip(2 + 4)?;
        let length = self.number()?;
        let from = self.at;
        self.skip(usize::from(length))?;
        Some(Line { owner, kind, from, to: self.at })
    }

    /// A name in lower case. It may go on at an earlier place of the packet, and from there at one before that: it ends, because each jump leads further back.
    fn name(&mut self) -> Option<String> {
        let (mut name, mut at, mut earliest, mut end) = (String::new(), self.at, self.at, None);
        loop {
            let length = *self.packet.get(at)?;
            match length {
                0 => break,
                1..=63 => {
                    let label = self.packet.get(at + 1..at + 1 + usize::from(length))?;
                    let fits = |byte: &u8| byte.is_ascii_graphic() && !b".\\\"".contains(byte);
                    if name.len() + label.len() + 1 > LONGEST || !label.iter().all(fits) {
                        return None;
                    }
                    if !name.is_empty() {
                        name.push('.');
                    }
                    name.extend(label.iter().map(|byte| char::from(byte.to_ascii_lowercase())));
                    at += 1 + usize::from(length);
                }
                192.. => {
                    let there = usize::from(length & 63) << 8 | usize::from(*self.packet.get(at + 1)?);
                    end = end.or(Some(at + 2));
                    if there >= earliest {
                        return None;
                    }
                    (at, earliest) = (there, there);
                }
                _ => return None,
            }
        }
        self.at = end.unwrap_or(at + 1);
        Some(name)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An answer to a question for `name`, with these records: owner, kind, data.
    fn answer(name: &str, kind: Kind, records: &[(&[u8], u16, &[u8])]) -> Vec<u8> {
        let mut packet = question(7, name, kind).expect("a question");
        packet.truncate(packet.len() - 11);
        packet[2] |= 0x80;
        packet[6..12].copy_from_slice(&[0, records.len() as u8, 0, 0, 0, 0]);
        for (owner, kind, data) in records {
            packet.extend(*owner);
            packet.extend(kind.to_be_bytes());
            packet.extend([0, 1, 0, 0, 0, 60]);
            packet.extend((data.len() as u16).to_be_bytes());
            packet.extend(*data);
        }
        packet
    }

    /// The name that was asked for stands at 12.
    const ASKED: &[u8] = &[0xc0, 12];

    fn records(packet: &[u8], name: &str, kind: Kind) -> Vec<Record> {
        read(packet, 7, name, kind).expect("an answer").records
    }

    #[test]
    fn records_of_every_kind_are_read() {
        let of = |name, kind, data: &[u8]| records(&answer(name, kind, &[(ASKED, kind as u16, data)]), name, kind);
        assert_eq!(of("a.example", Kind::A, &[192, 0, 2, 1]), [Record::Address(IpAddr::from([192, 0, 2, 1]))]);
        assert_eq!(of("a.example", Kind::Aaaa, &[0; 16]), [Record::Address(IpAddr::from([0; 16]))]);
        assert_eq!(of("a.example", Kind::Txt, b"\x03v=s\x02pf"), [Record::Text("v=spf".into())]);
        assert_eq!(of("a.example", Kind::Ptr, b"\x01B\xc0\x0c"), [Record::Name("b.a.example".into())]);
        assert_eq!(of("a.example", Kind::Mx, b"\0\x0a\x02mx\xc0\x0c"), [Record::Mail { preference: 10, host: "mx.a.example".into() }]);
        assert_eq!(of("a.example", Kind::Mx, b"\0\0\0"), [Record::Mail { preference: 0, host: String::new() }]);
        assert_eq!(of("a.example", Kind::A, &[1, 2, 3]), [], "what is no address is passed over");
        assert_eq!(of("a.example", Kind::Txt, b"\x09short"), []);
    }

    #[test]
    fn aliases_are_followed_and_what_nobody_asked_for_is_left() {
        let packet = answer(
            "a.example",
            Kind::A,
            &[
                (ASKED, ALIAS, b"\x01b\x07example\0"),
                (b"\x01b\x07example\0", ALIAS, b"\x01c\x07example\0"),
                (b"\x01C\x07example\0", 1, &[192, 0, 2, 3]),
                (b"\x01x\x07example\0", 1, &[192, 0, 2, 9]),
                (b"\x01c\x07example\0", 16, b"\x01x"),
            ],
        );
        assert_eq!(records(&packet, "a.example", Kind::A), [Record::Address(IpAddr::from([192, 0, 2, 3]))]);
        let round = answer("a.example", Kind::A, &[(ASKED, ALIAS, ASKED)]);
        assert_eq!(records(&round, "a.example", Kind::A), []);
    }

    #[test]
    fn an_answer_to_another_question_is_none() {
        let packet = answer("a.example", Kind::A, &[]);
        assert!(read(&packet, 7, "A.EXAMPLE", Kind::A).is_some());
        for (number, name, kind) in [(8, "a.example", Kind::A), (7, "b.example", Kind::A), (7, "a.example", Kind::Mx)] {
            assert!(read(&packet, number, name, kind).is_none());
        }
        let asked = question(7, "a.example", Kind::A).expect("a question");
        assert!(read(&asked, 7, "a.example", Kind::A).is_none(), "a question is no answer");
    }

    #[test]
    fn names_that_loop_or_lead_on_are_none() {
        for data in [&b"\xc0\x27"[..], b"\xc0\xff", b"\xc0", b"\x3f", b"\x80a", b"\x01.\0", b"\x01\0\0", b""] {
            let packet = answer("a.example", Kind::Ptr, &[(ASKED, Kind::Ptr as u16, data)]);
            assert_eq!(read(&packet, 7, "a.example", Kind::Ptr).map(|reply| reply.records), Some(Vec::new()), "{data:?}");
        }
        for bad in ["", ".", "a..b", "a b", "ä", &"a".repeat(64), &"abcdefg.".repeat(40)] {
            assert_eq!(question(7, bad, Kind::A), None, "{bad}");
        }
    }

    #[test]
    fn what_is_cut_off_is_told_and_what_ends_early_is_none() {
        let whole = answer("a.example", Kind::A, &[(ASKED, 1, &[192, 0, 2, 1])]);
        let mut cut = whole[..whole.len() - 3].to_vec();
        assert_eq!(read(&cut, 7, "a.example", Kind::A), None);
        cut[2] |= 2;
        assert_eq!(read(&cut, 7, "a.example", Kind::A), Some(Reply { code: 0, truncated: true, records: Vec::new() }));
    }

    proptest! {
        #[test]
        fn no_bytes_can_panic_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..120), at in 0usize..90, kind in 0usize..5) {
            let kind = [Kind::A, Kind::Ptr, Kind::Mx, Kind::Txt, Kind::Aaaa][kind];
            let _ = read(&bytes, 7, "a.example", kind);
            let mut packet = answer("a.example", kind, &[(ASKED, kind as u16, b"\0\x0a\x02mx\xc0\x0c"), (ASKED, ALIAS, ASKED)]);
            let at = at.min(packet.len());
            packet.splice(at..(at + bytes.len() / 4).min(packet.len()), bytes);
            let _ = read(&packet, 7, "a.example", kind);
        }
    }
}
