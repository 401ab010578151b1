//! Sections, tags, authors, dossiers, mastheads, newsletters and what is read most, in memory: every page needs them, and they change seldom.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use anyhow::Result;
use kernel::{Locale, Slug};
use store::Tx;

use super::model::{MastheadWords, Term, TermKind};
use super::newsletter::Newsletter;
use super::popular::{MostRead, Popular};
use super::store::{newsletters, pieces, terms};
use super::summary::Summary;

#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    terms: HashMap<(TermKind, Slug), BTreeMap<Locale, Arc<Term>>>,
    sections: HashMap<Locale, Vec<Arc<Term>>>,
    mastheads: HashMap<Locale, MastheadWords>,
    standing: HashMap<Locale, Vec<Summary>>,
    newsletters: HashMap<Locale, Vec<Offered>>,
    /// Counted in memory, and not read from the database.
    most_read: MostRead,
}

/// A newsletter, and whether there is an issue of it to look at.
#[derive(Clone, Debug)]
pub struct Offered {
    pub newsletter: Newsletter,
    pub has_issues: bool,
}

impl Catalogue {
    pub fn read(tx: &mut Tx<'_>) -> Result<Self> {
        let mut catalogue = Self { mastheads: terms::mastheads(tx)?.into_iter().collect(), ..Self::default() };
        for term in terms::all(tx)? {
            let term = Arc::new(term);
            if term.kind == TermKind::Section {
                catalogue.sections.entry(term.locale.clone()).or_default().push(term.clone());
            }
            catalogue.terms.entry((term.kind, term.slug.clone())).or_default().insert(term.locale.clone(), term);
        }
        for sections in catalogue.sections.values_mut() {
            sections.sort_by(|a, b| (a.position, &a.title).cmp(&(b.position, &b.title)));
        }
        for page in pieces::standing_pages(tx)? {
            catalogue.standing.entry(page.locale.clone()).or_default().push(page);
        }
        for (newsletter, has_issues) in newsletters::all(tx)? {
            catalogue.newsletters.entry(newsletter.locale.clone()).or_default().push(Offered { newsletter, has_issues });
        }
        for offered in catalogue.newsletters.values_mut() {
            offered.sort_by(|a, b| (a.newsletter.position, &a.newsletter.title).cmp(&(b.newsletter.position, &b.newsletter.title)));
        }
        Ok(catalogue)
    }

    pub fn term(&self, locale: &Locale, kind: TermKind, slug: &Slug) -> Option<&Arc<Term>> {
        self.terms.get(&(kind, slug.clone()))?.get(locale)
    }

    /// The name of an author as readers see it; the slug of one who is not there.
    pub fn name(&self, locale: &Locale, author: &Slug) -> String {
        self.term(locale, TermKind::Author, author).map_or_else(|| author.to_string(), |term| term.title.clone())
    }

    /// All terms of a kind in a language edition, by position and title.
    pub fn terms(&self, locale: &Locale, kind: TermKind) -> Vec<Arc<Term>> {
        let mut found: Vec<_> = self.terms.iter().filter(|((k, _), _)| *k == kind).filter_map(|(_, by)| by.get(locale)).cloned().collect();
        found.sort_by(|a, b| (a.position, &a.title).cmp(&(b.position, &b.title)));
        found
    }

    /// The language editions that have a term.
    pub fn editions_of(&self, kind: TermKind, slug: &Slug) -> impl Iterator<Item = &Locale> {
        self.terms.get(&(kind, slug.clone())).into_iter().flat_map(BTreeMap::keys)
    }

    /// Sections of a language edition in the order of its menu.
    pub fn sections(&self, locale: &Locale) -> &[Arc<Term>] {
        self.sections.get(locale).map_or(&[], Vec::as_slice)
    }

    pub fn masthead(&self, locale: &Locale) -> Option<&MastheadWords> {
        self.mastheads.get(locale)
    }

    /// Newsletters of a language edition, by position and title.
    pub fn newsletters(&self, locale: &Locale) -> &[Offered] {
        self.newsletters.get(locale).map_or(&[], Vec::as_slice)
    }

    /// The same with other stories that are read most.
    pub(super) fn with_most_read(self, most_read: MostRead) -> Self {
        Self { most_read, ..self }
    }

    pub(super) fn all_most_read(&self) -> &MostRead {
        &self.most_read
    }

    /// What is read most in a language edition, most first.
    pub fn most_read(&self, locale: &Locale) -> &[Popular] {
        self.most_read.get(locale).map_or(&[], Vec::as_slice)
    }

    /// Standing pages of a language edition.
    pub fn standing(&self, locale: &Locale) -> &[Summary] {
        self.standing.get(locale).map_or(&[], Vec::as_slice)
    }

    /// Path of the standing page with this slug, where there is one. `prefix` is the edition's.
    pub fn standing_at(&self, prefix: &str, locale: &Locale, slug: &str) -> Option<String> {
        let path = format!("{prefix}{slug}/");
        self.standing(locale).iter().any(|page| page.path == path).then_some(path)
    }
}
