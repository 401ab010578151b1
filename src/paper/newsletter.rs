//! Newsletters and their issues, as readers of the paper see them. Who gets the letters is not known here.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use jiff::Timestamp;
use kernel::{Locale, Slug};
use markup::Body;
use markup::tree::Target as Led;
use serde::{Deserialize, Serialize};
use store::Tx;

use super::Paper;
use super::catalogue::Catalogue;
use super::model::{Format, PieceId, TermKind};
use super::publication::House;
use super::store::{due, newsletters, pieces};
use super::summary::Summary;
use super::target::Target;

/// Candidates for one letter.
const CANDIDATES: i64 = 60;
/// The width of the file that a letter shows of a picture, in pixels, as near as there is one.
pub const PICTURE: u32 = 640;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newsletter {
    pub locale: Locale,
    pub slug: Slug,
    pub title: String,
    /// What comes and when, in one sentence: “Every Friday: the week in five stories.”
    pub promise: String,
    /// Smaller comes first; the first that is open is offered beside articles and on the front.
    pub position: i64,
    /// Takes no new readers when false.
    pub open: bool,
}

/// A letter as it went out; its page in the paper says the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    pub newsletter: Slug,
    pub locale: Locale,
    /// Of the newsletter, from 1.
    pub number: i64,
    pub subject: String,
    /// The line that mail programs show beside the subject; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub preheader: String,
    #[serde(default)]
    pub intro: Body,
    #[serde(default)]
    pub blocks: Vec<Block>,
    pub at: Timestamp,
    #[serde(default)]
    pub asks_support: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    Heading(String),
    Story {
        piece: PieceId,
        /// Instead of the piece's own headline; empty means the piece's.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        headline: String,
        /// Own words: plain text, an empty line between paragraphs; empty means the standfirst.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        blurb: String,
    },
    Note(Body),
}

/// What lists show of an issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueCard {
    pub number: i64,
    pub subject: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub preheader: String,
    pub at: Timestamp,
}

/// What a letter needs of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    pub id: PieceId,
    pub headline: String,
    pub standfirst: String,
    /// Relative to the root, without a leading slash.
    pub path: String,
    /// Public names.
    pub bylines: Vec<String>,
    pub section: Option<String>,
    pub picture: Option<StoryPicture>,
    pub published_at: Timestamp,
}

/// One JPEG of the picture at the head of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryPicture {
    /// Relative to the root, without a leading slash.
    pub path: String,
    /// Of this file, in pixels.
    pub width: u32,
    pub height: u32,
    pub alt: String,
    pub credit: String,
}

/// Where the newsletters of an edition are listed; `prefix` is the edition's.
pub fn list_path(prefix: &str) -> String {
    format!("{prefix}newsletters/")
}

pub fn newsletter_path(prefix: &str, slug: &Slug) -> String {
    format!("{prefix}newsletters/{slug}/")
}

/// Where the form is, and where it is sent to.
pub fn sign_up_path(prefix: &str, slug: &Slug) -> String {
    format!("{prefix}newsletters/{slug}/sign-up/")
}

/// Where who has lost their link asks for it.
pub fn lost_path(prefix: &str) -> String {
    format!("{prefix}letters/lost/")
}

pub fn issue_path(prefix: &str, slug: &Slug, number: i64) -> String {
    format!("{prefix}newsletters/{slug}/{number}/")
}

/// Whether a sign-up form is sent to `path`, which begins after the edition's prefix.
pub fn is_sign_up(path: &str) -> bool {
    let slug = path.strip_prefix("newsletters/").and_then(|rest| rest.strip_suffix("/sign-up/"));
    slug.is_some_and(|slug| slug.parse::<Slug>().is_ok())
}

/// Whether the page of an issue stands at `path`, of whichever edition.
pub fn is_issue(path: &str) -> bool {
    let rest = path.strip_prefix("newsletters/").or_else(|| path.split_once("/newsletters/").map(|(_, rest)| rest));
    let named = rest.and_then(|rest| rest.strip_suffix('/')).and_then(|rest| rest.split_once('/'));
    named.is_some_and(|(slug, number)| slug.parse::<Slug>().is_ok() && number.parse::<u32>().is_ok())
}

impl Issue {
    pub fn card(&self) -> IssueCard {
        IssueCard { number: self.number, subject: self.subject.clone(), preheader: self.preheader.clone(), at: self.at }
    }

    /// Intro and notes.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        let notes = self.blocks.iter().filter_map(|block| match block {
            Block::Note(body) => Some(body),
            Block::Heading(_) | Block::Story { .. } => None,
        });
        [&self.intro].into_iter().chain(notes)
    }

    fn stories(&self) -> impl Iterator<Item = PieceId> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Story { piece, .. } => Some(*piece),
            Block::Heading(_) | Block::Note(_) => None,
        })
    }
}

impl Paper {
    /// Puts newsletters in their places. A changed sign-up box stands on every page, so everything is printed then.
    ///
    /// # Errors
    /// A newsletter of a language edition that there is none of.
    pub async fn put_newsletters(&self, new: Vec<Newsletter>) -> Result<()> {
        for newsletter in &new {
            ensure!(self.locales().contains(&newsletter.locale), "there is no language edition “{}”", newsletter.locale);
        }
        self.db()
            .write(move |tx| {
                let mut changed = false;
                for newsletter in &new {
                    if newsletters::find(tx, &newsletter.locale, &newsletter.slug)?.as_ref() != Some(newsletter) {
                        newsletters::put(tx, newsletter)?;
                        changed = true;
                    }
                }
                if changed { due::touch(tx, [Target::Everything]) } else { Ok(()) }
            })
            .await?;
        self.read_catalogue().await
    }

    /// From here on a newsletter takes no new readers; what was sent keeps its pages. Whether it was there and open.
    pub async fn close_newsletter(&self, locale: Locale, slug: Slug) -> Result<bool> {
        let closed = self
            .db()
            .write(move |tx| {
                let Some(open) = newsletters::find(tx, &locale, &slug)?.filter(|found| found.open) else { return Ok(false) };
                newsletters::put(tx, &Newsletter { open: false, ..open })?;
                due::touch(tx, [Target::Everything])?;
                Ok(true)
            })
            .await?;
        self.read_catalogue().await?;
        Ok(closed)
    }

    /// Puts an issue into the paper, or puts it there anew after a change, and returns the path of its page. It is seen when the press has printed.
    ///
    /// # Errors
    /// A number below 1, and an issue of a newsletter that there is none of.
    pub async fn put_issue(&self, issue: Issue) -> Result<String> {
        ensure!(issue.number >= 1, "issues are numbered from 1, and this one has {}", issue.number);
        let path = issue_path(&self.house().prefix(&issue.locale), &issue.newsletter, issue.number);
        self.db()
            .write(move |tx| {
                let Issue { locale, newsletter, number, .. } = &issue;
                ensure!(
                    newsletters::find(tx, locale, newsletter)?.is_some(),
                    "there is no newsletter “{newsletter}” in the {locale} edition"
                );
                let was_empty = newsletters::newest(tx, locale, newsletter)?.is_none();
                let shown = shown(tx, &issue)?;
                newsletters::put_issue(tx, &issue, &shown)?;
                touch(tx, locale, newsletter, *number, was_empty)
            })
            .await?;
        self.read_catalogue().await?;
        Ok(path)
    }

    /// Takes an issue out of the paper; its address answers 410. Whether it was there.
    pub async fn withdraw_issue(&self, locale: Locale, slug: Slug, number: i64, at: Timestamp) -> Result<bool> {
        let gone = self
            .db()
            .write(move |tx| {
                if !newsletters::withdraw_issue(tx, &locale, &slug, number, at)? {
                    return Ok(false);
                }
                let is_empty = newsletters::newest(tx, &locale, &slug)?.is_none();
                touch(tx, &locale, &slug, number, is_empty)?;
                Ok(true)
            })
            .await?;
        self.read_catalogue().await?;
        Ok(gone)
    }

    /// When an issue was taken out of the paper; `None` while it is there, and when it never was.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn issue_withdrawn_at(&self, locale: Locale, slug: Slug, number: i64) -> Result<Option<Timestamp>> {
        self.db().read(move |tx| Ok(newsletters::find_even_withdrawn(tx, &locale, &slug, number)?.and_then(|(_, at)| at))).await
    }

    /// What a letter needs of these pieces, in this order; those that are not published are left out.
    pub async fn stories(&self, ids: &[PieceId]) -> Result<Vec<Story>> {
        let (ids, catalogue) = (ids.to_vec(), self.catalogue());
        self.db()
            .read(move |tx| {
                let mut stories = Vec::with_capacity(ids.len());
                for id in &ids {
                    if let Some(piece) = pieces::summary(tx, *id)? {
                        stories.push(story(tx, &catalogue, piece)?);
                    }
                }
                Ok(stories)
            })
            .await
    }

    /// What a letter may be made of: pieces of an edition first published from `since` until before `until`, newest first, at most 60.
    pub async fn week(&self, locale: Locale, since: Timestamp, until: Timestamp) -> Result<Vec<Story>> {
        let catalogue = self.catalogue();
        self.db()
            .read(move |tx| {
                let found = newsletters::pieces_between(tx, &locale, since, until, CANDIDATES)?;
                found.into_iter().map(|piece| story(tx, &catalogue, piece)).collect()
            })
            .await
    }
}

/// The pieces that an issue shows or leads to.
fn shown(tx: &mut Tx<'_>, issue: &Issue) -> Result<BTreeSet<PieceId>> {
    let mut shown: BTreeSet<PieceId> = issue.stories().collect();
    for link in issue.bodies().flat_map(Body::links) {
        if let Led::Piece(slug) = link.target() {
            shown.extend(pieces::with_slug(tx, slug, &issue.locale)?.map(|piece| piece.id));
        }
    }
    Ok(shown)
}

/// Touches what shows an issue. Every page says whether a letter can be looked at beforehand, so the first issue, and the last that goes, touch all.
fn touch(tx: &mut Tx<'_>, locale: &Locale, slug: &Slug, number: i64, all: bool) -> Result<()> {
    if all {
        return due::touch(tx, [Target::Everything]);
    }
    let around = [
        Target::Issue(locale.clone(), slug.clone(), number),
        Target::Newsletter(locale.clone(), slug.clone()),
        Target::Newsletters(locale.clone()),
        Target::Front(locale.clone()),
        Target::SitemapIndex,
    ];
    due::touch(tx, around)
}

/// The issues that show a piece, and the newsletters that show those.
pub fn who_shows(tx: &mut Tx<'_>, house: &House<'_>, piece: PieceId) -> Result<Vec<Target>> {
    let issues = newsletters::who_shows(tx, piece)?.into_iter().filter(|(locale, _, _)| house.locales.contains(locale));
    let touched = |(locale, slug, number): (Locale, Slug, i64)| {
        [Target::Newsletter(locale.clone(), slug.clone()), Target::Issue(locale, slug, number)]
    };
    Ok(issues.flat_map(touched).collect())
}

fn story(tx: &mut Tx<'_>, catalogue: &Catalogue, piece: Summary) -> Result<Story> {
    let title = |kind, slug: &Slug| catalogue.term(&piece.locale, kind, slug).map(|term| term.title.clone());
    let picture = match &piece.lead {
        Some(lead) => pieces::picture(tx, &lead.picture)?,
        None => None,
    };
    let picture = picture.and_then(|picture| {
        let jpegs = picture.renditions.iter().filter(|rendition| rendition.format == Format::Jpeg);
        let nearest = jpegs.min_by_key(|rendition| rendition.width.abs_diff(PICTURE))?;
        let height = (u64::from(picture.height) * u64::from(nearest.width) / u64::from(picture.width.max(1))) as u32;
        Some(StoryPicture {
            path: picture.path_of(nearest),
            width: nearest.width,
            height,
            alt: picture.alt.clone(),
            credit: picture.credit.clone(),
        })
    });
    Ok(Story {
        bylines: piece.bylines.iter().filter_map(|slug| title(TermKind::Author, slug)).collect(),
        section: piece.section.as_ref().and_then(|slug| title(TermKind::Section, slug)),
        id: piece.id,
        headline: piece.headline,
        standfirst: piece.standfirst,
        path: piece.path,
        picture,
        published_at: piece.at,
    })
}

#[cfg(test)]
mod tests {
    use super::{is_issue, is_sign_up};

    #[test]
    fn the_page_of_an_issue_is_known_by_its_path_in_every_edition() {
        assert!(is_issue("newsletters/fridays-lamp/12/") && is_issue("ru/newsletters/lampa/1/"));
        for other in [
            "newsletters/",
            "newsletters/a/",
            "newsletters/a/sign-up/",
            "newsletters/a/12",
            "2026/11/22/newsletters/",
            "newsletters/a/b/1/",
        ] {
            assert!(!is_issue(other), "{other}");
        }
    }

    #[test]
    fn a_form_is_sent_to_the_sign_up_of_a_newsletter_and_nowhere_else() {
        assert!(is_sign_up("newsletters/fridays-lamp/sign-up/"));
        for other in [
            "newsletters/",
            "newsletters/a/",
            "newsletters/a/sign-up",
            "newsletters/a/b/sign-up/",
            "newsletters//sign-up/",
            "x/newsletters/a/sign-up/",
        ] {
            assert!(!is_sign_up(other), "{other}");
        }
    }
}
