//! What is served: the pages of the last edition by path, and the bodies asked for most, in memory.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock};

use anyhow::{Context, Result};
use bytes::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use seal::{Hash, Packer};

use crate::paper::Paper;
use crate::paper::edition::{Edition, HTML, PageEntry};
use crate::paper::newsletter::is_sign_up;
use crate::paper::pages::Site;
use crate::paper::shelf::Shelf;
use crate::paper::store::editions;

/// In which form a body is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coding {
    Brotli,
    Gzip,
    Identity,
}

impl Coding {
    /// The best for a reader's line first.
    pub const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Identity];
}

/// The last edition, and what is sent of it.
pub struct Stand {
    shown: RwLock<Shown>,
    bodies: Cache<(Hash, Coding), Bytes, ByBytes>,
    paper: Paper,
    shelf: Shelf,
    /// Paths that a page of each edition's own stands in for when there is nothing: prefix, path of the 404 page.
    absences: Vec<(String, String)>,
    /// Printed pages that are forms: what is asked there is answered elsewhere in the house.
    forms: Vec<String>,
    pub(super) policy: super::answer::Policy,
    /// The public key of the editions, as a minisign file.
    pub(super) public_key: Bytes,
}

/// One edition at a time: pages and head change together.
#[derive(Default)]
struct Shown {
    pages: HashMap<Box<str>, Place>,
    head: Option<Head>,
}

/// A path, what stands there, and how often it was sent since that was last asked.
struct Place {
    entry: PageEntry,
    reads: AtomicU32,
}

impl From<PageEntry> for Place {
    fn from(entry: PageEntry) -> Self {
        Self { entry, reads: AtomicU32::new(0) }
    }
}

/// `edition.json` and its signature.
#[derive(Clone)]
pub struct Head {
    pub number: u64,
    pub json: Bytes,
    pub signature: Bytes,
}

/// An edition on its way to the stand: what it changes.
pub struct Put {
    /// `None` takes a page away.
    pub pages: BTreeMap<String, Option<PageEntry>>,
    /// Bodies that are in memory anyway.
    pub objects: Vec<(Hash, Vec<u8>)>,
    pub head: Edition,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<(Hash, Coding), Bytes> for ByBytes {
    fn weight(&self, _: &(Hash, Coding), body: &Bytes) -> u64 {
        body.len() as u64 + 128
    }
}

/// The largest page that is unpacked to be sent as it is.
const LARGEST: u64 = 64 << 20;

impl Stand {
    /// Puts the last edition in place. `memory` is in bytes.
    pub fn open(paper: &Paper, shelf: Shelf, site: &Site, public_key: String, memory: u64) -> Result<Self> {
        let shown = paper.db().read_now(|tx| {
            let mut shown = Shown { head: editions::last(tx)?.map(Head::from), ..Shown::default() };
            editions::each_page(tx, |path, entry| {
                shown.pages.insert(path.into(), entry.into());
                Ok(())
            })?;
            Ok(shown)
        })?;
        let mut absences: Vec<(String, String)> = site
            .locales
            .iter()
            .map(|locale| site.house().prefix(locale))
            .map(|prefix| (format!("{prefix}404.html"), prefix))
            .map(|(page, prefix)| (prefix, page))
            .collect();
        let forms = absences.iter().map(|(prefix, _)| format!("{prefix}search/")).collect();
        absences.reverse(); // the longest prefixes first, the empty one last
        let items = (memory / 8_192).max(64) as usize;
        Ok(Self {
            shown: RwLock::new(shown),
            bodies: Cache::with_weighter(items, memory, ByBytes),
            paper: paper.clone(),
            shelf,
            absences,
            forms,
            policy: super::answer::Policy::of(site),
            public_key: public_key.into(),
        })
    }

    /// What stands at a path of the edition that is served.
    pub fn entry(&self, path: &str) -> Option<PageEntry> {
        self.read().pages.get(path).map(|place| place.entry.clone())
    }

    /// The same, for a reader; `counts` says whether the page is sent, and so counts as read.
    pub fn entry_for_reader(&self, path: &str, counts: impl FnOnce(&PageEntry) -> bool) -> Option<PageEntry> {
        let shown = self.read();
        let place = shown.pages.get(path)?;
        if counts(&place.entry) {
            // Nothing hangs on the order in which readings are noted.
            place.reads.fetch_add(1, Ordering::Relaxed);
        }
        Some(place.entry.clone())
    }

    /// How often each page was read since this was last asked.
    pub(super) fn take_reads(&self) -> Vec<(Box<str>, u32)> {
        let shown = self.read();
        let read = shown.pages.iter().filter(|(_, place)| place.reads.load(Ordering::Relaxed) > 0);
        let is_page = |place: &Place| place.entry.status == 200 && place.entry.media_type.as_str() == HTML;
        read.map(|(path, place)| (path, place, place.reads.swap(0, Ordering::Relaxed)))
            .filter(|(_, place, _)| is_page(place))
            .map(|(path, _, count)| (path.clone(), count))
            .collect()
    }

    /// The page that says that there is nothing at `path`, in the language of the edition that the path would belong to.
    pub fn absence(&self, path: &str) -> Option<PageEntry> {
        let (_, page) = self.absences.iter().find(|(prefix, _)| path.starts_with(prefix.as_str()))?;
        self.entry(page)
    }

    /// Whether a printed page stands at `path` that is a form.
    pub fn is_form(&self, path: &str) -> bool {
        self.forms.iter().any(|form| form == path)
    }

    /// Whether what is sent to `path` is answered elsewhere in the house, even where a printed page stands: a sign-up for a newsletter.
    pub fn takes_posts(&self, path: &str) -> bool {
        self.absences.iter().any(|(prefix, _)| path.strip_prefix(prefix.as_str()).is_some_and(is_sign_up))
    }

    /// Headers that every page of the newspaper carries.
    pub fn headers(&self) -> &http::HeaderMap {
        self.policy.page()
    }

    pub fn head(&self) -> Option<Head> {
        self.read().head.clone()
    }

    /// How many paths are served.
    pub fn len(&self) -> usize {
        self.read().pages.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn each_path(&self, mut each: impl FnMut(&str)) {
        self.read().pages.keys().for_each(|path| each(path));
    }

    /// From here on readers are served the next edition.
    pub(super) fn put(&self, put: Put) {
        for (hash, body) in put.objects {
            self.bodies.insert((hash, Coding::Gzip), body.into());
        }
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        for (path, entry) in put.pages {
            match (entry, shown.pages.get_mut(path.as_str())) {
                (Some(entry), Some(place)) => place.entry = entry,
                (Some(entry), None) => {
                    shown.pages.insert(path.into(), entry.into());
                }
                (None, _) => {
                    shown.pages.remove(path.as_str());
                }
            }
        }
        shown.head = Some(put.head.into());
    }

    /// A brotli body that was made just now; empty where gzip is as small. A page that nobody asks for does not take the place of one that is read.
    pub(super) fn offer_brotli(&self, hash: Hash, body: Vec<u8>) {
        if self.bodies.contains_key(&(hash, Coding::Gzip)) {
            self.bodies.insert((hash, Coding::Brotli), body.into());
        }
    }

    /// A body, when it is in memory.
    pub fn body_at_hand(&self, hash: Hash, coding: Coding) -> Option<Bytes> {
        self.bodies.get(&(hash, coding))
    }

    /// A body from wherever it is kept. For [`Coding::Brotli`] it is empty where there is none. `gzipped` says how the object is stored.
    ///
    /// # Errors
    /// When the object is missing or damaged.
    pub async fn fetch(&self, hash: Hash, coding: Coding, gzipped: bool) -> Result<Bytes> {
        let body: Bytes = match (coding, gzipped) {
            (Coding::Brotli, _) => self.paper.db().read(move |tx| editions::brotli(tx, hash)).await?.unwrap_or_default().into(),
            (Coding::Gzip, true) => self.stored(hash).await?,
            (Coding::Identity, true) => {
                let stored = self.stored(hash).await?;
                Packer::new(1).unpack("text/html", &stored, LARGEST)?.into()
            }
            (Coding::Gzip | Coding::Identity, false) => {
                let shelf = self.shelf.clone();
                let read = tokio::task::spawn_blocking(move || shelf.get(hash)).await??;
                match read {
                    Some(bytes) => bytes.into(),
                    None => self.stored(hash).await?, // small binary fixtures, such as icons, are kept with the pages
                }
            }
        };
        self.bodies.insert((hash, coding), body.clone());
        Ok(body)
    }

    /// Where the file of an object lies, if it is one.
    pub(super) fn file(&self, hash: Hash) -> std::path::PathBuf {
        self.shelf.path(hash)
    }

    async fn stored(&self, hash: Hash) -> Result<Bytes> {
        if let Some(body) = self.bodies.get(&(hash, Coding::Gzip)) {
            return Ok(body);
        }
        let body = self.paper.db().read(move |tx| editions::object(tx, hash)).await?;
        Ok(body.with_context(|| format!("the object {hash} is missing"))?.into())
    }

    /// An object by its hash, for mirrors: a page's, a shard's, or a file's.
    pub async fn object(&self, hash: Hash) -> Result<Option<Bytes>> {
        if let Some(body) = self.bodies.get(&(hash, Coding::Gzip)) {
            return Ok(Some(body));
        }
        if let Some(body) = self.paper.db().read(move |tx| editions::object(tx, hash)).await? {
            return Ok(Some(body.into()));
        }
        let shelf = self.shelf.clone();
        Ok(tokio::task::spawn_blocking(move || shelf.get(hash)).await??.map(Bytes::from))
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Shown> {
        self.shown.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<Edition> for Head {
    fn from(edition: Edition) -> Self {
        Self { number: edition.number, json: edition.head.into(), signature: edition.signature.into_bytes().into() }
    }
}
