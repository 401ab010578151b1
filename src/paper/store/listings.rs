//! Collections, and the order of pieces in them: by first publication, oldest first.

use std::collections::HashMap;

use anyhow::Result;
use jiff::Timestamp;
use kernel::Locale;
use store::{Row, Tx, params};

use super::pieces::read_summary;
use crate::paper::listing::{Collection, CollectionKind};
use crate::paper::model::{CollectionId, PieceId};
use crate::paper::summary::Summary;

store::statements! {
    PUT_COLLECTION = "INSERT INTO collection (id, locale, kind, slug, count) VALUES (:id, :locale, :kind, :slug, 0) ON CONFLICT (locale, kind, slug) DO NOTHING";
    FIND_COLLECTION = "SELECT id, locale, kind, slug, count FROM collection WHERE locale = :locale AND kind = :kind AND slug = :slug";
    COLLECTION_BY_ID = "SELECT id, locale, kind, slug, count FROM collection WHERE id = :id";
    COLLECTIONS_OF_KIND = "SELECT id, locale, kind, slug, count FROM collection WHERE locale = :locale AND kind = :kind ORDER BY slug";
    ALL_COLLECTIONS = "SELECT id, locale, kind, slug, count FROM collection ORDER BY id";
    ADD_LISTING = "INSERT INTO listing (collection, at, piece) VALUES (:collection, :at, :piece) ON CONFLICT (collection, at, piece) DO NOTHING";
    REMOVE_LISTING = "DELETE FROM listing WHERE collection = :collection AND at = :at AND piece = :piece";
    CHANGE_COUNT = "UPDATE collection SET count = count + :by WHERE id = :id";
    LISTED_IN = "SELECT collection, at FROM listing WHERE piece = :piece";
    NEWER_AT_MOST = "SELECT count(*) AS count FROM (SELECT 1 AS one FROM listing WHERE collection = :collection AND (at, piece) > (:at, :piece) LIMIT :most) AS newer";
    NEWEST = "SELECT p.card AS card FROM listing l JOIN piece p ON p.id = l.piece WHERE l.collection = :collection AND p.withdrawn_at IS NULL
        ORDER BY l.at DESC, l.piece DESC LIMIT :most";
    /// What is skipped is counted in the index alone; only what is taken is looked up.
    NEWEST_WITH_GAPS = "SELECT p.card AS card, p.withdrawn_at AS withdrawn_at
        FROM (SELECT at, piece FROM listing WHERE collection = :collection ORDER BY at DESC, piece DESC LIMIT :most OFFSET :skip) AS l
        JOIN piece p ON p.id = l.piece ORDER BY l.at DESC, l.piece DESC";
    OLDEST_WITH_GAPS = "SELECT p.card AS card, p.withdrawn_at AS withdrawn_at
        FROM (SELECT at, piece FROM listing WHERE collection = :collection ORDER BY at, piece LIMIT :most OFFSET :skip) AS l
        JOIN piece p ON p.id = l.piece ORDER BY l.at, l.piece";
}

/// The collection of that name, made when there is none yet.
pub fn open(tx: &mut Tx<'_>, locale: &Locale, kind: CollectionKind, slug: &str) -> Result<Collection> {
    if let Some(found) = find(tx, locale, kind, slug)? {
        return Ok(found);
    }
    tx.execute(&PUT_COLLECTION, &params! { id: CollectionId::random().0, locale: locale.as_str(), kind: kind.as_str(), slug })?;
    find(tx, locale, kind, slug)?.ok_or_else(|| anyhow::anyhow!("the collection that was just made is gone"))
}

pub fn find(tx: &mut Tx<'_>, locale: &Locale, kind: CollectionKind, slug: &str) -> Result<Option<Collection>> {
    tx.optional(&FIND_COLLECTION, &params! { locale: locale.as_str(), kind: kind.as_str(), slug }, read)
}

pub fn by_id(tx: &mut Tx<'_>, id: CollectionId) -> Result<Option<Collection>> {
    tx.optional(&COLLECTION_BY_ID, &params! { id: id.0 }, read)
}

pub fn of_kind(tx: &mut Tx<'_>, locale: &Locale, kind: CollectionKind) -> Result<Vec<Collection>> {
    tx.query(&COLLECTIONS_OF_KIND, &params! { locale: locale.as_str(), kind: kind.as_str() }, read)
}

pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Collection>> {
    tx.query(&ALL_COLLECTIONS, &[], read)
}

/// How many pieces stand under each slug of a kind, where there are any.
pub fn counts(tx: &mut Tx<'_>, locale: &Locale, kind: CollectionKind) -> Result<HashMap<String, i64>> {
    Ok(of_kind(tx, locale, kind)?.into_iter().filter(|found| found.count > 0).map(|found| (found.slug, found.count)).collect())
}

/// Whether the piece was not there before.
pub fn add(tx: &mut Tx<'_>, collection: CollectionId, at: Timestamp, piece: PieceId) -> Result<bool> {
    let added = tx.execute(&ADD_LISTING, &params! { collection: collection.0, at, piece: piece.0 })? > 0;
    if added {
        tx.execute(&CHANGE_COUNT, &params! { id: collection.0, by: 1 })?;
    }
    Ok(added)
}

pub fn remove(tx: &mut Tx<'_>, collection: CollectionId, at: Timestamp, piece: PieceId) -> Result<()> {
    if tx.execute(&REMOVE_LISTING, &params! { collection: collection.0, at, piece: piece.0 })? > 0 {
        tx.execute(&CHANGE_COUNT, &params! { id: collection.0, by: -1 })?;
    }
    Ok(())
}

/// The collections that a piece stands in, and the moment it stands at.
pub fn of_piece(tx: &mut Tx<'_>, piece: PieceId) -> Result<Vec<(CollectionId, Timestamp)>> {
    tx.query(&LISTED_IN, &params! { piece: piece.0 }, |row| Ok((CollectionId(row.get("collection")?), row.get("at")?)))
}

/// How many stand above it, counted no further than `most`.
pub fn newer(tx: &mut Tx<'_>, collection: CollectionId, at: Timestamp, piece: PieceId, most: i64) -> Result<i64> {
    tx.one(&NEWER_AT_MOST, &params! { collection: collection.0, at, piece: piece.0, most }, |row| row.get("count"))
}

pub fn newest(tx: &mut Tx<'_>, collection: CollectionId, most: i64) -> Result<Vec<Summary>> {
    tx.query(&NEWEST, &params! { collection: collection.0, most }, read_summary)
}

/// A stretch of a collection, newest first, without what was withdrawn (which keeps its place, so that no other page moves).
pub fn stretch(tx: &mut Tx<'_>, collection: &Collection, skip_oldest: i64, most: i64) -> Result<Vec<Summary>> {
    let skip_newest = collection.count - skip_oldest - most;
    let present = |row: &Row<'_>| Ok(if row.get::<Option<i64>>("withdrawn_at")?.is_none() { Some(read_summary(row)?) } else { None });
    let cards = if skip_newest < skip_oldest {
        tx.query(&NEWEST_WITH_GAPS, &params! { collection: collection.id.0, most, skip: skip_newest.max(0) }, present)?
    } else {
        let mut oldest_first = tx.query(&OLDEST_WITH_GAPS, &params! { collection: collection.id.0, most, skip: skip_oldest }, present)?;
        oldest_first.reverse();
        oldest_first
    };
    Ok(cards.into_iter().flatten().collect())
}

fn read(row: &Row<'_>) -> Result<Collection> {
    Ok(Collection {
        id: CollectionId(row.get("id")?),
        locale: row.parse("locale")?,
        kind: row.decode("kind", CollectionKind::parse)?,
        slug: row.get("slug")?,
        count: row.get("count")?,
    })
}
