//! Letters that are sent now: from a queue in memory only. A crash drops them, and the reader asks again; nothing of them is ever on the disk.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kernel::EmailAddress;
use letter::dkim::Signer;
use letter::smtp::Envelope;
use tokio::sync::{Semaphore, mpsc};

use super::letters::Missive;
use super::returns;
use crate::app::App;
use crate::mail::{Outlets, Untaken};

/// Letters that may wait; beyond that they are dropped, and whoever asked may ask again.
const WAITING: usize = 10_000;
/// Letters that are on their way at a time.
const AT_ONCE: usize = 8;
/// Pauses before the second try and those after it.
const PAUSES: [Duration; 4] = [Duration::from_secs(5), Duration::from_secs(30), Duration::from_secs(120), Duration::from_secs(600)];
/// Letters that the demo's mail box keeps.
const KEPT: usize = 200;

/// The queue. Clones share one.
#[derive(Clone)]
pub struct Mailer(Arc<Inner>);

struct Inner {
    waiting: mpsc::Sender<Missive>,
    taken: tokio::sync::Mutex<mpsc::Receiver<Missive>>,
    carrier: Carrier,
}

/// How letters leave.
#[derive(Clone)]
pub enum Carrier {
    /// Nowhere yet: there is no relay.
    None,
    /// Into memory: the demo's mail box, and tests.
    Memory(MailBox),
    /// To relays by their weights, to another where one does not take it; signed.
    Smtp(Outlets, Arc<Signer>),
}

/// Letters that were caught instead of sent, the newest last.
#[derive(Clone, Default)]
pub struct MailBox(Arc<Mutex<VecDeque<Vec<u8>>>>);

impl MailBox {
    /// All letters as they would have been sent.
    pub fn letters(&self) -> Vec<Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Takes the letters out.
    pub fn empty(&self) -> Vec<Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect()
    }

    pub(crate) fn put(&self, letter: Vec<u8>) {
        let mut letters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if letters.len() == KEPT {
            letters.pop_front();
        }
        letters.push_back(letter);
    }
}

impl Mailer {
    pub fn new(carrier: Carrier) -> Self {
        let (waiting, taken) = mpsc::channel(WAITING);
        Self(Arc::new(Inner { waiting, taken: tokio::sync::Mutex::new(taken), carrier }))
    }

    /// Whether a letter would get anywhere.
    pub fn is_open(&self) -> bool {
        !matches!(self.0.carrier, Carrier::None)
    }

    /// The mail box, where letters are caught.
    pub fn mail_box(&self) -> Option<&MailBox> {
        match &self.0.carrier {
            Carrier::Memory(caught) => Some(caught),
            Carrier::None | Carrier::Smtp(..) => None,
        }
    }

    /// Who signs what leaves here.
    pub fn signer(&self) -> Option<&Arc<Signer>> {
        match &self.0.carrier {
            Carrier::Smtp(_, signer) => Some(signer),
            Carrier::None | Carrier::Memory(_) => None,
        }
    }

    /// Puts a letter into the queue; whether there was room.
    pub fn send_now(&self, missive: Missive) -> bool {
        let taken = self.0.waiting.try_send(missive).is_ok();
        if !taken {
            tracing::warn!("{WAITING} letters wait to be sent, and one more was dropped; is the relay there?");
        }
        taken
    }

    /// Sends what comes, until it is aborted.
    pub async fn run(&self, app: App) {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        loop {
            let Some(missive) = self.0.taken.lock().await.recv().await else { return };
            let Ok(place) = places.clone().acquire_owned().await else { return };
            let (mailer, app) = (self.clone(), app.clone());
            tokio::spawn(async move {
                mailer.deliver(&app, &missive).await;
                drop(place);
            });
        }
    }

    /// Sends what waits now; how many letters those were. For tests, which leave none unread.
    pub async fn run_due(&self, app: &App) -> usize {
        let mut count = 0;
        loop {
            let Ok(missive) = self.0.taken.lock().await.try_recv() else { return count };
            self.deliver(app, &missive).await;
            count += 1;
        }
    }

    async fn deliver(&self, app: &App, missive: &Missive) {
        let letter = match missive.compose(app) {
            Ok(letter) => letter,
            Err(trouble) => return tracing::error!("a letter could not be written: {trouble:#}"),
        };
        let from = returns::path(&app.settings);
        self.hand_over(&from, missive.to(), &letter).await;
    }

    /// Sends what waits now where there is no house, as in a till: only what is written already; how many letters those were.
    pub async fn run_ready(&self, from: &str) -> usize {
        let mut count = 0;
        loop {
            let Ok(missive) = self.0.taken.lock().await.try_recv() else { return count };
            count += usize::from(self.deliver_ready(from, missive).await);
        }
    }

    /// The same, until it is aborted.
    pub async fn run_alone(&self, from: &str) {
        loop {
            let Some(missive) = self.0.taken.lock().await.recv().await else { return };
            self.deliver_ready(from, missive).await;
        }
    }

    async fn deliver_ready(&self, from: &str, missive: Missive) -> bool {
        let Missive::Ready { to, letter } = missive else { return false };
        self.hand_over(from, &to, &letter).await;
        true
    }

    async fn hand_over(&self, from: &str, to: &EmailAddress, letter: &[u8]) {
        let mut pauses = PAUSES.iter();
        loop {
            match (self.0.carrier.carry(from, to, letter).await, pauses.next()) {
                (Ok(()), _) => return,
                (Err(untaken), Some(pause)) if !untaken.lasting => tokio::time::sleep(*pause).await,
                (Err(untaken), _) => return tracing::error!("a letter was given up: {untaken}"),
            }
        }
    }
}

impl Carrier {
    async fn carry(&self, from: &str, to: &EmailAddress, letter: &[u8]) -> Result<(), Untaken> {
        let outlets = match self {
            Self::None => return Err(Untaken::lasting("there is no relay: set mail.relays")),
            Self::Memory(caught) => {
                caught.put(letter.to_vec());
                return Ok(());
            }
            Self::Smtp(outlets, _) => outlets,
        };
        let envelope = Envelope { from, to: to.as_str() };
        let mut last = Untaken::lasting("there is no relay");
        for outlet in outlets.in_turn() {
            match outlet.carry(&envelope, letter).await {
                Ok(()) => return Ok(()),
                Err(untaken) => last = untaken,
            }
        }
        Err(last)
    }
}
