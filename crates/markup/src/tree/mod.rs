//! The document tree.
//!
//! The JSON of a tree is stable: one object per node, its only key naming the kind (`{"paragraph":[{"text":"…"}]}`). A kind or field that is not known is
//! refused. Whoever makes a [`Body`], by [`Body::new`] or by reading JSON, gets the normal form that [`tidy`] describes.
//!
//! - `address`: what may stand in `href` and `src`.
//! - `change`: pictures taken in, links led elsewhere.
//! - `inline`: the normal form of a run of inlines.
//! - `limits`: how large and how deep.
//! - `tidy`: the normal form.
//! - `walk`: every picture, link and inline in reading order.

mod address;
mod change;
mod inline;
pub mod limits;
#[cfg(test)]
mod tests;
pub(crate) mod tidy;
mod walk;

use kernel::Slug;
use serde::{Deserialize, Serialize};

pub use address::{Address, Href, MediaKey, Source, Target, Unsafe};

use crate::Loss;

/// An article's body: its blocks, and the footnotes in the order of their first reference.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Loose")]
pub struct Body {
    blocks: Vec<Block>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Vec<Inline>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Block {
    Paragraph(Vec<Inline>),
    Heading {
        level: Level,
        content: Vec<Inline>,
    },
    /// With a `start` it is a numbered list; without, a bulleted one.
    List {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        start: Option<u32>,
        items: Vec<Vec<Block>>,
    },
    Quote {
        blocks: Vec<Block>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        cite: Vec<Inline>,
    },
    PullQuote {
        content: Vec<Inline>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        cite: Vec<Inline>,
    },
    Image {
        picture: Picture,
        #[serde(default, skip_serializing_if = "Position::is_column")]
        position: Position,
    },
    Gallery(Vec<Picture>),
    /// A card that leads to a film, post or map elsewhere. Nothing of it is loaded before a reader asks.
    Embed {
        url: Address,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        title: String,
    },
    Audio {
        file: Source,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        title: String,
    },
    Video {
        file: Source,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        title: String,
    },
    /// Every row has as many cells as the widest; `head` is empty or as wide.
    Table {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        head: Vec<Vec<Inline>>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    Aside {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        title: String,
        blocks: Vec<Block>,
    },
    /// A pointer to another piece in the middle of the text.
    Related(Slug),
    NewsletterBox,
    Code {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<String>,
        text: String,
    },
    Rule,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Inline {
    Text(String),
    Strong(Vec<Inline>),
    Emphasis(Vec<Inline>),
    Link {
        href: Href,
        content: Vec<Inline>,
    },
    Sub(Vec<Inline>),
    Sup(Vec<Inline>),
    SmallCaps(Vec<Inline>),
    Strike(Vec<Inline>),
    Code(String),
    Break,
    /// The footnote with this index in [`Body::notes`].
    Note(usize),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    pub source: Source,
    /// What is to be seen, for somebody who cannot see it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub alt: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caption: Vec<Inline>,
    /// Who made it, where that is not left to the media library.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
}

/// Where a picture stands: in the column of text, wider, from edge to edge, or at a side with the text around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Position {
    #[default]
    Column,
    Wide,
    Full,
    Left,
    Right,
}

/// The level of a heading inside a body, 2 to 4; the headline of the page is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Level(u8);

/// A body as somebody sent it, before it is tidied.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Loose {
    blocks: Vec<Block>,
    #[serde(default)]
    notes: Vec<Vec<Inline>>,
}

/// Why a body that was sent as JSON is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("a body may hold {} nodes and {} bytes of text, and this one holds more", limits::NODES, limits::TEXT_BYTES)]
    TooLong,
    #[error("a heading inside a body has the level 2, 3 or 4, not {0}")]
    Level(u8),
}

impl Body {
    /// The normal form of these blocks and notes, and what of them had no place: unreferenced notes, containers nested too deep, whatever is too long.
    pub fn new(blocks: Vec<Block>, notes: Vec<Vec<Inline>>) -> (Self, Vec<Loss>) {
        let (blocks, notes, losses) = tidy::tidy(blocks, notes);
        (Self { blocks, notes }, losses)
    }

    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The blocks without the notes.
    pub fn into_blocks(self) -> Vec<Block> {
        self.blocks
    }

    /// The footnotes, in the order of their first reference.
    pub fn notes(&self) -> &[Vec<Inline>] {
        &self.notes
    }

    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }
}

impl TryFrom<Loose> for Body {
    type Error = Refused;

    fn try_from(loose: Loose) -> Result<Self, Refused> {
        let (body, losses) = Self::new(loose.blocks, loose.notes);
        if losses.contains(&Loss::TooLong) { Err(Refused::TooLong) } else { Ok(body) }
    }
}

impl Level {
    pub const TWO: Self = Self(2);
    pub const THREE: Self = Self(3);
    pub const FOUR: Self = Self(4);

    /// The nearest level there is to HTML's `h1` to `h6`.
    pub fn nearest(level: u8) -> Self {
        Self(level.clamp(2, 4))
    }

    pub fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Level {
    type Error = Refused;
    fn try_from(level: u8) -> Result<Self, Refused> {
        if (2..=4).contains(&level) { Ok(Self(level)) } else { Err(Refused::Level(level)) }
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> Self {
        level.0
    }
}

impl Position {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Column => "column",
            Self::Wide => "wide",
            Self::Full => "full",
            Self::Left => "left",
            Self::Right => "right",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        [Self::Column, Self::Wide, Self::Full, Self::Left, Self::Right].into_iter().find(|p| p.as_str() == name)
    }

    fn is_column(&self) -> bool {
        *self == Self::Column
    }
}
