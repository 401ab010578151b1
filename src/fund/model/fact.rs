//! What a processor has said, as far as we keep it: numbers, states and the processor's own names of things, never a name, an address or a card of a person.
//!
//! A fact is the same whoever brought it, a hook or the reconciler: it has the processor's own id, so that it is kept once, and the processor's own time.

use jiff::Timestamp;
use kernel::Money;
use serde::{Deserialize, Serialize};

use super::{AttemptId, Interval, Provider, words};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    pub provider: Provider,
    /// The processor's id of the event, or of the object where it tells no events.
    pub id: String,
    /// The processor's time of it.
    pub at: Timestamp,
    /// From the metadata that we gave along, the one thing in it.
    pub attempt: Option<AttemptId>,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum What {
    /// The processor's page, on which somebody pays or does not.
    Session {
        session: String,
        state: SessionState,
    },
    /// Money came. `payment` is the charge, or the invoice where it is one of many.
    Paid {
        payment: String,
        amount: Money,
        subscription: Option<String>,
        made_at: Timestamp,
    },
    /// A card was declined, or the bank said no.
    Declined {
        payment: String,
        /// Whose card it is, where the processor has drawn from it before or means to again.
        #[serde(default)]
        customer: Option<String>,
    },
    Refund {
        refund: String,
        payment: String,
        amount: Money,
        state: RefundState,
        made_at: Timestamp,
    },
    Dispute {
        dispute: String,
        payment: String,
        amount: Money,
        state: DisputeState,
        made_at: Timestamp,
    },
    /// The card's owner has told their bank that it was not them; no dispute yet.
    Warning {
        warning: String,
        payment: String,
        made_at: Timestamp,
    },
    Subscription {
        subscription: String,
        customer: Option<String>,
        state: SubscriptionState,
        amount: Money,
        interval: Interval,
        /// The end of what has been paid for.
        until: Option<Timestamp>,
        /// Somebody has asked for the end: it ends then, or has ended by that.
        ending: bool,
        paused: bool,
    },
    /// A due amount could not be drawn, for the `tries`-th time; 1 of a processor that tries once.
    Unpaid {
        subscription: String,
        invoice: String,
        tries: i64,
        action: bool,
    },
    /// A line of the processor's own account, with the processor's fee.
    Settled {
        transaction: String,
        kind: SettledKind,
        /// The payment, refund or dispute that it belongs to.
        source: Option<String>,
        /// In the currency of the account, negative where money leaves; before the fee.
        amount: Money,
        fee: i64,
        /// What the source says, in the giver's currency, without sign.
        presented: Option<Money>,
        made_at: Timestamp,
        payout: Option<String>,
    },
    Payout {
        payout: String,
        amount: Money,
        state: PayoutState,
        made_at: Timestamp,
    },
    /// A whole settlement of a processor that tells no single lines: what came to the bank, and what it kept.
    Settlement {
        settlement: String,
        amount: Money,
        costs: Money,
        made_at: Timestamp,
    },
    /// Entered by the treasurer.
    Received {
        entry: String,
        amount: Money,
        made_at: Timestamp,
    },
    /// A kind that we do not know: kept by its name, and ignored.
    Unknown {
        kind: String,
    },
}

words! {
    SessionState { Open = "open", Paid = "paid", Failed = "failed", Expired = "expired" }
}

words! {
    RefundState { Pending = "pending", Succeeded = "succeeded", Failed = "failed" }
}

words! {
    DisputeState {
        /// The bank asks; no money has moved.
        Inquiry = "inquiry",
        Opened = "opened",
        Won = "won",
        Lost = "lost",
        /// Lost, and given back after all.
        Reversed = "reversed",
    }
}

words! {
    /// Of two that come within one second, the later in this list counts.
    SubscriptionState {
        Incomplete = "incomplete",
        Active = "active",
        PastDue = "past-due",
        Ended = "ended",
    }
}

words! {
    SettledKind { Payment = "payment", Refund = "refund", Dispute = "dispute", Payout = "payout", Fee = "fee", Other = "other" }
}

words! {
    PayoutState { OnTheWay = "on-the-way", Paid = "paid", Failed = "failed" }
}

impl What {
    /// The one object that it is about, by the processor's id: what is said of one object is folded together.
    pub fn subject(&self) -> &str {
        match self {
            Self::Session { session, .. } => session,
            Self::Paid { payment, .. } | Self::Declined { payment, .. } => payment,
            Self::Refund { refund, .. } => refund,
            Self::Dispute { dispute, .. } => dispute,
            Self::Warning { warning, .. } => warning,
            Self::Subscription { subscription, .. } => subscription,
            Self::Unpaid { invoice, .. } => invoice,
            Self::Settled { transaction, .. } => transaction,
            Self::Payout { payout, .. } => payout,
            Self::Settlement { settlement, .. } => settlement,
            Self::Received { entry, .. } => entry,
            Self::Unknown { kind } => kind,
        }
    }

    /// The other object that it hangs on, by which its contribution is found where it does not say so itself.
    pub fn thread(&self) -> Option<&str> {
        match self {
            Self::Refund { payment, .. } | Self::Dispute { payment, .. } | Self::Warning { payment, .. } => Some(payment),
            Self::Paid { subscription, .. } => subscription.as_deref(),
            Self::Unpaid { subscription, .. } => Some(subscription),
            _ => None,
        }
    }
}
