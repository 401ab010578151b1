//! The files of `demo/`, read into pieces, terms and pictures. `demo/README.md` says how a piece is written.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow};
use include_dir::{Dir, File, include_dir};
use kernel::{Locale, Slug};
use markup::Body;
use serde::Deserialize;

use crate::paper::model::{Content, Correction, Flags, Kind, Lead, MastheadWords, Term, TermKind};
use crate::post::model::{self as post, Newsletter, NewsletterId, Timetable};

static DEMO: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/demo");

/// A piece of the demo: what it says, and when it came out before the demo opens.
pub struct Piece {
    pub content: Content,
    /// Less than 0 for one that is to come out by itself.
    pub days_ago: i64,
    /// Of the day, UTC.
    pub time: jiff::civil::Time,
    /// In the place of both.
    pub minutes_ago: Option<i64>,
    /// Slugs.
    pub related: Vec<String>,
    /// Slug of the English piece.
    pub translation_of: Option<String>,
    /// Days before the demo opens, and text.
    pub corrections: Vec<(i64, String)>,
}

impl Piece {
    /// The corrections as they stand at `now`.
    pub fn corrections(&self, now: jiff::Timestamp) -> Vec<Correction> {
        let at = |days: i64| now.saturating_sub(jiff::SignedDuration::from_hours(days * 24)).unwrap_or(now);
        self.corrections.iter().map(|(days, text)| Correction { at: at(*days), text: text.clone() }).collect()
    }
}

/// A picture of the demo: its words and its file.
pub struct Picture {
    pub key: String,
    pub said: crate::desk::media::Said,
    pub bytes: &'static [u8],
}

/// The recordings: their keys and files. They are named by what plays them.
pub fn sounds() -> impl Iterator<Item = (String, &'static [u8])> {
    DEMO.get_dir("sounds").into_iter().flat_map(Dir::files).filter_map(|file| {
        let key = file.path().file_stem()?.to_str()?;
        Some((key.to_owned(), file.contents()))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    slug: Slug,
    #[serde(default)]
    kind: Option<Kind>,
    section: Option<Slug>,
    #[serde(default)]
    also: Vec<Slug>,
    #[serde(default)]
    label: String,
    headline: String,
    #[serde(default)]
    long_headline: String,
    #[serde(default)]
    standfirst: String,
    #[serde(default)]
    bylines: Vec<Slug>,
    #[serde(default)]
    reporting_by: Vec<Slug>,
    #[serde(default)]
    tags: Vec<Slug>,
    #[serde(default)]
    dossiers: Vec<Slug>,
    lead: Option<String>,
    #[serde(default)]
    lead_caption: String,
    #[serde(default)]
    days_ago: i64,
    /// In the place of a day and a time.
    minutes_ago: Option<i64>,
    time: Option<String>,
    #[serde(default)]
    related: Vec<String>,
    translation_of: Option<String>,
    #[serde(default)]
    breaking: bool,
    #[serde(default)]
    no_asks: bool,
    #[serde(default)]
    corrections: Vec<Corrected>,
}

#[derive(Deserialize)]
struct Corrected {
    days_ago: i64,
    text: String,
}

/// All pieces and standing pages.
pub fn pieces() -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    for (folder, kind) in [("articles", None), ("pages", Some(Kind::Page))] {
        pieces.extend(pieces_of(folder, kind)?);
    }
    Ok(pieces)
}

/// What the desk of the demo is still working on: drafts, and what comes out by itself.
pub fn unpublished() -> Result<Vec<Piece>> {
    pieces_of("desk", None)
}

fn pieces_of(folder: &str, kind: Option<Kind>) -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    for edition in DEMO.get_dir(folder).into_iter().flat_map(Dir::dirs) {
        let name = edition.path().file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let locale: Locale = name.parse()?;
        for file in edition.files().filter(|file| file.path().extension().is_some_and(|e| e == "md")) {
            pieces.push(piece(file, &locale, kind).with_context(|| format!("demo/{}", file.path().display()))?);
        }
    }
    Ok(pieces)
}

fn piece(file: &File<'_>, locale: &Locale, kind: Option<Kind>) -> Result<Piece> {
    let (front, text) = parts(file)?;
    let front: Front = toml::from_str(front)?;
    let body = body(text)?;
    let content = Content {
        locale: locale.clone(),
        slug: front.slug,
        kind: kind.or(front.kind).unwrap_or(Kind::Report),
        label: front.label,
        headline: front.headline,
        long_headline: front.long_headline,
        standfirst: front.standfirst,
        lead: front.lead.map(|picture| Lead { picture, caption: front.lead_caption }),
        body,
        bylines: front.bylines,
        reporting_by: front.reporting_by,
        section: front.section,
        also: front.also,
        tags: front.tags,
        dossiers: front.dossiers,
        related: Vec::new(),
        translation_of: None,
        flags: Flags { no_asks: front.no_asks, no_index: false, breaking: front.breaking },
    };
    let time = front.time.as_deref().unwrap_or("08:00").parse().context("time")?;
    let corrections = front.corrections.into_iter().map(|c| (c.days_ago, c.text)).collect();
    Ok(Piece {
        content,
        days_ago: front.days_ago,
        time,
        minutes_ago: front.minutes_ago,
        related: front.related,
        translation_of: front.translation_of,
        corrections,
    })
}

#[derive(Deserialize)]
struct PaperFile {
    newsletter: Vec<NewsletterFile>,
    paper: BTreeMap<Locale, MastheadWords>,
    section: Vec<TermFile>,
    tag: Vec<TermFile>,
    dossier: Vec<TermFile>,
    author: Vec<TermFile>,
}

type Said = BTreeMap<Locale, String>;

#[derive(Deserialize)]
struct TermFile {
    slug: Slug,
    #[serde(alias = "name")]
    title: Said,
    #[serde(default, alias = "bio", alias = "standfirst")]
    description: Said,
    #[serde(default)]
    role: Said,
    picture: Option<String>,
    #[serde(default)]
    protected: bool,
}

/// What the newspaper says of itself, and its sections, tags, dossiers and authors in every language.
pub fn paper() -> Result<(BTreeMap<Locale, MastheadWords>, Vec<Term>)> {
    let file: PaperFile = toml::from_str(text("paper.toml")?).context("demo/paper.toml")?;
    let kinds =
        [(TermKind::Section, file.section), (TermKind::Tag, file.tag), (TermKind::Dossier, file.dossier), (TermKind::Author, file.author)];
    let mut terms = Vec::new();
    for (kind, list) in kinds {
        for (position, term) in list.into_iter().enumerate() {
            for (locale, title) in &term.title {
                let said = |of: &Said| of.get(locale).cloned().unwrap_or_default();
                terms.push(Term {
                    kind,
                    locale: locale.clone(),
                    slug: term.slug.clone(),
                    title: title.clone(),
                    description: said(&term.description),
                    role: said(&term.role),
                    picture: term.picture.clone(),
                    protected: term.protected,
                    position: position as i64,
                });
            }
        }
    }
    Ok((file.paper, terms))
}

#[derive(Deserialize)]
struct NewsletterFile {
    slug: Slug,
    title: Said,
    promise: Said,
}

/// The newsletters of every language edition. They come on Fridays at ten, by the newspaper's own clock.
pub fn newsletters(zone: &str) -> Result<Vec<Newsletter>> {
    let file: PaperFile = toml::from_str(text("paper.toml")?).context("demo/paper.toml")?;
    let mut newsletters = Vec::new();
    for (position, letter) in file.newsletter.into_iter().enumerate() {
        for (locale, title) in &letter.title {
            let said = post::Said {
                title: title.clone(),
                promise: letter.promise.get(locale).cloned().unwrap_or_default(),
                timetable: Some(Timetable { zone: zone.to_owned(), ..Timetable::default() }),
                ..post::Said::default()
            };
            newsletters.push(Newsletter {
                id: NewsletterId::random(),
                locale: locale.clone(),
                slug: letter.slug.clone(),
                said,
                position: position as i64,
                closed_at: None,
            });
        }
    }
    Ok(newsletters)
}

/// An issue of the demo: what it says, and which Friday it went out on.
pub struct Letter {
    pub locale: Locale,
    pub newsletter: Slug,
    pub number: i64,
    /// 0 for the last Friday.
    pub weeks_ago: i64,
    pub subject: String,
    pub preheader: String,
    pub asks_support: bool,
    /// House Markdown.
    pub intro: String,
    pub blocks: Vec<LetterBlock>,
}

/// A part of an issue; a story is named by its slug.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum LetterBlock {
    Heading {
        heading: String,
    },
    Story {
        story: Slug,
        #[serde(default)]
        headline: String,
        #[serde(default)]
        blurb: String,
    },
    Note {
        /// House Markdown.
        note: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LetterFront {
    newsletter: Slug,
    number: i64,
    weeks_ago: i64,
    subject: String,
    preheader: String,
    #[serde(default)]
    asks_support: bool,
    block: Vec<LetterBlock>,
}

/// The posts of a piece of the kind live, the oldest first.
pub struct Coverage {
    pub locale: Locale,
    pub slug: Slug,
    pub posts: Vec<CoveragePost>,
    /// Minutes after the piece came out; `None` while it goes on.
    pub ended_after: Option<i64>,
}

pub struct CoveragePost {
    /// Minutes before the demo opens, or else after the piece came out.
    pub minutes_ago: Option<i64>,
    pub after: i64,
    pub author: Slug,
    pub headline: String,
    pub body: Body,
    pub key: bool,
    pub pinned: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CoverageFile {
    ended_after: Option<i64>,
    post: Vec<PostFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PostFile {
    minutes_ago: Option<i64>,
    #[serde(default)]
    after: i64,
    author: Slug,
    #[serde(default)]
    headline: String,
    text: String,
    #[serde(default)]
    key: bool,
    #[serde(default)]
    pinned: bool,
}

/// All live coverage.
pub fn coverage() -> Result<Vec<Coverage>> {
    let mut all = Vec::new();
    for edition in DEMO.get_dir("live").into_iter().flat_map(Dir::dirs) {
        let name = edition.path().file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        for file in edition.files() {
            let slug = file.path().file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let read = coverage_of(file, name.parse()?, slug.parse()?);
            all.push(read.with_context(|| format!("demo/{}", file.path().display()))?);
        }
    }
    Ok(all)
}

fn coverage_of(file: &File<'_>, locale: Locale, slug: Slug) -> Result<Coverage> {
    let CoverageFile { ended_after, post } = toml::from_str(file.contents_utf8().context("no UTF-8")?)?;
    let read = |post: PostFile| {
        let PostFile { minutes_ago, after, author, headline, text, key, pinned } = post;
        Ok(CoveragePost { minutes_ago, after, author, headline, body: body(&text)?, key, pinned })
    };
    Ok(Coverage { locale, slug, posts: post.into_iter().map(read).collect::<Result<_>>()?, ended_after })
}

/// All issues, the oldest of each newsletter first.
pub fn letters() -> Result<Vec<Letter>> {
    let mut letters = Vec::new();
    for edition in DEMO.get_dir("letters").into_iter().flat_map(Dir::dirs) {
        let name = edition.path().file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let locale: Locale = name.parse()?;
        for file in edition.files() {
            letters.push(letter(file, &locale).with_context(|| format!("demo/{}", file.path().display()))?);
        }
    }
    letters.sort_by(|a, b| (&a.locale, &a.newsletter, a.number).cmp(&(&b.locale, &b.newsletter, b.number)));
    Ok(letters)
}

fn letter(file: &File<'_>, locale: &Locale) -> Result<Letter> {
    let (front, intro) = parts(file)?;
    let LetterFront { newsletter, number, weeks_ago, subject, preheader, asks_support, block } = toml::from_str(front)?;
    body(intro)?;
    Ok(Letter {
        locale: locale.clone(),
        newsletter,
        number,
        weeks_ago,
        subject,
        preheader,
        asks_support,
        intro: intro.trim().to_owned(),
        blocks: block,
    })
}

/// What stands between the `+++` lines, and what follows.
fn parts<'f>(file: &'f File<'_>) -> Result<(&'f str, &'f str)> {
    let text = file.contents_utf8().context("no UTF-8")?;
    text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n")).context("no front matter between +++ lines")
}

/// House Markdown of which nothing may be lost.
pub fn body(text: &str) -> Result<Body> {
    let (body, losses) = markup::markdown::read(text);
    match losses.first() {
        Some(loss) => Err(anyhow!("something of the body would be lost: {loss:?}")),
        None => Ok(body),
    }
}

#[derive(Deserialize)]
struct PictureFile {
    alt: String,
    caption: String,
    credit: String,
    licence: String,
}

/// All pictures.
pub fn pictures() -> Result<Vec<Picture>> {
    let file: BTreeMap<String, PictureFile> = toml::from_str(text("pictures.toml")?).context("demo/pictures.toml")?;
    let picture = |(key, said): (String, PictureFile)| {
        let bytes = DEMO.get_file(format!("pictures/{key}.jpg")).with_context(|| format!("demo/pictures/{key}.jpg is missing"))?.contents();
        let PictureFile { alt, caption, credit, licence } = said;
        Ok(Picture { key, said: crate::desk::media::Said { alt, caption, credit, licence }, bytes })
    };
    file.into_iter().map(picture).collect()
}

pub(super) fn text(name: &str) -> Result<&'static str> {
    DEMO.get_file(name).and_then(File::contents_utf8).with_context(|| format!("demo/{name} is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_demo_is_as_large_as_it_says_and_every_reference_leads_somewhere() {
        let pieces = pieces().expect("the demo's pieces");
        let (_, terms) = paper().expect("the demo's paper");
        let count = |tag: &str| pieces.iter().filter(|p| p.content.locale.as_str() == tag && p.content.kind != Kind::Page).count();
        assert!(count("en") >= 60 && count("ru") >= 15 && count("fa") >= 5, "{} {} {}", count("en"), count("ru"), count("fa"));
        let known: HashSet<_> = terms.iter().map(|t| (t.kind, t.locale.clone(), t.slug.clone())).collect();
        let pictures: HashSet<_> = pictures().expect("the demo's pictures").into_iter().map(|p| p.key).collect();
        let slugs: HashSet<_> = pieces.iter().map(|p| p.content.slug.to_string()).collect();
        for piece in &pieces {
            let c = &piece.content;
            let mut named: Vec<(TermKind, &Slug)> = c.section.iter().chain(&c.also).map(|s| (TermKind::Section, s)).collect();
            named.extend(c.tags.iter().map(|s| (TermKind::Tag, s)));
            named.extend(c.bylines.iter().chain(&c.reporting_by).map(|s| (TermKind::Author, s)));
            named.extend(c.dossiers.iter().map(|s| (TermKind::Dossier, s)));
            for (kind, slug) in named {
                assert!(known.contains(&(kind, c.locale.clone(), slug.clone())), "{}: {} {slug}", c.slug, kind.as_str());
            }
            let sounds: HashSet<_> = sounds().map(|(key, _)| key).collect();
            for key in crate::paper::podcasts::played(&c.body) {
                assert!(sounds.contains(key), "{}: sound {key}", c.slug);
            }
            for key in c
                .body
                .pictures()
                .filter_map(|shown| if let markup::Source::Media(key) = &shown.source { Some(key.as_str()) } else { None })
                .chain(c.lead.iter().map(|l| l.picture.as_str()))
            {
                assert!(pictures.contains(key), "{}: picture {key}", c.slug);
            }
            for slug in piece.related.iter().chain(&piece.translation_of) {
                assert!(slugs.contains(slug), "{}: {slug}", c.slug);
            }
        }
        let coverage = coverage().expect("the demo's live coverage");
        assert!(coverage.iter().any(|of| of.ended_after.is_some()) && coverage.iter().any(|of| of.ended_after.is_none()));
        for of in &coverage {
            let piece = pieces.iter().find(|piece| piece.content.slug == of.slug && piece.content.locale == of.locale);
            assert_eq!(piece.map(|piece| piece.content.kind), Some(Kind::Live), "{}: no piece of the kind live", of.slug);
            for post in &of.posts {
                assert!(known.contains(&(TermKind::Author, of.locale.clone(), post.author.clone())), "{}: {}", of.slug, post.author);
                for source in post.body.sources() {
                    assert!(matches!(source, markup::Source::Media(key) if pictures.contains(key.as_str())), "{}: {source:?}", of.slug);
                }
            }
        }
    }
}
