//! Asks, what holds for them, and the rounds that print them.

use anyhow::Result;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Tx, params};

use crate::paper::asks::model::{Ask, AskId, Asks, Manners, Total};
use crate::paper::asks::rounds::Round;
use crate::paper::model::{CollectionId, PieceId};

store::statements! {
    PUT_ASK = "INSERT INTO ask (id, place, position, doc) VALUES (:id, :place, :position, :doc)
        ON CONFLICT (id) DO UPDATE SET place = excluded.place, position = excluded.position, doc = excluded.doc";
    ALL_ASKS = "SELECT doc FROM ask ORDER BY place, position, id";
    FIND_ASK = "SELECT doc FROM ask WHERE id = :id";
    REMOVE_ASK = "DELETE FROM ask WHERE id = :id";
    PUT_ASK_NOTE = "INSERT INTO ask_note (name, doc) VALUES (:name, :doc) ON CONFLICT (name) DO UPDATE SET doc = excluded.doc";
    FORGET_ASK_NOTE = "DELETE FROM ask_note WHERE name = :name";
    FIND_ASK_NOTE = "SELECT doc FROM ask_note WHERE name = :name";
    PUT_ASK_ROUND = "INSERT INTO ask_round (name, at, id) VALUES (:name, :at, :id) ON CONFLICT (name) DO UPDATE SET at = excluded.at, id = excluded.id";
    NEXT_ASK_ROUND = "SELECT name, at, id FROM ask_round ORDER BY name LIMIT 1";
    END_ASK_ROUND = "DELETE FROM ask_round WHERE name = :name";
    COUNT_ASK_ROUNDS = "SELECT count(*) AS count FROM ask_round";
    /// Newest first: what is read most is right first.
    LISTED_BEFORE = "SELECT at, piece FROM listing WHERE collection = :collection AND (at, piece) < (:at, :id) ORDER BY at DESC, piece DESC LIMIT :most";
    LISTS_AFTER = "SELECT id FROM collection WHERE locale = :locale AND kind <> 'kind' AND id > :id ORDER BY id LIMIT :most";
}

const MANNERS: &str = "manners";
const TOTAL: &str = "total";

pub fn put(tx: &mut Tx<'_>, ask: &Ask) -> Result<()> {
    let doc = serde_json::to_string(ask)?;
    tx.execute(&PUT_ASK, &params! { id: ask.id.0, place: ask.place.as_str(), position: ask.position, doc: &doc })?;
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, id: AskId) -> Result<Option<Ask>> {
    tx.optional(&FIND_ASK, &params! { id: id.0 }, |row| row.json("doc"))
}

pub fn remove(tx: &mut Tx<'_>, id: AskId) -> Result<()> {
    tx.execute(&REMOVE_ASK, &params! { id: id.0 })?;
    Ok(())
}

/// All there is to know of asks.
pub fn all(tx: &mut Tx<'_>) -> Result<Asks> {
    Ok(Asks { asks: tx.query(&ALL_ASKS, &[], |row| row.json("doc"))?, manners: manners(tx)?, total: note(tx, TOTAL)? })
}

pub fn manners(tx: &mut Tx<'_>) -> Result<Manners> {
    Ok(note(tx, MANNERS)?.unwrap_or_default())
}

pub fn put_manners(tx: &mut Tx<'_>, manners: &Manners) -> Result<()> {
    put_note(tx, MANNERS, manners)
}

pub fn put_total(tx: &mut Tx<'_>, total: Option<Total>) -> Result<()> {
    match total {
        Some(total) => put_note(tx, TOTAL, &total),
        None => tx.execute(&FORGET_ASK_NOTE, &params! { name: TOTAL }).map(|_| ()),
    }
}

fn note<T: DeserializeOwned>(tx: &mut Tx<'_>, name: &str) -> Result<Option<T>> {
    tx.optional(&FIND_ASK_NOTE, &params! { name }, |row| row.json("doc"))
}

fn put_note(tx: &mut Tx<'_>, name: &str, note: &impl Serialize) -> Result<()> {
    let doc = serde_json::to_string(note)?;
    tx.execute(&PUT_ASK_NOTE, &params! { name, doc: &doc })?;
    Ok(())
}

/// How far a round has come: the moment and the id of the last page that it has been at.
pub type Reached = (i64, i64);

/// Begins a round, or leads it on.
pub fn put_round(tx: &mut Tx<'_>, round: &Round, (at, id): Reached) -> Result<()> {
    tx.execute(&PUT_ASK_ROUND, &params! { name: &round.to_text(), at, id })?;
    Ok(())
}

pub fn next_round(tx: &mut Tx<'_>) -> Result<Option<(Round, Reached)>> {
    tx.optional(&NEXT_ASK_ROUND, &[], |row| Ok((row.decode("name", Round::from_text)?, (row.get("at")?, row.get("id")?))))
}

pub fn end_round(tx: &mut Tx<'_>, round: &Round) -> Result<()> {
    tx.execute(&END_ASK_ROUND, &params! { name: &round.to_text() })?;
    Ok(())
}

pub fn count_rounds(tx: &mut Tx<'_>) -> Result<i64> {
    tx.one(&COUNT_ASK_ROUNDS, &[], |row| row.get("count"))
}

/// Pieces of a collection below one of them, newest first, each with its moment in milliseconds.
pub fn listed_before(tx: &mut Tx<'_>, collection: CollectionId, (at, id): Reached, most: i64) -> Result<Vec<(i64, PieceId)>> {
    tx.query(&LISTED_BEFORE, &params! { collection: collection.0, at, id, most }, |row| Ok((row.get("at")?, PieceId(row.get("piece")?))))
}

/// Listings of a language edition that have pages, by their ids.
pub fn lists_after(tx: &mut Tx<'_>, locale: &kernel::Locale, id: i64, most: i64) -> Result<Vec<CollectionId>> {
    tx.query(&LISTS_AFTER, &params! { locale: locale.as_str(), id, most }, |row| Ok(CollectionId(row.get("id")?)))
}
