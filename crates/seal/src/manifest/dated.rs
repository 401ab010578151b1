//! What belongs to a month: `edition.json` -> year -> month.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Changes;
use super::shape::{Edition, Entry, Link, Shard, YearIndex};
use super::stock::{Reader, Writer};
use crate::SitePath;
use crate::fault::Finding;
use crate::path::{Month, Year};

/// Years that were read, and the months used last.
#[derive(Debug, Default)]
pub(super) struct Dated {
    years: BTreeMap<Year, YearIndex>,
    unwritten: BTreeSet<Year>,
    months: VecDeque<((Year, Month), Shard)>,
}

/// A newspaper works on this month and corrects a few others; about 100 kB each.
const MONTHS_KEPT: usize = 8;

impl Dated {
    pub(super) fn lookup(
        &mut self,
        edition: &Edition,
        at: (Year, Month),
        path: &SitePath,
        reader: &mut Reader<'_>,
    ) -> Result<Option<Entry>, Finding> {
        let shard = self.take_month(edition, at, reader)?;
        let entry = shard.get(path).cloned();
        self.keep(at, shard);
        Ok(entry)
    }

    /// Writes the month anew when the changes make a difference to it. Its year waits for [`Dated::write_years`].
    pub(super) fn change(
        &mut self,
        edition: &Edition,
        at: (Year, Month),
        changes: &Changes<'_>,
        writer: &mut Writer<'_>,
    ) -> anyhow::Result<()> {
        let before = writer.tally.changed;
        let mut shard = self.take_month(edition, at, &mut writer.reader)?;
        for (&path, &entry) in changes {
            let old = match entry {
                Some(entry) => shard.insert(path.clone(), entry.clone()),
                None => shard.remove(path),
            };
            writer.tally.count(old.as_ref(), entry);
        }
        if writer.tally.changed > before {
            let link = if shard.is_empty() { None } else { Some(writer.write(&shard)?) };
            let old = place(self.year(edition, at.0, &mut writer.reader)?, at.1, link);
            writer.take_out(old);
            self.unwritten.insert(at.0);
        }
        self.keep(at, shard);
        Ok(())
    }

    /// Writes the years whose months changed.
    pub(super) fn write_years(&mut self, edition: &mut Edition, writer: &mut Writer<'_>) -> anyhow::Result<()> {
        for year in std::mem::take(&mut self.unwritten) {
            let index = self.years.entry(year).or_default();
            let link = if index.is_empty() { None } else { Some(writer.write(index)?) };
            writer.take_out(place(&mut edition.years, year, link));
        }
        Ok(())
    }

    fn year(&mut self, edition: &Edition, year: Year, reader: &mut Reader<'_>) -> Result<&mut YearIndex, Finding> {
        match self.years.entry(year) {
            Slot::Occupied(known) => Ok(known.into_mut()),
            Slot::Vacant(unknown) => {
                let index = edition.years.get(&year).map(|&link| reader.read(link, format_args!("year {year}"))).transpose()?;
                Ok(unknown.insert(index.unwrap_or_default()))
            }
        }
    }

    fn take_month(&mut self, edition: &Edition, at: (Year, Month), reader: &mut Reader<'_>) -> Result<Shard, Finding> {
        let kept = self.months.iter().position(|(kept, _)| *kept == at).and_then(|i| self.months.remove(i));
        if let Some((_, shard)) = kept {
            return Ok(shard);
        }
        let link = self.year(edition, at.0, reader)?.get(&at.1).copied();
        let shard = link.map(|link| reader.read(link, format_args!("month {}/{}", at.0, at.1))).transpose()?;
        Ok(shard.unwrap_or_default())
    }

    fn keep(&mut self, at: (Year, Month), shard: Shard) {
        self.months.push_front((at, shard));
        self.months.truncate(MONTHS_KEPT);
    }
}

/// Gives back what stood there.
fn place<K: Ord>(index: &mut BTreeMap<K, Link>, key: K, link: Option<Link>) -> Option<Link> {
    match link {
        Some(link) => index.insert(key, link),
        None => index.remove(&key),
    }
}
