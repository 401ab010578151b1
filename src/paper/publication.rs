//! A publication, and what it touches.
//!
//! One act on `paper.db` keeps the piece, its places in the listings, and the list of what has to be printed. The press prints that list and commits the
//! next edition; until then readers are served the edition before, whole.

use std::collections::BTreeSet;

use anyhow::Result;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kernel::Locale;
use store::Tx;

use super::listing::{Collection, CollectionKind, PAGE};
use super::model::{CollectionId, Content, Correction, Kind, PieceId, Published, Redirect, TermKind, path_of};
use super::store::{due, listings, pieces, unindexed};
use super::target::Target;
use super::{live, newsletter, podcasts, social};

/// Stories in a feed.
pub const FEED: i64 = 15;
/// Stories in the feed of a tag or an author, where few come in a week. Each holds its full text in three formats, and a publication prints them all.
pub const NARROW_FEED: i64 = 10;

/// A piece on its way to the readers.
#[derive(Clone, Debug)]
pub struct Publication {
    pub id: PieceId,
    pub content: Content,
    /// Ignored when the piece has been published before: the address keeps its date.
    pub first_published_at: Timestamp,
    pub updated_at: Timestamp,
    /// All corrections so far, oldest first.
    pub corrections: Vec<Correction>,
    /// Addresses that it had elsewhere, relative to the root.
    pub old_paths: Vec<String>,
}

/// Why a piece cannot be published as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("another piece already stands at /{path}; choose another slug")]
    PathTaken { path: String },
    #[error("there is no language edition “{locale}”; the settings have {known}")]
    UnknownEdition { locale: Locale, known: String },
    #[error("there is no {kind} “{slug}” in the {locale} edition; make it first, or choose another")]
    UnknownTerm { kind: &'static str, slug: String, locale: Locale },
}

/// Where pieces of an edition go, and by which clock their dates are read.
pub struct House<'h> {
    pub locales: &'h [Locale],
    pub zone: &'h TimeZone,
}

impl House<'_> {
    /// What the paths of a language edition begin with: nothing for the first, `ru/` for others.
    pub fn prefix(&self, locale: &Locale) -> String {
        if self.locales.first() == Some(locale) { String::new() } else { format!("{locale}/") }
    }

    /// `2026-11` of a moment.
    pub fn month(&self, at: Timestamp) -> String {
        let day = self.zone.to_datetime(at).date();
        format!("{:04}-{:02}", day.year(), day.month())
    }
}

/// Keeps the piece as published and touches what shows it.
pub fn publish(tx: &mut Tx<'_>, house: &House<'_>, publication: &Publication) -> Result<Result<Published, Refusal>> {
    unindexed::touch(tx, [publication.id])?;
    let mut touched = BTreeSet::new();
    let published = match keep(tx, house, publication, &mut touched)? {
        Ok(published) => published,
        Err(refusal) => return Ok(Err(refusal)),
    };
    social::want(tx, &published)?;
    due::touch(tx, touched)?;
    Ok(Ok(published))
}

/// The same for a whole archive: everything is printed afterwards, so nothing is worked out piece by piece.
pub fn publish_many(tx: &mut Tx<'_>, house: &House<'_>, publications: &[Publication]) -> Result<Vec<Result<Published, Refusal>>> {
    let mut outcomes = Vec::with_capacity(publications.len());
    unindexed::touch(tx, publications.iter().map(|publication| publication.id))?;
    for publication in publications {
        let outcome = keep(tx, house, publication, &mut BTreeSet::new())?;
        if let Ok(piece) = &outcome {
            social::follow(tx, piece)?;
        }
        outcomes.push(outcome);
    }
    due::touch(tx, [Target::Everything])?;
    Ok(outcomes)
}

fn keep(
    tx: &mut Tx<'_>,
    house: &House<'_>,
    publication: &Publication,
    touched: &mut BTreeSet<Target>,
) -> Result<Result<Published, Refusal>> {
    let Publication { id, content, .. } = publication;
    if !house.locales.contains(&content.locale) {
        let known = house.locales.iter().map(Locale::as_str).collect::<Vec<_>>().join(", ");
        return Ok(Err(Refusal::UnknownEdition { locale: content.locale.clone(), known }));
    }
    let before = pieces::find_even_withdrawn(tx, *id)?.map(|(piece, _)| piece);
    let first_published_at = before.as_ref().map_or(publication.first_published_at, |b| b.first_published_at);
    let path = path_of(&house.prefix(&content.locale), content, first_published_at, house.zone);
    if pieces::at_path(tx, &path)?.is_some_and(|other| other != *id) {
        return Ok(Err(Refusal::PathTaken { path }));
    }
    let piece = Published {
        id: *id,
        content: content.clone(),
        path,
        first_published_at,
        updated_at: publication.updated_at.max(first_published_at),
        corrections: publication.corrections.clone(),
    };
    let group = pieces::translation_group(tx, *id, content.translation_of)?;
    pieces::put(tx, &piece, group)?;
    pieces::forget_redirect(tx, &piece.path)?;
    for old in before.iter().map(|b| &b.path).chain(&publication.old_paths).filter(|old| **old != piece.path) {
        pieces::redirect(tx, &Redirect { from: old.clone(), to: piece.path.clone() })?;
        touched.insert(Target::Redirect(old.clone()));
    }
    if content.kind == Kind::Page {
        // Standing pages are named at the foot of every page, and in the sitemap with their date.
        let renamed = before.as_ref().is_none_or(|b| b.content.headline != content.headline || b.path != piece.path);
        touched.extend([Target::SitemapIndex, if renamed { Target::Everything } else { Target::Piece(*id) }]);
        return Ok(Ok(piece));
    }
    if [Some(content.kind), before.as_ref().map(|b| b.content.kind)].contains(&Some(Kind::Live)) {
        live::mark(tx, *id)?;
        live::touch_pages(tx, *id, touched)?;
        for old in before.iter().map(|b| &b.path).filter(|old| **old != piece.path) {
            live::lead_on(tx, *id, old, &piece.path, touched)?;
        }
    }
    let was_episode = before.as_ref().is_some_and(|b| b.content.kind == Kind::Podcast);
    let left = if was_episode { listings::of_piece(tx, *id)? } else { Vec::new() };
    list(tx, house, &piece, touched)?;
    if was_episode || content.kind == Kind::Podcast {
        let now = listings::of_piece(tx, *id)?;
        touch_podcasts(tx, left.into_iter().chain(now), touched)?;
    }
    touch_around(tx, house, &piece, group, touched)?;
    if before.is_none_or(|b| b.corrections != piece.corrections) && !piece.corrections.is_empty() {
        touched.insert(Target::Corrections(content.locale.clone()));
    }
    Ok(Ok(piece))
}

/// Takes a piece out of the paper. Its address answers 410, and it keeps its empty place in the listings so that no other page moves.
///
/// Whether there was anything to withdraw.
pub fn withdraw(tx: &mut Tx<'_>, house: &House<'_>, id: PieceId, at: Timestamp) -> Result<bool> {
    let Some((piece, None)) = pieces::find_even_withdrawn(tx, id)? else { return Ok(false) };
    pieces::withdraw(tx, id, at)?;
    unindexed::touch(tx, [id])?;
    let mut touched = BTreeSet::new();
    if piece.content.kind == Kind::Page {
        touched.insert(Target::Everything);
    } else {
        touch_where_listed(tx, id, &mut touched)?;
        live::touch_pages(tx, id, &mut touched)?;
        touched.insert(Target::Card(id));
        if piece.content.kind == Kind::Podcast {
            let listed = listings::of_piece(tx, id)?;
            touch_podcasts(tx, listed.into_iter(), &mut touched)?;
        }
        let group = pieces::translation_group(tx, id, None)?;
        touch_around(tx, house, &piece, group, &mut touched)?;
        if !piece.corrections.is_empty() {
            touched.insert(Target::Corrections(piece.content.locale.clone()));
        }
    }
    due::touch(tx, touched)?;
    Ok(true)
}

/// Puts the piece into the collections that it belongs to and out of those that it has left.
fn list(tx: &mut Tx<'_>, house: &House<'_>, piece: &Published, touched: &mut BTreeSet<Target>) -> Result<()> {
    let at = piece.first_published_at;
    let mut wanted = BTreeSet::new();
    for (kind, slug) in places(house, piece) {
        wanted.insert(listings::open(tx, &piece.content.locale, kind, &slug)?.id);
    }
    for (left, listed_at) in listings::of_piece(tx, piece.id)? {
        if !wanted.contains(&left) {
            touch_from(tx, left, listed_at, piece.id, touched)?;
            listings::remove(tx, left, listed_at, piece.id)?;
        }
    }
    for collection in wanted {
        if listings::add(tx, collection, at, piece.id)? {
            touch_from(tx, collection, at, piece.id, touched)?;
        } else {
            touch_place(tx, collection, at, piece.id, touched)?;
        }
    }
    Ok(())
}

/// Where a piece stands: everything, its month, its kind, its sections, tags, authors and dossiers.
fn places(house: &House<'_>, piece: &Published) -> Vec<(CollectionKind, String)> {
    let content = &piece.content;
    let mut places = vec![
        (CollectionKind::All, "all".to_owned()),
        (CollectionKind::Month, house.month(piece.first_published_at)),
        (CollectionKind::Kind, content.kind.as_str().to_owned()),
    ];
    let mut add = |kind, slugs: &mut dyn Iterator<Item = &kernel::Slug>| {
        places.extend(slugs.map(|slug| (CollectionKind::Term(kind), slug.to_string())))
    };
    add(TermKind::Section, &mut content.section.iter().chain(&content.also));
    add(TermKind::Tag, &mut content.tags.iter());
    add(TermKind::Author, &mut content.bylines.iter().chain(&content.reporting_by));
    add(TermKind::Dossier, &mut content.dossiers.iter());
    places
}

/// Touches the podcasts of the listings that an episode stands or stood in.
fn touch_podcasts(tx: &mut Tx<'_>, listed: impl Iterator<Item = (CollectionId, Timestamp)>, touched: &mut BTreeSet<Target>) -> Result<()> {
    for (id, _) in listed {
        if listings::by_id(tx, id)?.is_some_and(|collection| podcasts::has_podcast(collection.kind)) {
            touched.insert(Target::Podcast(id));
        }
    }
    Ok(())
}

/// Touches the pages from a place to the newest: what stands there is new or has gone, and everything above it moves by one.
fn touch_from(tx: &mut Tx<'_>, id: CollectionId, at: Timestamp, piece: PieceId, touched: &mut BTreeSet<Target>) -> Result<()> {
    let Some(collection) = listings::by_id(tx, id)? else { return Ok(()) };
    touch_newest(&collection, touched);
    touched.insert(Target::Feeds(id));
    if collection.count <= 1 {
        // Its first piece has come, or its last one goes.
        touched.insert(Target::SitemapIndex);
    }
    let pages = collection.numbered_pages();
    let place = place(tx, &collection, at, piece)?;
    // The page that has just been filled is printed for the first time; it is the last one, and so is always among these.
    let filled = (collection.count % PAGE == 0 && pages > 0).then_some(pages);
    for page in place.or(filled).unwrap_or(pages + 1)..=pages {
        touched.insert(Target::Numbered(id, page));
    }
    Ok(())
}

/// Touches the one page of each of its listings that a piece stands on.
pub(super) fn touch_where_listed(tx: &mut Tx<'_>, id: PieceId, touched: &mut BTreeSet<Target>) -> Result<()> {
    for (collection, listed_at) in listings::of_piece(tx, id)? {
        touch_place(tx, collection, listed_at, id, touched)?;
    }
    Ok(())
}

/// Touches the one page that a piece stands on, and the feeds when it is among their stories.
fn touch_place(tx: &mut Tx<'_>, id: CollectionId, at: Timestamp, piece: PieceId, touched: &mut BTreeSet<Target>) -> Result<()> {
    let Some(collection) = listings::by_id(tx, id)? else { return Ok(()) };
    match place(tx, &collection, at, piece)? {
        Some(page) => {
            touched.insert(Target::Numbered(id, page));
        }
        None => {
            touch_newest(&collection, touched);
            touched.insert(Target::Feeds(id));
        }
    }
    Ok(())
}

/// The numbered page that a piece stands on; `None` for the newest. Only an old piece costs more than a look at the newest rows.
fn place(tx: &mut Tx<'_>, collection: &Collection, at: Timestamp, piece: PieceId) -> Result<Option<i64>> {
    let on_newest = collection.on_newest();
    if listings::newer(tx, collection.id, at, piece, on_newest)? < on_newest {
        return Ok(None);
    }
    let newer = listings::newer(tx, collection.id, at, piece, i64::MAX)?;
    Ok(collection.page_of(newer))
}

fn touch_newest(collection: &Collection, touched: &mut BTreeSet<Target>) {
    if collection.kind != CollectionKind::Kind {
        touched.insert(Target::Newest(collection.id));
    }
}

/// Touches the piece itself and the pages that show it beside the listings.
pub(super) fn touch_around(
    tx: &mut Tx<'_>,
    house: &House<'_>,
    piece: &Published,
    group: i64,
    touched: &mut BTreeSet<Target>,
) -> Result<()> {
    let locale = &piece.content.locale;
    touched.extend([
        Target::Piece(piece.id),
        Target::Front(locale.clone()),
        Target::NotFound(locale.clone()),
        Target::Authors(locale.clone()),
        Target::Topics(locale.clone()),
        Target::Archive(locale.clone()),
        Target::CommonFeeds,
        Target::Sitemap(house.month(piece.first_published_at)),
        Target::NewsSitemap,
    ]);
    touched.extend(pieces::translations(tx, group)?.into_iter().map(|other| Target::Piece(other.id)));
    for shows in pieces::who_shows(tx, piece.id)? {
        touched.insert(Target::Piece(shows));
        live::touch_pages(tx, shows, touched)?;
    }
    touched.extend(newsletter::who_shows(tx, house, piece.id)?);
    Ok(())
}
