//! The JSON of each level of the tree. Maps are sorted and nothing is indented, so the same tree is the same bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::path::{Month, Year};
use crate::{Fault, Hash, Packed, Packer, SitePath};

/// The format that this program writes, and the newest that it reads.
pub const FORMAT: u32 = 1;

/// The most that `edition.json` may hold, in bytes.
pub const EDITION_AT_MOST: u64 = 4 << 20;

/// The most that a year, month or segment may hold, in bytes, stored or unpacked.
pub const SHARD_AT_MOST: u64 = 64 << 20;

/// The media type of the tree's own objects.
pub(super) const SHARD_TYPE: &str = "application/json";

/// A year's months.
pub type YearIndex = BTreeMap<Month, Link>;
/// A month's paths.
pub type Shard = BTreeMap<SitePath, Entry>;
/// Some undated paths; `None` says that a path listed in an earlier segment is gone.
pub type Segment = BTreeMap<SitePath, Option<Entry>>;

/// `edition.json`, the signed head. Fields unknown to this program are passed over when read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    pub format: u32,
    /// The SHA-256 of the `edition.json` before this one.
    pub previous: Option<Hash>,
    /// 1 for the first edition, and one more for each.
    pub sequence: u64,
    pub summary: Summary,
    pub time: Timestamp,
    /// Segments, oldest first.
    pub undated: Vec<Link>,
    pub years: BTreeMap<Year, Link>,
}

/// What an edition holds altogether.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The sum of the stored sizes of all paths; an object that stands at two paths counts twice.
    pub bytes: u64,
    /// How many paths belong to a month.
    pub dated: u64,
    /// How many paths do not.
    pub undated: u64,
}

/// Another object of the tree: `[hash, stored bytes]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link {
    pub hash: Hash,
    pub bytes: u64,
}

/// What stands at a path: `[hash, stored bytes, media type]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub hash: Hash,
    pub bytes: u64,
    pub media_type: Arc<str>,
}

impl Edition {
    /// Reads `edition.json`. It says nothing about who signed it.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        match parse(bytes)? {
            Format { format: FORMAT } => parse(bytes),
            Format { format } => Err(Fault::NewerFormat(format)),
        }
    }

    /// The bytes of `edition.json`: these are what is signed.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_json(self)
    }
}

impl Default for Edition {
    /// The state before the first edition.
    fn default() -> Self {
        Self {
            format: FORMAT,
            previous: None,
            sequence: 0,
            summary: Summary::default(),
            time: Timestamp::UNIX_EPOCH,
            undated: Vec::new(),
            years: BTreeMap::new(),
        }
    }
}

impl Entry {
    /// The entry for an object of this media type, which must be the one that it was packed with.
    pub fn of(packed: &Packed, media_type: &str) -> Self {
        Self { hash: packed.hash, bytes: packed.stored.len() as u64, media_type: media_type.into() }
    }

    pub fn link(&self) -> Link {
        Link { hash: self.hash, bytes: self.bytes }
    }
}

impl Link {
    /// Whether these are the bytes that the link speaks of.
    pub fn check(&self, stored: &[u8]) -> Result<(), Fault> {
        let found = stored.len() as u64;
        if found != self.bytes {
            return Err(Fault::Length { stated: self.bytes, found });
        }
        let found = Hash::of(stored);
        if found == self.hash { Ok(()) } else { Err(Fault::Altered { found }) }
    }
}

/// One object of the tree from its stored bytes.
pub(super) fn decode<T: DeserializeOwned>(packer: &mut Packer, link: Link, stored: &[u8]) -> Result<T, Fault> {
    link.check(stored)?;
    parse(&packer.unpack(SHARD_TYPE, stored, SHARD_AT_MOST)?)
}

fn parse<T: DeserializeOwned>(json: &[u8]) -> Result<T, Fault> {
    serde_json::from_slice(json).map_err(|e| Fault::Malformed(e.to_string()))
}

pub(super) fn to_json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_else(|e| panic!("a tree of strings and numbers became no JSON: {e}"))
}

impl Serialize for Link {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (self.hash, self.bytes).serialize(to)
    }
}

impl<'de> Deserialize<'de> for Link {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (hash, bytes) = Deserialize::deserialize(from)?;
        Ok(Self { hash, bytes })
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (self.hash, self.bytes, &self.media_type).serialize(to)
    }
}

impl<'de> Deserialize<'de> for Entry {
    /// The media type becomes a header when a mirror serves the object, so it may hold nothing that ends a line.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (hash, bytes, media_type): (_, _, Arc<str>) = Deserialize::deserialize(from)?;
        let plain = media_type.len() <= 200 && media_type.bytes().all(|b| matches!(b, b' '..=b'~'));
        if plain { Ok(Self { hash, bytes, media_type }) } else { Err(serde::de::Error::custom("a media type holds strange characters")) }
    }
}
