//! Live coverage: posts of a piece of the kind *live*, and what each of them touches.
//!
//! Posts are numbered by the desk in the order in which they went out. The piece's own page shows the newest 10 to 19; older ones stand ten to a page, numbered
//! from 1 for the oldest, so that a post touches the first page and no other. A withdrawn post keeps its place, empty.

use std::collections::BTreeSet;

use anyhow::Result;
use jiff::Timestamp;
use kernel::Slug;
use markup::Body;
use serde::{Deserialize, Serialize};
use store::Tx;

use super::Paper;
use super::model::{Kind, PieceId, Published, Redirect};
use super::publication::{House, touch_around, touch_where_listed};
use super::store::{due, listings, live, pieces, unindexed};
use super::summary::{LiveMark, Summary};
use super::target::Target;

/// Posts on a full page.
pub const PAGE: i64 = 10;
/// Posts whose text the fragment has, which open pages ask for.
pub const FRESH: usize = 5;
/// Key posts in the summary at the top.
pub const KEYS: i64 = 12;
/// Posts that can be pinned; of more, the newest are.
pub const PINS: i64 = 3;
/// Posts whose words the search knows.
const SEARCHED: i64 = 300;

/// A post as readers have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Post {
    pub piece: PieceId,
    /// From 1, in the order of going out; also its anchor.
    pub number: i64,
    pub at: Timestamp,
    /// The last change that readers should know of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Slug>,
    /// Empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub headline: String,
    pub body: Body,
    /// Stands above all others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// Named in the summary at the top.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub key: bool,
}

/// A post and its place, which it keeps when it is withdrawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub post: Post,
    pub withdrawn_at: Option<Timestamp>,
}

impl Post {
    /// Differs whenever readers should see another text.
    pub fn version(&self) -> Result<String> {
        Ok(seal::Hash::of(&serde_json::to_vec(self)?).to_string().split_off(56))
    }
}

/// How many numbered pages there are when the last post has the number `last`: the full ones but the newest.
pub fn numbered_pages(last: i64) -> i64 {
    (last / PAGE - 1).max(0)
}

/// The page that a post stands on: a number, or `None` for the piece's own.
pub fn page_of(number: i64, last: i64) -> Option<i64> {
    let page = (number - 1) / PAGE + 1;
    (page <= numbered_pages(last)).then_some(page)
}

/// Where the fragment of a piece at `path` lies.
pub fn fragment_path(path: &str) -> String {
    format!("{path}live.html")
}

/// Where a numbered page of older posts stands.
pub fn page_path(path: &str, page: i64) -> String {
    format!("{path}live/{page}/")
}

impl Paper {
    /// Keeps a post as it went out, was changed or withdrawn, and touches what shows it.
    pub async fn put_post(&self, entry: Entry) -> Result<()> {
        let room = self.clone();
        self.db().write(move |tx| put(tx, &room.house(), &entry)).await
    }

    /// Posts of an archive whose pieces are printed afterwards anyway.
    pub async fn put_posts(&self, entries: Vec<Entry>) -> Result<()> {
        self.db()
            .write(move |tx| {
                for entry in &entries {
                    live::put(tx, entry)?;
                    mark(tx, entry.post.piece)?;
                }
                Ok(())
            })
            .await
    }

    /// Ends the coverage of a piece, or (`None`) opens it again.
    pub async fn end_coverage(&self, piece: PieceId, at: Option<Timestamp>) -> Result<()> {
        let room = self.clone();
        self.db().write(move |tx| end(tx, &room.house(), piece, at)).await
    }
}

fn put(tx: &mut Tx<'_>, house: &House<'_>, entry: &Entry) -> Result<()> {
    let post = &entry.post;
    let before = live::last(tx, post.piece)?;
    live::put(tx, entry)?;
    let last = live::last(tx, post.piece)?;
    let Some(piece) = pieces::find(tx, post.piece)? else { return Ok(()) };
    mark(tx, piece.id)?;
    unindexed::touch(tx, [piece.id])?;
    let mut touched = BTreeSet::from([
        Target::Piece(piece.id),
        Target::Front(piece.content.locale.clone()),
        Target::Sitemap(house.month(piece.first_published_at)),
        Target::NewsSitemap,
    ]);
    if let Some(page) = page_of(post.number, last) {
        touched.insert(Target::LivePage(piece.id, page));
    }
    // A page that has just been filled; the one before it now leads to it.
    for page in numbered_pages(before).max(1)..=numbered_pages(last) {
        if numbered_pages(last) > numbered_pages(before) {
            touched.insert(Target::LivePage(piece.id, page));
        }
    }
    if post.key {
        // Feeds hold full texts in three formats, so they follow the posts that an editor calls key.
        touched.insert(Target::CommonFeeds);
        touched.extend(listings::of_piece(tx, piece.id)?.into_iter().map(|(collection, _)| Target::Feeds(collection)));
    }
    due::touch(tx, touched)
}

fn end(tx: &mut Tx<'_>, house: &House<'_>, id: PieceId, at: Option<Timestamp>) -> Result<()> {
    if live::ended_at(tx, id)? == at {
        return Ok(());
    }
    live::put_end(tx, id, at)?;
    let Some(piece) = pieces::find(tx, id)? else { return Ok(()) };
    mark(tx, id)?;
    let mut touched = BTreeSet::new();
    let group = pieces::translation_group(tx, id, None)?;
    touch_where_listed(tx, id, &mut touched)?;
    touch_around(tx, house, &piece, group, &mut touched)?;
    due::touch(tx, touched)
}

/// Brings what other pages show of a piece up to date with its posts.
pub(super) fn mark(tx: &mut Tx<'_>, id: PieceId) -> Result<()> {
    let Some(piece) = pieces::find(tx, id)?.filter(|piece| piece.content.kind == Kind::Live) else { return Ok(()) };
    let ended_at = live::ended_at(tx, id)?;
    let newest = [live::newest_at(tx, id)?, ended_at].into_iter().flatten().max();
    let mut card = Summary::of(&piece);
    card.updated_at = newest.map_or(card.updated_at, |at| at.max(card.updated_at));
    card.live = Some(LiveMark { ended: ended_at.is_some() });
    pieces::put_card(tx, &card)
}

/// Touches the pages of older posts; the piece's own page and its fragment are one target.
pub(super) fn touch_pages(tx: &mut Tx<'_>, id: PieceId, touched: &mut BTreeSet<Target>) -> Result<()> {
    let pages = numbered_pages(live::last(tx, id)?);
    touched.extend((1..=pages).map(|page| Target::LivePage(id, page)));
    Ok(())
}

/// Leads the addresses of a coverage that has moved from `old` on to `new`.
pub(super) fn lead_on(tx: &mut Tx<'_>, id: PieceId, old: &str, new: &str, touched: &mut BTreeSet<Target>) -> Result<()> {
    let pages = numbered_pages(live::last(tx, id)?);
    let moved = (1..=pages).map(|page| (page_path(old, page), page_path(new, page))).chain([(fragment_path(old), fragment_path(new))]);
    for (from, to) in moved {
        pieces::forget_redirect(tx, &to)?;
        touched.insert(Target::Redirect(from.clone()));
        pieces::redirect(tx, &Redirect { from, to })?;
    }
    Ok(())
}

/// A piece whose body goes on with its posts, newest first: what the search looks at.
pub fn with_posts(tx: &mut Tx<'_>, mut piece: Published) -> Result<Published> {
    if piece.content.kind == Kind::Live {
        let last = live::last(tx, piece.id)?;
        let mut blocks = piece.content.body.blocks().to_vec();
        for post in live::between(tx, piece.id, last - SEARCHED, last)? {
            if !post.headline.is_empty() {
                blocks.push(markup::Block::Paragraph(vec![markup::Inline::Text(post.headline)]));
            }
            blocks.extend_from_slice(post.body.blocks());
        }
        piece.content.body = Body::new(blocks, piece.content.body.notes().to_vec()).0;
    }
    Ok(piece)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::clock::moment;

    fn post(number: i64, words: &str) -> Post {
        let (at, body) = (moment(number * 100), markup::markdown::read(words).0);
        Post { piece: PieceId(1), number, at, updated_at: None, author: None, headline: String::new(), body, pinned: false, key: false }
    }

    #[test]
    fn posts_are_found_by_their_places_and_marks_on_both_databases() -> Result<()> {
        for db in store::contract::fresh_databases(&crate::paper::SCHEMA)? {
            let found = db.write_now(|tx| {
                let stands = |post: Post| Entry { post, withdrawn_at: None };
                for number in 1..=5 {
                    live::put(tx, &stands(post(number, "As it was.")))?;
                }
                live::put(tx, &stands(Post { key: true, ..post(2, "As it is.") }))?;
                live::put(tx, &stands(Post { pinned: true, key: true, ..post(3, "Above all.") }))?;
                live::put(tx, &Entry { post: post(5, "Never mind."), withdrawn_at: Some(moment(900)) })?;
                let of = |posts: Vec<Post>| posts.into_iter().map(|post| post.number).collect::<Vec<_>>();
                let id = PieceId(1);
                let numbers = [of(live::between(tx, id, 2, 5)?), of(live::pinned(tx, id, 3)?), of(live::key(tx, id, 1)?)];
                let moments = (live::oldest_at(tx, id)?, live::newest_at(tx, id)?, live::oldest_at(tx, PieceId(9))?);
                live::put_end(tx, id, Some(moment(700)))?;
                let ended = live::ended_at(tx, id)?;
                live::put_end(tx, id, None)?;
                Ok((numbers, moments, live::last(tx, id)?, live::last(tx, PieceId(9))?, (ended, live::ended_at(tx, id)?), live::all(tx)?))
            })?;
            let (numbers, moments, last, none, ends, all) = found;
            assert_eq!(numbers, [vec![4, 3, 2], vec![3], vec![3]]);
            assert_eq!(moments, (Some(moment(100)), Some(moment(400)), None));
            assert_eq!((last, none), (5, 0), "a withdrawn post keeps its number");
            assert_eq!(ends, (Some(moment(700)), None));
            assert_eq!(all, [(PieceId(1), 5)]);
        }
        Ok(())
    }

    #[test]
    fn every_post_stands_on_exactly_one_page_and_the_pages_are_full() {
        for last in 0..100 {
            let own = (1..=last).filter(|number| page_of(*number, last).is_none()).count() as i64;
            assert_eq!(own, last - numbered_pages(last) * PAGE);
            assert!(own < 2 * PAGE && (own >= PAGE || last < PAGE), "{last}: {own}");
            for page in 1..=numbered_pages(last) {
                assert_eq!((1..=last).filter(|number| page_of(*number, last) == Some(page)).count() as i64, PAGE);
            }
        }
    }

    #[test]
    fn a_new_post_moves_nothing_on_a_numbered_page() {
        for last in 1..100 {
            for number in 1..=last {
                if let Some(page) = page_of(number, last) {
                    assert_eq!(page_of(number, last + 1), Some(page));
                }
            }
        }
    }
}
