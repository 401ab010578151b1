//! Stripe's objects, reduced to facts: what is not listed here is not kept.

use jiff::Timestamp;
use serde_json::Value;

use super::super::reading::{attempt, id, is_there, is_true, moment, money, number, text};
use super::{is_whole, session_state, told};
use crate::fund::model::fact::{DisputeState, Fact, PayoutState, RefundState, SessionState, SettledKind, SubscriptionState, What};
use crate::fund::model::{AttemptId, Interval};

/// An event as a fact; `None` for what is no event. A kind that we do not know is kept by its name.
pub fn of_event(event: &Value) -> Option<Fact> {
    let (name, kind) = (text(event, "/id")?, text(event, "/type")?);
    let at = moment(event, "/created")?;
    let object = event.pointer("/data/object")?;
    let read = read_event(kind, object, at);
    let (attempt, what) = read.unwrap_or_else(|| (None, What::Unknown { kind: kind.chars().take(80).collect() }));
    Some(told(name, at, attempt, what))
}

fn read_event(kind: &str, object: &Value, at: Timestamp) -> Option<(Option<AttemptId>, What)> {
    let ours = attempt(object, "/metadata/attempt");
    let owned = |path: &str| id(object, path).map(str::to_owned);
    let what = match kind {
        "checkout.session.completed" | "checkout.session.expired" | "checkout.session.async_payment_succeeded" => {
            What::Session { session: owned("/id")?, state: session_state(object) }
        }
        "checkout.session.async_payment_failed" => What::Session { session: owned("/id")?, state: SessionState::Failed },
        // The charge of an invoice has no number of ours; the invoice tells of it.
        "charge.succeeded" => {
            ours?;
            charged(object)?
        }
        "charge.failed" => What::Declined { payment: owned("/id")?, customer: owned("/customer") },
        "invoice.paid" => return invoice_paid(object, at),
        "invoice.payment_failed" | "invoice.payment_action_required" => {
            let (subscription, attempt) = parent(object)?;
            let tries = number(object, "/attempt_count").unwrap_or(1);
            let action = kind == "invoice.payment_action_required";
            return Some((attempt, What::Unpaid { subscription, invoice: owned("/id")?, tries, action }));
        }
        kind if kind.starts_with("customer.subscription.") => return of_subscription(object, "", at).map(|fact| (fact.attempt, fact.what)),
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => What::Refund {
            refund: owned("/id")?,
            payment: owned("/charge")?,
            amount: money(object, "/amount", "/currency")?,
            state: match text(object, "/status") {
                Some("succeeded") => RefundState::Succeeded,
                Some("failed" | "canceled") => RefundState::Failed,
                _ => RefundState::Pending,
            },
            made_at: moment(object, "/created")?,
        },
        kind if kind.starts_with("charge.dispute.") => What::Dispute {
            dispute: owned("/id")?,
            payment: owned("/charge")?,
            amount: money(object, "/amount", "/currency")?,
            state: match (kind, text(object, "/status")?) {
                (_, status) if status.starts_with("warning_") => DisputeState::Inquiry,
                // Only one event says that it is over, so there is one day on which it was.
                ("charge.dispute.closed", "won") => DisputeState::Won,
                ("charge.dispute.closed", "lost") => DisputeState::Lost,
                _ => DisputeState::Opened,
            },
            made_at: moment(object, "/created")?,
        },
        "radar.early_fraud_warning.created" => {
            What::Warning { warning: owned("/id")?, payment: owned("/charge")?, made_at: moment(object, "/created")? }
        }
        kind if kind.starts_with("payout.") => What::Payout {
            payout: owned("/id")?,
            amount: money(object, "/amount", "/currency")?,
            state: match text(object, "/status") {
                Some("paid") => PayoutState::Paid,
                Some("failed" | "canceled") => PayoutState::Failed,
                _ => PayoutState::OnTheWay,
            },
            made_at: moment(object, "/created")?,
        },
        _ => return None,
    };
    Some((ours, what))
}

fn charged(charge: &Value) -> Option<What> {
    let amount = money(charge, "/amount", "/currency")?;
    Some(What::Paid { payment: text(charge, "/id")?.to_owned(), amount, subscription: None, made_at: moment(charge, "/created")? })
}

fn invoice_paid(invoice: &Value, at: Timestamp) -> Option<(Option<AttemptId>, What)> {
    let (subscription, attempt) = parent(invoice)?;
    let amount = money(invoice, "/amount_paid", "/currency").filter(|amount| amount.minor > 0)?;
    let made_at = moment(invoice, "/status_transitions/paid_at").unwrap_or(at);
    Some((attempt, What::Paid { payment: text(invoice, "/id")?.to_owned(), amount, subscription: Some(subscription), made_at }))
}

/// The subscription that an invoice is of, and the number of ours on it.
fn parent(invoice: &Value) -> Option<(String, Option<AttemptId>)> {
    let details = "/parent/subscription_details";
    let subscription = id(invoice, &format!("{details}/subscription"))?;
    Some((subscription.to_owned(), attempt(invoice, &format!("{details}/metadata/attempt"))))
}

/// A subscription as it stands at that time.
pub fn of_subscription(object: &Value, name: &str, at: Timestamp) -> Option<Fact> {
    let price = "/items/data/0/price";
    let state = match text(object, "/status")? {
        "active" | "trialing" | "paused" => SubscriptionState::Active,
        "past_due" | "unpaid" => SubscriptionState::PastDue,
        "canceled" | "incomplete_expired" => SubscriptionState::Ended,
        _ => SubscriptionState::Incomplete,
    };
    let what = What::Subscription {
        subscription: text(object, "/id")?.to_owned(),
        customer: id(object, "/customer").map(str::to_owned),
        state,
        amount: money(object, &format!("{price}/unit_amount"), &format!("{price}/currency"))?,
        interval: if text(object, &format!("{price}/recurring/interval")) == Some("year") { Interval::Annual } else { Interval::Monthly },
        until: moment(object, "/items/data/0/current_period_end"),
        ending: is_true(object, "/cancel_at_period_end")
            || is_there(object, "/cancel_at")
            || text(object, "/cancellation_details/reason") == Some("cancellation_requested"),
        paused: is_there(object, "/pause_collection") || text(object, "/status") == Some("paused"),
    };
    Some(told(name, at, attempt(object, "/metadata/attempt"), what))
}

/// A session with its payment and its subscription, as it stands now. What was paid has the name of what was paid, so that it is kept once.
pub fn of_session(session: &Value, attempt: AttemptId, now: Timestamp) -> Vec<Fact> {
    let Some(name) = text(session, "/id") else { return Vec::new() };
    let state = session_state(session);
    let mut all = vec![told(&format!("asked-{name}-{state}"), now, Some(attempt), What::Session { session: name.to_owned(), state })];
    if let Some(charge) = session.pointer("/payment_intent/latest_charge").filter(|charge| text(charge, "/status") == Some("succeeded"))
        && let Some(what) = charged(charge)
    {
        all.push(told(&format!("asked-{}", what.subject()), moment(charge, "/created").unwrap_or(now), Some(attempt), what));
    }
    if is_whole(session, "/subscription")
        && let Some(subscription) = session.pointer("/subscription")
    {
        all.extend(of_subscription(subscription, &format!("asked-{:x}", kernel::id::random()), now));
        if let Some(invoice) = subscription.pointer("/latest_invoice").filter(|invoice| text(invoice, "/status") == Some("paid"))
            && let Some((_, what)) = invoice_paid(invoice, now)
        {
            all.push(told(&format!("asked-{}", what.subject()), now, Some(attempt), what));
        }
    }
    all
}

/// A line of the account.
pub fn of_transaction(line: &Value) -> Option<Fact> {
    let (name, made_at) = (text(line, "/id")?, moment(line, "/created")?);
    let source = id(line, "/source").map(str::to_owned);
    let kind = match text(line, "/type")? {
        "charge" | "payment" => SettledKind::Payment,
        "refund" | "payment_refund" | "refund_failure" | "payment_failure_refund" => SettledKind::Refund,
        "adjustment" if source.as_deref().is_some_and(|source| source.starts_with("du_") || source.starts_with("dp_")) => {
            SettledKind::Dispute
        }
        "payout" | "payout_cancel" | "payout_failure" => SettledKind::Payout,
        kind if kind.ends_with("fee") => SettledKind::Fee,
        _ => SettledKind::Other,
    };
    let what = What::Settled {
        transaction: name.to_owned(),
        kind,
        amount: money(line, "/amount", "/currency")?,
        fee: number(line, "/fee").unwrap_or_default(),
        presented: money(line, "/source/amount", "/source/currency"),
        made_at,
        payout: source.clone().filter(|_| kind == SettledKind::Payout),
        source,
    };
    Some(told(name, made_at, None, what))
}
