//! An issue's letter, in content the same as its page in the paper: subject, preheader, intro, headings, stories, notes. A picture stands by the first story
//! only, since a letter is read with pictures off.

use anyhow::{Context, Result};
use kernel::Locale;
use letter::Slot;
use serde::Serialize;

use super::styled::styled;
use super::{Frame, Written, frame};
use crate::app::App;
use crate::paper::newsletter::{Block, Issue, Story, issue_path, newsletter_path};
use crate::paper::pages::letter::{COLUMN, PRIVACY, Passage, SUPPORT, paragraphs, scaled};
use crate::post::model::Newsletter;
use crate::words::Words;

/// Bytes of HTML that a letter may have: large providers cut it off soon after.
pub const MOST_HTML: usize = 90 << 10;

/// A letter as it is written, and what was found on the way.
#[derive(Clone, Debug)]
pub struct IssueLetter {
    pub written: Written,
    /// As its page has them; those that readers do not have are left out here and there.
    pub stories: Vec<Story>,
    /// The intro, then the notes.
    pub passages: Vec<Passage>,
}

/// What the templates of an issue are given.
#[derive(Clone, Debug, Serialize)]
pub(super) struct IssueWords {
    /// Of the newsletter.
    pub title: String,
    /// “Letter 12”.
    pub number: String,
    pub date: String,
    pub subject: String,
    pub preheader: String,
    pub intro: Told,
    pub blocks: Vec<Part>,
    /// The page on which the paper is supported.
    pub support: Option<String>,
    pub privacy: Option<String>,
    /// The issue's own page.
    pub web: String,
    /// All issues.
    pub archive: String,
    pub leave: String,
    pub manage: String,
}

/// A passage in both forms.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Told {
    pub html: String,
    pub text: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Part {
    Heading { text: String },
    Story(Box<StoryPart>),
    Note(Told),
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct StoryPart {
    pub headline: String,
    pub href: String,
    pub section: Option<String>,
    pub bylines: String,
    pub paragraphs: Vec<String>,
    pub picture: Option<Seen>,
    /// Whether it stands under a heading.
    pub under: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Seen {
    pub src: String,
    pub width: u32,
    pub height: u32,
    pub alt: String,
    pub credit: String,
}

/// Writes the letter of an issue.
///
/// # Errors
/// When the paper cannot be asked, or a template cannot be written.
pub async fn write(app: &App, newsletter: &Newsletter, issue: &Issue) -> Result<IssueLetter> {
    let told: Vec<_> = issue.blocks.iter().filter_map(story_of).collect();
    let stories = app.paper.stories(&told).await?;
    let bodies = issue.bodies().cloned().collect();
    let passages = app.paper.passages(app.press.site().clone(), issue.locale.clone(), bodies, app.clock.now()).await?;
    let frame = frame(app, &newsletter.locale);
    let page = page(app, &frame, newsletter, issue, &stories, &passages)?;
    let written = app.post.letters().write("issue", &frame, &page)?;
    Ok(IssueLetter { written, stories, passages })
}

fn story_of(block: &Block) -> Option<crate::paper::model::PieceId> {
    match block {
        Block::Story { piece, .. } => Some(*piece),
        Block::Heading(_) | Block::Note(_) => None,
    }
}

fn page(app: &App, frame: &Frame, newsletter: &Newsletter, issue: &Issue, stories: &[Story], passages: &[Passage]) -> Result<IssueWords> {
    let (locale, house, catalogue) = (&newsletter.locale, app.paper.house(), app.paper.catalogue());
    let prefix = house.prefix(locale);
    let at = |path: &str| format!("{}/{path}", frame.site);
    let told = |passage: &Passage| Told { html: styled(&passage.html, frame), text: passage.text.clone() };
    let giving = app.press.site().giving.as_ref().map(|giving| giving.home(&prefix));
    let (intro, mut notes) = passages.split_first().context("an issue has an intro, be it empty")?;
    Ok(IssueWords {
        title: newsletter.said.title.clone(),
        number: number(&app.words, locale, issue.number),
        date: app.words.date(locale, issue.at.to_zoned(app.paper.zone().clone()).date()).to_string(),
        subject: issue.subject.clone(),
        preheader: issue.preheader.clone(),
        intro: told(intro),
        blocks: parts(&issue.blocks, stories, &frame.site, || {
            let (first, rest) = notes.split_first()?;
            notes = rest;
            Some(told(first))
        }),
        support: giving.or_else(|| catalogue.standing_at(&prefix, locale, SUPPORT).map(|path| at(&path))).filter(|_| issue.asks_support),
        privacy: catalogue.standing_at(&prefix, locale, PRIVACY).map(|path| at(&path)),
        web: at(&issue_path(&prefix, &newsletter.slug, issue.number)),
        archive: at(&format!("{}#all", newsletter_path(&prefix, &newsletter.slug))),
        leave: at(&format!("letters/leave/{}", Slot::Leave.marker())),
        manage: at(&format!("letters/manage/{}", Slot::Manage.marker())),
    })
}

fn number(words: &Words, locale: &Locale, number: i64) -> String {
    words.say_with(locale.language(), "letter-number", &[("number", number.into())]).into_owned()
}

/// The blocks in their order; `next_note` gives the notes one after another.
fn parts(blocks: &[Block], stories: &[Story], site: &str, mut next_note: impl FnMut() -> Option<Told>) -> Vec<Part> {
    let (mut parts, mut under, mut pictured) = (Vec::with_capacity(blocks.len()), false, false);
    for block in blocks {
        parts.extend(match block {
            Block::Heading(text) => {
                under = true;
                Some(Part::Heading { text: text.clone() })
            }
            Block::Note(_) => next_note().map(Part::Note),
            Block::Story { piece, headline, blurb } => stories.iter().find(|story| story.id == *piece).map(|story| {
                let part = story_part(story, headline, blurb, site, under, !pictured);
                pictured = true;
                Part::Story(Box::new(part))
            }),
        });
    }
    parts
}

fn story_part(story: &Story, headline: &str, blurb: &str, site: &str, under: bool, pictured: bool) -> StoryPart {
    let words = if blurb.trim().is_empty() { &story.standfirst } else { blurb };
    let seen = |picture: &crate::paper::newsletter::StoryPicture| {
        let width = picture.width.clamp(1, COLUMN);
        Seen {
            src: format!("{site}/{}", picture.path),
            width,
            height: scaled(picture.width, picture.height, width),
            alt: picture.alt.clone(),
            credit: picture.credit.clone(),
        }
    };
    StoryPart {
        headline: if headline.is_empty() { story.headline.clone() } else { headline.to_owned() },
        href: format!("{site}/{}", story.path),
        section: story.section.clone(),
        bylines: story.bylines.join(", "),
        paragraphs: paragraphs(words),
        picture: story.picture.as_ref().filter(|_| pictured).map(seen),
        under,
    }
}
