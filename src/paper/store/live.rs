//! Posts of live coverage, and which coverage has ended.

use anyhow::Result;
use jiff::Timestamp;
use store::{Row, Tx, params};

use crate::paper::live::{Entry, Post};
use crate::paper::model::PieceId;

store::statements! {
    PUT_POST = "INSERT INTO live_post (piece, number, at, withdrawn_at, pinned, key, doc) VALUES (:piece, :number, :at, :withdrawn_at, :pinned, :key, :doc)
        ON CONFLICT (piece, number) DO UPDATE SET at = excluded.at, withdrawn_at = excluded.withdrawn_at, pinned = excluded.pinned, key = excluded.key, doc = excluded.doc";
    LAST_POST = "SELECT max(number) AS number FROM live_post WHERE piece = :piece";
    NEWEST_MOMENT = "SELECT max(at) AS at FROM live_post WHERE piece = :piece AND withdrawn_at IS NULL";
    OLDEST_MOMENT = "SELECT min(at) AS at FROM live_post WHERE piece = :piece AND withdrawn_at IS NULL";
    POSTS_BETWEEN = "SELECT piece AS id, doc FROM live_post WHERE piece = :piece AND number >= :first AND number <= :last AND withdrawn_at IS NULL ORDER BY number DESC";
    PINNED_POSTS = "SELECT piece AS id, doc FROM live_post WHERE piece = :piece AND pinned = 1 AND withdrawn_at IS NULL ORDER BY number DESC LIMIT :most";
    KEY_POSTS = "SELECT piece AS id, doc FROM live_post WHERE piece = :piece AND key = 1 AND withdrawn_at IS NULL ORDER BY number DESC LIMIT :most";
    PUT_LIVE_END = "INSERT INTO live_end (piece, at) VALUES (:piece, :at) ON CONFLICT (piece) DO UPDATE SET at = excluded.at";
    DROP_LIVE_END = "DELETE FROM live_end WHERE piece = :piece";
    LIVE_END = "SELECT at FROM live_end WHERE piece = :piece";
    COVERAGES = "SELECT piece, max(number) AS number FROM live_post GROUP BY piece ORDER BY piece";
}

pub fn put(tx: &mut Tx<'_>, entry: &Entry) -> Result<()> {
    let Entry { post, withdrawn_at } = entry;
    let doc = serde_json::to_string(post)?;
    tx.execute(
        &PUT_POST,
        &params! { piece: post.piece.0, number: post.number, at: post.at, withdrawn_at: *withdrawn_at, pinned: post.pinned, key: post.key, doc: &doc },
    )?;
    Ok(())
}

/// The number of the last post, withdrawn ones counted; 0 when there is none.
pub fn last(tx: &mut Tx<'_>, piece: PieceId) -> Result<i64> {
    Ok(tx.one(&LAST_POST, &params! { piece: piece.0 }, |row| row.get::<Option<i64>>("number"))?.unwrap_or(0))
}

/// When the newest post that stands came out.
pub fn newest_at(tx: &mut Tx<'_>, piece: PieceId) -> Result<Option<Timestamp>> {
    tx.one(&NEWEST_MOMENT, &params! { piece: piece.0 }, |row| row.get("at"))
}

pub fn oldest_at(tx: &mut Tx<'_>, piece: PieceId) -> Result<Option<Timestamp>> {
    tx.one(&OLDEST_MOMENT, &params! { piece: piece.0 }, |row| row.get("at"))
}

/// The posts that stand from the number `first` to `last`, newest first.
pub fn between(tx: &mut Tx<'_>, piece: PieceId, first: i64, last: i64) -> Result<Vec<Post>> {
    tx.query(&POSTS_BETWEEN, &params! { piece: piece.0, first, last }, read)
}

pub fn pinned(tx: &mut Tx<'_>, piece: PieceId, most: i64) -> Result<Vec<Post>> {
    tx.query(&PINNED_POSTS, &params! { piece: piece.0, most }, read)
}

pub fn key(tx: &mut Tx<'_>, piece: PieceId, most: i64) -> Result<Vec<Post>> {
    tx.query(&KEY_POSTS, &params! { piece: piece.0, most }, read)
}

/// `None` opens the coverage again.
pub fn put_end(tx: &mut Tx<'_>, piece: PieceId, at: Option<Timestamp>) -> Result<()> {
    match at {
        Some(at) => tx.execute(&PUT_LIVE_END, &params! { piece: piece.0, at })?,
        None => tx.execute(&DROP_LIVE_END, &params! { piece: piece.0 })?,
    };
    Ok(())
}

pub fn ended_at(tx: &mut Tx<'_>, piece: PieceId) -> Result<Option<Timestamp>> {
    tx.optional(&LIVE_END, &params! { piece: piece.0 }, |row| row.get("at"))
}

/// Pieces that have posts, each with the number of its last.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<(PieceId, i64)>> {
    tx.query(&COVERAGES, &[], |row| Ok((PieceId(row.get("piece")?), row.get("number")?)))
}

fn read(row: &Row<'_>) -> Result<Post> {
    row.json("doc")
}
