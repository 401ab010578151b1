//! Recordings: taken in without whatever was written into them, kept with the length that programs for podcasts ask for.
//!
//! Promises: what a file is, its first bytes say; a recording carries no title, name, picture, date or program of whoever made it; its sound is not touched.
//!
//! - [`mp3`], [`mp4`], [`ogg`]: the three formats that everybody plays, read to their end and cleared.
//! - [`library`]: what is there.

pub mod library;
pub mod mp3;
pub mod mp4;
pub mod ogg;
#[cfg(test)]
mod tests;

use web::{Kind, Refused};

use crate::paper::model::SoundFormat;

/// The largest file that is taken in: an hour and three quarters at 128 kbit/s.
pub const MOST_BYTES: usize = 100 << 20;
/// A recording of less is none.
const SHORTEST_MS: u64 = 500;

/// A recording without what was written into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleared {
    pub format: SoundFormat,
    pub milliseconds: u64,
    pub bytes: Vec<u8>,
}

/// Why a file is not taken in as a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the file is empty")]
    Empty,
    #[error("this is no MP3, M4A or Ogg file")]
    NotSound,
    #[error("the file is larger than 100 MB")]
    TooHeavy,
    #[error("the file is damaged: it cannot be read to its end")]
    Damaged,
    #[error("this is a film")]
    Film,
}

impl Refused for Refusal {
    fn refusal(&self) -> web::Refusal {
        let (kind, key) = match self {
            Self::Empty => (Kind::Unfit, "refused-file-empty"),
            Self::NotSound => (Kind::Unsupported, "refused-sound-kind"),
            Self::TooHeavy => (Kind::TooLarge, "refused-sound-heavy"),
            Self::Damaged => (Kind::Unfit, "refused-file-damaged"),
            Self::Film => (Kind::Unsupported, "refused-sound-film"),
        };
        web::Refusal::new(kind, key)
    }
}

/// Reads a recording to its end and clears it.
///
/// # Errors
/// What is no recording that we take.
pub fn clear(bytes: Vec<u8>) -> Result<Cleared, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::TooHeavy);
    }
    let format = match bytes.as_slice() {
        [b'O', b'g', b'g', b'S', ..] => SoundFormat::Ogg,
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => SoundFormat::M4a,
        [b'I', b'D', b'3', ..] | [0xff, 0xe0..=0xff, ..] => SoundFormat::Mp3,
        _ => return Err(Refusal::NotSound),
    };
    let (milliseconds, bytes) = match format {
        SoundFormat::Ogg => ogg::clear(bytes)?,
        SoundFormat::M4a => mp4::clear(bytes)?,
        SoundFormat::Mp3 => mp3::clear(&bytes)?,
    };
    if milliseconds < SHORTEST_MS { Err(Refusal::Damaged) } else { Ok(Cleared { format, milliseconds, bytes }) }
}
