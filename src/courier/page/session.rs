//! What is open on the keyholder's page: the ring, for a quarter of an hour; and a sending, to its end.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use seal::VaultKey;

use super::trouble::Told;
use crate::courier::arming::Step;
use crate::courier::errands::Done;
use crate::courier::import::Why;
use crate::courier::orders::Answered;
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
    errands: Option<Writing<Done>>,
    orders: Option<Writing<Answered>>,
    imported: Option<Arc<Report>>,
    /// What was seen in the last test letter.
    look: Option<Look>,
    /// What the server has said last of what is armed, and when it was asked.
    armed: Option<(Timestamp, Result<Vec<Standing>, Told>)>,
    said: Option<Told>,
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
    /// What came back to the server in the last weeks: class and letters, the most first.
    pub returns: Vec<(String, i64)>,
}

/// A sending that was begun on this page.
#[derive(Clone)]
pub struct Running {
    pub title: String,
    pub control: Control,
    /// How it came out, when it did.
    pub ended: Option<Ended>,
}

/// How a sending came out: the numbers stand beside it.
#[derive(Clone)]
pub enum Ended {
    Finished,
    /// Stopped or cancelled before everybody was reached.
    Stopped,
    /// Finished, and the server was not told.
    Untold(Told),
    Broken(Told),
}

impl Ended {
    /// The key of its words.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Finished => "courier-ended",
            Self::Stopped => "courier-ended-stopped",
            Self::Untold(_) => "courier-ended-untold",
            Self::Broken(_) => "courier-ended-broken",
        }
    }

    pub fn trouble(&self) -> Option<&Told> {
        match self {
            Self::Finished | Self::Stopped => None,
            Self::Untold(told) | Self::Broken(told) => Some(told),
        }
    }
}

/// Letters to single readers that are being written, or were.
#[derive(Clone)]
pub struct Writing<T> {
    pub done: usize,
    pub all: usize,
    pub ended: Option<Result<T, Told>>,
}

impl<T> Writing<T> {
    /// Begins another; false when the one before is under way.
    fn begin(slot: &mut Option<Self>, all: usize) -> bool {
        if slot.as_ref().is_some_and(|other| other.ended.is_none()) {
            return false;
        }
        *slot = Some(Self { done: 0, all, ended: None });
        true
    }
}

/// What came of an import. No address is in it.
pub struct Report {
    pub taken: usize,
    /// By their rows in the file.
    pub refused: Vec<(usize, Why)>,
}

/// An issue that is being armed from this page.
#[derive(Clone)]
pub struct Working {
    pub title: String,
    pub step: Step,
    /// Why it is not armed.
    pub trouble: Option<Told>,
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

    pub fn ended(&self, how: Ended) {
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
    pub fn arming_ended(&self, trouble: Option<Told>) {
        let mut held = self.held();
        held.armed = None;
        match (&mut held.arming, trouble) {
            (Some(working), Some(trouble)) => working.trouble = Some(trouble),
            (arming, _) => *arming = None,
        }
    }

    /// Begins to write letters of the fund; false when that is under way.
    pub fn begin_errands(&self, all: usize) -> bool {
        Writing::begin(&mut self.held().errands, all)
    }

    pub fn errands(&self) -> Option<Writing<Done>> {
        self.held().errands.clone()
    }

    pub fn errands_at(&self, done: usize, all: usize) {
        if let Some(errands) = &mut self.held().errands {
            (errands.done, errands.all) = (done, all);
        }
    }

    /// How it came out, and what is due after it.
    pub fn errands_ended(&self, how: Result<Done, Told>, left: Option<Due>) {
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

    /// Begins to answer who lost their link; false when that is under way.
    pub fn begin_orders(&self, all: usize) -> bool {
        Writing::begin(&mut self.held().orders, all)
    }

    pub fn orders(&self) -> Option<Writing<Answered>> {
        self.held().orders.clone()
    }

    pub fn orders_at(&self, done: usize, all: usize) {
        if let Some(orders) = &mut self.held().orders {
            (orders.done, orders.all) = (done, all);
        }
    }

    /// How it came out, and how many wait after it.
    pub fn orders_ended(&self, how: Result<Answered, Told>, left: Option<i64>) {
        let mut held = self.held();
        if let Some(orders) = &mut held.orders {
            orders.ended = Some(how);
        }
        if let (Some(open), Some(left)) = (&mut held.open, left) {
            open.orders = left;
        }
    }

    pub fn put_imported(&self, report: Report) {
        self.held().imported = Some(Arc::new(report));
    }

    pub fn imported(&self) -> Option<Arc<Report>> {
        self.held().imported.clone()
    }

    /// What the server said last, if that was not before `since`.
    pub fn armed(&self, since: Timestamp) -> Option<Result<Vec<Standing>, Told>> {
        self.held().armed.as_ref().filter(|(at, _)| *at >= since).map(|(_, armed)| armed.clone())
    }

    pub fn put_armed(&self, at: Timestamp, armed: Result<Vec<Standing>, Told>) {
        self.held().armed = Some((at, armed));
    }

    /// What the next page says first.
    pub fn say(&self, said: Option<Told>) {
        self.held().said = said;
    }

    pub fn said(&self) -> Option<Told> {
        self.held().said.take()
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
