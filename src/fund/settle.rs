//! What follows from what a processor has said: entries of the ledger, how a contribution stands, letters that are due.
//!
//! Whoever brings facts, a hook or the reconciler, they are kept with their job in one act. The job folds *all* that is known of the object and of the contribution, so it does
//! not matter in which order facts came, and running twice does no harm.

use anyhow::Result;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Claimed, Job, Tx};

use super::Fund;
use super::model::attempt::Attempt;
use super::model::dunning::notices;
use super::model::fact::{Fact, What};
use super::model::standing::{Standing, State};
use super::model::{AttemptId, Provider, ledger};
use super::store::{attempts, facts, reminders};

/// Folds what one fact is about.
#[derive(Debug, Serialize, Deserialize)]
pub struct Settle {
    pub provider: Provider,
    pub id: String,
}

impl Job for Settle {
    const NAME: &'static str = "settle";
}

/// Keeps facts that are new, each with its job; how many those are.
pub(super) fn take(tx: &mut Tx<'_>, told: &[Fact], now: Timestamp) -> Result<usize> {
    let mut new = 0;
    for fact in told {
        if facts::put(tx, fact)? {
            new += 1;
            // Of what is ignored nothing follows.
            if !matches!(fact.what, What::Unknown { .. }) {
                tx.enqueue(&Settle { provider: fact.provider, id: fact.id.clone() }, now)?;
            }
        }
    }
    Ok(new)
}

/// What happened to a contribution by settling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    pub attempt: Attempt,
    pub before: Option<State>,
    pub after: Standing,
}

/// What a fact has led to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// A card failed on a pay page, perhaps in an attempt of ours.
    pub declined: Option<Option<AttemptId>>,
    pub settled: Option<Settled>,
}

/// All that follows from one fact, as far as it is not there already.
pub(super) fn settle(tx: &mut Tx<'_>, provider: Provider, id: &str, now: Timestamp) -> Result<Outcome> {
    let Some(fact) = facts::find(tx, provider, id)? else { return Ok(Outcome::default()) };
    let about = facts::about(tx, provider, fact.what.subject())?;
    for entry in ledger::entries(&about).values() {
        super::store::ledger::put(tx, entry)?;
    }
    let attempt = facts::attempt_of(tx, &fact)?;
    let declined = facts::is_tried(tx, &fact)?.then_some(attempt);
    let settled = match attempt {
        Some(attempt) => fold(tx, attempt, now)?,
        None => None,
    };
    Ok(Outcome { declined, settled })
}

/// How a contribution stands, made anew from all facts.
fn fold(tx: &mut Tx<'_>, id: AttemptId, now: Timestamp) -> Result<Option<Settled>> {
    let Some(attempt) = attempts::find(tx, id)? else { return Ok(None) };
    let all = facts::of(tx, attempt.provider, id)?;
    let before = attempts::standing(tx, id)?.map(|standing| standing.state);
    let after = Standing::of(&attempt, &all);
    attempts::put_standing(tx, id, &after)?;
    reminders::put_notices(tx, id, &notices(&after, &all), now)?;
    if after.state.supports() {
        reminders::answered(tx, id)?;
    }
    if !matches!(after.state, State::Begun) {
        attempts::close(tx, id, now)?;
    }
    Ok(Some(Settled { attempt, before, after }))
}

impl Fund {
    /// Keeps facts, and settles them soon; how many were new.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn take(&self, told: Vec<Fact>, now: Timestamp) -> Result<usize> {
        self.db().write(move |tx| take(tx, &told, now)).await
    }

    /// Settles one fact and finishes its job, in one act.
    pub(super) async fn settle(&self, order: Settle, job: Claimed, now: Timestamp) -> Result<Outcome> {
        self.db()
            .write(move |tx| {
                let outcome = settle(tx, order.provider, &order.id, now)?;
                tx.finish(&job)?;
                Ok(outcome)
            })
            .await
    }

    /// What is done beside the database when something was settled: counted, shut, thanked for.
    pub(super) async fn follow(&self, outcome: Outcome, now: Timestamp) {
        if let Some(attempt) = outcome.declined
            && self.guard().failed(attempt, now)
            && let Some(settled) = &outcome.settled
            && let (Some(processor), Some(session)) = (self.processor(settled.attempt.provider), &settled.attempt.session)
            && let Err(trouble) = processor.shut(session).await
        {
            tracing::warn!("a page on which cards are tried could not be shut: {trouble}");
        }
        let Some(Settled { attempt, before, after }) = outcome.settled else { return };
        let is_new = !before.is_some_and(State::supports) && after.state.supports() && after.payments <= 1;
        if is_new {
            self.guard().came(attempt.id, now);
            self.thank(attempt.id, attempt.gift, &attempt.locale, now);
        }
    }
}
