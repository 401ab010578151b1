//! What no hook has told: the processor is asked. Lost events, a process that died between call and answer, the lines of the account.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Result, bail};
use jiff::{SignedDuration, Timestamp};
use kernel::Currency;
use serde::{Deserialize, Serialize};
use store::Job;

use super::Fund;
use super::model::attempt::{Attempt, day};
use super::model::fact::{Fact, What};
use super::model::ledger::Account;
use super::model::standing::Standing;
use super::model::{AttemptId, Provider};
use super::provider::{Asked, Change, Holding, Processor, Trouble};
use super::store::{attempts, facts};

/// How far back a first look goes: what Stripe keeps of events.
const FIRST: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Attempts that a look asks about, and how old they may be.
const ASKED: i64 = 200;
const OPEN: SignedDuration = SignedDuration::from_hours(72);
/// Whoever waits before a page may have the processor asked once in so long.
const PATIENCE: SignedDuration = SignedDuration::from_secs(4);

/// Asks Mollie about a payment that its hook has named.
#[derive(Debug, Serialize, Deserialize)]
pub struct AskMollie {
    pub id: String,
}

impl Job for AskMollie {
    const NAME: &'static str = "ask mollie";
}

/// What a look has brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Brought {
    pub provider: String,
    /// Facts that no hook had told.
    pub facts: usize,
    /// Attempts of which nothing was known, and something is now.
    pub attempts: usize,
    /// Lines of payouts.
    pub lines: usize,
}

/// What we reckon that processors hold, beside what they say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Compared {
    pub held: Vec<Held>,
    /// Processors that do not tell it.
    pub untold: Vec<Provider>,
}

/// What we reckon that a processor holds in one currency, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Held {
    pub provider: String,
    pub currency: &'static str,
    pub ours: i64,
    pub theirs: i64,
    /// Said by an event and not booked yet, or booked without an event.
    pub clearing: i64,
}

impl Fund {
    /// Asks every processor what has happened since it was asked last.
    ///
    /// # Errors
    /// When the database cannot be asked, or a processor not be reached; what was learned before that is kept.
    pub async fn reconcile(&self, now: Timestamp) -> Result<Vec<Brought>> {
        let mut all = Vec::new();
        for processor in self.processors() {
            all.push(self.reconcile_one(processor, now).await?);
        }
        Ok(all)
    }

    async fn reconcile_one(&self, processor: &Processor, now: Timestamp) -> Result<Brought> {
        let provider = processor.provider();
        let name = format!("{provider}:events");
        let asked = name.clone();
        let since = self.db().read(move |tx| facts::cursor(tx, &asked)).await?;
        let since = since.unwrap_or_else(|| now.saturating_sub(FIRST).unwrap_or(now));
        let mut brought = Brought { provider: provider.to_string(), ..Brought::default() };
        let told = self.news(provider, processor.since(since, now).await?).await?;
        let latest = told.iter().map(|fact| fact.at).max();
        let payouts: Vec<String> = told
            .iter()
            .filter_map(|fact| match &fact.what {
                What::Payout { payout, .. } => Some(payout.clone()),
                _ => None,
            })
            .collect();
        for some in told.chunks(500) {
            brought.facts += self.take(some.to_vec(), now).await?;
        }
        for payout in payouts {
            let lines = processor.lines_of(&payout).await?;
            brought.lines += lines.len();
            self.db().write(move |tx| lines.iter().try_for_each(|line| facts::put_payout_line(tx, provider, &payout, line))).await?;
        }
        let from = day(now.saturating_sub(OPEN).unwrap_or(now));
        let open = self.db().read(move |tx| attempts::open(tx, provider, from, ASKED)).await?;
        for attempt in open {
            let Asked { session, facts } = match processor.ask(&attempt, now).await {
                Ok(asked) => asked,
                // It knows nothing of this one, as after its key was changed; the others are asked about all the same.
                Err(Trouble::Refused(why)) => {
                    tracing::warn!("{provider} says nothing of an attempt that is open: {why}");
                    continue;
                }
                Err(trouble) => return Err(trouble.into()),
            };
            brought.attempts += usize::from(session.is_some());
            brought.facts += self.learn(attempt.id, session, facts, now).await?;
        }
        // Only when all of it is kept: what fails above is asked again. By the processor's clock, which is not ours.
        if let Some(latest) = latest {
            self.db().write(move |tx| facts::put_cursor(tx, &name, latest.min(now))).await?;
        }
        Ok(brought)
    }

    /// Without what a list says of subscriptions that stand as we know them: it says it each time, and each time it would be a new fact.
    async fn news(&self, provider: Provider, told: Vec<Fact>) -> Result<Vec<Fact>> {
        if provider != Provider::Mollie {
            return Ok(told);
        }
        self.db()
            .read(move |tx| {
                let mut news = Vec::with_capacity(told.len());
                for fact in told {
                    let known = match (&fact.what, fact.attempt) {
                        (What::Subscription { .. }, Some(attempt)) => attempts::standing(tx, attempt)?,
                        _ => None,
                    };
                    if !known.is_some_and(|known| known.says_the_same(&fact)) {
                        news.push(fact);
                    }
                }
                Ok(news)
            })
            .await
    }

    async fn learn(&self, id: AttemptId, session: Option<String>, told: Vec<Fact>, now: Timestamp) -> Result<usize> {
        self.db()
            .write(move |tx| {
                if let Some(session) = session {
                    attempts::put_session(tx, id, &session)?;
                }
                super::settle::take(tx, &told, now)
            })
            .await
    }

    /// How an attempt stands, after a question to the processor if nothing is known yet and none was put within some seconds. For whoever waits before the page.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn look_after(&self, attempt: &Attempt, now: Timestamp) -> Result<Option<Standing>> {
        let id = attempt.id;
        let known = self.standing(id).await?;
        let open = known.as_ref().is_none_or(|standing| standing.state == super::model::standing::State::Begun);
        let Some(processor) = self.processor(attempt.provider).filter(|_| open && self.may_ask(id, now, PATIENCE)) else {
            return Ok(known);
        };
        match tokio::time::timeout(Duration::from_secs(6), processor.ask(attempt, now)).await {
            Ok(Ok(Asked { session, facts })) => {
                let told: Vec<(Provider, String)> = facts.iter().map(|fact| (fact.provider, fact.id.clone())).collect();
                self.learn(id, session, facts, now).await?;
                for (provider, name) in told {
                    self.settle_now(provider, name, now).await?;
                }
                self.standing(id).await
            }
            Ok(Err(trouble)) => {
                tracing::warn!("a waiting reader's attempt could not be asked about: {trouble}");
                Ok(known)
            }
            Err(_) => Ok(known),
        }
    }

    /// How a contribution stands; moments are days.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn standing(&self, id: AttemptId) -> Result<Option<Standing>> {
        self.db().read(move |tx| attempts::standing(tx, id)).await
    }

    /// Contributions that go on, the oldest first, and how they stand.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn lasting(&self) -> Result<Vec<(Attempt, Standing)>> {
        self.db().read(attempts::going_on).await
    }

    /// Changes a contribution that goes on, and says how it stands then.
    ///
    /// # Errors
    /// When the database cannot be asked. Within: why the processor did not do it.
    pub async fn change(
        &self,
        attempt: &Attempt,
        standing: &Standing,
        change: Change,
        now: Timestamp,
    ) -> Result<Result<Standing, Trouble>> {
        let Some(processor) = self.processor(attempt.provider) else { return Ok(Err(Trouble::Refused("nobody draws it".into()))) };
        // Two presses within a minute are one; later ones are meant anew.
        let key =
            format!("{}-{change:?}-{}", attempt.key(), now.as_second().div_euclid(60)).replace([' ', '(', ')', '{', '}', ':', ','], "-");
        let mut told = match processor.change(standing, change, &key, now).await {
            Ok(told) => told,
            Err(trouble) => return Ok(Err(trouble)),
        };
        for fact in &mut told {
            fact.attempt = fact.attempt.or(Some(attempt.id));
        }
        let names: Vec<(Provider, String)> = told.iter().map(|fact| (fact.provider, fact.id.clone())).collect();
        self.take(told, now).await?;
        for (provider, name) in names {
            self.settle_now(provider, name, now).await?;
        }
        Ok(Ok(self.standing(attempt.id).await?.unwrap_or_else(|| standing.clone())))
    }

    /// Keeps a hook's id, to be asked about soon.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn ask_later(&self, id: String, now: Timestamp) -> Result<()> {
        self.db().write(move |tx| tx.enqueue(&AskMollie { id }, now)).await
    }

    pub(super) async fn ask_mollie(&self, id: &str, now: Timestamp) -> Result<()> {
        let Some(Processor::Mollie(mollie)) = self.processor(Provider::Mollie) else { bail!("Mollie is not set up any more") };
        let session = id.to_owned();
        let attempt = self.db().read(move |tx| attempts::by_session(tx, Provider::Mollie, &session)).await?;
        match mollie.payment(id, attempt.as_ref(), now).await {
            Ok(told) => {
                self.take(told.clone(), now).await?;
                // The answer that named the payment never reached us: the payment names the attempt.
                if let (None, Some(ours)) = (attempt, told.iter().find_map(|fact| fact.attempt))
                    && let Some(attempt) = self.db().read(move |tx| attempts::find(tx, ours)).await?
                    && attempt.session.is_none()
                {
                    let (name, told) = (id.to_owned(), mollie.payment(id, Some(&attempt), now).await?);
                    let is_first =
                        told.iter().any(|fact| matches!(fact.what, What::Paid { subscription: None, .. } | What::Session { .. }));
                    self.learn(ours, is_first.then_some(name), told, now).await?;
                }
                Ok(())
            }
            // A stranger may have named it.
            Err(Trouble::Refused(_)) => Ok(()),
            Err(trouble) => Err(trouble.into()),
        }
    }

    /// What we reckon that each processor holds, beside what it says, in every currency that it or our books name.
    ///
    /// # Errors
    /// When the database cannot be asked, or a processor not be reached.
    pub async fn compare(&self) -> Result<Compared> {
        let totals = self.db().read(super::store::ledger::totals).await?;
        let mut compared = Compared::default();
        for processor in self.processors() {
            let provider = processor.provider();
            match processor.balance().await? {
                Some(said) => compared.held.extend(beside(provider, &said, &totals)),
                None => compared.untold.push(provider),
            }
        }
        Ok(compared)
    }
}

fn beside(provider: Provider, said: &[Holding], totals: &[(String, Currency, i64)]) -> Vec<Held> {
    let (balance, clearing) = (Account::Balance(provider).to_string(), Account::Clearing(provider).to_string());
    let ours = totals.iter().filter(|(account, ..)| *account == balance || *account == clearing);
    let currencies: BTreeSet<Currency> =
        ours.map(|(_, currency, _)| *currency).chain(said.iter().map(|held| held.money.currency)).collect();
    let held = |currency: Currency| {
        let of =
            |account: &str| totals.iter().find(|(other, same, _)| *other == account && *same == currency).map_or(0, |(.., minor)| *minor);
        let (theirs, kept) = said.iter().find(|held| held.money.currency == currency).map_or((0, 0), |held| (held.money.minor, held.kept));
        let (ours, clearing) = match provider {
            // It books no single lines: what it was told to hold stays in clearing until a settlement takes it to the bank.
            Provider::Mollie => (of(&clearing) - kept, 0),
            _ => (of(&balance), of(&clearing)),
        };
        Held { provider: provider.to_string(), currency: currency.code(), ours, theirs, clearing }
    };
    currencies.into_iter().map(held).collect()
}
