//! What couriers and the server tell each other.
//!
//! JSON, but for the entries of the chain: of those there are as many as readers, so they are framed in bytes.

use jiff::Timestamp;
use seal::Hash;
use seal::chain::Chain;
use serde::{Deserialize, Serialize};

use crate::post::Entry;
use crate::post::arming::Pace;
use crate::post::model::{IssueId, NewsletterId, OrderId, ReaderId};
use crate::sending::{Balance, Doubts};

/// Entries of a page: 1.6 MB.
pub const PAGE: i64 = 1_000;
/// Lines of a ledger in one answer.
pub const LINES: u32 = 10_000;
/// Ids in one message of results, and rows in one of an import.
pub const MOST: usize = 10_000;

/// A courier asks to be paired.
#[derive(Debug, Serialize, Deserialize)]
pub struct Pairing {
    /// First symbols of the code.
    pub code: String,
    pub name: String,
    /// Public key of the courier's signatures.
    pub courier: String,
    /// Public vault keys, the newest first.
    pub vault: Vec<String>,
    pub replaces: bool,
    pub proof: String,
}

/// The server agrees.
#[derive(Debug, Serialize, Deserialize)]
pub struct Paired {
    pub proof: String,
    /// Name of the newspaper.
    pub newspaper: String,
    /// The address that readers know.
    pub site: String,
    /// What rows are sealed to now.
    pub fingerprint: String,
    /// It is a till of its own, which has contributions and nothing else.
    #[serde(default)]
    pub is_till: bool,
}

/// How the server stands.
#[derive(Debug, Serialize, Deserialize)]
pub struct Status {
    pub newspaper: String,
    pub at: Timestamp,
    pub chain: Chain,
    /// What rows are sealed to: the public key as one line.
    pub key: Option<String>,
    pub newsletters: Vec<Listed>,
    pub orders: i64,
    /// Whom newsletters come from; empty while that is not set.
    pub from: String,
    /// Domain that their bounces go to, and whether somebody reads what comes there.
    #[serde(default)]
    pub returns: String,
    #[serde(default)]
    pub reads: bool,
}

/// A newsletter, and its rows as the locked server counts them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub id: NewsletterId,
    pub locale: String,
    pub slug: String,
    pub title: String,
    pub open: bool,
    pub confirmed: i64,
    pub waiting: i64,
    pub left: i64,
    pub suppressed: i64,
    /// What came back of its letters in the last weeks: class and letters, the most first.
    #[serde(default)]
    pub returns: Vec<(String, i64)>,
}

/// Issues that are readied and not sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Issues {
    /// Behind Message-IDs and return paths, so that the server knows its bounces again; base64.
    pub secret: String,
    pub issues: Vec<IssueLetter>,
}

/// The letter of an issue, with the markers of tokens in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueLetter {
    pub issue: IssueId,
    pub newsletter: NewsletterId,
    pub number: i64,
    pub language: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Name beside the sender's address.
    pub sender: String,
    pub from: String,
    /// Empty where answers go to the sender.
    pub reply_to: String,
    pub list: ListWords,
    /// The issue's own page.
    pub page: String,
    /// Domain that bounces go to.
    pub returns: String,
    pub due_at: Option<Timestamp>,
    /// Zone by whose clock it is meant; IANA name.
    #[serde(default)]
    pub zone: String,
    pub readied_at: Option<Timestamp>,
}

/// What goes into the headers of a mailing list; empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListWords {
    pub id: String,
    pub leave: String,
    pub leave_by_mail: String,
    pub help: String,
    pub archive: String,
    pub owner: String,
    /// The same for every reader.
    pub feedback_id: String,
}

/// A courier is about to arm an issue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Announced {
    pub issue: IssueId,
    /// When it is to go out.
    pub at: Timestamp,
    /// [`digest`](crate::post::arming::model::digest) of the letter that the keyholder has looked at.
    pub letter: Hash,
    /// Of the capsule's file.
    pub hash: Hash,
    pub bytes: u64,
    pub people: u64,
    pub pace: Pace,
    /// What becomes of letters that were on the wire when an earlier sending was cut off; `None` leaves it as it was.
    #[serde(default)]
    pub doubts: Option<Doubts>,
}

/// The server awaits a capsule.
#[derive(Debug, Serialize, Deserialize)]
pub struct Opened {
    /// Bytes that are there already.
    pub have: u64,
    /// What the capsule's key is to be sealed to: a public key that the server made for this one arming.
    pub seal_to: String,
}

/// A part has come.
#[derive(Debug, Serialize, Deserialize)]
pub struct Taken {
    pub have: u64,
}

/// The whole capsule has come: here is its key.
#[derive(Debug, Serialize, Deserialize)]
pub struct Armed {
    pub issue: IssueId,
    /// Sealed; base64.
    pub key: String,
}

/// An issue, where nothing more is said of it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Which {
    pub issue: IssueId,
}

/// The courier sends this issue from here on.
#[derive(Debug, Serialize, Deserialize)]
pub struct HandedOver {
    /// Lines of the ledger of what was begun on the server; 0 where nothing was.
    pub people: u64,
    /// The letter that some readers have, and the date in its head.
    pub letter: Option<IssueLetter>,
    pub date: Option<Timestamp>,
}

/// A sealed work order; base64.
#[derive(Debug, Serialize, Deserialize)]
pub struct Order {
    pub id: OrderId,
    pub sealed: String,
}

/// What a courier has done. Each part may be said again: twice is as good as once.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Results {
    /// Rows that are merged into others, or whose reader has left.
    pub erase: Vec<ReaderId>,
    /// Letters that were refused while this machine sent them: row, issue, and class of the refusal. The server adds them to what comes back to it, and says when
    /// a row gets no more letters.
    pub refused: Vec<(ReaderId, IssueId, String)>,
    /// Work orders that were answered.
    pub settle: Vec<OrderId>,
    pub sent: Vec<(IssueId, Books)>,
}

impl Results {
    pub fn len(&self) -> usize {
        self.erase.len() + self.refused.len() + self.settle.len() + self.sent.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How an issue came out, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Books {
    pub candidates: i64,
    pub accepted: i64,
    pub refused: i64,
    pub unknown: i64,
    pub gone: i64,
    pub cancelled: i64,
}

impl From<&Balance> for Books {
    fn from(balance: &Balance) -> Self {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        Self {
            candidates: number(balance.candidates),
            accepted: number(balance.accepted),
            refused: number(balance.refused),
            unknown: number(balance.unknown),
            gone: number(balance.gone),
            cancelled: number(balance.cancelled),
        }
    }
}

/// What a courier's results have changed.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    pub erased: usize,
    pub suppressed: usize,
    pub settled: usize,
    pub sent: usize,
}

/// A row that was sealed on the courier.
#[derive(Debug, Serialize, Deserialize)]
pub struct Brought {
    pub id: ReaderId,
    pub newsletter: NewsletterId,
    /// Base64.
    pub sealed: String,
    /// SHA-256 of its token.
    pub token: Hash,
}

/// Another vault key is to be sealed to.
#[derive(Debug, Serialize, Deserialize)]
pub struct Rotation {
    /// Public vault keys of the courier, the newest first. The one that the server has must be among them.
    pub vault: Vec<String>,
}

/// A page of the chain.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// Where the chain stood when the page was made.
    pub chain: Chain,
    pub entries: Vec<Entry>,
}

impl Page {
    /// The chain's counter and head; then each entry: counter, kind, row, hash, and where they are there newsletter, sealed text and class of suppression.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(48 + self.entries.len() * 1_560);
        out.extend(self.chain.counter.to_be_bytes());
        out.extend(self.chain.head.0);
        out.extend((self.entries.len() as u64).to_be_bytes());
        for entry in &self.entries {
            out.extend(entry.counter.to_be_bytes());
            out.push(u8::try_from(entry.kind).unwrap_or_default());
            out.extend(entry.reader.0.to_be_bytes());
            put(&mut out, Some(&entry.content));
            put(&mut out, entry.newsletter.map(|id| id.0.to_be_bytes()).as_ref().map(|id| &id[..]));
            put(&mut out, entry.sealed.as_deref());
            put(&mut out, entry.suppressed.as_ref().map(|class| class.as_bytes()));
        }
        out
    }

    /// `None` for what no [`Page::to_bytes`] gives.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let rest = &mut rest;
        let chain = Chain { counter: u64::from_be_bytes(*take(rest)?), head: Hash(*take(rest)?) };
        let count = u64::from_be_bytes(*take(rest)?);
        if count > PAGE as u64 {
            return None;
        }
        let mut entries = Vec::with_capacity(count as usize);
        for _ in 0..count {
            let (counter, [kind], reader) = (i64::from_be_bytes(*take(rest)?), *take(rest)?, i64::from_be_bytes(*take(rest)?));
            let content = cut(rest)??;
            let newsletter = match cut(rest)? {
                Some(id) => Some(NewsletterId(i64::from_be_bytes(id.try_into().ok()?))),
                None => None,
            };
            let sealed = cut(rest)?;
            let suppressed = match cut(rest)? {
                Some(class) => Some(String::from_utf8(class).ok()?),
                None => None,
            };
            entries.push(Entry { counter, kind: kind.into(), reader: ReaderId(reader), content, newsletter, sealed, suppressed });
        }
        rest.is_empty().then_some(Self { chain, entries })
    }
}

/// What is not there has the length 0xffff.
const NOTHING: u16 = u16::MAX;

fn put(out: &mut Vec<u8>, part: Option<&[u8]>) {
    let part = part.and_then(|part| Some((u16::try_from(part.len()).ok().filter(|length| *length != NOTHING)?, part)));
    out.extend(part.map_or(NOTHING, |(length, _)| length).to_be_bytes());
    out.extend(part.map_or(&[][..], |(_, part)| part));
}

fn take<'a, const N: usize>(rest: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (part, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(part)
}

fn cut(rest: &mut &[u8]) -> Option<Option<Vec<u8>>> {
    let length = u16::from_be_bytes(*take(rest)?);
    if length == NOTHING {
        return Some(None);
    }
    let (part, behind) = rest.split_at_checked(length.into())?;
    *rest = behind;
    Some(Some(part.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_the_chain_comes_back_and_a_cut_or_longer_one_is_none() {
        let whole = Entry {
            counter: 7,
            kind: 3,
            reader: ReaderId(-5),
            content: vec![9; 32],
            newsletter: Some(NewsletterId(4)),
            sealed: Some(vec![1; 1456]),
            suppressed: Some("hard-bounce".into()),
        };
        let erased = Entry { counter: 8, kind: 4, newsletter: None, sealed: None, suppressed: None, ..whole.clone() };
        let page = Page { chain: Chain::begin(b"x").link(1, b"a", b"b"), entries: vec![whole, erased] };
        let bytes = page.to_bytes();
        assert_eq!(Page::from_bytes(&bytes).as_ref(), Some(&page));
        for cut in 0..bytes.len() {
            assert_eq!(Page::from_bytes(&bytes[..cut]), None);
        }
        assert_eq!(Page::from_bytes(&[&bytes[..], b"x"].concat()), None);
        let mut many = bytes.clone();
        many[40..48].copy_from_slice(&u64::MAX.to_be_bytes());
        assert_eq!(Page::from_bytes(&many), None, "a number is not believed before its entries are there");
    }
}
