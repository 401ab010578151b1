//! A walk over the whole tree.

use std::collections::{BTreeMap, VecDeque, btree_map};

use super::shape::{Edition, Entry, Link, Shard, YearIndex};
use super::stock::Reader;
use super::undated::overlay;
use super::{LEVEL, shape};
use crate::fault::Finding;
use crate::path::{Month, Year};
use crate::{Fault, Packer, Shelf, SitePath, shelf_of};

/// The paths of an edition, month by month and the undated last; made by [`Manifest::entries`](super::Manifest::entries). One shard is in memory at a time.
#[derive(Debug)]
pub struct Entries<G> {
    get: G,
    packer: Packer,
    ahead: VecDeque<Step>,
    shelf: Shelf,
    ready: btree_map::IntoIter<SitePath, Entry>,
}

#[derive(Debug)]
enum Step {
    Year(Year, Link),
    Month(Year, Month, Link),
    Undated(Vec<Link>),
    Found(Finding),
}

impl<G: FnMut(Link) -> anyhow::Result<Vec<u8>>> Entries<G> {
    pub(super) fn of(edition: &Edition, get: G) -> Self {
        let years = edition.years.iter().map(|(&year, &link)| Step::Year(year, link));
        let ahead = years.chain([Step::Undated(edition.undated.clone())]).collect();
        Self { get, packer: Packer::new(LEVEL), ahead, shelf: Shelf::Undated, ready: Shard::new().into_iter() }
    }

    fn take(&mut self, step: Step) -> Result<(), Finding> {
        let mut reader = Reader { get: &mut self.get, packer: &mut self.packer };
        match step {
            Step::Year(year, link) => {
                let months: YearIndex = reader.read(link, format_args!("year {year}"))?;
                for (month, link) in months.into_iter().rev() {
                    self.ahead.push_front(Step::Month(year, month, link));
                }
            }
            Step::Month(year, month, link) => {
                self.shelf = Shelf::Month(year, month);
                self.ready = reader.read::<Shard>(link, self.shelf)?.into_iter();
            }
            Step::Undated(links) => {
                self.shelf = Shelf::Undated;
                let mut live = BTreeMap::new();
                for (n, link) in links.into_iter().enumerate() {
                    match reader.read::<shape::Segment>(link, format_args!("undated segment {}", n + 1)) {
                        Ok(segment) => overlay(&mut live, &segment),
                        Err(finding) => self.ahead.push_back(Step::Found(finding)),
                    }
                }
                self.ready = live.into_iter();
            }
            Step::Found(finding) => return Err(finding),
        }
        Ok(())
    }
}

impl<G: FnMut(Link) -> anyhow::Result<Vec<u8>>> Iterator for Entries<G> {
    type Item = Result<(SitePath, Entry), Finding>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((path, entry)) = self.ready.next() {
                let fits = shelf_of(path.as_str()) == self.shelf;
                return Some(if fits { Ok((path, entry)) } else { Err(Fault::Misplaced(self.shelf.to_string()).of(path.as_str())) });
            }
            let step = self.ahead.pop_front()?;
            if let Err(finding) = self.take(step) {
                return Some(Err(finding));
            }
        }
    }
}
