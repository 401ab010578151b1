//! From the database to a view, page by page.
//!
//! [`Composer`] reads inside one act on the database and gives [`Composed`] pages; nothing is rendered there. The press renders and packs them outside.
//!
//! - `frame`: what every page has around its content.
//! - `asks`: what readers are asked, and the sheet of what is in force.
//! - `cards`: pieces as others show them, pictures, bylines, dates.
//! - `answers`: the search on the server.
//! - `article`: a piece and its “Read more”.
//! - `body`: addresses and words for the renderer of bodies.
//! - `live`: live coverage: the posts of a piece, its older ones, its fragment.
//! - `front`, `lists`, `others`: the other kinds of page.
//! - `newsletters`: newsletters, their forms and issues.
//! - [`letter`]: what an issue's letter has of the paper.
//! - [`note`]: a few words to one reader.
//! - `everything`: all targets there are.
//! - `structured`: JSON-LD.

mod answers;
mod article;
pub mod asks;
mod body;
mod cards;
mod everything;
mod frame;
mod front;
pub mod letter;
mod lists;
pub mod live;
mod newsletters;
pub mod note;
mod others;
mod structured;

use std::collections::HashMap;
use std::sync::Arc;

use ::store::Tx;
use anyhow::Result;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kernel::Locale;

use super::asks::model::{Asks, Giving};
use super::catalogue::Catalogue;
use super::edition::HTML;
use super::model::{PieceId, Published};
use super::publication::House;
use super::target::Target;
use super::theme::{Theme, View};
use super::{feeds, podcasts, sitemaps, view};
use crate::words::Words;

pub use answers::Asked;
pub use article::shorten;
pub use body::Links;
pub use everything::everything;

/// What does not change while the house is open.
#[derive(Clone)]
pub struct Site {
    /// No slash at the end.
    pub url: String,
    /// Name of the newspaper where an edition has none of its own.
    pub name: String,
    /// The first stands at the root.
    pub locales: Vec<Locale>,
    pub zone: TimeZone,
    /// For security.txt.
    pub contact: Option<String>,
    /// WebSub hubs that feeds name.
    pub hubs: Vec<String>,
    /// Where readers can give; `None` where they cannot.
    pub giving: Option<Giving>,
    pub words: Words,
    pub theme: Theme,
}

impl Site {
    pub fn house(&self) -> House<'_> {
        House { locales: &self.locales, zone: &self.zone }
    }

    /// Changes when every page must be printed anew: with the theme, the addresses, the name.
    pub fn look(&self) -> String {
        let zone = self.zone.iana_name().unwrap_or_default();
        let locales = self.locales.iter().map(Locale::as_str).collect::<Vec<_>>().join(",");
        let hubs = self.hubs.join(",");
        let giving = self.giving.as_ref().map_or_else(String::new, Giving::look);
        [self.theme.digest(), &self.url, &self.name, &locales, zone, self.contact.as_deref().unwrap_or_default(), &hubs, &giving].join("\n")
    }

    /// Where the newspaper begins on its host: `/`, or `/paper/` behind a proxy that gives it this part of one.
    pub fn base(&self) -> String {
        let path = url::Url::parse(&self.url).map_or_else(|_| String::new(), |url| url.path().trim_end_matches('/').to_owned());
        format!("{path}/")
    }

    /// The absolute address of a path.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}/{path}", self.url)
    }
}

/// A page before it is rendered and packed.
pub struct Composed {
    /// Relative to the root, without a leading slash.
    pub path: String,
    /// As in [`super::edition::PageEntry`].
    pub status: u16,
    pub location: String,
    pub media_type: &'static str,
    pub content: Made,
    /// The piece that the page is of, and those that it newly shows; `None` when that has not changed.
    pub shows: Option<(PieceId, Vec<PieceId>)>,
}

/// What a page consists of.
pub enum Made {
    /// Still to be rendered.
    View(View),
    Ready(Vec<u8>),
    /// On the shelf already, with its size in bytes.
    Shelved(seal::Hash, u64),
    /// Nothing: what stood at the path goes.
    Nothing,
}

impl Composed {
    fn html(path: impl Into<String>, view: View) -> Self {
        Self { path: path.into(), status: 200, location: String::new(), media_type: HTML, content: Made::View(view), shows: None }
    }

    pub(super) fn ready(path: impl Into<String>, media_type: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), status: 200, location: String::new(), media_type, content: Made::Ready(bytes.into()), shows: None }
    }

    /// What stood at the path goes.
    pub(super) fn gone(path: impl Into<String>) -> Self {
        Self::nothing(path)
    }

    fn nothing(path: impl Into<String>) -> Self {
        Self { path: path.into(), status: 0, location: String::new(), media_type: HTML, content: Made::Nothing, shows: None }
    }
}

/// Reads what pages need, within one act on `paper.db`, and remembers what several of them share.
pub struct Composer<'c, 't, 's> {
    pub(super) site: &'c Site,
    pub(super) catalogue: &'c Catalogue,
    pub(super) tx: &'t mut Tx<'s>,
    pub(super) now: Timestamp,
    pictures: HashMap<String, Option<Arc<view::Picture>>>,
    /// Bodies for feeds, which several feeds of a publication share.
    pub(super) feed_items: feeds::Items,
    asks: Option<Arc<Asks>>,
}

impl<'c, 't, 's> Composer<'c, 't, 's> {
    pub fn new(site: &'c Site, catalogue: &'c Catalogue, tx: &'t mut Tx<'s>, now: Timestamp) -> Self {
        Self { site, catalogue, tx, now, pictures: HashMap::new(), feed_items: feeds::Items::default(), asks: None }
    }

    /// Composes with the bodies that others have made for the same print, and they with its own.
    pub fn sharing(self, feed_items: feeds::Items) -> Self {
        Self { feed_items, ..self }
    }

    /// The pages of one target. [`Target::Everything`] has none of its own; see [`everything()`].
    pub fn compose(&mut self, target: &Target) -> Result<Vec<Composed>> {
        Ok(match target {
            Target::Everything => Vec::new(),
            Target::Fixtures => others::fixtures(self),
            Target::Piece(id) => article::compose(self, *id)?,
            Target::LivePage(id, page) => live::older(self, *id, *page)?,
            Target::Front(locale) => front::compose(self, locale)?,
            Target::Newest(id) => lists::newest(self, *id)?,
            Target::Numbered(id, page) => lists::numbered(self, *id, *page)?,
            Target::Feeds(id) => feeds::of_collection(self, *id)?,
            Target::CommonFeeds => feeds::common(self)?,
            Target::Authors(locale) => vec![others::authors(self, locale)?],
            Target::Topics(locale) => vec![others::topics(self, locale)?],
            Target::Archive(locale) => vec![others::archive(self, locale)?],
            Target::Corrections(locale) => vec![others::corrections(self, locale)?],
            Target::NotFound(locale) => vec![others::not_found(self, locale)?],
            Target::SearchForm(locale) => vec![self.search_form(locale)],
            Target::Newsletters(locale) => vec![newsletters::list(self, locale)?],
            Target::Newsletter(locale, slug) => newsletters::one(self, locale, slug)?,
            Target::Issue(locale, slug, number) => newsletters::issue(self, locale, slug, *number)?,
            Target::Picture(key) => others::picture(self, key)?,
            Target::Recording(key) => others::recording(self, key)?,
            Target::Podcast(id) => podcasts::of_collection(self, *id)?,
            Target::Card(id) => others::card(self, *id)?,
            Target::Redirect(source) => vec![others::redirect(self, source)?],
            Target::AskSheet => vec![asks::sheet(self)?],
            Target::Sitemap(month) => vec![sitemaps::month(self, month)?],
            Target::SitemapIndex => sitemaps::index(self)?,
            Target::NewsSitemap => vec![sitemaps::news(self)?],
        })
    }

    /// A piece that is not published, as its page would look: for the desk's preview. Nothing in it runs or is fetched, so it is neither watched nor asks for anything.
    pub fn preview(&mut self, piece: &Published) -> Result<View> {
        let (mut view, _) = article::view(self, piece, &[])?;
        if let View::Article(page) = &mut view {
            page.frame.asks = None;
            if let Some(coverage) = &mut page.live {
                coverage.watched = false;
            }
        }
        Ok(view)
    }

    pub(super) fn prefix(&self, locale: &Locale) -> String {
        self.site.house().prefix(locale)
    }
}
