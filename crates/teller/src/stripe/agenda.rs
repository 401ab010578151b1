//! What falls due by itself, in order.

use std::collections::BTreeSet;

use super::Books;

/// Something to look at when its moment has come. Whether it still is to be done is seen then.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    ExpireSession(String),
    Renew(String),
    CancelAt(String),
    Resume(String),
    Finalize(String),
    Collect(String),
    Arrive(String),
}

#[derive(Clone, Debug, Default)]
pub struct Agenda(BTreeSet<(i64, Task)>);

impl Agenda {
    pub fn add(&mut self, at: i64, task: Task) {
        self.0.insert((at, task));
    }

    fn take(&mut self, until: i64) -> Option<(i64, Task)> {
        let first = self.0.first().filter(|(at, _)| *at <= until)?.clone();
        self.0.remove(&first);
        Some(first)
    }
}

impl Books {
    /// Does all that has fallen due until now, each at its own moment.
    pub fn catch_up(&mut self, until: i64) {
        while let Some((at, task)) = self.agenda.take(until) {
            self.now = self.now.max(at);
            match task {
                Task::ExpireSession(id) => self.session_runs_out(&id),
                Task::Renew(id) => self.renew(&id, at),
                Task::CancelAt(id) => self.cancel_when_due(&id, at),
                Task::Resume(id) => self.resume_when_due(&id, at),
                Task::Finalize(id) => self.finalize_when_due(&id, at),
                Task::Collect(id) => self.collect_when_due(&id, at),
                Task::Arrive(id) => self.payout_arrives(&id),
            }
        }
        self.now = self.now.max(until);
    }
}
