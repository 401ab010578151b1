//! What a printer of HTML has to be told: addresses, sizes and words.

use std::borrow::Cow;

use crate::tree::{MediaKey, Position, Target};

/// Answers for the house in which a body is printed. In [`Mode::Feed`](super::Mode) the addresses it gives are absolute, on a page relative to it.
pub trait Resolve {
    /// A picture of ours; `None` when it is not in the library (or this print goes without pictures).
    fn picture(&self, key: &MediaKey) -> Option<Shown<'_>>;

    /// A sound or film of ours.
    fn file<'a>(&'a self, key: &'a MediaKey) -> Option<Cow<'a, str>>;

    /// Where a link to [`Target::Piece`] or [`Target::Path`] leads from here; other targets are not asked about. `None` prints its words without a link.
    fn href<'a>(&'a self, target: Target<'a>) -> Option<Cow<'a, str>>;

    /// The piece that a related block points to; `None` prints nothing.
    fn related<'a>(&'a self, slug: &'a str) -> Option<Invitation<'a>>;

    /// What stands in a newsletter box; `None` prints nothing.
    fn newsletter(&self) -> Option<Invitation<'_>>;

    fn words(&self) -> &Words;

    /// The value of `sizes` for a picture that stands there.
    fn sizes(&self, position: Position) -> &str {
        match position {
            Position::Column => "(min-width: 44em) 42em, 100vw",
            Position::Wide => "(min-width: 70em) 66em, 100vw",
            Position::Full => "100vw",
            Position::Left | Position::Right => "(min-width: 44em) 20em, 100vw",
        }
    }
}

/// A picture as the library has it.
#[derive(Clone, Debug, Default)]
pub struct Shown<'a> {
    /// Of the original, in pixels.
    pub width: u32,
    pub height: u32,
    /// Stands in where the body has no alternative text of its own.
    pub alt: Cow<'a, str>,
    /// Stands in where the body names nobody.
    pub credit: Option<Cow<'a, str>>,
    /// From the narrowest to the widest.
    pub jpeg: Vec<Rendition<'a>>,
    /// From the narrowest to the widest; may be empty.
    pub webp: Vec<Rendition<'a>>,
}

/// One size of a picture.
#[derive(Clone, Debug)]
pub struct Rendition<'a> {
    /// In pixels.
    pub width: u32,
    pub url: Cow<'a, str>,
}

/// A line that leads somewhere: `label` introduces it, `title` is the link.
#[derive(Clone, Debug)]
pub struct Invitation<'a> {
    pub label: Cow<'a, str>,
    pub href: Cow<'a, str>,
    pub title: Cow<'a, str>,
}

/// The words that the renderer itself needs, in the language of the piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// "Footnotes".
    pub notes: String,
    /// "Footnote", said before a number.
    pub note: String,
    /// "Back to the text, footnote", said before a number.
    pub back: String,
    /// "Picture not available here".
    pub missing_picture: String,
    /// "Recording not available here", of sounds and films.
    pub missing_file: String,
    /// "Table", said before a number.
    pub table: String,
}
