//! From what was understood to the desk and the paper, a batch at a time.
//!
//! The desk comes first, because it knows what staff have changed since; the paper follows. A run that is cut off between the two leaves pieces that the desk
//! says are out and the paper does not have: the next run finds and mends them.

use anyhow::Result;
use jiff::Timestamp;
use kernel::Slug;

use super::item::{Incoming, LeftOut, Piece, Place, State, piece_id};
use super::pictures::Pictures;
use super::report::{Named, Outcome, Report};
use crate::app::App;
use crate::desk::{Admission, Admitted, model};
use crate::paper::model::{Kind, PieceId, path_of};
use crate::paper::publication::{House, Publication};

/// Pieces that are filed in one act.
pub const BATCH: usize = 200;
/// … unless they are this large, in bytes as they stood in the source.
pub const BATCH_BYTES: usize = 32 << 20;

pub struct Intake<'a> {
    pub app: &'a App,
    pub dry_run: bool,
    pub pictures: Pictures,
    pub waiting: Vec<Piece>,
    pub waiting_bytes: usize,
}

/// A piece on its way, with what the desk knows of it.
struct Way {
    piece: Piece,
    admission: Admission,
    outcome: Outcome,
}

impl Intake<'_> {
    pub fn take(&mut self, things: Vec<Incoming>, size: usize, report: &mut Report) {
        self.waiting_bytes += size;
        for thing in things {
            match thing {
                Incoming::Piece(piece) => self.waiting.push(*piece),
                Incoming::LeftOut(left_out) => report.leave_out(left_out),
            }
        }
    }

    pub fn is_full(&self) -> bool {
        self.waiting.len() >= BATCH || self.waiting_bytes >= BATCH_BYTES
    }

    /// Files what waits.
    pub async fn file(&mut self, report: &mut Report) -> Result<u64> {
        let mut pieces = std::mem::take(&mut self.waiting);
        self.waiting_bytes = 0;
        let count = pieces.len() as u64;
        self.pictures.settle(self.app, &mut pieces, report).await?;
        let mut ways = self.ways(pieces).await?;
        if !self.dry_run {
            self.admit(&mut ways).await?;
            self.publish(&ways, report).await?;
        }
        let house = self.app.paper.house();
        ways.into_iter().for_each(|way| note(way, &house, report));
        Ok(count)
    }

    /// What the desk knows of each, and what has changed.
    async fn ways(&self, pieces: Vec<Piece>) -> Result<Vec<Way>> {
        let origins: Vec<String> = pieces.iter().map(|piece| piece.origin.clone()).collect();
        let known = self.app.desk.by_origin(&origins).await?;
        let mut ways = Vec::with_capacity(pieces.len());
        for mut piece in pieces {
            let (id, digest) = match known.get(&piece.origin) {
                Some((id, digest)) => (*id, Some(digest)),
                None => (piece_id(&piece.origin), None),
            };
            let mut admission = self.admission(&mut piece, id).await?;
            let mut is_same = digest == Some(&admission.digest()?);
            if !is_same {
                admission.content.slug = self.free_slug(&admission, &ways).await?;
                is_same = digest == Some(&admission.digest()?);
            }
            let outcome = match digest {
                None => Outcome::New,
                Some(_) if is_same => Outcome::Same,
                Some(_) => Outcome::Changed,
            };
            ways.push(Way { piece, admission, outcome });
        }
        Ok(ways)
    }

    async fn admission(&self, piece: &mut Piece, id: PieceId) -> Result<Admission> {
        let published = match piece.state {
            State::Published { first, updated } => Some((first, updated)),
            State::Undated => Some(self.since(id).await?),
            State::Scheduled(_) | State::Draft => None,
        };
        let scheduled = if let State::Scheduled(at) = piece.state { Some(at) } else { None };
        Ok(Admission {
            origin: Some(piece.origin.clone()),
            id,
            content: piece.content.clone(),
            published: published.map(|(first, updated)| (first, updated, Vec::new())),
            scheduled,
            withdrawn: false,
            by: super::BY.to_owned(),
        })
    }

    /// Since when a page without a date of its own is out: since it was brought in.
    async fn since(&self, id: PieceId) -> Result<(Timestamp, Timestamp)> {
        let now = self.app.clock.now();
        Ok(self.app.paper.piece(id).await?.map_or((now, now), |known| (known.first_published_at, known.updated_at)))
    }

    /// The slug, with a number behind it when another piece of the edition has it, at the desk or in this batch.
    async fn free_slug(&self, admission: &Admission, batch: &[Way]) -> Result<Slug> {
        let (wanted, locale) = (&admission.content.slug, &admission.content.locale);
        let mut slug = wanted.clone();
        for number in 2.. {
            let others = self.app.desk.with_slug(slug.to_string()).await?;
            let taken = others.iter().any(|other| other.id != admission.id && other.locale == *locale);
            let in_batch = batch.iter().any(|way| {
                way.admission.content.slug == slug && way.admission.content.locale == *locale && way.admission.id != admission.id
            });
            if !taken && !in_batch {
                break;
            }
            slug = wanted.numbered(number);
        }
        Ok(slug)
    }

    async fn admit(&self, ways: &mut [Way]) -> Result<()> {
        let admissions = ways.iter().filter(|way| way.outcome != Outcome::Same).map(|way| way.admission.clone()).collect();
        let mut outcomes = self.app.desk.admit(admissions, self.app.clock.now()).await?.into_iter();
        for way in ways.iter_mut().filter(|way| way.outcome != Outcome::Same) {
            way.outcome = match outcomes.next() {
                Some((_, Admitted::New)) => Outcome::New,
                Some((_, Admitted::Changed)) => Outcome::Changed,
                Some((_, Admitted::Same)) => Outcome::Same,
                Some((_, Admitted::Kept)) | None => Outcome::Kept,
            };
        }
        Ok(())
    }

    async fn publish(&self, ways: &[Way], report: &mut Report) -> Result<()> {
        let mut publications = Vec::new();
        for way in ways {
            let is_out = way.admission.published.is_some();
            match way.outcome {
                Outcome::New | Outcome::Changed if is_out => publications.push(publication(way)),
                Outcome::Changed => {
                    // The source has taken it back.
                    self.app.paper.withdraw(way.admission.id, self.app.clock.now()).await?;
                }
                Outcome::Same if is_out && self.is_missing(way).await? => publications.push(publication(way)),
                _ => {}
            }
        }
        if publications.is_empty() {
            return Ok(());
        }
        let named: Vec<String> = publications.iter().map(|publication| publication.content.headline.clone()).collect();
        for (outcome, name) in self.app.paper.publish_many(publications).await?.into_iter().zip(named) {
            if let Err(refusal) = outcome {
                report.leave_out(LeftOut {
                    kind: "piece",
                    name,
                    place: Place::default(),
                    reason: format!("it is at the desk, but not published: {refusal}"),
                });
            }
        }
        Ok(())
    }

    /// Whether the desk says that a piece is out as it was admitted, and the paper does not have it so.
    async fn is_missing(&self, way: &Way) -> Result<bool> {
        let in_paper = self.app.paper.piece(way.admission.id).await?;
        if in_paper.is_some_and(|piece| piece.content == way.admission.content) {
            return Ok(false);
        }
        let at_desk = self.app.desk.file(way.admission.id).await?;
        Ok(at_desk.is_some_and(|file| file.newest.who == super::BY && file.piece.state() == model::State::Published))
    }
}

fn named(way: &Way, house: &House<'_>) -> Named {
    let content = &way.admission.content;
    let (state, at) = match way.piece.state {
        State::Draft => ("draft", None),
        State::Scheduled(at) => ("scheduled", Some(at)),
        State::Published { first, .. } => (if content.kind == Kind::Page { "page" } else { "published" }, Some(first)),
        State::Undated => ("page", way.admission.published.as_ref().map(|(first, _, _)| *first)),
    };
    let path = at.map(|at| path_of(&house.prefix(&content.locale), content, at, house.zone));
    Named { outcome: way.outcome, state, headline: content.headline.clone(), path, place: way.piece.place.clone() }
}

fn publication(way: &Way) -> Publication {
    let (first, updated) =
        way.admission.published.as_ref().map_or((Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH), |(first, updated, _)| (*first, *updated));
    Publication {
        id: way.admission.id,
        content: way.admission.content.clone(),
        first_published_at: first,
        updated_at: updated,
        corrections: Vec::new(),
        old_paths: way.piece.old_paths.clone(),
    }
}

fn note(way: Way, house: &House<'_>, report: &mut Report) {
    if way.outcome != Outcome::Same {
        report.named.push(named(&way, house));
    }
    let pieces = &mut report.pieces;
    match way.outcome {
        Outcome::New => pieces.new += 1,
        Outcome::Changed => pieces.changed += 1,
        Outcome::Same => pieces.unchanged += 1,
        Outcome::Kept => {
            pieces.unchanged += 1;
            report.remark("changed in the source and at the desk: left as it is at the desk".into(), &way.piece.place);
        }
    }
    let pieces = &mut report.pieces;
    match (way.piece.state, way.piece.content.kind) {
        (State::Draft, _) => pieces.drafts += 1,
        (State::Scheduled(_), _) => pieces.scheduled += 1,
        (_, Kind::Page) => pieces.pages += 1,
        _ => pieces.published += 1,
    }
    report.redirects += way.piece.old_paths.len() as u64;
    let mut remarks = way.piece.remarks;
    remarks.sort();
    remarks.dedup();
    remarks.into_iter().for_each(|remark| report.remark(remark, &way.piece.place));
}
