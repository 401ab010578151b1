//! From the form of a live post to its text, and back; posts as the desk's page shows them.

use jiff::Timestamp;
use kernel::Locale;
use markup::text_out;
use serde::Serialize;
use web::{Complaints, Fields};

use super::editing::Choice;
use super::visit::{Visit, When};
use crate::desk::live::{Coverage, LivePost, PostText, Version};
use crate::paper::catalogue::Catalogue;
use crate::paper::model::{Content, TermKind};

/// Characters of a post in the list.
const SHOWN: usize = 600;

/// The form as it is shown: everything as text.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Sheet {
    pub headline: String,
    pub body: String,
    /// Slug of an author.
    pub author: String,
    pub pinned: bool,
    pub key: bool,
}

/// A post in the list.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    pub id: String,
    /// Digits to show; empty for a draft.
    pub number: String,
    pub at: When,
    /// Who wrote it, by the name at the desk; who changed it last where that is somebody else.
    pub by: String,
    pub changed_by: Option<String>,
    /// Who readers are told wrote it.
    pub author: String,
    pub headline: String,
    pub text: String,
    pub pinned: bool,
    pub key: bool,
    pub updated: Option<When>,
    pub withdrawn: Option<When>,
    pub withdrawn_by: String,
    /// Readers do not have it yet as it stands here.
    pub printing: bool,
}

/// A version in the list of one post's.
#[derive(Clone, Debug, Serialize)]
pub struct VersionLine {
    pub number: String,
    pub at: When,
    pub who: String,
    pub side: bool,
    /// House Markdown.
    pub text: String,
}

impl Sheet {
    /// What somebody has typed, right or not.
    pub fn typed(fields: &Fields) -> Self {
        Self {
            headline: fields.raw("headline").to_owned(),
            body: fields.raw("body").to_owned(),
            author: fields.get("author").to_owned(),
            pinned: fields.ticked("pinned"),
            key: fields.ticked("key"),
        }
    }

    pub fn of(post: &LivePost) -> Self {
        Self {
            headline: post.text.headline.clone(),
            body: markup::markdown::write(&post.text.body),
            author: post.text.author.as_ref().map_or(String::new(), ToString::to_string),
            pinned: post.pinned_at.is_some(),
            key: post.key_at.is_some(),
        }
    }

    /// An empty form in the name of whoever is signed in: the author of that name, or as whom they wrote last.
    pub fn new(visit: &Visit, catalogue: &Catalogue, piece: &Content, coverage: &Coverage) -> Self {
        let name = visit.signed.as_ref().map_or(String::new(), |signed| signed.name.to_string());
        let authors = catalogue.terms(&piece.locale, TermKind::Author);
        let own = authors.iter().find(|term| term.title == name).map(|term| term.slug.clone());
        let last = || coverage.out.iter().find(|post| post.made_by == name).and_then(|post| post.text.author.clone());
        let only = || Some(&piece.bylines).filter(|bylines| bylines.len() == 1).and_then(|bylines| bylines.first().cloned());
        let author = own.or_else(last).or_else(only);
        Self { author: author.map_or(String::new(), String::from), ..Self::default() }
    }
}

/// Reads the form into a text.
///
/// # Errors
/// What does not fit, field by field.
pub fn read(fields: &Fields, catalogue: &Catalogue, locale: &Locale) -> Result<PostText, Complaints> {
    let mut complaints = Complaints::default();
    let headline = complaints.at_most(fields, "headline", 200).unwrap_or_default();
    let author = complaints.parse_optional::<kernel::Slug>(fields, "author", "wrong-author");
    if author.as_ref().is_some_and(|slug| catalogue.term(locale, TermKind::Author, slug).is_none()) {
        complaints.about("author", "wrong-author");
    }
    let (body, losses) = markup::markdown::read(fields.raw("body"));
    if !losses.is_empty() && !fields.ticked("leave_out") {
        complaints.about("body", "wrong-losses");
    }
    if complaints.is_empty() { Ok(PostText { headline, author, body }) } else { Err(complaints) }
}

pub fn line(visit: &Visit, catalogue: &Catalogue, locale: &Locale, post: &LivePost) -> Line {
    let author = post.text.author.as_ref().and_then(|slug| catalogue.term(locale, TermKind::Author, slug));
    let plain = text_out::plain(&post.text.body);
    let when = |at: Option<Timestamp>| at.map(|at| visit.when(at));
    Line {
        id: post.id.to_string(),
        number: post.number.map_or(String::new(), |number| visit.number(number)),
        at: visit.when(post.out_at.unwrap_or(post.changed_at)),
        by: post.made_by.clone(),
        changed_by: Some(post.changed_by.clone()).filter(|who| *who != post.made_by),
        author: author.map_or(String::new(), |term| term.title.clone()),
        headline: post.text.headline.clone(),
        text: crate::paper::pages::shorten(plain.trim(), SHOWN),
        pinned: post.pinned_at.is_some(),
        key: post.key_at.is_some(),
        updated: when(post.told_at),
        withdrawn: when(post.withdrawn_at),
        withdrawn_by: post.withdrawn_by.clone().unwrap_or_default(),
        printing: post.acted_at.is_some() && post.printed_at.is_none(),
    }
}

pub fn version_line(visit: &Visit, version: &Version) -> VersionLine {
    let text = markup::markdown::write(&version.text.body);
    let headline = Some(&version.text.headline).filter(|headline| !headline.is_empty()).map_or(String::new(), |h| format!("{h}\n\n"));
    VersionLine {
        number: visit.number(version.number.0),
        at: visit.when(version.at),
        who: version.who.clone(),
        side: version.side,
        text: headline + text.trim(),
    }
}

/// Authors of an edition.
pub fn authors(catalogue: &Catalogue, locale: &Locale) -> Vec<Choice> {
    let choice = |term: &std::sync::Arc<crate::paper::model::Term>| Choice { value: term.slug.to_string(), title: term.title.clone() };
    catalogue.terms(locale, TermKind::Author).iter().map(choice).collect()
}
