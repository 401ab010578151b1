//! Which pages a change of asks touches, and how they are printed: the sheet and the fronts at once, listings and pieces in rounds, a stretch at a time, so that
//! publications come in between. Until its turn has come a page may still have an old ask; the sheet hides it.

use anyhow::Result;
use jiff::Timestamp;
use kernel::Locale;
use serde::{Deserialize, Serialize};
use store::{Claimed, Job, Tx};

use super::model::{Ask, Sort};
use super::touch_sheet;
use crate::paper::Paper;
use crate::paper::listing::CollectionKind;
use crate::paper::model::{CollectionId, TermKind};
use crate::paper::store::asks::{self, Reached};
use crate::paper::store::{due, listings};
use crate::paper::target::Target;

/// Pages that are printed in one edition. Two cores print them in well under half a second, and so long a publication may wait.
const STRETCH: i64 = 400;
/// Before the first page of a round.
const START_OF_PIECES: Reached = (i64::MAX, i64::MAX);
const START_OF_LISTS: Reached = (0, -1);

/// Pages that are gone through one after another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Round {
    /// The newest pages of all listings of a language edition.
    Lists(Locale),
    /// The pieces of a collection, the newest first.
    Pieces(CollectionId),
}

/// Prints the next stretch.
#[derive(Debug, Serialize, Deserialize)]
pub struct PrintAsks {}

impl Job for PrintAsks {
    const NAME: &'static str = "print asks";
}

impl Round {
    pub fn to_text(&self) -> String {
        match self {
            Self::Lists(locale) => format!("lists {locale}"),
            Self::Pieces(id) => format!("pieces {id}"),
        }
    }

    pub fn from_text(text: &str) -> Option<Self> {
        match text.split_once(' ')? {
            ("lists", locale) => locale.parse().ok().map(Self::Lists),
            ("pieces", id) => id.parse().ok().map(Self::Pieces),
            _ => None,
        }
    }

    /// The next pages of the round, and where it is behind them.
    fn stretch(&self, tx: &mut Tx<'_>, reached: Reached) -> Result<Option<(Vec<Target>, Reached)>> {
        Ok(match self {
            Self::Lists(locale) => {
                let lists = asks::lists_after(tx, locale, reached.1, STRETCH)?;
                lists.last().copied().map(|last| (lists.into_iter().map(Target::Newest).collect(), (0, last.0)))
            }
            Self::Pieces(collection) => {
                let pieces = asks::listed_before(tx, *collection, reached, STRETCH)?;
                let last = pieces.last().map(|(at, id)| (*at, id.0));
                last.map(|last| (pieces.into_iter().map(|(_, id)| Target::Piece(id)).collect(), last))
            }
        })
    }
}

/// Touches what an ask concerns: the sheet, and every page on which it may stand or have stood.
pub(super) fn touch(tx: &mut Tx<'_>, ask: &Ask, now: Timestamp) -> Result<()> {
    touch_sheet(tx)?;
    touch_lists(tx, ask)?;
    if ask.place.is_on(Sort::Piece) {
        for locale in ask.words.keys() {
            let filed = filed(tx, ask, locale)?;
            let rounds = match filed {
                Some(filed) => filed,
                None => listings::find(tx, locale, CollectionKind::All, "all")?.into_iter().map(|all| all.id).collect(),
            };
            rounds.into_iter().try_for_each(|id| asks::put_round(tx, &Round::Pieces(id), START_OF_PIECES))?;
        }
    }
    tx.enqueue(&PrintAsks {}, now)
}

/// The same of fronts and listings alone.
pub(super) fn touch_lists(tx: &mut Tx<'_>, ask: &Ask) -> Result<()> {
    for locale in ask.words.keys() {
        if ask.place.is_on(Sort::Front) {
            due::touch(tx, [Target::Front(locale.clone())])?;
        }
        if ask.place.is_on(Sort::List) {
            match filed(tx, ask, locale)? {
                Some(filed) => due::touch(tx, filed.into_iter().map(Target::Newest))?,
                None => asks::put_round(tx, &Round::Lists(locale.clone()), START_OF_LISTS)?,
            }
        }
    }
    Ok(())
}

/// The listings of the sections and tags that an ask is for; `None` where it is for all.
fn filed(tx: &mut Tx<'_>, ask: &Ask, locale: &Locale) -> Result<Option<Vec<CollectionId>>> {
    if ask.only.is_empty() {
        return Ok(None);
    }
    let sections = ask.only.sections.iter().map(|slug| (TermKind::Section, slug));
    let tags = ask.only.tags.iter().map(|slug| (TermKind::Tag, slug));
    let mut found = Vec::new();
    for (kind, slug) in sections.chain(tags) {
        found.extend(listings::find(tx, locale, CollectionKind::Term(kind), slug.as_str())?.map(|collection| collection.id));
    }
    Ok(Some(found))
}

impl Paper {
    /// Makes the next stretch due, and puts the job of the one behind it into the queue. Nothing is left when there is no round.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(crate) async fn next_stretch(&self, job: Claimed, now: Timestamp) -> Result<()> {
        self.db()
            .write(move |tx| {
                while let Some((round, reached)) = asks::next_round(tx)? {
                    if let Some((targets, reached)) = round.stretch(tx, reached)? {
                        due::touch(tx, targets)?;
                        asks::put_round(tx, &round, reached)?;
                        tx.enqueue(&PrintAsks {}, now)?;
                        break;
                    }
                    asks::end_round(tx, &round)?;
                }
                tx.finish(&job)
            })
            .await
    }
}
