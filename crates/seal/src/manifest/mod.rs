//! The tree of an edition: `edition.json` at its head, then a year's index, a month's shard, and the objects themselves.
//!
//! What is dated lies in the shard of its month (see [`shelf_of`]); a month that is over is never written again. What is undated (fronts,
//! sections, feeds, assets, listings) lies in an ordered list of *segments*, like a log-structured merge tree: a later segment overrides an earlier one, `null`
//! says that a path is gone, and an edition writes only the newest segment. So a publication costs what it touches and not what the archive holds, and a reader
//! who has yesterday's edition fetches `edition.json`, a year, a month, a segment, and the pages that changed.
//!
//! Everything below `edition.json` is an object like any other. `edition.json` is canonical (sorted keys, no white space) and is what gets signed.
//!
//! - [`shape`]: the JSON of each level.
//! - `dated`: years and months.
//! - `stock`: objects of the tree, read and written through the caller's functions.
//! - `undated`: segments, and when they are merged.
//! - `entries`: a walk over the whole tree, for mirrors, verification and rollback.

mod dated;
mod entries;
pub mod shape;
mod stock;
mod undated;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{Fault, Hash, Packer, Shelf, SigningKey, SitePath, shelf_of};
pub use entries::Entries;
pub use shape::{Edition, Entry, Link, Summary};
use stock::{Get, Put, Reader, Tally, Writer};
use undated::Undated;

/// What an edition changes at one path: `None` takes it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub path: SitePath,
    pub entry: Option<Entry>,
}

/// The head of an edition, ready to be signed and written as `edition.json`, after all objects.
#[derive(Clone, Debug)]
pub struct Root {
    pub edition: Edition,
    /// The bytes of `edition.json`.
    pub bytes: Vec<u8>,
    /// The SHA-256 of those bytes, which the next edition names as its `previous`.
    pub hash: Hash,
    /// How many paths differ from the edition before.
    pub changed: u64,
    /// Objects of the tree (years, months, segments) that the edition before has and this one has not.
    pub replaced: Vec<Hash>,
}

impl Root {
    /// The text of `edition.json.minisig`.
    pub fn sign(&self, key: &SigningKey) -> String {
        key.sign(&self.bytes, &format!("edition {} of {}", self.edition.sequence, self.edition.time))
    }
}

/// An edition and the way to the next. It reads only the shards that it needs and keeps those used last, so the next edition need not read them again.
#[derive(Debug)]
pub struct Manifest {
    edition: Edition,
    hash: Option<Hash>,
    dated: dated::Dated,
    undated: Option<Undated>,
    packer: Packer,
}

/// How hard shards are pressed: they are mostly hashes, so more work gains almost nothing.
const LEVEL: u8 = 6;

type Changes<'a> = BTreeMap<&'a SitePath, Option<&'a Entry>>;

impl Manifest {
    /// The state before the first edition.
    pub fn empty() -> Self {
        Self::at(Edition::default(), None)
    }

    /// The state at an edition, from the bytes of its `edition.json`. Everything else is read when it is needed.
    pub fn load(edition_json: &[u8]) -> Result<Self, Fault> {
        Ok(Self::at(Edition::parse(edition_json)?, Some(Hash::of(edition_json))))
    }

    fn at(edition: Edition, hash: Option<Hash>) -> Self {
        Self { edition, hash, dated: dated::Dated::default(), undated: None, packer: Packer::new(LEVEL) }
    }

    /// The edition; `None` before the first.
    pub fn edition(&self) -> Option<&Edition> {
        self.hash.map(|_| &self.edition)
    }

    /// What stands at a path.
    pub fn lookup(&mut self, path: &SitePath, mut get: impl FnMut(Link) -> anyhow::Result<Vec<u8>>) -> anyhow::Result<Option<Entry>> {
        let reader = &mut Reader { get: &mut get, packer: &mut self.packer };
        Ok(match shelf_of(path.as_str()) {
            Shelf::Month(year, month) => self.dated.lookup(&self.edition, (year, month), path, reader)?,
            Shelf::Undated => Undated::open(&mut self.undated, &self.edition.undated, reader)?.lookup(path).cloned(),
        })
    }

    /// Every path of the edition with what stands there, month by month and the undated last. It goes on after a fault, which is an item of its own.
    pub fn entries<G: FnMut(Link) -> anyhow::Result<Vec<u8>>>(&self, get: G) -> Entries<G> {
        Entries::of(&self.edition, get)
    }

    /// The next edition: `put` receives the new shards, and the root is returned. Of two changes to one path the later one counts.
    ///
    /// # Errors
    /// When `get` or `put` fail, or when a shard is damaged. The manifest then still stands at the edition before, and the same call may be made again.
    pub fn apply(
        &mut self,
        changes: &[Change],
        now: Timestamp,
        mut get: impl FnMut(Link) -> anyhow::Result<Vec<u8>>,
        mut put: impl FnMut(Hash, &[u8]) -> anyhow::Result<()>,
    ) -> anyhow::Result<Root> {
        let next = self.next(changes, now, &mut get, &mut put);
        match &next {
            Ok(root) => (self.edition, self.hash) = (root.edition.clone(), Some(root.hash)),
            Err(_) => (self.dated, self.undated) = Default::default(),
        }
        next
    }

    fn next(&mut self, changes: &[Change], now: Timestamp, get: &mut Get<'_>, put: &mut Put<'_>) -> anyhow::Result<Root> {
        let mut shelves: BTreeMap<Shelf, Changes<'_>> = BTreeMap::new();
        for change in changes {
            shelves.entry(shelf_of(change.path.as_str())).or_default().insert(&change.path, change.entry.as_ref());
        }
        let mut edition = self.edition.clone();
        let mut writer =
            Writer { reader: Reader { get, packer: &mut self.packer }, put, tally: Tally::default(), taken_out: BTreeSet::new() };
        let undated = shelves.remove(&Shelf::Undated);
        for (shelf, changes) in &shelves {
            if let Shelf::Month(year, month) = *shelf {
                self.dated.change(&edition, (year, month), changes, &mut writer)?;
            }
        }
        self.dated.write_years(&mut edition, &mut writer)?;
        edition.summary.dated = edition.summary.dated.saturating_add_signed(writer.tally.paths);
        if let Some(changes) = undated {
            let segments = Undated::open(&mut self.undated, &edition.undated, &mut writer.reader)?;
            segments.change(&mut edition.undated, &changes, &mut writer)?;
            edition.summary.undated = segments.count();
        }
        edition.summary.bytes = edition.summary.bytes.saturating_add_signed(writer.tally.bytes);
        edition.sequence += 1;
        edition.time = now;
        edition.previous = self.hash;
        let bytes = edition.to_bytes();
        let Writer { tally, mut taken_out, .. } = writer;
        // A segment may be the same as one that stays, or be written again by a merge. Months and years cannot: each has paths of its own.
        for link in &edition.undated {
            taken_out.remove(&link.hash);
        }
        let replaced = taken_out.into_iter().collect();
        Ok(Root { hash: Hash::of(&bytes), changed: tally.changed, replaced, edition, bytes })
    }
}
