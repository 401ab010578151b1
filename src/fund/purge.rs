//! Givers from a country where giving is a crime, who came in all the same: what goes on is ended, and they are forgotten as far as that is in our hands.

use anyhow::Result;
use jiff::Timestamp;
use serde::Serialize;

use super::Fund;
use super::model::AttemptId;
use super::model::gate::Country;
use super::provider::{Change, Found};
use super::store::attempts;

/// How many that were, or would be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Purged {
    pub payments: usize,
    pub ended: usize,
    pub customers: usize,
    pub erased: usize,
}

impl Fund {
    /// Asks processors for payments by cards of that country. We keep no country of anybody, so they are the only ones who know.
    ///
    /// # Errors
    /// When the database cannot be asked, or a processor not be reached; what was done before that is done.
    pub async fn purge(&self, country: Country, dry_run: bool, now: Timestamp) -> Result<Purged> {
        let mut purged = Purged::default();
        for processor in self.processors() {
            let found = processor.from_country(country).await?;
            purged.payments += found.len();
            let mut ids: Vec<AttemptId> = found.iter().filter_map(|found| found.attempt).collect();
            let customers: Vec<String> = found.into_iter().filter_map(|Found { customer, .. }| customer).collect();
            let known = customers.clone();
            ids.extend(self.db().read(move |tx| attempts::of_customers(tx, &known)).await?);
            ids.sort_unstable();
            ids.dedup();
            for id in ids {
                let (attempt, standing) = self.db().read(move |tx| Ok((attempts::find(tx, id)?, attempts::standing(tx, id)?))).await?;
                if let (Some(attempt), Some(standing)) = (attempt, standing)
                    && standing.state.supports()
                    && standing.subscription.is_some()
                {
                    purged.ended += 1;
                    if !dry_run && let Err(trouble) = self.change(&attempt, &standing, Change::End, now).await? {
                        return Err(trouble.into());
                    }
                }
                let has = self.db().read(move |tx| attempts::sealed(tx, id)).await?.is_some();
                purged.erased += usize::from(has);
                if !dry_run {
                    self.db().write(move |tx| attempts::erase_address(tx, id)).await?;
                }
            }
            let mut customers = customers;
            customers.sort_unstable();
            customers.dedup();
            for customer in customers {
                purged.customers += 1;
                if !dry_run {
                    processor.forget(&customer).await?;
                }
            }
        }
        Ok(purged)
    }
}
