//! What the fund does later, in the house or in a till of its own.

use std::time::Duration;

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use store::{Claimed, Job};

use super::Fund;
use super::model::Provider;
use super::reconcile::AskMollie;
use super::settle::Settle;

/// How often it is looked, 5 ms after one another, whether a runner has done what it had under way.
const PATIENCE: u32 = 2_000;
/// How long a job is ours.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// How many run the queue beside each other: each waits for the disk most of the time, and acts that wait together are committed together. In which order they run makes no difference.
pub const RUNNERS: usize = 12;
/// Names of the jobs.
pub const NAMES: &[&str] = &[Settle::NAME, AskMollie::NAME];

/// Runs a job of ours. It is finished by the act that notes what it did; an error means that it is to be tried again.
///
/// # Errors
/// When the database cannot be asked, or a processor not be reached.
pub async fn run(fund: &Fund, job: &Claimed) -> Result<()> {
    let now = fund.clock().now();
    match job.name.as_str() {
        Settle::NAME => {
            let outcome = fund.settle(job.read()?, job.clone(), now).await?;
            fund.follow(outcome, now).await;
        }
        AskMollie::NAME => {
            let asked: AskMollie = job.read()?;
            fund.ask_mollie(&asked.id, now).await?;
            fund.db().finish(job).await?;
        }
        _ => {}
    }
    Ok(())
}

impl Fund {
    /// What is done by the clock: processors are asked, and what nobody needs is forgotten.
    ///
    /// # Errors
    /// When the database cannot be asked, or a processor not be reached.
    pub async fn turn(&self, now: Timestamp) -> Result<()> {
        self.forget_unpaid(now).await?;
        self.clear_reminders(now).await?;
        self.reconcile(now).await.map(|_| ())
    }

    /// Does all that is due now, for somebody who waits for the books, and waits for what a runner has under way.
    ///
    /// # Errors
    /// When the database cannot be asked, or a processor not be reached.
    pub async fn settle_due(&self, now: Timestamp) -> Result<()> {
        for _ in 0..PATIENCE {
            while let Some(job) = self.db().claim(now, LEASE, NAMES).await? {
                run(self, &job).await?;
            }
            if self.db().waiting(now).await?.leased == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    /// Settles a fact at once, for somebody who waits. Its job does it again, and finds it done.
    pub(super) async fn settle_now(&self, provider: Provider, id: String, now: Timestamp) -> Result<()> {
        let outcome = self.db().write(move |tx| super::settle::settle(tx, provider, &id, now)).await?;
        self.follow(outcome, now).await;
        Ok(())
    }
}
