//! Recordings that pieces play.

use anyhow::Result;
use store::{Tx, params};

use crate::paper::model::Recording;

store::statements! {
    PUT_RECORDING = "INSERT INTO recording (key, doc) VALUES (:key, :doc) ON CONFLICT (key) DO UPDATE SET doc = excluded.doc";
    FIND_RECORDING = "SELECT doc FROM recording WHERE key = :key";
    ALL_RECORDINGS = "SELECT key FROM recording ORDER BY key";
}

pub fn put(tx: &mut Tx<'_>, recording: &Recording) -> Result<()> {
    let doc = serde_json::to_string(recording)?;
    tx.execute(&PUT_RECORDING, &params! { key: &recording.key, doc: &doc }).map(|_| ())
}

pub fn find(tx: &mut Tx<'_>, key: &str) -> Result<Option<Recording>> {
    tx.optional(&FIND_RECORDING, &params! { key }, |row| row.json("doc"))
}

pub fn keys(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    tx.query(&ALL_RECORDINGS, &[], |row| row.get("key"))
}
