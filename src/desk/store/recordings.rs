//! Recordings.

use anyhow::Result;
use jiff::Timestamp;
use store::{Row, Tx, params};

use crate::paper::model::Recording;

store::statements! {
    PUT_RECORDING = "INSERT INTO recording (key, at, who, title, doc) VALUES (:key, :at, :who, :title, :doc) ON CONFLICT (key) DO UPDATE SET title = excluded.title, doc = excluded.doc";
    FIND_RECORDING = "SELECT at, who, title, doc FROM recording WHERE key = :key";
    NEWEST_RECORDINGS = "SELECT at, who, title, doc FROM recording ORDER BY at DESC, key LIMIT :most";
}

/// A recording as the desk has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Filed {
    pub recording: Recording,
    pub title: String,
    pub at: Timestamp,
    pub who: String,
}

pub fn put(tx: &mut Tx<'_>, filed: &Filed) -> Result<()> {
    let doc = serde_json::to_string(&filed.recording)?;
    tx.execute(&PUT_RECORDING, &params! { key: &filed.recording.key, at: filed.at, who: &filed.who, title: &filed.title, doc: &doc })
        .map(|_| ())
}

pub fn find(tx: &mut Tx<'_>, key: &str) -> Result<Option<Filed>> {
    tx.optional(&FIND_RECORDING, &params! { key }, filed)
}

/// The latest first.
pub fn newest(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Filed>> {
    tx.query(&NEWEST_RECORDINGS, &params! { most }, filed)
}

fn filed(row: &Row<'_>) -> Result<Filed> {
    Ok(Filed { recording: row.json("doc")?, title: row.get("title")?, at: row.get("at")?, who: row.get("who")? })
}
