//! Pictures: taken in, made ours, kept with their credit and their words.
//!
//! - [`library`]: what is there, and what is said of it.
//! - [`renditions`](mod@renditions): a file somebody sent, made into files of ours.
//! - `inspect`: what a file is, by its first bytes.

mod inspect;
pub mod library;
pub mod renditions;
#[cfg(test)]
mod tests;

use anyhow::Result;

pub use renditions::renditions;
use web::{Kind, Refused};

use crate::paper::model::{Format, Picture, Rendition};
use crate::paper::shelf::Shelf;

/// A picture as it will be kept: files at a few widths, each in two formats, from the narrowest to the widest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// Of the largest file, in pixels.
    pub width: u32,
    pub height: u32,
    pub files: Vec<File>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// In pixels.
    pub width: u32,
    pub format: Format,
    pub bytes: Vec<u8>,
}

/// What is said of a picture; alternative text and credit are demanded before anything that shows it is published.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Said {
    /// What is to be seen, for somebody who cannot see it.
    pub alt: String,
    pub caption: String,
    pub credit: String,
    pub licence: String,
}

/// Why a file is not taken in as a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the file is empty")]
    Empty,
    #[error("this is no JPEG, PNG, WebP or GIF")]
    NotAPicture,
    #[error("this is an SVG drawing, which can carry programs; export it as PNG")]
    Svg,
    #[error("the file is larger than 25 MB")]
    TooHeavy,
    #[error("the picture has more than 50 million pixels; make it smaller")]
    TooManyPixels,
    #[error("the picture has more than 300 frames")]
    TooManyFrames,
    #[error("the picture is too tall for its width; cut it into several")]
    TooTall,
    #[error("the file is damaged: it cannot be read to its end")]
    Damaged,
}

impl Refused for Refusal {
    fn refusal(&self) -> web::Refusal {
        let (kind, key) = match self {
            Self::Empty => (Kind::Unfit, "refused-file-empty"),
            Self::NotAPicture => (Kind::Unsupported, "refused-file-kind"),
            Self::Svg => (Kind::Unsupported, "refused-file-svg"),
            Self::TooHeavy => (Kind::TooLarge, "refused-file-heavy"),
            Self::TooManyPixels => (Kind::TooLarge, "refused-file-pixels"),
            Self::TooManyFrames => (Kind::TooLarge, "refused-file-frames"),
            Self::TooTall => (Kind::Unfit, "refused-file-tall"),
            Self::Damaged => (Kind::Unfit, "refused-file-damaged"),
        };
        web::Refusal::new(kind, key)
    }
}

impl Encoded {
    /// Puts the files on the shelf.
    pub fn keep(&self, shelf: &Shelf) -> Result<Vec<Rendition>> {
        let keep = |file: &File| {
            let object = shelf.put(&file.bytes)?;
            Ok(Rendition { width: file.width, format: file.format, object, bytes: file.bytes.len() as u64 })
        };
        self.files.iter().map(keep).collect()
    }

    /// Puts the files on the shelf and gives the picture, filed under `key` and `month` (`2026/11`).
    pub fn into_picture(self, shelf: &Shelf, key: String, month: String, said: Said) -> Result<Picture> {
        let renditions = self.keep(shelf)?;
        let Said { alt, caption, credit, licence } = said;
        Ok(Picture { key, month, width: self.width, height: self.height, renditions, alt, caption, credit, licence })
    }
}

/// A new key: 26 letters and digits that say nothing of where the picture came from.
pub fn new_key() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnopqrstuvwxyz0123456";
    let bits = (u128::from(kernel::id::random() as u64) << 64) | (u128::from(kernel::id::random() as u64) << 1);
    (0..25).map(|at| char::from(LETTERS[(bits >> (at * 5)) as usize & 31])).collect()
}
