//! All targets there are: for a new theme, a new section, a whole archive.

use ::store::Tx;
use anyhow::Result;
use jiff::Timestamp;

use super::Site;
use super::lists::has_feed;
use crate::paper::listing::CollectionKind;
use crate::paper::live::numbered_pages;
use crate::paper::model::PieceId;
use crate::paper::podcasts;
use crate::paper::store::{cards, listings, live, newsletters, pieces, recordings};
use crate::paper::target::Target;

/// Rows read at a time.
const STEP: i64 = 2_000;

pub fn everything(site: &Site, tx: &mut Tx<'_>) -> Result<Vec<Target>> {
    let mut targets = vec![Target::Fixtures, Target::CommonFeeds, Target::SitemapIndex, Target::NewsSitemap, Target::AskSheet];
    for locale in &site.locales {
        targets.extend([
            Target::Front(locale.clone()),
            Target::Authors(locale.clone()),
            Target::Topics(locale.clone()),
            Target::Archive(locale.clone()),
            Target::Corrections(locale.clone()),
            Target::NotFound(locale.clone()),
            Target::SearchForm(locale.clone()),
            Target::Newsletters(locale.clone()),
        ]);
    }
    for (newsletter, _) in newsletters::all(tx)?.into_iter().filter(|(newsletter, _)| site.locales.contains(&newsletter.locale)) {
        targets.push(Target::Newsletter(newsletter.locale, newsletter.slug));
    }
    for (locale, slug, number) in newsletters::all_issues(tx)?.into_iter().filter(|(locale, _, _)| site.locales.contains(locale)) {
        targets.push(Target::Issue(locale, slug, number));
    }
    let mut months = std::collections::BTreeSet::new();
    for collection in listings::all(tx)?.into_iter().filter(|collection| site.locales.contains(&collection.locale)) {
        match collection.kind {
            CollectionKind::Kind => continue,
            CollectionKind::Month => {
                months.insert(collection.slug.clone());
            }
            _ => {}
        }
        targets.push(Target::Newest(collection.id));
        targets.extend((1..=collection.numbered_pages()).map(|page| Target::Numbered(collection.id, page)));
        if has_feed(collection.kind) {
            targets.push(Target::Feeds(collection.id));
        }
    }
    targets.extend(months.into_iter().map(Target::Sitemap));
    targets.extend(pieces::picture_keys(tx)?.into_iter().map(Target::Picture));
    targets.extend(recordings::keys(tx)?.into_iter().map(Target::Recording));
    targets.extend(podcasts::all(tx, &site.locales)?);
    targets.extend(cards::all_drawn(tx)?.into_iter().map(Target::Card));
    targets.extend(pieces::redirect_sources(tx)?.into_iter().map(Target::Redirect));
    for (id, last) in live::all(tx)? {
        targets.extend((1..=numbered_pages(last)).map(|page| Target::LivePage(id, page)));
    }
    let mut after = (Timestamp::MIN.as_millisecond(), PieceId(i64::MIN));
    loop {
        let ids = pieces::ids_after(tx, after, STEP)?;
        let Some(last) = ids.last() else { break };
        after = *last;
        targets.extend(ids.into_iter().map(|(_, id)| Target::Piece(id)));
    }
    Ok(targets)
}
