//! The desk: what is being written, and how it goes out.
//!
//! Promises: every save is kept, also one that came too late; what was published can be told from what was not, by rows and moments; a publication and the
//! order to print it are one act, done once however often the button is pressed; what is scheduled comes out once, also after a restart.
//!
//! - [`model`]: pieces, revisions, publications; the rules.
//! - [`media`]: pictures and what is said of them.
//! - [`sound`]: recordings, cleared and kept.
//! - [`check`](mod@check): what must be put right before a piece goes out.
//! - [`writing`]: new pieces, saves, the way back to an old revision.
//! - [`publication`]: how a piece goes out.
//! - [`schedule`]: how it goes out later.
//! - [`withdrawal`]: how it comes back.
//! - [`handing`]: what went out or came back is handed to the paper and printed.
//! - [`live`]: live coverage, post by post.
//! - [`admission`]: pieces that come from elsewhere, many at a time.
//! - [`comparison`]: two versions as one marked-up text.
//! - [`preview`]: a piece as readers will see it.
//! - [`import`]: archives of other systems.
//! - [`jobs`]: what is done later.
//! - [`look`]: templates, styles and scripts of the desk.
//! - [`doors`]: what is answered to browsers.
//! - `store`: the tables of `desk.db`.

pub mod admission;
pub mod check;
pub mod comparison;
pub mod doors;
pub mod handing;
pub mod import;
pub mod jobs;
pub mod live;
pub mod look;
pub mod media;
pub mod model;
pub mod preview;
pub mod publication;
pub mod schedule;
pub mod sound;
pub mod withdrawal;
pub mod writing;

mod store;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use ::store::{Db, Place, Tx};
use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use crate::paper::model::{Content, PieceId};
use crate::paper::podcasts;
use crate::words::Words;
use check::Known;
use look::Look;
pub use model::{Admission, Admitted, Refusal};
use model::{Number, Piece, Publication, Revision, Schedule, State, Withdrawal};
pub use store::SCHEMA;
pub use store::pieces::Filter;
pub use store::revisions::Entry;

/// The room. Clones share one.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

struct Inner {
    db: Db,
    /// Changes whenever something has been printed or refused, so that whoever waits for it looks again.
    news: watch::Sender<u64>,
    look: OnceLock<Look>,
}

impl Desk {
    /// Opens `desk.db`.
    ///
    /// # Errors
    /// When it is open elsewhere, or cannot be.
    pub fn open(place: Place) -> Result<Self> {
        let db = Db::open(place, &store::SCHEMA)?;
        Ok(Self(Arc::new(Inner { db, news: watch::Sender::new(0), look: OnceLock::new() })))
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    /// The templates, loaded at the first page.
    pub(crate) fn look(&self, words: &Words) -> Result<&Look> {
        match self.0.look.get() {
            Some(look) => Ok(look),
            None => {
                let loaded = Look::load(words)?;
                Ok(self.0.look.get_or_init(|| loaded))
            }
        }
    }

    /// A consistent copy of `desk.db`.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn backup_to(&self, file: &std::path::Path) -> Result<()> {
        self.0.db.backup_to(file, |_, _| {})
    }

    pub async fn piece(&self, id: PieceId) -> Result<Option<Piece>> {
        self.0.db.read(move |tx| store::pieces::find(tx, id)).await
    }

    /// Pieces by their last change, the latest first.
    pub async fn list(&self, filter: Filter, most: i64) -> Result<Vec<Piece>> {
        self.0.db.read(move |tx| store::pieces::list(tx, &filter, most)).await
    }

    /// How many pieces there are in each state that has any.
    pub async fn count_states(&self) -> Result<Vec<(State, i64)>> {
        self.0.db.read(store::pieces::count_states).await
    }

    /// Pieces of a slug, one of each edition at most.
    pub async fn with_slug(&self, slug: String) -> Result<Vec<Piece>> {
        self.0.db.read(move |tx| store::pieces::with_slug(tx, &slug)).await
    }

    pub async fn revision(&self, id: PieceId, number: Number) -> Result<Option<Revision>> {
        self.0.db.read(move |tx| store::revisions::find(tx, id, number)).await
    }

    /// The revisions of a piece without their contents, the latest first.
    pub async fn revisions(&self, id: PieceId) -> Result<Vec<Entry>> {
        self.0.db.read(move |tx| store::revisions::all(tx, id)).await
    }

    /// Everything that is known of a piece, as of one moment: itself, its newest revision, its way out and back.
    pub async fn file(&self, id: PieceId) -> Result<Option<File>> {
        self.0.db.read(move |tx| File::read(tx, id)).await
    }

    /// Forgets keys of acts that are older than a week.
    pub async fn forget_acts(&self, now: Timestamp) -> Result<()> {
        let before = now.saturating_sub(SignedDuration::from_hours(7 * 24))?;
        self.0.db.write(move |tx| store::outings::forget_acts(tx, before)).await
    }

    /// What the checks have to be told for this content.
    pub async fn known(&self, content: Content) -> Result<Known> {
        self.0.db.read(move |tx| known(tx, &content)).await
    }
}

/// All that the desk knows of a piece.
#[derive(Clone, Debug)]
pub struct File {
    pub piece: Piece,
    pub newest: Revision,
    pub schedule: Option<Schedule>,
    /// The oldest first.
    pub publications: Vec<Publication>,
    /// The oldest first.
    pub withdrawals: Vec<Withdrawal>,
}

impl File {
    fn read(tx: &mut Tx<'_>, id: PieceId) -> Result<Option<Self>> {
        let Some(piece) = store::pieces::find(tx, id)? else { return Ok(None) };
        let Some(newest) = store::revisions::find(tx, id, piece.newest)? else { return Ok(None) };
        Ok(Some(Self {
            newest,
            schedule: store::outings::schedule(tx, id)?,
            publications: store::outings::publications(tx, id)?,
            withdrawals: store::outings::withdrawals(tx, id)?,
            piece,
        }))
    }

    /// The latest publication that the paper has refused, while nothing later went out.
    pub fn refused(&self) -> Option<&Publication> {
        self.publications.last().filter(|last| last.refused.is_some())
    }
}

fn known(tx: &mut Tx<'_>, content: &Content) -> Result<Known> {
    let mut known = Known::default();
    for key in check::pictures_of(content) {
        if let Some(filed) = store::pictures::find(tx, &key)? {
            known.pictures.insert(key, filed.picture);
        }
    }
    for key in podcasts::played(&content.body) {
        if store::recordings::find(tx, key)?.is_some() {
            known.recordings.insert(key.to_owned());
        }
    }
    for slug in check::slugs_of(content) {
        if store::pieces::with_slug(tx, &slug)?.iter().any(|piece| piece.state() == State::Published) {
            known.published.insert(slug);
        }
    }
    Ok(known)
}
