//! What can be printed: one target makes the page or the few pages that always change together.

use kernel::{Locale, Slug};

use super::model::{CollectionId, PieceId};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// All there is: a new theme, a new section in the menu.
    Everything,
    /// Icons, the manifest of the web application, robots.txt, security.txt.
    Fixtures,
    /// The page of a piece; of live coverage its fragment too.
    Piece(PieceId),
    /// A page of older posts of live coverage, 1 for the oldest.
    LivePage(PieceId, i64),
    Front(Locale),
    /// The newest page of a listing.
    Newest(CollectionId),
    /// A numbered page of a listing, 1 for the oldest.
    Numbered(CollectionId, i64),
    /// RSS, Atom and JSON Feed of a listing.
    Feeds(CollectionId),
    /// The same over all language editions.
    CommonFeeds,
    Authors(Locale),
    Topics(Locale),
    Archive(Locale),
    Corrections(Locale),
    /// The page for whatever is not there.
    NotFound(Locale),
    /// The search before anything is asked; the answers are no page.
    SearchForm(Locale),
    /// The list of an edition's newsletters.
    Newsletters(Locale),
    /// A newsletter's own page, its form, its feed.
    Newsletter(Locale, Slug),
    /// The page of an issue.
    Issue(Locale, Slug, i64),
    /// The files of a picture.
    Picture(String),
    /// The file of a recording.
    Recording(String),
    /// The podcast of a listing.
    Podcast(CollectionId),
    /// A piece’s social card.
    Card(PieceId),
    /// An old address.
    Redirect(String),
    /// A month's sitemap, `2026-11`.
    Sitemap(String),
    /// The style sheet that hides every ask but those in force.
    AskSheet,
    /// The sitemap of what has no date, and the index of all.
    SitemapIndex,
    NewsSitemap,
}

impl Target {
    /// As stored; [`Target::from_text`] reads it.
    pub fn to_text(&self) -> String {
        match self {
            Self::Everything => "everything".into(),
            Self::Fixtures => "fixtures".into(),
            Self::Piece(id) => format!("piece {id}"),
            Self::LivePage(id, page) => format!("live-page {id} {page}"),
            Self::Front(locale) => format!("front {locale}"),
            Self::Newest(id) => format!("newest {id}"),
            Self::Numbered(id, page) => format!("numbered {id} {page}"),
            Self::Feeds(id) => format!("feeds {id}"),
            Self::CommonFeeds => "common-feeds".into(),
            Self::Authors(locale) => format!("authors {locale}"),
            Self::Topics(locale) => format!("topics {locale}"),
            Self::Archive(locale) => format!("archive {locale}"),
            Self::Corrections(locale) => format!("corrections {locale}"),
            Self::NotFound(locale) => format!("not-found {locale}"),
            Self::SearchForm(locale) => format!("search-form {locale}"),
            Self::Newsletters(locale) => format!("newsletters {locale}"),
            Self::Newsletter(locale, slug) => format!("newsletter {locale} {slug}"),
            Self::Issue(locale, slug, number) => format!("issue {locale} {slug} {number}"),
            Self::Picture(key) => format!("picture {key}"),
            Self::Recording(key) => format!("recording {key}"),
            Self::Podcast(id) => format!("podcast {id}"),
            Self::Card(id) => format!("card {id}"),
            Self::Redirect(source) => format!("redirect {source}"),
            Self::AskSheet => "ask-sheet".into(),
            Self::Sitemap(month) => format!("sitemap {month}"),
            Self::SitemapIndex => "sitemap-index".into(),
            Self::NewsSitemap => "news-sitemap".into(),
        }
    }

    /// `None` for a text that no [`Target::to_text`] wrote.
    pub fn from_text(text: &str) -> Option<Self> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let locale = || rest.parse::<Locale>().ok();
        let collection = || rest.parse::<CollectionId>().ok();
        Some(match word {
            "everything" => Self::Everything,
            "fixtures" => Self::Fixtures,
            "piece" => Self::Piece(rest.parse().ok()?),
            "live-page" => {
                let (id, page) = rest.split_once(' ')?;
                Self::LivePage(id.parse().ok()?, page.parse().ok()?)
            }
            "front" => Self::Front(locale()?),
            "newest" => Self::Newest(collection()?),
            "numbered" => {
                let (id, page) = rest.split_once(' ')?;
                Self::Numbered(id.parse().ok()?, page.parse().ok()?)
            }
            "feeds" => Self::Feeds(collection()?),
            "common-feeds" => Self::CommonFeeds,
            "authors" => Self::Authors(locale()?),
            "topics" => Self::Topics(locale()?),
            "archive" => Self::Archive(locale()?),
            "corrections" => Self::Corrections(locale()?),
            "not-found" => Self::NotFound(locale()?),
            "search-form" => Self::SearchForm(locale()?),
            "newsletters" => Self::Newsletters(locale()?),
            "newsletter" => {
                let (locale, slug) = rest.split_once(' ')?;
                Self::Newsletter(locale.parse().ok()?, slug.parse().ok()?)
            }
            "issue" => {
                let (locale, rest) = rest.split_once(' ')?;
                let (slug, number) = rest.split_once(' ')?;
                Self::Issue(locale.parse().ok()?, slug.parse().ok()?, number.parse().ok()?)
            }
            "picture" => Self::Picture(rest.to_owned()),
            "recording" => Self::Recording(rest.to_owned()),
            "podcast" => Self::Podcast(collection()?),
            "card" => Self::Card(rest.parse().ok()?),
            "ask-sheet" => Self::AskSheet,
            "redirect" => Self::Redirect(rest.to_owned()),
            "sitemap" => Self::Sitemap(rest.to_owned()),
            "sitemap-index" => Self::SitemapIndex,
            "news-sitemap" => Self::NewsSitemap,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_read_back_as_it_was_written() {
        let locale = Locale::english();
        let slug: Slug = "fridays-lamp".parse().expect("a slug");
        for target in [
            Target::Everything,
            Target::Piece(PieceId(7)),
            Target::LivePage(PieceId(7), 3),
            Target::Card(PieceId(8)),
            Target::Podcast(CollectionId(3)),
            Target::Recording("a1b2".into()),
            Target::Numbered(CollectionId(9), 12),
            Target::Newsletters(locale.clone()),
            Target::Newsletter(locale.clone(), slug.clone()),
            Target::Issue(locale.clone(), slug, 12),
            Target::Front(locale),
            Target::Redirect("2010/01/an old path".into()),
            Target::Sitemap("2026-11".into()),
            Target::NewsSitemap,
            Target::AskSheet,
        ] {
            assert_eq!(Target::from_text(&target.to_text()), Some(target));
        }
        assert_eq!(Target::from_text("piece of cake"), None);
    }
}
