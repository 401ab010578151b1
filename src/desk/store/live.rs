//! Posts of live coverage, every version of them, and which coverage has ended.

use anyhow::{Context, Result};
use jiff::Timestamp;
use store::{Row, Tx, params};

use crate::desk::live::{Ended, LivePost, PostId, PostText, Version};
use crate::desk::model::Number;
use crate::paper::model::PieceId;

macro_rules! columns {
    () => {
        "p.id AS id, p.piece AS piece, p.number AS number, p.made_at AS made_at, p.made_by AS made_by, p.newest AS newest, p.last AS last, p.out_at AS out_at,
        p.told_at AS told_at, p.withdrawn_at AS withdrawn_at, p.withdrawn_by AS withdrawn_by, p.pinned_at AS pinned_at, p.key_at AS key_at,
        p.acted_at AS acted_at, p.printed_at AS printed_at, v.at AS changed_at, v.who AS changed_by, v.content AS content
        FROM live_post p JOIN live_version v ON v.post = p.id AND v.number = p.newest"
    };
}

store::statements! {
    PUT_POST = "INSERT INTO live_post (id, piece, number, made_at, made_by, newest, last, out_at, told_at, withdrawn_at, withdrawn_by, pinned_at, key_at, acted_at, printed_at)
        VALUES (:id, :piece, :number, :made_at, :made_by, :newest, :last, :out_at, :told_at, :withdrawn_at, :withdrawn_by, :pinned_at, :key_at, :acted_at, :printed_at)
        ON CONFLICT (id) DO UPDATE SET number = excluded.number, newest = excluded.newest, last = excluded.last, out_at = excluded.out_at, told_at = excluded.told_at,
        withdrawn_at = excluded.withdrawn_at, withdrawn_by = excluded.withdrawn_by, pinned_at = excluded.pinned_at, key_at = excluded.key_at,
        acted_at = excluded.acted_at, printed_at = excluded.printed_at";
    FIND_POST = concat!("SELECT ", columns!(), " WHERE p.id = :id");
    POSTS_OUT = concat!("SELECT ", columns!(), " WHERE p.piece = :piece AND p.number IS NOT NULL ORDER BY p.number DESC LIMIT :most");
    POST_DRAFTS = concat!("SELECT ", columns!(), " WHERE p.piece = :piece AND p.number IS NULL AND p.withdrawn_at IS NULL ORDER BY p.made_at, p.id LIMIT :most");
    LAST_POST = "SELECT max(number) AS number FROM live_post WHERE piece = :piece";
    POST_PRINTED = "UPDATE live_post SET printed_at = :now WHERE id = :id AND acted_at <= :at";
    POST_OUT = "SELECT printed_at FROM live_post WHERE id = :id";
    PUT_VERSION = "INSERT INTO live_version (post, number, base, at, who, side, content) VALUES (:post, :number, :base, :at, :who, :side, :content)";
    VERSIONS = "SELECT post AS id, number, base, at, who, side, content FROM live_version WHERE post = :post ORDER BY number DESC LIMIT 100";
    PUT_LIVE_END = "INSERT INTO live_end (piece, at, who) VALUES (:piece, :at, :who) ON CONFLICT (piece) DO NOTHING";
    DROP_LIVE_END = "DELETE FROM live_end WHERE piece = :piece";
    LIVE_END = "SELECT at, who FROM live_end WHERE piece = :piece";
}

/// Keeps everything of a post but its text, which [`put_version`] keeps.
pub fn put(tx: &mut Tx<'_>, post: &LivePost) -> Result<()> {
    tx.execute(
        &PUT_POST,
        &params! { id: post.id.0, piece: post.piece.0, number: post.number, made_at: post.made_at, made_by: &post.made_by, newest: post.newest.0,
        last: post.last.0, out_at: post.out_at, told_at: post.told_at, withdrawn_at: post.withdrawn_at, withdrawn_by: post.withdrawn_by.as_deref(),
        pinned_at: post.pinned_at, key_at: post.key_at, acted_at: post.acted_at, printed_at: post.printed_at },
    )?;
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, id: PostId) -> Result<Option<LivePost>> {
    tx.optional(&FIND_POST, &params! { id: id.0 }, read)
}

/// The newest first, withdrawn ones too.
pub fn out(tx: &mut Tx<'_>, piece: PieceId, most: i64) -> Result<Vec<LivePost>> {
    tx.query(&POSTS_OUT, &params! { piece: piece.0, most }, read)
}

/// The oldest first.
pub fn drafts(tx: &mut Tx<'_>, piece: PieceId, most: i64) -> Result<Vec<LivePost>> {
    tx.query(&POST_DRAFTS, &params! { piece: piece.0, most }, read)
}

/// The number that the next post to go out is given.
pub fn next_number(tx: &mut Tx<'_>, piece: PieceId) -> Result<i64> {
    Ok(tx.one(&LAST_POST, &params! { piece: piece.0 }, |row| row.get::<Option<i64>>("number"))?.unwrap_or(0) + 1)
}

/// Notes that what happened to a post up to `at` is in the edition that readers have.
pub fn printed(tx: &mut Tx<'_>, id: PostId, at: Timestamp, now: Timestamp) -> Result<()> {
    tx.execute(&POST_PRINTED, &params! { id: id.0, at, now })?;
    Ok(())
}

/// Whether readers have the post as it stands at the desk.
pub fn is_out(tx: &mut Tx<'_>, id: PostId) -> Result<bool> {
    Ok(tx.optional(&POST_OUT, &params! { id: id.0 }, |row| row.get::<Option<Timestamp>>("printed_at"))?.flatten().is_some())
}

pub fn put_version(tx: &mut Tx<'_>, post: PostId, version: &Version) -> Result<()> {
    let Version { number, base, at, who, side, text } = version;
    let content = serde_json::to_string(text)?;
    tx.execute(&PUT_VERSION, &params! { post: post.0, number: number.0, base: base.0, at: *at, who, side: *side, content: &content })?;
    Ok(())
}

/// The latest first.
pub fn versions(tx: &mut Tx<'_>, post: PostId) -> Result<Vec<Version>> {
    tx.query(&VERSIONS, &params! { post: post.0 }, |row| {
        Ok(Version {
            number: Number(row.get("number")?),
            base: Number(row.get("base")?),
            at: row.get("at")?,
            who: row.get("who")?,
            side: row.get("side")?,
            text: row.json("content")?,
        })
    })
}

pub fn put_end(tx: &mut Tx<'_>, piece: PieceId, ended: &Ended) -> Result<()> {
    tx.execute(&PUT_LIVE_END, &params! { piece: piece.0, at: ended.at, who: &ended.who })?;
    Ok(())
}

/// Whether it had ended.
pub fn drop_end(tx: &mut Tx<'_>, piece: PieceId) -> Result<bool> {
    Ok(tx.execute(&DROP_LIVE_END, &params! { piece: piece.0 })? > 0)
}

pub fn ended(tx: &mut Tx<'_>, piece: PieceId) -> Result<Option<Ended>> {
    tx.optional(&LIVE_END, &params! { piece: piece.0 }, |row| Ok(Ended { at: row.get("at")?, who: row.get("who")? }))
}

fn read(row: &Row<'_>) -> Result<LivePost> {
    let text: PostText = row.json("content").context("a version of a live post")?;
    Ok(LivePost {
        id: PostId(row.get("id")?),
        piece: PieceId(row.get("piece")?),
        number: row.get("number")?,
        made_at: row.get("made_at")?,
        made_by: row.get("made_by")?,
        newest: Number(row.get("newest")?),
        last: Number(row.get("last")?),
        changed_at: row.get("changed_at")?,
        changed_by: row.get("changed_by")?,
        out_at: row.get("out_at")?,
        told_at: row.get("told_at")?,
        withdrawn_at: row.get("withdrawn_at")?,
        withdrawn_by: row.get("withdrawn_by")?,
        pinned_at: row.get("pinned_at")?,
        key_at: row.get("key_at")?,
        acted_at: row.get("acted_at")?,
        printed_at: row.get("printed_at")?,
        text,
    })
}
