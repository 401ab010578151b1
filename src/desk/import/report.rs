//! What an import did, for a person and as JSON.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::item::{LeftOut, Place};

/// Places that are named under one remark, and things left out that are named at all; beyond that they are counted.
const MOST_PLACES: usize = 200;
const MOST_LEFT_OUT: usize = 20_000;
/// Pieces that a person is shown by name, and likewise things left out.
const SHOWN: usize = 40;

#[derive(Debug, Default, Serialize)]
pub struct Report {
    pub source: String,
    /// `hugo`, `jekyll`, `markdown`, `wordpress` or `ghost`.
    pub format: &'static str,
    pub dry_run: bool,
    pub pieces: Pieces,
    /// Every piece that is new or changed, or was left as it is at the desk; in a dry run those that would be.
    pub named: Vec<Named>,
    pub terms: Terms,
    pub redirects: u64,
    pub pictures: Pictures,
    /// How many things are not in the paper now; `left_out` names at most 20,000 of them.
    pub left_out_count: u64,
    pub left_out: Vec<LeftOut>,
    /// What was left out of pieces that are in, or should be looked at: each with how many pieces it touches and at most 200 of their places.
    pub remarks: BTreeMap<String, Remark>,
    /// Why the import ended before its end. What is in stays in.
    pub stopped: Option<String>,
    /// The number of the edition that shows it.
    pub edition: Option<u64>,
    pub seconds: f64,
}

#[derive(Debug, Default, Serialize)]
pub struct Pieces {
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// Of these, by what they are now.
    pub published: u64,
    pub pages: u64,
    pub scheduled: u64,
    pub drafts: u64,
}

/// What became of one piece.
#[derive(Debug, Serialize)]
pub struct Named {
    pub outcome: Outcome,
    /// `published`, `page`, `scheduled` or `draft`.
    pub state: &'static str,
    pub headline: String,
    /// Relative to the root; for a piece that is not out, where it will be. The address of a draft is settled when it goes out.
    pub path: Option<String>,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    New,
    Changed,
    Same,
    /// Changed in the source and at the desk: left as it is there.
    Kept,
}

#[derive(Debug, Default, Serialize)]
pub struct Terms {
    pub sections: u64,
    pub tags: u64,
    pub authors: u64,
    pub dossiers: u64,
}

#[derive(Debug, Default, Serialize)]
pub struct Pictures {
    pub taken_in: u64,
    pub already_there: u64,
    /// Pictures that stand in pieces as a link to where they were.
    pub elsewhere: u64,
    pub refused: u64,
}

#[derive(Debug, Default, Serialize)]
pub struct Remark {
    pub count: u64,
    pub places: Vec<Place>,
}

impl Pieces {
    pub fn all(&self) -> u64 {
        self.new + self.changed + self.unchanged
    }
}

impl Report {
    pub fn leave_out(&mut self, thing: LeftOut) {
        self.left_out_count += 1;
        if self.left_out.len() < MOST_LEFT_OUT {
            self.left_out.push(thing);
        }
    }

    pub fn remark(&mut self, remark: String, place: &Place) {
        let remark = self.remarks.entry(remark).or_default();
        remark.count += 1;
        if remark.places.len() < MOST_PLACES {
            remark.places.push(place.clone());
        }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match self.outcome {
            Outcome::New => "new",
            Outcome::Changed => "changed",
            Outcome::Same => "the same",
            Outcome::Kept => "left as it is at the desk",
        };
        write!(f, "{outcome}, {}: “{}” ({})", self.state, self.headline, self.place)?;
        self.path.as_ref().map_or(Ok(()), |path| write!(f, " → /{path}"))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pieces, terms, pictures, .. } = self;
        let tried = if self.dry_run { "would be " } else { "" };
        writeln!(f, "{} ({})", self.source, self.format)?;
        writeln!(
            f,
            "  pieces      {}: {tried}{} new, {} changed, {} unchanged",
            pieces.all(),
            pieces.new,
            pieces.changed,
            pieces.unchanged
        )?;
        writeln!(
            f,
            "              {} published, {} standing pages, {} scheduled, {} drafts at the desk",
            pieces.published, pieces.pages, pieces.scheduled, pieces.drafts
        )?;
        writeln!(
            f,
            "  beside      {} sections, {} tags, {} authors, {} dossiers, {} redirects",
            terms.sections, terms.tags, terms.authors, terms.dossiers, self.redirects
        )?;
        writeln!(
            f,
            "  pictures    {} taken in, {} there already, {} left where they are, {} refused",
            pictures.taken_in, pictures.already_there, pictures.elsewhere, pictures.refused
        )?;
        if !self.named.is_empty() {
            writeln!(f, "\nNew and changed:")?;
            for piece in self.named.iter().take(SHOWN) {
                writeln!(f, "  {piece}")?;
            }
            if self.named.len() > SHOWN {
                writeln!(f, "  … and {} more; --json names them all", self.named.len() - SHOWN)?;
            }
        }
        if !self.remarks.is_empty() {
            writeln!(f, "\nOf the pieces that are in:")?;
            let mut remarks: Vec<_> = self.remarks.iter().collect();
            remarks.sort_by(|a, b| b.1.count.cmp(&a.1.count).then(a.0.cmp(b.0)));
            for (what, remark) in remarks.iter().take(60) {
                let first = remark
                    .places
                    .first()
                    .map(|place| format!(" ({place}{})", if remark.count > 1 { ", …" } else { "" }))
                    .unwrap_or_default();
                writeln!(f, "  {:>5} × {what}{first}", remark.count)?;
            }
            if remarks.len() > 60 {
                writeln!(f, "  … and {} rarer ones; --json names them all", remarks.len() - 60)?;
            }
        }
        if self.left_out_count > 0 {
            writeln!(f, "\nLeft out, {} in all:", self.left_out_count)?;
            for thing in self.left_out.iter().take(SHOWN) {
                let name = if thing.name.is_empty() { String::new() } else { format!(" “{}”", thing.name) };
                writeln!(f, "  {}{name} ({}): {}", thing.kind, thing.place, thing.reason)?;
            }
            if self.left_out_count > SHOWN as u64 {
                writeln!(f, "  … and {} more; --json names them", self.left_out_count - SHOWN as u64)?;
            }
        }
        if let Some(reason) = &self.stopped {
            writeln!(
                f,
                "\nStopped: {reason}\nWhat is in stays in. Run the same command again when this is put right; it goes on where it stopped."
            )?;
        }
        write!(f, "\n{:.1} s", self.seconds)?;
        if let Some(edition) = self.edition {
            write!(f, ", printed as edition {edition}")?;
        }
        Ok(())
    }
}
