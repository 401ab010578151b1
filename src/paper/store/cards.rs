//! Social cards: which pieces have one, and which are still to be drawn.

use anyhow::Result;
use jiff::Timestamp;
use seal::Hash;
use store::{Row, Tx, params};

use crate::paper::model::PieceId;
use crate::paper::social::Card;

store::statements! {
    WANT_CARD = "INSERT INTO card (piece, digest, since, object, bytes) VALUES (:piece, :digest, :since, NULL, 0)
        ON CONFLICT (piece) DO UPDATE SET digest = excluded.digest, since = excluded.since, object = NULL, bytes = 0 WHERE card.digest <> excluded.digest";
    CHANGE_CARD = "UPDATE card SET digest = :digest, since = :since, object = NULL, bytes = 0 WHERE piece = :piece AND digest <> :digest";
    CARD_OF_PIECE = "SELECT piece, digest, since, object, bytes FROM card WHERE piece = :piece";
    UNDRAWN_CARDS = "SELECT c.piece AS piece, c.digest AS digest, c.since AS since, c.object AS object, c.bytes AS bytes FROM card c JOIN piece p ON p.id = c.piece
        WHERE c.object IS NULL AND p.withdrawn_at IS NULL ORDER BY c.since DESC, c.piece LIMIT :most";
    CARD_DRAWN = "UPDATE card SET object = :object, bytes = :bytes WHERE piece = :piece AND digest = :digest";
    LOSE_CARD = "UPDATE card SET object = NULL, bytes = 0 WHERE object = :object";
    DRAWN_CARDS = "SELECT piece FROM card WHERE object IS NOT NULL ORDER BY piece";
}

/// A piece is to have a card that says this. One that says the same already stays.
pub fn want(tx: &mut Tx<'_>, piece: PieceId, digest: &str, since: Timestamp) -> Result<()> {
    tx.execute(&WANT_CARD, &params! { piece: piece.0, digest, since }).map(|_| ())
}

/// A piece that has a card is to have one that says this; whether it has to be drawn anew.
pub fn change(tx: &mut Tx<'_>, piece: PieceId, digest: &str, since: Timestamp) -> Result<bool> {
    Ok(tx.execute(&CHANGE_CARD, &params! { piece: piece.0, digest, since })? > 0)
}

pub fn find(tx: &mut Tx<'_>, piece: PieceId) -> Result<Option<Card>> {
    tx.optional(&CARD_OF_PIECE, &params! { piece: piece.0 }, card)
}

/// Cards of published pieces that are still to be drawn, the latest first.
pub fn undrawn(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Card>> {
    tx.query(&UNDRAWN_CARDS, &params! { most }, card)
}

pub fn drawn(tx: &mut Tx<'_>, piece: PieceId, digest: &str, object: Hash, bytes: u64) -> Result<()> {
    tx.execute(&CARD_DRAWN, &params! { piece: piece.0, digest, object: &object.0[..], bytes: bytes as i64 }).map(|_| ())
}

/// A card's file has been cleared away: one whose piece comes back is to be drawn anew.
pub fn lost(tx: &mut Tx<'_>, object: Hash) -> Result<()> {
    tx.execute(&LOSE_CARD, &params! { object: &object.0[..] }).map(|_| ())
}

/// The pieces that have one.
pub fn all_drawn(tx: &mut Tx<'_>) -> Result<Vec<PieceId>> {
    tx.query(&DRAWN_CARDS, &[], |row| Ok(PieceId(row.get("piece")?)))
}

fn card(row: &Row<'_>) -> Result<Card> {
    let object = row.get::<Option<Vec<u8>>>("object")?.and_then(|bytes| bytes.as_slice().try_into().ok().map(Hash));
    Ok(Card {
        piece: PieceId(row.get("piece")?),
        digest: row.get("digest")?,
        since: row.get("since")?,
        object,
        bytes: row.get::<i64>("bytes")? as u64,
    })
}
