//! Pieces that the search index has to look at again, each with the number of its last touch.

use anyhow::Result;
use store::{Tx, params};

use crate::paper::model::{CollectionId, PieceId};

store::statements! {
    TOUCH_INDEX = "INSERT INTO unindexed (piece, since) VALUES (:piece, 1) ON CONFLICT (piece) DO UPDATE SET since = unindexed.since + 1";
    TOUCH_WHOLE_INDEX = "INSERT INTO unindexed (piece, since) SELECT id, 1 FROM piece WHERE true ON CONFLICT (piece) DO NOTHING";
    TOUCH_LISTED_INDEX = "INSERT INTO unindexed (piece, since) SELECT piece, 1 FROM listing WHERE collection = :collection
        ON CONFLICT (piece) DO UPDATE SET since = unindexed.since + 1";
    UNINDEXED = "SELECT piece, since FROM unindexed ORDER BY piece LIMIT :most";
    SETTLE_INDEX = "DELETE FROM unindexed WHERE piece = :piece AND since = :since";
    COUNT_UNINDEXED = "SELECT count(*) AS count FROM unindexed";
}

/// A piece and the touch that it waits since.
pub type Waiting = (PieceId, i64);

pub fn touch(tx: &mut Tx<'_>, pieces: impl IntoIterator<Item = PieceId>) -> Result<()> {
    pieces.into_iter().try_for_each(|piece| tx.execute(&TOUCH_INDEX, &params! { piece: piece.0 }).map(|_| ()))
}

/// Every piece has to be taken into the index.
pub fn touch_all(tx: &mut Tx<'_>) -> Result<()> {
    tx.execute(&TOUCH_WHOLE_INDEX, &[]).map(|_| ())
}

/// Every piece of a listing has to be taken into the index.
pub fn touch_listed(tx: &mut Tx<'_>, collection: CollectionId) -> Result<()> {
    tx.execute(&TOUCH_LISTED_INDEX, &params! { collection: collection.0 }).map(|_| ())
}

pub fn some(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Waiting>> {
    tx.query(&UNINDEXED, &params! { most }, |row| Ok((PieceId(row.get("piece")?), row.get("since")?)))
}

/// These are in the index as they were then. One that was touched since stays.
pub fn settle(tx: &mut Tx<'_>, done: &[Waiting]) -> Result<()> {
    done.iter().try_for_each(|(piece, since)| tx.execute(&SETTLE_INDEX, &params! { piece: piece.0, since: *since }).map(|_| ()))
}

pub fn count(tx: &mut Tx<'_>) -> Result<i64> {
    tx.one(&COUNT_UNINDEXED, &[], |row| row.get("count"))
}
