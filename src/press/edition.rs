//! The next edition, committed in one act; the way back to an old one.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;

use anyhow::{Context, Result, bail};
use kernel::Clock;
use seal::manifest::{Entry, Link};
use seal::{Change, Hash, Manifest, SigningKey, SitePath};

use super::printing::{self, Printed, Source, Stored};
use super::stand::{Put, Stand};
use super::{Supplies, hubs};
use crate::paper::Paper;
use crate::paper::edition::{Edition, PageEntry};
use crate::paper::model::PieceId;
use crate::paper::pages::{Site, everything};
use crate::paper::shelf::Shelf;
use crate::paper::store::{due, editions, pieces};
use crate::paper::target::Target;

/// Stored bytes that may wait in memory; beyond this they go to the database ahead of their edition, where nobody can reach them yet.
const WAITING: usize = 8 << 20;
/// How often an edition takes in what was published while it was printed. Somebody always publishes in a large newsroom, and readers wait.
const MEANWHILE: usize = 8;
/// Objects that an edition looks at to clear away: more than it lets go as a rule, and so few that a printing of everything, when its turn comes, is cleared away by
/// many editions and holds up none.
const SWEPT: i64 = 1_000;

/// Whoever works the press: prints, commits, rolls back, one thing at a time.
pub struct Pressman {
    paper: Paper,
    site: Arc<Site>,
    shelf: Shelf,
    clock: Clock,
    key: SigningKey,
    stand: Arc<Stand>,
    /// Pages that should have a brotli body too.
    brotli: Sender<Vec<Hash>>,
    manifest: Manifest,
    keep: u64,
    /// Pages of the edition in the making that are printed.
    pub(super) printed: Arc<AtomicU64>,
}

/// The pages of an edition to be, and the objects that still wait in memory.
#[derive(Default)]
struct Draft {
    pages: BTreeMap<String, Option<PageEntry>>,
    objects: Vec<(Hash, Vec<u8>)>,
    waiting: usize,
    shows: Vec<(PieceId, Vec<PieceId>)>,
    /// What a later look printed otherwise; some of it may be stored already.
    given_up: Vec<Hash>,
}

impl Pressman {
    pub fn new(supplies: Supplies, stand: Arc<Stand>, brotli: Sender<Vec<Hash>>) -> Result<Self> {
        let Supplies { paper, site, shelf, clock, key, keep, .. } = supplies;
        let manifest = match paper.db().read_now(editions::last)? {
            Some(last) => Manifest::load(&last.head).context("the last edition's head cannot be read")?,
            None => Manifest::empty(),
        };
        Ok(Self { paper, site, shelf, clock, key, stand, brotli, manifest, keep, printed: Arc::default() })
    }

    /// Prints all that is due and commits it. Returns the number of the edition that is served then; 0 before the first.
    pub fn print(&mut self) -> Result<u64> {
        let Some((due, mut since)) = self.paper.db().read_now(|tx| due::after(tx, 0))? else { return Ok(self.number()) };
        let mut draft = Draft::default();
        self.printed.store(0, Ordering::Relaxed);
        self.print_into(&mut draft, &due)?;
        let mut done: BTreeSet<Target> = due.into_iter().collect();
        // Pages are read in several acts. What is published between them stands on the later ones already, so it belongs to this edition: a list must not lead to a
        // page that comes with the next.
        for _ in 0..MEANWHILE {
            let Some((touched, last)) = self.paper.db().read_now(move |tx| due::after(tx, since))? else { break };
            if touched.contains(&Target::Everything) {
                break;
            }
            self.print_into(&mut draft, &touched)?;
            done.extend(touched);
            since = last;
        }
        self.commit(draft, describe(&done), Some(since))
    }

    fn print_into(&self, draft: &mut Draft, targets: &[Target]) -> Result<()> {
        let whole = targets.contains(&Target::Everything);
        let targets = if whole {
            let site = self.site.clone();
            &self.paper.db().read_now(move |tx| everything(&site, tx))?
        } else {
            targets
        };
        let source =
            Source { paper: self.paper.clone(), site: self.site.clone(), catalogue: self.paper.catalogue(), now: self.clock.now() };
        let mut kept = HashSet::new();
        printing::print(&source, targets, |printed| {
            self.printed.fetch_add(1, Ordering::Relaxed);
            if whole {
                kept.insert(printed.path.clone());
            }
            self.take(printed, draft)
        })?;
        if whole {
            // What a whole printing did not make is no longer part of the newspaper.
            self.stand.each_path(|path| {
                if !kept.contains(path) {
                    draft.pages.insert(path.to_owned(), None);
                }
            });
        }
        Ok(())
    }

    /// Makes a new edition with the pages of an old one. Drafts and the archive stay as they are: what is printed next shows them again.
    pub fn roll_back(&mut self, number: u64) -> Result<u64> {
        let now = self.number();
        if number == 0 || number >= now {
            bail!("the edition that is served is {now}; roll back to an older one (`indelible edition list` shows them)");
        }
        let oldest = self.paper.db().read_now(editions::oldest_way_back)?.unwrap_or(now + 1);
        if number + 1 < oldest {
            bail!("edition {number} has been cleared away; the oldest that can be rolled back to is {}", oldest - 1);
        }
        let before = self.paper.db().read_now(move |tx| editions::before_changes_since(tx, number))?;
        let draft = Draft { pages: before, ..Draft::default() };
        self.commit(draft, format!("rollback to {number}"), None)
    }

    pub fn number(&self) -> u64 {
        self.manifest.edition().map_or(0, |edition| edition.sequence)
    }

    /// Takes a printed page into the draft, unless the same stands there already.
    fn take(&self, printed: Printed, draft: &mut Draft) -> Result<()> {
        draft.shows.extend(printed.shows);
        let before = self.stand.entry(&printed.path);
        // It may have been printed for this edition before, from what was true then.
        if let Some(Some(earlier)) = draft.pages.remove(&printed.path)
            && !matches!(printed.page, Some((_, Stored::Shelved)))
        {
            draft.given_up.push(earlier.hash);
        }
        let Some((entry, stored)) = printed.page else {
            if before.is_some() {
                draft.pages.insert(printed.path, None);
            }
            return Ok(());
        };
        if before.as_ref() == Some(&entry) {
            return Ok(());
        }
        if let Stored::Here(bytes) = stored {
            draft.waiting += bytes.len();
            draft.objects.push((entry.hash, bytes));
        }
        draft.pages.insert(printed.path, Some(entry));
        if draft.waiting > WAITING {
            let objects = std::mem::take(&mut draft.objects);
            draft.waiting = 0;
            self.paper.db().write_now(move |tx| objects.iter().try_for_each(|(hash, bytes)| editions::put_object(tx, *hash, bytes)))?;
        }
        Ok(())
    }

    fn commit(&mut self, draft: Draft, act: String, settled: Option<i64>) -> Result<u64> {
        let Draft { pages, objects, shows, given_up, .. } = draft;
        let before: BTreeMap<String, Option<PageEntry>> = pages.keys().map(|path| (path.clone(), self.stand.entry(path))).collect();
        if pages.is_empty() && self.number() > 0 {
            self.paper.db().write_now(move |tx| {
                shows.iter().try_for_each(|(by, shown)| pieces::show(tx, *by, shown))?;
                settled.map_or(Ok(()), |since| due::settle(tx, since))
            })?;
            return Ok(self.number());
        }
        let changes = pages.iter().map(|(path, entry)| change(path, entry.as_ref())).collect::<Result<Vec<_>>>()?;
        let now = self.clock.now();
        let db = self.paper.db().clone();
        let get = |link: Link| -> Result<Vec<u8>> {
            db.read_now(move |tx| editions::object(tx, link.hash))?
                .with_context(|| format!("the object {} of the manifest is missing", link.hash))
        };
        let mut shards = Vec::new();
        let root = self.manifest.apply(&changes, now, get, |hash, bytes| {
            shards.push((hash, bytes.to_vec()));
            Ok(())
        })?;
        let edition = Edition {
            number: root.edition.sequence,
            printed_at: now,
            act,
            pages: changes.len() as u64,
            signature: root.sign(&self.key),
            head: root.bytes,
        };
        let (number, replaced) = (edition.number, root.replaced);
        let fresh = Put { pages: pages.clone(), objects: objects.clone(), head: edition.clone() };
        let site = self.site.clone();
        let committed = self.paper.db().write_now(move |tx| {
            objects.iter().try_for_each(|(hash, bytes)| editions::put_object(tx, *hash, bytes))?;
            given_up.iter().try_for_each(|hash| editions::loosen(tx, *hash))?;
            shards.iter().try_for_each(|(hash, bytes)| editions::put_shard(tx, *hash, bytes))?;
            replaced.iter().try_for_each(|hash| editions::replace_shard(tx, number, *hash))?;
            for (path, entry) in &pages {
                let before = before.get(path).and_then(Option::as_ref);
                match (entry, before) {
                    (Some(entry), before) => editions::put_page(tx, number, path, entry, before)?,
                    (None, Some(before)) => editions::remove_page(tx, number, path, before)?,
                    (None, None) => {}
                }
            }
            shows.iter().try_for_each(|(by, shown)| pieces::show(tx, *by, shown))?;
            editions::put(tx, &edition)?;
            hubs::note(tx, &site, number, now, pages.iter())?;
            settled.map_or(Ok(()), |since| due::settle(tx, since))
        });
        if let Err(trouble) = committed {
            // The manifest has gone ahead of the database; begin again from what was committed.
            self.manifest = match self.paper.db().read_now(editions::last)? {
                Some(last) => Manifest::load(&last.head)?,
                None => Manifest::empty(),
            };
            return Err(trouble.context("the edition could not be committed"));
        }
        let readable = fresh.pages.values().flatten().filter(|entry| entry.media_type.is_gzipped()).map(|entry| entry.hash).collect();
        self.stand.put(fresh);
        // It may have stopped, and said so; readers are served gzip then.
        let _ = self.brotli.send(readable);
        Ok(number)
    }

    /// Clears away some of what only editions had that are too old to go back to. Nobody has to wait for it.
    pub fn sweep(&self) -> Result<()> {
        let Some(last) = self.number().checked_sub(self.keep) else { return Ok(()) };
        let swept = self.paper.db().write_now(move |tx| {
            editions::let_go(tx, last)?;
            editions::sweep(tx, SWEPT)
        })?;
        swept.into_iter().try_for_each(|hash| self.shelf.remove(hash))
    }
}

fn change(path: &str, entry: Option<&PageEntry>) -> Result<Change> {
    let path: SitePath = path.parse().with_context(|| format!("“{path}” cannot be a path of an edition"))?;
    let entry = entry.map(|page| Entry { hash: page.hash, bytes: page.bytes, media_type: page.media_type.as_str().into() });
    Ok(Change { path, entry })
}

/// What an edition was printed for, in a few words for the operator's list.
fn describe(targets: &BTreeSet<Target>) -> String {
    if targets.contains(&Target::Everything) {
        return "everything anew".to_owned();
    }
    let pieces = targets.iter().filter(|target| matches!(target, Target::Piece(_))).count();
    match pieces {
        0 => format!("{} targets", targets.len()),
        1 => "1 piece and what shows it".to_owned(),
        many => format!("{many} pieces and what shows them"),
    }
}
