//! What became of the money, in double entry.
//!
//! An entry is made of *moves*, each of which takes from one account what it gives to another: so its postings sum to zero in every currency, by construction. Which entries
//! there are follows from the set of facts alone, and each entry from what is said of one object: neither the order in which facts came, nor who brought them, nor how often.
//!
//! The way of a gift: `contributions -> clearing` when it is paid, `clearing -> balance -> fees` when the processor books it, `balance -> bank` when it is paid out. What is
//! left in `clearing` has been said by an event and not yet booked, or the other way round; `fund ledger check` names it.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use kernel::{Currency, Money};

use super::attempt::day;
use super::fact::{DisputeState, Fact, RefundState, SettledKind, What};
use super::{AttemptId, Provider, words};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// One of its kind: a second fact about the same makes no second entry.
    pub key: String,
    pub kind: EntryKind,
    pub provider: Provider,
    /// The day in UTC by the processor's clock, at its start.
    pub day: Timestamp,
    pub attempt: Option<AttemptId>,
    pub payout: Option<String>,
    moves: Vec<Move>,
}

words! {
    EntryKind {
        Contribution = "contribution",
        Booked = "booked",
        Refund = "refund",
        RefundFailed = "refund-failed",
        DisputeOpened = "dispute-opened",
        DisputeWon = "dispute-won",
        DisputeLost = "dispute-lost",
        DisputeReversed = "dispute-reversed",
        Warning = "warning",
        Payout = "payout",
        Fee = "fee",
        Other = "other",
    }
}

/// Where money is, or what it was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// What was given; its postings are negative, as income is.
    Contributions,
    Refunds,
    /// Held back while a bank decides.
    Disputed,
    Losses,
    Fees,
    /// Said, and not yet booked.
    Clearing(Provider),
    /// What the processor holds for us.
    Balance(Provider),
    Bank,
    /// Between a giver's currency and ours.
    Exchange,
    Other,
}

/// From one account to another; never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Move {
    from: Account,
    to: Account,
    money: Money,
}

/// One line of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    pub account: Account,
    pub money: Money,
}

/// Sums by account and currency.
pub type Totals = BTreeMap<(String, Currency), i64>;

impl Entry {
    /// Lines in the order of the moves: what an account loses, what another gets.
    pub fn postings(&self) -> impl Iterator<Item = Posting> {
        self.moves.iter().flat_map(|Move { from, to, money }| {
            let out = money.currency.of(-money.minor);
            [Posting { account: *from, money: out }, Posting { account: *to, money: *money }]
        })
    }

    fn new(kind: EntryKind, subject: &str, fact: &Fact, made_at: Timestamp) -> Self {
        let provider = fact.provider;
        let key = format!("{provider}:{kind}:{subject}");
        Self { key, kind, provider, day: day(made_at), attempt: fact.attempt, payout: None, moves: Vec::new() }
    }

    /// Moves `minor`; a negative amount goes the other way, and nothing is not moved.
    fn moving(mut self, from: Account, to: Account, money: Money) -> Self {
        let (from, to) = if money.minor < 0 { (to, from) } else { (from, to) };
        if let Some(minor) = money.minor.checked_abs().filter(|minor| *minor > 0) {
            self.moves.push(Move { from, to, money: money.currency.of(minor) });
        }
        self
    }
}

/// The entries that follow from what is said of one object.
pub fn entries<'f>(facts: impl IntoIterator<Item = &'f Fact>) -> BTreeMap<String, Entry> {
    let mut all: BTreeMap<String, Entry> = BTreeMap::new();
    for entry in facts.into_iter().flat_map(entries_of) {
        all.entry(entry.key.clone())
            .and_modify(|there| {
                // Two facts about one object tell the same of it; where one of them knows the attempt, so does the entry.
                there.attempt = there.attempt.max(entry.attempt);
                there.day = there.day.min(entry.day);
            })
            .or_insert(entry);
    }
    all
}

fn entries_of(fact: &Fact) -> Vec<Entry> {
    let provider = fact.provider;
    let (clearing, balance) = (Account::Clearing(provider), Account::Balance(provider));
    let new = |kind, subject: &str, made_at: &Timestamp| Entry::new(kind, subject, fact, *made_at);
    match &fact.what {
        What::Paid { payment, amount, made_at, .. } => {
            vec![new(EntryKind::Contribution, payment, made_at).moving(Account::Contributions, clearing, *amount)]
        }
        What::Refund { refund, amount, state, made_at, .. } => {
            let mut all = vec![new(EntryKind::Refund, refund, made_at).moving(clearing, Account::Refunds, *amount)];
            if *state == RefundState::Failed {
                all.push(new(EntryKind::RefundFailed, refund, made_at).moving(Account::Refunds, clearing, *amount));
            }
            all
        }
        What::Dispute { state: DisputeState::Inquiry, .. } => Vec::new(),
        What::Dispute { dispute, amount, state, made_at, .. } => {
            let mut all = vec![new(EntryKind::DisputeOpened, dispute, made_at).moving(clearing, Account::Disputed, *amount)];
            // When it ended is when the processor says so.
            match state {
                DisputeState::Won => all.push(new(EntryKind::DisputeWon, dispute, &fact.at).moving(Account::Disputed, clearing, *amount)),
                DisputeState::Lost => {
                    all.push(new(EntryKind::DisputeLost, dispute, &fact.at).moving(Account::Disputed, Account::Losses, *amount));
                }
                // That it was lost, another fact says.
                DisputeState::Reversed => {
                    all.push(new(EntryKind::DisputeReversed, dispute, &fact.at).moving(Account::Losses, clearing, *amount));
                }
                _ => {}
            }
            all
        }
        What::Warning { warning, made_at, .. } => vec![new(EntryKind::Warning, warning, made_at)],
        What::Settled { transaction, kind, amount, fee, presented, made_at, payout, .. } => {
            let named = match kind {
                SettledKind::Payment | SettledKind::Refund | SettledKind::Dispute => EntryKind::Booked,
                SettledKind::Payout => EntryKind::Payout,
                SettledKind::Fee => EntryKind::Fee,
                SettledKind::Other => EntryKind::Other,
            };
            let entry = Entry { payout: payout.clone(), ..new(named, transaction, made_at) };
            let entry = match kind {
                SettledKind::Payment | SettledKind::Refund | SettledKind::Dispute => booked(entry, clearing, balance, *amount, *presented),
                SettledKind::Payout => entry.moving(Account::Bank, balance, *amount),
                SettledKind::Fee => entry.moving(Account::Fees, balance, *amount),
                SettledKind::Other => entry.moving(Account::Other, balance, *amount),
            };
            vec![entry.moving(balance, Account::Fees, amount.currency.of(*fee))]
        }
        What::Settlement { settlement, amount, costs, made_at } => {
            let entry = Entry { payout: Some(settlement.clone()), ..new(EntryKind::Payout, settlement, made_at) };
            vec![entry.moving(clearing, Account::Bank, *amount).moving(clearing, Account::Fees, *costs)]
        }
        What::Received { entry, amount, made_at } => {
            vec![new(EntryKind::Contribution, entry, made_at).moving(Account::Contributions, Account::Bank, *amount)]
        }
        What::Session { .. }
        | What::Declined { .. }
        | What::Subscription { .. }
        | What::Unpaid { .. }
        | What::Payout { .. }
        | What::Unknown { .. } => Vec::new(),
    }
}

/// From what was said to what is held; through the exchange where the giver's currency is not the account's.
fn booked(entry: Entry, clearing: Account, balance: Account, amount: Money, presented: Option<Money>) -> Entry {
    match presented.filter(|presented| presented.currency != amount.currency) {
        None => entry.moving(clearing, balance, amount),
        Some(presented) => {
            let sign = amount.minor.signum();
            let presented = presented.currency.of(presented.minor.saturating_abs() * sign);
            entry.moving(clearing, Account::Exchange, presented).moving(Account::Exchange, balance, amount)
        }
    }
}

/// What each account holds.
pub fn totals<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Totals {
    let mut totals = Totals::new();
    for posting in entries.into_iter().flat_map(Entry::postings) {
        let sum = totals.entry((posting.account.to_string(), posting.money.currency)).or_default();
        *sum = sum.saturating_add(posting.money.minor);
    }
    totals.retain(|_, sum| *sum != 0);
    totals
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contributions => f.write_str("contributions"),
            Self::Refunds => f.write_str("refunds"),
            Self::Disputed => f.write_str("disputed"),
            Self::Losses => f.write_str("losses"),
            Self::Fees => f.write_str("fees"),
            Self::Clearing(provider) => write!(f, "clearing:{provider}"),
            Self::Balance(provider) => write!(f, "balance:{provider}"),
            Self::Bank => f.write_str("bank"),
            Self::Exchange => f.write_str("exchange"),
            Self::Other => f.write_str("other"),
        }
    }
}
