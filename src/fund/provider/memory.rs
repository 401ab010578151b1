//! A processor that stands still: what it is asked is noted, and it does as it is told. For tests.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::{Asked, Change, Opened, Order, Trouble};
use crate::fund::model::attempt::Attempt;
use crate::fund::model::fact::Fact;
use crate::fund::model::standing::Standing;

/// Clones share one.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    /// Idempotency key and page, in order.
    opened: Vec<(String, Opened)>,
    /// Where givers come back to, in the order of the pages.
    thanks: Vec<String>,
    shut: Vec<String>,
    changed: Vec<Change>,
    facts: Vec<Fact>,
    down: bool,
    /// The page is made, and the answer gets lost.
    deaf: bool,
    calls: usize,
}

impl Memory {
    fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn be_down(&self, down: bool) {
        self.with(|inner| inner.down = down);
    }

    pub fn be_deaf(&self, deaf: bool) {
        self.with(|inner| inner.deaf = deaf);
    }

    pub fn put(&self, fact: Fact) {
        self.with(|inner| inner.facts.push(fact));
    }

    /// How often it was called at all.
    pub fn calls(&self) -> usize {
        self.with(|inner| inner.calls)
    }

    /// Pages that there are.
    pub fn opened(&self) -> Vec<Opened> {
        self.with(|inner| inner.opened.iter().map(|(_, opened)| opened.clone()).collect())
    }

    pub fn thanks(&self) -> Vec<String> {
        self.with(|inner| inner.thanks.clone())
    }

    pub fn shut_pages(&self) -> Vec<String> {
        self.with(|inner| inner.shut.clone())
    }

    pub fn changes(&self) -> Vec<Change> {
        self.with(|inner| inner.changed.clone())
    }

    pub fn open(&self, order: &Order) -> Result<Opened, Trouble> {
        self.with(|inner| {
            inner.calls += 1;
            if inner.down {
                return Err(Trouble::Down("it is down".into()));
            }
            let key = order.attempt.key();
            let opened = match inner.opened.iter().find(|(known, _)| *known == key) {
                Some((_, opened)) => opened.clone(),
                None => {
                    let session = format!("cs_{}", inner.opened.len() + 1);
                    let opened = Opened { page: format!("https://pay.example/{session}"), session };
                    inner.opened.push((key, opened.clone()));
                    inner.thanks.push(order.thanks.clone());
                    opened
                }
            };
            if inner.deaf { Err(Trouble::Down("the answer was lost".into())) } else { Ok(opened) }
        })
    }

    pub fn shut(&self, session: &str) -> Result<(), Trouble> {
        self.with(|inner| inner.shut.push(session.to_owned()));
        Ok(())
    }

    pub fn ask(&self, attempt: &Attempt) -> Result<Asked, Trouble> {
        self.with(|inner| {
            let session = inner.opened.iter().find(|(key, _)| *key == attempt.key()).map(|(_, opened)| opened.session.clone());
            let facts = inner.facts.iter().filter(|fact| fact.attempt == Some(attempt.id)).cloned().collect();
            Ok(Asked { session, facts })
        })
    }

    pub fn since(&self, since: Timestamp) -> Result<Vec<Fact>, Trouble> {
        Ok(self.with(|inner| inner.facts.iter().filter(|fact| fact.at >= since).cloned().collect()))
    }

    pub fn change(&self, _: &Standing, change: Change, _: Timestamp) -> Result<Vec<Fact>, Trouble> {
        self.with(|inner| inner.changed.push(change));
        Ok(Vec::new())
    }
}
