//! Feeds that hubs have yet to be told of.

use anyhow::Result;
use store::{Tx, params};

store::statements! {
    NOTE_CHANGED_FEED = "INSERT INTO changed_feed (path, edition) VALUES (:path, :edition) ON CONFLICT (path) DO UPDATE SET edition = excluded.edition";
    CHANGED_FEEDS = "SELECT path, edition FROM changed_feed ORDER BY edition DESC, path LIMIT :most";
    FORGET_CHANGED_FEED = "DELETE FROM changed_feed WHERE path = :path AND edition = :edition";
}

/// A feed and the edition that changed it last.
pub type Changed = (String, i64);

pub fn note(tx: &mut Tx<'_>, path: &str, edition: u64) -> Result<()> {
    tx.execute(&NOTE_CHANGED_FEED, &params! { path, edition: edition as i64 }).map(|_| ())
}

/// The latest first.
pub fn some(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Changed>> {
    tx.query(&CHANGED_FEEDS, &params! { most }, |row| Ok((row.get("path")?, row.get("edition")?)))
}

/// Hubs know of these. One that has changed since stays.
pub fn settle(tx: &mut Tx<'_>, told: &[Changed]) -> Result<()> {
    told.iter()
        .try_for_each(|(path, edition)| tx.execute(&FORGET_CHANGED_FEED, &params! { path: path.as_str(), edition: *edition }).map(|_| ()))
}
