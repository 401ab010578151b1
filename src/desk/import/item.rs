//! What every source is turned into.

use anyhow::{Result, ensure};
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::paper::model::{Content, PieceId, Redirect, Term};

/// Pieces of one source, and likewise its sections, tags and authors, and its pictures: what is known of each is held in memory, up to a kilobyte.
pub const MOST: usize = 250_000;

/// # Errors
/// When a source holds more of something than is held in memory.
pub fn within(count: usize, what: &str) -> Result<()> {
    ensure!(count <= MOST, "it holds more than {MOST} {what}, and no more are brought in at once; import it in parts");
    Ok(())
}

/// Where in a source something stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    pub file: String,
    /// From 1; 0 when the whole file is meant.
    pub line: u64,
}

/// One thing out of a source.
#[derive(Debug)]
pub enum Incoming {
    Piece(Box<Piece>),
    LeftOut(LeftOut),
}

#[derive(Debug)]
pub struct Piece {
    /// Names the piece in its source, the same at every run: `wordpress:paper.example:17`.
    pub origin: String,
    pub place: Place,
    pub content: Content,
    pub lead: Option<LeadPicture>,
    pub state: State,
    /// Addresses that it had, relative to the root of its old site.
    pub old_paths: Vec<String>,
    /// What was left out of it, or should be looked at.
    pub remarks: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Published {
        first: Timestamp,
        updated: Timestamp,
    },
    /// Published, but the source does not say when: a standing page.
    Undated,
    Scheduled(Timestamp),
    Draft,
}

/// The picture at the head, before it is known whether it can be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadPicture {
    pub address: markup::Address,
    pub alt: String,
    pub caption: String,
    pub credit: String,
}

/// Something of the source that is not in the paper now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// “article”, “page”, “attachment” …
    pub kind: &'static str,
    /// Its title or name; may be empty.
    pub name: String,
    pub place: Place,
    pub reason: String,
}

/// What a source holds beside its pieces, known before the first of them is read.
#[derive(Debug, Default)]
pub struct Front {
    pub terms: Vec<Term>,
    /// Old addresses of sections, tags and authors.
    pub redirects: Vec<Redirect>,
    pub left_out: Vec<LeftOut>,
    pub remarks: Vec<(String, Place)>,
    /// How many pieces will come, as far as one can tell.
    pub pieces: u64,
}

impl Place {
    pub fn of(file: impl Into<String>, line: u64) -> Self {
        Self { file: file.into(), line }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => f.write_str(&self.file),
            line => write!(f, "{}, line {line}", self.file),
        }
    }
}

/// The identity of an imported piece follows from where it came from. So a run that was cut off between two databases can be repeated, and pieces can name
/// each other before they are in.
pub fn piece_id(origin: &str) -> PieceId {
    let hash = Sha256::digest(format!("imported piece\0{origin}").as_bytes());
    let bits = hash.iter().take(8).fold(0, |bits: u64, byte| bits << 8 | u64::from(*byte));
    PieceId((bits >> 1) as i64)
}
