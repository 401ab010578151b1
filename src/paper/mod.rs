//! The paper: what is published and how it looks.
//!
//! Promises: what is published here is kept with the list of what must be printed, in one act; nothing that a reader sees changes until the press has
//! committed the next edition.
//!
//! - [`asks`]: what readers are asked, where and when.
//! - [`model`]: content, published pieces, terms, pictures.
//! - [`summary`]: what other pages show of a piece.
//! - [`listing`]: listings, numbered from the oldest.
//! - [`consent`]: what readers agree to who sign up.
//! - [`newsletter`]: newsletters and their issues, and what they touch.
//! - [`live`]: live coverage, post by post.
//! - [`podcasts`]: podcasts as programs read them.
//! - [`popular`]: what is read most.
//! - [`publication`]: publishing and withdrawing, and what they touch.
//! - [`target`]: what can be printed.
//! - [`catalogue`]: sections, tags, authors, dossiers and mastheads in memory.
//! - [`view`]: what a template is given.
//! - [`pages`]: from the database to a view, page by page.
//! - [`theme`]: templates, styles, and the assets beside them.
//! - [`feeds`], [`sitemaps`]: what programs read, in [`xml`] mostly.
//! - [`edition`]: editions and their pages, as the press keeps them.
//! - [`shelf`]: media files by their hash.
//! - [`search`]: full-text search over what is published.
//! - [`social`]: the card that stands for a piece where its address is shared.
//! - [`store`]: the tables of `paper.db`.

pub mod asks;
pub mod catalogue;
pub mod consent;
pub mod edition;
pub mod feeds;
pub mod listing;
pub mod live;
pub mod model;
pub mod newsletter;
pub mod pages;
pub mod podcasts;
pub mod popular;
pub mod publication;
pub mod search;
pub mod shelf;
pub mod sitemaps;
pub mod social;
pub(crate) mod store;
pub mod summary;
pub mod target;
pub mod theme;
pub mod view;
pub mod xml;

use std::path::Path;
use std::sync::{Arc, RwLock};

use ::store::{Db, Place};
use anyhow::Result;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kernel::Locale;

use catalogue::Catalogue;
use model::{MastheadWords, Picture, PieceId, Published, Recording, Redirect, Term, TermKind};
use publication::{House, Publication, Refusal};
use search::Search;
use store::{due, pieces, terms, unindexed};
use target::Target;

pub use store::SCHEMA;

/// The room. Clones share one.
#[derive(Clone)]
pub struct Paper(Arc<Inner>);

struct Inner {
    db: Db,
    locales: Vec<Locale>,
    zone: TimeZone,
    catalogue: RwLock<Arc<Catalogue>>,
    search: Search,
}

impl Paper {
    /// Opens `paper.db`, and the search index in the folder `index`. `locales` are the language editions, the first at the root.
    pub fn open(place: Place, index: &Path, locales: Vec<Locale>, zone: TimeZone) -> Result<Self> {
        let db = Db::open(place, &store::SCHEMA)?;
        let catalogue = RwLock::new(Arc::new(db.read_now(Catalogue::read)?));
        let (search, empty) = Search::open(index)?;
        if empty {
            db.write_now(unindexed::touch_all)?;
        }
        Ok(Self(Arc::new(Inner { db, locales, zone, catalogue, search })))
    }

    /// The newest editions of a database that may be open elsewhere.
    pub fn newest_editions(place: Place, most: i64) -> Result<Vec<edition::Edition>> {
        Self::look(place, move |tx| store::editions::newest(tx, most))
    }

    /// Whether there is an edition.
    pub async fn has_printed(&self) -> Result<bool> {
        Ok(self.0.db.read(store::editions::last).await?.is_some())
    }

    /// The last edition of a database that may be open elsewhere, read at one moment.
    ///
    /// # Errors
    /// What `read` returns, and a database that cannot be read.
    pub fn look<T: Send + 'static>(place: Place, read: impl FnOnce(&mut ::store::Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        Db::open_read_only(place, &store::SCHEMA)?.read_now(read)
    }

    /// What can be said of a database that may be open elsewhere, in sentences.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn examine(place: Place) -> Result<Vec<String>> {
        let db = Db::open_read_only(place, &store::SCHEMA)?;
        db.check()?;
        db.read_now(|tx| {
            let edition = store::editions::last(tx)?.map_or(0, |last| last.number);
            let due = due::after(tx, 0)?.map_or(0, |(targets, _)| targets.len());
            let (count, unindexed) = (pieces::count(tx)?, unindexed::count(tx)?);
            Ok(vec![format!(
                "paper.db is whole: {count} pieces, edition {edition}, {due} targets due, {unindexed} pieces to be taken into the search"
            )])
        })
    }

    pub fn search(&self) -> &Search {
        &self.0.search
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    /// The language editions, the first at the root.
    pub fn locales(&self) -> &[Locale] {
        &self.0.locales
    }

    pub fn zone(&self) -> &TimeZone {
        &self.0.zone
    }

    pub fn house(&self) -> House<'_> {
        House { locales: &self.0.locales, zone: &self.0.zone }
    }

    /// Sections, tags, authors, dossiers and mastheads as they are now.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.0.catalogue.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    async fn read_catalogue(&self) -> Result<()> {
        let new = self.0.db.read(Catalogue::read).await?;
        let mut catalogue = self.0.catalogue.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        *catalogue = Arc::new(new.with_most_read(catalogue.all_most_read().clone()));
        Ok(())
    }

    /// Hears what is read most, as pages with rounded figures. Fronts that would name other stories, or in another order, become due; whether any did.
    pub async fn hear_most_read(&self, pages: Vec<(String, u64)>) -> Result<bool> {
        let new = self.0.db.read(move |tx| popular::of_pages(tx, &pages)).await?;
        let fronts = {
            let mut catalogue = self.0.catalogue.write().unwrap_or_else(std::sync::PoisonError::into_inner);
            let fronts = popular::differing(catalogue.all_most_read(), &new, self.locales());
            *catalogue = Arc::new((**catalogue).clone().with_most_read(new));
            fronts
        };
        if fronts.is_empty() {
            return Ok(false);
        }
        self.0.db.write(move |tx| due::touch(tx, fronts.into_iter().map(Target::Front))).await?;
        Ok(true)
    }

    /// Publishes a piece, or publishes it anew after a change. It is seen when the press has printed.
    pub async fn publish(&self, publication: Publication) -> Result<Result<Published, Refusal>> {
        let catalogue = self.catalogue();
        if let Some(refusal) = unknown_term(&catalogue, &publication) {
            return Ok(Err(refusal));
        }
        let room = self.clone();
        let outcome = self.0.db.write(move |tx| publication::publish(tx, &room.house(), &publication)).await?;
        if outcome.as_ref().is_ok_and(|piece| piece.content.kind == model::Kind::Page) {
            self.read_catalogue().await?;
        }
        Ok(outcome)
    }

    /// Publishes a stretch of an archive; everything is printed afterwards. Outcomes stand in the order of the publications.
    pub async fn publish_many(&self, publications: Vec<Publication>) -> Result<Vec<Result<Published, Refusal>>> {
        let room = self.clone();
        let outcomes = self.0.db.write(move |tx| publication::publish_many(tx, &room.house(), &publications)).await?;
        self.read_catalogue().await?;
        Ok(outcomes)
    }

    /// Takes a piece out of the paper; whether it was there.
    pub async fn withdraw(&self, id: PieceId, at: Timestamp) -> Result<bool> {
        let room = self.clone();
        let gone = self.0.db.write(move |tx| publication::withdraw(tx, &room.house(), id, at)).await?;
        self.read_catalogue().await?;
        Ok(gone)
    }

    /// Has social cards drawn for the newest pieces of an archive.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn want_cards(&self, most: i64, now: Timestamp) -> Result<()> {
        self.0
            .db
            .write(move |tx| {
                let wanted = social::want_newest(tx, most, now)?;
                due::touch(tx, wanted.into_iter().map(Target::Piece))
            })
            .await
    }

    /// A piece as it is published now.
    pub async fn piece(&self, id: PieceId) -> Result<Option<Published>> {
        self.0.db.read(move |tx| pieces::find(tx, id)).await
    }

    /// Puts terms in their places. A new or changed section stands in every menu, so everything is printed; others touch nothing until a piece does. Pieces of
    /// an author who has another name now are found by it.
    pub async fn put_terms(&self, new: Vec<Term>) -> Result<()> {
        let known = self.catalogue();
        let changed = new.iter().any(|term| match known.term(&term.locale, term.kind, &term.slug) {
            Some(old) => **old != *term,
            None => term.kind == TermKind::Section,
        });
        self.0
            .db
            .write(move |tx| {
                for term in &new {
                    terms::put(tx, term)?;
                    if term.kind == TermKind::Author && known.name(&term.locale, &term.slug) != term.title {
                        touch_pieces_of(tx, term)?;
                    }
                    if term.kind == TermKind::Section {
                        // A section stands in the menu, so it has a page from the beginning.
                        store::listings::open(tx, &term.locale, listing::CollectionKind::Term(term.kind), term.slug.as_str())?;
                    }
                }
                if changed { due::touch(tx, [Target::Everything]) } else { Ok(()) }
            })
            .await?;
        self.read_catalogue().await
    }

    pub async fn put_masthead(&self, locale: Locale, words: MastheadWords) -> Result<()> {
        self.0
            .db
            .write(move |tx| {
                terms::put_masthead(tx, &locale, &words)?;
                due::touch(tx, [Target::Everything])
            })
            .await?;
        self.read_catalogue().await
    }

    /// Files pictures; their renditions must be on the shelf. A changed caption or credit is printed with whatever shows the picture next.
    pub async fn put_pictures(&self, pictures: Vec<Picture>) -> Result<()> {
        self.0
            .db
            .write(move |tx| {
                for picture in &pictures {
                    pieces::put_picture(tx, picture)?;
                }
                due::touch(tx, pictures.into_iter().map(|picture| Target::Picture(picture.key)))
            })
            .await
    }

    /// Files recordings; they must be on the shelf.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn put_recordings(&self, recordings: Vec<Recording>) -> Result<()> {
        self.0
            .db
            .write(move |tx| {
                for recording in &recordings {
                    store::recordings::put(tx, recording)?;
                }
                due::touch(tx, recordings.into_iter().map(|recording| Target::Recording(recording.key)))
            })
            .await
    }

    pub async fn picture(&self, key: String) -> Result<Option<Picture>> {
        self.0.db.read(move |tx| pieces::picture(tx, &key)).await
    }

    /// Old addresses that lead to new ones.
    pub async fn put_redirects(&self, redirects: Vec<Redirect>) -> Result<()> {
        self.0
            .db
            .write(move |tx| {
                for redirect in &redirects {
                    pieces::redirect(tx, redirect)?;
                }
                due::touch(tx, redirects.into_iter().map(|redirect| Target::Redirect(redirect.from)))
            })
            .await
    }

    /// Makes everything due: a new theme, other settings.
    pub async fn touch_everything(&self) -> Result<()> {
        self.0.db.write(|tx| due::touch(tx, [Target::Everything])).await
    }

    /// Makes due what changes by the clock alone: the date on the fronts, the news of the last 48 hours, the expiry of security.txt.
    pub async fn touch_what_ages(&self) -> Result<()> {
        let fronts: Vec<Target> = self.locales().iter().cloned().map(Target::Front).collect();
        self.0.db.write(move |tx| due::touch(tx, fronts.into_iter().chain([Target::NewsSitemap, Target::Fixtures]))).await
    }

    /// How many pieces the search index has yet to look at.
    pub async fn unindexed(&self) -> Result<i64> {
        self.0.db.read(unindexed::count).await
    }

    /// How many pieces are published.
    pub async fn count(&self) -> Result<i64> {
        self.0.db.read(pieces::count).await
    }

    /// A consistent copy of `paper.db`.
    pub fn backup_to(&self, file: &Path) -> Result<()> {
        self.0.db.backup_to(file, |_, _| {})
    }
}

/// Has the pieces of an author looked at again by the search.
fn touch_pieces_of(tx: &mut ::store::Tx<'_>, author: &Term) -> Result<()> {
    let kind = listing::CollectionKind::Term(author.kind);
    match store::listings::find(tx, &author.locale, kind, author.slug.as_str())? {
        Some(collection) => unindexed::touch_listed(tx, collection.id),
        None => Ok(()),
    }
}

fn unknown_term(catalogue: &Catalogue, publication: &Publication) -> Option<Refusal> {
    let content = &publication.content;
    let named = [
        (TermKind::Section, content.section.iter().chain(&content.also).collect::<Vec<_>>()),
        (TermKind::Tag, content.tags.iter().collect()),
        (TermKind::Author, content.bylines.iter().chain(&content.reporting_by).collect()),
        (TermKind::Dossier, content.dossiers.iter().collect()),
    ];
    let unknown = named
        .into_iter()
        .flat_map(|(kind, slugs)| slugs.into_iter().map(move |slug| (kind, slug)))
        .find(|(kind, slug)| catalogue.term(&content.locale, *kind, slug).is_none())?;
    Some(Refusal::UnknownTerm { kind: unknown.0.as_str(), slug: unknown.1.to_string(), locale: content.locale.clone() })
}
