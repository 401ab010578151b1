//! Asks: what readers are asked, where, and when. The paper prints them; the fund says whether anything can be given, and the desk decides.
//!
//! Promises: a page has the same bytes for every reader, and no cookie; whatever is changed, from the next edition on nobody sees an ask that is not in force,
//! also on pages that are printed anew only later; asks that come are on fronts at once and on pieces from the newest on.
//!
//! - [`model`]: types, and the rule of what stands where.
//! - [`rounds`]: pages that are printed anew for a change, a stretch at a time.
//! - [`why`]: what asks look at on a page.

#![deny(clippy::float_arithmetic)]

pub mod model;
pub mod rounds;
#[cfg(test)]
mod tests;
pub mod why;

use anyhow::Result;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Job, Tx};

use super::Paper;
use super::store::{asks, due};
use super::target::Target;
use model::{Ask, AskId, Asks, Manners, Place, Total};

/// An ask begins or ends by its schedule.
#[derive(Debug, Serialize, Deserialize)]
pub struct TurnAsk {
    pub ask: AskId,
    pub at: Timestamp,
}

impl Job for TurnAsk {
    const NAME: &'static str = "turn ask";
}

/// Which way an ask is moved in the order of its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
}

impl Paper {
    /// All asks in their order, and what holds for them.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn asks(&self) -> Result<Asks> {
        self.db().read(asks::all).await
    }

    /// # Errors
    /// When the database cannot be asked.
    pub async fn ask(&self, id: AskId) -> Result<Option<Ask>> {
        self.db().read(move |tx| asks::find(tx, id)).await
    }

    /// Puts an ask in its place, or puts it there anew after a change. A new one comes last. It is seen when the press has printed.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn put_ask(&self, ask: Ask, now: Timestamp) -> Result<()> {
        self.db()
            .write(move |tx| {
                let old = asks::find(tx, ask.id)?;
                let keeps_place = old.as_ref().is_some_and(|old| old.place == ask.place);
                let position = if keeps_place { ask.position } else { last(tx, ask.place)? + 1 };
                let ask = Ask { position, ..ask };
                if old.as_ref() == Some(&ask) {
                    return Ok(());
                }
                asks::put(tx, &ask)?;
                for at in [ask.from, ask.until].into_iter().flatten().filter(|at| *at > now) {
                    tx.enqueue(&TurnAsk { ask: ask.id, at }, at)?;
                }
                if let Some(old) = &old {
                    rounds::touch(tx, old, now)?;
                }
                rounds::touch(tx, &ask, now)
            })
            .await
    }

    /// Whether it was there.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn remove_ask(&self, id: AskId, now: Timestamp) -> Result<bool> {
        self.db()
            .write(move |tx| {
                let Some(ask) = asks::find(tx, id)? else { return Ok(false) };
                asks::remove(tx, id)?;
                rounds::touch(tx, &ask, now)?;
                Ok(true)
            })
            .await
    }

    /// Moves an ask by one in the order of its place; whether that changed anything.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn move_ask(&self, id: AskId, way: Way, now: Timestamp) -> Result<bool> {
        self.db()
            .write(move |tx| {
                let Some(ask) = asks::find(tx, id)? else { return Ok(false) };
                let mut order: Vec<Ask> = asks::all(tx)?.asks.into_iter().filter(|other| other.place == ask.place).collect();
                let Some(at) = order.iter().position(|other| other.id == id) else { return Ok(false) };
                let with = match way {
                    Way::Up => at.checked_sub(1),
                    Way::Down => Some(at + 1).filter(|to| *to < order.len()),
                };
                let Some(with) = with else { return Ok(false) };
                order.swap(at, with);
                for (ask, position) in order.iter().zip(1..) {
                    asks::put(tx, &Ask { position, ..ask.clone() })?;
                }
                for ask in [&order[at], &order[with]] {
                    rounds::touch(tx, ask, now)?;
                }
                Ok(true)
            })
            .await
    }

    /// How often is asked, and beside what never.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn put_ask_manners(&self, views: u32, days: u32, quiet: Vec<kernel::Slug>, now: Timestamp) -> Result<()> {
        self.change_manners(now, move |manners| Manners { views, days, quiet, ..manners }).await
    }

    /// The switch: from the next edition on nobody is asked anything, or everybody again.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn switch_asks(&self, on: bool, now: Timestamp) -> Result<()> {
        self.change_manners(now, move |manners| Manners { off_since: (!on).then(|| manners.off_since.unwrap_or(now)), ..manners }).await
    }

    async fn change_manners(&self, now: Timestamp, change: impl FnOnce(Manners) -> Manners + Send + 'static) -> Result<()> {
        self.db()
            .write(move |tx| {
                let old = asks::manners(tx)?;
                let new = change(old.clone());
                if new == old {
                    return Ok(());
                }
                asks::put_manners(tx, &new)?;
                asks::all(tx)?.asks.iter().try_for_each(|ask| rounds::touch(tx, ask, now))
            })
            .await
    }

    /// Hears the month's sum, for once a day. What shows it becomes due; whether anything did.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn hear_total(&self, total: Option<Total>, now: Timestamp) -> Result<bool> {
        self.db()
            .write(move |tx| {
                let all = asks::all(tx)?;
                if all.total == total {
                    return Ok(false);
                }
                asks::put_total(tx, total)?;
                let mut shown = false;
                for ask in all.asks.iter().filter(|ask| ask.ticker) {
                    rounds::touch_lists(tx, ask)?;
                    shown = true;
                }
                if shown {
                    tx.enqueue(&rounds::PrintAsks {}, now)?;
                }
                Ok(shown)
            })
            .await
    }

    /// An ask has begun or ended by its schedule: what it concerns becomes due.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(crate) async fn turn_ask(&self, turn: TurnAsk, job: store::Claimed, now: Timestamp) -> Result<()> {
        self.db()
            .write(move |tx| {
                let ask = asks::find(tx, turn.ask)?;
                if let Some(ask) = ask.filter(|ask| [ask.from, ask.until].contains(&Some(turn.at))) {
                    rounds::touch(tx, &ask, now)?;
                }
                tx.finish(&job)
            })
            .await
    }

    /// How many rounds of printing are not through.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn ask_rounds(&self) -> Result<i64> {
        self.db().read(asks::count_rounds).await
    }
}

/// The last position in a place.
fn last(tx: &mut Tx<'_>, place: Place) -> Result<i64> {
    Ok(asks::all(tx)?.asks.iter().filter(|ask| ask.place == place).map(|ask| ask.position).max().unwrap_or(0))
}

/// What is due whatever changes: the sheet that hides what is not in force.
fn touch_sheet(tx: &mut Tx<'_>) -> Result<()> {
    due::touch(tx, [Target::AskSheet])
}
