//! The media library: pictures taken in, found, and said otherwise.

use std::sync::{Arc, LazyLock};

use anyhow::Result;
use jiff::Timestamp;
use tokio::sync::Semaphore;

use super::{Refusal, Said, new_key, renditions};
use crate::app::App;
use crate::desk::Desk;
use crate::desk::store::pictures;
pub use crate::desk::store::pictures::Filed;
use crate::paper::model::Picture;

/// Decoding takes hundreds of megabytes for a moment: two at a time.
static DECODERS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(2)));

/// Takes a file in as a picture. Readers are not given it before something that shows it is published.
///
/// # Errors
/// When the shelf or the database fails; what is refused is inside.
pub async fn take_in(app: &App, bytes: Vec<u8>, said: Said, who: &str, now: Timestamp) -> Result<Result<Picture, Refusal>> {
    let turn = DECODERS.clone().acquire_owned().await?;
    let (shelf, month) = (app.shelf.clone(), app.paper.house().month(now).replace('-', "/"));
    let made = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        match renditions(&bytes) {
            Ok(encoded) => encoded.into_picture(&shelf, new_key(), month, said).map(Ok),
            Err(refusal) => Ok(Err(refusal)),
        }
    });
    let picture = match made.await?? {
        Ok(picture) => picture,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let filed = Filed { picture: picture.clone(), at: now, who: who.to_owned(), handed_at: None };
    app.desk.db().write(move |tx| pictures::put(tx, &filed)).await?;
    Ok(Ok(picture))
}

impl Desk {
    pub async fn picture(&self, key: String) -> Result<Option<Filed>> {
        self.db().read(move |tx| pictures::find(tx, &key)).await
    }

    /// The latest first. `words` stand in caption, alternative text, credit or key; `before` is the last of the page before.
    pub async fn pictures(&self, words: String, before: Option<(Timestamp, String)>, most: i64) -> Result<Vec<Filed>> {
        self.db().read(move |tx| pictures::list(tx, &words, before.as_ref(), most)).await
    }

    /// Says something else of a picture; `None` when there is no such picture. The paper must be told when it has it: [`Filed::handed_at`] says so.
    pub async fn describe(&self, key: String, said: Said) -> Result<Option<Filed>> {
        self.db()
            .write(move |tx| {
                let Some(mut filed) = pictures::find(tx, &key)? else { return Ok(None) };
                let Said { alt, caption, credit, licence } = said;
                filed.picture = Picture { alt, caption, credit, licence, ..filed.picture };
                pictures::put(tx, &filed)?;
                Ok(Some(filed))
            })
            .await
    }
}
