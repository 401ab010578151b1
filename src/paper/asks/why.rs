//! What asks look at on a page that is named by its address.

use anyhow::Result;
use kernel::Locale;
use store::Tx;

use super::model::{Occasion, Sort};
use crate::paper::Paper;
use crate::paper::listing::CollectionKind;
use crate::paper::model::TermKind;
use crate::paper::publication::House;
use crate::paper::store::{listings, pieces};
use crate::paper::summary::Summary;

/// A page of the paper, as asks look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Relative to the root, without a leading slash.
    pub path: String,
    /// The headline of a piece; empty for other pages.
    pub headline: String,
    pub occasion: Occasion,
}

impl Paper {
    /// What asks look at on the page at `path`, which is relative to the root. A page that is neither a front nor a listing nor a piece counts as one that never asks.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn occasion(&self, path: String) -> Result<Looked> {
        let room = self.clone();
        self.db().read(move |tx| look(tx, &room.house(), path)).await
    }

    /// The newest pieces of all editions.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn newest_pieces(&self, most: i64) -> Result<Vec<Summary>> {
        self.db().read(move |tx| pieces::newest_everywhere(tx, most)).await
    }
}

fn look(tx: &mut Tx<'_>, house: &House<'_>, path: String) -> Result<Looked> {
    if let Some(id) = pieces::at_path(tx, &path)?
        && let Some(piece) = pieces::find(tx, id)?
    {
        return Ok(Looked { path, headline: piece.content.headline.clone(), occasion: Occasion::piece(&piece.content) });
    }
    // The longest prefix first: the edition at the root has none.
    let mut editions: Vec<(&Locale, String)> = house.locales.iter().map(|locale| (locale, house.prefix(locale))).collect();
    editions.sort_by_key(|(_, prefix)| std::cmp::Reverse(prefix.len()));
    let found = editions.iter().find_map(|(locale, prefix)| Some((*locale, path.strip_prefix(prefix.as_str())?.to_owned())));
    let Some((locale, rest)) = found else {
        return Ok(Looked { occasion: Occasion::quiet(&Locale::english()), headline: String::new(), path });
    };
    let occasion = match rest.trim_end_matches('/').split('/').collect::<Vec<_>>()[..] {
        [""] => Occasion::front(locale),
        ["all"] => Occasion { sort: Some(Sort::List), ..Occasion::quiet(locale) },
        [kind, slug] => {
            let (kind, slug) = match TermKind::parse(kind) {
                Some(kind) => (CollectionKind::Term(kind), slug.to_owned()),
                None => (CollectionKind::Month, format!("{kind}-{slug}")),
            };
            listings::find(tx, locale, kind, &slug)?.map_or_else(|| Occasion::quiet(locale), |list| Occasion::list(&list))
        }
        _ => Occasion::quiet(locale),
    };
    Ok(Looked { occasion, headline: String::new(), path })
}
