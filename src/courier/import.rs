//! Lists of Ghost, Substack, Mailchimp and listmonk, brought in as CSV. Rows are sealed here, so the server never sees an address.
//!
//! Promises: nobody is brought in whose letters came back, who is on the list, or who has left since the list was opened last (whoever left before that is erased, and
//! nothing remembers them); every row that is refused is told by its number and why, and never
//! by its address.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::io::Read;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::EmailAddress;
use seal::{Sealer, VaultKey};
use serde::Serialize;
use zeroize::Zeroizing;

use super::folder::Courier;
use crate::post::courier::messages::Brought;
use crate::post::model::{NewsletterId, READER, ReaderId, Signed, Token};

/// Rows in a message to the server.
const BATCH: usize = 1_000;
/// Bytes of a file.
pub const LARGEST: u64 = 256 << 20;

/// Where a file comes from, by its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Ghost,
    Substack,
    Mailchimp,
    Listmonk,
    /// A column of addresses and nothing that this program knows.
    Plain,
}

/// Why a row is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    #[error("there is no address in it")]
    Empty,
    #[error("what stands there is no address")]
    NoAddress,
    #[error("the reader had left there, or was blocked")]
    Unsubscribed,
    #[error("letters to it came back there")]
    Bounced,
    #[error("it stands in the file before")]
    Twice,
    #[error("it is on the list")]
    Known,
    #[error("the reader has left this newsletter, or letters came back; they can sign up again themselves")]
    Ended,
    #[error("the row cannot be read as CSV in UTF-8")]
    Unreadable,
}

/// Why a whole file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("the file is larger than 256 MiB; cut it in parts")]
    Large,
    #[error("there is nothing in the file")]
    Empty,
    #[error("no column is called “email” or “Email Address”; the first row of the file names its columns")]
    NoColumn,
}

/// A row that is refused. Rows are counted as a spreadsheet does: the heads of the columns are row 1.
#[derive(Debug, Serialize)]
pub struct Refused {
    pub row: usize,
    pub why: Why,
    /// For the keyholder's own terminal only; never serialised.
    #[serde(skip)]
    pub text: Zeroizing<String>,
}

/// A file, read.
pub struct Sorted {
    pub format: Format,
    pub taken: Vec<EmailAddress>,
    pub refused: Vec<Refused>,
}

/// What came of an import.
#[derive(Debug, Serialize)]
pub struct Imported {
    pub format: Format,
    pub taken: usize,
    pub refused: Vec<Refused>,
}

impl Why {
    pub const ALL: [Self; 8] =
        [Self::Empty, Self::NoAddress, Self::Unsubscribed, Self::Bounced, Self::Twice, Self::Known, Self::Ended, Self::Unreadable];

    /// The key of its words on the keyholder's page.
    pub fn key(self) -> &'static str {
        match self {
            Self::Empty => "import-empty",
            Self::NoAddress => "import-no-address",
            Self::Unsubscribed => "import-unsubscribed",
            Self::Bounced => "import-bounced",
            Self::Twice => "import-twice",
            Self::Known => "import-known",
            Self::Ended => "import-ended",
            Self::Unreadable => "import-unreadable",
        }
    }
}

impl Courier {
    /// Brings a file in as readers of a newsletter. Fetch what is new first, so that nobody is brought back who has left. Blocks.
    ///
    /// # Errors
    /// [`Unfit`], [`super::opening::Shutout`], [`super::server::Trouble`].
    pub fn import(
        &self,
        ring: &[VaultKey],
        newsletter: NewsletterId,
        file: impl Read,
        progress: impl Fn(usize, usize),
    ) -> Result<Imported> {
        let list = self.open_list(ring, newsletter, |_, _| {})?;
        let set = |addresses: &mut dyn Iterator<Item = &EmailAddress>| addresses.map(Normal::of).collect::<Known>();
        let known = set(&mut list.readers.iter().map(|reader| &reader.address));
        let ended = set(&mut list.left.iter().chain(list.stopped.iter().map(|reader| &reader.address)));
        let Sorted { format, taken, refused } = read(file, &known, &ended)?;
        let sealer = Sealer::new(ring.first().context("there is no key in the ring")?.public().clone());
        let (server, now, all) = (self.server()?, self.clock().now(), taken.len());
        let consent = format!("import {}", now.strftime("%Y-%m-%d"));
        let mut done = 0;
        for batch in taken.chunks(BATCH) {
            let seal = |address: &EmailAddress| -> Result<Brought> {
                let (id, token) = (ReaderId::random(), Token::random());
                let signed = Signed { address: address.clone(), token, consent: consent.clone(), at: now };
                let sealed = sealer.seal(READER, &Signed::about(newsletter, id), &signed.to_bytes())?;
                Ok(Brought { id, newsletter, sealed: STANDARD.encode(sealed.as_bytes()), token: seal::Hash(token.hash()) })
            };
            let rows = batch.iter().map(seal).collect::<Result<Vec<_>>>()?;
            done += server.post::<usize>("rows", &rows)?;
            progress(done, all);
        }
        Ok(Imported { format, taken: done, refused })
    }
}

pub type Known = HashSet<Normal>;

/// A normalised address, wiped when it is dropped.
#[derive(PartialEq, Eq)]
pub struct Normal(Zeroizing<String>);

impl Normal {
    pub fn of(address: &EmailAddress) -> Self {
        Self(address.normalised())
    }
}

impl Hash for Normal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_str().hash(state);
    }
}

/// Reads a file, leaving out who is known or has ended.
///
/// # Errors
/// [`Unfit`].
pub fn read(file: impl Read, known: &Known, ended: &Known) -> Result<Sorted> {
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    ensure!(bytes.len() as u64 <= LARGEST, Unfit::Large);
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let first = text.split(|&b| b == b'\n').next().unwrap_or_default();
    let count = |separator: u8| first.iter().filter(|&&b| b == separator).count();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|&separator| (count(separator), separator == b',')).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text);
    let mut rows = reader.byte_records();
    let heads: Vec<String> = match rows.next() {
        Some(Ok(heads)) => heads.iter().map(|head| String::from_utf8_lossy(head).trim().to_lowercase()).collect(),
        _ => bail!(Unfit::Empty),
    };
    let columns = Columns::of(&heads)?;
    let mut out = Sorted { format: columns.format, taken: Vec::new(), refused: Vec::new() };
    let mut here = Known::new();
    for (row, record) in (2..).zip(rows) {
        let (outcome, text) = match record {
            Err(_) => (Err(Why::Unreadable), Zeroizing::default()),
            Ok(record) => {
                let text = std::str::from_utf8(record.get(columns.address).unwrap_or_default()).ok();
                let outcome = text.ok_or(Why::Unreadable).and_then(|text| columns.judge(&record, text));
                (outcome, Zeroizing::new(text.unwrap_or_default().chars().filter(|c| !c.is_control()).take(100).collect()))
            }
        };
        let outcome = outcome.and_then(|address| {
            let normal = Normal::of(&address);
            match () {
                () if ended.contains(&normal) => Err(Why::Ended),
                () if known.contains(&normal) => Err(Why::Known),
                () if !here.insert(normal) => Err(Why::Twice),
                () => Ok(address),
            }
        });
        match outcome {
            Ok(address) => out.taken.push(address),
            Err(why) => out.refused.push(Refused { row, why, text }),
        }
    }
    Ok(out)
}

/// Which column says what.
struct Columns {
    format: Format,
    address: usize,
    /// Column, the values that refuse a row, and why.
    stops: Vec<(usize, Stop, Why)>,
}

#[derive(Clone, Copy)]
enum Stop {
    /// When it is one of these.
    Is(&'static [&'static str]),
    /// When there is anything.
    Something,
}

impl Columns {
    fn of(heads: &[String]) -> Result<Self> {
        let at = |name: &str| heads.iter().position(|head| head == name);
        let address = ["email", "email address", "e-mail", "e-mail address", "address", "mail"].iter().find_map(|name| at(name));
        let address = address.ok_or(Unfit::NoColumn)?;
        let format = if at("subscribed_to_emails").is_some() {
            Format::Ghost
        } else if at("email_disabled").is_some() || at("active_subscription").is_some() {
            Format::Substack
        } else if at("email address").is_some() && (at("member_rating").is_some() || at("optin_time").is_some() || at("leid").is_some()) {
            Format::Mailchimp
        } else if at("uuid").is_some() && at("status").is_some() {
            Format::Listmonk
        } else {
            Format::Plain
        };
        const NO: &[&str] = &["false", "0", "no"];
        const YES: &[&str] = &["true", "1", "yes"];
        let rules: &[(&str, Stop, Why)] = match format {
            Format::Ghost => {
                &[("subscribed_to_emails", Stop::Is(NO), Why::Unsubscribed), ("deleted_at", Stop::Something, Why::Unsubscribed)]
            }
            Format::Substack => &[("email_disabled", Stop::Is(YES), Why::Unsubscribed)],
            Format::Mailchimp => &[("unsub_time", Stop::Something, Why::Unsubscribed), ("clean_time", Stop::Something, Why::Bounced)],
            Format::Listmonk => &[
                ("status", Stop::Is(&["disabled", "blocklisted", "blacklisted"]), Why::Unsubscribed),
                ("subscription_status", Stop::Is(&["unsubscribed", "unconfirmed"]), Why::Unsubscribed),
            ],
            Format::Plain => &[("status", Stop::Is(&["unsubscribed", "cleaned", "blocked", "disabled"]), Why::Unsubscribed)],
        };
        let stops = rules.iter().filter_map(|(name, stop, why)| Some((at(name)?, *stop, *why))).collect();
        Ok(Self { format, address, stops })
    }

    fn judge(&self, record: &csv::ByteRecord, text: &str) -> Result<EmailAddress, Why> {
        if text.trim().is_empty() {
            return Err(Why::Empty);
        }
        for (column, stop, why) in &self.stops {
            let value = String::from_utf8_lossy(record.get(*column).unwrap_or_default()).trim().to_lowercase();
            let stops = match stop {
                Stop::Is(values) => values.contains(&value.as_str()),
                Stop::Something => !value.is_empty(),
            };
            if stops {
                return Err(*why);
            }
        }
        EmailAddress::parse(text).map_err(|_| Why::NoAddress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Format, Vec<String>, Vec<(usize, Why)>) {
        let read = read(text.as_bytes(), &Known::new(), &Known::new()).expect("a list");
        let taken = read.taken.iter().map(|address| address.as_str().to_owned()).collect();
        (read.format, taken, read.refused.iter().map(|refused| (refused.row, refused.why)).collect())
    }

    #[test]
    fn each_program_is_known_by_its_columns_and_who_has_left_there_stays_out() {
        let ghost = "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels\n\
                     1,ann@a.example,Ann,,true,,,2024-01-01,,\n2,bo@a.example,,,false,,,2024-01-01,,\n";
        assert_eq!(of(ghost), (Format::Ghost, vec!["ann@a.example".into()], vec![(3, Why::Unsubscribed)]));
        let substack = "email,active_subscription,expiry,plan,email_disabled,created_at\nann@a.example,false,,other,false,x\nbo@a.example,true,,,true,x\n";
        assert_eq!(of(substack), (Format::Substack, vec!["ann@a.example".into()], vec![(3, Why::Unsubscribed)]));
        let mailchimp = "\u{feff}\"Email Address\",\"First Name\",MEMBER_RATING,OPTIN_TIME,CLEAN_TIME\r\nann@a.example,Ann,2,x,\r\nbo@a.example,,2,x,2024\r\n";
        assert_eq!(of(mailchimp), (Format::Mailchimp, vec!["ann@a.example".into()], vec![(3, Why::Bounced)]));
        let listmonk = "uuid,email,name,attributes,status,created_at\nx,ann@a.example,\"Ann, A\",\"{\"\"a\"\":1}\",enabled,x\nx,bo@a.example,,,blocklisted,x\n";
        assert_eq!(of(listmonk), (Format::Listmonk, vec!["ann@a.example".into()], vec![(3, Why::Unsubscribed)]));
        assert_eq!(of("Name;E-mail\nAnn;ann@a.example\n").1, ["ann@a.example"]);
    }

    #[test]
    fn every_row_that_is_refused_is_told_by_its_number_and_not_by_its_address() {
        let text = "email\nann@a.example\n\"\"\nnot an address\nAnn@a.example\nleft@a.example\nhere@a.example\n";
        let set = |address: &str| Known::from([Normal::of(&EmailAddress::parse(address).expect("an address"))]);
        let read = read(text.as_bytes(), &set("here@a.example"), &set("left@a.example")).expect("a list");
        let refused: Vec<_> = read.refused.iter().map(|refused| (refused.row, refused.why)).collect();
        assert_eq!(refused, [(3, Why::Empty), (4, Why::NoAddress), (5, Why::Twice), (6, Why::Ended), (7, Why::Known)]);
        let told = serde_json::to_string(&read.refused).expect("JSON");
        assert!(!told.contains("example") && !told.contains("not an"), "{told}");
        for bad in ["", "\n", "name,age\nx,1\n"] {
            assert!(super::read(bad.as_bytes(), &Known::new(), &Known::new()).is_err(), "{bad:?}");
        }
        let latin: &[u8] = b"email\nj\xf6rg@a.example\n";
        let read = super::read(latin, &Known::new(), &Known::new()).expect("a list");
        assert!(read.taken.is_empty() && read.refused[0].why == Why::Unreadable);
    }
}
