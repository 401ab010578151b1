//! What belongs to no month: segments, of which a later one overrides an earlier.
//!
//! An edition writes the newest segment anew until it is full, then begins another. When more than half of all listed entries are overridden, or there are many
//! segments, everything that still counts is written into sorted chunks and the list begins anew.

use std::collections::BTreeMap;

use super::Changes;
use super::shape::{Entry, Link, Segment};
use super::stock::{Reader, Writer};
use crate::SitePath;
use crate::fault::Finding;

/// Entries above which a segment is left alone and the next one begun: about 12 kB to fetch.
pub(super) const SEGMENT_FULL: usize = 256;
/// Entries in a segment that is written in one go.
pub(super) const CHUNK: usize = SEGMENT_FULL * 4;
/// Segments above which all are merged, besides those that full chunks of everything would take.
pub(super) const SEGMENTS_MOST: usize = 64;

/// All segments as one map, and the newest by itself.
#[derive(Debug, Default)]
pub(super) struct Undated {
    live: BTreeMap<SitePath, Entry>,
    newest: Segment,
    /// How many entries all segments list together, those that are overridden too.
    listed: usize,
}

impl Undated {
    /// The segments in `slot`, which are read when they have not been yet.
    pub(super) fn open<'a>(slot: &'a mut Option<Self>, links: &[Link], reader: &mut Reader<'_>) -> Result<&'a mut Self, Finding> {
        let open = match slot.take() {
            Some(open) => open,
            None => Self::read(links, reader)?,
        };
        Ok(slot.insert(open))
    }

    fn read(links: &[Link], reader: &mut Reader<'_>) -> Result<Self, Finding> {
        let mut all = Self::default();
        for (n, &link) in links.iter().enumerate() {
            let segment = reader.read(link, format_args!("undated segment {}", n + 1))?;
            all.listed += Segment::len(&segment);
            overlay(&mut all.live, &segment);
            all.newest = segment;
        }
        Ok(all)
    }

    pub(super) fn lookup(&self, path: &SitePath) -> Option<&Entry> {
        self.live.get(path)
    }

    pub(super) fn count(&self) -> u64 {
        self.live.len() as u64
    }

    /// Makes the changes and brings the list of segments up to date.
    pub(super) fn change(&mut self, links: &mut Vec<Link>, changes: &Changes<'_>, writer: &mut Writer<'_>) -> anyhow::Result<()> {
        let news: Vec<_> = changes.iter().filter(|&(path, entry)| self.live.get(*path) != *entry).collect();
        if news.is_empty() {
            return Ok(());
        }
        if self.newest.len() > SEGMENT_FULL {
            self.newest.clear();
        } else {
            writer.take_out(links.pop());
        }
        self.listed -= self.newest.len();
        for (&path, &entry) in news {
            let old = match entry {
                Some(entry) => self.live.insert(path.clone(), entry.clone()),
                None => self.live.remove(path),
            };
            writer.tally.count(old.as_ref(), entry);
            if entry.is_none() && links.is_empty() {
                self.newest.remove(path);
            } else {
                self.newest.insert(path.clone(), entry.cloned());
            }
        }
        self.listed += self.newest.len();
        if self.must_merge(links.len()) {
            writer.take_out(links.drain(..));
            self.listed = self.live.len();
            self.newest = self.live.iter().map(|(path, entry)| (path.clone(), Some(entry.clone()))).collect();
        }
        self.write_newest(links, writer)
    }

    fn must_merge(&self, older: usize) -> bool {
        let segments = older + self.newest.len().div_ceil(CHUNK);
        self.listed > 2 * self.live.len() || segments > SEGMENTS_MOST + self.live.len() / CHUNK
    }

    /// In chunks, of which the last stays as the newest.
    fn write_newest(&mut self, links: &mut Vec<Link>, writer: &mut Writer<'_>) -> anyhow::Result<()> {
        let mut rest = std::mem::take(&mut self.newest).into_iter().peekable();
        while rest.peek().is_some() {
            self.newest = rest.by_ref().take(CHUNK).collect();
            links.push(writer.write(&self.newest)?);
        }
        Ok(())
    }
}

/// Lays a later segment over what the earlier ones came to.
pub(super) fn overlay(live: &mut BTreeMap<SitePath, Entry>, segment: &Segment) {
    for (path, entry) in segment {
        match entry {
            Some(entry) => live.insert(path.clone(), entry.clone()),
            None => live.remove(path),
        };
    }
}
