//! Which letters a failing card is worth: few, and each once.
//!
//! Somebody whose card fails stays a supporter. They get a letter at the first try and at the third, one when their bank wants to hear from them, and one when it is over: four
//! at most for one amount that is due. Where the processor tries an amount once, the first and the third amount that fail in a row take the place of the tries.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::fact::{Fact, SubscriptionState, What};
use super::standing::{Standing, State};
use super::{Provider, words};

words! {
    /// What a letter says.
    Dunning {
        First = "dunning-first",
        Third = "dunning-third",
        /// The bank asks: a link leads to where it is answered.
        Action = "dunning-action",
        /// It failed, and is not tried again by itself.
        Missed = "dunning-missed",
        Lapsed = "lapsed",
    }
}

/// A letter that is due, by a key that there is one of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notice {
    pub key: String,
    pub kind: Dunning,
}

/// The letters that follow from all facts of one contribution, ascending by key. Which of them were written already, the store knows.
pub fn notices<'f>(standing: &Standing, facts: impl IntoIterator<Item = &'f Fact>) -> Vec<Notice> {
    let facts: Vec<&Fact> = facts.into_iter().collect();
    // Whoever has ended it themselves knows, also of what was still due.
    let is_wish = |fact: &&Fact| matches!(fact.what, What::Subscription { state: SubscriptionState::Ended, ending: true, .. });
    if facts.iter().any(is_wish) {
        return Vec::new();
    }
    let paid = facts.iter().filter(|fact| matches!(fact.what, What::Paid { .. })).map(|fact| fact.at).max();
    let mut due = BTreeMap::new();
    let mut subscription_was_paid = standing.since.is_some();
    for fact in &facts {
        match &fact.what {
            // What came through after all is no news when the keyholder opens the list.
            What::Unpaid { .. } if paid.is_some_and(|paid| paid > fact.at) => {}
            What::Unpaid { invoice, tries, action, .. } => {
                let kind = match (fact.provider, action, tries) {
                    (Provider::Mollie, ..) if matches!(in_a_row(&facts, fact.at), 1 | 3) => Dunning::Missed,
                    (Provider::Mollie, ..) => continue,
                    (_, true, _) => Dunning::Action,
                    (_, false, 1) => Dunning::First,
                    (_, false, 3) => Dunning::Third,
                    _ => continue,
                };
                due.insert(format!("{invoice}:{kind}"), kind);
            }
            What::Paid { .. } => subscription_was_paid = true,
            _ => {}
        }
    }
    // A bank that asks says more than that a card has failed: of the two letters about one try only that one is written.
    let asked: Vec<String> = due
        .iter()
        .filter(|(_, kind)| **kind == Dunning::Action)
        .map(|(key, _)| key.replace(Dunning::Action.as_str(), Dunning::First.as_str()))
        .collect();
    due.retain(|key, _| !asked.contains(key));
    // It lapsed when an amount that was due is still open.
    if let (State::Ended, Some(subscription), true) = (standing.state, &standing.subscription, subscription_was_paid)
        && standing.tries > 0
    {
        due.insert(format!("{subscription}:{}", Dunning::Lapsed), Dunning::Lapsed);
    }
    // A page that was left before its first payment is nobody's failing card.
    if !subscription_was_paid {
        due.clear();
    }
    due.into_iter().map(|(key, kind)| Notice { key, kind }).collect()
}

/// How many amounts have failed by then since money last came: of a processor that tries each once.
fn in_a_row(facts: &[&Fact], by: Timestamp) -> usize {
    let came = facts.iter().filter(|fact| matches!(fact.what, What::Paid { .. }) && fact.at < by).map(|fact| fact.at).max();
    let failed = facts.iter().filter(|fact| fact.at <= by && came.is_none_or(|came| came < fact.at));
    let amounts = failed.filter_map(|fact| match &fact.what {
        What::Unpaid { invoice, .. } => Some(invoice),
        _ => None,
    });
    amounts.collect::<BTreeSet<_>>().len()
}
