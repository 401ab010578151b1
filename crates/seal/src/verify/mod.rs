//! The verifier: is what lies in this folder, or at this address, the edition that was signed, whole and unaltered?
//!
//! It reads everything, goes on after a fault, and names each file and what is wrong with it. Nothing below `edition.json` is looked at unless its signature
//! holds, and of what a host sends no more is read than the edition says that there is.
//!
//! - `source`: where the files come from.
//! - `report`: what was found.

mod report;
mod source;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

pub use report::{Report, Several};
pub use source::{Fetch, Folder, Source};

use crate::fault::Finding;
use crate::manifest::shape::{EDITION_AT_MOST, SHARD_AT_MOST};
use crate::object::is_gzipped;
use crate::{Edition, Entry, Fault, Hash, Link, Manifest, Packer, PublicKey, SitePath};

/// The largest object that is read, in bytes; it is held in memory while it is checked.
pub const OBJECT_AT_MOST: u64 = 1 << 30;
/// The most that a text may unpack to, in bytes.
pub const TEXT_AT_MOST: u64 = 256 << 20;
/// A key or a signature is a few hundred bytes.
const SMALL_AT_MOST: u64 = 16 << 10;

/// What the verifier holds the place to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Demand<'a> {
    /// The newspaper's key. Without one, `edition.pub` of the same place is trusted on first use, and the report says so.
    pub key: Option<&'a PublicKey>,
    /// The newest sequence that was seen before: an older edition is a rollback.
    pub at_least: Option<u64>,
}

/// How far the verifier has come, in paths. `of` is the edition's own word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub done: u64,
    pub of: u64,
}

/// Checks everything; see the module's head. `progress` is called once for each path.
pub fn verify(source: &mut dyn Source, demand: &Demand<'_>, progress: &mut dyn FnMut(Progress)) -> Report {
    let mut report = Report::default();
    match check_head(source, demand, &mut report) {
        Ok((manifest, edition)) => check_tree(source, &manifest, &edition, &mut report, progress),
        Err(finding) => report.findings.push(finding),
    }
    report
}

/// The key, the signature and the age of `edition.json`.
fn check_head(source: &mut dyn Source, demand: &Demand<'_>, report: &mut Report) -> Result<(Manifest, Edition), Finding> {
    let theirs = small(source, "edition.pub").and_then(|text| text.parse().map_err(|refused| Fault::Key(refused).of("edition.pub")));
    let key: PublicKey = match demand.key {
        Some(key) => *key,
        None => theirs.clone()?,
    };
    (report.key, report.first_use) = (Some(key), demand.key.is_none());
    match theirs {
        Ok(theirs) if theirs != key => {
            report.findings.push(Fault::OtherKey { found: theirs.fingerprint(), expected: key.fingerprint() }.of("edition.pub"));
        }
        Err(finding) if finding.fault != Fault::Missing => report.findings.push(finding),
        _ => {}
    }
    let json = read(source, "edition.json", EDITION_AT_MOST).map_err(|fault| fault.of("edition.json"))?;
    let minisig = small(source, "edition.json.minisig")?;
    key.verify(&json, &minisig).map_err(|refused| Fault::Signature(refused).of("edition.json.minisig"))?;
    let edition = Edition::parse(&json).map_err(|fault| fault.of("edition.json"))?;
    let manifest = Manifest::load(&json).map_err(|fault| fault.of("edition.json"))?;
    if let Some(at_least) = demand.at_least.filter(|&at_least| edition.sequence < at_least) {
        report.findings.push(Fault::Rollback { found: edition.sequence, at_least }.of("edition.json"));
    }
    report.edition = Some(edition.clone());
    Ok((manifest, edition))
}

fn check_tree(source: &mut dyn Source, manifest: &Manifest, edition: &Edition, report: &mut Report, progress: &mut dyn FnMut(Progress)) {
    let place = RefCell::new(Place::enter(source, report));
    let mut known = HashMap::new();
    let mut packer = Packer::new(1);
    let of = edition.summary.dated.saturating_add(edition.summary.undated);
    let (mut dated, mut undated, mut bytes) = (0, 0, 0u64);
    for item in manifest.entries(|link| Ok(place.borrow_mut().object(link, SHARD_AT_MOST)?)) {
        let (path, entry) = match item {
            Ok(found) => found,
            Err(finding) => {
                report.findings.push(finding);
                continue;
            }
        };
        *if crate::shelf_of(path.as_str()) == crate::Shelf::Undated { &mut undated } else { &mut dated } += 1;
        bytes = bytes.saturating_add(entry.bytes);
        let mut place = place.borrow_mut();
        let content = known
            .entry((entry.link(), is_gzipped(&entry.media_type)))
            .or_insert_with(|| place.object(entry.link(), OBJECT_AT_MOST).and_then(|stored| Content::of(&entry, &stored, &mut packer)));
        match place.check_path(&path, content) {
            Ok(plain) => report.plain += u64::from(plain),
            Err(fault) => report.findings.push(fault.of(path.as_str())),
        }
        report.paths += 1;
        progress(Progress { done: report.paths, of });
    }
    let whole = known.iter().filter(|(_, content)| content.is_ok());
    (report.objects, report.bytes) = whole.fold((0, 0), |(n, sum), ((link, _), _)| (n + 1, sum + link.bytes));
    if report.findings.count == 0 {
        let stated = edition.summary;
        for (what, stated, found) in
            [("dated paths", stated.dated, dated), ("undated paths", stated.undated, undated), ("bytes", stated.bytes, bytes)]
        {
            if stated != found {
                report.findings.push(Fault::Count { what, stated, found }.of("edition.json"));
            }
        }
    }
    place.into_inner().leave(report);
}

/// The source, and the names of its files that nothing has spoken for yet.
struct Place<'a> {
    source: &'a mut dyn Source,
    left: Option<BTreeSet<String>>,
}

impl<'a> Place<'a> {
    fn enter(source: &'a mut dyn Source, report: &mut Report) -> Self {
        let mut left = source.list().unwrap_or_else(|e| {
            report.findings.push(Fault::Unreadable(e.to_string()).of("."));
            None
        });
        for own in ["edition.json", "edition.json.minisig", "edition.pub"] {
            left.as_mut().map(|left| left.remove(own));
        }
        Self { source, left }
    }

    /// One object, checked against its link; nothing above `at_most` is asked for.
    fn object(&mut self, link: Link, at_most: u64) -> Result<Vec<u8>, Fault> {
        let name = link.hash.object_path();
        self.left.as_mut().map(|left| left.remove(&name));
        if link.bytes > at_most {
            return Err(Fault::TooLong { limit: at_most });
        }
        let stored = read(self.source, &name, link.bytes)?;
        link.check(&stored)?;
        Ok(stored)
    }

    /// Whether there is a plain file of this path that equals the object.
    fn check_path(&mut self, path: &SitePath, content: &Result<Content, Fault>) -> Result<bool, Fault> {
        let file: Cow<'_, str> = path.file();
        let exists = self.left.as_mut().is_some_and(|left| left.remove(&*file));
        let content = content.as_ref().map_err(Clone::clone)?;
        if exists {
            match read(self.source, &file, content.bytes) {
                Ok(plain) if Hash::of(&plain) == content.hash => {}
                Ok(_) | Err(Fault::TooLong { .. }) => return Err(Fault::PlainDiffers),
                Err(fault) => return Err(fault),
            }
        }
        Ok(exists)
    }

    /// Objects of earlier editions are left lying for a while, so they are counted; everything else is named.
    fn leave(self, report: &mut Report) {
        for name in self.left.into_iter().flatten() {
            let object = name.rsplit('/').next().and_then(|last| last.parse::<Hash>().ok());
            if object.is_some_and(|hash| hash.object_path() == name) {
                report.unlisted_objects += 1;
            } else {
                report.extra.push(name.chars().flat_map(char::escape_debug).collect());
            }
        }
    }
}

/// What an object unpacks to, for comparison with the plain file.
struct Content {
    hash: Hash,
    bytes: u64,
}

impl Content {
    fn of(entry: &Entry, stored: &[u8], packer: &mut Packer) -> Result<Self, Fault> {
        if !is_gzipped(&entry.media_type) {
            return Ok(Self { hash: entry.hash, bytes: entry.bytes });
        }
        let text = packer.unpack(&entry.media_type, stored, TEXT_AT_MOST)?;
        Ok(Self { hash: Hash::of(&text), bytes: text.len() as u64 })
    }
}

/// A whole file of at most `limit` bytes.
fn read(source: &mut dyn Source, name: &str, limit: u64) -> Result<Vec<u8>, Fault> {
    match source.read(name, limit.saturating_add(1)) {
        Ok(Some(bytes)) if bytes.len() as u64 > limit => Err(Fault::TooLong { limit }),
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(Fault::Missing),
        Err(e) => Err(Fault::Unreadable(e.to_string())),
    }
}

fn small(source: &mut dyn Source, name: &str) -> Result<String, Finding> {
    let bytes = read(source, name, SMALL_AT_MOST).map_err(|fault| fault.of(name))?;
    String::from_utf8(bytes).map_err(|_| Fault::Malformed("it is no text".into()).of(name))
}
