//! What can be wrong with a file.

use crate::Hash;
use crate::signature::Refused;

/// What is wrong with one file of an edition. The file's name stands beside it, in a [`Finding`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("missing")]
    Missing,
    #[error("altered: its SHA-256 is {found}")]
    Altered { found: Hash },
    #[error("{found} bytes long, but the edition says {stated}")]
    Length { stated: u64, found: u64 },
    #[error("more than {limit} bytes long")]
    TooLong { limit: u64 },
    #[error("no valid gzip")]
    NotGzip,
    #[error("not readable as what it should be: {0}")]
    Malformed(String),
    #[error("made by a newer program (format {0})")]
    NewerFormat(u32),
    #[error("listed under {0}, where it does not belong")]
    Misplaced(String),
    #[error("the plain file differs from the signed object")]
    PlainDiffers,
    #[error("wrong signature: {0}")]
    Signature(Refused),
    #[error("{0}")]
    Key(Refused),
    #[error("key {found}, but {expected} was asked for")]
    OtherKey { expected: String, found: String },
    #[error("edition {found} is older than {at_least}, which was already seen")]
    Rollback { found: u64, at_least: u64 },
    #[error("the edition states {stated} {what}, but lists {found}")]
    Count { what: &'static str, stated: u64, found: u64 },
    #[error("not readable: {0}")]
    Unreadable(String),
}

/// A file and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {fault}")]
pub struct Finding {
    /// A path of the edition, or the name of a file that carries it: `edition.json`, `year 2026`, `month 2026/11`, `undated segment 3`.
    pub name: String,
    pub fault: Fault,
}

impl Fault {
    /// The fault with the name of the file that it was found in.
    pub fn of(self, name: impl Into<String>) -> Finding {
        Finding { name: name.into(), fault: self }
    }
}
