//! The armed capsule: an issue that the server sends by itself at its time, while every keyholder sleeps.
//!
//! A keyholder's machine makes a capsule (rows, addresses, tokens, and the keys that sign this one run), uploads it in parts, and gives the key last, sealed to a key
//! that this process has made for that one arming. The file lies in `armed/`; its key is in memory only.
//!
//! Promises: an issue is armed whole or not at all; key and file are destroyed when it was sent, disarmed, or its twelve hours are over; a server that was started anew
//! has no key, sends nothing more, and says so where staff and keyholders look; a time that was missed is never kept late without a person; who leaves before their
//! letter is leased gets none; the ledger in `post.db` knows rows and no address, and any keyholder's machine can go on from it.
//!
//! - [`model`]: states, and the rules of time.
//! - [`upload`]: from the announcement to the last part, and the arming itself.
//! - [`watch`]: what the clock does, and what a start finds.
//! - [`run`]: a sending, from its key to its books.
//! - [`steering`]: disarm, release, pause, cancel, hand over.
//! - [`standing`]: how it stands, for whoever watches.

pub mod model;
pub mod run;
pub mod standing;
pub mod steering;
pub mod upload;
pub mod watch;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::watch as bell;

use crate::post::model::IssueId;
use crate::sending::Control;
use crate::sending::capsule::Key;
pub use model::{Arming, Besides, Ending, Hold, Pace, Refusal, RunKey, State};
pub use standing::{Alarm, Standing, Why};
use upload::Upload;

/// Folder of capsules in the data directory.
pub const FOLDER: &str = "armed";

/// What is held in memory, and nowhere else. Clones share one.
#[derive(Clone, Default)]
pub struct Armory(Arc<Inner>);

#[derive(Default)]
struct Inner {
    uploads: Mutex<HashMap<IssueId, Arc<Upload>>>,
    /// Of issues that wait for their time.
    keys: Mutex<HashMap<IssueId, Waiting>>,
    running: Mutex<HashMap<IssueId, Running>>,
    alarms: Mutex<Arc<Vec<Alarm>>>,
    /// One act at a time: arming, disarming, what the clock does.
    turn: tokio::sync::Mutex<()>,
}

struct Waiting {
    key: Key,
    /// When it was last looked whether the letter is still the same.
    looked_at: Timestamp,
}

/// A sending that goes on in this process.
#[derive(Clone)]
struct Running {
    control: Control,
    ends_at: Timestamp,
    /// Why it was told to stop, if it was.
    stops: Arc<Mutex<Option<Ending>>>,
    /// True when it has ended and its books are written.
    ended: bell::Receiver<bool>,
}

impl Armory {
    fn uploads(&self) -> MutexGuard<'_, HashMap<IssueId, Arc<Upload>>> {
        self.0.uploads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keys(&self) -> MutexGuard<'_, HashMap<IssueId, Waiting>> {
        self.0.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn running(&self) -> MutexGuard<'_, HashMap<IssueId, Running>> {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The controls of a sending that goes on here.
    pub fn control(&self, issue: IssueId) -> Option<Control> {
        self.running().get(&issue).map(|running| running.control.clone())
    }

    /// Keys that are held now, those of sendings under way included.
    pub fn count(&self) -> usize {
        self.keys().len() + self.running().len()
    }

    /// What a person has to see to, as it was last looked at.
    pub fn alarms(&self) -> Arc<Vec<Alarm>> {
        self.0.alarms.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Running {
    fn stop(&self, why: Ending) {
        self.stops.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(why);
        self.control.stop();
    }
}

fn capsule(dir: &Path, issue: IssueId) -> PathBuf {
    dir.join(FOLDER).join(format!("{issue}.capsule"))
}

fn coming(dir: &Path, issue: IssueId) -> PathBuf {
    dir.join(FOLDER).join(format!("{issue}.coming"))
}

/// Removes a file, if it is there. Without its key it says nothing; it need not lie there either.
fn destroy(file: &Path) {
    if let Err(trouble) = std::fs::remove_file(file)
        && trouble.kind() != std::io::ErrorKind::NotFound
    {
        tracing::error!("{} cannot be removed: {trouble}; without its key, which is gone, it says nothing", file.display());
    }
}
