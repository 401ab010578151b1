//! What the verifier found.

use std::fmt;

use crate::fault::Finding;
use crate::{Edition, PublicKey};

/// What the verifier found. [`Report::is_sound`] is the verdict; `Display` is the whole in lines of plain words.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The key that was asked for, or `edition.pub` when none was.
    pub key: Option<PublicKey>,
    /// The key came from the place itself: compare its fingerprint with one from elsewhere.
    pub first_use: bool,
    /// The edition, when its signature holds.
    pub edition: Option<Edition>,
    /// Paths that were looked at.
    pub paths: u64,
    /// Different objects that are whole and unaltered, without those of the tree itself.
    pub objects: u64,
    /// The stored bytes of those objects.
    pub bytes: u64,
    /// Plain files that equal their objects.
    pub plain: u64,
    pub findings: Several<Finding>,
    /// Files that the edition does not speak of. They are no fault, but nobody signed them.
    pub extra: Several<String>,
    /// Objects that this edition does not list; mostly those of earlier editions. Their bytes were not checked.
    pub unlisted_objects: u64,
}

impl Report {
    /// Whether everything is there and as it was signed.
    pub fn is_sound(&self) -> bool {
        self.edition.is_some() && self.findings.count == 0
    }
}

/// The first of something, and how many there were: a hostile host must not fill the memory with its faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Several<T> {
    pub first: Vec<T>,
    pub count: u64,
}

/// How many are kept.
const KEPT: usize = 200;

impl<T> Several<T> {
    pub(super) fn push(&mut self, one: T) {
        self.count += 1;
        if self.first.len() < KEPT {
            self.first.push(one);
        }
    }
}

impl<T> Default for Several<T> {
    fn default() -> Self {
        Self { first: Vec::new(), count: 0 }
    }
}

impl<T: fmt::Display> Several<T> {
    fn list(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for one in &self.first {
            writeln!(f, "  {one}")?;
        }
        match self.count - self.first.len() as u64 {
            0 => Ok(()),
            more => writeln!(f, "  and {more} more"),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(edition) = &self.edition {
            writeln!(f, "edition {} of {}", edition.sequence, edition.time)?;
        }
        if let Some(key) = &self.key {
            let trust = if self.first_use { ", taken from the place itself: compare it with one from elsewhere" } else { "" };
            writeln!(f, "key {}{trust}", key.fingerprint())?;
        }
        writeln!(f, "{} paths, {} objects of {} bytes, {} plain files", self.paths, self.objects, self.bytes, self.plain)?;
        if self.unlisted_objects > 0 {
            writeln!(f, "{} objects of other editions", self.unlisted_objects)?;
        }
        if self.extra.count > 0 {
            writeln!(f, "{} files that nobody signed:", self.extra.count)?;
            self.extra.list(f)?;
        }
        match self.findings.count {
            0 => writeln!(f, "all whole and unaltered"),
            faults => {
                writeln!(f, "{faults} faults:")?;
                self.findings.list(f)
            }
        }
    }
}
