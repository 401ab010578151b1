//! How a contribution stands, by all facts about it: a fold over their set, never over the order of their arrival.

use jiff::Timestamp;
use kernel::Money;

use super::Interval;
use super::attempt::{Attempt, day};
use super::fact::{Fact, RefundState, SessionState, SubscriptionState, What};
use super::words;

words! {
    /// How a contribution stands.
    State {
        /// Nothing has come of it yet.
        Begun = "begun",
        Failed = "failed",
        Expired = "expired",
        /// Once, and it came.
        Given = "given",
        /// It came, and all of it went back.
        Returned = "returned",
        Active = "active",
        /// The card fails at present: still a supporter.
        PastDue = "past-due",
        Paused = "paused",
        /// Until the end of what has been paid for.
        Ending = "ending",
        Ended = "ended",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub state: State,
    /// What is given now, each time.
    pub amount: Money,
    pub interval: Interval,
    /// When the first payment came.
    pub since: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// The end of what has been paid for.
    pub until: Option<Timestamp>,
    /// How often money came.
    pub payments: u32,
    pub subscription: Option<String>,
    pub customer: Option<String>,
    /// How often the present amount was tried in vain.
    pub tries: i64,
}

impl State {
    /// Whether this is somebody who supports the paper.
    pub fn supports(self) -> bool {
        matches!(self, Self::Given | Self::Active | Self::PastDue | Self::Paused | Self::Ending)
    }
}

impl Standing {
    /// Whether what a list says of the subscription is what is known already; of moments only days are known.
    pub fn says_the_same(&self, fact: &Fact) -> bool {
        let What::Subscription { subscription, state, amount, until, .. } = &fact.what else { return false };
        let known = match self.state {
            State::Ended => SubscriptionState::Ended,
            State::PastDue => SubscriptionState::PastDue,
            State::Begun => SubscriptionState::Incomplete,
            _ => SubscriptionState::Active,
        };
        self.subscription.as_ref() == Some(subscription) && known == *state && self.amount == *amount && self.until == until.map(day)
    }

    /// Folds the facts of one attempt.
    pub fn of<'f>(attempt: &Attempt, facts: impl IntoIterator<Item = &'f Fact>) -> Self {
        let facts: Vec<&Fact> = facts.into_iter().collect();
        let mut paid: Vec<(Timestamp, &str, Money)> = facts
            .iter()
            .filter_map(|fact| match &fact.what {
                What::Paid { payment, amount, made_at, .. } => Some((*made_at, payment.as_str(), *amount)),
                What::Received { entry, amount, made_at } => Some((*made_at, entry.as_str(), *amount)),
                _ => None,
            })
            .collect();
        paid.sort_by_key(|(at, payment, _)| (*at, *payment));
        paid.dedup_by_key(|(_, payment, _)| *payment);
        let mut standing = Self {
            state: State::Begun,
            amount: attempt.gift.total,
            interval: attempt.gift.interval,
            since: paid.first().map(|(at, ..)| *at),
            ended: None,
            until: None,
            payments: u32::try_from(paid.len()).unwrap_or(u32::MAX),
            subscription: None,
            customer: None,
            tries: 0,
        };
        match latest_subscription(&facts) {
            Some(latest) => standing.follow(latest, &facts),
            None if !paid.is_empty() => {
                let came: i64 = paid.iter().map(|(.., amount)| amount.minor).sum();
                standing.state = if returned(&facts) >= came { State::Returned } else { State::Given };
            }
            None => standing.state = unpaid(&facts),
        }
        standing
    }

    fn follow(&mut self, latest: &Fact, facts: &[&Fact]) {
        let What::Subscription { subscription, customer, state, amount, interval, until, ending, paused } = &latest.what else { return };
        self.subscription = Some(subscription.clone());
        self.customer = customer.clone();
        (self.amount, self.interval, self.until) = (*amount, *interval, *until);
        let (newest, tries) = newest_trial(facts);
        let cured = facts.iter().any(|fact| matches!(fact.what, What::Paid { .. }) && newest.is_some_and(|newest| fact.at > newest));
        self.tries = if cured { 0 } else { tries };
        self.state = match state {
            SubscriptionState::Ended => State::Ended,
            SubscriptionState::Incomplete => State::Begun,
            _ if *ending => State::Ending,
            _ if *paused => State::Paused,
            SubscriptionState::PastDue => State::PastDue,
            SubscriptionState::Active => State::Active,
        };
        if self.state == State::Ended {
            self.ended = Some(latest.at);
            // One that was never paid was no gift, and nobody is lost with it.
            if self.since.is_none() {
                self.state = State::Failed;
            }
        }
    }
}

/// What counts of all that was said of the subscription: that it has ended, or else the latest; of two in one second the graver, then by id.
fn latest_subscription<'f>(facts: &[&'f Fact]) -> Option<&'f Fact> {
    let said = facts.iter().filter_map(|fact| match &fact.what {
        What::Subscription { state, ending, .. } => {
            Some(((*state == SubscriptionState::Ended, fact.at, *state, *ending, fact.id.as_str()), *fact))
        }
        _ => None,
    });
    // Of two ends the first one counts.
    let (mut last, mut first_end): (Option<(_, &Fact)>, Option<&Fact>) = (None, None);
    for (rank, fact) in said {
        if rank.0 && first_end.is_none_or(|there| (fact.at, &fact.id) < (there.at, &there.id)) {
            first_end = Some(fact);
        }
        if last.as_ref().is_none_or(|(there, _)| rank > *there) {
            last = Some((rank, fact));
        }
    }
    first_end.or(last.map(|(_, fact)| fact))
}

fn newest_trial(facts: &[&Fact]) -> (Option<Timestamp>, i64) {
    let trials = facts.iter().filter_map(|fact| match &fact.what {
        What::Unpaid { tries, .. } => Some((fact.at, *tries)),
        _ => None,
    });
    trials.max().map_or((None, 0), |(at, tries)| (Some(at), tries))
}

fn returned(facts: &[&Fact]) -> i64 {
    let mut refunds: Vec<(&str, i64, bool)> = facts
        .iter()
        .filter_map(|fact| match &fact.what {
            What::Refund { refund, amount, state, .. } => Some((refund.as_str(), amount.minor, *state == RefundState::Failed)),
            _ => None,
        })
        .collect();
    refunds.sort_unstable();
    let failed: Vec<&str> = refunds.iter().filter(|(.., failed)| *failed).map(|(refund, ..)| *refund).collect();
    refunds.retain(|(refund, ..)| !failed.contains(refund));
    refunds.dedup_by_key(|(refund, ..)| *refund);
    refunds.iter().map(|(_, minor, _)| minor).sum()
}

/// Where no money has come: what is known of the page on which it should.
fn unpaid(facts: &[&Fact]) -> State {
    let states = facts.iter().filter_map(|fact| match &fact.what {
        What::Session { state, .. } => Some(*state),
        // A card that was declined may be followed by one that is not.
        What::Declined { .. } => Some(SessionState::Open),
        _ => None,
    });
    match states.max() {
        Some(SessionState::Failed) => State::Failed,
        Some(SessionState::Expired) => State::Expired,
        _ => State::Begun,
    }
}
