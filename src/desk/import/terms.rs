//! Sections, tags, authors and dossiers as they are found: defined by the source, or only named by a piece.

use std::collections::BTreeMap;

use kernel::{Locale, Slug};

use super::slugs::suggested;
use super::text::{name_of_slug, plain, shortened};
use crate::paper::model::{Redirect, Term, TermKind};

#[derive(Debug, Default)]
pub struct Terms(BTreeMap<(TermKind, Locale, Slug), Found>);

#[derive(Debug)]
struct Found {
    term: Term,
    is_defined: bool,
    pieces: i64,
    old_paths: Vec<String>,
}

/// What a source says of a term.
#[derive(Debug, Default)]
pub struct Said<'a> {
    pub title: &'a str,
    pub description: &'a str,
    pub role: &'a str,
    pub position: i64,
    pub old_paths: Vec<String>,
}

impl Terms {
    /// A term that the source itself describes.
    pub fn define(&mut self, kind: TermKind, locale: &Locale, slug: Slug, said: Said<'_>) {
        let found = self.found(kind, locale, slug);
        found.is_defined = true;
        found.term.title = Some(shortened(&plain(said.title), 200))
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| name_of_slug(found.term.slug.as_str()));
        found.term.description = shortened(&plain(said.description), 2_000);
        found.term.role = shortened(&plain(said.role), 200);
        found.term.position = said.position;
        found.old_paths.extend(said.old_paths);
    }

    /// A term that a piece names, by its slug or its title. `None` when no slug can be made of it.
    pub fn mention(&mut self, kind: TermKind, locale: &Locale, name: &str) -> Option<Slug> {
        let slug = slug_of(name)?;
        self.mention_titled(kind, locale, slug.clone(), name);
        Some(slug)
    }

    /// A term that a piece names by its slug and its title.
    pub fn mention_titled(&mut self, kind: TermKind, locale: &Locale, slug: Slug, title: &str) {
        let title =
            Some(title.trim()).filter(|title| !title.is_empty() && *title != slug.as_str()).map(|title| shortened(&plain(title), 200));
        let found = self.found(kind, locale, slug);
        found.pieces += 1;
        if let Some(title) = title.filter(|_| !found.is_defined) {
            found.term.title = title;
        }
    }

    fn found(&mut self, kind: TermKind, locale: &Locale, slug: Slug) -> &mut Found {
        self.0.entry((kind, locale.clone(), slug.clone())).or_insert_with(|| {
            let title = name_of_slug(slug.as_str());
            let term = Term {
                kind,
                locale: locale.clone(),
                slug,
                title,
                description: String::new(),
                role: String::new(),
                picture: None,
                protected: false,
                position: 0,
            };
            Found { term, is_defined: false, pieces: 0, old_paths: Vec::new() }
        })
    }

    /// Gives a section its place in the menu, from 1.
    pub fn place_section(&mut self, locale: &Locale, slug: &Slug, position: i64) {
        if let Some(found) = self.0.get_mut(&(TermKind::Section, locale.clone(), slug.clone())) {
            found.term.position = position;
        }
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn has(&self, kind: TermKind, locale: &Locale, slug: &Slug) -> bool {
        self.0.contains_key(&(kind, locale.clone(), slug.clone()))
    }

    /// How many terms of a kind are only named by pieces and described nowhere.
    pub fn made(&self, kind: TermKind) -> u64 {
        self.0.values().filter(|found| found.term.kind == kind && !found.is_defined).count() as u64
    }

    /// Sections with more pieces come first, where the source gives no order.
    pub fn order_sections(&mut self) {
        for found in self.0.values_mut().filter(|found| found.term.kind == TermKind::Section && found.term.position == 0) {
            found.term.position = 1_000_000 - found.pieces.min(900_000);
        }
    }

    /// The old addresses of terms that pieces stand under, and where they lead now.
    pub fn redirects(&self, locales: &[Locale]) -> Vec<Redirect> {
        let used = self.0.values().filter(|found| found.pieces > 0);
        used.flat_map(|found| found.old_paths.iter().map(|from| Redirect { from: from.clone(), to: path_of(&found.term, locales) }))
            .filter(|redirect| redirect.from != redirect.to)
            .collect()
    }

    /// Old addresses and where they lead, for links in bodies.
    pub fn paths<'a>(&'a self, locales: &'a [Locale]) -> impl Iterator<Item = (&'a str, String)> {
        let used = self.0.values().filter(|found| found.pieces > 0);
        used.flat_map(move |found| found.old_paths.iter().map(move |from| (from.as_str(), path_of(&found.term, locales))))
    }

    pub fn into_terms(self) -> Vec<Term> {
        self.0.into_values().map(|found| found.term).collect()
    }
}

pub fn slug_of(name: &str) -> Option<Slug> {
    suggested(&[name, &plain(name)])
}

/// The address of a term's listing, relative to the root.
fn path_of(term: &Term, locales: &[Locale]) -> String {
    let prefix = if locales.first() == Some(&term.locale) { String::new() } else { format!("{}/", term.locale) };
    format!("{prefix}{}/{}/", term.kind.as_str(), term.slug)
}
