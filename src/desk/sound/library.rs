//! The recordings that are there.

use anyhow::Result;
use jiff::Timestamp;

use super::{Refusal, clear};
use crate::app::App;
use crate::desk::Desk;
use crate::desk::media::new_key;
use crate::desk::store::recordings;
pub use crate::desk::store::recordings::Filed;
use crate::paper::model::Recording;
use crate::paper::shelf::Shelf;

/// Takes a file in as a recording under a title that only the desk sees. Readers are not given it before something that plays it is published.
///
/// # Errors
/// When the shelf or the database fails; what is refused is inside.
pub async fn take_in(app: &App, bytes: Vec<u8>, title: String, who: &str, now: Timestamp) -> Result<Result<Recording, Refusal>> {
    let (shelf, month) = (app.shelf.clone(), app.paper.house().month(now).replace('-', "/"));
    let kept = tokio::task::spawn_blocking(move || make(&shelf, new_key(), month, bytes));
    let recording = match kept.await?? {
        Ok(recording) => recording,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let filed = Filed { recording: recording.clone(), title, at: now, who: who.to_owned() };
    app.desk.db().write(move |tx| recordings::put(tx, &filed)).await?;
    Ok(Ok(recording))
}

/// Puts a file on the shelf as a recording of that key and month (`2026/11`).
///
/// # Errors
/// When the shelf fails; what is refused is inside.
pub fn make(shelf: &Shelf, key: String, month: String, bytes: Vec<u8>) -> Result<Result<Recording, Refusal>> {
    let cleared = match clear(bytes) {
        Ok(cleared) => cleared,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let object = shelf.put(&cleared.bytes)?;
    let (bytes, seconds) = (cleared.bytes.len() as u64, cleared.milliseconds.div_ceil(1_000) as u32);
    Ok(Ok(Recording { key, month, format: cleared.format, object, bytes, seconds }))
}

impl Desk {
    pub async fn recording(&self, key: String) -> Result<Option<Filed>> {
        self.db().read(move |tx| recordings::find(tx, &key)).await
    }

    /// The latest first.
    pub async fn recordings(&self, most: i64) -> Result<Vec<Filed>> {
        self.db().read(move |tx| recordings::newest(tx, most)).await
    }

    /// Files a recording that the paper has already.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn file_recording(&self, recording: Recording, title: String, by: &str, at: Timestamp) -> Result<()> {
        let filed = Filed { recording, title, at, who: by.to_owned() };
        self.db().write(move |tx| recordings::put(tx, &filed)).await
    }
}
