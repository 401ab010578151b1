//! Saves.

use anyhow::{Context, Result};
use store::{Row, Tx, params};

use crate::desk::model::{Number, Revision};
use crate::paper::model::{Content, PieceId};

store::statements! {
    PUT_REVISION = "INSERT INTO revision (piece, number, base, at, who, side, restores, content)
        VALUES (:piece, :number, :base, :at, :who, :side, :restores, :content)";
    FIND_REVISION = "SELECT piece AS id, number, base, at, who, side, restores, content FROM revision WHERE piece = :piece AND number = :number";
    ALL_REVISIONS = "SELECT piece AS id, number, base, at, who, side, restores FROM revision WHERE piece = :piece ORDER BY number DESC LIMIT 500";
}

/// A save without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub number: Number,
    pub base: Number,
    pub at: jiff::Timestamp,
    pub who: String,
    pub side: bool,
    pub restores: Option<Number>,
}

pub fn put(tx: &mut Tx<'_>, piece: PieceId, revision: &Revision) -> Result<()> {
    let content = serde_json::to_string(&revision.content)?;
    let Revision { number, base, at, who, side, restores, .. } = revision;
    tx.execute(
        &PUT_REVISION,
        &params! { piece: piece.0, number: number.0, base: base.0, at: *at, who, side: *side, restores: restores.map(|number| number.0), content: &content },
    )?;
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, piece: PieceId, number: Number) -> Result<Option<Revision>> {
    tx.optional(&FIND_REVISION, &params! { piece: piece.0, number: number.0 }, |row| {
        let Entry { number, base, at, who, side, restores } = entry(row)?;
        Ok(Revision { number, base, at, who, side, restores, content: row.json("content")? })
    })
}

/// The content of a revision that a row points to.
pub fn content(tx: &mut Tx<'_>, piece: PieceId, number: Number) -> Result<Content> {
    let revision = find(tx, piece, number)?;
    Ok(revision.with_context(|| format!("revision {number} of piece {piece} is not in desk.revision"))?.content)
}

/// The latest first, at most 500.
pub fn all(tx: &mut Tx<'_>, piece: PieceId) -> Result<Vec<Entry>> {
    tx.query(&ALL_REVISIONS, &params! { piece: piece.0 }, entry)
}

fn entry(row: &Row<'_>) -> Result<Entry> {
    Ok(Entry {
        number: Number(row.get("number")?),
        base: Number(row.get("base")?),
        at: row.get("at")?,
        who: row.get("who")?,
        side: row.get("side")?,
        restores: row.get::<Option<i64>>("restores")?.map(Number),
    })
}
