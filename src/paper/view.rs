//! What a template is given: one typed context for each kind of page.
//!
//! Words are ready to show (dates in the language of the page, numbers with their digits); templates only place them. Every `path` is relative to the root
//! of the newspaper and has no leading slash, so that a link is `{{ root }}{{ path }}` and the same bytes work on any host, sub-path or onion address.

use serde::Serialize;

use crate::paper::consent::Consent;
use crate::paper::search::passages::Bit;

/// What every page has around its content.
#[derive(Debug, Clone, Serialize)]
pub struct Frame {
    /// Language of the page (BCP 47) and its direction, `ltr` or `rtl`.
    pub lang: String,
    pub dir: &'static str,
    /// From this page to the root of the newspaper: `./`, `../../`, or `/` on a page that is shown at addresses of any depth (404, search).
    pub root: String,
    /// The page's own path.
    pub path: String,
    /// Kind of page, a class on `body`: `front`, `article`, `light`, `listing`, `authors`, `archive`, `page`, `gone`, `search`, `corrections`, `topics`, `letters`,
    /// `issue`, `live`.
    pub kind: &'static str,
    /// Full title of the document, and the description for search engines and cards.
    pub title: String,
    pub description: String,
    /// Absolute address of this page.
    pub canonical: String,
    pub noindex: bool,
    /// The same page in other languages, this one included; empty when there is none.
    pub alternates: Vec<Alternate>,
    pub social: Social,
    /// JSON-LD, already serialised and safe inside a `script` element.
    pub json_ld: Option<String>,
    /// What is asked on this page; `None` where nothing is.
    pub asks: Option<AsksView>,
    pub paper: Masthead,
    /// Sections of this language edition.
    pub menu: Vec<Link>,
    /// Standing pages of this edition, for the foot of the page.
    pub foot: Vec<Link>,
    /// Language editions.
    pub editions: Vec<Link>,
    /// Feeds that fit this page.
    pub feeds: Vec<Feed>,
    /// Today's date in words on a front; empty elsewhere.
    pub today: String,
    /// Four digits, for the copyright line.
    pub year: String,
}

/// The newspaper's own words in this language.
#[derive(Debug, Clone, Serialize)]
pub struct Masthead {
    pub name: String,
    pub motto: String,
    pub description: String,
    pub footer: String,
    /// Path of this edition's front: empty, `ru/` …
    pub home: String,
    /// Path of this edition's search page.
    pub search: String,
    pub archive: String,
    pub authors: String,
    pub topics: String,
    pub corrections: String,
    /// Path of the front without pictures.
    pub light: String,
    /// `None` where there is no newsletter.
    pub newsletters: Option<String>,
    /// Absolute address of the contribute page; `None` where nothing can be given.
    pub support: Option<String>,
}

/// The asks of a page, by their places. Only `end` is shown without script.
#[derive(Debug, Clone, Serialize)]
pub struct AsksView {
    pub end: Option<AskView>,
    pub message: Option<AskView>,
    pub header: Option<AskView>,
    pub footer: Option<AskView>,
    pub banner: Option<AskView>,
    /// How many times in how many days, for the script: `4 30`.
    pub often: String,
    /// On a preview: everything is shown, and nothing is counted.
    pub bare: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct AskView {
    /// Names the ask as it is now to the sheet of those that are in force.
    pub stamp: String,
    /// May be empty.
    pub title: String,
    pub paragraphs: Vec<String>,
    pub button: String,
    /// Absolute addresses: the contribute page, and the one to be reminded by.
    pub href: String,
    pub later: String,
    pub amounts: Vec<AskAmount>,
    pub ticker: Option<AskTicker>,
}

#[derive(Debug, Clone, Serialize)]
pub struct AskAmount {
    /// “€5 a month”.
    pub label: String,
    pub href: String,
}

/// The month's sum, rounded, and the goal.
#[derive(Debug, Clone, Serialize)]
pub struct AskTicker {
    pub words: String,
    pub percent: i64,
    /// With the digits of the language.
    pub shown: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Link {
    pub title: String,
    pub path: String,
    pub lang: String,
    pub current: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct Alternate {
    pub lang: String,
    /// Name of the language in itself: “Русский”.
    pub language: String,
    pub path: String,
    pub href: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Social {
    pub title: String,
    pub description: String,
    /// Open Graph type: `article` or `website`.
    pub kind: &'static str,
    /// Absolute address of the picture, with its size in pixels and its alternative text.
    pub image: Option<SocialImage>,
}

#[derive(Debug, Clone, Serialize)]
pub struct SocialImage {
    pub href: String,
    pub width: u32,
    pub height: u32,
    pub alt: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Feed {
    pub title: String,
    pub path: String,
    /// Media type: `application/rss+xml` …
    pub media_type: &'static str,
}

/// A picture that is ours, at the widths that exist.
#[derive(Debug, Clone, Serialize)]
pub struct Picture {
    /// JPEG fallback.
    pub path: String,
    /// Paths and widths, for `srcset`.
    pub webp: Vec<Source>,
    pub jpeg: Vec<Source>,
    pub width: u32,
    pub height: u32,
    pub alt: String,
    pub caption: String,
    pub credit: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Source {
    pub path: String,
    pub width: u32,
}

#[derive(Debug, Clone, Serialize)]
pub struct When {
    /// RFC 3339, for `<time datetime>`.
    pub iso: String,
    /// “22 November 2026”.
    pub date: String,
    /// “09:40” in the newspaper's own zone.
    pub time: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Byline {
    pub name: String,
    /// `None` where the author has no page.
    pub path: Option<String>,
}

/// An article as others show it.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    pub path: String,
    pub headline: String,
    pub standfirst: String,
    /// Kicker; empty when there is none.
    pub label: String,
    /// `report`, `opinion`, `analysis`, `gallery` …
    pub kind: &'static str,
    pub section: Option<Link>,
    pub bylines: Vec<Byline>,
    pub published: When,
    pub picture: Option<Picture>,
    pub breaking: bool,
    /// Live coverage that goes on.
    pub live: bool,
    /// The last change; of live coverage its last post. Only fronts may show it: a post touches no other list.
    pub updated: When,
}

#[derive(Debug, Clone, Serialize)]
pub struct FrontPage {
    pub frame: Frame,
    pub lead: Option<Card>,
    /// Up to four, with pictures.
    pub secondaries: Vec<Card>,
    /// Up to twelve newest that are not above, to be shown as headlines only.
    pub latest: Vec<Card>,
    /// Up to five columns and editorials, the author's name first.
    pub opinion: Vec<Card>,
    /// Section by section, up to four cards each.
    pub strips: Vec<Strip>,
    /// What is read most, most first; empty while too little is read to say.
    pub most_read: Vec<Popular>,
    /// Photo galleries, up to three.
    pub galleries: Vec<Card>,
    pub dossiers: Vec<DossierCard>,
    pub letter: Option<SignUp>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Popular {
    pub card: Card,
    /// “Over 200 readings”.
    pub over: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Strip {
    pub title: String,
    pub path: String,
    pub cards: Vec<Card>,
}

#[derive(Debug, Clone, Serialize)]
pub struct DossierCard {
    pub title: String,
    pub standfirst: String,
    pub path: String,
    pub picture: Option<Picture>,
    pub count: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct ArticlePage {
    pub frame: Frame,
    pub article: Article,
    /// “Read more”: up to four.
    pub related: Vec<Card>,
    pub letter: Option<SignUp>,
    /// The posts of live coverage.
    pub live: Option<super::pages::live::Coverage>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Article {
    pub path: String,
    pub kind: &'static str,
    pub label: String,
    pub headline: String,
    pub standfirst: String,
    pub section: Option<Link>,
    pub lead: Option<Picture>,
    pub bylines: Vec<Byline>,
    pub reporting_by: Vec<Byline>,
    pub published: When,
    /// Only when it was changed after publication in a way readers should know.
    pub updated: Option<When>,
    /// Safe HTML from our own renderer.
    pub body: String,
    pub corrections: Vec<Correction>,
    pub tags: Vec<Link>,
    pub dossiers: Vec<Link>,
    /// Minutes to read, in words: “4 min”.
    pub reading_time: String,
    pub authors: Vec<Author>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Correction {
    pub when: When,
    pub text: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Author {
    pub name: String,
    pub path: String,
    pub role: String,
    pub bio: String,
    pub picture: Option<Picture>,
}

/// A section, tag, author, dossier, month, or “everything”: its newest stories, or one numbered page of its older ones.
#[derive(Debug, Clone, Serialize)]
pub struct ListingPage {
    pub frame: Frame,
    /// `section`, `tag`, `author`, `dossier`, `month`, `all`.
    pub of: &'static str,
    pub title: String,
    pub description: String,
    pub picture: Option<Picture>,
    /// Only for `of == "author"`.
    pub author: Option<Author>,
    /// Number of all stories, in words: “214 stories”.
    pub count: String,
    pub cards: Vec<Card>,
    /// Paths of the newer and the older page, and this page's number, oldest = 1; `None` on the newest.
    pub newer: Option<String>,
    pub older: Option<String>,
    pub number: Option<String>,
}

/// All authors of an edition.
#[derive(Debug, Clone, Serialize)]
pub struct AuthorsPage {
    pub frame: Frame,
    pub authors: Vec<Author>,
}

/// All tags and dossiers of an edition.
#[derive(Debug, Clone, Serialize)]
pub struct TopicsPage {
    pub frame: Frame,
    pub dossiers: Vec<DossierCard>,
    pub tags: Vec<Count>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Count {
    pub title: String,
    pub path: String,
    pub count: String,
}

/// The archive: years, each with its months.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivePage {
    pub frame: Frame,
    pub years: Vec<Year>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Year {
    pub year: String,
    pub months: Vec<Count>,
}

/// A standing page: about, privacy, contact.
#[derive(Debug, Clone, Serialize)]
pub struct StandingPage {
    pub frame: Frame,
    pub headline: String,
    pub standfirst: String,
    /// Safe HTML from our own renderer.
    pub body: String,
    pub updated: Option<When>,
}

/// The register of corrections.
#[derive(Debug, Clone, Serialize)]
pub struct CorrectionsPage {
    pub frame: Frame,
    pub corrections: Vec<RegisteredCorrection>,
}

#[derive(Debug, Clone, Serialize)]
pub struct RegisteredCorrection {
    pub when: When,
    pub text: String,
    pub headline: String,
    pub path: String,
}

/// 404, 410: what happened, and where to go on.
#[derive(Debug, Clone, Serialize)]
pub struct GonePage {
    pub frame: Frame,
    /// `404` or `410`.
    pub status: u16,
    pub latest: Vec<Card>,
}

/// Answers of the search on the server.
#[derive(Debug, Clone, Serialize)]
pub struct SearchPage {
    pub frame: Frame,
    pub query: String,
    /// Chosen filters, as they stand in the form; dates as `YYYY-MM-DD`.
    pub section: String,
    pub author: String,
    pub from: String,
    pub to: String,
    pub sections: Vec<Choice>,
    /// None where there are too many to choose from.
    pub authors: Vec<Choice>,
    /// The absolute address of this page, where questions are answered.
    pub home: String,
    /// Only when the query is not empty: “31 stories”.
    pub count: Option<String>,
    pub hits: Vec<Hit>,
    pub newer: Option<String>,
    pub older: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    pub value: String,
    pub title: String,
    pub chosen: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct Hit {
    pub card: Card,
    pub passage: Vec<Bit>,
}

/// A newsletter with its sign-up form: the same bytes for every reader.
#[derive(Debug, Clone, Serialize)]
pub struct SignUp {
    /// Part of ids: the newsletter's slug.
    pub name: String,
    pub title: String,
    pub promise: String,
    /// Path of the newsletter's page.
    pub path: String,
    /// Where the form is sent; `None` when the newsletter takes no new readers.
    pub action: Option<String>,
    /// The version of the sentence below the form.
    pub consent: Consent,
    /// Where a letter can be looked at beforehand; `None` before the first has gone out.
    pub preview: Option<String>,
    /// Path of the standing page about privacy.
    pub privacy: Option<String>,
    /// The newest issue, where it is named beside the form; on articles it is not, because a new letter must not touch them.
    pub newest: Option<IssueLine>,
}

/// An issue in a list.
#[derive(Debug, Clone, Serialize)]
pub struct IssueLine {
    pub path: String,
    pub subject: String,
    pub preheader: String,
    pub sent: When,
}

/// All newsletters of an edition.
#[derive(Debug, Clone, Serialize)]
pub struct NewslettersPage {
    pub frame: Frame,
    pub letters: Vec<SignUp>,
    /// The absolute address where who has lost their link asks for it.
    pub lost: String,
}

/// One newsletter.
#[derive(Debug, Clone, Serialize)]
pub struct NewsletterPage {
    pub frame: Frame,
    pub letter: SignUp,
    /// The newest issue in short: its intro (safe HTML from our own renderer) and the headlines of its stories.
    pub intro: String,
    pub headlines: Vec<String>,
    /// Newest first, the newest too.
    pub issues: Vec<IssueLine>,
    /// Path of its Atom feed.
    pub feed: String,
}

/// The form alone, at the address that it is sent to.
#[derive(Debug, Clone, Serialize)]
pub struct SignUpPage {
    pub frame: Frame,
    pub letter: SignUp,
    /// The absolute address of this page, where forms are answered.
    pub home: String,
}

/// An issue as it was sent.
#[derive(Debug, Clone, Serialize)]
pub struct IssuePage {
    pub frame: Frame,
    pub letter: SignUp,
    pub subject: String,
    pub preheader: String,
    /// “Letter 12”, its digits in those of the language.
    pub number: String,
    pub sent: When,
    /// Safe HTML from our own renderer.
    pub intro: String,
    pub blocks: Vec<IssueBlock>,
    /// Where the paper is supported, from this page, where the letter asks for it.
    pub support: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum IssueBlock {
    Heading {
        text: String,
    },
    Story {
        /// With the letter's own headline where it has one.
        card: Box<Card>,
        paragraphs: Vec<String>,
        /// Whether it stands under a heading.
        under: bool,
        /// The first, whose picture is the widest.
        first: bool,
    },
    Note {
        /// Safe HTML from our own renderer.
        html: String,
    },
}

/// A few words to one reader.
#[derive(Debug, Clone, Serialize)]
pub struct NotePage {
    pub frame: Frame,
    pub title: String,
    pub text: Vec<String>,
    pub form: Option<super::pages::note::NoteForm>,
    /// Path and title.
    pub links: Vec<(String, String)>,
}
