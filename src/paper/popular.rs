//! Most read: which stories a front names, and with what figure. Nothing of it is kept in a database.

use std::collections::HashMap;

use ::store::Tx;
use anyhow::Result;
use kernel::Locale;

use super::model::{Kind, PieceId};
use super::store::pieces;

/// Stories that a front names at most, and the fewest that make a list.
pub const MOST: usize = 5;
const FEWEST: usize = 3;

/// A story that is read much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Popular {
    pub piece: PieceId,
    /// It was read at least so often, rounded.
    pub over: u64,
}

/// What is read most in each language edition, most first.
pub type MostRead = HashMap<Locale, Vec<Popular>>;

/// From pages and figures to stories: published ones that are no standing pages, not paid for, and not kept from search engines. Of two with the same figure the
/// newer comes first, so that the order seldom changes.
pub(super) fn of_pages(tx: &mut Tx<'_>, pages: &[(String, u64)]) -> Result<MostRead> {
    let mut found: HashMap<Locale, Vec<(u64, jiff::Timestamp, PieceId)>> = HashMap::new();
    for (path, over) in pages {
        let Some(id) = pieces::at_path(tx, path)? else { continue };
        let Some(story) = pieces::summary(tx, id)? else { continue };
        if !matches!(story.kind, Kind::Page | Kind::Sponsored) && !story.no_index {
            found.entry(story.locale).or_default().push((*over, story.at, id));
        }
    }
    let order = |mut stories: Vec<(u64, jiff::Timestamp, PieceId)>| -> Vec<Popular> {
        stories.sort_by(|a, b| b.cmp(a));
        stories.into_iter().take(MOST).map(|(over, _, piece)| Popular { piece, over }).collect()
    };
    Ok(found.into_iter().filter(|(_, stories)| stories.len() >= FEWEST).map(|(locale, stories)| (locale, order(stories))).collect())
}

/// The editions whose fronts would name other stories, or in another order. A figure that grows is printed with whatever changes the front next.
pub(super) fn differing(old: &MostRead, new: &MostRead, locales: &[Locale]) -> Vec<Locale> {
    let order =
        |of: &MostRead, locale: &Locale| -> Vec<PieceId> { of.get(locale).into_iter().flatten().map(|story| story.piece).collect() };
    locales.iter().filter(|locale| order(old, locale) != order(new, locale)).cloned().collect()
}
