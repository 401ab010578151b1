//! Processors of payments, behind one face.
//!
//! A processor is asked for a page on which somebody pays, and for what it knows; it is told an amount, how often, and the number of our attempt. It is never given a name, an
//! address or a reason, and what it says of its customers is not read.
//!
//! - [`client`]: a request, its answer, and what can go wrong.
//! - [`stripe`], [`mollie`]: the two that we speak to.
//! - [`reading`]: JSON, read with few words.
//! - [`memory`]: one that stands still, for tests.

pub mod client;
pub mod memory;
pub mod mollie;
pub mod reading;
pub mod stripe;

use jiff::Timestamp;
use kernel::Money;

use super::model::attempt::Attempt;
use super::model::fact::Fact;
use super::model::gate::Country;
use super::model::standing::Standing;
use super::model::{AttemptId, Interval, Provider};

/// A processor that is set up.
#[derive(Clone, Debug)]
pub enum Processor {
    Stripe(stripe::Stripe),
    Mollie(mollie::Mollie),
    Memory(memory::Memory),
}

/// What a page is asked for with.
#[derive(Clone, Debug)]
pub struct Order {
    pub attempt: Attempt,
    /// What the processor's page calls it: a few words without the paper's name.
    pub words: String,
    /// Where somebody comes back to.
    pub thanks: String,
    pub back: String,
    /// Where the processor tells what happened, where it wants to be told.
    pub hook: String,
    /// Until when the page counts as open; what is sent for one attempt is always the same, so no time is in it.
    pub until: Timestamp,
}

/// A page on which somebody pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub session: String,
    pub page: String,
}

/// Why a processor did not do it. Nothing of what was sent or answered is in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    #[error("the processor cannot be reached: {0}")]
    Down(String),
    #[error("the processor refused: {0}")]
    Refused(String),
    #[error("an earlier call with the same key is under way")]
    Busy,
    #[error("the processor answered something that is not understood: {0}")]
    Strange(String),
}

/// What can be changed of a contribution that goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Amount(Money),
    Pause,
    Resume,
    /// At the end of what has been paid for; at once where an amount is owed, so that no card is tried any more.
    End,
    /// It does not end after all.
    Stay,
}

impl Processor {
    pub fn provider(&self) -> Provider {
        match self {
            Self::Stripe(_) | Self::Memory(_) => Provider::Stripe,
            Self::Mollie(_) => Provider::Mollie,
        }
    }

    /// Whether real money moves.
    pub fn is_live(&self) -> bool {
        match self {
            Self::Stripe(stripe) => stripe.is_live(),
            Self::Mollie(mollie) => mollie.is_live(),
            Self::Memory(_) => false,
        }
    }

    /// Asks for a page. Asked twice about one attempt, it is the same page.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn open(&self, order: &Order) -> Result<Opened, Trouble> {
        match self {
            Self::Stripe(stripe) => stripe.open(order).await,
            Self::Mollie(mollie) => mollie.open(order).await,
            Self::Memory(memory) => memory.open(order),
        }
    }

    /// Ends a page before its time, so that no more cards are tried on it.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn shut(&self, session: &str) -> Result<(), Trouble> {
        match self {
            Self::Stripe(stripe) => stripe.shut(session).await,
            Self::Mollie(mollie) => mollie.shut(session).await,
            Self::Memory(memory) => memory.shut(session),
        }
    }

    /// What the processor knows of an attempt, by its page or else by our number: also when we never got its answer.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn ask(&self, attempt: &Attempt, now: Timestamp) -> Result<Asked, Trouble> {
        match self {
            Self::Stripe(stripe) => stripe.ask(attempt, now).await,
            Self::Mollie(mollie) => mollie.ask(attempt, now).await,
            Self::Memory(memory) => memory.ask(attempt),
        }
    }

    /// All that has happened since, by the processor's own list.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn since(&self, since: Timestamp, now: Timestamp) -> Result<Vec<Fact>, Trouble> {
        match self {
            Self::Stripe(stripe) => stripe.since(since).await,
            Self::Mollie(mollie) => mollie.since(since, now).await,
            Self::Memory(memory) => memory.since(since),
        }
    }

    /// Which lines of the account went to the bank with a payout.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn lines_of(&self, payout: &str) -> Result<Vec<String>, Trouble> {
        match self {
            Self::Stripe(stripe) => stripe.lines_of(payout).await,
            Self::Mollie(_) | Self::Memory(_) => Ok(Vec::new()),
        }
    }

    /// What the processor holds for us, by currency; `None` where it does not tell that.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn balance(&self) -> Result<Option<Vec<Holding>>, Trouble> {
        match self {
            Self::Stripe(stripe) => stripe.balance().await.map(Some),
            Self::Mollie(mollie) => mollie.balance().await,
            Self::Memory(_) => Ok(None),
        }
    }

    /// Changes a contribution that goes on; `key` keeps two presses of one button from being two changes.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn change(&self, standing: &Standing, change: Change, key: &str, now: Timestamp) -> Result<Vec<Fact>, Trouble> {
        match self {
            Self::Stripe(stripe) => stripe.change(standing, change, key, now).await,
            Self::Mollie(mollie) => mollie.change(standing, change, key, now).await,
            Self::Memory(memory) => memory.change(standing, change, now),
        }
    }

    /// Payments by cards of a country, as the processor knows it.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn from_country(&self, country: Country) -> Result<Vec<Found>, Trouble> {
        match self {
            Self::Stripe(stripe) => stripe.from_country(country).await,
            Self::Mollie(mollie) => mollie.from_country(country).await,
            Self::Memory(_) => Ok(Vec::new()),
        }
    }

    /// Has a customer forgotten, as far as the law lets the processor.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn forget(&self, customer: &str) -> Result<(), Trouble> {
        match self {
            Self::Stripe(stripe) => stripe.forget(customer).await,
            Self::Mollie(mollie) => mollie.forget(customer).await,
            Self::Memory(_) => Ok(()),
        }
    }

    /// A page of the processor where somebody gives another card, or answers their bank.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn card_page(&self, standing: &Standing, back: &str) -> Result<Option<String>, Trouble> {
        match self {
            Self::Stripe(stripe) => stripe.card_page(standing, back).await.map(Some),
            Self::Mollie(_) | Self::Memory(_) => Ok(None),
        }
    }
}

/// What a processor holds for us in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    pub money: Money,
    /// Fees that it has kept back and not told with a payout yet, in minor units.
    pub kept: i64,
}

/// A payment by a card of a country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub attempt: Option<AttemptId>,
    pub customer: Option<String>,
}

/// What a processor knows of an attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Its page, where we did not know that.
    pub session: Option<String>,
    pub facts: Vec<Fact>,
}

/// How a processor names an interval.
fn unit(interval: Interval) -> &'static str {
    match interval {
        Interval::Annual => "year",
        Interval::Once | Interval::Monthly => "month",
    }
}
