//! Pieces as others show them: cards, pictures, bylines, dates.

use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;
use kernel::{Locale, Slug};

use super::Composer;
use crate::paper::model::{Format, Lead, Picture, Term, TermKind};
use crate::paper::store::pieces;
use crate::paper::summary::Summary;
use crate::paper::view::{self, Author, Byline, Card, Link, Social, SocialImage, Source, When};

impl Composer<'_, '_, '_> {
    pub(super) fn cards(&mut self, summaries: &[Summary]) -> Result<Vec<Card>> {
        summaries.iter().map(|summary| self.card(summary)).collect()
    }

    pub(super) fn card(&mut self, summary: &Summary) -> Result<Card> {
        let picture = match &summary.lead {
            Some(lead) => self.lead(lead)?,
            None => None,
        };
        Ok(Card {
            path: summary.path.clone(),
            headline: summary.headline.clone(),
            standfirst: summary.standfirst.clone(),
            label: summary.label.clone(),
            kind: summary.kind.as_str(),
            section: summary.section.as_ref().and_then(|slug| self.term_link(&summary.locale, TermKind::Section, slug)),
            bylines: self.bylines(&summary.locale, &summary.bylines),
            published: self.when(&summary.locale, summary.at),
            picture,
            breaking: summary.breaking,
            live: summary.live.as_ref().is_some_and(|live| !live.ended),
            updated: self.when(&summary.locale, summary.updated_at),
        })
    }

    pub(in crate::paper) fn when(&self, locale: &Locale, at: Timestamp) -> When {
        let local = at.to_zoned(self.site.zone.clone());
        When {
            iso: local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            date: self.site.words.date(locale, local.date()).to_string(),
            time: self.site.words.time(locale, local.time()),
        }
    }

    pub(in crate::paper) fn term(&self, locale: &Locale, kind: TermKind, slug: &Slug) -> Option<Arc<Term>> {
        self.catalogue.term(locale, kind, slug).cloned()
    }

    pub(super) fn term_path(&self, term: &Term) -> String {
        format!("{}{}/{}/", self.prefix(&term.locale), term.kind.as_str(), term.slug)
    }

    pub(super) fn term_link(&self, locale: &Locale, kind: TermKind, slug: &Slug) -> Option<Link> {
        let term = self.term(locale, kind, slug)?;
        Some(Link { title: term.title.clone(), path: self.term_path(&term), lang: locale.to_string(), current: false })
    }

    pub(super) fn term_links(&self, locale: &Locale, kind: TermKind, slugs: &[Slug]) -> Vec<Link> {
        slugs.iter().filter_map(|slug| self.term_link(locale, kind, slug)).collect()
    }

    pub(super) fn bylines(&self, locale: &Locale, slugs: &[Slug]) -> Vec<Byline> {
        let of = |slug| self.term_link(locale, TermKind::Author, slug).map(|link| Byline { name: link.title, path: Some(link.path) });
        slugs.iter().filter_map(of).collect()
    }

    pub(super) fn author(&mut self, term: &Term) -> Result<Author> {
        let picture = match &term.picture {
            Some(key) => self.picture(key)?.map(|picture| (*picture).clone()),
            None => None,
        };
        Ok(Author { name: term.title.clone(), path: self.term_path(term), role: term.role.clone(), bio: term.description.clone(), picture })
    }

    /// The picture at the head of a piece, with the piece's own caption where it has one.
    pub(in crate::paper) fn lead(&mut self, lead: &Lead) -> Result<Option<view::Picture>> {
        Ok(self.picture(&lead.picture)?.map(|picture| {
            let mut picture = (*picture).clone();
            if !lead.caption.is_empty() {
                picture.caption.clone_from(&lead.caption);
            }
            picture
        }))
    }

    /// A picture by its key; `None` when there is none.
    pub(super) fn picture(&mut self, key: &str) -> Result<Option<Arc<view::Picture>>> {
        if let Some(known) = self.pictures.get(key) {
            return Ok(known.clone());
        }
        let found = pieces::picture(self.tx, key)?.map(|picture| Arc::new(shown(&picture)));
        self.pictures.insert(key.to_owned(), found.clone());
        Ok(found)
    }

    /// Lets a page show a picture that the paper does not have yet: for the desk's preview.
    pub fn lend(&mut self, picture: &Picture) {
        self.pictures.insert(picture.key.clone(), Some(Arc::new(shown(picture))));
    }

    /// A card for social networks with the widest JPEG of a picture.
    pub(super) fn social(&self, title: &str, description: &str, kind: &'static str, picture: Option<&view::Picture>) -> Social {
        let image = picture.and_then(|picture| {
            let widest = picture.jpeg.last()?;
            let height = (u64::from(picture.height) * u64::from(widest.width) / u64::from(picture.width.max(1))) as u32;
            Some(SocialImage { href: self.site.absolute(&widest.path), width: widest.width, height, alt: picture.alt.clone() })
        });
        Social { title: title.to_owned(), description: description.to_owned(), kind, image }
    }
}

fn shown(picture: &Picture) -> view::Picture {
    let sources = |format| {
        let mut of: Vec<_> =
            picture.renditions.iter().filter(|r| r.format == format).map(|r| Source { path: picture.path_of(r), width: r.width }).collect();
        of.sort_by_key(|source| source.width);
        of
    };
    let jpeg = sources(Format::Jpeg);
    // The fallback is for old readers on slow lines: the second narrowest.
    let fallback = jpeg.get(1).or(jpeg.first()).map(|source| source.path.clone()).unwrap_or_default();
    view::Picture {
        path: fallback,
        webp: sources(Format::Webp),
        jpeg,
        width: picture.width,
        height: picture.height,
        alt: picture.alt.clone(),
        caption: picture.caption.clone(),
        credit: picture.credit.clone(),
    }
}
