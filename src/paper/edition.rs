//! An edition: a numbered, signed set of pages.

use jiff::Timestamp;
use seal::Hash;

/// One edition that was committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// 1 for the first; never used twice.
    pub number: u64,
    pub printed_at: Timestamp,
    /// What it was printed for, in English, for the operator's list: “publication”, “rollback to 12”.
    pub act: String,
    /// How many pages it changed.
    pub pages: u64,
    /// The bytes of `edition.json`.
    pub head: Vec<u8>,
    /// The text of `edition.json.minisig`.
    pub signature: String,
}

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageEntry {
    /// Of the stored bytes.
    pub hash: Hash,
    /// Size of the stored bytes.
    pub bytes: u64,
    pub media_type: MediaType,
    /// 200; 301 with a `location`; 404 for the page that stands for all that are not there; 410.
    pub status: u16,
    /// Where a 301 leads, relative to the root; empty otherwise.
    pub location: String,
}

/// A media type as it is sent. There are few, so an index of a hundred thousand pages holds each text once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaType {
    text: std::borrow::Cow<'static, str>,
    gzipped: bool,
}

const KNOWN: [&str; 17] = [
    HTML,
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/xml",
    "application/manifest+json",
    "application/json",
    "text/plain; charset=utf-8",
    "image/jpeg",
    "image/webp",
    "image/png",
    "image/svg+xml",
    "audio/mpeg",
    "audio/mp4",
    "audio/ogg",
    "text/css",
    "text/javascript",
];

pub const HTML: &str = "text/html; charset=utf-8";

impl MediaType {
    /// The types that the house itself prints.
    pub fn known() -> impl Iterator<Item = Self> {
        KNOWN.into_iter().map(Self::from)
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether objects of this type are stored in gzip.
    pub fn is_gzipped(&self) -> bool {
        self.gzipped
    }
}

impl From<&str> for MediaType {
    fn from(text: &str) -> Self {
        let known = KNOWN.iter().find(|known| **known == text);
        Self { text: known.map_or_else(|| text.to_owned().into(), |known| (*known).into()), gzipped: seal::object::is_gzipped(text) }
    }
}
