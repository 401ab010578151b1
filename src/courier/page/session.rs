//! What is open on the keyholder's page: the ring, for a quarter of an hour; and a sending, to its end.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use seal::VaultKey;

use crate::courier::arming::Step;
use crate::courier::errands::Done;
use crate::courier::traces::Look;
use crate::fund::errand::Due;
use crate::post::arming::Standing;
use crate::post::courier::messages::Issues;
use crate::sending::Control;

/// How long the words hold.
pub const OPEN_FOR: SignedDuration = SignedDuration::from_mins(15);

/// What the page remembers between two requests, in memory only.
#[derive(Default)]
pub struct Session {
    held: Mutex<Held>,
    /// Held while a sending gets ready: of two presses of the button the second finds what the first has begun.
    pub turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Held {
    open: Option<Open>,
    sending: Option<Running>,
    arming: Option<Working>,
    errands: Option<Errands>,
    /// What was seen in the last test letter.
    look: Option<Look>,
    /// What the server has said last of what is armed, and when it was asked.
    armed: Option<(Timestamp, Result<Vec<Standing>, String>)>,
    said: String,
}

/// An open ring, and what was seen with it.
#[derive(Clone)]
pub struct Open {
    pub ring: Arc<Vec<VaultKey>>,
    pub until: Timestamp,
    pub lists: Vec<Counted>,
    pub issues: Arc<Issues>,
    pub orders: i64,
    /// Letters of the fund that are due, where the server could say.
    pub due: Option<Arc<Due>>,
}

/// A newsletter whose list was opened.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Counted {
    pub id: String,
    pub title: String,
    pub locale: String,
    pub readers: usize,
    pub ended: usize,
}

/// A sending that was begun on this page.
#[derive(Clone)]
pub struct Running {
    pub title: String,
    pub control: Control,
    /// How it came out, when it did.
    pub ended: Option<String>,
}

/// Letters of the fund that are being written, or were.
#[derive(Clone)]
pub struct Errands {
    pub done: usize,
    pub all: usize,
    pub ended: Option<Result<Done, String>>,
}

/// An issue that is being armed from this page.
#[derive(Clone)]
pub struct Working {
    pub title: String,
    pub step: Step,
    /// Why it is not armed.
    pub trouble: Option<String>,
}

impl Session {
    /// The ring, as long as it is open.
    pub fn open(&self, now: Timestamp) -> Option<Open> {
        let mut held = self.held();
        if held.open.as_ref().is_some_and(|open| open.until <= now) {
            held.open = None;
        }
        held.open.clone()
    }

    pub fn put(&self, open: Open) {
        self.held().open = Some(open);
    }

    pub fn lock(&self) {
        self.held().open = None;
    }

    pub fn sending(&self) -> Option<Running> {
        self.held().sending.clone()
    }

    /// Begins to watch a sending; false when another is under way.
    pub fn begin(&self, running: Running) -> bool {
        let mut held = self.held();
        if held.sending.as_ref().is_some_and(|other| other.ended.is_none()) {
            return false;
        }
        held.sending = Some(running);
        true
    }

    pub fn ended(&self, how: String) {
        if let Some(running) = &mut self.held().sending {
            running.ended = Some(how);
        }
    }

    /// Begins to arm; false when another is under way.
    pub fn begin_arming(&self, title: String) -> bool {
        let mut held = self.held();
        if held.arming.as_ref().is_some_and(|other| other.trouble.is_none()) {
            return false;
        }
        held.arming = Some(Working { title, step: Step::Opening(0, 0), trouble: None });
        true
    }

    pub fn arming(&self) -> Option<Working> {
        self.held().arming.clone()
    }

    pub fn arming_at(&self, step: Step) {
        if let Some(working) = &mut self.held().arming {
            working.step = step;
        }
    }

    /// It is armed, or why it is not.
    pub fn arming_ended(&self, trouble: Option<String>) {
        let mut held = self.held();
        held.armed = None;
        match (&mut held.arming, trouble) {
            (Some(working), Some(trouble)) => working.trouble = Some(trouble),
            (arming, _) => *arming = None,
        }
    }

    /// Begins to write letters of the fund; false when that is under way.
    pub fn begin_errands(&self, all: usize) -> bool {
        let mut held = self.held();
        if held.errands.as_ref().is_some_and(|other| other.ended.is_none()) {
            return false;
        }
        held.errands = Some(Errands { done: 0, all, ended: None });
        true
    }

    pub fn errands(&self) -> Option<Errands> {
        self.held().errands.clone()
    }

    pub fn errands_at(&self, done: usize, all: usize) {
        if let Some(errands) = &mut self.held().errands {
            (errands.done, errands.all) = (done, all);
        }
    }

    /// How it came out, and what is due after it.
    pub fn errands_ended(&self, how: Result<Done, String>, left: Option<Due>) {
        let mut held = self.held();
        if let Some(errands) = &mut held.errands {
            errands.ended = Some(how);
        }
        if let (Some(open), Some(left)) = (&mut held.open, left) {
            open.due = Some(Arc::new(left));
        }
    }

    pub fn look(&self) -> Option<Look> {
        self.held().look.clone()
    }

    pub fn put_look(&self, look: Option<Look>) {
        self.held().look = look;
    }

    /// What the server said last, if that was not before `since`.
    pub fn armed(&self, since: Timestamp) -> Option<Result<Vec<Standing>, String>> {
        self.held().armed.as_ref().filter(|(at, _)| *at >= since).map(|(_, armed)| armed.clone())
    }

    pub fn put_armed(&self, at: Timestamp, armed: Result<Vec<Standing>, String>) {
        self.held().armed = Some((at, armed));
    }

    /// What the next page says first.
    pub fn say(&self, said: String) {
        self.held().said = said;
    }

    pub fn said(&self) -> String {
        std::mem::take(&mut self.held().said)
    }

    /// Ends what is on the wire before the program ends.
    pub async fn stop(&self) {
        let Some(running) = self.sending().filter(|running| running.ended.is_none()) else { return };
        running.control.stop();
        while self.sending().is_some_and(|running| running.ended.is_none()) {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
