//! Pause, resume, cancel, watch.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use kernel::Clock;
use tokio::sync::watch;

use super::{Ledger, Progress};

/// What a sending is told to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    #[default]
    Running,
    Paused,
    /// What is on the wire ends, the rest is cancelled.
    Cancelled,
    /// What is on the wire ends, the rest waits for another start of the program.
    Stopping,
}

/// Steers a sending, and watches it. Clones steer the same one.
#[derive(Clone)]
pub struct Control {
    pub(super) mode: Arc<watch::Sender<Mode>>,
    pub(super) progress: Arc<watch::Sender<Progress>>,
    pub(super) ledger: Ledger,
    pub(super) clock: Clock,
}

impl Control {
    pub(super) fn new(ledger: Ledger, clock: Clock) -> Self {
        let mode = match ledger.entry() {
            entry if entry.cancelled_at.is_some() => Mode::Cancelled,
            entry if entry.paused_at.is_some() => Mode::Paused,
            _ => Mode::Running,
        };
        let progress = Progress { mode, ..Progress::default() };
        Self { mode: Arc::new(watch::Sender::new(mode)), progress: Arc::new(watch::Sender::new(progress)), ledger, clock }
    }

    pub fn progress(&self) -> Progress {
        self.progress.borrow().clone()
    }

    /// Rings at every change, four times a second at most.
    pub fn changes(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// No letter begins after this; those on the wire end. It stays so across a restart.
    pub async fn pause(&self) -> Result<()> {
        self.ledger.pause(Some(self.clock.now())).await?;
        self.turn(Mode::Paused);
        Ok(())
    }

    pub async fn resume(&self) -> Result<()> {
        self.ledger.pause(None).await?;
        self.turn(Mode::Running);
        Ok(())
    }

    /// For good: what is on the wire ends, who still waits gets no letter and is counted as cancelled.
    pub async fn cancel(&self) -> Result<()> {
        self.turn(Mode::Cancelled);
        self.ledger.cancel(self.clock.now()).await
    }

    /// Ends the engine, not the sending: for a program that is about to end.
    pub fn stop(&self) {
        self.turn(Mode::Stopping);
    }

    /// What it is told to do now.
    pub fn mode(&self) -> Mode {
        *self.mode.borrow()
    }

    /// Waits so long, or until something else is to be done than `mode`.
    pub(super) async fn sleep(&self, mode: Mode, wait: Duration) {
        let mut changes = self.mode.subscribe();
        let _ = tokio::time::timeout(wait, changes.wait_for(|now| *now != mode)).await;
    }

    fn turn(&self, to: Mode) {
        self.mode.send_if_modified(|mode| {
            let may = !matches!((*mode, to), (Mode::Cancelled | Mode::Stopping, _)) && *mode != to;
            if may {
                *mode = to;
            }
            may
        });
    }
}
