//! What an issue's letter has of the paper: its editors' own words, ready for mail programs, and its page before it is printed.

use std::borrow::Cow;
use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;
use kernel::Locale;
use markup::html_out::{self, Invitation, Mode, Shown, Words};
use markup::tree::{MediaKey, Target};
use markup::{Block, Body, Resolve, Source, text_out};

use super::{Composer, Links, Site, newsletters};
use crate::paper::Paper;
use crate::paper::newsletter::{Issue, Newsletter, PICTURE};

pub use newsletters::{PRIVACY, SUPPORT, paragraphs};

/// Pixels that a picture takes in a letter of 600 with its margins.
pub const COLUMN: u32 = 552;

/// An intro or a note, as a letter has it. Every address in it is absolute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// Bare elements, without classes, ids and styles.
    pub html: String,
    /// With every address behind its words.
    pub text: String,
    /// Slugs that it leads to, of pieces that readers do not have.
    pub lost: Vec<String>,
    /// Pictures that it cannot show, by their keys or addresses.
    pub missing: Vec<String>,
}

impl Paper {
    /// The passages of a letter, in the order of `bodies`.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn passages(&self, site: Arc<Site>, locale: Locale, bodies: Vec<Body>, now: Timestamp) -> Result<Vec<Passage>> {
        let room = self.clone();
        self.db()
            .read(move |tx| {
                let catalogue = room.catalogue();
                let root = format!("{}/", site.url);
                let mut composer = Composer::new(&site, &catalogue, tx, now);
                bodies.iter().map(|body| Ok(passage(body, &composer.links(body, &locale, root.clone())?))).collect()
            })
            .await
    }

    /// The page of an issue as it would be printed.
    ///
    /// # Errors
    /// When the database cannot be asked, or the theme's template fails.
    pub async fn preview_issue(&self, site: Arc<Site>, newsletter: Newsletter, issue: Issue, now: Timestamp) -> Result<String> {
        let (room, theme) = (self.clone(), site.theme.clone());
        let view = self
            .db()
            .read(move |tx| {
                let catalogue = room.catalogue();
                newsletters::preview(&mut Composer::new(&site, &catalogue, tx, now), newsletter, issue)
            })
            .await?;
        theme.render_aside(view).await
    }
}

fn passage(body: &Body, links: &Links) -> Passage {
    let links = InLetter(links);
    let slugs = body.links().filter_map(|href| match href.target() {
        Target::Piece(slug) => Some(slug),
        _ => None,
    });
    let pointed = body.all_blocks().filter_map(|block| match block {
        Block::Related(slug) => Some(slug.as_str()),
        _ => None,
    });
    let missing = body.sources().filter_map(|source| match source {
        Source::Media(key) => links.picture(key).is_none_or(|shown| shown.jpeg.is_empty()).then(|| key.to_string()),
        Source::Elsewhere(url) => Some(url.as_str().to_owned()),
    });
    Passage {
        html: html_out::write(body, &links, Mode::Feed),
        text: text_out::with_addresses(body, &links),
        lost: slugs.chain(pointed).filter(|slug| links.href(Target::Piece(slug)).is_none()).map(str::to_owned).collect(),
        missing: missing.collect(),
    }
}

/// Pictures at the width of a letter, one file of each; and nobody is asked to sign up who has.
struct InLetter<'l>(&'l Links);

impl Resolve for InLetter<'_> {
    fn picture(&self, key: &MediaKey) -> Option<Shown<'_>> {
        let shown = self.0.picture(key)?;
        let nearest = shown.jpeg.into_iter().min_by_key(|rendition| rendition.width.abs_diff(PICTURE));
        let width = shown.width.clamp(1, COLUMN);
        Some(Shown {
            height: scaled(shown.width, shown.height, width),
            width,
            jpeg: nearest.into_iter().collect(),
            webp: Vec::new(),
            ..shown
        })
    }

    fn file<'a>(&'a self, key: &'a MediaKey) -> Option<Cow<'a, str>> {
        self.0.file(key)
    }

    fn href<'a>(&'a self, target: Target<'a>) -> Option<Cow<'a, str>> {
        self.0.href(target)
    }

    fn related<'a>(&'a self, slug: &'a str) -> Option<Invitation<'a>> {
        self.0.related(slug)
    }

    fn newsletter(&self) -> Option<Invitation<'_>> {
        None
    }

    fn words(&self) -> &Words {
        self.0.words()
    }
}

/// The height that a picture has at another width.
pub fn scaled(width: u32, height: u32, to: u32) -> u32 {
    (u64::from(height) * u64::from(to) / u64::from(width.max(1))) as u32
}
