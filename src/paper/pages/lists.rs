//! Listings: the newest page and the numbered ones.

use std::sync::Arc;

use anyhow::Result;
use kernel::{Locale, Slug};

use super::{Composed, Composer, Made, structured};
use crate::paper::asks::model::Occasion;
use crate::paper::listing::{Collection, CollectionKind, PAGE};
use crate::paper::model::{CollectionId, Term, TermKind};
use crate::paper::store::listings;
use crate::paper::theme::View;
use crate::paper::view::{DossierCard, ListingPage};
use crate::words::digits;

/// The newest page of a listing. An empty listing has none.
pub fn newest(c: &mut Composer<'_, '_, '_>, id: CollectionId) -> Result<Vec<Composed>> {
    let Some(collection) = listings::by_id(c.tx, id)? else { return Ok(Vec::new()) };
    page(c, &collection, None)
}

/// A numbered page, 1 for the oldest. A number that the listing has no page for any more takes the page away.
pub fn numbered(c: &mut Composer<'_, '_, '_>, id: CollectionId, number: i64) -> Result<Vec<Composed>> {
    let Some(collection) = listings::by_id(c.tx, id)? else { return Ok(Vec::new()) };
    page(c, &collection, Some(number))
}

fn page(c: &mut Composer<'_, '_, '_>, collection: &Collection, number: Option<i64>) -> Result<Vec<Composed>> {
    let locale = &collection.locale;
    let prefix = c.prefix(locale);
    let Some(home) = collection.path(&prefix) else { return Ok(Vec::new()) };
    let numbered = |n: i64| collection.numbered_path(&prefix, n).unwrap_or_default();
    let path_of = |n: i64| if n > collection.numbered_pages() { home.clone() } else { numbered(n) };
    let this = number.unwrap_or(collection.numbered_pages() + 1);
    let path = path_of(this);
    if number.is_some_and(|n| n > collection.numbered_pages()) {
        return Ok(vec![Composed::nothing(numbered(this))]);
    }
    let stories = match number {
        Some(n) => listings::stretch(c.tx, collection, (n - 1) * PAGE, PAGE)?,
        None => listings::newest(c.tx, collection.id, collection.on_newest())?,
    };
    let Some(about) = about(c, collection) else { return Ok(vec![Composed::nothing(path)]) };
    let mut frame = c.frame(locale, "listing", &path, &about.title);
    if !about.description.is_empty() {
        frame.description.clone_from(&about.description);
        frame.social.description.clone_from(&about.description);
    }
    if let (None, Some(term)) = (number, &about.term) {
        frame.alternates = c.alternates_of_term(term.kind, &term.slug)?;
    }
    if has_feed(collection.kind) && collection.kind != CollectionKind::All {
        let feed = c.feed(locale, "feed-of", &[("name", &c.name(locale)), ("title", &about.title)], &home);
        frame.feeds.push(feed);
    }
    let picture = match about.term.as_ref().filter(|term| term.kind == TermKind::Dossier).and_then(|term| term.picture.clone()) {
        Some(key) => c.picture(&key)?.map(|picture| (*picture).clone()),
        None => None,
    };
    let author = match about.term.as_ref().filter(|term| term.kind == TermKind::Author) {
        Some(term) => Some(c.author(term)?),
        None => None,
    };
    frame.json_ld = Some(structured::listing(c, &frame, &about.title, author.as_ref()));
    if number.is_none() {
        c.ask_on(&mut frame, &Occasion::list(collection))?;
    }
    let view = ListingPage {
        of: collection.kind.as_str(),
        count: c.site.words.count(locale, "stories", collection.count.max(0) as u64),
        cards: c.cards(&stories)?,
        newer: number.map(|n| path_of(n + 1)),
        older: (this > 1).then(|| path_of(this - 1)),
        number: number.map(|n| digits(locale.language(), n)),
        title: about.title,
        description: about.description,
        picture,
        author,
        frame,
    };
    Ok(vec![Composed::html(path, View::Listing(Box::new(view)))])
}

/// The newest page of everything, for a preview.
pub fn preview(c: &mut Composer<'_, '_, '_>, locale: &Locale) -> Result<Option<ListingPage>> {
    let Some(all) = listings::find(c.tx, locale, CollectionKind::All, "all")? else { return Ok(None) };
    Ok(page(c, &all, None)?.into_iter().find_map(|page| match page.content {
        Made::View(View::Listing(page)) => Some(*page),
        _ => None,
    }))
}

/// What a listing says of itself.
pub struct About {
    pub title: String,
    pub description: String,
    pub term: Option<Arc<Term>>,
}

/// `None` for a term that is no longer known.
pub fn about(c: &Composer<'_, '_, '_>, collection: &Collection) -> Option<About> {
    let locale = &collection.locale;
    match collection.kind {
        CollectionKind::Term(kind) => {
            let term = c.term(locale, kind, &collection.slug.parse::<Slug>().ok()?)?;
            Some(About { title: term.title.clone(), description: term.description.clone(), term: Some(term) })
        }
        CollectionKind::All => {
            let title = c.site.words.say(locale.language(), "all-title").into_owned();
            Some(About { title, description: String::new(), term: None })
        }
        CollectionKind::Month => {
            let (year, month) = collection.slug.split_once('-')?;
            let title = c.site.words.month(locale, year.parse().ok()?, month.parse().ok()?);
            Some(About { title, description: String::new(), term: None })
        }
        CollectionKind::Kind => None,
    }
}

/// Whether a kind of listing has feeds.
pub fn has_feed(kind: CollectionKind) -> bool {
    matches!(kind, CollectionKind::All | CollectionKind::Term(TermKind::Section | TermKind::Tag | TermKind::Author))
}

/// Dossiers with stories in them.
pub fn dossiers(c: &mut Composer<'_, '_, '_>, locale: &Locale, most: usize) -> Result<Vec<DossierCard>> {
    let counts = listings::counts(c.tx, locale, CollectionKind::Term(TermKind::Dossier))?;
    let mut cards = Vec::new();
    for term in c.catalogue.terms(locale, TermKind::Dossier) {
        let Some(count) = counts.get(term.slug.as_str()).filter(|_| cards.len() < most) else { continue };
        let picture = match &term.picture {
            Some(key) => c.picture(key)?.map(|picture| (*picture).clone()),
            None => None,
        };
        cards.push(DossierCard {
            title: term.title.clone(),
            standfirst: term.description.clone(),
            path: c.term_path(&term),
            picture,
            count: c.site.words.count(locale, "stories", *count as u64),
        });
    }
    Ok(cards)
}
