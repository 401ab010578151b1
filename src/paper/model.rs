//! What is published: types and rules, pure.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use kernel::{Locale, Slug, id};
use markup::Body;
use serde::{Deserialize, Serialize};

id!(PieceId, "A piece: the same at the desk and in the paper.");
id!(CollectionId, "A listing of pieces: a section, a tag, an author, a month …");

/// What an editor writes: the same at the desk (in each revision) and in the paper (as published).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub locale: Locale,
    pub slug: Slug,
    pub kind: Kind,
    /// Kicker above the headline; empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    pub headline: String,
    /// For cards on social networks; empty means the headline.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub long_headline: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub standfirst: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<Lead>,
    #[serde(default)]
    pub body: Body,
    #[serde(default)]
    pub bylines: Vec<Slug>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reporting_by: Vec<Slug>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<Slug>,
    /// Further sections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Slug>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Slug>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dossiers: Vec<Slug>,
    /// “Read more”, hand-picked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<PieceId>,
    /// The piece that this one translates; linked translations share one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translation_of: Option<PieceId>,
    #[serde(default, skip_serializing_if = "Flags::is_plain")]
    pub flags: Flags,
}

/// What sort of piece it is. Sponsored pieces are kept apart and labelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Report,
    Opinion,
    Analysis,
    Live,
    Gallery,
    Video,
    Podcast,
    Sponsored,
    /// A standing page: about, privacy, contact. It has no date in its address and stands in no listing.
    Page,
}

impl Kind {
    pub const ALL: [Self; 9] =
        [Self::Report, Self::Opinion, Self::Analysis, Self::Live, Self::Gallery, Self::Video, Self::Podcast, Self::Sponsored, Self::Page];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Opinion => "opinion",
            Self::Analysis => "analysis",
            Self::Live => "live",
            Self::Gallery => "gallery",
            Self::Video => "video",
            Self::Podcast => "podcast",
            Self::Sponsored => "sponsored",
            Self::Page => "page",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// The picture at the head of a piece. Its credit belongs to the picture, so that it cannot be forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Key of a [`Picture`].
    pub picture: String,
    /// Own caption for this piece; empty means the picture's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub caption: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Flags {
    /// No ask for money near this piece: a tragedy.
    pub no_asks: bool,
    /// Kept from search engines.
    pub no_index: bool,
    pub breaking: bool,
}

impl Flags {
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

/// A piece as readers have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    pub id: PieceId,
    #[serde(flatten)]
    pub content: Content,
    /// Relative to the root, no leading slash, with a slash at the end: `ru/2026/11/22/slug/`.
    pub path: String,
    pub first_published_at: Timestamp,
    /// The last change that readers should know of; equals `first_published_at` when there was none.
    pub updated_at: Timestamp,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
}

/// What was wrong, and since when it is right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    pub at: Timestamp,
    pub text: String,
}

/// A section, tag, author or dossier of one language edition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    pub kind: TermKind,
    pub locale: Locale,
    pub slug: Slug,
    pub title: String,
    /// A description; for an author the biography, for a dossier the standfirst.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// For an author: “Courts”, “Photographer”.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// Key of a [`Picture`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// An author of whom only a public name may be shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protected: bool,
    /// Order in menus; smaller comes first.
    #[serde(default)]
    pub position: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TermKind {
    Section,
    Tag,
    Author,
    Dossier,
}

impl TermKind {
    pub const ALL: [Self; 4] = [Self::Section, Self::Tag, Self::Author, Self::Dossier];

    /// The word of its addresses and of the `kind` column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Tag => "tag",
            Self::Author => "author",
            Self::Dossier => "dossier",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A picture of ours, re-encoded at several widths. The files are objects of the edition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// Random, and part of the files' names; never a name the picture came with.
    pub key: String,
    /// `2026/11`: the month that its files are filed under.
    pub month: String,
    /// Of the largest rendition, in pixels.
    pub width: u32,
    pub height: u32,
    pub renditions: Vec<Rendition>,
    pub alt: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub caption: String,
    pub credit: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub licence: String,
}

/// One file of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendition {
    pub width: u32,
    pub format: Format,
    pub object: seal::Hash,
    /// Size of the file.
    pub bytes: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Jpeg,
    Webp,
}

impl Format {
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

impl Picture {
    /// Where one rendition lies in the edition: `media/2026/11/<key>-640.webp`.
    pub fn path_of(&self, rendition: &Rendition) -> String {
        format!("media/{}/{}-{}.{}", self.month, self.key, rendition.width, rendition.format.extension())
    }
}

/// A sound of ours, without what was written into it. The file is an object of the edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// Random, and the file's name; never a name that it came with.
    pub key: String,
    /// `2026/11`: the month that its file is filed under.
    pub month: String,
    pub format: SoundFormat,
    pub object: seal::Hash,
    /// Size of the file.
    pub bytes: u64,
    /// Rounded up.
    pub seconds: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SoundFormat {
    Mp3,
    M4a,
    Ogg,
}

impl SoundFormat {
    pub fn extension(self) -> &'static str {
        match self {
            Self::Mp3 => "mp3",
            Self::M4a => "m4a",
            Self::Ogg => "ogg",
        }
    }

    /// The names that programs for podcasts know them by.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Mp3 => "audio/mpeg",
            Self::M4a => "audio/mp4",
            Self::Ogg => "audio/ogg",
        }
    }
}

impl Recording {
    /// Where it lies in the edition: `media/2026/11/<key>.mp3`.
    pub fn path(&self) -> String {
        format!("media/{}/{}.{}", self.month, self.key, self.format.extension())
    }

    /// “4:09”, or “1:02:30”.
    pub fn length(&self) -> String {
        let (hours, minutes, seconds) = (self.seconds / 3_600, self.seconds / 60 % 60, self.seconds % 60);
        if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
    }
}

/// An old address that leads to a new one; both relative to the root, without a leading slash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    pub from: String,
    pub to: String,
}

/// The address of a piece: dated in the newspaper's zone, by its first publication; standing pages have no date.
pub fn path_of(prefix: &str, content: &Content, first_published_at: Timestamp, zone: &TimeZone) -> String {
    if content.kind == Kind::Page {
        return format!("{prefix}{}/", content.slug);
    }
    let day = zone.to_datetime(first_published_at).date();
    format!("{prefix}{:04}/{:02}/{:02}/{}/", day.year(), day.month(), day.day(), content.slug)
}

/// What the newspaper says of itself in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MastheadWords {
    pub name: String,
    pub motto: String,
    /// One sentence, for search engines and feeds.
    pub description: String,
    /// A line at the foot of every page.
    pub footer: String,
}
