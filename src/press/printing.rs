//! From what is due to pages, rendered and packed.
//!
//! Targets are shared out among the cores in small groups. A group is read in one act on the database, then rendered and packed outside of it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use anyhow::{Context, Result};
use jiff::Timestamp;
use seal::{Hash, Packer};

use crate::paper::Paper;
use crate::paper::catalogue::Catalogue;
use crate::paper::edition::PageEntry;
use crate::paper::model::PieceId;
use crate::paper::pages::{Composed, Composer, Made, Site};
use crate::paper::target::Target;

/// How hard pages are pressed with gzip (libdeflate's 1 to 12). Brotli bodies follow when there is time.
const LEVEL: u8 = 6;
/// Targets read in one act.
const GROUP: usize = 24;

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
    let group = GROUP.min(targets.len().div_ceil(workers())).max(1);
    let groups: Vec<&[Target]> = targets.chunks(group).collect();
    let next = AtomicUsize::new(0);
    let (send, receive) = mpsc::sync_channel::<Result<Vec<Printed>>>(2);
    std::thread::scope(|scope| {
        for _ in 0..workers().min(groups.len()) {
            let (send, groups, next) = (send.clone(), &groups, &next);
            scope.spawn(move || {
                let mut packer = Packer::new(LEVEL);
                while let Some(group) = groups.get(next.fetch_add(1, Ordering::SeqCst)) {
                    if send.send(print_group(source, group, &mut packer)).is_err() {
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

fn print_group(source: &Source, targets: &[Target], packer: &mut Packer) -> Result<Vec<Printed>> {
    let (of, wanted) = (source.clone(), targets.to_vec());
    let composed = source.paper.db().read_now(move |tx| {
        let mut composer = Composer::new(&of.site, &of.catalogue, tx, of.now);
        let mut pages = Vec::new();
        for target in &wanted {
            pages.extend(composer.compose(target).with_context(|| format!("cannot compose “{}”", target.to_text()))?);
        }
        Ok(pages)
    })?;
    composed.into_iter().map(|page| pack(source, page, packer)).collect()
}

fn pack(source: &Source, composed: Composed, packer: &mut Packer) -> Result<Printed> {
    let Composed { path, status, location, media_type, content, shows } = composed;
    let entry = |hash: Hash, bytes: u64| PageEntry { hash, bytes, media_type: media_type.into(), status, location };
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
