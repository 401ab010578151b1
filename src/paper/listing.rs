//! Listings: numbered from the oldest, so that a publication touches the newest page only.
//!
//! The newest page has no number: it shows what does not fill a page yet and one full page before it, so 20 to 39 stories. Older ones stand in pages of 20,
//! numbered from 1 for the oldest, and are never printed again unless something in them changes. Months are no exception: a busy one has four hundred stories.

use kernel::Locale;

use super::model::{CollectionId, TermKind};

/// Stories on a full page.
pub const PAGE: i64 = 20;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    pub id: CollectionId,
    pub locale: Locale,
    pub kind: CollectionKind,
    pub slug: String,
    /// How many pieces stand in it, withdrawn ones counted, because they keep their place.
    pub count: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CollectionKind {
    Term(TermKind),
    /// Everything of a language edition; slug `all`.
    All,
    /// One month; slug `2026-11`.
    Month,
    /// All pieces of one [`Kind`](super::model::Kind), for the front; it has no page of its own.
    Kind,
}

impl CollectionKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Term(kind) => kind.as_str(),
            Self::All => "all",
            Self::Month => "month",
            Self::Kind => "kind",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "all" => Some(Self::All),
            "month" => Some(Self::Month),
            "kind" => Some(Self::Kind),
            term => TermKind::parse(term).map(Self::Term),
        }
    }
}

impl Collection {
    /// Where its newest page stands, after the edition's prefix; `None` for a collection that has no page.
    pub fn path(&self, prefix: &str) -> Option<String> {
        match self.kind {
            CollectionKind::Term(kind) => Some(format!("{prefix}{}/{}/", kind.as_str(), self.slug)),
            CollectionKind::All => Some(format!("{prefix}all/")),
            CollectionKind::Month => Some(format!("{prefix}{}/", self.slug.replacen('-', "/", 1))),
            CollectionKind::Kind => None,
        }
    }

    /// Where a numbered page stands. Behind a month a number alone would look like a day.
    pub fn numbered_path(&self, prefix: &str, number: i64) -> Option<String> {
        let home = self.path(prefix)?;
        Some(if self.kind == CollectionKind::Month { format!("{home}page/{number}/") } else { format!("{home}{number}/") })
    }

    /// How many numbered pages there are: the full ones but the newest.
    pub fn numbered_pages(&self) -> i64 {
        (self.count / PAGE - 1).max(0)
    }

    /// How many stories the newest page shows.
    pub fn on_newest(&self) -> i64 {
        self.count - self.numbered_pages() * PAGE
    }

    /// The page that the story with `newer` others above it stands on: a number, or `None` for the newest.
    pub fn page_of(&self, newer: i64) -> Option<i64> {
        (newer >= self.on_newest()).then(|| (self.count - 1 - newer) / PAGE + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(count: i64) -> Collection {
        Collection { id: CollectionId(1), locale: Locale::english(), kind: CollectionKind::All, slug: "all".into(), count }
    }

    #[test]
    fn every_story_stands_on_exactly_one_page_and_the_pages_are_full() {
        for count in 0..200 {
            let list = with(count);
            let mut on_page = std::collections::BTreeMap::new();
            for newer in 0..count {
                *on_page.entry(list.page_of(newer)).or_insert(0) += 1;
            }
            assert_eq!(on_page.remove(&None).unwrap_or(0), list.on_newest());
            assert_eq!(on_page.len() as i64, list.numbered_pages(), "{count}");
            assert!(
                on_page.iter().all(|(page, stories)| *stories == PAGE && page.is_some_and(|n| (1..=list.numbered_pages()).contains(&n)))
            );
        }
    }

    #[test]
    fn a_page_of_a_month_is_not_taken_for_a_day() {
        let month = Collection { kind: CollectionKind::Month, slug: "2026-11".into(), ..with(60) };
        assert_eq!(month.numbered_path("ru/", 2).as_deref(), Some("ru/2026/11/page/2/"));
        assert_eq!(with(60).numbered_path("", 2).as_deref(), Some("all/2/"));
    }

    #[test]
    fn a_new_story_moves_nothing_on_a_numbered_page() {
        for count in 1..200 {
            let (before, after) = (with(count), with(count + 1));
            for newer in 0..count {
                if let Some(page) = before.page_of(newer) {
                    assert_eq!(after.page_of(newer + 1), Some(page));
                }
            }
        }
    }
}
