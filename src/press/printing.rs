//! From what is due to pages, rendered and packed.
//!
//! Targets are dealt out among the cores in small groups. A group is read in one act on the database, then rendered and packed outside of it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use anyhow::{Context, Result};
use jiff::Timestamp;
use seal::{Hash, Packer};

use crate::paper::Paper;
use crate::paper::catalogue::Catalogue;
use crate::paper::edition::PageEntry;
use crate::paper::feeds::{Items, is_feed};
use crate::paper::model::PieceId;
use crate::paper::pages::{Composed, Composer, Made, Site};
use crate::paper::target::Target;
use crate::paper::theme::View;

/// How hard articles are pressed with gzip (libdeflate's 1 to 12). Brotli bodies follow when there is time.
const LEVEL: u8 = 6;
/// The same for what is printed anew with every story, fronts and listings: a fortieth larger, in two thirds of the time.
const LEVEL_OF_LISTS: u8 = 4;
/// The same for feeds, which are the most bytes of a publication, each story in three formats: a twentieth larger than 4, in half the time.
const LEVEL_OF_FEEDS: u8 = 1;
/// Targets read in one act.
const GROUP: usize = 24;
/// The same where few are due, so that no core waits long for another.
const SMALL_GROUP: usize = 4;

/// A page as it will be stored.
pub struct Printed {
    pub path: String,
    /// `None`: what stood at the path goes.
    pub page: Option<(PageEntry, Stored)>,
    /// See [`Composed::shows`].
    pub shows: Option<(PieceId, Vec<PieceId>)>,
}

/// Where the stored bytes are.
pub enum Stored {
    Here(Vec<u8>),
    /// On the shelf already.
    Shelved,
}

/// What printing reads from.
#[derive(Clone)]
pub struct Source {
    pub paper: Paper,
    pub site: Arc<Site>,
    pub catalogue: Arc<Catalogue>,
    pub now: Timestamp,
}

/// Prints `targets` and hands each page to `take`, in no order. Memory is bounded by what `take` keeps.
pub fn print(source: &Source, targets: &[Target], mut take: impl FnMut(Printed) -> Result<()>) -> Result<()> {
    let groups = groups(targets);
    let items = Items::default();
    let next = AtomicUsize::new(0);
    let (send, receive) = mpsc::sync_channel::<Result<Vec<Printed>>>(2);
    std::thread::scope(|scope| {
        for _ in 0..workers().min(groups.len()) {
            let (send, groups, next, items) = (send.clone(), &groups, &next, items.clone());
            scope.spawn(move || {
                let mut packers =
                    Packers { articles: Packer::new(LEVEL), lists: Packer::new(LEVEL_OF_LISTS), feeds: Packer::new(LEVEL_OF_FEEDS) };
                while let Some(group) = groups.get(next.fetch_add(1, Ordering::SeqCst)) {
                    if send.send(print_group(source, group, items.clone(), &mut packers)).is_err() {
                        break; // the receiver met an error and has gone
                    }
                }
            });
        }
        drop(send);
        let result = receive.iter().try_for_each(|pages| pages?.into_iter().try_for_each(&mut take));
        drop(receive);
        result
    })
}

fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Neighbours share most of what is read, so many targets go in runs. Few are dealt like cards: their order puts all feeds side by side, and feeds are the
/// longest work.
fn groups(targets: &[Target]) -> Vec<Vec<&Target>> {
    if targets.len() > GROUP * workers() {
        return targets.chunks(GROUP).map(|run| run.iter().collect()).collect();
    }
    let hands = targets.len().div_ceil(SMALL_GROUP).max(1);
    (0..hands).map(|hand| targets.iter().skip(hand).step_by(hands).collect()).collect()
}

fn print_group(source: &Source, targets: &[&Target], items: Items, packers: &mut Packers) -> Result<Vec<Printed>> {
    let (of, wanted) = (source.clone(), targets.iter().map(|target| (*target).clone()).collect::<Vec<_>>());
    let composed = source.paper.db().read_now(move |tx| {
        let mut composer = Composer::new(&of.site, &of.catalogue, tx, of.now).sharing(items);
        let mut pages = Vec::new();
        for target in &wanted {
            pages.extend(composer.compose(target).with_context(|| format!("cannot compose “{}”", target.to_text()))?);
        }
        Ok(pages)
    })?;
    composed.into_iter().map(|page| pack(source, page, packers)).collect()
}

/// One for each level.
struct Packers {
    articles: Packer,
    lists: Packer,
    feeds: Packer,
}

fn pack(source: &Source, composed: Composed, packers: &mut Packers) -> Result<Printed> {
    let Composed { path, status, location, media_type, content, shows } = composed;
    let entry = |hash: Hash, bytes: u64| PageEntry { hash, bytes, media_type: media_type.into(), status, location };
    let packer = match &content {
        Made::View(View::Article(_)) => &mut packers.articles,
        _ if is_feed(media_type) => &mut packers.feeds,
        _ => &mut packers.lists,
    };
    let mut here = |bytes: &[u8]| {
        let packed = packer.pack(media_type, bytes);
        (packed.hash, packed.stored)
    };
    let page = match content {
        Made::Nothing => None,
        Made::Shelved(hash, bytes) => Some((entry(hash, bytes), Stored::Shelved)),
        Made::View(view) => {
            let html = source.site.theme.render(&view).with_context(|| format!("cannot render /{path}"))?;
            let (hash, stored) = here(html.as_bytes());
            Some((entry(hash, stored.len() as u64), Stored::Here(stored)))
        }
        Made::Ready(bytes) => {
            let (hash, stored) = here(&bytes);
            Some((entry(hash, stored.len() as u64), Stored::Here(stored)))
        }
    };
    Ok(Printed { path, page, shows })
}
