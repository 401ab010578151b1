//! The media library.

use anyhow::Result;
use jiff::Timestamp;
use store::{Row, Tx, params};

use super::pieces::pattern;
use crate::paper::model::Picture;

store::statements! {
    PUT_PICTURE = "INSERT INTO picture (key, at, who, search, doc, handed_at) VALUES (:key, :at, :who, :search, :doc, :handed_at)
        ON CONFLICT (key) DO UPDATE SET search = excluded.search, doc = excluded.doc, handed_at = excluded.handed_at";
    FIND_PICTURE = "SELECT key, at, who, doc, handed_at FROM picture WHERE key = :key";
    LIST_PICTURES = "SELECT key, at, who, doc, handed_at FROM picture WHERE search LIKE :pattern ESCAPE '!' AND (at < :before OR (at = :before AND key < :before_key))
        ORDER BY at DESC, key DESC LIMIT :most";
    HANDED = "UPDATE picture SET handed_at = :at WHERE key = :key";
}

/// A picture as the library has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Filed {
    pub picture: Picture,
    pub at: Timestamp,
    pub who: String,
    /// Since when the paper has it as it stands here; `None` when it has not.
    pub handed_at: Option<Timestamp>,
}

pub fn put(tx: &mut Tx<'_>, filed: &Filed) -> Result<()> {
    let Filed { picture, at, who, handed_at } = filed;
    let doc = serde_json::to_string(picture)?;
    let search = format!("{} {} {} {}", picture.caption, picture.alt, picture.credit, picture.key).to_lowercase();
    tx.execute(&PUT_PICTURE, &params! { key: &picture.key, at: *at, who, search: &search, doc: &doc, handed_at: *handed_at })?;
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, key: &str) -> Result<Option<Filed>> {
    tx.optional(&FIND_PICTURE, &params! { key }, filed)
}

/// The latest first; `before` is the last of the page before.
pub fn list(tx: &mut Tx<'_>, words: &str, before: Option<&(Timestamp, String)>, most: i64) -> Result<Vec<Filed>> {
    let pattern = pattern(words);
    let (at, key) = before.map_or((i64::MAX, ""), |(at, key)| (at.as_millisecond(), key.as_str()));
    tx.query(&LIST_PICTURES, &params! { pattern: &pattern, before: at, before_key: key, most }, filed)
}

pub fn handed(tx: &mut Tx<'_>, key: &str, at: Timestamp) -> Result<()> {
    tx.execute(&HANDED, &params! { key, at })?;
    Ok(())
}

fn filed(row: &Row<'_>) -> Result<Filed> {
    Ok(Filed { picture: row.json("doc")?, at: row.get("at")?, who: row.get("who")?, handed_at: row.get("handed_at")? })
}
